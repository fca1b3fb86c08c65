"""Figures of the agendas: all bodies on one axis, mandates' ends, the lag behind violence."""

import pandas as pd
import plotly.graph_objects as go

from dashboard import tables
from dashboard.charts import BLUE, GREEN, GREY, ORANGE, VERMILION
from dashboard.wording import agenda as agenda_words
from dashboard.words import _, day, ngettext
from indicators.agendas.risk import BODIES

_MARGIN = {"l": 0, "r": 8, "t": 8, "b": 0}
_OFF = ("cancelled", "dropped", "postponed")
_LONGEST = 90  # signs of a title on the chart; the table has it whole

# What a mark means: by its shape and its colour both.
_MARKS = {
    "held": (_("held"), "circle", GREY),
    "confirmed": (_("confirmed"), "circle", BLUE),
    "provisional": (_("provisional"), "circle-open", BLUE),
    "off": (_("cancelled, postponed or dropped"), "x-thin", VERMILION),
    "hand": (_("entered by hand"), "diamond", ORANGE),
}


def axis(meetings: pd.DataFrame, today: pd.Timestamp) -> go.Figure:
    """Return the meetings of all bodies on one axis of time; a line marks today.

    `meetings` as from `indicators.agendas.meetings.each`. What is no meeting of the body
    (consultations, informal formats) is smaller; several on one day stand above each other.
    """
    bodies = [*BODIES, *sorted(set(meetings["body"]) - set(BODIES))]
    bodies = [body for body in bodies if body in BODIES[:4] or body in set(meetings["body"])]
    row_of = {body: len(bodies) - number for number, body in enumerate(bodies)}
    rank = meetings.groupby(["body", "date"]).cumcount().clip(upper=4)
    height = meetings["body"].map(row_of).astype("float32") + rank.astype("float32") * 0.17 - 0.2
    mark = meetings["status"].where(~meetings["status"].isin(_OFF), "off")
    mark = mark.where((meetings["by"] == "") | (mark == "off"), "hand")
    mark = mark.where(mark.isin(list(_MARKS)), "confirmed")
    chart = go.Figure()
    for kind, (name, symbol, colour) in _MARKS.items():
        rows = meetings[mark == kind]
        if rows.empty:
            continue
        size = rows["light"].map({True: 6, False: 10})
        chart.add_scatter(
            x=rows["date"], y=height[rows.index], mode="markers", name=name,
            marker={"symbol": symbol, "color": colour, "size": size,
                    "line": {"color": colour, "width": 2 if symbol == "x-thin" else 1.2}},
            text=[_about(row) for row in rows.itertuples()],
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    chart.add_vline(x=today, line={"color": GREY, "width": 1, "dash": "dot"})
    return chart.update_layout(
        yaxis={"tickvals": list(row_of.values()), "zeroline": False, "fixedrange": True,
               "ticktext": [tables.body(body) for body in row_of],
               "range": [0.4, len(bodies) + 0.8]},
        margin=_MARGIN, height=90 + 46 * len(bodies), hovermode="closest",
        xaxis={"tickformat": "%-d %b"},  # the year stands in the tables
        legend={"orientation": "h", "y": -0.15},
    )  # fmt: skip


def _about(row) -> str:
    title = _html(row.title if len(row.title) <= _LONGEST else row.title[:_LONGEST] + "…")
    parts = [
        f"<b>{_html(tables.body(row.body))}</b>, {day(row.date)}",
        title,
        _html(agenda_words.where(row.places, row.one_of)),
        agenda_words.hours(row.starts),
        ", ".join(filter(None, [agenda_words.STATUSES.get(row.status, row.status), row.format])),
        _html(agenda_words.by_hand(row)) or _("told by {sources}").format(
            sources=agenda_words.sources(row.sources)),
    ]  # fmt: skip
    return "<br>".join(filter(None, parts))


def _html(text: str) -> str:
    return text.replace("&", "&amp;").replace("<", "&lt;").replace(">", "&gt;")


def mandates(rows: pd.DataFrame, today: pd.Timestamp) -> go.Figure:
    """Return the ends of mandates on an axis of time, one line an organisation.

    `rows` has one row a mission: acronym, organisation, end, flag, to_confirm. Those to be
    confirmed are hollow; those within 90 days stand out.
    """
    chart = go.Figure()
    kinds = (
        (_("to be confirmed"), rows["to_confirm"], "circle-open", VERMILION),
        (_("within 90 days"), ~rows["to_confirm"] & (rows["flag"] > 0), "circle", ORANGE),
        (_("later"), ~rows["to_confirm"] & (rows["flag"] == 0), "circle", BLUE),
    )
    for name, which, symbol, colour in kinds:
        told = rows[which]
        chart.add_scatter(
            x=told["end"], y=told["organisation"], mode="markers", name=name,
            marker={"symbol": symbol, "color": colour, "size": 10},
            text=[f"{_html(row.acronym)}: {day(row.end)}" for row in told.itertuples()],
            hovertemplate="%{text}<extra></extra>",
        )  # fmt: skip
    chart.add_vline(x=today, line={"color": GREY, "width": 1, "dash": "dot"})
    span = [today - pd.Timedelta(days=240), today + pd.Timedelta(days=400)]
    return chart.update_layout(
        margin=_MARGIN, height=260, xaxis={"range": span}, hovermode="closest",
        legend={"orientation": "h", "y": -0.15},
    )  # fmt: skip


def lag(shares: pd.DataFrame) -> go.Figure:
    """Return the share of outbreaks considered within so many months, with its range."""
    chart = go.Figure()
    band = {"mode": "lines", "line": {"width": 0, "shape": "hv"}, "hoverinfo": "skip"}
    chart.add_scatter(x=shares["month"], y=100 * shares["low"], showlegend=False, **band)
    chart.add_scatter(
        x=shares["month"], y=100 * shares["high"], fill="tonexty",
        fillcolor="rgba(0,114,178,0.18)", name=_("range (95 in 100)"), **band,
    )  # fmt: skip
    chart.add_scatter(
        x=shares["month"], y=100 * shares["share"], mode="lines", name=_("considered"),
        line={"color": BLUE, "width": 2, "shape": "hv"},
        hovertemplate=_("within %{x} months: %{y:.0f} in 100") + "<extra></extra>",
    )  # fmt: skip
    considered = _("of 100 outbreaks, considered")
    return _plain(chart, _("months after the outbreak"), considered, [0, 100])


def around(means: pd.DataFrame) -> go.Figure:
    """Return the mean number of meetings a month before and after outbreaks."""
    chart = go.Figure()
    said = [ngettext("one outbreak", "{n} outbreaks", n).format(n=n) for n in means["outbreaks"]]
    chart.add_bar(
        x=means["month"], y=means["mean"], marker_color=GREEN, text=said, textposition="none",
        hovertemplate="%{x}: %{y:.2f} (%{text})<extra></extra>", showlegend=False,
    )  # fmt: skip
    chart.add_vline(x=-0.5, line={"color": GREY, "width": 1, "dash": "dot"})
    return _plain(chart, _("months from the outbreak"), _("meetings a month on the place"), None)


def _plain(chart: go.Figure, x: str, y: str, limits: list | None) -> go.Figure:
    return chart.update_layout(
        xaxis_title=x, yaxis={"title": y, "range": limits}, margin=_MARGIN, height=260,
        legend={"orientation": "h", "y": 1.1},
    )  # fmt: skip
