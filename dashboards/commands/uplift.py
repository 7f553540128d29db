"""`forbear uplift`: what each message changed against the plain one."""

import argparse
from dataclasses import asdict

from dashboards.options import add_campaign, add_json, add_store, print_json

NAME = "uplift"
HELP = "what each message changed against the control, per segment, with 95 % intervals"
EXAMPLES = """
forbear uplift
forbear uplift my_campaign --store my.db --segment impulse_souvenir
forbear uplift --json > uplift.json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_campaign(parser)
    add_store(parser)
    parser.add_argument("--segment", help='only this segment ("*": all together)')
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Fit the fast posterior to the record and print the table; nothing is published."""
    import numpy as np
    from rich.console import Console
    from rich.table import Table

    from bandits.uplift import EVERYONE, technique_rows, uplift_rows
    from dashboards.house import open_house

    with open_house(options.campaign, options.store) as house:
        if options.segment not in {None, EVERYONE}:
            house.segmentation.segment(options.segment)
        learner, live = house.learner, house.store.current(house.campaign.id)
        posterior = learner.fast_posterior(learner.counts())
    shares = live.allocation.probabilities(learner.grid) if live else np.zeros(learner.grid.shape)
    rows = [row for row in uplift_rows(posterior, shares) if options.segment in {None, row.segment}]
    if options.json:
        techniques = [asdict(row) for row in technique_rows(posterior)]
        print_json({"campaign": house.campaign.id, "rows": [asdict(row) for row in rows], "techniques": techniques})
        return 0
    table = Table(
        title=f"{house.campaign.title[house.campaign.locales[0]]}: uplift in percentage points, 95 % intervals"
    )
    for heading in (
        "segment",
        "message",
        "trials",
        "rate %",
        "uplift",
        "from",
        "to",
        "P(better)",
        "P(best)",
        "share %",
    ):
        table.add_column(heading, justify="left" if heading in {"segment", "message"} else "right")
    for row in (row for row in rows if row.channel == EVERYONE):
        numbers = (100 * row.uplift, 100 * row.uplift_lower, 100 * row.uplift_upper)
        table.add_row(
            row.segment, row.variant, f"{row.trials:.0f}", f"{100 * row.rate:.1f}", *(f"{n:+.1f}" for n in numbers),
            f"{row.chance_better:.2f}", f"{row.chance_best:.2f}", f"{100 * row.share:.0f}",
        )  # fmt: skip
    Console(width=120).print(table)
    return 0
