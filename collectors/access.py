"""Who is asking, and what the store's query may show them: the one function that decides."""

from dataclasses import dataclass

from sqlalchemy import (
    BindParameter,
    ColumnElement,
    Table,
    and_,
    exists,
    false,
    func,
    or_,
    select,
    true,
)

NEVER = 2**62  # `superseded_at` of a row that still stands
EVERYBODY = "*"  # in `released_to`: TLP:CLEAR
GROUP = "@"  # before the name of a group, so that none can pass for an organisation


@dataclass(frozen=True)
class Viewer:
    """Whoever looks at the store: all of `organisations` must be allowed to see a row.

    One organisation for a person at a desk, several for a screen in a room that people
    of all of them look at. `groups` are named groups the person belongs to, `person` is who
    it is: both are empty in a room. `humanitarian` says that everybody looking has the
    humanitarian role. `program` is the program itself, which computes for everybody.
    """

    organisations: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    person: str = ""
    humanitarian: bool = False
    program: bool = False

    def __post_init__(self) -> None:
        """Refuse names that could pass for two. Raises ValueError."""
        named = [*self.organisations, *self.groups]
        if any("|" in name for name in (*named, self.person)) or "" in named:
            raise ValueError("A name of a person, a group or an organisation has no sign '|'.")


PROGRAM = Viewer(program=True)
PUBLIC = Viewer(frozenset({EVERYBODY}))  # a feed without sign-in: what is for everybody


def visible(
    table: Table,
    viewer: Viewer,
    now: int | BindParameter[int],
    as_of: int | None = None,
    past: bool = False,
) -> ColumnElement[bool]:
    """Return the condition under which `viewer` may see a row of `table` at `now`.

    `now` and `as_of` are microseconds since 1970; without `as_of`, `now` may be a parameter
    of the query. What people write is seen by its
    originator and by those it was released to, once it is unsealed; of a record that has
    later versions (`past`) nothing is seen by whom its present version is hidden from. Of the
    audit everybody sees what their own organisation did and what was done to its records,
    but for records meant for other persons, or for those with the humanitarian role.
    Collected figures are open to all, but for those of restricted sources.
    """
    if viewer.program:
        return true()
    if not viewer.organisations:
        return false()
    if table.name == "records":
        return _record(table, viewer, now, as_of, past)
    if table.name == "audit":
        return _entry(table, viewer)
    return _open_source(table, viewer)


def _record(
    table: Table, viewer: Viewer, now: int, as_of: int | None, past: bool
) -> ColumnElement[bool]:
    until = now if as_of is None else min(now, as_of)
    seals = table.metadata.tables["seals"]
    conditions = [_marked(table, seals, viewer, until)]
    if past:
        current = table.alias("current_version")
        conditions.append(
            ~exists(
                select(current.c.id).where(
                    current.c.kind == table.c.kind,
                    current.c.record == table.c.record,
                    current.c.superseded_at == NEVER,
                    ~_marked(current, seals, viewer, now),
                )
            )
        )
    return and_(*conditions)


def _entry(table: Table, viewer: Viewer) -> ColumnElement[bool]:
    records = table.metadata.tables["records"]
    hidden = select(records.c.id).where(
        records.c.kind == table.c.kind,
        records.c.record == table.c.record,
        records.c.superseded_at == NEVER,
        ~_personally(records, viewer),
    )
    own = (
        or_(table.c.organisation == one, table.c.originator == one)
        for one in sorted(viewer.organisations)
    )
    return and_(*own, ~exists(hidden))


def _marked(table: Table, seals: Table, viewer: Viewer, until: int) -> ColumnElement[bool]:
    opened = select(seals.c.seal).where(seals.c.until <= until)
    conditions = [
        or_(
            table.c.originator == one,
            and_(_released(table, one, viewer), or_(table.c.seal == "", table.c.seal.in_(opened))),
        )
        for one in sorted(viewer.organisations)
    ]
    return and_(*conditions, _personally(table, viewer))


def _personally(table: Table, viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition that neither a name nor a role is wanting."""
    conditions = [or_(table.c.persons == "", _holds(table.c.persons, viewer.person))]
    if not viewer.humanitarian:
        conditions.append(table.c.humanitarian.is_(False))
    return and_(*conditions)


def _released(table: Table, organisation: str, viewer: Viewer) -> ColumnElement[bool]:
    names = [EVERYBODY, organisation]
    if len(viewer.organisations) == 1:
        names += [GROUP + name for name in sorted(viewer.groups)]
    return or_(*(_holds(table.c.released_to, name) for name in names))


def _holds(names: ColumnElement[str], name: str) -> ColumnElement[bool]:
    """Return whether "|EU|UN|" holds a name to the letter: SQLite's LIKE takes "eu" for "EU"."""
    return func.replace(names, f"|{name}|", "") != names if name else false()


def _open_source(table: Table, viewer: Viewer) -> ColumnElement[bool]:
    restricted = table.metadata.tables["restricted"]
    told_by = table.c.get("source")
    if told_by is not None:
        same = restricted.c.source == told_by
    elif "series" in table.c:
        same = func.substr(table.c.series, 1, func.length(restricted.c.source) + 1) == (
            restricted.c.source + "."
        )
    else:
        return true()
    return ~exists(select(restricted.c.source).where(same, hidden(restricted, viewer)))


def hidden(restricted: Table, viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition under which a restricted source is hidden from `viewer`."""
    if viewer.program or not viewer.organisations:
        return false() if viewer.program else true()
    allowed = (
        or_(restricted.c.originator == one, _released(restricted, one, viewer))
        for one in sorted(viewer.organisations)
    )
    return ~and_(*allowed)
