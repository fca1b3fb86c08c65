"""Which rows of different feeds tell of one meeting, and where the feeds contradict each other.

One feed knows a meeting by its symbol, another by its topic and hour, a third by its number
alone. Rows of one body and day are one meeting when their topics agree, or when one of them
knows no topic and the hour, the title or the lack of any other meeting says the same. A feed
does not tell one meeting twice: two rows of one source stay two meetings.
"""

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field

import pandas as pd

from indicators import places

# Sources that tell a month's programme of work; what others add was not on it.
PROGRAMMES = ("unsc_programme", "amani_africa", "programme_by_hand")

# Formats of the UN Security Council without a record or communiqué: not meetings of its own.
LIGHT = ("consultations", "informal interactive dialogue", "Arria-formula meeting",
         "any other business", "subsidiary body", "briefing to members")  # fmt: skip

# Two feeds that name days so near to each other speak of one meeting, and contradict.
DAYS_APART = 7

_BARE = re.compile(
    r"^(?:\W*|(?:the )?\d{2,5}(?:st|nd|rd|th)\b.{0,40}|session of the .{2,10}|"
    r"(?:formal |private |closed )?(?:meeting|session|consultations)(?: of the whole)?)$",
    re.IGNORECASE,
)


_TELLING = ("body", "date", "source", "symbol", "topic", "starts", "title", "place", "one_of",
            "format")  # fmt: skip


@dataclass
class _Node:
    """What one or several feeds tell of one meeting."""

    key: str
    keys: set[str] = field(default_factory=set)
    sources: set[str] = field(default_factory=set)
    symbols: set[str] = field(default_factory=set)
    topics: set[str] = field(default_factory=set)
    hours: set[pd.Timestamp] = field(default_factory=set)
    titles: set[str] = field(default_factory=set)  # those that say more than a number
    places: set[str] = field(default_factory=set)  # those that are sure
    light: set[bool] = field(default_factory=set)  # empty where the format says nothing or both

    def add(self, row: dict) -> None:
        """Take in one row."""
        self.keys.add(self.key)
        self.sources.add(row["source"])
        for name in ("symbol", "topic"):
            if row[name]:
                getattr(self, f"{name}s").add(row[name])
        if row["starts"] is not pd.NaT:
            self.hours.add(row["starts"])
        title = " ".join(row["title"].casefold().split())
        if not _BARE.match(title):
            self.titles.add(title)
        if not row["one_of"] and row["place"] != places.WORLD:
            self.places.add(row["place"])
        if row["format"] not in ("", "briefing and consultations"):
            self.light.add(row["format"] in LIGHT)


def together(rows: pd.DataFrame, keys: pd.Series) -> pd.Series:
    """Return `keys`, which tell the meetings of each feed apart, joined across feeds.

    `rows` are rows of AGENDA. A joined meeting has the smallest of its keys that begins
    with a symbol, else the smallest.
    """
    days: dict[tuple, dict[str, _Node]] = {}
    told = zip(keys, *(rows[name] for name in _TELLING), strict=True)
    for key, *said in told:
        row = dict(zip(_TELLING, said, strict=True))
        nodes = days.setdefault((row["body"], row["date"]), {})
        nodes.setdefault(key, _Node(key)).add(row)
    renamed: dict[str, str] = {}
    for nodes in days.values():
        for node in _joined(sorted(nodes.values(), key=lambda node: node.key)):
            if len(node.keys) > 1:
                name = min(node.keys, key=lambda key: (not key.startswith("S/PV"), key))
                renamed |= dict.fromkeys(node.keys, name)
    return keys.map(lambda key: renamed.get(key, key))


def contradictions(rows: pd.DataFrame) -> pd.DataFrame:
    """Return where the feeds of one meeting say different things: both stand, none wins.

    `rows` are standing rows of AGENDA with the column `meeting`. Columns: meeting, field
    (starts, status, date), value (text; of a moment in ISO form), sources.
    """
    told = [*_differing(rows, "starts"), *_statuses(rows), *_days(rows)]
    return pd.DataFrame(told, columns=["meeting", "field", "value", "sources"])


def _joined(nodes: list[_Node]) -> list[_Node]:
    """Return the nodes of one body and day, the likeliest pairs joined first."""
    while True:
        pairs = [
            (_likeness(one, other), one.key, other.key, one, other)
            for number, one in enumerate(nodes)
            for other in nodes[number + 1 :]
        ]
        pairs = [pair for pair in pairs if pair[0] > 0]
        choices = Counter(key for pair in pairs for key in pair[1:3])
        # What only the day speaks for is one meeting when there is no other it could be.
        pairs = [pair for pair in pairs if pair[0] > 1 or choices[pair[1]] == choices[pair[2]] == 1]
        if not pairs:
            return nodes
        *_, one, other = min(pairs, key=lambda pair: (-pair[0], pair[1], pair[2]))
        nodes = [node for node in nodes if node is not other and node is not one]
        nodes.append(_union(one, other))


def _likeness(one: _Node, other: _Node) -> int:
    """Return how likely two nodes are one meeting, 0 when they are two."""
    if one.sources & other.sources or len(one.symbols | other.symbols) > 1:
        return 0
    if len(one.light | other.light) > 1 and one.light and other.light:
        return 0
    if one.places and other.places and not one.places & other.places:
        return 0
    same_hour = bool(one.hours & other.hours)
    if one.topics and other.topics:
        return 4 + 2 * same_hour if one.topics & other.topics else 0
    if one.titles & other.titles:
        return 3 + 2 * same_hour
    if one.titles and other.titles and not (one.symbols and same_hour):
        return 0
    return 2 * same_hour if one.hours and other.hours else 1


def _union(one: _Node, other: _Node) -> _Node:
    names = ("keys", "sources", "symbols", "topics", "hours", "titles", "places", "light")
    both = {name: getattr(one, name) | getattr(other, name) for name in names}
    return _Node(min(one.key, other.key), **both)


def _differing(rows: pd.DataFrame, column: str) -> Iterator[tuple]:
    said = rows.dropna(subset=column).drop_duplicates(["meeting", column, "source"])
    said = said[said.groupby("meeting")[column].transform("nunique") > 1]
    for (meeting, value), told in said.groupby(["meeting", column]):
        yield meeting, column, value.isoformat(), "; ".join(sorted(set(told["source"])))


def _statuses(rows: pd.DataFrame) -> Iterator[tuple]:
    """Yield a meeting that one feed calls off and another still announces or calls held."""
    off = rows["status"].isin(["cancelled", "postponed", "dropped"])
    on = rows["status"].isin(["confirmed", "held"])
    both = set(rows.loc[off, "meeting"]) & set(rows.loc[on, "meeting"])
    said = rows[rows["meeting"].isin(both) & (off | on)]
    for (meeting, status), told in said.groupby(["meeting", "status"]):
        yield meeting, "status", status, "; ".join(sorted(set(told["source"])))


def _days(rows: pd.DataFrame) -> Iterator[tuple]:
    """Yield two meetings on one topic within a week, each told by feeds that lack the other."""
    exact = rows[(rows["topic"] != "") & ~rows["one_of"]]
    met = exact.groupby("meeting", as_index=False).agg(
        body=("body", "first"), topic=("topic", "first"), date=("date", "first"),
        light=("format", lambda formats: all(text in LIGHT for text in formats)),
        sources=("source", lambda names: frozenset(names)),
    )  # fmt: skip
    pairs = met.merge(met, on=["body", "topic", "light"], suffixes=("", "_other"))
    apart = (pairs["date"] - pairs["date_other"]).dt.days.abs()
    near = pairs[(pairs["meeting"] != pairs["meeting_other"]) & (apart <= DAYS_APART)]
    alone = near.groupby("meeting")["meeting_other"].transform("count") == 1
    lone = set(near.loc[alone, "meeting"])
    for row in near[alone].itertuples():
        if row.meeting_other in lone and not row.sources & row.sources_other:
            who = "; ".join(sorted(row.sources_other))
            yield row.meeting, "date", row.date_other.isoformat(), who
