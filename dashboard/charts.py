"""Frames to figures; nothing of Streamlit in here."""

import pandas as pd
import plotly.graph_objects as go

from dashboard.words import VINTAGES, _, day
from indicators import places
from indicators.frames import Series

# Okabe and Ito's colours, told apart by colour-blind readers; one fixed colour a meaning.
BLUE, ORANGE, GREEN, VERMILION, GREY = "#0072B2", "#E69F00", "#009E73", "#D55E00", "#7A7A7A"
_MARGIN = {"l": 0, "r": 0, "t": 28, "b": 0}

_SPANS = [
    {"count": 5, "step": "year", "stepmode": "backward", "label": _("5 years")},
    {"count": 15, "step": "year", "stepmode": "backward", "label": _("15 years")},
    {"step": "all", "label": _("all")},
]

# Deaths in twelve months. The first limit is the threshold of active conflict; the colours
# go from light to dark, so that the order is seen without telling hues apart.
CLASSES = ((0, "none", "#EFF3F6"), (1, "1 to 24", "#C6DBEF"), (25, "25 to 99", "#8DBBDC"),
           (100, "100 to 999", "#4A90C2"), (1000, "1,000 to 9,999", "#1F5F99"),
           (10000, "10,000 and more", "#0B2F5B"))  # fmt: skip


def over_time(figures: pd.DataFrame, declared: dict[str, Series], title: str) -> go.Figure:
    """Return figures of one place over time, one line a series; gaps are gaps.

    With a title it is one of several charts, and lower. Points whose figure was revised since
    it was first told (the column `revised`) are hollow.
    """
    chart = go.Figure()
    colours = (BLUE, GREY, ORANGE, GREEN, VERMILION)
    for colour, (id, rows) in zip(colours * 9, figures.groupby("series", sort=False), strict=False):
        series = declared[id]
        rows = with_gaps(rows, series.frequency)
        symbols = rows["revised"].map({True: "circle-open"}).fillna("circle")
        chart.add_scatter(
            x=rows["period"],
            y=rows["value"].astype("float32"),
            name=series.title,
            mode="lines+markers",
            connectgaps=False,
            line={"color": colour, "width": 1.5},
            marker={"symbol": symbols, "size": 4},
            customdata=_about(rows),
            hovertemplate=(
                "%{x|%B %Y}: %{y:,.0f} " + series.unit + "<br>%{customdata[0]}"
                "<br>known on %{customdata[1]}%{customdata[2]}<extra></extra>"
            ),
        )
    units = sorted({declared[id].unit for id in figures["series"].unique()})
    return chart.update_layout(
        title=title,
        yaxis_title=", ".join(units),
        hovermode="x",
        margin=_MARGIN | {"t": 44},
        height=280 if title else 400,
        legend={"orientation": "h", "y": -0.12},
        xaxis={
            "range": _lately(figures["period"]),
            "rangeselector": {"buttons": _SPANS, "x": 1, "xanchor": "right", "y": 1.02},
        },
    )


def with_gaps(rows: pd.DataFrame, frequency: str) -> pd.DataFrame:
    """Return figures of one series and place with an empty row where a period has none.

    So that no line is drawn over a gap. Of days and irregular figures nothing is known missing.
    """
    rows = rows if "revised" in rows else rows.assign(revised=False)
    step = {"month": "MS", "quarter": "QS", "year": "YS"}.get(frequency)
    if step is None or rows.empty:
        return rows
    periods = pd.date_range(rows["period"].min(), rows["period"].max(), freq=step)
    missing = pd.DataFrame({"period": periods.difference(rows["period"])})
    return pd.concat([rows, missing]).sort_values("period", ignore_index=True)


def _lately(periods: pd.Series) -> list:
    return [periods.max() - pd.DateOffset(years=5), periods.max() + pd.DateOffset(months=20)]


def add_dates(chart: go.Figure, dates: pd.DataFrame) -> go.Figure:
    """Add days (columns date, label) to a chart over time, as thin lines with a name."""
    for row in dates.itertuples():
        chart.add_vline(x=row.date, line={"color": GREY, "width": 1, "dash": "dot"})
    if len(dates):
        chart.add_scatter(
            x=dates["date"],
            y=[0] * len(dates),
            mode="markers",
            name=_("agenda and mandate ends"),
            marker={"symbol": "diamond", "size": 8, "color": ORANGE},
            text=dates["label"],
            hovertemplate="%{text}<extra></extra>",
        )
    return chart


def world(deaths: pd.DataFrame, watched: list[str], height: int = 280) -> go.Figure:
    """Return the world by deaths in twelve months; places without data bear a cross.

    `deaths` has the columns place, value, period. Small states are points; the watched
    situations carry a ring.
    """
    chart = go.Figure()
    table = places.PLACES[["name", "latitude", "longitude", "micro"]].join(
        deaths.set_index("place")[["value", "period"]]
    )
    bounds = [low for low, *_rest in CLASSES]
    table["class"] = pd.cut(table["value"], [*bounds, float("inf")], right=False, labels=False)
    table["said"] = [
        f"{row.name}: " + (f"{row.value:,.0f}, {_('twelve months to')} {row.period:%B %Y}"
        if pd.notna(row.value) else _("no data"))
        for row in table.itertuples(index=False)
    ]  # fmt: skip
    for number, (_low, label, colour) in enumerate(CLASSES):
        rows = table[table["class"] == number]
        _outlines(chart, rows[~rows["micro"]], colour, label)
        _points(chart, rows[rows["micro"]], colour, "circle")
    _points(chart, table[table["value"].isna()], GREY, "x-thin", _("no data"))
    rings = table[table.index.isin(watched)]
    _points(chart, rings, VERMILION, "circle-open", _("on my watchlist"), size=13)
    return chart.update_layout(
        geo={
            "resolution": 50,
            "bgcolor": "rgba(0,0,0,0)",
            "showocean": True,
            "oceancolor": "#FFFFFF",  # the colours are made for it, on a dark page too
            "projection_type": "natural earth",
            "showframe": False,
            "showcoastlines": True,
            "coastlinecolor": "#9AA5AD",
            "coastlinewidth": 0.5,
            "showland": True,
            "landcolor": "#F7F7F5",
            "showcountries": False,
            "lataxis_range": [-57, 84],
        },
        margin=_MARGIN | {"t": 0},
        height=height,
        legend={"orientation": "h", "x": 0, "y": 0, "yanchor": "top", "entrywidth": 0},
    )


def _outlines(chart: go.Figure, rows: pd.DataFrame, colour: str, name: str) -> None:
    chart.add_choropleth(
        locations=rows.index,
        z=[1] * len(rows),
        colorscale=[[0, colour], [1, colour]],
        showscale=False,
        showlegend=True,
        name=name,
        marker_line={"color": "#9AA5AD", "width": 0.4},
        text=rows["said"],
        hovertemplate="%{text}<extra></extra>",
    )


def _points(
    chart: go.Figure, rows: pd.DataFrame, colour: str, symbol: str, name: str = "", size: int = 7
) -> None:
    line = 1.2 if symbol != "circle" else 0.4
    chart.add_scattergeo(
        lat=rows["latitude"],
        lon=rows["longitude"],
        mode="markers",
        name=name,
        showlegend=bool(name),
        marker={"color": colour, "symbol": symbol, "size": size,
                "line": {"color": colour if symbol != "circle" else "#5A6570", "width": line}},
        text=rows["said"],
        hovertemplate="%{text}<extra></extra>",
    )  # fmt: skip


def _about(rows: pd.DataFrame) -> list[list[str]]:
    return [
        [VINTAGES.get(row.vintage, ""), day(row.known_at),
         "<br>" + _("revised since it was first told") if row.revised is True else ""]
        for row in rows.itertuples()
    ]
