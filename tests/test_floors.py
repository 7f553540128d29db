"""Light floors: importing the hot path loads nothing heavy, and the four packages are the ones of this checkout."""

import subprocess
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parent.parent
PACKAGES = ("campaigns", "segments", "bandits", "dashboards")
HEAVY = ("pymc", "pytensor", "nutpie", "arviz", "sklearn", "pandas", "streamlit", "altair", "scipy.stats")


def _run(code: str, folder: Path) -> str:
    """What a fresh interpreter prints, started in a folder that holds none of our packages."""
    command = [sys.executable, "-c", code]
    return subprocess.run(command, cwd=folder, capture_output=True, text=True, check=True).stdout


@pytest.mark.parametrize("module", ["bandits.engine", "bandits.service", "bandits.stores.memory"])
def test_importing_the_hot_path_loads_nothing_heavy(module: str, tmp_path: Path) -> None:
    loaded = set(_run(f"import sys, {module}; print(*sys.modules)", tmp_path).split())
    assert module in loaded
    assert not loaded.intersection(HEAVY)


def test_a_check_of_a_campaign_loads_no_numpy(tmp_path: Path) -> None:
    """It shall answer while somebody writes; a campaign with a typing model needs NumPy all the same."""
    code = "import sys; from dashboards.cli import main; main(['check']); print('loaded', *sys.modules)"
    loaded = set(_run(code, tmp_path).rpartition("loaded ")[2].split())
    assert "campaigns.lint" in loaded
    assert not loaded.intersection({"numpy", *HEAVY})


@pytest.mark.parametrize("package", PACKAGES)
def test_the_package_imported_is_the_one_of_this_checkout(package: str, tmp_path: Path) -> None:
    """Other distributions have packages of these names; whichever is first on the path would win silently."""
    found = Path(_run(f"import {package}; print({package}.__file__)", tmp_path).strip())
    assert found.resolve() == ROOT / package / "__init__.py"
