"""VIEWS: forecasts of deaths in state-based conflict, by country and month, 36 months ahead.

Kept as observations of the month that is forecast: a figure of a month to come is a forecast,
and each run supersedes the one before. What a run said stays readable as of the day on which
it was collected; VIEWS does not say when it published a run.

What the publisher does that one has to know:
- A run is named by the last month of its data: fatalities003_2026_01_t01 begins with
  February 2026. It comes out one to two months later; several have come late, and together.
- The list of runs is in alphabetical order and holds others, with months of 00 among them.
- `main_mean` is deaths, `main_dich` the probability of 25 deaths or more; the oldest runs
  (fatalities001) tell logarithms under other names and are refused.
- `next_page` is "" on the last page.
"""

import re
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors.http import Client
from collectors.source import Empty, NotThere, Part, Reply, Source, WrongFormat, clean
from collectors.sources._tabular import figures, located, observed, table, untold
from indicators.frames import OBSERVATIONS, Coverage, Series
from indicators.schema import DAY

API = "https://api.viewsforecasting.org"
PAGE, MOST_PAGES = 1_000, 100
AHEAD = 36  # months
COLUMNS = ("month_id", "gwcode", "isoab", "year", "month", "main_mean", "main_dich")
VALUES = {"views.deaths": "main_mean", "views.p25": "main_dich"}
_RUN = re.compile(r"fatalities(\d{3})_(20\d\d)_(0[1-9]|1[0-2])_t(\d\d)")


def fetch(client: Client) -> Iterator[Reply]:
    """Look up the newest run and ask for its pages; one that is not there yet is passed over."""
    listed = client.get(f"{API}/")
    names = runs(listed)
    for name in names[:3]:
        try:
            first = client.get(f"{API}/{name}/cm/sb", params={"pagesize": PAGE, "page": 1})
        except NotThere:
            continue
        yield first
        _, _, pages = _page(first)
        for page in range(2, min(pages, MOST_PAGES) + 1):
            yield client.get(f"{API}/{name}/cm/sb", params={"pagesize": PAGE, "page": page})
        return
    raise NotThere(f"VIEWS: none of the newest runs is there: {', '.join(names[:3])}.")


def runs(reply: Reply) -> list[str]:
    """Return the names of the runs that forecast deaths, the newest first."""
    said = reply.json()
    names = said.get("runs") if isinstance(said, dict) else None
    if not isinstance(names, list):
        raise WrongFormat("VIEWS: the list of runs is none.")
    found = [match for name in names if (match := _RUN.fullmatch(str(name)))]
    if not found:
        raise WrongFormat("VIEWS: no run in the list forecasts deaths.")
    # By the last month of data, then the generation of models, then the attempt.
    found.sort(key=lambda run: (run[2], run[3], run[1], run[4]), reverse=True)
    return [run[0] for run in found]


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Return one Part of OBSERVATIONS: deaths and the probability of 25, for months to come."""
    pages, wanted, reply, listed = [], 0, None, []
    for reply in replies:
        if reply.text().lstrip()[:1] in "{[":
            if _lists_runs(reply):
                listed = runs(reply)
                continue
            rows, wanted, _ = _page(reply)
        else:
            rows = reply.csv(COLUMNS)
        pages.append(rows)
    if listed and not pages:
        yield untold(f"{len(listed)} runs that forecast deaths are listed, the newest {listed[0]}.")
        return
    rows = pd.concat(pages, ignore_index=True) if pages else pd.DataFrame()
    if rows.empty:
        raise Empty("VIEWS: a run without forecasts; it is not taken for no danger.")
    rows = rows.drop_duplicates(["gwcode", "isoab", "month_id"], keep="last")
    many = len(rows)
    rows, unknown = located(rows, "isoab")
    if rows.empty:
        raise WrongFormat(f"{reply.name}: none of its places is known.")
    period = _months(rows, reply)
    span = (period.min(), period.max())
    length = (span[1].year - span[0].year) * 12 + span[1].month - span[0].month + 1
    if length > AHEAD:
        raise WrongFormat(f"{reply.name}: forecasts of {length} months: more than one run.")
    values = {name: figures(rows[name], reply) for name in VALUES.values()}
    told = observed(rows.assign(period=period, **values), VALUES)
    note = f"The run begins with {span[0]:%B %Y} and ends with {span[1]:%B %Y}."
    whole = many == wanted
    if wanted and not whole:
        note += f" Only {many:,} of {wanted:,} rows came: nothing was withdrawn."
    scope = Coverage(OBSERVATIONS, {"series": list(VALUES), "period": span}, "withdrawn")
    yield Part(OBSERVATIONS, told, (scope,) if whole else (), unknown, note)


def _lists_runs(reply: Reply) -> bool:
    said = reply.json()
    return isinstance(said, dict) and isinstance(said.get("runs"), list) and "data" not in said


def _page(reply: Reply) -> tuple[pd.DataFrame, int, int]:
    """Return the rows of a page, how many rows there are in all, and how many pages."""
    said = reply.json()
    if not isinstance(said, dict) or "data" not in said:
        why = clean(said.get("detail") or said, 200) if isinstance(said, dict) else ""
        raise WrongFormat(f"{reply.name}: no page of VIEWS, which has 'data'. {why}".strip())
    try:
        rows, pages = int(said.get("row_count") or 0), int(said.get("page_count") or 1)
    except (TypeError, ValueError, OverflowError) as error:
        raise WrongFormat(f"{reply.name}: a page that does not say how many there are.") from error
    return table(said["data"], reply, COLUMNS), rows, pages


def _months(rows: pd.DataFrame, reply: Reply) -> pd.Series:
    """Return the month of each row, which is told twice: by its number since 1980 as well."""
    number, year, month = (figures(rows[name], reply) for name in ("month_id", "year", "month"))
    if not ((year - 1980) * 12 + month).eq(number).all() or not month.between(1, 12).all():
        raise WrongFormat(f"{reply.name}: a month whose number is of another one.")
    said = year.astype(int).astype(str) + "-" + month.astype(int).astype(str)
    return pd.to_datetime(said, format="%Y-%m", errors="coerce").astype(DAY)


def _series(id: str, title: str, unit: str, kind: str, most: float) -> Series:
    return Series(
        id=id, title=title, unit=unit, frequency="month", kind=kind, most=most,
        note="A forecast: the month is one to come, or was when the run was made. State-based "
        "conflict only. Each run supersedes the last.",
    )  # fmt: skip


SOURCE = Source(
    id="views",
    title="Forecasts of deaths in conflict (VIEWS)",
    publisher="VIEWS, Uppsala University and Peace Research Institute Oslo",
    homepage="https://viewsforecasting.org",
    licence="None stated for the data; cite Hegre et al. (VIEWS).",
    terms="VIEWS states no licence for its forecasts: show them with VIEWS named, and ask before "
    "publishing them anew.",
    redistribute=False,
    every=timedelta(days=1),
    fetch=fetch,
    parse=parse,
    frames=(OBSERVATIONS,),
    series=(
        _series("views.deaths", "Deaths forecast by VIEWS", "deaths", "flow", 1e6),
        _series("views.p25", "Probability of 25 deaths or more (VIEWS)", "probability", "share", 1),
    ),
    base_url="https://api.viewsforecasting.org",
    lag="A run comes one to two months after the last month of its data; in 2026 also later.",
    revisions="A run does not change. The next one forecasts the same months anew.",
)
