"""Guarantee: what every variant is promised whatever the data say, and whether a context has room for it.

Loads no NumPy: `forbear check` asks this of every campaign and shall answer at once.
"""

from campaigns.errors import InvalidInput

RULE_NAMES = ("control_augmented", "exploration_sampling", "tempered", "thompson", "top_two", "uniform")
"""Names that policy.rule may have; `bandits.rules` holds a function for each."""

_EXACT = 1e-12


def check_rule(name: str) -> None:
    """Refuse a name that no rule has.

    Examples
    --------
    >>> check_rule("greedy")
    Traceback (most recent call last):
    campaigns.errors.InvalidInput: policy.rule = 'greedy' is no rule; there are: control_augmented, ...
    """
    if name not in RULE_NAMES:
        raise InvalidInput(f"policy.rule = {name!r} is no rule; there are: {', '.join(RULE_NAMES)}. Use one of them.")


def check_room(place: str, eligible: int, floor: float, control_share: float | None) -> None:
    """Refuse guarantees that a context cannot hold.

    Parameters
    ----------
    place : what to call the context.
    eligible : variants that may be shown there, 1 or more.
    floor : probability per decision that each of them is promised.
    control_share : what the control is promised, if more; None where it is not among them or nothing is kept for it.

    Raises
    ------
    InvalidInput
        If they add up to more than 1; says the most that the floor can be.

    Examples
    --------
    0.5 for the control leaves 0.5 for two others:

    >>> check_room("hosts/feed", 3, 0.25, 0.5)
    >>> check_room("hosts/feed", 3, 0.3, 0.5)
    Traceback (most recent call last):
    campaigns.errors.InvalidInput: policy.floor = 0.3, but 3 variants are eligible for hosts/feed and the control keeps
    0.5, so it can be at most 0.25. Lower the floor or the control share, or retire a variant.
    """
    for name, value in (("floor", floor), ("control_share", control_share or 0.0)):
        if not 0.0 <= value <= 1.0:
            raise InvalidInput(f"policy.{name} = {value:g}; wanted a probability, 0 to 1.")
    kept = floor if control_share is None else max(floor, control_share)
    if (eligible - 1) * floor + kept <= 1.0 + _EXACT:
        return
    words, most, mend = "", 1.0 / eligible, "Lower the floor"
    if control_share is not None and control_share > most:
        words, most = f" and the control keeps {control_share:g}", (1.0 - control_share) / (eligible - 1)
        mend = "Lower the floor or the control share,"
    raise InvalidInput(
        f"policy.floor = {floor:g}, but {eligible} variants are eligible for {place}{words}, "
        f"so it can be at most {most:.3g}. {mend} or retire a variant."
    )
