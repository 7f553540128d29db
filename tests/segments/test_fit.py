"""Latent classes: textbook figures, missing answers, weights, choosing how many, and a truth that is known."""

from pathlib import Path
from random import Random

import numpy as np
import pandas as pd
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from campaigns.errors import InvalidInput, NotConverged
from campaigns.files import example
from segments.enumerate import choose_classes
from segments.files import load_segmentation
from segments.fit import LatentClass, adjusted_rand, fit_latent_class
from segments.match import fit_typing_model, match_segments
from segments.models.base import Question
from segments.segment import Segment
from segments.survey import Survey, barrier_questions, generate_survey


def survey_of(answers: np.ndarray, weights: np.ndarray | None = None) -> Survey:
    questions = tuple(
        Question.plain(f"q{item}", tuple(range(answers[:, item].max() + 1))) for item in range(answers.shape[1])
    )
    people = len(answers)
    return Survey(questions, answers, (), np.zeros((people, 0)), np.ones(people) if weights is None else weights)


def textbook(shared: Path, name: str) -> Survey:
    return survey_of(pd.read_csv(shared / "data" / "lca" / f"{name}.csv").to_numpy(dtype=np.int64) - 1)


def two_kinds(people: int, rng: np.random.Generator) -> np.ndarray:
    kind = (rng.random(people) < 0.35).astype(int)
    chance = np.where(kind[:, None] == 1, 0.85, 0.2)
    return (rng.random((people, 6)) < chance).astype(np.int64)


@pytest.mark.parametrize(
    ("name", "classes", "log_likelihood"),
    [("carcinoma", 2, -317.2568), ("carcinoma", 3, -293.705), ("carcinoma", 4, -289.2858),
     ("values", 1, -543.6498), ("values", 2, -504.4677), ("values", 3, -503.3011)],
)  # fmt: skip
def test_textbook_log_likelihoods_are_reproduced(shared: Path, name: str, classes: int, log_likelihood: float) -> None:
    """Figures of the poLCA manual (Linzer and Lewis 2011, J Stat Softw 42(10)), to the digits printed there."""
    fitted = fit_latent_class(textbook(shared, name), classes, seed=1, pseudo_count=0)
    assert fitted.log_likelihood == pytest.approx(log_likelihood, abs=1.2e-4)


def test_carcinoma_with_three_classes_has_the_published_bic_and_shares(shared: Path) -> None:
    fitted = fit_latent_class(textbook(shared, "carcinoma"), 3, seed=1, pseudo_count=0)
    assert fitted.bic == pytest.approx(697.1357, abs=2e-4)
    assert fitted.shares == pytest.approx([0.4447, 0.3736, 0.1817], abs=1e-4)
    assert fitted.replicated >= 3


def test_bic_chooses_two_classes_for_values(shared: Path) -> None:
    survey = textbook(shared, "values")
    fits = [fit_latent_class(survey, classes, seed=1, pseudo_count=0) for classes in (1, 2, 3)]
    assert min(fits, key=lambda fitted: fitted.bic).classes == 2
    assert fits[1].bic == pytest.approx(1057.313, abs=1e-3)
    assert fits[1].shares == pytest.approx([0.7207, 0.2793], abs=1e-4)


def test_one_class_is_the_marginals_by_hand() -> None:
    """Item 1: 3 of 4 answer 1. Item 2: 1 of 2 answers, two missing. log L = 3 log .75 + log .25 + 2 log .5."""
    fitted = fit_latent_class(survey_of(np.array([[1, 0], [1, 1], [1, -1], [0, -1]])), 1, seed=1, pseudo_count=0)
    assert fitted.levels[0][0] == pytest.approx([0.25, 0.75])
    assert fitted.levels[1][0] == pytest.approx([0.5, 0.5])
    assert fitted.log_likelihood == pytest.approx(3 * np.log(0.75) + np.log(0.25) + 2 * np.log(0.5))


def test_missing_answers_at_random_move_no_estimate_by_more_than_noise() -> None:
    """A fifth of 12,000 answers away: shares stay within .02 (standard error about .007)."""
    rng = np.random.default_rng(5)
    answers = two_kinds(2_000, rng)
    whole = fit_latent_class(survey_of(answers), 2, seed=1)
    holes = np.where(rng.random(answers.shape) < 0.2, -1, answers)
    assert fit_latent_class(survey_of(holes), 2, seed=1).shares == pytest.approx(whole.shares, abs=0.02)


def test_weight_two_is_the_same_as_answering_twice() -> None:
    answers = two_kinds(120, np.random.default_rng(6))
    weights = np.where(np.arange(120) % 3 == 0, 2.0, 1.0)
    weighted = fit_latent_class(survey_of(answers, weights), 2, seed=1, pseudo_count=0)
    repeated = fit_latent_class(survey_of(np.repeat(answers, weights.astype(int), axis=0)), 2, seed=1, pseudo_count=0)
    assert weighted.log_likelihood == pytest.approx(repeated.log_likelihood, abs=1e-5)
    assert weighted.shares == pytest.approx(repeated.shares, abs=1e-3)
    assert weighted.bic == pytest.approx(repeated.bic, abs=1e-4)


@settings(deadline=None, max_examples=15)
@given(st.randoms(use_true_random=False))
def test_the_order_of_respondents_and_items_does_not_matter(random: Random) -> None:
    answers = two_kinds(150, np.random.default_rng(7))
    rows, items = list(range(150)), list(range(6))
    random.shuffle(rows)
    random.shuffle(items)
    first = fit_latent_class(survey_of(answers), 2, seed=1, starts=10)
    other = fit_latent_class(survey_of(answers[rows][:, items]), 2, seed=1, starts=10)
    assert other.log_likelihood == pytest.approx(first.log_likelihood, abs=1e-4)
    assert adjusted_rand(first.modal[rows], other.modal) == pytest.approx(1.0, abs=0.05)


def test_the_typing_model_gives_respondents_the_chances_of_the_fit() -> None:
    answers = two_kinds(300, np.random.default_rng(8))
    fitted = fit_latent_class(survey_of(answers), 2, seed=1)
    model = fitted.typing_model(["some", "others"])
    for row, chances in zip(answers[:20], fitted.chances, strict=False):
        asked = {f"q{item}": int(answer) for item, answer in enumerate(row)}
        assert model.membership(asked).probabilities == pytest.approx(chances, abs=1e-6)


def test_a_textbook_zero_becomes_a_small_chance_in_the_typing_model(shared: Path) -> None:
    fitted = fit_latent_class(textbook(shared, "carcinoma"), 3, seed=1, pseudo_count=0)
    assert min(float(levels.min()) for levels in fitted.levels) < 1e-6
    assert min(float(levels.min()) for levels in fitted.typing_model().levels) >= 0.0009


def test_more_classes_than_respondents_is_refused() -> None:
    with pytest.raises(InvalidInput, match="wanted 1 to 3"):
        fit_latent_class(survey_of(np.array([[0, 1], [1, 0], [1, 1]])), 4, seed=1)


def test_the_estimator_follows_the_words_of_scikit_learn() -> None:
    answers = two_kinds(200, np.random.default_rng(9)).astype(float)
    answers[0, 0] = np.nan
    model = LatentClass(2, random_state=3).fit(answers)
    assert model.predict_proba(answers).sum(axis=1) == pytest.approx(np.ones(200))
    assert model.score(answers) * 200 == pytest.approx(model.log_likelihoods_[0], abs=1e-6)
    assert LatentClass(2, random_state=3).fit(answers).bic(answers) == model.bic(answers)
    with pytest.raises(ValueError, match="which was not there in fit"):
        model.predict(np.full((1, 6), 7.0))


def test_choosing_finds_two_kinds_and_says_why() -> None:
    seen: list[tuple[int, int]] = []
    survey = survey_of(two_kinds(400, np.random.default_rng(10)))
    choice = choose_classes(
        survey, range(1, 5), seed=1, starts=20, progress=lambda done, total: seen.append((done, total))
    )
    assert choice.fitted.classes == 2
    assert "the lowest BIC" in choice.reason
    assert [row.classes for row in choice.candidates] == [1, 2, 3, 4]
    assert seen[-1][0] == seen[-1][1]


def test_answers_without_any_structure_support_no_segments() -> None:
    noise = np.random.default_rng(11).integers(2, size=(300, 6))
    with pytest.raises(NotConverged, match="does not support segments; use one audience"):
        choose_classes(survey_of(noise), range(1, 4), seed=1, starts=10)


@pytest.mark.parametrize(("people", "size"), [(1, "fewer than 50 people"), (20, r"[23]\.\d% of people")])
def test_a_class_of_three_in_a_hundred_is_refused_by_size(people: int, size: str) -> None:
    """Three people are not counted out loud, sixty are."""
    odd = np.vstack([np.zeros((3 * people, 8), dtype=np.int64), np.ones((97 * people, 8), dtype=np.int64)])
    with pytest.raises(NotConverged, match=rf"smallest segment is {size}, wanted 5% of all"):
        choose_classes(survey_of(odd), range(1, 3), seed=1, starts=10)


@pytest.mark.parametrize("seed", [1, 2, 3])
def test_six_declared_segments_are_found_again_under_their_own_names(seed: int) -> None:
    """1,500 generated respondents: at least .82 are typed as they truly are (an oracle reaches .87)."""
    segments = load_segmentation(example() / "segments.toml").segments
    questions = barrier_questions(segments)
    survey, truth = generate_survey(segments, questions, 1_500, np.random.default_rng(seed))
    typed = fit_typing_model(segments, survey, seed)
    assert typed.ids == tuple(segment.id for segment in segments)
    hits = 0
    for row, segment in zip(survey.answers, truth, strict=True):
        answers = {question.id: int(level) for question, level in zip(questions, row, strict=True) if level >= 0}
        hits += typed.membership(answers).most_likely == segment
    assert hits / 1_500 >= 0.82


@pytest.mark.slow
def test_the_number_of_generated_segments_is_found_by_choosing() -> None:
    segments = load_segmentation(example() / "segments.toml").segments
    survey, _ = generate_survey(segments, barrier_questions(segments), 3_000, np.random.default_rng(4))
    assert choose_classes(survey, range(5, 8), seed=1, starts=20).fitted.classes == 6


def test_matching_refuses_what_cannot_be_matched() -> None:
    fitted = fit_latent_class(survey_of(two_kinds(200, np.random.default_rng(12))), 2, seed=1, starts=5)
    pair = [Segment(name, {"en": name}, 0.5, barriers={"goals": 0.2}) for name in ("a", "b")]
    with pytest.raises(InvalidInput, match="no question is called as a determinant"):
        match_segments(fitted, pair)
    with pytest.raises(InvalidInput, match="2 classes were fitted, but the campaign has 1 segments"):
        match_segments(fitted, pair[:1])
