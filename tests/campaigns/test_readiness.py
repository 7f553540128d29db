"""Readiness: each thing that keeps a campaign from going live is named, with its gate, and nothing else is."""

import re
from datetime import date, timedelta
from typing import Any

import pytest

from campaigns.approval.ledger import Entry
from campaigns.campaign import Campaign
from campaigns.files import example, load_campaign
from campaigns.harm.advice import advice
from campaigns.harm.readiness import Blocker, blockers, claim_fault, evidence_blockers, unserved
from campaigns.lint.rule import Person
from campaigns.parts import Policy
from tests.campaigns.real_campaign import (
    AUDIENCE,
    TEXTS,
    TODAY,
    approved_entries,
    both_live,
    by,
    claim_entries,
    live_entries,
    real_campaign,
)

CAMPAIGN = real_campaign()


def all_live(campaign: Campaign) -> tuple[Entry, ...]:
    return live_entries(campaign, "plain", live_entries(campaign, "tested", claim_entries(campaign)))


def found(campaign: Campaign, kind: str, audience: tuple[Person, ...] = AUDIENCE) -> list[Blocker]:
    return [one for one in blockers(campaign, audience, (), TODAY) if one.kind == kind]


def test_nothing_keeps_an_approved_campaign_with_whole_evidence_from_going_live() -> None:
    entries = approved_entries(CAMPAIGN, "plain", approved_entries(CAMPAIGN, "tested", claim_entries(CAMPAIGN)))
    assert [str(one) for one in blockers(CAMPAIGN, AUDIENCE, entries, TODAY)] == []
    assert [str(one) for one in blockers(CAMPAIGN, AUDIENCE, all_live(CAMPAIGN), TODAY)] == []


def test_the_evidence_placeholders_of_the_example_block_exactly_four_variants(light_suitcase: Campaign) -> None:
    blocked = {one.subject for one in evidence_blockers(light_suitcase, (), TODAY)}
    assert blocked == {f"variant:{name}" for name in ("law_clear", "injunctive_gift", "dynamic_norm", "peer_script")}


@pytest.mark.parametrize("name", ["light_suitcase", "starter"])
def test_an_illustrative_campaign_can_never_be_launched_and_may_always_be_rehearsed(name: str) -> None:
    campaign = load_campaign(example(name))
    assert found(campaign, "status")[0].subject == "campaign"
    assert "never launched" in found(campaign, "status")[0].reason
    assert unserved(campaign, AUDIENCE, (), TODAY) == ()


def test_a_text_that_the_lint_blocks_is_blocked_under_the_gate_of_its_harm() -> None:
    bad = real_campaign(
        variant={"messages": TEXTS | {"en": "{% block body %}Worth $3,000. 7 of 9 agree.{% endblock %}"}}
    )
    gates = {one.reason[:3]: (one.gate, one.subject) for one in found(bad, "lint")}
    assert gates["L01"] == ("H02", "variant:tested")
    assert gates["L05"] == ("H13", "variant:tested")


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ({"status": "to_be_collected"}, "has no evidence yet"),
        ({"status": "illustrative"}, "is illustrative"),
        ({"place": None}, "does not say its place"),
        ({"valid_until": date(2026, 3, 1)}, "expired on 2026-03-01"),
        ({}, "is not reviewed: wanted somebody who hands it in, a review as theory or local"),
    ],
)
def test_a_claim_that_may_not_be_said_blocks_the_variant_that_leans_on_it(claim: dict[str, Any], words: str) -> None:
    (one,) = found(real_campaign(claim=claim), "evidence")
    assert one.subject == "variant:tested"
    assert words in one.reason


@pytest.mark.parametrize("claim", [{"status": "to_be_collected"}, {"place": None}, {"valid_until": date(2026, 3, 1)}])
def test_a_claim_that_two_languages_lean_on_is_one_reason_and_bare_numbers_stay_reasons(claim: dict[str, Any]) -> None:
    """The lint tells such a claim in each text; here it stands once, beside a bare 9 that nothing else tells."""
    assert found(real_campaign(claim=claim), "lint") == []
    texts = TEXTS | {"en": TEXTS["en"].replace("approve of it", "approve of it, 9 of them here")}
    bare = real_campaign(claim=claim, variant={"messages": texts})
    assert {one.reason[:3] for one in found(bare, "lint")} == {"L05"}
    assert len(found(bare, "evidence")) == 1


def test_an_age_below_eighteen_is_one_reason() -> None:
    young = real_campaign(targeting={"audience_size": 10_000, "min_age": 17})
    assert [one.kind for one in blockers(young, AUDIENCE, (), TODAY) if one.gate == "H08"] == ["age"]


def test_a_claim_edited_after_its_review_is_told_so() -> None:
    newer = real_campaign(claim={"sample_size": 900}).claim("published")
    fault = claim_fault(newer, claim_entries(CAMPAIGN), TODAY)
    assert fault is not None
    assert "edited after the review of 2026-03-02 by Bo" in fault[0]
    assert fault[1] == "run forbear approval submit --claim published"
    assert claim_fault(CAMPAIGN.claim("published"), claim_entries(CAMPAIGN), TODAY) is None


def test_an_approval_that_an_edit_took_away_is_named_with_the_next_step() -> None:
    edited = real_campaign(variant={"framing": "loss"})
    entries = approved_entries(CAMPAIGN, "tested", claim_entries(CAMPAIGN))
    one = next(one for one in blockers(edited, AUDIENCE, entries, TODAY) if one.subject == "variant:tested")
    assert (one.kind, one.gate) == ("approval", "H13")
    assert "edited after the approval of 2026-03-02 by Chi" in one.reason
    assert one.mend == "run forbear approval submit --variant tested"


def test_a_retired_variant_is_left_out(light_suitcase: Campaign) -> None:
    gone = real_campaign(variant={"state": "retired"})
    assert {one.subject for one in blockers(gone, AUDIENCE, (), TODAY)} == {"variant:plain"}


ALLIES = (Person("gifts", share=0.7), Person("helpers", role="ally", share=0.3))


@pytest.mark.parametrize(
    ("variant", "words"),
    [
        ({"risk_flags": ("rarity_frame",)}, "rarity_frame"),
        ({"risk_flags": ("shame", "price_frame")}, "shame, price_frame"),
        ({"image": {"brief": "a shelf", "depicts_product": True}}, "picture"),
        (
            {"messages": TEXTS | {"en": TEXTS["en"].replace("A gift of wood", "Carvings? No")}},
            r"headline on page in en names the product \(carvings\)",
        ),
    ],
)
def test_what_an_ally_sees_does_not_bring_the_product_to_mind(variant: dict[str, Any], words: str) -> None:
    shown = real_campaign(variant=variant | {"allies": ("helpers",)})
    (one,) = found(shown, "allies", ALLIES)
    assert (one.gate, one.subject) == ("H05", "variant:tested")
    assert re.search(words, one.reason)
    assert found(real_campaign(variant=variant), "allies", ALLIES) == [], "where no ally sees it"


def test_the_variants_that_allies_see_in_the_example_are_fit_for_them(light_suitcase: Campaign) -> None:
    ally = (Person("ally_rejecter", role="ally"),)
    assert found(light_suitcase, "allies", ally) == []
    seen = {variant.id for variant in light_suitcase.variants if variant.allies}
    assert seen == {"plain", "identity_storyteller", "trip_list_pledge"}


@pytest.mark.parametrize(
    ("changes", "kind", "gate", "words"),
    [
        ({"targeting": {"audience_size": 10_000, "ally_weekly_cap": 4}}, "allies", "H05", "ally_weekly_cap = 4"),
        ({"targeting": {"audience_size": 10_000, "min_age": 17}}, "age", "H08", "min_age = 17"),
        ({"targeting": {}}, "audience", "H10", "audience_size is missing"),
        ({"targeting": {"audience_size": 999}}, "audience", "H10", "999"),
        ({"targeting": {"audience_size": 3_300}}, "audience", "H10", "helpers is 0.3 of 3300, 990 people"),
        ({"policy": Policy(control_share=0.09)}, "exploration", "H11", "control_share = 0.09"),
        ({"policy": Policy(floor=0.0)}, "exploration", "H11", "floor = 0"),
    ],
)
def test_each_setting_that_would_do_harm_is_named_with_its_gate(
    changes: dict[str, Any], kind: str, gate: str, words: str
) -> None:
    (one,) = found(real_campaign(**changes), kind, ALLIES)
    assert (one.gate, one.subject) == (gate, "campaign")
    assert words in one.reason


@pytest.mark.parametrize(("size", "small"), [(3_334, []), (3_330, ["luck"]), (1_400, ["gifts", "luck"])])
def test_every_segment_is_large_enough_or_named(size: int, small: list[str]) -> None:
    """3334 * .3 = 1000.2; 3330 * .3 = 999; 1400 * .7 = 980."""
    names = [one.reason.split()[1] for one in found(real_campaign(targeting={"audience_size": size}), "audience")]
    assert names == small


def test_personalised_channels_need_an_assessment_that_is_named() -> None:
    channel = CAMPAIGN.channels[0].model_copy(update={"personalised": True})
    personal = CAMPAIGN.model_copy(update={"channels": (channel,)})
    (one,) = found(personal, "assessment")
    assert (one.gate, "page is personalised" in one.reason) == ("H15", True)
    named = personal.disclosure.model_copy(update={"impact_assessment": "PIA-7 of 2026-02-01"})
    assert found(personal.model_copy(update={"disclosure": named}), "assessment") == []


def test_a_metric_of_substitution_is_advised_and_never_demanded() -> None:
    (words,) = advice(CAMPAIGN)
    assert words.startswith("H16: ")
    asked = CAMPAIGN.metrics[0].model_copy(update={"substitution": True})
    assert advice(CAMPAIGN.model_copy(update={"metrics": (asked,)})) == ()


def test_a_real_campaign_is_served_only_when_all_that_it_shows_is_live_in_file_and_record() -> None:
    campaign = both_live()
    assert unserved(campaign, AUDIENCE, all_live(campaign), TODAY) == ()
    (one,) = unserved(campaign, AUDIENCE, approved_entries(campaign, "plain", live_entries(campaign, "tested",
                      claim_entries(campaign))), TODAY)  # fmt: skip
    assert one.subject == "variant:plain"
    assert 'state = "live" in campaign.toml, but it is approved in the record' in one.reason


def test_a_draft_beside_the_live_ones_does_not_keep_them_from_being_served() -> None:
    campaign = both_live()
    draft = campaign.variant("tested").model_copy(update={"id": "later", "state": "draft"})
    more = campaign.model_copy(update={"variants": (*campaign.variants, draft)})
    assert unserved(more, AUDIENCE, all_live(campaign), TODAY) == ()
    assert "variant:later" in {one.subject for one in blockers(more, AUDIENCE, all_live(campaign), TODAY)}


def test_a_claim_that_expires_while_live_keeps_its_message_from_being_served_from_the_next_day() -> None:
    campaign = both_live(claim={"valid_until": TODAY})
    entries = all_live(campaign)
    assert unserved(campaign, AUDIENCE, entries, TODAY) == ()
    (one,) = [one for one in unserved(campaign, AUDIENCE, entries, TODAY + timedelta(days=1)) if one.kind == "evidence"]
    assert one.subject == "variant:tested"


def test_a_paused_variant_is_named_with_its_reason_and_not_served() -> None:
    campaign = both_live()
    paused = (*all_live(campaign), Entry(**dict(all_live(campaign)[-1]) | {"act": "pause", "why": "complaints"}))
    (one,) = unserved(campaign, AUDIENCE, paused, TODAY)
    assert (one.subject, one.kind) == ("variant:plain", "approval")
    assert one.reason == f"is paused since {by('Chi').today} by Chi: complaints"


def test_a_fact_that_a_request_may_fill_is_advised_against_where_a_message_uses_it() -> None:
    texts = {place: text.replace("{% endblock %}", " {{ place }}{% endblock %}") for place, text in TEXTS.items()}

    def advised(place: str | tuple[str, ...], **variant: object) -> list[str]:
        campaign = real_campaign(variant=variant, facts={"place": {"en": place, "zh-CN": ("河内",)}})
        return [words for words in advice(campaign) if words.startswith("H13: facts.place is open")]

    (words,) = advised("Hanoi", messages=texts)
    assert "into tested;" in words
    assert advised(("Hanoi",), messages=texts) == []
    assert advised("Hanoi") == []
    assert advised("Hanoi", messages=texts, state="retired") == []


def test_a_reward_that_waits_for_a_survey_says_so_and_one_that_does_not_is_silent() -> None:
    read = CAMPAIGN.metrics[0].model_copy(update={"substitution": True})
    asked = read.model_copy(update={"id": "asked", "silence": "unknown"})
    both = CAMPAIGN.model_copy(update={"metrics": (read, asked)})
    mixed = both.goal.model_copy(update={"reward": {read.id: 0.4, "asked": 0.6}})
    (words,) = advice(both.model_copy(update={"goal": mixed}))
    assert words.startswith("H11: goal.reward waits for answers to asked ")
    alone = both.goal.model_copy(update={"reward": {read.id: 1.0}})
    assert advice(both.model_copy(update={"goal": alone})) == ()
