"""What a kind of record is: a declaration of its fields, its stages, and who may do what."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, get_args

from pydantic import BaseModel, ConfigDict, Field, model_validator

from dashboard.words import _
from dashboard.workspace import guard
from dashboard.workspace.people import WRITERS, Person
from indicators import places

# What every record has beside its fields, in the same table.
ABOUT = ("record", "active", "author", "originator", "released_to", "persons", "humanitarian",
         "seal", "marking", "known_at", "version")  # fmt: skip
MOST_ASKED = 3  # fields asked first; the rest waits behind "More"


class Fields(BaseModel):
    """The fields of a kind. Every text is cleaned and held against what may not be kept."""

    model_config = ConfigDict(extra="ignore", validate_default=False)

    @model_validator(mode="before")
    @classmethod
    def _texts(cls, said: Any) -> Any:
        if not isinstance(said, dict):
            return said
        return {name: _guarded(cls, name, value) for name, value in said.items()}

    @model_validator(mode="after")
    def _allowed(self) -> "Fields":
        for name, about in type(self).model_fields.items():
            _check_choice(label(about, name), getattr(self, name), about)
        return self


def text(label: str, help: str = "", most: int = 500, required: bool = False, **more) -> Any:
    """Declare a text; over 200 characters it is written in a larger box."""
    default = {"min_length": 1} if required else {"default": ""}
    return Field(title=label, description=help, max_length=most, **default, **more)


def choice(label: str, options: Mapping[Any, str], default: Any = ..., help: str = "") -> Any:
    """Declare one of some values; `options` gives each its words on screen. `str` or `int`."""
    return Field(default, title=label, description=help,
                 json_schema_extra={"options": dict(options)})  # fmt: skip


def several(label: str, options: Mapping[str, str] | None = None, help: str = "") -> Any:
    """Declare some of several values, or free words without `options`. `tuple[str, ...]`."""
    more = {"options": dict(options)} if options is not None else {}
    return Field((), title=label, description=help, json_schema_extra={"several": True, **more})


def place(label: str = _("Country or area"), required: bool = True, help: str = "") -> Any:
    """Declare a country or an area by its code. `str`."""
    return Field(... if required else "", title=label, description=help,
                 json_schema_extra={"place": True})  # fmt: skip


def several_places(label: str = _("Countries or areas"), help: str = "") -> Any:
    """Declare some countries or areas by their codes. `tuple[str, ...]`."""
    return Field((), title=label, description=help,
                 json_schema_extra={"place": True, "several": True})  # fmt: skip


def day(label: str, help: str = "", required: bool = False) -> Any:
    """Declare a day. `date`, or `date | None` when it may be left out."""
    return Field(... if required else None, title=label, description=help)


def yes_no(label: str, help: str = "", default: bool = False) -> Any:
    """Declare a yes or no. `bool`."""
    return Field(default, title=label, description=help)


def hidden(default: Any = "") -> Any:
    """Declare what people do not enter: a reference to another record, a digest."""
    return Field(default, json_schema_extra={"hidden": True})


@dataclass(frozen=True)
class Stage:
    """One stage of a record's life, and to which stages whom may move it on."""

    title: str
    to: Mapping[str, frozenset[str]] = field(default_factory=dict)  # stage -> roles


@dataclass(frozen=True)
class Kind:
    """One kind of record: what is asked, how it moves on, and who may write it."""

    id: str
    title: str  # "Lesson"
    plural: str
    fields: type[BaseModel]
    named_by: str = ""  # the field that names a record in lists; the first by default
    first: tuple[str, ...] = ()  # fields asked first; at most three
    stages: Mapping[str, Stage] = field(default_factory=dict)  # in order; field `stage`
    checks: tuple[Callable[[Any, Person], str], ...] = ()  # each a sentence, or ""
    writers: frozenset[str] = WRITERS
    cleared: str = ""  # the stage to which a second person moves it; before, only its own see it
    joint: bool = False  # any of its audience may edit it; its marking stays its originator's
    humanitarian: bool = False  # written by those with the humanitarian role alone
    shown: bool = True  # else hidden until a focal point turns it on
    listed: bool = True  # on the page of records; else other pages show it
    audited: bool = True
    kept_years: float | None = None  # after which its body is removed; None: as long as we are
    help: str = ""

    def __post_init__(self) -> None:
        """Refuse a declaration that contradicts itself. Raises ValueError."""
        names = self.fields.model_fields
        if taken := sorted(set(names) & set(ABOUT)):
            raise ValueError(f"{self.id}: every record has {taken} already; choose other names.")
        if len(self.first) > MOST_ASKED:
            raise ValueError(f"{self.id}: at most {MOST_ASKED} fields are asked first.")
        if strange := [n for n in (*self.first, self.name) if n not in names]:
            raise ValueError(f"{self.id}: there are no fields {strange}.")
        required = {n for n, f in names.items() if f.is_required()}
        if self.listed and (late := required - set(self.first)):
            raise ValueError(f"{self.id}: {sorted(late)} must be asked first, or have a default.")
        if self.stages and "stage" not in names:
            raise ValueError(f"{self.id}: kinds with stages have a field named stage.")
        ways = {to for stage in self.stages.values() for to in stage.to}
        ways |= {self.cleared} - {""}
        if strange := ways - set(self.stages):
            raise ValueError(f"{self.id}: there are no stages {sorted(strange)}.")

    @property
    def name(self) -> str:
        """Return the field that names a record of this kind."""
        return self.named_by or next(iter(self.fields.model_fields))

    @property
    def asked(self) -> list[str]:
        """Return the fields that people enter, those asked first before the rest."""
        rest = [n for n, f in self.fields.model_fields.items()
                if n not in self.first and n != "stage" and not extra(f).get("hidden")]  # fmt: skip
        return [*self.first, *rest]

    def label(self, name: str) -> str:
        """Return what a field is called on screen."""
        return label(self.fields.model_fields[name], name)


def label(about: Any, name: str) -> str:
    """Return what a field is called on screen."""
    return about.title or name.replace("_", " ").capitalize()


def extra(about: Any) -> dict:
    """Return what a field declares beside its type: options, place, several, hidden."""
    return about.json_schema_extra or {}


def holds(about: Any, kind: type) -> bool:
    """Return whether a field holds values of this type, perhaps or None."""
    return about.annotation is kind or kind in get_args(about.annotation)


def _guarded(cls: type[BaseModel], name: str, value: Any) -> Any:
    about = cls.model_fields.get(name)
    if isinstance(value, str):
        longest = next((m.max_length for m in about.metadata if hasattr(m, "max_length")),
                       guard.LONGEST) if about else guard.LONGEST  # fmt: skip
        return guard.check(label(about, name) if about else name, value.strip(), longest)
    if isinstance(value, (list, tuple, set, frozenset)):
        return [_guarded(cls, name, one) for one in value]
    if isinstance(value, dict):
        return {key: _guarded(cls, name, one) for key, one in value.items()}
    return value


def _check_choice(label: str, value: Any, about: Any) -> None:
    declared = extra(about)
    values = value if declared.get("several") else [value]
    if (options := declared.get("options")) is not None:
        for one in values:
            if one not in options and (about.is_required() or one not in ("", None)):
                said = _("{label}: {value!r} is none of {options}.")
                raise ValueError(said.format(label=label, value=one, options=list(options)))
    if declared.get("place"):
        for one in values:
            known = one in places.PLACES.index or one in places.AREAS
            if not known and (one or about.is_required()):
                said = _("{label}: no country or area has the code {value!r}.")
                raise ValueError(said.format(label=label, value=one))


def plain_value(value: Any) -> Any:
    """Return a value of a field as tables show it."""
    if isinstance(value, (list, tuple, set, frozenset)):
        return ", ".join(str(one) for one in value)
    return value.isoformat() if isinstance(value, (date, datetime)) else value
