"""Violence against aid, education, health care and displaced people: Insecurity Insight.

Read are its lists of incidents (JSON, or the workbook on HDX) and its yearly overviews by
country. All numbers come as text, dates in two forms, Palestine as "OPT" with PSE. A point
may be the middle of a circle of 25 km, and every row describes victims: only sums by
country and month are kept. An incident is one that was reported; the list is not complete.
"""

from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.readers import dates
from collectors.source import Empty, NotThere, Part, Reply, Source, WrongFormat, clean
from collectors.sources import _incidents
from collectors.sources._tabular import sheet
from indicators.frames import OBSERVATIONS, Series
from indicators.schema import EARLIEST, LATEST

HDX = "https://data.humdata.org/api/3/action/package_show"
# Those of which the name on HDX is known; a file of any other list is read when it is given.
DATASETS = ("sind-aid-worker-kka-dataset", "conflict-related-sexual-violence")
# A column that only one list has -> what it is about, and what is summed of it.
INCIDENTS = {
    "aid_workers_kidnapped": ("aid", {
        "killed": "aid_workers_killed", "injured": "aid_workers_injured",
        "kidnapped": "aid_workers_kidnapped", "arrested": "aid_workers_arrested"}),
    "educators_arrested": ("education", {
        "educators_killed": "educators_killed", "students_killed": "students_killed"}),
    "health_workers_assaulted": ("health", {
        "killed": "health_workers_killed", "injured": "health_workers_injured"}),
    "camp_resident_killed": ("protection", {"residents_killed": "camp_resident_killed"}),
    "type_of_sv": ("sexual_violence", {}),
    "explosive_weapon_type": ("explosive_weapons", {}),
    "foodsecurity": ("food", {}),
}  # fmt: skip
OVERVIEWS = {  # a column that only one overview has -> what it is about
    "total_aid_workers_kika_victims": "aid",
    "recorded_sv_events": "sexual_violence",
    "air_delivered_incident": "explosive_weapons",
    "health_workers_arrested": "health",
    "total_number_of_camp_residents_killed": "protection",
    "educators_killed": "education",
    "attacks_on_schools": "education",
    "students_attacked_in_school": "education",
}
FOOD_OVERVIEW = {"country", "year", "country_iso", "number_of_events"}  # it has no other column
WORDS = {
    "aid": "against aid workers",
    "education": "against education",
    "health": "against health care",
    "protection": "against camps of displaced people",
    "sexual_violence": "of conflict-related sexual violence",
    "explosive_weapons": "of explosive weapons touching aid, health or education",
    "food": "against food security",
}


def fetch(client) -> Iterator[Reply]:
    """Yield the newest workbook of incidents of each dataset on HDX that is there."""
    failures = []
    for dataset in DATASETS:
        try:
            said = client.get(HDX, params={"id": dataset}).json()
        except NotThere as failure:
            failures.append(failure)
            continue
        resources = said.get("result", {}).get("resources", []) if isinstance(said, dict) else []
        sheets = [
            one
            for one in resources
            if str(one.get("format", "")).lower() == "xlsx"
            and "incident" in str(one.get("name", "")).lower()
        ]
        whole = [one for one in sheets if "current" not in str(one.get("name", "")).lower()]
        for one in (whole or sheets)[:1]:
            yield client.get(one.get("url") or one.get("download_url"))
    if len(failures) == len(DATASETS):
        raise failures[-1]


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of OBSERVATIONS: monthly sums of lists, years of overviews."""
    told: dict[str, list[pd.DataFrame]] = {}
    unknown, notes = Counter(), []
    for reply in replies:
        table = _table(reply)
        about, columns = next(
            (found for mark, found in INCIDENTS.items() if mark in table and "date" in table),
            ("", {}),
        )
        if about:
            told.setdefault(about, []).append(_months(reply, table, about, columns, unknown, notes))
        else:
            told.setdefault("years", []).append(_years(reply, table, unknown, notes))
    if not told:
        raise Empty("Insecurity Insight: no list came.")
    parts, covers = [], []
    for about, frames in sorted(told.items()):
        rows = pd.concat(frames).drop_duplicates(list(OBSERVATIONS.key), keep="last")
        parts.append(rows)
        covers += [] if about == "years" else [_incidents.without_gaps(rows, about)]
    rows = pd.concat(parts, ignore_index=True)
    return [Part(OBSERVATIONS, rows, tuple(covers), dict(unknown), " ".join(notes))]


def _table(reply: Reply) -> pd.DataFrame:
    """Return the rows of a reply with the names of their columns in one form."""
    if reply.body[:2] == b"PK":
        table = sheet(reply)
    else:
        said = reply.json()
        if not isinstance(said, list) or not all(isinstance(row, dict) for row in said):
            raise WrongFormat(f"{reply.name}: not a list of incidents of Insecurity Insight.")
        table = pd.DataFrame(said, dtype=object)
    table.columns = [_incidents.column(name) for name in table.columns]
    table = table.loc[:, ~table.columns.duplicated()]
    reply.need(("country", "country_iso"), table.columns)
    table = table[~table["country"].astype(str).str.startswith("#")].dropna(how="all")
    if table.empty:
        raise WrongFormat(f"{reply.name}: a list without incidents; it is not taken for calm.")
    return table


def _months(reply, table, about, columns, unknown, notes) -> pd.DataFrame:
    reply.need(columns.values(), table.columns)
    if "sind_event_id" in table:
        table = table.drop_duplicates("sind_event_id", keep="last")
    day = _incidents.days(table["date"])
    place, lost = _incidents.placed(table["country_iso"], table["country"])
    unknown.update(lost)
    if undated := int(day.isna().sum()):
        notes.append(f"{undated} incidents without a day were left out.")
    month = day.dt.to_period("M").dt.start_time
    numbers = {name: _incidents.counts(table[name], reply.name) for name in columns.values()}
    table = table.assign(place=place, period=month, **numbers)[place.notna() & day.notna()]
    if table.empty:
        raise WrongFormat(f"{reply.name}: no incident has a country and a day that can be read.")
    series = {f"insecurity_insight.{about}_{name}": source for name, source in columns.items()}
    return _incidents.sums(table, {f"insecurity_insight.{about}_incidents": None} | series)


def _years(reply, table, unknown, notes) -> pd.DataFrame:
    about = next((about for mark, about in OVERVIEWS.items() if mark in table), "")
    if not about and set(table.columns) <= FOOD_OVERVIEW:
        about = "food"
    if not about:
        raise WrongFormat(
            f"{reply.name}: neither a list of incidents nor an overview that is known. "
            f"It has: {clean(', '.join(table.columns), 200)}."
        )
    events = "recorded_sv_events" if about == "sexual_violence" else "number_of_events"
    reply.need(("year", events), table.columns)
    place, lost = _incidents.placed(table["country_iso"], table["country"])
    unknown.update(lost)
    year = dates(table["year"].astype(str), "%Y")
    if not year.between(EARLIEST, LATEST).all():
        raise WrongFormat(f"{reply.name}: a year that is none.")
    numbers = _incidents.counts(table[events], reply.name)
    table = pd.DataFrame({"place": place, "period": year, "value": numbers})
    table = table[place.notna()]
    if merged := int(table.duplicated(["place", "period"]).sum()):
        notes.append(f"{merged} rows of parts of a country were added to those of the country.")
    return _incidents.sums(
        table, {f"insecurity_insight.{about}_incidents_year": "value"}
    )


def _series() -> Iterator[Series]:
    for about, words in WORDS.items():
        id, title = f"insecurity_insight.{about}_incidents", f"Incidents {words}"
        yield Series(id, title, "incidents", "month", "flow", lag_days=45, most=1e5)
        yield Series(f"{id}_year", f"{title}, a year", "incidents", "year", "flow", lag_days=45,
                     most=1e6, note="From the publisher's overview.")  # fmt: skip
        for name in next(columns for key, columns in INCIDENTS.values() if key == about):
            yield Series(f"insecurity_insight.{about}_{name}",
                         f"{name.replace('_', ' ').capitalize()} in incidents {words}", "people",
                         "month", "flow", lag_days=45, most=1e5)  # fmt: skip


SOURCE = Source(
    id="insecurity_insight",
    title="Violence against aid, health care and education (Insecurity Insight)",
    publisher="Insecurity Insight",
    homepage="https://data.humdata.org/organization/insecurity-insight",
    licence="CC BY-NC-SA 4.0 for most lists on HDX",
    terms="Sums may be shown for non-commercial use with Insecurity Insight named, and passed on "
    "under the same terms. Rows of incidents are not kept.",
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=tuple(_series()),
    keep_replies=False,
    humanitarian=True,
    base_url="https://data.humdata.org",
    lag="About a month.",
    revisions="Incidents are added, merged and corrected for years, in place.",
    largest_reply=100_000_000,
)
