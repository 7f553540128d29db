"""Sentences: what the numbers of a segment say, in plain words and with their uncertainty.

No verdict rests on one threshold: a message leads where its whole 95 % interval lies above the plain message and it is
likely to be the best of all. Cells with fewer than MIN_ANSWERS answers are never put into numbers.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

from bandits.publication import UpliftRow
from dashboards.labels import Labels, Success

MIN_ANSWERS = 10
SURE_BEST = 0.8
WORTH_NAMING = 0.05
_SCALES = (100, 1_000, 10_000)

type Kind = Literal["leads", "ahead", "open", "worse", "early"]


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said of one segment; `kind` sets its mark on the page, `leader` is the message it is about."""

    kind: Kind
    segment: str
    text: str
    leader: str | None = None


def verdict(rows: Sequence[UpliftRow], labels: Labels, success: Success) -> Verdict:
    """Say in one or two sentences which message works in a segment, and how sure that is.

    Parameters
    ----------
    rows : all variants of one segment, on all channels together; not empty, the control among them.

    Examples
    --------
    >>> labels = Labels({"gifts": "Gift givers"}, {"plain": "Packing note", "peer": "Peer script"}, {}, {}, "plain")
    >>> success = Success("", "would not buy", "more", ("answer", "answers"))
    >>> rates = dict(rate=.6, rate_lower=.5, rate_upper=.7, relative=0., channel="*", segment="gifts", share=.5)
    >>> plain = UpliftRow(variant="plain", trials=200, benefit=120, uplift=0, uplift_lower=0, uplift_upper=0,
    ...                   chance_better=0, chance_best=.06, **rates)
    >>> peer = UpliftRow(variant="peer", trials=220, benefit=150, uplift=.07, uplift_lower=.02, uplift_upper=.12,
    ...                  chance_better=.99, chance_best=.94, **rates)
    >>> print(verdict([plain, peer], labels, success).text)
    Gift givers: “Peer script” leads; 7 more in 100 would not buy than with the plain message (95 % interval 2 to 12;
    94 % sure it is the best).
    """
    segment = rows[0].segment
    control = next(row for row in rows if row.variant == labels.control)
    known = [row for row in rows if row is not control and row.share > 0 and is_told(row)]
    if not known or not is_told(control):
        kind, text, leader = _early(rows, control, success)
    else:
        kind, text, leader = _compared(known, labels, success)
        text += _warning([row for row in known if row.uplift_upper < 0], kind, labels, success)
    return Verdict(kind, segment, f"{labels.segments[segment]}: {text}", leader)


def is_told(row: UpliftRow) -> bool:
    """Whether a cell has enough answers to put numbers on the page: fewer would point at single people."""
    return row.trials >= MIN_ANSWERS


def _early(rows: Sequence[UpliftRow], control: UpliftRow, success: Success) -> tuple[Kind, str, None]:
    total = sum(row.trials for row in rows)
    if round(total) == 0:
        return "early", f"too early to say: no {success.counted[1]} yet.", None
    if not is_told(control) and any(is_told(row) for row in rows):
        few = success.count(control.trials)
        return "early", f"too early to say: {success.count(total)} so far, {few} of them to the plain message.", None
    return "early", f"too early to say: {success.count(total)} so far.", None


def _compared(known: Sequence[UpliftRow], labels: Labels, success: Success) -> tuple[Kind, str, str]:
    likely = max(known, key=lambda row: (row.chance_best, row.uplift))
    proven = [row for row in known if row.uplift_lower > 0]
    if proven:
        best = max(proven, key=lambda row: (row.chance_best, row.uplift))
        if best.chance_best >= SURE_BEST:
            gain = f"{_gain(best, success)} (95 % interval {span(best, success)}; "
            return (
                "leads",
                f"{_name(best, labels)} leads; {gain}{sure(best.chance_best)} sure it is the best).",
                (best.variant),
            )
        return "ahead", _ahead(best, known, labels, success), best.variant
    if likely.uplift_upper < 0:
        loss = f"{difference(likely, success)}, 95 % interval {span(likely, success)}"
        text = f"nothing does better than the plain message; even the best of the others, {_name(likely, labels)}, does"
        return "worse", f"{text} worse ({loss}).", likely.variant
    text = f"nothing beats the plain message yet; the best candidate so far is {_name(likely, labels)}"
    return "open", f"{text} ({between(likely, success)}; 95 % interval).", likely.variant


def _ahead(best: UpliftRow, known: Sequence[UpliftRow], labels: Labels, success: Success) -> str:
    text = f"{_name(best, labels)} is ahead; {_gain(best, success)} (95 % interval {span(best, success)}), "
    text += f"but it is only {sure(best.chance_best)} sure to be the best"
    rivals = [row for row in known if row is not best and row.chance_best >= WORTH_NAMING]
    if not rivals:
        return f"{text}."
    rival = max(rivals, key=lambda row: row.chance_best)
    return f"{text}; it may also be {_name(rival, labels)} ({sure(rival.chance_best)})."


def _warning(worse: Sequence[UpliftRow], kind: Kind, labels: Labels, success: Success) -> str:
    if not worse or kind == "worse":
        return ""
    worst = min(worse, key=lambda row: row.uplift)
    others = len(worse) - 1
    more = "" if not others else f" and so {'does' if others == 1 else 'do'} {others} more"
    numbers = f"{difference(worst, success)}, 95 % interval {span(worst, success)}"
    return f" {_name(worst, labels)} does worse than the plain message ({numbers}){more}."


def _gain(row: UpliftRow, success: Success) -> str:
    return f"{difference(row, success)} {success.people} than with the plain message"


def _name(row: UpliftRow, labels: Labels) -> str:
    return f"“{labels.variants[row.variant]}”"


def difference(row: UpliftRow, success: Success) -> str:
    """Say the difference to the plain message: "7 more in 100", "less than 1 fewer in 10,000"."""
    per = _per(row)
    count = round(abs(row.uplift) * per)
    word = success.better if row.uplift >= 0 else success.worse
    return f"{count or 'less than 1'} {word} in {per:,}"


def span(row: UpliftRow, success: Success) -> str:
    """Say the interval in the units of `difference`: "2 to 12" on the gaining side, else with words."""
    per = _per(row)
    lower, upper = round(row.uplift_lower * per), round(row.uplift_upper * per)
    if lower >= 0:
        return f"{lower} to {upper}" if row.uplift > 0 else f"{lower} to {upper} {success.better}"
    if upper <= 0:
        return f"{-lower} to {-upper}"
    return f"{-lower} {success.worse} to {upper} {success.better}"


def between(row: UpliftRow, success: Success) -> str:
    """Say an interval across zero: "between 3 fewer and 6 more in 100"."""
    per = _per(row)
    lower, upper = round(row.uplift_lower * per), round(row.uplift_upper * per)
    low = f"{-lower} {success.worse}" if lower < 0 else f"{lower}"
    return f"between {low} and {upper} {success.better} in {per:,}"


def _per(row: UpliftRow) -> int:
    """The round number of people in which the interval shows: its far end is 2 or more, a certain sign stays seen."""
    near, far = sorted((abs(row.uplift_lower), abs(row.uplift_upper)))
    is_certain = row.uplift_lower > 0 or row.uplift_upper < 0
    for per in _SCALES:
        if far * per >= 2 and not (is_certain and round(near * per) == 0):
            return per
    return _SCALES[-1]


def sure(chance: float) -> str:
    """Say a chance without claiming certainty.

    Examples
    --------
    >>> sure(0.9996), sure(0.944), sure(0.0004)
    ('more than 99 %', '94 %', 'less than 1 %')
    """
    if chance > 0.994:
        return "more than 99 %"
    return "less than 1 %" if chance < 0.006 else f"{chance:.0%}".replace("%", " %")
