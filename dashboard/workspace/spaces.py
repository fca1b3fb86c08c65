"""Spaces: named sets of organisations that share by default; they suggest the audience."""

import pandas as pd

from collectors.access import Viewer
from collectors.store import Store
from dashboard.words import _
from dashboard.workspace import records
from dashboard.workspace.keeping import Saved
from dashboard.workspace.kinds.space import Space
from dashboard.workspace.marking import Audience
from dashboard.workspace.organisations import NAMES, listed
from dashboard.workspace.people import Person

FOUR = ("UN", "EU", "AU", "NATO")
OWN, ALL_FOUR = "own", "four"


def make(store: Store, name: str, organisations: list[str], person: Person) -> Saved:
    """Keep a space, which only its organisations see. Raises what `records.save` does."""
    members = sorted({person.organisation, *organisations})
    body = {"name": name, "organisations": members}
    return records.save(store, Space, body, person, audience=Audience.of(*members))


def spaces(store: Store, viewer: Viewer, own: str) -> pd.DataFrame:
    """Return the spaces that `viewer` may see: record, name, organisations (a tuple).

    First one's own organisation alone and all four, then those that people made.
    """
    made = records.load(store, Space, viewer).sort_values("name")
    fixed = [{"record": OWN, "name": _("{own} only").format(own=own), "organisations": (own,)}]
    if own in NAMES:
        four = tuple(dict.fromkeys([own, *FOUR]))
        fixed.append({"record": ALL_FOUR, "name": listed(list(FOUR)), "organisations": four})
    return pd.concat(
        [pd.DataFrame(fixed), made[["record", "name", "organisations"]]], ignore_index=True
    )


def suggested(organisations: tuple[str, ...], own: str) -> Audience:
    """Return the audience that a space suggests for what is made in it."""
    return Audience.of(*(one for one in organisations if one != own))
