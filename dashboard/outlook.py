"""A forecast in words: what may come, how likely, beside how often it was so. Pure."""

import pandas as pd

from dashboard import chances
from dashboard.words import _, month, number
from indicators import places


def sentences(issue: pd.DataFrame) -> list[str]:
    """Return what one place's issue of forecasts says, in natural frequencies.

    `issue` are rows of FORECASTS of one issue and place.
    """
    rows = issue.sort_values("month")
    first = rows.iloc[0]
    said = [
        _("With deaths to {issued}, the median of the forecast for {month} is {median} deaths: "
          "{low} to {high} in half of cases, {least} to {most} in nine of ten.").format(
            issued=month(first["issued"]), month=month(first["month"]),
            median=rounded(first["median"]), low=rounded(first["low_50"]),
            high=rounded(first["high_50"]), least=rounded(first["low_90"]),
            most=rounded(first["high_90"])),
        _("25 deaths or more in that month: {chance}; in its last five years {usual} of months "
          "were so.").format(chance=chances.about(first["at_least_25"]),
                             usual=chances.about(first["base_rate"])),
    ]  # fmt: skip
    if pd.notna(first["outbreak"]):
        said.append(_("Violence breaking out or escalating within three months: {chance}.").format(
            chance=chances.about(first["outbreak"])))  # fmt: skip
    said.append(_("What such forecasts were worth stands on the page Methods."))
    return said


def table(issue: pd.DataFrame) -> pd.DataFrame:
    """Return the forecast by month as a table in people's words."""
    rows = issue.sort_values("month")
    return pd.DataFrame(
        {
            _("Month"): rows["month"].map(month),
            _("Median"): rows["median"].map(rounded),
            _("Half of cases"): _range(rows, "low_50", "high_50"),
            _("Nine in ten cases"): _range(rows, "low_90", "high_90"),
            _("25 deaths or more"): rows["at_least_25"].map(chances.about),
            _("100 deaths or more"): rows["at_least_100"].map(chances.about),
            _("Twice the last three months"): rows["doubling"].map(chances.about),
        }
    )


def analogues(found: pd.DataFrame) -> list[str]:
    """Return the nearest past situations by name and what followed, a sentence each."""
    return [
        _("{place}, {month}: {deaths} deaths that month; {followed} in the six months after, "
          "{ratio}.").format(
            place=places.name(row.place), month=month(row.month), deaths=number(row.deaths),
            followed=number(row.followed), ratio=_ratio(row.ratio))
        for row in found.itertuples()
    ]  # fmt: skip


def rounded(value: float) -> str:
    """Return a forecast with two digits that count: it is not known more finely."""
    if pd.isna(value) or value < 100:
        return number(value)
    step = 10 ** (len(str(int(value))) - 2)
    return number(round(value / step) * step)


def _range(rows: pd.DataFrame, low: str, high: str) -> list[str]:
    return [_("{low} to {high}").format(low=rounded(a), high=rounded(b))
            for a, b in zip(rows[low], rows[high], strict=True)]  # fmt: skip


def _ratio(ratio: float) -> str:
    if ratio >= 1.5:
        return _("about {n} times as many a month as in the three before").format(
            n=f"{ratio:.0f}" if ratio >= 1.95 else "1.5")  # fmt: skip
    if ratio <= 0.67:
        return _("fewer a month than in the three before")
    return _("about as many a month as in the three before")
