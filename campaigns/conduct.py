"""Conduct: whom a campaign may reach and how often, and what it must say about itself.

The schema of targeting has no field for faith, health, ethnicity, politics, sexuality, union membership, biometrics or
an exact place (gate H07): such segments are reached by what people read, never by what is known of them.
"""

import re
import tomllib
import unicodedata
from collections.abc import Iterator, Mapping
from functools import cache
from importlib.resources import files
from typing import Annotated, Any

from pydantic import Field, StringConstraints

from campaigns.parts import COUNTRY, ByLocale, Sentence, Value

ADULT_AGE = 18
"""Nobody younger is reached (gate H08, rule L29)."""

_PLACE = "an exact place"
_NUMBER = r"-?\d{1,3}[.,]\d{2,}"
_POINT = re.compile(
    rf"\d{{1,3}}\.\d{{3,}}|{_NUMBER}\s*[,;/ ]\s*{_NUMBER}|\d\s*°|///"  # degrees, and three words for a square
    r"|\b[2-9CFGHJMPQRVWX]{4,8}\+[2-9CFGHJMPQRVWX]{2,3}\b"  # a plus code
    r"|\b\d+[a-z]?,?\s+(?:\S+\s+){0,4}(?:street|road|avenue|lane|boulevard)\b",
    re.IGNORECASE,
)
_LAW = "GDPR Art. 9; DSA Art. 26(3); PIPL Art. 28"


def forbidden_trait(name: str) -> str | None:
    """Say which protected trait a targeting field or an interest is about, or None.

    Examples
    --------
    >>> forbidden_trait("religion"), forbidden_trait("Home Address"), forbidden_trait("wood carving")
    ('faith', 'an exact place', None)
    >>> forbidden_trait("佛教"), forbidden_trait("đồ gỗ")
    ('faith', None)
    """
    words = _seen(name).lower()
    bare = "".join(mark for mark in unicodedata.normalize("NFKD", words) if not unicodedata.combining(mark))
    plain = re.sub(r"[^a-z]+", "_", bare).strip("_")
    for trait, lists in _traits().items():
        if any(re.search(rf"(?:^|_){stem}", plain) for stem in lists["stems"]):
            return trait
        if any(word in words for word in lists["words"]):
            return trait
    return None


@cache
def _traits() -> Mapping[str, Mapping[str, Any]]:
    text = files("campaigns").joinpath("tables", "protected_traits.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _seen(name: str) -> str:
    """What a person reads, wide letters as plain ones: a character of no width would hide a word."""
    return "".join(mark for mark in unicodedata.normalize("NFKC", name) if unicodedata.category(mark) != "Cf")


def forbidden_sentence(name: str) -> str:
    """Explain why a targeting field of this name is refused, and what to do instead; "" where nothing forbids it.

    Examples
    --------
    >>> forbidden_sentence("religion")[:61]
    'targeting by faith is refused (gate H07: GDPR Art. 9; DSA Art'
    """
    trait = forbidden_trait(name)
    if trait is None:
        return ""
    return (
        f"targeting by {trait} is refused (gate H07: {_LAW}); wanted context, not people; "
        "delete it and list what people read under content"
    )


class Targeting(Value):
    """Whom the campaign may reach: by age, country, content, interests and coarse place; never by protected traits.

    It is what the team sets on each platform, in one place where rules and reviewers can read it. forbear itself keeps
    nobody out and counts nobody's messages: `weekly_cap` and `ally_weekly_cap` (messages a person gets at most in a
    week) are kept by the platform.
    """

    min_age: Annotated[int, Field(ge=0, le=120)] = ADULT_AGE
    countries: tuple[Annotated[str, StringConstraints(pattern=COUNTRY)], ...] = ()
    content: tuple[Sentence, ...] = ()
    interests: tuple[Sentence, ...] = ()
    places: tuple[Sentence, ...] = ()
    audience_size: Annotated[int, Field(ge=1, le=10_000_000_000)] | None = None
    weekly_cap: Annotated[int, Field(ge=1, le=100)] = 5
    ally_weekly_cap: Annotated[int, Field(ge=1, le=100)] = 3


def forbidden_entries(targeting: Targeting) -> Iterator[tuple[str, str]]:
    """Yield key and sentence of each interest about a protected trait, and of each place that is no coarse one.

    What people read (`content`) is free: it is the way to reach people whom nobody may pick by trait.

    Examples
    --------
    >>> reach = Targeting(interests=("souvenirs", "Buddhism"), content=("temple visits",))
    >>> [key for key, _ in forbidden_entries(reach)]
    ['interests']
    """
    for entry in targeting.interests:
        trait = forbidden_trait(entry)
        if trait is not None and not _traits()[trait].get("fields_only"):
            yield "interests", f"{entry!r}: {forbidden_sentence(entry)}"
    for entry in targeting.places:
        if forbidden_trait(entry) == _PLACE or _POINT.search(_seen(entry)):
            words = f"{entry!r}: an exact place is refused (gate H07: {_LAW}); wanted a coarse one"
            yield "places", f"{words}, such as airports or a city; widen it or delete it"


class Disclosure(Value):
    """What a campaign says about itself beside every message, and how people say no to being chosen for."""

    ad_label: ByLocale | None = None
    ai_label: ByLocale | None = None
    privacy_url: Annotated[str, StringConstraints(pattern=r"^https://[^\s\x00-\x1f\x7f-\x9f\"'<>]{3,500}$")] | None = (
        None
    )
    opt_out: ByLocale | None = None
    impact_assessment: Sentence | None = None
