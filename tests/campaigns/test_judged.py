"""What a reviewer judges: every part of it changes the hash, nothing else does, and flags ask for more reviewers."""

from datetime import date
from typing import Any

import pytest

from campaigns.approval.judged import claim_digest, claim_roles, digest, required_roles, used_claims
from campaigns.campaign import Campaign
from tests.campaigns.real_campaign import TEXTS, real_campaign

BEFORE = digest(real_campaign(), "tested")


@pytest.mark.parametrize(
    "change",
    [
        {"messages": TEXTS | {"en": TEXTS["en"].replace("wood", "stone")}},
        {"messages": TEXTS | {"zh-CN": TEXTS["zh-CN"].replace("木", "竹")}},
        {"messages": TEXTS | {"en": TEXTS["en"] + "\n"}},
        {"techniques": ({"code": "6.3", "dose": 1.0},)},
        {"framing": "loss"},
        {"norm": {"type": "injunctive", "direction": "toward_desired", "reference_group": "adults"}},
        {"messenger": "friend"},
        {"segments": ("gifts",)},
        {"allies": ("helpers",)},
        {"risk_flags": ("statistic_claim",)},
        {"image": {"brief": "a wooden bowl"}},
        {"image": {"brief": "a wooden bowl", "alt": {"en": "bowl", "zh-CN": "碗"}}},
        {"ai_assisted": True},
    ],
    ids=lambda change: f"{next(iter(change))}",
)
def test_every_part_that_is_judged_changes_the_hash(change: dict[str, Any]) -> None:
    assert digest(real_campaign(variant=change), "tested") != BEFORE


@pytest.mark.parametrize("change", [{"name": "Another name"}, {"state": "live"}, {"state": "paused"}])
def test_a_name_among_colleagues_and_the_state_do_not(change: dict[str, Any]) -> None:
    assert digest(real_campaign(variant=change), "tested") == BEFORE


def test_the_words_of_a_claim_or_a_fact_change_it_and_the_evidence_behind_a_claim_does_not() -> None:
    words = {"value": {"en": "6 out of 10", "zh-CN": "六成"}}
    assert digest(real_campaign(claim=words), "tested") != BEFORE
    assert digest(real_campaign(claim={"source": "a better survey"}), "tested") == BEFORE
    assert digest(real_campaign(claim=words), "plain") == digest(real_campaign(), "plain")
    placed = {"messages": dict.fromkeys(TEXTS, "{% block body %}In {{ place }}.{% endblock %}")}
    one, two = ({"place": dict.fromkeys(TEXTS, value)} for value in (("Hanoi",), ("Hanoi", "Hue")))
    assert digest(real_campaign(variant=placed, facts=one), "tested") != digest(
        real_campaign(variant=placed, facts=two), "tested"
    ), "a value that some people would see"


def test_opening_a_fact_to_whatever_a_request_brings_changes_the_hash() -> None:
    placed = {"messages": dict.fromkeys(TEXTS, "{% block body %}In {{ place }}.{% endblock %}")}
    listed, alone = (
        digest(real_campaign(variant=placed, facts={"place": dict.fromkeys(TEXTS, value)}), "tested")
        for value in (("Hanoi",), "Hanoi")
    )
    assert listed != alone


def test_another_locale_is_another_text(light_suitcase: Campaign) -> None:
    alone = light_suitcase.model_copy(update={"locales": ("en",)})
    assert digest(alone, "plain") != digest(light_suitcase, "plain")


def test_the_order_of_lists_changes_nothing() -> None:
    doses = ({"code": "6.3", "dose": 1.0}, {"code": "8.2", "dose": 0.5})
    one = {"techniques": doses, "risk_flags": ("a", "b"), "segments": ("gifts", "luck")}
    other = {"techniques": doses[::-1], "risk_flags": ("b", "a"), "segments": ("luck", "gifts")}
    assert digest(real_campaign(variant=one), "tested") == digest(real_campaign(variant=other), "tested")


def test_no_two_variants_of_the_example_share_a_hash(light_suitcase: Campaign) -> None:
    hashes = {digest(light_suitcase, variant.id) for variant in light_suitcase.variants}
    assert len(hashes) == len(light_suitcase.variants) == 11
    assert all(len(one) == 64 for one in hashes)


@pytest.mark.parametrize(
    ("variant", "claim", "wanted"),
    [
        ({}, {}, ("theory", "local")),
        ({"risk_flags": ("legal_claim",)}, {}, ("theory", "local", "legal")),
        ({"risk_flags": ("health_advice", "faith_content")}, {}, ("theory", "local", "health", "faith")),
        ({"risk_flags": ("statistic_claim", "platform_keyword")}, {}, ("theory", "local")),
        ({}, {"kind": "legal", "statute": "Act, article 7"}, ("theory", "local", "legal")),
        ({}, {"kind": "health"}, ("theory", "local", "health")),
        ({"image": {"brief": "a seizure", "graphic": True}}, {}, ("theory", "local", "ethics")),
    ],
)
def test_flags_claims_and_pictures_ask_for_more_reviewers(
    variant: dict[str, Any], claim: dict[str, Any], wanted: tuple[str, ...]
) -> None:
    campaign = real_campaign(variant=variant, claim=claim)
    assert required_roles(campaign, "tested") == wanted
    assert required_roles(campaign, "plain") == ("theory", "local"), "which leans on no claim"


def test_a_claim_wants_the_role_of_its_kind() -> None:
    claim = real_campaign().claim("published")
    assert claim_roles(claim) == ("theory", "local")
    assert claim_roles(claim.model_copy(update={"kind": "legal"})) == ("legal",)
    assert claim_roles(claim.model_copy(update={"kind": "health"})) == ("health",)
    assert claim_roles(claim.model_copy(update={"kind": "testimonial"})) == ("theory", "local")


@pytest.mark.parametrize(
    "change",
    [{"source": "another"}, {"as_of": date(2026, 1, 16)}, {"value": {"en": "6", "zh-CN": "6"}}, {"place": "Hue"}],
)
def test_a_claim_is_another_as_soon_as_its_words_or_its_evidence_are(change: dict[str, Any]) -> None:
    claim = real_campaign().claim("published")
    assert claim_digest(claim.model_copy(update=change)) != claim_digest(claim)


def test_claims_are_found_in_any_locale() -> None:
    apart = TEXTS | {"en": "{% block body %}Choose wood.{% endblock %}"}
    campaign = real_campaign(variant={"messages": apart})
    assert [claim.id for claim in used_claims(campaign, campaign.variant("tested"))] == ["published"]
    assert used_claims(campaign, campaign.variant("plain")) == ()
