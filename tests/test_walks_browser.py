"""Long walks of one person in a real browser that is cut off from the internet.

A new analyst goes from a CSV never seen before to its signal on a watchlist; a secretary takes
a meeting from its plan to the next one.
"""

import os
import time
from pathlib import Path

import pandas as pd
import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; no browser was driven.")
from playwright.sync_api import TimeoutError, expect  # noqa: E402

from collectors.access import PROGRAM  # noqa: E402
from collectors.store import Store  # noqa: E402
from dashboard.workspace import meetings, records  # noqa: E402
from dashboard.workspace.people import CONTRIBUTOR, SECRETARY, Person  # noqa: E402
from tests import homes  # noqa: E402
from tests.test_browser import PATIENCE, cell, look, pick, serving, settled  # noqa: E402, F401

pytestmark = pytest.mark.browser


@pytest.fixture(scope="module")
def walked(tmp_path_factory):
    """Return home and address of an application that collects nothing, for people to work in."""
    home = homes.fresh(tmp_path_factory.mktemp("walked") / "home")
    with serving(home, "--no-collect") as address:
        yield home, address


def desk(now: pd.Timestamp) -> Person:
    return Person("Ana", "LOCAL", frozenset({CONTRIBUTOR, SECRETARY}), now=now)


def kept(home: Path, kind: str) -> pd.DataFrame:
    store = Store.in_folder(home)
    found = records.load(store, kind, PROGRAM)
    store.close()
    return found


def picture(page, name: str) -> None:
    """Keep a screenshot where the environment names a folder for them, to be looked at."""
    if folder := os.environ.get("JOINTWATCH_TEST_PICTURES"):
        page.screenshot(path=str(Path(folder) / f"{name}.png"), full_page=True)


def test_a_meeting_is_planned_packed_held_and_remembered_at_the_next(walked, look):  # noqa: F811
    home, address = walked
    page = settled(look(f"{address}/meetings", height=1300))
    expect(page.get_by_text("No meeting is planned.")).to_be_visible()
    picture(page, "empty")

    # Plan: the one that runs now, so that it can be held.
    page.get_by_role("button", name="Plan a meeting").click()
    page.get_by_label("Title, number or place (may stay empty)").fill("Kordofan")
    picture(page, "planning")
    page.get_by_role("button", name="Plan the meeting").click()
    expect(page.get_by_text("No point stands on the agenda yet.")).to_be_visible()
    _begin_now(home)

    # Prepare: a point on a situation, and the pack in one click.
    page.reload()
    settled(page)
    page.get_by_text("Add a point").click()
    page.get_by_label("Point", exact=True).fill("Civilians in Kordofan")
    pick(page, page.get_by_role("combobox", name="Country or area").first, "Sudan")
    page.get_by_role("button", name="Keep", exact=True).first.click()
    expect(page.get_by_role("link", name="Sudan")).to_be_visible()
    page.get_by_role("button", name="Make the pack").click()
    expect(page.get_by_text("to read.")).to_be_visible()
    settled(page)
    assert _downloaded(page, "PDF").startswith(b"%PDF")
    picture(page, "prepared")

    # Hold: one decision on the page of the meeting, one on the situation's.
    page.get_by_role("button", name="Now: Held").click()
    _open_tab(page, "Hold", page.get_by_text("Note a decision or an action", exact=True))
    page.get_by_text("Note a decision or an action", exact=True).click()
    shown = page.get_by_role("tabpanel").filter(has_text="Decisions and actions")
    _note_decision(page, home, shown, "Both desks watch the north.")
    expect(shown.get_by_text("Both desks watch the north.").first).to_be_visible()
    picture(page, "held")
    _open_tab(page, "Prepare", page.get_by_role("link", name="Sudan").first)
    page.get_by_role("link", name="Sudan").first.click()
    expect(page.get_by_role("heading", name="Sudan")).to_be_visible()
    settled(page)
    page.get_by_role("button", name="Running:").click()
    _note_decision(page, home, page, "A joint message to the parties.")
    assert set(kept(home, "decision")["said"]) == {
        "Both desks watch the north.", "A joint message to the parties."}  # fmt: skip
    assert kept(home, "decision")["meeting"].nunique() == 1
    assert "SDN" in set(kept(home, "decision")["place"])  # the situation that was open

    # The next meeting of the body: what is overdue stands on top.
    second = _next_with_an_overdue_action(home)
    page.goto(f"{address}/meetings?meeting={second}")
    settled(page)
    expect(page.get_by_text("One action is overdue.")).to_be_visible()
    late = page.get_by_text("Send the figures of the north")
    _open_tab(page, "Follow up", late)
    expect(late).to_contain_text(": overdue)")
    picture(page, "next")
    page.set_viewport_size({"width": 400, "height": 900})
    page.wait_for_timeout(500)
    picture(page, "narrow")
    main = page.get_by_test_id("stMain")
    assert main.evaluate("main => main.scrollWidth - main.clientWidth") <= 0


def _open_tab(page, name: str, shown) -> None:
    """Open a tab until what stands on it shows; again where the page was just drawn anew."""
    for _attempt in range(6):
        settled(page)
        page.get_by_role("tab", name=name).click()
        try:
            return expect(shown).to_be_visible(timeout=PATIENCE / 6)
        except AssertionError:
            continue
    raise AssertionError(f"The tab {name} does not show what stands on it.")


def _downloaded(page, button: str) -> bytes:
    """Return a file that a button gives; pressed again where the page was just drawn anew."""
    for _attempt in range(3):
        try:
            with page.expect_download(timeout=PATIENCE / 2) as download:
                page.get_by_role("button", name=button).click()
            return Path(download.value.path()).read_bytes()
        except TimeoutError:
            settled(page)
    raise AssertionError(f"{button} gives no file.")


def _note_decision(page, home: Path, form, said: str) -> None:
    """Note a decision in a form; once more where the page was drawn anew meanwhile."""
    words = form.get_by_label("What was decided")
    for _attempt in range(3):
        words.fill(said)
        words.blur()  # the words go out before the click
        settled(page)
        picture(page, "noting")
        form.get_by_role("button", name="Keep", exact=True).click()
        for _quarter in range(PATIENCE // 500):
            if said in set(kept(home, "decision")["said"]):
                return
            page.wait_for_timeout(250)
    raise AssertionError("The decision was not kept.")


def _begin_now(home: Path) -> None:
    """Let the meeting that was planned begin at this moment."""
    store, now = Store.in_folder(home), pd.Timestamp.now("UTC").floor("s")
    meeting = meetings.all_meetings(store, desk(now).viewer()).iloc[0]
    meetings.change(store, desk(now), meeting, starts=now.to_pydatetime())
    store.close()


def _next_with_an_overdue_action(home: Path) -> str:
    """Agree an action whose day has passed, plan the next meeting; return which it is."""
    store, now = Store.in_folder(home), pd.Timestamp.now("UTC")
    first = meetings.all_meetings(store, desk(now).viewer()).iloc[0]
    due = (now - pd.Timedelta(days=2)).date().isoformat()
    late = {"task": "Send the figures of the north", "owner": "LOCAL", "due": due}
    meetings.note(store, desk(now), "action", late, first)
    saved = meetings.plan(store, desk(now), first["body"], now + pd.Timedelta(days=7))
    store.close()
    return saved.record


# --- A source of one's own.


def wells() -> bytes:
    """Return figures of the three last months, of Sudan ever fewer."""
    this = pd.Timestamp.now("UTC").tz_localize(None).to_period("M")
    lines = ["Country,Month,Wells repaired", "Atlantis,2026-08-01,3"]
    for back, sudan, chad in ((3, 12, 20), (2, 9, 22), (1, 4, 21)):
        month = (this - back).start_time.date()
        lines += [f"Sudan,{month},{sudan}", f"Chad,{month},{chad}"]
    return "\n".join(lines).encode()


def test_an_analyst_brings_a_csv_to_a_signal_on_a_watchlist_in_under_five_minutes(
    walked, tmp_path, look  # noqa: F811
):  # fmt: skip
    file, (_home, address) = tmp_path / "Wells.csv", walked
    file.write_bytes(wells())
    page, began = look(f"{address}/sources"), time.monotonic()
    page.get_by_role("link", name="Add a source").click()
    page.locator("input[type=file]").set_input_files(file)
    expect(page.get_by_text("Places not recognised")).to_be_visible()
    for label, said in {
        "Unit (people, deaths, US dollars)": "wells", "Title": "Wells repaired",
        "Publisher": "Example Water Board", "Licence": "CC BY 4.0",
        "A page about the data (https://...)": "https://wells.example.org",
    }.items():  # fmt: skip
        page.get_by_label(label, exact=True).fill(said)
    pick(page, page.get_by_role("combobox", name="Direction"), "lower is worse")
    pick(page, page.get_by_role("combobox", name="Signal when a figure is"), "at or below")
    page.get_by_label("this number", exact=True).fill("5")
    page.get_by_role("button", name="Preview").click()
    expect(page.get_by_role("heading", name="Preview")).to_be_visible()
    expect(page.get_by_text("It signals at or below 5, level 2 concern.")).to_be_visible()
    page.get_by_role("button", name="Keep and collect").click()
    expect(page.get_by_text("is kept and collected")).to_be_visible()
    expect(page.get_by_text("Not yet reviewed.")).to_be_visible()

    page.goto(f"{address}/watchlists")
    settled(page)
    told = page.locator("canvas [role=gridcell]").filter(has_text="Wells repaired")
    expect(told.first).to_be_attached()
    expect(told.first).to_contain_text("the signal stands since")
    expect(cell(page, "◑ 2 concern, proposed")).to_be_attached()

    page.goto(f"{address}/situation?place=SDN")
    settled(page)
    pick(page, page.get_by_label("Further series"), "Wells repaired")
    title = page.locator(".js-plotly-plot .gtitle", has_text="Wells repaired, Sudan")
    expect(title).to_be_visible()
    expect(page.get_by_text("the source is not yet reviewed")).to_be_visible()
    assert "series=wells.wells_repaired" in page.url
    assert time.monotonic() - began < 300
