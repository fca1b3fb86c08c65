"""Severity of crises, by country and month. No reply is recorded: these are our own, in the
documented shape."""

import json

import pandas as pd
import pytest

from collectors.collect import read
from collectors.source import Empty, NotThere, Refused, Reply, SourceError, WrongFormat
from collectors.sources import inform_severity
from collectors.sources.inform_severity import API, SOURCE


def crisis(value=4.3, iso="SDN", **other) -> dict:
    return {
        "crisis_id": "SDN001", "crisis_name": "Complex crisis", "country": ["Sudan"],
        "iso3": iso if isinstance(iso, list) else [iso], "regions": ["Africa"],
        "country_level": "Yes", "individual_aggregated": "Individual",
        "INFORM Severity Index": value,
    } | other  # fmt: skip


def page(*rows, month="Oct2026", more=False) -> Reply:
    said = {"count": len(rows), "next": f"{API}/?page=2" if more else None, "results": rows}
    return Reply(f"{API}/{month}/?page=1", json.dumps(said).encode())


def told(*replies) -> dict:
    (part,) = read(SOURCE, replies)
    rows = part.rows
    key = zip(rows["place"], rows["period"].dt.strftime("%Y-%m-%d"), strict=True)
    return dict(zip(key, rows["value"], strict=True))


def test_a_crisis_stands_on_the_month_of_the_address():
    assert told(page(crisis()), page(crisis(4.5), month="Nov2026")) == {
        ("SDN", "2026-10-01"): 4.3,
        ("SDN", "2026-11-01"): 4.5,
    }


def test_of_several_crises_that_of_all_together_counts_else_the_worst():
    rows = [crisis(3.1), crisis(2.2)]
    assert told(page(*rows))["SDN", "2026-10-01"] == 3.1
    together = crisis(2.9, individual_aggregated="Aggregated")
    assert told(page(together, *rows))["SDN", "2026-10-01"] == 2.9


def test_crises_of_a_part_or_of_several_countries_are_no_countrys_own():
    rows = [crisis(), crisis(5, iso=["SDN", "TCD"]), crisis(5, country_level="No")]
    assert told(page(*rows)) == {("SDN", "2026-10-01"): 4.3}


def test_a_crisis_without_a_score_is_no_figure_and_an_unknown_place_is_counted():
    (part,) = read(SOURCE, [page(crisis(None), crisis("-"), crisis(1, iso="XYZ"))])
    assert part.rows.empty
    assert part.unknown_places == {"XYZ": 1}


@pytest.mark.parametrize(
    ("body", "error", "sentence"),
    [
        (b"", Empty, "the reply is empty"),
        (b"<html>Log in</html>", WrongFormat, "a web page came"),
        (page().body, Empty, "not taken for none"),
        (b'{"detail": "Invalid token."}', Refused, "Invalid token. ACAPS gives a token"),
        (b"[]", WrongFormat, "no page of ACAPS"),
        (b'{"results": [{"iso3": ["SDN"]}]}', WrongFormat, "columns missing: crisis_id"),
        (page(crisis(7)).body, WrongFormat, "outside 0 to 5"),
        (page(crisis("high")).body, WrongFormat, "INFORM Severity Index"),
    ],
)
def test_what_is_no_page_is_refused_in_a_sentence(body, error, sentence):
    with pytest.raises(error, match=sentence):
        told(Reply(f"{API}/Oct2026/", body))


def test_an_address_without_a_month_is_refused():
    with pytest.raises(WrongFormat, match="'saved.json' is not a date"):
        told(Reply("saved.json", page(crisis()).body))


class Publisher:
    now = pd.Timestamp("2026-11-01", tz="UTC")

    def __init__(self, token="t", missing=("Nov2026",), pages=2):
        self.token, self.missing, self.pages, self.asked = token, missing, pages, []

    def secret(self, variable):
        return self.token if variable == "ACAPS_TOKEN" else ""

    def get(self, url, params, headers):
        assert headers == {"Authorization": "Token t"}
        month = url.rstrip("/").rsplit("/", 1)[-1]
        if month in self.missing:
            raise NotThere(url)
        self.asked.append((month, params["page"]))
        return page(crisis(), month=month, more=params["page"] < self.pages)


def test_the_last_three_months_are_asked_for_and_one_not_there_yet_is_no_fault(monkeypatch):
    publisher = Publisher()
    list(SOURCE.fetch(publisher))
    assert publisher.asked == [(month, n) for month in ("Sep2026", "Oct2026") for n in (1, 2)]
    with pytest.raises(NotThere, match="none of the last 3 months"):
        list(SOURCE.fetch(Publisher(missing=("Sep2026", "Oct2026", "Nov2026"))))
    monkeypatch.setattr(inform_severity, "MOST_PAGES", 1)
    with pytest.raises(SourceError, match="over 1 pages"):
        list(SOURCE.fetch(Publisher()))


def test_without_a_token_it_is_said_how_to_get_one():
    with pytest.raises(Refused, match="api.acaps.org"):
        list(SOURCE.fetch(Publisher(token="")))
