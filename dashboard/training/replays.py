"""Past crises as the board would have told them before: computed once, told in people's words."""

from collections.abc import Callable

import pandas as pd
import streamlit as st

from dashboard import chances, outlook
from dashboard.reading import situation as situation_data
from dashboard.words import _, day, month, number, plain
from indicators.forecasting import replay

VINTAGES = _(
    "Of a crisis before 2024 the board is replayed on final figures, with assumed days of "
    "publication: that is more than anybody knew then, and real warnings would have been worse. "
    "The ten were picked because they are known: they illustrate, and measure nothing. A hit says "
    "that violence was called likely to break out or escalate, not that the event was foreseen."
)


@st.cache_resource(show_spinner=False)
def told(_progress: Callable[[float], object] | None = None) -> pd.DataFrame:
    """Return what the board would have shown: see `indicators.forecasting.replay`."""

    def with_progress(work, tasks):
        for done, task in enumerate(tasks):
            if _progress is not None:
                _progress(done / len(tasks))
            yield work(task)

    return replay.replay(situation_data.history(), map=with_progress)


def sentence(rows: pd.DataFrame) -> str:
    """Return in a sentence whether a crisis was on the list before it came, and how high."""
    hits = rows[rows["hit"]].sort_values("before", ascending=False)
    last = rows.sort_values("before").iloc[0]
    came = _("{deaths} deaths came in {month}.").format(
        deaths=number(last["deaths"]), month=month(last["crisis"])
    )
    if hits.empty:
        missed = _("Missed: on no list and no flag in the three months before; at best {rank} of "
                   "{n}. {came}")  # fmt: skip
        return missed.format(rank=rows["rank"].min(), n=last["ranked"], came=came)
    first = hits.iloc[0]
    return _("Hit: {before} months before on the list or flagged, {rank} of {n}. {came}").format(
        before=first["before"], rank=first["rank"], n=first["ranked"], came=came)  # fmt: skip


def table(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what the board would have shown one, two and three months before, in words."""
    each = list(rows.sort_values(["crisis", "before"], ascending=[True, False]).itertuples())
    yes = {True: _("yes"), False: _("no")}
    return pd.DataFrame(
        {
            _("Crisis"): [row.title for row in each],
            _("Months before"): [row.before for row in each],
            _("As known on"): [row.known_on for row in each],
            _("Deaths to"): [row.newest for row in each],
            _("Rank"): [_("{rank} of {n}").format(rank=row.rank, n=row.ranked) for row in each],
            _("Onset or escalation"): [chances.about(row.outbreak) for row in each],
            _("On the list of twenty"): [yes[row.listed] for row in each],
            _("Flag"): [yes[row.flag] for row in each],
            _("Detected surge"): [yes[row.surge] for row in each],
            _("Median said"): [outlook.rounded(row.median) for row in each],
            _("Nine in ten cases"): [
                _("{low} to {high}").format(
                    low=outlook.rounded(row.low_90), high=outlook.rounded(row.high_90))
                for row in each
            ],
            _("Deaths that came"): [row.deaths for row in each],
            _("Hit or miss"): [_("hit") if row.hit else _("miss") for row in each],
        }
    )  # fmt: skip


def start_buttons(start: Callable[[pd.Timestamp], None], found: pd.DataFrame | None) -> None:
    """Show each crisis with what was told of it, and a button that starts its replay."""
    for crisis in replay.CRISES:
        known = pd.Timestamp(crisis.month) - pd.DateOffset(months=1)
        said, button = st.columns([5, 1], vertical_alignment="center")
        words = f"**{plain(crisis.title)}**, {month(pd.Timestamp(crisis.month))}."
        if found is not None:
            rows = found[(found["title"] == crisis.title)]
            words += " " + sentence(rows)
        said.markdown(words)
        label = _("Start the replay")
        if button.button(label, key=f"replay:{crisis.place}:{crisis.month}",
                         help=_("As known on {day}").format(day=day(known))):  # fmt: skip
            start(known)
