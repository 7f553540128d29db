"""Theme: the colours of pages and charts, and the options under which the dashboard runs wherever it is installed.

Hues are those of Okabe & Ito (2008) and Tol (2021), which people with any colour vision tell apart; nothing is said by
hue alone: every mark has a label, a position or a tooltip that says the same.
"""

from collections.abc import Mapping, Sequence

INK = "#1f2933"
QUIET = "#6b7280"
PAPER = "#ffffff"
LINE = "#d9dee5"
PRIMARY = "#0072b2"
BETTER = "#0072b2"
WORSE = "#d55e00"
UNCLEAR = "#8a93a0"
PLAIN = "#9aa3af"
OTHERS = "#dfe3e8"
CATEGORICAL = (
    "#0072b2", "#e69f00", "#009e73", "#cc79a7", "#56b4e9", "#d55e00", "#332288", "#999933", "#882255", "#44aa99",
)  # fmt: skip
SEQUENTIAL = (
    "#f3f8fc", "#e1eef7", "#cbe2f1", "#b0d3e9", "#90c1e0", "#6badd5", "#4697c8", "#2481ba", "#0e69a3", "#064b78",
)  # fmt: skip

OPTIONS: Mapping[str, object] = {
    "browser.gatherUsageStats": False,
    "client.showErrorDetails": "none",
    "client.toolbarMode": "minimal",
    "logger.level": "error",
    "runner.magicEnabled": False,
    "server.fileWatcherType": "none",
    "server.headless": True,
    "theme.base": "light",
    "theme.primaryColor": PRIMARY,
    "theme.backgroundColor": PAPER,
    "theme.secondaryBackgroundColor": "#f4f6f8",
    "theme.textColor": INK,
    "theme.borderColor": LINE,
    "theme.paddingBottom": "3rem",
    "theme.paddingTop": "1rem",
    "theme.blueColor": BETTER,
    "theme.orangeColor": WORSE,
    "theme.grayColor": UNCLEAR,
    "theme.baseRadius": "medium",
    "theme.showWidgetBorder": True,
    "theme.chartCategoricalColors": list(CATEGORICAL),
    "theme.chartSequentialColors": list(SEQUENTIAL),
}


def message_colours(shown: Sequence[str], messages: Sequence[str], control: str) -> dict[str, str]:
    """Colour the messages of a chart: no two alike, the control always grey, the sum of others pale.

    Parameters
    ----------
    shown : names in the chart, at most `len(CATEGORICAL)` besides the control and the sum of others.
    messages : all names of the campaign: while the colours suffice, each message keeps its own at any time.
    control : name of the plain message.

    Examples
    --------
    >>> message_colours(["norm", "plain"], ["plain", "peer", "norm"], "plain")
    {'norm': '#e69f00', 'plain': '#9aa3af'}
    """
    treatments = [name for name in messages if name != control]
    if len(treatments) > len(CATEGORICAL):
        treatments = [name for name in shown if name in treatments]
    own = dict(zip(treatments, CATEGORICAL, strict=False)) | {control: PLAIN}
    return {name: own.get(name, OTHERS) for name in shown}
