"""Advice: what would be wise before a campaign goes live, and keeps nothing from it."""

from collections.abc import Iterator

from campaigns.approval.judged import used_facts
from campaigns.campaign import Campaign
from campaigns.harm.gates import UNAPPROVED


def advice(campaign: Campaign) -> tuple[str, ...]:
    """List what would be wise and keeps nothing from going live.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> print(advice(load_campaign(example()))[0][:60])
    H16: no metric asks whether people turn to another wild prod
    """
    return (*_unasked(campaign), *_open_facts(campaign), *_waits(campaign))


def _unasked(campaign: Campaign) -> Iterator[str]:
    if not any(metric.substitution for metric in campaign.metrics):
        mend = "set substitution = true on a metric that asks for it"
        yield f"H16: no metric asks whether people turn to another wild product or another place; {mend}"


def _open_facts(campaign: Campaign) -> Iterator[str]:
    """Advice, no blocker: an open fact is plain text of 200 characters at most, and who asks could show any words."""
    for name in campaign.facts:
        used_by = [
            variant.id
            for variant in campaign.variants
            if variant.state != "retired" and name in used_facts(campaign, variant)
        ]
        if used_by and any(campaign.is_open(name, locale) for locale in campaign.locales):
            yield (
                f"{UNAPPROVED}: facts.{name} is open: a request may put words that nobody has checked or approved into "
                f'{", ".join(used_by)}; list what it may be, en = ["..."], be it one'
            )


def _waits(campaign: Campaign) -> Iterator[str]:
    """A reward learns only where every part has answers: a survey that nobody imports would stop all of it, unseen."""
    asked = [name for name in campaign.goal.reward if campaign.metric(name).silence == "unknown"]
    if asked:
        yield (
            f'H11: goal.reward waits for answers to {", ".join(asked)} (silence = "unknown"): in a segment and channel '
            "without any, shares do not move; report the answers as they come in"
        )
