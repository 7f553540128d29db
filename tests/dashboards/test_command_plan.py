"""`forbear plan`: what a person reads, what a script gets, and what is refused."""

import json
import math
import shutil
from collections.abc import Callable
from pathlib import Path

import pytest

from campaigns.files import example
from dashboards import cli

type Capture = pytest.CaptureFixture[str]


def run(capsys: Capture, *words: str) -> tuple[int, str, str]:
    code = cli.main(["plan", *words])
    out, err = capsys.readouterr()
    return code, out, err


def plain(text: str) -> str:
    """The words, however the lines were broken."""
    return " ".join(text.split())


@pytest.fixture
def edited(tmp_path: Path) -> Callable[..., Path]:
    """Write the embedded campaign with some words of its files replaced."""

    def write(file: str, *changes: tuple[str, str]) -> Path:
        folder = tmp_path / "mine"
        shutil.copytree(example(), folder)
        text = (folder / file).read_text(encoding="utf-8")
        for old, new in changes:
            assert old in text
            text = text.replace(old, new)
        (folder / file).write_text(text, encoding="utf-8")
        return folder

    return write


def test_each_segment_reads_what_to_try_first_and_how_weak_that_is(capsys: Capture) -> None:
    code, out, _ = run(capsys)
    told = plain(out)
    assert code == 0
    assert "1. Gift-obligated traveller [gift_obligated], 20 % of the audience" in told
    assert "Ranks are weak." in told
    assert "never to decide which message won" in told
    assert "“What another traveller said” is better than “The traveller friends ask” with a chance of 56 %" in told
    assert told.index("What another traveller said") < told.index("What people want to be given")


def test_a_plan_is_told_in_the_language_of_the_pages_whichever_locale_comes_first(
    capsys: Capture, edited: Callable[..., Path]
) -> None:
    folder = edited("campaign.toml", ('locales = ["en", "zh-CN"]', 'locales = ["zh-CN", "en"]'))
    told = run(capsys, str(folder), "--segment", "gift_obligated")[1]
    assert told.startswith("Light suitcase: what theory would try first")
    assert "Gift-obligated traveller [gift_obligated]" in told


def test_a_top_barrier_that_no_message_reaches_is_said_plainly(capsys: Capture) -> None:
    _, out, _ = run(capsys, "--segment", "impulse_souvenir")
    words = "No message can address what holds this segment back most: surroundings that make it hard (0.80)."
    assert f"{words} Policy or place must change" in plain(out)
    _, out, _ = run(capsys, "--segment", "law_unaware")
    assert "No message can address: surroundings that make it hard (0.50)." in plain(out)
    assert "holds this segment back most" not in plain(out)
    _, out, _ = run(capsys, "--segment", "gift_obligated")
    assert "No message can address" not in plain(out)


def test_numbers_that_nobody_measured_are_called_so_in_text_and_json(
    capsys: Capture, edited: Callable[..., Path]
) -> None:
    assert "Illustrative: people and numbers are made up. No share, barrier or rate of it is measured" in plain(
        run(capsys)[1]
    )
    told = json.loads(run(capsys, "--json")[1])
    assert told["data_status"] == "illustrative"
    assert any(warning.startswith("Illustrative") for warning in told["warnings"])
    real = str(edited("campaign.toml", ('data_status = "illustrative"', 'data_status = "real"')))
    assert "Illustrative" not in run(capsys, real)[1]
    told = json.loads(run(capsys, real, "--json")[1])
    assert told["data_status"] == "real"
    assert not any(warning.startswith("Illustrative") for warning in told["warnings"])


def test_the_people_it_takes_follow_the_rate_and_the_effect(capsys: Capture) -> None:
    """Theory 3.5: .12 log-odds on 62 % take about 4,700 per arm, on 1.5 % about 70,000."""
    _, out, _ = run(capsys, "--segment", "gift_obligated")
    assert "To see an effect of 0.12 log-odds (62 % to 64.8 %): 4,700 answers per arm of equal size." in plain(out)
    assert "62 % is a placeholder" in plain(out)
    _, out, _ = run(capsys, "--segment", "gift_obligated", "--base-rate", "0.015")
    assert "(1.5 % to 1.69 %): 69,700 answers per arm" in plain(out)
    assert "placeholder" not in out
    told = json.loads(
        run(capsys, "--base-rate", "0.4", "--base-rate", "luck_blessing=0.3", "--effect", "0.3", "--json")[1]
    )
    rates = {one["id"]: one["base_rate"] for one in told["segments"]}
    assert (rates["luck_blessing"], rates["gift_obligated"], told["effect"]) == (0.3, 0.4, 0.3)


def test_a_test_larger_than_its_segment_is_told(capsys: Capture) -> None:
    """Craft collectors: .1 of 400,000 are 40,000; ten messages take 49,600."""
    words = "The segment has about 40,000 people: test fewer messages or a larger effect."
    assert words in plain(run(capsys, "--segment", "craft_collector")[1])
    assert "The segment has" not in plain(run(capsys, "--segment", "craft_collector", "--effect", "0.3")[1])
    words = "The segment has about 40,000 people: even one message cannot show this effect in it."
    assert words in plain(run(capsys, "--segment", "craft_collector", "--base-rate", "0.015")[1])


def test_people_are_not_taken_for_answers(capsys: Capture) -> None:
    """Impulse buyers: .24 of 400,000 are 96,000; 49,634 answers are 52 % of them. Where silence means no, all count."""
    words = "Of the segment's 96,000 people, 52 % would have to answer."
    assert words in plain(run(capsys, "--segment", "impulse_souvenir")[1])


def test_the_prior_weighs_twice_as_many_answers_where_the_plain_message_has_no_more(capsys: Capture) -> None:
    """The difference of two rates from n answers each has twice the variance of one: 1 / (n p q) + 1 / (n p q)."""
    words = "about 160 answers per message (twice that where the plain message has no more); after that, data lead."
    assert words in plain(run(capsys, "--segment", "gift_obligated")[1])


def test_every_number_of_the_json_is_explained_by_its_terms(capsys: Capture) -> None:
    told = json.loads(run(capsys, "--json")[1])
    assert len(told["segments"]) == 6
    for segment in told["segments"]:
        for message in segment["messages"]:
            terms = [*message["techniques"], *message["terms"]]
            assert message["mean"] == pytest.approx(sum(term["mean"] for term in terms))
            assert message["sd"] == pytest.approx(math.hypot(*(term["sd"] for term in terms)))
            for term in message["techniques"]:
                assert term["mean"] == pytest.approx(term["weight"] * term["gain"] * term["effect"])
    assert told["constants"]["tailoring_gain"] == 0.45


def test_why_shows_every_term_and_marks_what_was_written_from_memory(capsys: Capture) -> None:
    _, out, _ = run(capsys, "--segment", "ally_rejecter", "--why")
    told = plain(out)
    assert "Why: A line on my trip list in ally_rejecter (+0.083 log-odds, sd 0.149)" in told
    assert "Commitment (1.9) (verify)" in told
    assert "Prompts/cues (7.1) │" in told
    assert "messenger: narrator_none" in told
    assert "(verify): rests on rows written from memory" in told
    assert "Why:" not in run(capsys, "--segment", "ally_rejecter")[1]


def test_long_names_and_names_like_markup_are_shown_whole(capsys: Capture, edited: Callable[..., Path]) -> None:
    long = "What [bold]another[/bold] traveller said about " + "the market stall and the long way home, " * 4 + "truly"
    folder = edited("campaign.toml", ('name = "What another traveller said"', f'name = "{long}"'))
    _, out, _ = run(capsys, str(folder), "--segment", "gift_obligated", "--why")
    assert all(len(line) <= 120 for line in out.splitlines())
    assert f"“{long}” is better than" in plain(out)
    column = plain(" ".join(line.split("│")[1] for line in out.splitlines() if line.startswith("│")))
    assert column.startswith(long)


@pytest.mark.parametrize(
    ("words", "code", "told"),
    [
        (("--segment", "nobody"), 3, "impulse_souvenir"),
        (("--base-rate", "nobody=0.3"), 3, "impulse_souvenir"),
        (("--base-rate", "1.5"), 2, "strictly between 0 and 1"),
        (("--effect", "0"), 2, "smallest effect"),
        (("no_such_folder",), 3, "no_such_folder"),
    ],
)
def test_what_cannot_be_planned_is_refused_with_its_reason(
    words: tuple[str, ...], code: int, told: str, capsys: Capture
) -> None:
    found, _, err = run(capsys, *words)
    assert found == code
    assert told in err


def test_a_rate_that_is_no_number_is_a_usage_error(capsys: Capture) -> None:
    with pytest.raises(SystemExit) as end:
        cli.main(["plan", "--base-rate", "gift_obligated=many"])
    assert end.value.code == 2
    assert "SEGMENT=0.3" in capsys.readouterr().err


def test_words_that_theory_has_no_number_for_are_told_before_any_number(
    capsys: Capture, edited: Callable[..., Path]
) -> None:
    folder = str(edited("campaign.toml", ('messenger = "friend"', 'messenger = "village_head"')))
    words = "Theory has no number for: messenger village_head. It counts as 0"
    assert words in plain(run(capsys, folder)[1])
    assert any(warning.startswith(words) for warning in json.loads(run(capsys, folder, "--json")[1])["warnings"])
    assert "messenger: village_head (not in theory)" in plain(run(capsys, folder, "--why")[1])


def test_a_plan_keeps_to_the_width_of_a_small_screen(capsys: Capture, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("COLUMNS", "80")
    assert cli.main(["plan", "--why"]) == 0
    assert max(map(len, capsys.readouterr().out.splitlines())) <= 80
