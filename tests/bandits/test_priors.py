"""Priors from theory: every equation solved by hand once, the whole table once, and what permuting must not change."""

import csv
import math
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from bandits.priors import CellPrior, Priors, Term, priors_of
from bandits.technique_terms import (
    TechniqueTerm,
    mixed_profile,
)
from campaigns.campaign import Campaign
from campaigns.errors import NotFound
from campaigns.files import example, load_campaign
from campaigns.prior import Prior
from campaigns.variant import Dose, Variant
from segments.files import load_segmentation
from segments.membership import Membership
from segments.segment import Segment

PUBLISHED = Path(__file__).parent / "example_prior_means.csv"
CONSTANTS = Prior()
CAMPAIGN = load_campaign(example())
SEGMENTS = load_segmentation(example()).segments


def with_variants(*variants: Variant, prior: Prior = CONSTANTS) -> Campaign:
    """The embedded campaign with other treated variants."""
    return CAMPAIGN.model_copy(update={"variants": (CAMPAIGN.control, *variants), "prior": prior})


def message(**fields: object) -> Variant:
    """A treated variant without techniques, messenger or risks unless given."""
    plain = {"id": "one", "techniques": (), "messenger": None, "risk_flags": (), "norm": None}
    return CAMPAIGN.variant("peer_script").model_copy(update=plain | fields)


def people(**fields: object) -> Segment:
    """A segment held back by nothing in particular."""
    return replace(Segment("all", {"en": "All"}, share=1.0), **fields)  # type: ignore[arg-type]


def cell_of(variant: Variant, segment: Segment, prior: Prior = CONSTANTS) -> CellPrior:
    return priors_of(with_variants(variant, prior=prior), [segment]).cell(variant.id, segment.id)


# The table


def test_the_published_table_is_reproduced_to_a_thousandth() -> None:
    """All 60 rows: mean, sd, odds ratio, chance of harm; relative uplift to half of the 0.1 % it is printed with."""
    priors = priors_of(CAMPAIGN, SEGMENTS)
    with PUBLISHED.open(encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert len(rows) == priors.mean.size == 60
    for row in rows:
        cell = priors.cell(row["name"], row["segment"])
        assert cell.mean == pytest.approx(float(row["prior_mean_logodds"]), abs=1e-3)
        assert cell.sd == pytest.approx(float(row["prior_sd"]), abs=1e-3)
        assert cell.odds_ratio == pytest.approx(float(row["odds_ratio"]), abs=1e-3)
        assert cell.chance_of_harm == pytest.approx(float(row["prob_negative"]), abs=1e-3)
        percent = 100 * cell.relative_uplift(0.015)
        assert percent == pytest.approx(float(row["pct_relative_uplift_at_1.5pct_base"]), abs=0.0501)


def test_cells_are_correlated_as_the_theory_says() -> None:
    """Theory 3.5, before half-strength sharing: 0.09 on average, up to 0.84 within a variant."""
    priors = priors_of(CAMPAIGN.model_copy(update={"prior": Prior(sharing_rho=1.0)}), SEGMENTS)
    sd = priors.sd.ravel()
    correlation = priors.covariance / np.outer(sd, sd)
    upper = correlation[np.triu_indices(len(sd), 1)]
    assert round(float(upper.mean()), 2) == 0.09
    assert round(float(upper.max()), 2) == 0.84


# Messenger and risk, by hand


def test_trust_adds_and_distrust_takes_away_and_widens() -> None:
    """Friend .03: nobody's mind made up .03, trusted .03 + .02; distrusted .03 - .08 with sd .05 more.

    sd^2 .06^2 + .1^2 + .05^2 = .0161; distrusted .0161 + .0025 = .0186.
    """
    by_friend = message(messenger="friend")
    plain, trusted = cell_of(by_friend, people()), cell_of(by_friend, people(trusted_messengers=("friend",)))
    distrusted = cell_of(by_friend, people(distrusted_messengers=("friend",)))
    assert [plain.mean, trusted.mean, distrusted.mean] == pytest.approx([0.03, 0.05, -0.05])
    assert [plain.sd, trusted.sd, distrusted.sd] == pytest.approx([math.sqrt(0.0161)] * 2 + [math.sqrt(0.0186)])


def test_a_threat_to_freedom_weighs_twice_the_reactance() -> None:
    """2 * .7 = 1.4: mean -.06 * 1.4 = -.084, sd .04 * 1.4 = .056; at a reactance of .5 as in the table."""
    for reactance, mean, sd in ((0.7, -0.084, 0.056), (0.5, -0.06, 0.04), (0.0, 0.0, 0.0)):
        cell = cell_of(message(risk_flags=("freedom_threat",)), people(reactance=reactance))
        (risk,) = [term for term in cell.terms if term.kind == "risk"]
        assert [risk.mean, risk.sd] == pytest.approx([mean, sd])


def test_a_message_without_a_messenger_is_one_that_nobody_says() -> None:
    silent, told = cell_of(message(), people()), cell_of(message(messenger="narrator_none"), people())
    assert silent == told
    assert [silent.mean, silent.sd] == pytest.approx([0.0, math.sqrt(0.0161)])


def test_a_flag_that_is_given_and_found_counts_once() -> None:
    fields = {"messenger": "celebrity", "risk_flags": ("distrusted_messenger",)}
    cell = cell_of(message(**fields), people(distrusted_messengers=("celebrity",)))
    assert cell.mean == pytest.approx(-0.02 - 0.08)


def test_a_technique_that_theory_does_not_have_is_named_with_its_variant() -> None:
    with pytest.raises(NotFound, match=r"variants\.one: .*99\.9"):
        cell_of(message(techniques=(Dose(code="99.9"),)), people())


def test_messengers_and_flags_in_a_campaigns_own_words_count_as_nothing_and_are_told() -> None:
    """Their means are 0; the messenger is as unsure as any, and is trusted as any: .02."""
    own = message(messenger="village_head", risk_flags=("long_form", "negative_emotion"))
    priors = priors_of(with_variants(own), [people(trusted_messengers=("village_head",))])
    assert priors.unknown == (("messenger", "village_head"), ("risk", "long_form"))
    cell = priors.cell("one", "all")
    assert cell.mean == pytest.approx(0.02 - 0.02)
    assert cell.sd == pytest.approx(math.sqrt(0.0161 + 0.03**2))
    assert priors_of(CAMPAIGN, SEGMENTS).unknown == ()


def test_a_prior_without_any_spread_harms_surely_or_never() -> None:
    scales = {name: 0.0 for name in Prior.model_fields if name.endswith("_sd")}
    sure = Prior().model_copy(update=scales)
    assert cell_of(message(messenger="friend"), people(), sure).chance_of_harm == 0.0
    assert cell_of(message(messenger="celebrity"), people(), sure).chance_of_harm == 1.0


# Mixtures


def test_people_of_several_segments_carry_a_mixture_of_their_barriers() -> None:
    """.75 * .2 + .25 * .8 = .35, and the prior of 13.4 (identity) follows it."""
    segments = [
        people(id="gifts", share=0.5, barriers={"identity": 0.2, "moral_norm": 0.2}),
        people(id="luck", share=0.5, barriers={"identity": 0.8, "moral_norm": 0.8}),
    ]
    campaign = with_variants(message(techniques=(Dose(code="13.4"),)))
    soft = priors_of(campaign, segments, memberships={"gifts": Membership(("gifts", "luck"), (0.75, 0.25))})
    term, other = soft.cell("one", "gifts").techniques[0], soft.cell("one", "luck").techniques[0]
    assert [term.match, other.match] == pytest.approx([0.35, 0.8])


def test_a_membership_in_an_unknown_segment_is_refused() -> None:
    with pytest.raises(NotFound, match="nobody"):
        mixed_profile({"gifts": {}}, Membership.certain("nobody"))
    with pytest.raises(NotFound, match="nobody"):
        priors_of(CAMPAIGN, SEGMENTS, memberships={"nobody": Membership.certain("luck_blessing")})


# Covariance


def technique(shared: float, segment_sd: float) -> TechniqueTerm:
    """A term with just these spreads."""
    return TechniqueTerm("6.1", 1.0, None, 1.0, 0.1, shared, 1, 1.0, segment_sd)


def hand_made(rho: float) -> Priors:
    """Messages `a` and `b` in segments `s` and `t`: all use one technique, `a` and `b` differ in messenger."""

    def cell(variant: str, segment: str, shared: float, segment_sd: float) -> CellPrior:
        own = (Term("creative", variant, 0.0, 0.1), Term("cell", variant, 0.0, 0.05))
        terms = (Term("messenger", f"of_{variant}", 0.0, 0.06), *own)
        return CellPrior(variant, segment, (technique(shared, segment_sd),), terms)

    cells = (cell("a", "s", 0.2, 0.05), cell("b", "s", 0.3, 0.04), cell("a", "t", 0.1, 0.03), cell("b", "t", 0.4, 0.02))
    return Priors(("s", "t"), ("a", "b"), cells, rho)


def test_cells_share_technique_messenger_and_execution_at_half_strength() -> None:
    """Variance of a in s: .2^2 + .05^2 + .06^2 + .1^2 + .05^2 = .0586, kept whole.

    a in s with b in s: technique .2 * .3 and its part in s .05 * .04 = .062. a in s with a in t: technique .2 * .1,
    messenger .06^2, execution .1^2 = .0336. a in s with b in t: technique .2 * .4 = .08. Each counts by half.
    """
    covariance = hand_made(0.5).covariance
    np.testing.assert_allclose(covariance[0], [0.0586, 0.031, 0.0168, 0.04])
    np.testing.assert_allclose(covariance, covariance.T)
    assert hand_made(0.5).index("b", "t") == 3


def test_sharing_scales_what_lies_between_cells_and_nothing_else() -> None:
    whole, none = hand_made(1.0).covariance, hand_made(0.0).covariance
    np.testing.assert_allclose(none, np.diag(np.diag(whole)))
    for rho in (0.25, 0.5):
        np.testing.assert_allclose(hand_made(rho).covariance, rho * whole + (1 - rho) * none)


@given(rho=st.floats(0, 1), scales=st.lists(st.floats(0, 1), min_size=6, max_size=6), decay=st.floats(0, 1))
@settings(max_examples=25, deadline=None)
def test_the_covariance_is_always_positive_semidefinite_with_the_cells_variances(
    rho: float, scales: list[float], decay: float
) -> None:
    """No eigenvalue is below 0 but for rounding, whatever the constants."""
    names = [name for name in Prior.model_fields if name.endswith("_sd")]
    prior = Prior().model_copy(update=dict(zip(names, scales, strict=True)) | {"sharing_rho": rho, "rank_decay": decay})
    priors = priors_of(CAMPAIGN.model_copy(update={"prior": prior}), SEGMENTS)
    covariance = priors.covariance
    np.testing.assert_allclose(np.sqrt(np.diag(covariance)), priors.sd.ravel(), atol=1e-12)
    assert np.linalg.eigvalsh(covariance).min() >= -1e-12 * max(1.0, float(np.trace(covariance)))


def test_one_message_is_better_than_another_by_their_gap_over_its_spread() -> None:
    """a in s has mean .1, b in s .1 too: a coin. With rho 0 and means .1 apart: .1 / sqrt(.0586 + .1077) = .2452."""
    even = hand_made(0.5)
    assert even.chance_better("a", "b", "s") == pytest.approx(0.5)
    first, second, *others = hand_made(0.0).cells
    ahead = replace(second, terms=(*second.terms, Term("trust", "of_b", 0.1, 0.0)))
    apart = Priors(("s", "t"), ("a", "b"), (first, ahead, *others), 0.0)
    assert ahead.sd**2 == pytest.approx(0.09 + 0.0016 + 0.0036 + 0.01 + 0.0025)
    chance = 0.5 * (1 + math.erf(0.1 / math.sqrt(0.0586 + 0.1077) / math.sqrt(2)))
    assert apart.chance_better("b", "a", "s") == pytest.approx(chance)
    assert apart.chance_better("a", "b", "s") == pytest.approx(1 - chance)


# Permuting


@pytest.mark.parametrize("seed", range(4))
def test_permuting_techniques_variants_and_segments_permutes_nothing_else(seed: int) -> None:
    rng = np.random.default_rng(seed)

    def mixed[T](values: Sequence[T]) -> tuple[T, ...]:
        return tuple(values[index] for index in rng.permutation(len(values)))

    variants = [
        one.model_copy(update={"techniques": mixed(one.techniques), "risk_flags": mixed(one.risk_flags)})
        for one in CAMPAIGN.variants
    ]
    before = priors_of(CAMPAIGN, SEGMENTS)
    after = priors_of(CAMPAIGN.model_copy(update={"variants": mixed(variants)}), mixed(SEGMENTS))
    order = []
    for segment in before.segments:
        for variant in before.variants:
            old, new = before.cell(variant, segment), after.cell(variant, segment)
            assert new.techniques == old.techniques
            assert [new.mean, new.sd] == pytest.approx([old.mean, old.sd], rel=1e-14)
            order.append(after.index(variant, segment))
    np.testing.assert_allclose(after.covariance[np.ix_(order, order)], before.covariance, atol=1e-15)


def test_arrays_and_cells_agree_on_who_is_where() -> None:
    priors = priors_of(CAMPAIGN, SEGMENTS)
    row, column = priors.segments.index("law_unaware"), priors.variants.index("law_clear")
    assert priors.mean[row, column] == priors.cell("law_clear", "law_unaware").mean
    assert priors.sd[row, column] == priors.cell("law_clear", "law_unaware").sd
    with pytest.raises(NotFound, match="plain"):
        priors.cell("plain", "law_unaware")  # the control is what effects are against
    with pytest.raises(NotFound, match="nobody"):
        priors.cell("law_clear", "nobody")


def test_every_constant_is_explained_with_its_default_on_the_page() -> None:
    page = (Path(__file__).parents[2] / "docs" / "explanation" / "theory-priors.md").read_text(encoding="utf-8")
    for name, field in Prior.model_fields.items():
        assert f"| `{name}` | {field.default:g} | " in page
