"""Lint: what may not be said, found before anyone sees it. Each file here with `RULES` is one family of rules."""

from collections.abc import Iterator, Mapping
from functools import cache
from importlib import import_module
from pkgutil import iter_modules

from campaigns.campaign import Campaign
from campaigns.errors import InvalidInput
from campaigns.lint.finding import Finding
from campaigns.lint.rule import Reading, Rule, Text
from campaigns.render import plain_fields


@cache
def rules() -> tuple[Rule, ...]:
    """Find every rule in this folder, sorted by id: a new file with `RULES` is picked up by itself.

    Examples
    --------
    >>> [rule.id for rule in rules()][:3]
    ['L01', 'L02', 'L05']
    """
    modules = [import_module(f"{__name__}.{module.name}") for module in iter_modules(__path__)]
    found = [rule for module in modules for rule in getattr(module, "RULES", ())]
    return tuple(sorted(found, key=lambda rule: rule.id))


def lint(campaign: Campaign, motivations: Mapping[str, str | None] | None = None) -> tuple[Finding, ...]:
    """Check every rendered text of a campaign, in every locale and on every channel.

    Parameters
    ----------
    campaign : drafts are checked too; retired variants are not.
    motivations : motivation by segment id (such as MOT-SOC); without it a rule takes the stricter reading.

    Returns
    -------
    Findings about the campaign as a whole, then by variant in its order, blocks before warnings. A text
    that cannot be rendered is not skipped: it is a finding of L22.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> [finding for finding in lint(load_campaign(example())) if finding.severity == "block"]
    []
    >>> sorted({finding.rule for finding in lint(load_campaign(example("wrong_rarity_price")))})
    ['L01', 'L02', 'L05']
    """
    reading = Reading(campaign, tuple(_texts(campaign)), motivations)
    order = {variant.id: position for position, variant in enumerate(campaign.variants)}
    findings = dict.fromkeys(finding for rule in rules() for finding in rule.check(rule, reading))
    return tuple(sorted(findings, key=lambda finding: (order.get(finding.variant, -1), finding.severity)))


def _texts(campaign: Campaign) -> Iterator[Text]:
    for variant in campaign.variants:
        if variant.state == "retired":
            continue
        for name in variant.channels:
            limits = {limit.field: limit for limit in campaign.channel(name).fields}
            for locale in campaign.locales:
                try:
                    fields = plain_fields(campaign, variant.id, name, locale)
                except InvalidInput:  # locale_parity reports it with its reason
                    continue
                for field, marked in fields.items():
                    yield Text(variant, name, locale, limits[field], marked)
