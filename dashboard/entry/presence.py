"""Who sits at this screen, who is in the room with them, and as whom a focal point looks."""

import getpass
from collections.abc import Callable

import streamlit as st

from collectors.access import Viewer
from collectors.settings import load
from dashboard.words import _, plain
from dashboard.workspace import organisations
from dashboard.workspace.people import FOCAL_POINT, READER, ROLES, Person

_ROOM, _VIEW_AS = "room of", "view as"
_sign_in: list[Callable[[], Person | None]] = []


def feed(signed_in: Callable[[], Person | None]) -> None:
    """Let `signed_in` say, at every run of a page, who is there; None leaves local mode.

    It may end the page (st.stop) for somebody who is not signed in.
    """
    _sign_in[:] = [signed_in]


def person() -> Person:
    """Return who sits at this screen: in local mode this computer's user, with every role."""
    for signed_in in _sign_in:
        if (there := signed_in()) is not None:
            return there
    settings = load()
    if settings.signin:  # a page that was opened without the program around it
        st.error(_("People sign in here. Start the program with `jointwatch serve`."))
        st.stop()
    return Person(author(), settings.organisation, ROLES, humanitarian=True)


def by_sign_in() -> bool:
    """Return whether people sign in; else this is local mode, for one person."""
    return bool(load().signin)


def signed() -> str:
    """Return as whom one is here, for the band, escaped: name, organisation and roles."""
    if not by_sign_in():
        return _("Local mode, without sign-in.")
    me = person()
    roles = organisations.listed([_(role) for role in me.role.split(", ")])
    said = _("Signed in: {name}, {organisation}, {roles}.")
    return said.format(name=plain(me.name), organisation=plain(me.organisation), roles=roles)


def author() -> str:
    """Return this computer's user, whose name an entry carries in local mode."""
    try:
        return getpass.getuser().replace("|", " ")
    except (OSError, KeyError):  # a container may run under a number without a name
        return "local user"


def viewer() -> Viewer:
    """Return who looks: the person, or all that are in the room, or may be seen by another.

    "View as" shows what the other organisation sees of what the person's own may see: never
    more than either does.
    """
    me, other = person(), view_as()
    also = room() | ({other} if other else set())
    if also <= {me.organisation}:
        return me.viewer()
    return Viewer(frozenset({me.organisation, *also}))


def room() -> frozenset[str]:
    """Return whose people are in the room beside one's own; none when it is off."""
    return frozenset(st.session_state.get(_ROOM, ()))


def enter_room(of: list[str]) -> None:
    """Show on every page only what all of these organisations may see; of none: leave."""
    st.session_state[_ROOM] = tuple(one for one in of if one in organisations.named())


def view_as() -> str:
    """Return as which organisation a focal point looks, "" for their own."""
    other = st.session_state.get(_VIEW_AS, "")
    return other if other and FOCAL_POINT in person().roles else ""


def look_as(other: str) -> None:
    """Show what another organisation would see of what we may; "" ends it."""
    st.session_state[_VIEW_AS] = other if other in organisations.named() else ""


def writes() -> bool:
    """Return whether the person may write now: not as a reader, not while looking as another."""
    return bool(person().roles - {READER}) and not view_as()


def words() -> str:
    """Return who may see this page, for its band: "UN and EU only"."""
    me = person()
    others = sorted(viewer().organisations - {me.organisation})
    if other := view_as():
        said = _("shown as the {other} would see it; nothing can be written")
        return said.format(other=other)
    if others:
        names = organisations.listed([me.organisation, *others])
        return _("the room of {names}: only what all of them may see").format(names=names)
    if me.organisation == organisations.LOCAL:
        return _("the person on this computer only")
    return _("{name} of the {organisation}").format(name=me.name, organisation=me.organisation)
