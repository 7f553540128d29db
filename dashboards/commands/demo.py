"""`forbear demo`: the whole house at work on the embedded campaign, with a simulated audience."""

import argparse
import sys
from typing import TYPE_CHECKING

from dashboards.options import add_json, port, print_json

if TYPE_CHECKING:
    from dashboards.ad_server import Tally
    from dashboards.demo import Summary
    from dashboards.house import House

NAME = "demo"
HELP = "run the embedded campaign on a simulated audience: API, learning and dashboard before your eyes"
EXAMPLES = """
forbear demo
forbear demo --headless --seconds 60
forbear demo --port 8500 --pace 50
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("--headless", action="store_true", help="end by itself after --seconds, with a summary")
    parser.add_argument(
        "--seconds", type=float, help="how long people keep arriving (default: 60 headless, else for ever)"
    )
    parser.add_argument(
        "--port", type=port, default=8400, help="port of API and dashboard on this machine (default: 8400)"
    )
    parser.add_argument(
        "--pace", type=float, default=160.0, help="people per second, if the machine can (default: 160)"
    )
    parser.add_argument("--seed", type=int, default=7, help="the simulated world to use (default: 7)")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Set the world up, serve it, and print what was learnt."""
    from dashboards.demo import SURVEYED, perform, staged

    def welcome() -> None:
        _say(f"open http://127.0.0.1:{options.port}/ and watch: the shares of the messages move towards what works,")
        _say("segment by segment, and the intervals of their uplift shrink. Ctrl-C ends.")

    seconds = options.seconds or (60.0 if options.headless else None)
    _say(f"fitting segments from a generated survey of {SURVEYED} people ...")
    with staged(options.port, options.pace, options.seed) as stage:
        summary = perform(stage, seconds, welcome, _progress)
    _print(summary, options)
    return 1 if summary.failures else 0


def _say(text: str) -> None:
    print(text, file=sys.stderr, flush=True)


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
        print_json({"data_status": "illustrative", **asdict(summary)})
        return
    counted = f"{summary.decisions} decisions, {summary.outcomes} outcomes"
    table = Table(title=f"Simulated people: {counted}; uplift in percentage points")
    for heading in ("segment", "truly best message", "shown now %", "even %", "uplift", "95 % interval", "truth"):
        table.add_column(heading, justify="left" if heading.startswith(("segment", "truly")) else "right")
    for result in summary.segments:
        row = result.estimate
        table.add_row(
            result.segment, result.best, f"{100 * result.share:.0f}", f"{100 * result.even_share:.0f}",
            f"{100 * row.uplift:+.1f}", f"{100 * row.uplift_lower:+.1f} to {100 * row.uplift_upper:+.1f}",
            f"{100 * result.true_uplift:+.1f}",
        )  # fmt: skip
    Console(width=110).print(table)
    print(f"{summary.covered} of {summary.intervals} intervals hold the known truth.")
    for failure in summary.failures:
        _say(f"failure: {failure}")
