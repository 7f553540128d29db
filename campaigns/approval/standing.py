"""Approval: what has been agreed to, by whom, for exactly the text that stands in the folder now.

draft -> linted -> reviewed -> approved -> live -> paused or retired. Nothing here is stored: a standing follows from
the campaign and the record (`campaigns.approval.ledger`), and an entry counts only for the digest it names. So any edit
is a draft again, by itself; an entry that breaks a rule (written past `campaigns.approval.steps`) counts for nothing.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal

from campaigns.approval.judged import claim_digest, claim_roles, digest, required_roles
from campaigns.approval.ledger import Entry, Role
from campaigns.approval.person import likeness
from campaigns.campaign import Campaign
from campaigns.claim import Claim

type State = Literal["draft", "linted", "reviewed", "approved", "live", "paused", "retired"]


_OTHER: Mapping[str, str] = MappingProxyType({"theory": "local", "local": "theory"})


@dataclass(frozen=True, slots=True)
class Standing:
    """How far a variant or a claim has come, as its words are now.

    Parameters
    ----------
    subject : `variant:ID` or `claim:ID`.
    state : of the present text; claims are draft, linted (handed in) or reviewed.
    digest : of the present text.
    roles : that must have looked at it.
    author : who handed this text in; None while nobody has.
    authors : all who ever handed this very text in: none of them may review or approve it.
    reviews : those that count for this text.
    approval : that counts for this text, given after the last review; None while there is none.
    missing : what is still wanted before it may go live (a claim: before it may be leant on), in sentences.
    note : why an earlier step no longer counts; "" where nothing was lost.
    history : every entry about the subject, other texts of it included, oldest first.
    """

    subject: str
    state: State
    digest: str
    roles: tuple[Role, ...]
    author: str | None
    authors: tuple[str, ...]
    reviews: tuple[Entry, ...]
    approval: Entry | None
    missing: tuple[str, ...]
    note: str
    history: tuple[Entry, ...]

    def __str__(self) -> str:
        parts = [self.state, self.note, f"missing: {', '.join(self.missing)}" if self.missing else ""]
        return f"{self.subject}: {'; '.join(part for part in parts if part)}"


@dataclass
class _Walk:
    """What the entries of one subject come to for one digest, in the order in which they were written."""

    present: str
    submitted: Entry | None = None
    returned: Entry | None = None
    approved: Entry | None = None
    launched: Entry | None = None
    paused: Entry | None = None
    retired: Entry | None = None
    reviews: list[Entry] = field(default_factory=list)
    authors: dict[str, str] = field(default_factory=dict)  # likeness: name, of all who ever handed this text in
    taken: set[tuple[str, str]] = field(default_factory=set)  # who has reviewed as what

    def take(self, entry: Entry) -> None:
        match entry.act:
            case "retire":
                self.retired = entry
            case "pause":
                self.paused = entry
            case "launch" | "resume":
                self.paused = None
                self.launched = entry if entry.digest == self.present and self.approved else None
            case _ if entry.digest == self.present:
                self._judged(entry)

    def _judged(self, entry: Entry) -> None:
        if entry.act == "submit":
            self.submitted, self.reviews, self.taken = entry, [], set()
            self.authors.setdefault(likeness(entry.who), entry.who)
            self.returned = self.approved = self.launched = None
        elif self.submitted is None:
            return
        elif entry.act == "return":
            self.returned = entry
        elif (who := likeness(entry.who)) not in self.authors:
            if entry.act == "approve":
                self.approved = entry
            elif (who, _OTHER.get(entry.role or "")) not in self.taken:  # theory and local are two: the first counts
                self.reviews.append(entry)
                self.taken.add((who, entry.role or ""))
                self.approved = self.launched = None  # who approves has seen every review

    @property
    def note(self) -> str:
        if self.returned is not None:
            return (
                f"sent back by {self.returned.who} ({self.returned.role}) on {self.returned.day}: {self.returned.why}"
            )
        return ""


def standing(campaign: Campaign, variant_id: str, entries: Iterable[Entry]) -> Standing:
    """Say how far a variant has come, as its text is now.

    Parameters
    ----------
    campaign : as it is in the folder.
    variant_id : which.
    entries : the whole record, oldest first.

    Raises
    ------
    NotFound, InvalidInput
        As `digest`.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> print(standing(load_campaign(example()), "plain", ()))
    variant:plain: draft; missing: somebody who hands it in, a review as theory, a review as local for en, zh-CN, ...
    """
    roles, present = required_roles(campaign, variant_id), digest(campaign, variant_id)
    subject = f"variant:{variant_id}"
    history, walk = _walked(subject, present, entries)
    reviewed = tuple(walk.reviews)
    wanted = _wanted_reviews(roles, reviewed, campaign.locales)
    missing = [*wanted]
    if walk.submitted is None or walk.returned is not None:
        missing = ["somebody who hands it in", *_wanted_reviews(roles, (), campaign.locales)]
    approval = None if missing else walk.approved
    if approval is None:
        author = "the author" if walk.submitted is None else walk.submitted.who
        missing.append(f"an approval by someone other than {author}")
    state: State = _state(walk, wanted, approval)
    return Standing(
        subject, state, present, roles, None if walk.submitted is None else walk.submitted.who,
        tuple(walk.authors.values()), reviewed, approval,
        () if state == "retired" else tuple(missing), _edited(walk, history) or walk.note, history,
    )  # fmt: skip


def _walked(subject: str, present: str, entries: Iterable[Entry]) -> tuple[tuple[Entry, ...], _Walk]:
    history = tuple(entry for entry in entries if entry.subject == subject)
    walk = _Walk(present)
    for entry in history:
        walk.take(entry)
    return history, walk


def _state(walk: _Walk, wanted: list[str], approval: Entry | None) -> State:
    if walk.retired is not None:
        return "retired"
    if walk.submitted is None or walk.returned is not None:
        return "draft"
    if approval is None:
        return "linted" if wanted else "reviewed"
    if walk.launched is None:
        return "approved"
    return "live" if walk.paused is None else "paused"


def _wanted_reviews(roles: Iterable[Role], reviews: Iterable[Entry], locales: Iterable[str]) -> list[str]:
    done = tuple(reviews)
    wanted = []
    for role in roles:
        if role == "local":
            covered = {locale for review in done if review.role == "local" for locale in review.locales}
            if open_locales := [locale for locale in locales if locale not in covered]:
                wanted.append(f"a review as local for {', '.join(open_locales)}")
        elif not any(review.role == role for review in done):
            wanted.append(f"a review as {role}")
    return wanted


def _edited(walk: _Walk, history: tuple[Entry, ...]) -> str:
    """Say that what is here is not what was agreed to, and which step is lost by it."""
    if walk.submitted is not None or not history:
        return ""
    for act, words in (("approve", "approval"), ("review", "review"), ("submit", "handing in")):
        for entry in reversed(history):
            if entry.act == act:
                return f"the text was edited after the {words} of {entry.day} by {entry.who}"
    return ""


def claim_standing(claim: Claim, entries: Iterable[Entry]) -> Standing:
    """Say how far a claim has come, as its words and its evidence are now.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> print(claim_standing(load_campaign(example()).claim("peer_trips"), ()))
    claim:peer_trips: draft; missing: somebody who hands it in, a review as theory or local
    """
    roles, present = claim_roles(claim), claim_digest(claim)
    subject = f"claim:{claim.id}"
    history, walk = _walked(subject, present, entries)
    reviewed = tuple(review for review in walk.reviews if review.role in roles)
    is_in = walk.submitted is not None and walk.returned is None
    missing = [] if is_in else ["somebody who hands it in"]
    if not is_in or not reviewed:
        missing.append(f"a review as {' or '.join(roles)}")
    state: State = "draft" if not is_in else "reviewed" if reviewed else "linted"
    return Standing(
        subject, state, present, roles, None if walk.submitted is None else walk.submitted.who,
        tuple(walk.authors.values()), reviewed, None,
        tuple(missing), _edited(walk, history) or walk.note, history,
    )  # fmt: skip
