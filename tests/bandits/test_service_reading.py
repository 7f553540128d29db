"""Reading over HTTP: campaigns, the live policy with its ETag, results, health."""

from dataclasses import asdict, replace

import pytest
from starlette.testclient import TestClient

from bandits.allocation import Allocation
from bandits.disclosure import disclose, row_fields
from bandits.grid import Context
from bandits.learn import LearningLoop
from bandits.publication import EVERYONE, Publication
from bandits.service import create_app
from bandits.stores.memory import MemoryStore
from campaigns.errors import NotConverged
from tests.bandits.counted import with_counts
from tests.bandits.service_world import CAMPAIGN, NOON, POLICY, RESULTS, SEGMENTS, World, first_publication


@pytest.fixture
def world() -> World:
    return World()


def test_the_list_names_everything_that_other_calls_take(world: World) -> None:
    (told,) = world.get("/v1/campaigns").json()["campaigns"]
    assert told["campaign"] == "light-suitcase"
    assert told["version"] == CAMPAIGN.version
    assert told["locales"] == ["en", "zh-CN"]
    assert told["channels"] == [channel.id for channel in CAMPAIGN.channels]
    assert told["segments"] == [segment.id for segment in SEGMENTS]
    assert told["metrics"][0] == told["goal_metric"] == "not_intend_buy"
    assert told["variants"][0] == {"id": "plain", "name": CAMPAIGN.control.name, "role": "control", "state": "live"}


def test_the_policy_is_the_published_table_to_the_last_bit(world: World) -> None:
    told = world.get(POLICY).json()
    publication = world.published()
    weights = {(row["segment"], row["channel"]): row["weights"] for row in told["contexts"]}
    assert weights == {(c.segment, c.channel): publication.allocation.row(c) for c in publication.allocation.contexts}
    assert {key: value for key, value in told.items() if key != "contexts"} == {
        "campaign": "light-suitcase",
        "data_status": "illustrative",
        "version": publication.allocation.version,
        "published_at": "2026-03-02T12:00:00Z",
        "rule": "tempered",
        "floor": 0.02,
        "control_share": 0.1,
    }


def test_a_held_policy_is_not_sent_again(world: World) -> None:
    tag = world.get(POLICY).headers["etag"]
    assert tag.startswith('"')
    for held in (tag, f"W/{tag}", f'"other", {tag}', "*"):
        answer = world.get(POLICY, {"if-none-match": held})
        assert (answer.status_code, answer.content, answer.headers["etag"]) == (304, b"", tag)
    assert world.get(POLICY, {"if-none-match": '"other"'}).status_code == 200


def test_a_new_publication_has_another_tag() -> None:
    world, later = World(), World()
    publication = world.published()
    later.store.publish(replace(publication, published_at=NOON.replace(hour=13)))
    assert world.get(POLICY).headers["etag"] != later.get(POLICY).headers["etag"]


def answered() -> Publication:
    """60 answers in every cell, but 20 for peer_script among the craft collectors on the feed, in a new publication."""
    publication = first_publication()
    counts = {
        cell: 60 for row in publication.uplift if EVERYONE not in (cell := (row.segment, row.channel, row.variant))
    }
    counts["craft_collector", "feed", "peer_script"] = 20
    rows = with_counts(publication.uplift, counts)
    later = NOON.replace(hour=13)
    return replace(publication, uplift=rows, answered=sum(counts.values()), published_at=later)


def test_results_are_the_publications_rows_where_enough_people_answered(world: World) -> None:
    publication = answered()
    world.publish_at_once(publication)
    told = world.get(RESULTS).json()
    disclosed = disclose(publication.uplift, publication.techniques, publication.answered, CAMPAIGN)
    assert told["uplift"] == [row_fields(row) for row in disclosed.rows]
    assert {row["hidden"] for row in told["uplift"]} == {"", "small", "complement"}
    assert told["techniques"] == [asdict(row) | {"variants": list(row.variants)} for row in publication.techniques]
    assert told["totals"] == {"decided": publication.decided, "answered": publication.answered}
    assert told["policy_version"] == publication.allocation.version
    assert told["goal_metric"] == "not_intend_buy"


def test_before_enough_people_answered_results_hold_shares_and_no_number_of_people(world: World) -> None:
    told = world.get(RESULTS).json()
    kept = {"segment", "channel", "variant", "share", "hidden"}
    assert len(told["uplift"]) == len(world.published().uplift)
    for row in told["uplift"]:
        assert {name for name, value in row.items() if value is not None} == kept
        assert row["hidden"] == "small"
    assert told["techniques"] == []
    assert told["totals"] == {"decided": 0, "answered": None}


def test_results_say_what_was_measured_how_and_that_it_is_a_rehearsal(world: World) -> None:
    told = world.get(RESULTS).json()
    assert (told["data_status"], told["least_people"]) == ("illustrative", 50)
    assert (told["outcome"]["level"], told["outcome"]["design"]) == (6, "randomised")
    assert told["outcome"]["effect"] == "difference in intention"
    assert told["outcome"]["words"].startswith("Outcome level 6 of 10 (intention), randomised. ")


@pytest.mark.parametrize(
    ("query", "segment", "channel"),
    [
        ("?segment=craft_collector", "craft_collector", None),
        ("?channel=chat", None, "chat"),
        ("?segment=law_unaware&channel=*", "law_unaware", "*"),
        ("?segment=*", "*", None),
    ],
)
def test_a_part_of_the_results_hides_what_the_whole_hides(
    world: World, query: str, segment: str | None, channel: str | None
) -> None:
    publication = answered()
    world.publish_at_once(publication)
    rows = world.get(RESULTS + query).json()["uplift"]
    wanted = [
        row
        for row in world.get(RESULTS).json()["uplift"]
        if segment in {None, row["segment"]} and channel in {None, row["channel"]}
    ]
    assert rows == wanted != []


@pytest.mark.parametrize(
    ("query", "status", "code"),
    [
        ("?segmnt=craft_collector", 422, "invalid_input"),
        ("?segment=craft_collector&segment=law_unaware", 422, "invalid_input"),
        ("?segment=%ff", 422, "invalid_input"),
        ("?segment=nobody", 404, "not_found"),
        ("?channel=radio", 404, "not_found"),
        ("?channel=", 404, "not_found"),
        ("?" + "&".join(f"q{n}=1" for n in range(50)), 422, "invalid_input"),
    ],
)
def test_a_wrong_query_is_refused(world: World, query: str, status: int, code: str) -> None:
    refused = world.get(RESULTS + query)
    assert (refused.status_code, refused.json()["code"]) == (status, code)


def test_results_and_policy_of_an_unknown_campaign_are_not_found(world: World) -> None:
    for address in (POLICY, RESULTS):
        refused = world.get(address.replace("light", "heavy"))
        assert (refused.status_code, refused.json()["code"]) == (404, "not_found")


def test_it_lives_even_when_it_is_not_ready() -> None:
    world = World(is_published=False)
    assert world.get("/healthz").json() == {"status": "alive"}
    refused = world.get("/readyz")
    assert (refused.status_code, refused.json()["code"]) == (503, "unavailable")
    (fault,) = refused.json()["errors"]
    assert fault["where"] == "light-suitcase"
    assert "published" in fault["detail"]


def test_ready_names_what_is_live(world: World) -> None:
    version = world.published().allocation.version
    live = {"campaign": "light-suitcase", "version": version, "published_at": "2026-03-02T12:00:00Z"}
    assert world.get("/readyz").json() == {"status": "ready", "campaigns": [live], "learning_failures": []}


def test_a_closed_store_is_not_ready(world: World) -> None:
    world.store.close()
    refused = world.get("/readyz")
    assert refused.status_code == 503
    assert "closed" in refused.json()["detail"]


class _Loop(LearningLoop):
    """A learning loop that notes what was asked of it."""

    def __init__(self, world: World) -> None:
        super().__init__(world.learner, 1.0)
        self.calls: list[str] = []

    def start(self) -> None:
        self.calls.append("start")

    def stop(self) -> None:
        self.calls.append("stop")


def test_the_loops_run_while_the_service_does_and_their_failure_shows(world: World) -> None:
    loop = _Loop(world)
    with TestClient(create_app({CAMPAIGN.id: world.engine}, [loop])) as client:
        assert loop.calls == ["start"]
        loop.failure = NotConverged("the fast posterior stopped after 100 steps")
        ready = client.get("/readyz")
    assert loop.calls == ["start", "stop"]
    assert ready.status_code == 200
    assert ready.json()["learning_failures"] == ["the fast posterior stopped after 100 steps"]


WORDS = "unit device-1 is on fire"


class _Broken(MemoryStore):
    """A store that fails in a way nobody foresaw, from the first publication on."""

    is_broken = False

    def current(self, campaign: str) -> Publication | None:
        if self.is_broken:
            raise RuntimeError(WORDS)
        return super().current(campaign)


def test_a_store_that_fails_is_a_reason_without_its_words(caplog: pytest.LogCaptureFixture) -> None:
    store = _Broken()
    world = World(store)
    store.is_broken = True
    refused = world.get("/readyz")
    assert refused.status_code == 503
    assert "does not answer" in refused.json()["detail"]
    assert "on fire" not in refused.text + caplog.text


def test_a_table_of_another_campaign_version_does_not_make_it_ready() -> None:
    """Somebody renamed a segment: the live table has none of this campaign's contexts, so nothing can be decided."""
    world = World(is_published=False)
    foreign = Allocation((Context("elsewhere", "feed"),), ("plain",), ((1.0,),))
    world.store.publish(replace(first_publication(), allocation=foreign))
    refused = world.get("/readyz")
    assert refused.status_code == 503
    assert "fits" in refused.json()["detail"]
