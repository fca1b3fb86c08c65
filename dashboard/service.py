"""The life of the program that runs: its schedule, its health, its web server."""

import importlib
import logging
import os
import signal
import socket
import sys
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, suppress
from datetime import timedelta
from ipaddress import ip_address
from pathlib import Path

import pandas as pd
from starlette.requests import Request
from starlette.responses import JSONResponse

from collectors.access import PUBLIC
from collectors.health import health, recent_runs
from collectors.leader import FileLock, PostgresLock, lock
from collectors.schedule import Schedule
from collectors.settings import Settings, SettingsError, load
from collectors.source import Source
from collectors.sources import all_sources
from collectors.store import Store, StoreError
from dashboard import notifying
from dashboard.opening import open_store
from indicators.frames import RUNS

TELL_EVERY = timedelta(minutes=5)  # people of signals, over their channels
SETTLE = timedelta(seconds=20)  # between the start and the first collection
NO_COLLECT = "JOINTWATCH_NO_COLLECT"  # in the environment: show, but do not collect

_running: dict[str, object] = {}  # the schedule and store of this process, for /healthz


def sources_off(settings: Settings) -> set[str]:
    """Return the ids of the sources that are turned off in the settings."""
    return {name for name, said in settings.sources.items() if not said.enabled}


def sources_to_collect(
    settings: Settings, environment: Mapping[str, str] = os.environ
) -> dict[str, Source]:
    """Return the sources that are turned on and have the keys they need."""
    off = sources_off(settings)
    return {
        id: source
        for id, source in all_sources(settings.home).items()
        if id not in off
        and all(environment.get(s.variable) for s in source.secrets if s.required)
    }


def health_now(settings: Settings, store: Store) -> pd.DataFrame:
    """Return how every source does, judged now. See collectors.health.health."""
    sources = all_sources(settings.home)
    runs = recent_runs(store, sources.values())
    now = pd.Timestamp.now("UTC")
    return health(sources, runs, now, os.environ, sources_off(settings))


def lock_of(settings: Settings, name: str) -> FileLock | PostgresLock:
    """Return a lock of this installation: "schedule", or "collect-NAME"."""
    return lock(settings.store_url, settings.home / "locks", name)


def command(name: str) -> list[str]:
    """Return the command line that collects one source, in this same environment."""
    return [sys.executable, "-m", "dashboard.cli", "collect", name]


@contextmanager
def running_schedule(settings: Settings) -> Iterator[Schedule | None]:
    """Run the schedule of this installation; None where the environment says not to collect.

    Raises StoreError when the database cannot be used.
    """
    store = open_store(settings)
    _running["store"] = store
    schedule = None
    try:
        if not os.environ.get(NO_COLLECT):
            schedule = Schedule(
                lambda: sources_to_collect(settings),
                store,
                lock_of(settings, "schedule"),
                command,
                jobs=[("signals", lambda: _tell(store), TELL_EVERY)],
                settle=SETTLE,
            )
            schedule.start()
            _running["schedule"] = schedule
        yield schedule
    finally:
        if schedule is not None:
            schedule.stop()
        _running.clear()
        store.close()


def running_store() -> Store:
    """Return the store that this process has open. Raises StoreError when it has none."""
    store = _running.get("store")
    if store is None:
        raise StoreError("The store of this process is not open.")
    return store


def _tell(store: Store) -> None:
    if addresses := notifying.channels():
        notifying.tell(store, pd.Timestamp.now("UTC"), addresses)


def healthz(_request: Request) -> JSONResponse:
    """Answer 200 when the store can be read, else 503; holds no secret and no address."""
    schedule = _running.get("schedule")
    part = "off" if schedule is None else "leader" if schedule.leading else "follower"
    try:
        store = _running["store"]
        store.version(RUNS)
        table = health_now(load(), store)
    except (KeyError, StoreError, SettingsError):
        return JSONResponse(
            {"status": "failing", "store": "not readable", "schedule": part}, status_code=503
        )
    hidden = store.hidden_sources(PUBLIC)  # their names are not for everybody
    states = {one.source: one.state for one in table.itertuples() if one.source not in hidden}
    return JSONResponse(
        {"status": "ok", "store": "readable", "schedule": part, "sources": states}
    )


class ServeError(RuntimeError):
    """The web server cannot start as asked; says why."""


def check_open(settings: Settings, host: str | None) -> None:
    """Raise ServeError when `host` is open to others, but who they are would not be known."""
    try:
        own = host == "localhost" or ip_address(host or "0.0.0.0").is_loopback
    except ValueError:
        own = False
    if not own and not settings.signin:
        raise ServeError(
            f"{host} can be reached by others, and there is no sign-in yet: whoever reaches the "
            "page would read and write in this organisation's name. Use --host 127.0.0.1, or "
            "set up sign-in; docs/deploy.md says how."
        )
    if not own and not settings.address:
        raise ServeError(
            f"{settings.file}: say under which address people reach this, for example "
            'address = "https://jointwatch.example.org"; the providers lead them back there.'
        )


def check_address(host: str, port: int) -> None:
    """Raise ServeError when `port` of `host` is in use, or cannot be used."""
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    with socket.socket(family, socket.SOCK_STREAM) as probe:
        probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        try:
            probe.bind((host, port))
        except OSError as error:
            raise ServeError(
                f"Port {port} on {host} cannot be used ({error.strerror}). Another Jointwatch "
                f"may be running there; choose another with --port {port + 1}."
            ) from error


def serve(settings: Settings, host: str, port: int) -> None:
    """Serve the pages until stopped (Ctrl-C, or a request to end)."""
    # Pages declare what they cache before there is a server, which Streamlit takes for a slip.
    logging.getLogger("streamlit.runtime.caching.cache_data_api").addFilter(
        lambda record: "No runtime found" not in record.getMessage()
    )
    # The program's outer file stands above this package: it is found, not imported from.
    outer = importlib.import_module("streamlit_app")
    # Streamlit looks for .streamlit/config.toml beside the program's own file.
    sys.argv = [str(Path(outer.__file__).resolve())]
    name = f"[{host}]" if ":" in host else host
    print(f"Jointwatch: look at http://{name}:{port}; the data lie in {settings.home}.", flush=True)
    # The server raises the signal that ended it once more when all is closed.
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    with suppress(KeyboardInterrupt):
        outer.app.run(
            config={
                "server.address": host,
                "server.port": port,
                "server.headless": True,
                "browser.gatherUsageStats": False,
                "logger.hideWelcomeMessage": True,
                "logger.level": "warning",
                "runner.magicEnabled": False,
            }
        )
