"""Overview: what works for whom, and what is shown now: the live page, refreshed by itself every two seconds."""

from copy import deepcopy
from datetime import datetime
from itertools import batched, pairwise

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bandits.publication import Publication
from bandits.uplift import EVERYONE
from dashboards.charts import Spec, allocation_area, allocation_heat, uplift_intervals
from dashboards.data import Snapshot, now, snapshot
from dashboards.frames import (
    allocation_history,
    allocation_now,
    common_limit,
    decisions_per_minute,
    leading_share,
    segment_shares,
    stacking,
    uplift_frame,
)
from dashboards.house import House, current
from dashboards.labels import Labels, as_markdown, percent
from dashboards.sentences import MIN_ANSWERS, Kind, verdict
from dashboards.theme import message_colours
from dashboards.views.header import show_header

REFRESH_SECONDS = 2
_MARKS: dict[Kind, tuple[str, str, str]] = {
    "leads": ("Leading", ":material/trending_up:", "blue"),
    "ahead": ("Ahead", ":material/trending_up:", "blue"),
    "open": ("No winner yet", ":material/balance:", "gray"),
    "worse": ("Worse", ":material/trending_down:", "orange"),
    "early": ("Too early", ":material/hourglass_empty:", "gray"),
}


def render() -> None:
    """Show the page of the house that this process shows."""
    house = current()
    if house is None:
        return
    show_header(house)
    st.fragment(_results, run_every=REFRESH_SECONDS)(house)
    labels = Labels.of(house.campaign, house.segmentation)
    title, selector = st.columns([3, 2], vertical_alignment="bottom")
    title.subheader("Which messages are shown, and what they change", anchor=False)
    segment = selector.selectbox(
        "Segment",
        [EVERYONE, *house.segmentation.ids],
        format_func=lambda key: labels.segments[key],
        key="segment",
    )
    st.fragment(_charts, run_every=REFRESH_SECONDS)(house, segment)


def _results(house: House) -> None:
    shown = snapshot(house)
    _numbers(shown, now())
    st.subheader("What works for whom", anchor=False)
    if shown.publication is None:
        st.info("Nothing is published yet. The first numbers appear here as soon as the engine has started.")
    else:
        _verdicts(shown)


def _charts(house: House, segment: str) -> None:
    shown = snapshot(house)
    if shown.publication is None:
        st.info("Nothing is shown to anyone yet.")
        return
    _history(shown, segment, shown.publication, now())
    _now(shown, shown.publication)
    _uplift(shown, segment)


def _numbers(shown: Snapshot, moment: datetime) -> None:
    publication = shown.publication
    decided, answered = (publication.decided, publication.answered) if publication else (0, 0)
    rate = decisions_per_minute(shown.history, moment)
    shares = leading_share(publication, shown.weights) if publication else None
    changes = sum(one.allocation.version != other.allocation.version for one, other in pairwise(shown.history))
    chosen, answers, leading, update = st.columns(4)
    _figure(chosen, "Messages chosen", f"{decided:,}", "–" if rate is None else f"{rate:,.0f} per minute now")
    _figure(
        answers, "Answers", f"{answered:,}", f"to {percent(answered / decided)} of the messages" if decided else "–"
    )
    _figure(
        leading,
        "Get the leading message",
        "–" if shares is None else percent(shares[0]),
        "–" if shares is None else f"{percent(shares[1])} in an even split",
        "How many people get the message that is most likely to be the best for their segment and channel.",
    )
    _figure(update, "Last update", _ago(publication, moment), f"shares changed {times(changes)}")


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


def _verdicts(shown: Snapshot) -> None:
    with st.container(border=True):
        for segment in shown.segments:
            rows = shown.rows_of(segment)
            if not rows:
                continue
            said = verdict(rows, shown.labels, shown.success)
            word, icon, colour = _MARKS[said.kind]
            mark, text = st.columns([1, 7], gap="small")
            mark.badge(word, icon=icon, color=colour)  # type: ignore[arg-type]  # a Literal of Streamlit's own
            name, rest = said.text.split(": ", 1)
            text.markdown(f"**{as_markdown(name)}:** {as_markdown(rest)}")


def _history(shown: Snapshot, segment: str, publication: Publication, moment: datetime) -> None:
    labels = shown.labels
    names = stacking(segment_shares(publication.allocation, shown.weights, segment), labels)
    st.markdown("**Shares over time**")
    st.caption("A thin line marks every moment at which the shares changed.")
    frame = allocation_history(shown.history, shown.weights, segment, labels, moment)
    colours = message_colours(names, list(labels.variants.values()), labels.variants[labels.control])
    chart = allocation_area(names, tuple(colours.values()))
    _draw(frame, chart, "allocation_area", "Share of each message over time")


def _now(shown: Snapshot, publication: Publication) -> None:
    frame = allocation_now(publication, shown.weights, shown.labels)
    st.markdown("**Shares now**")
    st.caption("Of 100 messages to a segment, how many are of each kind; empty where a message is not for the segment.")
    _draw(frame, allocation_heat(frame["message"].nunique()), "allocation_heat", "Share of each message by segment")


def _uplift(shown: Snapshot, segment: str) -> None:
    st.markdown("**What the messages change, against the plain message**")
    with st.container(horizontal=True, vertical_alignment="center"):
        st.badge("Better", color="blue", icon=":material/arrow_right:")
        st.badge("Not clear yet", color="gray", icon=":material/circle:")
        st.badge("Worse", color="orange", icon=":material/arrow_left:")
        st.caption(
            f"{shown.success.share}: difference to the plain message (dashed line) with its 95 % interval. "
            f"Fewer than {MIN_ANSWERS} answers are too few for a number."
        )
    segments = shown.segments if segment == EVERYONE else (segment,)
    frames = {key: uplift_frame(shown.rows, key, shown.labels, shown.success) for key in segments}
    limit = common_limit(frames.values())
    for pair in batched(frames.items(), 2):
        for place, (key, frame) in zip(st.columns(min(2, len(frames))), pair, strict=False):
            name = shown.labels.segments[key]
            with place.container(border=True, height="stretch"):
                _draw(
                    frame, uplift_intervals(len(frame), limit, name), f"uplift_{key}", f"Difference by message: {name}"
                )


def _draw(frame: pd.DataFrame, chart: Spec, key: str, words: str) -> None:
    st.vega_lite_chart(frame, deepcopy(chart), width="stretch", key=key, alt=words)
