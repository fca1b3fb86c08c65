"""Training: any page as it could have been known on a day of the past."""

import pandas as pd
import streamlit as st

from dashboard.session import FIRST_DAY
from dashboard.words import _

st.title(_("Training"), anchor=False)
st.markdown(
    _("A replay shows every page with what could be known on a day of the past: the figures as "
      "published by then, the meetings held by then. A banner stands on every page until you "
      "leave it, so that nobody briefs the past by mistake.")
)  # fmt: skip
st.caption(
    _("Figures of the shipped history carry an assumed date of publication where the real one "
      "is not known; such dates are marked. What was known then may have been less.")
)  # fmt: skip
day = st.date_input(_("As known on"), pd.Timestamp("2023-04-01"), min_value=FIRST_DAY,
                    max_value="today", format="YYYY-MM-DD", width=300)  # fmt: skip
if st.button(_("Start the replay")):
    st.session_state["as_of"] = str(day)
    st.switch_page("overview.py", query_params={"as_of": str(day)})
