"""`forbear ready`: everything that keeps a campaign from going live, with the reason and how to mend it."""

import argparse
from dataclasses import asdict

from dashboards.options import add_campaign, add_json, print_json

NAME = "ready"
HELP = "check whether a campaign may go live: words, evidence, approvals, audience, harm gates"
EXAMPLES = """
forbear ready
forbear ready my_campaign --json
"""
BLOCKED = 1


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_campaign(parser)
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Print every reason; exit 1 where there is one."""
    from datetime import UTC, datetime

    from campaigns.harm.advice import advice
    from dashboards.approvals import readiness

    campaign, found = readiness(options.campaign, datetime.now(UTC).date())
    advised = advice(campaign)
    if options.json:
        print_json({
            "campaign": campaign.id, "data_status": campaign.data_status, "ready": not found,
            "blockers": [asdict(one) for one in found], "advice": list(advised),
        })  # fmt: skip
        return BLOCKED if found else 0
    for one in found:
        print(one)
    for words in advised:
        print(f"advice: {words}")
    kept = sorted({one.subject for one in found})
    print(
        f"{campaign.id}: {len(found)} reason{'s' * (len(found) != 1)} against going live"
        + (f": {', '.join(kept)}." if kept else ".")
    )
    return BLOCKED if found else 0
