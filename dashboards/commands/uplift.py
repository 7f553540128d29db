"""`forbear uplift`: what each message changed against the plain one."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from dashboards.options import add_campaign, add_json, add_store, print_json

if TYPE_CHECKING:
    from bandits.publication import UpliftRow

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

    from bandits.publication import EVERYONE
    from bandits.uplift import technique_rows, uplift_rows
    from dashboards.house import open_house

    with open_house(options.campaign, options.store, must_exist=True) as house:
        if options.segment not in {None, EVERYONE}:
            house.segmentation.segment(options.segment)
        learner, live = house.learner, house.store.current(house.campaign.id)
        posterior = learner.fast_posterior(learner.counts())
    shares = live.allocation.probabilities(learner.grid) if live else np.zeros(learner.grid.shape)
    every = uplift_rows(posterior.rate, posterior.evidence, shares)
    rows = [row for row in every if options.segment in {None, row.segment}]
    if options.json:
        techniques = [asdict(row) for row in technique_rows(posterior)]
        print_json({"campaign": house.campaign.id, "rows": [asdict(row) for row in rows], "techniques": techniques})
    else:
        title = house.campaign.title[house.campaign.locales[0]]
        _print(
            [row for row in rows if row.channel == EVERYONE], f"{title}: uplift in percentage points, 95 % intervals"
        )
    return 0


def _print(rows: "list[UpliftRow]", title: str) -> None:
    from rich.console import Console
    from rich.table import Table

    table = Table(title=title)
    for heading in ("segment", "variant"):
        table.add_column(heading)
    for heading in ("trials", "rate %", "uplift", "from", "to", "P(better)", "P(best)", "share %"):
        table.add_column(heading, justify="right")
    for row in rows:
        gains = (f"{100 * gain:+.1f}" for gain in (row.uplift, row.uplift_lower, row.uplift_upper))
        chances = (f"{row.chance_better:.2f}", f"{row.chance_best:.2f}", f"{100 * row.share:.0f}")
        table.add_row(row.segment, row.variant, f"{row.trials:.0f}", f"{100 * row.rate:.1f}", *gains, *chances)
    Console(width=120).print(table)
