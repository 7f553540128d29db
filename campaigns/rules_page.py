"""Rules page: the reference of every lint rule, written from the rules themselves; the committed page is this text."""

from collections.abc import Mapping
from typing import Any

from campaigns.lint import rules
from campaigns.lint.rule import Case, Rule
from campaigns.toml import toml_value

_INTRO = """# Lint rules

What `forbear check` looks for in every rendered text: each variant, channel, locale and value of its facts. A `block`
keeps a message from being approved and shown; a `warn` is for a person to weigh. Rules read word lists per language
(`campaigns/lint/lexicons/`, drafts that native readers must review) and heed negation. Where the segments are known,
some rules are stricter for people who buy for money, status or experience, or who resent being told (L02, L12).

How often they are wrong was measured: [how well the lint reads](../explanation/lint-quality.md).

Each rule below comes with two of the cases that prove it: a text that it finds and one that it lets pass.
"""


def rules_page() -> str:
    """Write the whole page.

    Examples
    --------
    >>> print(rules_page().splitlines()[0])
    # Lint rules
    """
    lines = [_INTRO, "| rule | what it asks for |", "|---|---|"]
    lines += [f"| [{rule.id}](#{rule.id.lower()}) | {rule.title} |" for rule in rules()]
    for rule in rules():
        lines += ["", *_section(rule)]
    return "\n".join(lines) + "\n"


def _section(rule: Rule) -> list[str]:
    found, passed = _clearest(rule.fires), _clearest(rule.passes)
    return [
        f"## {rule.id}",
        "",
        f"**{rule.title}.** Why: {rule.why}. To mend: {rule.mend}.",
        "",
        f"- finds ({found.severity}): {_shown(found)}",
        f"- lets pass: {_shown(passed)}",
        f"- rests on: {rule.source}",
    ]


def _clearest(cases: tuple[Case, ...]) -> Case:
    """The first case in English, or else the first."""
    return next((case for case in cases if "en" in case.body), cases[0])


def _shown(case: Case) -> str:
    """Show the text of a case, with the settings that it depends on as they would stand in campaign.toml."""
    locale = "en" if "en" in case.body else next(iter(case.body))
    text = " ".join(case.body[locale].split()).replace("`", "'")
    settings = {**case.campaign, **case.channel, **case.variant}
    beside = "; ".join(f"`{name} = {toml_value(_plain(value))}`" for name, value in settings.items())
    return f"`{text}` with {beside}" if beside else f"`{text}`"


def _plain(value: Any) -> Any:  # noqa: ANN401  # whatever a case sets
    """Leave out what a reader need not see: techniques as doses by code, as in the file."""
    if isinstance(value, tuple | list) and value and isinstance(value[0], Mapping) and "code" in value[0]:
        return {dose["code"]: dose.get("dose", 1.0) for dose in value}
    return value
