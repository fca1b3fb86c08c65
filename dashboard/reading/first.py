"""What the first screen says, in words: made once for all who may see the same."""

from dataclasses import dataclass

import pandas as pd

from collectors import reference
from dashboard import board, data, first_screen
from dashboard.kept import kept
from dashboard.reading import board as board_data
from dashboard.session import Look
from dashboard.wording.agenda_risk import nobody
from dashboard.words import _, ngettext
from indicators.frames import AGENDA, FORECASTS, OBSERVATIONS, RECORDS, SIGNALS

SOON, RISING, OTHERS = 5, 3, 3
_MADE_FROM = (OBSERVATIONS, AGENDA, SIGNALS, FORECASTS, RECORDS)


@dataclass(frozen=True)
class Asked:
    """One look at the first screen: a watchlist, compared with a moment, for an organisation."""

    look: Look
    watchlist: str | None
    since: pd.Timestamp
    mine: str
    day: pd.Timestamp
    known: tuple[int, ...]


@dataclass(frozen=True)
class Row:
    """One situation of the list, in words that are escaped."""

    place: str
    name: str
    level: str
    said: str


@dataclass(frozen=True)
class Listed:
    """The list: its first rows, all its places, those flagged that are not on it.

    history: whether the newest figures are too old to speak of anything getting worse.
    """

    rows: tuple[Row, ...]
    places: tuple[str, ...]
    flagged: tuple[str, ...]
    history: bool


@dataclass(frozen=True)
class Beside:
    """The right third, lines that are escaped; passed: ends of mandates to confirm, "" for none."""

    soon: tuple[str, ...]
    rising: tuple[str, ...]
    passed: str
    due: tuple[str, ...]


def asked(look: Look, watchlist: str | None, since: pd.Timestamp, mine: str) -> Asked:
    """Return what all parts of the first screen are made for."""
    return Asked(look, watchlist, since, mine, data.today(look), data.version(look, *_MADE_FROM))


@kept
def listed(asked: Asked) -> Listed:
    """Return the list of situations."""
    look = asked.look
    found = board_data.listed(look, asked.watchlist, asked.since, asked.mine)
    history = board.is_history(data.deaths(look), asked.day)
    rows = tuple(
        Row(row.place, row.name,
            f":small[**{first_screen.chip(row)}**]" if pd.notna(row.level)
            else f":small[{first_screen.chip(row)}]",
            " ".join(filter(None, (first_screen.why(row), first_screen.rated(row),
                                   first_screen.coming(row)))))
        for row in first_screen.shortened(found).itertuples()
    )  # fmt: skip
    changes = board_data.current(look, asked.since)
    flagged = first_screen.flagged(changes, list(found["place"]))
    return Listed(rows, tuple(found["place"]), tuple(flagged), history)


@kept
def line(asked: Asked, silent: int) -> str:
    """Return the one sentence above all, in markdown; `silent` sources need a person."""
    look, deaths = asked.look, data.deaths(asked.look)
    mandates = data.mandates(look)
    found = board_data.listed(look, asked.watchlist, asked.since, asked.mine)
    if listed(asked).history:
        known = board.history_sentence(deaths, mandates, asked.day)
        worse = int(first_screen.is_worse(found).sum())
        return f"**{known}** :small[{board.old_figures(look.as_of, worse)}]"
    told = board_data.displacement_to(look)
    said = first_screen.sentence(found, mandates, silent, deaths, told, asked.day)
    return f"**{said}**"


@kept
def beside(asked: Asked) -> Beside:
    """Return what is decided soon, rising, to confirm, and due."""
    look, today = asked.look, asked.day
    watched = listed(asked).places if asked.watchlist else ()
    ends = data.mandates(look).drop_duplicates("id")
    soon, passed = ends[ends["end"] >= today].head(SOON), ends[ends["end"] < today]
    rising = board_data.rising(look, watched).head(RISING)
    due = board_data.actions(look)
    due = due[due["due"] <= today + pd.Timedelta(days=first_screen.SOON_DAYS)].head(OTHERS)
    return Beside(
        tuple(first_screen.decided(row) for row in soon.itertuples()),
        tuple(nobody(row) for row in rising.itertuples()),
        _passed(passed) if len(passed) else "",
        tuple(first_screen.action(row, today) for row in due.itertuples()),
    )


def _passed(passed: pd.DataFrame) -> str:
    text = ngettext("One mandate's end has passed:", "The ends of {n} mandates have passed:",
                    len(passed))  # fmt: skip
    names = ", ".join(board.ends(row) for _number, row in passed.tail(2).iterrows())
    said = _("{text} whether they were renewed is not known here. The latest: {names}.")
    return said.format(text=text.format(n=len(passed)), names=names)


@kept
def presiding(day: pd.Timestamp) -> str:
    """Return who presides over the UN Security Council on a day, "" when not known."""
    name = reference.presidency(day)
    said = _("Presidency of the UN Security Council in {month}: {name}.")
    return said.format(month=f"{day:%B %Y}", name=name) if name else ""
