"""Membership: how surely one person belongs to each segment."""

import math
from dataclasses import dataclass
from typing import Self

from campaigns.errors import InvalidInput, not_found


@dataclass(frozen=True, slots=True)
class Membership:
    """How surely one person belongs to each segment: probabilities that sum to 1 within 1e-9.

    Examples
    --------
    >>> soft = Membership(("gifts", "luck"), (0.7, 0.3))
    >>> soft.of("luck"), soft.most_likely, soft.draw(0.69), soft.draw(0.71)
    (0.3, 'gifts', 'gifts', 'luck')
    """

    segments: tuple[str, ...]
    probabilities: tuple[float, ...]

    def __post_init__(self) -> None:
        if not self.segments or len(self.segments) != len(self.probabilities):
            raise InvalidInput(
                f"membership: {len(self.segments)} segments and {len(self.probabilities)} probabilities; "
                "wanted as many of one as of the other, and at least one."
            )
        if len(set(self.segments)) != len(self.segments):
            raise InvalidInput(f"membership: a segment is named twice in {', '.join(self.segments)}.")
        total = math.fsum(self.probabilities)
        if not (min(self.probabilities) >= 0.0 and abs(total - 1.0) <= 1e-9):
            raise InvalidInput(
                f"membership: probabilities {self.probabilities} sum to {total!r}; wanted none below 0 and a sum of 1."
            )

    @classmethod
    def certain(cls, segment: str) -> Self:
        """Membership of a person whose segment is known."""
        return cls((segment,), (1.0,))

    def of(self, segment: str) -> float:
        """Probability of one segment; NotFound names those there are."""
        if segment not in self.segments:
            raise not_found("segment", segment, self.segments)
        return self.probabilities[self.segments.index(segment)]

    @property
    def most_likely(self) -> str:
        """The segment with the highest probability; of equals, the first by name."""
        return min(zip(self.segments, self.probabilities, strict=True), key=lambda pair: (-pair[1], pair[0]))[0]

    def draw(self, u: float) -> str:
        """Segment at u of the cumulated probabilities, taken in the order of segment names.

        Names, not positions, fix the order: permuting the segments leaves the answer as it is. A segment of
        probability 0 is never drawn.

        Parameters
        ----------
        u : uniform on [0, 1).

        Raises
        ------
        InvalidInput
            If u lies outside [0, 1).
        """
        if not 0.0 <= u < 1.0:
            raise InvalidInput(f"membership.draw: u = {u!r}; wanted 0 <= u < 1.")
        reached = 0.0
        last = ""
        for segment, probability in sorted(zip(self.segments, self.probabilities, strict=True)):
            if probability > 0.0:
                reached += probability
                last = segment
                if u < reached:
                    break
        return last
