"""What people see, in a real browser that is cut off from the internet."""

import io
import os
import socket
import subprocess
import sys
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path
from urllib.parse import urlsplit

import pandas as pd
import pytest

from collectors.access import PROGRAM
from collectors.sources import all_sources
from collectors.store import Store
from dashboard.charts import CLASSES
from indicators.frames import RUNS
from tests import recorded
from tests.publishers import Publishers

pytest.importorskip("playwright", reason="Playwright is not installed; no browser was driven.")
from playwright.sync_api import TimeoutError, expect  # noqa: E402

pytestmark = pytest.mark.browser
ROOT = Path(__file__).parents[1]
COLLECTED = ("gdacs", "ucdp", "un_journal", "unsc_meetings")  # what the screens are held against
PATIENCE = 60_000  # milliseconds; machines that test are busy
expect.set_options(timeout=PATIENCE)


@contextmanager
def serving(home: Path, *options: str, **environment: str):
    """Run `jointwatch serve` on a home as people do, and return its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    own = {name: value for name, value in os.environ.items() if not name.startswith("JOINTWATCH_")}
    command = [sys.executable, "-m", "dashboard.cli", "serve", "--port", str(port), *options]
    with (home.parent / "serve.log").open("wb") as log:
        process = subprocess.Popen(
            command, cwd=ROOT, env=own | environment | {"JOINTWATCH_HOME": str(home)},
            stdout=log, stderr=subprocess.STDOUT,
        )  # fmt: skip
        try:
            _wait_for(f"http://127.0.0.1:{port}/healthz", process, log.name)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(address: str, process: subprocess.Popen, log: str) -> None:
    end = time.monotonic() + 180  # a machine that others load too
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            assert process.poll() is None, Path(log).read_text()
            assert time.monotonic() < end, "it did not start"
            time.sleep(0.1)


@pytest.fixture(scope="module")
def app(tmp_path_factory):
    """Return the address of an application on an empty home that collects nothing."""
    home = tmp_path_factory.mktemp("offline") / "home"
    with serving(home, "--no-collect") as address:
        yield address


@contextmanager
def sessions(browser):
    """Give a function that opens a page in a session of its own.

    At the end no session may have asked any other machine for anything, or met an error.
    """
    pages, asked, errors = [], [], []

    def look(address: str, width=1400, height=900):
        page = browser.contexts[0].new_page()  # each has a session of its own
        pages.append(page)
        page.set_viewport_size({"width": width, "height": height})
        page.set_default_timeout(PATIENCE)
        page.on("request", lambda request: asked.append(request.url))
        page.on("websocket", lambda opened: asked.append(opened.url))
        page.on("pageerror", lambda error: errors.append(str(error)))
        page.goto(address)
        return page

    yield look
    for page in pages:
        page.close()
    assert [url for url in asked if not _own(url)] == []
    assert errors == []


def _own(url: str) -> bool:
    parts = urlsplit(url)
    return parts.scheme in ("data", "blob", "file") or parts.hostname == "127.0.0.1"


@pytest.fixture
def look(browser):
    """Return a function that opens a page in a session of its own. See `sessions`."""
    with sessions(browser) as look:
        yield look


@pytest.fixture(scope="module")
def overview(app, browser):
    """Return the first screen of a new installation, for tests that only look at it."""
    with sessions(browser) as look:
        yield settled(look(app))


def settled(page):
    """Wait until a page has all it is going to have."""
    expect(page.get_by_text("Who may see this:").last).to_be_visible()
    expect(page.get_by_test_id("stStatusWidget")).to_have_count(0)
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    page.wait_for_timeout(300)
    return page


def pick(page, box, *said: str) -> None:
    """Choose in a list by typing; typed again where the page was just drawn anew."""
    for one in said:
        _pick(page, box, one)


def _pick(page, box, said: str) -> None:
    for patience in (2_000, 4_000, 8_000, 16_000, 32_000):
        box.fill(said)
        try:
            page.get_by_role("option", name=said, exact=True).click(timeout=patience)
            return
        except TimeoutError:
            page.keyboard.press("Escape")
    raise AssertionError(f"The list does not offer {said}.")


def press(button, shown) -> None:
    """Press a button until what it leads to is there: a page drawn anew may lose the click."""
    for _attempt in range(5):
        button.click()
        try:
            expect(shown).to_be_attached(timeout=PATIENCE / 6)
            return
        except AssertionError:
            continue
    expect(shown).to_be_attached(timeout=PATIENCE / 6)


def cell(page, text: str):
    """Return the cells of tables that tell screen readers `text`; days come as 2026-02-26."""
    return page.locator("canvas [role=gridcell]").get_by_text(text, exact=True)


# --- A new installation, without any connection.


def fits(page) -> None:
    """Hold a page against its screen: nothing is wider, no word is cut, nothing failed."""
    for width in (1400, 420):
        page.set_viewport_size({"width": width, "height": 900})
        page.wait_for_timeout(500)
        assert page.get_by_test_id("stException").count() == 0
        main = page.get_by_test_id("stMain")
        assert main.evaluate("main => main.scrollWidth - main.clientWidth") <= 0
        cut = page.evaluate(
            """() => [...document.querySelectorAll('.stMain :is(h1, h2, h3, p, li, button)')]
            .filter(said => said.scrollWidth > said.clientWidth + 1
                            && getComputedStyle(said).display !== 'inline')
            .map(said => said.innerText)"""
        )
        assert cut == []
    page.set_viewport_size({"width": 1400, "height": 900})


def test_the_first_page_asked_of_a_new_server_may_be_any_and_its_brief_is_one_page(
    app, look, tmp_path
):
    page = settled(look(f"{app}/situation?place=SDN"))
    expect(page.get_by_role("heading", name="Sudan")).to_be_visible()
    expect(page.get_by_test_id("stTopNavLink")).to_have_count(11)
    with page.expect_download(timeout=PATIENCE) as download:
        page.get_by_role("button", name="Make a brief").click()
    file = tmp_path / download.value.suggested_filename
    download.value.save_as(file)
    brief = look(file.as_uri())
    expect(brief.get_by_role("heading", name="Sudan")).to_be_visible()
    expect(brief.get_by_text("in the twelve months to June 2025")).to_be_visible()
    fits(page)


def test_overview_shows_the_sentence_the_starter_list_and_mandates(overview):
    page = overview
    expect(page.get_by_text("Deaths known to June 2025, shown as history.")).to_be_visible()
    expect(page.get_by_text("nothing here says that a place got worse")).to_be_visible()
    expect(page.get_by_role("combobox", name="Watchlist")).to_have_value("Starter watchlist")
    expect(page.get_by_role("link", name="Ukraine")).to_be_visible()
    # Seven rows and the heading of the map.
    expect(page.get_by_text("in organised violence in the twelve months to June 2025")
           ).to_have_count(8)  # fmt: skip
    expect(page.get_by_role("heading", name="Decided soon")).to_be_visible()
    expect(page.get_by_text("Sources: none has been collected")).to_be_visible()


def test_overview_fits_one_screen(overview):
    main = overview.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollHeight - main.clientHeight") <= 0
    assert overview.get_by_text("Who may see this").nth(1).bounding_box()["y"] < 880


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_the_map_is_drawn_in_the_colours_of_its_classes(overview, scheme):
    overview.emulate_media(color_scheme=scheme)
    # So many countries have deaths, or none, told of them.
    overview.wait_for_function(
        "document.querySelectorAll('.choropleth path').length > 150", timeout=PATIENCE
    )
    overview.wait_for_timeout(500)
    counts = pixels(overview.get_by_test_id("stPlotlyChart").screenshot())
    told = {label: counts.get(colour.upper(), 0) for _low, label, colour in CLASSES}
    assert min(told.values()) > 140, told  # more than the square in the legend
    assert sum(told.values()) > 7_000, told
    assert counts["#FFFFFF"] > 20_000  # the sea is not filled with a country's colour


def pixels(image: bytes) -> dict[str, int]:
    """Return how many pixels an image has of each colour, as "#RRGGBB"."""
    from PIL import Image

    opened = Image.open(io.BytesIO(image)).convert("RGB")
    found = opened.getcolors(opened.width * opened.height)
    return {"#{:02X}{:02X}{:02X}".format(*colour): count for count, colour in found}


def test_a_click_on_a_situation_opens_it(app, overview):
    page = overview
    fits(page)
    page.get_by_role("link", name="Democratic Republic of the Congo").click()
    expect(page.get_by_role("heading", name="Democratic Republic of the Congo")).to_be_visible()
    assert "place=COD" in page.url


def test_a_replay_is_entered_goes_along_and_is_left(app, look):
    page = settled(look(f"{app}/training"))
    fits(page)
    page.get_by_role("button", name="Start the replay").first.click()
    expect(page.get_by_text("what could be known on 1 April 2023")).to_be_visible()
    expect(page.get_by_text("Deaths known to December 2022")).to_be_visible()
    page.get_by_test_id("stTopNavLink").filter(has_text="Agenda").click()
    expect(page.get_by_role("heading", name="Agenda")).to_be_visible()
    expect(page.get_by_text("what could be known on 1 April 2023")).to_be_visible()
    page.get_by_role("button", name="Leave the replay").click()
    expect(page.get_by_text("TRAINING REPLAY")).to_have_count(0)
    assert "as_of" not in page.url


# --- Publishers on loopback, the schedule, and two people.


@pytest.fixture(scope="module")
def collected(tmp_path_factory):
    """Return the address of an application whose schedule has collected four publishers."""
    home = tmp_path_factory.mktemp("collected") / "home"
    home.mkdir()
    others = sorted(set(all_sources()) - set(COLLECTED))
    off = "".join(f"[sources.{name}]\nenabled = false\n\n" for name in others)
    with Publishers() as web:
        recorded.serve(web, pd.Timestamp.now("UTC"))
        (home / "jointwatch.toml").write_text(recorded.settings(web, COLLECTED) + off)
        with serving(home) as address:
            _until_collected(home)
            yield address


def _until_collected(home: Path) -> None:
    store, end = Store.in_folder(home), time.monotonic() + 300  # a machine that others load too
    while True:
        runs = store.read(RUNS, PROGRAM, where={"source": list(COLLECTED)})
        findings = runs.groupby("source")["finding"].last().to_dict()
        if set(findings) == set(COLLECTED) and "running" not in findings.values():
            break
        assert time.monotonic() < end, findings
        time.sleep(1)
    store.close()
    assert set(findings.values()) == {"news"}, runs[["source", "finding", "error"]].to_string()


def test_two_sessions_share_a_list_of_what_the_schedule_collected(collected, look):
    ana = settled(look(f"{collected}/watchlists", width=2000))
    bo = settled(look(f"{collected}/meetings"))
    bo.get_by_test_id("stTopNavLink").filter(has_text="Watchlists").click()
    expect(cell(bo, "Sudan")).to_be_attached()
    assert cell(bo, "Haiti").count() == 0

    pick(ana, ana.get_by_role("combobox", name="Country or area"), "Haiti")
    ana.get_by_role("textbox", name="Why it is watched").fill("Gangs hold the capital.")
    press(ana.get_by_role("button", name="Add"), cell(ana, "Haiti"))

    bo.get_by_test_id("stTopNavLink").filter(has_text="Meetings").click()
    bo.get_by_test_id("stTopNavLink").filter(has_text="Watchlists").click()
    expect(cell(bo, "Haiti")).to_be_attached()
    expect(cell(bo, "Mali")).to_be_attached()

    # No table is downloaded past the marked and audited export.
    bo.get_by_test_id("stDataFrame").first.hover()
    bar = bo.get_by_test_id("stElementToolbar").first
    expect(bar.get_by_role("button", name="Search")).to_be_visible()
    expect(bar.get_by_role("button", name="Download")).to_have_count(0)
    fits(bo)


def test_a_known_figure_event_and_meeting_are_on_the_screen(collected, look):
    page = settled(look(f"{collected}/situation?place=MLI", width=2000))
    # Of the recorded 650 events 33 ended in Mali in February 2026, with 96 deaths together.
    expect(cell(page, "2026-02-01").first).to_be_attached()
    expect(cell(page, "96").first).to_be_attached()
    page.get_by_role("tab", name="Events").click()
    expect(cell(page, "2026-02-26").first).to_be_attached()
    expect(cell(page, "Government of Mali - JNIM").first).to_be_attached()
    page.get_by_role("tab", name="Agenda").click()
    expect(cell(page, "The situation in Mali").first).to_be_attached()
    expect(cell(page, "S/PV.8376").first).to_be_attached()

    # So are the coming meetings of the Journal, on the page of all agendas.
    page.get_by_test_id("stTopNavLink").filter(has_text="Agenda").click()
    expect(page.get_by_role("heading", name="Agenda", exact=True)).to_be_visible()
    expect(cell(page, "UN Security Council").first).to_be_attached()
    expect(page.get_by_text("No coming meeting is known")).to_have_count(0)
    fits(page)


def test_collected_sources_are_fine_on_the_page_sources(collected, look):
    page = settled(look(f"{collected}/sources?source=ucdp", width=2000, height=2600))
    expect(page.get_by_text("4 fine")).to_be_visible()
    expect(cell(page, "The source told something new.").first).to_be_attached()
    fits(page)
