"""Launch: whether a campaign, its segments and its policy fit together, before anything is decided by them."""

from bandits.eligibility import control_missing, may_meet
from bandits.guarantee import check_room, check_rule
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
            _check_contexts(campaign, segmentation)
        except EngineError as fault:
            faults.append(f"campaign.toml: policy: {fault}")
    if faults:
        raise InvalidInput("\n".join(faults))


def _check_contexts(campaign: Campaign, segmentation: Segmentation) -> None:
    policy, control = campaign.policy, campaign.control
    check_rule(policy.rule)
    variants = [variant for variant in campaign.variants if variant.state != "draft"]
    for segment in segmentation.segments:
        for channel in campaign.channels:
            if not may_meet(control, segment, channel.id):
                raise control_missing(control.id, segment.id, channel.id)
            eligible = sum(may_meet(variant, segment, channel.id) for variant in variants)
            check_room(f"{segment.id}/{channel.id}", eligible, policy.floor, policy.control_share)
