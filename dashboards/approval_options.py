"""What the verbs of `forbear approval` share: who signs, what it is about, and what is said afterwards."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any, Literal

from dashboards.options import add_json, print_json

if TYPE_CHECKING:
    from campaigns.approval.ledger import Act, Entry
    from campaigns.approval.signature import Signature
    from campaigns.approval.standing import Standing

type Kind = Literal["variant", "claim"]

ROLE_NAMES = ("theory", "local", "legal", "health", "faith", "ethics")


def add_act(parser: argparse.ArgumentParser, *, claims: bool, why: str) -> None:
    """Take the folder, the subject and the person; `claims` where a claim may be the subject, `why` is its help."""
    parser.add_argument("campaign", type=Path, help="campaign folder")
    about = parser.add_mutually_exclusive_group(required=True)
    about.add_argument("--variant", metavar="IDS", help="which message, or several with commas between")
    if claims:
        about.add_argument("--claim", metavar="IDS", help="which claim, or several with commas between")
    parser.add_argument("--by", required=True, metavar="NAME", help="who does it: your own name")
    parser.add_argument("--text", default="", metavar="HASH", help="refuse unless the text is the one of this hash")
    parser.add_argument("--why", default="", metavar="TEXT", help=why)
    add_json(parser)


def signature(options: argparse.Namespace) -> "Signature":
    """Sign now, as the person of --by."""
    from datetime import UTC, datetime  # noqa: PLC0415  # the front desk stays quick

    from campaigns.approval.signature import Signature  # noqa: PLC0415  # as above

    return Signature(options.by, datetime.now(UTC).replace(microsecond=0), options.why)


def run_act(options: argparse.Namespace, act: "Act", role: str | None = None, locales: tuple[str, ...] = ()) -> int:
    """Do one act on each subject named and say how far it has come by it; a refusal of one leaves the others be."""
    from campaigns.errors import EngineError, InvalidInput  # noqa: PLC0415  # as above

    is_claim = getattr(options, "claim", None) is not None
    given = options.claim if is_claim else options.variant
    names = list(dict.fromkeys(part.strip() for part in given.split(",") if part.strip())) or [given]
    if len(names) > 1 and (options.text or options.json):
        with_one = "--text" if options.text else "--json"
        raise InvalidInput(f"{len(names)} are named; wanted one with {with_one}. Name one, or leave {with_one} out.")
    refused: list[EngineError] = []
    for name in names:
        try:
            _act(options, act, "claim" if is_claim else "variant", name, role, locales)
        except EngineError as error:
            refused.append(error)
    if len(refused) == 1:
        raise refused[0]
    if refused:
        told = "\n".join(str(error) for error in refused).replace("\n", "\n  ")
        raise type(refused[0])(f"{len(refused)} of {len(names)} refused:\n  {told}")
    return 0


def _act(
    options: argparse.Namespace, act: "Act", kind: Kind, name: str, role: str | None, locales: tuple[str, ...]
) -> None:
    from dashboards.approvals import Asked, one_standing, perform  # noqa: PLC0415  # as above

    asked = Asked(act, kind, name, role, locales, options.text)  # type: ignore[arg-type]  # argparse has checked the role
    entry = perform(options.campaign, asked, signature(options))
    stands = one_standing(options.campaign, kind, name)
    if options.json:
        print_json({"entry": entry_json(entry), "standing": standing_json(stands)})
        return
    done = f"{act} by {entry.who}{f' as {entry.role}' if entry.role else ''}"
    print(f"{done} recorded, text {entry.digest[:12]}\n{stands}")


def entry_json(entry: "Entry") -> dict[str, Any]:
    """Give an entry as it stands in the record."""
    return entry.model_dump(mode="json")


def standing_json(stands: "Standing") -> dict[str, Any]:
    """Give a standing for a script."""
    plain = {name: value for name, value in asdict(stands).items() if name not in {"reviews", "approval", "history"}}
    return plain | {
        "reviews": [entry_json(entry) for entry in stands.reviews],
        "approval": None if stands.approval is None else entry_json(stands.approval),
        "history": [entry_json(entry) for entry in stands.history],
    }
