"""Rendering: escaping by channel, data never read as templates, and nothing a template can do but fill in words."""

import time
from collections.abc import Callable, Mapping
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st
from jinja2 import nodes

from campaigns.campaign import Campaign
from campaigns.errors import InvalidInput, NotFound
from campaigns.files import example, load_campaign
from campaigns.render import plain_fields, render, text_digest
from campaigns.template import CLAIM_CLOSES, CLAIM_OPENS, ENVIRONMENT, FILTERS, Template, read_template
from campaigns.variant import Variant

type Make = Callable[..., Campaign]

LIGHT = load_campaign(example())


def body(campaign: Campaign, facts: Mapping[str, str] | None = None, locale: str = "en") -> str:
    return render(campaign, "tested", "page", locale, facts).fields["body"]


def as_html(campaign: Campaign) -> Campaign:
    return campaign.model_copy(update={"channels": (campaign.channels[0].model_copy(update={"format": "html"}),)})


def test_every_live_message_renders_in_every_locale_on_each_of_its_channels(light_suitcase: Campaign) -> None:
    for variant in light_suitcase.live:
        for channel in variant.channels:
            for locale in light_suitcase.locales:
                fields = render(light_suitcase, variant.id, channel, locale).fields
                assert list(fields) == ["headline", "body", "button"]
                assert not any("{" in text or CLAIM_OPENS in text for text in fields.values())


def test_facts_claims_channel_and_locale_are_filled_in(small_campaign: Make) -> None:
    campaign = small_campaign("{{ claim('published') }} in {{ place|upper }}: {{ channel }}/{{ locale }}")
    assert body(campaign) == "7 out of 10 in HANOI: page/en"


def test_html_channels_escape_facts_of_campaign_and_request_and_the_authors_own_words(small_campaign: Make) -> None:
    campaign = small_campaign("A & <i>{{ markup }}</i> {{ place }}")
    assert body(campaign, {"place": "<script>"}) == "A & <i><b>&</i> <script>"
    escaped = "A &amp; &lt;i&gt;&lt;b&gt;&amp;&lt;/i&gt; &lt;script&gt;"
    assert body(as_html(campaign), {"place": "<script>"}) == escaped


def test_control_and_direction_characters_never_reach_a_person(small_campaign: Make) -> None:
    campaign = small_campaign("Go to {{ place }}\x00\u202e now")
    assert body(campaign, {"place": "A\x07\u2066B\x1b[31m"}) == "Go to AB[31m now"


def test_facts_of_a_request_replace_facts_only_and_other_keys_are_not_used(small_campaign: Make) -> None:
    campaign = small_campaign("{{ place }} {{ locale }}")
    assert body(campaign, {"place": "Huế", "locale": "xx", "claim": "x", "__class__": "x"}) == "Huế en"


@given(value=st.text(max_size=200))
def test_a_fact_of_a_request_is_data_whatever_it_holds(value: str) -> None:
    fields = render(LIGHT, "living_craft", "feed", "en", {"destination": "@@" + value}).fields
    assert "<" not in fields["body"]
    assert fields["headline"] == "Today’s masters at work"
    assert fields["body"].startswith(
        "Love fine carving? Today’s masters work in wood, stone and bamboo. Meet makers in @@"
    )
    assert fields["body"].endswith("and choose a piece that carries their name.")


@pytest.mark.parametrize(
    "attack", ["{{ 7 * 7 }}", "{% for x in y %}", "{{ claim('published') }}", "{{ ''.__class__ }}"]
)
def test_a_template_inside_a_fact_of_a_request_stays_words(attack: str, small_campaign: Make) -> None:
    assert body(small_campaign("To {{ place }}"), {"place": attack}) == f"To {attack}"


@pytest.mark.parametrize(("value", "words"), [("x" * 201, "201 characters"), (7, "wanted text"), (None, "wanted text")])
def test_a_fact_of_a_request_that_is_no_short_text_is_refused(value: object, words: str, small_campaign: Make) -> None:
    facts: dict[str, Any] = {"place": value}  # as a caller without a type checker has it
    with pytest.raises(InvalidInput, match=words):
        body(small_campaign("To {{ place }}"), facts)


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("{{ ''.__class__.__mro__ }}", "getattr"),
        ("{{ place['__class__'] }}", "getitem"),
        ("{{ claim.__globals__ }}", "getattr"),
        ("{{ claim }}", "claim without its id"),
        ("{{ claim(place) }}", "the only call"),
        ("{{ claim('published').upper() }}", "the only call"),
        ("{% for a in place %}{% for b in place %}x{% endfor %}{% endfor %}", "for"),
        ("{% for i in range(1000000000) %}x{% endfor %}", "for"),
        ("{{ 'x' * 1000000000 }}", "mul"),
        ("{{ 10 ** 10 ** 10 }}", "pow"),
        ("{{ place ~ place }}", "concat"),
        ("{{ place|center(1000000000) }}", "center"),
        ("{{ place|safe }}", "safe"),
        ("{{ place|attr('__class__') }}", "attr"),
        ("{% set x = place %}{{ x }}", "set"),
        ("{% macro m() %}{{ m() }}{% endmacro %}", "macro"),
        ("{% include 'other' %}", "include"),
        ("{% import 'other' as o %}", "import"),
        ("{% filter upper %}x{% endfilter %}", "filter"),
        ("{% block inner %}x{% endblock %}", "holds another block"),
        ("{{ self.body() }}", "the only call"),
        ("{{ cycler }}{{ lipsum }}", "undefined variable 'cycler'"),
        ("{{ place if 1 == 2 }}", "needs an else"),
        ("{{ (" + "not " * 60 + "place) }}", "deep"),
        ("{{ " + "(" * 20_000 + " }}", "characters"),
        ("{{ " + "(" * 9_000 + "1" + ")" * 9_000 + " }}", "deep"),
        ("x" * 20_000, "characters"),
        ("\ue000x\n7\ue001", "private-use"),
        ("{{ nowhere }}", "undefined variable 'nowhere'"),
        ("{{ plce }}", "did you mean place"),
        ("{% if 1 == 2 %}{{ nowhere }}{% endif %}x", "undefined variable 'nowhere'"),
        ("{{ claim('publishd') }}", "did you mean published"),
        ("{{ place", "wanted a Jinja template"),
        ("{% if %}", "wanted a Jinja template"),
        ("{{ claim(“published”) }}", 'use straight quotes between the braces, as in {{ claim("id") }}'),
        ("{% endblok %}", "end every {% block name %} with {% endblock %}"),
    ],
)
def test_what_a_message_does_not_need_is_refused_with_file_and_line(
    text: str, words: str, small_campaign: Make
) -> None:
    started = time.monotonic()
    with pytest.raises(InvalidInput, match=r"^messages/tested\.en\.j2:1: ") as caught:
        body(small_campaign("Hello", variants=_with_text(small_campaign, text)))
    assert words in str(caught.value)
    assert time.monotonic() - started < 2.0, "refused while reading, before anything runs"


def _with_text(small_campaign: Make, text: str) -> tuple[Variant, ...]:
    control, tested = small_campaign().variants
    whole = "{% block body %}" + text + "{% endblock %}"
    # longer than the value itself allows: what a caller that skips validation would hand over
    return (control, tested.model_construct(**dict(tested) | {"messages": {"en": whole}}))


def test_the_line_of_a_problem_is_the_line_in_the_file(small_campaign: Make) -> None:
    whole = "{% block headline %}x{% endblock %}\n{% block body %}\n\n{{ nowhere }}{% endblock %}"
    with pytest.raises(InvalidInput, match=r"^messages/tested\.en\.j2:4: "):
        body(small_campaign(whole=whole))


def test_every_problem_of_a_text_is_told_at_once(small_campaign: Make) -> None:
    with pytest.raises(InvalidInput) as caught:
        body(small_campaign("{{ one }}\n{{ two }}\n{{ claim('three') }}"))
    assert [problem.line for problem in caught.value.problems] == [1, 2, 3]


def test_a_required_block_that_is_missing_or_empty_is_an_error(small_campaign: Make) -> None:
    with pytest.raises(InvalidInput, match="block 'body' is missing"):
        body(small_campaign(whole="{% block headline %}x{% endblock %}"))
    with pytest.raises(InvalidInput, match="renders empty"):
        body(small_campaign("{% if channel == 'other' %}x{% endif %} "))


def test_an_optional_block_may_be_missing_and_a_misspelt_one_may_not(small_campaign: Make) -> None:
    assert list(render(small_campaign(), "tested", "page", "en").fields) == ["body"]
    with pytest.raises(InvalidInput, match="did you mean headline"):
        body(small_campaign(whole="{% block body %}x{% endblock %}{% block hedline %}y{% endblock %}"))


def test_text_outside_the_blocks_is_an_error_because_nobody_would_see_it(small_campaign: Make) -> None:
    with pytest.raises(InvalidInput, match="outside every block"):
        body(small_campaign(whole="Hello {% block body %}x{% endblock %}"))


def test_a_block_named_for_a_channel_replaces_the_field_there_only(light_suitcase: Campaign) -> None:
    texts = dict(light_suitcase.control.messages)
    texts["en"] += "{% block body_chat %}For chat only.{% endblock %}"
    changed = light_suitcase.control.model_copy(update={"messages": texts})
    campaign = light_suitcase.model_copy(update={"variants": (changed, *light_suitcase.variants[1:])})
    assert render(campaign, "plain", "chat", "en").fields["body"] == "For chat only."
    assert render(campaign, "plain", "feed", "en").fields["body"].startswith("Before you fly home")


def test_an_output_over_the_cap_is_refused(small_campaign: Make) -> None:
    words = {"place": "x" * 200}
    assert len(body(small_campaign("{{place}}" * 100), words)) == 20_000
    with pytest.raises(InvalidInput, match="more than 20000"):
        body(small_campaign("{{place}}" * 101), words)


def test_unknown_variant_channel_and_locale_are_not_found(light_suitcase: Campaign) -> None:
    for place in [
        ("nobody", "feed", "en"),
        ("plain", "sms", "en"),
        ("plain", "feed", "fr"),
        ("law_clear", "feed", "en"),
    ]:
        with pytest.raises(NotFound):
            render(light_suitcase, *place)


SAID = "{{ place }}: {{ claim('published') }}"


def with_claim(campaign: Campaign, name: str, value: str) -> dict[str, Any]:
    claims = [claim.model_copy(update={"value": {"en": value}}) if claim.id == name else claim
              for claim in campaign.claims]  # fmt: skip
    return {"claims": tuple(claims)}


@pytest.mark.parametrize(
    "change",
    [
        lambda campaign: {"facts": dict(campaign.facts) | {"place": {"en": "Hue"}}},
        lambda campaign: with_claim(campaign, "published", "8 out of 10"),
        lambda campaign: {"channels": as_html(campaign).channels, "facts": {"place": {"en": "<Hanoi>"}}},
    ],
    ids=["a fact", "a claim", "what a channel does to it"],
)
def test_the_digest_of_a_text_changes_with_whatever_a_person_would_read(
    small_campaign: Make, change: Callable[[Campaign], dict[str, Any]]
) -> None:
    campaign = small_campaign(SAID)
    changed = campaign.model_copy(update=change(campaign))
    assert text_digest(changed, "tested") != text_digest(campaign, "tested")
    assert text_digest(changed, "plain") == text_digest(campaign, "plain")
    assert text_digest(small_campaign(SAID + "!"), "tested") != text_digest(campaign, "tested")


def test_the_digest_of_a_text_stays_while_a_person_would_read_the_same(small_campaign: Make) -> None:
    campaign = small_campaign(SAID)
    before = text_digest(campaign, "tested")
    live = campaign.variants[1].model_copy(update={"state": "live"})
    written_out = small_campaign("Hanoi: 7 out of 10")
    for same in (
        campaign.model_copy(update={"variants": (campaign.control, live)}),
        campaign.model_copy(update={"facts": dict(campaign.facts) | {"markup": {"en": "other"}}}),
        campaign.model_copy(update=with_claim(campaign, "unsourced", "other")),
        written_out,
    ):
        assert text_digest(same, "tested") == before
    assert text_digest(campaign, "plain") != before


def test_claims_are_marked_for_the_lint_and_for_nobody_else(light_suitcase: Campaign) -> None:
    marked = plain_fields(light_suitcase, "peer_script", "chat", "en")["body"]
    assert f"Ms Lin, {CLAIM_OPENS}peer_trips\n14 trips{CLAIM_CLOSES}." in marked
    assert "Ms Lin, 14 trips." in render(light_suitcase, "peer_script", "chat", "en").fields["body"]


def test_a_fact_cannot_pretend_to_be_a_claim(small_campaign: Make) -> None:
    campaign = small_campaign("{{ place }}", facts={"place": {"en": f"{CLAIM_OPENS}published\n9 of 10{CLAIM_CLOSES}"}})
    assert CLAIM_OPENS not in plain_fields(campaign, "tested", "page", "en")["body"]


def test_the_sandbox_itself_holds_no_globals_no_tests_and_four_filters() -> None:
    assert ENVIRONMENT.globals == {}
    assert ENVIRONMENT.tests == {}
    assert sorted(ENVIRONMENT.filters) == sorted(FILTERS)
    assert ENVIRONMENT.loader is None


def test_reading_a_text_does_not_run_it() -> None:
    template = read_template("messages/a.en.j2", "{% block body %}{{ 9 ** 9 ** 9 ** 9 }}{% endblock %}")
    assert isinstance(template, Template)
    assert template.tree.find(nodes.Pow) is not None


def test_a_message_that_was_rendered_once_is_kept_and_a_changed_campaign_is_rendered_anew(small_campaign: Make) -> None:
    first = small_campaign("one")
    assert render(first, "tested", "page", "en") is render(first, "tested", "page", "en")
    assert body(small_campaign("two")) == "two"
    assert body(first) == "one"


def test_a_list_of_one_value_lets_a_request_bring_no_other(small_campaign: Make) -> None:
    campaign = small_campaign("In {{ place }}").model_copy(update={"facts": {"place": {"en": ("Hanoi",)}}})
    assert body(campaign, {"place": "Hanoi"}) == "In Hanoi"
    with pytest.raises(InvalidInput, match=r"facts.place = 'Hue'; wanted one of those that the campaign lists"):
        body(campaign, {"place": "Hue"})
