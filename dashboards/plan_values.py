"""Plan values: a plan as plain values for scripts, with every term of every message."""

from collections.abc import Sequence
from dataclasses import asdict

from bandits.plan import Choice, Plan, SegmentPlan
from bandits.sample_size import ALPHA, FORMULA, POWER
from campaigns import theory
from dashboards.plan_report import needs_check, warnings


def plan_values(plan: Plan, shown: Sequence[SegmentPlan]) -> dict[str, object]:
    """Give the plans of some segments as plain values; effects are log-odds of benefit against the control."""
    return {
        "campaign": plan.campaign.id,
        "version": plan.campaign.version,
        "data_status": plan.campaign.data_status,
        "warnings": warnings(plan),
        "metric": plan.metric.id,
        "effect": plan.effect,
        "test": {"formula": FORMULA, "alpha": ALPHA, "power": POWER},
        "constants": plan.campaign.prior.model_dump(),
        "segments": [_segment(one) for one in shown],
    }


def _segment(one: SegmentPlan) -> dict[str, object]:
    return {
        "id": one.segment.id,
        "label": dict(one.segment.label),
        "role": one.segment.role,
        "share": one.segment.share,
        "base_rate": one.base_rate,
        "base_rate_is_placeholder": one.is_placeholder,
        "messages": [_message(choice, one.base_rate) for choice in one.choices],
        "chance_first_is_better_than_second": one.chance_first,
        "barriers": [asdict(barrier) for barrier in one.barriers],
        "not_addressable": [barrier.determinant for barrier in one.not_addressable],
        "needs_more_than_messages": one.needs_more_than_messages,
        "to_write": [asdict(suggestion) | {"needs_check": needs_check(suggestion.code)} for suggestion in one.to_write],
        "prior_weight": one.weight,
        "sample_size": None if one.size is None else asdict(one.size),
        "people": one.people,
    }


def _message(choice: Choice, base_rate: float) -> dict[str, object]:
    prior = choice.prior
    lower, upper = prior.interval
    return {
        "variant": choice.variant,
        "name": choice.name,
        "state": choice.state,
        "mean": prior.mean,
        "sd": prior.sd,
        "lower": lower,
        "upper": upper,
        "odds_ratio": prior.odds_ratio,
        "relative_uplift": prior.relative_uplift(base_rate),
        "chance_of_harm": prior.chance_of_harm,
        "prior_weight": choice.weight,
        "techniques": [
            asdict(term)
            | {"name": theory.technique_name(term.code), "mean": term.mean, "sd": term.sd}
            | {"needs_check": needs_check(term.code)}
            for term in prior.techniques
        ],
        "terms": [asdict(term) for term in prior.terms],
    }
