"""Who acts: a person of one organisation, with roles; the humanitarian role stands apart."""

from dataclasses import dataclass

import pandas as pd

from collectors.access import Viewer

READER, CONTRIBUTOR, BRIEFER = "reader", "contributor", "briefer"
ANALYST, FOCAL_POINT, SECRETARY = "analyst", "focal point", "cell secretary"
ROLES = frozenset({READER, CONTRIBUTOR, BRIEFER, ANALYST, FOCAL_POINT, SECRETARY})
WRITERS = ROLES - {READER}


@dataclass(frozen=True)
class Person:
    """A person of one organisation; `name` tells them apart from all others of it.

    `now` is when they write: None for the time inside the transaction that keeps it.
    """

    name: str
    organisation: str
    roles: frozenset[str] = frozenset({READER})
    humanitarian: bool = False
    groups: frozenset[str] = frozenset()
    now: pd.Timestamp | None = None

    def __post_init__(self) -> None:
        """Refuse unknown roles and names that are none. Raises ValueError."""
        if strange := set(self.roles) - ROLES:
            raise ValueError(f"There is no role {sorted(strange)}; there are {sorted(ROLES)}.")
        if not self.name or not self.organisation:
            raise ValueError("A person has a name and an organisation.")
        self.viewer()  # which refuses names that could pass for two

    def viewer(self) -> Viewer:
        """Return the person as somebody who looks."""
        return Viewer(
            frozenset({self.organisation}), self.groups, self.name, humanitarian=self.humanitarian
        )

    def at(self, now: pd.Timestamp) -> "Person":
        """Return the person as writing at a moment of the past: an import, an exercise."""
        return Person(
            self.name, self.organisation, self.roles, self.humanitarian, self.groups, now
        )

    @property
    def role(self) -> str:
        """Return the roles in words, as the audit keeps them."""
        named = sorted(self.roles) + (["humanitarian"] if self.humanitarian else [])
        return ", ".join(named)


def room(people_of: frozenset[str]) -> Viewer:
    """Return a room in which people of these organisations look at one screen."""
    return Viewer(people_of)
