"""What the verbs of `forbear approval` share: who signs, what it is about, and what is said afterwards."""

import argparse
from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Any

from dashboards.options import add_json, print_json

if TYPE_CHECKING:
    from campaigns.approval.ledger import Act, Entry
    from campaigns.approval.signature import Signature
    from campaigns.approval.standing import Standing

ROLE_NAMES = ("theory", "local", "legal", "health", "faith", "ethics")


def add_act(parser: argparse.ArgumentParser, *, claims: bool, why: str) -> None:
    """Take the folder, the subject and the person; `claims` where a claim may be the subject, `why` is its help."""
    parser.add_argument("campaign", type=Path, help="campaign folder")
    about = parser.add_mutually_exclusive_group(required=True)
    about.add_argument("--variant", metavar="ID", help="which message")
    if claims:
        about.add_argument("--claim", metavar="ID", help="which claim")
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
    """Do one act and say how far the subject has come by it."""
    from dashboards.approvals import Asked, one_standing, perform  # noqa: PLC0415  # as above

    is_claim = getattr(options, "claim", None) is not None
    kind, name = ("claim", options.claim) if is_claim else ("variant", options.variant)
    asked = Asked(act, kind, name, role, locales, options.text)  # type: ignore[arg-type]  # argparse has checked the choices
    entry = perform(options.campaign, asked, signature(options))
    stands = one_standing(options.campaign, asked.kind, name)
    if options.json:
        print_json({"entry": entry_json(entry), "standing": standing_json(stands)})
        return 0
    done = f"{act} by {entry.who}{f' as {entry.role}' if entry.role else ''}"
    print(f"{done} recorded, text {entry.digest[:12]}\n{stands}")
    return 0


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
