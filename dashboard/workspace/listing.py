"""Records as people find them: kinds in use, words on screen, comments, search, attribution."""

from collections.abc import Iterable, Mapping

import pandas as pd

from collectors.access import Viewer
from collectors.store import Store
from dashboard.words import _, day, minute
from dashboard.workspace import records
from dashboard.workspace.kind import Kind, extra
from dashboard.workspace.kinds import all_kinds
from dashboard.workspace.kinds.comment import Comment
from dashboard.workspace.kinds.kind_shown import KindShown
from dashboard.workspace.marking import Marking
from dashboard.workspace.people import Person
from indicators import places
from indicators.frames import RECORDS

MOST_FOUND = 200


def shown_kinds(store: Store, viewer: Viewer, kinds: Mapping[str, Kind]) -> dict[str, Kind]:
    """Return the kinds that are listed: in use by default, or turned on by a focal point."""
    on = set(records.load(store, KindShown, viewer)["of"])
    return {id: kind for id, kind in kinds.items() if kind.listed and (kind.shown or id in on)}


def turn_on(store: Store, kind: Kind, person: Person, on: bool = True) -> None:
    """Show a kind to the person's organisation, or hide it again. Raises permissions.Refused."""
    record = f"{person.organisation}:{kind.id}"
    records.save(store, KindShown, {"of": kind.id}, person, record=record, active=on)


def value(kind: Kind, name: str, said: object) -> str:
    """Return the value of a field in words, as people entered it; "" of nothing."""
    about = extra(kind.fields.model_fields[name])
    if isinstance(said, (list, tuple, set, frozenset)):
        return ", ".join(value(kind, name, one) for one in said)
    if said is None or said is pd.NaT or (isinstance(said, float) and pd.isna(said)):
        return ""
    if "options" in about:
        return str(about["options"].get(said, said))
    if name == "stage" and said in kind.stages:
        return kind.stages[said].title
    if about.get("place") and said:
        return places.name(said)
    if isinstance(said, bool):
        return _("yes") if said else _("no")
    if hasattr(said, "isoformat"):
        return day(pd.Timestamp(said))
    return str(said)


def fields(kind: Kind) -> list[str]:
    """Return the fields that people are shown: those asked, and the stage."""
    return [*kind.asked, *(["stage"] if kind.stages else [])]


def table(kind: Kind, rows: pd.DataFrame) -> pd.DataFrame:
    """Return records as a table in people's words."""
    said = {kind.label(name): [value(kind, name, one) for one in rows[name]]
            for name in fields(kind)}  # fmt: skip
    return pd.DataFrame(
        {
            **said,
            _("Who may see this"): [who(row) for row in rows.to_dict("records")],
            _("By"): rows["author"],
            _("Of"): rows["originator"],
            _("On"): rows["known_at"].map(minute),
        }
    )


def who(row: Mapping[str, object]) -> str:
    """Return who may see a record, and what they have to keep to: "UN and EU only"."""
    return Marking.read(row).words(str(row["originator"]))


def attribution(kind: Kind, row: Mapping[str, object]) -> str:
    """Return whose words these are: "EU desk assessment, not an EU position".

    Of a kind that is never cleared (it has no field `status` or `cleared`): the desk's.
    """
    originator = str(row["originator"])
    if row.get("cleared") is True or row.get("status") == "cleared":
        return _("{kind} cleared by the {originator}").format(
            kind=kind.title, originator=originator)  # fmt: skip
    if not {"cleared", "status"} & set(kind.fields.model_fields):
        return _("{originator} desk").format(originator=originator)
    a = "an" if originator[:2] in ("EU", "AU") or originator[0] in "AIO" else "a"
    return _("{originator} desk {kind}, not {a} {originator} position").format(
        originator=originator, kind=kind.title.lower(), a=a)  # fmt: skip


def comments(
    store: Store, kind: Kind, record: str, viewer: Viewer, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return what is said about one record, oldest first."""
    rows = records.load(store, Comment, viewer, as_of)
    return rows[rows["about"] == f"{kind.id}:{record}"].sort_values("known_at", ignore_index=True)


def search(
    store: Store, viewer: Viewer, words: str, as_of: pd.Timestamp | None = None,
    kinds: Iterable[Kind] | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return the records in which all the words stand: kind, record, name, originator, ...

    A comment is found by those alone who may see what it is about.
    """
    asked = [word.casefold() for word in words.split()]
    by_id = {kind.id: kind for kind in kinds or all_kinds().values() if kind.id != "draft"}
    where = {"kind": list(by_id), "active": True}
    rows = store.read(RECORDS, viewer, as_of=as_of, where=where)
    there, found = set(rows["kind"] + ":" + rows["record"]), []
    for id, some in rows.groupby("kind"):
        kind = by_id[id]
        for row in records.opened(kind, some).to_dict("records"):
            text = " ".join(value(kind, name, row[name]) for name in fields(kind)).casefold()
            if all(word in text for word in asked) and row.get("about", "") in {"", *there}:
                name = value(kind, kind.name, row[kind.name])
                found.append({
                    "kind": id, "record": row["record"], "name": name,
                    "title": kind.title, "originator": row["originator"], "who": who(row),
                    "known_at": row["known_at"],
                })  # fmt: skip
    columns = ["kind", "record", "name", "title", "originator", "who", "known_at"]
    found = pd.DataFrame(found, columns=columns)
    return found.sort_values("known_at", ascending=False, ignore_index=True).head(MOST_FOUND)


def changes(kind: Kind, before: Mapping, after: Mapping) -> pd.DataFrame:
    """Return the fields in which two versions differ: field, before, after, in words."""
    rows = [
        (kind.label(name), value(kind, name, before.get(name)), value(kind, name, after.get(name)))
        for name in fields(kind)
        if before.get(name) != after.get(name)
    ]
    return pd.DataFrame(rows, columns=[_("Field"), _("Before"), _("After")])
