"""Model: which effects make up a cell's log-odds, and how far each kind of effect is expected to spread.

    log-odds[context, variant] = base + segment + channel + context
        + [variant is not the control] * ( sum_k dose_k * (technique_k + segment_technique_k) + variant + cell )

Every effect but the base has mean 0 and a standard deviation (its kind's *scale*, log-odds) that is itself learnt, with
a half-normal prior. The control carries no treatment effect: that is what identifies the baseline. `context` lets a
segment differ on one channel from what both say on their own; without it the difference would be taken for uplift.
Both layers, the fast one (`laplace`) and the full one (`hierarchy`), are built from what stands here.
Source: Bayesian hierarchical logistic regression; reasons and numbers in docs/explanation/model.md.
"""

from dataclasses import dataclass

import numpy as np

from bandits.grid import FloatArray, Grid

BASE_SD = 2.5  # log-odds: 95 % of base rates between 0.7 % and 99.3 %

SCALE_PRIORS = {
    "segment": 0.5,
    "channel": 0.5,
    "context": 0.2,
    "technique": 0.3,
    "variant": 0.2,
    "segment_technique": 0.2,
    "cell": 0.15,
}
"""Half-normal standard deviations of the scales, log-odds. Small: field effects of messages are small."""


@dataclass(frozen=True, slots=True)
class Effects:
    """One kind of effect: how much of each of its coefficients a cell takes.

    `design` has shape (cells, coefficients), cells = contexts * variants with variants running fastest.
    """

    kind: str
    design: FloatArray

    @property
    def gram(self) -> FloatArray:
        """Prior covariance between cells that a scale of 1 would give, shape (cells, cells)."""
        return self.design @ self.design.T


def effects_of(grid: Grid) -> tuple[Effects, ...]:
    """Lay out every kind of effect on a grid, the base first and the others in the order of SCALE_PRIORS.

    Examples
    --------
    >>> import numpy as np
    >>> from bandits.grid import Context
    >>> grid = Grid((Context("a", "sms"), Context("b", "sms")), ("plain", "peer"), "plain", ("6.1",),
    ...             np.array([[0.0], [0.5]]), np.ones((2, 2), dtype=bool))
    >>> {effects.kind: effects.design.shape[1] for effects in effects_of(grid)}
    {'base': 1, 'segment': 2, 'channel': 1, 'context': 2,
     'technique': 1, 'variant': 1, 'segment_technique': 2, 'cell': 2}
    """
    contexts, variants = grid.shape
    row, column = (index.ravel() for index in np.indices(grid.shape))
    treated = [index for index in range(variants) if index != grid.control_index]
    segment = np.eye(len(grid.segments))[grid.segment_of[row]]
    channel = np.eye(len(grid.channels))[grid.channel_of[row]]
    variant = np.eye(variants)[:, treated][column]
    technique = grid.dose[column]
    cell = (np.eye(contexts)[row][:, :, None] * variant[:, None, :]).reshape(contexts * variants, -1)
    segment_technique = (segment[:, :, None] * technique[:, None, :]).reshape(contexts * variants, -1)
    return (
        Effects("base", np.ones((contexts * variants, 1))),
        Effects("segment", segment),
        Effects("channel", channel),
        Effects("context", np.eye(contexts)[row]),
        Effects("technique", technique),
        Effects("variant", variant),
        Effects("segment_technique", segment_technique),
        Effects("cell", cell),
    )
