"""Standings: they follow from the record and the present text; an edit loses them, and a forged entry gives none."""

from time import perf_counter

import pytest

from campaigns.approval import claim_steps, steps
from campaigns.approval.ledger import Entry
from campaigns.approval.standing import claim_standing, standing
from tests.campaigns.real_campaign import (
    AUDIENCE,
    TEXTS,
    approved_entries,
    by,
    claim_entries,
    live_entries,
    real_campaign,
    reviewed_entries,
)

CAMPAIGN = real_campaign()
EDITED = real_campaign(variant={"messages": TEXTS | {"en": TEXTS["en"].replace("wood", "stone")}})


def states(entries: tuple[Entry, ...]) -> list[str]:
    return [standing(CAMPAIGN, "tested", entries[:count]).state for count in range(len(entries) + 1)]


def test_the_way_from_draft_to_live_one_entry_at_a_time() -> None:
    assert states(live_entries(CAMPAIGN)) == ["draft", "linted", "linted", "reviewed", "approved", "live"]


def test_what_is_missing_becomes_less_with_every_step() -> None:
    entries = live_entries(CAMPAIGN)
    missing = [standing(CAMPAIGN, "tested", entries[:count]).missing for count in range(len(entries) + 1)]
    local, approval = "a review as local for en, zh-CN", "an approval by someone other than Ana"
    assert missing[1] == ("a review as theory", local, approval)
    assert missing[2] == (local, approval)
    assert missing[3] == (approval,)
    assert missing[4] == missing[5] == ()


def test_a_standing_says_who_did_what() -> None:
    found = standing(CAMPAIGN, "tested", live_entries(CAMPAIGN))
    assert found.author == "Ana"
    assert [(review.role, review.who) for review in found.reviews] == [("theory", "Bo"), ("local", "Mai")]
    assert found.approval is not None and found.approval.who == "Chi"
    assert [entry.act for entry in found.history] == ["submit", "review", "review", "approve", "launch"]


def test_any_edit_is_a_draft_again_and_says_what_was_lost() -> None:
    found = standing(EDITED, "tested", live_entries(CAMPAIGN))
    assert found.state == "draft"
    assert found.note == "the text was edited after the approval of 2026-03-02 by Chi"
    assert len(found.history) == 5
    assert "somebody who hands it in" in found.missing
    assert standing(EDITED, "tested", reviewed_entries(CAMPAIGN)).note.startswith(
        "the text was edited after the review"
    )


def test_an_edit_of_one_variant_leaves_the_others_as_they_were() -> None:
    entries = approved_entries(CAMPAIGN, "plain", live_entries(CAMPAIGN))
    assert standing(EDITED, "plain", entries).state == "approved"


def test_an_edit_taken_back_is_approved_again_but_live_only_after_another_launch() -> None:
    entries = live_entries(CAMPAIGN)
    assert standing(CAMPAIGN, "tested", entries).state == "live"
    second = live_entries(EDITED, "tested", entries)
    assert standing(EDITED, "tested", second).state == "live"
    assert standing(CAMPAIGN, "tested", second).state == "approved"


def test_a_pause_holds_whatever_is_edited_and_ends_with_a_resume_or_a_launch() -> None:
    entries = live_entries(CAMPAIGN)
    marked = real_campaign(variant={"state": "live", "messages": EDITED.variant("tested").messages})
    paused = (*entries, steps.pause(marked, "tested", entries, by("Dung", 9, "complaints")))
    assert standing(CAMPAIGN, "tested", paused).state == "paused"
    resumed = steps.resume(CAMPAIGN, "tested", paused, by("Chi", 10, "it was the photo"), ())
    assert standing(CAMPAIGN, "tested", (*paused, resumed)).state == "live"
    assert standing(EDITED, "tested", live_entries(EDITED, "tested", paused)).state == "live"


def test_sent_back_is_a_draft_with_the_reason_and_starts_anew_when_handed_in_again() -> None:
    entries = reviewed_entries(CAMPAIGN)
    back = steps.review(CAMPAIGN, "tested", entries, by("Dung", 8, "reads like an order"), "local", "return")
    found = standing(CAMPAIGN, "tested", (*entries, back))
    assert found.state == "draft"
    assert found.note == "sent back by Dung (local) on 2026-03-02: reads like an order"
    again = steps.submit(CAMPAIGN, "tested", (*entries, back), by("Ana", 9), AUDIENCE)
    after = standing(CAMPAIGN, "tested", (*entries, back, again))
    assert (after.state, after.reviews, after.note) == ("linted", (), "")


def test_sending_a_live_text_back_takes_its_approval() -> None:
    entries = live_entries(CAMPAIGN)
    back = steps.review(CAMPAIGN, "tested", entries, by("Mai", 8, "a word has turned"), "local", "return")
    assert standing(CAMPAIGN, "tested", (*entries, back)).state == "draft"


def test_a_review_that_became_necessary_later_takes_the_approval_with_it() -> None:
    entries = live_entries(CAMPAIGN)
    legal = real_campaign(claim={"kind": "legal", "statute": "Act, article 7"})
    found = standing(legal, "tested", entries)
    assert (found.state, found.missing[0]) == ("linted", "a review as legal")
    entries = (*entries, steps.review(legal, "tested", entries, by("Eve", 7), "legal"))
    assert standing(legal, "tested", entries).state == "reviewed"
    entries = (*entries, steps.approve(legal, "tested", entries, by("Chi", 8)))
    assert standing(legal, "tested", entries).state == "approved", "who approves has seen every review"


@pytest.mark.parametrize(
    ("place", "who", "state"),
    [(1, "Ana", "linted"), (2, "ana ", "linted"), (2, "Bo", "linted"), (1, "Mai", "linted"), (3, "ANA", "reviewed")],
    ids=["author as theory", "author as local", "theory as local", "local as theory", "author approves"],
)
def test_an_entry_written_past_the_steps_counts_for_nothing(place: int, who: str, state: str) -> None:
    entries = list(approved_entries(CAMPAIGN))
    entries[place] = entries[place].model_copy(update={"who": who})
    assert standing(CAMPAIGN, "tested", tuple(entries)).state == state


def test_a_record_of_thousands_of_reviews_is_walked_in_less_than_two_seconds() -> None:
    """Comparing everybody with everybody would be 9,000,000 comparisons of names."""
    submitted, theory, local, *_ = reviewed_entries(CAMPAIGN)
    crowd = [theory.model_copy(update={"who": f"Bo {number}"}) for number in range(3000)]
    crowd += [local.model_copy(update={"who": f"Mai {number}"}) for number in range(3000)]
    start = perf_counter()
    assert standing(CAMPAIGN, "tested", (submitted, *crowd)).state == "reviewed"
    assert perf_counter() - start < 2


def test_local_reviews_add_up_over_people_until_every_locale_is_covered() -> None:
    entries = reviewed_entries(CAMPAIGN)[:2]
    entries = (
        *entries,
        steps.review(CAMPAIGN, "tested", entries, by("Mai", 5), "local", "approve", ("zh-CN",)),
    )
    assert "a review as local for en" in standing(CAMPAIGN, "tested", entries).missing
    entries = (*entries, steps.review(CAMPAIGN, "tested", entries, by("Dung", 6), "local", "approve", ("en",)))
    assert standing(CAMPAIGN, "tested", entries).state == "reviewed"


def test_a_retired_variant_stays_retired_whatever_else_is_written() -> None:
    entries = live_entries(CAMPAIGN)
    end = steps.retire(CAMPAIGN, "tested", entries, by("Chi", 8, "season over"))
    found = standing(CAMPAIGN, "tested", (*entries, end))
    assert (found.state, found.missing) == ("retired", ())
    assert standing(EDITED, "tested", (*entries, end)).state == "retired"


def test_a_claim_goes_from_draft_to_reviewed_and_back_when_its_evidence_changes() -> None:
    claim, entries = CAMPAIGN.claim("published"), claim_entries(CAMPAIGN)
    assert [claim_standing(claim, entries[:count]).state for count in range(3)] == ["draft", "linted", "reviewed"]
    newer = claim.model_copy(update={"sample_size": 900})
    found = claim_standing(newer, entries)
    assert (found.state, found.note) == ("draft", "the text was edited after the review of 2026-03-02 by Bo")


def test_a_claim_reviewed_by_whoever_handed_it_in_or_as_what_does_not_fit_is_not_reviewed() -> None:
    claim, entries = CAMPAIGN.claim("published"), claim_entries(CAMPAIGN)
    own = entries[1].model_copy(update={"who": "ANA"})
    assert claim_standing(claim, (entries[0], own)).state == "linted"
    legal = real_campaign(claim={"kind": "legal", "statute": "Act, article 7"})
    first = claim_steps.submit_claim(legal, "published", (), by("Ana"))
    stray = entries[1].model_copy(update={"digest": first.digest})
    assert claim_standing(legal.claim("published"), (first, stray)).missing == ("a review as legal",)
