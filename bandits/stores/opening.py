"""Opening: from the words of a configuration to a store."""

import re
from pathlib import Path

from bandits.stores.base import Store
from bandits.stores.memory import MemoryStore
from bandits.stores.sqlite import SqliteStore
from campaigns.errors import InvalidInput

_SUPPORTED = 'Supported are "memory:", a path such as forbear.db, and sqlite:///forbear.db (sqlite:////var/forbear.db)'
_FILE_URL = "sqlite:///"


def open_store(url: str) -> Store:
    """Open the store that a URL or path names.

    Parameters
    ----------
    url : "memory:", a path, or "sqlite:///" followed by a path.

    Raises
    ------
    InvalidInput
        If it is empty or names another kind of store.

    Examples
    --------
    >>> type(open_store("memory:")).__name__
    'MemoryStore'
    """
    if url == "memory:":
        return MemoryStore()
    path = url.removeprefix(_FILE_URL)
    kind = re.match(r"([A-Za-z][A-Za-z0-9+.-]+):", path)  # one letter would be a drive
    if not path or path == ":memory:":
        raise InvalidInput(f"store = {url!r} names no file. {_SUPPORTED}.")
    if kind is not None:  # only the kind is repeated: the rest may hold a password
        raise InvalidInput(f"store: {kind[1]!r} is not supported. {_SUPPORTED}.")
    return SqliteStore(Path(path))
