"""Figures of a brief from frames: each with its unit, period, source, and the day it was known."""

import pandas as pd

from dashboard.reports import frame
from dashboard.reports.document import Figure, Figures, Reference
from dashboard.reports.gathered import Known
from dashboard.reports.naming import Naming
from dashboard.words import VINTAGES

LIKELY = 0.1  # a probability under this is not told among reasons
HORIZON = 3  # months: the forecast that is told


class Facts:
    """Tells the figures of one brief in one language, keeping each once."""

    def __init__(self, told: Known, language: str) -> None:
        self.told, self.language, self.t = told, language, frame.translate(language)
        self.figures = Figures()
        self.name = Naming(told.audience.organisation, language)

    def deaths(self, place: str) -> str:
        """Return a sentence on deaths in the last twelve months that are known, or ""."""
        rows = self.told.deaths[self.told.deaths["place"] == place]
        if rows.empty:
            return ""
        row = rows.iloc[0]
        month = frame.month(row["period"], self.language)
        origin = self.told.origins[row["series"]]
        before = self.told.deaths_before
        revised = ((before["place"] == place) & (before["period"] == row["period"])).any()
        token = self.figures.add(Figure(
            f"{place.lower()}.deaths_12_months", _number(row["value"]), self.t("deaths"),
            f"{self.t('Deaths in organised violence')}, {self.name(place)}",
            self.t("twelve months to {month}").format(month=month), origin.publisher,
            self._known(row["known_at"]), self.t(VINTAGES.get(row["vintage"], "")), bool(revised),
        ))  # fmt: skip
        said = self.t("{n} deaths in organised violence in the twelve months to {month}.")
        return said.format(n=token, month=month)

    def deaths_then(self, row: pd.Series) -> str:
        """Return the figure of a sum of deaths as it was known at an earlier moment."""
        origin, place = self.told.origins[row["series"]], row["place"]
        month = frame.month(row["period"], self.language)
        return self.figures.add(Figure(
            f"{place.lower()}.deaths_12_months_then", _number(row["value"]), self.t("deaths"),
            f"{self.t('Deaths in organised violence')}, {self.name(place)}",
            self.t("twelve months to {month}").format(month=month), origin.publisher,
            self._known(row["known_at"]), self.t(VINTAGES.get(row["vintage"], "")),
            detail=self.t("as known earlier"),
        ))  # fmt: skip

    def forecast(self, place: str) -> str:
        """Return a sentence on the forecast of deaths and of onset or escalation, or ""."""
        rows = self.told.forecasts[self.told.forecasts["place"] == place]
        if rows.empty:
            return ""
        ahead = rows[rows["month"] <= rows["issued"] + pd.DateOffset(months=HORIZON)]
        row = (ahead if len(ahead) else rows).iloc[-1]
        month = frame.month(row["month"], self.language)
        low, middle, high = (
            self._forecast(row, name, month) for name in ("low_50", "median", "high_50")
        )
        outlook = self.t("Forecast for {month}: {n} deaths, in half of cases {low} to {high}.")
        said = [outlook.format(month=month, n=middle, low=low, high=high)]
        if pd.notna(row["outbreak"]) and row["outbreak"] >= LIKELY:
            chance = self._chance(row)
            said.append(self.t(
                "Onset or escalation within three months: {chance} % by the model."
            ).format(chance=chance))  # fmt: skip
        return " ".join(said)

    def agenda_reference(self, meetings: pd.DataFrame, body: str) -> tuple[Reference, ...]:
        """Return where meetings are told, and when it was read; () without any."""
        names = sorted({name for text in meetings["sources"] for name in text.split("; ") if name})
        if not names:
            return ()
        titles = "; ".join(self.told.titles.get(name, name) for name in names)
        known = self.t("read {day}").format(
            day=frame.day(meetings["known_at"].max(), self.language))  # fmt: skip
        what = self.t("Agenda: {body}").format(body=self.t(body))
        return (Reference(what, frame.month(self.told.month, self.language), known, titles),)

    def signal_reference(self, row) -> Reference:
        """Return which rule a signal is of, and when it was last told."""
        said = self.t("Signal: {rule}").format(rule=self.told.signal(row.rule))
        return Reference(said, "", self._known(row.known_at), self.t("a rule of Jointwatch"))

    def register(self) -> Reference:
        """Return the register of missions as a reference."""
        return Reference(self.t("Register of missions shipped with Jointwatch"),
                         self.t("as of November 2026"))  # fmt: skip

    def day(self, moment: pd.Timestamp | None) -> str:
        """Return a day in the words of the document's language."""
        return frame.day(moment, self.language)

    def _forecast(self, row: pd.Series, name: str, month: str) -> str:
        which = {"low_50": self.t("lower end of half of cases"), "median": self.t("median"),
                 "high_50": self.t("upper end of half of cases")}[name]  # fmt: skip
        return self.figures.add(Figure(
            f"{row['place'].lower()}.forecast_{name}", _number(row[name]), self.t("deaths"),
            f"{self.t('Forecast of deaths')}, {self.name(row['place'])}", month,
            self._model(row), self._known(row["known_at"]), detail=which,
        ))  # fmt: skip

    def _chance(self, row: pd.Series) -> str:
        return self.figures.add(Figure(
            f"{row['place'].lower()}.outbreak", round(100 * row["outbreak"]), "%",
            f"{self.t('Onset or escalation within three months')}, {self.name(row['place'])}",
            self.t("three months from {month}").format(
                month=frame.month(row["issued"], self.language)),
            self._model(row), self._known(row["known_at"]),
        ))  # fmt: skip

    def _model(self, row: pd.Series) -> str:
        return self.t("model {model}, the view of no organisation").format(model=row["model"])

    def _known(self, moment: pd.Timestamp) -> str:
        return self.t("known by {day}").format(day=frame.day(moment, self.language))


def _number(value: float) -> float | None:
    return None if pd.isna(value) else float(value)
