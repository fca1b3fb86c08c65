"""Whom the claims of a provider stand for, when a session ends, and what the settings say."""

from pathlib import Path

import hypothesis.strategies as some
import pytest
from hypothesis import given

from collectors.settings import Settings, SettingsError, load
from dashboard import service
from dashboard.entry import presence, providers, signin
from dashboard.entry import web as signin_web
from dashboard.entry.signin import IDLE, OLD, OUT, Login, Sessions, login_of
from dashboard.workspace.people import ROLES

ROOT = Path(__file__).parents[1]
TOML = """organisation = "UN"

[organisations]
IGAD = "Intergovernmental Authority on Development"

[signin.un]
title = "United Nations"
metadata = "https://login.un.example.org/.well-known/openid-configuration"
client_id = "jointwatch"
organisation = "UN"

[[signin.un.rules]]
claim = "groups"
value = "cell-horn"
roles = ["briefer", "analyst"]
groups = ["horn"]

[[signin.un.rules]]
claim = "groups"
value = "humanitarian"
humanitarian = true

[signin.partners]
title = "Partners"
metadata = "https://login.partners.example.org/.well-known/openid-configuration"
client_id = "jointwatch"

[[signin.partners.rules]]
claim = "realm_access.roles"
value = "eu"
organisation = "EU"

[[signin.partners.rules]]
claim = "realm_access.roles"
value = "igad"
organisation = "IGAD"

[[signin.partners.rules]]
claim = "realm_access.roles"
value = "secretary"
roles = ["cell secretary"]
"""
ENVIRONMENT = {
    "JOINTWATCH_COOKIE_SECRET": "c" * 40,
    "JOINTWATCH_SIGNIN_UN_SECRET": "un-secret",
    "JOINTWATCH_SIGNIN_PARTNERS_SECRET": "partners-secret",
}
ANA = {"email": "Ana@UN.example.org", "groups": ["staff", "cell-horn"]}


@pytest.fixture
def settings(home):
    return said(home)


def said(home, *changes: tuple[str, str]) -> Settings:
    """Return the settings above, with some of their words changed."""
    text = TOML
    for old, new in changes:
        assert old in text
        text = text.replace(old, new, 1)
    (home / "jointwatch.toml").write_text(text, encoding="utf-8")
    return load()


@pytest.fixture
def known(settings):
    return providers.read(settings)


# --- Whom claims stand for.


def test_a_rule_gives_organisation_roles_and_groups(known):
    ana = known["un"].person_of(ANA)
    assert (ana.name, ana.organisation) == ("ana@un.example.org", "UN")
    assert ana.roles == {"briefer", "analyst"}
    assert ana.groups == {"horn"}
    assert not ana.humanitarian


def test_the_humanitarian_role_comes_from_its_own_rule_and_alone_makes_a_reader(known):
    person = known["un"].person_of(ANA | {"groups": ["humanitarian"]})
    assert person.humanitarian
    assert person.roles == {"reader"}


def test_a_claim_inside_another_claim_and_a_rule_can_name_the_organisation(known):
    claims = {"email": "bo@partners.example.org", "realm_access": {"roles": ["igad", "secretary"]}}
    person = known["partners"].person_of(claims)
    assert (person.organisation, person.roles) == ("IGAD", {"cell secretary"})


@pytest.mark.parametrize("groups", [[], ["cell-hor"], ["CELL-HORN"], "cell-horn-2", None, {}, 5])
def test_who_fits_no_rule_has_no_access_and_is_told_so(known, groups):
    with pytest.raises(providers.Refused, match="no rule here says to which organisation"):
        known["un"].person_of(ANA | {"groups": groups})


def test_a_role_without_an_organisation_lets_nobody_in(known):
    with pytest.raises(providers.Refused, match="no rule here"):
        known["partners"].person_of({"email": "bo@x.org", "realm_access": {"roles": "secretary"}})


def test_who_fits_two_organisations_has_no_access(known):
    claims = {"email": "bo@x.org", "realm_access": {"roles": ["eu", "igad"]}}
    with pytest.raises(providers.Refused, match="fits EU and IGAD"):
        known["partners"].person_of(claims)


@pytest.mark.parametrize(
    "claims",
    [{}, {"email": ""}, {"email": "a|b@un.org"}, {"email": "a\u202eb@un.org"}, {"email": "x" * 201},
     {"email": "ana@un.org", "email_verified": False},
     {"email": "ana@un.org", "email_verified": "false"}, {"email": {"a": 1}}],
)  # fmt: skip
def test_a_name_that_cannot_be_relied_on_is_refused(known, claims):
    with pytest.raises(providers.Refused, match="who you are"):
        known["un"].person_of({"groups": ["cell-horn"]} | claims)


def test_a_rule_without_a_claim_holds_for_all_of_the_provider(home):
    rule = ('claim = "groups"\nvalue = "humanitarian"\nhumanitarian = true', 'roles = ["reader"]')
    known = providers.read(said(home, rule))
    assert known["un"].person_of({"email": "eve@un.org"}).roles == {"reader"}


VALUES = some.sampled_from(["cell-horn", "humanitarian", "eu", "igad", "secretary", "", "UN"])
CLAIM = some.one_of(
    some.none(), VALUES, some.lists(VALUES, max_size=4), some.booleans(), some.integers(),
    some.dictionaries(some.just("roles"), some.one_of(VALUES, some.lists(VALUES)), max_size=1),
)  # fmt: skip


@given(
    name=some.text(max_size=30),
    claims=some.dictionaries(
        some.sampled_from(["groups", "realm_access", "roles", "organisation", "humanitarian",
                           "realm_access.roles", "aud"]), CLAIM, max_size=5),
)  # fmt: skip
def test_no_claims_give_more_than_the_rules_say(claims, name):
    for provider in KNOWN.values():
        try:
            person = provider.person_of(claims | {"email": name})
        except providers.Refused:
            continue
        matched = [rule for rule in provider.rules if rule.holds(claims)]
        of = {provider.organisation or rule.organisation for rule in matched} - {""}
        assert matched
        assert {person.organisation} == of
        assert person.roles <= ROLES
        assert person.roles == set().union(*(rule.roles for rule in matched)) or (
            person.roles == {"reader"} and not any(rule.roles for rule in matched)
        )
        assert person.groups == set().union(*(rule.groups for rule in matched))
        assert person.humanitarian == any(rule.humanitarian for rule in matched)
        assert person.name == person.name.strip() != ""
        assert person.viewer().organisations == of


def _known():
    import tomllib

    said = tomllib.loads(TOML)
    return providers.declared(said["signin"], {"UN", "EU", "IGAD"})


KNOWN = _known()


# --- How long a session holds.

SIGNED_IN = Login("un", "https://login.un.example.org 1", 1_000_000)
LIMITS = (30 * 60, 12 * 3600)  # seconds without use, and since the sign-in


def test_a_session_holds_as_long_as_it_is_used():
    sessions = Sessions()
    for minute in range(0, 300, 29):
        assert sessions.use(SIGNED_IN, *LIMITS, now=1_000_000 + 60 * minute) == ""
    assert sessions.ended(SIGNED_IN, *LIMITS, now=1_000_000 + 60 * (290 + 31)) == IDLE


def test_a_session_that_was_idle_stays_ended_though_the_clock_or_the_setting_changes():
    sessions = Sessions()
    sessions.use(SIGNED_IN, *LIMITS, now=1_000_000)
    assert sessions.use(SIGNED_IN, *LIMITS, now=1_001_801) == IDLE
    assert sessions.use(SIGNED_IN, 9_999, 99_999, now=1_000_010) == IDLE


def test_looking_whether_a_session_holds_does_not_keep_it_alive():
    sessions = Sessions()
    for second in range(0, 1_800, 60):
        assert sessions.ended(SIGNED_IN, *LIMITS, now=1_000_000 + second) == ""
    assert sessions.ended(SIGNED_IN, *LIMITS, now=1_001_801) == IDLE


def test_after_a_new_start_an_old_token_is_not_taken_for_a_session():
    assert Sessions().use(SIGNED_IN, *LIMITS, now=1_000_000 + 31 * 60) == IDLE
    assert Sessions().use(SIGNED_IN, *LIMITS, now=1_000_000 + 29 * 60) == ""


def test_a_session_ends_when_its_claims_are_too_old_however_it_is_used():
    sessions = Sessions()
    for minute in range(0, 720, 20):
        assert sessions.use(SIGNED_IN, *LIMITS, now=1_000_000 + 60 * minute) == ""
    assert sessions.use(SIGNED_IN, *LIMITS, now=1_000_001 + 720 * 60) == OLD


def test_signing_out_ends_the_session_in_every_tab_and_no_other():
    sessions = Sessions()
    other = Login("un", SIGNED_IN.subject, 1_000_005)
    for login in (SIGNED_IN, other):
        sessions.use(login, *LIMITS, now=1_000_010)
    sessions.end(SIGNED_IN)
    assert sessions.use(SIGNED_IN, *LIMITS, now=1_000_011) == OUT
    assert sessions.use(other, *LIMITS, now=1_000_011) == ""


def test_newer_claims_of_a_person_hold_in_all_their_sessions_at_once():
    sessions = Sessions()
    later = Login("un", SIGNED_IN.subject, 1_000_100)
    assert sessions.newest(SIGNED_IN, {"groups": ["a"]}) == {"groups": ["a"]}
    assert sessions.newest(later, {"groups": ["b"]}) == {"groups": ["b"]}
    assert sessions.newest(SIGNED_IN, {"groups": ["a"]}) == {"groups": ["b"]}
    of_another = Login("eu", SIGNED_IN.subject, 1_000_200)
    assert sessions.newest(of_another, {"groups": ["c"]}) == {"groups": ["c"]}
    assert sessions.newest(SIGNED_IN, {"groups": ["a"]}) == {"groups": ["b"]}


@given(some.lists(some.integers(0, 90), max_size=30))
def test_no_session_outlives_half_an_hour_without_use(pauses):
    sessions, now, alive = Sessions(), 0, True
    login = Login("un", "x", 1)
    for pause in pauses:
        now += pause
        alive = alive and pause <= 30 and now <= 12 * 60
        assert (sessions.use(login, *LIMITS, now=1 + 60 * now) == "") == alive


@pytest.mark.parametrize(
    "claims",
    [{}, {"is_logged_in": False, "provider": "un", "sub": "1", "iat": 5},
     {"is_logged_in": True, "provider": "un", "sub": "1"},
     {"is_logged_in": True, "provider": "un", "sub": "", "iat": 5},
     {"is_logged_in": True, "sub": "1", "iat": 5},
     {"is_logged_in": True, "provider": "un", "sub": "1", "iat": "soon"}],
)  # fmt: skip
def test_claims_that_do_not_say_who_and_since_when_are_nobody(claims):
    assert login_of(claims) is None


def test_the_same_number_at_two_providers_is_two_people():
    claims = {"is_logged_in": True, "provider": "un", "sub": "1", "iat": 5}
    assert login_of(claims).who != login_of(claims | {"provider": "eu"}).who
    assert login_of(claims).who != login_of(claims | {"iss": "https://x"}).who


# --- Settings.


@pytest.mark.parametrize(
    ("old", "new", "where", "told"),
    [
        ('roles = ["briefer", "analyst"]', 'roles = ["chief"]', "", "there is no role 'chief'"),
        ('client_id = "jointwatch"\norg', "org", "[signin.un]", "client_id is missing"),
        ("https://login.un.", "http://login.un.", "http://login.un.", "must begin with https://"),
        ('organisation = "UN"\n\n[[', 'organisation = "WHO"\n\n[[', 'organisation = "WHO"',
         "expected one of AU, EU"),
        ('claim = "groups"\n', "", "[[signin.un.rules]]", "claim and value are named together"),
        ('organisation = "EU"', 'organisation = "EUROPE"', "", "expected one of AU, EU"),
        ("humanitarian = true", 'humanitarian = "perhaps"', "", "humanitarian"),
        ("humanitarian = true", 'organisation = "UN"', "[signin.un]", "name no organisation"),
        ('groups = ["horn"]', 'groups = ["a|b"]', "", "without the sign"),
        ('title = "Partners"', 'colour = "red"', "", "there is no setting"),
        ("[organisations]", "idle_minutes = 0\n[organisations]", "idle_minutes", "greater than 0"),
        ("[organisations]", 'address = "http://un.example.org"\n[organisations]', "address",
         "https://"),
        ("[organisations]", 'address = "https://a.org/x"\n[organisations]', "address",
         "without a path"),
    ],
)  # fmt: skip
def test_a_fault_in_the_settings_is_named_with_its_line(home, old, new, where, told):
    with pytest.raises(SettingsError) as fault:
        providers.read(said(home, (old, new)))
    lines = (home / "jointwatch.toml").read_text(encoding="utf-8").splitlines()
    line = next(number for number, line in enumerate(lines, 1) if (where or new) in line)
    assert f"jointwatch.toml, line {line}: " in str(fault.value)
    assert told in str(fault.value)


def test_a_provider_has_a_name_that_streamlit_takes(home):
    text = TOML.replace("signin.un", "signin.UN_x")
    (home / "jointwatch.toml").write_text(text, encoding="utf-8")
    with pytest.raises(SettingsError, match="small letters"):
        providers.read(load())


def test_a_provider_whose_people_could_not_come_in_is_a_fault(home):
    changes = [('organisation = "EU"\n', ""), ('organisation = "IGAD"\n', "")]
    with pytest.raises(SettingsError, match="nobody could come in"):
        providers.read(said(home, *changes))


def test_secrets_come_from_the_environment_alone_and_are_named_when_missing(settings):
    told = providers.secrets(settings, ENVIRONMENT)
    assert told["auth"]["un"]["client_secret"] == "un-secret"
    assert told["auth"]["cookie_secret"] == "c" * 40
    assert told["auth"]["redirect_uri"] == "http://127.0.0.1:{port}/oauth2callback"
    for name in ENVIRONMENT:
        with pytest.raises(SettingsError, match=name) as fault:
            providers.secrets(settings, ENVIRONMENT | {name: ""})
        assert not [value for value in ENVIRONMENT.values() if value in str(fault.value)]


def test_a_cookie_secret_that_could_be_guessed_is_refused_and_not_repeated(settings):
    with pytest.raises(SettingsError, match="at least 32") as fault:
        providers.secrets(settings, ENVIRONMENT | {providers.COOKIE_SECRET: "guess-me"})
    assert "guess-me" not in str(fault.value)


def test_without_a_provider_nothing_is_told_and_only_this_machine_is_served(home):
    local = load()
    assert providers.secrets(local, {}) is None
    for own in ("127.0.0.1", "::1", "localhost"):
        service.check_open(local, own)
    for open_to_others in ("0.0.0.0", "192.168.1.5", "jointwatch.example.org", "", None):
        with pytest.raises(service.ServeError, match="docs/deploy.md"):
            service.check_open(local, open_to_others)


def test_with_providers_any_address_is_served_once_it_is_said_where_people_reach_it(home):
    with pytest.raises(service.ServeError, match="address = "):
        service.check_open(said(home), "0.0.0.0")
    address = ("[organisations]", 'address = "https://jw.example.org"\n[organisations]')
    settings = said(home, address)
    service.check_open(settings, "0.0.0.0")
    told = providers.secrets(settings, ENVIRONMENT)
    assert told["auth"]["redirect_uri"] == "https://jw.example.org/oauth2callback"


# --- On the way to a provider and back.


@pytest.mark.parametrize(
    ("address", "page"),
    [
        ("https://jw.example.org/situation?place=SDN", "/situation?place=SDN"),
        ("https://jw.example.org/", ""),
        ("https://jw.example.org/?signed_out=1", ""),
        ("", ""),
        ("//evil.example.org", ""),
        ("https://jw.example.org//evil.example.org/x", "/evil.example.org/x"),
        ("https://jw.example.org/\\evil.example.org", "/evil.example.org"),
        ("/a?b=\r\nSet-Cookie: x", "/a?b=Set-Cookie%3A%20x"),
    ],
)
def test_the_way_back_leads_to_a_page_of_ours(address, page):
    assert signin_web._page(address) == page


@given(some.text(max_size=40))
def test_the_way_back_never_leads_elsewhere(address):
    page = signin_web._page(address)
    assert page == "" or (page[0] == "/" and page[1:2] not in ("/", "\\"))
    assert page.isascii()
    assert page.isprintable()


# --- Pages.


@pytest.fixture
def app(home, monkeypatch):
    from streamlit.testing.v1 import AppTest

    presence_fed = list(presence._sign_in)
    presence.feed(signin.person)
    yield AppTest.from_file(str(ROOT / "dashboard/pages/navigation.py"), default_timeout=60)
    presence._sign_in[:] = presence_fed


def test_with_providers_nobody_sees_a_page_without_signing_in(app, home):
    said(home)
    app.run()
    assert not app.exception
    assert [button.label for button in app.button] == ["United Nations", "Partners"]
    assert not app.caption
    assert not app.dataframe


def test_a_page_opened_without_the_program_around_it_is_no_local_mode(app, home):
    said(home)
    presence._sign_in.clear()
    app.run()
    assert "jointwatch serve" in app.error[0].value
    assert not app.caption


def test_local_mode_says_so(app):
    app.run()
    assert not app.exception
    assert "Local mode, without sign-in." in app.caption[0].value


@pytest.mark.parametrize(
    ("host", "peer", "own"),
    [
        ("127.0.0.1:8501", None, True),
        ("localhost:8501", "127.0.0.1", True),
        ("[::1]:8501", None, True),
        ("localhost", "::1", True),
        ("jointwatch.example.org", None, False),  # through a proxy, or a name turned to us
        ("localhost.example.org", None, False),
        ("127.0.0.1:8501", "10.0.0.7", False),  # a host that is claimed
        ("127.0.0.1:8501", "elsewhere", False),
        ("[", None, False),
        ("", None, False),
    ],
)
def test_local_mode_is_for_this_machine_alone(host, peer, own):
    assert signin.from_here(host, peer) == own


def test_the_settings_in_docs_deploy_let_in_whom_its_text_says(home):
    text = (ROOT / "docs/deploy.md").read_text(encoding="utf-8")
    said = text.split("```toml\n")[1].split("```")[0]
    (home / "jointwatch.toml").write_text(said, encoding="utf-8")
    known = providers.read(load())
    leads = {"email": "ana@un.org", "groups": ["crisis-cell", "crisis-cell-leads"]}
    assert known["un"].person_of(leads).roles == {
        "contributor", "briefer", "focal point", "cell secretary",
    }  # fmt: skip
    desk = {"email": "bo@au.org", "realm_access": {"roles": ["au-desk"]}}
    assert known["partners"].person_of(desk).organisation == "AU"
    for role in ROLES:
        assert f"`{role}`" in text
    secrets = [providers.secret_of(name) for name in ("un", "eu-desk")]
    for name in (providers.COOKIE_SECRET, *secrets):
        assert f"`{name}`" in text
