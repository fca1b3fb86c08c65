"""Signing in and out in a real browser, at two real OpenID Connect providers on loopback."""

import http.server
import json
import os
import re
import socket
import subprocess
import sys
import threading
import time
import urllib.request
from contextlib import ExitStack, contextmanager
from pathlib import Path

import pytest

from collectors.access import PROGRAM
from collectors.store import Store
from dashboard.workspace import audit
from indicators.frames import AUDIT

pytest.importorskip("playwright", reason="Playwright is not installed; no browser was driven.")
from playwright.sync_api import expect  # noqa: E402

from tests.test_browser import PATIENCE, serving  # noqa: E402

pytestmark = pytest.mark.browser
expect.set_options(timeout=PATIENCE)
SECRETS = {
    "JOINTWATCH_COOKIE_SECRET": "a cookie secret of more than 32 characters",
    **{f"JOINTWATCH_SIGNIN_{name}_SECRET": f"the secret of {name}"
       for name in ("UN", "EU", "FORGER", "LATE")},
}  # fmt: skip
WELL_KNOWN = "/.well-known/openid-configuration"
ANA = {"email": "ana@un.example.org", "name": "Ana", "groups": ["cell-horn"]}
BO = {"email": "bo@eu.example.org", "name": "Bo", "groups": ["cell-horn"]}


@contextmanager
def provider(folder: Path, name: str, *options: str, **people: dict):
    """Run a provider of its own process, with people by their number; return its address."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    said = [f"--user-claims={json.dumps({'sub': sub, **claims})}" for sub, claims in people.items()]
    command = [sys.executable, "-m", "oidc_provider_mock", "-p", str(port), "-H", "127.0.0.1"]
    with (folder / f"{name}.log").open("wb") as log:
        process = subprocess.Popen(
            [*command, *options, *said], stdout=log, stderr=subprocess.STDOUT,
            env=os.environ | {"PYTHONWARNINGS": "ignore"},
        )  # fmt: skip
        try:
            _wait_for(f"http://127.0.0.1:{port}{WELL_KNOWN}", process)
            yield f"http://127.0.0.1:{port}"
        finally:
            process.terminate()
            process.wait(20)


def _wait_for(address: str, process: subprocess.Popen) -> None:
    end = time.monotonic() + 60
    while True:
        try:
            with urllib.request.urlopen(address, timeout=5):
                return
        except OSError:
            assert process.poll() is None, "the provider ended"
            assert time.monotonic() < end, "the provider did not start"
            time.sleep(0.1)


@contextmanager
def forger(signs: str, checks: str):
    """Describe a provider whose tokens `signs` makes, to be checked with the keys of `checks`."""
    with urllib.request.urlopen(signs + WELL_KNOWN, timeout=20) as answer:
        told = json.load(answer) | {"jwks_uri": f"{checks}/jwks"}

    class Describes(http.server.BaseHTTPRequestHandler):
        def do_GET(self):
            self.send_response(200)
            self.send_header("Content-Type", "application/json")
            self.end_headers()
            self.wfile.write(json.dumps(told).encode())

        def log_message(self, *said):
            pass

    with http.server.ThreadingHTTPServer(("127.0.0.1", 0), Describes) as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"http://127.0.0.1:{server.server_port}"
        server.shutdown()


def settings(home: Path, at: dict[str, str], before: str = "", roles: str = '"briefer"') -> None:
    """Write jointwatch.toml with a provider for each of `at`."""
    parts = [f'organisation = "UN"\n{before}\n']
    for name, address in at.items():
        organisation = "EU" if name == "eu" else "UN"
        parts.append(
            f'[signin.{name}]\ntitle = "Account of {name.upper()}"\nclient_id = "jointwatch"\n'
            f'metadata = "{address}{WELL_KNOWN}"\norganisation = "{organisation}"\n'
            f'[[signin.{name}.rules]]\nclaim = "groups"\nvalue = "cell-horn"\nroles = [{roles}]\n'
            f'[[signin.{name}.rules]]\nclaim = "groups"\nvalue = "analysts"\nroles = ["analyst"]\n'
        )
    (home / "jointwatch.toml").write_text("\n".join(parts), encoding="utf-8")


@pytest.fixture(scope="module")
def place(tmp_path_factory):
    """Return address and home of an application with its providers, and where these are."""
    folder = tmp_path_factory.mktemp("signin")
    home = folder / "home"
    home.mkdir()
    with ExitStack() as stack:
        people = {"1": ANA, "2": ANA | {"email": "eve@un.example.org", "groups": []}}
        at = {
            "un": stack.enter_context(provider(folder, "un", **people)),
            "eu": stack.enter_context(provider(folder, "eu", **{"1": BO})),
            "late": stack.enter_context(provider(folder, "late", "-e", "-7200", **{"1": ANA})),
        }
        at["forger"] = stack.enter_context(forger(signs=at["un"], checks=at["eu"]))
        settings(home, at)
        app = stack.enter_context(serving(home, "--no-collect", **SECRETS))
        yield app, home, at
    said = (folder / "serve.log").read_text(encoding="utf-8", errors="replace")
    told = [value for value in (*SECRETS.values(), "eyJ", "code=") if value in said]
    assert told == [], "a secret, or a token, stands in the log"


@pytest.fixture
def look(browser, place):
    """Return a function that opens a page of the application, of a new or a given browser."""
    contexts = []

    def look(path: str = "/room", context=None, width=1440, height=900):
        if context is None:
            viewport = {"width": width, "height": height}
            context = browser.new_context(viewport=viewport, reduced_motion="reduce")
            contexts.append(context)
        page = context.new_page()
        page.set_default_timeout(PATIENCE)
        page.goto(place[0] + path)
        return page

    settings(place[1], place[2])
    yield look
    for context in contexts:
        context.close()


def sign_in(page, name: str = "UN", number: str = "1") -> None:
    """Press a button of the sign-in page, and say at the provider who one is."""
    page.get_by_role("button", name=f"Account of {name}").click()
    page.wait_for_url("**/oauth2/authorize**")
    page.locator("input[name=sub]").fill(number)
    page.get_by_role("button", name="Authorize").click()


def band(page, said: str):
    """Return what the band says of who is signed in."""
    return page.get_by_text(re.compile(f"Signed in: .*{said}")).first


def asked_to_sign_in(page) -> None:
    expect(page.get_by_role("button", name="Account of UN")).to_be_visible()
    expect(page.get_by_role("button", name="Account of EU")).to_be_visible()
    expect(page.get_by_text("Who may see this")).to_have_count(0)


def test_two_people_of_two_organisations_sign_in_at_their_own_providers_and_out(look, place):
    ana = look("/room?as_of=2024-05-01")
    asked_to_sign_in(ana)
    expect(ana.get_by_text("Room", exact=True)).to_have_count(0)
    sign_in(ana)
    expect(band(ana, "un.example.org, UN, briefer")).to_be_visible()
    assert ana.url.endswith("/room?as_of=2024-05-01"), "the page that was asked for"
    bo = look()
    sign_in(bo, "EU")
    expect(band(bo, "eu.example.org, EU, briefer")).to_be_visible()

    ana.reload()
    expect(band(ana, "UN, briefer")).to_be_visible()
    kept = ana.context.cookies()
    assert {one["name"] for one in kept if one["name"].startswith("_streamlit_user")} == {
        "_streamlit_user"
    }, "the browser keeps no tokens"
    second = look(context=ana.context)
    expect(band(second, "UN, briefer")).to_be_visible()

    ana.get_by_role("button", name="Sign out").click()
    expect(ana.get_by_text("You are signed out here.")).to_be_visible()
    asked_to_sign_in(ana)
    assert ana.url.startswith(place[0]), "no stay at the provider"
    ana.reload()
    asked_to_sign_in(ana)
    second.get_by_role("link", name="Room").click()
    expect(second.get_by_text("You have signed out.")).to_be_visible()
    asked_to_sign_in(second)
    stolen = look("/healthz")
    stolen.context.add_cookies(kept)
    stolen.goto(f"{place[0]}/room")
    expect(stolen.get_by_text("You have signed out.")).to_be_visible()

    bo.reload()
    expect(band(bo, "EU, briefer")).to_be_visible()
    store = Store.in_folder(place[1])
    told = store.read(AUDIT, PROGRAM, where={"kind": "session"}).sort_values("entry")
    assert list(zip(told["organisation"], told["action"], strict=True)) == [
        ("UN", "sign in"), ("EU", "sign in"), ("UN", "sign out"),
    ]  # fmt: skip
    assert audit.verify(store)[0] == []
    store.close()


def test_a_session_that_nobody_uses_ends_and_leaves_the_screen(look, place):
    page = look()
    sign_in(page)
    expect(band(page, "UN, briefer")).to_be_visible()
    settings(place[1], place[2], "idle_minutes = 0.2")
    page.reload()  # from now on the page looks every six seconds whether it still holds
    expect(page.get_by_text("it was not used for 0.2 minutes")).to_be_visible()
    asked_to_sign_in(page)
    settings(place[1], place[2])
    page.reload()
    expect(page.get_by_text("Your session has ended")).to_be_visible()
    sign_in(page)
    expect(band(page, "UN, briefer")).to_be_visible()


def test_roles_change_with_the_rules_at_once_and_with_new_claims_in_every_tab(look, place):
    page = look()
    sign_in(page)
    expect(band(page, "UN, briefer")).to_be_visible()
    settings(place[1], place[2], roles='"focal point"')
    page.get_by_role("link", name="Room").click()
    expect(band(page, "UN, focal point")).to_be_visible()
    say(place[2]["un"], "1", ANA | {"groups": ["analysts"]})
    second = look()  # as on another device
    sign_in(second)
    expect(band(second, "UN, analyst")).to_be_visible()
    page.get_by_role("link", name="Room").click()
    expect(band(page, "UN, analyst")).to_be_visible()
    say(place[2]["un"], "1", ANA)


def say(address: str, number: str, claims: dict) -> None:
    """Tell a provider what it shall claim of a person."""
    question = urllib.request.Request(
        f"{address}/users/{number}", json.dumps(claims).encode(), method="PUT",
        headers={"Content-Type": "application/json"},
    )  # fmt: skip
    with urllib.request.urlopen(question, timeout=20):
        pass


def test_a_forged_token_an_expired_one_claims_that_fit_no_rule_and_a_no_let_nobody_in(look):
    page = look()
    for name in ("FORGER", "LATE"):
        sign_in(page, name)
        expect(page.get_by_text("could not be trusted or had expired")).to_be_visible()
        asked_to_sign_in(page)
        page.goto(page.url.split("?")[0])
        expect(page.get_by_text("could not be trusted or had expired")).to_have_count(0)
    sign_in(page, number="2")
    expect(page.get_by_text("no rule here says to which organisation")).to_be_visible()
    asked_to_sign_in(page)
    expect(page.get_by_test_id("stTopNavLink")).to_have_count(0)
    page.get_by_role("button", name="Account of UN").click()
    page.get_by_role("button", name="Deny").click()
    expect(page.get_by_text("The sign-in was not completed")).to_be_visible()


def test_where_the_settings_say_so_signing_out_ends_the_session_at_the_provider_too(look, place):
    settings(place[1], place[2], "sign_out_at_provider = true")
    page = look()
    sign_in(page)
    page.get_by_role("button", name="Sign out").click()
    page.wait_for_url("**/oauth2/end_session**")
    page.get_by_role("button", name="End session").click()
    expect(page.get_by_text("You are signed out here.")).to_be_visible()
    asked_to_sign_in(page)
