"""Tables on the command line: for people, or as CSV and JSON for programs."""

import csv
import sys
from io import StringIO

import click
import pandas as pd
from rich.console import Console
from rich.table import Table
from rich.text import Text

from dashboard.reports.signs import no_formula
from dashboard.words import number

FORMATS = ("table", "csv", "json")


def show(frame: pd.DataFrame, form: str, title: str = "", people: list[str] | None = None) -> None:
    """Print `frame` on standard output; `people` names the columns that people are shown."""
    if form == "csv":
        click.echo(as_csv(frame), nl=False)
    elif form == "json":
        how = {"date_format": "iso", "date_unit": "us", "indent": 1, "force_ascii": False}
        click.echo(frame.to_json(orient="records", **how))
    else:
        _table(frame[people or list(frame.columns)], title)


def as_csv(frame: pd.DataFrame) -> str:
    """Return `frame` as CSV in which no text is a formula to a spreadsheet."""
    guarded = frame.copy()
    for name in guarded:
        if pd.api.types.is_string_dtype(guarded[name].dtype):
            guarded[name] = guarded[name].map(no_formula, na_action="ignore")
    out = StringIO()
    guarded.to_csv(out, index=False, quoting=csv.QUOTE_MINIMAL, lineterminator="\n")
    return out.getvalue()


def note(sentence: str) -> None:
    """Say something to people beside the table, on standard error."""
    click.echo(sentence, err=True)


def _table(frame: pd.DataFrame, title: str) -> None:
    table = Table(title=title or None, title_justify="left", header_style="bold")
    for name in frame:
        right = pd.api.types.is_numeric_dtype(frame[name].dtype)
        table.add_column(name.replace("_", " "), justify="right" if right else "left")
    for row in frame.itertuples(index=False):
        table.add_row(*(Text(_said(value)) for value in row))
    # Beside a terminal there is no width to keep to.
    width = None if sys.stdout.isatty() else 200
    Console(width=width, highlight=False).print(table)


def _said(value: object) -> str:
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, str):
        return value
    if pd.isna(value):
        return ""
    if isinstance(value, pd.Timestamp):
        return f"{value:%Y-%m-%d}" if value.tzinfo is None else f"{value:%Y-%m-%d %H:%M} UTC"
    if isinstance(value, float):
        return number(value) if value == round(value) else f"{value:g}"
    return number(value) if isinstance(value, int) else str(value)
