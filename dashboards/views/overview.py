"""Overview: what works for whom, and what is shown now: the live page, refreshed by itself every two seconds."""

from copy import deepcopy
from datetime import datetime
from itertools import batched, pairwise

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bandits.publication import EVERYONE, Publication
from dashboards.charts import Spec, allocation_area, allocation_heat, technique_intervals, uplift_intervals
from dashboards.data import HISTORY_LIMIT, Snapshot, now, snapshot
from dashboards.frames import (
    allocation_history,
    allocation_now,
    common_limit,
    decisions_per_minute,
    leading_share,
    segment_shares,
    stacking,
    technique_frame,
    uplift_frame,
)
from dashboards.house import House, current
from dashboards.labels import Labels, as_markdown, beside, mark, percent
from dashboards.theme import message_colours
from dashboards.views.header import show_header
from dashboards.views.verdicts import BORROWED, show_start, show_verdicts

REFRESH_SECONDS = 2
_EVEN = (
    "How many people get the message that is most likely to be the best for their segment and channel. In an even "
    "split each message possible for a segment and channel gets the same share there: 1 divided by their number. That "
    "is more than 1 divided by all {live} messages where some are not possible."
)


def render() -> None:
    """Show the page of the house that this process shows."""
    house = current()
    if house is None:
        return
    show_header(house)
    st.fragment(_figures, run_every=REFRESH_SECONDS)(house)
    labels = Labels.of(house.campaign, house.segmentation)
    title, selector = st.columns([3, 2], vertical_alignment="bottom")
    title.subheader("What works for whom", anchor=False)
    segment = selector.selectbox(  # above all that changes its height: an open list closes when the page moves under it
        "Segment",
        [EVERYONE, *house.segmentation.ids],
        format_func=lambda key: labels.segments[key],
        key="segment",
    )
    st.fragment(_results, run_every=REFRESH_SECONDS)(house, segment)


def _figures(house: House) -> None:
    _numbers(snapshot(house), now())


def _results(house: House, segment: str) -> None:
    shown = snapshot(house)
    if shown.publication is None:
        st.info("Nothing is published yet. The first numbers appear here as soon as the engine has started.")
        return
    if shown.publication.decided:
        show_verdicts(house, shown, shown.segments if segment == EVERYONE else (segment,))
    else:
        show_start(house, shown.publication)
    st.subheader("Which messages are shown, and what they change", anchor=False)
    _history(shown, segment, shown.publication, now())
    _now(shown, shown.publication)
    _uplift(shown, segment)
    _techniques(shown)


def _numbers(shown: Snapshot, moment: datetime) -> None:
    publication = shown.publication
    decided, answered = publication.decided if publication else 0, shown.answered
    rate = decisions_per_minute(shown.history, moment)
    shares = leading_share(publication, shown.weights) if publication and answered is not None else None
    changes = sum(one.allocation.version != other.allocation.version for one, other in pairwise(shown.history))
    more = " or more" if len(shown.history) == HISTORY_LIMIT else ""
    chosen, answers, leading, update = st.columns(4)
    _figure(chosen, "Messages chosen", f"{decided:,}", "–" if rate is None else f"{rate:,.0f} per minute now")
    few = f"under {shown.success.least}"
    _figure(
        answers,
        "Answers",
        few if answered is None else f"{answered:,}",
        f"to {percent(answered / decided)} of the messages" if answered is not None and decided else "–",
    )
    _figure(
        leading,
        "Get the leading message",
        "–" if shares is None else percent(shares[0]),
        "–" if shares is None else f"{percent(shares[1])} in an even split",
        _EVEN.format(live=len(shown.campaign.live)),
    )
    _figure(update, "Last update", _ago(publication, moment), f"shares changed {times(changes)}{more}")


def _figure(place: DeltaGenerator, label: str, value: str, beside: str, help_text: str | None = None) -> None:
    place.metric(
        label, value, beside, delta_color="off", delta_arrow="off", border=True, height="stretch", help=help_text
    )


def times(number: int) -> str:
    """Say how often.

    Examples
    --------
    >>> times(0), times(1), times(12)
    ('0 times', 'once', '12 times')
    """
    return "once" if number == 1 else f"{number:,} times"


def _ago(publication: Publication | None, moment: datetime) -> str:
    if publication is None:
        return "–"
    seconds = max(0, round((moment - publication.published_at).total_seconds()))
    for size, unit in ((86_400, "d"), (3_600, "h"), (60, "min")):
        if seconds >= 2 * size:
            return f"{seconds // size} {unit} ago"
    return f"{seconds} s ago"


def _history(shown: Snapshot, segment: str, publication: Publication, moment: datetime) -> None:
    labels = shown.labels
    names = stacking(segment_shares(publication.allocation, shown.weights, segment), labels)
    st.markdown("**Shares over time**")
    st.caption(f"A thin line marks every moment at which the shares changed. {mark(shown.campaign)}")
    frame = allocation_history(shown.history, shown.weights, segment, labels, moment)
    colours = message_colours(names, list(labels.variants.values()), labels.variants[labels.control])
    chart = allocation_area(names, tuple(colours.values()))
    _draw(frame, chart, "allocation_area", "Share of each message over time")


def _now(shown: Snapshot, publication: Publication) -> None:
    frame = allocation_now(publication, shown.weights, shown.labels)
    st.markdown("**Shares now**")
    policy = shown.campaign.policy
    st.caption(
        "Of 100 messages to a segment, how many are of each kind; empty where a message is not for the segment. "
        f"The plain message keeps at least {percent(max(policy.control_share, policy.floor))} on every channel, each "
        f"other message {percent(policy.floor)}. Shares differ from the start: not every message is on every "
        f"channel, and where fewer compete each gets more. {mark(shown.campaign)}"
    )
    _draw(frame, allocation_heat(frame["message"].nunique()), "allocation_heat", "Share of each message by segment")


def _uplift(shown: Snapshot, segment: str) -> None:
    st.markdown("**What the messages change, against the plain message**")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge("Better", color="blue", icon=":material/arrow_right:")
        st.badge("Not clear yet", color="gray", icon=":material/circle:")
        st.badge("Worse", color="orange", icon=":material/arrow_left:")
        st.caption(
            f"{shown.success.share}: difference to the plain message (dashed line) with its 95 % interval. "
            f"What tells of fewer than {shown.success.least} {shown.success.counted[1]}, by itself or by subtraction, "
            f"is not shown. {BORROWED} {as_markdown(beside(shown.campaign))}"
        )
    segments = (EVERYONE, *shown.segments) if segment == EVERYONE else (segment,)  # all together have numbers first
    frames = {key: uplift_frame(shown.rows, key, shown.labels, shown.success) for key in segments}
    limit = common_limit(frames.values())
    alone, *others = frames.items()
    for charts in ((alone,), *batched(others, 2)):
        for place, (key, frame) in zip(st.columns(1 if charts[0] is alone else 2), charts, strict=False):
            name = shown.labels.segments[key]
            with place.container(border=True, height="stretch"):
                _draw(
                    frame, uplift_intervals(len(frame), limit, name), f"uplift_{key}", f"Difference by message: {name}"
                )


def _techniques(shown: Snapshot) -> None:
    frame = technique_frame(shown.rows, shown.techniques, shown.labels, shown.success)
    if frame.empty:
        return
    st.markdown("**What each technique adds, over all segments**")
    st.caption(
        f"{shown.success.share}: what a technique would add to the plain message if used fully, all else equal, with "
        "its 95 % interval. A hint for the next messages, not a proof: messages differ in more than their techniques. "
        f"{as_markdown(beside(shown.campaign))}"
    )
    chart = technique_intervals(len(frame), common_limit([frame]))
    _draw(frame, chart, "techniques", "Difference that each technique makes")


def _draw(frame: pd.DataFrame, chart: Spec, key: str, words: str) -> None:
    st.vega_lite_chart(frame, deepcopy(chart), width="stretch", key=key, alt=words)
