"""Every source passes the conformance kit, and the kit finds what it is there to find."""

import json
from dataclasses import replace
from datetime import timedelta

import pandas as pd
import pytest

from collectors import kit
from collectors.source import Part, Reply, Secret, Source, WrongFormat
from collectors.sources import all_sources
from indicators.frames import EVENTS, OBSERVATIONS, Coverage, Series
from tests.replies import FOLDER, small_replies

SOURCES = all_sources().values()
every_source = pytest.mark.parametrize("source", SOURCES, ids=lambda s: s.id)
every_source_with_replies = pytest.mark.parametrize(
    "source", [s for s in SOURCES if small_replies(s.id)], ids=lambda s: s.id
)


@every_source
def test_has_small_replies_of_its_own(source):
    assert small_replies(source.id), (
        f"Write small replies in the documented shape into tests/replies/{source.id}/, "
        "with a urls.csv (file,url): see tests/replies/README.md."
    )


@every_source
def test_says_what_it_is_and_on_what_terms(source):
    assert kit.declares(source) == []


@every_source_with_replies
def test_reads_its_small_replies_the_same_in_any_order(source):
    assert kit.reads(source, small_replies(source.id)) == []


@every_source_with_replies
def test_refuses_in_words_what_went_wrong(source):
    assert kit.refuses(source, small_replies(source.id)) == []


@pytest.mark.parametrize(
    "folder", sorted(path.parent for path in FOLDER.glob("*/urls.csv")), ids=lambda path: path.name
)
def test_every_small_reply_is_listed_once_with_its_address(folder):
    urls = [reply.url for reply in small_replies(folder.name)]
    files = {path.name for path in folder.iterdir()} - {"urls.csv"}
    assert len(set(urls)) == len(urls) == len(files)
    assert all(url.startswith("https://") for url in urls)


# --- The kit itself, on a source with one fault at a time.


def parse(replies):
    """Read [{"place", "month", "ships"}], as a source should."""
    rows = []
    for reply in replies:
        said = reply.json()
        if not isinstance(said, list) or not said:
            raise WrongFormat(f"{reply.name}: not a list of ships held up.")
        rows += [(row["place"], row["month"], float(row["ships"])) for row in said]
    table = pd.DataFrame(rows, columns=["place", "period", "value"])
    table["period"] = pd.to_datetime(table["period"], format="%Y-%m")
    table = table.drop_duplicates(["place", "period"]).assign(published=pd.NaT)
    return [Part(OBSERVATIONS, table.assign(series="ships.held"))] if len(table) else []


GOOD = Source(
    id="ships",
    title="Ships held up",
    publisher="Example Port Authority",
    homepage="https://ships.example.org",
    licence="CC BY 4.0",
    every=timedelta(days=1),
    fetch=lambda client: [],
    parse=parse,
    frames=(OBSERVATIONS,),
    series=(Series("ships.held", "Ships held up", "ships", "month", "stock"),),
    lag="The first day of the next month.",
    revisions="None.",
)
PAGES = [
    Reply(
        "https://x.org/1", json.dumps([{"place": "SDN", "month": "2026-01", "ships": 1}]).encode()
    ),
    Reply(
        "https://x.org/2", json.dumps([{"place": "EGY", "month": "2026-01", "ships": 2}]).encode()
    ),
]


def test_a_good_source_has_no_findings():
    assert kit.check(GOOD, PAGES) == []


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"id": "Ships"}, "small letters"),
        ({"publisher": " "}, "does not say its publisher"),
        ({"licence": ""}, "does not say its licence"),
        ({"terms": ""}, "does not say its terms"),
        ({"lag": ""}, "does not say its lag"),
        ({"revisions": ""}, "does not say its revisions"),
        ({"homepage": "http://ships.example.org"}, "https"),
        ({"every": timedelta(minutes=59)}, "more often than once an hour"),
        ({"secrets": (Secret("SHIPS_KEY", ""),)}, "how to get it"),
        ({"frames": ()}, "declares no frame"),
        ({"series": ()}, "need a declared series"),
        ({"series": GOOD.series * 2}, "declared twice"),
    ],
)
def test_the_kit_finds_what_a_source_does_not_say(changes, told):
    assert any(told in finding for finding in kit.declares(replace(GOOD, **changes)))


@pytest.mark.parametrize(
    ("changes", "told"),
    [
        ({"id": "port.held"}, "is not 'ships.'"),
        ({"id": "ships.Held"}, "is not 'ships.'"),
        ({"unit": ""}, "a title and a unit"),
        ({"frequency": "fortnight"}, "frequency that is none of day, week"),
        ({"kind": "price"}, "kind that is none of flow"),
        ({"most": 0.0}, "allows no figure"),
    ],
)
def test_the_kit_finds_a_series_declared_wrongly(changes, told):
    source = replace(GOOD, series=(replace(GOOD.series[0], **changes),))
    assert any(told in finding for finding in kit.declares(source))


def changed(change):
    """Return the good source with the rows, or the parts, of its reading changed."""

    def reading(replies):
        return [change(part) for part in parse(replies)]

    return replace(GOOD, parse=reading)


def rows(**columns):
    return changed(lambda part: replace(part, rows=part.rows.assign(**columns)))


class Counting:
    """Reads otherwise each time."""

    def __init__(self):
        self.times = 0

    def __call__(self, replies):
        self.times += 1
        (part,) = parse(replies)
        return [replace(part, rows=part.rows.assign(value=float(self.times)))]


def turning(replies):
    replies.reverse()
    return parse(replies)


def in_order(replies):
    (part,) = parse(replies)
    return [replace(part, rows=part.rows.assign(value=range(len(part.rows))))]


@pytest.mark.parametrize(
    ("source", "told"),
    [
        (rows(place=["XQQ", "SDN"]), "no places of ours are XQQ"),
        (rows(place=""), "rows have no place"),
        (rows(series="ships.sunk"), "'ships.sunk' is not declared"),
        (rows(value="many"), "the figures are not numbers"),
        (rows(value=-1.0), "outside 0"),
        (rows(period=pd.Timestamp("2026-01-01 12:00")), "holds an hour"),
        (rows(more=1), "not expected"),
        (changed(lambda part: replace(part, rows=part.rows.iloc[:0])), "reads no rows"),
        (changed(lambda part: replace(part, rows=pd.concat([part.rows] * 2))), "repeat a key"),
        (changed(lambda part: replace(part, unknown_places={"X": "two"})), "are not counted"),
        (
            changed(lambda p: replace(p, covers=(Coverage(OBSERVATIONS, {"event": 1}, "zero"),))),
            "a coverage is of another frame or of columns ['event']",
        ),
        (replace(GOOD, parse=lambda replies: [*parse(replies), *parse(replies)]), "two parts"),
        (replace(GOOD, frames=(EVENTS,)), "observations, which it does not declare"),
        (replace(GOOD, parse=Counting()), "twice does not give the same"),
        (replace(GOOD, parse=turning), "changes the list of replies"),
        (replace(GOOD, parse=in_order), "read backwards do not give the same"),
        (replace(GOOD, parse=lambda replies: 1 / 0), "fails with ZeroDivisionError"),
    ],
)
def test_the_kit_finds_what_is_read_wrongly(source, told):
    findings = kit.reads(source, PAGES)
    assert any(told in finding for finding in findings), findings


@pytest.mark.parametrize(
    ("column", "text", "told"),
    [
        ("title", "two\nlines", "title holds texts that are not clean"),
        ("title", "a bell\x07", "title holds texts that are not clean"),
        ("area", " blank", "area holds texts that are not clean"),
        ("url", "javascript:alert(1)", "no address of the web"),
        ("source", "port", "rows say a source that is not 'ships'"),
    ],
)
def test_the_kit_finds_texts_that_are_not_clean(column, text, told):
    event = dict.fromkeys(EVENTS.columns, "") | {
        "source": "ships", "event": "1", "place": "SDN", "starts": pd.Timestamp("2026-01-01"),
        "ends": pd.Timestamp("2026-01-01"), "crosses": False, "withdrawn": False,
        "value": 1.0, "low": 1.0, "high": 1.0, "latitude": 1.0, "longitude": 1.0,
    }  # fmt: skip
    trace = ("run", "known_at", "vintage")
    event = {name: value for name, value in event.items() if name not in trace}
    good = replace(
        GOOD, frames=(EVENTS,), series=(), parse=lambda _: [Part(EVENTS, pd.DataFrame([event]))]
    )
    assert kit.reads(good, PAGES) == []
    event[column] = text
    assert any(told in finding for finding in kit.reads(good, PAGES))


def kind(replies):
    """Read what can be read, and keep silent about the rest."""
    whole = []
    for reply in replies:
        try:
            whole += parse([reply])
        except WrongFormat:
            continue
    return whole[:1]


@pytest.mark.parametrize(
    ("reading", "told"),
    [
        (kind, "Of a sign-in page in place of 1, it reads rows as if nothing were wrong."),
        (lambda replies: parse([replies[0]]), "Of half a reply in place of 2, it reads rows"),
        (lambda replies: [json.loads(r.body) for r in replies] and parse(replies), "JSONDecodeE"),
    ],
)
def test_the_kit_finds_what_is_not_refused_in_words(reading, told):
    findings = kit.refuses(replace(GOOD, parse=reading), PAGES)
    assert any(told in finding for finding in findings), findings


def test_the_kit_finds_a_refusal_without_words():
    def short(replies):
        try:
            return parse(replies)
        except WrongFormat:
            raise WrongFormat("no") from None

    assert any(
        "it says no sentence" in said for said in kit.refuses(replace(GOOD, parse=short), PAGES)
    )
