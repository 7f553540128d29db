"""Signing: one step of the approval, done in a campaign folder: the record and campaign.toml together, under a lock."""

from collections.abc import Callable, Mapping
from pathlib import Path
from types import MappingProxyType

from campaigns.approval.ledger import Act, Entry, open_ledger
from campaigns.approval.state_line import with_state
from campaigns.campaign import Campaign
from campaigns.errors import Unavailable
from campaigns.files import CAMPAIGN_FILE, load_campaign
from campaigns.text_files import read_text, write_whole

type Step = Callable[[Campaign, tuple[Entry, ...]], Entry]

STATE_AFTER: Mapping[Act, str] = MappingProxyType({
    "launch": "live", "resume": "live", "pause": "paused", "retire": "retired",
})  # fmt: skip


def sign(folder: Path, step: Step) -> Entry:
    """Take one step and record it; launch, pause, resume and retire also change the state in campaign.toml.

    Campaign and record are read again under the lock, so that a step is judged by what is there when it is written. The
    state is written first: a crash in between leaves a variant that campaign.toml and the record do not agree about,
    and such a one is not served.

    Parameters
    ----------
    folder : the campaign folder.
    step : gives the entry, or raises why not; one of `campaigns.approval.steps` or `campaigns.approval.claim_steps`.

    Raises
    ------
    InvalidInput, NotFound, Conflict, Unavailable
        Whatever the folder, the record or the step has to complain of; then nothing is changed.

    Examples
    --------
    >>> import shutil, tempfile
    >>> from datetime import UTC, datetime
    >>> from campaigns.approval.steps import submit
    >>> from campaigns.files import example
    >>> from campaigns.approval.signature import Signature
    >>> ana = Signature("Ana", datetime(2026, 3, 2, 9, tzinfo=UTC))
    >>> with tempfile.TemporaryDirectory() as place:
    ...     mine = Path(shutil.copytree(example(), Path(place, "mine")))
    ...     sign(mine, lambda campaign, entries: submit(campaign, "plain", entries, ana, ())).subject
    'variant:plain'
    """
    folder = Path(folder)
    load_campaign(folder)  # before a record is begun in a folder that is no campaign
    with open_ledger(folder) as ledger:
        entry = step(load_campaign(folder), ledger.entries)
        state = STATE_AFTER.get(entry.act)
        if state is None:
            ledger.append(entry)
            return entry
        path = folder / CAMPAIGN_FILE
        before = read_text(path, CAMPAIGN_FILE)
        _write(path, with_state(before, entry.name, state))
        try:
            ledger.append(entry)
        except BaseException:
            _write(path, before)
            raise
    return entry


def _write(path: Path, text: str) -> None:
    try:
        write_whole(path, text)
    except OSError as error:
        raise Unavailable(f"{path}: cannot be written ({error.strerror or error}). Mend its permissions.") from error
