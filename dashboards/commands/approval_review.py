"""`forbear approval review`: say that a message or a claim is right, in one role, or send it back."""

import argparse

from dashboards.approval_options import ROLE_NAMES, add_act, run_act

NAME = "approval review"
HELP = "review a message or a claim in one role, as somebody who is not its author, or send it back"
EXAMPLES = """
forbear approval review my_campaign --variant guests_choice --by "Bo Li" --role theory --text 8c2f01d9
forbear approval review my_campaign --variant guests_choice --by "Mai Tran" --role local --locales vi,en
forbear approval review my_campaign --variant guests_choice --by "Mai Tran" --role local --return --why "stiff"
forbear approval review my_campaign --claim guests_prefer_other --by "Bo Li" --role theory --why "I read the report"
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_act(parser, claims=True, why="what you looked at; needed to send it back")
    parser.add_argument("--role", required=True, choices=ROLE_NAMES, help="as what you looked at it")
    parser.add_argument("--locales", default="", metavar="LIST", help="of a local review: those you are at home in")
    parser.add_argument("--return", dest="returned", action="store_true", help="send it back to its author")


def run(options: argparse.Namespace) -> int:
    """Record it, or say why not."""
    locales = tuple(name.strip() for name in options.locales.split(",") if name.strip())
    return run_act(options, "return" if options.returned else "review", options.role, locales)
