"""Look at data never seen before and propose how to read them as a source.

`propose` guesses; a person looks, chooses what data cannot tell (unit, terms), and
`Proposal.toml` writes the file that declares the source.
"""

import re
from dataclasses import dataclass, field, replace

import pandas as pd

from collectors import declared
from collectors.declared import formats, guess, layout
from collectors.declared.formats import Layout
from collectors.declared.parse import days_of, first_days, numbers
from collectors.declared.toml import written
from collectors.source import Empty, Reply, SourceError, clean
from indicators import places

PREVIEW = 50  # rows
_MOST_ROWS = 100_000  # looked at
_MOST_KINDS = 30  # values of a column that may tell several figures apart
_PAGED = re.compile(r"next|cursor|total|pages?|offset|has_?more|page_?count", re.IGNORECASE)


@dataclass(frozen=True)
class Proposal:
    """What data seem to tell. `toml` makes a source of it, with a person's choices.

    `faults` are sentences about what could not be told, or may be meant otherwise.
    """

    name: str
    url: str  # "" for a file that somebody gave
    file: str  # the name under which such a file is to lie beside the TOML file
    layout: Layout
    rows: pd.DataFrame  # the first rows as they came, all text
    columns: list[str]
    place_column: str = ""
    place_system: str = ""  # one of places.SYSTEMS; "" is an ISO alpha-3 code or a name
    date_column: str | tuple[str, ...] = ""
    date_format: str | tuple[str, ...] = "iso"
    frequency: str = "irregular"
    values: list[str] = field(default_factory=list)
    decimal: str = "."
    missing: tuple[str, ...] = ()  # what stands for no figure
    repeats: int = 0  # rows that tell a place and period told before
    tells_apart: dict[str, list[str]] = field(default_factory=dict)  # column -> its values
    ranges: dict[str, tuple[float, float]] = field(default_factory=dict)  # value -> least, most
    unknown_places: dict[str, int] = field(default_factory=dict)
    faults: list[str] = field(default_factory=list)

    @property
    def format(self) -> str:
        """The format: csv, tsv, json, jsonl or xlsx."""
        return self.layout.format

    def labels(self, values: list[str] | None = None, split: str = "") -> list[str]:
        """Return what the series are called in choices that differ from one to another.

        A series is a column of figures; where `split` names a column of `tells_apart`,
        each of its values makes a series of its own.
        """
        values = self.values if values is None else values
        if not split:
            return list(values)
        kinds = self.tells_apart[split]
        if len(values) == 1:
            return list(kinds)
        return [f"{value}: {kind}" for value in values for kind in kinds]

    def toml(self, **choices) -> str:
        """Return the source as a TOML file with comments, for `declared.load`.

        Choices about the source: title, publisher, homepage, licence, terms, every, keeper,
        lag, revisions, redistribute, humanitarian. About the reading: place_column, place_system,
        place_always, date_column, date_format, frequency, values, split. About the series,
        for all alike or as a dict by label: series_title, unit, kind, worse, aggregate,
        least, most. What only a person can say and nobody has said is a line marked
        TO FILL IN, which `declared.load` refuses. Raises ValueError for another choice.
        """
        return written(self, choices)


def propose(name: str, body: bytes, url: str = "") -> Proposal:
    """Return what `body`, come from `url` or out of a file, seems to tell.

    `name` is to be the source's id; of a file, `url` is "". Raises SourceError for what is
    no table, and DeclarationError for a name that no source can have.
    """
    if not re.fullmatch(declared.ID, name):
        raise declared.DeclarationError(
            f"{name!r} cannot be the name of a source: it must be 2 to 40 small letters, digits "
            "and underscores, a letter first."
        )
    reply = Reply(url or name, body)
    how = layout.layout(reply)
    columns = formats.columns(reply, how)
    table, lists = _table(reply, how, columns)
    if table.empty:
        raise Empty(f"{reply.name}: there are columns, but no rows below them.")
    tags = _tags(reply, how, list(table))
    faults = [*lists, *_paging(reply, how, bool(url))]
    place, system, candidates = guess.place(table, tags)
    day, form, strange = guess.date(table, list(candidates), tags)
    days = (day,) if isinstance(day, str) else day
    leave = [*candidates, *days]
    values, decimal, missing, doubts = guess.figures(table, leave, how.delimiter)
    faults += [*_of_place(table, place, system, candidates), *_of_date(table, day, form, strange)]
    faults += [*doubts, *_of_values(values), *_of_width(columns)]
    found = Proposal(
        name=name, url=url, file="" if url else f"{name}.{how.format}", layout=how,
        rows=table.head(PREVIEW), columns=list(table), place_column=place, place_system=system,
        date_column=day, date_format=form, values=values, decimal=decimal, missing=missing,
        unknown_places=_unknown(table, place, system), faults=faults,
    )  # fmt: skip
    return _with_rhythm(found, table)


def _table(reply: Reply, how: Layout, columns: list[str]) -> tuple[pd.DataFrame, list[str]]:
    """Return the columns that can be read, and sentences about those that cannot."""
    if how.format not in ("json", "jsonl"):
        return formats.read(reply, how, columns).head(_MOST_ROWS), []
    rows, told, lost = formats.json_rows(reply, how)[:_MOST_ROWS], {}, []
    for path in columns:
        try:
            told[path] = formats.json_table(reply, rows, [path])[path]
        except SourceError:  # a single value in some rows and a list in others
            lost.append(path)
    names = ", ".join(lost[:5])
    return pd.DataFrame(told), [f"Not single values in every row: {names}."] if lost else []


def _tags(reply: Reply, how: Layout, columns: list[str]) -> dict[str, str]:
    """Return the HXL tag of each column that has one, as its name or in the row below."""
    if how.format in ("json", "jsonl"):
        return {}
    row = formats.tag_row(reply, how, columns)
    return row or {name: name for name in columns if name.startswith("#")}


def _of_place(table: pd.DataFrame, place: str, system: str, candidates: dict) -> list[str]:
    if not place:
        return [
            "No column names countries that are known. Choose the column, or one place for all."
        ]
    codes, found = places.codes(table[place], system or None), []
    for name, (_, other) in candidates.items():
        others = places.codes(table[name], other or None)
        differ = (others != codes) & others.notna() & codes.notna()
        if name != place and others.nunique() > 2 and differ.any():
            found.append(f"The column {name!r} names places too, and others; {place!r} was taken.")
    return found


def _of_date(table: pd.DataFrame, day, form, strange: str) -> list[str]:
    if not day:
        return ["No column tells a date in a form that is known. Choose the column and its form."]
    if strange:
        return [f"{clean(strange, 40)!r} in {day!r} is no date like the others there."]
    if not isinstance(day, str) or not isinstance(form, str):
        return []
    turned = form.translate(str.maketrans("dm", "md"))
    texts = pd.Series(table[day].str.strip().unique(), dtype="str")
    texts = texts[texts != ""]
    if turned == form or turned not in guess.DATE_FORMS or "%d" not in form or "%m" not in form:
        return []
    other = guess.days(texts, turned)
    if other.notna().all() and (other != guess.days(texts, form)).any():
        return [
            f"{texts.iloc[0]!r} in {day!r} may mean two days; the first number was taken for "
            f"the {'day' if form.startswith('%d') else 'month'}."
        ]
    return []


def _of_values(values: list[str]) -> list[str]:
    return [] if values else ["No column holds figures, so there is nothing to make a series of."]


def _of_width(columns: list[str]) -> list[str]:
    years = [name for name in columns if re.fullmatch(r"(19|20)\d\d", name.strip())]
    if len(years) < 3:
        return []
    return [
        f"The years {years[0]} to {years[-1]} stand side by side as columns. A row must tell one "
        "date: ask the publisher for the long form, or turn the table round in a spreadsheet."
    ]


def _paging(reply: Reply, how: Layout, asked: bool) -> list[str]:
    """Return a sentence where a JSON reply seems to be one page of several."""
    if how.format != "json" or not asked:
        return []
    top = reply.json()
    top = top if isinstance(top, dict) else {}
    count = len(formats.json_rows(reply, how))
    told = [name for name, said in top.items() if said and said != count and _PAGED.search(name)]
    told = [name for name in told if not isinstance(top[name], list)]
    if not told:
        return []
    return [
        f"The reply speaks of {', '.join(map(str, told[:4]))}: if it is one page of several, say "
        "under paging how the next one is asked for (docs/sources.md)."
    ]


def _unknown(table: pd.DataFrame, place: str, system: str) -> dict[str, int]:
    if not place:
        return {}
    names = table[place].str.strip()
    unknown = places.unknown(names[names != ""], system or None)
    if nameless := int((names == "").sum()):
        unknown["(no place)"] = nameless
    return unknown


def _with_rhythm(found: Proposal, table: pd.DataFrame) -> Proposal:
    """Return `found` with its frequency, repeated rows, what tells them apart, and ranges."""
    told = {value: numbers(table[value], found, found.name) for value in found.values}
    ranges = {
        value: (float(said.min()), float(said.max()))
        for value, said in told.items()
        if said.notna().any()
    }
    found = replace(found, ranges=ranges, values=[v for v in found.values if v in ranges])
    days = [found.date_column] if isinstance(found.date_column, str) else list(found.date_column)
    try:
        first, *further = (table[name].str.strip() for name in days)
        texts = first.str.cat(further, sep=" ") if further else first
        forms = [found.date_format] if isinstance(found.date_format, str) else found.date_format
        day = days_of(texts, forms, found.name)
    except (SourceError, KeyError):
        return found  # a fault says already that the dates cannot be read
    place = pd.Series("", index=table.index)
    if found.place_column:
        place = places.codes(table[found.place_column], found.place_system or None)
    where = pd.DataFrame({"place": place, "day": day})
    bare = len(days) == 1 and bool(texts.str.fullmatch(r"\d{4}").all())
    rhythm = guess.frequency(where, bare)
    where["day"] = first_days(day, rhythm)
    where = where[where["place"].notna()]
    repeats = int(where.duplicated().sum())
    if not repeats:
        return replace(found, frequency=rhythm)
    apart = _telling_apart(table.loc[where.index], where, {*days, *found.values})
    doubt = f"Rows that tell a place and period told before: {repeats:,}."
    if apart:
        doubt += f" They differ by {' or '.join(map(repr, apart))}: a series of each, or the sum?"
    else:
        doubt += " Say whether they belong together: sum, mean or last."
    return replace(
        found, frequency=rhythm, repeats=repeats, tells_apart=apart, faults=[*found.faults, doubt]
    )


def _telling_apart(table: pd.DataFrame, where: pd.DataFrame, leave: set) -> dict[str, list[str]]:
    """Return the columns each of which makes the rows of a place and period differ."""
    found = {}
    for name in table:
        kinds = sorted(set(table[name]))
        if name in leave or not 1 < len(kinds) <= _MOST_KINDS or "" in kinds:
            continue
        if not where.assign(kind=table[name]).duplicated().any():
            found[name] = kinds
    return found
