"""Launch: whether a campaign, its segments and its policy fit together, before anything is decided by them."""

import numpy as np

from bandits.grid import Grid
from bandits.policy import allocate
from campaigns.campaign import Campaign
from campaigns.errors import EngineError, InvalidInput
from segments.segment import Segmentation


def check_launch(campaign: Campaign, segmentation: Segmentation) -> None:
    """Refuse what could be loaded but not run.

    Raises
    ------
    InvalidInput
        One line per fault: a segment that no segments file has, a control that is not live, a policy rule that does not
        exist, a floor or control share that some context cannot hold.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> from segments.files import load_segmentation
    >>> campaign = load_campaign(example())
    >>> check_launch(campaign, load_segmentation(example() / campaign.segments_file))
    """
    faults = [
        f"campaign.toml: variants.{variant.id}: {segment!r} is no segment here; wanted one of "
        f"{', '.join(segmentation.ids)}. Mend the name, or add it to {campaign.segments_file}."
        for variant in campaign.variants
        for segment in (*(variant.segments or ()), *variant.allies)
        if segment not in segmentation.ids
    ]
    if campaign.control.state != "live":
        faults.append(
            f'campaign.toml: variants.{campaign.control.id}.state = "{campaign.control.state}"; wanted "live", because '
            "uplift is measured against the control. Make it live, or make another variant the control."
        )
    if not faults:
        try:
            _first_allocation(campaign, segmentation)
        except EngineError as fault:
            faults.append(f"campaign.toml: policy: {fault}")
    if faults:
        raise InvalidInput("\n".join(faults))


def _first_allocation(campaign: Campaign, segmentation: Segmentation) -> None:
    grid, policy = Grid.of(campaign, segmentation.segments), campaign.policy
    allocate(
        grid.eligible / grid.eligible.sum(axis=1, keepdims=True),
        grid.eligible,
        grid.control_index,
        rule=policy.rule,
        floor=policy.floor,
        control_share=policy.control_share,
        trials=np.zeros(grid.shape),
        context_names=[str(context) for context in grid.contexts],
    )
