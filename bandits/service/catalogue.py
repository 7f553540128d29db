"""Catalogue: every operation of the API, as data. Routes, the OpenAPI document and its tests are made from it."""

from bandits.service import examples, handlers, reading, wire, wire_results
from bandits.service.endpoint import Answered, Endpoint

DECISION_BYTES = 256 * 1024
REPORT_BYTES = 1024 * 1024
SENT_BODY = (400, 413, 415, 422)

ENDPOINTS = (
    Endpoint(
        "POST",
        "/v1/campaigns/{campaign}/decisions",
        "decide",
        "Choose the message that a unit shall see, and put the choice on record",
        handlers.decide,
        {
            201: Answered(wire.DecisionAnswer, "Decided, and durable.", examples.DECISION_ANSWER),
            200: Answered(
                wire.DecisionAnswer, "This request_id was decided before; nothing new.", examples.DECISION_ANSWER
            ),
        },
        (404, 409, *SENT_BODY, 503),
        body=wire.DecisionRequest,
        body_example=examples.DECISION_REQUEST,
        body_limit=DECISION_BYTES,
    ),
    Endpoint(
        "POST",
        "/v1/outcomes",
        "report_outcomes",
        f"Report what was observed after decisions, up to {wire.ROWS_PER_CALL} rows; each row stands alone",
        handlers.observe,
        {200: Answered(wire.OutcomeReceipts, "What became of the rows.", examples.OUTCOME_RECEIPTS)},
        (*SENT_BODY, 503),
        body=wire.OutcomeReport,
        body_example=examples.OUTCOME_REPORT,
        body_limit=REPORT_BYTES,
    ),
    Endpoint(
        "POST",
        "/v1/exposures",
        "report_exposures",
        "Report that decided messages were really shown",
        handlers.expose,
        {202: Answered(wire.ExposureReceipts, "What became of the rows.", examples.EXPOSURE_RECEIPTS)},
        (*SENT_BODY, 503),
        body=wire.OneOrMany,
        body_example=examples.EXPOSURE_REPORT,
        body_limit=REPORT_BYTES,
    ),
    Endpoint(
        "GET",
        "/v1/campaigns",
        "list_campaigns",
        "List the campaigns, with the names that other calls take",
        reading.list_campaigns,
        {200: Answered(wire.CampaignList, "The campaigns.", examples.CAMPAIGN_LIST)},
        (422,),
    ),
    Endpoint(
        "GET",
        "/v1/campaigns/{campaign}/policy",
        "show_policy",
        "Give the live allocation, whole; with If-None-Match only if it has changed",
        reading.show_policy,
        {
            200: Answered(wire.PolicyTable, "The live allocation; ETag names it.", examples.POLICY_TABLE),
            304: Answered(None, "The caller's copy is the live one."),
        },
        (404, 422, 503),
    ),
    Endpoint(
        "GET",
        "/v1/campaigns/{campaign}/results",
        "show_results",
        "Give each variant's uplift against the control, and what each technique adds",
        reading.show_results,
        {200: Answered(wire_results.Results, "The figures of the live publication.", examples.RESULTS)},
        (404, 422, 503),
        query={
            "segment": 'only rows of this segment; "*" for those of all segments together',
            "channel": 'only rows of this channel; "*" for those of all channels together',
        },
    ),
    Endpoint(
        "GET",
        "/healthz",
        "say_alive",
        "Say whether the process lives",
        reading.say_alive,
        {200: Answered(wire.Alive, "It lives.", examples.ALIVE)},
        (422,),
        is_quick=True,
    ),
    Endpoint(
        "GET",
        "/readyz",
        "say_ready",
        "Say whether every campaign can be decided: the store answers and an allocation is live",
        reading.say_ready,
        {200: Answered(wire.Ready, "Every campaign can be decided.", examples.READY)},
        (422, 503),
    ),
)
