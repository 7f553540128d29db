"""Publication: one allocation as it went live, with the evidence and the uplift that it was made from."""

from dataclasses import dataclass
from datetime import datetime
from typing import Literal

from bandits.allocation import Allocation

EVERYONE = "*"
"""Stands for all segments, or all channels, together."""


@dataclass(frozen=True, slots=True)
class UpliftRow:
    """What one variant does in one segment ("*": all of them), on all channels or one, against the control.

    Rates are probabilities of benefit; `uplift` is the difference to the control's rate (0.02: two more in a hundred)
    and `relative` that difference as a share of the control's rate. Intervals are equal-tailed 95 % posterior
    intervals. For the control itself uplift is 0 and `chance_better` is 0. All but `share` is of the goal's metric;
    where the goal gives a `reward`, `share` follows that, so the likeliest best of the metric may have a small share.
    """

    segment: str
    channel: str
    variant: str
    trials: float
    benefit: float
    share: float  # of decisions, by the allocation published with it
    rate: float
    rate_lower: float
    rate_upper: float
    uplift: float
    uplift_lower: float
    uplift_upper: float
    relative: float
    chance_better: float  # P(uplift > 0)
    chance_best: float  # among all eligible variants, the control too


@dataclass(frozen=True, slots=True)
class TechniqueRow:
    """What one technique adds at full dose, in log-odds, with its 95 % posterior interval; `variants` use it."""

    technique: str
    effect: float
    effect_lower: float
    effect_upper: float
    chance_positive: float
    variants: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Publication:
    """An allocation that went live at a moment; `uplift` is empty in history listings, which keep only the table."""

    campaign: str
    campaign_version: str
    allocation: Allocation
    published_at: datetime
    rule: str
    source: Literal["start", "refresh", "refit"]
    decided: int
    answered: int
    uplift: tuple[UpliftRow, ...] = ()
    techniques: tuple[TechniqueRow, ...] = ()
    made_from: str = ""  # hash of the evidence and anchor; learning again from the same gives the same
