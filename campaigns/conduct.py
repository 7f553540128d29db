"""Conduct: whom a campaign may reach and how often, and what it must say about itself.

The schema of targeting has no field for faith, health, ethnicity, politics, sexuality, union membership, biometrics or
an exact place (gate H07): such segments are reached by what people read, never by what is known of them.
"""

import re
from collections.abc import Mapping
from types import MappingProxyType
from typing import Annotated

from pydantic import Field, StringConstraints

from campaigns.parts import COUNTRY, ByLocale, Sentence, Value

_LAW = "GDPR Art. 9; DSA Art. 26(3); PIPL Art. 28"
_FORBIDDEN: Mapping[str, tuple[str, ...]] = MappingProxyType({
    "faith": ("religio", "faith", "belief", "church", "temple", "buddhis", "christian", "muslim", "islam", "hindu",
              "spiritual"),
    "health": ("health", "disease", "illness", "diagnos", "patient", "medical", "medication", "disab", "cancer",
               "diabet", "pregnan"),
    "ethnicity": ("ethnic", "race(?:_|$)", "racial", "tribe", "caste", "nationality", "national_origin", "skin_colo"),
    "politics": ("politic", "voter", "election", "ideolog"),
    "sexuality": ("sexual", "orientation", "gay", "lesbian", "lgbt", "gender_identity"),
    "union membership": ("trade_union", "labour_union", "labor_union", "union_member"),
    "biometrics": ("biometric", "face_id", "fingerprint", "genetic"),
    "an exact place": ("latitude", "longitude", "lat_lon", "gps", "coordinates", "radius", "geofence", "address",
                       "postcode", "postal_code", "zip_code", "precise_location", "home_location"),
    "a person": ("user_id", "device_id", "advertising_id", "email", "phone", "custom_audience", "lookalike"),
})  # fmt: skip


def forbidden_trait(name: str) -> str | None:
    """Say which protected trait a targeting field or an interest is about, or None.

    Examples
    --------
    >>> forbidden_trait("religion"), forbidden_trait("Home Address"), forbidden_trait("wood carving")
    ('faith', 'an exact place', None)
    """
    plain = re.sub(r"[^a-z]+", "_", name.lower()).strip("_")
    for trait, stems in _FORBIDDEN.items():
        if any(re.search(rf"(?:^|_){stem}", plain) for stem in stems):
            return trait
    return None


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
    """Whom the campaign may reach: by age, country, language, content and coarse place; never by protected traits."""

    min_age: Annotated[int, Field(ge=0, le=120)] = 18
    countries: tuple[Annotated[str, StringConstraints(pattern=COUNTRY)], ...] = ()
    content: tuple[Sentence, ...] = ()
    interests: tuple[Sentence, ...] = ()
    places: tuple[Sentence, ...] = ()
    audience_size: Annotated[int, Field(ge=1, le=10_000_000_000)] | None = None
    weekly_cap: Annotated[int, Field(ge=1, le=100)] = 5
    ally_weekly_cap: Annotated[int, Field(ge=1, le=100)] = 3


class Disclosure(Value):
    """What a campaign says about itself beside every message, and how people say no to being chosen for."""

    ad_label: ByLocale | None = None
    ai_label: ByLocale | None = None
    privacy_url: Annotated[str, StringConstraints(pattern=r"^https://[^\s\"'<>]{3,500}$")] | None = None
    opt_out: ByLocale | None = None
    impact_assessment: Sentence | None = None
