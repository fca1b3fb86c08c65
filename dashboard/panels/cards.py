"""Records on screen: a table, one record with its history and comparison, what a search found."""

import pandas as pd
import streamlit as st

from dashboard import data
from dashboard.entry import presence
from dashboard.session import Look, show
from dashboard.words import _, minute, plain
from dashboard.workspace import audit, excerpts, listing, records
from dashboard.workspace.kind import Kind
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.marking import RED, Audience


def table(kind: Kind, rows: pd.DataFrame) -> pd.DataFrame:
    """Return the records of a kind as they stand in a table on screen."""
    return listing.table(kind, rows.sort_values("known_at", ascending=False))


def found(rows: pd.DataFrame) -> pd.DataFrame:
    """Return what a search found as it stands in a table on screen."""
    return pd.DataFrame({
        _("Kind"): rows["title"],
        _("Record"): rows["name"],
        _("Who may see this"): rows["who"],
        _("Of"): rows["originator"],
        _("On"): rows["known_at"].map(minute),
    })  # fmt: skip


def detail(kind: Kind, row: pd.Series, look: Look) -> None:
    """Show one record: who may see it, whose words it is, every field, comments, history."""
    said = row.to_dict()
    _note_sensitive(kind, said)
    with st.container(border=True):
        name = listing.value(kind, kind.name, said[kind.name])
        st.subheader(plain(name), anchor=False)
        st.caption(_("Who may see this: {who}. {whose}. {author}, {moment}.").format(
            who=plain(listing.who(said)), whose=plain(listing.attribution(kind, said)),
            author=plain(said["author"]), moment=minute(said["known_at"])))  # fmt: skip
        for field in listing.fields(kind):
            if field != kind.name and (words := listing.value(kind, field, said[field])):
                st.markdown(f"**{plain(kind.label(field))}**: {plain(words)}")
        _excerpts(kind, said["record"], look)
        told = listing.comments(data.store(), kind, said["record"], look.viewer, look.as_of)
        for one in told.itertuples():
            st.caption(f"**{plain(one.author)}** ({plain(one.originator)}, "
                       f"{minute(one.known_at)}): {plain(one.said)}")  # fmt: skip
    _history(kind, said["record"], look)


def _excerpts(kind: Kind, record: str, look: Look) -> None:
    """Name the excerpts made of a record, or the record that an excerpt was made of."""
    store, excerpt = data.store(), kind_of("excerpt")
    made = excerpts.made_of(store, look.viewer, kind, record, look.as_of)
    for one in made.to_dict("records"):
        st.caption(_("Excerpt, {stage}: {said} Who may see it: {who}.").format(
            stage=listing.value(excerpt, "stage", one["stage"]).lower(), said=plain(one["said"]),
            who=plain(listing.who(one))))  # fmt: skip
    if kind.id == excerpt.id and (
        origin := excerpts.origin_of(store, look.viewer, record, look.as_of)
    ):
        of, row = origin
        name = plain(listing.value(of, of.name, row[of.name]))
        said = _("Only your organisation is told of what it was made: {kind}, {name}")
        st.caption(said.format(kind=of.title.lower(), name=name))


def _history(kind: Kind, record: str, look: Look) -> None:
    versions = records.history(data.store(), kind, record, look.viewer)
    if look.as_of is not None:
        versions = versions[versions["known_at"] <= look.as_of]
    if len(versions) < 2:
        return
    with st.expander(_("History: {n} versions").format(n=len(versions))):
        moments = dict(zip(versions["version"], versions["known_at"], strict=True))
        sides = st.columns(2)
        order = versions["version"].tolist()
        before = sides[0].selectbox(_("Compare"), order, 1, key=f"before:{record}",
                                    format_func=lambda one: minute(moments[one]))  # fmt: skip
        after = sides[1].selectbox(_("with"), order, 0, key=f"after:{record}",
                                   format_func=lambda one: minute(moments[one]))  # fmt: skip
        by = versions.set_index("version")
        one, other = by.loc[before].to_dict(), by.loc[after].to_dict()
        show(listing.changes(kind, one, other), _("These two versions say the same."))
        st.caption(_("The later of them by {author}. Who could see it: {who}.").format(
            author=plain(other["author"]), who=plain(listing.who(other))))  # fmt: skip


def _note_sensitive(kind: Kind, row: dict) -> None:
    """Write in the audit, once a session, that a record for few eyes was looked at."""
    audience = Audience.read(row)
    closed = audience.humanitarian or audience.tlp(row["originator"]) == RED
    seen = st.session_state.setdefault("sensitive seen", set())
    if closed and (row["record"], row["version"]) not in seen:
        seen.add((row["record"], row["version"]))
        audit.note(data.store(), presence.person(), "view sensitive", kind.id, row["record"],
                   row["originator"])  # fmt: skip
