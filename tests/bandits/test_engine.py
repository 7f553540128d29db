from collections.abc import Mapping
from dataclasses import replace
from datetime import datetime, timedelta
from typing import TypedDict

import pytest

from bandits.engine import Engine, Request
from bandits.events import Exposure, Outcome, Receipt
from bandits.grid import Context
from bandits.learn import Learner, refresh
from bandits.stores.memory import MemoryStore
from campaigns.campaign import Campaign
from campaigns.errors import Conflict, EngineError, InvalidInput, NotFound, Unavailable
from segments.segment import Segmentation
from tests.bandits.worlds import Clock

ASK = Request(unit_id="reader@example.org", channel="feed", segment="gift_obligated", request_id="visit-1")


class RequestChange(TypedDict, total=False):
    """What a test may ask otherwise than ASK."""

    unit_id: str
    channel: str
    locale: str | None
    segment: str | None
    answers: Mapping[str, object] | None


class OutcomeChange(TypedDict, total=False):
    """What a test may report otherwise than `outcome`."""

    outcome_id: str
    metric: str
    value: int
    occurred_at: datetime


def outcome(decision_id: str, moment: datetime, value: int = 1, name: str = "o1") -> Outcome:
    return Outcome(name, decision_id, "not_intend_buy", value, moment)


def test_a_decision_carries_exactly_its_table_entry(engine: Engine) -> None:
    for number in range(200):
        answer = engine.decide(replace(ASK, request_id=f"visit-{number}"))
        row = engine.publication().allocation.row(Context("gift_obligated", "feed"))
        assert (
            answer.decision.propensity == row[answer.decision.variant] == answer.probabilities[answer.decision.variant]
        )


def test_a_repeated_request_gets_the_decision_on_record_and_counts_once(engine: Engine) -> None:
    first, second = engine.decide(ASK), engine.decide(ASK)
    assert second.decision == first.decision
    assert (first.replayed, second.replayed) == (False, True)
    assert sum(row.decided for row in engine.store.count_rows(engine.campaign.id)) == 1


def test_a_request_id_of_another_unit_is_a_conflict(engine: Engine) -> None:
    engine.decide(ASK)
    with pytest.raises(Conflict, match="visit-1"):
        engine.decide(replace(ASK, unit_id="somebody-else"))


def test_what_is_stored_does_not_hold_what_the_caller_called_the_unit(engine: Engine) -> None:
    answer = engine.decide(ASK)
    assert ASK.unit_id not in repr(engine.store.decision(answer.decision.decision_id))


def test_answers_place_a_unit_by_its_membership(engine: Engine) -> None:
    """Over many occasions the drawn segments follow the membership within four standard errors."""
    assert engine.segmentation.model is not None
    question = engine.segmentation.model.questions[0]
    answers = {question.id: question.choices[1]}
    membership = engine.segmentation.membership(answers)
    ask = Request(unit_id="u", channel="feed", answers=answers)
    drawn = [engine.decide(replace(ask, unit_id=f"u{n}")).decision for n in range(600)]
    for segment in engine.segmentation.ids:
        chance = membership.of(segment)
        share = sum(decision.segment == segment for decision in drawn) / len(drawn)
        assert abs(share - chance) <= 4 * (chance * (1 - chance) / len(drawn)) ** 0.5
    assert all(d.segment_chance == membership.of(d.segment) and d.segment_source == "answers" for d in drawn)


def test_a_message_arrives_rendered_in_the_asked_locale(engine: Engine) -> None:
    answer = engine.decide(replace(ASK, locale="zh-CN"))
    assert answer.decision.locale == "zh-CN"
    assert answer.fields["body"]


def test_a_fact_of_the_request_stands_in_its_message_as_text_and_never_as_template(engine: Engine) -> None:
    said = {"alt_gift": "{{ 7 * 7 }}<b>a fan</b>"}
    asks = (replace(ASK, channel="chat", request_id=f"v{n}", facts=said) for n in range(60))
    texts = " ".join(" ".join(engine.decide(ask).fields.values()) for ask in asks)
    assert "{{ 7 * 7 }}<b>a fan</b>" in texts
    assert "49" not in texts


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"unit_id": ""}, InvalidInput, "unit_id"),
        ({"unit_id": "x" * 201}, InvalidInput, "201 characters"),
        ({"unit_id": "a\nb"}, InvalidInput, "printable"),
        ({"segment": "gifts"}, NotFound, "gift_obligated"),
        ({"segment": None}, InvalidInput, "segment or answers"),
        ({"answers": {}}, InvalidInput, "one of the two"),
        ({"channel": "fax"}, NotFound, "channels are feed"),
        ({"locale": "fr"}, InvalidInput, "zh-CN"),
        ({"segment": None, "answers": {"shoe_size": 1}}, InvalidInput, "shoe_size"),
    ],
)
def test_a_bad_request_is_refused_and_changes_nothing(
    engine: Engine, change: RequestChange, error: type[EngineError], words: str
) -> None:
    before = engine.store.count_rows(engine.campaign.id)
    with pytest.raises(error, match=words):
        engine.decide(replace(ASK, **change))
    assert engine.store.count_rows(engine.campaign.id) == before


def test_before_anything_is_published_decisions_are_unavailable(campaign: Campaign, segmentation: Segmentation) -> None:
    with pytest.raises(Unavailable, match="forbear refresh"):
        Engine(campaign, segmentation, MemoryStore()).decide(ASK)


def test_a_late_outcome_counts_and_a_correction_supersedes_it(engine: Engine, clock: Clock) -> None:
    decision = engine.decide(ASK).decision
    clock.forward(days=90)
    assert engine.observe([outcome(decision.decision_id, clock())]) == [Receipt.ACCEPTED]
    assert engine.observe([outcome(decision.decision_id, clock())]) == [Receipt.DUPLICATE]
    assert engine.observe([outcome(decision.decision_id, clock(), value=0, name="o2")]) == [Receipt.CORRECTED]
    rows = [row for row in engine.store.count_rows(engine.campaign.id) if row.metric]
    assert [(row.answered, row.positive) for row in rows] == [(1, 0)]


def test_what_is_retired_here_is_not_shown_by_the_table_of_another_version(
    engine: Engine, learner: Learner, clock: Clock
) -> None:
    """An old process publishes a table with a message that this campaign has retired: the last fitting one decides."""
    retired = [
        v.model_copy(update={"state": "retired"}) if v.id == "dynamic_norm" else v for v in engine.campaign.variants
    ]
    campaign = engine.campaign.model_copy(update={"variants": tuple(retired)})
    newer = replace(learner, campaign=campaign)
    mine = Engine(campaign, engine.segmentation, engine.store, clock)
    with pytest.raises(Unavailable, match="fits"):
        mine.decide(ASK)
    fitting = refresh(newer)
    mine._polled = -10.0
    assert mine.publication() == fitting
    refresh(learner)
    mine._polled = -10.0
    assert mine.publication() == fitting
    assert {mine.decide(replace(ASK, request_id=f"r{n}")).decision.variant for n in range(300)} > {"plain"}
    assert all("dynamic_norm" not in fitting.allocation.row(context) for context in fitting.allocation.contexts)


@pytest.mark.parametrize(
    ("change", "words"),
    [
        ({"value": 2}, "wanted 0 or 1"),
        ({"metric": "mood"}, "not_intend_buy"),
        ({"outcome_id": ""}, "outcome_id"),
        ({"occurred_at": datetime(2026, 3, 2, 9)}, "no time zone"),  # noqa: DTZ001  # that is the point
    ],
)
def test_a_bad_outcome_is_refused_and_the_good_one_beside_it_is_not_recorded(
    engine: Engine, clock: Clock, change: OutcomeChange, words: str
) -> None:
    good = outcome(engine.decide(ASK).decision.decision_id, clock())
    bad: OutcomeChange = {"outcome_id": "o2", **change}
    with pytest.raises(InvalidInput, match=words):
        engine.observe([good, replace(good, **bad)])
    assert not any(row.answered for row in engine.store.count_rows(engine.campaign.id))


def test_an_outcome_from_the_future_is_refused(engine: Engine, clock: Clock) -> None:
    decision = engine.decide(ASK).decision
    with pytest.raises(InvalidInput, match="future"):
        engine.observe([outcome(decision.decision_id, clock() + timedelta(days=1))])


def test_an_outcome_from_before_its_decision_is_refused(engine: Engine, clock: Clock) -> None:
    decision = engine.decide(ASK).decision
    with pytest.raises(InvalidInput, match="before its decision"):
        engine.observe([outcome(decision.decision_id, clock() - timedelta(minutes=6))])
    assert engine.observe([outcome(decision.decision_id, clock() - timedelta(minutes=4))]) == [Receipt.ACCEPTED]


def test_an_outcome_of_an_unknown_decision_is_told_so(engine: Engine, clock: Clock) -> None:
    assert engine.observe([outcome("no-such", clock())]) == [Receipt.UNKNOWN_DECISION]


def test_an_exposure_counts_once(engine: Engine, clock: Clock) -> None:
    shown = Exposure(engine.decide(ASK).decision.decision_id, clock())
    assert engine.expose([shown]) == [Receipt.ACCEPTED]
    assert engine.expose([shown]) == [Receipt.DUPLICATE]
    assert sum(row.exposed for row in engine.store.count_rows(engine.campaign.id)) == 1


def test_a_served_message_whose_text_changes_needs_a_new_id(engine: Engine) -> None:
    decision = engine.decide(ASK).decision
    campaign = engine.campaign
    edited = [
        v.model_copy(
            update={
                "messages": {
                    **v.messages,
                    "en": v.messages["en"].replace("{% block body %}", "{% block body %}Hello. "),
                }
            }
        )
        if v.id == decision.variant
        else v
        for v in campaign.variants
    ]
    changed = campaign.model_copy(update={"variants": tuple(edited)})
    with pytest.raises(Conflict, match=decision.variant):
        Engine(changed, engine.segmentation, engine.store)
