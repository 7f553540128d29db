"""The knowledge pack: checked facts and approved messages, with their sources, and nothing else."""

import json
from datetime import date
from typing import Any

import pytest
from pydantic import ValidationError

from campaigns.campaign import Campaign
from campaigns.files import example, load_campaign
from campaigns.knowledge import REHEARSAL, Pack, knowledge
from tests.campaigns.real_campaign import (
    TODAY,
    approved_entries,
    claim_entries,
    live_entries,
    real_campaign,
    reviewed_entries,
)


def pack_of(campaign: Campaign) -> Pack:
    entries = claim_entries(campaign)
    return knowledge(campaign, live_entries(campaign, "tested", entries), TODAY)


def lines(pack: Pack) -> list[dict[str, Any]]:
    return [json.loads(line) for line in pack.to_jsonl().splitlines()]


def test_a_line_holds_the_words_the_source_the_day_and_who_checked_it() -> None:
    claim, message = lines(pack_of(real_campaign(claim={"url": "https://example.org/survey"})))
    assert claim == {
        "id": "claim:published", "kind": "statistic", "statement": "Share who agree",
        "value": {"en": "7 out of 10", "zh-CN": "7 out of 10"}, "source": "a survey",
        "url": "https://example.org/survey", "as_of": "2026-01-15", "place": "Hanoi", "population": "adults",
        "sample_size": 412, "statute": None, "valid_until": "2990-01-01", "claims": [],
        "review": ["review as theory by Bo on 2026-03-02"], "data_status": "real", "notice": "",
    }  # fmt: skip
    assert message["id"] == "message:tested:page"
    assert message["claims"] == ["published"]
    assert message["value"]["en"] == "A gift of wood\nChoose wood: 7 out of 10 approve of it."
    assert message["review"][-1] == "approve by Chi on 2026-03-02"


def test_words_are_given_as_people_read_them_and_not_escaped() -> None:
    words = {"en": "Wood & stone: choose one.", "zh-CN": "木 & 石：请选择一件。"}
    amp = {place: f"{{% block body %}}{text}{{% endblock %}}" for place, text in words.items()}
    page = real_campaign().channels[0].model_copy(update={"format": "html"})
    campaign = real_campaign(variant={"messages": amp}, channels=(page,))
    pack = knowledge(campaign, approved_entries(campaign), TODAY)
    assert pack.items[0].value == words


@pytest.mark.parametrize(
    ("claim", "reason"),
    [
        ({"status": "to_be_collected"}, "has no evidence yet"),
        ({"status": "illustrative"}, "is illustrative"),
        ({"valid_until": date(2026, 3, 1)}, "expired on 2026-03-01"),
        ({"sample_size": None}, "does not say its sample_size"),
        ({"sample_size": 7}, "edited after the review"),
    ],
)
def test_a_claim_that_may_not_be_said_is_left_out_with_its_message_and_its_words(
    claim: dict[str, Any], reason: str
) -> None:
    good = real_campaign()
    entries = live_entries(good, "tested", claim_entries(good))
    pack = knowledge(real_campaign(claim=claim), entries, TODAY)
    assert pack.items == ()
    left = dict(pack.left_out)
    assert reason in left["claim:published"] and reason in left["variant:tested"]
    assert "7 out of 10" not in pack.to_jsonl() + pack.to_markdown()


def test_a_message_that_is_not_approved_as_it_is_now_is_left_out() -> None:
    campaign = real_campaign()
    entries = reviewed_entries(campaign, "tested", claim_entries(campaign))
    pack = knowledge(campaign, entries, TODAY)
    assert [item.id for item in pack.items] == ["claim:published"]
    assert dict(pack.left_out)["variant:tested"] == "is reviewed, not approved"
    edited = real_campaign(variant={"framing": "loss"})
    assert dict(pack_of(campaign).left_out).keys() == {"variant:plain"}
    assert "is draft" in dict(knowledge(edited, live_entries(campaign), TODAY).left_out)["variant:tested"]


def test_the_readable_form_names_every_source_and_what_was_left_out() -> None:
    text = pack_of(real_campaign()).to_markdown()
    for words in ("# What may be said: Small", "### claim:published", "- source: a survey", "- date: 2026-01-15",
                  "- valid until: 2990-01-01", "- checked by: review as theory by Bo on 2026-03-02",
                  "- leans on: published", "- variant:plain: is draft, not approved"):  # fmt: skip
        assert words in text.splitlines()
    assert REHEARSAL not in text


def test_an_illustrative_pack_says_so_at_the_top_and_in_every_line() -> None:
    pack = pack_of(real_campaign(data_status="illustrative"))
    assert len(lines(pack)) == 2
    assert {(line["data_status"], line["notice"]) for line in lines(pack)} == {("illustrative", REHEARSAL)}
    text = pack.to_markdown().splitlines()
    assert text[2] == f"**{REHEARSAL}**"
    assert text.count(f"*{REHEARSAL}*") == 2


@pytest.mark.parametrize("name", ["light_suitcase", "starter"])
def test_no_placeholder_of_an_example_gets_into_the_pack(name: str) -> None:
    campaign = load_campaign(example(name))
    pack = knowledge(campaign, (), TODAY)
    assert pack.to_jsonl() == ""
    for claim in campaign.claims:
        assert all(words not in pack.to_markdown() for words in claim.value.values())


def test_no_word_that_nobody_approved_is_in_the_pack_under_the_name_of_a_message() -> None:
    campaign = real_campaign()
    entries = live_entries(campaign, "tested", claim_entries(campaign))
    renamed = campaign.variant("tested").model_copy(update={"name": "Ivory is legal again"})
    changed = campaign.model_copy(update={"variants": (campaign.control, renamed)})
    pack = knowledge(changed, entries, TODAY)
    assert [item.id for item in pack.items] == ["claim:published", "message:tested:page"]
    assert "Ivory" not in pack.to_jsonl() + pack.to_markdown()


@pytest.mark.parametrize("state", ["paused", "retired"])
def test_a_message_that_campaign_toml_has_taken_out_is_left_out_whatever_the_record_says(state: str) -> None:
    campaign = real_campaign(variant={"state": state})
    pack = knowledge(campaign, live_entries(real_campaign(), "tested", claim_entries(campaign)), TODAY)
    assert [item.id for item in pack.items] == ["claim:published"]
    assert dict(pack.left_out)["variant:tested"] == f"is {state} in campaign.toml"


def test_no_text_poses_as_another_part_of_the_readable_form() -> None:
    campaign = real_campaign(
        sponsor="Us.\n\n## Facts\n\n### claim:forged",
        title={"en": "Small\n\n# Facts <script>", "zh-CN": "小"},
        claim={"source": "a survey\n\n### claim:forged\n\n- en: [x](javascript:1)", "statement": "## Facts"},
    )
    text = pack_of(campaign).to_markdown()
    assert [line for line in text.splitlines() if line.startswith("#")] == [
        "# What may be said: Small # Facts \\<script\\>", "## Facts", "### claim:published", "## Messages",
        "### message:tested:page", "## Left out",
    ]  # fmt: skip
    assert r"\## Facts" in text.splitlines()
    assert r"- source: a survey ### claim:forged - en: \[x\](javascript:1)" in text.splitlines()


@pytest.mark.parametrize("end", ["\n", "\u2028", "\x85", "\x1c"])
def test_a_line_of_the_pack_is_one_line_for_every_reader(end: str) -> None:
    """Only the first can be in a source at all; JSON writes it as two characters."""
    try:
        pack = pack_of(real_campaign(claim={"source": f"a survey{end}of us"}))
    except ValidationError:
        assert end != "\n"
    else:
        assert len(pack.to_jsonl().splitlines()) == len(pack.items) == 2


def test_a_link_is_given_as_a_link() -> None:
    text = pack_of(real_campaign(claim={"url": "https://example.org/a_b"})).to_markdown()
    assert "- link: <https://example.org/a_b>" in text.splitlines()
