"""`forbear uplift`, `refresh`, `render`: no number of few people, what was measured, and that it is a rehearsal."""

import json
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from bandits.events import Decision, Outcome
from bandits.learn import refresh
from campaigns.files import example
from campaigns.harm.wording import check_words
from dashboards import cli
from dashboards.house import open_house

type Capture = pytest.CaptureFixture[str]
MADE_UP = "Illustrative: people and numbers are made up."


@pytest.fixture(scope="module")
def record(tmp_path_factory: pytest.TempPathFactory) -> str:
    """On the feed 70 answers to every message for gift_obligated, 60 for law_unaware, 9 for craft_collector."""
    store = str(tmp_path_factory.mktemp("record") / "record.db")
    now = datetime.now(UTC) - timedelta(hours=1)
    with open_house(example(), store) as house:
        refresh(house.learner)
        decisions, outcomes = [], []
        for segment, each in (("gift_obligated", 70), ("law_unaware", 60), ("craft_collector", 9)):
            for variant in house.campaign.variants:
                for number in range(each if "feed" in variant.channels else 0):
                    name = f"{segment}-{variant.id}-{number}"
                    decisions.append(Decision(name, house.campaign.id, f"u-{name}", segment, 1.0, "given", "feed",
                                              "en", variant.id, 0.1, "a", now))  # fmt: skip
                    outcomes.append(Outcome(f"o-{name}", name, "not_intend_buy", number % 2, now, "test"))
        house.store.add_decisions(decisions)
        house.store.add_outcomes(outcomes)
        refresh(house.learner)
    return store


def printed(capsys: Capture, *words: str) -> str:
    assert cli.main(words) == 0
    return capsys.readouterr().out


def test_the_json_has_numbers_of_seventy_people_and_none_of_nine_nor_what_would_tell_of_them(
    capsys: Capture, record: str
) -> None:
    """Over all segments 139 answered: 139 - 70 - 60 = 9, so the 60 are hidden too."""
    told = json.loads(printed(capsys, "uplift", "--store", record, "--json"))
    assert told["least_people"] == 50
    rows = {(row["segment"], row["channel"]): row for row in told["rows"] if row["variant"] == "peer_script"}
    assert (rows["*", "*"]["trials"], rows["*", "*"]["hidden"]) == (139, "")
    shown = rows["gift_obligated", "feed"]
    assert (shown["trials"], shown["benefit"], shown["hidden"]) == (70, 35, "")
    for segment, why in (("craft_collector", "small"), ("law_unaware", "complement")):
        for channel in ("feed", "*"):
            hidden = rows[segment, channel]
            assert (hidden["trials"], hidden["uplift"], hidden["hidden"]) == (None, None, why)
            assert hidden["share"] > 0


def test_one_segment_hides_what_all_together_hide(capsys: Capture, record: str) -> None:
    every = json.loads(printed(capsys, "uplift", "--store", record, "--json"))["rows"]
    one = json.loads(printed(capsys, "uplift", "--store", record, "--json", "--segment", "law_unaware"))["rows"]
    assert one == [row for row in every if row["segment"] == "law_unaware"]


def test_the_json_says_what_was_measured_how_and_that_it_is_a_rehearsal(capsys: Capture, record: str) -> None:
    told = json.loads(printed(capsys, "uplift", "--store", record, "--json"))
    assert (told["data_status"], told["goal_metric"]) == ("illustrative", "not_intend_buy")
    assert told["outcome"]["level"] == 6
    assert told["outcome"]["design"] == "randomised"
    assert "behaviour change" not in json.dumps(told)


def test_the_text_says_the_same_and_claims_no_more(capsys: Capture, record: str) -> None:
    text = " ".join(printed(capsys, "uplift", "--store", record).split())
    assert f"{MADE_UP} Outcome level 6 of 10 (intention), randomised." in text
    assert "–: not shown, as it would tell of fewer than 50 people" in text
    for level in (3, 6):
        assert check_words(text, level, is_randomised=True) == ()


def test_a_rendered_message_of_a_rehearsal_says_that_it_is_one(capsys: Capture) -> None:
    asked = ("render", "--variant", "plain", "--channel", "chat", "--locale", "en")
    assert printed(capsys, *asked).splitlines()[0] == MADE_UP
    assert json.loads(printed(capsys, *asked, "--json"))["data_status"] == "illustrative"


def test_a_refresh_of_a_rehearsal_says_that_it_is_one_and_counts_no_few_answers(
    capsys: Capture, tmp_path: Path
) -> None:
    store = str(tmp_path / "record.db")
    said = printed(capsys, "refresh", "--store", store)
    assert "from 0 decisions and fewer than 50 answers." in said
    assert MADE_UP in said
    told = json.loads(printed(capsys, "refresh", "--store", store, "--json"))
    assert (told["data_status"], told["decided"], told["answered"]) == ("illustrative", 0, None)
