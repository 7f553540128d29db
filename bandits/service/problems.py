"""Problems: what went wrong, as RFC 9457 problem JSON. `code` tells programs apart what `detail` tells people."""

import logging
import traceback
from collections.abc import Mapping
from secrets import token_hex

import msgspec
from msgspec import UNSET, Struct, UnsetType
from starlette.responses import Response

from campaigns.errors import EngineError, InvalidInput, NotFound

LOG = logging.getLogger("forbear.service")
MEDIA_TYPE = "application/problem+json"
UNFORESEEN = (
    "An error that nobody foresaw; the service's log has it under {name}. "
    "Send the call again with the same ids: what is on record already counts once."
)

TITLES = {
    400: "Bad Request",
    404: "Not Found",
    405: "Method Not Allowed",
    409: "Conflict",
    413: "Content Too Large",
    415: "Unsupported Media Type",
    422: "Unprocessable Content",
    500: "Internal Server Error",
    503: "Service Unavailable",
}


class Fault(Struct, frozen=True, kw_only=True):
    """One thing that is wrong: where (a JSON path, a query parameter, a campaign) and what."""

    where: str
    detail: str


class ProblemBody(Struct, frozen=True, kw_only=True):
    """Why a call was refused (RFC 9457); nothing was changed."""

    type: str = "about:blank"
    title: str
    status: int
    detail: str
    code: str
    errors: tuple[Fault, ...] | UnsetType = UNSET


class Refusal(InvalidInput):
    """A call that is refused at the door, before any act: it carries its own status, code and headers."""

    def __init__(
        self,
        status: int,
        code: str,
        detail: str,
        errors: tuple[Fault, ...] = (),
        headers: Mapping[str, str] | None = None,
    ) -> None:
        super().__init__(detail)
        self.status = status
        self.code = code
        self.errors = errors
        self.headers = headers or {}


def not_understood(error: Exception) -> Refusal:
    """Say why a body could not be decoded: 422 with the JSON path where the type is wrong, else 400.

    Examples
    --------
    >>> try:
    ...     msgspec.json.decode(b'{"where": 1, "detail": ""}', type=Fault)
    ... except msgspec.ValidationError as error:
    ...     not_understood(error).status, not_understood(error).errors
    (422, (Fault(where='$.where', detail='Expected `str`, got `int`'),))
    """
    if isinstance(error, RecursionError):
        return Refusal(400, "malformed_json", "The body is nested too deeply. No call needs more than four levels.")
    if not isinstance(error, msgspec.ValidationError):
        return Refusal(400, "malformed_json", f"The body is not valid JSON in UTF-8: {error}.")
    what, _, path = str(error).partition(" - at ")
    fault = Fault(where=path.replace("`", "") or "$", detail=what)
    detail = f"{fault.where}: {what}. See /openapi.json for what this call takes."
    return Refusal(422, InvalidInput.code, detail, (fault,))


def no_such_address() -> NotFound:
    """The error of an address that the API does not have."""
    return NotFound("No such address. GET /openapi.json lists every call there is.")


def problem_response(error: Exception) -> Response:
    """Answer an error; one that nobody foresaw is told as the id that it is logged under."""
    if not isinstance(error, EngineError):
        return _response(_unforeseen(error), {})
    headers = dict(error.headers) if isinstance(error, Refusal) else {}
    errors = error.errors if isinstance(error, Refusal) else ()
    if error.status == 503:
        headers["retry-after"] = "1"
    problem = ProblemBody(
        title=TITLES.get(error.status, "Error"),
        status=error.status,
        detail=str(error),
        code=error.code,
        errors=errors or UNSET,
    )
    return _response(problem, headers)


def log_unforeseen(error: Exception) -> str:
    """Log an error's kind and lines of code, never its text, which may hold what people sent; returns the log's id."""
    name = token_hex(6)
    frames = "".join(traceback.format_tb(error.__traceback__))
    LOG.error("error %s: %s\n%s", name, type(error).__qualname__, frames)
    return name


def _unforeseen(error: Exception) -> ProblemBody:
    detail = UNFORESEEN.format(name=log_unforeseen(error))
    return ProblemBody(title=TITLES[500], status=500, detail=detail, code="internal_error")


def _response(problem: ProblemBody, headers: Mapping[str, str]) -> Response:
    fixed = {"cache-control": "no-store", "x-content-type-options": "nosniff"}
    return Response(msgspec.json.encode(problem), problem.status, fixed | dict(headers), MEDIA_TYPE)
