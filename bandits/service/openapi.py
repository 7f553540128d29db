"""OpenAPI: the document of the API, made from the catalogue and the msgspec types, so that it cannot say otherwise."""

from collections.abc import Iterator, Sequence
from typing import Any

import msgspec

from bandits.service.endpoint import JSON, Answered, Endpoint
from bandits.service.problems import MEDIA_TYPE, TITLES, UNFORESEEN, ProblemBody
from bandits.service.wire import ExposureRow, OutcomeRow

API_VERSION = "1.0"
REF = "#/components/schemas/{name}"

_PROBLEMS = {
    400: ("malformed_json", "The body is not valid JSON in UTF-8: JSON is malformed: invalid character (byte 12)."),
    404: ("not_found", "No campaign is called 'heavy-suitcase'; there are: light-suitcase. Use one of these names."),
    409: (
        "conflict",
        "request_id = 'visit-1' is on record for another unit or channel. Use a new request_id for every occasion.",
    ),
    413: (
        "body_too_large",
        "The body is longer than 262144 bytes, which is the limit of this call; the rest was not read. Send less.",
    ),
    415: ("unsupported_media_type", "Content-Type is 'text/plain'; wanted application/json."),
    422: (
        "invalid_input",
        "$.context: Object contains unknown field `chanel`. See /openapi.json for what this call takes.",
    ),
    500: (
        "internal_error",
        UNFORESEEN.format(name="5f0c2a9e77b1"),
    ),
    503: (
        "unavailable",
        "Campaign 'light-suitcase' has no allocation that fits it yet. Run `forbear refresh`.",
    ),
}


def document(endpoints: Sequence[Endpoint]) -> dict[str, Any]:
    """Write the OpenAPI 3.1 document of these operations.

    Examples
    --------
    >>> from bandits.service.catalogue import ENDPOINTS
    >>> document(ENDPOINTS)["paths"]["/healthz"]["get"]["operationId"]
    'say_alive'
    """
    kinds = [kind for endpoint in endpoints for kind in _kinds(endpoint)]
    schemas, components = msgspec.json.schema_components(
        [*kinds, ProblemBody, OutcomeRow, ExposureRow], ref_template=REF
    )
    by_kind = dict(zip(map(repr, kinds), schemas, strict=False))
    paths: dict[str, dict[str, Any]] = {}
    for endpoint in endpoints:
        paths.setdefault(endpoint.path, {})[endpoint.method.lower()] = _operation(endpoint, by_kind)
    return {
        "openapi": "3.1.0",
        "info": {
            "title": "forbear",
            "version": API_VERSION,
            "description": "Chooses which message a person sees next, records what came of it, tells what it changed.",
            "license": {"name": "Apache-2.0", "identifier": "Apache-2.0"},
        },
        "paths": paths,
        "components": {"schemas": components, "responses": {str(status): _problem(status) for status in _PROBLEMS}},
    }


def _kinds(endpoint: Endpoint) -> Iterator[Any]:
    if endpoint.body is not None:
        yield endpoint.body
    for answered in endpoint.answers.values():
        if answered.kind is not None:
            yield answered.kind


def _operation(endpoint: Endpoint, schemas: dict[str, Any]) -> dict[str, Any]:
    answers = {str(status): _answer(answered, schemas) for status, answered in endpoint.answers.items()}
    problems = {str(status): {"$ref": f"#/components/responses/{status}"} for status in (*endpoint.problems, 500)}
    operation: dict[str, Any] = {
        "operationId": endpoint.name,
        "summary": endpoint.summary,
        "parameters": list(_parameters(endpoint)),
        "responses": dict(sorted((answers | problems).items())),
    }
    if endpoint.body is not None:
        content = {"schema": schemas[repr(endpoint.body)], "example": endpoint.body_example}
        operation["requestBody"] = {
            "required": True,
            "description": f"At most {endpoint.body_limit:,} bytes.",
            "content": {JSON: content},
        }
    return operation


def _parameters(endpoint: Endpoint) -> Iterator[dict[str, Any]]:
    if "{campaign}" in endpoint.path:
        yield _parameter("path", "campaign", "id of the campaign", required=True)
    for name, meaning in endpoint.query.items():
        yield _parameter("query", name, meaning, required=False)
    if 304 in endpoint.answers:
        yield _parameter("header", "If-None-Match", "the ETag of the copy at hand", required=False)


def _parameter(place: str, name: str, meaning: str, *, required: bool) -> dict[str, Any]:
    return {"name": name, "in": place, "description": meaning, "required": required, "schema": {"type": "string"}}


def _answer(answered: Answered, schemas: dict[str, Any]) -> dict[str, Any]:
    if answered.kind is None:
        return {"description": answered.meaning}
    content = {"schema": schemas[repr(answered.kind)], "example": answered.example}
    return {"description": answered.meaning, "content": {JSON: content}}


def _problem(status: int) -> dict[str, Any]:
    code, detail = _PROBLEMS[status]
    example = msgspec.to_builtins(ProblemBody(title=TITLES[status], status=status, detail=detail, code=code))
    content = {"schema": {"$ref": REF.format(name="ProblemBody")}, "example": example}
    return {"description": f"{TITLES[status]}: {code}.", "content": {MEDIA_TYPE: content}}
