"""The store of a command, which ends with it."""

import click

from collectors.settings import Settings
from collectors.store import Store
from dashboard import opening


def opened(settings: Settings) -> Store:
    """Return the store of this installation; it is closed when the present command ends.

    Raises StoreError with a sentence when the database cannot be used.
    """
    store = opening.open_store(settings)
    click.get_current_context().call_on_close(store.close)
    return store
