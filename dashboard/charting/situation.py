"""The charts of one situation: deaths with what is usual and what may come, and further series."""

import pandas as pd
import streamlit as st

from dashboard import board, charts, data
from dashboard.charting import forecast as charts_forecast
from dashboard.reading import board as board_data
from dashboard.reading import situation as situation_data
from dashboard.session import Look, choose_several
from dashboard.words import _, plain
from indicators import places
from indicators.rules import SHARED


def deaths(
    look: Look, members: tuple[str, ...], mandates: pd.DataFrame, agenda: pd.DataFrame
) -> pd.DataFrame:
    """Draw deaths by month of each place; return the figures."""
    figures = situation_data.figures(look, data.MONTHLY, members)
    st.subheader(_("Deaths in organised violence by month"), anchor=False)
    if figures.empty:
        st.info(_("No figure about this place is known."))
    issue = board_data.forecast(look)
    for member in figures["place"].unique():
        rows = figures[figures["place"] == member]
        chart = charts.over_time(rows, {s: data.series(s) for s in rows["series"].unique()},
                                 places.name(member) if len(members) > 1 else "")  # fmt: skip
        longest = rows.groupby("series")["period"].size().idxmax()
        charts_forecast.with_usual_range(chart, rows[rows["series"] == longest])
        charts_forecast.with_threshold(chart, SHARED["active_conflict"],
                                       _("25: threshold of a detected surge"))  # fmt: skip
        charts_forecast.with_forecast(chart, issue[issue["place"] == member])
        chart = charts.add_dates(chart, board.dates(mandates, agenda, rows))
        alt = _("Deaths by month; the table below gives the same figures.")
        st.plotly_chart(chart, key=f"deaths-{member}", alt=alt)
    if len(figures):
        st.caption(_("Usual range: eight in ten of the place's own past months. Hollow points were "
                     "revised since they were first told; a gap in the line is a month without a "
                     "figure."))  # fmt: skip
    return figures


def further(look: Look, members: tuple[str, ...]) -> pd.DataFrame:
    """Let people choose further series, draw each; return the figures."""
    there = data.further_series(look, members)
    chosen = choose_several(_("Further series"), there, "series", lambda id: data.series(id).title)
    others = situation_data.figures(look, tuple(chosen), members)
    for (member, series), rows in others.groupby(["place", "series"]):
        name = f"{data.series(series).title}, {places.name(member)}"
        if series.split(".")[0] in data.not_reviewed(look):
            st.caption(_("{name}: the source is not yet reviewed.").format(name=plain(name)))
        chart = charts.over_time(rows, {series: data.series(series)}, name)
        charts_forecast.with_usual_range(chart, rows)
        st.plotly_chart(chart, key=f"{series}-{member}",
                        alt=_("{name}: figures as in the table.").format(name=name))  # fmt: skip
    return others
