"""Who may sign in where: the providers of jointwatch.toml, and whom their claims stand for. Pure.

A provider is declared under [signin.NAME]; its rules say what a claim of it means here:
organisation, roles, groups and, apart from them, the humanitarian role. Nobody comes in
without a rule, and no rule of a provider that speaks for one organisation makes anybody a
person of another.
"""

import os
import re
from collections.abc import Mapping
from typing import Any

from pydantic import (
    BaseModel,
    ConfigDict,
    Field,
    ValidationError,
    ValidationInfo,
    field_validator,
    model_validator,
)

from collectors.settings import Settings, SettingsError, explain
from dashboard.words import _
from dashboard.workspace import organisations
from dashboard.workspace.people import READER, ROLES, Person

COOKIE_SECRET = "JOINTWATCH_COOKIE_SECRET"
SHORTEST_SECRET = 32  # characters: a shorter one could be guessed, and with it any cookie made
LONGEST_NAME = 200


class Refused(ValueError):
    """Somebody is known to a provider, but has no access here; says why, to them."""


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


class Rule(_Strict):
    """What one value of one claim means; without a claim it holds for all of the provider."""

    claim: str = ""  # "groups"; "realm_access.roles" for a claim inside another
    value: str = ""  # the whole value, or one of a list of values
    organisation: str = ""
    roles: frozenset[str] = frozenset()
    groups: frozenset[str] = frozenset()
    humanitarian: bool = False

    @field_validator("organisation")
    @classmethod
    def _known(cls, value: str, info: ValidationInfo) -> str:
        return _organisation(value, info)

    @field_validator("roles")
    @classmethod
    def _roles(cls, value: frozenset[str]) -> frozenset[str]:
        if strange := sorted(value - ROLES):
            raise ValueError(f"there is no role {strange[0]!r}; there are {', '.join(_ALL)}")
        return value

    @field_validator("groups")
    @classmethod
    def _groups(cls, value: frozenset[str]) -> frozenset[str]:
        if any("|" in name or not name.strip() for name in value):
            raise ValueError("a group has a name, without the sign '|'")
        return value

    @model_validator(mode="after")
    def _whole(self) -> "Rule":
        if bool(self.claim) != bool(self.value):
            raise ValueError("claim and value are named together, or neither for everybody")
        return self

    def holds(self, claims: Mapping[str, Any]) -> bool:
        """Return whether the claims bear the rule's value, to the letter."""
        return not self.claim or self.value in _values(claims, self.claim)


class Provider(_Strict):
    """One place where people sign in, with OpenID Connect."""

    title: str = Field(min_length=1)  # on the button: "United Nations"
    metadata: str  # the address of the provider's description: .../openid-configuration
    client_id: str = Field(min_length=1)
    organisation: str = ""  # whose people these are; "" when the rules say it
    person: str = "email"  # the claim that tells a person apart from all others
    scope: str = "openid profile email"
    prompt: str = "select_account"  # "login": ask for the password at every sign-in
    rules: tuple[Rule, ...] = Field(min_length=1)

    @field_validator("metadata")
    @classmethod
    def _encrypted(cls, value: str) -> str:
        if not re.match(r"https://[\w.-]+|http://(127\.0\.0\.1|localhost)[:/]", value):
            raise ValueError("must begin with https:// and a name")
        return value

    @field_validator("organisation")
    @classmethod
    def _known(cls, value: str, info: ValidationInfo) -> str:
        return _organisation(value, info)

    @field_validator("scope")
    @classmethod
    def _openid(cls, value: str) -> str:
        if "openid" not in value.split():
            raise ValueError('must hold the word "openid"')
        return value

    @model_validator(mode="after")
    def _of_one(self) -> "Provider":
        other = {rule.organisation for rule in self.rules} - {""}
        if self.organisation and other:
            raise ValueError(
                f"it speaks for {self.organisation}, so its rules name no organisation"
            )
        if not self.organisation and not other:
            raise ValueError("neither it nor its rules name an organisation: nobody could come in")
        return self

    def person_of(self, claims: Mapping[str, Any]) -> Person:
        """Return whom the claims of a checked token stand for. Raises Refused with a sentence."""
        name = self._name(claims)
        matched = [rule for rule in self.rules if rule.holds(claims)]
        of = {self.organisation} if matched else set()
        of = (of | {rule.organisation for rule in matched}) - {""}
        if len(of) != 1:
            raise Refused(_nowhere(self.title) if not of else _several(self.title, sorted(of)))
        try:
            return Person(
                name,
                of.pop(),
                frozenset().union(*(rule.roles for rule in matched)) or frozenset({READER}),
                any(rule.humanitarian for rule in matched),
                frozenset().union(*(rule.groups for rule in matched)),
            )
        except ValueError as error:
            raise Refused(_unnamed(self.title, self.person)) from error

    def _name(self, claims: Mapping[str, Any]) -> str:
        name = next(iter(_values(claims, self.person)), "").strip()
        unchecked = _values(claims, "email_verified") == ["false"]
        if not name or len(name) > LONGEST_NAME or not name.isprintable():
            raise Refused(_unnamed(self.title, self.person))
        if self.person == "email" and unchecked:
            raise Refused(_unnamed(self.title, self.person))
        return name.lower() if "@" in name else name


class _All(_Strict):
    signin: dict[str, Provider]

    @field_validator("signin")
    @classmethod
    def _names(cls, value: dict[str, Provider]) -> dict[str, Provider]:
        for name in value:
            if not re.fullmatch(r"[a-z][a-z0-9-]{0,30}", name):
                raise ValueError('expected names in small letters such as "un" or "eu-eeas"')
        return value


_ALL = sorted(ROLES)


def _organisation(value: str, info: ValidationInfo) -> str:
    named = info.context["named"]
    if value and value not in named:
        raise ValueError(
            f"expected one of {', '.join(sorted(named))}, or one named under [organisations]"
        )
    return value


def _values(claims: Mapping[str, Any], path: str) -> list[str]:
    """Return the values of a claim as texts: one, those of a list, or none."""
    found: Any = claims.get(path)
    if found is None:
        found = claims
        for step in path.split("."):
            found = found.get(step) if isinstance(found, Mapping) else None
    found = found if isinstance(found, list | tuple) else [found]
    told = [str(one) for one in found if isinstance(one, str | int)]
    return [one.lower() if one in ("True", "False") else one for one in told]


def read(settings: Settings) -> dict[str, Provider]:
    """Return the providers of the settings by name. Raises SettingsError naming the line."""
    try:
        return declared(settings.signin, set(organisations.of(settings)))
    except ValidationError as error:
        text = settings.file.read_text(encoding="utf-8")
        raise SettingsError(explain(error, settings.file, text)) from None


def declared(said: Mapping[str, Any], named: set[str]) -> dict[str, Provider]:
    """Return providers as declared, whose organisations are among `named`, or raise."""
    return _All.model_validate({"signin": said}, context={"named": named}).signin


def secret_of(name: str) -> str:
    """Return which variable of the environment holds the client secret of a provider."""
    return f"JOINTWATCH_SIGNIN_{name.upper().replace('-', '_')}_SECRET"


def secrets(
    settings: Settings, environment: Mapping[str, str] = os.environ
) -> dict[str, Any] | None:
    """Return what Streamlit must know to let people sign in; None in local mode.

    The secrets come from the environment and are written to no file.
    Raises SettingsError, with no secret in it.
    """
    providers = read(settings)
    if not providers:
        return None
    cookie = environment.get(COOKIE_SECRET, "")
    if len(cookie) < SHORTEST_SECRET:
        raise SettingsError(
            f"{settings.file} names providers to sign in at, so {COOKIE_SECRET} must be in the "
            f"environment, with at least {SHORTEST_SECRET} characters that nobody can guess."
        )
    if missing := [name for name in providers if not environment.get(secret_of(name))]:
        raise SettingsError(
            f"{settings.file}: the secret of [signin.{missing[0]}] is missing; put it into the "
            f"environment as {secret_of(missing[0])}."
        )
    reached = settings.address or "http://127.0.0.1:{port}"  # Streamlit knows its port
    auth = {"redirect_uri": f"{reached}/oauth2callback", "cookie_secret": cookie}
    told = {name: _told(one, environment[secret_of(name)]) for name, one in providers.items()}
    return {"auth": auth | told}


def _told(provider: Provider, secret: str) -> dict[str, Any]:
    asked = {"scope": provider.scope, "prompt": provider.prompt}
    return {
        "client_id": provider.client_id,
        "client_secret": secret,
        "server_metadata_url": provider.metadata,
        "client_kwargs": asked,
    }


def _nowhere(title: str) -> str:
    said = _("{title} knows you, but no rule here says to which organisation you belong. You "
             "have no access. Ask your organisation's focal point.")  # fmt: skip
    return said.format(title=title)


def _several(title: str, of: list[str]) -> str:
    said = _("What {title} says of you fits {organisations}; one person is of one organisation. "
             "You have no access. Ask your organisation's focal point.")  # fmt: skip
    return said.format(title=title, organisations=organisations.listed(of))


def _unnamed(title: str, claim: str) -> str:
    said = _("{title} does not tell who you are in a way that can be relied on ({claim}). You "
             "have no access. Ask your organisation's focal point.")  # fmt: skip
    return said.format(title=title, claim=claim)
