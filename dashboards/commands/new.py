"""`forbear new`: write a small campaign that loads, from a few questions or from an example, for a person to edit."""

import argparse
import sys
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    from collections.abc import Callable

    from campaigns.scaffold import Answers

NAME = "new"
HELP = "write a small campaign folder that you can edit: by questions, or from an example"
EXAMPLES = """
forbear new my_campaign
forbear new my_campaign --from light_suitcase
forbear new my_campaign --title "Ask first" --country VN --locales en,vi --channels feed,sms --barriers emotion,goals
"""
_EXAMPLES = ("starter", "light_suitcase", "ask_first", "wild_at_heart")
_TEXTS = {
    "title": "What is the campaign called?",
    "sponsor": "Who pays for it?",
    "product": "Which product shall be wanted less?",
    "undesired": "What do people do now?",
    "desired": "What should they do?",
    "alternative": "What could they choose instead?",
    "country": "In which country do they live (two capital letters)?",
}
_LISTS = ("locales", "channels", "barriers")
_KNOWN = {
    "channels": ": feed, chat, sms, post",
    "barriers": ": up to 3 determinants, the most important first (names in docs/reference/theory.md)",
}


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", type=Path, help="folder to write; it must not exist, or be empty")
    parser.add_argument(
        "--from",
        dest="source",
        choices=_EXAMPLES,
        help="copy an example: starter (two variants, explained; the default where nobody can be asked), "
        "light_suitcase (eleven variants in two languages), ask_first, wild_at_heart",
    )
    for name, question in _TEXTS.items():
        parser.add_argument(f"--{name}", help=f"answer to: {question}")
    for name in _LISTS:
        parser.add_argument(f"--{name}", help=f"{name}, separated by commas{_KNOWN.get(name, '')}")


def run(options: argparse.Namespace) -> int:
    """Write the folder and say what to do next."""
    from campaigns.errors import Conflict, InvalidInput

    folder: Path = options.folder
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise Conflict(f"{folder}: there is something already; wanted a new or an empty folder. Name another.")
    given = {name: getattr(options, name) for name in (*_TEXTS, *_LISTS) if getattr(options, name) is not None}
    if given and options.source:
        raise InvalidInput(f"--from and --{next(iter(given))} exclude each other; wanted one way. Leave one out.")
    try:
        if given or (options.source is None and sys.stdin.isatty()):
            _scaffold(folder, given)
        else:
            _copy(options.source or "starter", folder)
    except OSError as error:
        words = f"cannot be written ({error.strerror or error}); wanted a place you may write to. Name another"
        raise InvalidInput(f"{folder}: {words}.") from error
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        print(path)
    print(f"\nEdit {folder / 'campaign.toml'}, write the texts in {folder / 'messages'} over in every language,")
    print(f"then: forbear check {folder}")
    return 0


def _copy(source: str, folder: Path) -> None:
    from shutil import copytree

    from campaigns.files import example

    copytree(example(source), folder, dirs_exist_ok=True)


def _scaffold(folder: Path, given: dict[str, str]) -> None:
    from datetime import UTC, datetime

    from campaigns.scaffold import scaffold, write_scaffold
    from campaigns.theory import is_addressable

    today = datetime.now(UTC).date()
    answers = _given(given) if given else _asked()
    scaffold(answers, today)  # whatever is wrong with the answers is said before anything is written
    write_scaffold(answers, folder, today)
    for barrier in answers.barriers:
        if not is_addressable(barrier):
            print(f"No message can address {barrier}: it takes a rule, or a change of the place. Plan for that too.")


def _given(given: dict[str, str]) -> "Answers":
    from campaigns.scaffold import CHANNELS, Answers
    from dashboards.questions import locales_of, several_of

    values: dict[str, object] = {name: _reader(name)(given[name]) for name in _TEXTS if name in given}
    if "locales" in given:
        values["locales"] = locales_of(given["locales"])
    if "channels" in given:
        values["channels"] = several_of(list(CHANNELS), len(CHANNELS))(given["channels"])
    if "barriers" in given:
        values["barriers"] = several_of(_determinants(), 3)(given["barriers"])
    return Answers(**values)  # type: ignore[arg-type]  # each of its type, as read above


def _asked() -> "Answers":
    from campaigns.scaffold import CHANNELS, Answers
    from dashboards.questions import ask, locales_of, several_of
    from segments.profile import in_words

    default = Answers()
    print("A few questions; an empty answer takes what stands in [ ]. Everything can be changed later.\n")
    values: dict[str, object] = {
        name: ask(question, getattr(default, name), _reader(name)) for name, question in _TEXTS.items()
    }
    values["locales"] = ask("Languages, separated by commas, such as en, vi or zh-CN?", "en", locales_of)
    for number, (channel, kind) in enumerate(CHANNELS.items(), start=1):
        print(f"  {number} {channel}: {kind['label']}")
    values["channels"] = ask("Where will it be shown?", "feed", several_of(list(CHANNELS), len(CHANNELS)))
    known = _determinants()
    for number, determinant in enumerate(known, start=1):
        print(f"  {number} {in_words(determinant)}")
    values["barriers"] = ask(
        "What holds people back most (up to 3, the most important first)?",
        ", ".join(str(known.index(barrier) + 1) for barrier in default.barriers),
        several_of(known, 3),
    )
    return Answers(**values)  # type: ignore[arg-type]  # each of its type, as read above


def _reader(name: str) -> "Callable[[str], str]":
    from dashboards.questions import country_of, text_of

    return country_of if name == "country" else text_of(1, 200)


def _determinants() -> list[str]:
    from campaigns.theory import determinants

    return list(determinants())
