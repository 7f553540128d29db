"""Sentences: what the numbers of a segment say, in plain words and with their uncertainty.

No verdict rests on one threshold: a message leads where its whole 95 % interval lies above the plain message and it is
likely to be the best of all; until then the two in front are named, in the campaign's order, so that words do not flip
with every answer. Limits apply to numbers as they are shown. What `bandits.disclosure` hides is not there to be told.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Literal, Protocol

from bandits.disclosure import PublicRow
from bandits.publication import UpliftRow
from dashboards.labels import Labels, Success

SURE_BEST = 80  # whole percent
WORTH_NAMING = 10
_SCALES = (100, 1_000, 10_000)

type Kind = Literal["leads", "ahead", "open", "worse", "early"]


class Gain(Protocol):
    """A difference to the plain message in probabilities of benefit, with its 95 % interval."""

    @property
    def uplift(self) -> float:
        """Its middle."""

    @property
    def uplift_lower(self) -> float:
        """Where the interval begins."""

    @property
    def uplift_upper(self) -> float:
        """Where the interval ends."""


@dataclass(frozen=True, slots=True)
class Verdict:
    """What can be said of one segment, in a text that reads on after its name and a colon.

    `kind` sets its mark on the page, `leader` is the message it is about, `sureness` how surely, in whole
    percent, it is the best.
    """

    kind: Kind
    segment: str
    text: str
    leader: str | None = None
    sureness: int = 0


def verdict(rows: Sequence[PublicRow], labels: Labels, success: Success, *, brief: bool = False) -> Verdict:
    """Say in one or two sentences which message works in a segment, and how sure that is.

    Parameters
    ----------
    rows : all variants of one segment, on all channels together or on one; not empty, the control among them.
    brief : one short sentence, where the page says elsewhere what the numbers are and what does harm.

    Examples
    --------
    >>> labels = Labels({}, {"plain": "Packing note", "peer": "Peer script"}, {}, {}, "plain")
    >>> success = Success("", "would not buy", "more", ("answer", "answers"))
    >>> rates = dict(rate=.6, rate_lower=.5, rate_upper=.7, relative=0., channel="*", segment="gifts", share=.5)
    >>> plain = UpliftRow(variant="plain", trials=200, benefit=120, uplift=0, uplift_lower=0, uplift_upper=0,
    ...                   chance_better=0, chance_best=.06, **rates)
    >>> peer = UpliftRow(variant="peer", trials=220, benefit=150, uplift=.07, uplift_lower=.02, uplift_upper=.12,
    ...                  chance_better=.99, chance_best=.94, **rates)
    >>> print(verdict([plain, peer], labels, success).text)
    “Peer script” leads; 7 more in 100 would not buy than with the plain message (95 % interval 2 to 12; 94 % sure it is
    the best).
    """
    segment = rows[0].segment
    known = [row for row in told_rows(rows) if row.share > 0 and row.variant != labels.control]
    if not known or not any(row.variant == labels.control for row in told_rows(rows)):
        return Verdict("early", segment, "too early to say." if brief else f"too early to say: {_early(success)}.")
    kind, leader, front = _standing(known)
    if brief:
        text = _briefly(kind, front, labels, success)
    else:
        text = _said(kind, front, labels, success)
        text += _warning([row for row in known if is_worse(row)], kind, labels, success)
    return Verdict(kind, segment, text, leader.variant, whole(leader.chance_best))


def told_rows(rows: Iterable[PublicRow]) -> list[UpliftRow]:
    """The rows whose numbers may be shown: the others would point at few people."""
    return [row for row in rows if isinstance(row, UpliftRow)]


def is_worse(row: UpliftRow) -> bool:
    """Whether a message does surely worse than the plain one: its whole interval lies below 0."""
    return row.uplift_upper < 0


def whole(chance: float) -> int:
    """Round a chance as it is shown, to percent, so that no limit is missed or met by what nobody sees.

    Examples
    --------
    >>> whole(0.7951), whole(0.7949)
    (80, 79)
    """
    return int(f"{100 * chance:.0f}")


def _early(success: Success) -> str:
    words = f"at least {success.least} {success.counted[1]} to the plain message and to another"
    return f"numbers are shown once nobody can be singled out, from {words}"


def _standing(known: Sequence[UpliftRow]) -> tuple[Kind, UpliftRow, list[UpliftRow]]:
    """Kind of verdict, the message it is about, and those in front: one, or two in the campaign's order."""
    likely = max(known, key=_order)
    best = max((row for row in known if row.uplift_lower > 0), key=_order, default=None)
    if best and whole(best.chance_best) >= SURE_BEST:
        return "leads", best, [best]
    if best is None and is_worse(likely):
        return "worse", likely, [likely]
    leader = best or likely
    rivals = [row for row in known if row is not leader and whole(row.chance_best) >= WORTH_NAMING]
    rival = max((row for row in rivals if not is_worse(row)), key=_order, default=None)
    return "ahead" if best else "open", leader, [row for row in known if row in (leader, rival)]


def _order(row: UpliftRow) -> tuple[float, float]:
    return row.chance_best, row.uplift


def _said(kind: Kind, front: Sequence[UpliftRow], labels: Labels, success: Success) -> str:
    names = [_name(row, labels) for row in front]
    if kind == "worse":
        numbers = f"{difference(front[0], success)}, 95 % interval {span(front[0], success)}"
        text = f"nothing does better than the plain message; even the best of the others, {names[0]}, does"
        return f"{text} worse ({numbers})."
    gains = [difference(row, success) for row in front]
    gains[0] += f" {success.people} than with the plain message"
    told = [
        f"{gain} (95 % interval {span(row, success)}; {sure(row.chance_best)} sure it is the best)"
        for gain, row in zip(gains, front, strict=True)
    ]
    if kind == "leads":
        return f"{names[0]} leads; {told[0]}."
    text = "no single winner yet" if kind == "ahead" else "nothing surely beats the plain message yet"
    both = " and ".join(f"{name}: {numbers}" for name, numbers in zip(names, told, strict=True))
    return f"{text}; in front {'is' if len(front) == 1 else 'are'} {both}."


def _briefly(kind: Kind, front: Sequence[UpliftRow], labels: Labels, success: Success) -> str:
    told = " or ".join(
        f"{_name(row, labels)} ({difference(row, success)}, from {span(row, success)}; {sure(row.chance_best)} sure)"
        for row in front
    )
    begin = {"leads": "leading", "ahead": "no single winner yet", "worse": "nothing better than the plain message"}
    return f"{begin.get(kind, 'nothing surely better yet')}: {told}."


def _warning(worse: Sequence[UpliftRow], kind: Kind, labels: Labels, success: Success) -> str:
    if not worse or kind == "worse":
        return ""
    worst = min(worse, key=lambda row: row.uplift)
    others = len(worse) - 1
    more = "" if not others else f" and so {'does' if others == 1 else 'do'} {others} more"
    numbers = f"{difference(worst, success)}, 95 % interval {span(worst, success)}"
    return f" {_name(worst, labels)} does worse than the plain message ({numbers}){more}."


def _name(row: UpliftRow, labels: Labels) -> str:
    return f"“{labels.variants[row.variant]}”"


def difference(gain: Gain, success: Success) -> str:
    """Say the difference to the plain message: "7 more in 100", "less than 1 fewer in 10,000"."""
    per = _per(gain)
    count = round(abs(gain.uplift) * per)
    word = success.better if gain.uplift >= 0 else success.worse
    return f"{count or 'less than 1'} {word} in {per:,}"


def span(gain: Gain, success: Success) -> str:
    """Say the interval in the units of `difference`: "2 to 12" on the gaining side, else with words."""
    per = _per(gain)
    lower, upper = round(gain.uplift_lower * per), round(gain.uplift_upper * per)
    if lower >= 0:
        return f"{lower} to {upper}" if gain.uplift > 0 else f"{lower} to {upper} {success.better}"
    if upper <= 0:
        return f"{-lower} to {-upper}"
    return f"{-lower} {success.worse} to {upper} {success.better}"


def estimate(gain: Gain, success: Success) -> str:
    """Say a difference and its interval: "2 more in 100 would not buy (95 % interval 3 fewer to 6 more)"."""
    return f"{difference(gain, success)} {success.people} (95 % interval {span(gain, success)})"


def _per(gain: Gain) -> int:
    """The round number of people in which the interval shows: its far end is 2 or more, a certain sign stays seen."""
    near, far = sorted((abs(gain.uplift_lower), abs(gain.uplift_upper)))
    is_certain = gain.uplift_lower > 0 or gain.uplift_upper < 0
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
    return "less than 1 %" if chance < 0.006 else f"{whole(chance)} %"
