"""What the judgements of one's own organisation, and of all together, were worth so far."""

import pandas as pd
import streamlit as st

from collectors import forecasting
from dashboard import data
from dashboard.session import Look
from dashboard.words import _
from dashboard.workspace import records
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.scales import PHIA
from indicators.forecasting import judgements, risk
from indicators.frames import OBSERVATIONS, RECORDS

ALL = _("all together")  # other organisations are not ranked by name


def track_record(look: Look, own: str) -> pd.DataFrame:
    """Return `judgements.record` for the organisation `own` and for ALL, as far as `look` sees.

    Empty while no judgement's three months are over.
    """
    known = (data.store().version(RECORDS), data.store().version(OBSERVATIONS))
    return _track_record(known, look, own)


@st.cache_data(max_entries=20, show_spinner=False)
def _track_record(known: tuple, look: Look, own: str) -> pd.DataFrame:
    store, kind = data.store(), kind_of("assessment")
    where = {"kind": kind.id, "active": True}
    told = records.opened(kind, store.read(RECORDS, look.viewer, where=where, versions=True))
    told = told if look.as_of is None else told[told["known_at"] <= look.as_of]
    told = told.rename(columns={"originator": "organisation"})
    hidden = "ucdp" in store.hidden_sources(look.viewer)  # then the shipped history has to do
    history = forecasting.shipped() if hidden else forecasting.deaths(store, look.as_of)
    if history.empty or told.empty:
        return judgements.record(pd.DataFrame(columns=judgements.SCORED))
    rows = judgements.scored(told, risk.outcomes(history)["any"], PHIA)
    both = pd.concat([rows[rows["organisation"] == own], rows.assign(organisation=ALL)])
    return judgements.record(both)
