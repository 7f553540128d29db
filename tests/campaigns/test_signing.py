"""Signing: the record and campaign.toml change together, under a lock, or not at all."""

import subprocess
import sys
import threading
from functools import partial
from pathlib import Path

import pytest

from campaigns.approval.ledger import LEDGER_FILE, Entry, Ledger, read_ledger
from campaigns.approval.signing import sign
from campaigns.approval.standing import standing
from campaigns.approval.steps import approve, launch, pause, review, submit
from campaigns.campaign import Campaign
from campaigns.errors import Conflict, NotFound, Unavailable
from campaigns.files import load_campaign
from tests.campaigns.real_campaign import AUDIENCE, by, reviewed_entries, write_real

ROOT = Path(__file__).parents[2]
REVIEWER = """
import sys
from datetime import UTC, datetime
from functools import partial
from pathlib import Path
from campaigns.approval.steps import review
from campaigns.approval.signature import Signature
from campaigns.approval.signing import sign
who, role, *locales = sys.argv[2:]
by = Signature(who, datetime.now(UTC))
sign(Path(sys.argv[1]), lambda campaign, entries: review(campaign, "tested", entries, by, role, "approve", locales))
"""


@pytest.fixture
def real(tmp_path: Path) -> Path:
    return write_real(tmp_path / "real")


def hand_in(folder: Path) -> Entry:
    return sign(folder, lambda campaign, entries: submit(campaign, "tested", entries, by("Ana"), AUDIENCE))


def written(entry: Entry, campaign: Campaign, entries: tuple[Entry, ...]) -> Entry:
    """A step that was judged before."""
    return entry


def go_live(folder: Path) -> None:
    hand_in(folder)
    for entry in reviewed_entries(load_campaign(folder))[1:]:
        sign(folder, partial(written, entry))
    sign(folder, lambda campaign, entries: approve(campaign, "tested", entries, by("Chi", 5)))
    sign(folder, lambda campaign, entries: launch(campaign, "tested", entries, by("Chi", 6), ()))


def test_a_launch_is_in_the_record_and_in_the_file(real: Path) -> None:
    before = (real / "campaign.toml").read_text(encoding="utf-8")
    go_live(real)
    campaign = load_campaign(real)
    assert campaign.variant("tested").state == "live"
    assert standing(campaign, "tested", read_ledger(real)).state == "live"
    assert len((real / "campaign.toml").read_text(encoding="utf-8").splitlines()) - len(before.splitlines()) <= 1


def test_a_step_that_refuses_changes_neither(real: Path) -> None:
    hand_in(real)
    before = {path.name: path.read_bytes() for path in real.iterdir() if path.is_file()}
    with pytest.raises(Conflict):
        sign(real, lambda campaign, entries: approve(campaign, "tested", entries, by("Chi", 5)))
    assert {path.name: path.read_bytes() for path in real.iterdir() if path.is_file()} == before


def test_a_record_that_cannot_be_written_leaves_the_state_as_it_was(
    real: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    go_live(real)
    before = (real / "campaign.toml").read_bytes()

    def full(self: Ledger, entry: Entry) -> None:
        raise Unavailable("the disk is full")

    monkeypatch.setattr(Ledger, "append", full)
    with pytest.raises(Unavailable, match="full"):
        sign(real, lambda campaign, entries: pause(campaign, "tested", entries, by("Dung", 8, "complaints")))
    assert (real / "campaign.toml").read_bytes() == before


def test_no_record_is_begun_in_a_folder_that_is_no_campaign(tmp_path: Path) -> None:
    with pytest.raises(NotFound):
        hand_in(tmp_path)
    assert not (tmp_path / LEDGER_FILE).exists()


def test_two_reviewers_in_two_processes_at_once_are_both_recorded(real: Path) -> None:
    hand_in(real)
    words = [("Bo", "theory"), ("Mai", "local", "en", "zh-CN")]
    running = [
        subprocess.Popen([sys.executable, "-c", REVIEWER, str(real), *one], cwd=ROOT, stderr=subprocess.PIPE)
        for one in words
    ]
    assert [process.communicate(timeout=60)[1] for process in running] == [b"", b""]
    assert {entry.who for entry in read_ledger(real)} == {"Ana", "Bo", "Mai"}
    assert standing(load_campaign(real), "tested", read_ledger(real)).state == "reviewed"


def test_of_two_who_do_the_same_step_at_once_one_is_told_that_it_was_done(real: Path) -> None:
    hand_in(real)
    told: list[str] = []

    def look() -> None:
        try:
            sign(real, lambda campaign, entries: review(campaign, "tested", entries, by("Bo", 3), "theory"))
        except Conflict as conflict:
            told.append(str(conflict))

    threads = [threading.Thread(target=look) for _ in range(5)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert len(told) == 4
    assert len(read_ledger(real)) == 2
