"""Titles of agenda items to places and themes; feeds of one agenda merged into meetings.

The rules stand in `tables/agenda_titles.csv`, in order, the first match wins. Some items
are umbrellas: "The situation in the Middle East" is Syria on one day and Yemen on the
next. Their places are candidates ("one of") until the title itself names the place, by a
mission's acronym or a word of `tables/agenda_hints.csv`, else by a country's name.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from indicators import places
from indicators.agendas.identity import together

# Whom to believe first about a meeting; what others say fills the gaps.
TRUST = ("un_journal", "unsc_meetings", "unsc_decisions", "un_press", "unsc_programme")
# The most advanced word wins: a meeting that was held is no longer provisional.
STATUSES = ("", "provisional", "confirmed", "dropped", "postponed", "held", "cancelled")

_TABLES = Path(__file__).parent / "tables"


@dataclass(frozen=True)
class Match:
    """What a title says. `places` is ("WLD",) when it names none."""

    topic: str  # key of the rule; "" when no rule fits
    title: str  # the item's usual title; the title itself when no rule fits
    scope: str  # country, regional, thematic, procedural, or ""
    places: tuple[str, ...]
    one_of: bool  # the title is about one of these places and does not say which
    themes: tuple[str, ...]


@dataclass(frozen=True)
class _Rule:
    topic: str
    title: str
    scope: str
    places: tuple[str, ...]
    places_are: str  # "all", "candidates" until resolved, "candidates always"
    themes: tuple[str, ...]
    pattern: re.Pattern


@dataclass(frozen=True)
class _Hint:
    pattern: re.Pattern
    places: tuple[str, ...]
    topic: str  # "" for any umbrella
    mission: bool


def _table(file: str) -> list[dict]:
    return pd.read_csv(_TABLES / file, dtype=str, keep_default_na=False).to_dict("records")


def _hint(row: dict) -> _Hint:
    text = row["pattern"]
    mission = text.isalpha() and text.isupper()  # an acronym: capitals, and the whole word
    pattern = re.compile(rf"\b{text}\b") if mission else re.compile(text, re.IGNORECASE)
    return _Hint(pattern, tuple(row["places"].split()), row["topic"], mission)


_RULES = [
    _Rule(
        row["key"],
        row["title"],
        row["scope"],
        tuple(row["places"].split()),
        row["places_are"],
        tuple(filter(None, row["themes"].split(";"))),
        re.compile(row["pattern"], re.IGNORECASE),
    )
    for row in _table("agenda_titles.csv")
]
_HINTS = [_hint(row) for row in _table("agenda_hints.csv")]


@lru_cache(maxsize=10_000)
def match(title: str) -> Match:
    """Return what the title of an agenda item says of topic, places and themes."""
    text = " ".join(title.split())
    rule = next((rule for rule in _RULES if rule.pattern.search(text)), None)
    if rule is None:
        missions = [hint.places for hint in _HINTS if hint.mission and hint.pattern.search(text)]
        found = tuple(dict.fromkeys(place for group in missions for place in group))
        return Match("", title, "", found or (places.WORLD,), False, ())
    if rule.places_are == "all":
        return _said(rule, rule.places, False, rule.themes)
    themes = tuple(dict.fromkeys([*rule.themes, *_subtitle_themes(rule, text)]))
    if rule.places_are == "candidates" and (found := _named(rule, text)):
        return _said(rule, found, False, themes)
    return _said(rule, rule.places, bool(rule.places), themes)


def match_titles(titles: pd.Series) -> pd.DataFrame:
    """Return `match` of each different title, which is the index.

    Columns: topic, scope, places (a tuple), one_of, themes (separated by ";").
    """
    unique = pd.Index(titles.dropna().unique(), name="title")
    found = [match(title) for title in unique]
    return pd.DataFrame(
        {
            "topic": [said.topic for said in found],
            "scope": [said.scope for said in found],
            "places": [said.places for said in found],
            "one_of": [said.one_of for said in found],
            "themes": [";".join(said.themes) for said in found],
        },
        index=unique,
    ).astype({"one_of": bool})


def symbol(text: str) -> str:
    """Return the symbol of a meeting's record in its one form, or "" when there is none.

    "S/PV.7285(Resumption1)" becomes "S/PV.7285 (Resumption 1)": the same meeting on its
    second sitting has its own record. "(closed)" goes. Symbols of press releases, letters
    and resolutions are not symbols of meetings.
    """
    found = re.search(r"\bS/PV[. ]*(\d+)", text or "", re.IGNORECASE)
    if not found:
        return ""
    rest = text[found.end() :]
    sitting = re.match(r"[\s(/\[]*resum(?:ption|ed)?[.\s]*(\d*)", rest, re.IGNORECASE)
    again = f" (Resumption {sitting[1] or 1})" if sitting else ""
    return f"S/PV.{int(found[1])}{again}"


def merge(agenda: pd.DataFrame) -> pd.DataFrame:
    """Return the rows of AGENDA with one row per meeting and place, whatever feeds tell it.

    A meeting is known by its symbol and topic (one record may hold two items), without a
    symbol by body, day, time and title. A row whose title said no topic joins the one topic
    its symbol has; where `agenda` has the column `meeting` (see `meetings`), by that. Each
    field is the first that is said, in the order of TRUST; the status is the most advanced;
    a place is one of several only when every source that names it says so; what a source has
    withdrawn counts only when nobody else tells it. "WLD" goes when another row of the
    meeting names a place. The column `sources` names all feeds.
    """
    rows = agenda.reset_index(drop=True)
    if rows.empty:
        return rows.assign(sources=pd.Series(dtype="str"))
    rows["sources"] = rows["sources"] if "sources" in rows else rows["source"]
    if "meeting" not in rows:
        rows["meeting"] = _identity(rows)
    rank = {source: number for number, source in enumerate(TRUST)}
    rows["trust"] = rows["source"].map(rank).fillna(len(TRUST)).astype(int)
    # A feed that gives only "10134th meeting" must not hide the topic that another knows.
    rows["bare"] = rows["topic"] == ""
    rows = rows.sort_values(
        ["meeting", "withdrawn", "bare", "trust", "source", "known_at", "item", "place"],
        ascending=[True, True, True, True, True, False, True, True],
    )
    standing = rows[~rows["withdrawn"]]
    meetings = _first_said(rows)
    for column, values in _most_advanced(rows, standing).items():
        meetings[column] = values
    places_told = _places_told(rows, standing)
    merged = places_told.merge(meetings, on="meeting")
    known = merged.assign(other=(merged["place"] != places.WORLD) & ~merged["withdrawn"])
    vague = (merged["place"] == places.WORLD) & known.groupby("meeting")["other"].transform("any")
    columns = [*(column for column in agenda if column != "sources"), "sources"]
    merged = merged.loc[~vague, columns].sort_values(["date", "starts", "symbol", "title", "place"])
    types = {name: kind for name, kind in agenda.dtypes.items() if name != "sources"}
    return merged.astype(types).reset_index(drop=True)


def meetings(agenda: pd.DataFrame) -> pd.Series:
    """Return which meeting each row of AGENDA tells of, feeds that differ in form joined.

    Two items of one feed that differ in nothing but their number are two meetings.
    """
    keys = _identity(agenda)
    items = agenda[["source", "item", "withdrawn"]].assign(key=keys)[agenda["symbol"] == ""]
    items = items.sort_values(["withdrawn", "item"]).drop_duplicates(["key", "source", "item"])
    number = items.groupby(["key", "source"]).cumcount()
    again = {
        (row.source, row.item, row.key): f"{row.key} #{n + 1}"
        for row, n in zip(items.itertuples(), number, strict=True)
        if n
    }
    rows = zip(agenda["source"], agenda["item"], keys, strict=True)
    keys = pd.Series([again.get(row, row[2]) for row in rows], agenda.index, "str")
    return together(agenda, keys)


def _said(rule: _Rule, where: tuple[str, ...], one_of: bool, themes: tuple[str, ...]) -> Match:
    return Match(rule.topic, rule.title, rule.scope, where or (places.WORLD,), one_of, themes)


def _named(rule: _Rule, text: str) -> tuple[str, ...]:
    """Return the places by which the title of an umbrella resolves itself, () if it does not."""
    for hint in _HINTS:
        if hint.topic in ("", rule.topic) and hint.pattern.search(text):
            return hint.places
    found = tuple(
        dict.fromkeys(country for place in places.named(text) for country in places.members(place))
    )
    return () if set(found) == set(rule.places) else found


def _subtitle_themes(rule: _Rule, text: str) -> list[str]:
    """Return the themes that an umbrella's sub-title brings: "...: climate and security"."""
    rest = rule.pattern.sub(" ", text)
    return [
        theme
        for other in _RULES
        if other.scope == "thematic" and other.places_are == "all" and other.pattern.search(rest)
        for theme in other.themes
    ]


def _identity(rows: pd.DataFrame) -> pd.Series:
    """Return what tells one meeting from another, as text."""
    has_symbol = rows["symbol"] != ""
    topics = rows[has_symbol & (rows["topic"] != "")].groupby("symbol")["topic"].agg(set)
    only = {text: next(iter(known)) for text, known in topics.items() if len(known) == 1}
    topic = rows["topic"].where(rows["topic"] != "", rows["symbol"].map(only)).fillna("")
    title = rows["title"].str.casefold().str.split().str.join(" ")
    moment = [rows[name].astype("str").fillna("") for name in ("date", "starts")]
    by_day = rows["body"].str.cat([*moment, title], "|")
    return (rows["symbol"] + "|" + topic).where(has_symbol, by_day)


def _first_said(rows: pd.DataFrame) -> pd.DataFrame:
    """Return per meeting the first value of each column that is not empty, in row order."""
    fields = [name for name in rows if name not in ("place", "one_of", "withdrawn", "trust")]
    texts = [name for name in fields if rows[name].dtype == "str" and name != "meeting"]
    said = rows[fields].replace({name: {"": None} for name in texts})
    return said.groupby("meeting").first().fillna({name: "" for name in texts})


def _most_advanced(rows: pd.DataFrame, standing: pd.DataFrame) -> dict[str, pd.Series]:
    """Return per meeting the status that counts, all its sources, and when it was last told."""
    steps = {word: number for number, word in enumerate(STATUSES)}
    counted = pd.concat([standing, rows[~rows["meeting"].isin(standing["meeting"])]])
    step = counted["status"].map(lambda word: steps.get(word, 0)).astype(int)
    furthest = counted.assign(step=step).sort_values("step", kind="stable")
    return {
        "status": furthest.groupby("meeting")["status"].last(),
        "sources": _every_source(rows),
        "known_at": rows.groupby("meeting")["known_at"].max(),
    }


def _places_told(rows: pd.DataFrame, standing: pd.DataFrame) -> pd.DataFrame:
    """Return one row per meeting and place with one_of and withdrawn."""
    key = ["meeting", "place"]
    told = rows.groupby(key)[["one_of", "withdrawn"]].all()
    told.update(standing.groupby(key)[["one_of"]].all())
    return told.reset_index()


def _every_source(rows: pd.DataFrame) -> pd.Series:
    """Return per meeting all its sources; a group made for each would take ten times as long."""
    told: dict[str, set[str]] = {}
    for meeting, sources in zip(rows["meeting"], rows["sources"], strict=True):
        told.setdefault(meeting, set()).add(sources)
    return pd.Series({meeting: _joined(texts) for meeting, texts in told.items()}, dtype="str")


def _joined(sources: Iterable[str]) -> str:
    """Return all sources once, the trusted first."""
    names = {name for text in sources for name in text.split("; ")}
    order = {name: number for number, name in enumerate(TRUST)}
    return "; ".join(sorted(names, key=lambda name: (order.get(name, len(TRUST)), name)))
