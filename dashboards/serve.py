"""Serve: dashboard, API and learning loop in one process, from the first request to a clean end."""

import contextlib
import signal
import socket
import threading
from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from types import FrameType

import uvicorn
from starlette.routing import BaseRoute
from streamlit import config
from streamlit.starlette import App

from bandits import service
from bandits.learn import LearningLoop
from campaigns.errors import Unavailable
from dashboards.house import House, enter
from dashboards.theme import OPTIONS

SCRIPT = Path(__file__).with_name("app.py")
LOCAL = "127.0.0.1"
PATIENCE_SECONDS = 3


def dashboard(routes: Sequence[BaseRoute] = ()) -> App:
    """Make the web application: the dashboard on `/`, the given routes before it.

    Options are set here, not read from a file beside the caller's folder, so that the pages look the same wherever the
    package is installed and whatever starts them.
    """
    for name, value in OPTIONS.items():
        config.set_option(name, value)
    return App(SCRIPT, routes=list(routes))


def serve(
    house: House,
    host: str = LOCAL,
    port: int = 8400,
    *,
    refresh_seconds: float | None = None,
    on_ready: Callable[[], None] | None = None,
    ended: threading.Event | None = None,
    on_signal: Callable[[], None] | None = None,
) -> None:
    """Serve a house until SIGINT, SIGTERM or `ended`; returns after a clean end.

    Parameters
    ----------
    house : shown by the dashboard, decided for by the API.
    host : address to listen on; the default can be reached from this machine alone.
    port : a free one.
    refresh_seconds : how often to learn; None: as the campaign says.
    on_ready : called once, when requests are answered.
    ended : setting it ends the server.
    on_signal : called at the first signal instead of ending at once, to finish what calls the API; it sees to it that
        `ended` is set. A second signal ends the server anyway.

    Raises
    ------
    Unavailable
        If the port is taken.
    NotConverged
        If the first refresh fails.
    """
    _check_port(host, port)
    enter(house)
    loop = LearningLoop(house.learner, refresh_seconds or house.campaign.policy.refresh_seconds)
    options = uvicorn.Config(
        dashboard(service.routes({house.campaign.id: house.engine}, (loop,))),
        host=host,
        port=port,
        log_level="error",
        access_log=False,
        timeout_graceful_shutdown=PATIENCE_SECONDS,
    )
    loop.start()
    try:
        _Server(options, on_ready, ended, on_signal).run()
    finally:
        loop.stop()


class _Server(uvicorn.Server):
    """A uvicorn server that says when it is ready, and returns after an event or a signal (uvicorn raises it again)."""

    def __init__(
        self,
        options: uvicorn.Config,
        on_ready: Callable[[], None] | None,
        ended: threading.Event | None,
        on_signal: Callable[[], None] | None,
    ) -> None:
        super().__init__(options)
        self._on_ready = on_ready
        self._ended = ended
        self._on_signal = on_signal

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        await super().startup(sockets)
        if self.started and self._on_ready:
            self._on_ready()

    async def on_tick(self, counter: int) -> bool:
        return await super().on_tick(counter) or (self._ended is not None and self._ended.is_set())

    def handle_exit(self, sig: int, frame: FrameType | None) -> None:
        if self._on_signal:
            first, self._on_signal = self._on_signal, None
            first()
        else:
            super().handle_exit(sig, frame)

    @contextlib.contextmanager
    def capture_signals(self) -> Iterator[None]:
        if threading.current_thread() is not threading.main_thread():
            yield
            return
        before = {number: signal.signal(number, self.handle_exit) for number in (signal.SIGINT, signal.SIGTERM)}
        try:
            yield
        finally:
            for number, handler in before.items():
                signal.signal(number, handler)


def _check_port(host: str, port: int) -> None:
    """Check that a port can be had, before anything starts; the server binds its own socket (uvicorn#3149)."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise Unavailable(
                f"Cannot listen on {host}:{port}: {error.strerror or error}. "
                "Stop what uses it, or choose another --port."
            ) from error
