"""Methods: every indicator, rule and model, how it is made and what it was worth."""

import streamlit as st

from dashboard.panels import methods as panels
from dashboard.session import choose, look, person, writes
from dashboard.words import _

VIEWS = {
    "indicators": _("Indicators"),
    "rules": _("Rules and their track record"),
    "forecasts": _("Forecasts and their worth"),
    "changes": _("Change log"),
}

looking = look()
st.title(_("Methods"), anchor=False)
view = choose(_("Show"), list(VIEWS), "view", VIEWS.get)
if view == "indicators":
    panels.indicators(looking)
elif view == "rules":
    panels.rules(look(), person(), writes())
elif view == "forecasts":
    panels.forecasts(looking)
else:
    panels.changes(looking)
