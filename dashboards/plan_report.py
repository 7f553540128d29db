"""Plan report: a plan as tables and short sentences for people; `plan_values` has it for scripts."""

import shutil
from collections.abc import Iterator, Sequence

from rich.console import Console
from rich.table import Table

from bandits.plan import Plan, SegmentPlan, Suggestion
from bandits.priors import CellPrior
from bandits.sample_size import SampleSize, shifted
from campaigns import theory
from dashboards.labels import Success, chance, in_page_language, mark, percent
from segments.profile import in_words

WIDTH = 120
NARROWEST = 80
REHEARSE = "No share, barrier or rate of it is measured: rehearse with these numbers, launch nothing on them."
WEAK = (
    "Ranks are weak. They rest on published effects, discounted for the field, and on expert links; use them for what "
    "to write and try first, for sample size and to explain, never to decide which message won."
)
JUDGEMENT = "Every constant is under [prior] in campaign.toml; most are project judgement."
VERIFY = " (verify)"
VERIFY_MEANS = "(verify): rests on rows written from memory; read the source before relying on it."


def print_plan(plan: Plan, shown: Sequence[SegmentPlan], *, why: bool) -> None:
    """Print the plans of some segments; `why` adds every term of every message."""
    width = max(NARROWEST, min(WIDTH, shutil.get_terminal_size((WIDTH, 24)).columns))
    console = Console(width=width, markup=False, highlight=False, emoji=False)
    success = Success.of(plan.metric)
    console.print(f"{in_page_language(plan.campaign.title)}: what theory would try first")
    for warning in warnings(plan):
        console.print(warning)
    console.print(JUDGEMENT)
    share = success.share[:1].lower() + success.share[1:]
    console.print(f"Points: percentage points above the plain message, of the {share}.")
    console.print("Chance of harm: that it does worse than the plain message. From and to: 95 % interval.")
    for number, one in enumerate(shown, start=1):
        name, share = in_page_language(one.segment.label), percent(one.segment.share)
        console.print(f"\n{number}. {name} [{one.segment.id}], {share} of the audience")
        if one.choices:
            console.print(_messages(one, success))
        for sentence in sentences(plan, one, success):
            console.print(f"- {sentence}")
        if why:
            for choice in one.choices:
                console.print(_terms(choice.name, choice.prior))
    console.print(f"\n{VERIFY_MEANS}")


def warnings(plan: Plan) -> list[str]:
    """What has to be read before any number of a plan."""
    told = [f"{mark(plan.campaign)} {REHEARSE}", WEAK] if plan.campaign.is_illustrative else [WEAK]
    if unknown := [f"{kind} {name}" for kind, name in plan.priors.unknown]:
        told.append(
            f"Theory has no number for: {', '.join(unknown)}. It counts as 0; if it is a typing error, mend it."
        )
    return told


def _messages(one: SegmentPlan, success: Success) -> Table:
    table = Table()
    table.add_column("message", overflow="fold")
    for heading in ("points", "from", "to", "chance of harm", f"weighs as many {success.counted[1]}"):
        table.add_column(heading, justify="right")
    for choice in one.choices:
        effects = (choice.prior.mean, *choice.prior.interval)
        state = "" if choice.state == "live" else f" ({choice.state})"
        gains = (points(one.base_rate, effect) for effect in effects)
        table.add_row(
            f"{choice.name}{state}", *gains, percent(choice.prior.chance_of_harm), about(choice.weight, digits=2)
        )
    return table


def sentences(plan: Plan, one: SegmentPlan, success: Success) -> Iterator[str]:
    """Say in short sentences what the table cannot: how weak ranks are, what no message can do, how many it takes.

    Yields
    ------
    One or two plain sentences at a time.
    """
    if one.segment.role == "ally":
        yield "Behaves as wished already: it sees only messages that name it, and nothing here has to change."
    if not one.choices:
        yield "No message is meant for this segment."
    elif one.chance_first is not None:
        first, second = one.choices[0].name, one.choices[1].name
        yield (
            f"By theory alone, “{first}” is better than “{second}” with a chance of {chance(one.chance_first)} "
            "(50 % would be a coin)."
        )
    yield from _barriers(one)
    if one.to_write:
        told = "; ".join(_suggested(suggestion) for suggestion in one.to_write)
        yield f"Worth writing, as no message here uses it: {told}. Check that it is true of the product."
    if one.weight is not None and one.size is not None:
        size, counted = one.size, success.counted[1]
        yield (
            f"What theory expects weighs as much as about {about(one.weight, digits=2)} {counted} per message "
            "(twice that where the plain message has no more); after that, data lead."
        )
        yield (
            f"To see an effect of {plan.effect:g} log-odds ({100 * size.base_rate:.3g} % to {100 * size.rate:.3g} %): "
            f"{about(size.per_arm)} {counted} per arm of equal size. With {_counted(size.arms)} and a control of "
            f"{percent(size.control / size.total)}: {about(size.treated)} each, {about(size.control)} for the control, "
            f"{about(size.total)} in all."
        )
        if one.is_placeholder:
            yield f"{100 * size.base_rate:.3g} % is a placeholder: give the rate of the plain message with --base-rate."
        if one.people is not None:
            yield from _people(plan, one.people, size)


def _people(plan: Plan, people: float, size: SampleSize) -> Iterator[str]:
    if people < size.total:
        fits = people >= 2 * size.per_arm
        mend = "test fewer messages or a larger effect" if fits else "even one message cannot show this effect in it"
        yield f"The segment has about {about(people)} people: {mend}."
    elif plan.metric.silence == "unknown":
        yield f"Of the segment's {about(people)} people, {percent(size.total / people)} would have to answer."


def _barriers(one: SegmentPlan) -> Iterator[str]:
    blocked = [f"{in_words(barrier.determinant)} ({barrier.strength:.2f})" for barrier in one.not_addressable]
    if one.needs_more_than_messages:
        yield (
            f"No message can address what holds this segment back most: {', '.join(blocked)}. Policy or place must "
            "change; messages can only point to such a change."
        )
    elif blocked:
        yield f"No message can address: {', '.join(blocked)}. That part takes a change of policy or place."
    if unknown := [barrier.determinant for barrier in one.barriers if not barrier.is_known]:
        yield f"Theory's tables do not have: {', '.join(unknown)}. No technique is matched to it."


def _suggested(suggestion: Suggestion) -> str:
    serves = " and ".join(in_words(name) for name in suggestion.serves[:2])
    return f"{suggestion.name}{VERIFY if needs_check(suggestion.code) else ''}, for {serves}"


def _counted(arms: int) -> str:
    return "1 message" if arms == 1 else f"{arms} messages"


def needs_check(code: str) -> bool:
    """Whether a technique's links or effect were written from memory and must be read in their source."""
    rows = (*theory.links(code), theory.effect(code))
    return any(row.origin.needs_check for row in rows)


def points(base_rate: float, effect: float) -> str:
    """Say an effect in log-odds as percentage points at a base rate.

    Examples
    --------
    >>> points(0.62, 0.12), points(0.015, 0.12), points(0.62, -0.1), points(0.62, -0.001)
    ('+2.8', '+0.19', '-2.4', '+0.0')
    """
    digits = 1 if 0.1 <= base_rate <= 0.9 else 2
    gained = round(100.0 * (shifted(base_rate, effect) - base_rate), digits)
    return f"{gained + 0.0:+.{digits}f}"  # + 0.0: a loss that rounds to nothing is no "-0.0"


def about(number: float, digits: int = 3) -> str:
    """Say a number to a few significant digits, with thousands apart.

    Examples
    --------
    >>> about(49634), about(161.7, digits=2), about(7)
    ('49,600', '160', '7')
    """
    places = digits - len(str(int(abs(number))))
    return f"{round(round(number, min(places, 0))):,}"


def _terms(name: str, prior: CellPrior) -> Table:
    table = Table(title=f"Why: {name} in {prior.segment} ({prior.mean:+.3f} log-odds, sd {prior.sd:.3f})")
    table.add_column("term", overflow="fold")
    for heading in ("dose", "match", "gain", "effect", "rank", "weight", "adds", "sd"):
        table.add_column(heading, justify="right")
    for term in prior.techniques:
        check = VERIFY if needs_check(term.code) else ""
        table.add_row(
            f"{theory.technique_name(term.code)}{check}",
            f"{term.dose:g}",
            "no link" if term.match is None else f"{term.match:.2f}",
            f"{term.gain:.2f}",
            f"{term.effect:.3f}",
            f"{term.rank}",
            f"{term.weight:g}",
            f"{term.mean:+.3f}",
            f"{term.sd:.3f}",
        )
    for other in prior.terms:
        unknown = "" if other.is_known else " (not in theory)"
        table.add_row(f"{other.kind}: {other.name}{unknown}", *[""] * 6, f"{other.mean:+.3f}", f"{other.sd:.3f}")
    return table
