"""Readiness: all that keeps a campaign or one of its variants from going live, with its gate and how to mend it."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Literal

from campaigns.approval.judged import used_claims
from campaigns.approval.ledger import Entry
from campaigns.approval.standing import claim_standing, standing
from campaigns.campaign import Campaign
from campaigns.claim import Claim
from campaigns.conduct import ADULT_AGE
from campaigns.harm.gates import UNAPPROVED, gate_of_rule
from campaigns.harm.product_focus import product_focus
from campaigns.harm.small_cells import AUDIENCE, audience_sentence
from campaigns.lint import lint
from campaigns.lint.finding import Finding
from campaigns.lint.rule import Reading
from campaigns.listener import Listener
from campaigns.parts import Channel
from campaigns.variant import UNCHOSEN, Variant

CAMPAIGN = "campaign"
ALLY_CAP = 3
CONTROL_SHARE = 0.10


type Kind = Literal["status", "lint", "evidence", "approval", "allies", "age", "audience", "exploration", "assessment"]


@dataclass(frozen=True, slots=True)
class Blocker:
    """One thing that keeps `subject` (`campaign`, or `variant:ID`) from going live.

    Examples
    --------
    >>> print(Blocker("age", "H08", "campaign", "targeting.min_age = 16", "set it to 18 or more"))
    campaign: H08: targeting.min_age = 16; set it to 18 or more
    """

    kind: Kind
    gate: str
    subject: str
    reason: str
    mend: str

    def __str__(self) -> str:
        return f"{self.subject}: {self.gate}: {self.reason}; {self.mend}"


def blockers(
    campaign: Campaign, audience: Sequence[Listener], entries: Sequence[Entry], today: date
) -> tuple[Blocker, ...]:
    """List all that keeps a campaign and each of its variants from going live; retired variants are left out.

    Parameters
    ----------
    campaign : as it is in the folder.
    audience : its segments.
    entries : the record of approvals, oldest first.
    today : the day of the launch.

    Returns
    -------
    First what concerns the whole campaign, then by variant. A paused variant has a blocker of kind `approval`.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> found = blockers(load_campaign(example()), (), (), date(2026, 3, 2))
    >>> found[0].reason
    'data_status = "illustrative": it can be rehearsed and demonstrated, never launched'
    """
    found = [*_status(campaign), *_conduct(campaign, audience)]
    found += [
        Blocker(
            "lint", gate_of_rule(finding.rule), f"variant:{finding.variant}" if finding.variant else CAMPAIGN,
            f'{finding.rule} in {finding.file}: "{finding.words}": {finding.why}', finding.mend,
        )
        for finding in lint(campaign, audience, today=today)
        if finding.severity == "block" and not _is_told_elsewhere(campaign, finding, today)
    ]  # fmt: skip
    found += [*evidence_blockers(campaign, entries, today), *_pictures(campaign), *_allies(campaign, audience)]
    found += [*_approvals(campaign, entries)]
    order = {f"variant:{variant.id}": place for place, variant in enumerate(campaign.variants)}
    return tuple(sorted(dict.fromkeys(found), key=lambda blocker: order.get(blocker.subject, -1)))


def unserved(
    campaign: Campaign, audience: Sequence[Listener], entries: Sequence[Entry], today: date
) -> tuple[Blocker, ...]:
    """List why a campaign may not be shown to real people now: a rehearsal (illustrative) has no such reason.

    Of a real campaign: all that concerns the whole of it or a variant that campaign.toml calls live, and each such
    variant that is not live in the record.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> unserved(load_campaign(example()), (), (), date(2026, 3, 2))
    ()
    """
    if campaign.is_illustrative:
        return ()
    live = {f"variant:{variant.id}" for variant in campaign.live}
    found = [one for one in blockers(campaign, audience, entries, today) if one.subject in {CAMPAIGN, *live}]
    unready = {one.subject for one in found if one.kind == "approval"}
    for variant in campaign.live:
        stands = standing(campaign, variant.id, entries)
        if stands.state != "live" and stands.subject not in unready:
            reason = f'state = "live" in campaign.toml, but it is {stands.state} in the record'
            mend = f"run forbear approval launch, or set variants.{variant.id}.state back"
            found.append(Blocker("approval", UNAPPROVED, stands.subject, reason, mend))
    return tuple(found)


def evidence_blockers(campaign: Campaign, entries: Sequence[Entry], today: date) -> tuple[Blocker, ...]:
    """List the variants that lean on a claim which may not be said: unfilled, incomplete, out of date or not reviewed.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> [found.subject for found in evidence_blockers(load_campaign(example()), (), date(2026, 3, 2))][:2]
    ['variant:law_clear', 'variant:injunctive_gift']
    """
    return tuple(
        Blocker("evidence", UNAPPROVED, f"variant:{variant.id}", *fault)
        for variant in _shown(campaign)
        for claim in used_claims(campaign, variant)
        if (fault := claim_fault(claim, entries, today)) is not None
    )


def claim_fault(claim: Claim, entries: Sequence[Entry] | None, today: date) -> tuple[str, str] | None:
    """Say why a claim may not be said on a day, and how to mend it; None where it may.

    Parameters
    ----------
    claim : as it is in the campaign.
    entries : the record of approvals; None to leave its review aside.
    today : the day.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> print(claim_fault(load_campaign(example()).claim("peer_trips"), (), date(2026, 3, 2))[0])
    claim peer_trips has no evidence yet (status = "to_be_collected")
    """
    name = f"claim {claim.id}"
    if claim.is_unfilled:
        what = "has no evidence yet" if claim.status == "to_be_collected" else "is illustrative, not measured"
        return f'{name} {what} (status = "{claim.status}")', f"collect it: {claim.statement}"
    if claim.missing:
        return f"{name} does not say its {', '.join(claim.missing)}", f"add them to [claims.{claim.id}]"
    if claim.last_day is not None and claim.last_day < today:
        return f"{name} expired on {claim.last_day}", "bring newer evidence, or take the claim out of the text"
    stands = None if entries is None else claim_standing(claim, entries)
    if stands is not None and stands.state != "reviewed":
        note = f" ({stands.note})" if stands.note else ""
        act = "submit" if stands.state == "draft" else "review"
        return f"{name} is not reviewed{note}: wanted {', '.join(stands.missing)}", _how(act, f"--claim {claim.id}")
    return None


def _is_told_elsewhere(campaign: Campaign, finding: Finding, today: date) -> bool:
    """Whether another blocker says the same, once: a claim at fault (the lint tells it in each text), or the age."""
    if finding.rule == "L29":
        return finding.words == "targeting.min_age"
    if finding.rule != "L05" or not finding.locale:
        return False
    used = used_claims(campaign, campaign.variant(finding.variant))
    return any(finding.words == claim.value[finding.locale] and claim_fault(claim, None, today) for claim in used)


def _how(act: str, words: str) -> str:
    return f"run forbear approval {act} {words}"


def _shown(campaign: Campaign) -> tuple[Variant, ...]:
    return tuple(variant for variant in campaign.variants if variant.state != "retired")


def _status(campaign: Campaign) -> Iterator[Blocker]:
    if campaign.is_illustrative:
        reason = 'data_status = "illustrative": it can be rehearsed and demonstrated, never launched'
        mend = 'fill it with what was measured, then set data_status = "real"'
        yield Blocker("status", UNAPPROVED, CAMPAIGN, reason, mend)


def _conduct(campaign: Campaign, audience: Sequence[Listener]) -> Iterator[Blocker]:
    targeting, policy = campaign.targeting, campaign.policy
    if targeting.min_age < ADULT_AGE:
        reason = f"targeting.min_age = {targeting.min_age}: minors would be reached"
        yield Blocker("age", "H08", CAMPAIGN, reason, f"set it to {ADULT_AGE} or more")
    if targeting.audience_size is None:
        reason = "targeting.audience_size is missing: nobody knows whether the groups are large enough"
        yield Blocker("audience", "H10", CAMPAIGN, reason, "add audience_size = ... under [targeting]")
    elif words := audience_sentence(targeting.audience_size):
        yield Blocker("audience", "H10", CAMPAIGN, f"targeting.audience_size: {words}", f"wanted {AUDIENCE} people")
    else:
        yield from _small_segments(targeting.audience_size, audience)
    if policy.control_share < CONTROL_SHARE:
        reason = f"policy.control_share = {policy.control_share:g}: too few see the plain message to learn from"
        yield Blocker("exploration", "H11", CAMPAIGN, reason, f"set it to {CONTROL_SHARE:g} or more")
    if policy.floor <= 0:
        reason = "policy.floor = 0: a variant could be given up before anything is known of it"
        yield Blocker("exploration", "H11", CAMPAIGN, reason, "set it above 0, such as 0.02")
    personal = [one.id for one in _channels(campaign) if one.personalised]
    if personal and campaign.disclosure.impact_assessment is None:
        reason = (
            f"{', '.join(personal)} is personalised, and no impact assessment is named (PIPL Art. 55, GDPR Art. 35)"
        )
        yield Blocker("assessment", "H15", CAMPAIGN, reason, "make one and name it in disclosure.impact_assessment")


def _channels(campaign: Campaign) -> tuple[Channel, ...]:
    used = {channel for variant in _shown(campaign) for channel in variant.channels}
    return tuple(channel for channel in campaign.channels if channel.id in used)


def _small_segments(size: int, audience: Sequence[Listener]) -> Iterator[Blocker]:
    """Every segment counts, because every segment sees the control at least."""
    for one in audience:
        if (people := round(one.share * size)) < AUDIENCE:
            reason = f"segment {one.id} is {one.share:g} of {size}, {people} people; wanted {AUDIENCE} or more"
            yield Blocker("audience", "H10", CAMPAIGN, reason, "widen the audience, or join it with another segment")


def _pictures(campaign: Campaign) -> Iterator[Blocker]:
    """Drafts of `forbear new` whose picture nobody has chosen, where a channel would show it."""
    showing = {channel.id for channel in campaign.channels if channel.shows_image}
    for variant in _shown(campaign):
        if variant.image is not None and variant.image.brief == UNCHOSEN and showing & set(variant.channels):
            mend = f"choose it, and say what it shows in brief under [variants.{variant.id}.image]"
            yield Blocker("evidence", "H03", f"variant:{variant.id}", f'its picture is still "{UNCHOSEN}"', mend)


def _allies(campaign: Campaign, audience: Sequence[Listener]) -> Iterator[Blocker]:
    if not any(one.role == "ally" for one in audience):
        return
    if (cap := campaign.targeting.ally_weekly_cap) > ALLY_CAP:
        reason = f"targeting.ally_weekly_cap = {cap}: people who never wanted it would be reminded of it too often"
        yield Blocker("allies", "H05", CAMPAIGN, reason, f"set it to {ALLY_CAP} or less")
    reading = Reading(campaign, (), tuple(audience), date.min)
    for variant in _shown(campaign):
        allies = [one.id for one in reading.listeners(variant) or () if one.role == "ally"]
        for why in product_focus(campaign, variant) if allies else ():
            mend = "mend it, or keep it from allies"
            yield Blocker("allies", "H05", f"variant:{variant.id}", f"{', '.join(allies)} would see it: {why}", mend)


def _approvals(campaign: Campaign, entries: Sequence[Entry]) -> Iterator[Blocker]:
    for variant in _shown(campaign):
        stands = standing(campaign, variant.id, entries)
        reason, act = f"is {stands.state}", {"draft": "submit", "linted": "review", "reviewed": "approve"}
        if stands.state in act:
            reason += f" ({stands.note})" if stands.note else ""
            mend = _how(act[stands.state], f"--variant {variant.id}")
            yield Blocker("approval", UNAPPROVED, stands.subject, f"{reason}; wanted {', '.join(stands.missing)}", mend)
        elif stands.state in {"paused", "retired"}:
            last = next(entry for entry in reversed(stands.history) if entry.act == stands.state.removesuffix("d"))
            reason += f" since {last.day} by {last.who}: {last.why}"
            mend = _how("resume", f"--variant {variant.id}") if last.act == "pause" else 'set state = "retired"'
            yield Blocker("approval", UNAPPROVED, stands.subject, reason, mend)
