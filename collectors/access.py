"""Who is asking, and what the store's query may show them: the one function that decides."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, and_, exists, false, func, or_, select, true

from collectors.store.tables import NEVER, RESTRICTED, SEALS

EVERYBODY = "*"  # in `released_to`: TLP:CLEAR


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


PROGRAM = Viewer(program=True)


def visible(
    table: Table, viewer: Viewer, now: int, as_of: int | None = None, past: bool = False
) -> ColumnElement[bool]:
    """Return the condition under which `viewer` may see a row of `table` at `now`.

    `now` and `as_of` are microseconds since 1970. What people write is seen by its
    originator and by those it was released to, once it is unsealed; of a record that has
    later versions (`past`) nothing is seen by whom its present version is hidden from. Of the
    audit everybody sees what their own organisation did and what was done to its records.
    Collected figures are open to all, but for those of restricted sources.
    """
    if viewer.program:
        return true()
    if not viewer.organisations:
        return false()
    if table.name == "records":
        return _record(table, viewer, now, as_of, past)
    if table.name == "audit":
        return and_(
            *(
                or_(table.c.organisation == one, table.c.originator == one)
                for one in sorted(viewer.organisations)
            )
        )
    return _open_source(table, viewer)


def _record(
    table: Table, viewer: Viewer, now: int, as_of: int | None, past: bool
) -> ColumnElement[bool]:
    until = now if as_of is None else min(now, as_of)
    conditions = [_marked(table, viewer, until)]
    if past:
        current = table.alias("current_version")
        conditions.append(
            ~exists(
                select(current.c.id).where(
                    current.c.kind == table.c.kind,
                    current.c.record == table.c.record,
                    current.c.superseded_at == NEVER,
                    ~_marked(current, viewer, now),
                )
            )
        )
    return and_(*conditions)


def _marked(table: Table, viewer: Viewer, until: int) -> ColumnElement[bool]:
    opened = select(SEALS.c.seal).where(SEALS.c.until <= until)
    conditions = [
        or_(
            table.c.originator == one,
            and_(_released(table, one, viewer), or_(table.c.seal == "", table.c.seal.in_(opened))),
        )
        for one in sorted(viewer.organisations)
    ]
    named = [table.c.persons == ""]
    if viewer.person:
        named.append(table.c.persons.contains(f"|{viewer.person}|", autoescape=True))
    conditions.append(or_(*named))
    if not viewer.humanitarian:
        conditions.append(table.c.humanitarian.is_(False))
    return and_(*conditions)


def _released(table: Table, organisation: str, viewer: Viewer) -> ColumnElement[bool]:
    names = [EVERYBODY, organisation]
    if len(viewer.organisations) == 1:
        names += sorted(viewer.groups)
    return or_(*(table.c.released_to.contains(f"|{name}|", autoescape=True) for name in names))


def _open_source(table: Table, viewer: Viewer) -> ColumnElement[bool]:
    told_by = table.c.get("source")
    if told_by is not None:
        same = RESTRICTED.c.source == told_by
    elif "series" in table.c:
        same = func.substr(table.c.series, 1, func.length(RESTRICTED.c.source) + 1) == (
            RESTRICTED.c.source + "."
        )
    else:
        return true()
    allowed = and_(
        *(
            or_(RESTRICTED.c.originator == one, _released(RESTRICTED, one, viewer))
            for one in sorted(viewer.organisations)
        )
    )
    return ~exists(select(RESTRICTED.c.source).where(same, ~allowed))
