"""Who may write what: by role, by originator, by the stage a record is in."""

from collections.abc import Mapping

from pydantic import BaseModel

from dashboard.words import _
from dashboard.workspace.kind import Kind
from dashboard.workspace.marking import Marking
from dashboard.workspace.people import Person


class Refused(PermissionError):
    """Somebody may not do what they asked; says why. It is written in the audit."""


def may_write(kind: Kind, person: Person) -> None:
    """Raise Refused when `person` may write no record of this kind at all."""
    if kind.humanitarian and not person.humanitarian:
        raise Refused(_("{plural} are written by people with the humanitarian role only.").format(
            plural=kind.plural))  # fmt: skip
    if not person.roles & kind.writers:
        said = _("{plural} are written by: {roles}. Your role is {role}.")
        roles = ", ".join(sorted(kind.writers))
        raise Refused(said.format(plural=kind.plural, roles=roles, role=person.role))


def may_edit(kind: Kind, standing: Mapping[str, object], person: Person) -> None:
    """Raise Refused when `person` may not write a new version of a record that they see."""
    if not kind.joint and standing["originator"] != person.organisation:
        raise Refused(_("Only the {originator}, whose record this is, may change it.").format(
            originator=standing["originator"]))  # fmt: skip


def may_mark(before: Marking, after: Marking, originator: str, person: Person) -> None:
    """Raise Refused when somebody else than its originator marks a record anew."""
    if after == before or originator == person.organisation:
        return
    widened = after.audience.widens(before.audience, originator)
    raise Refused(
        _("Only the {originator} may show this to more people. You can ask for it.").format(
            originator=originator)
        if widened
        else _("Only the {originator} may say who sees this.").format(originator=originator)
    )  # fmt: skip


def may_move(kind: Kind, before: str | None, after: str, person: Person) -> None:
    """Raise Refused when a record may not go from one stage to another, or not by `person`."""
    if not kind.stages or before == after:
        return
    titles = {name: stage.title for name, stage in kind.stages.items()}
    if before is None:
        if after != next(iter(kind.stages)):
            raise Refused(_("It begins as {stage}.").format(stage=next(iter(titles.values()))))
        return
    roles = kind.stages[before].to.get(after)
    if roles is None:
        said = _("From {before} it cannot go to {after}.")
        raise Refused(said.format(before=titles[before], after=titles.get(after, after)))
    if roles and not person.roles & roles:
        said = _("It is moved to {after} by: {roles}.")
        raise Refused(said.format(after=titles[after], roles=", ".join(sorted(roles))))


def may_release(
    kind: Kind, standing: Mapping[str, object] | None, was: str | None, row: Mapping[str, object],
    stage: str, marking: Marking, person: Person,
) -> None:  # fmt: skip
    """Raise Refused when what a second person has to clear would be shown without that.

    Until then its originator alone sees it; whoever wrote it last cannot clear it; what was
    cleared stands as it is.
    """
    if not kind.cleared:
        return
    if was == kind.cleared and standing["body"] != row["body"]:
        raise Refused(_("What was cleared stands as it is. Write a new one instead."))
    if stage != kind.cleared and marking != Marking():
        raise Refused(_("Only the {originator} sees this until a second person has cleared it; "
                        "say after that who may see it.").format(
            originator=row["originator"]))  # fmt: skip
    if stage == kind.cleared and was != stage and standing["author"] == person.name:
        said = _("You wrote this; somebody else of the {originator} has to clear it.")
        raise Refused(said.format(originator=row["originator"]))


def faults(kind: Kind, body: BaseModel, person: Person) -> str:
    """Return the first sentence that one of the kind's checks says, "" when all is well."""
    return next(filter(None, (check(body, person) for check in kind.checks)), "")
