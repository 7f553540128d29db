"""Decisions over HTTP: good answers field by field, repeats, and every refusal."""

from dataclasses import replace
from datetime import timedelta

import numpy as np
import pytest

from bandits.allocation import Allocation
from bandits.grid import Context, Grid
from tests.bandits.service_world import CAMPAIGN, DECISIONS, POLICY, SEGMENTS, World, first_publication

GOOD = {"segment": "gift_obligated", "channel": "chat"}


@pytest.fixture
def world() -> World:
    return World()


def test_a_decision_tells_all_there_is_to_know(world: World) -> None:
    told = world.decide(locale="zh-CN")
    recorded = world.store.decision(told["decision_id"])
    assert recorded is not None
    table = world.published().allocation
    row = table.row(Context("gift_obligated", "chat"))
    assert told == {
        "decision_id": recorded.decision_id,
        "campaign": "light-suitcase",
        "data_status": "illustrative",
        "unit_id": "device-1",
        "variant": recorded.variant,
        "role": CAMPAIGN.variant(recorded.variant).role,
        "propensity": row[recorded.variant],
        "probabilities": row,
        "segment": {"name": "gift_obligated", "p": 1.0, "source": "given"},
        "policy": {"name": "tempered", "version": table.version, "floor": 0.02, "control_share": 0.1},
        "message": {"channel": "chat", "locale": "zh-CN", "fields": told["message"]["fields"]},
        "outcome_closes_at": "2026-03-16T12:00:00Z",
        "decided_at": "2026-03-02T12:00:00Z",
    }
    assert set(told["message"]["fields"]) >= {"headline", "body"}
    assert told["propensity"] == told["probabilities"][told["variant"]] == recorded.propensity
    assert sum(row_.decided for row_ in world.rows()) == 1


def test_the_policy_address_gives_the_same_chance_as_the_decision(world: World) -> None:
    told = world.decide()
    table = world.get(f"/v1/campaigns/{CAMPAIGN.id}/policy").json()
    (weights,) = (
        row["weights"] for row in table["contexts"] if (row["segment"], row["channel"]) == ("gift_obligated", "chat")
    )
    assert weights[told["variant"]] == told["propensity"]
    assert weights == told["probabilities"]


def test_answers_give_a_segment_drawn_from_its_membership(world: World) -> None:
    told = world.post(
        DECISIONS, {"unit_id": "device-1", "context": {"channel": "chat", "answers": {"gift_expected": 1}}}
    ).json()
    shares = {segment.id: segment.share for segment in SEGMENTS}
    rest = sum(shares.values()) - shares["gift_obligated"]
    chances = {name: 0.2 * share / rest for name, share in shares.items()} | {"gift_obligated": 0.8}
    assert told["segment"]["source"] == "answers"
    assert told["segment"]["p"] == pytest.approx(chances[told["segment"]["name"]], abs=1e-12)


def test_without_rendering_there_is_no_message_but_a_decision(world: World) -> None:
    told = world.post(DECISIONS, {"unit_id": "device-1", "context": GOOD, "render": False})
    assert told.status_code == 201
    assert told.json()["message"] is None
    assert sum(row.decided for row in world.rows()) == 1


def test_a_repeated_request_gives_the_decision_on_record_and_counts_once(world: World) -> None:
    body = {"unit_id": "device-1", "context": GOOD, "request_id": "visit-1"}
    first, second = world.post(DECISIONS, body), world.post(DECISIONS, body)
    assert (first.status_code, second.status_code) == (201, 200)
    assert first.json() == second.json()
    assert sum(row.decided for row in world.rows()) == 1


def test_a_request_id_of_another_unit_is_a_conflict(world: World) -> None:
    body = {"unit_id": "device-1", "context": GOOD, "request_id": "visit-1"}
    world.post(DECISIONS, body)
    before = world.rows()
    refused = world.post(DECISIONS, body | {"unit_id": "device-2"})
    assert (refused.status_code, refused.json()["code"]) == (409, "conflict")
    assert world.rows() == before


def one_message(variant: str) -> Allocation:
    """Everybody gets the same message, or the plain one where it is not made for them."""
    grid = Grid.of(CAMPAIGN, SEGMENTS)
    shown = np.where(grid.eligible[:, grid.column(variant)], grid.column(variant), grid.control_index)
    return Allocation.of(grid, np.eye(len(grid.variants))[shown])


def test_a_repeat_whose_allocation_is_not_live_any_more_names_its_version_alone(world: World) -> None:
    """What is live now has other rules; nothing on record says which ones the earlier allocation had."""
    body = {"unit_id": "device-1", "context": GOOD, "request_id": "visit-1"}
    first = world.post(DECISIONS, body).json()
    later = replace(first_publication(), allocation=one_message("plain"), published_at=world.now + timedelta(1))
    world.publish_at_once(later)
    second = world.post(DECISIONS, body).json()
    version_alone = {"name": None, "version": first["policy"]["version"], "floor": None, "control_share": None}
    assert second == first | {"policy": version_alone, "probabilities": {}}


def test_an_allocation_of_another_version_of_the_campaign_says_nothing_of_todays_policy() -> None:
    world = World(is_published=False)
    world.store.publish(replace(first_publication(), campaign_version="an earlier one"))
    told, table = world.decide(), world.get(POLICY).json()
    version = first_publication().allocation.version
    assert told["policy"] == {"name": None, "version": version, "floor": None, "control_share": None}
    assert (table["rule"], table["floor"], table["control_share"]) == (first_publication().rule, None, None)


@pytest.fixture
def crafts() -> World:
    """A world in which everybody gets the message that names a destination; on the feed it is HTML."""
    world = World(is_published=False)
    world.store.publish(replace(first_publication(), allocation=one_message("living_craft")))
    return world


def body_of(world: World, **more: object) -> str:
    request = {"unit_id": "device-1", "context": {"segment": "craft_collector", "channel": "feed"}}
    answer = world.post(DECISIONS, request | more)
    assert answer.status_code in {200, 201}, answer.text
    said: str = answer.json()["message"]["fields"]["body"]
    return said


def test_a_fact_of_the_request_replaces_the_campaigns_in_this_one_message(crafts: World) -> None:
    assert "Meet makers in Hanoi and" in body_of(crafts, facts={"destination": "Hanoi"})
    assert "Meet makers in Bangkok and" in body_of(crafts)


def test_a_repeat_is_told_with_the_facts_that_it_brings(crafts: World) -> None:
    assert "in Hanoi and" in body_of(crafts, request_id="visit-1", facts={"destination": "Hanoi"})
    assert "in Hue and" in body_of(crafts, request_id="visit-1", facts={"destination": "Hue"})
    assert sum(row.decided for row in crafts.rows()) == 1


def test_a_fact_is_text_and_never_a_template_or_markup(crafts: World) -> None:
    sent = "{{ 7 * 7 }}{% include 'plain.en.j2' %}{# x #}<b>{{ claim('peer') }}"
    shown = "{{ 7 * 7 }}{% include &#x27;plain.en.j2&#x27; %}{# x #}&lt;b&gt;{{ claim(&#x27;peer&#x27;) }}"
    assert f"Meet makers in {shown} and choose" in body_of(crafts, facts={"destination": sent})


def test_a_fact_that_the_campaign_lacks_changes_nothing(crafts: World) -> None:
    assert body_of(crafts, facts={"nobody_asked": "Hanoi", "channel": "x", "claim": "y"}) == body_of(crafts)


REFUSED: dict[str, tuple[object, int, str, str | None]] = {
    "unknown key": ({"unit_id": "d", "context": GOOD, "chanel": 1}, 422, "invalid_input", "$"),
    "unknown key within": ({"unit_id": "d", "context": GOOD | {"chanel": 1}}, 422, "invalid_input", "$.context"),
    "wrong type": ({"unit_id": 7, "context": GOOD}, 422, "invalid_input", "$.unit_id"),
    "missing key": ({"unit_id": "d", "context": {"segment": "gift_obligated"}}, 422, "invalid_input", "$.context"),
    "not an object": ([], 422, "invalid_input", "$"),
    "empty unit": ({"unit_id": "", "context": GOOD}, 422, "invalid_input", "$.unit_id"),
    "long unit": ({"unit_id": "d" * 201, "context": GOOD}, 422, "invalid_input", "$.unit_id"),
    "unprintable unit": ({"unit_id": "d\n", "context": GOOD}, 422, "invalid_input", None),
    "unknown segment": ({"unit_id": "d", "context": GOOD | {"segment": "nobody"}}, 404, "not_found", None),
    "unknown channel": ({"unit_id": "d", "context": GOOD | {"channel": "radio"}}, 404, "not_found", None),
    "unknown locale": ({"unit_id": "d", "context": GOOD | {"locale": "fr"}}, 422, "invalid_input", None),
    "segment and answers": ({"unit_id": "d", "context": GOOD | {"answers": {}}}, 422, "invalid_input", None),
    "neither of them": ({"unit_id": "d", "context": {"channel": "chat"}}, 422, "invalid_input", None),
    "unknown question": (
        {"unit_id": "d", "context": {"channel": "chat", "answers": {"age": 30}}},
        422,
        "invalid_input",
        None,
    ),
    "impossible answer": (
        {"unit_id": "d", "context": {"channel": "chat", "answers": {"gift_expected": 7}}},
        422,
        "invalid_input",
        None,
    ),
    "an answer that is a list": (
        {"unit_id": "d", "context": {"channel": "chat", "answers": {"gift_expected": [1]}}},
        422,
        "invalid_input",
        "$.context.answers[...]",
    ),
    "a fact that is a number": (
        {"unit_id": "d", "context": GOOD, "facts": {"destination": 7}},
        422,
        "invalid_input",
        "$.facts[...]",
    ),
    "a fact that is too long": (
        {"unit_id": "d", "context": GOOD, "facts": {"destination": "x" * 201}},
        422,
        "invalid_input",
        None,
    ),
    "too many facts": (
        {"unit_id": "d", "context": GOOD, "facts": {f"f{n}": "x" for n in range(101)}},
        422,
        "invalid_input",
        "$.facts",
    ),
    "too many answers": (
        {"unit_id": "d", "context": {"channel": "chat", "answers": {f"q{n}": 1 for n in range(101)}}},
        422,
        "invalid_input",
        "$.context.answers",
    ),
}


@pytest.mark.parametrize("case", REFUSED)
def test_a_wrong_request_is_refused_with_its_place_and_changes_nothing(world: World, case: str) -> None:
    body, status, code, where = REFUSED[case]
    world.decide()
    before = world.rows()
    refused = world.post(DECISIONS, body)
    problem = refused.json()
    assert (refused.status_code, problem["status"], problem["code"]) == (status, status, code)
    assert [error["where"] for error in problem.get("errors", [])] == ([where] if where else [])
    assert world.rows() == before


def test_an_unknown_campaign_names_the_ones_there_are(world: World) -> None:
    refused = world.post("/v1/campaigns/heavy-suitcase/decisions", {"unit_id": "d", "context": GOOD})
    assert refused.status_code == 404
    assert refused.json() == {
        "type": "about:blank",
        "title": "Not Found",
        "status": 404,
        "detail": "No campaign is called 'heavy-suitcase'; there are: light-suitcase. Use one of these names.",
        "code": "not_found",
    }


def test_before_the_first_publication_a_decision_is_unavailable_and_may_be_retried() -> None:
    world = World(is_published=False)
    refused = world.post(DECISIONS, {"unit_id": "d", "context": GOOD})
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    assert refused.headers["retry-after"] == "1"
    assert world.rows() == []
