"""Door: one path of the API as an ASGI application: reads a request within its limits, calls one act, answers.

It needs nothing from the application around it, so that the same routes work inside any Starlette application.
"""

from collections.abc import Mapping, Sequence
from urllib.parse import parse_qsl

import msgspec
from anyio import CapacityLimiter, to_thread
from starlette.datastructures import Headers
from starlette.requests import ClientDisconnect
from starlette.responses import Response
from starlette.types import Receive, Scope, Send

from bandits.service.endpoint import JSON, Call, Endpoint, Reply, Room
from bandits.service.problems import Fault, Refusal, no_such_address, not_understood, problem_response

QUERY_LIMIT = 20
THREADS = 64  # acts wait for the disk, not for the processor, and those that wait together share one commit


class Door:
    """Answers every method of one path.

    Parameters
    ----------
    room : what the acts work on.
    endpoints : the operations of this path, one per method; HEAD is answered where GET is.
    threads : how many acts may run at a time; more wait for their turn.
    """

    def __init__(self, room: Room, endpoints: Sequence[Endpoint], threads: CapacityLimiter) -> None:
        self._room = room
        self._threads = threads
        self._endpoints: dict[str, Endpoint] = {endpoint.method: endpoint for endpoint in endpoints}
        if "GET" in self._endpoints:
            self._endpoints["HEAD"] = self._endpoints["GET"]
        self._decoders = {
            endpoint.method: msgspec.json.Decoder(endpoint.body) for endpoint in endpoints if endpoint.body is not None
        }

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Answer one request."""
        try:
            endpoint = self._endpoint(scope["method"])
            headers = Headers(scope=scope)
            raw = b"" if endpoint.body is None else await _read(headers, receive, endpoint.body_limit)
            if endpoint.is_quick:
                response = self._answer(endpoint, scope, headers, raw)
            else:
                response = await to_thread.run_sync(self._answer, endpoint, scope, headers, raw, limiter=self._threads)
        except ClientDisconnect:
            return
        except Refusal as refusal:
            response = problem_response(refusal)
        await response(scope, receive, send)

    def _endpoint(self, method: str) -> Endpoint:
        if method not in self._endpoints:
            detail = f"{method} is not offered here; wanted {' or '.join(self._endpoints)}."
            raise Refusal(405, "method_not_allowed", detail, headers={"allow": ", ".join(self._endpoints)})
        return self._endpoints[method]

    def _answer(self, endpoint: Endpoint, scope: Scope, headers: Headers, raw: bytes) -> Response:
        try:
            query = _query(scope["query_string"], endpoint.query)
            body = self._body(endpoint, raw)
            call = Call(scope.get("path_params", {}), query, body, headers.get("if-none-match", ""))
            return _response(endpoint.act(self._room, call))
        except Exception as error:  # noqa: BLE001 - the outermost door: whatever happens, the caller gets a problem
            return problem_response(error)

    def _body(self, endpoint: Endpoint, raw: bytes) -> object:
        if endpoint.body is None:
            return None
        try:
            return self._decoders[endpoint.method].decode(raw)
        except (msgspec.MsgspecError, RecursionError, ValueError) as error:
            raise not_understood(error) from error


class Nowhere:
    """Answers every method of an address that the API does not have."""

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Refuse one request."""
        await problem_response(no_such_address())(scope, receive, send)


async def _read(headers: Headers, receive: Receive, limit: int) -> bytes:
    found = headers.get("content-type", "").partition(";")[0].strip().lower()
    if found != JSON:
        detail = f"Content-Type is {found!r}; wanted {JSON}."
        raise Refusal(415, "unsupported_media_type", detail, headers={"accept": JSON, "connection": "close"})
    announced = headers.get("content-length", "")
    if announced.isdecimal() and int(announced[:20]) > limit:
        raise _too_large(limit)
    chunks, size, more = [], 0, True
    while more:
        event = await receive()
        if event["type"] == "http.disconnect":
            raise ClientDisconnect
        chunks.append(event.get("body", b""))
        size += len(chunks[-1])
        if size > limit:
            raise _too_large(limit)
        more = event.get("more_body", False)
    return b"".join(chunks)


def _too_large(limit: int) -> Refusal:
    detail = (
        f"The body is longer than {limit} bytes, which is the limit of this call; the rest was not read. Send less."
    )
    return Refusal(413, "body_too_large", detail, headers={"connection": "close"})


def _query(text: bytes, known: Mapping[str, str]) -> dict[str, str]:
    try:
        pairs = parse_qsl(text.decode("latin-1"), keep_blank_values=True, max_num_fields=QUERY_LIMIT, errors="strict")
    except ValueError as error:
        raise Refusal(422, "invalid_input", f"The query cannot be read: {error}.") from error
    query: dict[str, str] = {}
    for name, value in pairs:
        if name not in known or name in query:
            wanted = f"wanted {', '.join(known)}, each at most once" if known else "this call takes none"
            fault = Fault(where=name, detail="given twice" if name in query else "unknown query parameter")
            raise Refusal(422, "invalid_input", f"?{name}: {fault.detail}; {wanted}.", (fault,))
        query[name] = value
    return query


def _response(reply: Reply) -> Response:
    headers = {"cache-control": "no-store", "x-content-type-options": "nosniff"} | dict(reply.headers)
    if reply.status == 304:
        return Response(status_code=304, headers=headers)
    content = reply.value if isinstance(reply.value, bytes) else msgspec.json.encode(reply.value)
    return Response(content, reply.status, headers, JSON)
