"""Data never seen before are looked at, and a mapping is proposed that reads them."""

import contextlib
import io
import json

import openpyxl
import pandas as pd
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from collectors import declared
from collectors.collect import read
from collectors.declared.propose import propose
from collectors.source import Empty, Reply, SourceError, WrongFormat

SAID = {
    "title": "Counts", "publisher": "Somebody", "homepage": "https://counts.example.org",
    "licence": "CC BY 4.0", "terms": "May be shown.", "every": "1 day", "unit": "people",
    "kind": "stock", "worse": "higher",
}  # fmt: skip
PLAIN = "iso3,date,people\nSDN,2026-01-01,5\nTCD,2026-01-01,6\nSDN,2026-02-01,7\n"


@pytest.fixture
def figures(tmp_path):
    """Return a function that writes the proposed file, loads it, and reads the data with it."""
    return lambda body, **choices: read_back(tmp_path, propose("counts", body), body, **choices)


def read_back(folder, proposal, body: bytes, **choices) -> list[tuple]:
    path = folder / "counts.toml"
    path.write_text(proposal.toml(**SAID | choices), encoding="utf-8")
    (part,) = read(declared.load(path), [Reply(proposal.url or proposal.file, body)])
    told = part.rows.sort_values(["series", "place", "period"])
    days = told["period"].dt.strftime("%Y-%m-%d")
    return list(zip(told["place"], days, told["value"], strict=True))


THREE = [("SDN", "2026-01-01", 5), ("SDN", "2026-02-01", 7), ("TCD", "2026-01-01", 6)]


def test_a_table_of_codes_days_and_figures_is_read_without_a_doubt(figures):
    proposal = propose("counts", PLAIN.encode())
    assert (proposal.format, proposal.columns) == ("csv", ["iso3", "date", "people"])
    assert (proposal.place_column, proposal.place_system) == ("iso3", "iso3")
    assert (proposal.date_column, proposal.date_format) == ("date", "iso")
    assert (proposal.frequency, proposal.values) == ("month", ["people"])
    assert (proposal.faults, proposal.unknown_places) == ([], {})
    assert proposal.rows.iloc[0].tolist() == ["SDN", "2026-01-01", "5"]
    assert figures(PLAIN.encode()) == THREE


def test_what_nobody_has_said_is_a_line_to_fill_in_and_no_source_until_then(tmp_path):
    path = tmp_path / "counts.toml"
    path.write_text(propose("counts", PLAIN.encode()).toml(), encoding="utf-8")
    with pytest.raises(declared.DeclarationError) as failure:
        declared.load(path)
    lines = path.read_text().splitlines()
    for key in ("title", "licence", "terms", "every", "unit", "kind", "worse"):
        number = next(n for n, line in enumerate(lines, 1) if line.startswith(f'{key} = "TO FILL'))
        assert f"line {number}: " in str(failure.value)
        assert f"{key}: expected " in str(failure.value)


@pytest.mark.parametrize(
    ("column", "system", "codes"),
    [
        ("iso3", "iso3", ["SDN", "TCD", "SDN"]),
        ("iso2", "iso2", ["SD", "TD", "SD"]),
        ("Country name", "name", ["Sudan", "Chad", "Sudan"]),
        ("m49_code", "numeric", ["729", "148", "729"]),
        ("gwno", "gw", ["625", "483", "625"]),
        ("where", "", ["SDN", "Chad", "SDN"]),
    ],
)
def test_the_code_system_of_places_is_told(figures, column, system, codes):
    dates, counts = ["2026-01-01", "2026-01-01", "2026-02-01"], ["5", "6", "7"]
    rows = [",".join(row) for row in zip(codes, dates, counts, strict=True)]
    body = "\n".join([f"{column},date,people", *rows, ""]).encode()
    assert propose("counts", body).place_system == system
    assert figures(body) == THREE


@pytest.mark.parametrize(
    ("form", "january", "february"),
    [
        ("iso", "2026-01", "2026-02"),
        ("%d/%m/%Y", "31/01/2026", "28/02/2026"),
        ("%m/%d/%Y", "01/31/2026", "02/28/2026"),
        ("%d.%m.%Y", "31.01.2026", "28.02.2026"),
        ("%B %Y", "January 2026", "February 2026"),
        ("%b-%y", "Jan-26", "Feb-26"),
        ("%d %B %Y", "1 January 2026", "1 February 2026"),
        ("%Y%m", "202601", "202602"),
        ("%d/%m/%Y %H:%M", "31/01/2026 10:00", "28/02/2026 23:30"),
        ("unix", "1767225600", "1769904000"),
        (("iso", "%d/%m/%Y"), "2026-01-31", "28/02/2026"),
    ],
)
def test_the_form_of_dates_is_told(figures, form, january, february):
    body = f"iso3,date,people\nSDN,{january},5\nTCD,{january},6\nSDN,{february},7\n".encode()
    assert propose("counts", body).date_format == form
    assert figures(body, frequency="month") == THREE


def test_quarters_are_read(figures):
    body = b"iso3,period,people\nSDN,2026-Q1,5\nSDN,2026-Q2,6\n"
    assert propose("counts", body).frequency == "quarter"
    assert figures(body) == [("SDN", "2026-01-01", 5), ("SDN", "2026-04-01", 6)]


def test_year_and_month_in_two_columns_are_one_date(figures):
    body = b"iso3,year,month,people\nSDN,2026,1,5\nTCD,2026,1,6\nSDN,2026,2,7\n"
    assert propose("counts", body).date_column == ("year", "month")
    assert figures(body) == THREE


def test_days_that_may_be_months_are_told_as_a_doubt():
    body = b"iso3,date,people\nSDN,01/02/2026,5\nSDN,01/03/2026,6\n"
    assert any("may mean two days" in fault for fault in propose("counts", body).faults)


def test_figures_that_may_be_thousands_are_told_as_a_doubt():
    proposal = propose("counts", b'iso3,date,people\nSDN,2026-01-01,"1,234"\n')
    assert any("'1,234' may mean two things" in fault for fault in proposal.faults)


def test_signs_for_nothing_are_no_figures(figures):
    body = (PLAIN + "MLI,2026-01-01,-9999\nNER,2026-01-01,-\nBFA,2026-01-01,n/a\n").encode()
    assert propose("counts", body).missing == ("-", "-9999", "n/a")
    assert figures(body) == THREE


def test_a_row_of_hxl_tags_is_no_row(figures):
    head, *rows = PLAIN.splitlines()
    body = "\n".join([head, "#country+code,#date,#affected", *rows, ""]).encode()
    assert len(propose("counts", body).rows) == 3
    assert figures(body) == THREE


def test_lines_above_the_names_of_the_columns_are_left_out(figures):
    body = ("Counts of people\n\n" + PLAIN).encode()
    assert propose("counts", body).layout.header == 3
    assert figures(body) == THREE


def test_a_workbook_is_read(figures):
    book = openpyxl.Workbook()
    book.active.title = "About"
    page = book.create_sheet("Data")
    page.append(["Counts of people"])
    page.append(["iso3", "date", "people"])
    page.append(["#country+code", "#date", "#affected"])
    for code, day, count in (("SDN", "2026-01-01", 5), ("TCD", "2026-01-01", 6.0)):
        page.append([code, pd.Timestamp(day).to_pydatetime(), count])
    page.append(["SDN", "2026-02-01", "7"])
    out = io.BytesIO()
    book.save(out)
    proposal = propose("counts", out.getvalue())
    assert (proposal.layout.sheet, proposal.layout.header) == ("Data", 2)
    assert figures(out.getvalue()) == THREE


@pytest.mark.parametrize("lines", [False, True])
def test_json_is_read_wherever_its_rows_are(figures, lines):
    rows = [
        {"country": {"id": code}, "date": day, "people": count, "tags": ["a"]}
        for code, day, count in THREE
    ]
    body = {"meta": {"count": 3}, "data": {"items": rows}}
    text = "\n".join(map(json.dumps, rows)) if lines else json.dumps(body)
    proposal = propose("counts", text.encode())
    assert (proposal.format, proposal.layout.rows) == (
        ("jsonl", "") if lines else ("json", "data.items")
    )
    assert (proposal.place_column, proposal.values) == ("country.id", ["people"])
    assert figures(text.encode()) == THREE


def test_one_page_of_several_is_told_as_a_doubt():
    body = json.dumps({"next": "https://a.example.org/2", "rows": [
        {"iso3": "SDN", "date": "2026-01-01", "people": 5}
    ]}).encode()  # fmt: skip
    proposal = propose("counts", body, "https://a.example.org/1")
    assert any("speaks of next" in fault for fault in proposal.faults)
    assert 'url = "https://a.example.org/1"' in proposal.toml()


def test_rows_of_one_place_and_period_are_a_doubt_and_can_be_parted_or_added(figures):
    body = b"iso3,date,sex,people\nSDN,2026-01-01,f,5\nSDN,2026-01-01,m,6\n"
    proposal = propose("counts", body)
    assert (proposal.repeats, proposal.tells_apart) == (1, {"sex": ["f", "m"]})
    assert any("'sex'" in fault for fault in proposal.faults)
    assert figures(body, aggregate="sum") == [("SDN", "2026-01-01", 11)]
    assert figures(body, split="sex") == [("SDN", "2026-01-01", 5), ("SDN", "2026-01-01", 6)]
    with pytest.raises(declared.DeclarationError, match="aggregate: expected none, sum, last or"):
        figures(body)


def test_choices_may_differ_from_series_to_series(tmp_path):
    body = b"iso3,date,deaths,price\nSDN,2026-01-01,5,-2.5\n"
    proposal = propose("counts", body)
    path = tmp_path / "counts.toml"
    units, kinds = {"deaths": "people", "price": "dollars"}, {"deaths": "flow", "price": "index"}
    path.write_text(proposal.toml(**SAID | {"unit": units, "kind": kinds}))
    deaths, price = declared.load(path).series
    assert (deaths.unit, deaths.kind) == ("people", "flow")
    assert (price.unit, price.kind) == ("dollars", "index")
    assert price.least < -2.5
    with pytest.raises(ValueError, match="no choice 'colour'"):
        proposal.toml(colour="red")


def test_places_that_are_not_known_are_counted():
    body = (PLAIN + "XQX,2026-01-01,5\nXQX,2026-02-01,5\n").encode()
    assert propose("counts", body).unknown_places == {"XQX": 2}


def test_without_a_column_of_places_one_place_can_be_chosen(figures):
    body = b"date,people\n2026-01-01,5\n2026-02-01,7\n"
    assert any("No column names countries" in fault for fault in propose("counts", body).faults)
    assert figures(body, place_always="SDN") == [("SDN", "2026-01-01", 5), ("SDN", "2026-02-01", 7)]


def test_years_side_by_side_are_told():
    body = b"iso3,2021,2022,2023\nSDN,1,2,3\n"
    assert any("side by side" in fault for fault in propose("counts", body).faults)


@pytest.mark.parametrize(
    ("body", "error", "told"),
    [
        (b"", Empty, "nothing in it"),
        (b"<!DOCTYPE html><html></html>", WrongFormat, "a web page came"),
        (b"<rss></rss>", WrongFormat, "XML or a feed"),
        (b"Just a sentence without a table.", WrongFormat, "no table"),
        (b'{"error": "no"}', WrongFormat, "no list of rows"),
        (b"iso3,date,people\n", Empty, "no rows"),
        (b"PK\x03\x04 damaged", WrongFormat, "not an Excel workbook"),
    ],
)
def test_what_is_no_table_is_refused_in_a_sentence(body, error, told):
    with pytest.raises(error, match=told):
        propose("counts", body)


def test_a_name_that_no_source_can_have_is_refused():
    with pytest.raises(declared.DeclarationError, match="'My data' cannot be the name"):
        propose("My data", PLAIN.encode())


@settings(max_examples=50)
@given(st.binary(max_size=300) | st.text(max_size=300).map(str.encode))
@example(b"\xfe\xff\x00\x00\x00")  # a text of two bytes a sign, cut within one
def test_whatever_it_is_it_is_proposed_or_refused_in_words(body):
    with contextlib.suppress(SourceError):
        assert propose("counts", body).toml()


@settings(max_examples=12)
@given(
    order=st.permutations(["iso3", "date", "people", "share", "note"]),
    delimiter=st.sampled_from([",", ";", "\t", "|"]),
    decimal=st.sampled_from(".,"),
    bom=st.booleans(),
    ending=st.sampled_from(["\n", "\r\n"]),
    counts=st.lists(st.integers(0, 10**6), min_size=4, max_size=30),
    shares=st.lists(st.integers(0, 99), min_size=4, max_size=30),
)
def test_any_order_delimiter_decimal_sign_and_bom_is_read_back(
    tmp_path_factory, order, delimiter, decimal, bom, ending, counts, shares
):
    months = pd.date_range("2023-01-01", periods=min(len(counts), len(shares)), freq="MS")
    rows = [
        {
            "iso3": ("SDN", "TCD")[number % 2], "date": f"{month:%Y-%m-%d}",
            "people": str(counts[number]), "share": f'"0{decimal}{shares[number]:02}"',
            "note": "said so",
        }
        for number, month in enumerate(months)
    ]  # fmt: skip
    lines = [delimiter.join(order), *(delimiter.join(row[name] for name in order) for row in rows)]
    body = (("\ufeff" if bom else "") + ending.join([*lines, ""])).encode()
    proposal = propose("counts", body)
    assert proposal.values == [name for name in order if name in ("people", "share")]
    folder = tmp_path_factory.mktemp("proposed")
    told = sorted(read_back(folder, proposal, body))
    expected = sorted(
        (row["iso3"], row["date"], float(figure.strip('"').replace(",", ".")))
        for row in rows
        for figure in (row["people"], row["share"])
    )
    assert told == expected
