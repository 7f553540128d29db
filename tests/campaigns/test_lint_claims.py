"""Claims in the lint: their age to the day, their kind, and what happens to them on their way through a template."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from campaigns.campaign import Campaign
from campaigns.lint import lint
from campaigns.lint.claims import SOON_DAYS
from campaigns.lint.finding import Finding
from tests.campaigns.conftest import DAY

type Make = Callable[..., Campaign]

SOUND = {
    "id": "said",
    "statement": "Share who agree",
    "value": {"en": "7 out of 10"},
    "status": "published",
    "source": "a survey",
    "as_of": date(2024, 2, 29),
    "place": "Hanoi",
    "population": "adults",
    "sample_size": 412,
}


def found(campaign: Campaign, rule: str, today: date = DAY) -> list[Finding]:
    return [finding for finding in lint(campaign, today=today) if finding.rule == rule]


@pytest.mark.parametrize(
    ("today", "severities"),
    [
        (date(2025, 12, 29), []),  # 61 days before 2026-02-28
        (date(2025, 12, 30), ["warn"]),  # 60 days
        (date(2026, 2, 28), ["warn"]),  # the last day itself
        (date(2026, 3, 1), ["block"]),
    ],
)
def test_a_claim_of_a_leap_day_warns_sixty_days_before_its_last_day_and_blocks_the_day_after(
    today: date, severities: list[str], small_campaign: Make
) -> None:
    """24 months after 2024-02-29 is 2026-02-28, because 2026 has no leap day."""
    campaign = small_campaign("{{ claim('said') }} agree.", claims=(SOUND,))
    findings = found(campaign, "L05", today)
    assert [finding.severity for finding in findings] == severities
    assert all("2026-02-28" in finding.why for finding in findings)


def test_valid_until_counts_rather_than_the_date_of_the_evidence(small_campaign: Make) -> None:
    claim = SOUND | {"valid_until": DAY + timedelta(SOON_DAYS + 1)}
    campaign = small_campaign("{{ claim('said') }} agree.", claims=(claim,))
    assert found(campaign, "L05") == []
    assert [one.severity for one in found(campaign, "L05", DAY + timedelta(1))] == ["warn"]
    assert [one.severity for one in found(campaign, "L05", DAY + timedelta(SOON_DAYS + 2))] == ["block"]


@pytest.mark.parametrize("age", [date(2019, 5, 1), DAY])
def test_an_unfilled_claim_is_told_once_and_never_for_its_age(age: date, small_campaign: Make) -> None:
    claim = SOUND | {"status": "to_be_collected", "as_of": age}
    campaign = small_campaign("{{ claim('said') }} agree.", claims=(claim,), data_status="illustrative")
    assert [(one.severity, one.why) for one in found(campaign, "L05")] == [("warn", "claim 'said' has no evidence yet")]


def test_a_published_claim_that_lacks_keys_is_told_which_ones_and_how_to_mend_it(small_campaign: Make) -> None:
    claim = {name: value for name, value in SOUND.items() if name not in {"place", "sample_size"}}
    (finding,) = found(small_campaign("{{ claim('said') }} agree.", claims=(claim,)), "L05", date(2024, 6, 1))
    assert finding.why == "claim 'said' is published, but lacks place, sample_size"
    assert finding.mend.startswith("add place, sample_size to [claims.said]")


def test_a_legal_claim_lacks_its_statute_however_well_the_rest_is_known(small_campaign: Make) -> None:
    claim = SOUND | {"kind": "legal", "value": {"en": "you may be fined"}, "as_of": DAY}
    campaign = small_campaign("Note: {{ claim('said') }}.", claims=(claim,))
    assert ["lacks statute" in one.why for one in found(campaign, "L05")] == [True]
    assert found(campaign, "L17") == []
    lawful = campaign.model_copy(update={"claims": (claim | {"statute": "Act 7, article 3"},)})
    assert found(lawful, "L05") == []


@pytest.mark.parametrize("said", ["{}|upper", "{}|capitalize", "{}|trim|lower", "({}|upper)"])
def test_a_claim_that_went_through_filters_is_still_that_claim(said: str, small_campaign: Make) -> None:
    campaign = small_campaign("So: {{ " + said.format("claim('illustrative')") + " }} agree.")
    assert [one.why for one in found(campaign, "L05")] == ["claim 'illustrative' is illustrative, not measured"]
    sound = small_campaign("So: {{ " + said.format("claim('published')") + " }} agree.")
    assert found(sound, "L05") == []


def test_a_number_in_a_price_is_told_once_by_the_rule_on_prices(small_campaign: Make) -> None:
    campaign = small_campaign("It is worth $3,000 to 40 collectors.")
    findings = [(one.rule, one.words) for one in lint(campaign, today=DAY) if one.rule in {"L01", "L05"}]
    assert findings == [("L01", "worth $3,000"), ("L05", "40")]


def test_words_on_law_in_a_claim_of_another_kind_name_the_claim_to_change(small_campaign: Make) -> None:
    claim = SOUND | {"value": {"en": "carrying it is illegal"}, "as_of": DAY}
    (finding,) = found(small_campaign("Note: {{ claim('said') }}.", claims=(claim,)), "L17")
    assert (finding.words, finding.mend) == ("illegal", 'set kind = "legal" in [claims.said]')


@pytest.mark.parametrize(
    ("locale", "advice", "expected"),
    [
        ("en", "Ask a licensed practitioner.", []),
        ("en", "Ask a friend.", ["warn"]),
        ("zh-CN", "请咨询执业医师。", []),
        ("zh-CN", "Ask a doctor.", ["warn"]),  # English words are no help to who reads Chinese
        ("vi", "Hãy hỏi thầy thuốc.", []),
        ("vi", "Hãy hỏi bạn bè.", ["warn"]),
        ("th", "ถามเพื่อน", []),  # no word list: L30 says that nothing was checked
    ],
)
def test_a_message_on_health_names_somebody_to_ask(
    locale: str, advice: str, expected: list[str], small_campaign: Make
) -> None:
    claim = SOUND | {"kind": "health", "value": {locale: "raw bile can carry bacteria"}, "as_of": DAY}
    campaign = small_campaign({locale: "{{ claim('said') }}. " + advice}, claims=(claim,))
    assert [one.severity for one in found(campaign, "L15")] == expected


def test_the_practitioner_may_stand_in_another_field_of_the_message(small_campaign: Make) -> None:
    claim = SOUND | {"kind": "health", "value": {"en": "raw bile can carry bacteria"}, "as_of": DAY}
    whole = "{% block headline %}Ask your doctor{% endblock %}{% block body %}{{ claim('said') }}.{% endblock %}"
    assert found(small_campaign(whole=whole, claims=(claim,)), "L15") == []


def test_advice_to_leave_a_treatment_blocks_even_where_a_health_claim_says_it(small_campaign: Make) -> None:
    claim = SOUND | {"kind": "health", "value": {"en": "you can stop taking your pills"}, "as_of": DAY}
    findings = found(small_campaign("{{ claim('said') }}. Ask a doctor.", claims=(claim,)), "L15")
    assert [(one.severity, one.words) for one in findings] == [("block", "stop taking your pills")]


@pytest.mark.parametrize(
    ("locale", "text"),
    [
        ("en", "Come on 12 May at 10 am, 12 Market Street, open 24/7."),
        ("zh-CN", "5月12日上午10点，市场街12号店。"),
        ("vi", "Hẹn bạn ngày 12/5 lúc 10 giờ."),
    ],
)
def test_when_and_where_to_come_is_no_statistic(locale: str, text: str, small_campaign: Make) -> None:
    assert found(small_campaign({locale: text}), "L05") == []
