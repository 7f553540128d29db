"""The negative examples: each is wrong in one way, and is refused for that and for nothing else."""

from pathlib import Path

import pytest

from campaigns.errors import InvalidInput
from campaigns.files import example, load_campaign
from campaigns.lint import lint
from segments.files import load_segmentation
from tests.campaigns.conftest import DAY

UNREADABLE = {
    "wrong_missing_locale": "no text for locale 'zh-CN'",
    "wrong_reward": "click (below level 3) weigh 0.4; wanted at most 0.05",
    "wrong_syntax": "use straight quotes",
    "wrong_targeting": "targeting by faith is refused (gate H07",
    "wrong_template_code": "a message may not use Jinja's for",
    "wrong_undefined_variable": "did you mean destination?",
    "wrong_unknown_key": "did you mean window_days?",
}
BLOCKED = {
    "wrong_dignity": {"L13", "L14", "L19"},
    "wrong_expired_claim": {"L05"},
    "wrong_image": {"L06", "L07", "L26"},
    "wrong_norm_direction": {"L04"},
    "wrong_pressure": {"L09", "L12"},
    "wrong_prevalence_shame": {"L03", "L04", "L05", "L06", "L09", "L12", "L13"},
    "wrong_rarity_price": {"L01", "L02", "L06", "L09"},
    "wrong_supply_info": {"L11", "L16", "L28"},
    "wrong_threat_health_law": {"L08", "L09", "L15", "L17"},
    "wrong_too_long": {"L21"},
    "wrong_undisclosed": {"L23", "L24", "L29"},
}


def test_every_negative_example_is_in_one_of_the_two_lists() -> None:
    there = {path.name for path in example().parent.iterdir() if path.name.startswith("wrong_")}
    assert there == UNREADABLE.keys() | BLOCKED.keys()


@pytest.mark.parametrize(("name", "words"), UNREADABLE.items())
def test_what_cannot_be_read_is_refused_with_its_reason(name: str, words: str) -> None:
    with pytest.raises(InvalidInput) as refused:
        load_campaign(example(name))
    assert words in str(refused.value)
    assert all(problem.file and problem.mend for problem in refused.value.problems if "; " not in problem.found)


@pytest.mark.parametrize(("name", "rules"), BLOCKED.items())
def test_what_may_not_be_said_is_blocked_by_exactly_these_rules(name: str, rules: set[str]) -> None:
    folder: Path = example(name)
    campaign, segmentation = load_campaign(folder), load_segmentation(folder)
    blocking = [one for one in lint(campaign, segmentation.segments, today=DAY) if one.severity == "block"]
    assert {finding.rule for finding in blocking} == rules
    assert "plain" not in {finding.variant for finding in blocking}
    for locale in campaign.locales:
        assert {finding.rule for finding in blocking if finding.locale in {locale, ""}} == rules
