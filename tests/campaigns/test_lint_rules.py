"""One suite for every lint rule: it finds the rules itself and demands cases that fire and cases that pass."""

import re
import tomllib
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules

import pytest

import campaigns.lint
from campaigns.campaign import Campaign
from campaigns.files import example, load_campaign
from campaigns.lint import lint, rules
from campaigns.lint.lexicon import lexicon
from campaigns.lint.rule import Case, Rule
from segments.files import load_segmentation
from tests.campaigns.conftest import DAY

type Make = Callable[..., Campaign]

CASES = [(rule, case) for rule in rules() for case in rule.fires]
CLEAN = [(rule, case) for rule in rules() for case in rule.passes]


def made(case: Case, small_campaign: Make) -> Campaign:
    return small_campaign(
        case.body, variant=case.variant, channel=case.channel, **{"data_status": case.data_status, **case.campaign}
    )


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_brings_cases_that_fire_and_cases_that_pass(rule: Rule) -> None:
    assert len(rule.fires) >= 2
    assert len(rule.passes) >= 2


@pytest.mark.parametrize("rule", rules(), ids=lambda rule: rule.id)
def test_every_rule_says_why_how_to_mend_and_by_whom(rule: Rule) -> None:
    assert re.fullmatch(r"L\d\d", rule.id)
    assert all([rule.title, rule.why, rule.mend, rule.source])


@pytest.mark.parametrize(("rule", "case"), CASES, ids=lambda value: getattr(value, "id", None))
def test_each_bad_message_is_found_with_the_severity_it_deserves(rule: Rule, case: Case, small_campaign: Make) -> None:
    found = [
        finding
        for finding in lint(made(case, small_campaign), case.audience, today=DAY)
        if finding.rule == rule.id and finding.variant in {"tested", ""}
    ]
    assert case.severity in {finding.severity for finding in found}
    assert {finding.locale for finding in found} <= {*case.body, ""}
    assert all(finding.words and finding.why and finding.mend for finding in found)
    assert {finding.file for finding in found} <= {
        f"messages/tested.{finding.locale}.j2" if finding.variant and finding.locale else "campaign.toml"
        for finding in found
    }


@pytest.mark.parametrize(("rule", "case"), CLEAN, ids=lambda value: getattr(value, "id", None))
def test_each_good_message_passes_in_every_locale(rule: Rule, case: Case, small_campaign: Make) -> None:
    findings = lint(made(case, small_campaign), case.audience, today=DAY)
    assert [str(finding) for finding in findings if finding.rule == rule.id] == []


def test_every_file_with_rules_is_found_and_no_id_is_used_twice() -> None:
    there = {
        rule.id
        for module in iter_modules(campaigns.lint.__path__)
        for rule in getattr(import_module(f"campaigns.lint.{module.name}"), "RULES", ())
    }
    assert {rule.id for rule in rules()} == there >= {"L01", "L02", "L05", "L21", "L22"}
    assert len(rules()) == len(there)


UNFILLED = {"law_clear", "injunctive_gift", "dynamic_norm", "peer_script"}


def test_the_embedded_example_has_no_finding_that_blocks_and_warns_of_exactly_its_unfilled_claims(
    light_suitcase: Campaign,
) -> None:
    findings = lint(light_suitcase, load_segmentation(example()).segments)
    assert [str(finding) for finding in findings if finding.severity == "block"] == []
    assert {finding.variant for finding in findings if finding.rule == "L05"} == UNFILLED


def test_as_a_real_campaign_the_embedded_example_is_blocked_where_a_claim_is_unfilled_and_nowhere_else(
    light_suitcase: Campaign,
) -> None:
    real = light_suitcase.model_copy(update={"data_status": "real"})
    blocking = [one for one in lint(real, load_segmentation(example()).segments) if one.severity == "block"]
    assert {finding.variant for finding in blocking} == UNFILLED
    assert {finding.rule for finding in blocking} == {"L05"}


@pytest.mark.parametrize(
    ("name", "variant", "said", "described"),
    [
        ("wrong_rarity_price", "rarity_price", {"L01", "L02", "L09"}, {"L06"}),
        ("wrong_prevalence_shame", "prevalence_shame", {"L03", "L05", "L09", "L12", "L13"}, {"L04", "L06"}),
    ],
)
def test_the_negative_examples_are_blocked_in_both_locales_and_their_control_is_not(
    name: str, variant: str, said: set[str], described: set[str]
) -> None:
    listeners = load_segmentation(example(name)).segments
    blocked = [one for one in lint(load_campaign(example(name)), listeners) if one.severity == "block"]
    for locale in ("en", "zh-CN"):
        assert {finding.rule for finding in blocked if finding.locale == locale} == said
    assert {finding.rule for finding in blocked if not finding.locale} == described
    assert {finding.variant for finding in blocked} == {variant}


def test_a_retired_message_is_not_checked_and_a_draft_is(small_campaign: Make) -> None:
    campaign = small_campaign("The last herds. Choose wood.")
    retired = campaign.variants[1].model_copy(update={"state": "retired"})
    assert {finding.rule for finding in lint(campaign)} == {"L02"}
    assert lint(campaign.model_copy(update={"variants": (campaign.control, retired)})) == ()


def test_a_text_that_renders_empty_is_a_finding_and_not_a_gap(small_campaign: Make) -> None:
    found = lint(small_campaign("{% if locale == 'fr' %}Bonjour{% endif %}"))
    assert [(finding.rule, finding.severity) for finding in found] == [("L22", "block")]
    assert "renders empty" in found[0].why


def test_html_escapes_do_not_count_as_length(small_campaign: Make) -> None:
    campaign = small_campaign("Choose wood" + "&" * 89)
    page = campaign.channels[0].model_copy(update={"format": "html"})
    assert lint(campaign.model_copy(update={"channels": (page,)})) == ()


def test_an_override_for_one_channel_is_read_on_that_channel(small_campaign: Make) -> None:
    whole = "{% block body %}Choose wood.{% endblock %}{% block body_page %}The last herds. Ask.{% endblock %}"
    assert {finding.words for finding in lint(small_campaign(whole=whole))} == {"The last"}


@pytest.mark.parametrize(
    "folder", sorted(Path(campaigns.lint.__file__).parent.glob("lexicons/*/")), ids=lambda p: p.name
)
def test_every_lexicon_has_every_family_of_the_english_one_and_reads_as_patterns(folder: Path) -> None:
    families = set(families_of(folder.with_name("en"))) - {"negation"}
    assert set(families_of(folder)) - {"negation"} == families
    for family in families:
        words = lexicon(folder.name, family)
        assert words is not None
        assert words.words.search("") is None, "a pattern that matches nothing at all would hit everywhere"


def families_of(folder: Path) -> list[str]:
    found = [family for file in sorted(folder.glob("*.toml")) for family in tomllib.loads(file.read_text("utf-8"))]
    assert len(found) == len(set(found)), "a family stands in one file"
    return found


def test_a_language_without_a_word_list_is_named_once_however_many_texts_it_has(small_campaign: Make) -> None:
    campaign = small_campaign({"en": "Choose wood.", "lo": "ສະບາຍດີ", "th": "สวัสดี"})
    found = lint(campaign)
    assert [(finding.rule, finding.severity, finding.variant, finding.locale) for finding in found] == [
        ("L30", "warn", "", "lo"),
        ("L30", "warn", "", "th"),
    ]
    assert str(found[0]).startswith('lo: L30 warn: "lo": no word list for this language: its texts were not checked')


@pytest.mark.parametrize("text", ["7/10 agree.", "7 out of 10 agree.", "3-5 of us agree.", "70% agree."])
@pytest.mark.parametrize("locale", ["en", "zh-CN", "vi"])
def test_one_number_however_it_is_written_is_one_finding(text: str, locale: str, small_campaign: Make) -> None:
    found = [finding.words for finding in lint(small_campaign({locale: text})) if finding.rule == "L05"]
    assert found == [text.partition(" agree")[0].removesuffix(" of us")]


def test_words_that_both_lists_hold_are_one_finding(small_campaign: Make) -> None:
    findings = lint(small_campaign({"zh-CN": "它价值$300，a luxury。"}))
    found = [(finding.rule, finding.words) for finding in findings if finding.rule in {"L01", "L05"}]
    assert found == [("L01", "价值"), ("L01", "$300"), ("L01", "luxury")]
