"""Segment, Membership and Segmentation: what they accept, and how a segment is drawn."""

import math
from collections.abc import Mapping
from random import Random
from typing import Any, TypedDict, Unpack

import pytest
from hypothesis import given
from hypothesis import strategies as st

from campaigns.errors import InvalidInput, NotFound
from segments.membership import Membership
from segments.models.rules import RulesModel
from segments.segment import Segment, Segmentation


class More(TypedDict, total=False):
    """What a test may give beyond name and share."""

    barriers: Mapping[str, float]
    reactance: float


def named(name: str, share: float = 0.5, **more: Unpack[More]) -> Segment:
    return Segment(name, {"en": name.title()}, share, **more)


@pytest.mark.parametrize(
    ("change", "text"),
    [
        ({"share": 1.2}, "segments.gifts.share = 1.2: wanted a number from 0 to 1"),
        ({"barriers": {"goals": -0.1}}, "segments.gifts.barriers.goals = -0.1"),
        ({"reactance": 7}, "segments.gifts.reactance = 7"),
        ({"role": "enemy"}, "wanted one of target, ally"),
        ({"stage": "asleep"}, "wanted one of precontemplation"),
        ({"label": {}}, "segments.gifts.label"),
        ({"trusted_messengers": ("ngo",), "distrusted_messengers": ("ngo",)}, "'ngo' is in trusted_messengers and in"),
        ({"id": "Gift Givers"}, "an id is 1 to 64 lower-case letters"),
    ],
)
def test_a_segment_with_one_value_out_of_range_is_refused_by_name(change: dict[str, Any], text: str) -> None:
    values: dict[str, Any] = {"id": "gifts", "label": {"en": "Gifts"}, "share": 0.2} | change
    with pytest.raises(InvalidInput) as error:
        Segment(**values)
    assert text in str(error.value)


def test_a_segment_does_not_change_when_the_caller_changes_its_own_dict() -> None:
    barriers = {"goals": 0.3}
    segment = named("gifts", barriers=barriers)
    barriers["goals"] = 0.9
    assert segment.barriers["goals"] == 0.3
    careless: Any = segment  # as a caller without a type checker has it
    with pytest.raises(TypeError):
        careless.barriers["goals"] = 0.9


@pytest.mark.parametrize(
    ("segments", "chances"),
    [(("a",), (0.9,)), (("a", "b"), (1.0,)), (("a", "a"), (0.5, 0.5)), (("a", "b"), (1.2, -0.2)), ((), ()),
     (("a", "b"), (math.nan, 1.0))],
)  # fmt: skip
def test_probabilities_that_are_no_distribution_are_refused(
    segments: tuple[str, ...], chances: tuple[float, ...]
) -> None:
    with pytest.raises(InvalidInput, match="membership"):
        Membership(segments, chances)


def test_a_draw_follows_the_cumulated_probabilities_in_the_order_of_names() -> None:
    """Names sorted: ally .2, gifts .3, luck .5; ends at .2, .5, 1. Given in another order on purpose."""
    soft = Membership(("luck", "ally", "gifts"), (0.5, 0.2, 0.3))
    assert [soft.draw(u) for u in (0.0, 0.19, 0.21, 0.49, 0.51, 0.999)] == [
        "ally", "ally", "gifts", "gifts", "luck", "luck",
    ]  # fmt: skip


@pytest.mark.parametrize("u", [-0.1, 1.0, math.nan])
def test_a_draw_outside_zero_to_one_is_refused(u: float) -> None:
    with pytest.raises(InvalidInput, match="wanted 0 <= u < 1"):
        Membership.certain("a").draw(u)


@given(st.lists(st.floats(0.01, 1.0), min_size=2, max_size=6), st.floats(0.0, 1.0, exclude_max=True), st.randoms())
def test_permuting_segments_leaves_draw_and_most_likely_as_they_are(
    weights: list[float], u: float, random: Random
) -> None:
    total = math.fsum(weights)
    pairs = [(f"s{place}", weight / total) for place, weight in enumerate(weights)]
    before = Membership(*map(tuple, zip(*pairs, strict=True)))
    random.shuffle(pairs)
    after = Membership(*map(tuple, zip(*pairs, strict=True)))
    assert before.draw(u) == after.draw(u)
    assert before.most_likely == after.most_likely


@given(st.floats(0.0, 1.0, exclude_max=True))
def test_a_segment_of_probability_zero_is_never_drawn(u: float) -> None:
    assert Membership(("a", "b", "c"), (0.0, 1.0, 0.0)).draw(u) == "b"


def test_without_a_typing_model_answers_are_refused_and_the_mend_is_named() -> None:
    with pytest.raises(InvalidInput, match=r"send context\.segment or fit one with forbear segments fit"):
        Segmentation((named("gifts"), named("luck"))).membership({"x": 1})


def test_an_unknown_segment_error_names_those_there_are() -> None:
    with pytest.raises(NotFound, match="gifts, luck"):
        Segmentation((named("gifts"), named("luck"))).segment("lack")
    with pytest.raises(NotFound, match="gifts, luck"):
        Membership(("gifts", "luck"), (0.5, 0.5)).of("lack")


def test_a_model_of_other_segments_is_refused() -> None:
    with pytest.raises(InvalidInput, match="The typing model knows the segments ally, gifts, luck"):
        Segmentation((named("gifts"), named("luck")), RulesModel.example())


def test_the_version_changes_with_any_content_and_only_then() -> None:
    first = Segmentation((named("gifts"), named("luck")))
    assert first.version == Segmentation((named("gifts"), named("luck"))).version
    assert first.version != Segmentation((named("gifts", reactance=0.31), named("luck"))).version
    three = (named("gifts", 0.2), named("luck", 0.6), named("ally", 0.2))
    assert Segmentation(three).version != Segmentation(three, RulesModel.example()).version


def test_the_prior_rescales_shares_that_sum_to_nearly_one() -> None:
    """.2 / .998 and .798 / .998."""
    prior = Segmentation((named("gifts", 0.2), named("luck", 0.798))).prior
    assert prior.of("gifts") == pytest.approx(0.2 / 0.998)
    assert prior.of("luck") == pytest.approx(0.798 / 0.998)
