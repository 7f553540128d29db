"""`forbear approval`, `ready` and `knowledge`: from draft to live through the commands, and back by an edit."""

import csv
import io
import json
import subprocess
import sys
from pathlib import Path

import pytest

from campaigns.approval.ledger import read_ledger
from campaigns.errors import InvalidInput
from campaigns.files import example, load_campaign
from dashboards import cli
from dashboards.house import open_house
from tests.campaigns.real_campaign import both_live, real_campaign, write_real
from tests.dashboards.served import ROOT

type Capture = pytest.CaptureFixture[str]


@pytest.fixture
def real(tmp_path: Path) -> Path:
    return write_real(tmp_path / "real")


def run(capsys: Capture, *words: str | Path) -> tuple[int, str, str]:
    code = cli.main([str(word) for word in words])
    out, err = capsys.readouterr()
    return code, out, err


def approval(capsys: Capture, act: str, folder: Path, *words: str) -> str:
    code, out, err = run(capsys, "approval", act, folder, *words)
    assert code == 0, err
    return out


def check_claim(capsys: Capture, folder: Path) -> None:
    approval(capsys, "submit", folder, "--claim", "published", "--by", "Ana")
    approval(capsys, "review", folder, "--claim", "published", "--by", "Bo", "--role", "theory")


def agree(capsys: Capture, folder: Path, name: str) -> None:
    """Ana writes, Bo reads for theory, Mai and Dung one language each, Chi approves."""
    about = ("--variant", name)
    assert "linted" in approval(capsys, "submit", folder, *about, "--by", "Ana", "--why", "first version")
    approval(capsys, "review", folder, *about, "--by", "Bo", "--role", "theory")
    half = approval(capsys, "review", folder, *about, "--by", "Mai", "--role", "local", "--locales", "zh-CN")
    assert "missing: a review as local for en" in half
    whole = approval(capsys, "review", folder, *about, "--by", "Dung", "--role", "local", "--locales", "en")
    assert f"variant:{name}: reviewed" in whole
    assert f"variant:{name}: approved\n" in approval(capsys, "approve", folder, *about, "--by", "Chi")


def go_live(capsys: Capture, folder: Path) -> None:
    check_claim(capsys, folder)
    for name in ("plain", "tested"):
        agree(capsys, folder, name)
    for name in ("plain", "tested"):
        approval(capsys, "launch", folder, "--variant", name, "--by", "Chi", "--why", "all checked")


def edit(folder: Path, old: str, new: str, file: str = "messages/tested.en.j2") -> None:
    text = (folder / file).read_text(encoding="utf-8")
    assert old in text
    (folder / file).write_text(text.replace(old, new), encoding="utf-8")


def test_a_real_campaign_goes_from_draft_to_live_and_an_edit_takes_it_back(
    real: Path, capsys: Capture, tmp_path: Path
) -> None:
    store = ("--store", str(tmp_path / "record.db"))
    code, out, _ = run(capsys, "ready", real)
    assert code == 1
    assert "3 reasons against going live: variant:plain, variant:tested." in out
    check_claim(capsys, real)
    for name in ("plain", "tested"):
        agree(capsys, real, name)
    assert [variant.state for variant in load_campaign(real).variants] == ["draft", "draft"]
    code, out, _ = run(capsys, "ready", real)
    assert (code, "0 reasons against going live." in out) == (0, True)
    assert "advice: H16" in out

    for name in ("plain", "tested"):
        assert f"variant:{name}: live" in approval(capsys, "launch", real, "--variant", name, "--by", "Chi")
    assert [variant.state for variant in load_campaign(real).variants] == ["live", "live"]
    assert run(capsys, "refresh", real, *store)[0] == 0

    edit(real, "Choose wood", "Choose stone")
    code, _, err = run(capsys, "refresh", real, *store)
    assert code == 2
    assert "variant:tested" in err and "the text was edited after the approval of" in err
    assert "variant:plain" not in err
    with pytest.raises(InvalidInput, match="edited after the approval"), open_house(real, "memory:"):
        pass
    code, out, _ = run(capsys, "approval", "status", real)
    assert "variant:tested: draft; the text was edited after the approval of" in out
    assert "variant:plain: live\n" in out
    assert run(capsys, "uplift", real, *store)[0] == 0, "what was learnt can still be read"

    agree(capsys, real, "tested")
    approval(capsys, "launch", real, "--variant", "tested", "--by", "Chi")
    assert run(capsys, "refresh", real, *store)[0] == 0


def test_a_pause_takes_a_message_out_and_a_resume_brings_it_back(real: Path, capsys: Capture) -> None:
    go_live(capsys, real)
    about = ("--variant", "tested", "--by", "Dung")
    code, _, err = run(capsys, "approval", "pause", real, *about)
    assert (code, "no reason given" in err) == (2, True)
    approval(capsys, "pause", real, *about, "--why", "two complaints")
    assert [variant.id for variant in load_campaign(real).live] == ["plain"]
    with open_house(real, "memory:") as house:
        assert [variant.id for variant in house.campaign.live] == ["plain"]
    approval(capsys, "resume", real, *about, "--why", "about the photo, which is gone")
    assert len(load_campaign(real).live) == 2
    approval(capsys, "retire", real, *about, "--why", "season over")
    code, _, err = run(capsys, "approval", "resume", real, *about, "--why", "again")
    assert (code, "is for good" in err) == (4, True)


def test_whoever_writes_live_into_the_file_by_hand_serves_nothing(tmp_path: Path, capsys: Capture) -> None:
    real = write_real(tmp_path / "real", both_live())
    code, _, err = run(capsys, "serve", real, "--store", str(tmp_path / "r.db"), "--allow-findings")
    assert code == 2
    assert "may not be shown to people yet, for 3 reasons" in err
    assert "variant:plain: H13: is draft" in err and "claim published is not reviewed" in err


def test_a_rehearsal_is_served_and_says_that_it_is_one(
    tmp_path: Path, capsys: Capture, monkeypatch: pytest.MonkeyPatch
) -> None:
    served: list[str] = []
    monkeypatch.setattr("dashboards.serve.serve", lambda house, *_rest, **_more: served.append(house.campaign.id))
    show = write_real(tmp_path / "show", both_live(data_status="illustrative"))
    code, out, _ = run(capsys, "serve", show, "--store", tmp_path / "r.db", "--allow-findings")
    assert (code, served) == (0, ["small"])
    assert out.startswith("rehearsal: small is illustrative; none of it is for real people")


@pytest.mark.parametrize(
    ("words", "code", "reason"),
    [
        (("review", "--variant", "tested", "--by", "ana", "--role", "theory"), 4, "is its author"),
        (("approve", "--variant", "tested", "--by", "Chi"), 4, "missing: a review as theory"),
        (("launch", "--variant", "tested", "--by", "Chi"), 4, "is linted; wanted it approved"),
        (("review", "--variant", "tested", "--by", "Mai", "--role", "local"), 2, "no locale named"),
        (("review", "--claim", "published", "--by", "Bo", "--role", "theory"), 4, "wanted it handed in"),
        (("submit", "--variant", "nothing", "--by", "Ana"), 3, "plain, tested"),
        (("submit", "--variant", "plain", "--by", "\u200b"), 2, "name of a person"),
    ],
)
def test_a_step_that_must_not_be_taken_gives_its_code_and_its_reason(
    real: Path, capsys: Capture, words: tuple[str, ...], code: int, reason: str
) -> None:
    approval(capsys, "submit", real, "--variant", "tested", "--by", "Ana")
    found, out, err = run(capsys, "approval", words[0], real, *words[1:], "--json")
    assert (found, reason in err) == (code, True), err
    assert json.loads(out)["error"]["code"] in {"conflict", "invalid_input", "not_found"}
    assert len(read_ledger(real)) == 1


def test_an_expired_claim_blocks_its_review_its_launch_and_is_named(tmp_path: Path, capsys: Capture) -> None:
    real = write_real(tmp_path / "real")
    go_live(capsys, real)
    approval(capsys, "pause", real, "--variant", "tested", "--by", "Dung", "--why", "to bring newer evidence")
    edit(real, "valid_until = 2990-01-01", "valid_until = 2026-02-01", "campaign.toml")
    code, _, err = run(capsys, "approval", "resume", real, "--variant", "tested", "--by", "Chi", "--why", "go on")
    assert (code, "claim published expired on 2026-02-01" in err) == (4, True)
    code, _, err = run(capsys, "approval", "submit", real, "--claim", "published", "--by", "Ana")
    assert (code, "claim published expired on 2026-02-01" in err) == (2, True)
    code, out, _ = run(capsys, "ready", real, "--json")
    reasons = [one for one in json.loads(out)["blockers"] if one["kind"] == "evidence"]
    assert [(one["subject"], one["gate"]) for one in reasons] == [("variant:tested", "H13")]


def test_an_illustrative_campaign_is_approved_in_rehearsal_and_never_launched(tmp_path: Path, capsys: Capture) -> None:
    folder = write_real(tmp_path / "show", real_campaign(data_status="illustrative"))
    check_claim(capsys, folder)
    agree(capsys, folder, "tested")
    code, _, err = run(capsys, "approval", "launch", folder, "--variant", "tested", "--by", "Chi")
    assert (code, "never launched" in err) == (4, True)
    assert load_campaign(folder).variant("tested").state == "draft"


def test_two_reviewers_at_once_through_the_command_are_both_on_record(real: Path, capsys: Capture) -> None:
    approval(capsys, "submit", real, "--variant", "tested", "--by", "Ana")
    program = "import sys; from dashboards.cli import main; sys.exit(main(sys.argv[1:]))"
    words = [("Bo", "theory"), ("Mai", "local", "--locales", "en,zh-CN"), ("Eve", "legal"), ("Fei", "ethics")]
    running = [
        subprocess.Popen(
            [sys.executable, "-c", program, "approval", "review", str(real), "--variant", "tested", "--by", who,
             "--role", role, *more],
            cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
        )
        for who, role, *more in words
    ]  # fmt: skip
    assert [process.communicate(timeout=60)[1] for process in running] == [b""] * 4
    assert sorted(entry.who for entry in read_ledger(real)) == ["Ana", "Bo", "Eve", "Fei", "Mai"]
    assert "variant:tested: reviewed" in approval(capsys, "status", real)


def test_the_log_is_for_people_for_programs_and_for_spreadsheets(real: Path, capsys: Capture) -> None:
    approval(capsys, "submit", real, "--variant", "tested", "--by", "Ana", "--why", "=1+1")
    approval(capsys, "review", real, "--variant", "tested", "--by", "Mai", "--role", "local", "--locales", "en,zh-CN")
    rows = list(csv.DictReader(io.StringIO(approval(capsys, "log", real, "--csv"))))
    assert [(row["who"], row["why"], row["locales"]) for row in rows] == [("Ana", "'=1+1", ""), ("Mai", "", "en zh-CN")]
    entries = json.loads(approval(capsys, "log", real, "--json"))["entries"]
    assert [entry["act"] for entry in entries] == ["submit", "review"]
    first, second = approval(capsys, "log", real).splitlines()
    assert first.endswith("variant:tested  submit by Ana: =1+1")
    assert second.endswith("review by Mai as local en zh-CN")


def test_nobody_signs_what_was_changed_and_handed_in_since_they_read_it(real: Path, capsys: Capture) -> None:
    approval(capsys, "submit", real, "--variant", "tested", "--by", "Ana")
    read = approval(capsys, "status", real).splitlines()[1][:12]
    edit(real, "Choose wood", "Choose stone")
    approval(capsys, "submit", real, "--variant", "tested", "--by", "Ana")
    words = ("approval", "review", real, "--variant", "tested", "--by", "Bo", "--role", "theory", "--text")
    code, _, err = run(capsys, *words, read)
    assert (code, "it was changed since you read it" in err) == (4, True)
    now = approval(capsys, "status", real).splitlines()[1][:12]
    assert now != read
    assert run(capsys, *words, now)[0] == 0
    assert [entry.act for entry in read_ledger(real)] == ["submit", "submit", "review"]


def test_several_texts_are_signed_at_once_and_a_refusal_of_one_leaves_the_others_be(
    real: Path, capsys: Capture
) -> None:
    check_claim(capsys, real)
    out = approval(capsys, "submit", real, "--variant", "plain, tested,plain", "--by", "Ana")
    assert out.count("submit by Ana recorded") == 2
    words = ("--by", "Bo", "--role", "theory")
    code, out, err = run(capsys, "approval", "review", real, "--variant", "nothing,plain,tested", *words)
    assert (code, out.count("review by Bo as theory recorded")) == (3, 2)
    assert "'nothing'" in err
    code, out, err = run(capsys, "approval", "approve", real, "--variant", "plain,tested", "--by", "Chi")
    assert (code, out) == (4, "")
    assert "2 of 2 refused:\n  variant:plain: is linted" in err
    assert "\n  variant:tested: is linted" in err


@pytest.mark.parametrize("option", [("--text", "8c2f01d9"), ("--json",)])
def test_one_hash_and_one_answer_for_a_script_are_about_one_text(
    real: Path, capsys: Capture, option: tuple[str, ...]
) -> None:
    code, _, err = run(capsys, "approval", "submit", real, "--variant", "plain,tested", "--by", "Ana", *option)
    assert (code, f"2 are named; wanted one with {option[0]}" in err) == (2, True)
    assert read_ledger(real) == ()


def test_status_for_a_program_says_state_missing_and_reviews(real: Path, capsys: Capture) -> None:
    agree(capsys, real, "tested")
    found = {one["subject"]: one for one in json.loads(approval(capsys, "status", real, "--json"))["standings"]}
    assert found.keys() == {"variant:plain", "variant:tested", "claim:published"}
    tested = found["variant:tested"]
    assert (tested["state"], tested["author"], tested["missing"]) == ("approved", "Ana", [])
    assert [review["role"] for review in tested["reviews"]] == ["theory", "local", "local"]
    assert tested["approval"]["who"] == "Chi"
    assert len(tested["digest"]) == 64


def test_sending_back_needs_a_reason_and_shows_it(real: Path, capsys: Capture) -> None:
    approval(capsys, "submit", real, "--variant", "tested", "--by", "Ana")
    words = ("--variant", "tested", "--by", "Mai", "--role", "local", "--return")
    assert run(capsys, "approval", "review", real, *words)[0] == 2
    out = approval(capsys, "review", real, *words, "--why", "stiff")
    assert "variant:tested: draft; sent back by Mai (local) on" in out


def test_the_embedded_example_is_shown_and_never_written_to(capsys: Capture) -> None:
    assert run(capsys, "ready")[0] == 1
    assert run(capsys, "approval", "status")[0] == 0
    with pytest.raises(SystemExit):
        cli.main(["approval", "submit", "--variant", "plain", "--by", "Ana"])
    assert not (example() / "approvals.jsonl").exists()


def test_the_knowledge_pack_is_two_files_and_says_what_was_left_out(
    real: Path, capsys: Capture, tmp_path: Path
) -> None:
    check_claim(capsys, real)
    agree(capsys, real, "tested")
    code, out, _ = run(capsys, "knowledge", real, "--out", tmp_path / "pack")
    assert (code, "2 that may be said, 1 left out" in out) == (0, True)
    written = (tmp_path / "pack" / "knowledge.jsonl").read_text(encoding="utf-8").splitlines()
    assert [json.loads(line)["id"] for line in written] == ["claim:published", "message:tested:page"]
    assert "- source: a survey" in (tmp_path / "pack" / "knowledge.md").read_text(encoding="utf-8")
    code, out, _ = run(capsys, "knowledge", "--out", tmp_path / "example")
    assert out.startswith("ILLUSTRATIVE: an example, not measured. NOT FOR USE")
    code, _, err = run(capsys, "knowledge", real, "--out", tmp_path / "pack" / "knowledge.md" / "x")
    assert (code, "cannot be written" in err) == (2, True)
