"""`forbear knowledge`: the checked facts and approved messages, for a partner or a language model to lean on."""

import argparse
from pathlib import Path

from dashboards.options import add_campaign

NAME = "knowledge"
HELP = "write what may be said, with its sources: knowledge.jsonl for programs, knowledge.md for people"
EXAMPLES = """
forbear knowledge my_campaign --out pack
"""


def arguments(parser: argparse.ArgumentParser) -> None:
    """Declare the options."""
    add_campaign(parser)
    parser.add_argument("--out", type=Path, required=True, metavar="FOLDER", help="where to write the two files")


def run(options: argparse.Namespace) -> int:
    """Write both files, and say what was left out."""
    from datetime import UTC, datetime

    from campaigns.approval.ledger import read_ledger
    from campaigns.errors import InvalidInput
    from campaigns.files import load_campaign
    from campaigns.knowledge import knowledge
    from campaigns.text_files import write_whole

    pack = knowledge(load_campaign(options.campaign), read_ledger(options.campaign), datetime.now(UTC).date())
    try:
        options.out.mkdir(parents=True, exist_ok=True)
        write_whole(options.out / "knowledge.jsonl", pack.to_jsonl())
        write_whole(options.out / "knowledge.md", pack.to_markdown())
    except OSError as error:
        raise InvalidInput(f"{options.out}: cannot be written ({error.strerror or error}). Name another.") from error
    if pack.notice:
        print(pack.notice)
    print(f"{options.out}: {len(pack.items)} that may be said, {len(pack.left_out)} left out.")
    for subject, reason in pack.left_out:
        print(f"  {subject}: {reason}")
    return 0
