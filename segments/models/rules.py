"""A typing model of ordered rules: the first rule whose conditions all hold says the segment and how surely."""

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType
from typing import ClassVar, Self, cast

from campaigns.errors import InvalidInput
from segments.membership import Membership
from segments.models.base import (
    Answer,
    Question,
    check_reorder,
    read_list,
    read_object,
    unknown_question,
)


@dataclass(frozen=True, slots=True)
class Rule:
    """When every question in `when` has one of its answers, the person is in `segment` with this probability."""

    segment: str
    probability: float
    when: Mapping[str, tuple[Answer, ...]]

    def __post_init__(self) -> None:
        if not 0.0 <= self.probability <= 1.0:
            raise InvalidInput(
                f"rule for {self.segment!r}: probability = {self.probability!r}; wanted a number from 0 to 1."
            )
        if not self.when:
            raise InvalidInput(f"rule for {self.segment!r}: when is empty; name a question, or leave it to the shares.")


@dataclass(frozen=True, slots=True)
class RulesModel:
    """Ordered rules over answers, written by people.

    The first rule that holds gives its segment its probability; the others share the rest in proportion to the
    default shares. A condition on a question that was not answered does not hold. No rule holds: the shares.

    Parameters
    ----------
    shares : segment to default share; sums to 1 within 1e-9, none is 0.
    questions : what is asked.
    rules : in order.

    Examples
    --------
    >>> [round(chance, 3) for chance in RulesModel.example().membership({"gift_expected": 1}).probabilities]
    [0.8, 0.15, 0.05]
    """

    shares: Mapping[str, float]
    questions: tuple[Question, ...]
    rules: tuple[Rule, ...]
    kind: ClassVar[str] = "rules"
    _asked: Mapping[str, Question] = field(init=False, repr=False, compare=False)
    _answers: tuple[Membership, ...] = field(init=False, repr=False, compare=False)

    def __post_init__(self) -> None:
        total = math.fsum(self.shares.values())
        if abs(total - 1.0) > 1e-9 or min(self.shares.values(), default=0.0) <= 0.0:
            raise InvalidInput(
                f"rules.shares: {dict(self.shares)} sum to {total!r}; wanted all above 0 and a sum of 1."
            )
        asked = {question.id: question for question in self.questions}
        for number, rule in enumerate(self.rules, start=1):
            if rule.segment not in self.shares:
                known = ", ".join(self.shares)
                raise InvalidInput(f"rules[{number}].segment = {rule.segment!r}: wanted one of {known}.")
            for name, answers in rule.when.items():
                if name not in asked:
                    raise unknown_question(name, self.questions)
                for answer in answers:
                    asked[name].level(answer)
        object.__setattr__(self, "shares", dict(self.shares))
        object.__setattr__(self, "_asked", asked)
        object.__setattr__(self, "_answers", tuple(map(self._outcome, self.rules)))

    def _outcome(self, rule: Rule) -> Membership:
        others = math.fsum(share for name, share in self.shares.items() if name != rule.segment)
        if others == 0.0:
            return Membership.certain(rule.segment)
        rest = (1.0 - rule.probability) / others
        return Membership(
            self.segments,
            tuple(rule.probability if name == rule.segment else share * rest for name, share in self.shares.items()),
        )

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments, in the order of the shares."""
        return tuple(self.shares)

    def membership(self, answers: Mapping[str, object]) -> Membership:
        """Membership by the first rule that holds, else the default shares.

        Raises
        ------
        InvalidInput
            For a question that is not asked, or an answer that is none of its choices.
        """
        for name, answer in answers.items():
            if name not in self._asked:
                raise unknown_question(name, self.questions)
            self._asked[name].level(answer)
        for rule, outcome in zip(self.rules, self._answers, strict=True):
            if all(answers.get(name) in wanted for name, wanted in rule.when.items()):
                return outcome
        return Membership(self.segments, tuple(self.shares.values()))

    def reordered(self, segments: tuple[str, ...]) -> Self:
        """Return the same rules with the segments in another order."""
        check_reorder(self.segments, segments)
        return type(self)({name: self.shares[name] for name in segments}, self.questions, self.rules)

    def to_json(self) -> dict[str, object]:
        """Give all the model knows, as plain values."""
        return {
            "kind": self.kind,
            "shares": dict(self.shares),
            "questions": [question.to_json() for question in self.questions],
            "rules": [
                {
                    "segment": rule.segment,
                    "probability": rule.probability,
                    "when": {name: list(answers) for name, answers in rule.when.items()},
                }
                for rule in self.rules
            ],
        }

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> Self:
        """Read what `to_json` wrote, or the same keys from TOML."""
        parts = read_object(document, "typing model", required=("kind", "shares", "questions", "rules"))
        shares = parts["shares"]
        if not isinstance(shares, Mapping):
            raise InvalidInput(f"typing model.shares: wanted an object, found {type(shares).__name__}.")
        read_list(list(shares.values()), "typing model.shares", int | float)
        questions = [
            Question.from_json(question, f"typing model.questions[{place}]")
            for place, question in enumerate(read_list(parts["questions"], "typing model.questions"))
        ]
        rules = [
            _read_rule(rule, f"typing model.rules[{place}]")
            for place, rule in enumerate(read_list(parts["rules"], "typing model.rules"))
        ]
        return cls({str(name): float(share) for name, share in shares.items()}, tuple(questions), tuple(rules))

    @classmethod
    def example(cls) -> Self:
        """Three segments and two rules."""
        yes_no = (0, 1)
        return cls(
            {"gifts": 0.2, "luck": 0.6, "ally": 0.2},
            (Question.plain("gift_expected", yes_no), Question("proud", (1, 2, 3, 4, 5), (0, 0, 1, 2, 2))),
            (
                Rule("ally", 0.9, {"gift_expected": (0,), "proud": (1, 2)}),
                Rule("gifts", 0.8, {"gift_expected": (1,)}),
            ),
        )


def _read_rule(document: object, where: str) -> Rule:
    parts = read_object(document, where, required=("segment", "probability", "when"))
    when = parts["when"]
    if not isinstance(when, Mapping):
        raise InvalidInput(f"{where}.when: wanted question = [answers], found {type(when).__name__}.")
    [probability] = read_list([parts["probability"]], f"{where}.probability", int | float)
    conditions = {
        str(name): tuple(cast("list[Answer]", read_list(answers, f"{where}.when.{name}", int | str)))
        for name, answers in when.items()
    }
    return Rule(str(parts["segment"]), float(cast("float", probability)), MappingProxyType(conditions))


MODEL = RulesModel
