"""Approval steps: what a person may do with a variant, as functions that give the entry or say why not.

Nothing here reads or writes a file: `campaigns.approval.signing` does, under the lock of the record.
"""

from collections.abc import Sequence

from campaigns.approval.ledger import Entry, Role
from campaigns.approval.person import same_person
from campaigns.approval.signature import Signature, Verdict, not_so
from campaigns.approval.standing import Standing, standing
from campaigns.campaign import Campaign
from campaigns.errors import Conflict, InvalidInput
from campaigns.harm.readiness import CAMPAIGN, Blocker
from campaigns.lint import lint
from campaigns.listener import Listener


def submit(
    campaign: Campaign, variant_id: str, entries: Sequence[Entry], by: Signature, audience: Sequence[Listener]
) -> Entry:
    """Hand in a variant as it is now, as its author; the lint must have nothing against it that blocks.

    Raises
    ------
    NotFound
        If there is no such variant.
    InvalidInput
        With every blocking finding of the lint about this variant.
    Conflict
        If this very text has been handed in already, or the variant is retired.

    Examples
    --------
    >>> from datetime import UTC, datetime
    >>> from campaigns.files import example, load_campaign
    >>> ana = Signature("Ana", datetime(2026, 3, 2, 9, tzinfo=UTC))
    >>> submit(load_campaign(example()), "plain", (), ana, ()).act
    'submit'
    """
    stands = _open(campaign, variant_id, entries)
    if stands.state != "draft":
        raise Conflict(
            f"{stands.subject}: {stands.author} has handed in this very text already, it is {stands.state}; wanted a "
            "new or changed text. Go on with the next step, or edit the text first."
        )
    findings = lint(campaign, audience, today=by.today)
    blocking = [str(one) for one in findings if one.variant == variant_id and one.severity == "block"]
    if blocking:
        listed = "\n".join(f"  {line}" for line in blocking)
        raise InvalidInput(
            f"{stands.subject}: the lint blocks it ({len(blocking)}); mend it, then hand it in:\n{listed}"
        )
    return by.entry("submit", stands)


def review(
    campaign: Campaign,
    variant_id: str,
    entries: Sequence[Entry],
    by: Signature,
    role: Role,
    verdict: Verdict = "approve",
    locales: Sequence[str] = (),
) -> Entry:
    """Review a variant in one role, or send it back to its author.

    Parameters
    ----------
    role : what the reviewer looked at; `"local"` is the review by a native of the locales that it names.
    verdict : `"approve"` or `"return"`; a reason is wanted for sending back.
    locales : of a local review that approves, at least one of the campaign's.

    Raises
    ------
    Conflict
        If the text is not handed in or not in need of it, the reviewer is its author, has reviewed it in this role, or
        has the other one of theory and local.
    InvalidInput
        If locales or a reason are missing, or are none of the campaign's.
    """
    stands = _open(campaign, variant_id, entries)
    if stands.state == "draft":
        raise not_so(stands, "handed in")
    by.need_other(stands, "review")
    if verdict == "return":
        by.need_reason("return")
        return by.entry("return", stands, role)
    if role == "local":
        _need_locales(campaign, locales)
    elif locales:
        raise InvalidInput(
            f"locales = {', '.join(locales)} with role {role}; only role local names them; leave them out"
        )
    mine = [one for one in stands.reviews if same_person(one.who, by.who)]
    done = {place for one in mine if one.role == role for place in one.locales or ("",)}
    if done >= set(locales or ("",)):
        raise Conflict(f"{stands.subject}: {by.who} has reviewed this text as {role} already; nothing to add.")
    other = {"theory": "local", "local": "theory"}.get(role)
    if any(one.role == other for one in mine):
        raise Conflict(
            f"{stands.subject}: {by.who} has reviewed it as {other}; theory and local must be two different people. "
            f"Ask somebody else to review it as {role}."
        )
    if stands.state not in {"linted", "reviewed"}:
        raise Conflict(
            f"{stands.subject}: is {stands.state}, no review is missing. To object, send it back with --return."
        )
    return by.entry("review", stands, role, locales)


def approve(campaign: Campaign, variant_id: str, entries: Sequence[Entry], by: Signature) -> Entry:
    """Approve a reviewed variant, as somebody who is not its author.

    Raises
    ------
    Conflict
        If a review is missing, the text was edited since, it is approved already, or the approver is its author.
    """
    stands = _open(campaign, variant_id, entries)
    if stands.state == "draft":
        raise not_so(stands, "handed in")
    by.need_other(stands, "approve")
    if stands.state != "reviewed":
        raise not_so(stands, "reviewed")
    return by.entry("approve", stands)


def launch(
    campaign: Campaign, variant_id: str, entries: Sequence[Entry], by: Signature, found: Sequence[Blocker]
) -> Entry:
    """Make an approved variant live; `found` is what `campaigns.harm.readiness.blockers` says of it.

    Raises
    ------
    Conflict
        If it is not approved as it is now, or anything keeps it or the campaign from going live; lists each reason.
    """
    stands = _open(campaign, variant_id, entries)
    if stands.state != "approved":
        raise not_so(stands, "approved")
    _need_clear(stands, found)
    return by.entry("launch", stands)


def pause(campaign: Campaign, variant_id: str, entries: Sequence[Entry], by: Signature) -> Entry:
    """Take a live variant out for now; anybody may, with a reason, whatever has become of its approval.

    Raises
    ------
    Conflict
        If it is live neither in the record nor in campaign.toml.
    InvalidInput
        If no reason is given.
    """
    by.need_reason("pause")
    stands = _open(campaign, variant_id, entries)
    if stands.state == "paused" or (stands.state != "live" and campaign.variant(variant_id).state != "live"):
        raise not_so(stands, "live")
    return by.entry("pause", stands)


def resume(
    campaign: Campaign, variant_id: str, entries: Sequence[Entry], by: Signature, found: Sequence[Blocker]
) -> Entry:
    """Make a paused variant live again: a person, with a reason, and only if its approval still holds.

    Raises
    ------
    Conflict
        If it is not paused, its text was edited or sent back since, or anything else keeps it from going live.
    InvalidInput
        If no reason is given.
    """
    by.need_reason("resume")
    stands = _open(campaign, variant_id, entries)
    if stands.state != "paused":
        raise not_so(stands, "paused")
    _need_clear(stands, [one for one in found if one.kind != "approval"])
    return by.entry("resume", stands)


def retire(campaign: Campaign, variant_id: str, entries: Sequence[Entry], by: Signature) -> Entry:
    """End a variant for good, with a reason.

    Raises
    ------
    Conflict
        If it is retired already.
    InvalidInput
        If no reason is given.
    """
    by.need_reason("retire")
    return by.entry("retire", _open(campaign, variant_id, entries))


def _open(campaign: Campaign, variant_id: str, entries: Sequence[Entry]) -> Standing:
    stands = standing(campaign, variant_id, entries)
    if stands.state == "retired" or campaign.variant(variant_id).state == "retired":
        raise Conflict(f"{stands.subject}: is retired, which is for good; write a new variant instead.")
    return stands


def _need_locales(campaign: Campaign, locales: Sequence[str]) -> None:
    known = ", ".join(campaign.locales)
    if not locales:
        raise InvalidInput(f"local review: no locale named; wanted those that the reviewer is at home in: {known}")
    if strange := [name for name in locales if name not in campaign.locales]:
        raise InvalidInput(
            f"local review: {', '.join(strange)} is no locale here; wanted one of {known}; mend --locales"
        )


def _need_clear(stands: Standing, found: Sequence[Blocker]) -> None:
    if reasons := [str(one) for one in found if one.subject in {CAMPAIGN, stands.subject}]:
        listed = "\n".join(f"  {line}" for line in reasons)
        raise Conflict(
            f"{stands.subject}: may not go live, for {len(reasons)} reason{'s' * (len(reasons) != 1)}:\n{listed}"
        )
