"""Plan: sample sizes against published ones, the prior's weight, and what is said to each segment."""

from dataclasses import replace

import numpy as np
import pytest

from bandits.plan import (
    ANSWERED_RATE,
    EFFECT,
    REPORTED_RATE,
    Plan,
    SegmentPlan,
    default_base_rate,
    make_plan,
)
from bandits.priors import priors_of
from bandits.sample_size import prior_weight, shifted
from campaigns import theory
from campaigns.errors import InvalidInput, NotFound
from campaigns.files import example, load_campaign
from campaigns.parts import Metric
from campaigns.variant import Dose
from segments.files import load_segmentation
from segments.segment import Segment

CAMPAIGN = load_campaign(example())
SEGMENTS = load_segmentation(example()).segments
PLAN = make_plan(CAMPAIGN, SEGMENTS)


def of(segment: str, plan: Plan = PLAN) -> SegmentPlan:
    return next(one for one in plan.segments if one.segment.id == segment)


def alone(**fields: object) -> SegmentPlan:
    """The plan of one segment with these fields."""
    return make_plan(CAMPAIGN, [replace(SEGMENTS[0], **fields)]).segments[0]  # type: ignore[arg-type]


@pytest.mark.parametrize(("rate", "people"), [(0.015, 2_670), (0.3, 190), (0.5, 160)])
def test_the_prior_weighs_as_much_as_the_theory_says(rate: float, people: int) -> None:
    """Theory 3.5, to the ten, of the typical cell: the root mean square of all sixty sds."""
    typical = float(np.sqrt((priors_of(CAMPAIGN, SEGMENTS).sd ** 2).mean()))
    assert round(prior_weight(typical, rate), -1) == people


@pytest.mark.parametrize("effect", [0.0, 1e-4, float("nan"), float("inf")])
def test_an_effect_that_cannot_be_seen_is_refused(effect: float) -> None:
    with pytest.raises(InvalidInput, match="smallest effect"):
        make_plan(CAMPAIGN, SEGMENTS, effect=effect)


@pytest.mark.parametrize("rate", [0.0, 1.0, -0.2, float("nan")])
def test_a_base_rate_that_is_no_chance_is_refused_by_segment(rate: float) -> None:
    with pytest.raises(InvalidInput, match="base rate of luck_blessing"):
        make_plan(CAMPAIGN, SEGMENTS, base_rates={"luck_blessing": rate})


def test_a_base_rate_of_no_segment_is_refused() -> None:
    with pytest.raises(NotFound, match="nobody"):
        make_plan(CAMPAIGN, SEGMENTS, base_rates={"nobody": 0.5})


def test_messages_are_ranked_by_what_theory_expects() -> None:
    gifts, impulse = of("gift_obligated"), of("impulse_souvenir")
    assert [choice.variant for choice in gifts.choices[:3]] == [
        "peer_script",
        "identity_storyteller",
        "injunctive_gift",
    ]
    assert [choice.variant for choice in impulse.choices[:2]] == ["peer_script", "if_then_stall"]
    means = [choice.prior.mean for choice in gifts.choices]
    assert means == sorted(means, reverse=True)


def test_the_first_of_a_ranking_is_hardly_surer_than_a_coin() -> None:
    for one in PLAN.segments:
        assert one.chance_first is not None
        assert 0.5 < one.chance_first < 0.6


def test_surroundings_are_what_no_message_can_address() -> None:
    """Impulse buyers are held back most by their surroundings (.8); the unaware by not knowing the law (.85)."""
    impulse, unaware, gifts = of("impulse_souvenir"), of("law_unaware"), of("gift_obligated")
    assert [barrier.determinant for barrier in impulse.not_addressable] == ["environment"]
    assert impulse.needs_more_than_messages
    assert [barrier.determinant for barrier in unaware.not_addressable] == ["environment"]
    assert not unaware.needs_more_than_messages
    assert not gifts.not_addressable


def test_of_two_equally_strong_barriers_one_that_no_message_reaches_is_enough_to_say_so() -> None:
    assert alone(barriers={"emotion": 0.7, "environment": 0.7}).needs_more_than_messages
    assert not alone(barriers={"emotion": 0.71, "environment": 0.7}).needs_more_than_messages


def test_a_weak_barrier_is_not_told() -> None:
    one = alone(barriers={"environment": 0.49, "emotion": 0.5})
    assert [barrier.determinant for barrier in one.barriers] == ["emotion"]
    assert not one.needs_more_than_messages


def test_a_barrier_that_theory_does_not_have_is_told_and_matched_to_nothing() -> None:
    one = alone(barriers={"fear_of_flying": 0.9})
    assert [(barrier.determinant, barrier.is_known) for barrier in one.barriers] == [("fear_of_flying", False)]
    assert not one.not_addressable
    assert not one.needs_more_than_messages
    assert [choice.prior.mean for choice in one.choices] == [choice.prior.mean for choice in alone(barriers={}).choices]


def test_what_is_worth_writing_is_new_can_be_said_and_serves_a_barrier_of_the_segment() -> None:
    used = {dose.code for variant in CAMPAIGN.variants for dose in variant.techniques}
    for one in PLAN.segments:
        strong = {barrier.determinant for barrier in one.barriers if barrier.is_addressable}
        effects = [suggestion.effect for suggestion in one.to_write]
        assert effects == sorted(effects, reverse=True)
        for suggestion in one.to_write:
            assert suggestion.code not in used
            assert theory.technique(suggestion.code).deliverable == "yes"
            assert suggestion.serves and set(suggestion.serves) <= strong


def test_a_threat_is_never_worth_writing_however_well_it_fits() -> None:
    """10.11, future punishment, d = .29, only coercion delivers it."""
    bare = CAMPAIGN.model_copy(update={"variants": CAMPAIGN.variants[:2]})
    held = replace(SEGMENTS[0], barriers={"intentions": 1.0, "reinforcement": 1.0, "health_risk_belief": 1.0})
    (one,) = make_plan(bare, [held]).segments
    assert one.to_write
    assert "10.11" not in [suggestion.code for suggestion in one.to_write]


def test_a_plan_that_nobody_acts_out_counts_by_half() -> None:
    """1.4, d .65, match .9: .5 * (1 + .45 * .8) * .23582 = .16036."""
    bare = CAMPAIGN.model_copy(update={"variants": CAMPAIGN.variants[:2]})
    (one,) = make_plan(bare, [replace(SEGMENTS[0], barriers={"behavioural_regulation": 0.9})]).segments
    assert one.to_write[0].code == "1.4"
    assert one.to_write[0].effect == pytest.approx(0.16036, abs=1e-5)


def test_allies_are_planned_for_with_what_names_them_and_drafts_before_they_live() -> None:
    assert {choice.variant for choice in of("ally_rejecter").choices} == {"identity_storyteller", "trip_list_pledge"}
    states = {"law_clear": "draft", "peer_script": "retired"}
    variants = [v.model_copy(update={"state": states.get(v.id, v.state)}) for v in CAMPAIGN.variants]
    gifts = of("gift_obligated", make_plan(CAMPAIGN.model_copy(update={"variants": tuple(variants)}), SEGMENTS))
    told = {choice.variant: choice.state for choice in gifts.choices}
    assert told["law_clear"] == "draft"
    assert "peer_script" not in told


def test_a_segment_that_no_message_is_meant_for_has_no_size() -> None:
    friend = Segment("friend", {"en": "Friend"}, share=1.0, role="ally")
    (one,) = make_plan(CAMPAIGN, [friend]).segments
    assert (one.choices, one.chance_first, one.weight, one.size) == ((), None, None, None)


def test_a_techniques_worth_is_the_campaigns_own_constants() -> None:
    trusting = CAMPAIGN.model_copy(update={"prior": CAMPAIGN.prior.model_copy(update={"field_discount": 0.4})})
    bold, plain = make_plan(trusting, SEGMENTS).segments[0], PLAN.segments[0]
    assert bold.choices[0].prior.techniques[0].effect == pytest.approx(2 * plain.choices[0].prior.techniques[0].effect)


@pytest.mark.parametrize(
    ("metric", "rate"),
    [
        (Metric(id="a", label="would not buy", level=6, silence="unknown"), ANSWERED_RATE),
        (Metric(id="b", label="would buy", level=6, silence="unknown", better="lower"), ANSWERED_RATE),
        (Metric(id="c", label="landed", level=3), REPORTED_RATE),
        (Metric(id="d", label="complained", level=2, better="lower"), 1 - REPORTED_RATE),
    ],
)
def test_the_placeholder_is_a_rate_of_benefit_whatever_the_metrics_sign(metric: Metric, rate: float) -> None:
    assert default_base_rate(metric) == rate


def test_a_given_rate_replaces_the_placeholder_of_its_segment_only() -> None:
    plan = make_plan(CAMPAIGN, SEGMENTS, base_rates={"luck_blessing": 0.3})
    luck, gifts = of("luck_blessing", plan), of("gift_obligated", plan)
    assert (luck.base_rate, luck.is_placeholder) == (0.3, False)
    assert (gifts.base_rate, gifts.is_placeholder) == (ANSWERED_RATE, True)
    assert luck.size is not None and gifts.size is not None
    assert luck.size.rate == pytest.approx(shifted(0.3, EFFECT))


def test_the_people_of_a_segment_are_its_share_of_the_audience() -> None:
    """400,000 * .24; unknown where the campaign does not say how many it may reach."""
    assert of("impulse_souvenir").people == pytest.approx(96_000)
    unsized = CAMPAIGN.targeting.model_copy(update={"audience_size": None})
    assert make_plan(CAMPAIGN.model_copy(update={"targeting": unsized}), SEGMENTS).segments[0].people is None


def test_techniques_of_messages_for_others_are_still_worth_writing_for_a_segment() -> None:
    only_luck = CAMPAIGN.variant("peer_script").model_copy(
        update={"segments": ("luck_blessing",), "techniques": (Dose(code="6.1"),)}
    )
    campaign = CAMPAIGN.model_copy(update={"variants": (CAMPAIGN.control, only_luck)})
    held = [replace(one, barriers={"beliefs_capabilities": 0.9}) for one in SEGMENTS]
    plan = make_plan(campaign, held)
    assert "6.1" in [suggestion.code for suggestion in of("gift_obligated", plan).to_write]
    assert "6.1" not in [suggestion.code for suggestion in of("luck_blessing", plan).to_write]
