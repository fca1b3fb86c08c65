"""What stands on a chart over time beside the figures: usual range, threshold, forecast ranges."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.words import _

USUAL = (0.1, 0.9)  # of the place's own past
LEAST = 24  # periods from which on a usual range can be said
_BLUE, _GREY, _RED = "0,114,178", "122,122,122", "#D55E00"


def with_usual_range(chart: go.Figure, figures: pd.DataFrame) -> go.Figure:
    """Add the range in which eight in ten of the place's own past figures lie."""
    past = figures["value"].dropna()
    if len(past) < LEAST:
        return chart
    low, high = past.quantile(list(USUAL))
    if high <= low:
        return chart
    return chart.add_hrect(
        y0=low, y1=high, line_width=0, fillcolor=f"rgba({_GREY},0.14)", layer="below",
        annotation={"text": _("usual range"), "font": {"size": 11}},
        annotation_position="top left",
    )  # fmt: skip


def with_threshold(chart: go.Figure, value: float, label: str) -> go.Figure:
    """Add the figure from which on a rule speaks."""
    return chart.add_hline(
        y=value, line={"color": _RED, "width": 1, "dash": "dash"},
        annotation={"text": label, "font": {"size": 11}}, annotation_position="bottom left",
    )  # fmt: skip


def with_forecast(chart: go.Figure, issue: pd.DataFrame) -> go.Figure:
    """Add the forecast of one place: the median, half of cases, nine in ten cases."""
    rows = issue.sort_values("month")
    if rows.empty:
        return chart
    for low, high, name, depth in (
        ("low_90", "high_90", _("nine in ten cases"), 0.18),
        ("low_50", "high_50", _("half of cases"), 0.35),
    ):
        months = [*rows["month"], *rows["month"][::-1]]
        chart.add_scatter(
            x=months, y=[*rows[high], *rows[low][::-1]], mode="lines", fill="toself",
            line={"width": 0}, fillcolor=f"rgba({_BLUE},{depth})", name=name, hoverinfo="skip",
        )  # fmt: skip
    return chart.add_scatter(
        x=rows["month"], y=rows["median"], mode="lines+markers", name=_("forecast, median"),
        line={"color": f"rgb({_BLUE})", "width": 2, "dash": "dot"},
        marker={"symbol": "diamond", "size": 6},
        customdata=rows[["low_50", "high_50", "low_90", "high_90"]],
        hovertemplate=_(
            "forecast for %{x|%B %Y}: %{y:,.0f} deaths<br>half of cases: %{customdata[0]:,.0f} to "
            "%{customdata[1]:,.0f}<br>nine in ten cases: %{customdata[2]:,.0f} to "
            "%{customdata[3]:,.0f}<extra></extra>"
        ),
    )  # fmt: skip
