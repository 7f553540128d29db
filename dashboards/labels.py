"""Labels: what people call the segments, messages, channels and techniques of a campaign."""

import re
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Self

from bandits.publication import EVERYONE
from campaigns.campaign import Campaign
from campaigns.harm.small_cells import PEOPLE, least_people
from campaigns.harm.wording import effect_words
from campaigns.parts import Metric
from campaigns.theory import technique_name
from segments.profile import in_words
from segments.segment import Segment, Segmentation

ALL_SEGMENTS = "All segments"
LOCALE = "en"  # of the pages
ILLUSTRATIVE = "Illustrative: people and numbers are made up."
STRONG_BARRIER = 0.4
BARRIERS_TOLD = 3
_PUNCTUATION = re.compile(r"([!-/:-@\[-`{-~])")
_SHORTCODE = re.compile(r":(?=[\w/+-]+:)")
_IRREGULAR = {"does": "do", "is": "are", "has": "have", "was": "were", "goes": "go"}


def in_page_language(texts: Mapping[str, str]) -> str:
    """Choose the text that pages and commands show: the English one, or else the first there is.

    Examples
    --------
    >>> in_page_language({"vi": "Hỏi trước đã", "en": "Ask first"}), in_page_language({"vi": "Hỏi trước đã"})
    ('Ask first', 'Hỏi trước đã')
    """
    return texts.get(LOCALE) or next(iter(texts.values()))


@dataclass(frozen=True, slots=True)
class Labels:
    """Names by id. Two things of one name are told apart by their ids."""

    segments: Mapping[str, str]
    variants: Mapping[str, str]
    channels: Mapping[str, str]
    techniques: Mapping[str, str]  # of each variant, as one line
    control: str

    @classmethod
    def of(cls, campaign: Campaign, segmentation: Segmentation) -> Self:
        """Collect the names of a campaign; a segment without an English label keeps its first one."""
        segments = {segment.id: in_page_language(segment.label) for segment in segmentation.segments}
        techniques = {
            variant.id: ", ".join(technique_name(dose.code) for dose in variant.techniques) or "none"
            for variant in campaign.variants
        }
        return cls(
            segments=_told_apart(segments) | {EVERYONE: ALL_SEGMENTS},
            variants=_told_apart({variant.id: variant.name for variant in campaign.variants}),
            channels=_told_apart({channel.id: sentence_case(channel.label) for channel in campaign.channels}),
            techniques=techniques,
            control=campaign.control.id,
        )


def _told_apart(names: Mapping[str, str]) -> dict[str, str]:
    taken = list(names.values())
    return {key: f"{key}: {name}" if taken.count(name) > 1 else name for key, name in names.items()}


@dataclass(frozen=True, slots=True)
class Success:
    """How the goal's metric is said: what is counted, and what there are more or fewer of.

    Parameters
    ----------
    share : what a rate is a share of, for headings.
    people : what people do, after "7 more in 100".
    better : the word for a gain: "more", or "fewer" where fewer is better.
    counted : what one trial is called, singular and plural.
    least : fewest people that a number may speak of.

    Examples
    --------
    >>> told = Success.of(Metric(id="no_buy", label="does not intend to buy", level=6, silence="unknown"))
    >>> told.share, told.people, told.better
    ('Share who do not intend to buy', 'do not intend to buy', 'more')
    >>> Success.of(Metric(id="complaint", label="complained", level=3, better="lower")).share
    'Share without “complained”'
    """

    share: str
    people: str
    better: str
    counted: tuple[str, str]
    least: int = PEOPLE

    @classmethod
    def of(cls, metric: Metric) -> Self:
        """Say a metric whose label reads on after "a person ...": "does not intend to buy", "saved a plan"."""
        people = _of_many(metric.label)
        lower = metric.better == "lower"
        return cls(
            share=f"Share without “{metric.label}”" if lower else f"Share who {people}",
            people=people,
            better="fewer" if lower else "more",
            counted=("answer", "answers") if metric.silence == "unknown" else ("person", "people"),
            least=least_people(metric.level),
        )

    @property
    def worse(self) -> str:
        """The word for a loss."""
        return "more" if self.better == "fewer" else "fewer"

    def count(self, number: float) -> str:
        """Say how much was counted: "1 answer", "1,200 answers"."""
        whole = round(number)
        return f"{whole:,} {self.counted[0 if whole == 1 else 1]}"


def mark(campaign: Campaign) -> str:
    """What every page, chart and export of a rehearsal says; "" for a campaign that is meant."""
    return ILLUSTRATIVE if campaign.is_illustrative else ""


def beside(campaign: Campaign) -> str:
    """What has to stand beside every number of a campaign: whether it is a rehearsal, what was measured, and how.

    Every message is drawn with a recorded chance, so the design is a randomised one.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> print(beside(load_campaign(example()))[:93])
    Illustrative: people and numbers are made up. Outcome level 6 of 10 (intention), randomised.
    """
    words = effect_words(campaign.goal_metric.level, is_randomised=True).label
    return f"{mark(campaign)} {words}".strip()


def _of_many(label: str) -> str:
    """Turn "does", "wants", "carries" at the start of a label to what several people do; a past tense stays."""
    first, *rest = label.split(" ")
    if first in _IRREGULAR:
        first = _IRREGULAR[first]
    elif re.fullmatch(r"[a-z]{2,}ies", first):
        first = first[:-3] + "y"
    elif re.fullmatch(r"[a-z]+(ss|sh|ch|x|zz)es", first):
        first = first[:-2]
    elif re.fullmatch(r"[a-z]{2,}[^s\W]s", first):
        first = first[:-1]
    return " ".join([first, *rest])


def percent(share: float) -> str:
    """Say a share in whole percent; what is not quite 0 or 1 is not said to be.

    Examples
    --------
    >>> percent(0.944), percent(0.0004), percent(0.9996), percent(0.0)
    ('94 %', '<1 %', '>99 %', '0 %')
    """
    if 0.0 < share < 0.006:
        return "<1 %"
    return ">99 %" if 0.994 < share < 1.0 else f"{100 * share:.0f} %"


def chance(estimate: float) -> str:
    """Say a chance that was estimated from draws: never 0 or 100 %.

    Examples
    --------
    >>> chance(0.0), chance(0.42), chance(1.0)
    ('<1 %', '42 %', '>99 %')
    """
    return percent(min(max(estimate, 1e-9), 1.0 - 1e-9))


def reward_words(campaign: Campaign) -> str:
    """Say what the shares of the messages follow where it is a mix; all else on a page is of the one metric measured.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> reward_words(load_campaign(example("ask_first")))
    '60 % prefers a remedy without wild animals, 35 % read the list of practitioners for 15 seconds, 5 % ...'
    """
    parts = sorted(campaign.goal.reward.items(), key=lambda part: -part[1])
    return ", ".join(f"{percent(weight)} {campaign.metric(name).label}" for name, weight in parts)


def sentence_case(text: str) -> str:
    """Begin with a capital letter and leave the rest as it is.

    Examples
    --------
    >>> sentence_case("social feed card")
    'Social feed card'
    """
    return text[:1].upper() + text[1:]


def as_markdown(text: str) -> str:
    r"""Write a text so that Markdown shows it letter by letter: nothing in it is a sign, a link or a formula.

    Examples
    --------
    >>> print(as_markdown("*7* of $10"))
    \*7\* of \$10
    """
    return _PUNCTUATION.sub(r"\\\1", _SHORTCODE.sub(":\u2060", text))


def portrait(segment: Segment) -> str:
    """Describe a segment in one line: its share of the audience and what holds it back most.

    Examples
    --------
    >>> portrait(Segment("luck", {"en": "Luck"}, share=0.12, barriers={"spiritual_belief": 0.8, "knowledge_law": 0.5}))
    '12 % of the audience. Held back most by: belief in luck or protection, not knowing the law.'
    """
    size = f"{percent(segment.share)} of the audience."
    if segment.role == "ally":
        return f"{size} Behaves as wished already, and sees only messages meant for allies."
    strongest = sorted(segment.barriers.items(), key=lambda barrier: -barrier[1])[:BARRIERS_TOLD]
    told = [in_words(name) for name, strength in strongest if strength >= STRONG_BARRIER]
    return f"{size} Held back most by: {', '.join(told)}." if told else f"{size} Nothing holds it back strongly."
