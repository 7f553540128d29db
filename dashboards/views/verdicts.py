"""Verdicts: what works for whom in words, what to do about it, and before the first decision how to ask for one."""

import json
from collections.abc import Sequence
from urllib.parse import urlsplit

import streamlit as st

from bandits.publication import EVERYONE, Publication
from dashboards.advice import BY_ITSELF, advice, by_channel, overall, verdicts
from dashboards.data import Snapshot
from dashboards.house import House
from dashboards.labels import as_markdown, beside, portrait
from dashboards.sentences import Kind

BORROWED = (
    "Estimates borrow strength from similar messages and segments, so they differ from raw counts, most where "
    "answers are few; raw counts are in the tooltips."
)
_USUAL_ADDRESS = "http://127.0.0.1:8400"
_MARKS: dict[Kind, tuple[str, str, str]] = {
    "leads": ("Leading", ":material/trending_up:", "blue"),
    "ahead": ("Ahead", ":material/trending_up:", "blue"),
    "open": ("No winner yet", ":material/balance:", "gray"),
    "worse": ("Worse", ":material/trending_down:", "orange"),
    "early": ("Too early", ":material/hourglass_empty:", "gray"),
}


def show_verdicts(house: House, shown: Snapshot, segments: Sequence[str]) -> None:
    """Show one verdict per segment, with the channels that differ, what to do, and who the segment is."""
    st.caption(
        f"Of 100 people, how many more or fewer {as_markdown(shown.success.people)} than with the plain message on the "
        "same channels, with the 95 % interval (from … to …); and how sure it is that the message is the best. "
        f"{BY_ITSELF} {BORROWED} {as_markdown(beside(shown.campaign))}"
    )
    with st.container(border=True):
        for segment in segments:
            if shown.rows_of(segment):
                _show_verdict(house, shown, segment)


def _show_verdict(house: House, shown: Snapshot, segment: str) -> None:
    labels, success = shown.labels, shown.success
    rows, channels = shown.rows_of(segment), by_channel(shown.rows, segment)
    said = verdicts(rows, channels, labels, success)
    name = f"**{as_markdown(labels.segments[segment])}:**"
    if EVERYONE in said:
        lines = [f"{name} {as_markdown(said[EVERYONE].text)}"]
    else:
        places = {as_markdown(labels.channels[channel]): as_markdown(one.text) for channel, one in said.items()}
        lines = [name, *(f"*{place}:* {words}" for place, words in places.items())]
    lines.append(f":material/arrow_forward: {as_markdown(advice(said, rows, channels, labels, success))}")
    word, icon, colour = _MARKS[overall(said)]
    mark, text = st.columns([1, 7], gap="small")
    mark.badge(word, icon=icon, color=colour)  # type: ignore[arg-type]  # a Literal of Streamlit's own
    with text.container(gap=None):
        st.markdown("  \n".join(lines))
        st.caption(as_markdown(portrait(house.segmentation.segment(segment))))


def show_start(house: House, publication: Publication) -> None:
    """Show where decisions are asked for, while nobody has asked yet."""
    address = _address()
    st.info(
        f"Waiting for the first decision. Whoever delivers messages asks for them at {as_markdown(address)}; "
        "results appear here as answers come in. One example call:",
        icon=":material/hourglass_empty:",
    )
    st.code(example_call(house, publication, address), language="sh", wrap_lines=True)


def example_call(house: House, publication: Publication, address: str) -> str:
    """Write a call that the API answers with the message for one person."""
    context = publication.allocation.contexts[0]
    where = {"segment": context.segment, "channel": context.channel, "locale": house.campaign.locales[0]}
    body = json.dumps({"unit_id": "device-1", "context": where})
    url = f"{address}/v1/campaigns/{house.campaign.id}/decisions"
    return f"curl -sS {url} -H 'Content-Type: application/json' -d '{body}'"


def _address() -> str:
    """Address under which the visitor reached this page; the API is beside it."""
    reached = urlsplit(st.context.url or "")
    return f"{reached.scheme}://{reached.netloc}" if reached.netloc else _USUAL_ADDRESS
