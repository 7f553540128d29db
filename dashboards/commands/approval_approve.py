"""`forbear approval approve`: approve a message that every reviewer has looked at."""

import argparse

from dashboards.approval_options import add_act, run_act

NAME = "approval approve"
HELP = "approve a reviewed message, as somebody who is not its author"
EXAMPLES = """
forbear approval approve my_campaign --variant plain,guests_choice --by "Chi Vu"
forbear approval approve my_campaign --variant guests_choice --by "Chi Vu"
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_act(parser, claims=False, why="what it rests on")


def run(options: argparse.Namespace) -> int:
    """Record it, or say why not."""
    return run_act(options, "approve")
