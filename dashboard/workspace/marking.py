"""Who may see a record: one answer in plain words, from which its marking follows."""

import json
from collections.abc import Iterable, Mapping
from datetime import date
from typing import Self

import pandas as pd
from pydantic import BaseModel, ConfigDict, Field, field_validator, model_validator

from collectors.access import EVERYBODY, GROUP
from dashboard.words import _, day
from dashboard.workspace import guard
from dashboard.workspace.organisations import OWN_MARKINGS, listed

CLEAR, GREEN, AMBER, STRICT, RED = "CLEAR", "GREEN", "AMBER", "AMBER+STRICT", "RED"
TLP = (CLEAR, GREEN, AMBER, STRICT, RED)  # from the most open on
CAVEATS = {
    "no_attribution": _("not to be attributed"),
    "no_further_distribution": _("not to be passed on"),
    "meeting_only": _("for the meeting only"),
    "no_host_state": _("not for the host state"),
    "personal_data_removed": _("personal data removed"),
}
HANDLING = {
    "download": _("may be downloaded"),
    "export": _("may stand in exports"),
    "quote": _("may be quoted"),
    "ai_processing": _("may be processed by AI"),
}
NOT_HANDLED = {
    "download": _("not to be downloaded"),
    "export": _("not to stand in exports"),
    "quote": _("not to be quoted"),
}
# What keeps a record out of a document; out of a meeting's own pack, all but the second.
_UNTOLD = ("no_attribution", "meeting_only")
_CLOSED = {"no_further_distribution", "meeting_only", "no_host_state"}


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Audience(_Strict):
    """Who may see a record beside its originator's people, who always may.

    `persons` leaves, of all who might, only those named; `humanitarian` only those with the
    humanitarian role. Nothing said: the originator alone.
    """

    organisations: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    persons: frozenset[str] = frozenset()
    everybody: bool = False
    humanitarian: bool = False

    @classmethod
    def of(cls, *organisations: str) -> Self:
        """Return the audience of some organisations."""
        return cls(organisations=frozenset(organisations))

    @classmethod
    def all(cls) -> Self:
        """Return everybody: it may be published."""
        return cls(everybody=True)

    @classmethod
    def only(cls, *persons: str) -> Self:
        """Return named persons of the originator alone: "only me"."""
        return cls(persons=frozenset(persons))

    @classmethod
    def read(cls, row: Mapping[str, object]) -> Self:
        """Return the audience that the columns of a record say."""
        names = set(filter(None, str(row["released_to"]).split("|")))
        groups = {name for name in names if name.startswith(GROUP)}
        return cls(
            organisations=frozenset(names - groups - {EVERYBODY}),
            groups=frozenset(name.removeprefix(GROUP) for name in groups),
            persons=frozenset(filter(None, str(row["persons"]).split("|"))),
            everybody=EVERYBODY in names,
            humanitarian=bool(row["humanitarian"]),
        )

    @field_validator("organisations", "groups", "persons")
    @classmethod
    def _names(cls, names: frozenset[str]) -> frozenset[str]:
        if any(not n.strip() or "|" in n or n[0] in (EVERYBODY, GROUP) for n in names):
            raise ValueError(_("A name here is empty or has a sign that names do not have."))
        return names

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        if self.everybody and (self.persons or self.humanitarian):
            raise ValueError(_("What everybody may see is not for some persons only."))
        return self

    def columns(self) -> dict[str, object]:
        """Return released_to, persons and humanitarian as a record keeps them."""
        names = {EVERYBODY} if self.everybody else self.organisations | {
            GROUP + name for name in self.groups
        }  # fmt: skip
        return {
            "released_to": _told(names),
            "persons": _told(self.persons),
            "humanitarian": self.humanitarian,
        }

    def tlp(self, originator: str) -> str:
        """Return what follows from it: the label of the Traffic Light Protocol 2.0."""
        if self.persons:
            return RED
        if self.everybody:
            return CLEAR
        return AMBER if (self.organisations - {originator}) or self.groups else STRICT

    def words(self, originator: str) -> str:
        """Return it in plain words: "UN and EU only"."""
        if self.everybody:
            return _("everybody")
        if self.persons and not (self.organisations - {originator}) and not self.groups:
            said = _("{persons} of the {originator} only").format(
                persons=listed(sorted(self.persons)), originator=originator
            )
        else:
            names = [originator, *sorted(self.organisations - {originator})]
            names += [_("the group {name}").format(name=name) for name in sorted(self.groups)]
            said = _("{names} only").format(names=listed(names))
            if self.persons:
                said += _(", of them {persons}").format(persons=listed(sorted(self.persons)))
        return said + (_(", humanitarian role") if self.humanitarian else "")

    def widens(self, before: "Audience", originator: str) -> bool:
        """Return whether somebody may see by this who might not by the audience `before`."""
        if before.everybody:
            return False
        return (
            self.everybody
            or not self.organisations <= before.organisations | {originator}
            or not self.groups <= before.groups
            or (bool(before.persons) and (not self.persons or not self.persons <= before.persons))
            or (before.humanitarian and not self.humanitarian)
        )

    def meet(self, other: "Audience") -> "Audience":
        """Return those who are in both; originators are not known here, so name them before.

        Without an organisation and a group, it is nobody.
        """
        if self.everybody or other.everybody:
            return other if self.everybody else self
        if self.persons and other.persons and not self.persons & other.persons:
            return Audience()
        persons = self.persons & other.persons if self.persons and other.persons else (
            self.persons | other.persons
        )  # fmt: skip
        return Audience(
            organisations=self.organisations & other.organisations,
            groups=self.groups & other.groups,
            persons=persons,
            humanitarian=self.humanitarian or other.humanitarian,
        )


class Marking(_Strict):
    """All that stands behind the answer "Who may see this?"; the label follows from it."""

    audience: Audience = Audience()
    own_marking: str = Field("", max_length=100)  # the originator's own words
    caveats: frozenset[str] = frozenset()
    handling: frozenset[str] = frozenset({"download", "export", "quote"})
    embargo_until: date | None = None  # before that day its originator alone sees it
    review_on: date | None = None
    basis: str = Field("", max_length=300)  # consent, rule, arrangement
    unit: str = Field("", max_length=100)  # of the originator
    reference: str = Field("", max_length=100)  # the originator's own document number

    @classmethod
    def read(cls, row: Mapping[str, object]) -> Self:
        """Return the marking of a record from its columns."""
        said = json.loads(str(row["marking"])) if row["marking"] else {}
        said.pop("tlp", None)
        return cls(audience=Audience.read(row), **said)

    @field_validator("own_marking")
    @classmethod
    def _unclassified(cls, words: str) -> str:
        words = " ".join(words.split())
        guard.refuse_classified(words)
        return words

    @model_validator(mode="after")
    def _agrees(self) -> Self:
        for said, known in ((self.caveats, CAVEATS), (self.handling, HANDLING)):
            if strange := said - set(known):
                raise ValueError(_("This is not known: {names}.").format(names=sorted(strange)))
        if self.audience.everybody and (self.caveats & _CLOSED):
            raise ValueError(_("What everybody may see cannot be kept from being passed on."))
        return self

    def of(self, originator: str) -> Self:
        """Return it when `originator` may mark so, or raise ValueError with a sentence."""
        allowed = OWN_MARKINGS.get(originator)
        if self.own_marking and allowed is not None and self.own_marking not in allowed:
            said = _("The {originator} marks its records {allowed}; not {words!r}.")
            raise ValueError(said.format(
                originator=originator, allowed=_(" or ").join(allowed), words=self.own_marking
            ))  # fmt: skip
        if self.own_marking and allowed is None and self.own_marking in _others(originator):
            raise ValueError(_("{words!r} is another organisation's marking.").format(
                words=self.own_marking))  # fmt: skip
        return self

    def words(self, originator: str) -> str:
        """Return it in plain words: "UN and EU only; not to be passed on"."""
        said = [self.audience.words(originator)]
        if self.embargo_until:
            said.append(_("not before {day}").format(day=day(pd.Timestamp(self.embargo_until))))
        said += self.conditions()
        return "; ".join(said)

    def conditions(self) -> list[str]:
        """Return what those who see it have to keep to, in words."""
        said = [words for caveat, words in CAVEATS.items() if caveat in self.caveats]
        return said + [words for use, words in NOT_HANDLED.items() if use not in self.handling]

    def untold(self, meeting: bool = False) -> str:
        """Return why a document, or the pack of a meeting, may not tell it; "" when it may."""
        for caveat in _UNTOLD[:1] if meeting else _UNTOLD:
            if caveat in self.caveats:
                return str(CAVEATS[caveat])
        unhandled = (str(words) for use, words in NOT_HANDLED.items() if use not in self.handling)
        return next(unhandled, "")

    def columns(self, originator: str) -> dict[str, object]:
        """Return released_to, persons, humanitarian, marking as a record keeps them."""
        said = self.model_dump(mode="json", exclude={"audience"}, exclude_defaults=True)
        said = {name: sorted(v) if isinstance(v, list) else v for name, v in said.items()}
        said["tlp"] = self.audience.tlp(originator)
        return {**self.audience.columns(), "marking": json.dumps(said, sort_keys=True)}


class Combined(_Strict):
    """The marking of a product: the strictest label, the intersection, all caveats."""

    audience: Audience
    tlp: str
    caveats: frozenset[str]

    @property
    def nobody(self) -> bool:
        """Return whether no organisation may see all the parts together."""
        a = self.audience
        return not (a.everybody or a.organisations or a.groups)


def combine(parts: Iterable[tuple[str, Marking]], today: date) -> Combined:
    """Return the marking of a product of `parts`, each an originator and a marking.

    Of no parts, everybody may see it. `audience.organisations` names the originators too.
    """
    audience, label, caveats = Audience.all(), CLEAR, frozenset()
    for originator, marking in parts:
        ahead = marking.embargo_until is not None and today < marking.embargo_until
        own = Audience() if ahead else marking.audience
        label = max(label, own.tlp(originator), key=TLP.index)
        if not own.everybody:
            own = own.model_copy(update={"organisations": own.organisations | {originator}})
        audience = audience.meet(own)
        caveats |= marking.caveats
    return Combined(audience=audience, tlp=label, caveats=caveats)


def _told(names: Iterable[str]) -> str:
    return "|".join(["", *sorted(names), ""]) if names else ""


def _others(originator: str) -> set[str]:
    every = {name: set(allowed) for name, allowed in OWN_MARKINGS.items() if name != originator}
    return set().union(*every.values()) - {"PUBLIC", "UNCLASSIFIED"}  # words of no one's own
