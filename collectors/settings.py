"""Settings: the environment for places and secrets, jointwatch.toml for the rest."""

import os
import tomllib
from pathlib import Path

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
    sources: dict[str, SourceSettings] = Field(default_factory=dict)

    def source(self, name: str) -> SourceSettings:
        """Return the settings of one source."""
        return self.sources.get(name, SourceSettings())

    @property
    def store_url(self) -> str:
        """The database's address; the embedded store in the data folder by default."""
        return self.database_url or f"sqlite:///{self.home / 'jointwatch.db'}"


def load() -> Settings:
    """Return the settings of this environment, or raise SettingsError."""
    home = Path(os.environ.get("JOINTWATCH_HOME") or user_data_path("jointwatch", appauthor=False))
    file = home / "jointwatch.toml"
    said, text = {}, ""
    if file.exists():
        try:
            text = file.read_text(encoding="utf-8")
            said = tomllib.loads(text)
        except (tomllib.TOMLDecodeError, UnicodeDecodeError, OSError) as error:
            raise SettingsError(f"{file} cannot be read: {error}") from error
    if "home" in said or "database_url" in said:
        raise SettingsError(
            f"{file}: set JOINTWATCH_HOME and JOINTWATCH_DATABASE_URL in the environment, "
            "not in this file."
        )
    try:
        return Settings(
            home=home.expanduser().resolve(),
            database_url=os.environ.get("JOINTWATCH_DATABASE_URL", ""),
            **said,
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
    if fault["type"] == "extra_forbidden":
        return f"{where}: there is no setting {'.'.join(path)!r}."
    return f"{where}: {'.'.join(path)}: {fault['msg']}, not {fault['input']!r}."


def _line(text: str, path: list[str]) -> int:
    """Return the number of the line that sets `path`, 0 when it is not found."""
    table: list[str] = []
    for number, raw in enumerate(text.splitlines(), 1):
        line = raw.strip()
        if line.startswith("["):
            table = [part.strip().strip('"') for part in line.strip("[]").split(".")]
            if table == path:
                return number
        elif "=" in line:
            key = [part.strip().strip('"') for part in line.split("=")[0].split(".")]
            if [*table, *key] == path:
                return number
    return 0
