"""Variable paths: where the variables of a block stand, on every way through its conditions, without running it.

Platforms that fill templates themselves (WhatsApp) judge a text by where its variables are: at the edge, or side by
side. A fact and a claim are variables; `channel` and `locale` are known, and conditions on them are followed.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from functools import reduce
from typing import Literal

from jinja2 import nodes

from campaigns.template import Template

type Kind = Literal["nothing", "words", "variable"]
VARIABLE: Kind = "variable"
_MANY = 9


@dataclass(frozen=True, slots=True)
class Path:
    """One way through a block: what it begins and ends with, how many variables it has, and whether two touch.

    Spaces are nothing: two variables with only a space between them touch. More than 9 variables are told as 9.
    """

    first: Kind = "nothing"
    last: Kind = "nothing"
    variables: int = 0
    touches: bool = False

    def then(self, other: "Path") -> "Path":
        """Go on with another way.

        Examples
        --------
        >>> name = Path("variable", "variable", 1)
        >>> name.then(name).touches, name.then(Path("words", "words")).then(name).touches
        (True, False)
        """
        return Path(
            other.first if self.first == "nothing" else self.first,
            self.last if other.last == "nothing" else other.last,
            min(self.variables + other.variables, _MANY),
            self.touches or other.touches or self.last == other.first == VARIABLE,
        )


type Paths = frozenset[Path]
_NOTHING: Paths = frozenset({Path()})
_WORDS: Paths = frozenset({Path("words", "words")})
_VARIABLE: Paths = frozenset({Path(VARIABLE, VARIABLE, 1)})


def paths(template: Template, block: str, known: Mapping[str, str]) -> Paths:
    """Give every way through a block of a template.

    Parameters
    ----------
    template : as `campaigns.template.read_template` gives it.
    block : name of the block; no way where the template has none of that name.
    known : values of `channel` and `locale`.

    Examples
    --------
    >>> from campaigns.template import read_template
    >>> text = read_template("m.en.j2", "{% block body %}Hi {% if a == 'x' %}{{ a }} {% endif %}{{ b }}{% endblock %}")
    >>> sorted((path.variables, path.touches) for path in paths(text, "body", {}))
    [(1, False), (2, True)]
    """
    for found in template.tree.find_all(nodes.Block):
        if found.name == block:
            return _through(found.body, known)
    return frozenset()


def _join(ways: Iterable[Paths]) -> Paths:
    return reduce(lambda before, after: frozenset(one.then(two) for one in before for two in after), ways, _NOTHING)


def _through(body: Iterable[nodes.Node], known: Mapping[str, str]) -> Paths:
    return _join(_piece(node, known) for node in body)


def _piece(node: nodes.Node, known: Mapping[str, str]) -> Paths:
    found = _VARIABLE
    match node:
        case nodes.Output():
            found = _through(node.nodes, known)
        case nodes.TemplateData():
            found = _WORDS if node.data.strip() else _NOTHING
        case nodes.Const():
            found = _WORDS if str(node.value).strip() else _NOTHING
        case nodes.Name() if node.name in known:
            found = _WORDS
        case nodes.Filter(node=nodes.Expr() as inner):
            found = _piece(inner, known)
        case nodes.CondExpr(expr2=nodes.Expr() as otherwise):
            found = _branches([(node.test, [node.expr1])], [otherwise], known)
        case nodes.If():
            rest = [(branch.test, branch.body) for branch in node.elif_]
            found = _branches([(node.test, node.body), *rest], node.else_, known)
    return found


def _branches(
    branches: Iterable[tuple[nodes.Node, Sequence[nodes.Node]]],
    otherwise: Sequence[nodes.Node],
    known: Mapping[str, str],
) -> Paths:
    ways: Paths = frozenset()
    for test, body in branches:
        decided = _decided(test, known)
        if decided is not False:
            ways |= _through(body, known)
        if decided is True:
            return ways
    return ways | _through(otherwise, known)


def _decided(test: nodes.Node, known: Mapping[str, str]) -> bool | None:
    """Judge a condition that rests on known values only; None for every other."""
    try:
        return bool(_value(test, known))
    except LookupError:
        return None


def _value(node: nodes.Node, known: Mapping[str, str]) -> object:
    found: object
    match node:
        case nodes.Const():
            found = node.value
        case nodes.Name():
            found = known[node.name]
        case nodes.Not():
            found = not _value(node.node, known)
        case nodes.And():
            found = _value(node.left, known) and _value(node.right, known)
        case nodes.Or():
            found = _value(node.left, known) or _value(node.right, known)
        case nodes.Compare(ops=[nodes.Operand(op="eq" | "ne" as is_same, expr=other)]):
            found = (_value(node.expr, known) == _value(other, known)) is (is_same == "eq")
        case _:
            raise LookupError(type(node).__name__)
    return found
