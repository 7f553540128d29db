"""What every typing model promises: segments, questions with their choices, and a membership for any answers."""

from collections.abc import Mapping
from dataclasses import dataclass
from numbers import Integral
from typing import ClassVar, Protocol, Self, cast, runtime_checkable

from campaigns.errors import InvalidInput
from segments.membership import Membership

type Answer = int | str


@dataclass(frozen=True, slots=True)
class Question:
    """One question of a typing tool: the answers it takes and the level each counts as.

    Several choices may share a level: a scale of 1 to 5 cut into low, middle and high has levels 0, 0, 1, 2, 2.

    Parameters
    ----------
    id : name under which a person's answer is sent.
    choices : every answer there is, whole numbers or texts, each once.
    levels : shape (choices,), what each choice counts as; 0 to highest without gaps.

    Examples
    --------
    >>> trust = Question("trust", choices=(1, 2, 3, 4, 5), levels=(0, 0, 1, 2, 2))
    >>> trust.level(4), trust.level_count, trust.level(None) is None
    (2, 3, True)
    """

    id: str
    choices: tuple[Answer, ...]
    levels: tuple[int, ...]

    def __post_init__(self) -> None:
        if len(self.choices) != len(self.levels) or len(set(self.choices)) != len(self.choices):
            raise InvalidInput(
                f"question {self.id!r}: {len(self.choices)} choices and {len(self.levels)} levels; "
                "wanted one level per choice, and every choice once."
            )
        if not self.levels or sorted(set(self.levels)) != list(range(max(self.levels) + 1)):
            raise InvalidInput(f"question {self.id!r}: levels {self.levels}; wanted 0, 1, 2 … without gaps.")

    @classmethod
    def plain(cls, name: str, choices: tuple[Answer, ...]) -> Self:
        """Build a question in which every choice is a level of its own."""
        return cls(name, choices, tuple(range(len(choices))))

    @property
    def level_count(self) -> int:
        """How many levels the choices fall into."""
        return max(self.levels) + 1

    def level(self, answer: object) -> int | None:
        """Level of an answer, None for no answer.

        Raises
        ------
        InvalidInput
            If the answer is not one of the choices; it names the question, what was found and what was wanted.
        """
        if answer is None:
            return None
        if isinstance(answer, Integral | float | str) and not isinstance(answer, bool) and answer in self.choices:
            return self.levels[self.choices.index(cast("Answer", answer))]
        wanted = ", ".join(repr(choice) for choice in self.choices)
        raise InvalidInput(f"answers.{self.id} = {answer!r}: wanted one of {wanted}, or nothing.")

    def to_json(self) -> dict[str, object]:
        """All fields as plain values."""
        return {"id": self.id, "choices": list(self.choices), "levels": list(self.levels)}

    @classmethod
    def from_json(cls, document: object, where: str) -> Self:
        """Read what `to_json` wrote; InvalidInput names the place (`where`) of what cannot be read."""
        parts = read_object(document, where, required=("id", "choices", "levels"))
        choices = read_list(parts["choices"], f"{where}.choices", int | str)
        levels = read_list(parts["levels"], f"{where}.levels", int)
        return cls(str(parts["id"]), tuple(cast("list[Answer]", choices)), tuple(cast("list[int]", levels)))


def unknown_question(name: str, questions: tuple[Question, ...]) -> InvalidInput:
    """Build the error for a question that the model does not ask."""
    known = ", ".join(question.id for question in questions)
    return InvalidInput(f"answers.{name}: this typing model does not ask that; it asks: {known}.")


@runtime_checkable
class MembershipModel(Protocol):
    """A typing tool: from a person's answers to a membership.

    Each file of this folder but this one holds one model and names it `MODEL`. Its suite finds it by that.
    Models are frozen, picklable, and import nothing heavier than NumPy: they run on the hot path.
    """

    kind: ClassVar[str]

    @property
    def segments(self) -> tuple[str, ...]:
        """The segments it knows, in the order of its numbers."""

    @property
    def questions(self) -> tuple[Question, ...]:
        """The questions it asks, with their choices."""

    def membership(self, answers: Mapping[str, object]) -> "Membership":
        """Membership for these answers; absent or None means not answered, none at all gives the shares.

        Raises InvalidInput for a question it does not ask and an answer that is none of its choices.
        """

    def reordered(self, segments: tuple[str, ...]) -> Self:
        """Return the same model with its segments in another order; every membership stays what it was."""

    def to_json(self) -> dict[str, object]:
        """Give all the model knows, as plain values; `kind` says which model reads it."""

    @classmethod
    def from_json(cls, document: Mapping[str, object]) -> Self:
        """Read what `to_json` wrote."""

    @classmethod
    def example(cls) -> Self:
        """Give a small one, for documents and tests."""


def read_object(document: object, where: str, required: tuple[str, ...]) -> Mapping[str, object]:
    """Take a JSON object with exactly these keys; InvalidInput names a key that is missing or unknown."""
    if not isinstance(document, Mapping):
        raise InvalidInput(f"{where}: wanted an object, found {type(document).__name__}.")
    for key in required:
        if key not in document:
            raise InvalidInput(f"{where}: {key!r} is missing; wanted {', '.join(required)}.")
    for key in document:
        if key not in required:
            raise InvalidInput(f"{where}: {key!r} is unknown; wanted {', '.join(required)}.")
    return document


def read_list(document: object, where: str, kind: object = object) -> list[object]:
    """Take a JSON list whose members are of a kind (a type or a union); InvalidInput names the first that is not."""
    if not isinstance(document, list | tuple):
        raise InvalidInput(f"{where}: wanted a list, found {type(document).__name__}.")
    for place, member in enumerate(document):
        if isinstance(member, bool) or not isinstance(member, cast("type", kind)):
            raise InvalidInput(f"{where}[{place}] = {member!r}: wanted {getattr(kind, '__name__', kind)}.")
    return list(document)


def check_reorder(segments: tuple[str, ...], wanted: tuple[str, ...]) -> list[int]:
    """Give the position of each wanted segment in `segments`; InvalidInput if the two name different ones."""
    if sorted(segments) != sorted(wanted):
        raise InvalidInput(f"reordered: found {', '.join(wanted)}; wanted the same segments: {', '.join(segments)}.")
    return [segments.index(name) for name in wanted]
