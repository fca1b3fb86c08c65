"""People whom UNHCR counts, by origin and by asylum.

No reply of its API is recorded: the small ones here are our own, in the documented shape, and
one is made of UNHCR's published figures.
"""

import json

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, Reply, SourceError, WrongFormat
from collectors.sources import unhcr
from collectors.sources.unhcr import API, SOURCE
from tests.shared import shared


def row(coo="SDN", coa="TCD", **other) -> dict:
    return {
        "year": 2025, "coo_name": "", "coa_name": "", "coo_iso": coo, "coa_iso": coa,
        "refugees": 100, "asylum_seekers": "0", "returned_refugees": "0", "idps": "0",
        "returned_idps": "0", "stateless": "0", "oip": "-",
    } | other  # fmt: skip


def page(*rows, number=1, pages=1) -> Reply:
    said = {"page": number, "short-url": "", "maxPages": pages, "total": [], "items": rows}
    return Reply(API, json.dumps(said).encode())


def told(*replies) -> dict:
    (part,) = read(SOURCE, replies)
    rows = part.rows
    key = zip(rows["series"].str.removeprefix("unhcr."), rows["place"], strict=True)
    return dict(zip(key, rows["value"], strict=True))


def test_rows_by_origin_and_by_asylum_are_told_each_on_its_side():
    origin = page(row(coa="-", refugees=2_800_000))
    asylum = page(row(coo="-", coa="SDN", refugees=800_000, idps=9_000_000, stateless="-"))
    figures = told(origin, asylum)
    assert figures["refugees_from", "SDN"] == 2_800_000
    assert figures["refugees_in", "SDN"] == 800_000
    assert figures["idps", "SDN"] == 9_000_000
    assert ("stateless", "SDN") not in figures
    assert figures["asylum_seekers_from", "SDN"] == 0


def test_rows_of_both_countries_are_summed():
    figures = told(page(row(), row(coa="EGY", refugees=50), row(coo="CAF", refugees=7)))
    assert figures["refugees_from", "SDN"] == 150
    assert figures["refugees_in", "TCD"] == 107


def test_pages_that_overlap_count_a_row_once_and_an_empty_one_is_no_fault():
    pages = [page(row(), number=1, pages=2), page(row(), row(coa="EGY"), number=2, pages=2)]
    assert told(*pages, page(number=3, pages=2))["refugees_from", "SDN"] == 200


def test_without_all_pages_nothing_is_summed_and_nothing_withdrawn():
    with pytest.raises(WrongFormat, match="Not all pages came: nothing was summed"):
        told(page(row(), number=1, pages=2))
    (part,) = read(SOURCE, [page(row(coa="-"), number=2, pages=2)])
    assert part.covers == ()
    assert part.note == "Not all pages came: nothing was withdrawn."
    (part,) = read(SOURCE, [page(row(coa="-"))])
    assert part.covers[0].absence == "withdrawn"


def test_people_without_a_country_are_no_place_and_no_unknown_one():
    rows = [row(coo=code) for code in ("SDN", "UNK", "XXA", "STA", "TIB", "QQQ")]
    (part,) = read(SOURCE, [page(*rows)])
    found = part.rows[part.rows["series"] == "unhcr.refugees_from"]
    assert found["place"].tolist() == ["SDN"]
    assert part.unknown_places == {"QQQ": 1}
    assert told(page(*rows))["refugees_in", "TCD"] == 600


def test_a_figure_of_a_year_stands_on_its_first_day():
    (part,) = read(SOURCE, [page(row(coa="-"))])
    assert set(part.rows["period"]) == {pd.Timestamp("2025-01-01")}


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "the reply is empty"),
        (b"<html>Sign in</html>", WrongFormat, "a web page came"),
        (page().body, Empty, "not taken for nobody displaced"),
        (b'{"message": "Server error"}', WrongFormat, "Server error"),
        (b"[]", WrongFormat, "no page of UNHCR"),
        (b'{"items": [{"year": 2025}]}', WrongFormat, "columns missing: coo_iso"),
        (b'{"items": [], "page": "x"}', WrongFormat, "a page without a number"),
        (b'{"items": [], "page": 1e400}', WrongFormat, "a page without a number"),
        (page(row(refugees="many")).body, WrongFormat, "refugees"),
        (page(row(year="-")).body, WrongFormat, "a row without a year"),
        (page(row(refugees=-1)).body, WrongFormat, "outside 0 to"),
    ],
)
def test_what_is_no_page_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply("population", body))


class Publisher:
    now = pd.Timestamp("2026-11-22", tz="UTC")

    def __init__(self, pages):
        self.pages, self.asked = pages, []

    def get(self, url, params):
        self.asked.append(params)
        return page(row(), number=params["page"], pages=self.pages)


def test_all_pages_of_both_sides_are_asked_for(monkeypatch):
    publisher = Publisher(3)
    assert len(list(SOURCE.fetch(publisher))) == 6
    assert [params["page"] for params in publisher.asked] == [1, 2, 3, 1, 2, 3]
    assert publisher.asked[0]["coo_all"] == publisher.asked[3]["coa_all"] == "true"
    assert (publisher.asked[0]["yearFrom"], publisher.asked[0]["yearTo"]) == (1951, 2026)
    monkeypatch.setattr(unhcr, "MOST_PAGES", 2)
    with pytest.raises(SourceError, match="over 2 pages"):
        list(SOURCE.fetch(publisher))


def test_published_figures_of_2025_are_summed_as_by_hand():
    path = shared("data/unhcr_population.csv.gz")
    published = pd.read_csv(path, keep_default_na=False)
    published = published[published["year"] == 2025]
    rows = []
    for said in published.to_dict("records"):
        figures = {name: said[name] for name in row() if name in said}
        for name in figures.keys() - {"coo_name", "coa_name", "coo_iso", "coa_iso"}:
            # As the API writes them: zero as a text, nothing as "-".
            figures[name] = "-" if figures[name] == "" else int(float(figures[name])) or "0"
        rows.append(figures)
    (part,) = read(SOURCE, [page(*rows[:4000], pages=2), page(*rows[4000:], number=2, pages=2)])
    sums = part.rows.groupby("series")["value"].sum()
    nobody = ["UNK", "XXA", "STA", "TIB"]
    assert len(published) == 6_290
    assert sums["unhcr.refugees_from"] == (
        published[~published["coo_iso"].isin(nobody)]["refugees"].sum()
    )
    figures = part.rows.set_index(["series", "place"])["value"]
    assert figures["unhcr.refugees_from", "SDN"] == 2_820_737
    assert figures["unhcr.idps", "SDN"] == 9_139_309
    assert part.unknown_places == {}


def test_the_recorded_tables_of_another_form_are_refused():
    for name in ("AsylumApplications", "Demographics", "EndYearPopulationTotals", "Solutions"):
        path = shared(f"replies/unhcr/HDX_{name}.csv")
        with pytest.raises(WrongFormat, match="no page of UNHCR's interface"):
            told(Reply(path.name, path.read_bytes()))
