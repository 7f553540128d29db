"""Folders: what is wrong is told with file, line and key, all of it at once; what is right comes back the same."""

import os
import re
import shutil
from collections.abc import Callable
from datetime import date
from pathlib import Path

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from campaigns.campaign import Campaign
from campaigns.errors import Conflict, InvalidInput, NotFound
from campaigns.files import campaign_toml, example, load_campaign, save_campaign
from campaigns.parts import READABLE
from campaigns.text_files import MAX_BYTES

type Make = Callable[..., Campaign]


def refusal(folder: Path) -> list[str]:
    with pytest.raises(InvalidInput) as caught:
        load_campaign(folder)
    return str(caught.value).splitlines()


def change(folder: Path, old: str, new: str) -> int:
    """Replace a piece of campaign.toml and give the line where the new piece stands."""
    file = folder / "campaign.toml"
    text = file.read_text(encoding="utf-8")
    assert old in text
    place = text.index(old)
    file.write_text(text[:place] + new + text[place + len(old) :], encoding="utf-8")
    return text.count("\n", 0, place) + new.count("\n", 0, len(new) - len(new.lstrip("\n"))) + 1


BROKEN = [
    ("window_days = 14", "windw_days = 14", "metrics.not_intend_buy.windw_days", "did you mean window_days?"),
    ("window_days = 14", 'window_days = "14"', "metrics.not_intend_buy.window_days", '= "14"; wanted a whole number'),
    ("window_days = 14", "window_days = 14.0", "metrics.not_intend_buy.window_days", "= 14.0; wanted a whole number"),
    ("window_days = 14", "window_days = 0", "metrics.not_intend_buy.window_days", "= 0; wanted 1 or more"),
    ("window_days = 14", "window_days = true", "metrics.not_intend_buy.window_days", "= true; wanted a whole number"),
    ('silence = "unknown"', 'silence = "maybe"', "metrics.not_intend_buy.silence", "wanted 'no' or 'unknown'"),
    ("floor = 0.02", "floor = nan", "policy.floor", "= nan; wanted a finite number"),
    ("floor = 0.02", "floor = 0.9", "policy.floor", "wanted 0.5 or less"),
    ("floor = 0.02", "flor = 0.02", "policy.flor", "did you mean floor?"),
    ("as_of = 2026-01-15", 'as_of = "yesterday"', "channels.feed.as_of", "wanted a date; write it like 2026-01-31"),
    ("personalised = true", 'personalised = "yes"', "channels.feed.personalised", "wanted true or false"),
    ("en = 30, zh-CN = 16", 'en = "30", zh-CN = 16', "channels.feed.fields.headline.soft.en", "wanted a whole number"),
    ("en = 30, zh-CN = 16", "en = 30", "channels.feed.fields.headline.soft", "has no limit for zh-CN"),
    ("en = 30, zh-CN = 16", "en = 41, zh-CN = 16", "channels.feed.fields.headline.soft.en", "over the hard limit 40"),
    ('locales = ["en", "zh-CN"]', 'locales = "en"', "locales", '= "en"; wanted a list'),
    ('locales = ["en", "zh-CN"]', 'locales = ["en", "ZH"]', "locales.1", "wanted a locale such as en or zh-CN"),
    ('locales = ["en", "zh-CN"]', 'locales = ["en", "en", "zh-CN"]', "locales", "'en' is given 2 times"),
    ('id = "light-suitcase"', 'id = "Light Suitcase"', "id", "wanted a short name of lower-case letters"),
    ('id = "light-suitcase"', "", "id", 'is missing; wanted it here; add id = "good-table"'),
    ('segments_file = "segments.toml"', 'segments_file = ".."', "segments_file", "wanted text of the form"),
    ('segments_file = "segments.toml"', 'segments_file = "../x.toml"', "segments_file", "wanted text of the form"),
    ('metric = "not_intend_buy"', 'metric = "nobody"', "goal.metric", "add [metrics.nobody]"),
    ('metric = "not_intend_buy"', 'metric = "complaint"', "goal.metric", "has level 2; wanted 3 or more"),
    ('"5.3" = 1.0', '"5.33" = 1.0', 'variants.law_clear.techniques."5.33"', "no such technique"),
    ('"5.3" = 1.0', '"5.3" = 1.5', "variants.law_clear.techniques.5.3", "wanted 1.0 or less"),
    ('techniques = { "5.3" = 1.0, "4.1" = 1.0, "8.2" = 0.5 }', 'techniques = ["5.3"]', "variants.law_clear.techniques",
     "wanted doses by technique code"),
    ('channels = ["moment", "chat"]', 'channels = ["sms"]', "variants.law_clear.channels", "'sms' is not a channel"),
    ('role = "treatment"', 'role = "control"', "variants", "2 have role"),
    ('role = "control"', 'role = "treatment"', "variants", "0 have role"),
    ('role = "control"', 'role = "control"\ntechniques = { "1.1" = 1.0 }', "variants.plain.techniques", "wanted none"),
    ("[facts.destination]", "[facts.channel]", "facts.channel", "templates already use this word"),
    ('en = "Bangkok"\n', "", "facts.destination", "has no text for en"),
    ("[metrics.landing]", '[metrics.landing]\nid = "x"', "metrics.landing.id", "the table's own name is its id"),
    ('name = "Plain packing note"', 'name = "x"\nmessages = "y"', "variants.plain.messages",
     "texts stand in messages/plain.<locale>.j2"),
    ('name = "Plain packing note"', "name = 7", "variants.plain.name", "= 7; wanted text; put it in quotes"),
    ('en = "Light suitcase"', "en = { deep = 1 }", "title.en", "= a table; wanted text"),
    ("schema_version = 1", "schema_version = 2", "schema_version", "= 2; wanted 1"),
]  # fmt: skip


@pytest.mark.parametrize(("old", "new", "key", "words"), BROKEN)
def test_a_broken_key_is_told_with_its_line_its_name_and_how_to_mend_it(
    folder: Path, old: str, new: str, key: str, words: str
) -> None:
    change(folder, old, new)
    lines = (folder / "campaign.toml").read_text(encoding="utf-8").splitlines()
    told = [line for line in refusal(folder) if f": {key} " in line or f": {key}: " in line]
    assert len(told) == 1, refusal(folder)
    assert words in told[0]
    place = re.fullmatch(r"campaign\.toml:(\d+): .*", told[0])
    assert place is not None
    number = int(place[1])
    last = key.rsplit(".", 1)[-1].strip('"') if "5.3" not in key else "5.3"
    assert last in lines[number - 1] or "missing" in told[0] or last == "1" or key == "variants"


def test_all_problems_of_a_folder_are_told_at_once(folder: Path) -> None:
    change(folder, "window_days = 14", "windw_days = 14")
    change(folder, "level = 7", 'level = "seven"')
    (folder / "messages" / "plain.en.j2").unlink()
    (folder / "messages" / "plan.en.j2").write_text("x")
    told = refusal(folder)
    assert [line.split(": ")[0].rsplit(":", 1)[0] for line in told] == [
        "campaign.toml", "campaign.toml", "messages/plain.en.j2", "messages/plan.en.j2",
    ]  # fmt: skip


def test_a_toml_error_names_its_line(folder: Path) -> None:
    line = change(folder, "floor = 0.02", "floor = = 0.02")
    assert refusal(folder)[0].startswith(f"campaign.toml:{line}: Invalid value in column 9; ")


def test_tables_that_are_no_tables_are_refused(folder: Path) -> None:
    file = folder / "campaign.toml"
    file.write_text(re.sub(r"\[metrics\.\w+\]", "[[metrics]]", file.read_text(encoding="utf-8")), encoding="utf-8")
    assert any(
        "metrics is no table; wanted one table for each; write [metrics.<id>]" in line for line in refusal(folder)
    )


@pytest.mark.parametrize(
    ("name", "start", "words"),
    [
        ("wrong_unknown_key", "campaign.toml:22: metrics.landing.windw_days", "did you mean window_days?"),
        ("wrong_missing_locale", "messages/wooden_gift.zh-CN.j2: is missing", "no text for locale 'zh-CN'"),
        ("wrong_undefined_variable", "messages/wooden_gift.en.j2:2: undefined variable", "did you mean destination?"),
    ],
)
def test_the_wrong_examples_are_refused_for_the_one_thing_that_is_wrong(name: str, start: str, words: str) -> None:
    told = refusal(example(name))
    assert len(told) == 1
    assert told[0].startswith(start)
    assert words in told[0]


def test_a_folder_without_a_campaign_and_an_unknown_example_are_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match=r"no campaign\.toml"):
        load_campaign(tmp_path)
    with pytest.raises(NotFound, match="light_suitcase"):
        example("../light_suitcase")


def test_a_missing_text_a_stray_text_and_a_folder_among_them_are_each_told(folder: Path) -> None:
    messages = folder / "messages"
    (messages / "plain.en.j2").rename(messages / "plane.en.j2")
    (messages / "old").mkdir()
    (messages / ".DS_Store").write_bytes(b"\x00")
    assert [line.split("; ")[0] for line in refusal(folder)] == [
        "messages/old: belongs to no variant and locale of the campaign",
        "messages/plain.en.j2: is missing: variant 'plain' has no text for locale 'en'",
        "messages/plane.en.j2: belongs to no variant and locale of the campaign",
    ]


def test_bytes_that_are_no_utf8_a_byte_order_mark_and_a_huge_file_are_refused(folder: Path) -> None:
    (folder / "messages" / "plain.en.j2").write_bytes(b"caf\xe9")
    (folder / "messages" / "plain.zh-CN.j2").write_bytes(b"\xef\xbb\xbfx")
    (folder / "messages" / "law_clear.en.j2").write_bytes(b"x" * (MAX_BYTES + 1))
    (folder / "messages" / "law_clear.zh-CN.j2").write_text("x" * 20_001)
    told = refusal(folder)
    assert "is not UTF-8 (byte 3)" in told[2]
    assert "byte-order mark" in told[3]
    assert f"has {MAX_BYTES + 1} bytes" in told[0]
    assert "at most 20000 characters" in told[1]


@pytest.mark.parametrize("name", ["campaign.toml", "messages/plain.en.j2"])
def test_a_link_that_leads_out_of_the_folder_is_refused(folder: Path, tmp_path: Path, name: str) -> None:
    shutil.copy(folder / name, tmp_path / "outside")
    (folder / name).unlink()
    (folder / name).symlink_to(tmp_path / "outside")
    assert f"{name}: points outside the campaign folder" in refusal(folder)[0]


def test_a_pipe_in_place_of_a_text_is_refused_and_not_waited_for(folder: Path) -> None:
    (folder / "messages" / "plain.en.j2").unlink()
    os.mkfifo(folder / "messages" / "plain.en.j2")
    assert "is no regular file" in refusal(folder)[0]


@pytest.mark.parametrize("name", ["../../etc/passwd", "a/b", "..", "a b", ""])
def test_a_variant_whose_name_is_a_path_is_refused_before_any_file_is_read(folder: Path, name: str) -> None:
    change(folder, "[variants.peer_script]", f'[variants."{name}"]')
    told = refusal(folder)
    assert any("wanted a short name of lower-case letters" in line for line in told)
    assert any("peer_script.en.j2: belongs to no variant" in line for line in told)


@pytest.mark.parametrize("text", ["a = " + "[" * 100_000, "a = " + "{b = " * 100_000, "\x00", "[[[", "a.b.c", "=", '"'])
def test_text_that_is_no_campaign_is_refused_and_nothing_else_happens(folder: Path, text: str) -> None:
    (folder / "campaign.toml").write_text(text, encoding="utf-8")
    assert refusal(folder)[0].startswith("campaign.toml:1: ")


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(data=st.data())
def test_no_line_that_is_taken_out_or_doubled_brings_anything_but_a_clear_refusal(
    folder: Path, data: st.DataObject
) -> None:
    lines = (example() / "campaign.toml").read_text(encoding="utf-8").splitlines()
    line = data.draw(st.integers(0, len(lines) - 1))
    doubled = data.draw(st.booleans())
    changed = lines[:line] + ([lines[line]] * 2 if doubled else []) + lines[line + 1 :]
    (folder / "campaign.toml").write_text("\n".join(changed), encoding="utf-8")
    told = ""
    try:
        load_campaign(folder)
    except InvalidInput as error:
        told = str(error)
    assert all(re.match(r"(campaign\.toml:\d+|messages/\S+): .+; ", line) for line in told.splitlines())


def test_what_is_saved_loads_as_the_same_campaign_with_the_same_version(folder: Path, light_suitcase: Campaign) -> None:
    save_campaign(light_suitcase, folder)
    again = load_campaign(folder)
    assert again == light_suitcase
    assert again.version == light_suitcase.version
    assert campaign_toml(again) == (folder / "campaign.toml").read_text(encoding="utf-8")


WORDS = st.text(min_size=1, max_size=60).filter(lambda text: text.strip() != "" and re.search(READABLE, text))


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60, deadline=None)
@given(
    words=WORDS,
    day=st.dates(),
    share=st.floats(0.0, 0.5),
    dose=st.floats(0.0, 1.0, exclude_min=True),
    days=st.integers(1, 366),
    segments=st.none() | st.just(()) | st.just(("a", "b-1")),
    tail=st.text(max_size=40).filter(lambda text: not set(text) & set("{}#\ue000\ue001")),
)
def test_any_words_numbers_and_days_survive_saving_and_loading(
    tmp_path_factory: pytest.TempPathFactory,
    small_campaign: Make,
    words: str,
    day: date,
    share: float,
    dose: float,
    days: int,
    segments: tuple[str, ...] | None,
    tail: str,
) -> None:
    made = small_campaign("Hello" + tail)
    tested = dict(made.variants[1]) | {
        "name": words, "segments": segments, "techniques": ({"code": "6.1", "dose": dose}, {"code": "1.9"}),
    }  # fmt: skip
    campaign = made.model_copy(
        update={
            "sponsor": words, "title": {"en": words}, "facts": {"place": {"en": words}}, "policy": {"floor": share},
            "metrics": ({"id": "landing", "label": words, "level": 3, "window_days": days, "silence": "unknown"},),
            "channels": (dict(made.channels[0]) | {"as_of": day, "source": words},),
            "variants": (made.control, tested),
        }
    )  # fmt: skip
    folder = tmp_path_factory.mktemp("saved")
    save_campaign(campaign, folder)
    assert load_campaign(folder) == campaign


@pytest.mark.parametrize("mark", ["\\u001B[2J", "\\u0007", "\\u202E", "\\u2028", "\\u0085"])
@pytest.mark.parametrize("key", ["sponsor", "product"])
def test_a_text_that_would_steer_the_screen_is_refused_and_not_shown_as_it_is(
    folder: Path, key: str, mark: str
) -> None:
    path = folder / "campaign.toml"
    text = re.sub(
        rf'^{key} = ".*"', lambda _: f'{key} = "a{mark}b"', path.read_text(encoding="utf-8"), flags=re.MULTILINE
    )
    path.write_text(text, encoding="utf-8")
    with pytest.raises(InvalidInput, match=f"{key} = .*wanted text without control characters") as caught:
        load_campaign(folder)
    assert str(caught.value).replace("\n", "").isprintable()


def test_saving_removes_the_texts_of_a_variant_that_is_no_more_and_leaves_the_rest(
    folder: Path, light_suitcase: Campaign
) -> None:
    fewer = light_suitcase.model_copy(update={"variants": light_suitcase.variants[:-1]})
    save_campaign(fewer, folder)
    assert not (folder / "messages" / "trip_list_pledge.en.j2").exists()
    assert (folder / "segments.toml").exists()
    assert load_campaign(folder) == fewer


def test_saving_over_another_campaign_or_into_a_strange_folder_is_a_conflict_that_changes_nothing(
    folder: Path, small_campaign: Make, tmp_path: Path
) -> None:
    before = (folder / "campaign.toml").read_bytes()
    with pytest.raises(Conflict, match="light-suitcase"):
        save_campaign(small_campaign(), folder)
    assert (folder / "campaign.toml").read_bytes() == before
    with pytest.raises(Conflict, match=r"no campaign\.toml"):
        save_campaign(small_campaign(), tmp_path)
