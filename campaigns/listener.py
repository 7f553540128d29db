"""Listener: what the words need to know of a segment, whoever made it: `segments.segment.Segment` is one."""

from collections.abc import Mapping
from typing import Literal, Protocol

from campaigns.variant import Variant


class Listener(Protocol):
    """A segment as rules, gates and priors see it; `segments` says what each field means."""

    @property
    def id(self) -> str:
        """Short name."""

    @property
    def role(self) -> Literal["target", "ally"]:
        """Whether it shall change, or behaves as wished already."""

    @property
    def share(self) -> float:
        """Of the audience, 0 to 1."""

    @property
    def motivation(self) -> str | None:
        """Id of the main motivation, such as MOT-SOC."""

    @property
    def reactance(self) -> float:
        """How readily it feels pushed, 0 to 1."""

    @property
    def distrusted_messengers(self) -> tuple[str, ...]:
        """Ids of messengers that it does not believe."""

    @property
    def barriers(self) -> Mapping[str, float]:
        """Determinant to barrier, 0 to 1."""


class Addressee(Protocol):
    """As much of a segment as decides what it may see."""

    @property
    def id(self) -> str:
        """Short name."""

    @property
    def role(self) -> Literal["target", "ally"]:
        """Whether it shall change, or behaves as wished already."""


def may_see(variant: Variant, addressee: Addressee) -> bool:
    """Say whether a segment may see a variant at all: allies see what names them, and everyone sees the control.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> from campaigns.lint.rule import Person
    >>> story = load_campaign(example()).variant("law_clear")
    >>> may_see(story, Person("friend", role="ally")), may_see(story, Person("new"))
    (False, True)
    """
    if variant.role == "control":
        return True
    if addressee.role == "ally":
        return addressee.id in variant.allies
    return variant.segments is None or addressee.id in variant.segments
