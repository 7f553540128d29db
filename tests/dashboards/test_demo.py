"""The demo without a browser: what `make demo ARGS="--headless"` does."""

import json
import subprocess
import sys

import pytest

from tests.dashboards.served import free_port


@pytest.mark.slow
def test_the_headless_demo_ends_by_itself_and_holds_its_estimates_against_the_truth() -> None:
    command = [
        "-m",
        "dashboards.cli",
        "demo",
        "--headless",
        "--seconds",
        "8",
        "--pace",
        "40",
        "--port",
        str(free_port()),
    ]
    ended = subprocess.run(
        [sys.executable, *command, "--json"], capture_output=True, text=True, timeout=240, check=False
    )
    assert ended.returncode == 0, ended.stderr[-2000:]
    summary = json.loads(ended.stdout)
    assert summary["decisions"] >= summary["outcomes"] > 0
    assert summary["failures"] == []
    assert [result["segment"] for result in summary["segments"]] == [
        "gift_obligated", "impulse_souvenir", "craft_collector", "luck_blessing", "law_unaware", "ally_rejecter",
    ]  # fmt: skip
    for result in summary["segments"]:
        estimate = result["estimate"]
        assert estimate["uplift_lower"] <= estimate["uplift"] <= estimate["uplift_upper"]
        assert result["true_uplift"] >= 0  # the truly best one is never worse than the plain message
    assert "decisions" in ended.stderr
