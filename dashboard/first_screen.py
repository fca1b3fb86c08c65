"""What the first screen says of each situation: level then and now, why, who judges what. Pure."""

import pandas as pd

from dashboard import board, tables
from dashboard.panels.judging import SHAPES
from dashboard.words import _, day, month, ngettext, plain
from dashboard.workspace import scales
from indicators import places
from indicators.signalling import worse

LISTED = 7
UNRATED = _("No organisation has rated it.")
ALWAYS = ("UN", "EU", "AU")  # named beside others as "not rated" where anybody has judged
SOON_DAYS = 30
_WORSE = worse.KINDS[:3]
_NAMES = {
    "level raised": _("Level raised"), "signal": _("New signal"),
    "forecast doubled": _("Forecast doubled"), "level lowered": _("Eased: level lowered"),
    "signal ended": _("Eased: signal ended"), "forecast halved": _("Eased: forecast halved"),
}  # fmt: skip


def rows(
    situations: pd.DataFrame,
    changes: pd.DataFrame,
    judged: pd.DataFrame,
    proposed: pd.DataFrame,
    since: pd.Timestamp,
    mine: str,
) -> pd.DataFrame:
    """Return `situations` (of `board.situations`), worse first, what eased last.

    changes: as of `worse.changes`. judged: every assessment (place, organisation, level,
    known_at). proposed: how the level that signals propose went, by place. `mine` is the
    reader's organisation. Added columns: kind and said (of the first change, "" without one),
    level and before (own assessment, else what signals propose; missing: neither), by (whose
    level it is: "mine", "signals", ""), assessments ("UN 3, EU 2, AU not rated").
    """
    told = [_of(row, changes, judged, proposed, since, mine) for row in situations.itertuples()]
    columns = ["kind", "said", "level", "before", "by", "assessments"]
    found = pd.concat([situations, pd.DataFrame(told, columns=columns, index=situations.index)],
                      axis=1)  # fmt: skip
    order = {kind: number for number, kind in enumerate(_WORSE)}
    rank = found["kind"].map(order).fillna(len(_WORSE))
    rank = rank.mask(found["kind"].ne("") & ~found["kind"].isin(_WORSE), len(_WORSE) + 1)
    found = found.assign(rank=rank)
    by = ["rank", "level", "deaths"]
    found = found.sort_values(by, ascending=[True, False, False], na_position="last")
    return found.drop(columns="rank").reset_index(drop=True)


def shortened(found: pd.DataFrame, most: int = LISTED) -> pd.DataFrame:
    """Return the first rows, and what eased at the end: it is never cut off by what stayed."""
    eased = found[is_eased(found)].head(2)
    return pd.concat([found[~is_eased(found)].head(most - len(eased)), eased])


def is_worse(found: pd.DataFrame) -> pd.Series:
    """Return which rows became worse."""
    return found["kind"].isin(_WORSE)


def is_eased(found: pd.DataFrame) -> pd.Series:
    """Return which rows eased and did not become worse."""
    return found["kind"].ne("") & ~found["kind"].isin(_WORSE)


def flagged(changes: pd.DataFrame, watched: list[str]) -> list[str]:
    """Return the places that became worse and are on no row of this watchlist, by name."""
    listed = {code for one in watched for code in places.members(one)}
    found = set(changes.loc[changes["kind"].isin(_WORSE), "place"]) - listed - set(watched)
    return sorted(found - {places.WORLD}, key=places.name)


def chip(row) -> str:
    """Return the level of a row, and from where it came: "2 to ◕ 3 warning"; escaped."""
    if pd.isna(row.level):
        return _("not rated")
    now = f"{SHAPES[int(row.level)]} {scales.LEVELS[int(row.level)]}"
    if pd.notna(row.before) and row.before != row.level:
        now = _("{before} to {now}").format(before=f"{row.before:.0f}", now=now)
    return now if row.by == "mine" else _("{level}, proposed").format(level=now)


def why(row) -> str:
    """Return why a row stands where it does, in a sentence with its date, escaped."""
    if row.kind:
        return plain(f"{_NAMES[row.kind]}. {row.said}")
    return plain(board.why(pd.Series(row._asdict())))


def rated(row) -> str:
    """Return who rated a row, escaped; nothing where its chip says already that nobody did."""
    return "" if pd.isna(row.level) and row.assessments == UNRATED else plain(row.assessments)


def coming(row) -> str:
    """Return the next date of a row and its body, the sooner of a meeting and a mandate's end."""
    ends = pd.notna(row.mandate_end) and not row.next_date <= row.mandate_end
    if ends:
        return _("Next: mandate of {name} ends {day}.").format(
            name=row.mandate_of, day=day(row.mandate_end))  # fmt: skip
    if pd.notna(row.next_date):
        return _("Next: {body}, {day}.").format(body=row.next_body, day=day(row.next_date))
    return _("No next date is known.")


def sentence(
    found: pd.DataFrame, mandates: pd.DataFrame, silent: int, deaths: pd.DataFrame,
    displacement: pd.Timestamp, today: pd.Timestamp,
) -> str:  # fmt: skip
    """Return the one sentence: what worsened and eased, who decides, who is silent, ages."""
    worse_n, eased = int(is_worse(found).sum()), int(is_eased(found).sum())
    worsened = ngettext("One situation worsened", "{n} situations worsened", worse_n)
    parts = [worsened.format(n=worse_n) + ", " + _("{n} eased").format(n=eased)]
    members = {code for one in found["place"] for code in places.members(one)}
    until = today + pd.Timedelta(days=SOON_DAYS)
    decided = mandates[mandates["end"].between(today, until) & mandates["place"].isin(members)]
    decided = decided[decided["decision_maker"].str.contains("UNSC")].drop_duplicates("id")
    if len(decided):
        said = _("the UN Security Council decides on {n} by {day}")
        parts.append(said.format(n=len(decided), day=day(decided["end"].max())))
    if silent:
        parts.append(ngettext("one source is silent", "{n} sources are silent", silent)
                     .format(n=silent))  # fmt: skip
    ages = _("Deaths known to {month}").format(month=month(board.newest_deaths(deaths)))
    if pd.notna(displacement):
        ages += ", " + _("displacement to {day}").format(day=_age(displacement, today))
    return f"{'; '.join(parts)}. {ages}."


def decided(mandate) -> str:
    """Return a mandate that ends soon: day, body, situation, mission; escaped."""
    body = tables.decider(mandate.decision_maker)
    said = _("**{day}**: {body}, {place} ({name})").format(
        day=day(mandate.end), body=plain(body), place=plain(places.name(mandate.place)),
        name=plain(mandate.acronym))  # fmt: skip
    return said + (_(" (to be confirmed)") if mandate.to_confirm else "")


def action(row, today: pd.Timestamp) -> str:
    """Return an action that is due, in a line, escaped."""
    late = _("overdue since {day}") if row.due < today else _("due {day}")
    return f"{plain(row.task)}: {plain(row.owner)}, " + late.format(day=day(row.due))


def _age(period: pd.Timestamp, today: pd.Timestamp) -> str:
    days = (today - period).days
    return _("today") if days <= 0 else _("yesterday") if days == 1 else day(period)


def _of(row, changes, judged, proposed, since, mine: str) -> list:
    members = {row.place, *places.members(row.place)}
    first = changes[changes["place"].isin(members)].head(1)
    kind, said = ("", "") if first.empty else (first["kind"].iloc[0], first["why"].iloc[0])
    here = judged[judged["place"] == row.place].sort_values("known_at")
    own = here[here["organisation"] == mine]
    if len(own):
        level, before, by = own["level"].iloc[-1], _last(own[own["known_at"] <= since]), "mine"
    else:
        log = proposed[proposed["place"].isin(members)]
        level, before = _highest(log), _highest(log[log["known_at"] <= since])
        by = "signals" if pd.notna(level) else ""
    return [kind, said, level, before, by, _assessments(here)]


def _last(rows: pd.DataFrame) -> float:
    return rows["level"].iloc[-1] if len(rows) else float("nan")


def _highest(log: pd.DataFrame) -> float:
    last = log.sort_values("known_at", kind="stable").drop_duplicates("place", keep="last")
    return float(last["level"].max()) if len(last) else float("nan")


def _assessments(here: pd.DataFrame) -> str:
    """Return who rated what, side by side: never averaged, and "not rated" is not "low"."""
    if here.empty:
        return UNRATED
    now = here.drop_duplicates("organisation", keep="last").set_index("organisation")["level"]
    named = [*ALWAYS, *(one for one in sorted(now.index) if one not in ALWAYS)]
    rated = [f"{one} {now[one]:.0f}" for one in named if one in now]
    silent = [_("{name} not rated").format(name=one) for one in named if one not in now]
    return ", ".join([*rated, *silent]) + "."
