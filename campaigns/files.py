"""Files: a campaign folder read strictly and written back the same.

campaign.toml holds all but the texts; messages/<variant>.<locale>.j2 holds one text each. What is wrong is told all at
once, each with file, line and key. The segments file beside them belongs to `segments`.
"""

import re
from collections.abc import Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from campaigns.campaign import Campaign, Contradictory
from campaigns.conduct import forbidden_sentence
from campaigns.disk_shape import author_key, known_keys, tables_in_order, to_tables, to_values
from campaigns.errors import Conflict, InvalidInput, NotFound, Problem, not_found
from campaigns.problems import did_you_mean, refuse, sentence
from campaigns.render import unrenderable
from campaigns.template import MESSAGES, message_file
from campaigns.text_files import read_text, write_whole
from campaigns.theory import TECHNIQUES_PAGE, techniques
from campaigns.toml import Document, Key, read_toml, toml_key, toml_value

CAMPAIGN_FILE = "campaign.toml"
SCHEMA_FILE = "campaign.schema.json"  # beside campaign.toml, for editors: forbear schema > campaign.schema.json
_EXAMPLES = Path(__file__).parent / "examples"
_NO_LINE = 0


def example(name: str = "light_suitcase") -> Path:
    """Give the folder of an example campaign; names that begin with `wrong_` are negative examples.

    Raises
    ------
    NotFound
        If there is no such example.

    Examples
    --------
    >>> example().name
    'light_suitcase'
    """
    known = sorted(path.name for path in _EXAMPLES.iterdir() if (path / CAMPAIGN_FILE).is_file())
    if name not in known:
        raise not_found("example", name, known)
    return _EXAMPLES / name


def load_campaign(folder: Path) -> Campaign:
    """Read a campaign folder.

    Parameters
    ----------
    folder : holds campaign.toml and messages/<variant>.<locale>.j2, one for every variant and locale.

    Raises
    ------
    NotFound
        If there is no campaign.toml.
    InvalidInput
        If anything is not as it must be; lists every problem as `file:line: key = found; wanted ...; how to mend`.

    Examples
    --------
    >>> load_campaign(example()).id
    'light-suitcase'
    >>> load_campaign(example("wrong_unknown_key"))
    Traceback (most recent call last):
    campaigns.errors.InvalidInput: campaign.toml:22: metrics.landing.windw_days = 14; unknown key; did you mean ...?
    """
    folder = Path(folder)
    if folder.is_file():
        raise NotFound(
            f"{folder}: is a file; wanted the campaign folder that holds it. Give the folder: {folder.parent}"
        )
    if not (folder / CAMPAIGN_FILE).exists():
        raise NotFound(f"{folder}: no {CAMPAIGN_FILE} here; wanted a campaign folder. Try `forbear check <folder>`.")
    return _Reading(folder).campaign()


def campaign_toml(campaign: Campaign) -> str:
    """Write campaign.toml: the same campaign always gives the same text.

    Examples
    --------
    >>> print(campaign_toml(load_campaign(example())).splitlines()[1])
    schema_version = 1
    """
    parts = [f"#:schema ./{SCHEMA_FILE}"]
    for key, table in tables_in_order(to_tables(campaign)):
        if key:
            parts += ["", f"[{toml_key(key)}]"]
        parts += [f"{toml_key((name,))} = {toml_value(value)}" for name, value in table.items()]
    return "\n".join(parts) + "\n"


def save_campaign(campaign: Campaign, folder: Path) -> None:
    """Write a campaign folder that loads as the same campaign. Comments in an older campaign.toml are lost.

    Texts of variants that are no more are removed; the segments file and all else in the folder stay. campaign.toml is
    replaced in one step and last, so that a crash leaves a file that can be read.

    Raises
    ------
    Conflict
        If the folder holds another campaign, or things that are no campaign.
    """
    folder = Path(folder)
    _refuse_strangers(campaign, folder)
    texts = {
        message_file(variant.id, locale): text
        for variant in campaign.variants
        for locale, text in variant.messages.items()
    }
    (folder / MESSAGES).mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        write_whole(folder / name, text)
    write_whole(folder / CAMPAIGN_FILE, campaign_toml(campaign))
    for path in (folder / MESSAGES).glob("*.*.j2"):
        if f"{MESSAGES}/{path.name}" not in texts:
            path.unlink()


def _refuse_strangers(campaign: Campaign, folder: Path) -> None:
    if not folder.exists() or not any(folder.iterdir()):
        return
    if not (folder / CAMPAIGN_FILE).is_file():
        raise Conflict(
            f"{folder}: holds files but no {CAMPAIGN_FILE}; wanted an empty or a campaign folder. Name another."
        )
    found = read_toml(folder / CAMPAIGN_FILE, CAMPAIGN_FILE).values.get("id")
    if found != campaign.id:
        raise Conflict(f"{folder}: holds campaign {found!r}; wanted {campaign.id!r}. Save it into another folder.")


@dataclass
class _Reading:
    """One attempt to read a folder; collects every problem before it refuses."""

    folder: Path
    document: Document = field(init=False)
    problems: list[Problem] = field(default_factory=list)

    def campaign(self) -> Campaign:
        self._is_inside(CAMPAIGN_FILE)
        refuse(self.problems)
        self.document = read_toml(self.folder / CAMPAIGN_FILE, CAMPAIGN_FILE)
        data = self.document.values
        messages = self._messages(data)
        values, problems = to_values(data, messages)
        for key, words in problems:
            self._at(key, words)
        try:
            campaign = Campaign.model_validate(values, strict=True)
        except ValidationError as errors:
            self._explain(errors, values, {key for key, _ in problems})
        else:
            self._check_techniques(campaign)
            self.problems.extend(unrenderable(campaign))
        refuse(self.problems)
        return campaign

    def _at(self, key: Key, words: str) -> None:
        self.problems.append(self.document.problem(key, words))

    def _text(self, name: str) -> str | None:
        try:
            return read_text(self.folder / name, name) if self._is_inside(name) else None
        except InvalidInput as error:
            self.problems.extend(error.problems)
            return None

    def _is_inside(self, name: str) -> bool:
        try:
            if (self.folder / name).resolve().is_relative_to(self.folder.resolve()):
                return True
            found, mend = "points outside the campaign folder; wanted a file inside it", "copy the file here"
        except OSError as error:
            found, mend = f"cannot be read ({error.strerror}); wanted a readable file", "mend its permissions"
        self.problems.append(Problem(name, _NO_LINE, found, mend))
        return False

    def _messages(self, data: Mapping[str, Any]) -> dict[str, dict[str, str]]:
        variants, locales = data.get("variants"), data.get("locales")
        if not isinstance(variants, dict) or not isinstance(locales, list):
            return {}
        wanted = {
            message_file(name, locale): (name, locale)
            for name in variants
            for locale in locales
            if isinstance(locale, str) and _is_plain(name) and _is_plain(locale)
        }
        found = {f"{MESSAGES}/{name}" for name in self._names_in_messages()}
        for name in sorted(found - wanted.keys()):
            mend = did_you_mean(name, wanted)
            words = (
                f"belongs to no variant and locale of the campaign; {mend if '?' in mend else 'delete or rename it'}"
            )
            self.problems.append(Problem(name, _NO_LINE, words))
        messages: dict[str, dict[str, str]] = {name: {} for name in variants}
        for name, (variant, locale) in wanted.items():
            if name in found:
                if (text := self._text(name)) is not None:
                    messages[variant][locale] = text
            else:
                words = f"is missing: variant {variant!r} has no text for locale {locale!r}; wanted one; write the file"
                self.problems.append(Problem(name, _NO_LINE, words))
        return messages

    def _names_in_messages(self) -> list[str]:
        place = self.folder / MESSAGES
        if not place.is_dir() or not place.resolve().is_relative_to(self.folder.resolve()):
            self.problems.append(Problem(f"{MESSAGES}/", _NO_LINE, "is no folder here; wanted one text per variant"))
            return []
        return [path.name for path in place.iterdir() if not path.name.startswith(".")]

    def _explain(self, errors: ValidationError, values: Mapping[str, Any], said: set[Key]) -> None:
        for error in errors.errors(include_url=False):
            if error["type"] == "value_error" and isinstance(wrong := error["ctx"]["error"], Contradictory):
                for fault in wrong.faults:
                    self._at(fault.key, fault.text)
                continue
            key = author_key(error["loc"], values)
            if key in said or (error["type"] == "too_short" and len(error["input"]) >= error["ctx"]["min_length"]):
                continue  # told already; or short only because what is in it is wrong
            if key[-2:-1] == ("messages",):
                words = sentence(error, "text", ())
                self.problems.append(Problem(message_file(key[1], key[-1]), 1, words))
            elif error["type"] == "extra_forbidden" and key[0] == "targeting" and (why := forbidden_sentence(key[-1])):
                self._at(key, f"{'.'.join(key)}: {why}")
            else:
                self._at(key, sentence(error, ".".join(key), known_keys(key)))

    def _check_techniques(self, campaign: Campaign) -> None:
        for variant in campaign.variants:
            for dose in variant.techniques:
                if dose.code not in techniques():
                    key = ("variants", variant.id, "techniques", dose.code)
                    words = (
                        f'{".".join(key[:3])}."{dose.code}": no such technique; wanted a code of the BCT taxonomy v1'
                    )
                    self._at(key, f"{words}, 1.1 to 16.3; see {TECHNIQUES_PAGE}")


def _is_plain(name: str) -> bool:
    """Say whether a name can be part of a file name without leading elsewhere."""
    return re.fullmatch(r"[A-Za-z0-9_-]+", name) is not None
