"""The pages, run whole in Streamlit's own test bench, on houses of every age: empty, just opened, busy, crowded."""

import json
import shlex
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from starlette.testclient import TestClient
from streamlit.testing.v1 import AppTest

import dashboards
from bandits.events import Decision, Outcome
from bandits.learn import refresh
from bandits.service import create_app
from bandits.stores.memory import MemoryStore
from campaigns.files import example, load_campaign
from campaigns.harm.wording import check_words
from dashboards import house as houses
from dashboards.house import House, enter
from dashboards.views.verdicts import example_call
from segments.files import load_segmentation
from segments.segment import Segmentation

APP = Path(dashboards.__file__).with_name("app.py")
JARGON = ("posterior", "log-odds", "variant", "allocation", "propensity", "uplift", "None", "nan")


def new_house() -> House:
    folder = example()
    campaign = load_campaign(folder)
    return House(folder, campaign, load_segmentation(folder / campaign.segments_file), MemoryStore())


@pytest.fixture
def house() -> Iterator[House]:
    opened = new_house()
    enter(opened)
    yield opened
    houses._CURRENT.clear()


def overview() -> AppTest:
    return AppTest.from_file(str(APP), default_timeout=60).run()


def _messages_page() -> None:
    from dashboards.views import messages  # noqa: PLC0415 - Streamlit runs the body alone

    messages.render()


def messages(**asked: str) -> AppTest:
    page = AppTest.from_function(_messages_page, default_timeout=60)
    for name, value in asked.items():
        page.query_params[name] = value
    return page.run()


def fill(house: House, each: int = 60) -> None:
    """Record answers in every cell of one channel: people say yes to half of all, to all of "anticipated_regret"."""
    now = datetime.now(UTC) - timedelta(hours=1)
    grid, number = house.learner.grid, 0
    for row, context in enumerate(grid.contexts):
        for column, variant in enumerate(grid.variants):
            if context.channel != "feed" or not grid.eligible[row, column]:
                continue
            for answer in range(each):
                number += 1
                name = f"d-{number}"
                decision = Decision(name, house.campaign.id, f"u-{number}", context.segment, 1.0, "given",
                                    context.channel, "en", variant, 0.1, "a", now)  # fmt: skip
                house.store.add_decisions([decision])
                value = int(variant == "anticipated_regret" or answer % 2)
                house.store.add_outcomes([Outcome(f"o-{number}", name, "not_intend_buy", value, now, "test")])


def words(page: AppTest) -> str:
    parts = [*page.markdown, *page.caption, *page.info, *page.subheader, *page.header, *page.warning, *page.success]
    return "\n".join([*(str(part.value) for part in parts), *(f"{m.label} {m.value} {m.delta}" for m in page.metric)])


def test_without_a_house_the_page_says_how_to_open_one() -> None:
    houses._CURRENT.clear()
    page = overview()
    assert not page.exception
    assert "forbear serve" in words(page)


def test_before_the_first_publication_both_pages_say_that_there_is_nothing_yet(house: House) -> None:
    for page, said in ((overview(), "Nothing is published yet"), (messages(), "No numbers yet")):
        assert not page.exception
        assert said in words(page)


def test_before_the_first_decision_it_says_where_to_ask_for_one(house: House) -> None:
    refresh(house.learner)
    page = overview()
    text = words(page)
    assert not page.exception
    assert "Waiting for the first decision" in text
    assert "too early to say" not in text
    assert page.metric[2].value == "–"


def test_the_example_call_is_one_that_the_api_answers(house: House) -> None:
    live = refresh(house.learner)
    call = shlex.split(example_call(house, live, "http://testserver"))
    url, body = call[2], call[-1]
    with TestClient(create_app({house.campaign.id: house.engine})) as client:
        answer = client.post(url, content=body, headers={"Content-Type": "application/json"})
    assert answer.status_code == 201, answer.text


def test_after_the_first_decisions_every_segment_is_too_early(house: House) -> None:
    refresh(house.learner)
    fill(house, each=1)
    refresh(house.learner)
    text = words(overview())
    assert text.count("too early to say") == len(house.segmentation.segments)
    assert text.count("Nothing to do yet") == len(house.segmentation.segments)


def test_a_busy_campaign_has_one_sentence_per_segment_in_plain_words(house: House) -> None:
    refresh(house.learner)
    fill(house)
    refresh(house.learner)
    page = overview()
    text = words(page)
    live = house.store.current(house.campaign.id)
    assert live is not None
    assert not page.exception
    assert page.metric[0].value == f"{live.decided:,}"
    assert page.metric[1].delta == "to 100 % of the messages"
    assert "*Social feed card:* leading\\: “Imagine the gift box opening”" in text
    assert "not feeling that others expect it" in text
    assert "not intend to buy" in text
    for segment in house.segmentation.segments:
        assert segment.label["en"].split(" ")[0] in text.replace("\\", "")
    assert not [word for word in JARGON if word in text]


def test_a_campaign_whose_cells_are_all_small_shows_no_number_of_people_on_any_page(house: House) -> None:
    """49 answers in every cell of one channel: no segment's are told, those of all segments together are."""
    refresh(house.learner)
    fill(house, each=49)
    refresh(house.learner)
    page = overview()
    text = words(page)
    assert text.count("too early to say") == len(house.segmentation.segments)
    assert "more in 100" not in text
    table = messages(message="peer_script", channel="feed").table[0].value
    single = table[table["Segment"] != "All segments\\, all channels"]
    assert set(single["Answers"]) == {"under\u00a050"}
    for column in ("Rate", "Difference", "Beats plain", "Is best"):
        assert set(single[column]) == {"–"}


def test_every_page_says_that_a_rehearsal_is_one_and_what_was_measured_how(house: House) -> None:
    refresh(house.learner)
    fill(house)
    refresh(house.learner)
    for page in (overview(), messages(message="peer_script", channel="feed")):
        said = [caption.value for caption in page.caption]
        measured = [text for text in said if r"Outcome level 6 of 10 \(intention\)\, randomised\." in text]
        assert len(measured) >= 2  # at the top, and beside the numbers
        assert all(r"Illustrative\: people and numbers are made up\." in text for text in measured)
    meant = replace(house, campaign=house.campaign.model_copy(update={"data_status": "real"}))
    enter(meant)
    for page in (overview(), messages(message="peer_script", channel="feed")):
        assert "Illustrative" not in words(page)


def test_no_sentence_of_a_page_claims_more_than_was_measured(house: House) -> None:
    refresh(house.learner)
    fill(house)
    refresh(house.learner)
    for page in (overview(), messages(message="anticipated_regret", channel="feed")):
        text = words(page).replace("\\", "")
        for level in (3, 6):
            assert check_words(text, level, is_randomised=True) == ()


def test_a_label_with_a_colon_is_shown_whole_before_its_sentence(house: House) -> None:
    first, *rest = house.segmentation.segments
    told = replace(first, label={"en": "Gifts: for elders"})
    enter(replace(house, segmentation=Segmentation((told, *rest))))
    crowded = houses.current()
    assert crowded is not None
    refresh(crowded.learner)
    fill(crowded, each=1)
    refresh(crowded.learner)
    assert "**Gifts\\: for elders:** too early to say" in words(overview())


def test_choosing_a_segment_keeps_the_page_whole(house: House) -> None:
    refresh(house.learner)
    page = overview()
    specs = [json.loads(chart.proto.spec) for chart in page.get("vega_lite_chart")]
    titles = [spec["title"]["text"] for spec in specs if "title" in spec]
    assert (titles[0], len(titles)) == ("All segments", 1 + len(house.segmentation.segments))
    page.selectbox(key="segment").select("craft_collector").run()
    assert not page.exception


def test_the_message_page_shows_text_limits_findings_and_numbers(house: House) -> None:
    refresh(house.learner)
    fill(house)
    refresh(house.learner)
    page = messages(message="peer_script", channel="feed")
    text = words(page)
    assert not page.exception
    assert page.selectbox(key="message").value == "peer_script"
    assert any("When the tray came out" in part.value for part in page.text)
    assert "20 of 30 characters" in text
    assert "Demonstration of the behaviour" in text
    assert "**L05**" in text
    table = page.table[0].value
    assert list(table["Segment"])[-1] == "All segments\\, all channels"
    assert "Its numbers: Social feed card" in text
    assert not [cell for cell in table.to_numpy().ravel() if cell.startswith((">", "<"))]
    assert "%" in table["Rate"].iloc[0]
    assert not [word for word in JARGON if word in text + table.to_string()]


def test_the_chosen_channel_is_the_one_that_the_numbers_are_of(house: House) -> None:
    refresh(house.learner)
    fill(house)
    refresh(house.learner)
    page = messages(message="anticipated_regret", channel="feed")
    assert page.table[0].value["Answers"].iloc[0] == "60\u00a0of\u00a060"
    assert "under" in page.selectbox(key="channel").select("chat").run().table[0].value["Answers"].iloc[0]
    everywhere = page.selectbox(key="channel").select("all").run()
    assert not everywhere.exception
    assert "Its numbers: all channels together" in words(everywhere)
    assert everywhere.table[0].value["Answers"].iloc[0] == "60\u00a0of\u00a060"


def test_what_was_chosen_is_part_of_the_address(house: House) -> None:
    page = messages(message="law_clear")
    page.selectbox(key="language").select("zh-CN").run()
    assert not page.exception
    asked = {name: value[0] if isinstance(value, list) else value for name, value in page.query_params.items()}
    assert asked == {"message": "law_clear", "channel": "moment", "language": "zh-CN"}


def test_an_address_that_names_an_unknown_message_shows_the_first_one(house: House) -> None:
    page = messages(message="<script>", channel="nowhere")
    assert not page.exception
    assert page.selectbox(key="message").value == house.campaign.variants[0].id


def test_a_finding_names_its_channels_once_and_quotes_only_words_of_a_text(house: House) -> None:
    said = [part.value.replace("\\", "") for part in messages(message="dynamic_norm", channel="all").warning]
    nine = [text.split(" “")[0] for text in said if "“9 of 10”" in text]
    assert nine == ["**L05** (Social feed card + Official-account card, en, body)"]
    whole = [part.value.replace("\\", "") for part in messages(message="if_then_stall").warning]
    assert any(text.startswith("**L10** en, zh-CN: none for gift_obligated: who buys") for text in whole)


def test_every_message_of_the_example_can_be_shown(house: House) -> None:
    page = messages()
    for variant in house.campaign.variants:
        page.selectbox(key="message").select(variant.id).run()
        assert not page.exception
        assert not page.error


@pytest.mark.slow
def test_fifty_messages_do_not_break_a_page(house: House) -> None:
    treatments = [variant for variant in house.campaign.variants if variant.role == "treatment"]
    copies = [
        treatment.model_copy(update={"id": f"{treatment.id}_{number}"})
        for number in range(5)
        for treatment in treatments
    ]
    campaign = house.campaign.model_copy(update={"variants": (house.campaign.control, *copies[:49])})
    enter(replace(house, campaign=campaign, store=MemoryStore()))
    crowded = houses.current()
    assert crowded is not None
    refresh(crowded.learner)
    for page in (overview(), messages()):
        assert not page.exception


def test_a_segment_that_sees_the_plain_message_alone_does_not_break_the_page(house: House) -> None:
    control = house.campaign.control
    rest = [
        variant.model_copy(update={"segments": ("craft_collector",), "allies": ()})
        for variant in house.campaign.variants
        if variant is not control
    ]
    lonely = replace(house, campaign=house.campaign.model_copy(update={"variants": (control, *rest)}))
    enter(lonely)
    refresh(lonely.learner)
    assert not overview().exception
