"""Fixtures every test may use: where the shared real data lie, if they are there."""

from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent


@pytest.fixture(scope="session")
def shared() -> Path:
    """Give the folder of real data beside the checkout; tests skip with a visible reason where it is missing."""
    folder = ROOT.parent / "shared"
    if not folder.is_dir():
        pytest.skip(f"real data are not here: no folder {folder.name!r} beside the checkout")
    return folder
