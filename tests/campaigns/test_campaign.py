"""Campaign values: frozen, checked, and with a version that changes whenever anything they say changes."""

from collections.abc import Callable
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from campaigns.campaign import Campaign
from campaigns.errors import NotFound
from campaigns.parts import Metric
from campaigns.theory import technique_name, techniques

type Make = Callable[..., Campaign]


def variants(campaign: Campaign, **change: object) -> dict[str, object]:
    return {"variants": (campaign.control, campaign.variants[1].model_copy(update=change))}


CHANGES: list[Callable[[Campaign], dict[str, Any]]] = [
    lambda _: {"title": {"en": "Other"}},
    lambda _: {"sponsor": "other"},
    lambda _: {"data_status": "illustrative"},
    lambda it: {"policy": it.policy.model_copy(update={"floor": 0.03})},
    lambda it: {"goal": it.goal.model_copy(update={"desired_behaviour": "other"})},
    lambda it: {"metrics": (it.metrics[0].model_copy(update={"window_days": 15}),)},
    lambda it: {"channels": (it.channels[0].model_copy(update={"format": "html"}),)},
    lambda it: {"channels": (it.channels[0].model_copy(update={"as_of": date(2026, 1, 16)}),)},
    lambda it: {"claims": (it.claims[0].model_copy(update={"value": {"en": "8 out of 10"}}), *it.claims[1:])},
    lambda it: {"facts": dict(it.facts) | {"place": {"en": "Vinh"}}},
    lambda it: {"variants": it.variants[::-1]},
    lambda it: variants(it, name="Other"),
    lambda it: variants(it, state="live"),
    lambda it: variants(it, techniques=({"code": "6.1", "dose": 0.5},)),
    lambda it: variants(it, allies=("friends",)),
    lambda it: variants(it, messages={"en": "{% block body %}Choose wood!{% endblock %}"}),
]


@pytest.mark.parametrize("make_change", CHANGES)
def test_any_change_of_content_changes_the_version(
    small_campaign: Make, make_change: Callable[[Campaign], dict[str, Any]]
) -> None:
    before = small_campaign()
    after = before.model_copy(update=make_change(before))
    assert after.version != before.version
    assert after != before


def test_the_same_content_has_the_same_version_however_it_was_made(small_campaign: Make) -> None:
    first = small_campaign()
    assert small_campaign().version == first.version == first.model_copy().version
    assert Campaign.model_validate_json(first.model_dump_json()).version == first.version


def test_a_copy_is_checked_like_any_other_value(small_campaign: Make) -> None:
    with pytest.raises(ValidationError, match="exactly one"):
        small_campaign().model_copy(update={"variants": (small_campaign().control,) * 2})
    with pytest.raises(ValidationError):
        small_campaign().policy.model_copy(update={"floor": 2.0})


def test_nothing_in_a_campaign_can_be_changed_in_place(small_campaign: Make) -> None:
    campaign: Any = small_campaign()  # as a caller without a type checker has it
    with pytest.raises(ValidationError):
        campaign.sponsor = "other"
    for mapping in (campaign.title, campaign.facts, campaign.facts["place"], campaign.control.messages):
        with pytest.raises(TypeError):
            mapping["en"] = "other"


def test_every_contradiction_is_told_at_once(small_campaign: Make) -> None:
    campaign = small_campaign()
    with pytest.raises(ValidationError) as caught:
        campaign.model_copy(
            update={"goal": campaign.goal.model_copy(update={"metric": "nobody"}), "title": {"fr": "Petit"}}
        )
    text = str(caught.value)
    assert "goal.metric: 'nobody' is no metric here" in text
    assert "title: has no text for en" in text


def test_a_block_that_could_mean_two_fields_is_refused(small_campaign: Make) -> None:
    channel = small_campaign().channels[0]
    body = channel.fields[1]
    twin = body.model_copy(update={"field": "body_page"})
    with pytest.raises(ValidationError, match="wanted one meaning"):
        small_campaign(channels=(channel.model_copy(update={"fields": (body, twin)}),))


def test_benefit_mirrors_the_value_where_lower_is_better() -> None:
    complaint = Metric(id="complaint", label="complained", level=2, better="lower")
    landing = Metric(id="landing", label="landed", level=3)
    assert [complaint.benefit(1), complaint.benefit(0), landing.benefit(1), landing.benefit(0)] == [0, 1, 1, 0]


def test_what_is_not_there_is_not_found_and_the_error_lists_what_is(light_suitcase: Campaign) -> None:
    for find in (light_suitcase.metric, light_suitcase.channel, light_suitcase.variant, light_suitcase.claim):
        with pytest.raises(NotFound, match="there are"):
            find("nobody")


def test_allies_see_the_control_and_two_messages_only(light_suitcase: Campaign) -> None:
    seen = [variant.id for variant in light_suitcase.variants if "ally_rejecter" in variant.allies]
    assert seen == ["plain", "identity_storyteller", "trip_list_pledge"]


def test_the_example_is_the_slice_that_was_asked_for(light_suitcase: Campaign) -> None:
    assert [channel.id for channel in light_suitcase.channels] == ["feed", "moment", "chat"]
    assert len(light_suitcase.live) == 11
    assert light_suitcase.goal_metric.silence == "unknown"
    assert all(set(variant.messages) == {"en", "zh-CN"} for variant in light_suitcase.variants)


def test_the_taxonomy_has_93_techniques_and_one_added_later_and_the_example_uses_known_ones(
    light_suitcase: Campaign,
) -> None:
    assert len(techniques()) == 94
    assert technique_name("10.11") == "Future punishment (10.11)"
    assert all(dose.code in techniques() for variant in light_suitcase.variants for dose in variant.techniques)
    with pytest.raises(NotFound, match=r"17\.1"):
        technique_name("17.1")
