"""Every typing model of segments/models, found without being listed, and the arithmetic of each by hand."""

import json
import math
import pickle
import subprocess
import sys
import timeit

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.errors import InvalidInput
from segments.models import model_from_json, model_kinds, model_type
from segments.models.base import MembershipModel, Question
from segments.models.latent_class import LatentClassModel
from segments.models.rules import Rule, RulesModel

EVERY = pytest.mark.parametrize("model", [model_type(kind).example() for kind in model_kinds()], ids=model_kinds())


def all_answers(model: MembershipModel) -> st.SearchStrategy[dict[str, object]]:
    """Any mixture of answers, None and absent keys."""
    return st.fixed_dictionaries(
        {}, optional={question.id: st.sampled_from([None, *question.choices]) for question in model.questions}
    )


@EVERY
def test_a_model_keeps_the_promise_of_its_protocol(model: MembershipModel) -> None:
    assert isinstance(model, MembershipModel)
    assert model.kind in model_kinds()


@EVERY
@given(data=st.data())
def test_membership_is_a_distribution_for_any_answers_and_missing_ones(
    model: MembershipModel, data: st.DataObject
) -> None:
    membership = model.membership(data.draw(all_answers(model)))
    assert membership.segments == model.segments
    assert math.isclose(math.fsum(membership.probabilities), 1.0, abs_tol=1e-9)


@EVERY
@given(data=st.data())
def test_none_means_the_same_as_an_absent_key(model: MembershipModel, data: st.DataObject) -> None:
    answers = data.draw(all_answers(model))
    given_only = {name: answer for name, answer in answers.items() if answer is not None}
    assert model.membership(answers) == model.membership(given_only)


@EVERY
@given(data=st.data())
def test_permuting_the_classes_permutes_the_answer_to_the_last_bit(model: MembershipModel, data: st.DataObject) -> None:
    answers = data.draw(all_answers(model))
    order = tuple(data.draw(st.permutations(model.segments)))
    before, after = model.membership(answers), model.reordered(order).membership(answers)
    assert after.segments == order
    assert all(after.of(name) == before.of(name) for name in order)


@EVERY
@given(data=st.data())
def test_a_json_round_trip_gives_the_identical_membership(model: MembershipModel, data: st.DataObject) -> None:
    answers = data.draw(all_answers(model))
    again = model_from_json(json.loads(json.dumps(model.to_json())))
    assert again.membership(answers) == model.membership(answers)
    assert again.to_json() == model.to_json()


@EVERY
def test_no_answers_at_all_give_the_shares(model: MembershipModel) -> None:
    document = model.to_json()
    shares = document["shares"]
    wanted = list(shares.values()) if isinstance(shares, dict) else shares
    assert model.membership({}).probabilities == pytest.approx(wanted, abs=1e-12)


@EVERY
def test_an_unknown_question_is_refused_and_the_known_ones_are_named(model: MembershipModel) -> None:
    with pytest.raises(InvalidInput) as error:
        model.membership({"shoe_size": 43})
    assert "answers.shoe_size" in str(error.value)
    assert model.questions[0].id in str(error.value)


@EVERY
@pytest.mark.parametrize("answer", [99, -1, "5", 1.5, math.nan, True, [1], {"a": 1}])
def test_an_answer_off_its_scale_is_refused_with_found_and_wanted(model: MembershipModel, answer: object) -> None:
    name = model.questions[0].id
    with pytest.raises(InvalidInput) as error:
        model.membership({name: answer})
    assert f"answers.{name} = {answer!r}: wanted one of" in str(error.value)


@EVERY
def test_a_model_survives_pickling_for_batch_workers(model: MembershipModel) -> None:
    assert pickle.loads(pickle.dumps(model)).membership({}) == model.membership({})  # noqa: S301  # our own bytes


@EVERY
def test_a_key_too_many_or_too_few_in_the_file_is_refused(model: MembershipModel) -> None:
    document = model.to_json()
    with pytest.raises(InvalidInput, match="'colour' is unknown"):
        model_from_json(document | {"colour": 1})
    document.pop("questions")
    with pytest.raises(InvalidInput, match="'questions' is missing"):
        model_from_json(document)


def test_an_unknown_kind_of_model_is_refused() -> None:
    with pytest.raises(InvalidInput, match="wanted one of latent_class, rules"):
        model_from_json({"kind": "oracle"})


def test_two_classes_solved_by_hand() -> None:
    """Shares .4 and .6. gift_expected = 1: .9 and .3; proud = 5 (level 2): .5 and .1.

    .4 * .9 * .5 = .18 and .6 * .3 * .1 = .018; .18 / .198 = 10/11. With the second answer missing:
    .36 and .18, so 2/3. With proud = 3 (level 1, equally likely in both): as if missing.
    """
    model = LatentClassModel.example()
    assert model.membership({"gift_expected": 1, "proud": 5}).of("gifts") == pytest.approx(10 / 11, rel=1e-12)
    assert model.membership({"gift_expected": 1}).of("gifts") == pytest.approx(2 / 3, rel=1e-12)
    assert model.membership({"gift_expected": 1, "proud": 3}).of("gifts") == pytest.approx(2 / 3, rel=1e-12)


def test_a_hundred_surprising_answers_do_not_underflow() -> None:
    """Two classes, 100 questions with .001 and .002: log odds 100 log 2, so the first has 2^-100."""
    questions = tuple(Question.plain(f"q{place}", (0, 1)) for place in range(100))
    levels = np.array([[0.999, 0.001], [0.998, 0.002]])
    model = LatentClassModel(("a", "b"), questions, np.array([0.5, 0.5]), (levels,) * 100)
    membership = model.membership({question.id: 1 for question in questions})
    assert membership.of("a") == pytest.approx(2.0**-100, rel=1e-9)


def test_the_first_rule_that_holds_decides_and_the_rest_is_shared_by_default_shares() -> None:
    """Shares .2, .6, .2. Gifts gets .8; the other .2 is shared .6 : .2, so .15 and .05.

    The ally rule comes first and holds for 0 and a low pride: ally .9, rest .1 shared .2 : .6, so .025 and .075.
    """
    model = RulesModel.example()
    assert model.membership({"gift_expected": 1, "proud": 1}).probabilities == pytest.approx((0.8, 0.15, 0.05))
    assert model.membership({"gift_expected": 0, "proud": 2}).probabilities == pytest.approx((0.025, 0.075, 0.9))
    assert model.membership({"gift_expected": 0}).probabilities == (0.2, 0.6, 0.2)


def test_rules_that_do_not_fit_their_model_are_refused() -> None:
    good = RulesModel.example()
    with pytest.raises(InvalidInput, match="wanted one of gifts, luck, ally"):
        RulesModel(good.shares, good.questions, (Rule("lack", 0.5, {"proud": (1,)}),))
    with pytest.raises(InvalidInput, match=r"answers\.proud = 9"):
        RulesModel(good.shares, good.questions, (Rule("luck", 0.5, {"proud": (9,)}),))
    with pytest.raises(InvalidInput, match="wanted all above 0 and a sum of 1"):
        RulesModel({"gifts": 0.5, "luck": 0.6}, good.questions, ())
    with pytest.raises(InvalidInput, match="when is empty"):
        Rule("luck", 0.5, {})


def test_a_class_that_rules_an_answer_out_for_ever_is_refused() -> None:
    with pytest.raises(InvalidInput, match="Fit with a pseudo-count above 0"):
        LatentClassModel(
            ("a", "b"), (Question.plain("q", (0, 1)),), np.array([0.5, 0.5]), (np.array([[1.0, 0.0], [0.5, 0.5]]),)
        )


def test_membership_of_eight_answers_in_six_classes_takes_under_thirty_microseconds() -> None:
    rng = np.random.default_rng(4)
    questions = tuple(Question.plain(f"q{place}", (0, 1, 2)) for place in range(8))
    levels = tuple(rng.dirichlet([1.0, 1.0, 1.0], 6) for _ in questions)
    model = LatentClassModel(tuple("abcdef"), questions, np.full(6, 1 / 6), levels)
    answers = {f"q{place}": place % 3 for place in range(8)}
    best = min(timeit.repeat(lambda: model.membership(answers), number=500, repeat=7)) / 500
    assert best < 30e-6


def test_values_models_and_files_load_nothing_heavy() -> None:
    program = (
        "import sys, segments.files, segments.segment; from segments.models import model_kinds, model_type\n"
        "[model_type(kind) for kind in model_kinds()]\n"
        "print(sorted({'sklearn', 'pandas', 'scipy', 'pymc', 'streamlit'} & set(sys.modules)))"
    )
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, check=True, timeout=60)
    assert done.stdout.strip() == "[]"
