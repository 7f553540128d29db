"""`forbear replay upworthy`: thousands of real headline tests, replayed as if Thompson sampling had run them."""

import argparse
from pathlib import Path

from dashboards.options import add_json, print_json, progress_bar

NAME = "replay upworthy"
HELP = "replay real headline tests (Upworthy Research Archive): clicks gained over an even split"
EXAMPLES = """
forbear replay upworthy upworthy_dev.parquet
forbear replay upworthy upworthy_dev.parquet --seeds 20 --prior 1.5 98.5
forbear replay upworthy upworthy_dev.parquet --json > upworthy.json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", type=Path, help="Parquet file with one row per arm")
    parser.add_argument("--seeds", type=int, default=10, help="how many times to replay every test (default: 10)")
    parser.add_argument("--batches", type=int, default=20, help="batches per test (default: 20)")
    parser.add_argument(
        "--prior",
        type=float,
        nargs=2,
        action="append",
        metavar=("A", "B"),
        help="Beta prior of a rate; may be given several times (default: 1 1, and 1.5 98.5)",
    )
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Replay once per prior under a progress bar and print."""
    from bandits.replay.upworthy import replay_upworthy

    priors: list[list[float]] = options.prior or [[1.0, 1.0], [1.5, 98.5]]
    replays = []
    for alpha, beta in priors:
        with progress_bar(f"headline tests, prior Beta({alpha:g}, {beta:g})") as progress:
            replays.append(
                replay_upworthy(
                    options.file,
                    seeds=range(options.seeds),
                    batches=options.batches,
                    prior=(alpha, beta),
                    progress=progress,
                )
            )
    if options.json:
        print_json({"replays": [replay.to_json() for replay in replays]})
    else:
        print("\n\n".join(replay.to_text() for replay in replays))
    return 0
