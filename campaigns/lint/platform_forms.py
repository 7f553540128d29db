"""Platform forms: what a platform refuses in a text beside its length: emoji, addresses, variables at the edge, twins.

Which platform refuses what is data (`tables/channel_rules.csv`); here stands how each kind of rule is seen. Rule L21
reports it.
"""

import re
from collections.abc import Callable, Iterator, Mapping

from campaigns.counting import EMOJI, URL
from campaigns.lint.finding import Finding
from campaigns.lint.rule import Message, Reading, Rule, Text
from campaigns.parts import block_override
from campaigns.platforms import ChannelRule, Platform, platform
from campaigns.template import Template, message_file, read_template
from campaigns.variable_paths import VARIABLE, Path, paths

_PHONE = re.compile(
    r"(?<![0-9A-Za-z.,+-])(?!\d{4}-\d{1,2}-\d{1,2}(?!\d))\+?\(?\d(?:[ ().-]{0,2}\d){6,14}(?![0-9A-Za-z])"
)
_MENDS: Mapping[str, str] = {
    "no_emoji": "say it in words",
    "no_url": "leave the address to the link of the advertisement",
    "no_phone": "leave the number out, or use the platform's own button",
    "no_characters": "leave it out",
    "variables_at_most": "write the others out, or move them into the body",
    "no_variable_at_edge": "put words before and after it",
    "no_adjacent_variables": "put words between them",
    "no_duplicate": "write another one",
}


def breaches(rule: Rule, reading: Reading) -> Iterator[Finding]:
    """Yield what the platforms of the channels refuse, as findings of `rule`."""
    ads: dict[tuple[str, str, frozenset[tuple[str, str]]], str] = {}
    for message in reading.messages:
        name = reading.campaign.channel(message.channel).platform
        if name is None:
            continue
        where = platform(name)
        for text in message.texts:
            for ban in where.rules_of(text.field):
                if (words := _refused(ban, text)) is not None:
                    yield rule.at(text, words, why=f"{where.id}: {ban.why}", mend=_MENDS[ban.rule])
        yield from _twins(rule, message, where, ads)


def _refused(ban: ChannelRule, text: Text) -> str | None:
    """Find the words that a rule refuses; None where there are none."""
    if ban.rule in _IN_WORDS:
        return _IN_WORDS[ban.rule](text.plain, ban.argument)
    if ban.rule in _IN_PATHS and any(_IN_PATHS[ban.rule](path, ban.argument) for path in _paths(text)):
        return text.plain[:40]
    return None


def _search(pattern: re.Pattern[str]) -> Callable[[str, str], str | None]:
    return lambda text, _: found[0] if (found := pattern.search(text)) else None


_IN_WORDS: Mapping[str, Callable[[str, str], str | None]] = {
    "no_emoji": _search(EMOJI),
    "no_url": _search(URL),
    "no_phone": _search(_PHONE),
    "no_characters": lambda text, refused: next((one for one in text if one in refused), None),
}
_IN_PATHS: Mapping[str, Callable[[Path, str], bool]] = {
    "variables_at_most": lambda path, most: path.variables > int(most),
    "no_variable_at_edge": lambda path, _: VARIABLE in {path.first, path.last},
    "no_adjacent_variables": lambda path, _: path.touches,
}


def _paths(text: Text) -> frozenset[Path]:
    """Read the block of a field: the one for this channel, if there is one."""
    template = read_template(message_file(text.variant.id, text.locale), text.variant.messages[text.locale])
    if not isinstance(template, Template):
        return frozenset()
    for name in (block_override(text.field, text.channel), text.field):
        if name in template.blocks:
            return paths(template, name, {"channel": text.channel, "locale": text.locale})
    return frozenset()


def _twins(
    rule: Rule, message: Message, where: Platform, ads: dict[tuple[str, str, frozenset[tuple[str, str]]], str]
) -> Iterator[Finding]:
    """Yield fields of one message that say the same, and a message that says the same as another variant's."""
    banned = {ban.field: ban.why for ban in where.rules if ban.rule == "no_duplicate"}
    seen: set[tuple[str, str]] = set()
    for text in message.texts:
        kind, words = where.kind(text.field), " ".join(text.plain.casefold().split())
        if kind in banned and (kind, words) in seen:
            yield rule.at(text, text.plain, why=f"{where.id}: {banned[kind]}", mend=_MENDS["no_duplicate"])
        seen.add((kind, words))
    if banned and seen:
        first = ads.setdefault((message.channel, message.locale, frozenset(seen)), message.variant.id)
        if first != message.variant.id:
            why = f"{where.id}: {next(iter(banned.values()))}; this one says the same as variant {first}"
            yield rule.of(message, message.texts[0].plain, why=why, mend=_MENDS["no_duplicate"])
