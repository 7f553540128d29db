"""Endpoint: one operation of the API as data, so that routes, OpenAPI document and tests are made from the same."""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field
from functools import cached_property
from typing import TYPE_CHECKING, Any, Literal

from bandits.engine import Engine
from bandits.stores.base import Store

if TYPE_CHECKING:  # learning is not part of the hot path
    from bandits.learn import LearningLoop

JSON = "application/json"


@dataclass(frozen=True)
class Room:
    """What the acts work on: the campaigns' engines, and the loops that keep their allocations moving."""

    engines: Mapping[str, Engine]
    loops: Sequence["LearningLoop"] = ()

    @cached_property
    def stores(self) -> tuple[Store, ...]:
        """The engines' stores, each once."""
        return tuple({id(engine.store): engine.store for engine in self.engines.values()}.values())


@dataclass(frozen=True, slots=True)
class Call:
    """One request, parsed: words of the path, query parameters, the decoded body, the ETags the caller holds."""

    path: Mapping[str, str] = field(default_factory=dict)
    query: Mapping[str, str] = field(default_factory=dict)
    body: Any = None
    known_tags: str = ""


@dataclass(frozen=True, slots=True)
class Reply:
    """What an act answers: a status, a value that msgspec encodes, or bytes that are JSON already."""

    status: int
    value: object
    headers: Mapping[str, str] = field(default_factory=dict)


type Act = Callable[[Room, Call], Reply]


@dataclass(frozen=True, slots=True)
class Answered:
    """One answer of an operation: its type, what it means, and an example as plain JSON values."""

    kind: Any
    meaning: str
    example: object = None


@dataclass(frozen=True, slots=True)
class Endpoint:
    """One operation.

    Parameters
    ----------
    name : its operationId.
    act : runs in a worker thread, since a decision waits until it is durable; `is_quick` ones run at once.
    answers : by status.
    problems : status of every refusal that may come.
    body : type of the body; None where there is none. `body_limit` is in bytes.
    query : name and meaning of each query parameter; others are refused.
    """

    method: Literal["GET", "POST"]
    path: str
    name: str
    summary: str
    act: Act
    answers: Mapping[int, Answered]
    problems: tuple[int, ...] = ()
    body: Any = None
    body_example: object = None
    body_limit: int = 0
    query: Mapping[str, str] = field(default_factory=dict)
    is_quick: bool = False
