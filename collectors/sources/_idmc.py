"""How the files of IDMC become rows: disasters and years of GIDD, figures of IDU.

Each reader returns Parts, which `idmc.parse` puts together by frame.
"""


import pandas as pd

from collectors.readers import moment, web
from collectors.source import Empty, Part, Reply, WrongFormat, clean
from collectors.sources._tabular import sheet
from indicators import places
from indicators.frames import EVENTS, OBSERVATIONS, Coverage
from indicators.schema import EARLIEST, LATEST

DISASTERS, CONFLICTS = "idmc.disaster_displacements", "idmc.conflict_displacements"
IDPS = "idmc.conflict_idps"
MONTHLY = {"Disaster": "idmc.idu_disaster", "Conflict": "idmc.idu_conflict"}
WINDOW = pd.Timedelta(days=180)
LAST_DAY = pd.Timestamp("2099-12-31")

DISASTER_COLUMNS = (
    "iso3", "year", "start_date", "end_date", "event_name", "hazard_type_name",
    "new_displacement",
)  # fmt: skip
CONFLICT_COLUMNS = ("iso3", "year", "new_displacement", "total_displacement")
FIGURE_COLUMNS = (
    "id", "iso3", "latitude", "longitude", "displacement_type", "figure", "displacement_date",
    "displacement_start_date", "displacement_end_date", "event_name", "type",
)  # fmt: skip
SHEETS = {  # a column that only this one of the downloads of 2019 has -> theirs: ours
    "Start Date": {
        "ISO3": "iso3", "Year": "year", "Start Date": "start_date", "Event Name": "event_name",
        "Hazard Type": "hazard_type_name", "New Displacements": "new_displacement",
    },
    "Conflict Stock Displacement": {
        "ISO3": "iso3", "Year": "year", "Conflict Stock Displacement": IDPS,
        "Conflict New Displacements": CONFLICTS, "Disaster New Displacements": DISASTERS,
    },
}  # fmt: skip
COUNTED = ("new_displacement", "total_displacement", IDPS, CONFLICTS, DISASTERS)


def read_pages(kind: str, pages: list[tuple[Reply, list[dict], int, str]]) -> list[Part]:
    """Return the rows of all pages of GIDD's "disasters" or "conflicts".

    Disasters are summed for each place and year only when every row has come.
    """
    reply, _, count, updated = pages[-1]
    rows = pd.DataFrame([row for _, part, _, _ in pages for row in part])
    if rows.empty:
        raise Empty(f"IDMC: the pages of {kind} hold nothing; it is not taken for calm.")
    whole = len(rows) == count
    note = "" if whole else f"Only {len(rows):,} of {count:,} rows of {kind} came: "
    reply.need(DISASTER_COLUMNS if kind == "disasters" else CONFLICT_COLUMNS, rows.columns)
    rows, unknown = _placed(rows)
    rows = _years(rows, reply)
    published = moment(updated, reply.name) if updated else pd.NaT
    if kind == "conflicts":
        values = {CONFLICTS: "new_displacement", IDPS: "total_displacement"}
        note = note and f"{note}nothing was withdrawn."
        return [_sums(rows, values, published, whole, unknown, note)]
    note = note and f"{note}no yearly sums were made."
    validated = Coverage(EVENTS, {"source": "idmc", "status": "validated"}, "withdrawn")
    covers = (validated,) if whole else ()
    parts = [Part(EVENTS, _disasters(rows, reply), covers, unknown, note)]
    return (
        [*parts, _sums(rows, {DISASTERS: "new_displacement"}, published, whole)] if whole else parts
    )


def read_figures(reply: Reply, figures: pd.DataFrame) -> list[Part]:
    """Return the figures of IDU, each an event, and their sums for each place and month."""
    if figures.empty:
        raise Empty("IDMC: the file of figures holds nothing; it is not taken for calm.")
    reply.need(FIGURE_COLUMNS, figures.columns)
    figures = figures[~figures["id"].astype(str).str.startswith("#")]  # a row of HXL tags
    note = ""
    if "role" in figures:
        figures = figures[figures["role"] == "Recommended figure"]
    else:
        note = "Figures in this file do not say their role: some may count twice."
    figures, unknown = _placed(figures.drop_duplicates("id", keep="last"))
    events = _figures(figures, reply)
    month = events["ends"].dt.to_period("M").dt.start_time
    sums = figures.assign(period=month, value=events["value"])
    event_covers, sum_covers = (), ()
    if (since := _complete_since(reply)) is not None:
        first = since + pd.offsets.MonthBegin(0)
        sums = sums[sums["period"] >= first]  # the month before has come in part only
        scope = {"source": "idmc", "status": "preliminary", "ends": (since, LAST_DAY)}
        event_covers = (Coverage(EVENTS, scope, "withdrawn"),)
        scope = {"series": list(MONTHLY.values()), "period": (first, LAST_DAY)}
        sum_covers = (Coverage(OBSERVATIONS, scope, "withdrawn"),)
    told = [
        _sums(sums[sums["displacement_type"] == cause], {series: "value"})
        for cause, series in MONTHLY.items()
    ]
    rows = pd.concat([part.rows for part in told], ignore_index=True)
    return [Part(EVENTS, events, event_covers, unknown, note), Part(OBSERVATIONS, rows, sum_covers)]


def read_sheet(reply: Reply) -> list[Part]:
    """Return one of the two downloads of 2019: disasters one by one, or figures a year."""
    rows = sheet(reply)
    names = next((names for column, names in SHEETS.items() if column in rows), None)
    if names is None:
        raise WrongFormat(f"{reply.name}: none of the two downloads of IDMC that are known.")
    reply.need(names, rows.columns)
    rows = rows.rename(columns=names)
    rows, unknown = _placed(rows[~rows["iso3"].astype(str).str.startswith("#")])
    rows = _years(rows, reply)
    if "event_name" not in rows:
        return [_sums(rows, {name: name for name in (CONFLICTS, IDPS, DISASTERS)}, unknown=unknown)]
    note = "The download does not say that it is whole: no yearly sums were made."
    return [Part(EVENTS, _disasters(rows.assign(end_date=None), reply), (), unknown, note)]


def _placed(rows: pd.DataFrame) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return `rows` with their place, and the codes of those left out, counted."""
    code = rows["iso3"].astype(object).fillna("").astype(str).str.strip()
    place = places.codes(code, "iso3").where(code != "AB9", "abyei")
    unknown = code[place.isna()].replace("", "(no code)").map(lambda text: clean(text, 80))
    return rows.assign(place=place)[place.notna()], unknown.value_counts().to_dict()


def _years(rows: pd.DataFrame, reply: Reply) -> pd.DataFrame:
    """Return `rows` with their period, and with numbers for what is counted."""
    try:
        year = pd.to_numeric(rows["year"]).astype(int)
        period = pd.to_datetime(year.astype(str), format="%Y")
        counted = rows.columns.intersection(COUNTED)
        numbers = {name: pd.to_numeric(rows[name]).astype("float64") for name in counted}
    except (ValueError, TypeError) as error:
        raise WrongFormat(f"{reply.name}: a year or a figure that is no number.") from error
    return rows.assign(year=year, period=period, **numbers)


def _sums(
    rows: pd.DataFrame, values: dict[str, str], published=pd.NaT, whole=False, unknown=None, note=""
) -> Part:
    """Return the sum of each series for each place and period; nothing said is no sum."""
    found = []
    for series, value in values.items():
        sums = rows.groupby(["place", "period"])[value].sum(min_count=1).dropna()
        found.append(sums.rename("value").reset_index().assign(series=series, published=published))
    scope = Coverage(OBSERVATIONS, {"series": list(values)}, "withdrawn")
    told = pd.concat(found, ignore_index=True)
    return Part(OBSERVATIONS, told, (scope,) if whole else (), unknown or {}, note)


def _disasters(rows: pd.DataFrame, reply: Reply) -> pd.DataFrame:
    """Return one event for each row of a disaster, as validated."""
    hazard = rows["hazard_type_name"].astype(object).fillna("").map(clean).str.lower()
    start = rows["start_date"].astype(object).fillna("").astype(str).str[:10]
    name = rows["event_name"].astype(object).fillna("").map(lambda text: clean(text, 300))
    name = name.where(name != "", hazard)
    event = ("gidd " + rows["year"].astype(str) + " " + start).str.strip() + " " + name
    rows = rows.assign(hazard=hazard, name=name, event=event)
    # Rows that say the same are told apart by size, so that the order of pages does not count.
    rows = rows.sort_values(["event", "place", "new_displacement"], ascending=[True, True, False])
    again = rows.groupby(["event", "place"]).cumcount()
    return _events(
        event=rows["event"] + (" #" + (again + 1).astype(str)).where(again > 0, ""),
        place=rows["place"],
        kind="displacement by " + rows["hazard"].replace("", "other causes"),
        starts=_days(rows["start_date"], reply),
        ends=_days(rows["end_date"], reply),
        value=rows["new_displacement"],
        title=rows["name"],
        precision="country",
        status="validated",
    )


def _figures(figures: pd.DataFrame, reply: Reply) -> pd.DataFrame:
    """Return one event for each figure of IDU, as preliminary."""
    starts, ends, day = (
        _days(figures[f"displacement_{name}"], reply) for name in ("start_date", "end_date", "date")
    )
    try:
        numbers = {n: pd.to_numeric(figures[n]) for n in ("figure", "latitude", "longitude")}
    except (ValueError, TypeError) as error:
        raise WrongFormat(f"{reply.name}: a figure or a point that is no number.") from error
    cause = figures["displacement_type"].astype(object).fillna("").map(clean)
    hazard = figures["type"].astype(object).fillna("").map(clean)
    about = hazard.where(cause == "Disaster", cause).replace("", "other causes")
    name = figures["id"].astype(object).fillna("").astype(str).map(clean)
    if (name == "").any():
        raise WrongFormat(f"{reply.name}: a figure without an id.")
    return _events(
        event="idu " + name,
        place=figures["place"],
        kind="displacement by " + about.str.lower(),
        starts=starts,
        ends=ends.fillna(day),
        value=numbers["figure"],
        title=figures["event_name"].astype(object).fillna("").map(clean),
        latitude=numbers["latitude"].where(numbers["latitude"].abs() <= 90),
        longitude=numbers["longitude"].where(numbers["longitude"].abs() <= 180),
        precision=_first(figures, "locations_accuracy"),
        status="preliminary",
        url=_first(figures, "source_url").map(web),
    )


def _complete_since(reply: Reply) -> pd.Timestamp | None:
    """Return the first day from which the file holds every figure; None when nobody says.

    A saved file does not say how far back it goes; the mirror holds a single country.
    """
    if "/idus/all/" in reply.url:
        return pd.Timestamp("2000-01-01")
    if "/idus/last-180-days" in reply.url and reply.fetched_at is not None:
        return reply.fetched_at.tz_localize(None).normalize() - WINDOW + pd.Timedelta(days=1)
    return None


def _first(figures: pd.DataFrame, column: str) -> pd.Series:
    """Return the first of several values separated by ";", "" where there is no such column."""
    values = figures.get(column, pd.Series("", figures.index)).astype(object).fillna("").astype(str)
    return values.str.split(";").str[0].map(clean)


def _days(values: pd.Series, reply: Reply) -> pd.Series:
    """Return days. Moments of the old form are midnights in New Zealand: see `idmc`."""
    text = values.astype(object).fillna("").astype(str).str.strip()
    if text.str.lower().isin(["now", "today"]).any():  # pandas would read the clock
        raise WrongFormat(f"{reply.name}: a day that is none (today).")
    size = text.str.len()
    try:
        days = pd.to_datetime(text.where(size.between(1, 10)), format="ISO8601")
        moments = pd.to_datetime(text.where(size > 10), format="ISO8601", utc=True)
        there = moments.dt.tz_convert("Pacific/Auckland").dt.tz_localize(None).dt.normalize()
    except (ValueError, OverflowError) as error:
        raise WrongFormat(f"{reply.name}: a day that is none ({clean(error, 120)}).") from error
    days = days.fillna(there)
    if not days.dropna().between(EARLIEST, LATEST).all():
        raise WrongFormat(f"{reply.name}: a day before {EARLIEST.year} or after {LATEST.year}.")
    return days


def _events(event: pd.Series, starts: pd.Series, ends: pd.Series, **columns) -> pd.DataFrame:
    known = starts.notna() & ends.notna()
    crosses = known & (starts.dt.to_period("M") != ends.dt.to_period("M"))
    nothing = {
        "low": None,
        "high": None,
        "latitude": None,
        "longitude": None,
        "area": "",
        "url": "",
    }
    dated = {"event": event, "starts": starts, "ends": ends, "crosses": crosses}
    always = {"source": "idmc", "unit": "internal displacements", "withdrawn": False}
    return pd.DataFrame(nothing | always | dated | columns, index=event.index)
