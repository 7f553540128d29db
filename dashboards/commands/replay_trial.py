"""`forbear replay trial`: replay a real adaptive message trial and compare with what its authors did and published."""

import argparse
from pathlib import Path

from dashboards.options import add_json, print_json

NAME = "replay trial"
HELP = "replay an adaptive trial (wave, arm, trials, successes) by exploration sampling over exact chances"
EXAMPLES = """
forbear replay trial wave_counts.csv
forbear replay trial wave_counts.csv --json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("file", type=Path, help="CSV with the columns wave, arm, trials, successes")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Replay and print."""
    from bandits.replay.trial import replay_trial

    replay = replay_trial(options.file)
    if options.json:
        print_json(replay.to_json())
    else:
        print(replay.to_text())
    return 0
