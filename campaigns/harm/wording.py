"""Wording: what may be said of an effect, by the outcome that was measured and the design it was measured under.

Gate H14 of the harm gates: a campaign that moved intentions has not changed behaviour, and a difference between people
who were not drawn by lot has not been caused by a message.
"""

import re
from dataclasses import dataclass
from typing import Literal

BEHAVIOUR = 8
"""Lowest outcome level at which behaviour itself is measured."""

_LEVELS = (
    ("messages delivered", "That a message was sent says nothing of what it did."),
    ("messages seen", "That a message was seen says nothing of what it did."),
    ("clicks and shares", "People click out of curiosity; clicks hardly foretell what they do."),
    ("the page read", "Whoever reads a page may still do as before."),
    ("what people know", "People remember far more than they change."),
    ("what holds people back", "An obstacle that became smaller is a step, not an act."),
    ("intention", "What people intend is more than what they do, and they like to answer as is expected."),
    ("pledges and alternatives", "A pledge or a coupon used does not show that the product was left alone."),
    ("behaviour, told under protection", "Told in a way that protects the teller; rests on everybody following it."),
    ("behaviour, as told", "People under-report what is forbidden."),
    ("behaviour, observed", "Observed in groups; who of them saw a message is not known."),
)
_NOT_RANDOMISED = "The groups were not drawn by lot: something else may have made the difference."


@dataclass(frozen=True, slots=True)
class EffectWords:
    """What may be said of an effect: `noun` is what moved, `caveat` what it does not show.

    `may_say_behaviour_change` is True at level 8 and above under a randomised design, and nowhere else.
    """

    level: int
    is_randomised: bool
    noun: str
    caveat: str

    @property
    def may_say_behaviour_change(self) -> bool:
        """Whether "behaviour change" is a true thing to say."""
        return self.is_randomised and self.level >= BEHAVIOUR

    @property
    def design(self) -> Literal["randomised", "not randomised"]:
        """The design in one word."""
        return "randomised" if self.is_randomised else "not randomised"

    @property
    def effect(self) -> str:
        """What a difference is one of: "difference in intention", "behaviour change (behaviour, observed)"."""
        return f"behaviour change ({self.noun})" if self.may_say_behaviour_change else f"difference in {self.noun}"

    @property
    def label(self) -> str:
        """What has to stand beside every number about an effect."""
        return f"Outcome level {self.level} of 10 ({self.noun}), {self.design}. {self.caveat}"


def effect_words(level: int, *, is_randomised: bool) -> EffectWords:
    """Say what was moved, for a metric of this outcome level (0 to 10) under this design.

    Notes
    -----
    The ladder is the project's (tables/outcome_levels.csv); that level and design go with every effect follows the call
    for sound impact evaluation in Veríssimo & Wan (2019), Conservation Biology 33:623-633 (pages from memory, verify).

    Examples
    --------
    >>> print(effect_words(3, is_randomised=True).label)
    Outcome level 3 of 10 (the page read), randomised. Whoever reads a page may still do as before.
    >>> effect_words(6, is_randomised=True).effect, effect_words(8, is_randomised=True).may_say_behaviour_change
    ('difference in intention', True)
    >>> effect_words(8, is_randomised=False).may_say_behaviour_change
    False
    """
    noun, caveat = _LEVELS[level]
    return EffectWords(level, is_randomised, noun, caveat if is_randomised else f"{caveat} {_NOT_RANDOMISED}")


def _any(*patterns: str) -> re.Pattern[str]:
    return re.compile("|".join(rf"\b(?:{pattern})\b" for pattern in patterns), re.IGNORECASE)


_DEMAND = r"(?:demand|consumption|purchases?|buying|poaching|trade|sales)"
_FELL = r"(?:reduc\w+|lower\w*|cut(?:s|ting)?|decreas\w+|shrank|shrinks?|curb\w*|halv\w+)"
_OF = r"(?:[\w-]+ ){0,3}"
_BEHAVIOUR = _any(
    rf"chang(?:e|es|ed|ing) {_OF}(?:behaviou?rs?|habits?)",
    r"behaviou?r(?:al|s)?[- ](?:chang(?:e|es|ed|ing)|shift(?:s|ed)?)",
    rf"(?:end|eliminat|stopp)(?:ed|es|s|ing) {_OF}{_DEMAND}",
    rf"{_FELL} {_OF}{_DEMAND}",
    rf"{_DEMAND} {_OF}(?:fell|fall(?:s|en|ing)|drop(?:s|ped|ping)|declin(?:es|ed|ing)|reduction|decreas\w+)",
    rf"{_DEMAND} {_OF}(?:is|are|was|were|went|been) (?:down|cut|halved|reduced)",
    r"fewer people (?:buy|bought|use|used|consume|consumed|eat|ate)",
    r"(?:stop(?:ped|s)?|quit|gave up) (?:buying|using|consuming|eating)",
    r"no longer (?:buys?|uses?|eats?|consumes?)",
    r"(?:bought|buys?|used|ate|consumed) (?:less|fewer|no longer)",
    rf"sav(?:e|es|ed|ing) {_OF}(?:lives|animals|elephants?|rhinos?|pangolins?|tigers?|bears?|birds?|species)",
)
_CERTAIN = _any(
    r"prov(?:e|es|ed|en|ing)(?: that)?", r"guarantee[sd]?", r"beyond (?:any )?doubt", r"without (?:any )?doubt",
    r"undoubtedly", r"definitely works?", r"certain to work",
)  # fmt: skip
_CAUSAL = _any(
    r"caus(?:e|es|ed|ing)", r"(?:because of|thanks to|due to) the (?:messages?|campaign)",
    r"led to", r"resulted in", r"the (?:messages?|campaign) (?:changed|moved|made|raised|lowered|persuaded|convinced)",
)  # fmt: skip


def check_words(text: str, level: int, *, is_randomised: bool) -> tuple[str, ...]:
    """Find overclaims in an English text about an effect: each with its words, why they are too much, and what to say.

    A net for the product's own sentences and for reports, not a reader of meaning: what is denied ("this is no
    behaviour change") is found too, and what is said in other words is not.

    Examples
    --------
    >>> for claim in check_words("It reduced demand.", 6, is_randomised=True):
    ...     print(claim)
    "reduced demand": behaviour was not measured (level 6, wanted 8 or more); say "difference in intention"
    >>> check_words("7 more in 100 do not intend to buy.", 6, is_randomised=True)
    ()
    """
    words = effect_words(level, is_randomised=is_randomised)
    found = []
    if not words.may_say_behaviour_change:
        measured = f"behaviour was not measured (level {level}, wanted {BEHAVIOUR} or more)"
        why = measured if level < BEHAVIOUR else "the groups were not drawn by lot"
        found += [f'"{match[0]}": {why}; say "{words.effect}"' for match in _BEHAVIOUR.finditer(text)]
    why = "an estimate is never certain; give it with its interval"
    found += [f'"{match[0]}": {why}' for match in _CERTAIN.finditer(text)]
    if not is_randomised:
        why = "the groups were not drawn by lot; say that they differ"
        found += [f'"{match[0]}": {why}' for match in _CAUSAL.finditer(text)]
    return tuple(found)
