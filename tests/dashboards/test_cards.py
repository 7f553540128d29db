"""Cards: each field told in its platform's unit, against the tighter of the channel's and the platform's limits."""

import pytest

from campaigns.campaign import Campaign
from campaigns.counting import COUNTINGS
from campaigns.files import example, load_campaign
from dashboards.cards import Field, card


def on(platform: str | None, **limits: int) -> Campaign:
    """The embedded example with its feed on a platform, and with these limits for its body."""
    campaign = load_campaign(example())
    feed = campaign.channel("feed")
    given = {name: dict.fromkeys(campaign.locales, limit) for name, limit in limits.items()}
    fields = tuple(limit.model_copy(update=given) if limit.field == "body" else limit for limit in feed.fields)
    changed = feed.model_copy(update={"platform": platform, "fields": fields})
    others = tuple(channel for channel in campaign.channels if channel.id != "feed")
    return campaign.model_copy(update={"channels": (changed, *others)})


def told(campaign: Campaign, locale: str) -> list[str]:
    return [field.told for field in card(campaign, "plain", "feed", locale)]


def test_a_channel_without_a_platform_is_told_in_characters() -> None:
    assert told(on(None), "en")[0] == "Headline: 24 of 30 characters"


@pytest.mark.parametrize(
    ("length", "words"),
    [
        (1, "Body: 1 of 1 message parts"),
        (2, "Body: 2 of 1 message parts, more than planned"),
        (3, "Body: 3 of 1 message parts, over the limit of 2"),
    ],
)
def test_a_text_message_is_told_in_message_parts(length: int, words: str) -> None:
    assert Field("body", "Packing", length, 1, 2, COUNTINGS["sms_parts"]).told == words


@pytest.mark.parametrize("locale", ["en", "zh-CN"])
def test_the_card_of_a_text_message_counts_its_parts(locale: str) -> None:
    assert told(on("sms", soft=1, hard=2), locale)[1] == "Body: 1 of 1 message parts"


def test_a_field_over_the_platforms_limit_is_told_although_the_channel_would_take_it() -> None:
    """The Chinese body has 39 characters; the platform shows 30 and takes 40."""
    fields = card(on("wechat_moments", soft=300, hard=400), "plain", "feed", "zh-CN")
    body = next(field for field in fields if field.name == "body")
    assert (body.length, body.soft, body.hard) == (39, 30, 40)
    assert not body.fits


def test_a_post_is_told_in_weighted_characters_a_chinese_one_twice() -> None:
    body = card(on("x", soft=200, hard=280), "plain", "feed", "zh-CN")[1]
    assert body.length > len(body.text)
    assert body.told.endswith("of 200 weighted characters")


def test_a_numbered_field_is_named_in_words() -> None:
    assert Field("headline_2", "Pack", 4, 30, 30).told == "Headline 2: 4 of 30 characters"
