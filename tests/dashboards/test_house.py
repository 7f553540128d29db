"""The house: what a rehearsal taught is never taken for what people did."""

from pathlib import Path

import pytest

from campaigns.errors import Conflict
from campaigns.files import example, load_campaign
from dashboards.house import keep_rehearsals_apart, open_house

ILLUSTRATIVE = load_campaign(example())
REAL = ILLUSTRATIVE.model_copy(update={"data_status": "real"})


def test_the_record_of_a_rehearsal_is_refused_to_the_real_campaign(tmp_path: Path) -> None:
    store = str(tmp_path / "record.db")
    with open_house(example(), store):
        pass
    with pytest.raises(Conflict, match="holds a rehearsal of light-suitcase"):
        keep_rehearsals_apart(REAL, store)
    keep_rehearsals_apart(REAL, str(tmp_path / "another.db"))


def test_a_rehearsal_of_one_campaign_is_no_bar_to_another(tmp_path: Path) -> None:
    store = str(tmp_path / "record.db")
    keep_rehearsals_apart(ILLUSTRATIVE, store)
    keep_rehearsals_apart(REAL.model_copy(update={"id": "other"}), store)
    keep_rehearsals_apart(ILLUSTRATIVE.model_copy(update={"id": "third"}), store)
    with pytest.raises(Conflict, match="light-suitcase"):
        keep_rehearsals_apart(REAL, store)


def test_a_real_campaign_and_a_record_in_memory_leave_no_mark(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    keep_rehearsals_apart(REAL, str(tmp_path / "record.db"))
    keep_rehearsals_apart(ILLUSTRATIVE, "memory:")
    assert list(tmp_path.iterdir()) == []
