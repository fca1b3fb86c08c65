"""Who is asking, and what the store's query may show them."""

from dataclasses import dataclass

from sqlalchemy import ColumnElement, Table, and_, or_, true


@dataclass(frozen=True)
class Viewer:
    """Whoever looks at the store: all of `organisations` must be allowed to see a row.

    One organisation for a person at a desk, several for a screen in a room that people
    of all of them look at. `program` is the program itself, which computes for everybody.
    """

    organisations: frozenset[str] = frozenset()
    program: bool = False


PROGRAM = Viewer(program=True)


def visible(table: Table, viewer: Viewer) -> ColumnElement[bool]:
    """Return the condition under which `viewer` may see a row of `table`.

    Collected frames carry no marking of their own and are open to every viewer. What
    people write is seen by its originator and by those it was released to.
    """
    if viewer.program or "originator" not in table.c:
        return true()
    return and_(
        bool(viewer.organisations),
        *(
            or_(
                table.c.originator == organisation,
                table.c.released_to.contains(f"|{organisation}|", autoescape=True),
            )
            for organisation in sorted(viewer.organisations)
        ),
    )
