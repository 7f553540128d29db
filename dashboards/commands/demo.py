"""`forbear demo`: the whole house at work on the embedded campaign, with a simulated audience."""

import argparse
import sys
import tempfile
import threading
import time
from pathlib import Path
from typing import TYPE_CHECKING

from dashboards.options import add_json, print_json

if TYPE_CHECKING:
    from bandits.audience import Truth
    from dashboards.demo import AdServer, Summary, Tally
    from dashboards.house import House
    from segments.segment import Segmentation

NAME = "demo"
HELP = "run the embedded campaign on a simulated audience: API, learning and dashboard before your eyes"
EXAMPLES = """
forbear demo
forbear demo --headless --seconds 60
forbear demo --port 8500 --pace 50
"""
CONTROL_RATE = {  # share who do not intend to buy under the plain message; illustrative, as all of the example is
    "gift_obligated": 0.62,
    "impulse_souvenir": 0.66,
    "craft_collector": 0.45,
    "luck_blessing": 0.55,
    "law_unaware": 0.64,
    "ally_rejecter": 0.90,
}
SERVERS = 4
SURVEYED = 1500


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--headless", action="store_true", help="end by itself after --seconds, with a summary")
    parser.add_argument(
        "--seconds", type=float, help="how long people keep arriving (default: 60 headless, else for ever)"
    )
    parser.add_argument(
        "--port", type=int, default=8400, help="port of API and dashboard on this machine (default: 8400)"
    )
    parser.add_argument(
        "--pace", type=float, default=160.0, help="people per second, if the machine can (default: 160)"
    )
    parser.add_argument("--seed", type=int, default=7, help="the simulated world to use (default: 7)")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Fit segments, serve, let people come, and say what was learnt."""
    import numpy as np

    from bandits.audience import Audience, Truth
    from bandits.grid import Grid
    from bandits.simulate import World
    from campaigns.files import example
    from dashboards.demo import AdServer, Crowd, Tally
    from dashboards.house import open_house
    from segments.files import save_segmentation
    from segments.survey import barrier_questions, generate_survey

    seconds = options.seconds or (60.0 if options.headless else None)
    rng = np.random.default_rng(options.seed)
    with tempfile.TemporaryDirectory(prefix="forbear-demo-") as folder:
        segmentation = _fit_segments(options.seed)
        save_segmentation(segmentation, Path(folder) / "segments.toml")
        with open_house(example(), f"{folder}/demo.db", Path(folder) / "segments.toml") as house:
            declared = house.segmentation.segments
            grid = Grid.of(house.campaign, house.segmentation.segments)
            drawn = World.draw(grid, CONTROL_RATE, rng)
            truth = Truth(World(grid, drawn.rate, delay_median=3.0, report_share=0.7))
            pool, segments = generate_survey(declared, barrier_questions(declared), 5000, rng)
            channels = [channel.id for channel in house.campaign.channels]
            audience = Audience(pool, segments, channels, house.campaign.locales)
            crowd, tally = Crowd(house.campaign, audience, truth), Tally()
            servers = [
                AdServer(options.port, crowd, tally, number, options.pace / SERVERS) for number in range(1, SERVERS + 1)
            ]
            return _serve(house, servers, truth, tally, seconds, options)


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


def _fit_segments(seed: int) -> "Segmentation":
    import numpy as np

    from campaigns.files import example
    from segments.files import load_segmentation
    from segments.match import fit_typing_model
    from segments.survey import barrier_questions, generate_survey

    _say(f"fitting segments from a generated survey of {SURVEYED} people ...")
    declared = load_segmentation(example() / "segments.toml").segments
    rng = np.random.default_rng(seed)
    survey, _ = generate_survey(declared, barrier_questions(declared), SURVEYED, rng)
    return fit_typing_model(declared, survey, seed)


def _serve(
    house: "House",
    servers: "list[AdServer]",
    truth: "Truth",
    tally: "Tally",
    seconds: float | None,
    options: argparse.Namespace,
) -> int:
    from bandits.learn import refresh
    from dashboards.demo import running, summarise
    from dashboards.serve import serve

    ended, leaving = threading.Event(), threading.Event()

    def watch() -> None:
        """Let people come, show progress, and end the server when time is up or somebody wants to leave."""
        _say(f"open http://127.0.0.1:{options.port}/ and watch: the shares of the messages move towards what works,")
        _say("segment by segment, and the intervals of their uplift shrink. Ctrl-C ends.")
        started = time.monotonic()
        try:
            with running(servers):
                while not leaving.wait(1.0):
                    elapsed = time.monotonic() - started
                    _progress(house, tally, elapsed)
                    if tally.failures or (seconds is not None and elapsed >= seconds):
                        break
        finally:
            ended.set()

    watcher = threading.Thread(target=watch, name="demo-watch", daemon=True)
    serve(
        house,
        "127.0.0.1",
        options.port,
        refresh_seconds=2.0,
        on_ready=watcher.start,
        ended=ended,
        on_signal=leaving.set,
    )
    ended.set()
    watcher.join()
    summary = summarise(refresh(house.learner), house.learner, truth, tally)
    _print(summary, options)
    return 1 if summary.failures else 0


def _progress(house: "House", tally: "Tally", elapsed: float) -> None:
    live = house.store.current(house.campaign.id)
    leading = max((row for row in live.uplift if row.segment == "*"), key=lambda row: row.share) if live else None
    words = f"{elapsed:4.0f} s  {tally.decisions:6d} decisions  {tally.outcomes:6d} outcomes"
    if leading is not None:
        words += f"  most shown: {leading.variant} {100 * leading.share:.0f} %"
    end = "\r" if sys.stderr.isatty() else "\n"
    if sys.stderr.isatty() or round(elapsed) % 5 == 0:
        print(f"{words:<90}", end=end, file=sys.stderr, flush=True)


def _print(summary: "Summary", options: argparse.Namespace) -> None:
    from dataclasses import asdict

    from rich.console import Console
    from rich.table import Table

    if options.json:
        print_json(asdict(summary))
        return
    table = Table(title=f"{summary.decisions} decisions, {summary.outcomes} outcomes; uplift in percentage points")
    for heading in ("segment", "truly best message", "shown now %", "even %", "uplift", "95 % interval", "truth"):
        table.add_column(heading, justify="left" if heading.startswith(("segment", "truly")) else "right")
    for finding in summary.findings:
        row = finding.estimate
        table.add_row(
            finding.segment, finding.best, f"{100 * finding.share:.0f}", f"{100 * finding.even_share:.0f}",
            f"{100 * row.uplift:+.1f}", f"{100 * row.uplift_lower:+.1f} to {100 * row.uplift_upper:+.1f}",
            f"{100 * finding.true_uplift:+.1f}",
        )  # fmt: skip
    Console(width=110).print(table)
    print(f"{summary.covered} of {summary.intervals} intervals hold the known truth.")
    for failure in summary.failures:
        _say(f"failure: {failure}")
