"""What each segment is like, in plain words: what holds it back more than others, how large it is, what to call it."""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from types import MappingProxyType

import numpy as np

from segments.arrays import FloatArray
from segments.fitted import Fitted
from segments.segment import Segment
from segments.survey import Survey

NOTABLE = 0.05
_Z95 = 1.959964
DETERMINANT_WORDS: Mapping[str, str] = MappingProxyType(
    {
        "behavioural_regulation": "not planning ahead",
        "beliefs_capabilities": "doubt that they can do without",
        "beliefs_consequences": "seeing little good in doing without",
        "descriptive_norm": "thinking that few others do without",
        "emotion": "feelings for the product",
        "environment": "surroundings that make it hard",
        "goals": "other goals that matter more",
        "health_risk_belief": "not fearing for health",
        "identity": "not seeing it as part of who they are",
        "injunctive_norm": "not feeling that others expect it",
        "intentions": "not intending to change",
        "knowledge_alternatives": "not knowing alternatives",
        "knowledge_law": "not knowing the law",
        "memory_attention": "forgetting in the moment",
        "moral_norm": "feeling no moral duty",
        "optimism": "thinking that it makes no difference",
        "reinforcement": "habit",
        "spiritual_belief": "belief in luck or protection",
    }
)


def in_words(determinant: str) -> str:
    """Say a determinant as people would; an unknown one by its own name.

    >>> in_words("knowledge_law"), in_words("new_thing")
    ('not knowing the law', 'new thing')
    """
    return DETERMINANT_WORDS.get(determinant, determinant.replace("_", " "))


@dataclass(frozen=True, slots=True)
class Profile:
    """One segment as found in a survey.

    Parameters
    ----------
    id, label : suggested names; a person should put better ones.
    share, share_low, share_high : of people, with a 95 % interval (Wilson; sampling only).
    people : respondents, by weight.
    barriers : determinant to mean barrier, 0 to 1.
    average : determinant to mean barrier of everybody.
    sureness : mean membership in this segment of those who most likely belong to it.
    """

    id: str
    label: str
    share: float
    share_low: float
    share_high: float
    people: float
    barriers: Mapping[str, float]
    average: Mapping[str, float]
    sureness: float

    @property
    def differences(self) -> tuple[tuple[str, float], ...]:
        """Determinant and how far above (below, if negative) the average, strongest barrier first."""
        gaps = [(name, barrier - self.average[name]) for name, barrier in self.barriers.items()]
        return tuple(sorted(gaps, key=lambda gap: (-gap[1], gap[0])))

    @property
    def text(self) -> str:
        """The profile in one or two sentences."""
        above = [gap for gap in self.differences if gap[1] >= NOTABLE][:3]
        below = [gap for gap in reversed(self.differences) if gap[1] <= -NOTABLE][:3]
        parts = []
        if above:
            parts.append(f"Held back more than others by {self._list(above)}.")
        if below:
            parts.append(f"Held back less by {self._list(below)}.")
        return " ".join(parts) or "Much like the average in every barrier."

    def _list(self, gaps: Sequence[tuple[str, float]]) -> str:
        words = [f"{in_words(name)} ({self.barriers[name]:.2f}, {gap:+.2f} from average)" for name, gap in gaps]
        return words[0] if len(words) == 1 else f"{', '.join(words[:-1])} and {words[-1]}"

    def segment(self) -> Segment:
        """Turn it into a segment of a campaign: a draft for people to name and complete."""
        barriers = {name: round(barrier, 3) for name, barrier in self.barriers.items()}
        return Segment(self.id, {"en": self.label}, share=round(self.share, 4), barriers=barriers)


def wilson_interval(share: float, people: float) -> tuple[float, float]:
    """95 % interval of a share seen among `people`. Source: Wilson (1927), J Am Stat Assoc 22:209-212.

    >>> [round(end, 3) for end in wilson_interval(0.2, 100)]
    [0.133, 0.289]
    """
    spread = _Z95**2 / people
    centre = (share + spread / 2.0) / (1.0 + spread)
    half = _Z95 / (1.0 + spread) * math.sqrt(share * (1.0 - share) / people + spread / (4.0 * people))
    return max(0.0, centre - half), min(1.0, centre + half)


def _means(scores: FloatArray, weights: FloatArray) -> FloatArray:
    """Weighted mean of each column, leaving NaN out; NaN where nothing is left."""
    given = ~np.isnan(scores)
    totals = weights @ np.where(given, scores, 0.0)
    answered = weights @ given.astype(np.float64)
    means: FloatArray = np.where(answered > 0.0, totals / np.maximum(answered, 1e-300), np.nan)
    return means


def profiles_of(survey: Survey, fitted: Fitted) -> tuple[Profile, ...]:
    """Profile each class of a fit, largest first; a respondent counts in each class by membership."""
    average = _means(survey.scores, survey.weights)
    effective = survey.weights.sum() ** 2 / np.sum(survey.weights**2)
    means = [_means(survey.scores, survey.weights * fitted.chances[:, place]) for place in range(fitted.classes)]
    names = suggest_names(survey.determinants, [mean - average for mean in means])
    profiles = []
    for place, mean in enumerate(means):
        mine = fitted.modal == place
        share = float(fitted.shares[place])
        low, high = wilson_interval(share, float(effective))
        known = [column for column in range(len(mean)) if not math.isnan(mean[column])]
        profiles.append(
            Profile(
                id=names[place][0],
                label=names[place][1],
                share=share,
                share_low=low,
                share_high=high,
                people=share * float(survey.weights.sum()),
                barriers={survey.determinants[column]: float(mean[column]) for column in known},
                average={survey.determinants[column]: float(average[column]) for column in known},
                sureness=float(fitted.chances[mine, place].mean()) if mine.any() else 0.0,
            )
        )
    return tuple(profiles)


def suggest_names(determinants: Sequence[str], differences: Sequence[FloatArray]) -> tuple[tuple[str, str], ...]:
    """Suggest an id and a label per class: its strongest barrier above the average, or that it is little held back.

    A barrier names one class only, the one where it stands out most; a class without any notable barrier is
    `less_held_back`. Ids that would be equal are numbered.

    >>> suggest_names(["identity", "goals"], [np.array([0.3, 0.1]), np.array([-0.2, -0.1])])[0]
    ('held_back_by_identity', 'Held back by: not seeing it as part of who they are')
    """
    if len(differences) == 1:
        return (("everybody", "Everybody"),)
    names: list[tuple[str, str]] = []
    for mine in differences:
        order = sorted(
            range(len(determinants)), key=lambda column: (-np.nan_to_num(mine[column]), determinants[column])
        )
        strong = [column for column in order if mine[column] >= NOTABLE]
        free = [
            column for column in strong if mine[column] >= max(np.nan_to_num(other[column]) for other in differences)
        ]
        if not strong:
            name = ("less_held_back", "Less held back than others")
        else:
            determinant = determinants[(free or strong)[0]]
            name = (f"held_back_by_{determinant}", f"Held back by: {in_words(determinant)}")
        again = sum(other[0].startswith(name[0]) for other in names)
        names.append((f"{name[0]}_{again + 1}", f"{name[1]} ({again + 1})") if again else name)
    return tuple(names)
