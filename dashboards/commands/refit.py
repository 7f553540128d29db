"""`forbear refit`: the full model in PyMC on everything on record, kept for the researcher."""

import argparse
from dataclasses import asdict
from pathlib import Path

from dashboards.options import add_campaign, add_json, add_store, print_json

NAME = "refit"
HELP = "sample the full model with PyMC, keep its draws for ArviZ, and anchor the fast posterior"
EXAMPLES = """
forbear refit
forbear refit my_campaign --store my.db --out refits --json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_campaign(parser)
    add_store(parser)
    parser.add_argument("--out", type=Path, default=Path("refits"), help="folder for the draws (default: refits)")
    parser.add_argument("--seed", type=int, default=1, help="of the sampler (default: 1)")
    add_json(parser)


def run(options: argparse.Namespace) -> int:
    """Refit, or say which figure missed its mark and leave everything as it was."""
    from bandits.learn import refit
    from dashboards.house import open_house

    with open_house(options.campaign, options.store, must_exist=True) as house:
        done = refit(house.learner, options.out, seed=options.seed, progress=not options.json)
    if options.json:
        print_json(
            {
                "data_status": house.campaign.data_status,
                "path": str(done.path),
                "diagnostics": asdict(done.diagnostics),
                "allocation": done.publication.allocation.version,
            }
        )
        return 0
    from dashboards.labels import mark

    figures = done.diagnostics
    print(
        f"R-hat at most {figures.max_r_hat:.3f}; effective draws at least {figures.min_bulk_ess:.0f} (bulk) and "
        f"{figures.min_tail_ess:.0f} (tail); {figures.divergences} divergences.\n"
        f"allocation {done.publication.allocation.version} is live. {mark(house.campaign)}\n"
        f'open the draws with: arviz.from_zarr("{done.path}")'
    )
    return 0
