"""Probabilities as natural frequencies: "about 1 in 5". Pure."""

import pandas as pd

from dashboard.words import _

_STEPS = (10, 12, 15, 20, 25, 30, 40, 50, 75, 100, 150, 200)


def about(probability: float) -> str:
    """Return a probability as a frequency that can be said aloud; never finer than it is known."""
    if pd.isna(probability):
        return _("no data")
    if probability < 1 / _STEPS[-1]:
        return _("less than 1 in {n}").format(n=_STEPS[-1])
    if probability > 0.95:
        return _("more than 19 in 20")
    if probability >= 0.45:
        return _("about {n} in 10").format(n=round(10 * probability))
    one_in = 1 / probability
    if one_in >= _STEPS[0]:
        one_in = min(_STEPS, key=lambda step: abs(step - one_in))
    return _("about 1 in {n}").format(n=round(one_in))
