"""Render: a variant's text on one channel in one locale, from facts, claims and the request's own words.

Facts, the campaign's and the request's, are data: they are put in as they are, never read as templates. Texts are
compiled once per content and rendered texts without facts of a request are kept, so the hot path is one look-up. The
whole field is escaped for the channel, the author's words included: a message is plain text, never markup.
"""

import hashlib
import html
import json
import re
import unicodedata
from collections.abc import Callable, Iterable, Iterator, Mapping
from dataclasses import dataclass
from threading import Lock
from types import MappingProxyType

from jinja2 import Template as Compiled
from jinja2 import TemplateError
from jinja2.runtime import Context

from campaigns.campaign import Campaign
from campaigns.errors import InvalidInput, NotFound, Problem, not_found
from campaigns.parts import Channel, block_override
from campaigns.problems import refuse
from campaigns.template import CLAIM_CLOSES, CLAIM_OPENS, ENVIRONMENT, MAX_CHARACTERS, message_file, read_template
from campaigns.variant import Variant

MAX_FACT_CHARACTERS = 200
_CONTROLS = "\x00-\x09\x0b-\x1f\x7f-\x9f\u202a-\u202e\u2028\u2029\u2066-\u2069\ufeff\ufff9-\ufffb\ud800-\udfff"
_UNPRINTABLE = re.compile(f"[{_CONTROLS}{CLAIM_OPENS}{CLAIM_CLOSES}]")
_UNSEEN = re.compile(
    f"[{_CONTROLS}\u00ad\u034f\u061c\u180b-\u180e\u200b\u200e\u200f\u2060-\u2064]|(?<=\\w)[\u200c\u200d]+(?=\\w)"
)


@dataclass(frozen=True, slots=True)
class Rendered:
    """What a person would see: each of the channel's fields, escaped for its format."""

    variant: str
    channel: str
    locale: str
    fields: Mapping[str, str]


class _Recent[Made]:
    """A bounded store of what was made per campaign version and text: the oldest leaves. Safe between threads."""

    def __init__(self, size: int) -> None:
        self._size = size
        self._kept: dict[tuple[str, ...], Made] = {}
        self._lock = Lock()

    def get(self, key: tuple[str, ...], make: Callable[[], Made]) -> Made:
        found = self._kept.get(key)
        if found is None:
            found = make()
            with self._lock:
                while len(self._kept) >= self._size:
                    del self._kept[next(iter(self._kept))]
                self._kept[key] = found
        return found


_TEXTS: _Recent[Rendered] = _Recent(4096)
_TEMPLATES: _Recent[Compiled] = _Recent(1024)


def render(
    campaign: Campaign, variant_id: str, channel_id: str, locale: str, facts: Mapping[str, str] | None = None
) -> Rendered:
    """Render every field of a variant for one channel and locale.

    Parameters
    ----------
    campaign : the campaign that holds the variant.
    variant_id, channel_id, locale : which text. The variant must name the channel.
    facts : words of this one request that replace facts of the same name; other keys are not used. Each at most
        200 characters, always data; where the campaign lists the values of a fact, one of these.

    Returns
    -------
    The fields the channel has and the text fills, escaped: `html` channels as HTML, all without control characters.

    Raises
    ------
    NotFound
        If the campaign has no such variant, channel or locale.
    InvalidInput
        If the text cannot be rendered (names messages/<file>:line) or a fact of the request is not a short text, or
        not one of the values that the campaign lists for it.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> campaign = load_campaign(example())
    >>> print(render(campaign, "identity_storyteller", "chat", "en").fields["button"])
    Meet the makers
    >>> print(render(campaign, "living_craft", "feed", "en", {"destination": "<Hanoi>"}).fields["body"])
    Love fine carving? Today’s masters work in wood, stone and bamboo. Meet makers in &lt;Hanoi&gt; and choose ...
    """
    key = (campaign.version, variant_id, channel_id, locale)
    if facts is None:
        return _TEXTS.get(key, lambda: _render(campaign, variant_id, channel_id, locale, {}))
    words = {name: _data(campaign, name, locale, facts[name]) for name in campaign.facts if name in facts}
    if not words:
        return _TEXTS.get(key, lambda: _render(campaign, variant_id, channel_id, locale, {}))
    return _render(campaign, variant_id, channel_id, locale, words)


def text_digest(campaign: Campaign, variant_id: str) -> str:
    """Hash what a variant says on its channels in the campaign's locales, without facts of a request.

    A live variant whose digest changes, by its text, a fact, a claim or a channel, is another variant and needs
    another id.

    Raises
    ------
    NotFound, InvalidInput
        As `render`.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> campaign = load_campaign(example())
    >>> text_digest(campaign, "plain") == text_digest(campaign, "peer_script")
    False
    """
    said = [
        [channel, locale, sorted(render(campaign, variant_id, channel, locale).fields.items())]
        for channel in sorted(campaign.variant(variant_id).channels)
        for locale in sorted(campaign.locales)
    ]
    return hashlib.sha256(json.dumps(said).encode()).hexdigest()[:16]


def plain_fields(
    campaign: Campaign, variant_id: str, channel_id: str, locale: str, facts: Mapping[str, str] | None = None
) -> Mapping[str, str]:
    """Render the fields as a person reads them, not escaped, with each claim marked; `facts` replace defaults.

    A claim stands as CLAIM_OPENS id newline value CLAIM_CLOSES. `campaigns.lint` reads this form: it counts what people
    see, without characters that nobody sees and that would part a word, and knows which words rest on a claim.

    Raises
    ------
    NotFound, InvalidInput
        As `render`.
    """
    variant, channel = campaign.variant(variant_id), _channel(campaign, variant_id, channel_id)
    return dict(_fields(campaign, variant, channel, locale, facts or {}, marked=True))


def unrenderable(campaign: Campaign, variants: Iterable[Variant] | None = None) -> Iterator[Problem]:
    """Yield everything that keeps a text from being shown, each once, with file and line.

    Parameters
    ----------
    campaign : what the texts are read against.
    variants : only these of the campaign's variants; all by default.
    """
    for variant in campaign.variants if variants is None else variants:
        told: set[Problem] = set()
        for locale in variant.messages:
            if locale not in campaign.locales:
                file = message_file(variant.id, locale)
                yield Problem(
                    file, 0, f"{locale!r} is no locale of the campaign", "add it to locales or delete the text"
                )
                continue
            for channel in variant.channels:
                try:
                    plain_fields(campaign, variant.id, channel, locale)
                except InvalidInput as error:
                    told.update(error.problems)
        yield from sorted(told)


def _render(campaign: Campaign, variant_id: str, channel_id: str, locale: str, words: Mapping[str, str]) -> Rendered:
    variant, channel = campaign.variant(variant_id), _channel(campaign, variant_id, channel_id)
    escape = html.escape if channel.format == "html" else str
    fields = {name: escape(text) for name, text in _fields(campaign, variant, channel, locale, words, marked=False)}
    return Rendered(variant_id, channel_id, locale, MappingProxyType(fields))


def _channel(campaign: Campaign, variant_id: str, channel_id: str) -> Channel:
    channel, variant = campaign.channel(channel_id), campaign.variant(variant_id)
    if channel_id not in variant.channels:
        raise NotFound(
            f"Variant {variant_id!r} is not made for channel {channel_id!r}; it has: {', '.join(variant.channels)}. "
            f"Add the channel to variants.{variant_id}.channels."
        )
    return channel


def _fields(
    campaign: Campaign, variant: Variant, channel: Channel, locale: str, words: Mapping[str, str], *, marked: bool
) -> Iterator[tuple[str, str]]:
    if locale not in campaign.locales:
        raise not_found("locale", locale, campaign.locales)
    file = message_file(variant.id, locale)
    if locale not in variant.messages:
        refuse([Problem(file, 0, "no such text; wanted one for every locale of the campaign", "write the file")])
    compiled = _compiled(campaign, variant, locale)
    values = {name: campaign.fact_values(name, locale)[0] for name in campaign.facts} | dict(words)
    values = {name: _cleaned(unicodedata.normalize("NFC", value)) for name, value in values.items()}
    claims = {claim.id: _cleaned(claim.value[locale]) for claim in campaign.claims}
    if marked:
        claims = {name: f"{CLAIM_OPENS}{name}\n{text}{CLAIM_CLOSES}" for name, text in claims.items()}
    place = compiled.new_context(values | {"channel": channel.id, "locale": locale, "claim": claims.__getitem__})
    for limit in channel.fields:
        block = compiled.blocks.get(block_override(limit.field, channel.id)) or compiled.blocks.get(limit.field)
        text = _run(file, compiled, block, place) if block else ""
        if not text and limit.required:
            found = f"block {limit.field!r} renders empty, but channel {channel.id!r} requires it"
            refuse([Problem(file, 1, f"{found}; wanted text", "write it")])
        if text:
            yield limit.field, _seen(text) if marked else _cleaned(text)


def _run(file: str, compiled: Compiled, block: Callable[[Context], Iterator[str]], place: Context) -> str:
    pieces, length = [], 0
    try:
        for piece in block(place):
            pieces.append(piece)
            length += len(piece)
            if length > MAX_CHARACTERS:
                refuse([Problem(file, 1, f"renders more than {MAX_CHARACTERS} characters; wanted fewer", "shorten it")])
    except (TemplateError, TypeError, ValueError) as error:
        trace = error.__traceback__
        line = compiled.get_corresponding_lineno(trace.tb_next.tb_lineno) if trace and trace.tb_next else 1
        problem = Problem(file, line, f"{error}; wanted a text that renders", "mend the template")
        raise InvalidInput(str(problem), (problem,)) from error
    return "".join(pieces).strip()


def _compiled(campaign: Campaign, variant: Variant, locale: str) -> Compiled:
    key = (campaign.version, variant.id, locale)
    return _TEMPLATES.get(key, lambda: _compile(campaign, variant, locale))


def _compile(campaign: Campaign, variant: Variant, locale: str) -> Compiled:
    template = read_template(message_file(variant.id, locale), variant.messages[locale])
    if isinstance(template, Problem):
        raise InvalidInput(str(template), (template,))
    refuse(template.problems(campaign, variant))
    try:
        code = ENVIRONMENT.compile(template.tree, name=template.file, filename=template.file)
    except (TemplateError, SyntaxError, ValueError, RecursionError) as error:
        problem = Problem(template.file, 1, f"{error}; wanted a text that renders", "simplify the template")
        raise InvalidInput(str(problem), (problem,)) from error
    return Compiled.from_code(ENVIRONMENT, code, {})


def _cleaned(text: str) -> str:
    return _UNPRINTABLE.sub("", text.replace("\t", " "))


def _seen(text: str) -> str:
    """Clean a text whose claims are marked, and take out what nobody sees: it must hide no word from a word list."""
    return _UNSEEN.sub("", text.replace("\t", " "))


def _data(campaign: Campaign, name: str, locale: str, value: object) -> str:
    if not isinstance(value, str):
        raise InvalidInput(f"facts.{name} = {value!r}; wanted text; send a string or leave it out")
    if len(value) > MAX_FACT_CHARACTERS:
        raise InvalidInput(
            f"facts.{name} has {len(value)} characters; wanted at most {MAX_FACT_CHARACTERS}; shorten it"
        )
    text = _cleaned(unicodedata.normalize("NFC", value))
    listed = campaign.fact_values(name, locale) if locale in campaign.locales else ()
    if (
        listed
        and not campaign.is_open(name, locale)
        and text not in {unicodedata.normalize("NFC", one) for one in listed}
    ):
        raise InvalidInput(
            f"facts.{name} = {value!r}; wanted one of those that the campaign lists for {locale}, because only they "
            f"were checked: {', '.join(listed)}; send one of these or add it to [facts.{name}]"
        )
    return text
