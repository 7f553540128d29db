"""The pages in a real browser, against the running demo: numbers move, nothing breaks, nothing leaves the machine.

Screenshots go to the folder that FORBEAR_SCREENSHOTS names, else to the test's own.
"""

import os
import re
import shutil
import signal
import warnings
from collections.abc import Iterator
from pathlib import Path

import pytest
from playwright.sync_api import Page, expect, sync_playwright

from tests.dashboards.served import Served, free_port, served

pytestmark = pytest.mark.slow

DEMO = """
import sys
from dashboards.cli import main
sys.exit(main(["demo", "--port", sys.argv[1], "--pace", "60"]))
"""
FLAGS = (
    "--no-sandbox --disable-gpu --disable-dev-shm-usage --disable-quic --no-first-run --disable-background-networking "
    "--disable-component-update --disable-sync"
)
PATIENCE_MS = 90_000
BLANK_CHARTS = """() => new Promise(done => {
  let blank = 0, looks = 0;
  const look = setInterval(() => {
    for (const chart of document.querySelectorAll('[data-testid=stVegaLiteChart]')) {
      looks += 1;
      const drawn = chart.querySelector('canvas, svg');
      if (!drawn || drawn.getBoundingClientRect().height < 60) blank += 1;
    }
  }, 50);
  setTimeout(() => { clearInterval(look); done([looks, blank]); }, 5000);
})"""


@pytest.fixture(scope="module")
def demo() -> Iterator[Served]:
    """The embedded campaign with its simulated audience; ends as Ctrl-C would end it."""
    with served(DEMO, free_port(), seconds=120) as running:
        yield running
        code, _, err = running.end(signal.SIGINT)
        assert code == 0, err[-2000:]
        assert "Traceback" not in err


@pytest.fixture(scope="module")
def pictures(tmp_path_factory: pytest.TempPathFactory) -> Path:
    named = os.environ.get("FORBEAR_SCREENSHOTS")
    folder = Path(named) if named else tmp_path_factory.mktemp("screenshots")
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture
def page(demo: Served) -> Iterator[Page]:
    """A page in headless Chromium; afterwards: no error in it and no request to anywhere else."""
    chromium = shutil.which("chromium") or shutil.which("chromium-browser")
    if chromium is None:
        pytest.skip("no chromium on this machine")
    elsewhere: list[str] = []
    errors: list[str] = []
    with warnings.catch_warnings(), sync_playwright() as driver:
        browser = driver.chromium.launch(executable_path=chromium, headless=True, args=FLAGS.split())
        opened = browser.new_page(viewport={"width": 1280, "height": 900})
        opened.set_default_timeout(PATIENCE_MS)
        opened.on("request", lambda request: elsewhere.append(request.url) if _is_elsewhere(request.url) else None)
        opened.on("pageerror", lambda error: errors.append(str(error)))
        yield opened
        assert opened.get_by_test_id("stException").count() == 0
        browser.close()
    assert (elsewhere, errors) == ([], [])


def _is_elsewhere(url: str) -> bool:
    return not url.startswith(("http://127.0.0.1:", "ws://127.0.0.1:", "data:", "blob:"))


def _picture(page: Page, file: Path) -> None:
    """Take the whole page: Streamlit scrolls inside it, so the window grows to its height first."""
    page.screenshot(path=file.with_stem(f"{file.stem}_1280x900"))
    height = page.evaluate("document.querySelector('[data-testid=stMain]').scrollHeight")
    page.set_viewport_size({"width": 1280, "height": int(height)})
    page.wait_for_timeout(1500)
    page.screenshot(path=file)
    assert file.stat().st_size > 30_000


def _number(page: Page, label: str) -> int:
    metric = page.get_by_test_id("stMetric").filter(has_text=label).get_by_test_id("stMetricValue")
    return int(re.sub(r"\D", "", metric.inner_text()) or 0)


def _see_grow(page: Page, label: str, before: int) -> None:
    page.wait_for_function(
        """([label, before]) => [...document.querySelectorAll('[data-testid=stMetric]')].some(metric =>
             metric.innerText.includes(label) &&
             +metric.querySelector('[data-testid=stMetricValue]').innerText.replace(/\\D/g, '') > before)""",
        arg=[label, before],
        timeout=PATIENCE_MS,
    )


def test_the_overview_moves_before_your_eyes_without_flicker(demo: Served, page: Page, pictures: Path) -> None:
    page.goto(demo.address)
    page.get_by_text("What works for whom").wait_for()
    page.get_by_test_id("stVegaLiteChart").nth(7).wait_for()
    for label in ("Messages chosen", "Answers"):
        _see_grow(page, label, _number(page, label))
    looks, blank = page.evaluate(BLANK_CHARTS)
    assert looks > 100
    assert blank == 0
    _see_grow(page, "Answers", 900)
    _picture(page, pictures / "overview.png")


def test_an_open_choice_stays_open_while_numbers_move(demo: Served, page: Page, pictures: Path) -> None:
    page.goto(demo.address)
    page.get_by_test_id("stVegaLiteChart").nth(8).wait_for()
    choice = page.get_by_role("combobox")
    choice.scroll_into_view_if_needed()
    page.wait_for_timeout(1000)  # a list closes when the page scrolls under it
    choice.press("ArrowDown")
    craft = page.get_by_role("option", name="Craft and heritage collector")
    craft.wait_for()
    _see_grow(page, "Messages chosen", _number(page, "Messages chosen"))
    assert craft.is_visible()
    craft.click()
    expect(page.get_by_test_id("stVegaLiteChart")).to_have_count(4)  # shares over time, now, one segment, techniques
    _picture(page, pictures / "overview_one_segment.png")


def test_a_message_is_shown_as_text_beside_its_numbers(demo: Served, page: Page, pictures: Path) -> None:
    page.goto(f"{demo.address}messages?message=peer_script&channel=feed")
    page.get_by_text("When the tray came out I said").wait_for()
    page.get_by_text("Its numbers").wait_for()
    page.get_by_test_id("stTable").get_by_text("All segments").wait_for()
    assert page.locator("script:has-text('tray')").count() == 0
    _picture(page, pictures / "messages.png")


def test_on_a_phone_nothing_is_wider_than_the_page_but_what_scrolls(demo: Served, page: Page, pictures: Path) -> None:
    page.set_viewport_size({"width": 390, "height": 900})
    for path, last in (("", "stVegaLiteChart"), ("messages?message=peer_script&channel=feed", "stTable")):
        page.goto(f"{demo.address}{path}")
        page.get_by_test_id(last).last.wait_for()
        main = page.get_by_test_id("stMain")
        assert main.evaluate("node => [node.scrollWidth <= 390, node.clientWidth <= 390]") == [True, True]
        page.screenshot(path=pictures / f"phone_{last}.png")
    table = page.get_by_test_id("stTable").locator("table")
    assert table.evaluate("node => getComputedStyle(node.parentElement).overflowX") == "auto"
    assert page.locator(".vega-actions").count() == 0


def test_the_theme_reaches_the_page(demo: Served, page: Page) -> None:
    page.goto(f"{demo.address}messages")
    button = page.get_by_role("button", name="Open the packing list")
    button.wait_for()
    assert button.evaluate("node => getComputedStyle(node).backgroundColor") == "rgb(0, 114, 178)"
    assert page.evaluate("getComputedStyle(document.querySelector('[data-testid=stApp]')).backgroundColor") == (
        "rgb(255, 255, 255)"
    )
    assert page.get_by_test_id("stAppDeployButton").count() == 0
