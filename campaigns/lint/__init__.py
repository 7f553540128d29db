"""Lint: what may not be said, found before anyone sees it. Each file here with `RULES` is one family of rules."""

from collections.abc import Callable, Iterator, Sequence
from datetime import UTC, date, datetime
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from campaigns.campaign import Campaign
from campaigns.errors import InvalidInput
from campaigns.lint.finding import Finding
from campaigns.lint.rule import Message, Reading, Rule, Text
from campaigns.listener import Listener
from campaigns.render import plain_fields
from campaigns.template import Template, message_file, read_template
from campaigns.variant import Variant


@cache
def rules() -> tuple[Rule, ...]:
    """Find every rule in this folder, sorted by id: a new file with `RULES` is picked up by itself.

    Examples
    --------
    >>> [rule.id for rule in rules()][:3]
    ['L01', 'L02', 'L03']
    """
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    found = [rule for module in modules for rule in getattr(module, "RULES", ())]
    return tuple(sorted(found, key=lambda rule: rule.id))


def lint(
    campaign: Campaign,
    audience: Sequence[Listener] | None = None,
    *,
    today: date | None = None,
    progress: Callable[[int, int], None] | None = None,
) -> tuple[Finding, ...]:
    """Check every rendered text of a campaign: every locale, channel and value of its facts.

    Parameters
    ----------
    campaign : drafts are checked too; retired variants are not.
    audience : the segments; without them a rule takes the stricter reading.
    today : the day on which it would be said (UTC today); claims grow old.
    progress : called with (rules done, rules in all).

    Returns
    -------
    Findings about the campaign as a whole, then by variant in its order, blocks before warnings. A text
    that cannot be rendered is not skipped: it is a finding of L22.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> [finding for finding in lint(load_campaign(example())) if finding.severity == "block"]
    []
    >>> found = lint(load_campaign(example("wrong_rarity_price")))
    >>> sorted({finding.rule for finding in found if finding.severity == "block"})
    ['L01', 'L02', 'L06', 'L09']
    """
    listeners = None if audience is None else tuple(audience)
    reading = Reading(campaign, tuple(_messages(campaign)), listeners, today or datetime.now(UTC).date())
    order = {variant.id: position for position, variant in enumerate(campaign.variants)}
    findings: dict[Finding, None] = {}
    for done, rule in enumerate(rules(), start=1):
        findings |= dict.fromkeys(rule.check(rule, reading))
        if progress:
            progress(done, len(rules()))
    return tuple(sorted(findings, key=lambda finding: (order.get(finding.variant, -1), finding.severity)))


def _messages(campaign: Campaign) -> Iterator[Message]:
    for variant in campaign.variants:
        if variant.state == "retired":
            continue
        for locale in campaign.locales:
            for facts in _contexts(campaign, variant, locale):
                for channel in variant.channels:
                    try:
                        texts = _texts(campaign, variant, channel, locale, facts)
                    except InvalidInput:  # locale_parity reports it with its reason
                        continue
                    yield Message(variant, channel, locale, texts)


def _texts(campaign: Campaign, variant: Variant, channel: str, locale: str, facts: dict[str, str]) -> tuple[Text, ...]:
    limits = {limit.field: limit for limit in campaign.channel(channel).fields}
    fields = plain_fields(campaign, variant.id, channel, locale, facts)
    return tuple(Text(variant, channel, locale, limits[field], marked) for field, marked in fields.items())


def _contexts(campaign: Campaign, variant: Variant, locale: str) -> Iterator[dict[str, str]]:
    """Yield facts to render with: the defaults, then so that each value of each fact turns up, and all the longest."""
    yield {}
    source = variant.messages.get(locale)
    template = None if source is None else read_template(message_file(variant.id, locale), source)
    if not isinstance(template, Template):
        return
    values = {name: campaign.fact_values(name, locale) for name in template.names if name in campaign.facts}
    seen: list[dict[str, str]] = [{name: listed[0] for name, listed in values.items()}]
    turns = [
        {name: listed[turn % len(listed)] for name, listed in values.items()}
        for turn in range(1, max((len(listed) for listed in values.values()), default=1))
    ]
    for facts in [*turns, {name: max(listed, key=len) for name, listed in values.items()}]:
        if facts not in seen:
            seen.append(facts)
            yield facts
