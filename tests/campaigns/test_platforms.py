"""Platforms: limits and rules as data, read with their origin, and held beside a channel's own."""

from collections.abc import Callable
from urllib.parse import urlsplit

import pytest

from campaigns.campaign import Campaign
from campaigns.counting import COUNTINGS
from campaigns.errors import NotFound
from campaigns.files import example, load_campaign
from campaigns.lint import lint
from campaigns.parts import Channel
from campaigns.platforms import ChannelFormat, ChannelRule, platform, platforms, room
from campaigns.template import Template, read_template
from campaigns.theory.tables import table
from campaigns.variable_paths import paths
from tests.campaigns.conftest import DAY

type Make = Callable[..., Campaign]


def test_the_seven_platforms_are_there_and_weibo_is_not() -> None:
    assert set(platforms()) == {"sms", "whatsapp", "google_rsa", "meta_feed", "tiktok", "x", "wechat_moments"}
    with pytest.raises(NotFound, match="there are: sms, whatsapp"):
        platform("weibo")


@pytest.mark.parametrize("name", platforms())
def test_a_platform_counts_all_its_fields_one_way_and_shows_no_more_than_it_takes(name: str) -> None:
    formats = platform(name).formats.values()
    assert {one.counting for one in formats} == {platform(name).counting.id} <= COUNTINGS.keys()
    assert all(one.shown is None or one.shown <= one.accepted for one in formats)


def test_every_rule_is_of_a_platform_and_a_field_that_there_are_and_only_some_need_an_argument() -> None:
    for rule in table(ChannelRule):
        assert rule.field == "*" or rule.field in platform(rule.platform).formats
        assert bool(rule.argument) is (rule.rule in {"no_characters", "variables_at_most"})


@pytest.mark.parametrize(
    "row", [*table(ChannelFormat), *table(ChannelRule)], ids=lambda row: f"{row.platform}-{row.field}"
)
def test_a_fact_of_a_platform_has_a_date_and_a_verified_one_has_an_address(row: ChannelFormat | ChannelRule) -> None:
    assert row.as_of.year >= 2026
    address = urlsplit(row.source_url)
    assert not row.source_url or (address.scheme in {"http", "https"} and address.netloc)
    if row.origin.status == "verified" and isinstance(row, ChannelFormat):
        assert row.source_url


def test_a_platform_that_nobody_knows_is_refused_with_those_there_are(small_campaign: Make) -> None:
    with pytest.raises(ValueError, match=r'channels\.page\.platform = "fb"; wanted one of sms'):
        small_campaign(channel={"platform": "fb"})


def body_on(name: str | None, soft: int, hard: int) -> Channel:
    feed = load_campaign(example()).channel("feed")
    fields = tuple(limit.model_copy(update={"soft": {"en": soft}, "hard": {"en": hard}}) for limit in feed.fields)
    return feed.model_copy(update={"platform": name, "fields": fields})


@pytest.mark.parametrize(
    ("name", "soft", "hard", "expected"),
    [
        (None, 90, 500, (90, "the channel", 500, "the channel")),
        ("meta_feed", 90, 500, (90, "the channel", 500, "the channel")),
        ("meta_feed", 200, 500, (125, "meta_feed", 500, "the channel")),
        ("meta_feed", 200, 3000, (125, "meta_feed", 2200, "meta_feed")),
        ("x", 250, 290, (250, "the channel", 280, "x")),
        ("x", 285, 290, (280, "x", 280, "x")),
        ("whatsapp", 90, 1100, (90, "the channel", 1024, "whatsapp")),
    ],
)
def test_the_tighter_of_two_limits_holds_and_is_named(
    name: str | None, soft: int, hard: int, expected: tuple[int, str, int, str]
) -> None:
    channel = body_on(name, soft, hard)
    found = room(channel, channel.fields[1], "en")
    assert (found.soft, found.shown_by, found.hard, found.taken_by) == expected


def test_a_field_that_the_platform_does_not_have_keeps_the_channels_own_limit() -> None:
    channel = body_on("x", 30, 40)
    assert room(channel, channel.fields[0], "en").hard == 40


def test_a_limit_of_the_platform_blocks_although_the_channel_would_take_it(small_campaign: Make) -> None:
    """A Chinese character counts two for TikTok: 51 of them are 102, the channel itself would take 300."""
    limits = {"field": "body", "soft": {"zh-CN": 300}, "hard": {"zh-CN": 300}}
    campaign = small_campaign({"zh-CN": "行" * 51}, channel={"platform": "tiktok", "fields": (limits,)})
    found = lint(campaign, today=DAY)
    assert [(one.rule, one.severity, one.why) for one in found if one.rule == "L21"] == [
        ("L21", "block", "102 characters (wide ones are two); tiktok takes at most 100")
    ]


def test_a_dear_text_message_says_which_character_makes_it_dear(small_campaign: Make) -> None:
    limits = {"field": "body", "soft": {"en": 1}, "hard": {"en": 3}}
    campaign = small_campaign("It’s wood. " * 7, channel={"platform": "sms", "fields": (limits,)})
    whys = [one.why for one in lint(campaign, today=DAY) if one.rule == "L21"]
    assert whys == ["2 message parts, 70 or 67 characters each because of “’”; planned are at most 1"]


def test_two_messages_that_say_the_same_are_one_ad_and_two_that_share_a_field_are_not(small_campaign: Make) -> None:
    twin = lint(small_campaign("Pack.", channel={"platform": "google_rsa"}), today=DAY)
    assert [(one.variant, one.field) for one in twin if one.rule == "L21"] == [("tested", "")]
    whole = "{% block headline %}Choose wood{% endblock %}{% block body %}Pack.{% endblock %}"
    other = lint(small_campaign(whole=whole, channel={"platform": "google_rsa"}), today=DAY)
    assert [one for one in other if one.rule == "L21"] == []


PLAIN = ("words", "words", 0, False)


@pytest.mark.parametrize(
    ("block", "found"),
    [
        ("Hi {{ a }}.", {("words", "words", 1, False)}),
        ("{{ a }} and {{ b }}", {("variable", "variable", 2, False)}),
        ("Hi {{ a }} {{ b }}.", {("words", "words", 2, True)}),
        ("{{ claim('x') }}!", {("variable", "words", 1, False)}),
        ("{{ channel }} {{ a|upper }}!", {("words", "words", 1, False)}),
        ("Hi {% if a == 'x' %}{{ a }}{% else %}you{% endif %}", {PLAIN, ("words", "variable", 1, False)}),
        ("{% if channel == 'sms' %}{{ a }}{% endif %}Hi", {PLAIN}),
        ("{% if channel != 'sms' and locale == 'en' %}{{ a }}{% endif %}Hi", {("variable", "words", 1, False)}),
        ("{% if a %}x{% elif locale == 'en' %}y{% else %}{{ b }}{% endif %}", {PLAIN}),
        ("Hi {{ a if b == 'x' else 'you' }}!", {PLAIN, ("words", "words", 1, False)}),
        ("{{ a }}x" * 12, {("variable", "words", 9, False)}),
        ("", {("nothing", "nothing", 0, False)}),
    ],
)  # fmt: skip
def test_every_way_through_a_block_is_known_by_its_ends_and_its_variables(
    block: str, found: set[tuple[str, str, int, bool]]
) -> None:
    template = read_template("m.en.j2", f"{{% block body %}}{block}{{% endblock %}}")
    assert isinstance(template, Template)
    ways = paths(template, "body", {"channel": "wa", "locale": "en"})
    assert {(way.first, way.last, way.variables, way.touches) for way in ways} == found
