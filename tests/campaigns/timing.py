"""Timing: hold that some work takes less than a second, and stop it when it hangs."""

import signal
import time
from collections.abc import Iterator
from contextlib import contextmanager


@contextmanager
def under_a_second() -> Iterator[None]:
    """Hold that the work inside takes less than a second, and stop it after twenty if it hangs.

    Counted is the time that this process works: it waits for nothing, and other work on the machine is not its fault.
    """

    def stop(*_: object) -> None:
        raise TimeoutError("hangs")

    has_alarm = hasattr(signal, "setitimer")
    if has_alarm:
        before = signal.signal(signal.SIGALRM, stop)
        signal.setitimer(signal.ITIMER_REAL, 20.0)
    try:
        started = time.process_time()
        yield
        assert time.process_time() - started < 1.0
    finally:
        if has_alarm:
            signal.setitimer(signal.ITIMER_REAL, 0.0)
            signal.signal(signal.SIGALRM, before)
