"""Policy: from chances of being best to the shares shown, with a floor per variant and a share kept for the control.

The rule says where the data point; `allocate` mixes it with the guarantees that hold whatever the data say.
"""

from collections.abc import Sequence

import numpy as np

from bandits.grid import BoolArray, FloatArray
from bandits.guarantee import check_room, check_rule
from bandits.rules import RULES, Standing
from campaigns.errors import InvalidInput

__all__ = ["RULES", "allocate", "with_floor"]

_SUMS_TO_ONE = 1e-6


def allocate(  # noqa: PLR0913 - each is one promise of a campaign's policy, and all are named at the call
    chance_best: FloatArray,
    eligible: BoolArray,
    control: int,
    *,
    rule: str,
    floor: float,
    control_share: float,
    trials: FloatArray,
    context_names: Sequence[str],
    batch_size: float | None = None,
) -> FloatArray:
    """Turn chances of being best into the shares to show: p = g + (1 - sum of g) * rule.

    g is what is guaranteed: the floor for each eligible variant, and for the control the larger of floor and control
    share. Order and relative spacing of the treatments survive; clipping would not keep them.

    Parameters
    ----------
    chance_best : shape (contexts, variants), probabilities; each row sums to 1, 0 where not eligible.
    eligible : shape (contexts, variants); at least one in each row. A variant alone in its context gets 1.
    control : column of the control; where it is not eligible nothing is kept for it.
    rule : a name in `RULES`.
    floor : probability per decision and eligible variant.
    control_share : probability per decision that the control keeps.
    trials : shape (contexts, variants); how often each variant was shown so far.
    context_names : what to call each row in errors.
    batch_size : decisions per context before the next allocation, for `control_augmented`; None means a tenth of the
        context's trials so far, at least one per eligible variant.

    Returns
    -------
    Probabilities, same shape; rows sum to 1 to within 1e-12; exactly 0 where not eligible.

    Raises
    ------
    InvalidInput
        If the rule is unknown, arrays do not fit together, or some row cannot hold its guarantees.

    Notes
    -----
    A floor bounds importance weights by 1 / floor, at the price of regret that grows with time.

    Examples
    --------
    >>> allocate(np.array([[0.1, 0.9]]), np.array([[True, True]]), 0, rule="thompson", floor=0.1, control_share=0.2,
    ...          trials=np.zeros((1, 2)), context_names=["collectors/sms"])  # 0.2 + 0.7 * 0.1 and 0.1 + 0.7 * 0.9
    array([[0.27, 0.73]])
    """
    check_rule(rule)
    _check(chance_best, eligible, context_names)
    _check_trials(trials, eligible, control, batch_size)
    guarantee = np.where(eligible, floor, 0.0)
    guarantee[:, control] = np.where(eligible[:, control], max(floor, control_share), 0.0)
    guarantee[eligible.sum(axis=1) == 1] = 0.0
    for name, may_show in zip(context_names, eligible, strict=True):
        check_room(name, int(may_show.sum()), floor, control_share if may_show[control] else None)
    if batch_size is None:
        batch = np.maximum(np.where(eligible, trials, 0.0).sum(axis=1) / 10, eligible.sum(axis=1))
    else:
        batch = np.full(len(eligible), float(batch_size))
    return _mix(guarantee, RULES[rule](Standing(chance_best, eligible, control, trials, batch)))


def with_floor(chance_best: FloatArray, floor: float, eligible: BoolArray) -> FloatArray:
    """Mix win chances with a floor, so that every eligible variant keeps being tried.

    p = floor + (1 - k * floor) * chance_best, where k counts the row's eligible variants.
    Order and relative spacing survive; clipping would not keep them.

    Parameters
    ----------
    chance_best : shape (contexts, variants), probabilities; each row sums to 1, 0 where not eligible.
    floor : probability per decision, 0 <= floor <= 1 / k.
    eligible : shape (contexts, variants).

    Returns
    -------
    Probabilities, same shape; rows sum to 1 to within 1e-12; exactly 0 where not eligible.

    Raises
    ------
    InvalidInput
        If some row cannot hold the floor (k * floor > 1).

    Notes
    -----
    A floor bounds importance weights by 1 / floor, at the price of linear regret.

    Examples
    --------
    >>> with_floor(np.array([[1.0, 0.0]]), 0.1, np.array([[True, True]]))
    array([[0.9, 0.1]])
    """
    names = [f"row {row}" for row in range(len(eligible))]
    _check(chance_best, eligible, names)
    guarantee = np.where(eligible, floor, 0.0)
    for name, may_show in zip(names, eligible, strict=True):
        check_room(name, int(may_show.sum()), floor, None)
    return _mix(guarantee, chance_best)


def _mix(guarantee: FloatArray, shares: FloatArray) -> FloatArray:
    left = np.maximum(1.0 - guarantee.sum(axis=1, keepdims=True), 0.0)
    mixed: FloatArray = guarantee + left * shares / shares.sum(axis=1, keepdims=True)
    return mixed


def _check(chance_best: FloatArray, eligible: BoolArray, context_names: Sequence[str]) -> None:
    if chance_best.ndim != 2 or chance_best.shape != eligible.shape or len(context_names) != len(eligible):
        raise InvalidInput(
            f"policy: chance_best has shape {chance_best.shape}, eligible {eligible.shape}, and there are "
            f"{len(context_names)} context names; wanted (contexts, variants) twice and a name for each context."
        )
    for name, chance, may_show in zip(context_names, chance_best, eligible, strict=True):
        if not may_show.any():
            raise InvalidInput(f"policy: no variant is eligible for {name}; wanted at least one. Resume or add one.")
        if not (chance >= 0).all() or not abs(chance.sum() - 1.0) <= _SUMS_TO_ONE:
            raise InvalidInput(
                f"policy: the chances of being best for {name} sum to {chance.sum():g}, the least is {chance.min():g}; "
                "wanted numbers from 0 that sum to 1. Recompute them from the posterior."
            )
        if (chance[~may_show] != 0).any():
            raise InvalidInput(
                f"policy: variants that are not eligible for {name} have a chance of {chance[~may_show].sum():g} to be "
                "best; wanted 0. Compute the chances among the eligible variants."
            )


def _check_trials(trials: FloatArray, eligible: BoolArray, control: int, batch_size: float | None) -> None:
    if not 0 <= control < eligible.shape[1]:
        raise InvalidInput(f"policy: the control is column {control}; wanted 0 to {eligible.shape[1] - 1}.")
    if trials.shape != eligible.shape or not (np.isfinite(trials) & (trials >= 0)).all():
        raise InvalidInput(
            f"policy: trials have shape {trials.shape}; wanted {eligible.shape}, finite numbers from 0. "
            "Count them again."
        )
    if batch_size is not None and not 0 < batch_size < np.inf:
        raise InvalidInput(f"policy: batch_size = {batch_size:g}; wanted a number above 0.")
