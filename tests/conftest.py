"""What tests share: a store on each database, a home of their own, a clock that stands still."""

import functools
import gc
import ipaddress
import os
import shutil
import socket
import tempfile
import warnings
from pathlib import Path

import hypothesis
import pandas as pd
import pytest
from sqlalchemy import create_engine, make_url, text

from collectors.store import Store

hypothesis.settings.register_profile(
    "jointwatch", database=None, deadline=None, print_blob=True, max_examples=20
)
hypothesis.settings.load_profile("jointwatch")
# What is loaded and collected lives to the end: to look it through for garbage again and again
# took a tenth of the time.
gc.set_threshold(100_000, 50, 100)

NOTHING_SKIPPED = bool(os.environ.get("JOINTWATCH_TEST_NOTHING_SKIPPED"))
# Read here: `home` takes what begins with JOINTWATCH_ out of the environment.
DATABASE = os.environ.get("JOINTWATCH_TEST_DATABASE_URL", "")
MAY_BE_MISSING = "(../shared)"  # recorded replies are not part of the repository


def pytest_collection_finish():
    gc.collect()
    gc.freeze()


# --- What a machine lacks is skipped for people, and a failure where we build.


@pytest.hookimpl(wrapper=True)
def pytest_runtest_makereport(item, call):
    return _no_skip((yield))


@pytest.hookimpl(wrapper=True)
def pytest_make_collect_report(collector):
    return _no_skip((yield))


def _no_skip(report):
    reason = str(report.longrepr)
    allowed = MAY_BE_MISSING in reason or hasattr(report, "wasxfail")
    if NOTHING_SKIPPED and report.skipped and not allowed:
        report.outcome, report.longrepr = "failed", f"Skipped where nothing may be: {reason}"
    return report


# --- No test reaches the network.


@pytest.fixture(autouse=True, scope="session")
def _no_network():
    """Refuse every connection to an address that is not this machine's own."""
    connect, connect_ex, look_up = (
        socket.socket.connect,
        socket.socket.connect_ex,
        socket.getaddrinfo,
    )

    def guarded(function):
        def connect(self, address):
            if self.family in (socket.AF_INET, socket.AF_INET6):
                _refuse(address[0])
            return function(self, address)

        return connect

    def guarded_look_up(host, *rest, **options):
        _refuse(host.decode() if isinstance(host, bytes) else host)
        return look_up(host, *rest, **options)

    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(socket.socket, "connect", guarded(connect))
        patch.setattr(socket.socket, "connect_ex", guarded(connect_ex))
        patch.setattr(socket, "getaddrinfo", guarded_look_up)
        yield


def _refuse(host: str | None) -> None:
    if host in (None, "", "localhost"):
        return
    try:
        own = ipaddress.ip_address(host).is_loopback
    except ValueError:
        own = False
    if not own:
        raise OSError(f"A test asked the network for {host}.")


@pytest.fixture(autouse=True, scope="session")
def _components_are_looked_for_once():
    """Keep a page under test from looking through every installed package at each of its runs."""
    from streamlit.components.v2 import manifest_scanner

    with pytest.MonkeyPatch.context() as patch:
        once = functools.cache(manifest_scanner.scan_component_manifests)
        patch.setattr(manifest_scanner, "scan_component_manifests", once)
        yield


# --- Time and place.


@pytest.fixture
def now() -> pd.Timestamp:
    """Return the moment at which tests take place."""
    return pd.Timestamp("2026-11-23 12:00", tz="UTC")


@pytest.fixture
def home(tmp_path, monkeypatch) -> Path:
    """Return an empty data folder that the settings point to."""
    folder = tmp_path / "home"
    folder.mkdir()
    for name in [name for name in os.environ if name.startswith("JOINTWATCH_")]:
        monkeypatch.delenv(name)
    monkeypatch.setenv("JOINTWATCH_HOME", str(folder))
    return folder


# --- A store on each database.


@pytest.fixture(scope="session")
def postgres():
    """Return the address of a PostgreSQL server that lives as long as the tests do."""
    if DATABASE:
        yield _of_this_worker(DATABASE)
        return
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # it warns where XDG_RUNTIME_DIR is not set
        pgserver = pytest.importorskip(
            "pgserver", reason="The package pgserver is not there for this Python or machine."
        )
    folder = Path(tempfile.mkdtemp(prefix="jointwatch-pg-"))
    server = pgserver.get_server(folder)
    url = make_url(server.get_uri()).set(drivername="postgresql+psycopg")
    url = url.render_as_string(hide_password=False)
    _ask(url, "ALTER SYSTEM SET fsync = off", "SELECT pg_reload_conf()")
    yield url
    server.cleanup()
    shutil.rmtree(folder, ignore_errors=True)


def _of_this_worker(url: str) -> str:
    """Return a database of this worker's own, for one empties it while another writes."""
    worker = os.environ.get("PYTEST_XDIST_WORKER", "")
    if not worker:
        return url
    own = make_url(url).set(database=f"{make_url(url).database}_{worker}")
    _ask(url, f"DROP DATABASE IF EXISTS {own.database}", f"CREATE DATABASE {own.database}")
    return own.render_as_string(hide_password=False)


@pytest.fixture
def postgres_url(postgres) -> str:
    """Return the address of an empty PostgreSQL database."""
    _ask(postgres, "DROP SCHEMA public CASCADE", "CREATE SCHEMA public")
    return postgres


@pytest.fixture(params=["sqlite", "postgresql"])
def store_url(request, tmp_path) -> str:
    """Return the address of an empty database, of each kind in turn."""
    if request.param == "postgresql":
        return request.getfixturevalue("postgres_url")
    return f"sqlite:///{tmp_path / 'jointwatch.db'}"


@pytest.fixture
def store(store_url) -> Store:
    """Return an empty store, on each kind of database in turn."""
    store = Store(store_url)
    yield store
    store.close()


def _ask(url: str, *statements: str) -> None:
    engine = create_engine(url, isolation_level="AUTOCOMMIT")
    with engine.connect() as connection:
        for statement in statements:
            connection.execute(text(statement))
    engine.dispose()


# --- A browser.


@pytest.fixture(scope="session")
def chromium() -> str:
    """Return the path of the browser on this machine, or skip."""
    # The shell without a window first: the same browser, and less work.
    names = ("chromium-headless-shell", "chromium", "chromium-browser", "google-chrome-stable")
    given = os.environ.get("JOINTWATCH_TEST_CHROMIUM", "")
    path = given or next(filter(None, map(shutil.which, names)), None)
    if path is None:
        pytest.skip("No Chromium is installed; what people see was not tested in a browser.")
    return path


@pytest.fixture(scope="session")
def browser(chromium, tmp_path_factory):
    """Return a running Chromium that lives as long as the tests do.

    Its first context keeps on the disk what it has compiled of the scripts of the pages, as on
    a reader's machine: a page then takes a sixth less. Pages live too short for their scripts
    to be made quicker, and for animations.
    """
    from playwright.sync_api import sync_playwright

    with sync_playwright() as playwright:
        first = playwright.chromium.launch_persistent_context(
            tmp_path_factory.mktemp("browser"),
            executable_path=chromium,
            reduced_motion="reduce",
            args=[
                "--no-sandbox",
                "--disable-gpu",
                "--js-flags=--no-opt --max-lazy --single-threaded-gc",
                "--host-resolver-rules=MAP * ~NOTFOUND , EXCLUDE 127.0.0.1",
            ],
        )
        yield first.browser
        first.close()
