"""Advice: what can be said of a segment, channel by channel where they differ, and what a manager may do about it.

Messages that are never on one channel never compete, so a single winner over all channels may not exist.
"""

from collections.abc import Mapping, Sequence
from dataclasses import replace

from bandits.disclosure import PublicRow
from bandits.publication import EVERYONE, UpliftRow
from dashboards.labels import Labels, Success
from dashboards.sentences import Kind, Verdict, is_worse, told_rows, verdict

READY = 95  # whole percent
FAR = 3.0  # intervals that reach further than this many differences say nothing of when they will be clear
BY_ITSELF = (
    "The engine shifts the shares by itself towards what is rewarded; stopping, pausing and new messages are up to you."
)
_TOGETHER = "All channels are counted together: each by itself has too few to be shown yet."

type ByChannel = Mapping[str, Sequence[PublicRow]]


def by_channel(rows: Sequence[PublicRow], segment: str) -> dict[str, list[PublicRow]]:
    """One segment's rows on each single channel."""
    found: dict[str, list[PublicRow]] = {}
    for row in rows:
        if row.segment == segment and row.channel != EVERYONE:
            found.setdefault(row.channel, []).append(row)
    return found


def verdicts(rows: Sequence[PublicRow], channels: ByChannel, labels: Labels, success: Success) -> dict[str, Verdict]:
    """One verdict under EVERYONE where it holds on all channels, else one for each channel.

    It does not hold where the channels show other messages, or where another one leads on some channel; but it is what
    can be said while every channel by itself is still hidden.

    Parameters
    ----------
    rows : all variants of one segment, on all channels together.
    channels : the same on each channel.
    """
    said = verdict(rows, labels, success)
    if said.kind == "early":
        return {EVERYONE: said}
    own = {channel: verdict(found, labels, success, brief=True) for channel, found in channels.items()}
    led = {one.leader for one in own.values() if one.kind == "leads"}
    if not _differ(channels) and led <= {said.leader}:
        return {EVERYONE: said}
    if all(one.kind == "early" for one in own.values()):
        return {EVERYONE: replace(said, text=f"{said.text} {_TOGETHER}")}
    return own


def _differ(channels: ByChannel) -> bool:
    """Whether some channel shows other messages than another."""
    return len({frozenset(row.variant for row in found if row.share > 0) for found in channels.values()}) > 1


def overall(said: Mapping[str, Verdict]) -> Kind:
    """The one mark of a segment: of its channels' kinds the same where they agree, else what is true of some."""
    kinds = {one.kind for one in said.values()} - {"early"}
    if len(kinds) <= 1:
        return next(iter(kinds), "early")
    return "ahead" if kinds & {"leads", "ahead"} else "open"


def advice(
    said: Mapping[str, Verdict], rows: Sequence[PublicRow], channels: ByChannel, labels: Labels, success: Success
) -> str:
    """Say in one line what can be done about a segment, after its verdicts; the rest as for `verdicts`."""
    kind = overall(said)
    if kind == "early":
        least = f"at least {success.least} {success.counted[1]} each"
        return f"Nothing to do yet: the plain message and another need {least}."
    is_apart = EVERYONE not in said or not _differ(channels)  # together, channels that differ have no one best message
    if is_apart and all(one.kind == "leads" and one.sureness >= READY for one in said.values()):
        return f"Ready to stop: on every channel one message is at least {READY} % sure to be the best."
    worse = [row for row in told_rows(rows) if row.share > 0 and is_worse(row)]
    if worse:
        names = [f"“{labels.variants[row.variant]}”" for row in sorted(worse, key=lambda row: row.uplift)]
        return f"Consider pausing {' and '.join(names[:2])}: surely worse than the plain message."
    if kind == "leads":
        return "Nothing to do: one message leads, the others are still checked."
    missing = _missing({EVERYONE: rows, **channels}, said, labels, success)
    if missing or kind == "open":
        return f"Nothing to do yet: {missing or 'differences are too small to say how many answers it takes'}."
    return "Nothing to do yet: something beats the plain message; which message is best needs more answers."


def _missing(places: ByChannel, said: Mapping[str, Verdict], labels: Labels, success: Success) -> str:
    """How many answers the next open question takes, where that can be said; from the answers that are shown."""
    found: list[tuple[int, str, str]] = []
    for place, one in said.items():
        known = told_rows(places[place])
        for row in known:
            more = answers_needed(row, sum(row.trials for row in known)) if one.kind == "open" else None
            if more is not None and row.variant == one.leader:
                found.append((more, place, labels.variants[row.variant]))
    if not found:
        return ""
    more, place, name = min(found)
    where = "from this segment" if place == EVERYONE else f"on “{labels.channels[place]}”"
    return (
        f"if the difference stays as it is, about {more:,} more {success.counted[1]} {where} show whether “{name}” "
        "beats the plain message"
    )


def answers_needed(row: UpliftRow, total: float) -> int | None:
    """How many more answers, after `total`, until a row's interval leaves 0, to one digit.

    The interval narrows with 1 / sqrt(answers) if the shares stay as they are; None where that says nothing: the
    difference is no gain, or small against its interval.

    Examples
    --------
    Half a width of 0.08 must become 0.04, which takes four times the answers:

    >>> numbers = dict(segment="s", channel="*", variant="v", trials=20, benefit=9, share=.5, rate=.4, rate_lower=.3,
    ...                rate_upper=.5, relative=.1, chance_better=.8, chance_best=.8)
    >>> answers_needed(UpliftRow(uplift=.04, uplift_lower=-.04, uplift_upper=.12, **numbers), 100)
    300
    """
    half = (row.uplift_upper - row.uplift_lower) / 2
    if row.uplift <= 0 or half > FAR * row.uplift:
        return None
    more = total * max((half / row.uplift) ** 2 - 1, 0.0)
    return max(10, int(float(f"{more:.0e}")))
