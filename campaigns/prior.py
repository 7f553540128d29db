"""Prior: every constant that turns theory into expectations, with its default and the reason for it.

A campaign may replace any of them under [prior]. `bandits.priors` holds the equations that use them.
"""

from typing import Annotated

from pydantic import Field

from campaigns.parts import Share, Value

type _Scale = Annotated[float, Field(ge=0.0, le=5.0)]


class Prior(Value):
    """Constants of the theory-based prior, in log-odds where they are effects. Each says why it has its default."""

    logit_per_d: Annotated[float, Field(gt=0.0, le=5.0)] = Field(
        1.814,
        description="Log-odds per standardised mean difference: pi / sqrt(3). Hasselblad & Hedges 1995 (from memory, "
        "verify).",
    )
    field_discount: Annotated[float, Field(gt=0.0, le=1.0)] = Field(
        0.20,
        description="What is left of published effects in the field: between 1.4/8.7 = .16 and 8.0/33.4 = .24 (E19, "
        "E20: DellaVigna & Linos 2022).",
    )
    tailoring_gain: Annotated[float, Field(ge=0.0, le=1.0)] = Field(
        0.45,
        description="How much a technique gains or loses by matching a segment's barriers: tailored against "
        "non-tailored d = .139 (E16) on a main effect near .30. Not above 0.6 without local randomised data.",
    )
    rank_decay: Annotated[float, Field(ge=0.0, le=1.0)] = Field(
        0.5,
        description="Weight of the next strongest technique relative to the one before it: effects do not add. Project "
        "judgement.",
    )
    sharing_rho: Share = Field(
        0.5,
        description="Factor on covariances between cells: 1 pools techniques fully, 0 not at all. Half gained 10 % of "
        "regret where sharing was real and cost 5 % where it was absent (own simulation).",
    )
    default_barrier: Share = Field(
        0.30, description="Barrier that a target segment is taken to have where none was measured. Project judgement."
    )
    ally_default_barrier: Share = Field(
        0.10, description="The same for allies, whom little holds back. Project judgement."
    )
    reliability_people: Annotated[float, Field(ge=0.0, le=100_000.0)] = Field(
        50.0,
        description="Respondents at which a segment's measured barrier weighs half against the average barrier. "
        "Project judgement.",
    )
    trusted_messenger: _Scale = Field(
        0.02, description="Added where the segment trusts the messenger. Project judgement after W09."
    )
    relative_sd: _Scale = Field(
        0.5, description="Standard deviation of a technique's effect as a share of its mean. Project judgement."
    )
    technique_sd: _Scale = Field(
        0.05, description="Standard deviation of a technique's effect that always remains. Project judgement."
    )
    technique_segment_sd: _Scale = Field(
        0.05, description="How far a technique's effect differs between segments beyond matching. Project judgement."
    )
    messenger_sd: _Scale = Field(0.06, description="How far a messenger's effect may differ. Project judgement.")
    creative_sd: _Scale = Field(
        0.10, description="How far the creative execution of one variant moves its effect. Project judgement."
    )
    cell_sd: _Scale = Field(0.05, description="What is particular to one variant in one segment. Project judgement.")
