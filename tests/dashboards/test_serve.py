"""One process serves dashboard and API, says nothing by itself, and ends cleanly."""

import json
import signal
import socket
import threading
import time

import pytest
from streamlit import config

from campaigns.errors import Unavailable
from dashboards.serve import dashboard, serve
from dashboards.theme import OPTIONS
from tests.dashboards.served import free_port, served
from tests.dashboards.test_app import new_house

SERVE = """
import sys
from campaigns.files import example
from dashboards.house import open_house
from dashboards.serve import serve
with open_house(example(), "memory:") as house:
    serve(house, port=int(sys.argv[1]), on_ready=lambda: print("ready", flush=True))
    print("closed", house.store.current(house.campaign.id).source, flush=True)
"""


def test_a_port_in_use_is_refused_before_anything_starts() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        house = new_house()
        with pytest.raises(Unavailable, match="choose another --port"):
            serve(house, port=taken.getsockname()[1])
        assert house.store.current(house.campaign.id) is None


def test_every_option_is_one_that_streamlit_knows_and_keeps() -> None:
    dashboard()
    for name, value in OPTIONS.items():
        assert config.get_option(name) == value


def test_an_event_ends_the_server_and_its_learning() -> None:
    ended = threading.Event()
    serve(new_house(), port=free_port(), on_ready=ended.set, ended=ended)
    assert "forbear-learn" not in {thread.name for thread in threading.enumerate()}


def test_a_signal_can_be_answered_before_the_server_ends() -> None:
    """The first signal asks, and the server goes on until the answer; threading.main_thread takes the signal."""
    ended, asked = threading.Event(), threading.Event()
    waiting = threading.Timer(0.2, ended.set)

    def on_signal() -> None:
        asked.set()
        waiting.start()

    serve(
        new_house(),
        port=free_port(),
        on_ready=lambda: signal.raise_signal(signal.SIGINT),
        ended=ended,
        on_signal=on_signal,
    )
    assert asked.is_set()
    waiting.join()


@pytest.mark.slow
@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM])
def test_a_signal_ends_it_cleanly_and_it_prints_nothing_by_itself(number: signal.Signals) -> None:
    started = time.monotonic()
    with served(SERVE, free_port()) as running:
        assert time.monotonic() - started < 30  # 10 on a machine that does nothing else
        status, page = running.get("/")
        assert (status, "<html" in page) == (200, True)
        status, answer = running.get("/healthz")
        assert status == 200, answer
        status, answer = running.get("/v1/campaigns/light-suitcase/policy")
        assert (status, json.loads(answer)["campaign"]) == (200, "light-suitcase")
        assert running.get("/v1/nowhere")[0] == 404
        code, out, err = running.end(number)
    assert (code, out, err) == (0, "ready\nclosed start\n", "")
