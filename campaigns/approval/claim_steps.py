"""Claim steps: how the evidence behind a number or a fact is handed in and reviewed before messages lean on it."""

from collections.abc import Sequence

from campaigns.approval.ledger import Entry, Role
from campaigns.approval.signature import Signature, Verdict, not_so
from campaigns.approval.standing import claim_standing
from campaigns.campaign import Campaign
from campaigns.claim import Claim
from campaigns.errors import Conflict, InvalidInput
from campaigns.harm.readiness import claim_fault


def submit_claim(campaign: Campaign, claim_id: str, entries: Sequence[Entry], by: Signature) -> Entry:
    """Hand in a claim whose evidence is filled in, complete and in date.

    Raises
    ------
    InvalidInput
        If it is a placeholder, incomplete or expired.
    Conflict
        If this very claim has been handed in already.
    """
    claim = campaign.claim(claim_id)
    stands = claim_standing(claim, entries)
    if stands.state != "draft":
        raise Conflict(f"{stands.subject}: {stands.author} has handed it in already as it is; it is {stands.state}.")
    _need_evidence(claim, by)
    return by.entry("submit", stands)


def review_claim(
    campaign: Campaign, claim_id: str, entries: Sequence[Entry], by: Signature, role: Role, verdict: Verdict = "approve"
) -> Entry:
    """Review a claim against its source: legal claims as legal, health claims as health, others as theory or local.

    Raises
    ------
    Conflict
        If it is not handed in as it is now, or the reviewer is who handed it in.
    InvalidInput
        If the role does not fit the claim, it is expired or incomplete, or sent back without a reason.
    """
    claim = campaign.claim(claim_id)
    stands = claim_standing(claim, entries)
    if stands.state == "draft":
        raise not_so(stands, "handed in")
    by.need_other(stands, "review")
    if verdict == "return":
        by.need_reason("return")
        return by.entry("return", stands, role)
    if role not in stands.roles:
        wanted = " or ".join(stands.roles)
        raise InvalidInput(
            f"{stands.subject}: role {role}; wanted {wanted} for kind {claim.kind}; review it as {wanted}"
        )
    _need_evidence(claim, by)
    return by.entry("review", stands, role)


def _need_evidence(claim: Claim, by: Signature) -> None:
    fault = claim_fault(claim, None, by.today)
    if fault is not None:
        raise InvalidInput(f"claim:{claim.id}: {fault[0]}; {fault[1]}")
