"""`forbear new`: write a small campaign that loads, for a person to edit."""

import argparse
from pathlib import Path

NAME = "new"
HELP = "write a small campaign folder that you can edit"
EXAMPLES = """
forbear new my_campaign
forbear new my_campaign --from light_suitcase
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    parser.add_argument("folder", type=Path, help="folder to write; it must not exist, or be empty")
    parser.add_argument(
        "--from",
        dest="source",
        choices=("starter", "light_suitcase"),
        default="starter",
        help="starter: two variants, explained (default); light_suitcase: eleven variants in two languages",
    )


def run(options: argparse.Namespace) -> int:
    """Copy the example and say what to do next."""
    from shutil import copytree

    from campaigns.errors import Conflict, InvalidInput
    from campaigns.files import example

    folder: Path = options.folder
    if folder.exists() and not (folder.is_dir() and not any(folder.iterdir())):
        raise Conflict(f"{folder}: there is something already; wanted a new or an empty folder. Name another.")
    try:
        copytree(example(options.source), folder, dirs_exist_ok=True)
    except OSError as error:
        words = f"cannot be written ({error.strerror or error}); wanted a place you may write to. Name another"
        raise InvalidInput(f"{folder}: {words}.") from error
    for path in sorted(path for path in folder.rglob("*") if path.is_file()):
        print(path)
    print(f"\nEdit {folder / 'campaign.toml'}, then: forbear check {folder}")
    return 0
