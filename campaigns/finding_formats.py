"""Finding formats: findings and problems for machines that review changes: SARIF 2.1.0 and GitHub annotations."""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from urllib.parse import quote

from jinja2 import nodes

from campaigns.campaign import Campaign
from campaigns.errors import Problem
from campaigns.files import CAMPAIGN_FILE
from campaigns.lint.finding import Finding, Severity
from campaigns.lint.rule import Rule
from campaigns.parts import block_override
from campaigns.template import Template, read_template
from campaigns.toml import key_lines, line_of

LOADING = "load"
"""Rule id of what keeps a campaign from being read at all."""
_SCHEMA = "https://json.schemastore.org/sarif-2.1.0.json"


@dataclass(frozen=True, slots=True)
class Remark:
    """One thing to show beside a line of a file: a lint finding, or a problem that keeps the campaign from loading."""

    rule: str
    severity: Severity
    file: str
    line: int
    text: str


def remarks_of_findings(findings: Iterable[Finding], campaign: Campaign, toml_text: str) -> tuple[Remark, ...]:
    """Find the line of each finding: its block in the message file, or the variant's table in campaign.toml.

    Parameters
    ----------
    findings : of `campaigns.lint.lint`.
    campaign : the one that was linted.
    toml_text : its campaign.toml as written.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> from campaigns.lint import lint
    >>> folder = example("wrong_rarity_price")
    >>> campaign, text = load_campaign(folder), (folder / "campaign.toml").read_text()
    >>> first = next(r for r in remarks_of_findings(lint(campaign), campaign, text) if r.rule == "L01")
    >>> first.file, first.line
    ('messages/rarity_price.en.j2', 1)
    """
    lines = key_lines(toml_text)
    remarks = []
    for finding in findings:
        if finding.file == CAMPAIGN_FILE:
            key = ("variants", finding.variant) if finding.variant else ()
            line = line_of(lines, key)
        else:
            line = _block_line(campaign, finding)
        found = f'"{finding.words}": ' if finding.words else ""
        text = f"{found}{finding.why}. To mend: {finding.mend}. Source: {finding.source}"
        remarks.append(Remark(finding.rule, finding.severity, finding.file, line, text))
    return tuple(dict.fromkeys(remarks))


def remarks_of_problems(problems: Iterable[Problem]) -> tuple[Remark, ...]:
    """Turn the problems of a campaign that cannot be loaded into remarks that block.

    Examples
    --------
    >>> remarks_of_problems([Problem("campaign.toml", 0, "id is missing", "add it")])[0].line
    1
    """
    return tuple(Remark(LOADING, "block", one.file, max(one.line, 1), one.text) for one in problems)


def _block_line(campaign: Campaign, finding: Finding) -> int:
    source = campaign.variant(finding.variant).messages.get(finding.locale) if finding.variant else None
    template = None if source is None else read_template(finding.file, source)
    if not isinstance(template, Template) or not finding.field:
        return 1
    wanted = (block_override(finding.field, finding.channel), finding.field)
    found = {block.name: block.lineno for block in template.tree.find_all(nodes.Block)}
    return next((found[name] for name in wanted if name in found), 1)


def to_sarif(remarks: Sequence[Remark], rules: Iterable[Rule], folder: Path) -> dict[str, Any]:
    """Write remarks as one SARIF 2.1.0 run, as code hosts take it for review.

    Parameters
    ----------
    remarks : what was found.
    rules : all rules that were run, named in the run whether they found something or not.
    folder : of the campaign as it was named on the command line; files are given below it.

    Examples
    --------
    >>> run = to_sarif([Remark("L01", "block", "campaign.toml", 3, "why")], [], Path("mine"))["runs"][0]
    >>> run["results"][0]["level"], run["results"][0]["locations"][0]["physicalLocation"]["artifactLocation"]["uri"]
    ('error', 'mine/campaign.toml')
    """
    known = [{"id": LOADING, "name": "A campaign that can be read", "shortDescription": {"text": "It cannot be read"}}]
    known += [
        {
            "id": rule.id,
            "name": rule.title,
            "shortDescription": {"text": f"{rule.title}: {rule.why}"},
            "help": {"text": f"{rule.mend}. Source: {rule.source}"},
        }
        for rule in rules
    ]
    results = [
        {
            "ruleId": remark.rule,
            "level": "error" if remark.severity == "block" else "warning",
            "message": {"text": _unlinked(remark.text)},
            "locations": [
                {
                    "physicalLocation": {
                        "artifactLocation": {"uri": quote(_uri(folder, remark.file))},
                        "region": {"startLine": remark.line},
                    }
                }
            ],
        }
        for remark in remarks
    ]
    driver = {"name": "forbear", "rules": known}
    return {"$schema": _SCHEMA, "version": "2.1.0", "runs": [{"tool": {"driver": driver}, "results": results}]}


def _unlinked(text: str) -> str:
    """Part what SARIF would show as a link: the words found are anybody's."""
    return text.replace("](", "] (")


def to_github(remarks: Iterable[Remark], folder: Path) -> Iterator[str]:
    """Yield remarks as GitHub workflow commands, which annotate the lines of a pull request.

    Examples
    --------
    >>> print(*to_github([Remark("L20", "warn", "a.j2", 2, "100 % long, split it")], Path("mine")))
    ::warning file=mine/a.j2,line=2,title=L20::100 %25 long, split it
    """
    for remark in remarks:
        level = "error" if remark.severity == "block" else "warning"
        place = f"file={_property(_uri(folder, remark.file))},line={remark.line},title={_property(remark.rule)}"
        yield f"::{level} {place}::{_data(remark.text)}"


def _uri(folder: Path, file: str) -> str:
    return (folder / file).as_posix()


def _data(text: str) -> str:
    return text.replace("%", "%25").replace("\r", "%0D").replace("\n", "%0A")


def _property(text: str) -> str:
    return _data(text).replace(":", "%3A").replace(",", "%2C")
