"""State line: change `state = "..."` of one variant in the text of campaign.toml, and nothing else in it."""

import re
import tomllib
from typing import Any

from campaigns.errors import InvalidInput
from campaigns.files import CAMPAIGN_FILE
from campaigns.toml import key_lines

_STATE = re.compile(r"""(\bstate\s*=\s*)("[^"\n]*"|'[^'\n]*')""")


def with_state(text: str, variant_id: str, state: str) -> str:
    r"""Set the state of a variant; comments, order and line ends stay, and a missing line is added below the header.

    Raises
    ------
    InvalidInput
        If the variant is not written as a table `[variants.ID]`, so that the line cannot be told from others.

    Examples
    --------
    >>> print(with_state('[variants.plain]\nname = "Plain"  # short\nstate = "draft"  # for now', "plain", "live"))
    [variants.plain]
    name = "Plain"  # short
    state = "live"  # for now
    """
    lines = re.findall(r"[^\n]*\n|[^\n]+", text)
    where = key_lines(text)
    key = ("variants", variant_id, "state")
    if key in where:
        line = lines[where[key] - 1]
        lines[where[key] - 1] = _STATE.sub(lambda found: f'{found[1]}"{state}"', line, count=1)
    elif (header := _header(lines, variant_id)) is not None:
        end = "\r\n" if lines[header].endswith("\r\n") else "\n"
        lines[header] = lines[header].rstrip("\r\n") + end
        lines.insert(header + 1, f'state = "{state}"{end}')
    changed = "".join(lines)
    if not _differs_only_there(text, changed, variant_id, state):
        raise InvalidInput(
            f"{CAMPAIGN_FILE}: the state of variant {variant_id!r} cannot be changed in place; wanted a table "
            f'[variants.{variant_id}] with a line state = "...". Write it so, then try again.'
        )
    return changed


def _header(lines: list[str], variant_id: str) -> int | None:
    header = re.compile(rf"""\s*\[\s*variants\s*\.\s*(["']?){re.escape(variant_id)}\1\s*\]""")
    return next((place for place, line in enumerate(lines) if header.match(line)), None)


def _differs_only_there(before: str, after: str, variant_id: str, state: str) -> bool:
    """Say whether the text reads as before but for this one state: whatever was done to it, this is what counts."""
    try:
        found: dict[str, Any] = tomllib.loads(after)
    except tomllib.TOMLDecodeError:
        return False
    wanted: dict[str, Any] = tomllib.loads(before)
    wanted["variants"][variant_id]["state"] = state
    return found == wanted
