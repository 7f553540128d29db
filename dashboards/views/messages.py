"""Messages: one message as people read it, what the lint says of it, and its numbers per segment beside it."""

from collections.abc import Callable, Mapping, Sequence

import pandas as pd
import streamlit as st
from streamlit.delta_generator import DeltaGenerator

from bandits.disclosure import PublicRow
from bandits.publication import EVERYONE, UpliftRow
from campaigns.campaign import Campaign
from campaigns.errors import EngineError
from campaigns.lint.finding import Finding
from campaigns.variant import Variant
from dashboards.cards import Field, card, findings_of, told_once
from dashboards.data import Snapshot, snapshot
from dashboards.frames import count_words
from dashboards.house import House, current
from dashboards.labels import Labels, as_markdown, beside, chance, percent
from dashboards.views.header import show_header

REFRESH_SECONDS = 5
ALL_LOCALES = "all"
ALL_CHANNELS = "all"
_LANGUAGES = {"en": "English", "zh": "Chinese", "vi": "Vietnamese", "th": "Thai", "id": "Indonesian", "fr": "French"}
_STATES = {"draft": ("Draft", "gray"), "live": ("Live", "green"), "paused": ("Paused", "orange"),
           "retired": ("Retired", "gray")}  # fmt: skip


def render() -> None:
    """Show the page of the house that this process shows."""
    house = current()
    if house is None:
        return
    show_header(house)
    labels = Labels.of(house.campaign, house.segmentation)
    variant, channel, locales = _choice(house.campaign, labels)
    channels = variant.channels if channel == ALL_CHANNELS else (channel,)
    left, right = st.columns([11, 12], gap="medium")
    with left:
        _about(variant, labels)
        for one in channels:
            if len(channels) > 1:
                st.markdown(f"**{as_markdown(labels.channels[one])}**")
            _cards(house.campaign, variant, one, locales)
        found = (finding for one in channels for finding in findings_of(house.findings, variant.id, one, locales))
        _findings(list(found), {} if len(channels) == 1 else labels.channels)
    with right:
        st.fragment(_numbers, run_every=REFRESH_SECONDS)(house, variant.id, channel)


def _choice(campaign: Campaign, labels: Labels) -> tuple[Variant, str, tuple[str, ...]]:
    """Let the visitor choose; the choice is part of the address, so that it can be sent to a colleague."""
    message, where, language = st.columns([3, 2, 2])
    variants = [variant.id for variant in campaign.variants]
    variant = campaign.variant(_chosen(message, "Message", variants, lambda key: labels.variants[key]))
    channels = {**labels.channels, ALL_CHANNELS: "All channels"}
    channel = _chosen(where, "Channel", [*variant.channels, ALL_CHANNELS], lambda key: channels[key])
    locale = _chosen(language, "Language", [ALL_LOCALES, *campaign.locales], language_name)
    return variant, channel, campaign.locales if locale == ALL_LOCALES else (locale,)


def _chosen(place: DeltaGenerator, label: str, keys: Sequence[str], name: Callable[[str], str]) -> str:
    """Show a choice that begins with what the address says, and say in the address what was chosen."""
    key = label.lower()
    asked = st.query_params.get(key)
    if st.session_state.get(key) not in keys:
        st.session_state[key] = asked if asked in keys else keys[0]
    chosen: str = place.selectbox(label, keys, format_func=name, key=key)
    if asked != chosen:
        st.query_params[key] = chosen
    return chosen


def language_name(locale: str) -> str:
    """Name a locale for people: "Chinese (zh-CN)"."""
    if locale == ALL_LOCALES:
        return "All, side by side"
    name = _LANGUAGES.get(locale.partition("-")[0])
    return f"{name} ({locale})" if name else locale


def _about(variant: Variant, labels: Labels) -> None:
    with st.container(horizontal=True, vertical_alignment="center"):
        st.subheader(as_markdown(labels.variants[variant.id]), anchor=False, width="content")
        word, colour = _STATES[variant.state]
        st.badge(word, color=colour)  # type: ignore[arg-type]  # a Literal of Streamlit's own
        if variant.role == "control":
            st.badge("The plain message", color="gray", help="All others are compared with it.")
    messenger = "no one in particular" if variant.messenger in {None, "narrator_none"} else variant.messenger or ""
    st.markdown(f"**Who speaks:** {as_markdown(messenger.replace('_', ' '))}  \n"
                f"**Techniques:** {as_markdown(labels.techniques[variant.id])}")  # fmt: skip


def _cards(campaign: Campaign, variant: Variant, channel: str, locales: tuple[str, ...]) -> None:
    for column, locale in zip(st.columns(len(locales)), locales, strict=True):
        with column, st.container(border=True, height="stretch"):
            st.caption(language_name(locale))
            try:
                fields = card(campaign, variant.id, channel, locale)
            except EngineError as error:
                st.warning(as_markdown(str(error)), icon=":material/warning:")
                continue
            for field in fields:
                _field(field, f"{channel}_{locale}")
            with st.container(gap=None):
                for field in fields:
                    mark = ":material/check:" if field.fits else ":orange[:material/warning:]"
                    st.caption(f"{mark} {as_markdown(field.told)}")


def _field(field: Field, key: str) -> None:
    """Draw one field: text is text, never markup."""
    if field.name == "headline":
        st.markdown(f"##### {as_markdown(field.text)}", anchors=False)
    elif field.name == "button":
        st.button(as_markdown(field.text), key=f"button_{key}", type="primary", help="A preview: it leads nowhere.")
    else:
        st.text(field.text)


def _findings(findings: Sequence[Finding], names: Mapping[str, str]) -> None:
    """Show each finding once, with the names of its channels where the page shows several."""
    st.markdown("**Checks of the text**")
    if not findings:
        st.success("Nothing to mend.", icon=":material/check_circle:")
    for finding, channels in told_once(findings):
        show = st.error if finding.severity == "block" else st.warning
        where = " + ".join(names[channel] for channel in channels if channel in names)
        place = ", ".join(part for part in (where, finding.locale, finding.field) if part)
        head = f"**{finding.rule}** ({as_markdown(place)})" if place else f"**{finding.rule}**"
        show(
            f"{head}{as_markdown(found_words(finding))}: {as_markdown(finding.why)}.  \n"
            f"**To mend:** {as_markdown(finding.mend)}.",
            icon=":material/block:" if finding.severity == "block" else ":material/warning:",
        )


def found_words(finding: Finding) -> str:
    """What was found: in quotation marks where a text says it, without where it is about the message in all languages.

    Examples
    --------
    >>> rest = ("fear", "say what to do", "W19", "")
    >>> found_words(Finding("L08", "block", "v", "feed", "en", "", "cancer ", *rest))
    ' “cancer”'
    >>> found_words(Finding("L25", "warn", "v", "", "", "", "celebrity", *rest))
    ' celebrity'
    """
    words = finding.words.strip()
    if not words:
        return ""
    is_quotation = words.startswith("“") and words.endswith("”")
    return f" “{words}”" if finding.locale and not is_quotation else f" {words}"


def _numbers(house: House, variant: str, channel: str) -> None:
    shown = snapshot(house)
    of = "all channels together" if channel == ALL_CHANNELS else shown.labels.channels[channel]
    st.subheader(f"Its numbers: {as_markdown(of)}", anchor=False)
    rows = rows_on(shown, variant, EVERYONE if channel == ALL_CHANNELS else channel)
    if not rows:
        st.info("No numbers yet: the message was not shown so far.")
        return
    st.caption(
        f"{as_markdown(shown.success.share)}. Rate, and difference to the plain message in people of 100, with 95 % "
        f"intervals. A number that tells of fewer than {shown.success.least} {shown.success.counted[1]}, by itself or "
        f"by subtraction, is not shown; answers are raw counts. Estimates borrow strength from similar messages and "
        f"segments. {as_markdown(beside(shown.campaign))}"
    )
    st.table(numbers_table(rows, shown), hide_index=True, border="horizontal")


def rows_on(shown: Snapshot, variant: str, channel: str) -> list[PublicRow]:
    """Rows of one message on a channel ("*": all together), segment by segment; all segments and channels last."""
    return [row for row in shown.rows if row.variant == variant and (row.segment == EVERYONE or row.channel == channel)]


def numbers_table(rows: Sequence[PublicRow], shown: Snapshot) -> pd.DataFrame:
    """Put the numbers of one message into words as Markdown, one line per segment; all segments last."""
    ordered = sorted(rows, key=lambda row: row.segment == EVERYONE)
    return pd.DataFrame([_line(row, shown) for row in ordered])


def _line(row: PublicRow, shown: Snapshot) -> dict[str, str]:
    where = ", all channels" if row.segment == EVERYONE else ""
    words = {
        "Segment": f"{shown.labels.segments[row.segment]}{where}",
        "Answers": count_words(row, shown.success),
        **_estimates(row, shown.labels.control),
        "Share now": percent(row.share),
    }
    return {
        name: as_markdown(text if name == "Segment" else text.replace(" ", "\u00a0")) for name, text in words.items()
    }


def _estimates(row: PublicRow, control: str) -> dict[str, str]:
    """What is estimated, or dashes where it is hidden; the control is not compared with itself."""
    told = dict.fromkeys(("Rate", "Difference", "Beats plain", "Is best"), "–")
    if not isinstance(row, UpliftRow):
        return told
    told["Rate"] = f"{percent(row.rate)} ({100 * row.rate_lower:.0f} to {100 * row.rate_upper:.0f})"
    told["Is best"] = chance(row.chance_best)
    if row.variant != control:
        ends = [_signed(end) for end in (row.uplift, row.uplift_lower, row.uplift_upper)]
        told["Difference"] = f"{ends[0]} ({ends[1]} to {ends[2]})"
        told["Beats plain"] = chance(row.chance_better)
    return told


def _signed(difference: float) -> str:
    points = round(100 * difference)
    return f"{points:+d}".replace("-", "−") if points else "0"
