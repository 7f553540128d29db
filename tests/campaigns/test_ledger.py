"""The record: what is written is read back, nothing is lost, and nothing strange is taken for an entry."""

import csv
import io
import json
import os
import subprocess
import sys
import threading
from datetime import UTC, datetime, timedelta, timezone
from pathlib import Path

import pytest
from pydantic import ValidationError

from campaigns.approval import ledger as module
from campaigns.approval.ledger import LEDGER_FILE, Entry, ledger_csv, open_ledger, read_ledger
from campaigns.approval.person import person, same_person
from campaigns.approval.signature import Signature
from campaigns.errors import Conflict, InvalidInput, Unavailable

ROOT = Path(__file__).parents[2]
DIGEST = "0123456789abcdef" * 4
CHILD = """
import sys
from datetime import UTC, datetime
from pathlib import Path
from campaigns.approval.ledger import Entry, open_ledger
for number in range(20):
    with open_ledger(Path(sys.argv[1])) as ledger:
        why = f"{sys.argv[2]} {number} after {len(ledger.entries)}"
        ledger.append(Entry(at=datetime.now(UTC), who="Ana", act="submit", subject="variant:plain",
                            digest="0" * 64, why=why))
"""


def entry(**changes: object) -> Entry:
    values: dict[str, object] = {
        "at": datetime(2026, 3, 2, 9, 30, tzinfo=UTC), "who": "Ana Ruiz", "act": "submit", "subject": "variant:plain",
        "digest": DIGEST,
    }  # fmt: skip
    return Entry.model_validate(values | changes)


def test_what_is_written_is_read_back_in_order(tmp_path: Path) -> None:
    written = (
        entry(why="first\nversion"),
        entry(who="Mai Trần", act="review", role="local", locales=("zh-CN", "en"), why="好"),
        entry(subject="claim:share", act="submit"),
    )
    with open_ledger(tmp_path) as ledger:
        for one in written:
            ledger.append(one)
        assert ledger.entries == written
    assert read_ledger(tmp_path) == written
    assert read_ledger(tmp_path)[1].locales == ("en", "zh-CN")
    assert len((tmp_path / LEDGER_FILE).read_text(encoding="utf-8").splitlines()) == 3


def test_a_folder_without_a_record_has_no_entries_and_reading_begins_none(tmp_path: Path) -> None:
    assert read_ledger(tmp_path) == ()
    assert list(tmp_path.iterdir()) == []


def test_times_are_kept_in_utc_and_a_time_without_a_zone_is_refused() -> None:
    hanoi = timezone(timedelta(hours=7))
    assert entry(at=datetime(2026, 3, 3, 6, 0, tzinfo=hanoi)).day == "2026-03-02"
    with pytest.raises(ValidationError, match="timezone"):
        entry(at=datetime(2026, 3, 2, 9, 30))  # noqa: DTZ001  # the point of the test


def test_eight_threads_at_once_lose_nothing(tmp_path: Path) -> None:
    seen: list[int] = []

    def add(number: int) -> None:
        for _ in range(15):
            with open_ledger(tmp_path) as ledger:
                seen.append(len(ledger.entries))
                ledger.append(entry(why=str(number)))

    threads = [threading.Thread(target=add, args=(number,)) for number in range(8)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(read_ledger(tmp_path)) == 120
    assert sorted(seen) == list(range(120)), "each saw all that was written before it"


def test_three_processes_at_once_lose_nothing(tmp_path: Path) -> None:
    running = [
        subprocess.Popen([sys.executable, "-c", CHILD, str(tmp_path), name], cwd=ROOT, stderr=subprocess.PIPE)
        for name in ("one", "two", "three")
    ]
    assert [process.communicate(timeout=60)[1] for process in running] == [b"", b"", b""]
    after = [int(one.why.rsplit(" ", 1)[1]) for one in read_ledger(tmp_path)]
    assert after == list(range(60)), "each judged by all that was written before it"


@pytest.mark.parametrize(
    ("line", "words"),
    [
        ("not json", "wanted"),
        (json.dumps({"who": "Ana"}), "at is missing"),
        (entry().model_dump_json().replace('"submit"', '"bless"'), "bless"),
        (entry().model_dump_json().replace(DIGEST, "abc"), "digest"),
        (entry().model_dump_json().replace("variant:plain", "../../etc"), "subject"),
        (entry().model_dump_json().replace('"why":""', '"why":"","extra":1'), "unknown key"),
        (entry().model_dump_json().replace('"role":null', '"role":"local"'), "has role"),
        (entry().model_dump_json().replace("Ana Ruiz", " "), "name of a person"),
        (entry().model_dump_json().replace('"why":""', f'"why":"{"x" * 30_000}"'), "20000"),
    ],
    ids=lambda value: value[:20],
)
def test_a_line_that_is_no_entry_is_told_with_its_number(tmp_path: Path, line: str, words: str) -> None:
    (tmp_path / LEDGER_FILE).write_text(f"{entry().model_dump_json()}\n{line}\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"^approvals\.jsonl:2: ") as caught:
        read_ledger(tmp_path)
    assert words in str(caught.value)
    assert "restore the file" in str(caught.value)


def test_a_line_that_cannot_be_read_is_told_without_the_words_of_the_reader(tmp_path: Path) -> None:
    (tmp_path / LEDGER_FILE).write_text("{bad\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"^approvals\.jsonl:1: cannot be read; wanted one whole entry"):
        read_ledger(tmp_path)


def test_a_line_cut_off_by_hand_is_not_added_to(tmp_path: Path) -> None:
    (tmp_path / LEDGER_FILE).write_text(entry().model_dump_json()[:40], encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"approvals\.jsonl:1: has no end of line"), open_ledger(tmp_path):
        pass


def test_a_record_that_grows_too_large_is_refused_and_stays(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.append(entry())
        monkeypatch.setattr(module, "MAX_BYTES", (tmp_path / LEDGER_FILE).stat().st_size + 10)
        with pytest.raises(Conflict, match="archive"):
            ledger.append(entry())
    assert len(read_ledger(tmp_path)) == 1


def test_a_write_that_fails_half_way_leaves_nothing(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with open_ledger(tmp_path) as ledger:
        ledger.append(entry())
        before = (tmp_path / LEDGER_FILE).read_bytes()
        really = os.write
        monkeypatch.setattr(os, "write", lambda descriptor, line: really(descriptor, line[:20]))
        with pytest.raises(Unavailable, match="cannot be written"):
            ledger.append(entry(why="second"))
    monkeypatch.undo()
    assert (tmp_path / LEDGER_FILE).read_bytes() == before


def test_a_link_to_another_place_is_not_followed(tmp_path: Path) -> None:
    (tmp_path / "elsewhere").write_text("", encoding="utf-8")
    (tmp_path / LEDGER_FILE).symlink_to(tmp_path / "elsewhere")
    with pytest.raises(InvalidInput, match="plain file"):
        read_ledger(tmp_path)
    with pytest.raises(InvalidInput, match="plain file"), open_ledger(tmp_path):
        pass


def test_a_pipe_in_its_place_is_refused(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / LEDGER_FILE)
    with pytest.raises(InvalidInput, match="no plain file"):
        read_ledger(tmp_path)
    with pytest.raises(InvalidInput, match="no plain file"), open_ledger(tmp_path):
        pass


def test_one_person_is_one_person_however_the_name_is_written() -> None:
    assert same_person("Ana Ruiz", "  ANA  ruiz ")
    assert same_person("José", "Jose\u0301")
    assert same_person("Strauß", "STRAUSS")
    assert same_person("J. Ruiz-Díaz", "j ruiz díaz")
    assert not same_person("Ana", "Anna")
    assert not same_person("José", "Jose")
    assert person("Jose\u0301  Díaz") == "José Díaz"


BLANKS = ["\u200b", "\x00", "\u202e", "\u034f", "\u3164", "\u115f", "\u2800", "\ufe0f", "\U000e0100"]


@pytest.mark.parametrize("name", ["", "   ", "...", "A" * 101, *(f"Ana{blank}" for blank in BLANKS)])
def test_a_name_that_cannot_be_seen_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="name of a person"):
        person(name)


@pytest.mark.parametrize("name", ["\u0410na", "An\u03b1", "Ana \u0420uiz", "Mai \u13a2"])
def test_a_name_of_letters_that_only_look_alike_is_refused(name: str) -> None:
    with pytest.raises(InvalidInput, match="one alphabet"):
        person(name)


@pytest.mark.parametrize("name", ["Анна Иванова", "Ελένη", "阮 Mai", "Nguyễn Thị Hà", "O'Brien", "محمد", "สมชาย"])
def test_a_name_of_any_one_alphabet_is_taken(name: str) -> None:
    assert person(name) == name


@pytest.mark.parametrize("mark", ["\x1b[2J", "\r", "\x08", "\u202e", "\u2028", "\x9b"])
def test_a_reason_that_would_steer_a_screen_is_refused_when_signed_and_when_read(tmp_path: Path, mark: str) -> None:
    with pytest.raises(InvalidInput, match="steer the screen"):
        Signature("Ana", datetime(2026, 3, 2, tzinfo=UTC), f"a{mark}b")
    line = json.loads(entry().model_dump_json()) | {"why": f"a{mark}b"}
    (tmp_path / LEDGER_FILE).write_text(json.dumps(line) + "\n", encoding="utf-8")
    with pytest.raises(InvalidInput, match=r"approvals.jsonl:1: why.*steer the screen"):
        read_ledger(tmp_path)


def test_a_reason_that_is_too_long_is_refused_in_a_sentence() -> None:
    with pytest.raises(InvalidInput, match="why has 2001 characters; wanted at most 2000"):
        Signature("Ana", datetime(2026, 3, 2, tzinfo=UTC), "x" * 2001)


@pytest.mark.parametrize("cell", ["=1+1", "+1", "-1", "@SUM(A1)", "\t=1", "\r=1", "\n=1", "＝1"])
def test_a_cell_that_a_spreadsheet_would_run_gets_a_quote(cell: str) -> None:
    one = Entry.model_construct(**(dict(entry()) | {"why": cell}))
    assert next(iter(csv.DictReader(io.StringIO(ledger_csv([one]), newline=""))))["why"] == f"'{cell}"


def test_the_csv_holds_every_field_of_every_entry() -> None:
    local = entry(who="Mai", act="review", role="local", locales=("en", "vi"), why='says "yes", twice')
    rows = list(csv.DictReader(io.StringIO(ledger_csv([entry(), local]))))
    assert [row["who"] for row in rows] == ["Ana Ruiz", "Mai"]
    assert rows[1] == {
        "at": "2026-03-02T09:30:00+00:00", "who": "Mai", "act": "review", "subject": "variant:plain", "digest": DIGEST,
        "role": "local", "locales": "en vi", "why": 'says "yes", twice',
    }  # fmt: skip
    assert set(rows[0]) == set(Entry.model_fields)
