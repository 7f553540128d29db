"""Theory: the names of behaviour-change techniques, by code.

Codes and names are facts of the taxonomy of 93 techniques (Michie et al. 2013, Ann Behav Med 46:81-95,
doi 10.1007/s12160-013-9486-6); each row of `tables/techniques.csv` carries its source.
"""

import csv
from collections.abc import Mapping
from functools import cache
from importlib.resources import files
from types import MappingProxyType

from campaigns.errors import NotFound

TECHNIQUES_PAGE = "docs/reference/techniques.md"


@cache
def techniques() -> Mapping[str, str]:
    """Give all technique names by code, in the taxonomy's order.

    Examples
    --------
    >>> len(techniques())
    93
    """
    return MappingProxyType({row["code"]: row["name"] for row in _rows()})


def _rows() -> list[dict[str, str]]:
    text = files("campaigns").joinpath("tables", "techniques.csv").read_text(encoding="utf-8")
    return list(csv.DictReader(text.splitlines()))


def technique_name(code: str) -> str:
    """Name a technique as people say it, with its code.

    Parameters
    ----------
    code : BCT taxonomy v1 code, such as "6.1".

    Raises
    ------
    NotFound
        If the taxonomy has no such code.

    Examples
    --------
    >>> technique_name("6.1")
    'Demonstration of the behaviour (6.1)'
    """
    name = techniques().get(code)
    if name is None:
        raise NotFound(f"No technique has the code {code!r}; codes run from 1.1 to 16.3. See {TECHNIQUES_PAGE}.")
    return f"{name} ({code})"


def techniques_page() -> str:
    """Write the reference page that lists every technique by code; the committed page is this text.

    Examples
    --------
    >>> print(techniques_page().splitlines()[0])
    # Behaviour-change techniques
    """
    lines = [
        "# Behaviour-change techniques",
        "",
        'The codes that `techniques` in campaign.toml takes, such as `techniques = { "6.3" = 1.0, "8.2" = 0.5 }`: the',
        "taxonomy of 93 techniques (BCT taxonomy v1; Michie et al. 2013, Ann Behav Med 46:81-95,",
        "doi 10.1007/s12160-013-9486-6).",
    ]
    group = ""
    for row in _rows():
        if row["group"] != group:
            group = row["group"]
            lines += ["", f"## {group}", "", "| code | technique |", "|---|---|"]
        lines.append(f"| `{row['code']}` | {row['name']} |")
    return "\n".join(lines) + "\n"
