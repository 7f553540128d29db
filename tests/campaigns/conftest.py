"""Fixtures for campaigns: the embedded example, copies of it to break, and a small campaign to vary."""

import shutil
from collections.abc import Callable, Mapping
from datetime import date
from pathlib import Path
from typing import Any

import pytest

from campaigns.campaign import Campaign
from campaigns.files import example, load_campaign

type SmallCampaign = Callable[..., Campaign]
DAY = date(2026, 1, 15)


@pytest.fixture(scope="session")
def light_suitcase() -> Campaign:
    """The embedded example."""
    return load_campaign(example())


@pytest.fixture
def folder(tmp_path: Path) -> Path:
    """A copy of the embedded example that a test may break."""
    return Path(shutil.copytree(example(), tmp_path / "copy"))


@pytest.fixture
def small_campaign() -> SmallCampaign:
    """Make a campaign with one channel `page` (headline optional, body required) and one treatment `tested`."""

    def make(
        body: Mapping[str, str] | str = "Choose wood.",
        *,
        whole: str | None = None,
        variant: Mapping[str, object] | None = None,
        channel: Mapping[str, object] | None = None,
        **changes: object,
    ) -> Campaign:
        bodies = {"en": body} if isinstance(body, str) else body
        texts = {
            locale: text if "{% block" in text else f"{{% block body %}}{text}{{% endblock %}}"
            for locale, text in bodies.items()
        }
        values = small_values(texts if whole is None else {"en": whole})
        plain, tested = values["variants"]
        values["variants"] = (plain, tested | dict(variant or {}))
        values["channels"] = (values["channels"][0] | dict(channel or {}),)
        return Campaign.model_validate(values | changes)

    return make


def small_values(texts: Mapping[str, str]) -> dict[str, Any]:
    """The values of the small campaign, with these texts for its one treatment."""
    locales = tuple(texts)
    limits: dict[str, Any] = {"soft": dict.fromkeys(locales, 100), "hard": dict.fromkeys(locales, 200)}
    if "zh-CN" in locales:
        limits["soft"]["zh-CN"], limits["hard"]["zh-CN"] = 50, 100
    headline = limits | {"field": "headline", "required": False}
    claim = {"statement": "Share who agree", "value": dict.fromkeys(locales, "7 out of 10")}
    words = {"status": "published", "source": "a survey", "as_of": DAY, "place": "Hanoi"}
    words |= {"population": "adults", "sample_size": 412}
    channel = {"id": "page", "label": "page", "source": "test", "as_of": DAY}
    return {
        "id": "small",
        "title": dict.fromkeys(locales, "Small"),
        "sponsor": "a test",
        "product": "carvings",
        "country_of_audience": "CN",
        "locales": locales,
        "goal": {"metric": "landing", "desired_behaviour": "leave it", "undesired_behaviour": "take it"},
        "metrics": ({"id": "landing", "label": "landed", "level": 3},),
        "channels": (channel | {"fields": (headline, limits | {"field": "body"})},),
        "disclosure": {
            "ad_label": dict.fromkeys(locales, "Ad"), "ai_label": dict.fromkeys(locales, "Made with AI"),
            "privacy_url": "https://example.org/privacy", "opt_out": dict.fromkeys(locales, "Not for me"),
        },
        "claims": (
            {"id": "published"} | claim | words,
            {"id": "unsourced"} | claim | {"status": "published"},
            {"id": "illustrative"} | claim | {"status": "illustrative"},
            {"id": "collected_later"} | claim | {"status": "to_be_collected"},
        ),
        "facts": {
            "place": dict.fromkeys(locales, "Hanoi"),
            "long_word": dict.fromkeys(locales, "word" * 10),
            "markup": dict.fromkeys(locales, "<b>&"),
        },
        "variants": (
            {
                "id": "plain", "name": "Plain", "role": "control", "channels": ("page",),
                "messages": dict.fromkeys(locales, "{% block body %}Pack.{% endblock %}"),
            },
            {"id": "tested", "name": "Tested", "channels": ("page",), "messages": dict(texts)},
        ),
    }  # fmt: skip
