"""`forbear approval retire`: end a message for good."""

import argparse

from dashboards.approval_options import add_act, run_act

NAME = "approval retire"
HELP = "end a message for good, with a reason; a new one takes its place"
EXAMPLES = """
forbear approval retire my_campaign --variant guests_choice --by "Chi Vu" --why "the dinner season is over"
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_act(parser, claims=False, why="the reason: others will read it (needed)")


def run(options: argparse.Namespace) -> int:
    """Record it, or say why not."""
    return run_act(options, "retire")
