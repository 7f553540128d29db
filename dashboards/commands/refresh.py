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
    from bandits.disclosure import disclose
    from bandits.learn import refresh
    from dashboards.house import open_house
    from dashboards.labels import mark

    with open_house(options.campaign, options.store) as house:
        live = refresh(house.learner)
    disclosed = disclose(live.uplift, live.techniques, live.answered, house.campaign)
    if options.json:
        print_json(
            {
                "campaign": live.campaign,
                "data_status": house.campaign.data_status,
                "allocation": live.allocation.version,
                "published_at": live.published_at.isoformat(),
                "decided": live.decided,
                "answered": disclosed.answered,
            }
        )
    else:
        answers = f"fewer than {disclosed.least}" if disclosed.answered is None else f"{disclosed.answered}"
        words = f"from {live.decided} decisions and {answers} answers. {mark(house.campaign)}"
        print(f"{live.campaign}: allocation {live.allocation.version} is live, {words}".rstrip())
    return 0
