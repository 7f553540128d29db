"""Reports: segments of the real survey in plain words, names by rule, intervals, and what is said to be weak."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from campaigns.errors import NotFound
from segments.files import load_segmentation, save_segmentation
from segments.fit import fit_latent_class
from segments.profile import profiles_of, suggest_names, wilson_interval
from segments.report import Report, find_mapping, fit_survey
from segments.segment import Segment
from segments.survey import barrier_questions, generate_survey


@pytest.fixture(scope="module")
def red_siskin(shared: Path) -> Report:
    return fit_survey(shared / "data" / "redsiskin" / "redsiskin_tpb.csv", seed=1)


def test_the_red_siskin_breeders_fall_into_two_segments_that_differ_in_strength(red_siskin: Report) -> None:
    text = red_siskin.to_text()
    assert red_siskin.fitted.classes == 2
    assert "168 of 216 people, 13 questions." in text
    assert "Left out: 2 (country is France)." in text
    assert "2 segments: the lowest BIC" in text
    assert "Held back more than others by thinking that few others do without" in text
    assert "The segments differ in how strongly everything holds them back, not in what does" in text


def test_the_report_as_json_holds_what_the_text_says(red_siskin: Report) -> None:
    document = json.loads(json.dumps(red_siskin.to_json()))
    assert document["dropped"]["country is France"] == 2
    assert sum(segment["share"] for segment in document["segments"]) == pytest.approx(1.0)
    assert [row["classes"] for row in document["tried"]] == [1, 2, 3, 4, 5, 6]
    assert document["fit"]["stability"] > 0.8


def test_a_number_that_was_asked_for_is_fitted_and_its_weakness_said(shared: Path) -> None:
    report = fit_survey(shared / "data" / "redsiskin" / "redsiskin_tpb.csv", classes=5, seed=1)
    assert report.fitted.classes == 5
    assert any("not found again in resampled surveys" in warning for warning in report.warnings)
    assert any("fewer than 50" in warning for warning in report.warnings)


def test_a_small_segment_has_neither_size_nor_profile_in_the_report_and_cannot_be_subtracted(shared: Path) -> None:
    report = fit_survey(shared / "data" / "redsiskin" / "redsiskin_tpb.csv", classes=5, seed=1)
    hidden, text, document = report.hidden(), report.to_text(), json.dumps(report.to_json())
    assert "small" in hidden.values()
    told = [profile for profile in report.profiles if profile.id not in hidden]
    assert sum(round(profile.people) for profile in report.profiles if profile.id in hidden) >= 50
    for profile, written in zip(report.profiles, report.to_json()["segments"], strict=True):  # type: ignore[call-overload]
        assert written["hidden"] == hidden.get(profile.id, "")
        assert (written["people"] is None) == (profile.id in hidden)
        assert (written["barriers"] is None) == (hidden.get(profile.id) == "small")
        assert (f"about {profile.people:.0f} respondents" in text) == (profile in told)
        if hidden.get(profile.id) == "small":
            assert profile.text not in text
            assert str(profile.share) not in document


def test_one_small_segment_of_three_hides_the_size_of_the_next(red_siskin: Report) -> None:
    """20, 60 and 88 of 168 people: the 20 follow from 168 - 60 - 88."""
    profile = red_siskin.profiles[0]
    sizes = {"a": 88.0, "b": 60.0, "c": 20.0}
    profiles = tuple(replace(profile, id=name, people=people) for name, people in sizes.items())
    report = replace(red_siskin, profiles=profiles)
    assert report.hidden() == {"b": "complement", "c": "small"}
    text = report.to_text()
    assert "its size is not told: it would give that of a smaller segment away" in text
    assert "fewer than 50 people: neither its size nor its profile is told" in text
    assert "about 60 respondents" not in text


def test_a_report_becomes_a_campaign_file_with_its_typing_model(red_siskin: Report, tmp_path: Path) -> None:
    segmentation = red_siskin.segmentation()
    save_segmentation(segmentation, tmp_path / "segments.toml")
    again = load_segmentation(tmp_path)
    assert again.version == segmentation.version
    sure = again.membership({"att_collaboration1": 5, "norm_recognition1": 5, "norm_recognition2": 5})
    assert sure.of("less_held_back") > 0.9


def test_profiles_average_to_the_average() -> None:
    """Weighted by share, differences from the average sum to 0 (no answer is missing here in any class's favour)."""
    pair = [
        Segment("a", {"en": "A"}, 0.7, barriers={"goals": 0.9, "identity": 0.1, "emotion": 0.8}),
        Segment("b", {"en": "B"}, 0.3, barriers={"goals": 0.1, "identity": 0.9, "emotion": 0.2}),
    ]
    survey, _ = generate_survey(pair, barrier_questions(pair), 500, np.random.default_rng(2))
    profiles = profiles_of(survey, fit_latent_class(survey, 2, seed=1, starts=5))
    for name in ("goals", "identity", "emotion"):
        assert sum(profile.people * dict(profile.differences)[name] for profile in profiles) == pytest.approx(
            0, abs=5.0
        )
    assert [profile.id for profile in profiles][1] == "held_back_by_identity"
    assert profiles[0].share == pytest.approx(0.7, abs=0.08)


def test_names_go_to_the_class_where_a_barrier_stands_out_most() -> None:
    """goals: .20 and .30, so the second class has it; the first is named after its next barrier."""
    names = suggest_names(
        ["goals", "identity"], [np.array([0.20, 0.15]), np.array([0.30, -0.2]), np.array([-0.5, 0.01])]
    )
    assert [name for name, _ in names] == ["held_back_by_identity", "held_back_by_goals", "less_held_back"]


def test_equal_names_are_numbered() -> None:
    names = suggest_names(["goals"], [np.array([0.0]), np.array([0.01]), np.array([-0.2])])
    assert [name for name, _ in names] == ["less_held_back", "less_held_back_2", "less_held_back_3"]


def test_wilson_interval_by_hand() -> None:
    """.2 of 100: z2 = 3.8415; centre (.2 + .0192) / 1.0384 = .2111; half .0776."""
    assert wilson_interval(0.2, 100) == pytest.approx((0.1334, 0.2888), abs=1e-4)


def test_a_survey_without_a_mapping_is_told_where_to_put_one(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"Write other\.toml beside it, or name one with --mapping"):
        find_mapping(tmp_path / "other.csv")
    (tmp_path / "redsiskin_tpb.toml").write_text("")
    assert find_mapping(tmp_path / "redsiskin_tpb.csv").parent == tmp_path
