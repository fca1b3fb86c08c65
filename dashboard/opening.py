"""Opening what an installation has: its store, with shipped tables, and its web clients."""

import os

import pandas as pd

from collectors import declared, reference, shipped
from collectors.access import EVERYBODY, PROGRAM
from collectors.archive import Archive
from collectors.declared.guarded import GuardedClient
from collectors.http import Client
from collectors.settings import Settings
from collectors.source import Source
from collectors.store import Store
from dashboard.workspace import source_audience, watchlists
from dashboard.workspace.records import Author
from indicators.frames import OBSERVATIONS


def open_store(settings: Settings) -> Store:
    """Return the store of this installation, with the shipped tables and a starter watchlist.

    Raises StoreError with a sentence when the database cannot be used.
    """
    settings.home.mkdir(parents=True, exist_ok=True, mode=0o700)
    store, now = Store(settings.store_url), pd.Timestamp.now("UTC")
    _restrict(settings, store)
    if shipped.load(store, now):
        where = {"series": "conflict.deaths_12_months_history"}
        deaths = store.read(OBSERVATIONS, PROGRAM, where=where, newest=True)
        author = Author(watchlists.STARTER_AUTHOR, settings.organisation, now)
        missions = reference.mandates(now.tz_localize(None).normalize())
        watchlists.make_starter(store, watchlists.starter(missions, deaths), author)
    return store


def _restrict(settings: Settings, store: Store) -> None:
    """Let those see a source whom the settings name; where they name nobody it stays as it is."""
    asked = {
        name: (settings.organisation, tuple(sorted(said.released_to)))
        for name, said in settings.sources.items()
        if said.released_to is not None
    }
    before = store.restrictions() if asked else {}
    by = Author(settings.file.name, settings.organisation)
    for name, said in asked.items():
        everybody = EVERYBODY in said[1]
        if (everybody and name in before) or (not everybody and before.get(name) != said):
            source_audience.say(store, by, name, said[1])


def archive_of(settings: Settings, store: Store) -> Archive:
    """Return the archive of replies of this installation."""
    return Archive(settings.home / "replies", store)


def client_for(source: Source, settings: Settings, archive: Archive) -> Client:
    """Return a client that asks the publisher of `source`, with its keys from the environment.

    Where the administrator names hosts, a source declared in TOML asks those alone.
    """
    said = {
        "base_url": settings.source(source.id).base_url,
        "secrets": {one.variable: os.environ.get(one.variable, "") for one in source.secrets},
        "contact": settings.contact,
    }
    now = pd.Timestamp.now("UTC")
    if isinstance(source.parse, declared.Parse) and settings.allowed_hosts and not said["base_url"]:
        return GuardedClient(source, now, archive, allowed=settings.allowed_hosts, **said)
    return Client(source, now, archive, **said)
