"""Read replies as a declaration says: columns to places, periods and figures. Pure."""

import re
from collections.abc import Sequence

import pandas as pd

from collectors.declared import formats
from collectors.readers import dates
from collectors.source import Empty, Part, Reply, WrongFormat, clean
from indicators import places
from indicators.frames import OBSERVATIONS, Coverage
from indicators.schema import DAY

_KEY = list(OBSERVATIONS.key)
_NUMBER = re.compile(r"[+-]?(\d+|\d{1,3}(,\d{3})+)(\.\d*)?([eE][+-]?\d{1,3})?|[+-]?\.\d+")
_ISO = re.compile(r"(\d{4})(-\d{2})?(-\d{2})?([T ]\d{2}:?\d{2}\S*.*)?")
_SPACED = re.compile(r"(?<=\d)[ \u00a0\u2009\u202f'\u2019](?=\d{3}(\D|$))")  # 1 234 567
_TURNED = str.maketrans(",.", ".,")
# "2026-Q1", "2026Q1", "Q1 2026"
_QUARTER = re.compile(r"^(?:(\d{4})[ -]?Q([1-4])|Q([1-4])[ -](\d{4}))$", re.IGNORECASE)
_FLOOR = {"week": "W-SUN", "month": "M", "quarter": "Q", "year": "Y"}
_SPAN = _FLOOR | {"day": "D"}


def parse(declaration, replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of observations.

    The order of `replies` does not matter: they are read in the order of their addresses,
    "page=2" before "page=10". Raises Empty or WrongFormat.
    """
    if not replies:
        raise Empty(f"{declaration.source.title}: no reply came.")
    data, who = declaration.data, declaration.source.title
    rows = _rows(declaration, sorted(replies, key=lambda reply: _natural(reply.url)))
    if rows.empty:
        raise Empty(f"{who}: the reply holds no rows.")
    told = pd.DataFrame(
        {figure.id: _told(declaration, figure, rows) for figure in declaration.series}
    )
    rows = rows[told.notna().any(axis=1)]
    if rows.empty:
        raise Empty(f"{who}: the reply holds {len(told)} rows and not one figure.")
    place, unknown = _places(data.place, rows)
    if place.isna().all():
        raise WrongFormat(f"{who}: none of the places is known: {', '.join(list(unknown)[:5])}.")
    where = pd.DataFrame({"place": place, "period": _periods(data, rows, who)})[place.notna()]
    figures = [
        _aggregated(figure, where.assign(value=told.loc[where.index, figure.id]), who)
        for figure in declaration.series
    ]
    observations = pd.concat(figures, ignore_index=True).assign(published=pd.NaT)
    silent = [f.id for f, part in zip(declaration.series, figures, strict=True) if part.empty]
    note = f"No figure came of {', '.join(silent)}." if silent else ""
    return [
        Part(OBSERVATIONS, observations, _covers(data, observations), unknown, note),
    ]


def _rows(declaration, replies: Sequence[Reply]) -> pd.DataFrame:
    """Return the rows of all replies; a row that two pages tell is there once."""
    data = declaration.data
    named = (data.date.column,) if isinstance(data.date.column, str) else data.date.column
    columns = [data.place.column, *named, *data.key]
    for figure in declaration.series:
        columns += [figure.value, *figure.where]
    pages = [formats.read(reply, data, filter(None, columns)) for reply in replies]
    rows = pd.concat([page.assign(page=n) for n, page in enumerate(pages)], ignore_index=True)
    if data.key:
        return rows.drop_duplicates(list(data.key), keep="last", ignore_index=True)
    said = [name for name in rows if name != "page"]
    pages_of = rows.groupby(said)["page"].transform("nunique")
    if (pages_of > 1).any() and any(f.aggregate in ("sum", "mean") for f in declaration.series):
        raise WrongFormat(
            f"{declaration.source.title}: {int((pages_of > 1).sum())} rows stand on several pages "
            "and may count twice; name under key what tells one row from another."
        )
    return rows[(pages_of == 1) | ~rows.duplicated(said)].reset_index(drop=True)


def _told(declaration, figure, rows: pd.DataFrame) -> pd.Series:
    """Return the values of one figure, NaN where a row says none or is about another."""
    about = pd.Series(True, index=rows.index)
    for column, wanted in figure.where.items():
        about &= rows[column].isin([wanted] if isinstance(wanted, str) else wanted)
    where = f"{declaration.source.title}: {figure.value}"
    return numbers(rows.loc[about, figure.value], declaration.data, where).reindex(rows.index)


def numbers(texts: pd.Series, data, where: str) -> pd.Series:
    """Return figures written as text as numbers, NaN for nothing and for `data.missing`.

    "1,234.5", "1 234.5" and, with decimal ",", "1.234,5" are read. Raises WrongFormat,
    naming `where`, for anything else: "-" and "-9999" are figures unless said to be missing.
    """
    plain = texts.str.strip()
    told = plain[(plain != "") & ~plain.isin(data.missing)]
    plain = told.map(lambda text: _plain(text, data.decimal)).astype("str")
    strange = plain[~plain.map(lambda text: bool(_NUMBER.fullmatch(text)))]
    if len(strange):
        raise WrongFormat(
            f"{where}: {clean(told[strange.index[0]], 40)!r} is not a figure. If it stands for "
            "none, name it under missing."
        )
    values = plain.str.replace(",", "").astype("float64")
    absent = {float(text) for text in data.missing if _NUMBER.fullmatch(text) and "," not in text}
    return values[~values.isin(absent)].reindex(texts.index)


def _places(said, rows: pd.DataFrame) -> tuple[pd.Series, dict[str, int]]:
    """Return the place of each row, missing where unknown, and the unknown names counted."""
    if said.always:
        return pd.Series(said.always, index=rows.index, dtype="str"), {}
    names, system = rows[said.column].str.strip(), said.system or None
    unknown = places.unknown(names[names != ""], system)
    if nameless := int((names == "").sum()):
        unknown["(no place)"] = nameless
    return places.codes(names, system), unknown


def _periods(data, rows: pd.DataFrame, who: str) -> pd.Series:
    """Return the first day of the period of each row."""
    columns = data.date.column
    columns = [columns] if isinstance(columns, str) else list(columns)
    texts = rows[columns[0]].str.strip()
    for name in columns[1:]:
        texts = texts + " " + rows[name].str.strip()
    formats_ = data.date.format
    formats_ = [formats_] if isinstance(formats_, str) else formats_
    days = days_of(texts, formats_, f"{who}: {' '.join(columns)}")
    return first_days(days, data.frequency)


def first_days(days: pd.Series, frequency: str) -> pd.Series:
    """Return the first day of the period of each day."""
    if frequency in _FLOOR:
        return days.dt.to_period(_FLOOR[frequency]).dt.start_time.astype(DAY)
    return days.dt.normalize().astype(DAY)


def days_of(texts: pd.Series, forms: Sequence[str], where: str) -> pd.Series:
    """Return dates written in any of `forms`, tried in turn, as written where they were.

    Raises WrongFormat, naming `where`, for what is in none of them.
    """
    days = pd.Series(pd.NaT, index=texts.index, dtype=DAY)
    for form in forms:
        days = days.fillna(days_in(texts[days.isna()], form))
    if days.isna().any():
        strange = clean(texts[days.isna()].iloc[0], 40)
        raise WrongFormat(f"{where}: {strange!r} is not a date in the form {' or '.join(forms)}.")
    return days


def days_in(texts: pd.Series, form: str) -> pd.Series:
    """Return dates written in the one form `form`, missing where they are not."""
    if form == "iso":
        parts = texts.str.extract(f"^{_ISO.pattern}$")
        whole = parts[0] + parts[1].fillna("-01") + parts[2].fillna("-01")
        read = pd.to_datetime(whole, format="%Y-%m-%d", errors="coerce")
    elif form == "quarter":
        parts = texts.str.extract(_QUARTER)
        month = 3 * pd.to_numeric(parts[1].fillna(parts[2])) - 2
        year = pd.to_numeric(parts[0].fillna(parts[3]))
        read = pd.to_datetime(pd.DataFrame({"year": year, "month": month, "day": 1}))
    elif form in ("unix", "unix ms"):
        since = pd.to_numeric(texts, errors="coerce")
        read = pd.to_datetime(since, unit="s" if form == "unix" else "ms", errors="coerce")
    else:
        read = dates(texts, form)
    return read.astype(DAY)


def is_figure(text: str, decimal: str) -> bool:
    """Return whether `text` is a figure as `numbers` reads it."""
    return bool(_NUMBER.fullmatch(_plain(text.strip(), decimal)))


def _plain(text: str, decimal: str) -> str:
    text = _SPACED.sub("", text)
    return text.translate(_TURNED) if decimal == "," else text


def _aggregated(figure, rows: pd.DataFrame, who: str) -> pd.DataFrame:
    """Return one row for each place and period of one figure."""
    rows = rows.dropna(subset="value").assign(series=figure.id)
    if figure.aggregate != "none":
        return rows.groupby(_KEY, as_index=False)["value"].agg(figure.aggregate)
    twice = rows.duplicated(_KEY)
    if twice.any():
        first = rows[twice].iloc[0]
        raise WrongFormat(
            f"{who}: {figure.id} of {first['place']}, {first['period']:%Y-%m-%d}, is told several "
            f"times ({int(twice.sum())} rows too many). Say aggregate if they belong together."
        )
    return rows[[*_KEY, "value"]]


def _covers(data, observations: pd.DataFrame) -> tuple[Coverage, ...]:
    """Return what the replies speak of: a series or period they leave out is not covered."""
    periods = pd.Series(pd.DatetimeIndex(observations["period"].unique())).sort_values()
    if data.frequency in _SPAN:
        turn = periods.dt.to_period(_SPAN[data.frequency]).astype("int64")
    else:
        turn = periods.astype("int64")
    series = sorted(observations["series"].unique())
    return tuple(
        Coverage(
            OBSERVATIONS,
            {"series": series, "period": (span.iloc[0], span.iloc[-1])},
            data.absence,
        )
        for _, span in periods.groupby((turn.diff() != 1).cumsum())
    )


def _natural(text: str) -> list:
    return [int(part) if part.isdigit() else part for part in re.split(r"(\d+)", text)]
