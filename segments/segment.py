"""Who: a segment of the audience, and the whole segmentation of a campaign."""

import hashlib
import json
import math
import re
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import Literal, get_args

from campaigns.errors import Fault, InvalidInput, not_found
from campaigns.parts import IDENTIFIER
from segments.membership import Membership
from segments.models.base import MembershipModel

type Role = Literal["target", "ally"]
STAGES = ("precontemplation", "contemplation", "preparation", "action", "maintenance")
_ROLES = get_args(Role.__value__)


class InvalidSegment(InvalidInput):
    """A segment that cannot be; `faults` says what is wrong at which of its keys."""

    def __init__(self, faults: tuple[Fault, ...]) -> None:
        super().__init__("\n".join(fault.text for fault in faults))
        self.faults = faults


@dataclass(frozen=True, slots=True)
class Segment:
    """People who are held back from the desired behaviour by the same things.

    Parameters
    ----------
    id : short name, safe in addresses and file names.
    label : what people call it, per locale.
    share : of the audience, 0 to 1.
    role : `"target"` sees the campaign; `"ally"` behaves as wished already and sees only what names it.
    motivation : id of the main motivation, such as `"MOT-SOC"`; None where there is none.
    stage : stage of change, one of `STAGES`.
    barriers : determinant to strength, 0 (no barrier to the desired behaviour) to 1 (as strong as can be).
    reactance : how readily the segment takes advice as a threat to its freedom, 0 to 1.
    trusted_messengers, distrusted_messengers : ids of messengers; no id is in both.

    Raises
    ------
    InvalidInput
        Where a value is out of its range; the text names segment, key, what was found and what was wanted.

    Examples
    --------
    >>> gifts = Segment("gift_obligated", {"en": "Gift-obligated"}, share=0.2, barriers={"injunctive_norm": 0.75})
    >>> gifts.barriers["injunctive_norm"], gifts.role
    (0.75, 'target')
    """

    id: str
    label: Mapping[str, str]
    share: float
    role: Role = "target"
    motivation: str | None = None
    stage: str = "precontemplation"
    barriers: Mapping[str, float] = field(default_factory=dict)
    reactance: float = 0.3
    trusted_messengers: tuple[str, ...] = ()
    distrusted_messengers: tuple[str, ...] = ()

    def __post_init__(self) -> None:
        if faults := tuple(_faults(self)):
            raise InvalidSegment(faults)
        object.__setattr__(self, "label", MappingProxyType(dict(self.label)))
        object.__setattr__(self, "barriers", MappingProxyType(dict(self.barriers)))

    def to_json(self) -> dict[str, object]:
        """All fields as plain values, in the order of the class."""
        return {
            "id": self.id,
            "label": dict(self.label),
            "share": self.share,
            "role": self.role,
            "motivation": self.motivation,
            "stage": self.stage,
            "barriers": dict(self.barriers),
            "reactance": self.reactance,
            "trusted_messengers": list(self.trusted_messengers),
            "distrusted_messengers": list(self.distrusted_messengers),
        }


def _faults(segment: Segment) -> Iterator[Fault]:
    def fault(words: str, *key: str) -> Fault:
        return Fault(("segments", segment.id, *key), f"{'.'.join(('segments', segment.id, *key))}{words}")

    if not re.fullmatch(IDENTIFIER, segment.id):
        yield fault(
            ": an id is 1 to 64 lower-case letters, digits, '_' or '-', and starts with a letter or digit. Rename it "
            "and put the words for people into label."
        )
    if not segment.label or not all(text.strip() for text in segment.label.values()):
        yield fault(': wanted a text for at least one locale, such as {en = "Gift givers"}.', "label")
    if segment.role not in _ROLES:
        yield fault(f" = {segment.role!r}: wanted one of {', '.join(_ROLES)}.", "role")
    if segment.stage not in STAGES:
        yield fault(f" = {segment.stage!r}: wanted one of {', '.join(STAGES)}.", "stage")
    shares: dict[tuple[str, ...], float] = {("share",): segment.share, ("reactance",): segment.reactance}
    shares |= {("barriers", determinant): strength for determinant, strength in segment.barriers.items()}
    for key, share in shares.items():
        if not _is_share(share):
            yield fault(f" = {share!r}: wanted a number from 0 to 1, such as 0.6 for 60 %.", *key)
    if both := sorted(set(segment.trusted_messengers) & set(segment.distrusted_messengers)):
        yield fault(f": {both[0]!r} is in trusted_messengers and in distrusted_messengers. Keep it in one.")


def _is_share(value: object) -> bool:
    return isinstance(value, int | float) and not isinstance(value, bool) and 0.0 <= value <= 1.0


@dataclass(frozen=True, slots=True)
class Segmentation:
    """All segments of a campaign, and the typing model that tells from answers which one a person is in.

    Parameters
    ----------
    segments : at least one, ids unique.
    model : knows the same segments, in any order; None where callers always name the segment.

    Raises
    ------
    InvalidInput
        If an id is given twice, or the model speaks of other segments.

    Examples
    --------
    >>> both = Segmentation((Segment("gifts", {"en": "Gifts"}, 0.6), Segment("luck", {"en": "Luck"}, 0.4)))
    >>> both.ids, both.segment("luck").share, both.prior.of("gifts")
    (('gifts', 'luck'), 0.4, 0.6)
    """

    segments: tuple[Segment, ...]
    model: MembershipModel | None = None
    version: str = field(init=False)
    _by_id: Mapping[str, Segment] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        by_id = {segment.id: segment for segment in self.segments}
        if not self.segments or len(by_id) != len(self.segments):
            raise InvalidInput(
                f"segments: wanted at least one and every id once, found {', '.join(self.ids) or 'none'}."
            )
        if self.model is not None and set(self.model.segments) != set(by_id):
            raise InvalidInput(
                f"The typing model knows the segments {', '.join(sorted(self.model.segments))}, the campaign has "
                f"{', '.join(sorted(by_id))}. Fit it again: forbear segments fit."
            )
        content = [
            [segment.to_json() for segment in self.segments],
            None if self.model is None else self.model.to_json(),
        ]
        canonical = json.dumps(content, sort_keys=True, ensure_ascii=False)
        object.__setattr__(self, "_by_id", MappingProxyType(by_id))
        object.__setattr__(self, "version", hashlib.sha256(canonical.encode()).hexdigest()[:16])

    @property
    def ids(self) -> tuple[str, ...]:
        """The ids, in the order of the file."""
        return tuple(segment.id for segment in self.segments)

    @property
    def prior(self) -> Membership:
        """Membership of a person of whom nothing is known: the declared shares, made to sum to 1."""
        total = math.fsum(segment.share for segment in self.segments)
        if total <= 0.0:
            raise InvalidInput("segments: all shares are 0; wanted shares that sum to 1.")
        return Membership(self.ids, tuple(segment.share / total for segment in self.segments))

    def segment(self, name: str) -> Segment:
        """Find a segment by id; NotFound names those there are."""
        if name not in self._by_id:
            raise not_found("segment", name, self.ids)
        return self._by_id[name]

    def membership(self, answers: Mapping[str, object]) -> Membership:
        """Membership of a person who gave these answers; a question that is absent or None was not answered.

        Raises
        ------
        InvalidInput
            If this campaign has no typing model, a question is unknown, or an answer is not one of its choices.
        """
        if self.model is None:
            raise InvalidInput(
                "This campaign has no typing model; send context.segment or fit one with forbear segments fit."
            )
        return self.model.membership(answers)
