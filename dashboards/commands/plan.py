"""`forbear plan`: before there are data, what theory would try first, what no message can do, how many it takes."""

import argparse

from dashboards.options import add_campaign, add_json, print_json

NAME = "plan"
HELP = "what theory would try first in each segment, what no message can address, and how many people a test takes"
EXAMPLES = """
forbear plan
forbear plan my_campaign --base-rate 0.3 --effect 0.2
forbear plan my_campaign --base-rate gift_obligated=0.55 --segment gift_obligated --why
forbear plan --json > plan.json
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_campaign(parser)
    parser.add_argument(
        "--effect",
        type=float,
        metavar="LOG_ODDS",
        help="smallest effect to be seen, log-odds of benefit against the control (default: 0.12)",
    )
    parser.add_argument(
        "--base-rate",
        type=_base_rate,
        action="append",
        default=[],
        metavar="[SEGMENT=]RATE",
        help="rate of benefit of the control, for all segments or for one; may be repeated (default: a placeholder, "
        "0.62 of answers to a question or 0.015 of people where silence means no)",
    )
    parser.add_argument("--segment", help="only this segment")
    parser.add_argument("--why", action="store_true", help="show every term of every message (--json always does)")
    add_json(parser)


def _base_rate(text: str) -> tuple[str | None, float]:
    """Read "0.3" or "gift_obligated=0.3"."""
    segment, equals, rate = text.rpartition("=")
    try:
        return (segment if equals else None), float(rate)
    except ValueError:
        raise argparse.ArgumentTypeError(f"found {text!r}; wanted a rate such as 0.3, or SEGMENT=0.3") from None


def run(options: argparse.Namespace) -> int:
    """Make the plan and print it; nothing is changed."""
    from bandits.plan import EFFECT, make_plan
    from campaigns.files import load_campaign
    from dashboards.plan_report import print_plan
    from dashboards.plan_values import plan_values
    from segments.files import load_segmentation

    campaign = load_campaign(options.campaign)
    segmentation = load_segmentation(options.campaign / campaign.segments_file)
    if options.segment is not None:
        segmentation.segment(options.segment)
    everywhere = [rate for segment, rate in options.base_rate if segment is None]
    rates = dict.fromkeys(segmentation.ids, everywhere[-1]) if everywhere else {}
    rates |= {segment: rate for segment, rate in options.base_rate if segment is not None}
    effect = EFFECT if options.effect is None else options.effect
    plan = make_plan(campaign, segmentation.segments, effect=effect, base_rates=rates)
    shown = [one for one in plan.segments if options.segment in {None, one.segment.id}]
    if options.json:
        print_json(plan_values(plan, shown))
    else:
        print_plan(plan, shown, why=options.why)
    return 0
