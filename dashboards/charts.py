"""Charts: how each table of `frames` is drawn. Pure and without data: a live page sends new rows to a chart that stays.

Sizes are fixed so that a page does not jump; what a chart depends on is in its arguments, so that it is made once.
"""

from collections.abc import Mapping
from functools import lru_cache
from typing import Any

import altair as alt

from dashboards.theme import BETTER, INK, LINE, QUIET, SEQUENTIAL, UNCLEAR, WORSE

HISTORY_HEIGHT = 360
ROW_HEIGHT = 24
CELL_HEIGHT = 28
LEAST_HEAT_HEIGHT = 190  # on a phone the slanted names above the cells take half of it
AXES_HEIGHT = 110
GRID = "#eef1f4"
CERTAINTIES = ("Better", "Not clear yet", "Worse")
_TWO_LINES = "length(datum.label) > 16 ? split(replace(datum.label, /^(.{6,}?) (.{4,})$/, '$1|$2'), '|') : datum.label"

_NARROW = "windowSize()[0] < 640"
_ACTIONS = {"embedOptions": {"actions": False}}

type Spec = dict[str, Any]


@lru_cache(maxsize=64)
def allocation_area(names: tuple[str, ...], colours: tuple[str, ...]) -> Spec:
    """Shares over time as stacked steps, a thin rule where they changed.

    Parameters
    ----------
    names : messages from the top of the stack to its bottom.
    colours : one for each name.

    Returns
    -------
    A Vega-Lite chart for `frames.allocation_history`.
    """
    clock = alt.Axis(format="%H:%M:%S", tickCount=6, grid=False, labelOverlap=True)
    areas = (
        alt.Chart()
        .mark_area(interpolate="step-after", stroke=LINE, strokeWidth=0.4)
        .encode(
            x=alt.X("time:T", title="Time", axis=clock),
            y=alt.Y(
                "share:Q", title="Share of messages (%)", stack="zero", scale=alt.Scale(domain=[0, 100], nice=False)
            ),
            color=alt.Color(
                "message:N",
                title=None,
                scale=alt.Scale(domain=list(names), range=list(colours)),
                legend=alt.Legend(
                    orient="bottom",
                    columns=_by_width("2", "4"),
                    labelLimit=_by_width("130", "230"),
                    labelFontSize=_by_width("10", "12"),
                    symbolType="square",
                    symbolStrokeWidth=0,
                ),
            ),
            order=alt.Order("rank:Q", sort="ascending"),
            tooltip=[
                alt.Tooltip("message:N", title="Message"),
                alt.Tooltip("share:Q", title="Share (%)", format=".1f"),
                alt.Tooltip("time:T", title="Time", format="%H:%M:%S"),
            ],
        )
    )
    rules = (
        alt.Chart()
        .mark_rule(color=INK, strokeWidth=0.6, opacity=0.25)
        .encode(
            x=alt.X("changed_at:T", title="Time", axis=clock),
            tooltip=[
                alt.Tooltip("changed_at:T", title="Shares changed", format="%H:%M:%S"),
                alt.Tooltip("because:N", title="Because of"),
            ],
        )
    )
    return _spec([areas, rules], HISTORY_HEIGHT)


@lru_cache(maxsize=64)
def allocation_heat(messages: int) -> Spec:
    """The live shares of every segment and message, each cell with its number; empty where a message is not shown.

    Parameters
    ----------
    messages : how many rows `frames.allocation_now` has for a segment that sees all.
    """
    top = alt.Axis(
        orient="top",
        labelAngle=_by_width("-60", "0"),
        labelAlign=_by_width("'left'", "'center'"),
        labelLimit=_by_width("90", "160"),
        labelExpr=_TWO_LINES,
        labelLineHeight=14,
        labelFlush=False,
        labelOverlap=False,
        domain=False,
    )
    side = _names(230, domain=False)
    base = alt.Chart().encode(
        x=alt.X("segment:N", title=None, sort=alt.EncodingSortField("column", op="min"), axis=top),
        y=alt.Y("message:N", title=None, sort=alt.EncodingSortField("row", op="min"), axis=side),
        tooltip=[
            alt.Tooltip("segment:N", title="Segment"),
            alt.Tooltip("message:N", title="Message"),
            alt.Tooltip("share:Q", title="Share now (%)", format=".1f"),
            alt.Tooltip("techniques:N", title="Techniques"),
        ],
    )
    shades = alt.Scale(domain=[0, 60], range=list(SEQUENTIAL), clamp=True)
    cells = base.mark_rect(stroke="white", strokeWidth=2, cornerRadius=3).encode(
        color=alt.Color("share:Q", title="Share (%)", legend=None, scale=shades)
    )
    texts = base.mark_text(fontSize=13).encode(
        text="label:N", color=alt.condition("datum.share > 30", alt.value("white"), alt.value(INK))
    )
    return _spec([cells, texts], max(messages * CELL_HEIGHT + 56, LEAST_HEAT_HEIGHT))


def _by_width(narrow: str, wide: str) -> alt.ExprRef:
    """One of two Vega expressions: for a phone, for a larger window."""
    return alt.ExprRef(expr=f"{_NARROW} ? {narrow} : {wide}")


def _names(limit: int, *, domain: bool = True) -> alt.Axis:
    """Names beside a chart, on a phone in two lines."""
    return alt.Axis(
        labelLimit=_by_width("110", str(limit)),
        labelExpr=f"{_NARROW} ? ({_TWO_LINES}) : datum.label",
        labelFontSize=_by_width("10", "12"),
        labelLineHeight=11,
        labelOverlap=False,
        labelFlush=False,
        domain=domain,
        gridColor=GRID,
    )


@lru_cache(maxsize=256)
def uplift_intervals(messages: int, limit: float, title: str) -> Spec:
    """Difference to the plain message: a point with its 95 % interval per message, sorted; the plain message at 0.

    Parameters
    ----------
    messages : how many rows `frames.uplift_frame` has.
    limit : the axis runs from -limit to limit (percentage points), the same in charts to be compared.
    title : says which segment.
    """
    return _intervals(messages, limit, title, {"message": "Message", "told": "Against the plain message",
        "certainty": "Than the plain message", "best": "Sure it is the best", "counted": "Raw count",
        "techniques": "Techniques"})  # fmt: skip


@lru_cache(maxsize=64)
def technique_intervals(techniques: int, limit: float) -> Spec:
    """What each technique adds: as `uplift_intervals`, for `frames.technique_frame`."""
    told = {"message": "Technique", "told": "It adds", "certainty": "Effect", "users": "Messages that use it"}
    return _intervals(techniques, limit, "", told, room=380)


def _intervals(rows: int, limit: float, title: str, told: Mapping[str, str], room: int = 215) -> Spec:
    side = _names(room)
    reach = alt.Scale(domain=[-limit, limit], nice=False, clamp=True)
    signs = alt.Scale(domain=list(CERTAINTIES), range=["triangle-right", "circle", "triangle-left"])
    hues = alt.Scale(domain=list(CERTAINTIES), range=[BETTER, UNCLEAR, WORSE])
    base = alt.Chart().encode(
        y=alt.Y("message:N", title=None, sort=alt.EncodingSortField("rank", op="min"), axis=side),
        tooltip=[alt.Tooltip(f"{column}:N", title=words) for column, words in told.items()],
    )
    hue = alt.Color("certainty:N", title=None, scale=hues, legend=None)
    axis = alt.Axis(
        tickCount=6,
        labelExpr="datum.value > 0 ? '+' + datum.label : datum.label",
        gridColor=GRID,
        titleAnchor=_by_width("'end'", "null"),
    )
    x = alt.X("lower:Q", title="Difference to the plain message (percentage points)", scale=reach, axis=axis)
    zero = alt.Chart().mark_rule(color=QUIET, strokeDash=[4, 3]).encode(x=alt.X("plain:Q", scale=reach))
    few = base.mark_text(color=QUIET, fontSize=11, align="left", dx=6).encode(x=alt.value(0), text="note:N")
    lines = base.mark_rule(strokeWidth=2.5).encode(x=x, x2="upper:Q", color=hue)
    points = base.mark_point(size=70, filled=True, opacity=1).encode(
        x=alt.X("uplift:Q", scale=reach), color=hue, shape=alt.Shape("certainty:N", scale=signs, legend=None)
    )
    return _spec([lines, zero, few, points], rows * ROW_HEIGHT + AXES_HEIGHT, title)


def _spec(layers: list[alt.Chart], height: int, title: str = "") -> Spec:
    chart = alt.LayerChart(layer=layers).properties(height=height)
    if title:
        chart = chart.properties(title=alt.TitleParams(title, anchor="start", fontSize=14, color=INK, offset=8))
    quiet = {"labelColor": INK, "titleColor": QUIET, "labelFontSize": 12, "titleFontSize": 12}
    chart = (
        chart.configure_view(strokeWidth=0)
        .configure_axis(**quiet, titleFontWeight="normal")
        .configure_legend(labelColor=INK, labelFontSize=12, rowPadding=4)
    )
    spec: Spec = chart.to_dict() | {"usermeta": _ACTIONS}
    del spec["datasets"]  # what Altair puts for "no data" would be drawn as a row of its own
    for layer in spec["layer"]:
        del layer["data"]
    return spec
