"""Sample size: how many people it takes to see an effect, and how many the prior weighs as much as."""

import math
from dataclasses import dataclass
from statistics import NormalDist

from campaigns.errors import InvalidInput

FORMULA = "two-sided z test of two proportions, pooled variance under no difference (Fleiss, Tytun & Ury 1980)"
ALPHA = 0.05
POWER = 0.8
_LEAST_EFFECT = 1e-3  # log-odds; a thousandth of the odds is below anything a campaign could see or use


def shifted(rate: float, log_odds: float) -> float:
    """Move a rate by an effect in log-odds.

    Examples
    --------
    >>> round(shifted(0.62, 0.12), 4)
    0.6478
    """
    return 1.0 / (1.0 + (1.0 - rate) / rate * math.exp(-log_odds))


def prior_weight(sd: float, base_rate: float) -> float:
    """How many people carry as much information as the prior of a cell: n = 1 / (sd^2 * p * (1 - p)).

    The binomial information about a log-odds at rate p is n p (1 - p); the prior's is 1 / sd^2.

    Parameters
    ----------
    sd : standard deviation of the prior, log-odds.
    base_rate : p, strictly between 0 and 1.

    Raises
    ------
    InvalidInput
        If the prior leaves no uncertainty, or the rate is not a chance.

    Examples
    --------
    >>> [round(prior_weight(0.16, rate)) for rate in (0.015, 0.3, 0.5)]
    [2644, 186, 156]
    """
    check_rate(base_rate)
    if not sd > 0.0:
        raise InvalidInput(
            f"[prior] leaves a standard deviation of {sd:g} log-odds, which no number of people outweighs; wanted more "
            "than 0. Raise creative_sd, cell_sd, messenger_sd or technique_sd."
        )
    return 1.0 / (sd**2 * base_rate * (1.0 - base_rate))


def people_per_arm(
    base_rate: float, rate: float, *, control_ratio: float = 1.0, alpha: float = ALPHA, power: float = POWER
) -> float:
    """How many people a treated arm needs so that its difference to the control is seen.

    n = (z_alpha * sqrt(q (1 - q) (1 + 1/r)) + z_power * sqrt(p1 (1 - p1) + p0 (1 - p0) / r))^2 / (p1 - p0)^2,
    with q = (p1 + r * p0) / (1 + r), the rate of both together.

    Parameters
    ----------
    base_rate, rate : p0 of the control and p1 of the treated arm.
    control_ratio : r, people in the control for each one in the treated arm.
    alpha : chance to see a difference where there is none, two-sided.
    power : chance to see this difference.

    Raises
    ------
    InvalidInput
        If a rate, alpha or power is not strictly between 0 and 1, the rates are equal or the ratio is not positive.

    Notes
    -----
    For fixed arms, one comparison, no look before the end, no continuity correction. An adaptive allocation gives the
    control less and the better arms more; with several comparisons one must expect false alarms.
    Source: Fleiss, Tytun & Ury 1980, Biometrics 36:343-346; for r = 1 what R's power.prop.test solves.

    Examples
    --------
    >>> round(people_per_arm(0.62, shifted(0.62, 0.12))), round(people_per_arm(0.015, shifted(0.015, 0.12)))
    (4700, 69654)
    """
    for value, name in ((base_rate, "base rate"), (rate, "rate"), (alpha, "alpha"), (power, "power")):
        check_rate(value, name)
    if rate == base_rate or not 0.0 < control_ratio < math.inf:
        raise InvalidInput(
            f"sample size: rates {base_rate:g} and {rate:g}, {control_ratio:g} controls for each treated; wanted two "
            "rates that differ and a positive ratio. State an effect, and keep some people for the control."
        )
    z_alpha, z_power = NormalDist().inv_cdf(1.0 - alpha / 2.0), NormalDist().inv_cdf(power)
    both = (rate + control_ratio * base_rate) / (1.0 + control_ratio)
    under_none = both * (1.0 - both) * (1.0 + 1.0 / control_ratio)
    under_some = rate * (1.0 - rate) + base_rate * (1.0 - base_rate) / control_ratio
    return (z_alpha * math.sqrt(under_none) + z_power * math.sqrt(under_some)) ** 2 / (rate - base_rate) ** 2


@dataclass(frozen=True, slots=True)
class SampleSize:
    """People to see one effect: in arms of equal size, and as the campaign's control share divides them.

    Parameters
    ----------
    base_rate, rate : of benefit, of the control and with the effect.
    arms : treated variants.
    per_arm : in each arm, if the control is as large as every other.
    treated, control, total : with the control share kept and the rest divided evenly among the treated.
    """

    base_rate: float
    rate: float
    arms: int
    per_arm: int
    treated: int
    control: int
    total: int

    @classmethod
    def of(cls, base_rate: float, effect: float, arms: int, control_share: float) -> "SampleSize":
        """Work out the sizes for an effect in log-odds.

        A control share of 0 makes the control one arm among equals.

        Raises
        ------
        InvalidInput
            If the effect is smaller than a thousandth of a log-odds, or the base rate is no chance.

        Examples
        --------
        >>> SampleSize.of(0.62, 0.12, arms=3, control_share=0.4)  # 2 controls for each treated: .4 / (.6 / 3)
        SampleSize(base_rate=0.62, rate=0.647..., arms=3, per_arm=4700, treated=3533, control=7066, total=17665)
        """
        if not _LEAST_EFFECT <= abs(effect) < math.inf:
            raise InvalidInput(
                f"effect = {effect:g} log-odds; wanted at least {_LEAST_EFFECT:g} up or down, because nothing smaller "
                "can be seen. State the smallest effect that would change what you do."
            )
        check_rate(base_rate)
        rate, share = shifted(base_rate, effect), control_share or 1.0 / (arms + 1)
        ratio = share * arms / (1.0 - share)
        treated = math.ceil(people_per_arm(base_rate, rate, control_ratio=ratio))
        control = math.ceil(treated * ratio - 1e-9)
        per_arm = math.ceil(people_per_arm(base_rate, rate))
        return cls(base_rate, rate, arms, per_arm, treated, control, arms * treated + control)


def check_rate(value: float, name: str = "base rate") -> None:
    """Refuse what is not strictly between 0 and 1.

    Raises
    ------
    InvalidInput
        With the name of the number.
    """
    if not 0.0 < value < 1.0:
        raise InvalidInput(f"{name} = {value:g}; wanted a chance strictly between 0 and 1, such as 0.3 for 30 %.")
