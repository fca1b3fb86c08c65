"""What a board of situations says of each: pure, from frames to one frame and sentences."""

import pandas as pd

from dashboard import tables
from dashboard.words import _, day, month, ngettext, number
from indicators import places

HISTORY_AFTER_DAYS = 60  # older figures are shown as history: nothing "got worse" in them


def situations(
    watches: pd.DataFrame,
    deaths: pd.DataFrame,
    agenda: pd.DataFrame,
    mandates: pd.DataFrame,
    today: pd.Timestamp,
) -> pd.DataFrame:
    """Return one row a watched situation, most deaths first, those without data last.

    Columns: place, name, why, deaths (sum over the twelve months to `period`; missing:
    no data), period, latest, series, next_date, next_body, mandate_end, mandate_of, author,
    known_at, known, countries. An area takes the sum of its countries: `period` is the month
    to which the oldest of their figures goes, `latest` the newest; `known` says of how many
    of its `countries` there is a figure. `since` is when it was put on the list, where the
    watches say so.
    """
    rows = [
        {
            "place": watch.place,
            "name": places.name(watch.place),
            "why": watch.why,
            "author": watch.author,
            "known_at": watch.known_at,
            "since": getattr(watch, "since", pd.NaT),
            **_deaths(places.members(watch.place), deaths),
            **_next_date(places.members(watch.place), agenda, today),
            **_next_end(places.members(watch.place), mandates, today),
        }
        for watch in watches.itertuples()
    ]
    columns = ["place", "name", "why", "author", "known_at", "since", "deaths", "period",
               "latest", "series", "known", "countries", "next_date", "next_body",
               "mandate_end", "mandate_of"]  # fmt: skip
    board = pd.DataFrame(rows, columns=columns)
    return board.sort_values("deaths", ascending=False, na_position="last", ignore_index=True)


def _deaths(members: tuple[str, ...], deaths: pd.DataFrame) -> dict:
    found = deaths[deaths["place"].isin(members) & deaths["value"].notna()]
    known = {"known": len(found), "countries": len(members)}
    if found.empty:
        return {"deaths": float("nan"), "period": pd.NaT, "latest": pd.NaT, "series": "", **known}
    return {
        **known,
        "deaths": found["value"].sum(),
        "period": found["period"].min(),
        "latest": found["period"].max(),
        "series": "; ".join(sorted(found["series"].unique())),
    }


def _next_date(members: tuple[str, ...], agenda: pd.DataFrame, today: pd.Timestamp) -> dict:
    coming = agenda[
        agenda["place"].isin(members)
        & (agenda["date"] >= today)
        & ~agenda["status"].isin(["cancelled", "dropped"])
    ]
    if coming.empty:
        return {"next_date": pd.NaT, "next_body": ""}
    first = coming.loc[coming["date"].idxmin()]
    body = tables.body(first["body"]) + (_(" (one of several places)") if first["one_of"] else "")
    return {"next_date": first["date"], "next_body": body}


def _next_end(members: tuple[str, ...], mandates: pd.DataFrame, today: pd.Timestamp) -> dict:
    ending = mandates[mandates["place"].isin(members) & (mandates["end"] >= today)]
    if ending.empty:
        return {"mandate_end": pd.NaT, "mandate_of": ""}
    first = ending.loc[ending["end"].idxmin()]
    return {"mandate_end": first["end"], "mandate_of": first["acronym"]}


def newest_deaths(deaths: pd.DataFrame) -> pd.Timestamp:
    """Return the newest month whose deaths are known, not a time when none is."""
    return deaths["period"].max() if len(deaths) else pd.NaT


def is_history(deaths: pd.DataFrame, today: pd.Timestamp) -> bool:
    """Return whether the newest deaths are too old to speak of anything getting worse."""
    newest = newest_deaths(deaths)
    return pd.isna(newest) or (today - (newest + pd.offsets.MonthEnd(0))).days > HISTORY_AFTER_DAYS


def history_sentence(deaths: pd.DataFrame, mandates: pd.DataFrame, today: pd.Timestamp) -> str:
    """Return the first screen's sentence while the newest figures are history: what is known."""
    newest = newest_deaths(deaths)
    if pd.isna(newest):
        said = [_("No deaths are known.")]
    else:
        said = [_("Deaths known to {month}, shown as history.").format(month=month(newest))]
    if len(mandates):
        passed = int(mandates.drop_duplicates("id")["to_confirm"].sum())
        confirm = _("Mandates as of {month}, {n} to confirm.")
        said.append(confirm.format(month=month(today), n=passed))
    return " ".join(said)


def old_figures(as_of: pd.Timestamp | None, worse: int = 0) -> str:
    """Return what is said when deaths are too old to speak of change; `worse` by other figures."""
    old = _("Over {n} days old: nothing here says that a place got worse.")
    if worse:
        old = ngettext(
            "Over {n} days old. By newer figures of other kinds, one situation worsened.",
            "Over {n} days old. By newer figures of other kinds, {worse} situations worsened.",
            worse,
        )
    newer = _("Connect to collect, or open the exercise.")
    said = old.format(n=HISTORY_AFTER_DAYS, worse=worse)
    return said + (f" {newer}" if as_of is None else "")


def deadliest(deaths: pd.DataFrame, most: int) -> pd.DataFrame:
    """Return the places with most deaths in the form of watches, for want of a watchlist."""
    found = deaths[deaths["value"] > 0].nlargest(most, "value")
    return pd.DataFrame({"place": found["place"], "why": "", "author": "", "known_at": pd.NaT})


def no_list(as_of: pd.Timestamp | None) -> str:
    """Return what is said above the deadliest places where there is no watchlist."""
    if as_of is None:
        return _("There is no watchlist yet: make one on the page Watchlists. Most deaths first.")
    return _("No watchlist was kept here on that day. These places had most deaths.")


def map_title(deaths: pd.DataFrame) -> str:
    """Return the heading of the map, with the month that its newest figures reach to."""
    said = _("Deaths in organised violence in the twelve months to {month}")
    return said.format(month=month(newest_deaths(deaths)))


def why(row: pd.Series) -> str:
    """Return what the board says of one situation, in a sentence with its date."""
    if pd.isna(row["deaths"]):
        return _("No data on deaths.")
    said = _("{n} deaths in organised violence in the twelve months to {month}.").format(
        n=number(row["deaths"]), month=until(row)
    )
    return f"{said} {told}" if (told := partly(row)) else said


def partly(row: pd.Series) -> str:
    """Return of how many countries of an area deaths are known, "" where of all or of none."""
    said = tables.partly(row["known"], row["countries"])
    return _("Figures are known of {said}.").format(said=said) if said else ""


def until(row: pd.Series) -> str:
    """Return the month to which the deaths of one situation are known; of an area, of each."""
    if row["latest"] == row["period"]:
        return month(row["period"])
    return _("{first} or, for some countries, {last}").format(
        first=month(row["period"]), last=month(row["latest"])
    )


def ends(mandate: pd.Series) -> str:
    """Return one mandate's end in a sentence."""
    said = _("{name}: {day}").format(name=mandate["acronym"], day=day(mandate["end"]))
    return said + (_(" (to be confirmed)") if mandate["to_confirm"] else "")


def coming(row: pd.Series) -> str:
    """Return what is next for one situation: a meeting, the end of a mandate."""
    said = []
    if pd.notna(row["next_date"]):
        said.append(
            _("Next: {body}, {day}.").format(body=row["next_body"], day=day(row["next_date"]))
        )
    if pd.notna(row["mandate_end"]):
        said.append(
            _("Mandate of {name} ends {day}.").format(
                name=row["mandate_of"], day=day(row["mandate_end"])
            )
        )
    return " ".join(said)


def notes(members: tuple[str, ...]) -> list[str]:
    """Return what must be said beside the deaths of these places."""
    said = []
    uncounted = [code for code in members if code not in places.GW_STATES]
    if uncounted:
        said.append(
            _(
                "The Uppsala programme gives no figures of their own to: {names}. It counts "
                "what happens there under the state in control."
            ).format(names=", ".join(places.name(code) for code in uncounted))
        )
    if {"ISR", "PSE"} & set(members):
        said.append(
            _("The Uppsala programme counts deaths in Gaza and the West Bank under Israel.")
        )
    return said


def dates(mandates: pd.DataFrame, agenda: pd.DataFrame, figures: pd.DataFrame) -> pd.DataFrame:
    """Return the days to mark on a situation's time axis: columns date, label."""
    ends = pd.DataFrame(
        {
            "date": mandates["end"],
            "label": [f"{row.acronym}: {_('mandate ends')}" for row in mandates.itertuples()],
        }
    )
    met = agenda.drop_duplicates(["date", "title"]).head(40)
    items = pd.DataFrame(
        {
            "date": met["date"],
            "label": [f"{tables.body(row.body)}, {day(row.date)}" for row in met.itertuples()],
        }
    )
    both = pd.concat([ends.dropna(), items], ignore_index=True)
    first = figures["period"].max() - pd.DateOffset(years=3)
    return both[both["date"] >= first]


def no_mission(as_of: pd.Timestamp | None) -> str:
    """Return what is said where no mission is shown."""
    if as_of is None:
        return _("No mission of the four organisations is in the register.")
    return _("Nothing is shown of missions: the register says what holds today, not then.")


def choices() -> list[str]:
    """Return every country and area that can be chosen, by name."""
    codes = [*places.PLACES.index, *places.AREAS]
    return sorted(codes, key=places.name)


def members_sentence(members: pd.DataFrame) -> str:
    """Return who sits on the UN Security Council, permanent members first."""
    by_kind = members.groupby("kind")["country"].agg(list)
    return _("Permanent members: {permanent}. Elected members: {elected}.").format(
        permanent=", ".join(by_kind.get("permanent", [])),
        elected=", ".join(by_kind.get("elected", [])),
    )


def health_sentence(health: pd.DataFrame) -> str:
    """Return the health of all sources in one sentence; never calm when nothing ran."""
    counts = health.loc[health["state"] != "off", "state"].value_counts()
    parts = [_in_state(state, count) for state, count in counts.items()]
    if set(counts.index) <= {"never run", "needs a key"}:
        keys = [_in_state(state, count) for state, count in counts.items() if state != "never run"]
        parts = [_("none has been collected on this computer yet"), *keys]
    return _("Sources: {parts}.").format(parts=", ".join(parts))


def _in_state(state: str, count: int) -> str:
    if state == "needs a key":
        return ngettext("one needs a key", "{n} need a key", count).format(n=count)
    return f"{count} {state}"
