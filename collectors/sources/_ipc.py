"""Acute food insecurity in five phases (IPC), as three publishers tell the same analyses.

An analysis speaks of the people it looked at, often a part of a country, now and in one or
two projections. Now and projections are series of their own: a projection is no observation.
Of analyses of one country that begin in the same month, the last counts, and of one day the
one of more people.
"""

import pandas as pd

from collectors.source import Empty, Reply, WrongFormat, clean
from collectors.sources._tabular import days, figures, located, observed, untagged
from indicators.frames import Series
from indicators.schema import EARLIEST

KINDS = {
    "current": "",
    "first projection": "_projected",
    "second projection": "_projected_later",
}
_TITLES = {
    "": "{}",
    "_projected": "{}, projected",
    "_projected_later": "{}, later projection",
}
TABLE = {  # the columns of the national files on HDX: theirs, ours
    "Date of analysis": "analysed_on",
    "Country": "country",
    "Validity period": "kind",
    "From": "from",
    "Phase": "phase",
    "Number": "number",
    "Percentage": "fraction",
}
_FIGURES = ("phase3", "phase4", "phase3_share", "analysed")
LICENCE = "CC BY-NC-SA 3.0 IGO"
TERMS = (
    "For non-commercial use, with the IPC partnership named; what is made of it is to be shared "
    "under the same terms. The IPC asks to be written to before its figures are published anew."
)


def series(source: str) -> tuple[Series, ...]:
    """Return the four figures of an analysis, each now and in two projections."""
    of_analysed = "Of the people analysed, often not the whole country."
    figures = (
        ("phase3", "People in food crisis or worse (IPC phase 3+)", "people", of_analysed),
        ("phase4", "People in food emergency or worse (IPC phase 4+)", "people", of_analysed),
        ("phase3_share", "Share in food crisis or worse (IPC phase 3+)", "percent", of_analysed),
        ("analysed", "People whose food security was analysed", "people", "The base of shares."),
    )
    return tuple(
        Series(
            id=f"{source}.ipc_{name}{suffix}",
            title=_TITLES[suffix].format(title),
            unit=unit,
            frequency="irregular",
            kind="share" if unit == "percent" else "stock",
            worse="neither" if name == "analysed" else "higher",
            lag_days=45,
            most=100 if unit == "percent" else 2e9,
            note=f"{note} By the month in which the analysis begins to be valid.",
        )
        for suffix in KINDS.values()
        for name, title, unit, note in figures
    )


def national(source: str, reply: Reply) -> tuple[pd.DataFrame, dict[str, int]]:
    """Return the observations of a national file of HDX, and the places not known, counted."""
    rows = untagged(reply.csv(tuple(TABLE))).rename(columns=TABLE)
    if rows.empty:
        raise Empty(f"{reply.name}: no analysis in it; it is not taken for enough to eat.")
    strange = rows[~rows["kind"].isin(list(KINDS))]
    if len(strange):
        raise WrongFormat(f"{reply.name}: validity {clean(strange['kind'].iloc[0], 40)!r}.")
    rows, unknown = located(rows, "country")
    rows = rows.assign(
        period=days(rows["from"], reply), analysed_on=days(rows["analysed_on"], reply, "%b %Y")
    )
    return analyses(source, rows, reply), unknown


def analyses(source: str, rows: pd.DataFrame, reply: Reply) -> pd.DataFrame:
    """Return `rows` of phases as observations of `source`.

    `rows` have place, period (day), kind (see KINDS), phase ("all", "3+", "1" to "5"), and
    number and fraction as texts; and `analysed_on` (day), where the publisher says it.
    """
    phases = ["all", "3+", "4", "5"]
    rows = rows[rows["period"].notna() & rows["phase"].isin(phases)]
    if rows.empty:  # no place or no month of it is known
        return observed(rows.assign(value=float("nan")), {f"{source}.ipc_phase3": "value"})
    key = ["place", "period", "kind", "analysed_on", "phase"]
    on = rows["analysed_on"].fillna(EARLIEST) if "analysed_on" in rows else EARLIEST
    rows = rows.assign(
        analysed_on=on,
        number=figures(rows["number"], reply),
        fraction=figures(rows["fraction"], reply),
    )
    # A phase told again on the same day begins another analysis.
    again = rows.groupby(key).cumcount()
    wide = rows.assign(again=again).set_index([*key[:-1], "again", "phase"])
    wide = wide[["number", "fraction"]].unstack("phase")
    number, fraction = (wide[name].reindex(columns=phases) for name in ("number", "fraction"))
    told = pd.DataFrame(
        {
            "phase3": number["3+"],
            # No row of phase 5 says that nobody was found in it.
            "phase4": number["4"] + number["5"].fillna(0),
            "phase3_share": (fraction["3+"] * 100).round(1),
            "analysed": number["all"],
        }
    )
    told = told.reset_index().sort_values(["analysed_on", "analysed"], na_position="first")
    found = [
        observed(told[told["kind"] == kind], {f"{source}.ipc_{n}{suffix}": n for n in _FIGURES})
        for kind, suffix in KINDS.items()
    ]
    return pd.concat(found, ignore_index=True)
