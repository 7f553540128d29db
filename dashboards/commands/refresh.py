"""`forbear refresh`: learn from what is on record and publish the allocation that follows."""

import argparse

from dashboards.options import add_campaign, add_json, add_store, print_json

NAME = "refresh"
HELP = "learn from the record (milliseconds to seconds) and publish the allocation that follows"
EXAMPLES = """
forbear refresh
forbear refresh my_campaign --store my.db --json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_campaign(parser)
    add_store(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Refresh once."""
    from bandits.learn import refresh
    from dashboards.house import open_house

    with open_house(options.campaign, options.store) as house:
        live = refresh(house.learner)
    if options.json:
        print_json(
            {
                "campaign": live.campaign,
                "allocation": live.allocation.version,
                "published_at": live.published_at.isoformat(),
                "decided": live.decided,
                "answered": live.answered,
            }
        )
    else:
        print(
            f"{live.campaign}: allocation {live.allocation.version} is live, "
            f"from {live.decided} decisions and {live.answered} answers."
        )
    return 0
