"""What forecasts were worth, as measured: skill, calibration, what was said and came, misses."""

import pandas as pd
import plotly.graph_objects as go
import streamlit as st

from dashboard import charts, outlook
from dashboard.session import show
from dashboard.words import _, month, number
from indicators import places
from indicators.forecasting import worth

ALL_HORIZONS = 0


def panel() -> None:
    """Show the measured worth of forecasts, or that none was measured here."""
    try:
        skill, tenths = worth.load("forecasts"), worth.load("calibration")
        said, misses = worth.load("reliability"), worth.load("misses")
    except FileNotFoundError:
        st.info(_("The tables of measured worth are not part of this installation; "
                  "`jointwatch backtest save` makes them."))  # fmt: skip
        return
    st.subheader(_("Measured skill"), anchor=False)
    st.markdown(sentence(skill))
    st.caption(_("Figures to {month}. Ratios are against twelve equally likely months of the "
                 "place's own past; below 1 is better, in brackets intervals in which nine in ten "
                 "repetitions over places lie.").format(
                     month=month(skill["data_to"].max())))  # fmt: skip
    show(scores(skill), "", _("Scores of every model and horizon."))
    left, right = st.columns(2, gap="large")
    with left:
        st.markdown("**" + _("Calibration: outcomes in each tenth of our ranges") + "**")
        alt = _("Share of outcomes in each tenth; one tenth each is right.")
        st.plotly_chart(calibration(tenths), key="calibration", alt=alt)
    with right:
        st.markdown("**" + _("What was said, and how often it came so") + "**")
        alt = _("Probability said against share that came; the line is right.")
        st.plotly_chart(reliability(said), key="reliability", alt=alt)
    st.subheader(_("Biggest misses"), anchor=False)
    show(missed(misses), "", _("The forecasts that were furthest off."))


def sentence(skill: pd.DataFrame) -> str:
    """Return in a sentence how much better than the benchmark our forecasts were."""
    ours = skill[(skill["model"] == "jointwatch") & (skill["horizon"] == ALL_HORIZONS)]
    said = [
        _("On {basis}, the error of our forecasts was {n} % of the benchmark's; {share} % of "
          "outcomes in places with violence lay in the range for nine of ten.").format(
            basis=row.basis, n=number(100 * row.ratio), share=number(100 * row.coverage90))
        for row in ours.itertuples()
    ]  # fmt: skip
    return " ".join(said)


def scores(skill: pd.DataFrame) -> pd.DataFrame:
    """Return the scores of every model and horizon in people's words."""
    return pd.DataFrame(
        {
            _("Model"): skill["model"],
            _("Measured on"): skill["basis"],
            _("Months ahead"): [_("all") if n == ALL_HORIZONS else str(int(n))
                                for n in skill["horizon"]],
            _("Forecasts"): skill["n"],
            _("CRPS"): skill["crps"].round(2),
            _("CRPS of log"): skill["crps_log"].round(3),
            _("IGN"): skill["ign"].round(3),
            _("In nine of ten cases"): [f"{100 * share:.0f} %" for share in skill["coverage90"]],
            _("Ratio"): [f"{row.ratio:.3f} ({row.ratio_low:.3f} to {row.ratio_high:.3f})"
                         for row in skill.itertuples()],
        }
    )  # fmt: skip


def calibration(tenths: pd.DataFrame) -> go.Figure:
    """Return the share of outcomes in each tenth, of active places, one line a basis."""
    chart = go.Figure()
    active = tenths[tenths["active"].astype(bool)]
    for colour, (basis, rows) in zip((charts.BLUE, charts.ORANGE), active.groupby("basis"),
                                     strict=False):  # fmt: skip
        chart.add_bar(x=rows["tenth"], y=rows["share"], name=basis, marker_color=colour)
    chart.add_hline(y=0.1, line={"color": charts.GREY, "dash": "dash"})
    return chart.update_layout(height=300, margin={"l": 0, "r": 0, "t": 10, "b": 0},
                               legend={"orientation": "h"}, yaxis_tickformat=".0%",
                               xaxis_title=_("tenth of the forecast"), xaxis_dtick=1)  # fmt: skip


def reliability(said: pd.DataFrame) -> go.Figure:
    """Return probabilities said against shares that came, one line an event."""
    chart = go.Figure()
    chart.add_scatter(x=[0, 1], y=[0, 1], mode="lines", showlegend=False,
                      line={"color": charts.GREY, "dash": "dash"})  # fmt: skip
    colours = (charts.BLUE, charts.ORANGE, charts.GREEN, charts.VERMILION) * 3
    lines = said.groupby(["event", "basis"])
    for colour, ((event, basis), rows) in zip(colours, lines, strict=False):
        chart.add_scatter(x=rows["said"], y=rows["came"], mode="lines+markers",
                          name=f"{event}, {basis}", line={"color": colour})  # fmt: skip
    return chart.update_layout(height=300, margin={"l": 0, "r": 0, "t": 10, "b": 0},
                               legend={"orientation": "h", "y": -0.25},
                               xaxis_title=_("said"), yaxis_title=_("came"),
                               xaxis_tickformat=".0%", yaxis_tickformat=".0%")  # fmt: skip


def missed(misses: pd.DataFrame) -> pd.DataFrame:
    """Return the forecasts that were furthest off in people's words."""
    return pd.DataFrame(
        {
            _("Place"): misses["place"].map(places.name),
            _("Month"): misses["month"].map(month),
            _("With deaths to"): misses["origin"].map(month),
            _("Measured on"): misses["basis"],
            _("Median said"): misses["median"].map(outlook.rounded),
            _("Nine in ten cases"): [
                _("{low} to {high}").format(low=outlook.rounded(low), high=outlook.rounded(high))
                for low, high in zip(misses["low_90"], misses["high_90"], strict=True)
            ],
            _("Deaths that came"): misses["deaths"],
        }
    )  # fmt: skip
