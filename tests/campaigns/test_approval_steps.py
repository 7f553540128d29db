"""Steps: each is refused with its reason where it must not be taken."""

from collections.abc import Callable
from datetime import datetime, timedelta

import pytest

from campaigns.approval.ledger import Entry
from campaigns.approval.signature import Signature
from campaigns.approval.standing import standing
from campaigns.approval.steps import approve, launch, pause, resume, retire, review, submit
from campaigns.errors import Conflict, InvalidInput, NotFound
from campaigns.harm.readiness import Blocker
from tests.campaigns.real_campaign import (
    AUDIENCE,
    START,
    TEXTS,
    approved_entries,
    by,
    live_entries,
    real_campaign,
    reviewed_entries,
)

CAMPAIGN = real_campaign()
EDITED = real_campaign(variant={"messages": TEXTS | {"en": TEXTS["en"].replace("wood", "stone")}})
SUBMITTED = reviewed_entries(CAMPAIGN)[:1]


def test_a_text_that_the_lint_blocks_is_not_handed_in_and_the_findings_are_told() -> None:
    bad = real_campaign(variant={"messages": TEXTS | {"en": "{% block body %}Worth $3,000. Choose it.{% endblock %}"}})
    with pytest.raises(InvalidInput, match=r"variant:tested: the lint blocks it") as caught:
        submit(bad, "tested", (), by("Ana"), AUDIENCE)
    assert "L01" in str(caught.value) and "$3,000" in str(caught.value)
    assert submit(bad, "plain", (), by("Ana"), AUDIENCE).act == "submit", "findings of others do not count"


def test_a_text_is_handed_in_once_until_it_changes() -> None:
    with pytest.raises(Conflict, match="Ana has handed in this very text already, it is linted"):
        submit(CAMPAIGN, "tested", SUBMITTED, by("Bo"), AUDIENCE)
    assert submit(EDITED, "tested", SUBMITTED, by("Bo"), AUDIENCE).who == "Bo"


def test_nothing_is_known_of_a_variant_that_does_not_exist() -> None:
    with pytest.raises(NotFound, match="plain, tested"):
        submit(CAMPAIGN, "nothing", (), by("Ana"), AUDIENCE)


@pytest.mark.parametrize("who", ["Ana", " ana ", "ANA"])
@pytest.mark.parametrize("verdict", ["approve", "return"])
def test_a_reviewer_who_is_the_author_is_refused(who: str, verdict: str) -> None:
    with pytest.raises(Conflict, match="is its author; nobody may review their own text"):
        review(CAMPAIGN, "tested", SUBMITTED, by(who, 3, "fine"), "theory", verdict)  # type: ignore[arg-type]


def test_an_approver_who_is_the_author_is_refused() -> None:
    with pytest.raises(Conflict, match="Ana is its author; nobody may approve their own text"):
        approve(CAMPAIGN, "tested", reviewed_entries(CAMPAIGN), by("Ana", 5))


def test_an_author_whose_text_another_hands_in_again_is_still_no_reviewer_of_it() -> None:
    """Ana writes, Bo sends it back and hands the same text in: only Chi may look at it."""
    entries = (*SUBMITTED, review(CAMPAIGN, "tested", SUBMITTED, by("Bo", 3, "later"), "theory", "return"))
    entries = (*entries, submit(CAMPAIGN, "tested", entries, by("Bo", 4), AUDIENCE))
    for who in ("Ana", "Bo"):
        with pytest.raises(Conflict, match=f"{who} is its author"):
            review(CAMPAIGN, "tested", entries, by(who, 5), "theory")
    assert review(CAMPAIGN, "tested", entries, by("Chi", 5), "theory").who == "Chi"
    forged = review(CAMPAIGN, "tested", entries, by("Chi", 5), "theory").model_copy(update={"who": "Ana"})
    assert standing(CAMPAIGN, "tested", (*entries, forged)).reviews == ()


@pytest.mark.parametrize(("first", "second"), [("theory", "local"), ("local", "theory")])
def test_theory_and_local_are_two_different_people(first: str, second: str) -> None:
    places = {"theory": (), "local": CAMPAIGN.locales}
    entry = review(CAMPAIGN, "tested", SUBMITTED, by("Bo", 3), first, "approve", places[first])  # type: ignore[arg-type]
    with pytest.raises(Conflict, match="two different people"):
        review(CAMPAIGN, "tested", (*SUBMITTED, entry), by("bo", 4), second, "approve", places[second])  # type: ignore[arg-type]


def test_one_person_may_review_as_theory_and_as_legal() -> None:
    legal = real_campaign(variant={"risk_flags": ("legal_claim",)})
    entries: tuple[Entry, ...] = (submit(legal, "tested", (), by("Ana"), AUDIENCE),)
    entries += (review(legal, "tested", entries, by("Bo", 1), "theory"),)
    assert review(legal, "tested", entries, by("Bo", 2), "legal").role == "legal"


def test_the_same_review_twice_is_refused() -> None:
    entries = reviewed_entries(CAMPAIGN)
    with pytest.raises(Conflict, match="Bo has reviewed this text as theory already"):
        review(CAMPAIGN, "tested", entries, by("Bo", 6), "theory")
    with pytest.raises(Conflict, match="Mai has reviewed this text as local already"):
        review(CAMPAIGN, "tested", entries, by("Mai", 6), "local", "approve", ("en",))


def test_a_local_review_names_locales_of_the_campaign_and_others_name_none() -> None:
    with pytest.raises(InvalidInput, match=r"no locale named; wanted those .*: en, zh-CN"):
        review(CAMPAIGN, "tested", SUBMITTED, by("Mai", 3), "local")
    with pytest.raises(InvalidInput, match="th is no locale here"):
        review(CAMPAIGN, "tested", SUBMITTED, by("Mai", 3), "local", "approve", ("en", "th"))
    with pytest.raises(InvalidInput, match="only role local names them"):
        review(CAMPAIGN, "tested", SUBMITTED, by("Bo", 3), "theory", "approve", ("en",))


def test_a_review_of_an_edited_text_is_refused() -> None:
    with pytest.raises(
        Conflict, match="is draft, because the text was edited after the handing in of 2026-03-02 by Ana"
    ):
        review(EDITED, "tested", SUBMITTED, by("Bo", 3), "theory")


def test_an_approval_of_an_edited_text_is_refused() -> None:
    with pytest.raises(Conflict, match="is draft, because the text was edited after the review of 2026-03-02 by Mai"):
        approve(EDITED, "tested", reviewed_entries(CAMPAIGN), by("Chi", 5))


def test_an_approval_before_every_review_is_refused_and_says_which_is_missing() -> None:
    with pytest.raises(Conflict, match=r"is linted; wanted it reviewed; missing: a review as local for en, zh-CN"):
        approve(CAMPAIGN, "tested", reviewed_entries(CAMPAIGN)[:2], by("Chi", 5))
    with pytest.raises(Conflict, match="is approved; wanted it reviewed"):
        approve(CAMPAIGN, "tested", approved_entries(CAMPAIGN), by("Dung", 6))


def test_a_launch_of_an_edited_text_is_refused() -> None:
    with pytest.raises(Conflict, match="edited after the approval of 2026-03-02 by Chi; wanted it approved"):
        launch(EDITED, "tested", approved_entries(CAMPAIGN), by("Chi", 6), ())


def test_a_launch_lists_what_blocks_this_variant_and_the_campaign_and_nothing_of_others() -> None:
    found = [
        Blocker("age", "H08", "campaign", "too young", "mend it"),
        Blocker("lint", "H02", "variant:tested", "too dear", "mend it"),
        Blocker("lint", "H02", "variant:plain", "not this one", "mend it"),
    ]
    with pytest.raises(Conflict, match="for 2 reasons") as caught:
        launch(CAMPAIGN, "tested", approved_entries(CAMPAIGN), by("Chi", 6), found)
    assert "too young" in str(caught.value) and "too dear" in str(caught.value)
    assert "not this one" not in str(caught.value)


@pytest.mark.parametrize("step", [pause, retire])
def test_a_pause_and_an_end_need_a_reason(step: Callable[..., Entry]) -> None:
    with pytest.raises(InvalidInput, match="no reason given"):
        step(CAMPAIGN, "tested", live_entries(CAMPAIGN), by("Dung", 7))


def test_only_what_is_live_can_be_paused_but_that_always() -> None:
    with pytest.raises(Conflict, match="is approved; wanted it live"):
        pause(CAMPAIGN, "tested", approved_entries(CAMPAIGN), by("Dung", 7, "complaints"))
    marked = real_campaign(variant={"state": "live", "messages": EDITED.variant("tested").messages})
    entry = pause(marked, "tested", live_entries(CAMPAIGN), by("Ana", 7, "edited by mistake"))
    assert entry.act == "pause", "edited since, still shown: even its author may stop it"


def paused(why: str = "complaints") -> tuple[Entry, ...]:
    entries = live_entries(CAMPAIGN)
    return (*entries, pause(CAMPAIGN, "tested", entries, by("Dung", 7, why)))


def test_resuming_needs_a_reason_and_an_approval_that_still_holds() -> None:
    with pytest.raises(InvalidInput, match="no reason given"):
        resume(CAMPAIGN, "tested", paused(), by("Chi", 8), ())
    with pytest.raises(Conflict, match="is draft, because the text was edited after the approval"):
        resume(EDITED, "tested", paused(), by("Chi", 8, "mended"), ())
    back = review(CAMPAIGN, "tested", paused(), by("Bo", 8, "no"), "theory", "return")
    with pytest.raises(Conflict, match=r"is draft, because sent back by Bo \(theory\)"):
        resume(CAMPAIGN, "tested", (*paused(), back), by("Chi", 9, "mended"), ())
    with pytest.raises(Conflict, match="is live; wanted it paused"):
        resume(CAMPAIGN, "tested", live_entries(CAMPAIGN), by("Chi", 8, "mended"), ())
    assert resume(CAMPAIGN, "tested", paused(), by("Chi", 8, "mended"), ()).act == "resume"


def test_resuming_is_refused_by_all_that_would_keep_it_from_a_launch_but_by_the_pause_itself() -> None:
    itself = Blocker("approval", "H13", "variant:tested", "is paused", "run resume")
    assert resume(CAMPAIGN, "tested", paused(), by("Chi", 8, "mended"), [itself]).act == "resume"
    expired = Blocker("evidence", "H13", "variant:tested", "claim expired", "newer evidence")
    with pytest.raises(Conflict, match="claim expired"):
        resume(CAMPAIGN, "tested", paused(), by("Chi", 8, "mended"), [itself, expired])


def test_after_the_end_nothing_can_be_done_with_a_variant() -> None:
    entries = live_entries(CAMPAIGN)
    entries = (*entries, retire(CAMPAIGN, "tested", entries, by("Chi", 8, "over")))
    why = by("Dung", 9, "again")
    steps: list[Callable[[], Entry]] = [
        lambda: submit(EDITED, "tested", entries, why, AUDIENCE),
        lambda: review(CAMPAIGN, "tested", entries, why, "legal"),
        lambda: approve(CAMPAIGN, "tested", entries, why),
        lambda: launch(CAMPAIGN, "tested", entries, why, ()),
        lambda: pause(CAMPAIGN, "tested", entries, why),
        lambda: resume(CAMPAIGN, "tested", entries, why, ()),
        lambda: retire(CAMPAIGN, "tested", entries, why),
    ]
    for step in steps:
        with pytest.raises(Conflict, match="is retired, which is for good"):
            step()


def test_a_signature_is_of_a_person_at_a_moment() -> None:
    with pytest.raises(InvalidInput, match="name of a person"):
        Signature(" ", START)
    with pytest.raises(InvalidInput, match="time zone"):
        Signature("Ana", datetime(2026, 3, 2, 9))  # noqa: DTZ001  # the point of the test
    assert Signature("Ana", START + timedelta(hours=15)).today.isoformat() == "2026-03-03"
