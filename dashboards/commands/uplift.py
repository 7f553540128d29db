"""`forbear uplift`: what each message changed against the plain one."""

import argparse
from dataclasses import asdict
from typing import TYPE_CHECKING

from dashboards.options import add_campaign, add_json, add_store, print_json

if TYPE_CHECKING:
    from bandits.disclosure import Disclosed, PublicRow
    from campaigns.campaign import Campaign

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
    """Fit the fast posterior to the record and print the table; nothing is published, and no number of few people."""
    import numpy as np

    from bandits.disclosure import disclose
    from bandits.publication import EVERYONE
    from bandits.uplift import technique_rows, uplift_rows
    from campaigns.harm.small_cells import least_people
    from dashboards.house import open_house

    with open_house(options.campaign, options.store, must_exist=True, to_decide=False) as house:
        if options.segment not in {None, EVERYONE}:
            house.segmentation.segment(options.segment)
        learner, live = house.learner, house.store.current(house.campaign.id)
        counts = learner.counts()
        posterior = learner.fast_posterior(counts)
    shares = live.allocation.probabilities(learner.grid) if live else np.zeros(learner.grid.shape)
    least = least_people(house.campaign.goal_metric.level)
    every = uplift_rows(posterior.rate, posterior.evidence, shares, least=least)
    disclosed = disclose(every, technique_rows(posterior), int(counts.answered.sum()), house.campaign)
    rows = [row for row in disclosed.rows if options.segment in {None, row.segment}]
    if options.json:
        print_json(_document(house.campaign, disclosed, rows))
    else:
        _print(house.campaign, disclosed, [row for row in rows if row.channel == EVERYONE])
    return 0


def _document(campaign: "Campaign", disclosed: "Disclosed", rows: "list[PublicRow]") -> dict[str, object]:
    from bandits.disclosure import row_fields
    from campaigns.harm.wording import effect_words

    words = effect_words(campaign.goal_metric.level, is_randomised=True)
    return {
        "campaign": campaign.id,
        "data_status": campaign.data_status,
        "goal_metric": campaign.goal_metric.id,
        "outcome": {
            "level": words.level,
            "design": words.design,
            "effect": words.effect,
            "words": words.label,
        },
        "least_people": disclosed.least,
        "shares_follow": dict(campaign.goal.reward) or {campaign.goal.metric: 1.0},
        "rows": [row_fields(row) for row in rows],
        "techniques": [asdict(row) for row in disclosed.techniques],
    }


def _print(campaign: "Campaign", disclosed: "Disclosed", rows: "list[PublicRow]") -> None:
    from rich.console import Console
    from rich.table import Table

    from bandits.publication import UpliftRow
    from dashboards.labels import beside, in_page_language

    title = in_page_language(campaign.title)
    table = Table(title=f"{title}: uplift in percentage points, 95 % intervals", caption=beside(campaign))
    for heading in ("segment", "variant"):
        table.add_column(heading)
    for heading in ("trials", "rate %", "uplift", "from", "to", "P(better)", "P(best)", "share %"):
        table.add_column(heading, justify="right")
    for row in rows:
        table.add_row(row.segment, row.variant, *_numbers(row), f"{100 * row.share:.0f}")
    console = Console(width=120, markup=False, emoji=False)  # titles are anybody's words
    console.print(table)
    if campaign.goal.reward:
        parts = ", ".join(f"{name} {weight:g}" for name, weight in campaign.goal.reward.items())
        console.print(
            f"Shares follow the goal's reward ({parts}); all else, P(best) too, is of {campaign.goal.metric}."
        )
    if not all(isinstance(row, UpliftRow) for row in rows):
        console.print(
            f"–: not shown, as it would tell of fewer than {disclosed.least} people, by itself, by subtraction, or as "
            "a comparison with few people of the control."
        )


def _numbers(row: "PublicRow") -> tuple[str, ...]:
    from bandits.publication import UpliftRow

    if not isinstance(row, UpliftRow):
        return ("–",) * 7
    gains = (f"{100 * gain:+.1f}" for gain in (row.uplift, row.uplift_lower, row.uplift_upper))
    chances = (f"{row.chance_better:.2f}", f"{row.chance_best:.2f}")
    return f"{row.trials:.0f}", f"{100 * row.rate:.1f}", *gains, *chances
