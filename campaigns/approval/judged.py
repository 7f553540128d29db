"""Judged: what a reviewer is asked to judge of a variant or a claim, as one hash, and who has to look at it."""

import hashlib
import json
import re
from collections.abc import Iterable, Mapping
from types import MappingProxyType

from campaigns.approval.ledger import ROLES, Role
from campaigns.campaign import Campaign
from campaigns.claim import Claim
from campaigns.render import render
from campaigns.template import Template, message_file, read_template
from campaigns.variant import Variant

_FLAGGED: Mapping[str, Role] = MappingProxyType({"legal": "legal", "health": "health", "medical": "health",
                                                 "faith": "faith", "religious": "faith"})  # fmt: skip


def digest(campaign: Campaign, variant_id: str) -> str:
    """Hash all that a reviewer judges of a variant: what people would read, and what is said about it.

    In it: the rendered text of every channel and locale, the templates, every value of the facts and claims they use
    and whether a request may bring other facts, and every key of the variant (techniques, norm, picture, messenger,
    framing, segments, allies, risk flags, ...) but two: `state`, which the approval itself changes, and `name`, which
    only colleagues see. The order of lists does not matter. What stands behind a claim is reviewed with the claim;
    labels and targeting belong to the whole campaign.

    Raises
    ------
    NotFound, InvalidInput
        If there is no such variant, or a text cannot be rendered.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> campaign = load_campaign(example())
    >>> digest(campaign, "plain") == digest(campaign.model_copy(update={"sponsor": "Another"}), "plain")
    True
    >>> digest(campaign, "plain") == digest(campaign, "living_craft")
    False
    """
    variant = campaign.variant(variant_id)
    judged = variant.model_dump(mode="json", exclude={"name", "state", "techniques"})
    judged |= {name: sorted(value) for name, value in judged.items() if isinstance(value, list)}
    claims = used_claims(campaign, variant)
    facts = {name: campaign.facts[name] for name in used_facts(campaign, variant)}
    return _hash({
        "variant": judged,
        "techniques": sorted((dose.code, dose.dose) for dose in variant.techniques),
        "texts": [
            [channel, locale, sorted(render(campaign, variant_id, channel, locale).fields.items())]
            for channel in sorted(variant.channels)
            for locale in sorted(campaign.locales)
        ],
        "facts": {name: {place: values[place] for place in campaign.locales} for name, values in facts.items()},
        "claims": {claim.id: {place: claim.value[place] for place in campaign.locales} for claim in claims},
    })  # fmt: skip


def claim_digest(claim: Claim) -> str:
    """Hash all of a claim: what is said, and what it rests on."""
    return _hash(claim.model_dump(mode="json"))


def _hash(content: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def _templates(variant: Variant) -> Iterable[Template]:
    read = (read_template(message_file(variant.id, locale), text) for locale, text in variant.messages.items())
    return (template for template in read if isinstance(template, Template))


def used_claims(campaign: Campaign, variant: Variant) -> tuple[Claim, ...]:
    """List the claims that a variant's texts lean on in any locale, in the campaign's order."""
    used = {name for template in _templates(variant) for name in template.claims}
    return tuple(claim for claim in campaign.claims if claim.id in used)


def used_facts(campaign: Campaign, variant: Variant) -> tuple[str, ...]:
    """List the facts that a variant's texts use in any locale, in the campaign's order."""
    used = {name for template in _templates(variant) for name in template.names}
    return tuple(name for name in campaign.facts if name in used)


def required_roles(campaign: Campaign, variant_id: str) -> tuple[Role, ...]:
    """List who must look at a variant: theory and local always, others where its flags, claims or picture ask for it.

    A risk flag asks for the role that its first word names (`legal_claim`, `health_advice`, `faith_content`); a claim
    of kind legal or health for that role; a graphic picture for ethics.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> required_roles(load_campaign(example()), "law_clear")
    ('theory', 'local', 'legal')
    """
    variant = campaign.variant(variant_id)
    words = [re.split(r"[_-]", flag)[0] for flag in variant.risk_flags]
    words += [claim.kind for claim in used_claims(campaign, variant)]
    wanted: set[Role] = {"theory", "local"}
    wanted.update(_FLAGGED[word] for word in words if word in _FLAGGED)
    if variant.image is not None and variant.image.graphic:
        wanted.add("ethics")
    return tuple(role for role in ROLES if role in wanted)


def claim_roles(claim: Claim) -> tuple[Role, ...]:
    """List the roles of which one must look at a claim."""
    flagged = _FLAGGED.get(claim.kind)
    return ("theory", "local") if flagged is None else (flagged,)
