"""`forbear approval resume`: make a paused message live again."""

import argparse

from dashboards.approval_options import add_act, run_act

NAME = "approval resume"
HELP = "make a paused message live again, with a reason, if its approval still holds"
EXAMPLES = """
forbear approval resume my_campaign --variant guests_choice --by "Chi Vu" --why "both complaints were about the photo"
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_act(parser, claims=False, why="the reason: others will read it (needed)")


def run(options: argparse.Namespace) -> int:
    """Record it, or say why not."""
    return run_act(options, "resume")
