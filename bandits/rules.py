"""Rules: how chances of being best become shares, one pure function for each name that a campaign may ask for.

`@rule(name)` puts a function into `RULES`, where `allocate`, the checks and the dashboards find it.
"""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from bandits.grid import BoolArray, FloatArray
from bandits.guarantee import RULE_NAMES
from campaigns.errors import InvalidInput

TEMPERING = 0.2  # share of tempered that is even: Caria et al. (2024), JEEA, the authors' code
LEADER_SHARE = 0.5  # how often top-two shows the leader itself: Russo (2020), Operations Research 68(6)
CONTROL_CATCH_UP = 0.9  # most of a batch that control_augmented gives to the control: Offer-Westort et al. (2021), AJPS


@dataclass(frozen=True, slots=True)
class Standing:
    """What a rule may look at; arrays have shape (contexts, variants).

    Parameters
    ----------
    chance_best : probabilities; each row sums to 1, 0 where not eligible.
    eligible : at least one in each row.
    control : column of the control.
    trials : how often each variant was shown so far.
    batch_size : shape (contexts,); decisions expected before the next allocation.
    """

    chance_best: FloatArray
    eligible: BoolArray
    control: int
    trials: FloatArray
    batch_size: FloatArray

    @property
    def even(self) -> FloatArray:
        """Equal shares of the eligible variants; same shape."""
        share: FloatArray = self.eligible / self.eligible.sum(axis=1, keepdims=True)
        return share

    @property
    def chance_other_best(self) -> FloatArray:
        """Chance that some other variant is best, 1 - chance_best, added up so that tiny chances keep their digits."""
        return self.chance_best @ (1.0 - np.eye(self.chance_best.shape[1]))


type Rule = Callable[[Standing], FloatArray]

RULES: dict[str, Rule] = {}


def rule(name: str) -> Callable[[Rule], Rule]:
    """Register a rule under the name that campaign files use."""

    def register(function: Rule) -> Rule:
        if name in RULES:
            raise InvalidInput(f"policy: two rules are called {name!r}; rename one of them.")
        if name not in RULE_NAMES:
            raise InvalidInput(f"policy: rule {name!r} is not in bandits.guarantee.RULE_NAMES; add it there.")
        RULES[name] = function
        return function

    return register


@rule("thompson")
def thompson(standing: Standing) -> FloatArray:
    """Show each variant as often as it is best: p. Best for the outcome within the campaign (Thompson 1933)."""
    return standing.chance_best


@rule("tempered")
def tempered(standing: Standing) -> FloatArray:
    """Thompson four times in five, evenly otherwise: 0.8 p + 0.2 / k. A balance of outcome and evidence."""
    return (1.0 - TEMPERING) * standing.chance_best + TEMPERING * standing.even


@rule("top_two")
def top_two(standing: Standing) -> FloatArray:
    """Show the leader or its challenger: p_i [b + (1 - b) sum over j != i of p_j / (1 - p_j)], b = 1/2 (Russo 2020).

    The exact shares of: draw the best; with chance 1 - b draw again until another is best. Where one variant is best
    for sure no challenger is left to be drawn: it gets b, the others share 1 - b evenly.
    """
    chance, rest = standing.chance_best, standing.chance_other_best
    others = np.where(np.eye(chance.shape[1], dtype=bool), 0.0, chance[:, :, None])
    challenger = others / np.where(rest > 0, rest, 1.0)[:, None, :]  # chance of i, when j leads
    mixed = LEADER_SHARE * chance + (1.0 - LEADER_SHARE) * (challenger * chance[:, None, :]).sum(axis=2)
    return np.where((rest > 0).all(axis=1, where=standing.eligible, keepdims=True), mixed, _sure_winner(standing))


@rule("exploration_sampling")
def exploration_sampling(standing: Standing) -> FloatArray:
    """Shares proportional to p (1 - p): Kasy and Sautmann (2021), Econometrica 89(1); kept for comparability.

    As one p goes to 1 its share goes to 1/2; where it is 1 the others share the other half evenly.
    """
    spread = standing.chance_best * standing.chance_other_best
    total = spread.sum(axis=1, keepdims=True)
    return np.where(total > 0, spread / np.where(total > 0, total, 1.0), _sure_winner(standing))


@rule("control_augmented")
def control_augmented(standing: Standing) -> FloatArray:
    """Keep the control as often shown as the best treatment, for the sharpest uplift (Offer-Westort et al. 2021).

    c = (n_best - n_control) / batch size, held within 0 and 0.9. Control: (1 - c) / k + c. Each other variant:
    (1 - c) (k - 1) / k in proportion to its chance of being best among the treatments; evenly if only the control can
    be best. n_best is the trials of the treatment with the highest chance (mean over ties). Where the control is not
    eligible this is Thompson.
    """
    is_control = np.arange(standing.eligible.shape[1]) == standing.control
    treatment = standing.eligible & ~is_control
    chance = np.where(treatment, standing.chance_best, 0.0)
    leads = treatment & (chance == chance.max(axis=1, keepdims=True))
    trials_best = np.where(leads, standing.trials, 0.0).sum(axis=1) / np.maximum(leads.sum(axis=1), 1)
    behind = (trials_best - standing.trials[:, standing.control]) / standing.batch_size
    catch_up = np.clip(behind, 0.0, CONTROL_CATCH_UP)[:, None]
    k = standing.eligible.sum(axis=1, keepdims=True)
    total = chance.sum(axis=1, keepdims=True)
    even = treatment / np.maximum(treatment.sum(axis=1, keepdims=True), 1)
    among_treatments = np.where(total > 0, chance / np.where(total > 0, total, 1.0), even)
    shares = np.where(is_control, (1.0 - catch_up) / k + catch_up, among_treatments * (k - 1) / k * (1.0 - catch_up))
    return np.where(standing.eligible[:, [standing.control]], shares, standing.chance_best)


@rule("uniform")
def uniform(standing: Standing) -> FloatArray:
    """Show every eligible variant equally often: 1 / k. A plain randomised trial."""
    return standing.even


def _sure_winner(standing: Standing) -> FloatArray:
    """Half to the variant that is best for sure, half evenly to the others; all to a variant that is alone."""
    others = standing.eligible & (standing.chance_best == 0)
    count = others.sum(axis=1, keepdims=True)
    return np.where(count > 0, 0.5 * standing.chance_best + 0.5 * others / np.maximum(count, 1), standing.chance_best)
