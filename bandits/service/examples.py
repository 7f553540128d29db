"""Examples: one worked request and answer of every call, about the embedded campaign. Tests send and check them all."""

DECISION_ID = "d9b343b1b9e7dba820153f9a"
VERSION = "e021bd6c80ad4c27"
_UNKNOWN = "0000000000000000000000ff"

DECISION_REQUEST = {
    "unit_id": "device-4711",
    "context": {"segment": "gift_obligated", "channel": "chat", "locale": "en"},
    "request_id": "visit-2026-03-02-0815",
    "facts": {"destination": "Hanoi"},
}
DECISION_ANSWER = {
    "decision_id": DECISION_ID,
    "campaign": "light-suitcase",
    "data_status": "illustrative",
    "unit_id": "device-4711",
    "variant": "identity_storyteller",
    "role": "treatment",
    "propensity": 0.625,
    "probabilities": {"identity_storyteller": 0.625, "peer_script": 0.25, "plain": 0.125},
    "segment": {"name": "gift_obligated", "p": 1.0, "source": "given"},
    "policy": {"name": "tempered", "version": VERSION, "floor": 0.02, "control_share": 0.1},
    "message": {
        "channel": "chat",
        "locale": "en",
        "fields": {"headline": "Bring home the story", "body": "…", "button": "Meet the makers"},
    },
    "outcome_closes_at": "2026-03-16T08:15:00Z",
    "decided_at": "2026-03-02T08:15:00Z",
}
OUTCOME_REPORT = {
    "outcomes": [
        {
            "outcome_id": "answer-1",
            "decision_id": DECISION_ID,
            "metric": "not_intend_buy",
            "value": 1,
            "occurred_at": "2026-03-05T18:30:00+08:00",
            "source": "exit survey",
        },
        {
            "outcome_id": "visit-1",
            "decision_id": DECISION_ID,
            "metric": "landing",
            "value": True,
            "occurred_at": "2026-03-09T08:16:10Z",
        },
        {
            "outcome_id": "answer-2",
            "decision_id": _UNKNOWN,
            "metric": "not_intend_buy",
            "value": 0,
            "occurred_at": "2026-03-05T10:30:00Z",
        },
    ]
}
OUTCOME_RECEIPTS = {
    "accepted": 2,
    "corrected": 0,
    "duplicate": 0,
    "late": 1,
    "rejected": [
        {
            "index": 2,
            "code": "unknown_decision",
            "detail": f"decision_id = '{_UNKNOWN}': no such decision is on record.",
        }
    ],
}
EXPOSURE_REPORT = {"decision_id": DECISION_ID, "exposed_at": "2026-03-02T08:15:01Z"}
EXPOSURE_RECEIPTS = {"accepted": 1, "duplicate": 0, "rejected": []}
CAMPAIGN_LIST = {
    "campaigns": [
        {
            "campaign": "light-suitcase",
            "title": {"en": "Light suitcase", "zh-CN": "轻装回家"},
            "version": "6f1d2c3b4a596877",
            "data_status": "illustrative",
            "locales": ["en", "zh-CN"],
            "channels": ["feed", "moment", "chat"],
            "segments": ["gift_obligated", "impulse_souvenir"],
            "metrics": ["not_intend_buy", "landing"],
            "goal_metric": "not_intend_buy",
            "variants": [{"id": "plain", "name": "Plain request", "role": "control", "state": "live"}],
        }
    ]
}
POLICY_TABLE = {
    "campaign": "light-suitcase",
    "data_status": "illustrative",
    "version": VERSION,
    "published_at": "2026-03-02T08:14:58Z",
    "rule": "tempered",
    "floor": 0.02,
    "control_share": 0.1,
    "contexts": [
        {
            "segment": "gift_obligated",
            "channel": "chat",
            "weights": {"identity_storyteller": 0.625, "peer_script": 0.25, "plain": 0.125},
        }
    ],
}
RESULTS = {
    "campaign": "light-suitcase",
    "campaign_version": "6f1d2c3b4a596877",
    "data_status": "illustrative",
    "policy_version": VERSION,
    "published_at": "2026-03-02T08:14:58Z",
    "goal_metric": "not_intend_buy",
    "outcome": {
        "level": 6,
        "design": "randomised",
        "effect": "difference in intention",
        "words": (
            "Outcome level 6 of 10 (intention), randomised. What people intend is more than what they do, and they "
            "like to answer as is expected."
        ),
    },
    "least_people": 50,
    "totals": {"decided": 4200, "answered": 610},
    "uplift": [
        {
            "segment": "gift_obligated",
            "channel": "*",
            "variant": "identity_storyteller",
            "share": 0.625,
            "hidden": "",
            "trials": 84.0,
            "benefit": 47.0,
            "rate": 0.54,
            "rate_lower": 0.45,
            "rate_upper": 0.63,
            "uplift": 0.06,
            "uplift_lower": -0.01,
            "uplift_upper": 0.14,
            "relative": 0.125,
            "chance_better": 0.95,
            "chance_best": 0.7,
        },
        {
            "segment": "gift_obligated",
            "channel": "chat",
            "variant": "peer_script",
            "share": 0.25,
            "hidden": "small",
            "trials": None,
            "benefit": None,
            "rate": None,
            "rate_lower": None,
            "rate_upper": None,
            "uplift": None,
            "uplift_lower": None,
            "uplift_upper": None,
            "relative": None,
            "chance_better": None,
            "chance_best": None,
        },
    ],
    "techniques": [
        {
            "technique": "13.1",
            "effect": 0.21,
            "effect_lower": -0.04,
            "effect_upper": 0.47,
            "chance_positive": 0.95,
            "variants": ["identity_storyteller"],
        }
    ],
}
ALIVE = {"status": "alive"}
READY = {
    "status": "ready",
    "campaigns": [{"campaign": "light-suitcase", "version": VERSION, "published_at": "2026-03-02T08:14:58Z"}],
    "learning_failures": [],
}
