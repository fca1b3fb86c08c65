"""Every indicator, one file per theme."""

from indicators.catalogue import conflict
from indicators.indicator import Indicator

ALL: dict[str, Indicator] = {
    indicator.id: indicator for theme in (conflict,) for indicator in theme.INDICATORS
}
