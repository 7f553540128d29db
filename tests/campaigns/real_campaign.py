"""A small real campaign, its record written by hand, and the people who work on it."""

from collections.abc import Mapping, Sequence
from datetime import UTC, date, datetime, timedelta
from pathlib import Path

from campaigns.approval import claim_steps, steps
from campaigns.approval.ledger import Entry
from campaigns.approval.signature import Signature
from campaigns.campaign import Campaign
from campaigns.files import save_campaign
from campaigns.lint.rule import Person
from tests.campaigns.conftest import small_values

START = datetime(2026, 3, 2, 9, 0, tzinfo=UTC)
TODAY = START.date()
AUDIENCE = (Person("gifts", share=0.7), Person("luck", share=0.3))
TEXTS = {
    "en": "{% block headline %}A gift of wood{% endblock %}"
    "{% block body %}Choose wood: {{ claim('published') }} approve of it.{% endblock %}",
    "zh-CN": "{% block headline %}一件木雕{% endblock %}"
    "{% block body %}请选择木雕：{{ claim('published') }}受访者赞成。{% endblock %}",
}
SEGMENTS = """
[segments.gifts]
label = { en = "Gifts", zh-CN = "送礼者" }
share = 0.7

[segments.luck]
label = { en = "Luck", zh-CN = "祈福者" }
share = 0.3
"""


def real_campaign(
    *, variant: Mapping[str, object] | None = None, claim: Mapping[str, object] | None = None, **changes: object
) -> Campaign:
    """Two locales, a control `plain` and a treatment `tested` that leans on claim `published`."""
    values = small_values(TEXTS)
    plain, tested = values["variants"]
    values["variants"] = (plain, tested | dict(variant or {}))
    published = values["claims"][0] | {"valid_until": date(2990, 1, 1)} | dict(claim or {})
    values["claims"] = (published,)
    values["targeting"] = {"audience_size": 10_000}
    return Campaign.model_validate(values | changes)


def both_live(
    *, variant: Mapping[str, object] | None = None, claim: Mapping[str, object] | None = None, **changes: object
) -> Campaign:
    """Both variants are live in campaign.toml, whatever the record says."""
    campaign = real_campaign(variant=variant, claim=claim, **changes)
    variants = tuple(one.model_copy(update={"state": "live"}) for one in campaign.variants)
    return campaign.model_copy(update={"variants": variants})


def write_real(folder: Path, campaign: Campaign | None = None) -> Path:
    """Write it as a folder with its segments."""
    folder.mkdir(exist_ok=True)
    save_campaign(campaign or real_campaign(), folder)
    (folder / "segments.toml").write_text(SEGMENTS, encoding="utf-8")
    return folder


def by(who: str, minute: int = 0, why: str = "") -> Signature:
    return Signature(who, START + timedelta(minutes=minute), why)


def claim_entries(campaign: Campaign) -> tuple[Entry, ...]:
    """Ana hands the claim in, Bo reviews it."""
    first = claim_steps.submit_claim(campaign, "published", (), by("Ana"))
    return (first, claim_steps.review_claim(campaign, "published", (first,), by("Bo", 1), "theory"))


def reviewed_entries(campaign: Campaign, name: str = "tested", before: Sequence[Entry] = ()) -> tuple[Entry, ...]:
    """Ana writes, Bo looks at the theory, Mai at both languages."""
    entries = tuple(before)
    entries += (steps.submit(campaign, name, entries, by("Ana", 2), AUDIENCE),)
    entries += (steps.review(campaign, name, entries, by("Bo", 3), "theory"),)
    local = steps.review(campaign, name, entries, by("Mai", 4), "local", "approve", campaign.locales)
    return (*entries, local)


def approved_entries(campaign: Campaign, name: str = "tested", before: Sequence[Entry] = ()) -> tuple[Entry, ...]:
    """And Chi approves."""
    entries = reviewed_entries(campaign, name, before)
    return (*entries, steps.approve(campaign, name, entries, by("Chi", 5)))


def live_entries(campaign: Campaign, name: str = "tested", before: Sequence[Entry] = ()) -> tuple[Entry, ...]:
    """And Chi launches."""
    entries = approved_entries(campaign, name, before)
    return (*entries, steps.launch(campaign, name, entries, by("Chi", 6), ()))
