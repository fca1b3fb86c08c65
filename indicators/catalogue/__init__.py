"""Every indicator of the package, one file per theme."""

from indicators.catalogue import (
    attention,
    change,
    conflict,
    displacement,
    economy,
    external,
    food,
    governance,
    hazards,
    humanitarian,
    spread,
)
from indicators.indicator import Indicator

_THEMES = (
    conflict, change, spread, displacement, food, humanitarian, governance, economy, hazards,
    attention, external,
)  # fmt: skip

ALL: dict[str, Indicator] = {one.id: one for theme in _THEMES for one in theme.INDICATORS}
