"""`forbear approval pause`: take a live message out for now."""

import argparse

from dashboards.approval_options import add_act, run_act

NAME = "approval pause"
HELP = "take a live message out for now; anybody may, with a reason"
EXAMPLES = """
forbear approval pause my_campaign --variant guests_choice --by "Bo Li" --why "two complaints about the tone"
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_act(parser, claims=False, why="the reason: others will read it (needed)")


def run(options: argparse.Namespace) -> int:
    """Record it, or say why not."""
    return run_act(options, "pause")
