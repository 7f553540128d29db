"""Eligibility: which variant may be shown to whom on which channel now. Loads no NumPy, as `bandits.guarantee`."""

from campaigns.errors import InvalidInput
from campaigns.listener import Addressee, may_see
from campaigns.variant import Variant


def may_meet(variant: Variant, segment: Addressee, channel: str) -> bool:
    """Say whether a segment may get a variant on a channel now: it is live, made for both, or it is the control.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> from segments.segment import Segment
    >>> story, anyone = load_campaign(example()).variant("living_craft"), Segment("new", {"en": "New"}, 0.1)
    >>> may_meet(story, anyone, "feed"), may_meet(story, anyone, "moment")
    (True, False)
    """
    is_on = variant.state == "live" or variant.role == "control"
    return is_on and channel in variant.channels and may_see(variant, segment)


def control_missing(control: str, segment: str, channel: str) -> InvalidInput:
    """Build the error for a context in which the control may not be shown, so that nothing could be compared."""
    return InvalidInput(
        f"grid: the control {control!r} may not be shown in {segment}/{channel}; uplift needs it there. "
        f"Add the channel {channel!r} to the control's channels and drop its limits to segments."
    )
