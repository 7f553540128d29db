"""Approvals: one act of one person in a campaign folder, and what a folder wants; every door calls these."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date
from pathlib import Path
from typing import Literal

from campaigns.approval import claim_steps, steps
from campaigns.approval.ledger import Act, Entry, Role, read_ledger
from campaigns.approval.signature import Signature, Verdict
from campaigns.approval.signing import sign
from campaigns.approval.standing import Standing, claim_standing, standing
from campaigns.campaign import Campaign
from campaigns.errors import Conflict, InvalidInput
from campaigns.files import load_campaign
from campaigns.harm.readiness import Blocker, blockers, unserved
from segments.files import load_segmentation
from segments.segment import Segment


@dataclass(frozen=True, slots=True)
class Asked:
    """What somebody asks for: an act on a variant or a claim; a review or return has a role, a local one locales.

    `text` begins the digest of what they have read, so that nobody signs what was changed and handed in meanwhile.
    """

    act: Act
    kind: Literal["variant", "claim"]
    name: str
    role: Role | None = None
    locales: tuple[str, ...] = ()
    text: str = ""


def perform(folder: Path, asked: Asked, by: Signature) -> Entry:
    """Do what is asked in a campaign folder, record it, and change the state in campaign.toml where the act does.

    Raises
    ------
    InvalidInput, NotFound, Conflict, Unavailable
        As the step itself (`campaigns.approval.steps`, `campaigns.approval.claim_steps`); then nothing is changed.

    Examples
    --------
    >>> import shutil, tempfile
    >>> from datetime import UTC, datetime
    >>> from campaigns.files import example
    >>> ana = Signature("Ana", datetime(2026, 3, 2, 9, tzinfo=UTC))
    >>> with tempfile.TemporaryDirectory() as place:
    ...     mine = Path(shutil.copytree(example(), Path(place, "mine")))
    ...     _ = perform(mine, Asked("submit", "variant", "plain"), ana)
    ...     print(one_standing(mine, "variant", "plain").state)
    linted
    """

    def step(campaign: Campaign, entries: tuple[Entry, ...]) -> Entry:
        taken = _claim_step if asked.kind == "claim" else _variant_step
        entry = taken(campaign, entries, asked, by, _audience(folder, campaign))
        if not entry.digest.startswith(asked.text):
            raise Conflict(
                f"{entry.subject}: the text is now {entry.digest[:12]}, not {asked.text}: it was changed since you "
                "read it. Read it again, then sign what is there."
            )
        return entry

    return sign(folder, step)


def _claim_step(
    campaign: Campaign, entries: Sequence[Entry], asked: Asked, by: Signature, _: Sequence[Segment]
) -> Entry:
    match asked.act:
        case "submit":
            return claim_steps.submit_claim(campaign, asked.name, entries, by)
        case "review" | "return":
            verdict: Verdict = "return" if asked.act == "return" else "approve"
            return claim_steps.review_claim(campaign, asked.name, entries, by, _role(asked), verdict)
    raise InvalidInput(
        f"claim:{asked.name}: claims are handed in and reviewed; wanted submit or review, not {asked.act}"
    )


def _variant_step(
    campaign: Campaign, entries: Sequence[Entry], asked: Asked, by: Signature, audience: Sequence[Segment]
) -> Entry:
    match asked.act:
        case "submit":
            return steps.submit(campaign, asked.name, entries, by, audience)
        case "review":
            return steps.review(campaign, asked.name, entries, by, _role(asked), "approve", asked.locales)
        case "return":
            return steps.review(campaign, asked.name, entries, by, _role(asked), "return")
        case "launch":
            found = blockers(campaign, audience, entries, by.today)
            return steps.launch(campaign, asked.name, entries, by, found)
        case "resume":
            found = blockers(campaign, audience, entries, by.today)
            return steps.resume(campaign, asked.name, entries, by, found)
    plain = {"approve": steps.approve, "pause": steps.pause, "retire": steps.retire}
    return plain[asked.act](campaign, asked.name, entries, by)


def _role(asked: Asked) -> Role:
    if asked.role is None:
        raise InvalidInput(
            f"{asked.kind}:{asked.name}: no role; wanted what was looked at; add --role theory or another"
        )
    return asked.role


def _audience(folder: Path, campaign: Campaign) -> tuple[Segment, ...]:
    return load_segmentation(Path(folder) / campaign.segments_file).segments


def one_standing(folder: Path, kind: Literal["variant", "claim"], name: str) -> Standing:
    """Say how far one variant or claim of a folder has come."""
    campaign, entries = load_campaign(folder), read_ledger(folder)
    return claim_standing(campaign.claim(name), entries) if kind == "claim" else standing(campaign, name, entries)


def standings(folder: Path) -> tuple[Standing, ...]:
    """Say how far every variant and claim of a folder has come, in the order of campaign.toml."""
    campaign, entries = load_campaign(folder), read_ledger(folder)
    variants = [standing(campaign, variant.id, entries) for variant in campaign.variants]
    return (*variants, *(claim_standing(claim, entries) for claim in campaign.claims))


def readiness(folder: Path, today: date) -> tuple[Campaign, tuple[Blocker, ...]]:
    """Read a folder and list all that keeps it from going live."""
    campaign = load_campaign(folder)
    return campaign, blockers(campaign, _audience(folder, campaign), read_ledger(folder), today)


def check_served(folder: Path, campaign: Campaign, audience: Sequence[Segment], today: date) -> None:
    """Refuse to decide for real people with what is not live in campaign.toml and in the record, and fit to be.

    Raises
    ------
    InvalidInput
        With every reason. An illustrative campaign is a rehearsal, and has none.
    """
    if campaign.is_illustrative:
        return
    if found := unserved(campaign, audience, read_ledger(folder), today):
        listed = "\n".join(f"  {one}" for one in found)
        raise InvalidInput(
            f"{campaign.id}: may not be shown to people yet, for {len(found)} reason{'s' * (len(found) != 1)} (see "
            f'forbear ready {folder}; to rehearse, set data_status = "illustrative"):\n{listed}'
        )
