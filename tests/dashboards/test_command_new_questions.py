"""`forbear new` by questions: asked at a terminal, or answered by options; a wrong answer is asked again."""

import io
import sys
from collections.abc import Callable
from pathlib import Path

import pytest

from campaigns.errors import InvalidInput
from campaigns.files import load_campaign
from campaigns.theory import determinants
from dashboards import cli
from dashboards.questions import ask, several_of, text_of
from segments.files import load_segmentation

type Capture = pytest.CaptureFixture[str]
type Answering = Callable[[str], None]


class _Terminal(io.StringIO):
    """Standard input that says that a person sits at it."""

    def isatty(self) -> bool:
        return True


@pytest.fixture
def answering(monkeypatch: pytest.MonkeyPatch) -> Answering:
    """Let a person answer with these lines."""
    return lambda lines: monkeypatch.setattr(sys, "stdin", _Terminal(lines))


def test_empty_answers_take_what_is_proposed_and_the_campaign_passes_the_check(
    tmp_path: Path, capsys: Capture, answering: Answering
) -> None:
    answering("\n" * 10)
    assert cli.main(["new", str(tmp_path / "mine")]) == 0
    assert load_campaign(tmp_path / "mine").id == "a-good-table"
    capsys.readouterr()
    assert cli.main(["check", str(tmp_path / "mine")]) == 0
    assert "findings that block 0" in capsys.readouterr().out


def test_answers_go_where_they_belong_and_a_wrong_one_is_asked_again(
    tmp_path: Path, capsys: Capture, answering: Answering
) -> None:
    words = ["Ask first", "Us", "bear bile", "buy bile", "ask a practitioner", "ginger oil"]
    places = ["Vietnam", "vn", "vietnamese", "en, vi"]
    norm = list(determinants()).index("emotion") + 1
    answering("\n".join([*words, *places, "radio", "1, sms", "99", f"{norm}, goals", ""]))
    assert cli.main(["new", str(tmp_path / "mine")]) == 0
    out = capsys.readouterr().out
    assert "found 'Vietnam'; wanted a country as two letters" in out
    assert "found 'vietnamese'; wanted codes of languages" in out
    assert "found 'radio'" in out
    assert "found '99'" in out
    campaign = load_campaign(tmp_path / "mine")
    assert (campaign.title["vi"], campaign.sponsor, campaign.product) == ("Ask first", "Us", "bear bile")
    assert (campaign.goal.undesired_behaviour, campaign.goal.desired_behaviour) == ("buy bile", "ask a practitioner")
    assert campaign.fact_values("alternative", "vi") == ("ginger oil",)
    assert [channel.id for channel in campaign.channels] == ["feed", "sms"]
    assert list(load_segmentation(tmp_path / "mine").segment("everyone").barriers) == ["emotion", "goals"]


def test_a_script_answers_by_options_and_is_asked_nothing(tmp_path: Path, capsys: Capture) -> None:
    options = ["--title", "Wild at heart", "--country", "GB", "--channels", "post", "--barriers", "emotion"]
    assert cli.main(["new", str(tmp_path / "mine"), *options]) == 0
    campaign = load_campaign(tmp_path / "mine")
    assert (campaign.id, campaign.country_of_audience, campaign.channels[0].platform) == ("wild-at-heart", "GB", "x")
    assert "[" not in capsys.readouterr().out


def test_a_barrier_that_no_message_can_address_is_said_plainly(tmp_path: Path, capsys: Capture) -> None:
    assert cli.main(["new", str(tmp_path / "mine"), "--barriers", "environment"]) == 0
    assert "No message can address environment" in capsys.readouterr().out


@pytest.mark.parametrize(
    ("options", "code", "words"),
    [
        (["--from", "starter", "--title", "x"], 2, "--from and --title exclude each other"),
        (["--country", "Vietnam"], 2, "found 'Vietnam'; wanted a country as two letters"),
        (["--locales", "en,english"], 2, "found 'english'; wanted codes of languages"),
        (["--locales", " , "], 2, "found ' , '"),
        (["--channels", "radio"], 2, "found 'radio'"),
        (["--title", "x" * 300], 2, "found 300 characters; wanted 1 to 200"),
    ],
)
def test_answers_that_cannot_be_are_refused_and_nothing_is_written(
    tmp_path: Path, capsys: Capture, options: list[str], code: int, words: str
) -> None:
    assert cli.main(["new", str(tmp_path / "mine"), *options]) == code
    assert words in capsys.readouterr().err
    assert not (tmp_path / "mine").exists()


def test_questions_that_nobody_answers_any_more_end_with_a_reason(answering: Answering) -> None:
    answering("")
    with pytest.raises(InvalidInput, match="ended at 'Who\\?'"):
        ask("Who?", "me", text_of(1, 9))


@pytest.mark.parametrize(("text", "wanted"), [("2,1,2", ("habit", "norm")), (" law ", ("law",))])
def test_names_and_numbers_may_be_mixed_and_count_once(text: str, wanted: tuple[str, ...]) -> None:
    assert several_of(["norm", "habit", "law"], 2)(text) == wanted


@pytest.mark.parametrize("text", ["", "0", "4", "norm,habit,law"])
def test_none_too_many_and_unknown_ones_are_refused(text: str) -> None:
    with pytest.raises(InvalidInput):
        several_of(["norm", "habit", "law"], 2)(text)
