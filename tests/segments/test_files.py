"""segments.toml: reading, refusing and writing."""

import json
from pathlib import Path

import pytest

from campaigns.errors import InvalidInput, NotFound
from campaigns.files import example
from campaigns.text_files import MAX_BYTES
from segments.files import check_place, load_segmentation, save_segmentation
from segments.models.rules import RulesModel
from segments.segment import Segment, Segmentation

GOOD = """[segments.gifts]
label = { en = "Gift \\"givers\\"", zh-CN = "人情送礼者" }
share = 0.2
stage = "contemplation"
barriers = { goals = 0.75 }

[segments.luck]
label = { en = "Luck" }
share = 0.6

[segments.ally]
label = { en = "Ally" }
share = 0.2
role = "ally"
"""


def written(folder: Path, text: str = GOOD) -> Path:
    (folder / "segments.toml").write_text(text, encoding="utf-8")
    return folder


@pytest.mark.parametrize(
    ("change", "text"),
    [
        (("share = 0.6", "share = 0.7"), "segments.toml:1: segments have shares that sum to 1.1; wanted 1"),
        (("share = 0.6", "share = 1.6"), "segments.toml:9: segments.luck.share = 1.6: wanted a number from 0 to 1"),
        (("share = 0.6", 'share = "0.6"'), 'segments.toml:9: segments.luck.share = "0.6"; wanted a number'),
        (("share = 0.6", ""), "segments.toml:7: segments.luck.share is missing"),
        (("goals = 0.75", "goals = 7.5"), "segments.toml:5: segments.gifts.barriers.goals = 7.5"),
        (('stage = "c', 'stage = "recont'), "segments.toml:4: segments.gifts.stage"),
        (('role = "ally"', 'rule = "ally"'), 'segments.toml:14: segments.ally.rule = "ally"; unknown key; did'),
        (("[segments.luck]", "[segments.Luck]"), "segments.toml:7: segments.Luck: an id is"),
        (("[segments.gifts]", "colour = 3\n[segments.gifts]"), "segments.toml:1: colour = 3; unknown key"),
        (('{ en = "Luck" }', '"Luck"'), "segments.toml:8: segments.luck.label"),
        (("[segments.gifts]", 'model = "../x.json"\n[segments.gifts]'), "wanted a file in the same folder"),
        (("share = 0.2\nstage", "share = 0.2.1\nstage"), "segments.toml:3: Expected newline or end of document after"),
        (("share = 0.2\nstage", "share = 0.2.1\nstage"), " in column 12; the line is `share = 0.2.1`; wanted TOML 1.0"),
    ],
)  # fmt: skip
def test_a_broken_file_is_refused_with_file_line_and_key(tmp_path: Path, change: tuple[str, str], text: str) -> None:
    broken = GOOD.replace(*change)
    assert broken != GOOD
    with pytest.raises(InvalidInput) as error:
        load_segmentation(written(tmp_path, broken))
    assert text in str(error.value)


def test_everything_that_is_wrong_in_a_file_is_told_at_once_in_the_order_of_its_lines(tmp_path: Path) -> None:
    broken = GOOD.replace("share = 0.6", 'share = "0.6"\nshar = 1').replace("goals = 0.75", "goals = 7.5, habit = -1")
    broken = "colour = 3\n" + broken.replace('{ en = "Ally" }', "{ en = 1, fr = 2 }")
    with pytest.raises(InvalidInput) as error:
        load_segmentation(written(tmp_path, broken))
    assert [(problem.line, problem.text.split(" ")[0]) for problem in error.value.problems] == [
        (1, "colour"), (6, "segments.gifts.barriers.goals"), (6, "segments.gifts.barriers.habit"),
        (10, "segments.luck.share"), (11, "segments.luck.shar"), (14, "segments.ally.label.en"),
        (14, "segments.ally.label.fr"),
    ]  # fmt: skip


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"\xef\xbb\xbfx = 1", "begins with a byte-order mark"),
        (b"x = '\xe9'", "is not UTF-8 (byte 5)"),
        (b"#" * (MAX_BYTES + 1), f"has {MAX_BYTES + 1} bytes; wanted at most {MAX_BYTES}"),
        (b"x = " + b"[" * 100_000, "nested too deep"),
    ],
    ids=["mark", "encoding", "size", "depth"],
)
def test_a_file_that_is_no_plain_text_is_refused_by_its_name(tmp_path: Path, content: bytes, words: str) -> None:
    file = tmp_path / "segments.toml"
    file.write_bytes(content)
    with pytest.raises(InvalidInput) as error:
        load_segmentation(file)
    assert [(problem.file, problem.text.startswith(words)) for problem in error.value.problems] == [(str(file), True)]


def test_a_place_that_does_not_exist_is_told_before_anything_is_written(tmp_path: Path) -> None:
    place = tmp_path / "nodir" / "segments.toml"
    with pytest.raises(NotFound, match="there is no folder"):
        check_place(place)
    with pytest.raises(NotFound, match="there is no folder"):
        save_segmentation(load_segmentation(written(tmp_path)), place)
    check_place(tmp_path)
    check_place(tmp_path / "new.toml")
    assert [path.name for path in tmp_path.iterdir()] == ["segments.toml"]


def test_a_missing_file_and_a_missing_model_are_not_found(tmp_path: Path) -> None:
    with pytest.raises(NotFound, match="no such file"):
        load_segmentation(tmp_path)
    with pytest.raises(NotFound, match=r"model = 'typing\.json', but there is no such file beside it"):
        load_segmentation(written(tmp_path, f'model = "typing.json"\n{GOOD}'))


def test_what_is_saved_is_loaded_with_the_same_version(tmp_path: Path) -> None:
    written(tmp_path)
    plain = load_segmentation(tmp_path)
    assert plain.segment("gifts").label["zh-CN"] == "人情送礼者"
    typed = Segmentation(plain.segments, RulesModel.example())
    save_segmentation(typed, tmp_path)
    again = load_segmentation(tmp_path / "segments.toml")
    assert again.version == typed.version != plain.version
    assert again.membership({"gift_expected": 1}) == typed.membership({"gift_expected": 1})
    assert sorted(path.name for path in tmp_path.iterdir()) == ["segments.toml", "typing.json"]


def test_a_rules_model_may_be_written_by_hand_in_toml(tmp_path: Path) -> None:
    (tmp_path / "typing.toml").write_text(
        """
        kind = "rules"
        questions = [{ id = "expected", choices = ["yes", "no"], levels = [1, 0] }]
        [shares]
        gifts = 0.2
        luck = 0.6
        ally = 0.2
        [[rules]]
        segment = "gifts"
        probability = 0.8
        when = { expected = ["yes"] }
        """
    )
    segmentation = load_segmentation(written(tmp_path, f'model = "typing.toml"\n{GOOD}'))
    assert segmentation.membership({"expected": "yes"}).of("gifts") == 0.8


@pytest.mark.parametrize(
    ("document", "text"),
    [("{", "not JSON"), ("[]", "wanted an object with the key 'kind'"),
     (json.dumps(RulesModel.example().to_json() | {"shares": {"gifts": 1.0}}), "rules[1].segment = 'ally'")],
)  # fmt: skip
def test_a_broken_model_file_is_refused_by_its_name(tmp_path: Path, document: str, text: str) -> None:
    (tmp_path / "typing.json").write_text(document)
    with pytest.raises(InvalidInput) as error:
        load_segmentation(written(tmp_path, f'model = "typing.json"\n{GOOD}'))
    assert "typing.json: " in str(error.value)
    assert text in str(error.value)


def test_the_embedded_campaign_has_six_segments_and_one_ally() -> None:
    segmentation = load_segmentation(example())
    assert len(segmentation.ids) == 6
    assert [segment.id for segment in segmentation.segments if segment.role == "ally"] == ["ally_rejecter"]


def test_texts_with_quotes_and_lines_survive_writing(tmp_path: Path) -> None:
    odd = Segment(
        "odd", {"en": 'He said "no"\nand left \\o/'}, 1.0, motivation="MOT-SOC", trusted_messengers=("a", "b")
    )
    save_segmentation(Segmentation((odd,)), tmp_path / "segments.toml")
    assert load_segmentation(tmp_path).segments == (odd,)


def test_a_segments_file_that_points_out_of_its_folder_is_not_read(tmp_path: Path) -> None:
    secret = tmp_path / "secret.toml"
    secret.write_text("password = 1", encoding="utf-8")
    (tmp_path / "mine").mkdir()
    (tmp_path / "mine" / "segments.toml").symlink_to(secret)
    with pytest.raises(InvalidInput, match="points outside its folder") as refused:
        load_segmentation(tmp_path / "mine")
    assert "password" not in str(refused.value)
