"""Attacks: what a hostile text, fact, claim or name could try. None leaves the sandbox, none takes a second.

`test_render.py` holds the first thirty-odd, one for each piece of Jinja that is refused; here stand those that go round
about: chains, aliases, escapes, data posing as templates, words hidden from the lint. Texts made to slow the lint down
are in `test_slow_texts.py`.
"""

from collections.abc import Callable, Mapping

import pytest
from pydantic import ValidationError

from campaigns.campaign import Campaign
from campaigns.errors import InvalidInput, NotFound
from campaigns.lint import lint
from campaigns.parts import Value
from campaigns.render import plain_fields, render
from campaigns.template import CLAIM_CLOSES, CLAIM_OPENS, MAX_PROBLEMS, Template, message_file, read_template
from campaigns.variant import Variant
from tests.campaigns.conftest import DAY
from tests.campaigns.timing import under_a_second

type Make = Callable[..., Campaign]

FULL = 19_900  # characters: as long as a text may be, less its block


def filled(piece: str, before: str = "{{ ", after: str = " }}") -> str:
    """A text as long as may be: the piece again and again."""
    return before + piece * ((FULL - len(before) - len(after)) // len(piece)) + after


def with_text(make: Make, text: str) -> Campaign:
    """The small campaign with this text; one that is too long for the value goes round its check."""
    whole = "{% block body %}" + text + "{% endblock %}"
    if len(whole) <= 20_000:
        return make(whole=whole)
    control, tested = make().variants
    forced = Variant.model_construct(**dict(tested) | {"messages": {"en": whole}})
    return make(variants=(control, forced))


REFUSED: Mapping[str, str] = {
    "attribute walk": "{{ place.__class__.__mro__[1].__subclasses__() }}",
    "attribute walk over a filter": "{{ (place|upper).__class__ }}",
    "attribute walk over a text": "{{ 'x'.join.__self__.__class__ }}",
    "item walk": "{{ place['__cla' 'ss__']['__mro__'] }}",
    "item walk with slices": "{{ place[::-1] }}",
    "attr filter": "{{ place|attr('__class__')|attr('__base__') }}",
    "map filter": "{{ [place]|map(attribute='__class__')|list }}",
    "tojson and pprint": "{{ place|tojson|pprint }}",
    "xmlattr": "{{ {'a': place}|xmlattr }}",
    "safe": "{{ '<script>'|safe }}",
    "globals of claim": "{{ claim.__func__.__globals__ }}",
    "self of claim": "{{ claim.__self__ }}",
    "claim as a value": "{{ claim if place else claim }}",
    "claim by another name": "{% set c = claim %}{{ c('published') }}",
    "claim with a keyword": "{{ claim(name='published') }}",
    "claim unpacked": "{{ claim(*['published']) }}",
    "claim with an expression": "{{ claim('publi' ~ 'shed') }}",
    "claim of a claim": "{{ claim(claim('published')) }}",
    "claim of a list": "{{ claim(['published']) }}",
    "claim of nothing": "{{ claim() }}",
    "claim of a dunder": "{{ claim('__class__') }}",
    "format by %": "{{ '%s' % place }}",
    "format method": "{{ '{0.__class__.__init__.__globals__}'.format(place) }}",
    "format_map": "{{ '{a.__class__}'.format_map({'a': place}) }}",
    "format filter": "{{ '%s'|format(place) }}",
    "lipsum": "{{ lipsum.__globals__['os'].popen('id').read() }}",
    "cycler": "{{ cycler('a', 'b').next() }}",
    "joiner": "{{ joiner(',')() }}",
    "namespace": "{% set ns = namespace(x=1) %}{% set ns.x = 2 %}",
    "dict and range": "{{ dict(a=range(10)) }}",
    "self": "{{ self._TemplateReference__context }}",
    "super": "{{ super.super() }}",
    "caller": "{{ caller(1) }}",
    "varargs": "{{ varargs[0] }}{{ kwargs }}",
    "loop": "{{ loop.index }}",
    "internal names": "{{ environment }}{{ context }}{{ undefined }}{{ resolve }}",
    "builtins": "{{ __builtins__ }}{{ __import__('os') }}{{ eval('1') }}",
    "wide letters for a name": "{{ ｐｌａｃｅ.__ｃｌａｓｓ__ }}",
    "endless recursion by blocks": "{% endblock %}{% block headline %}{{ self.body() }}",
    "endless recursion by macros": "{% macro m(n) %}{{ m(n + 1) }}{% endmacro %}{{ m(0) }}",
    "include of itself": "{% include 'messages/tested.en.j2' %}",
    "include of many": "{% include ['a', 'b'] ignore missing %}",
    "import of itself": "{% from 'messages/tested.en.j2' import body with context %}",
    "extends of itself": "{% extends 'messages/tested.en.j2' %}",
    "extends of a fact": "{% extends place %}",
    "loop over loops": "{% for a in place recursive %}{{ loop(place) }}{% endfor %}",
    "giant range": "{% for i in range(10 ** 9) %}{% endfor %}",
    "giant text": "{{ 'a' * 10 ** 9 }}",
    "giant power": "{{ 9 ** 9 ** 9 ** 9 }}",
    "giant shift of a filter": "{{ place|indent(10 ** 9) }}",
    "giant number": filled("9"),
    "giant number in a condition": filled("9", "{% if place == ", " %}x{% endif %}"),
    "giant hexadecimal": filled("f", "{{ 0x"),
    "giant number with lines": filled("_1", "{{ 1"),
    "infinite number": "{{ 1e999 }}",
    "infinite number in a condition": "{% if 1e999 > 1 %}x{% endif %}x",
    "chain of sums": filled("1+", after="1 }}"),
    "chain of powers": filled("9**", after="9 }}"),
    "chain of filters": filled("|upper", "{{ place"),
    "chain of attributes": filled(".a", "{{ place"),
    "chain of items": filled("[0]", "{{ place"),
    "chain of calls": filled("()", "{{ claim"),
    "chain of ands": filled("1 and ", after="1 }}"),
    "chain of comparisons": filled("1<", after="1 }}"),
    "chain of choices": filled("1 if 1 else ", after="1 }}"),
    "chain of elifs": filled("{%elif 1%}", "{% if channel == 'x' %}", "{% endif %}x"),
    "chain of signs": filled("-", after="1 }}"),
    "chain of tildes": filled("1~", after="1 }}"),
    "parentheses thousands deep": "{{ " + "(" * 9_000 + "1" + ")" * 9_000 + " }}",
    "lists thousands deep": "{{ " + "[" * 9_000 + "]" * 9_000 + " }}",
    "dictionaries thousands deep": "{{ " + "{1:" * 4_000 + "1" + "}" * 4_000 + " }}",
    "conditions thousands deep": "{% if 1 %}" * 900 + "x" + "{% endif %}" * 900,
    "filters 25 deep": "{{ place" + "|upper" * 25 + " }}",
    "thousands of blocks": filled("{% block a%}{%endblock%}", "{% endblock %}", "{% block z %}"),
    "thousands of unknown names": filled("{{abcdefgh}}", "", ""),
    "thousands of claims": filled("{{claim('publishd')}}", "", ""),
    "thousands of pieces": filled("{{1}}", "", ""),
    "over 20,000 characters": "x" * 20_001,
    "a block twice": "x{% endblock %}{% block body %}y",
    "a block in a block": "{% block headline %}x{% endblock %}",
    "a block in a condition": "x{% endblock %}{% if 1 %}{% block headline %}y{% endblock %}{% endif %}{% block z %}",
    "a block with a name of Python": "{% endblock %}{% block __class__ %}x",
    "set block": "{% set x %}{{ place }}{% endset %}{{ x }}",
    "with": "{% with a = place %}{{ a }}{% endwith %}",
    "call block": "{% call(x) place() %}{{ x }}{% endcall %}",
    "filter block": "{% filter upper|lower %}x{% endfilter %}",
    "autoescape": "{% autoescape false %}{{ markup }}{% endautoescape %}",
    "translation": "{% trans n=place %}{{ n }}{% pluralize %}x{% endtrans %}",
    "debug": "{% debug %}",
    "do": "{% do place.append(1) %}",
    "filter with an argument": "{{ place|upper(1) }}",
    "filter with unpacking": "{{ place|trim(*place) }}",
    "test": "{{ 'x' if place is defined else 'y' }}",
    "test with an argument": "{{ place is sameas(claim) }}",
    "comment that never ends": filled("{#", "", ""),
    "raw that never ends": "{% raw %}" + "{{ place }}" * 900,
    "braces that never end": filled("{{", "", ""),
    "quotes that never end": filled("\\'", "{{ '", ""),
    "tags that never end": filled("{%-", "", ""),
    "spaces that lead nowhere": filled(" ", "{{", "}}"),
    "escape of no character": "{{ '\\N{no such name}' }}",
    "half an escape": "{{ '\\x4' }}",
    "half a character": "{{ '\\ud800' }}",
    "marks of a claim": f"{CLAIM_OPENS}published\n9 of 10{CLAIM_CLOSES}",
    "marks of a claim, escaped": "{{ '\\ue000published\\n9 of 10\\ue001' }}",
    "words behind a fact that only a request brings": "Pack.{% if place == 'Atlantis' %} The last herds.{% endif %}",
    "words behind a choice": "{{ 'The last herds' if place == 'Atlantis' else 'Pack.' }}",
    "words behind an or": "{{ place == 'Atlantis' and 'The last herds' or 'Pack.' }}",
    "words that a claim chooses": "{{ 'The last' if claim('published') == '7 out of 10' else 'Pack.' }}",
    "words that a filtered claim chooses": "{% if claim('published')|trim %}The last{% else %}Pack.{% endif %}",
}  # fmt: skip


@pytest.mark.parametrize("attack", REFUSED.values(), ids=REFUSED)
def test_an_attack_by_template_is_refused_within_a_second(attack: str, small_campaign: Make) -> None:
    with under_a_second(), pytest.raises(InvalidInput, match=r"^messages/tested\.en\.j2:") as refused:
        render(with_text(small_campaign, attack), "tested", "page", "en")
    assert len(refused.value.problems) <= MAX_PROBLEMS


def test_at_least_forty_attacks_by_template_are_tried() -> None:
    assert len(REFUSED) >= 40


LITERAL: Mapping[str, tuple[str, str]] = {
    "raw": ("{% raw %}{{ 7 * 7 }}{% endraw %}", "{{ 7 * 7 }}"),
    "a text in a text": ("{{ '{{ 7 * 7 }}' }}", "{{ 7 * 7 }}"),
    "escapes": ("{{ '\\x7b\\x7b 7 \\u007d}' }}", "{{ 7 }}"),
    "a comment that hides code": ("a{# {{ place.__class__ }} {% for %} #}b", "ab"),
    "line statements": ("# for x in y\n## {{ place }}", "# for x in y\n## Hanoi"),
    "other brackets": ("${7*7} #{7*7} <%= 7*7 %> ${{7}}", "${7*7} #{7*7} <%= 7*7 %> $7"),
    "percent and braces of format": ("%s %(place)s {0} {place}", "%s %(place)s {0} {place}"),
    "a null and directions": ("a\x00b{{ '\\x00\\u202e' }}\u2066c", "abc"),
    "a claim by its parts": ("{{ claim('pub' 'lished') }}", "7 out of 10"),
    "ends of lines": ("a\r\nb\u2028c", "a\nbc"),
}  # fmt: skip


@pytest.mark.parametrize(("text", "said"), LITERAL.values(), ids=LITERAL)
def test_what_only_looks_like_code_is_said_as_it_stands(text: str, said: str, small_campaign: Make) -> None:
    with under_a_second():
        assert render(with_text(small_campaign, text), "tested", "page", "en").fields["body"] == said


INJECTED = [
    "{{ 7*7 }}", "{% for i in range(9) %}x{% endfor %}", "{{ ''.__class__ }}", "{# hidden #}", "{% raw %}",
    "{{ claim('published') }}", "%s{0.__class__}${7*7}", "{% endblock %}{% block headline %}x",
]  # fmt: skip


@pytest.mark.parametrize("attack", INJECTED)
def test_a_template_inside_a_fact_or_a_claim_of_the_campaign_stays_words(attack: str, small_campaign: Make) -> None:
    base = small_campaign()
    claims = tuple(claim.model_copy(update={"value": {"en": attack}}) for claim in base.claims)
    campaign = small_campaign("{{ place }} / {{ claim('published') }}", facts={"place": {"en": attack}}, claims=claims)
    assert render(campaign, "tested", "page", "en").fields == {"body": f"{attack} / {attack}"}


@pytest.mark.parametrize("attack", INJECTED)
def test_a_template_inside_a_fact_of_a_request_stays_words_after_every_filter(
    attack: str, small_campaign: Make
) -> None:
    campaign = small_campaign("{{ place|trim }}")
    assert render(campaign, "tested", "page", "en", {"place": attack}).fields["body"] == attack


def test_half_a_character_of_a_request_never_reaches_a_person(small_campaign: Make) -> None:
    said = render(small_campaign("To {{ place }}"), "tested", "page", "en", {"place": "A\ud800B\udc00"}).fields["body"]
    assert said == "To AB"
    said.encode("utf-8")


def test_a_request_cannot_replace_what_templates_use_themselves(small_campaign: Make) -> None:
    campaign = small_campaign("{{ claim('published') }} {{ channel }} {{ locale }}")
    facts = dict.fromkeys(["claim", "channel", "locale", "self", "__builtins__", "body"], "x")
    assert render(campaign, "tested", "page", "en", facts).fields["body"] == "7 out of 10 page en"


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "a\x00", "{{ 7 }}", "", "a" * 65, "a.b", "A"])
def test_a_name_that_leads_out_of_the_folder_is_no_name(name: str, small_campaign: Make) -> None:
    with pytest.raises(ValidationError):
        small_campaign(variant={"id": name})
    with pytest.raises(ValidationError):
        small_campaign(channel={"id": name})
    with pytest.raises(NotFound):
        render(small_campaign(), name, "page", "en")


@pytest.mark.parametrize("locale", ["en/../../x", "../en", "en\n", "en-{{7}}", "e", "en.j2"])
def test_a_locale_that_leads_out_of_the_folder_is_no_locale(locale: str, small_campaign: Make) -> None:
    with pytest.raises(ValidationError):
        small_campaign({locale: "Pack."})
    with pytest.raises(NotFound):
        render(small_campaign(), "tested", "page", locale)


def test_a_listed_fact_cannot_pose_as_a_claim_in_any_of_its_values(small_campaign: Make) -> None:
    forged = f"{CLAIM_OPENS}published\n9 of 10{CLAIM_CLOSES}"
    campaign = small_campaign("{{ place }}", facts={"place": {"en": ("Hue", forged)}})
    assert CLAIM_OPENS not in plain_fields(campaign, "tested", "page", "en", {"place": forged})["body"]
    assert "L05" in {finding.rule for finding in lint(campaign, today=DAY)}


@pytest.mark.parametrize("hidden", ["\x07", "\u200b", "\u00ad", "\u2060", "\u202e", "\u200d", "\ufeff", "\u200e"])
def test_a_sign_that_nobody_sees_hides_no_word_from_the_lint(hidden: str, small_campaign: Make) -> None:
    found = lint(small_campaign(f"The la{hidden}st herds."), today=DAY)
    assert {finding.rule for finding in found if finding.severity == "block"} >= {"L02"}


def test_a_condition_on_a_listed_fact_is_read_in_every_branch(small_campaign: Make) -> None:
    listed = {"place": {"en": ("Hue", "Hanoi", "Vinh")}}
    text = "Pack.{% if place == 'Vinh' %} The last herds.{% endif %}"
    found = lint(small_campaign(text, facts=listed), today=DAY)
    assert "L02" in {finding.rule for finding in found}


def test_conditions_on_two_facts_are_refused_because_no_pairs_are_read(small_campaign: Make) -> None:
    listed = {"place": {"en": ("Hue", "Hanoi")}, "gift": {"en": ("a bowl", "tea", "silk")}}
    text = "Pack.{% if place == 'Hue' %}{% if gift == 'silk' %} The last herds.{% endif %}{% endif %}"
    with pytest.raises(InvalidInput, match="conditions on 2 facts"):
        render(small_campaign(text, facts=listed), "tested", "page", "en")


def test_a_text_that_is_refused_is_a_finding_and_never_a_gap(small_campaign: Make) -> None:
    with under_a_second():
        found = lint(small_campaign("{{ place.__class__ }}"), today=DAY)
    assert {(finding.rule, finding.severity) for finding in found if finding.variant == "tested"} >= {("L22", "block")}


def test_every_attack_reads_alike_whoever_reads_it_first() -> None:
    for attack in REFUSED.values():
        file = message_file("tested", "en")
        first, second = (read_template(file, "{% block body %}" + attack + "{% endblock %}") for _ in range(2))
        assert type(first) is type(second)
        assert not isinstance(first, Value)
        assert isinstance(first, Template) or first.file == file
