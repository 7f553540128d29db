"""App: the API as routes (data that any Starlette application can serve) and as an application of its own."""

from collections.abc import AsyncIterator, Callable, Mapping, Sequence
from contextlib import AbstractAsyncContextManager, AsyncExitStack, asynccontextmanager
from typing import TYPE_CHECKING, Any

import msgspec
from anyio import CapacityLimiter, to_thread
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import Response
from starlette.routing import Route

from bandits.engine import Engine
from bandits.service.catalogue import ENDPOINTS
from bandits.service.door import THREADS, Door, Nowhere
from bandits.service.endpoint import Answered, Call, Endpoint, Reply, Room
from bandits.service.openapi import document
from bandits.service.problems import no_such_address, problem_response

if TYPE_CHECKING:  # learning is not part of the hot path
    from bandits.learn import LearningLoop

type Lifespan = Callable[[object], AbstractAsyncContextManager[None]]


def create_app(engines: Mapping[str, Engine], loops: Sequence["LearningLoop"] = ()) -> Starlette:
    """Build the API as an application of its own; the loops run while it runs.

    Parameters
    ----------
    engines : by campaign id.
    loops : not yet started; one per campaign that this process learns for.

    Examples
    --------
    >>> from campaigns.files import example, load_campaign
    >>> from segments.files import load_segmentation
    >>> from bandits.stores.memory import MemoryStore
    >>> campaign = load_campaign(example())
    >>> engine = Engine(campaign, load_segmentation(example() / campaign.segments_file), MemoryStore())
    >>> app = create_app({campaign.id: engine})
    >>> app.routes[0].path
    '/v1/campaigns/{campaign}/decisions'
    """
    return Starlette(
        routes=routes(engines, loops),
        lifespan=lifespan(loops),
        exception_handlers={404: _not_found},
    )


def routes(engines: Mapping[str, Engine], loops: Sequence["LearningLoop"] = ()) -> list[Route]:
    """List the routes of the API. They need nothing of the application around them; who starts the loops is its choice.

    The last one answers every other address under /v1 with a problem, whatever else the application serves.
    """
    room, threads = Room(engines, loops), CapacityLimiter(THREADS)
    endpoints = (*ENDPOINTS, _openapi())
    doors = [
        Route(path, Door(room, [endpoint for endpoint in endpoints if endpoint.path == path], threads), name=path)
        for path in dict.fromkeys(endpoint.path for endpoint in endpoints)
    ]
    elsewhere = [Route(path, Nowhere(), name="nowhere", include_in_schema=False) for path in ("/v1", "/v1/{rest:path}")]
    return [*doors, *elsewhere]


def lifespan(loops: Sequence["LearningLoop"] = ()) -> Lifespan:
    """Give what runs around the application: the learning loops, started before the first request."""

    @asynccontextmanager
    async def run(app: object) -> AsyncIterator[None]:
        del app
        async with AsyncExitStack() as stack:
            for loop in loops:
                stack.push_async_callback(to_thread.run_sync, loop.stop)
                await to_thread.run_sync(loop.start)
            yield

    return run


def _openapi() -> Endpoint:
    def act(room: Room, call: Call) -> Reply:
        del room, call
        return Reply(200, text)

    answers = {200: Answered(dict[str, Any], "This document.")}
    own = Endpoint("GET", "/openapi.json", "openapi", "Describe the API", act, answers, (422,), is_quick=True)
    text = msgspec.json.encode(document((*ENDPOINTS, own)))
    return own


def _not_found(request: Request, error: Exception) -> Response:
    del request, error
    return problem_response(no_such_address())
