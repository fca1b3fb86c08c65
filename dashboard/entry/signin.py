"""Who is signed in at this screen, and until when; the page to sign in, and the way out.

Streamlit checks what a provider sends and keeps the claims in a cookie of thirty days. How
long they hold is decided here, at the server: a session that was not used for a while, is
too old, or was signed out of has ended, whatever the browser still has.
"""

import hashlib
import threading
import time
from collections.abc import Mapping
from dataclasses import dataclass
from ipaddress import ip_address
from typing import Any, NoReturn
from urllib.parse import urlsplit

import streamlit as st
from streamlit.errors import StreamlitAuthError

from collectors.access import PROGRAM
from collectors.settings import Settings, load
from dashboard import service
from dashboard.entry import providers
from dashboard.words import _, plain
from dashboard.workspace import audit
from dashboard.workspace.people import Person
from indicators.frames import AUDIT

OUT, IDLE, OLD = "out", "idle", "old"  # why a session has ended
KIND = "session"  # as the audit names a sign-in
ASK_AUDIT = 60  # seconds between two questions to the audit about one sign-in
REFUSED, SIGNED_OUT = "sign_in_refused", "signed_out"  # in the address, after a way back


@dataclass(frozen=True)
class Login:
    """One sign-in of one person at one provider; `issued` in seconds since 1970."""

    provider: str
    subject: str
    issued: int
    nonce: str = ""

    @property
    def id(self) -> str:
        """Return its name in the audit, from which nobody can make a token."""
        told = "\n".join((self.provider, self.subject, str(self.issued), self.nonce))
        return hashlib.sha256(told.encode()).hexdigest()[:32]

    @property
    def who(self) -> tuple[str, str]:
        """Return whose it is, whenever it was."""
        return self.provider, self.subject


def login_of(claims: Mapping[str, Any]) -> Login | None:
    """Return the sign-in that checked claims speak of, None of nobody."""
    told = [claims.get(name) for name in ("provider", "sub", "iat")]
    if not claims.get("is_logged_in") or not all(told) or not isinstance(told[2], int | float):
        return None
    subject = f"{claims.get('iss', '')} {told[1]}"
    return Login(str(told[0]), subject, int(told[2]), str(claims.get("nonce", "")))


class Sessions:
    """When each sign-in was last used, and which have ended: in the memory of this process.

    A sign-in that is not known here counts as used when its token was issued, so that after
    a new start of the program nobody comes in with a token that had ended before.
    """

    def __init__(self) -> None:
        self._lock = threading.Lock()
        self._used: dict[Login, float] = {}
        self._ended: dict[Login, str] = {}
        self._asked: dict[Login, float] = {}
        self._claims: dict[tuple[str, str], tuple[int, Mapping[str, Any]]] = {}

    def ended(self, login: Login, idle: float, renew: float, now: float) -> str:
        """Return why a sign-in has ended, "" when it holds; `idle` and `renew` in seconds."""
        with self._lock:
            return self._why(login, idle, renew, now)

    def use(self, login: Login, idle: float, renew: float, now: float) -> str:
        """Return the same, and keep that it was used now when it holds."""
        with self._lock:
            if why := self._why(login, idle, renew, now):
                self._ended[login] = why
            else:
                self._used[login] = now
            if len(self._used) > 10_000:
                self._forget(now - renew)
            return why

    def end(self, login: Login) -> None:
        """Let a sign-in end, in every tab of the browser."""
        with self._lock:
            self._ended[login] = OUT

    def newest(self, login: Login, claims: Mapping[str, Any]) -> Mapping[str, Any]:
        """Return the newest claims of the person: those of a later sign-in, once there is one."""
        with self._lock:
            issued, known = self._claims.get(login.who, (0, {}))
            if login.issued < issued:
                return known
            self._claims[login.who] = (login.issued, claims)
            return claims

    def asks(self, login: Login, now: float) -> bool:
        """Return whether it is time to ask the audit about a sign-in."""
        with self._lock:
            due = now - self._asked.get(login, 0) >= ASK_AUDIT
            if due:
                self._asked[login] = now
            return due

    def _why(self, login: Login, idle: float, renew: float, now: float) -> str:
        if login in self._ended:
            return self._ended[login]
        if now - login.issued > renew:
            return OLD
        return IDLE if now - self._used.get(login, login.issued) > idle else ""

    def _forget(self, before: float) -> None:
        """Drop sign-ins that are too old to be taken for anything but ended."""
        for kept in (self._used, self._ended, self._asked):
            for login in [one for one in kept if one.issued < before]:
                del kept[login]


SESSIONS = Sessions()


def person() -> Person | None:
    """Return who is signed in here; None in local mode. Ends the page for anybody else."""
    settings = load()
    known = providers.read(settings)
    if not known:
        _only_here()
        return None
    login, claims = _login(known)
    if login is None:
        ask(known)
    if why := SESSIONS.use(login, *_limits(settings), time.time()):
        ask(known, _ended(why, settings))
    try:
        me = known[login.provider].person_of(SESSIONS.newest(login, claims))
    except providers.Refused as refusal:
        ask(known, str(refusal), leave=True)
    if SESSIONS.asks(login, time.time()) and _signed_out_elsewhere(login, me):
        SESSIONS.end(login)
        ask(known, _ended(OUT, settings))
    return me


def here() -> bool:
    """Return whether pages are shown: to whom has access, and to all in local mode."""
    settings = load()
    known = providers.read(settings)
    login, claims = _login(known)
    if login is None or SESSIONS.ended(login, *_limits(settings), time.time()):
        return not known
    try:
        return bool(known[login.provider].person_of(SESSIONS.newest(login, claims)))
    except providers.Refused:
        return False


def _login(known: Mapping[str, providers.Provider]) -> tuple[Login | None, Mapping[str, Any]]:
    """Return the sign-in of this browser at a provider that is still known, and its claims."""
    claims = st.user.to_dict()
    login = login_of(claims)
    return (login if login and login.provider in known else None), claims


def _limits(settings: Settings) -> tuple[float, float]:
    return settings.idle_minutes * 60, settings.renew_hours * 3600


def _signed_out_elsewhere(login: Login, me: Person) -> bool:
    """Return whether another copy of the program let this sign-in end; note a new one."""
    store = service.running_store()
    rows = store.read(AUDIT, PROGRAM, where={"kind": KIND, "record": login.id})
    if rows.empty:
        audit.note(store, me, "sign in", KIND, login.id)
    return "sign out" in set(rows["action"])


def leave(me: Person) -> None:
    """Sign out: end the session here at once, then let the browser forget it."""
    login = login_of(st.user.to_dict())
    if login is not None:
        SESSIONS.end(login)
        audit.note(service.running_store(), me, "sign out", KIND, login.id)
    st.logout()


def keep_watch() -> None:
    """Take the page off the screen when its session ends, though nobody touches it."""
    settings = load()
    if settings.signin:
        every = max(1.0, min(60.0, settings.idle_minutes * 30))
        st.fragment(_look_again, run_every=every)()


def _look_again() -> None:
    if not here():
        st.rerun()


def ask(known: Mapping[str, providers.Provider], said: str = "", leave: bool = False) -> NoReturn:
    """Show the page to sign in, with a sentence on what happened, and end the page there."""
    st.title(_("Jointwatch"), anchor=False)
    if REFUSED in st.query_params:
        st.error(_("The sign-in was not completed, or what came back could not be trusted or had "
                   "expired. Sign in again. If that fails too, tell whoever runs this "
                   "installation."))  # fmt: skip
    elif SIGNED_OUT in st.query_params:
        st.success(_("You are signed out here. On a computer that others use, sign out of your "
                     "organisation's own pages too."))  # fmt: skip
    if said:
        st.warning(plain(said))
    st.write(_("Sign in with your organisation's account."))
    for name, provider in known.items():
        if st.button(provider.title, key=f"sign in {name}", icon=":material/login:"):
            try:
                st.login(name)
            except StreamlitAuthError:
                st.error(_("This way to sign in was added while the program ran. It works once "
                           "the program is started anew."))  # fmt: skip
    if leave and st.button(_("Sign out"), icon=":material/logout:", type="tertiary"):
        st.logout()
    st.stop()


def _ended(why: str, settings: Settings) -> str:
    if why == IDLE:
        said = _("Your session has ended: it was not used for {minutes:g} minutes, or the "
                 "program was started anew. What you were writing is kept as a draft.")  # fmt: skip
        return said.format(minutes=settings.idle_minutes)
    if why == OLD:
        said = _("Your sign-in is older than {hours:g} hours. Sign in again, so that what you may "
                 "do here is up to date. What you were writing is kept as a draft.")  # fmt: skip
        return said.format(hours=settings.renew_hours)
    return _("You have signed out.")


def _only_here() -> None:
    """End the page for whoever comes from elsewhere: local mode is for this machine alone."""
    if from_here(st.context.headers.get("Host", "localhost"), st.context.ip_address):
        return
    st.error(_("This installation has no sign-in, so it can be used on its own computer only. "
               "To reach it from elsewhere, set up sign-in; docs/deploy.md says how."))  # fmt: skip
    st.stop()


def from_here(host: str, peer: object) -> bool:
    """Return whether a browser asked this machine by its own name, and from this machine.

    The name counts too: a reverse proxy on this machine asks for others, and a page elsewhere
    can give its own name this machine's number. `peer` is a text when it is known, else None.
    """
    try:
        near = not isinstance(peer, str) or ip_address(peer).is_loopback
        return near and urlsplit(f"//{host}").hostname in ("localhost", "127.0.0.1", "::1")
    except ValueError:
        return False
