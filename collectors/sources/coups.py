"""Coups and attempts (Powell & Thyne), and the elections and leaders of REIGN to 2021.

Powell & Thyne: a tab-separated text, one row per attempt, `coup` 2 for one that succeeded
(a week or more in power) and 1 for one that failed. `version` ("V2026.01.13") says when it
was made; their numbers of countries are those of the Correlates of War, so that
`ccode_gw` counts where it is given.

REIGN (One Earth Future) ended in August 2021; its lists are read where somebody has them:
elections, announced and held; leaders; the chance of violence at an election (ELVI). An
election without a day is told for its month.
"""

import re
from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import replace
from datetime import timedelta

import pandas as pd

from collectors.readers import refuse_cut
from collectors.source import Empty, Part, Reply, Source, WrongFormat, clean
from indicators import places
from indicators.frames import EVENTS, OBSERVATIONS, Coverage, Series

FILE = "https://www.uky.edu/~clthyn2/coup_data/powell_thyne_coups_final.txt"
ATTEMPTS, SUCCESSES = "coups.attempts", "coups.successful"
VIOLENCE = "coups.election_violence_chance"
COUPS = ("country", "ccode", "year", "month", "day", "coup", "version")
ELECTIONS = (
    "ccode", "electionnumber", "country", "elec_year", "elec_month", "elec_day", "sequence",
    "event", "type",
)  # fmt: skip
LEADERS = ("stateabb", "ccode", "leadid", "leader", "sdate", "smonth", "syear", "emonth", "eyear")
FORECASTS = ("country", "dates", "prediction")
KINDS = {"L": "legislative election", "X": "election of the executive", "R": "referendum"}
# Where the numbers of the Correlates of War differ from those of Gleditsch and Ward: 970 is
# Nauru in the one and Kiribati in the other.
COW = {"255": "DEU", "345": "SRB", "679": "YEM", "946": "KIR", "947": "TUV", "955": "TON",
       "970": "NRU"}  # fmt: skip
FIRST_WHOLE_YEAR = 1992  # since then nearly every state of today is one


def fetch(client) -> Iterator[Reply]:
    """Yield the file of attempts since 1950."""
    yield client.get(FILE)


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Yield EVENTS and OBSERVATIONS of each file, told apart by its columns."""
    events: dict[tuple, dict] = {}
    unknown, undated, figures, covers = Counter(), 0, [], []
    for reply in replies:
        head = _text(reply).split("\n", 1)[0].lower()
        names = {name.strip(' "\r') for name in re.split(r"[,\t]", head)}
        read, columns, sep = _reader(reply, names, "\t" if "\t" in head else ",")
        table = _table(reply, columns, sep, names)
        place = _placed(table, unknown)
        rows = [read(row) for row in table.assign(place=place)[place.notna()].to_dict("records")]
        good = [row for row in rows if row]
        undated += len(rows) - len(good)
        if not good:
            raise WrongFormat(f"{reply.name}: no row has a place and a day that can be read.")
        if read is _forecast:
            figures += good
            continue
        told: dict[tuple, int] = Counter()
        for row in good:
            key = row["event"], row["place"]
            told[key] += 1  # two attempts on one day
            name = row["event"] if told[key] == 1 else f"{row['event']} #{told[key]}"
            events[name, row["place"]] = row | {"event": name}
        if read is _coup:
            sums, cover = _yearly(good, table["version"].max())
            figures += sums
            covers.append(cover)
    if not replies:
        raise Empty("Coups: no file came.")
    note = f"{undated} rows without a day that can be read were left out." if undated else ""
    if events:
        yield Part(EVENTS, pd.DataFrame(list(events.values())), (), dict(unknown), note)
    if figures:
        rows = pd.DataFrame(figures).drop_duplicates(["series", "place", "period"], keep="last")
        yield Part(OBSERVATIONS, rows.reset_index(drop=True), tuple(covers))


def _reader(reply: Reply, names: set[str], sep: str) -> tuple[Callable, tuple[str, ...], str]:
    for needed, read, columns in (
        ({"coup", "version"}, _coup, COUPS),
        ({"electionnumber", "event"}, _election, ELECTIONS),
        ({"leadid", "leader"}, _leader, LEADERS),
        ({"dates", "prediction"}, _forecast, FORECASTS),
    ):
        if needed <= names:
            return read, columns, sep
    raise WrongFormat(
        f"{reply.name}: neither attempts of Powell & Thyne nor a list of REIGN; it begins with "
        f"{clean(', '.join(sorted(names)), 120)!r}."
    )


def _table(reply: Reply, columns: tuple[str, ...], sep: str, names: set[str]) -> pd.DataFrame:
    text = _text(reply)
    refuse_cut(reply, text, sep)
    more = ("ccode_gw",) if "ccode_gw" in names else ()
    return replace(reply, body=text.encode()).csv([*columns, *more], sep=sep)


def _text(reply: Reply) -> str:
    """Return the text of a file. In one of REIGN a few bytes among thousands are no UTF-8."""
    try:
        return reply.text()
    except WrongFormat:
        text = reply.body.decode("utf-8-sig", "replace")
        if text.count("\ufffd") > len(text) / 10_000:
            raise
        return text


def _placed(table: pd.DataFrame, unknown: Counter) -> pd.Series:
    """Return the place of each row, by name, else by its number; counts what is unknown."""
    names = table["country"] if "country" in table else table["stateabb"]
    place = places.codes(names, "name") if "country" in table else names.map(lambda _: None)
    if "ccode_gw" in table:
        place = place.fillna(places.codes(table["ccode_gw"], "gw"))
    if "ccode" in table:
        number = table["ccode"].str.strip().str.removesuffix(".0")
        place = place.fillna(number.map(COW)).fillna(places.codes(number, "gw"))
    unknown.update(clean(name, 80) or "(no name)" for name in names[place.isna()])
    return place


def _coup(row: dict) -> dict | None:
    day = _day(row["year"], row["month"], row["day"])
    if day is None or row["coup"].strip() not in ("1", "2"):
        return None
    kind = "coup" if row["coup"].strip() == "2" else "failed coup attempt"
    name = f"attempt {day[0]:%Y-%m-%d}"
    return _event(row, name, kind, day, f"{kind.capitalize()} in {clean(row['country'], 80)}")


def _election(row: dict) -> dict | None:
    day = _day(row["elec_year"], row["elec_month"], row["elec_day"])
    kind = KINDS.get(row["type"].strip(), "election")
    number = "-".join(row[part].strip() for part in ("ccode", "electionnumber", "sequence"))
    title = f"{kind.capitalize()}: {clean(row['event'], 60).lower()}"
    status = clean(row["event"], 60).lower()
    if day is None:
        return None
    return _event(row, f"election {number}", kind, day, title) | {"status": status}


def _leader(row: dict) -> dict | None:
    starts = _day(row["syear"], row["smonth"], row["sdate"])
    if starts is None:
        return None
    ends = _day(row["eyear"], row["emonth"], "") if row["eyear"].strip() else None
    # Leaders have several terms under one number: the first day tells them apart.
    name = f"leader {clean(row['leadid'], 40)} {starts[0]:%Y-%m-%d}"
    days = starts[0], max(ends[1], starts[0]) if ends else pd.NaT
    return _event(row, name, "leader in office", days, clean(row["leader"], 100))


def _forecast(row: dict) -> dict | None:
    said = row["dates"] if re.search(r"\d", row["dates"]) else None  # pandas knows "today"
    day = pd.to_datetime(said, format="%m/%d/%Y", errors="coerce")
    value = pd.to_numeric(row["prediction"], errors="coerce")
    if pd.isna(day) or pd.isna(value):
        return None
    period = day.replace(day=1)
    return {"series": VIOLENCE, "place": row["place"], "period": period, "value": float(value),
            "published": pd.NaT}  # fmt: skip


def _day(year: str, month: str, day: str) -> tuple[pd.Timestamp, pd.Timestamp] | None:
    """Return first and last day of a date; without a day those of its month; None for none."""
    said = [text.strip().removesuffix(".0") for text in (year, month, day)]
    number = [int(text) if re.fullmatch(r"\d{1,4}", text) else 0 for text in said]
    if not (1900 <= number[0] <= 2099 and 1 <= number[1] <= 12):
        return None
    first = pd.Timestamp(number[0], number[1], 1)
    if not 1 <= number[2] <= first.days_in_month:
        return first, first + pd.offsets.MonthEnd(0)
    return (first.replace(day=number[2]),) * 2


def _event(row: dict, name: str, kind: str, days: tuple, title: str) -> dict:
    starts, ends = days
    crosses = not pd.isna(ends) and (starts.year, starts.month) != (ends.year, ends.month)
    nothing = dict.fromkeys(("value", "low", "high", "latitude", "longitude"))
    return nothing | {
        "source": "coups", "event": name, "place": row["place"], "kind": kind, "starts": starts,
        "ends": ends, "crosses": crosses, "title": title, "unit": "", "area": "", "status": "",
        "precision": "day" if starts == ends else "month", "url": "", "withdrawn": False,
    }  # fmt: skip


def _yearly(rows: list[dict], version: str) -> tuple[list[dict], Coverage]:
    """Return attempts and successes by place and year, and the years that are whole."""
    sums = Counter()
    for row in rows:
        key = row["place"], pd.Timestamp(row["starts"].year, 1, 1)
        sums[(ATTEMPTS, *key)] += 1
        sums[(SUCCESSES, *key)] += row["kind"] == "coup"
    newest = max(row["starts"].year for row in rows)
    said = re.search(r"(20\d\d)", version)
    last = int(said[1]) - 1 if said else newest - 1
    # A year without an attempt anywhere is not told as zeros: it could as well be a gap.
    told_of = {row["starts"].year for row in rows}
    years = [pd.Timestamp(y, 1, 1) for y in range(FIRST_WHOLE_YEAR, last + 1) if y in told_of]
    scope = {"series": [ATTEMPTS, SUCCESSES], "place": list(places.GW_STATES), "period": years}
    told = [
        {"series": series, "place": place, "period": period, "value": float(count),
         "published": pd.NaT}
        for (series, place, period), count in sums.items()
    ]  # fmt: skip
    return told, Coverage(OBSERVATIONS, scope, "zero")


SOURCE = Source(
    id="coups",
    title="Coups (Powell & Thyne); elections and leaders (REIGN, to 2021)",
    publisher="Jonathan Powell and Clayton Thyne; One Earth Future (REIGN)",
    homepage="https://www.uky.edu/~clthyn2/coup_data/home.htm",
    licence="Free for research with citation (Powell & Thyne 2011, Journal of Peace Research 48:2)",
    terms="Figures may be shown with the citation; the file itself is not passed on.",
    redistribute=False,
    every=timedelta(days=7),
    fetch=fetch,
    parse=parse,
    frames=(EVENTS, OBSERVATIONS),
    series=(
        Series(ATTEMPTS, "Coup attempts", "attempts", "year", "flow", lag_days=60, most=50,
               note="Successful ones too."),
        Series(SUCCESSES, "Successful coups", "coups", "year", "flow", lag_days=60, most=50),
        Series(VIOLENCE, "Chance of violence at an election (ELVI)", "probability", "irregular",
               "share", most=1, note="A forecast of REIGN, made in the month its file names."),
    ),
    base_url="https://www.uky.edu",
    lag="Weeks to months after an attempt; the file has no fixed rhythm.",
    revisions="Attempts are added, taken out and judged anew back to 1950, in the same file.",
    largest_reply=20_000_000,
)  # fmt: skip
