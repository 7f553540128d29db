"""Findings for machines: the line is the line of the words, and the form is the one that code hosts read."""

from pathlib import Path

import pytest

from campaigns.errors import InvalidInput
from campaigns.files import CAMPAIGN_FILE, example, load_campaign
from campaigns.finding_formats import Remark, remarks_of_findings, remarks_of_problems, to_github, to_sarif
from campaigns.lint import lint, rules
from campaigns.lint.finding import Finding

WORDS = ("why", "mend", "source")


def finding(file: str, variant: str = "", channel: str = "", locale: str = "", field: str = "") -> Finding:
    return Finding("L01", "block", variant, channel, locale, field, "words", *WORDS, file)


def test_a_finding_stands_on_the_line_of_its_block_or_of_its_variants_table() -> None:
    """In light_suitcase's if_then_stall.en.j2 headline, body and button are lines 1, 2 and 3."""
    campaign = load_campaign(example())
    text = (example() / CAMPAIGN_FILE).read_text(encoding="utf-8")
    table = 1 + text.split("\n").index("[variants.if_then_stall]")
    file = "messages/if_then_stall.en.j2"
    found = [
        finding(file, "if_then_stall", "feed", "en", "button"),
        finding(file, "if_then_stall", "feed", "en", "body"),
        finding(file, "if_then_stall", "feed", "en"),
        finding(CAMPAIGN_FILE, "if_then_stall"),
        finding(CAMPAIGN_FILE),
    ]
    assert [remark.line for remark in remarks_of_findings(found, campaign, text)] == [3, 2, 1, table, 1]


def test_a_problem_of_loading_keeps_its_line() -> None:
    with pytest.raises(InvalidInput) as refused:
        load_campaign(example("wrong_unknown_key"))
    (remark,) = remarks_of_problems(refused.value.problems)
    assert (remark.rule, remark.severity, remark.file, remark.line) == ("load", "block", CAMPAIGN_FILE, 22)


def test_sarif_names_every_rule_once_and_only_known_rules_in_its_results() -> None:
    folder = example("wrong_rarity_price")
    campaign, text = load_campaign(folder), (folder / CAMPAIGN_FILE).read_text(encoding="utf-8")
    run = to_sarif(remarks_of_findings(lint(campaign), campaign, text), rules(), Path("a b"))["runs"][0]
    known = [rule["id"] for rule in run["tool"]["driver"]["rules"]]
    assert sorted(known) == sorted(set(known))
    assert {result["ruleId"] for result in run["results"]} <= set(known)
    places = [result["locations"][0]["physicalLocation"] for result in run["results"]]
    assert {place["artifactLocation"]["uri"] for place in places} >= {"a%20b/messages/rarity_price.zh-CN.j2"}
    assert all(place["region"]["startLine"] >= 1 for place in places)


def test_an_annotation_is_one_line_whatever_the_words_hold() -> None:
    remark = Remark("L05", "warn", "messages/a,b.en.j2", 7, "50 %\nor so: more")
    assert list(to_github([remark], Path("c:d"))) == [
        "::warning file=c%3Ad/messages/a%2Cb.en.j2,line=7,title=L05::50 %25%0Aor so: more"
    ]


def test_words_of_a_message_are_no_link_in_sarif() -> None:
    run = to_sarif([Remark("L05", "warn", "a.j2", 1, '"[look](https://example.org)": why')], [], Path("mine"))["runs"][
        0
    ]
    assert run["results"][0]["message"]["text"] == '"[look] (https://example.org)": why'
