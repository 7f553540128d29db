"""Claims: only whole, valid evidence is handed in, and another person with the right eyes reviews it."""

from datetime import date
from typing import Any

import pytest

from campaigns.approval.claim_steps import review_claim, submit_claim
from campaigns.approval.ledger import Role
from campaigns.errors import Conflict, InvalidInput, NotFound
from tests.campaigns.real_campaign import by, claim_entries, real_campaign

CAMPAIGN = real_campaign()
SUBMITTED = claim_entries(CAMPAIGN)[:1]


@pytest.mark.parametrize(
    ("claim", "words"),
    [
        ({"status": "to_be_collected"}, "has no evidence yet"),
        ({"status": "illustrative"}, "is illustrative, not measured"),
        ({"source": None}, "does not say its source"),
        ({"sample_size": None, "population": None}, "does not say its population, sample_size"),
        ({"kind": "legal"}, "does not say its statute"),
        ({"valid_until": date(2026, 3, 1)}, "expired on 2026-03-01"),
        ({"valid_until": None, "as_of": date(2024, 3, 1)}, "expired on 2026-03-01"),
    ],
)
def test_a_claim_without_whole_evidence_is_not_handed_in(claim: dict[str, Any], words: str) -> None:
    with pytest.raises(InvalidInput, match=words):
        submit_claim(real_campaign(claim=claim), "published", (), by("Ana"))


def test_a_claim_is_valid_through_its_last_day() -> None:
    last = real_campaign(claim={"valid_until": date(2026, 3, 2)})
    assert submit_claim(last, "published", (), by("Ana")).act == "submit"


def test_an_expired_claim_is_not_reviewed() -> None:
    campaign = real_campaign(claim={"valid_until": date(2026, 3, 2)})
    entries = (submit_claim(campaign, "published", (), by("Ana")),)
    with pytest.raises(InvalidInput, match="expired on 2026-03-02"):
        review_claim(campaign, "published", entries, by("Bo", 24 * 60), "theory")


def test_whoever_handed_a_claim_in_does_not_review_it() -> None:
    with pytest.raises(Conflict, match="ana is its author"):
        review_claim(CAMPAIGN, "published", SUBMITTED, by("ana", 1), "theory")


@pytest.mark.parametrize(
    ("claim", "wrong", "right"),
    [({"kind": "legal", "statute": "Act, 7"}, "theory", "legal"), ({"kind": "health"}, "legal", "health")],
)
def test_a_legal_or_health_claim_needs_that_role(claim: dict[str, Any], wrong: Role, right: Role) -> None:
    campaign = real_campaign(claim=claim)
    entries = (submit_claim(campaign, "published", (), by("Ana")),)
    with pytest.raises(InvalidInput, match=f"role {wrong}; wanted {right} for kind {right}"):
        review_claim(campaign, "published", entries, by("Bo", 1), wrong)
    assert review_claim(campaign, "published", entries, by("Bo", 1), right).role == right


def test_a_review_of_evidence_that_changed_since_is_refused() -> None:
    newer = real_campaign(claim={"sample_size": 900})
    with pytest.raises(Conflict, match="is draft, because the text was edited after the handing in of 2026-03-02"):
        review_claim(newer, "published", SUBMITTED, by("Bo", 1), "theory")


def test_a_claim_is_handed_in_once_and_sent_back_with_a_reason() -> None:
    with pytest.raises(Conflict, match="Ana has handed it in already"):
        submit_claim(CAMPAIGN, "published", SUBMITTED, by("Bo", 1))
    with pytest.raises(InvalidInput, match="no reason given"):
        review_claim(CAMPAIGN, "published", SUBMITTED, by("Bo", 1), "theory", "return")
    back = review_claim(CAMPAIGN, "published", SUBMITTED, by("Bo", 1, "page 7 says 6"), "theory", "return")
    assert submit_claim(CAMPAIGN, "published", (*SUBMITTED, back), by("Ana", 2)).act == "submit"


def test_a_claim_that_does_not_exist_is_named_with_those_that_do() -> None:
    with pytest.raises(NotFound, match="published"):
        submit_claim(CAMPAIGN, "nothing", (), by("Ana"))
