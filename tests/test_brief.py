"""Briefs: a page that stands by itself, says where each figure is from, and escapes."""

import re
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from lxml import html

from collectors.access import Viewer
from dashboard import board, data, tables
from dashboard.reports.brief import situation_brief, watchlist_brief
from dashboard.reports.formats import file_name
from dashboard.reports.html import render
from dashboard.session import Look
from dashboard.wording.columns import in_words
from dashboard.words import month, number
from tests import homes
from tests.homes import HOSTILE, NOW

LAST_MONTH = NOW.tz_localize(None).normalize().replace(day=1) - pd.DateOffset(months=1)
LOOK = Look(Viewer(frozenset({"LOCAL"})))
THEN = Look(LOOK.viewer, pd.Timestamp("2023-04-02", tz="UTC"))


@pytest.fixture(scope="module", autouse=True)
def _opened(tmp_path_factory):
    """Open a full home, which every test only looks at."""
    st.cache_data.clear()
    st.cache_resource.clear()
    with pytest.MonkeyPatch.context() as patch:
        homes.use(homes.filled(tmp_path_factory.mktemp("homes") / "filled"), patch)
        yield
        data.store().close()
    st.cache_data.clear()
    st.cache_resource.clear()


@pytest.fixture(scope="module", params=["situation", "area", "watchlist", "replay"])
def document(request, _opened):
    """Return each kind of brief in turn."""
    return {
        "situation": lambda: situation_brief("SDN", LOOK),
        "area": lambda: situation_brief("sahel", LOOK),
        "watchlist": lambda: watchlist_brief("cell", LOOK),
        "replay": lambda: situation_brief("SDN", THEN),
    }[request.param]()


def text(page: str) -> str:
    cells = html.fromstring(page).xpath("//body//text()")
    return one_line(" ".join(cells))


def one_line(text: str) -> str:
    return " ".join(text.split())


def test_a_brief_stands_by_itself(document):
    page = html.fromstring(render(document))
    assert not page.xpath("//script | //link | //img | //iframe | //object | //form | //@src")
    assert not page.xpath("//@*[starts-with(name(), 'on')]")
    assert "url(" not in page.xpath("string(//style)")
    assert "@import" not in page.xpath("string(//style)")
    policy = page.xpath("string(//meta[@http-equiv='Content-Security-Policy']/@content)")
    assert policy.startswith("default-src 'none'")


def test_a_brief_escapes_what_others_wrote(document):
    page = render(document)
    body = html.fromstring(page).find("body")
    assert not body.xpath(".//b | .//a | .//script")
    assert "<script" not in page
    if "Deaths by month" not in page:  # the brief of a watchlist tells why each is watched
        assert HOSTILE in text(page)


def test_a_hostile_title_of_a_meeting_is_text_in_a_brief():
    assert HOSTILE in text(render(situation_brief("SDN", LOOK)))


def test_a_brief_says_who_may_see_it_at_top_and_bottom(document):
    said = [p.text_content() for p in html.fromstring(render(document)).iter("p")]
    assert said[0].startswith("Who may see this: LOCAL only.")
    assert said[-1].startswith("Who may see this: LOCAL only.")
    assert document.number in said[-1]


def test_every_part_of_a_brief_that_tells_figures_has_a_reference(document):
    for section in document.sections:
        for part in section.parts:
            figures = str(part.rows) if hasattr(part, "rows") else getattr(part, "text", "")
            if re.search(r"\d", figures) and "No data on deaths" not in figures:
                assert document.marks(part), (section.heading, figures[:200])


def test_every_reference_is_in_the_list_and_every_mark_has_its_reference(document):
    page = html.fromstring(render(document))
    listed = page.xpath("//ol/li")
    assert [li.text_content() for li in listed] == [str(ref) for ref in document.references]
    marks = re.findall(r"\[([\d, ]+)\]", " ".join(
        page.xpath("//p/text() | //caption/text() | //figcaption/text()")))  # fmt: skip
    told = {int(number) for mark in marks for number in mark.split(",")}
    assert told == set(range(1, len(listed) + 1))


def test_a_brief_says_how_old_its_figures_are():
    said = text(render(situation_brief("SDN", LOOK)))
    assert f"in the twelve months to {month(LAST_MONTH)}" in said
    assert "known by" in said
    old = text(render(situation_brief("UKR", LOOK)))
    assert "in the twelve months to June 2025" in old
    assert "date of publication assumed" in old


def test_a_brief_and_the_page_tell_the_same_figures():
    watches = pd.DataFrame([{"place": "SDN", "why": "", "author": "", "known_at": pd.NaT}])
    shown = board.situations(watches, data.deaths(LOOK), data.agenda(LOOK), data.mandates(LOOK),
                             data.today(LOOK)).iloc[0]  # fmt: skip
    said = text(render(situation_brief("SDN", LOOK)))
    assert one_line(board.why(shown)) in said
    assert one_line(board.coming(shown)) in said
    figures = tables.figures(data.figures(LOOK, ("ucdp.deaths",), ("SDN",)), data.series,
                             data.origin).head(12)  # fmt: skip
    assert len(figures) == 12
    for row in in_words(figures).itertuples():
        assert one_line(f"{row.Period} {row.Value}") in said


def test_a_brief_of_a_watchlist_tells_every_situation_and_its_reference():
    document = watchlist_brief("cell", LOOK)
    headings = [section.heading for section in document.sections]
    assert headings == ["Situations", "Sudan", "Sahel", "Western Sahara"]
    listed = " ".join(str(reference) for reference in document.references)
    assert f"twelve months to {month(LAST_MONTH)};" in listed
    # Of the Sahel's countries some were never collected.
    assert f"twelve months to June 2025 or, for some countries, {month(LAST_MONTH)};" in listed
    assert "Uppsala University" in listed
    assert "shipped with Jointwatch" in listed


def test_a_brief_of_the_past_says_so_and_tells_what_was_known():
    said = text(render(situation_brief("SDN", THEN)))
    assert "TRAINING REPLAY: what could be known on 1 April 2023." in said
    assert "December 2022" in said
    assert "2026" not in re.sub(r"Made \d+ \w+ \d{4}", "", said)
    assert month(LAST_MONTH) not in re.sub(r"Made \d+ \w+ \d{4}", "", said)


def test_a_brief_of_a_place_without_figures_says_so():
    said = text(render(situation_brief("ESH", LOOK)))
    assert "No data on deaths." in said
    assert "No figure about this place is known." in said
    assert number(0) not in said.split("Agenda")[0].split("In short")[1]


def test_what_changes_in_a_brief_changes_its_number():
    one, other = situation_brief("SDN", LOOK), situation_brief("MLI", LOOK)
    assert one.number != other.number
    assert Path(file_name(one)).suffix == ".html"
    assert re.fullmatch(r"jointwatch-sudan-[0-9a-f]{16}\.html", file_name(one))
