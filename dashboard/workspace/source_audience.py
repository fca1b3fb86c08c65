"""Who may see what a source tells: said by a person or the settings, and written in the audit."""

from collections.abc import Collection

from collectors.access import EVERYBODY
from collectors.store import Store
from dashboard.words import _
from dashboard.workspace import audit
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import Person

KIND = "source"  # under which the audit keeps it


def of(store: Store, source: str) -> Audience:
    """Return who may see what a source tells, its originator among them."""
    said = store.restrictions().get(source)
    return Audience.all() if said is None else _audience([said[0], *said[1]])


def say(store: Store, person: Person, source: str, released_to: Collection[str]) -> None:
    """Let the person's organisation and `released_to` see what a source tells.

    "*" among them is everybody. Whose source it was before sees the entry in the audit too.
    """
    own = person.organisation
    owner, _before = store.restrictions().get(source, (own, ()))
    who = _audience(released_to).words(own)
    said = _("Who may see it: {who}").format(who=who)
    audit.note(store, person, "mark", KIND, source, owner, said)
    if EVERYBODY in released_to:
        store.release(source)
    else:
        store.restrict(source, own, sorted(released_to))


def _audience(names: Collection[str]) -> Audience:
    return Audience.read({"released_to": "|".join(names), "persons": "", "humanitarian": False})
