"""Uplift: what each message changed against the control, in probabilities of benefit, from a posterior's draws."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from bandits.chance_best import draws_chance_best
from bandits.counts import Evidence
from bandits.grid import FloatArray, Grid, IntArray
from bandits.posterior import Posterior, interval
from bandits.publication import EVERYONE, TechniqueRow, UpliftRow
from campaigns.harm.small_cells import in_multiples


@dataclass(frozen=True, slots=True)
class _Place:
    """Some contexts taken together: one segment or all, one channel or all."""

    segment: str
    channel: str
    contexts: IntArray


@dataclass(frozen=True, slots=True)
class _Tables:
    """What is averaged over a place's contexts, shape (contexts, variants), and what each weighs, shape (contexts,)."""

    probabilities: FloatArray
    chance_best: FloatArray
    people: FloatArray


def uplift_rows(
    rate: FloatArray, evidence: Evidence, probabilities: FloatArray, *, least: int = 1
) -> tuple[UpliftRow, ...]:
    """Summarise every segment and all together ("*"), on every channel and on all together ("*").

    Rates of several contexts are averaged with the contexts' shares of trials, the same weights for a variant and for
    the control it is compared with, over the contexts where the variant has been or may be shown: channels and segments
    that it never reaches say nothing about it. Contexts weigh the same while there are no trials. `chance_best` is the
    average over the contexts of the chance to be the best of those that may be shown there: variants that never meet
    are not compared.

    Parameters
    ----------
    rate : shape (draws, contexts, variants), draws of every cell's probability of benefit.
    evidence : says how much every context weighs, and where a variant has been shown.
    probabilities : shape (contexts, variants), the allocation that goes live with these rows.
    least : fewest people that a number may speak of; weights are rounded to whole multiples of it. Rates are shown of
        contexts and of their average, so exact weights could be solved for how many answered in each context, and the
        cells hidden in it worked out. 1 keeps them exact: for simulations, where there is nobody to protect.
    """
    chance_best = draws_chance_best(rate, evidence.grid.eligible)
    people = np.array([in_multiples(trials, least) for trials in evidence.trials.sum(axis=1)], dtype=np.float64)
    tables = _Tables(probabilities, chance_best, people)
    return tuple(row for place in _places(evidence.grid) for row in _rows_of(rate, evidence, tables, place))


def _places(grid: Grid) -> Iterator[_Place]:
    for segment in (EVERYONE, *grid.segments):
        for channel in (EVERYONE,) if segment == EVERYONE else (EVERYONE, *grid.channels):
            contexts = [
                row
                for row, context in enumerate(grid.contexts)
                if segment in {EVERYONE, context.segment} and channel in {EVERYONE, context.channel}
            ]
            if contexts:
                yield _Place(segment, channel, np.array(contexts, dtype=np.int64))


def _rows_of(rate: FloatArray, evidence: Evidence, tables: _Tables, place: _Place) -> list[UpliftRow]:
    grid = evidence.grid
    weights = _weights(tables.people[place.contexts])
    shown, best = weights @ tables.probabilities[place.contexts], weights @ tables.chance_best[place.contexts]
    columns, own, control = [], [], []
    for column in range(grid.shape[1]):
        reached = grid.eligible[place.contexts, column] | (evidence.trials[place.contexts, column] > 0)
        if reached.any():
            contexts, shares = place.contexts[reached], _weights(weights[reached])
            columns.append(column)
            own.append(rate[:, contexts, column] @ shares)
            control.append(rate[:, contexts, grid.control_index] @ shares)
    rates, gains = np.stack(own, axis=1), np.stack(own, axis=1) - np.stack(control, axis=1)
    base = np.stack(control, axis=1).mean(axis=0)
    rate_summary, gain_summary = interval(rates), interval(gains)
    return [
        UpliftRow(
            segment=place.segment,
            channel=place.channel,
            variant=grid.variants[column],
            trials=float(evidence.trials[place.contexts, column].sum()),
            benefit=float(evidence.benefit[place.contexts, column].sum()),
            share=float(shown[column]),
            rate=float(rate_summary.mean[i]),
            rate_lower=float(rate_summary.lower[i]),
            rate_upper=float(rate_summary.upper[i]),
            uplift=float(gain_summary.mean[i]),
            uplift_lower=float(gain_summary.lower[i]),
            uplift_upper=float(gain_summary.upper[i]),
            relative=float(gain_summary.mean[i] / base[i]),
            chance_better=float((gains[:, i] > 0).mean()),
            chance_best=float(best[column]),
        )
        for i, column in enumerate(columns)
    ]


def _weights(people: FloatArray) -> FloatArray:
    return people / people.sum() if people.sum() > 0 else np.full(len(people), 1.0 / len(people))


def technique_rows(posterior: Posterior) -> tuple[TechniqueRow, ...]:
    """Summarise what every technique adds at full dose, pooled over segments, in log-odds."""
    grid = posterior.evidence.grid
    summary = interval(posterior.techniques)
    return tuple(
        TechniqueRow(
            technique=code,
            effect=float(summary.mean[i]),
            effect_lower=float(summary.lower[i]),
            effect_upper=float(summary.upper[i]),
            chance_positive=float((posterior.techniques[:, i] > 0).mean()),
            variants=tuple(name for name, dose in zip(grid.variants, grid.dose[:, i], strict=True) if dose > 0),
        )
        for i, code in enumerate(grid.techniques)
    )
