"""`forbear approval launch`: make an approved message live."""

import argparse

from dashboards.approval_options import add_act, run_act

NAME = "approval launch"
HELP = "make an approved message live, if nothing at all keeps it from that"
EXAMPLES = """
forbear approval launch my_campaign --variant guests_choice --by "Chi Vu"
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_act(parser, claims=False, why="what it rests on")


def run(options: argparse.Namespace) -> int:
    """Record it, or say why not."""
    return run_act(options, "launch")
