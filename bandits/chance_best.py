"""Chance of being best: how probable it is that each variant has the highest rate of its row.

Three suppliers of one answer: independent Beta posteriors and independent normal posteriors by quadrature, and joint
draws of any posterior by counting. Why quadrature: docs/explanation/chance-of-best.md.
"""

from collections.abc import Callable

import numpy as np
from scipy.special import betainc, expit, gammaln, ndtr, polygamma, psi

from bandits.grid import BoolArray, FloatArray
from campaigns.errors import InvalidInput

_NODES, _WEIGHTS = np.polynomial.legendre.leggauss(16)
_NORMAL_REACH = np.array([0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 10.0])
_BETA_REACH = np.array(
    [0.0, 1.0, 2.0, 3.0, 4.0, 6.0, 10.0, 16.0, 24.0]
)  # log-odds of few counts have exponential tails
_WIDEST_LOG_ODDS = 3.0  # below one count the density bends within about one unit, however large its sd

type _Arms = Callable[[FloatArray], tuple[FloatArray, FloatArray]]


def beta_chance_best(alpha: FloatArray, beta: FloatArray, eligible: BoolArray | None = None) -> FloatArray:
    """Chance that each variant's rate is the highest of its row, for independent Beta posteriors.

    p_k = integral of f_k(x) * product over j != k of F_j(x), on the log-odds scale: 16 Gauss-Legendre nodes on each
    panel between every variant's mean +- 0, 1, 2, 3, 4, 6, 10, 16, 24 standard deviations, none wider than 3.

    Parameters
    ----------
    alpha : shape (contexts, variants) or (variants,); prior plus benefit, 0.1 to 1e12.
    beta : same shape; prior plus trials without benefit, 0.1 to 1e12.
    eligible : same shape; None means all. Variants that are not eligible do not compete.

    Returns
    -------
    Probabilities, same shape; rows sum to 1; exactly 0 where not eligible.

    Raises
    ------
    InvalidInput
        If shapes differ, a parameter is outside 0.1 to 1e12, or a row has no eligible variant.

    Notes
    -----
    Error below 1e-8 for parameters from 0.1 to 1e8 and up to 50 variants (measured in the tests). Variants are taken
    as independent: where strength is shared between them, count joint draws with `draws_chance_best`.
    Source: the chance itself is that of Thompson (1933), Biometrika 25:285-294; the panels are ours.

    Examples
    --------
    >>> beta_chance_best(np.array([2.0, 1.0]), np.array([1.0, 1.0])).round(8)  # 1 - integral of 2x(1 - x) = 2/3
    array([0.66666667, 0.33333333])
    """
    _check_parameters("alpha", alpha, "beta", beta)
    for name, values in (("alpha", alpha), ("beta", beta)):
        _check_range(name, values, 0.1, 1e12, "Add a proper prior, such as 1")
    mean = psi(alpha) - psi(beta)
    sd = np.sqrt(polygamma(1, alpha) + polygamma(1, beta))
    return _by_row(
        (alpha, beta, mean, sd),
        eligible,
        lambda row: _integrate(row[2], row[3], _BETA_REACH, _beta_arms(row[0], row[1]), _WIDEST_LOG_ODDS),
    )


def normal_chance_best(mean: FloatArray, sd: FloatArray, eligible: BoolArray | None = None) -> FloatArray:
    """Chance that each variant's value is the highest of its row, for independent normal posteriors.

    The same integral as `beta_chance_best`, with panels between mean +- 0, 1, 2, 3, 4, 6, 10 standard deviations.

    Parameters
    ----------
    mean : shape (contexts, variants) or (variants,), any scale (log-odds here).
    sd : same shape and scale, above 0.
    eligible : same shape; None means all.

    Returns
    -------
    Probabilities, same shape; rows sum to 1; exactly 0 where not eligible.

    Raises
    ------
    InvalidInput
        If shapes differ, a mean is not finite, an sd is not above 0, or a row has no eligible variant.

    Examples
    --------
    >>> normal_chance_best(np.array([0.0, 1.0]), np.array([0.6, 0.8])).round(8)  # 1 sd apart
    array([0.15865525, 0.84134475])
    """
    _check_parameters("mean", mean, "sd", sd)
    _check_range("sd", sd, 1e-150, 1e150, "A value known for sure is not a posterior")
    return _by_row(
        (mean, sd), eligible, lambda row: _integrate(row[0], row[1], _NORMAL_REACH, _normal_arms(row[0], row[1]))
    )


def draws_chance_best(draws: FloatArray, eligible: BoolArray) -> FloatArray:
    """Share of joint posterior draws in which each variant is the best eligible one of its context.

    Variants that tie for best in a draw share it evenly. The standard error is at most 0.5 / sqrt(draws).

    Parameters
    ----------
    draws : shape (draws, contexts, variants), any scale on which more is better.
    eligible : shape (contexts, variants).

    Returns
    -------
    Probabilities, shape (contexts, variants); rows sum to 1; exactly 0 where not eligible.

    Raises
    ------
    InvalidInput
        If shapes disagree, a draw of an eligible variant is not a number, or a context has no eligible variant.

    Examples
    --------
    >>> draws = np.array([[[0.3, 0.1, 0.9]], [[0.2, 0.2, 0.9]]])
    >>> draws_chance_best(draws, np.array([[True, True, False]]))  # first wins one draw and half of the other
    array([[0.75, 0.25, 0.  ]])
    """
    if draws.ndim != 3 or draws.shape[1:] != eligible.shape or not draws.size:
        raise InvalidInput(
            f"chance of best: draws have shape {draws.shape} and eligible {eligible.shape}; "
            "wanted (draws, contexts, variants), at least one of each, and (contexts, variants)."
        )
    if np.isnan(draws[:, eligible]).any():
        raise InvalidInput("chance of best: a draw of an eligible variant is not a number. Refit the posterior.")
    if not eligible.any(axis=1).all():
        raise InvalidInput(_no_one(int(np.argmin(eligible.any(axis=1)))))
    competing = np.where(eligible, draws, -np.inf)
    is_best = (competing == competing.max(axis=2, keepdims=True)) & eligible
    share: FloatArray = (is_best / is_best.sum(axis=2, keepdims=True)).mean(axis=0)
    return share


def _integrate(mean: FloatArray, sd: FloatArray, reach: FloatArray, arms: _Arms, widest: float = np.inf) -> FloatArray:
    """Integrate each variant's density times the others' distribution functions over the range where any can win."""
    edges = np.unique(mean[:, None] + sd[:, None] * np.concatenate([-reach[:0:-1], reach]))
    lowest, highest = (mean - reach[-1] * sd).max(), (mean + reach[-1] * sd).max()
    edges = _split_wide(edges[(edges >= lowest) & (edges <= highest)], widest)
    half = np.diff(edges)[:, None] / 2
    nodes = (edges[:-1, None] + half * (1 + _NODES)).ravel()
    density, below = arms(nodes)
    others = np.ones_like(below)
    others[1:] = np.cumprod(below[:-1], axis=0)
    others[:-1] *= np.cumprod(below[:0:-1], axis=0)[::-1]
    chance: FloatArray = (density * others) @ (half * _WEIGHTS).ravel()
    return chance / chance.sum()


def _split_wide(edges: FloatArray, widest: float) -> FloatArray:
    widths = np.diff(edges)
    parts = np.maximum(np.ceil(widths / widest), 1.0).astype(np.int64)
    place = np.arange(parts.sum()) - np.repeat(np.cumsum(parts) - parts, parts)
    return np.append(np.repeat(edges[:-1], parts) + place * np.repeat(widths / parts, parts), edges[-1])


def _beta_arms(alpha: FloatArray, beta: FloatArray) -> _Arms:
    """Density and distribution function of log-odds x whose rate is Beta(alpha, beta); shapes (variants, nodes).

    The density is alpha * log(rate) + beta * log(1 - rate) relative to its top, and the constant is Stirling's series:
    each is free of the cancellation that costs gammaln eight digits at 1e8 counts.
    """
    a, b = alpha[:, None], beta[:, None]
    total, top = a + b, np.log(a) - np.log(b)
    scale = np.sqrt(total / (a * b) * 2 * np.pi)
    constant = 1 / (scale * np.exp(_stirling_rest(a) + _stirling_rest(b) - _stirling_rest(total)))

    def at(nodes: FloatArray) -> tuple[FloatArray, FloatArray]:
        step = np.clip(nodes - top, -700.0, 700.0)  # beyond it lies a chance below 1e-30, even for 0.1 counts
        log_density = -a * np.log1p(b / total * np.expm1(-step)) - b * np.log1p(a / total * np.expm1(step))
        below = np.where(nodes < 0, betainc(a, b, expit(nodes)), 1 - betainc(b, a, expit(-nodes)))
        return constant * np.exp(log_density), below

    return at


def _normal_arms(mean: FloatArray, sd: FloatArray) -> _Arms:
    def at(nodes: FloatArray) -> tuple[FloatArray, FloatArray]:
        z = (nodes - mean[:, None]) / sd[:, None]
        return np.exp(-0.5 * z * z) / (sd[:, None] * np.sqrt(2 * np.pi)), ndtr(z)

    return at


def _stirling_rest(z: FloatArray) -> FloatArray:
    """Return log gamma(z) - ((z - 1/2) log z - z + log(2 pi) / 2); by its series from 12 on (error below 1e-13)."""
    small = np.minimum(z, 12.0)
    large = np.maximum(z, 12.0)
    direct = gammaln(small) - ((small - 0.5) * np.log(small) - small + 0.5 * np.log(2 * np.pi))
    square = large * large
    series = (1 / 12 - (1 / 360 - (1 / 1260 - 1 / (1680 * square)) / square) / square) / large
    rest: FloatArray = np.where(z < 12.0, direct, series)
    return rest


def _by_row(
    parameters: tuple[FloatArray, ...],
    eligible: BoolArray | None,
    chance_of_row: Callable[[list[FloatArray]], FloatArray],
) -> FloatArray:
    shape = parameters[0].shape
    may_win = np.ones(shape, dtype=bool) if eligible is None else eligible
    if may_win.shape != shape:
        raise InvalidInput(
            f"chance of best: eligible has shape {may_win.shape}; wanted that of the posterior, {shape}."
        )
    rows = [np.atleast_2d(values) for values in parameters]
    chance = np.zeros(rows[0].shape)
    for index, is_in in enumerate(np.atleast_2d(may_win)):
        if not is_in.any():
            raise InvalidInput(_no_one(index))
        chance[index, is_in] = chance_of_row([values[index, is_in] for values in rows]) if is_in.sum() > 1 else 1.0
    return chance.reshape(shape)


def _check_parameters(first_name: str, first: FloatArray, second_name: str, second: FloatArray) -> None:
    if first.shape != second.shape or first.ndim not in {1, 2} or not first.size:
        raise InvalidInput(
            f"chance of best: {first_name} has shape {first.shape} and {second_name} {second.shape}; "
            "wanted one shape, (contexts, variants) or (variants,)."
        )
    for name, values in ((first_name, first), (second_name, second)):
        if not np.isfinite(values).all():
            raise InvalidInput(
                f"chance of best: {name} holds {values[~np.isfinite(values)][0]}; wanted finite numbers."
            )


def _check_range(name: str, values: FloatArray, least: float, most: float, mend: str) -> None:
    if values.min() < least or values.max() > most:
        found = values.min() if values.min() < least else values.max()
        raise InvalidInput(f"chance of best: {name} holds {found:g}; wanted {least:g} to {most:g}. {mend}.")


def _no_one(row: int) -> str:
    return f"chance of best: no variant is eligible in row {row}; wanted at least one. Resume or add a variant there."
