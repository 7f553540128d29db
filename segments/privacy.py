"""What may not come in: survey columns that look like personal data."""

import re
from collections.abc import Iterable

_WORDS = frozenset({
    "address", "birthdate", "birthday", "dob", "email", "firstname", "fullname", "iban", "imei", "ip", "ipaddress",
    "lastname", "latitude", "longitude", "mail", "mobile", "nationalid", "passport", "phone", "postcode", "ssn",
    "surname", "telephone", "wechat", "whatsapp", "zipcode",
})  # fmt: skip
_NAMES = frozenset(
    {"name", "first_name", "last_name", "full_name", "date_of_birth", "birth_date", "id_card", "zip_code"}
)
_VALUES = {
    "an e-mail address": re.compile(r"[^@\s]+@[^@\s]+\.[a-z]{2,}", re.IGNORECASE),
    "an IP address": re.compile(r"\d{1,3}(?:\.\d{1,3}){3}"),
    "a telephone number": re.compile(r"\+\d[\d ()/-]{7,17}\d"),
}


def personal_reason(column: str, values: Iterable[str]) -> str | None:
    """Say why a column looks like personal data, or None.

    Looks at the column's name and at the form of its values. It finds what is plain to see, no more: a free text may
    still hold a name.

    Examples
    --------
    >>> personal_reason("respondent_email", [])
    "its name says 'email'"
    >>> personal_reason("contact", ["kim@example.org"])
    'it holds an e-mail address'
    >>> personal_reason("att_recognition", ["5"]) is None
    True
    """
    plain = re.sub(r"[^a-z0-9]+", "_", re.sub(r"(?<=[a-z])(?=[A-Z])", "_", column).lower()).strip("_")
    if plain in _NAMES:
        return f"its name is {column!r}"
    if found := sorted(_WORDS.intersection(plain.split("_"))):
        return f"its name says {found[0]!r}"
    for value in values:
        for what, form in _VALUES.items():
            if form.fullmatch(value.strip()):
                return f"it holds {what}"
    return None
