"""`forbear uplift`, `refresh`, `render`: no number of few people, what was measured, and that it is a rehearsal."""

import json
import shutil
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


def test_where_a_reward_is_composed_the_table_says_that_shares_follow_it(capsys: Capture, tmp_path: Path) -> None:
    """ask_first rewards three metrics and tells uplift of one; light_suitcase has one for both."""
    composed, store = str(example("ask_first")), str(tmp_path / "record.db")
    with open_house(Path(composed), store) as house:
        refresh(house.learner)
    words = (
        "Shares follow the goal's reward (opened 0.05, read_list 0.35, prefers_other 0.6); all else, P(best) too, is of"
    )
    assert words in " ".join(printed(capsys, "uplift", composed, "--store", store).split())
    told = json.loads(printed(capsys, "uplift", composed, "--store", store, "--json"))
    assert (told["goal_metric"], told["shares_follow"]) == (
        "prefers_other", {"opened": 0.05, "read_list": 0.35, "prefers_other": 0.6}
    )  # fmt: skip


def test_without_a_reward_shares_follow_the_metric_and_nothing_is_added(capsys: Capture, record: str) -> None:
    assert "Shares follow" not in printed(capsys, "uplift", "--store", record)
    told = json.loads(printed(capsys, "uplift", "--store", record, "--json"))
    assert told["shares_follow"] == {"not_intend_buy": 1.0}


def test_a_title_that_looks_like_markup_is_printed_as_it_is(capsys: Capture, tmp_path: Path) -> None:
    mine, store = Path(shutil.copytree(example("starter"), tmp_path / "mine")), str(tmp_path / "record.db")
    text = (mine / "campaign.toml").read_text(encoding="utf-8")
    (mine / "campaign.toml").write_text(text.replace('"A good table"', '"A [/b] table :smile:"'), encoding="utf-8")
    printed(capsys, "refresh", str(mine), "--store", store)
    assert "A [/b] table :smile:: uplift" in printed(capsys, "uplift", str(mine), "--store", store)
