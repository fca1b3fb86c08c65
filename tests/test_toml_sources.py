"""A source declared in a TOML file, without a line of Python, is read as it says."""

import json
import math
from pathlib import Path

import pandas as pd
import pytest
from hypothesis import given
from hypothesis import strategies as st

from collectors import declared, http
from collectors.archive import Archive
from collectors.collect import collect, read
from collectors.declared import DeclarationError
from collectors.declared.parse import days_of, numbers
from collectors.http import Client
from collectors.source import Empty, NotThere, Refused, Reply, TooLarge, WrongFormat
from collectors.store import Store
from indicators.frames import OBSERVATIONS
from tests.publishers import SIGN_IN, Publishers

SOURCE = """\
[source]
id = "prices"
title = "Prices of food"
publisher = "Example Statistics"
homepage = "https://prices.example.org"
licence = "CC BY 4.0"
every = "12 hours"
"""
CSV = """
[request]
url = "https://prices.example.org/data.csv"

[data]
format = "csv"
place = { column = "country", system = "iso3" }
date = { column = "date" }
frequency = "month"
"""
JSON = """
[request]
url = "https://prices.example.org/api/prices"

[data]
format = "json"
rows = "result.items"
place = { column = "country.id", system = "iso3" }
date = { column = "date" }
frequency = "month"
"""
WHEAT = """
[[series]]
id = "prices.wheat"
title = "Price of wheat"
unit = "US dollars a tonne"
kind = "index"
value = "wheat"
"""
RICE = WHEAT.replace("wheat", "rice")
TABLE = 'country,date,wheat,rice\nSDN,2026-01-15,410.5,\nTCD,2026-01-20,"1,390",600\n'


@pytest.fixture
def source(tmp_path):
    """Return a function that makes a source of parts of a file."""

    def make(*parts: str, **replaced: str):
        text = "".join(parts)
        for old, new in replaced.items():
            text = text.replace(f"@{old}", new)
        path = tmp_path / "prices.toml"
        path.write_text(text)
        return declared.load(path)

    return make


def rows(source, *bodies: str | bytes) -> pd.DataFrame:
    return only(source, *bodies).rows


def only(source, *bodies: str | bytes):
    replies = [
        Reply(f"https://prices.example.org/{n}", text if isinstance(text, bytes) else text.encode())
        for n, text in enumerate(bodies)
    ]
    (part,) = read(source, replies)
    traced = part.rows.assign(
        run=1, vintage="collected", known_at=pd.Timestamp("2026-02-01", tz="UTC")
    )
    OBSERVATIONS.conform(traced)
    return part


def figures(source, *bodies: str | bytes) -> list[tuple]:
    told = rows(source, *bodies).sort_values(["series", "place", "period"])
    periods = told["period"].dt.strftime("%Y-%m-%d")
    return list(zip(told["series"], told["place"], periods, told["value"], strict=True))


# --- What a file says of its source.


def test_a_file_says_who_publishes_on_what_terms_and_how_often(source):
    made = source(SOURCE, 'humanitarian = true\nlag = "Two weeks."\n', CSV, WHEAT)
    assert (made.id, made.publisher, made.licence) == ("prices", "Example Statistics", "CC BY 4.0")
    assert made.every == pd.Timedelta(hours=12)
    assert (made.humanitarian, made.lag) == (True, "Two weeks.")
    assert made.base_url == "https://prices.example.org"
    (series,) = made.series
    assert (series.id, series.frequency, series.worse) == ("prices.wheat", "month", "higher")


@pytest.mark.parametrize(
    ("words", "hours"), [("1 hour", 1), ("6 hours", 6), ("1 day", 24), ("2 weeks", 336)]
)
def test_how_often_is_said_in_words(source, words, hours):
    made = source(SOURCE.replace("12 hours", words), CSV, WHEAT)
    assert made.every == pd.Timedelta(hours=hours)


@pytest.mark.parametrize(
    ("old", "new", "told"),
    [
        ('licence = "CC BY 4.0"\n', "", "line 1: source.licence is missing"),
        ('every = "12 hours"', 'every = "10 minutes"', "line 7: source.every: expected words such"),
        ('every = "12 hours"', "every = 12", "line 7: source.every: expected words such"),
        ('https://prices.example.org"\nlic', 'http://p.org"\nlic', "line 5: source.homepage"),
        ('id = "prices"', 'id = "Prices!"', "line 2: source.id"),
        ("publisher", "publishers", "line 4: there is no setting 'source.publishers'"),
        ('format = "csv"', 'format = "pdf"', "line 13: data.format: expected one of csv, tsv, "),
        ('"iso3"', '"iso9"', "line 14: data.place.system: Input should be"),
        ('"month"', '"fortnight"', "line 16: data.frequency: Input should be"),
        ("data.csv", "{yaer}.csv", r"line 9: request: \{yaer\} is none of \{year\}"),
        ("data.csv", "{PRICES_KEY}.csv", "keys go in params or headers"),
        ('data.csv"', 'data.csv"\nback = 2', "line 9: request: back needs"),
        ('data.csv"', 'data.csv"\npaging = { by = "page" }', "line 11: request.paging: by = "),
        ('data.csv"', 'data.csv"\npaging = { by = "next" }', "line 11: request.paging: by = "),
        ('"https://prices.example.org/data', '"file:///data', "line 10: request.url"),
        ('column = "country", system = "iso3"', "", "line 14: data.place: expected either"),
        ('column = "country", system = "iso3"', 'always = "XXQ"', "there is no place 'XXQ'"),
        ('"date" }', '"date", format = "%d %z" }', "line 15: data.date.format: the day counts"),
        ('unit = "US dollars a tonne"\n', "", "line 18: series 1, unit is missing"),
        ('kind = "index"', 'kind = "price"', "line 22: series 1, kind: Input should be 'flow'"),
        ('"prices.wheat"', '"wheat.price"', "'wheat.price' must begin with 'prices.'"),
        ('value = "wheat"', 'value = "wheat"\nlag_days = "ten"', "line 24: series 1, lag_days: "),
    ],
)
def test_a_wrong_file_is_told_with_file_line_key_and_what_was_expected(source, old, new, told):
    text = SOURCE + CSV + WHEAT
    assert old in text
    with pytest.raises(DeclarationError, match=told) as failure:
        source(text.replace(old, new, 1))
    assert "prices.toml" in str(failure.value)


def test_the_second_of_two_series_is_named_with_its_own_line(source):
    with pytest.raises(DeclarationError, match="line 29: series 2, kind: Input should be"):
        source(SOURCE, CSV, WHEAT, RICE.replace('"index"', '"kind"'))


def test_a_series_is_declared_once(source):
    with pytest.raises(DeclarationError, match="'prices.wheat' is declared twice"):
        source(SOURCE, CSV, WHEAT, WHEAT)


@pytest.mark.parametrize("text", ["[source\n", "", "\x00", "a = 1\na = 2"])
def test_a_file_that_is_no_declaration_is_a_sentence(source, text):
    with pytest.raises(DeclarationError, match=r"prices\.toml"):
        source(text)


def test_a_file_in_another_encoding_or_not_there_is_a_sentence(tmp_path):
    path = tmp_path / "prices.toml"
    with pytest.raises(DeclarationError, match="cannot be read"):
        declared.load(path)
    path.write_bytes("é".encode("latin-1"))
    with pytest.raises(DeclarationError, match="cannot be read"):
        declared.load(path)


# --- Reading CSV.


def test_a_csv_is_read_by_its_columns(source):
    assert figures(source(SOURCE, CSV, WHEAT, RICE), TABLE) == [
        ("prices.rice", "TCD", "2026-01-01", 600.0),
        ("prices.wheat", "SDN", "2026-01-01", 410.5),
        ("prices.wheat", "TCD", "2026-01-01", 1390.0),
    ]


def test_a_byte_order_mark_further_columns_and_their_order_do_not_matter(source):
    made = source(SOURCE, CSV, WHEAT)
    table = '\ufeffnote,wheat,date,country\n"a, b",5,2026-01-15,SDN\n'
    assert figures(made, table) == [("prices.wheat", "SDN", "2026-01-01", 5.0)]


def test_other_delimiters_encodings_and_decimals_are_read(source):
    data = CSV + 'delimiter = ";"\nencoding = "latin-1"\ndecimal = ","\n'
    made = source(SOURCE, data.replace(', system = "iso3"', ""), WHEAT)
    table = "country;date;wheat\nCôte d'Ivoire;2026-01-15;1.234,5\n".encode("latin-1")
    assert figures(made, table) == [("prices.wheat", "CIV", "2026-01-01", 1234.5)]


@pytest.mark.parametrize(
    ("table", "told"),
    [
        ("country,day,wheat\nSDN,2026-01-15,5\n", "columns missing: date"),
        ("SDN,2026-01-15,5\n", "columns missing"),
        ("country,date,wheat\nSDN,2026-01-15,5\nTCD,2026-0", "cut off"),
        ("country,date,wheat\nSDN,15/01/2026,5\n", "'15/01/2026' is not a date in the form iso"),
        ("country,date,wheat\nSDN,,5\n", "is not a date"),
        ("country,date,wheat\nSDN,2026-13-01,5\n", "is not a date"),
        ("country,date,wheat\nSDN,2026-01-15,many\n", "'many' is not a figure"),
        ("country,date,wheat\nSDN,2026-01-15,-\n", "'-' is not a figure. If it stands for none"),
        ('country,date,wheat\nSDN,2026-01-15,"1,5"\n', "is not a figure"),
        ("country,date,wheat\nSDN,2026-01-15,inf\n", "is not a figure"),
        ("country,date,wheat\nXQQ,2026-01-15,5\n", "none of the places is known: XQQ"),
        ("country,date,wheat\nSDN,2026-01-15,2000000000\n", "outside 0 to 1,000,000,000"),
        ("country,date,wheat\nSDN,2026-01-15,-1\n", "outside 0"),
        ("country,date,wheat\nSDN,2026-01-15,5\nSDN,2026-01-16,6\n", "told several times"),
        (SIGN_IN, "a web page came"),
        ('country,date,wheat\nSDN,2026-01-15,"5\n', "not CSV"),
        ("\xff\xfe".encode("latin-1"), "not utf-8"),
        (json.dumps([{"country": "SDN"}]), "columns missing"),
    ],
)
def test_a_csv_of_another_shape_is_refused_with_a_sentence(source, table, told):
    with pytest.raises(WrongFormat, match=told):
        rows(source(SOURCE, CSV, WHEAT), table)


@pytest.mark.parametrize(
    "table", ["", "\n", "country,date,wheat\n", "country,date,wheat\nSDN,2026-01-15,\n"]
)
def test_a_csv_without_a_figure_is_empty_and_not_calm(source, table):
    with pytest.raises(Empty):
        rows(source(SOURCE, CSV, WHEAT), table)


def test_places_not_known_are_counted_and_aggregates_are_not(source):
    made = source(SOURCE, CSV, WHEAT)
    table = (
        "country,date,wheat\nSDN,2026-01-15,5\nXQQ,2026-01-15,6\nXQQ,2026-02-15,6\n,2026-01-15,7\n"
    )
    part = only(made, table)
    assert part.rows["place"].tolist() == ["SDN"]
    assert part.unknown_places == {"XQQ": 2, "(no place)": 1}


def test_a_source_about_one_place_needs_no_column(source):
    data = CSV.replace('column = "country", system = "iso3"', 'always = "SDN"')
    made = source(SOURCE, data, WHEAT)
    assert figures(made, "date,wheat\n2026-01-15,5\n") == [
        ("prices.wheat", "SDN", "2026-01-01", 5.0)
    ]


def test_rows_are_chosen_by_what_stands_in_other_columns(source):
    long = WHEAT.replace(
        'value = "wheat"', 'value = "price"\nwhere = { item = ["Wheat", "Durum"] }'
    )
    made = source(SOURCE, CSV, long, 'aggregate = "mean"\n')
    table = (
        "country,date,item,price\nSDN,2026-01-15,Wheat,4\nSDN,2026-01-15,Durum,6\n"
        "SDN,2026-01-15,Rice,n/a\n"
    )
    assert figures(made, table) == [("prices.wheat", "SDN", "2026-01-01", 5.0)]


@pytest.mark.parametrize(("how", "value"), [("sum", 12.0), ("mean", 4.0), ("last", 7.0)])
def test_rows_of_one_place_and_period_are_put_together_as_said(source, how, value):
    made = source(SOURCE, CSV, WHEAT, f'aggregate = "{how}"\n')
    table = "country,date,wheat\nSDN,2026-01-15,2\nSDN,2026-01-16,3\nSDN,2026-01-17,7\n"
    assert figures(made, table) == [("prices.wheat", "SDN", "2026-01-01", value)]


def test_a_declared_sign_for_missing_is_no_figure_and_no_zero(source):
    made = source(SOURCE, CSV, 'missing = ["-", "-9999"]\n', WHEAT, RICE)
    table = "country,date,wheat,rice\nSDN,2026-01-15,-,5\nTCD,2026-01-15,-9999.0,-9999\n"
    part = only(made, table)
    assert part.rows[["place", "value"]].to_numpy().tolist() == [["SDN", 5.0]]
    assert part.note == "No figure came of prices.wheat."


# --- Dates.


@pytest.mark.parametrize(
    ("frequency", "period"),
    [
        ("day", "2026-05-20"),
        ("week", "2026-05-18"),
        ("month", "2026-05-01"),
        ("quarter", "2026-04-01"),
        ("year", "2026-01-01"),
        ("irregular", "2026-05-20"),
    ],
)
def test_a_period_is_the_first_day_of_the_time_the_figure_is_about(source, frequency, period):
    made = source(SOURCE, CSV.replace('"month"', f'"{frequency}"'), WHEAT)
    table = "country,date,wheat\nSDN,2026-05-20T23:30:00-05:00,5\n"
    assert figures(made, table) == [("prices.wheat", "SDN", period, 5.0)]


@pytest.mark.parametrize(
    ("text", "form", "day"),
    [
        ("2026", "iso", "2026-01-01"),
        ("2026-03", "iso", "2026-03-01"),
        ("2026-03-04 12:00:00.000", "iso", "2026-03-04"),
        ("04/03/2026", "%d/%m/%Y", "2026-03-04"),
        ("March 2026", "%B %Y", "2026-03-01"),
        ("1772582400", "unix", "2026-03-04"),
        ("1772582400000", "unix ms", "2026-03-04"),
    ],
)
def test_dates_are_read_in_the_form_that_is_said(text, form, day):
    read = days_of(pd.Series([text]), [form], "x")
    assert read.dt.normalize().tolist() == [pd.Timestamp(day)]


def test_two_forms_in_one_column_are_tried_in_turn(source):
    data = CSV.replace('"date" }', '"date", format = ["%d/%m/%Y", "iso"] }')
    table = "country,date,wheat\nSDN,2026-01-15,5\nSDN,05/02/2026,6\n"
    assert [row[2] for row in figures(source(SOURCE, data, WHEAT), table)] == [
        "2026-01-01",
        "2026-02-01",
    ]


def test_year_and_month_name_may_stand_in_two_columns(source):
    data = CSV.replace('column = "date"', 'column = ["month", "year"], format = "%B %Y"')
    table = "country,year,month,wheat\nSDN,2026,February,5\n"
    assert figures(source(SOURCE, data, WHEAT), table)[0][2] == "2026-02-01"


@pytest.mark.parametrize("date", ["9999-01-01", "1754-01-01"])
def test_a_day_that_cannot_be_is_refused_by_the_frame(source, date):
    with pytest.raises(ValueError, match="before 1900 or after 2100"):
        rows(source(SOURCE, CSV, WHEAT), f"country,date,wheat\nSDN,{date},5\n")


# --- Figures as text.


class Plain:
    decimal, missing = ".", ("-",)


@given(st.lists(st.one_of(st.none(), st.floats(-1e12, 1e12)), min_size=1))
def test_every_way_to_write_a_figure_is_the_same_figure(values):
    def written(mark: str) -> pd.Series:
        texts = ["-" if v is None else f"{v:,.3f}".replace(",", mark) for v in values]
        return numbers(pd.Series(texts, dtype="str"), Plain, "x")

    wanted = [math.nan if v is None else float(f"{v:.3f}") for v in values]
    for mark in ("", ",", " ", "\u00a0", "\u202f", "'", "\u2019"):
        pd.testing.assert_series_equal(written(mark), pd.Series(wanted))


@given(st.text())
def test_any_text_is_a_figure_nothing_or_a_sentence(text):
    said = ""
    try:
        (value,) = numbers(pd.Series([text], dtype="str"), Plain, "x")
    except WrongFormat as error:
        said = str(error)
    assert said.startswith("x: ") or math.isnan(value) == (text.strip() in ("", "-"))


# --- Reading JSON.


def answer(*items, **more) -> str:
    return json.dumps({"result": {"items": list(items)}} | more)


def item(country="SDN", date="2026-01-15", wheat: object = 5) -> dict:
    return {"country": {"id": country, "name": "x"}, "date": date, "wheat": wheat}


def test_json_is_read_by_paths(source):
    made = source(SOURCE, JSON, WHEAT)
    told = answer(item(), item("TCD", wheat="1,234"), item("MLI", wheat=None), {"date": "2026"})
    assert figures(made, told) == [
        ("prices.wheat", "SDN", "2026-01-01", 5.0),
        ("prices.wheat", "TCD", "2026-01-01", 1234.0),
    ]


def test_a_list_within_a_list_has_a_path_too(source):
    data = JSON.replace('"result.items"', '"1"').replace("country.id", "places.0")
    told = json.dumps([{"page": 1}, [{"places": ["SDN", "TCD"], "date": "2026", "wheat": 5}]])
    assert figures(source(SOURCE, data, WHEAT), told)[0][1] == "SDN"


@pytest.mark.parametrize(
    ("told", "why"),
    [
        ("{}", "nothing at 'result.items'"),
        ("[]", "nothing at 'result.items'"),
        ("null", "nothing at"),
        ('{"result": {"items": {}}}', "no list of rows"),
        ('{"result": {"items": [1, 2]}}', "no list of rows"),
        (answer({"land": "SDN", "date": "2026", "wheat": 1}), "columns missing: country.id"),
        (answer(item(wheat=[1])), "'wheat' is not a single value"),
        (answer(item(wheat=True)), "'True' is not a figure"),
        (answer(item(wheat=math.nan)), "'nan' is not a figure"),
        (answer(item())[:-9], "not JSON"),
        (SIGN_IN, "a web page came"),
        ("[" * 100_000, "nested too deep"),
    ],
)
def test_json_of_another_shape_is_refused_with_a_sentence(source, told, why):
    with pytest.raises(WrongFormat, match=why):
        rows(source(SOURCE, JSON, WHEAT), told)


def test_an_empty_list_is_empty_and_not_calm(source):
    with pytest.raises(Empty):
        rows(source(SOURCE, JSON, WHEAT), answer())


NAMES = ("result", "items", "country", "id", "date", "wheat")


@given(st.recursive(
    st.none() | st.booleans() | st.floats() | st.text(max_size=5),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.sampled_from(NAMES), inner),
    max_leaves=15,
))  # fmt: skip
def test_no_json_breaks_the_reading(tmp_path_factory, told):
    path = tmp_path_factory.getbasetemp() / "prices.toml"
    path.write_text(SOURCE + JSON + WHEAT)
    for body in (told, {"result": {"items": told}}, {"result": {"items": [told]}}):
        try:
            rows(declared.load(path), json.dumps(body))
        except (Empty, WrongFormat):
            continue


# --- Pages.


def test_the_order_of_the_pages_does_not_matter(source):
    made = source(SOURCE, JSON, WHEAT, 'aggregate = "last"\n')
    pages = [
        Reply(f"https://x.org/?page={n}", answer(item(wheat=n), item("TCD")).encode())
        for n in range(1, 12)
    ]
    (forward,), (backward,) = read(made, pages), read(made, pages[::-1])
    pd.testing.assert_frame_equal(forward.rows, backward.rows)
    assert forward.rows.set_index("place").at["SDN", "value"] == 11


def test_a_row_on_two_pages_counts_once(source):
    pages = [answer(item(), item("TCD")), answer(item("TCD"), item("MLI"))]
    assert len(figures(source(SOURCE, JSON, WHEAT), *pages)) == 3


def test_a_sum_over_overlapping_pages_is_refused_until_a_key_tells_rows_apart(source):
    pages = [
        answer({"id": 1} | item(), {"id": 2} | item()),
        answer({"id": 2} | item(), {"id": 3} | item()),
    ]
    summed = WHEAT + 'aggregate = "sum"\n'
    with pytest.raises(WrongFormat, match="stand on several pages"):
        rows(source(SOURCE, JSON, summed), *pages)
    made = source(SOURCE, JSON, 'key = ["id"]\n', summed)
    assert figures(made, *pages) == [("prices.wheat", "SDN", "2026-01-01", 15.0)]


# --- Asking.


@pytest.fixture
def web():
    with Publishers() as web:
        yield web


@pytest.fixture
def asked(web, now, monkeypatch):
    """Return a function that fetches a source from the server on loopback."""
    monkeypatch.setattr(http, "sleep", lambda seconds: None)

    def ask(source, **secrets) -> list[Reply]:
        client = Client(source, now, base_url=web.url, secrets=secrets)
        return list(source.fetch(client))

    return ask


def request(text: str, data: str = JSON) -> str:
    return data.replace('url = "https://prices.example.org/api/prices"', text)


URL = 'url = "https://prices.example.org/api"\n'


def test_dates_stand_in_address_parameters_and_headers(source, web, asked):
    web.offer("/2026/11/23.json")
    text = (
        'url = "https://prices.example.org/{year}/{month}/{day}.json"\n'
        'params = { until = "{today}", limit = 5 }\nheaders = { X-Day = "{today}" }'
    )
    asked(source(SOURCE, request(text), WHEAT))
    assert web.asked[0].address == "/2026/11/23.json?until=2026-11-23&limit=5"
    assert web.asked[0].headers["X-Day"] == "2026-11-23"


def test_months_before_are_asked_for_too_and_one_not_there_yet_is_left_out(source, web, asked):
    for month in ("2026-09", "2026-10"):
        web.offer(f"/{month}.json", answer(item(date=month)))
    made = source(
        SOURCE, request('url = "https://prices.example.org/{year}-{month}.json"\nback = 2'), WHEAT
    )
    assert [reply.name for reply in asked(made)] == ["2026-09.json", "2026-10.json"]
    assert web.asked[2].address == "/2026-11.json"


def test_nothing_there_at_all_is_an_error(source, asked):
    made = source(
        SOURCE, request('url = "https://prices.example.org/{year}.json"\nback = 1'), WHEAT
    )
    with pytest.raises(NotThere):
        asked(made)


@pytest.mark.parametrize(
    ("paging", "addresses"),
    [
        ('by = "page", parameter = "p"', ["/api?p=1", "/api?p=2", "/api?p=3"]),
        ('by = "page", parameter = "p", first = 0', ["/api?p=0", "/api?p=1", "/api?p=2"]),
        ('by = "offset", parameter = "o"', ["/api?o=0", "/api?o=2", "/api?o=3"]),
    ],
)
def test_pages_are_asked_for_until_one_is_empty(source, web, asked, paging, addresses):
    bodies = [answer(item(), item("TCD")), answer(item("MLI")), answer()]
    for address, body in zip(addresses, bodies, strict=True):
        web.offer(address, body)
    made = source(SOURCE, request(f"{URL}paging = {{ {paging} }}"), WHEAT)
    replies = asked(made)
    assert [one.address for one in web.asked] == addresses
    assert [len(reply.json()["result"]["items"]) for reply in replies] == [2, 1]


@pytest.mark.parametrize(
    "last", ["404", answer(), "", answer(item("TCD"))], ids=["404", "empty", "nothing", "repeated"]
)
def test_every_way_in_which_publishers_end_their_pages_is_an_end(source, web, asked, last):
    web.offer("/api?p=1", answer(item()))
    web.offer("/api?p=2", answer(item("TCD")))
    if last != "404":
        web.offer("/api?p=3", last)
    made = source(SOURCE, request(f'{URL}paging = {{ by = "page", parameter = "p" }}'), WHEAT)
    assert len(asked(made)) == 2


def test_a_publisher_who_does_not_know_the_parameter_is_found_out(source, web, asked):
    web.offer("/api", answer(item(), item("TCD")))
    paging = 'paging = { by = "page", parameter = "p", size = 2 }'
    with pytest.raises(WrongFormat, match="page 2 repeats the one before it"):
        asked(source(SOURCE, request(URL + paging), WHEAT))


def test_a_total_ends_the_pages_and_is_held_against_them(source, web, asked):
    paging = 'paging = { by = "offset", parameter = "o", total = "count" }'
    made = source(SOURCE, request(URL + paging), WHEAT)
    web.offer("/api?o=0", answer(item(), count=2))
    web.offer("/api?o=1", answer(item("TCD"), count=2))
    assert len(asked(made)) == 2
    assert len(web.asked) == 2
    web.offer("/api?o=1", answer(count=2))
    with pytest.raises(WrongFormat, match="only 1 of 2 rows came"):
        asked(made)


def test_a_number_of_pages_ends_them(source, web, asked):
    web.offer("/api?p=1", answer(item(), maxPages=1))
    paging = 'paging = { by = "page", parameter = "p", pages = "maxPages" }'
    asked(source(SOURCE, request(URL + paging), WHEAT))
    assert len(web.asked) == 1


def test_pages_without_end_are_stopped(source, web, asked):
    for n in (1, 2, 3):
        web.offer(f"/api?p={n}", answer(item(wheat=n)))
    made = source(
        SOURCE, request(f'{URL}paging = {{ by = "page", parameter = "p", most = 2 }}'), WHEAT
    )
    with pytest.raises(TooLarge, match="over 2 pages"):
        asked(made)


NEXT = 'params = { key = "{PRICES_KEY}" }\npaging = { by = "next", path = "next" }'
SECRET = '\n[[secret]]\nvariable = "PRICES_KEY"\nhow = "Write to keys@example.org."\n'


@pytest.mark.parametrize(
    "link",
    [
        "https://prices.example.org/api?page=2&key=k%2Fy",
        "http://prices.example.org/api?key=k%2Fy&page=2",
        "/api?page=2",
        "?page=2",
    ],
)
def test_each_page_names_the_next_and_the_key_goes_along(source, web, asked, link):
    web.offer("/api", answer(item(), next=link))
    web.offer("/api?page=2", answer(item("TCD"), next=None))
    replies = asked(source(SOURCE, request(URL + NEXT), WHEAT, SECRET), PRICES_KEY="k/y")
    assert [one.address for one in web.asked] == ["/api?key=k%2Fy", "/api?page=2&key=k%2Fy"]
    assert "k%2Fy" not in "".join(reply.url + reply.text() for reply in replies)


def test_a_next_page_elsewhere_is_not_asked_for(source, web, asked):
    web.offer("/api", answer(item(), next="https://thief.example/api?page=2"))
    made = source(SOURCE, request(URL + NEXT), WHEAT, SECRET)
    with pytest.raises(WrongFormat, match=r"next page is at thief\.example, not at prices"):
        asked(made, PRICES_KEY="k")


def test_a_cursor_goes_into_its_parameter(source, web, asked):
    web.offer("/api", answer(item(), cursor="a b"))
    web.offer("/api?after=a+b", answer(item("TCD"), cursor=""))
    paging = 'paging = { by = "next", path = "cursor", parameter = "after" }'
    assert len(asked(source(SOURCE, request(URL + paging), WHEAT))) == 2


def test_a_page_that_cannot_be_read_is_kept_for_the_archive_and_then_refused(source, web, asked):
    web.offer("/api?p=1", answer(item()))
    web.offer("/api?p=2", SIGN_IN)
    made = source(SOURCE, request(f'{URL}paging = {{ by = "page", parameter = "p" }}'), WHEAT)
    replies = asked(made)
    assert replies[1].body == SIGN_IN
    with pytest.raises(WrongFormat, match="a web page came"):
        read(made, replies)


# --- Keys.


def test_without_its_key_a_source_says_how_to_get_one(source, asked):
    made = source(SOURCE, request(URL + NEXT), WHEAT, SECRET)
    assert made.secrets[0].how == "Write to keys@example.org."
    with pytest.raises(Refused, match=r"needs PRICES_KEY. Write to keys@example\.org"):
        asked(made)


def test_an_optional_key_is_left_out_when_it_is_not_set(source, web, asked):
    web.offer("/api", answer(item()))
    text = f'{URL}headers = {{ X-Key = "Bearer {{PRICES_KEY}}" }}'
    made = source(SOURCE, request(text), WHEAT, SECRET, "required = false\n")
    asked(made)
    asked(made, PRICES_KEY="k")
    assert "X-Key" not in web.asked[0].headers
    assert web.asked[1].headers["X-Key"] == "Bearer k"


def test_a_file_can_ask_for_no_secret_but_its_own(source):
    with pytest.raises(DeclarationError, match="'AWS_KEY' must begin with 'PRICES_'"):
        source(SOURCE, JSON, WHEAT, SECRET.replace("PRICES_KEY", "AWS_KEY"))
    with pytest.raises(DeclarationError, match=r"\{PRICES_KEY\} needs a \[\[secret\]\]"):
        source(SOURCE, request(URL + NEXT), WHEAT)


# --- The whole way.


def test_a_declared_source_is_collected_revised_and_taken_back(source, web, tmp_path, now):
    made = source(SOURCE, CSV, 'absence = "withdrawn"\n', WHEAT)
    store = Store.in_folder(tmp_path / "home")
    archive = Archive(tmp_path / "replies", store)
    moments = iter(pd.date_range(now, periods=20, freq="h"))

    def run(*lines: str):
        web.offer("/data.csv", "\n".join(["country,date,wheat", *lines, ""]))
        done = collect(made, Client(made, now, archive, web.url), store, archive, moments.__next__)
        return done.finding, done.rows_new

    assert run("SDN,2026-01-15,5", "TCD,2026-01-15,6", "TCD,2026-02-15,6") == ("news", 3)
    assert run("SDN,2026-01-15,5", "TCD,2026-01-15,6", "TCD,2026-02-15,6") == ("nothing new", 0)
    assert run("SDN,2026-01-15,7", "TCD,2026-01-15,6", "TCD,2026-02-15,6") == ("news", 1)
    # January without Chad takes its figure back; that February is not told says nothing.
    assert run("SDN,2026-01-15,7") == ("news", 1)
    web.fail("/data.csv", "html")
    assert run() == ("wrong format", 0)
    store.close()


def test_a_declaration_is_a_file_of_at_most_forty_lines():
    assert len((SOURCE + CSV + WHEAT).splitlines()) <= 40
    assert Path(declared.__file__).is_file()
