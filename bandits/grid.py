"""Grid: which contexts (segment × channel) and variants there are, and which may meet. The one owner of labels.

Every array of this package is (contexts, variants) in the Grid's order; whoever knows the Grid can read them all.
"""

import hashlib
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from bandits.eligibility import control_missing, may_meet
from campaigns.campaign import Campaign
from campaigns.errors import InvalidInput, NotFound, not_found
from segments.segment import Segment

type FloatArray = NDArray[np.float64]
type BoolArray = NDArray[np.bool_]
type IntArray = NDArray[np.int64]


@dataclass(frozen=True, slots=True, order=True)
class Context:
    """Where a decision is taken: a segment reached on a channel."""

    segment: str
    channel: str

    def __str__(self) -> str:
        return f"{self.segment}/{self.channel}"


def no_context(context: Context, known: Sequence[Context]) -> NotFound:
    """Build the error for a context that is not among those known; it names their segments and channels."""
    segments = ", ".join(dict.fromkeys(one.segment for one in known))
    channels = ", ".join(dict.fromkeys(one.channel for one in known))
    return NotFound(f"No context {context}: segments are {segments}; channels are {channels}. Use one of each.")


@dataclass(frozen=True, eq=False)
class Grid:
    """Contexts × variants, with the dose of each technique in each variant.

    Parameters
    ----------
    contexts : the rows.
    variants : the columns; one of them is `control`.
    techniques : codes of the techniques that any variant uses.
    dose : shape (variants, techniques), 0 to 1; the control's row is 0.
    eligible : shape (contexts, variants); the control is eligible everywhere.
    """

    contexts: tuple[Context, ...]
    variants: tuple[str, ...]
    control: str
    techniques: tuple[str, ...]
    dose: FloatArray
    eligible: BoolArray

    def __post_init__(self) -> None:
        if self.control not in self.variants:
            raise InvalidInput(f"grid: the control {self.control!r} is not among the variants {self.variants}.")
        if self.dose.shape != (len(self.variants), len(self.techniques)) or self.eligible.shape != self.shape:
            raise InvalidInput(
                f"grid: dose has shape {self.dose.shape} and eligible {self.eligible.shape}; wanted "
                f"{(len(self.variants), len(self.techniques))} and {self.shape}."
            )
        for row, context in enumerate(self.contexts):
            if not self.eligible[row, self.control_index]:
                raise control_missing(self.control, context.segment, context.channel)
        self.dose.setflags(write=False)
        self.eligible.setflags(write=False)

    @classmethod
    def of(cls, campaign: Campaign, segments: Sequence[Segment]) -> "Grid":
        """Build the grid of a campaign: drafts are left out, paused and retired variants keep a column but no chance.

        Examples
        --------
        >>> from campaigns.files import example, load_campaign
        >>> from segments.files import load_segmentation
        >>> campaign = load_campaign(example())
        >>> Grid.of(campaign, load_segmentation(example() / campaign.segments_file).segments).shape
        (18, 11)
        """
        variants = [variant for variant in campaign.variants if variant.state != "draft"]
        codes = sorted({dose.code for variant in variants for dose in variant.techniques}, key=by_number)
        dose = np.zeros((len(variants), len(codes)))
        for row, variant in enumerate(variants):
            for technique in variant.techniques:
                dose[row, codes.index(technique.code)] = technique.dose
        contexts = tuple(Context(segment.id, channel.id) for segment in segments for channel in campaign.channels)
        by_id = {segment.id: segment for segment in segments}
        eligible = np.array(
            [[may_meet(variant, by_id[c.segment], c.channel) for variant in variants] for c in contexts], dtype=bool
        )
        return cls(contexts, tuple(v.id for v in variants), campaign.control.id, tuple(codes), dose, eligible)

    @property
    def shape(self) -> tuple[int, int]:
        """(contexts, variants)."""
        return len(self.contexts), len(self.variants)

    @cached_property
    def control_index(self) -> int:
        """Column of the control."""
        return self.variants.index(self.control)

    @cached_property
    def segments(self) -> tuple[str, ...]:
        """Segments in the order of their first context."""
        return tuple(dict.fromkeys(context.segment for context in self.contexts))

    @cached_property
    def channels(self) -> tuple[str, ...]:
        """Channels in the order of their first context."""
        return tuple(dict.fromkeys(context.channel for context in self.contexts))

    @cached_property
    def segment_of(self) -> IntArray:
        """Index into `segments` of every context; shape (contexts,)."""
        return np.array([self.segments.index(context.segment) for context in self.contexts], dtype=np.int64)

    @cached_property
    def channel_of(self) -> IntArray:
        """Index into `channels` of every context; shape (contexts,)."""
        return np.array([self.channels.index(context.channel) for context in self.contexts], dtype=np.int64)

    @cached_property
    def _rows(self) -> dict[Context, int]:
        return {context: row for row, context in enumerate(self.contexts)}

    @cached_property
    def _columns(self) -> dict[str, int]:
        return {variant: column for column, variant in enumerate(self.variants)}

    def row(self, context: Context) -> int:
        """Index of a context.

        Raises
        ------
        NotFound
            If the grid has no such context; names the segments and channels there are.
        """
        try:
            return self._rows[context]
        except KeyError:
            raise no_context(context, self.contexts) from None

    def column(self, variant: str) -> int:
        """Index of a variant; NotFound names the ones there are."""
        try:
            return self._columns[variant]
        except KeyError:
            raise not_found("variant", variant, self.variants) from None

    @cached_property
    def version(self) -> str:
        """Hash of labels, doses and eligibility: arrays of two grids with one version may be added."""
        parts = (
            self.contexts,
            self.variants,
            self.control,
            self.techniques,
            self.dose.tolist(),
            self.eligible.tolist(),
        )
        return hashlib.sha256(repr(parts).encode()).hexdigest()[:16]

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Grid) and self.version == other.version

    def __hash__(self) -> int:
        return hash(self.version)


def by_number(code: str) -> tuple[int, ...]:
    """Sort key of a technique's code: 1.9 before 1.10.

    Examples
    --------
    >>> sorted(["10.1", "1.10", "1.9"], key=by_number)
    ['1.9', '1.10', '10.1']
    """
    return tuple(int(part) for part in code.split("."))
