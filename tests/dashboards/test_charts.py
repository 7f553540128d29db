"""Charts: what is drawn from which column, in which units, and in colours that anyone can tell apart."""

from itertools import combinations
from typing import Any

import pytest

from dashboards.charts import (
    CELL_HEIGHT,
    CERTAINTIES,
    allocation_area,
    allocation_heat,
    technique_intervals,
    uplift_intervals,
)
from dashboards.frames import TECHNIQUE_COLUMNS, UPLIFT_COLUMNS, allocation_history, allocation_now, uplift_frame
from dashboards.theme import BETTER, CATEGORICAL, UNCLEAR, WORSE, message_colours
from tests.dashboards.published import LABELS, NOT_BUYING, START, history, publication, row

AREA = allocation_area(("Peer script", "Packing note"), ("#0072b2", "#9aa3af"))
HEAT = allocation_heat(3)
UPLIFT = uplift_intervals(2, 20.0, "Luck seeker")
TECHNIQUES = technique_intervals(2, 20.0)


def fields(spec: dict[str, Any]) -> set[str]:
    found = set()
    for layer in spec["layer"]:
        for channel in layer["encoding"].values():
            found |= {
                part["field"] for part in (channel if isinstance(channel, list) else [channel]) if "field" in part
            }
    return found


@pytest.mark.parametrize(
    ("spec", "columns"),
    [
        (AREA, allocation_history(history(2), {}, "*", LABELS, START).columns),
        (HEAT, allocation_now(publication(), {}, LABELS).columns),
        (UPLIFT, uplift_frame([row("peer")], "gifts", LABELS, NOT_BUYING).columns),
        (TECHNIQUES, TECHNIQUE_COLUMNS),
    ],
)
def test_a_chart_reads_only_columns_that_its_table_has(spec: dict[str, Any], columns: list[str]) -> None:
    assert fields(spec) <= set(columns)


def test_every_column_that_a_tooltip_tells_is_named_in_words() -> None:
    for spec in (AREA, HEAT, UPLIFT, TECHNIQUES):
        for layer in spec["layer"]:
            assert all(told["title"] for told in layer["encoding"].get("tooltip", []))


def test_shares_are_stacked_from_zero_to_a_hundred_percent() -> None:
    y = AREA["layer"][0]["encoding"]["y"]
    assert (y["title"], y["stack"], y["scale"]["domain"]) == ("Share of messages (%)", "zero", [0, 100])
    assert AREA["layer"][0]["encoding"]["color"]["scale"]["range"] == ["#0072b2", "#9aa3af"]


def test_uplift_is_drawn_on_an_axis_with_zero_in_its_middle() -> None:
    zero, lines = UPLIFT["layer"][1], UPLIFT["layer"][0]
    assert zero["encoding"]["x"]["field"] == "plain"
    assert lines["encoding"]["x"]["scale"]["domain"] == [-20.0, 20.0]
    assert lines["encoding"]["x"]["title"] == "Difference to the plain message (percentage points)"
    assert UPLIFT["title"]["text"] == "Luck seeker"
    assert "techniques" in UPLIFT_COLUMNS


def test_certainty_shows_in_shape_as_well_as_in_colour() -> None:
    points = UPLIFT["layer"][3]["encoding"]
    assert points["color"]["scale"] == {"domain": list(CERTAINTIES), "range": [BETTER, UNCLEAR, WORSE]}
    assert len(set(points["shape"]["scale"]["range"])) == 3


def test_charts_hold_no_rows_of_their_own() -> None:
    for spec in (AREA, HEAT, UPLIFT, TECHNIQUES):
        assert "datasets" not in spec
        assert not any("data" in layer for layer in spec["layer"])


def test_no_chart_brings_a_menu_of_its_own() -> None:
    for spec in (AREA, HEAT, UPLIFT, TECHNIQUES):
        assert spec["usermeta"]["embedOptions"]["actions"] is False


def test_a_chart_grows_with_its_rows_up_to_fifty() -> None:
    assert uplift_intervals(49, 10.0, "x")["height"] > uplift_intervals(1, 10.0, "x")["height"] > 0
    assert allocation_heat(11)["height"] > allocation_heat(1)["height"] > 0


def _linear(colour: str) -> tuple[float, float, float]:
    red, green, blue = ((int(colour[i : i + 2], 16) / 255) ** 2.2 for i in (1, 3, 5))
    return red, green, blue


def _as_deuteranope(colour: str) -> tuple[float, ...]:
    """Simulated colour in the manner of Viénot, Brettel & Mollon (1999), linear RGB, rough but enough to compare."""
    red, green, blue = _linear(colour)
    return 0.29275 * red + 0.70725 * green, 0.29275 * red + 0.70725 * green, -0.02234 * red + 0.02234 * green + blue


def test_no_two_colours_fall_together_for_people_who_see_no_green() -> None:
    for one, other in combinations(CATEGORICAL, 2):
        seen = zip(_as_deuteranope(one), _as_deuteranope(other), strict=True)
        assert sum((a - b) ** 2 for a, b in seen) ** 0.5 > 0.02, (one, other)


def test_a_message_keeps_its_colour_whatever_else_is_shown() -> None:
    campaign = ["plain", "peer", "norm", "law"]
    alone = message_colours(["law", "plain"], campaign, "plain")
    assert alone.items() <= message_colours(["peer", "norm", "law", "plain"], campaign, "plain").items()


def test_of_fifty_messages_no_two_in_a_chart_are_alike() -> None:
    """Every eleventh message would share a colour if each had its own."""
    campaign = ["plain", *(f"m{number}" for number in range(49))]
    shown = ["m0", "m10", "m20", "m30", "Other messages", "plain"]
    assert len(set(message_colours(shown, campaign, "plain").values())) == len(shown)


def test_two_messages_leave_room_for_cells_under_slanted_names_on_a_phone() -> None:
    """Names slant at 60 degrees over 90 px, two lines of 14 px: 90 * 0.87 + 2 * 14 = 106; two cells of 28 are 56."""
    assert allocation_heat(2)["height"] >= 106 + 2 * CELL_HEIGHT
