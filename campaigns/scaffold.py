"""Scaffold: a first campaign made from a few answers, with drafts for what theory says may move the barriers named.

The drafts are skeletons in English (tables/message_skeletons.toml) for people to write over, in every locale: a draft
is never shown before it is written, reviewed and approved.
"""

import re
import tomllib
import unicodedata
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from functools import cache
from importlib.resources import files
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from campaigns.campaign import Campaign, Contradictory
from campaigns.errors import InvalidInput, not_found
from campaigns.files import CAMPAIGN_FILE, campaign_toml, save_campaign
from campaigns.prior import Prior
from campaigns.text_files import write_whole
from campaigns.theory import determinant, determinant_links, effect
from campaigns.toml import toml_key, toml_value
from campaigns.variant import UNCHOSEN

DRAFTS = 3
"""How many treatments a first campaign gets: as many as one person can write well."""

_BARRIER = 0.6
_LIMITS = {"headline": (30, 40), "body": (160, 240), "button": (24, 30)}
_DENSE = ("zh", "ja", "ko")
_AD = {"vi": "Quảng cáo", "zh": "广告"}
CHANNELS: Mapping[str, Mapping[str, Any]] = {
    "feed": {"label": "social feed card", "shows_image": True, "fields": ("headline", "body", "button")},
    "chat": {"label": "chat card", "fields": ("headline", "body", "button")},
    "sms": {"label": "text message", "platform": "sms", "fields": ("body",)},
    "post": {"label": "short post", "platform": "x", "fields": ("body",)},
}
_NOTES: Mapping[str, str] = {
    "id": "lower-case letters, digits, - and _; never change it after the launch",
    "sponsor": "who pays for it",
    "data_status": '"illustrative" while you try things out, "real" for a launch',
    "locales": "every text and limit below is given for each of them",
    "metric": "one of the [metrics] below, with level 3 or more",
    "floor": "least share of every variant",
    "control_share": "least share of the plain message",
    "level": "0 delivered, 2 clicked, 3 read, 4 understood, 6 intends, 7 pledged, 10 observed",
    "audience_size": "people that can be reached: at least 1000 for a launch",
    "state": '"draft" until it is written, reviewed and approved',
    "status": '"published" needs source, as_of and place; until then it cannot be launched',
    "brief": "what the picture shows, so that it can be judged; as it is, no launch",
}


@dataclass(frozen=True, slots=True)
class Answers:
    """What a person is asked before a campaign is written; every answer has a default that can be changed later.

    Parameters
    ----------
    title : what the campaign is called; its id is made from it.
    sponsor, product, desired, undesired : in words.
    alternative : what people could choose instead.
    country : of the audience, two capital letters.
    locales : such as ("en", "vi").
    channels : keys of `CHANNELS`.
    barriers : determinants that hold people back, most important first.
    """

    title: str = "A good table"
    sponsor: str = "Example sponsor"
    product: str = "dishes of wild animals"
    desired: str = "host a dinner without wild meat"
    undesired: str = "order wild meat for guests"
    alternative: str = "a dish of the season"
    country: str = "VN"
    locales: tuple[str, ...] = ("en",)
    channels: tuple[str, ...] = ("feed",)
    barriers: tuple[str, ...] = ("injunctive_norm", "knowledge_alternatives")


def suggested_techniques(barriers: Sequence[str]) -> tuple[str, ...]:
    """Choose techniques with a skeleton that reach the barriers, by link times published effect, strongest first.

    Earlier barriers count more (1, 1/2, 1/3 ...). Empty where theory links no technique to them.

    Raises
    ------
    NotFound
        If a barrier is no determinant.

    Examples
    --------
    >>> len(suggested_techniques(["injunctive_norm", "knowledge_alternatives"])) <= DRAFTS
    True
    """
    for barrier in barriers:
        determinant(barrier)
    reach: dict[str, float] = {}
    for code in _skeletons():
        if code != "control":
            links = determinant_links(code)
            pull = sum(links.get(barrier, 0.0) / place for place, barrier in enumerate(barriers, start=1))
            reach[code] = pull * effect(code).d
    found = [code for code in sorted(reach, key=lambda code: -reach[code]) if reach[code] > 0.0]
    return tuple(found[:DRAFTS])


def identifier_of(title: str) -> str:
    """Make an id from a title.

    Examples
    --------
    >>> identifier_of("Bữa tiệc vui!"), identifier_of("好席")
    ('bua-tiec-vui', 'my-campaign')
    """
    plain = unicodedata.normalize("NFKD", title.replace("đ", "d").replace("Đ", "D")).encode("ascii", "ignore").decode()
    return re.sub(r"[^a-z0-9]+", "-", plain.lower()).strip("-")[:64].strip("-") or "my-campaign"


def scaffold(answers: Answers, today: date) -> Campaign:
    """Make the campaign that the answers describe: a plain control and drafts of up to DRAFTS treatments.

    Raises
    ------
    InvalidInput
        If an answer cannot be part of a campaign; says which and what was wanted.
    NotFound
        If a channel or barrier is unknown.

    Examples
    --------
    >>> campaign = scaffold(Answers(), date(2026, 1, 15))
    >>> campaign.id, campaign.control.id, campaign.data_status
    ('a-good-table', 'plain', 'illustrative')
    """
    for channel in answers.channels:
        if channel not in CHANNELS:
            raise not_found("channel to begin with", channel, CHANNELS)
    codes = suggested_techniques(answers.barriers) or ("4.1",)
    drafts = [_skeletons()[code] for code in codes]
    values = {
        "id": identifier_of(answers.title),
        "title": _each(answers, answers.title),
        "sponsor": answers.sponsor,
        "data_status": "illustrative",
        "product": answers.product,
        "country_of_audience": answers.country,
        "locales": answers.locales,
        "goal": {
            "metric": "read_page",
            "desired_behaviour": answers.desired,
            "undesired_behaviour": answers.undesired,
        },
        "metrics": ({"id": "read_page", "label": "read the page for 15 seconds", "level": 3, "window_days": 7},),
        "targeting": {"countries": (answers.country,)},
        "disclosure": {"ad_label": {locale: _AD.get(locale.partition("-")[0], "Ad") for locale in answers.locales}},
        "channels": tuple(_channel(answers, name, today) for name in answers.channels),
        "claims": tuple(_claim(answers, draft["claim"]) for draft in drafts if "claim" in draft),
        "facts": {"alternative": _each(answers, answers.alternative)},
        "variants": (
            _variant(answers, "plain", _skeletons()["control"]) | {"role": "control", "state": "live"},
            *(
                _variant(answers, identifier_of(draft["name"]).replace("-", "_"), draft)
                | {"techniques": ({"code": code, "dose": 1.0},)}
                for code, draft in zip(codes, drafts, strict=True)
            ),
        ),
    }
    try:
        return Campaign.model_validate(values)
    except ValidationError as errors:
        raise InvalidInput("\n".join(_told(error) for error in errors.errors(include_url=False))) from None


def write_scaffold(answers: Answers, folder: Path, today: date) -> Campaign:
    """Write the campaign as a folder with notes beside the keys, and segments.toml with one segment to begin with.

    Raises
    ------
    InvalidInput, NotFound, Conflict
        As `scaffold` and `save_campaign`.
    """
    campaign = scaffold(answers, today)
    save_campaign(campaign, folder)
    write_whole(folder / campaign.segments_file, _segments(answers))
    write_whole(folder / CAMPAIGN_FILE, _noted(campaign_toml(campaign)))
    return campaign


@cache
def _skeletons() -> Mapping[str, Mapping[str, Any]]:
    text = files("campaigns").joinpath("tables", "message_skeletons.toml").read_text(encoding="utf-8")
    return tomllib.loads(text)


def _each(answers: Answers, text: str) -> dict[str, str]:
    return dict.fromkeys(answers.locales, text)


def _channel(answers: Answers, name: str, today: date) -> dict[str, Any]:
    kind = dict(CHANNELS[name])
    limits = []
    for field in kind.pop("fields"):
        soft, hard = _LIMITS[field] if kind.get("platform") != "sms" else (2, 3)  # a text message counts in parts
        shorter = 1 if kind.get("platform") else 2  # a platform's own way of counting knows of dense scripts
        by_locale = {
            "soft": {one: soft // shorter if one[:2] in _DENSE else soft for one in answers.locales},
            "hard": {one: hard // shorter if one[:2] in _DENSE else hard for one in answers.locales},
        }
        limits.append({"field": field, "required": field != "button", **by_locale})
    source = "our own default; check the platform's rules before launch"
    return {"id": name, "source": source, "as_of": today, "fields": tuple(limits)} | kind


def _claim(answers: Answers, skeleton: Mapping[str, Any]) -> dict[str, Any]:
    return {**skeleton, "value": _each(answers, skeleton["value"]), "status": "to_be_collected"}


def _variant(answers: Answers, name: str, skeleton: Mapping[str, Any]) -> dict[str, Any]:
    shown = {field for channel in answers.channels for field in CHANNELS[channel]["fields"]}
    blocks = "".join(f"{{% block {field} %}}{skeleton[field]}{{% endblock %}}\n" for field in _LIMITS if field in shown)
    return {
        "id": name,
        "name": skeleton["name"],
        "messenger": "narrator_none",
        "channels": answers.channels,
        "image": {"brief": UNCHOSEN},
        "messages": _each(answers, blocks),
    }


def _segments(answers: Answers) -> str:
    label: dict[str, str] = _each(answers, "Everyone")
    barriers = dict.fromkeys(answers.barriers, _BARRIER)
    lines = [
        "# Who the people are: one segment to begin with. Nothing here is measured: replace it by what you know.",
        "# forbear segments fit finds segments in a survey.",
        "[segments.everyone]",
        f"label = {toml_value(label)}",
        "share = 1.0",
        f"barriers = {toml_value(barriers)}  # what holds them back: 0 nothing, 1 everything",
        "reactance = 0.3  # how readily they feel pushed: 0 to 1",
    ]
    return "\n".join(lines) + "\n"


def _noted(text: str) -> str:
    """Put each note beside the first line with its key."""
    reasons = {name: info.description or "" for name, info in Prior.model_fields.items()}
    notes, lines = {**_NOTES, **reasons}, []
    for line in text.splitlines():
        key = line.partition(" = ")[0]
        lines.append(f"{line}  # {notes.pop(key)}" if key in notes and " = " in line else line)
    head = "# Made by `forbear new`. Every number is illustrative; write the drafts over, in every language."
    return "\n".join([lines[0], head, *lines[1:]]) + "\n"


def _told(error: Mapping[str, Any]) -> str:
    wrong = error.get("ctx", {}).get("error")
    if isinstance(wrong, Contradictory):
        return str(wrong)
    place = toml_key(tuple(str(step) for step in error["loc"]))
    return f"{place} = {error['input']!r}; {error['msg']}; answer again"
