"""Variant: one version of a message: what it does, where and to whom it may be shown, its picture and its words."""

from datetime import date
from typing import Annotated, Literal

from pydantic import Field

from campaigns.parts import ByLocale, Identifier, Sentence, TechniqueCode, Templates, Value


class Dose(Value):
    """A behaviour-change technique (BCT taxonomy v1 code) in a message; 1 is the whole text, 0.5 a side clause."""

    code: TechniqueCode
    dose: Annotated[float, Field(gt=0.0, le=1.0)] = 1.0


class Norm(Value):
    """What a message says that other people do or approve of.

    `type`: `"descriptive"` what people do, `"dynamic"` how that changes, `"injunctive"` what they approve of.
    `direction`: towards the wanted behaviour, or towards the unwanted one, which makes it spread.
    """

    type: Literal["descriptive", "dynamic", "injunctive"]
    direction: Literal["toward_desired", "toward_undesired"]
    reference_group: Sentence


class SignOff(Value):
    """Who looked at a picture that needs a person's judgement, when, and why it may be shown."""

    by: Sentence
    on: date
    why: Sentence


UNCHOSEN = "to be chosen"
"""What `forbear new` writes as the brief of a picture; with it a message cannot be launched."""


class Image(Value):
    """The picture beside the words, described so that rules can judge it; the picture itself is not kept here."""

    brief: Sentence
    alt: ByLocale | None = None
    depicts_product: bool = False
    presentation: tuple[Literal["polished", "worn", "plated", "displayed", "being_used", "seized"], ...] = ()
    live_wildlife: bool = False
    human_contact: bool = False
    dressed: bool = False
    setting: Literal["none", "wild", "street", "market", "nature", "home", "office", "studio"] = "none"
    graphic: bool = False
    signed_off: SignOff | None = None


class Variant(Value):
    """One version of a message: its techniques, where and to whom it may be shown, and its template per locale.

    `segments` None means every target segment; segments that are allies see a variant only where it names them.
    """

    id: Identifier
    name: Sentence
    role: Literal["control", "treatment"] = "treatment"
    state: Literal["draft", "live", "paused", "retired"] = "draft"
    techniques: tuple[Dose, ...] = ()
    framing: Literal["gain", "loss", "neutral"] = "neutral"
    norm: Norm | None = None
    messenger: Identifier | None = None
    channels: Annotated[tuple[Identifier, ...], Field(min_length=1)]
    segments: tuple[Identifier, ...] | None = None
    allies: tuple[Identifier, ...] = ()
    risk_flags: tuple[Identifier, ...] = ()
    image: Image | None = None
    ai_assisted: bool = False
    messages: Templates
