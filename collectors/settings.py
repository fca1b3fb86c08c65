"""Settings: the environment for places and secrets, jointwatch.toml for the rest."""

import os
import re
import tomllib
from functools import lru_cache
from pathlib import Path
from typing import Any

from platformdirs import user_data_path
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator


class SettingsError(ValueError):
    """A setting is wrong; names the file, the line and what was expected."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class SourceSettings(_Strict):
    """What may be set for one source, under [sources.NAME]."""

    enabled: bool = True
    base_url: str = ""  # a gateway or test server in the publisher's place
    # Organisations that may see what it tells, beside our own: [] for none, ["*"] for all.
    released_to: tuple[str, ...] | None = None

    @field_validator("base_url")
    @classmethod
    def _web_address(cls, value: str) -> str:
        if value and not value.startswith(("http://", "https://")):
            raise ValueError("must begin with http:// or https://")
        return value


class Settings(_Strict):
    """What jointwatch.toml may say, and where the data lie."""

    home: Path
    database_url: str = ""
    contact: str = ""  # an address the publishers can write to
    organisation: str = Field("LOCAL", pattern=r"^[A-Z][A-Z0-9 _-]{0,30}$")
    # Hosts that people may add sources from in the browser, and that declared sources may ask.
    allowed_hosts: tuple[str, ...] = ()
    # Further organisations that take part, by code: IGAD = "Intergovernmental Authority ..."
    organisations: dict[str, str] = Field(default_factory=dict)
    sources: dict[str, SourceSettings] = Field(default_factory=dict)
    # Where people reach the pages, behind a reverse proxy: https://jointwatch.example.org
    address: str = ""
    # Who signs in where, under [signin.NAME]; read by dashboard/entry/providers.py.
    signin: dict[str, Any] = Field(default_factory=dict)
    idle_minutes: float = Field(30, gt=0, le=24 * 60)  # unused for so long, a session ends
    renew_hours: float = Field(12, gt=0, le=24 * 30)  # then people sign in again, with new roles
    sign_out_at_provider: bool = False  # whether "Sign out" also ends the provider's own session

    @field_validator("organisations")
    @classmethod
    def _codes(cls, value: dict[str, str]) -> dict[str, str]:
        for code in value:
            if not re.fullmatch(r"[A-Z][A-Z0-9 _-]{0,30}", code):
                raise ValueError('expected codes in capital letters such as "IGAD"')
        return value

    @field_validator("address")
    @classmethod
    def _reached(cls, value: str) -> str:
        # Without https a token could be read on its way; on this machine it goes no way.
        local = re.fullmatch(r"http://(127\.0\.0\.1|localhost)(:\d{1,5})?", value)
        if value and not local and not re.fullmatch(r"https://[\w.-]+(:\d{1,5})?", value):
            raise ValueError('expected "https://" and a name, without a path')
        return value

    @field_validator("allowed_hosts")
    @classmethod
    def _hosts(cls, value: tuple[str, ...]) -> tuple[str, ...]:
        for host in value:
            if not re.fullmatch(r"(\*\.)?[A-Za-z0-9]([\w.-]*[A-Za-z0-9])?|[0-9a-fA-F:]+", host):
                raise ValueError('expected names of hosts such as "data.example.org"')
        return value

    def source(self, name: str) -> SourceSettings:
        """Return the settings of one source."""
        return self.sources.get(name, SourceSettings())

    @property
    def file(self) -> Path:
        """The file that the settings are read from; it need not exist."""
        return self.home / "jointwatch.toml"

    @property
    def store_url(self) -> str:
        """The database's address; the embedded store in the data folder by default."""
        return self.database_url or f"sqlite:///{self.home / 'jointwatch.db'}"


def load() -> Settings:
    """Return the settings of this environment, or raise SettingsError."""
    home = Path(os.environ.get("JOINTWATCH_HOME") or _usual_home())
    file, text = home / "jointwatch.toml", ""
    if file.exists():
        try:
            text = file.read_text(encoding="utf-8")
        except (UnicodeDecodeError, OSError) as error:
            raise SettingsError(f"{file} cannot be read: {error}") from error
    return _read(file, text, os.environ.get("JOINTWATCH_DATABASE_URL", ""), Path.cwd())


@lru_cache(maxsize=1)
def _usual_home() -> Path:
    return user_data_path("jointwatch", appauthor=False)


@lru_cache(maxsize=8)  # asked many times for one page: what the file says is read once
def _read(file: Path, text: str, database_url: str, _here: Path) -> Settings:
    try:
        said = tomllib.loads(text)
    except tomllib.TOMLDecodeError as error:
        raise SettingsError(f"{file} cannot be read: {error}") from error
    if "home" in said or "database_url" in said:
        raise SettingsError(
            f"{file}: set JOINTWATCH_HOME and JOINTWATCH_DATABASE_URL in the environment, "
            "not in this file."
        )
    try:
        return Settings(
            home=file.parent.expanduser().resolve(), database_url=database_url, **said
        )
    except ValidationError as error:
        raise SettingsError(explain(error, file, text)) from None


def explain(error: ValidationError, file: Path, text: str) -> str:
    """Return the faults pydantic found as sentences that name the file's lines."""
    return "\n".join(_sentence(fault, file, text) for fault in error.errors())


def _sentence(fault, file: Path, text: str) -> str:
    path = [str(step) for step in fault["loc"]]
    line = _line(text, path)
    where = f"{file}, line {line}" if line else str(file)
    # The second of several [[series]] is "series 2" to a reader.
    name = re.sub(
        r"\.(\d+)(\.?)",
        lambda found: f" {int(found[1]) + 1}{', ' if found[2] else ''}",
        ".".join(path),
    )
    if fault["type"] == "extra_forbidden":
        return f"{where}: there is no setting {name!r}."
    if fault["type"] == "missing":
        return f"{where}: {name} is missing."
    said, given = fault["msg"].removeprefix("Value error, "), fault["input"]
    but = f", not {given!r}" if isinstance(given, (str, int, float)) else ""
    return f"{where}: {name}: {said}{but}." if name else f"{where}: {said}{but}."


def _line(text: str, path: list[str]) -> int:
    """Return the number of the line that sets `path`, or else what it is part of; else 0."""
    lines: dict[tuple[str, ...], int] = {}
    table: tuple[str, ...] = ()
    lists: dict[tuple[str, ...], int] = {}  # which [[name]] the lines are in
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if head := re.match(r"(\[\[?)([^\[\]]+)\]", line):
            table = ()
            for part in head[2].split("."):
                if table in lists:
                    table = (*table, str(lists[table]))
                table = (*table, part.strip().strip('"'))
            if head[1] == "[[":
                lists[table] = lists.get(table, -1) + 1
            if table in lists:
                table = (*table, str(lists[table]))
            lines.setdefault(table, number)
        elif "=" in line:
            key = tuple(part.strip().strip('"') for part in line.split("=")[0].split("."))
            lines.setdefault((*table, *key), number)
    found = (lines.get(tuple(path[:length]), 0) for length in range(len(path), 0, -1))
    return next(filter(None, found), 0)
