"""Template: one message text, read without running it: which blocks, facts and claims it uses, and what it may not do.

A message needs very little of Jinja: blocks, names, `claim("id")`, if, and a few filters. All else is refused while
reading, so that nothing can loop, reach into Python or grow. The sandboxed environment here is the second wall.
A condition may only rest on what the lint goes through one by one, so that no words wait where it does not look.
"""

import math
import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property, lru_cache
from itertools import islice

from jinja2 import StrictUndefined, TemplateSyntaxError, nodes
from jinja2.sandbox import ImmutableSandboxedEnvironment

from campaigns.campaign import Campaign
from campaigns.errors import Problem
from campaigns.parts import block_override
from campaigns.problems import did_you_mean
from campaigns.variant import Variant

MESSAGES = "messages"
MAX_CHARACTERS = 20_000
FILTERS = ("capitalize", "lower", "trim", "upper")
BUILT_IN = ("channel", "locale")
MAX_PROBLEMS = 20
"""Most problems told of one text: who has more begins with these."""
_MAX_DEPTH, _MAX_PIECES, _MAX_NUMBER = 24, 2000, 10**15
CLAIM_OPENS, CLAIM_CLOSES = "\ue000", "\ue001"
_ALLOWED = (
    nodes.Template, nodes.Block, nodes.Output, nodes.TemplateData, nodes.Name, nodes.Const, nodes.If, nodes.CondExpr,
    nodes.Compare, nodes.Operand, nodes.And, nodes.Or, nodes.Not, nodes.Filter, nodes.Call,
)  # fmt: skip


def _environment() -> ImmutableSandboxedEnvironment:
    environment = ImmutableSandboxedEnvironment(undefined=StrictUndefined, autoescape=False, loader=None, cache_size=0)
    environment.globals.clear()
    environment.tests.clear()
    for name in environment.filters.keys() - set(FILTERS):
        del environment.filters[name]
    return environment


ENVIRONMENT = _environment()


@dataclass(frozen=True)
class Template:
    """A text that could be read, and what is in it.

    Examples
    --------
    >>> text = read_template("messages/a.en.j2", "{% block body %}{{ claim('share') }} of {{ place }}{% endblock %}")
    >>> text.blocks, text.names, text.claims
    (('body',), ('place',), ('share',))
    """

    file: str
    tree: nodes.Template

    @cached_property
    def blocks(self) -> tuple[str, ...]:
        """Names of the blocks, sorted."""
        return tuple(sorted(block.name for block in self.tree.find_all(nodes.Block)))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """Names of the facts used, sorted."""
        return tuple(sorted({name.name for name in self._names()} - {"claim", *BUILT_IN}))

    @cached_property
    def claims(self) -> tuple[str, ...]:
        """Ids of the claims used, sorted."""
        return tuple(sorted({str(claim) for _, claim in self._claims()}))

    def _names(self) -> Iterator[nodes.Name]:
        return self.tree.find_all(nodes.Name)

    def _claims(self) -> Iterator[tuple[int, object]]:
        for call in self.tree.find_all(nodes.Call):
            if len(call.args) == 1 and isinstance(call.args[0], nodes.Const):
                yield call.lineno, call.args[0].value

    def problems(self, campaign: Campaign, variant: Variant) -> Iterator[Problem]:
        """Yield what keeps this text from being rendered on the variant's channels, at most MAX_PROBLEMS of it."""
        yield from islice(self._problems(campaign, variant), MAX_PROBLEMS)

    def _problems(self, campaign: Campaign, variant: Variant) -> Iterator[Problem]:
        yield from self._forbidden()
        yield from self._unknown_names(campaign)
        yield from self._conditions(campaign)
        yield from self._blocks(campaign, variant)

    def _blocks(self, campaign: Campaign, variant: Variant) -> Iterator[Problem]:
        counts = Counter(block.name for block in self.tree.find_all(nodes.Block))
        fields = {limit.field for channel in campaign.channels for limit in channel.fields}
        known = fields | {block_override(field, channel.id) for field in fields for channel in campaign.channels}
        for block in self.tree.find_all(nodes.Block):
            if block.name not in known:
                found = f"block {block.name!r} is no field of any channel"
                yield self._problem(block.lineno, found, did_you_mean(block.name, sorted(fields)))
        for name, times in counts.items():
            if times > 1:
                yield self._problem(1, f"block {name!r} is there {times} times; wanted once", "delete the others")
        for name in variant.channels:
            channel = campaign.channel(name)
            for limit in channel.fields:
                wanted = {limit.field, block_override(limit.field, channel.id)}
                if limit.required and not wanted & set(self.blocks):
                    found = f"block {limit.field!r} is missing; channel {channel.id!r} requires it"
                    yield self._problem(1, found, f"add {{% block {limit.field} %}}...{{% endblock %}}")

    def _unknown_names(self, campaign: Campaign) -> Iterator[Problem]:
        known = (*sorted(campaign.facts), *BUILT_IN)
        for name in self._names():
            if name.name not in known and name.name != "claim":
                mend = f"{did_you_mean(name.name, known)} (or add [facts.{name.name}] to campaign.toml)"
                yield self._problem(name.lineno, f"undefined variable {name.name!r}; wanted one of the facts", mend)
        claims = [claim.id for claim in campaign.claims]
        for line, claim in self._claims():
            if claim not in claims:
                mend = f"{did_you_mean(str(claim), claims)} (or add [claims.{claim}] to campaign.toml)"
                yield self._problem(line, f"unknown claim {claim!r}; wanted one of the claims", mend)

    def _forbidden(self) -> Iterator[Problem]:
        called = {id(call.node) for call in self.tree.find_all(nodes.Call)}
        mend = "write the text out, or move the value to [facts] or [claims]"
        for node, _ in _walk(self.tree):
            if (words := _refusal(node)) is not None:
                yield self._problem(node.lineno, words, mend)
            if isinstance(node, nodes.Name) and node.name == "claim" and id(node) not in called:
                yield self._problem(node.lineno, "claim without its id", 'write claim("id") with the id in quotes')
        for node in self.tree.body:
            if not isinstance(node, nodes.Block) and not _is_space(node):
                mend = "put it into {% block ... %}"
                yield self._problem(node.lineno, "text outside every block would never be shown", mend)

    def _conditions(self, campaign: Campaign) -> Iterator[Problem]:
        """The lint tries the values of a listed fact one by one, but not what a request may bring, and no pairs."""
        asked = {name.name: name.lineno for test in _tests(self.tree) for name in _names_in(test)}
        facts = sorted(asked.keys() & campaign.facts.keys())
        for name in facts:
            if any(campaign.is_open(name, locale) for locale in campaign.facts[name]):
                found = f"condition on fact {name!r}, which a request may fill with anything"
                wanted = "wanted channel, locale or a fact with listed values, because the lint reads only those"
                yield self._problem(asked[name], f"{found}; {wanted}", f"list the values of [facts.{name}]")
        if len(facts) > 1:
            found = (
                f"conditions on {len(facts)} facts ({', '.join(facts)}); wanted one, because the lint tries no pairs"
            )
            yield self._problem(asked[facts[1]], found, "make one fact of them")

    def _problem(self, line: int | None, found: str, mend: str) -> Problem:
        return Problem(self.file, line or 1, found, mend)


@lru_cache(maxsize=1024)
def read_template(file: str, source: str) -> Template | Problem:
    """Read one text; a text that cannot be read comes back as the Problem with its line."""
    if len(source) > MAX_CHARACTERS:
        return Problem(file, 1, f"{len(source)} characters; wanted at most {MAX_CHARACTERS}", "shorten it")
    for mark in (CLAIM_OPENS, CLAIM_CLOSES):
        if mark in source:
            line = source.count("\n", 0, source.index(mark)) + 1
            return Problem(file, line, f"private-use character {mark!r}; wanted readable text", "delete it")
    try:
        tree = ENVIRONMENT.parse(source, filename=file)
    except TemplateSyntaxError as error:
        return Problem(file, error.lineno, f"{error.message}; wanted a Jinja template", _mend(error.message or ""))
    except RecursionError:
        return Problem(file, 1, "brackets or blocks nested too deep; wanted plain text with blocks", "simplify it")
    except ValueError as error:  # a number of thousands of digits
        return Problem(file, 1, f"{error}; wanted a shorter number", "write the number into the text")
    return _too_much(file, tree) or Template(file, tree)


def _mend(said: str) -> str:
    """Say how to mend what the reader of templates refused, in words for people who write messages."""
    if re.search("unexpected char '[“”„‟‘’«»]'", said):
        return 'use straight quotes between the braces, as in {{ claim("id") }}'
    if "endblock" in said:
        return "end every {% block name %} with {% endblock %}"
    return "mend the braces or the block"


def _too_much(file: str, tree: nodes.Template) -> Problem | None:
    """Stop what is too deep or too long to be a message before anything else goes down the tree."""
    for pieces, (node, depth) in enumerate(_walk(tree)):
        if depth > _MAX_DEPTH:
            return Problem(file, node.lineno or 1, f"nested more than {_MAX_DEPTH} deep", "simplify it")
        if pieces > _MAX_PIECES:
            return Problem(file, node.lineno or 1, f"more than {_MAX_PIECES} pieces of Jinja", "write the text out")
    return None


def message_file(variant: str, locale: str) -> str:
    """Name the file of one text, inside the campaign's folder.

    Examples
    --------
    >>> message_file("peer_script", "zh-CN")
    'messages/peer_script.zh-CN.j2'
    """
    return f"{MESSAGES}/{variant}.{locale}.j2"


def _walk(root: nodes.Node) -> Iterator[tuple[nodes.Node, int]]:
    """Go through all nodes with their depth, in the order of the text; no recursion, whatever comes."""
    waiting = [(root, 0)]
    while waiting:
        node, depth = waiting.pop()
        yield node, depth
        waiting += [(child, depth + 1) for child in reversed(list(node.iter_child_nodes()))]


def _tests(tree: nodes.Template) -> Iterator[nodes.Node]:
    """Find whatever decides which words are shown."""
    yield from (node.test for node in tree.find_all(nodes.If))
    yield from (node.test for node in tree.find_all(nodes.CondExpr))
    yield from tree.find_all((nodes.Compare, nodes.And, nodes.Or, nodes.Not))


def _names_in(node: nodes.Node) -> list[nodes.Name]:
    return [found for found, _ in _walk(node) if isinstance(found, nodes.Name)]


def _is_space(node: nodes.Node) -> bool:
    return isinstance(node, nodes.Output) and all(
        isinstance(part, nodes.TemplateData) and not part.data.strip() for part in node.nodes
    )


def _refusal(node: nodes.Node) -> str | None:
    """Say why a message may not hold this piece of Jinja, or None when it may."""
    words: str | None = None
    match node:
        case nodes.Name() if node.ctx != "load":
            words = f"a message may not set {node.name!r}"
        case nodes.Filter() if node.name not in FILTERS or node.args or node.kwargs or node.dyn_args or node.dyn_kwargs:
            words = f"filter {node.name!r} is not available; there are {', '.join(FILTERS)}, without arguments"
        case nodes.Call() if not _is_claim(node):
            words = 'the only call is claim("id") with the id in quotes'
        case nodes.Const():
            words = _refused_value(node.value)
        case nodes.Compare() | nodes.And() | nodes.Or() | nodes.Not() if node.find(nodes.Call):
            words = "a claim may not stand in a condition: the lint sees it marked, and would go another way"
        case nodes.If() | nodes.CondExpr() if isinstance(node.test, nodes.Call) or node.test.find(nodes.Call):
            words = "a claim may not decide what is said"
        case nodes.CondExpr(expr2=None):
            words = "an inline if needs an else"
        case nodes.Block() if any(node.find_all(nodes.Block)):
            words = f"block {node.name!r} holds another block"
        case _ if not isinstance(node, _ALLOWED):
            words = f"a message may not use Jinja's {type(node).__name__.lower()}"
    return words


def _refused_value(value: object) -> str | None:
    """Say why a value written in the template may not be there: it could not be shown, or would pose as a claim."""
    match value:
        case str() if any(one in value for one in (CLAIM_OPENS, CLAIM_CLOSES)):
            return "a text may not hold the private-use characters that mark claims"
        case str() if any("\ud800" <= one <= "\udfff" for one in value):
            return "a text may not hold half a character"
        case int() if abs(value) > _MAX_NUMBER:
            return f"a number may be at most {_MAX_NUMBER}"
        case float() if not math.isfinite(value):
            return "a number must be finite"
    return None


def _is_claim(call: nodes.Call) -> bool:
    plain = len(call.args) == 1 and not (call.kwargs or call.dyn_args or call.dyn_kwargs)
    named = isinstance(call.node, nodes.Name) and call.node.name == "claim"
    return named and plain and isinstance(call.args[0], nodes.Const)
