"""`forbear approval status`: how far every message and claim has come, and what each still wants."""

import argparse

from dashboards.options import add_campaign, add_json, print_json

NAME = "approval status"
HELP = "say how far every message and claim has come, who looked at it, and what is missing"
EXAMPLES = """
forbear approval status
forbear approval status my_campaign --json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_campaign(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Print one line for each."""
    from dashboards.approval_options import standing_json
    from dashboards.approvals import standings

    every = standings(options.campaign)
    if options.json:
        print_json({"standings": [standing_json(one) for one in every]})
        return 0
    for one in every:
        print(f"{one.digest[:12]}  {one}")
        for review in one.reviews:
            print(f"              {review.role} by {review.who} on {review.day} {' '.join(review.locales)}".rstrip())
    return 0
