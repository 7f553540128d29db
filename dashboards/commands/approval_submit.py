"""`forbear approval submit`: hand in a message or a claim as it is now, as its author."""

import argparse

from dashboards.approval_options import add_act, run_act

NAME = "approval submit"
HELP = "hand in a message (the lint must not block it) or a claim (its evidence must be whole) as it is now"
EXAMPLES = """
forbear approval submit my_campaign --variant plain,guests_choice --by "Ana Ruiz"
forbear approval submit my_campaign --variant guests_choice --by "Ana Ruiz"
forbear approval submit my_campaign --claim guests_prefer_other --by "Ana Ruiz"
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_act(parser, claims=True, why="what is new about it")


def run(options: argparse.Namespace) -> int:
    """Record it, or say why not."""
    return run_act(options, "submit")
