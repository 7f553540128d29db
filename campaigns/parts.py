"""Parts of a campaign: metric, goal, channel, policy; each frozen, each refusing unknown keys.

Identifiers are short, lower case and safe in URLs, file names and flag keys: letters, digits, `_` and `-`. Fields and
facts are words that a template can name: letters, digits and `_`.
"""

from collections.abc import Mapping
from datetime import date
from types import MappingProxyType
from typing import Annotated, Any, Literal, Self

from pydantic import (
    AfterValidator,
    BaseModel,
    ConfigDict,
    Field,
    PlainSerializer,
    StringConstraints,
)

IDENTIFIER = r"^[a-z0-9][a-z0-9_-]{0,63}$"
LOCALE = r"^[a-z]{2,3}(-[A-Z][a-zA-Z]{1,3})?$"
WORD = r"^[a-z][a-z0-9_]{0,63}$"
TECHNIQUE_CODE = r"^\d{1,2}\.\d{1,2}$"
COUNTRY = r"^[A-Z]{2}$"
READABLE = r"^[^\x00-\x08\x0b-\x1f\x7f-\x9f\u2028-\u202e\u2066-\u2069]*$"
"""No character that would steer the screen of whoever reads a report, or turn the direction of its letters."""

type Identifier = Annotated[str, StringConstraints(pattern=IDENTIFIER)]
type Locale = Annotated[str, StringConstraints(pattern=LOCALE)]
type Word = Annotated[str, StringConstraints(pattern=WORD)]
type TechniqueCode = Annotated[str, StringConstraints(pattern=TECHNIQUE_CODE)]
type Sentence = Annotated[
    str, StringConstraints(strip_whitespace=True, min_length=1, max_length=2000, pattern=READABLE)
]
type Share = Annotated[float, Field(ge=0.0, le=1.0)]


def freeze[K, V](mapping: Mapping[K, V]) -> Mapping[K, V]:
    """Make a mapping that cannot be changed."""
    return MappingProxyType(dict(mapping))


def thaw[V](mapping: Mapping[str, Mapping[str, V]]) -> dict[str, dict[str, V]]:
    """Make plain dictionaries again, for writing."""
    return {name: dict(inner) for name, inner in mapping.items()}


type ByLocale = Annotated[Mapping[Locale, Sentence], Field(min_length=1), AfterValidator(freeze), PlainSerializer(dict)]
type Choices = Annotated[tuple[Sentence, ...], Field(min_length=1, max_length=50)]
type FactByLocale = Annotated[
    Mapping[Locale, Sentence | Choices], Field(min_length=1), AfterValidator(freeze), PlainSerializer(dict)
]
type LimitByLocale = Annotated[
    Mapping[Locale, Annotated[int, Field(ge=1, le=100_000)]], AfterValidator(freeze), PlainSerializer(dict)
]
type Templates = Annotated[
    Mapping[Locale, Annotated[str, StringConstraints(max_length=20_000)]],
    AfterValidator(freeze),
    PlainSerializer(dict),
]


class Value(BaseModel):
    """Frozen, and an unknown key is an error."""

    model_config = ConfigDict(frozen=True, extra="forbid", allow_inf_nan=False)

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Copy with some fields changed. The copy is checked like any other value, and its hashes are its own."""
        del deep  # frozen all through: nothing is shared that could change
        return type(self).model_validate(
            {name: getattr(self, name) for name in type(self).model_fields} | dict(update or {})
        )


class Metric(Value):
    """One yes-or-no thing that may be observed after a decision.

    `level` is its rung on the outcome ladder (0 delivered ... 6 intention ... 10 observed behaviour). `silence` is
    what it means when nothing is reported: `"no"` (a click that has not come by the end of the window) or
    `"unknown"` (a survey question left unanswered says nothing). `substitution` says that it asks whether people turn
    to another wild product or another place (gate H16).

    Examples
    --------
    >>> buys = Metric(id="intends_to_buy", label="intends to buy", level=6, better="lower", silence="unknown")
    >>> buys.benefit(1), buys.benefit(0)
    (0, 1)
    """

    id: Identifier
    label: Sentence
    level: Annotated[int, Field(ge=0, le=10)]
    better: Literal["higher", "lower"] = "higher"
    silence: Literal["no", "unknown"] = "no"
    window_days: Annotated[int, Field(ge=1, le=366)] = 14
    substitution: bool = False

    def benefit(self, value: int) -> int:
        """Turn an observed value (0 or 1) so that more is better. The only place that knows the sign."""
        return value if self.better == "higher" else 1 - value


class Goal(Value):
    """What the campaign wants people to do, the metric that stands for it, and what choosing is rewarded by.

    `reward` gives weights of several metrics, summing to 1, where the allocation shall not learn from `metric` alone.
    Clicks and shares (level 2 and below) may weigh at most 0.05 together (gate H11).
    """

    metric: Identifier
    reward: Annotated[Mapping[Identifier, Share], AfterValidator(freeze), PlainSerializer(dict)] = Field(
        default_factory=lambda: MappingProxyType({})
    )
    desired_behaviour: Sentence
    undesired_behaviour: Sentence


class Limit(Value):
    """How long one field of a channel may be, per locale, counted in the rendered text before escaping.

    Counted are Unicode code points after NFC, and on a channel that names a platform what that platform counts: parts
    of a text message, weighted characters, wide characters as two (`campaigns.counting`). A limit per locale says that
    a Chinese character says more than a Latin letter. Over `soft` is a warning, over `hard` stops the message; where
    the platform takes or shows less, its own limit holds.
    """

    field: Word
    soft: LimitByLocale
    hard: LimitByLocale
    required: bool = True


class Channel(Value):
    """Where a message is shown. `format` decides escaping: `"html"` escapes, `"text"` removes control characters.

    `platform` names a row of `tables/channel_formats.csv`: its own limits and its own way of counting then hold too.
    `shows_image` says that a picture stands beside the words, so that every variant must describe its picture.
    """

    id: Identifier
    label: Sentence
    format: Literal["html", "text"] = "text"
    platform: Identifier | None = None
    personalised: bool = False
    shows_image: bool = False
    fields: Annotated[tuple[Limit, ...], Field(min_length=1)]
    source: Sentence
    as_of: date


class Policy(Value):
    """How win chances become shown shares, and what every variant is guaranteed whatever the data say."""

    rule: Identifier = "tempered"
    floor: Annotated[float, Field(ge=0.0, le=0.5)] = 0.02
    control_share: Annotated[float, Field(ge=0.0, le=0.9)] = 0.10
    refresh_seconds: Annotated[float, Field(ge=0.5, le=86_400)] = 5.0


def block_override(field: str, channel: str) -> str:
    """Name the block that replaces `field` on one channel only.

    Examples
    --------
    >>> block_override("body", "in-app")
    'body_in_app'
    """
    return f"{field}_{channel.replace('-', '_')}"
