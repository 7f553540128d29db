"""Priors: what theory expects of every message in every segment before there are data, with all that made it.

    effect[variant, segment] = sum_k weight_k * (gain_k * technique_k + technique_segment_k) + messenger + trust
        + sum_f risk_f + creative_variant + cell

in log-odds of benefit against the control. Every summand has a mean and a standard deviation; summands that two cells
share make their covariance. Equations and the reason for every constant: docs/explanation/theory-priors.md.
"""

import math
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property
from statistics import NormalDist
from typing import Literal

import numpy as np

from bandits.grid import FloatArray
from bandits.sample_size import shifted
from bandits.technique_terms import Profile, TechniqueTerm, barrier_profiles, mixed_profile, technique_terms
from campaigns import theory
from campaigns.campaign import Campaign
from campaigns.errors import NotFound, not_found
from campaigns.prior import Prior
from campaigns.variant import Variant
from segments.membership import Membership
from segments.segment import Segment

NOBODY = "narrator_none"
"""The messenger of a message that names none."""
DISTRUSTED = "distrusted_messenger"
THREAT = "freedom_threat"
"""The risk flag whose harm grows with a segment's reactance: by twice the reactance, so that 0.5 leaves it as it is."""
_Z95 = NormalDist().inv_cdf(0.975)


@dataclass(frozen=True, slots=True)
class Term:
    """One summand of a cell beside its techniques: log-odds. `trust` is a known shift: its sd is 0.

    `is_known` is False for a messenger or flag in a campaign's own words: theory has no number for it, so its mean
    is 0.
    """

    kind: Literal["messenger", "trust", "risk", "creative", "cell"]
    name: str
    mean: float
    sd: float
    is_known: bool = True


@dataclass(frozen=True, slots=True)
class CellPrior:
    """What theory expects of one variant in one segment, against the control, in log-odds of benefit.

    Examples
    --------
    >>> terms = (Term("messenger", "friend", 0.03, 0.06), Term("creative", "story", 0.0, 0.08))
    >>> cell = CellPrior("story", "gifts", (), terms)
    >>> cell.mean, round(cell.sd, 3), round(cell.chance_of_harm, 3)  # sd: sqrt(.06 ** 2 + .08 ** 2)
    (0.03, 0.1, 0.382)
    """

    variant: str
    segment: str
    techniques: tuple[TechniqueTerm, ...]
    terms: tuple[Term, ...]

    @property
    def mean(self) -> float:
        """Expected effect, log-odds."""
        return math.fsum([term.mean for term in self.techniques] + [term.mean for term in self.terms])

    @property
    def sd(self) -> float:
        """Standard deviation of the effect, log-odds."""
        return math.hypot(*self.loadings().values())

    @property
    def interval(self) -> tuple[float, float]:
        """Equal-tailed 95 % interval of the effect, log-odds."""
        return self.mean - _Z95 * self.sd, self.mean + _Z95 * self.sd

    @property
    def odds_ratio(self) -> float:
        """Odds of benefit against the control's, at the expected effect."""
        return math.exp(self.mean)

    @property
    def chance_of_harm(self) -> float:
        """P(effect < 0)."""
        return NormalDist(self.mean, self.sd).cdf(0.0) if self.sd > 0.0 else float(self.mean < 0.0)

    def relative_uplift(self, base_rate: float) -> float:
        """Expected gain as a share of the control's rate: 0.11 is eleven per cent more benefit."""
        return shifted(base_rate, self.mean) / base_rate - 1.0

    def loadings(self) -> dict[tuple[str, ...], float]:
        """Give the sd that each unknown brings to this cell; cells with the same unknown share that part."""
        found: dict[tuple[str, ...], float] = {}
        for technique in self.techniques:
            found["technique", technique.code] = technique.shared_sd
            found["technique", technique.code, self.segment] = technique.segment_sd
        places = {"messenger": (), "risk": (self.segment,), "cell": (self.segment,), "creative": ()}
        for term in self.terms:
            if term.kind != "trust":
                found[term.kind, term.name, *places[term.kind]] = term.sd
        return found


@dataclass(frozen=True, eq=False)
class Priors:
    """Priors of all treated variants in all segments.

    Parameters
    ----------
    segments, variants : ids, the axes of `mean` and `sd`.
    cells : segment by segment, variants running fastest.
    sharing_rho : factor on the covariances between cells, 0 to 1.
    """

    segments: tuple[str, ...]
    variants: tuple[str, ...]
    cells: tuple[CellPrior, ...]
    sharing_rho: float

    def cell(self, variant: str, segment: str) -> CellPrior:
        """Find one cell; NotFound names the variants or segments there are."""
        return self.cells[self.index(variant, segment)]

    def index(self, variant: str, segment: str) -> int:
        """Place of a cell in `cells` and in `covariance`; NotFound names the variants or segments there are."""
        if segment not in self.segments:
            raise not_found("segment", segment, self.segments)
        if variant not in self.variants:
            raise not_found("variant", variant, self.variants)
        return self.segments.index(segment) * len(self.variants) + self.variants.index(variant)

    @property
    def unknown(self) -> tuple[tuple[str, str], ...]:
        """Kind and name of every messenger and risk flag that theory has no number for."""
        terms = {(term.kind, term.name) for cell in self.cells for term in cell.terms if not term.is_known}
        return tuple(sorted(terms))

    @cached_property
    def mean(self) -> FloatArray:
        """Expected effects, shape (segments, variants), log-odds."""
        return np.array([cell.mean for cell in self.cells]).reshape(len(self.segments), len(self.variants))

    @cached_property
    def sd(self) -> FloatArray:
        """Standard deviations, shape (segments, variants), log-odds."""
        return np.array([cell.sd for cell in self.cells]).reshape(len(self.segments), len(self.variants))

    @cached_property
    def covariance(self) -> FloatArray:
        """Covariance between cells, shape (cells, cells), variants running fastest.

        rho * B B' + (1 - rho) * diag(B B'), where B holds every cell's loadings on the unknowns. Both summands are
        positive semidefinite and neither weight is negative, so the sum is too; the variances stay as they are.
        """
        loadings = [cell.loadings() for cell in self.cells]
        unknowns = {unknown: column for column, unknown in enumerate(dict.fromkeys(u for one in loadings for u in one))}
        shared = np.zeros((len(self.cells), len(unknowns)))
        for row, one in enumerate(loadings):
            for unknown, sd in one.items():
                shared[row, unknowns[unknown]] = sd
        full = shared @ shared.T
        covariance: FloatArray = self.sharing_rho * full + (1.0 - self.sharing_rho) * np.diag(np.diag(full))
        return covariance

    def chance_better(self, variant: str, other: str, segment: str) -> float:
        """P(variant has the larger effect of the two in a segment): 0.5 where theory cannot tell."""
        pair = [self.index(variant, segment), self.index(other, segment)]
        block = self.covariance[np.ix_(pair, pair)]
        gap = self.cells[pair[0]].mean - self.cells[pair[1]].mean
        variance = float(block[0, 0] + block[1, 1] - 2.0 * block[0, 1])
        if variance <= 0.0:
            return 0.5 if gap == 0.0 else float(gap > 0.0)
        return NormalDist(0.0, math.sqrt(variance)).cdf(gap)


def priors_of(
    campaign: Campaign,
    segments: Sequence[Segment],
    *,
    reliability: Mapping[str, Profile] | None = None,
    memberships: Mapping[str, Membership] | None = None,
) -> Priors:
    """Turn theory into a prior for every treated variant of a campaign, drafts too, in every segment.

    Parameters
    ----------
    campaign : its variants, and its constants under [prior].
    segments : with their barriers; determinants without a barrier have the default of the segment's role.
    reliability : segment to determinant to how much of a measured barrier to believe, 0 to 1; see `reliability_of`.
    memberships : segment to the average membership of the people typed into it. They carry a mixture of barriers;
        messengers and reactance stay those of the segment.

    Raises
    ------
    NotFound
        If a variant names a technique that theory does not have, or a membership a segment that is not here.
        Messengers and risk flags may be a campaign's own words: they count as 0 and are marked, see `Term`.
    InvalidInput
        If reliability is given, but not for every measured barrier.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> from segments.files import load_segmentation
    >>> campaign = load_campaign(example())
    >>> priors = priors_of(campaign, load_segmentation(example()).segments)
    >>> cell = priors.cell("peer_script", "gift_obligated")
    >>> round(cell.mean, 3), round(cell.sd, 3), round(cell.chance_of_harm, 3)
    (0.22, 0.173, 0.102)
    """
    treated = [variant for variant in campaign.variants if variant.role == "treatment"]
    own = barrier_profiles(segments, campaign.prior, reliability)
    profiles = dict(own)
    for name, membership in (memberships or {}).items():
        if name not in own:
            raise not_found("segment", name, own)
        profiles[name] = mixed_profile(own, membership)
    cells = tuple(
        _cell(variant, segment, profiles[segment.id], campaign.prior) for segment in segments for variant in treated
    )
    names = tuple(segment.id for segment in segments), tuple(variant.id for variant in treated)
    return Priors(*names, cells, campaign.prior.sharing_rho)


def _cell(variant: Variant, segment: Segment, profile: Profile, constants: Prior) -> CellPrior:
    try:
        techniques = technique_terms(variant.techniques, profile, constants)
        return CellPrior(variant.id, segment.id, techniques, tuple(_other_terms(variant, segment, constants)))
    except NotFound as missing:
        raise NotFound(f"campaign.toml: variants.{variant.id}: {missing}") from None


def _other_terms(variant: Variant, segment: Segment, constants: Prior) -> list[Term]:
    messenger = variant.messenger or NOBODY
    speaker = _known(theory.messenger, messenger)
    terms = [
        Term("messenger", messenger, speaker.mean if speaker else 0.0, constants.messenger_sd, speaker is not None)
    ]
    flags = list(variant.risk_flags)
    if messenger in segment.trusted_messengers:
        terms.append(Term("trust", messenger, constants.trusted_messenger, 0.0))
    if messenger in segment.distrusted_messengers:
        flags.append(DISTRUSTED)
    for name in dict.fromkeys(flags):
        flag, scale = _known(theory.risk_flag, name), 2.0 * segment.reactance if name == THREAT else 1.0
        mean, sd = (flag.mean, flag.sd) if flag else (0.0, 0.0)
        terms.append(Term("risk", name, scale * mean, scale * sd, flag is not None))
    terms.append(Term("creative", variant.id, 0.0, constants.creative_sd))
    terms.append(Term("cell", variant.id, 0.0, constants.cell_sd))
    return terms


def _known[R](look_up: Callable[[str], R], name: str) -> R | None:
    try:
        return look_up(name)
    except NotFound:
        return None
