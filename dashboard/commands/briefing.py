"""Briefs from the command line."""

from datetime import datetime
from pathlib import Path

import click
import pandas as pd

from collectors.access import Viewer
from collectors.settings import load
from dashboard import data
from dashboard.commands.showing import meant
from dashboard.reports.brief import situation_brief, watchlist_brief
from dashboard.reports.formats import file_name
from dashboard.reports.html import render
from dashboard.session import Look
from indicators import places


def write(
    situation: str | None, watchlist: str | None, as_of: datetime | None, folder: str
) -> Path:
    """Write the brief of a situation or of a watchlist into `folder`; return the file."""
    day = pd.Timestamp(as_of, tz="UTC") + pd.Timedelta(days=1) if as_of else None
    look = Look(Viewer(frozenset({load().organisation})), day)
    document = (
        situation_brief(_place(situation), look)
        if situation
        else watchlist_brief(_list(watchlist, look), look)
    )
    file = Path(folder) / file_name(document)
    try:
        file.write_text(render(document), encoding="utf-8")
    except OSError as error:
        raise click.ClickException(f"The brief cannot be written: {error}.") from error
    return file


def _place(text: str) -> str:
    found = text if text in places.AREAS else places.code(text)
    if found is None:
        raise click.UsageError(f"No place is known as {text!r}. {meant(text, places.AREAS)}")
    return found


def _list(text: str, look: Look) -> str:
    lists = data.lists(look).set_index("name")["record"]
    if text not in lists:
        raise click.UsageError(f"There is no watchlist {text!r}. {meant(text, lists.to_dict())}")
    return lists[text] if isinstance(lists[text], str) else lists[text].iloc[0]
