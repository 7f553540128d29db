"""The first campaign from a few answers: it loads, can be told apart from others, and drafts what theory suggests."""

from dataclasses import replace
from datetime import date
from pathlib import Path

import pytest

from campaigns.errors import Conflict, InvalidInput, NotFound
from campaigns.files import load_campaign
from campaigns.harm.readiness import blockers
from campaigns.lint import lint
from campaigns.scaffold import CHANNELS, DRAFTS, Answers, scaffold, suggested_techniques, write_scaffold
from campaigns.theory import determinant_links, determinants
from segments.files import load_segmentation

TODAY = date(2026, 3, 2)


def test_what_is_written_loads_as_the_campaign_that_was_made(tmp_path: Path) -> None:
    answers = replace(Answers(), title="Hỏi trước đã", locales=("en", "vi", "zh-CN"), channels=tuple(CHANNELS))
    made = write_scaffold(answers, tmp_path, TODAY)
    assert load_campaign(tmp_path) == made
    assert made.id == "hoi-truoc-da"
    assert load_segmentation(tmp_path).segment("everyone").barriers == dict.fromkeys(answers.barriers, 0.6)


def test_only_the_plain_message_is_live_and_every_treatment_is_a_draft() -> None:
    made = scaffold(Answers(), TODAY)
    assert [variant.id for variant in made.live] == ["plain"]
    assert {variant.state for variant in made.variants[1:]} == {"draft"}


def test_an_ad_calls_itself_one_in_the_language_of_the_reader() -> None:
    made = scaffold(replace(Answers(), locales=("en", "vi", "zh-CN")), TODAY)
    assert made.disclosure.ad_label == {"en": "Ad", "vi": "Quảng cáo", "zh-CN": "广告"}


def test_a_picture_that_nobody_has_chosen_keeps_every_draft_from_going_live() -> None:
    """Only the feed shows pictures: with sms alone there is nothing to choose."""
    found = [one for one in blockers(scaffold(Answers(), TODAY), (), (), TODAY) if one.gate == "H03"]
    assert [one.subject for one in found] == [f"variant:{one.id}" for one in scaffold(Answers(), TODAY).variants]
    assert 'still "to be chosen"; choose it, and say what it shows' in str(found[0])
    only_sms = scaffold(replace(Answers(), channels=("sms",)), TODAY)
    assert not [one for one in blockers(only_sms, (), (), TODAY) if one.gate == "H03"]


def test_a_claim_in_a_draft_is_a_placeholder_that_cannot_be_launched() -> None:
    made = scaffold(replace(Answers(), barriers=("injunctive_norm",)), TODAY)
    assert made.claims
    assert {claim.status for claim in made.claims} == {"to_be_collected"}


@pytest.mark.parametrize("barrier", determinants())
def test_nothing_in_a_first_campaign_blocks_whatever_holds_people_back(barrier: str, tmp_path: Path) -> None:
    made = write_scaffold(replace(Answers(), barriers=(barrier,)), tmp_path, TODAY)
    findings = lint(made, load_segmentation(tmp_path).segments, today=TODAY)
    assert [str(finding) for finding in findings if finding.severity == "block"] == []


@pytest.mark.parametrize("barrier", determinants())
def test_every_suggested_technique_is_linked_to_the_barrier(barrier: str) -> None:
    codes = suggested_techniques([barrier])
    assert len(codes) <= DRAFTS
    assert all(determinant_links(code)[barrier] > 0 for code in codes)


def test_the_first_barrier_counts_most() -> None:
    both = suggested_techniques(["injunctive_norm", "emotion"]), suggested_techniques(["emotion", "injunctive_norm"])
    assert both[0][0] == suggested_techniques(["injunctive_norm"])[0]
    assert both[1][0] == suggested_techniques(["emotion"])[0]


@pytest.mark.parametrize(
    ("answers", "error", "words"),
    [
        (replace(Answers(), country="Vietnam"), InvalidInput, "country_of_audience = 'Vietnam'"),
        (replace(Answers(), locales=("english",)), InvalidInput, "english"),
        (replace(Answers(), locales=("en", "en")), InvalidInput, "'en' is given 2 times"),
        (replace(Answers(), channels=("radio",)), NotFound, "feed, chat, sms, post"),
        (replace(Answers(), barriers=("lazyness",)), NotFound, "lazyness"),
    ],
)
def test_an_answer_that_cannot_be_is_refused_with_its_name(
    answers: Answers, error: type[Exception], words: str
) -> None:
    with pytest.raises(error) as refused:
        scaffold(answers, TODAY)
    assert words in str(refused.value)


def test_a_folder_with_something_in_it_is_left_alone(tmp_path: Path) -> None:
    (tmp_path / "notes.txt").write_text("mine", encoding="utf-8")
    with pytest.raises(Conflict):
        write_scaffold(Answers(), tmp_path, TODAY)
    assert [path.name for path in tmp_path.iterdir()] == ["notes.txt"]
