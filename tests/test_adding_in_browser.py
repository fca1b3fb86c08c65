"""A new analyst, in a real browser: from a CSV never seen before to its signal on a watchlist."""

import time

import pandas as pd
import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; no browser was driven.")
from playwright.sync_api import expect  # noqa: E402

from tests.test_browser import cell, look, pick, serving, settled  # noqa: E402, F401

pytestmark = pytest.mark.browser


def wells() -> bytes:
    """Return figures of the three last months, of Sudan ever fewer."""
    this = pd.Timestamp.now("UTC").tz_localize(None).to_period("M")
    lines = ["Country,Month,Wells repaired", "Atlantis,2026-08-01,3"]
    for back, sudan, chad in ((3, 12, 20), (2, 9, 22), (1, 4, 21)):
        month = (this - back).start_time.date()
        lines += [f"Sudan,{month},{sudan}", f"Chad,{month},{chad}"]
    return "\n".join(lines).encode()


def test_an_analyst_brings_a_csv_to_a_signal_on_a_watchlist_in_under_five_minutes(
    tmp_path, look  # noqa: F811
):  # fmt: skip
    file = tmp_path / "Wells.csv"
    file.write_bytes(wells())
    with serving(tmp_path / "home", "--no-collect") as address:
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
        page.get_by_label("Further series").press_sequentially("Wells")  # one of many
        page.get_by_role("option", name="Wells repaired").click()
        title = page.locator(".js-plotly-plot .gtitle", has_text="Wells repaired, Sudan")
        expect(title).to_be_visible()
        expect(page.get_by_text("the source is not yet reviewed")).to_be_visible()
        assert "series=wells.wells_repaired" in page.url
        assert time.monotonic() - began < 300
