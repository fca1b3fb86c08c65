"""The one way to ask the web: bounded in time, size and number, polite, without leaks."""

import logging
import random
from collections.abc import Mapping
from dataclasses import replace
from email.utils import parsedate_to_datetime
from importlib.metadata import version
from time import monotonic, sleep, time
from urllib.parse import urljoin, urlsplit, urlunsplit

import pandas as pd
import requests
from urllib3.exceptions import HTTPError, ReadTimeoutError

from collectors.archive import Archive, Damaged, Known
from collectors.body import CutOff, plain_bytes
from collectors.secrecy import forms, same_publisher
from collectors.source import (
    Exhausted,
    NotThere,
    Refused,
    Reply,
    Source,
    SourceError,
    TooLarge,
    Unreachable,
    clean,
)

log = logging.getLogger(__name__)
# urllib3 writes whole addresses, keys and all; what matters of them is written here.
logging.getLogger("urllib3").setLevel(logging.ERROR)

CONNECT_SECONDS, READ_SECONDS = 10, 60  # until connected; between two pieces of a reply
WHOLE_SECONDS = 600  # for one whole reply, all attempts together
ATTEMPTS = 4  # of a GET that fails in a way that may pass
LONGEST_WAIT = 120  # seconds that a Retry-After is followed; a longer one ends the run
MOST_REDIRECTS = 5
_REDIRECTS = (301, 302, 303, 307, 308)
_MAY_PASS = (429, 500, 502, 503, 504)
_ERROR_BYTES = 2_000  # so much of an error page is read


class Client:
    """Asks the publisher of one source, for the length of one run."""

    def __init__(
        self,
        source: Source,
        now: pd.Timestamp,
        archive: Archive | None = None,
        base_url: str = "",
        secrets: Mapping[str, str] | None = None,
        contact: str = "",
    ):
        self.now, self.contact = now, clean(contact)
        self._source, self._archive = source, archive
        self._base_url = base_url.rstrip("/")
        kept = {name: value.strip() for name, value in (secrets or {}).items() if value}
        self._secrets = {name: value for name, value in kept.items() if value}
        self._hidden = forms([*self._secrets.values(), urlsplit(base_url).password or ""])
        self._last_asked: dict[str, float] = {}
        self._session = _Session()
        self._session.headers["User-Agent"] = _our_name(contact)
        self._session.headers["Accept-Encoding"] = "gzip"

    def secret(self, variable: str) -> str:
        """Return a key from the environment; "" when an optional one is not set."""
        return self._secrets.get(variable, "")

    def get(self, url: str, **options) -> Reply:
        """Ask for `url`; see `ask`."""
        return self.ask("GET", url, **options)

    def ask(
        self,
        method: str,
        url: str,
        *,
        params: Mapping[str, object] | None = None,
        headers: Mapping[str, str] | None = None,
        data: Mapping[str, object] | None = None,
        json: object = None,
    ) -> Reply:
        """Return the reply to one request.

        Asks only for what changed since the archived reply of the same address, which is
        returned when nothing did. A GET that fails in a way that may pass is tried again.
        Raises Unreachable, Refused, Exhausted, NotThere or TooLarge with a sentence that
        holds no secret.
        """
        try:
            request = requests.Request(
                method, self._rebased(url), params=params, headers=headers, data=data, json=json
            )
            address = self.scrub(self._session.prepare_request(request).url)
        except (requests.RequestException, ValueError) as error:
            raise SourceError(self.scrub(f"{url} cannot be asked for: {error}")) from None
        known = None
        if self._archive and method == "GET":
            known = self._archive.known(self._source.id, address)
        deadline = monotonic() + WHOLE_SECONDS
        for attempt in range(1, ATTEMPTS + 1):
            try:
                reply = self._once(request, address, known, deadline)
                return reply if method == "GET" else replace(reply, etag="", last_modified="")
            except Damaged as damage:
                log.warning("%s", damage)
                known = None
            except _MayPass as failure:
                last = attempt == ATTEMPTS or method != "GET" or monotonic() > deadline
                if last or failure.wait > LONGEST_WAIT:
                    raise failure.final from None
                pause = failure.wait or 2 ** (attempt - 1) + random.random()
                log.info("%s Trying again in %.0f s.", failure.final, pause)
                sleep(pause)
        raise Unreachable(f"{address}: the archived reply is damaged and no other came.")

    def scrub(self, text: str) -> str:
        """Return `text` with every secret of this source taken out."""
        for form in self._hidden:
            text = text.replace(form, "***")
        return text

    def _once(
        self, request: requests.Request, address: str, known: Known | None, deadline: float
    ) -> Reply:
        """Return the reply to one attempt. Raises _MayPass for what another may mend."""
        try:
            with self._answer(request, known.conditions() if known else {}) as answer:
                if answer.status_code != 304 or not known:
                    self._refuse_failure(answer, address)
                    return Reply(
                        url=address,
                        body=self._body(answer, address, deadline),
                        content_type=answer.headers.get("Content-Type", ""),
                        fetched_at=self.now,
                        etag=answer.headers.get("ETag", ""),
                        last_modified=answer.headers.get("Last-Modified", ""),
                    )
        except (requests.RequestException, HTTPError, CutOff, ValueError) as error:
            why, passing = _why(error)
            final = Unreachable(self.scrub(f"{address}: {why}"))
            raise (_MayPass(final) if passing else final) from None
        return self._archive.reply(known, self.now)

    def _answer(self, request: requests.Request, conditions: dict) -> requests.Response:
        """Send `request` and follow where the server sends it on to."""
        for _ in range(MOST_REDIRECTS + 1):
            prepared = self._session.prepare_request(request)
            prepared.headers.update(conditions)
            self._wait(prepared.url)
            log.info("%s %s", prepared.method, self.scrub(prepared.url))
            settings = self._session.merge_environment_settings(prepared.url, {}, True, None, None)
            settings["timeout"] = (CONNECT_SECONDS, READ_SECONDS)
            answer = self._session.send(prepared, **settings)
            target = answer.headers.get("Location", "")
            if answer.status_code not in _REDIRECTS or not target:
                return answer
            answer.close()  # unread: the page that comes with a redirect may be of any size
            request = self._onward(request, prepared.url, target, answer.status_code)
        raise requests.TooManyRedirects

    def _onward(
        self, request: requests.Request, asked: str, target: str, status: int
    ) -> requests.Request:
        """Return the request to send on to `target`: no key goes to another publisher."""
        target = urljoin(asked, target)
        parts = urlsplit(target)
        if parts.scheme not in ("http", "https") or not parts.hostname:
            raise requests.exceptions.InvalidSchema
        keeps = status in (307, 308)
        onward = requests.Request(request.method if keeps else "GET", target)
        carries = keeps and (request.data or request.json)
        if same_publisher(asked, target):
            onward.headers = request.headers
        elif carries or self.scrub(target) != target:
            raise Refused(
                f"{self.scrub(asked)}: we were sent on to {parts.hostname} with our key; it was "
                "not followed, for a key goes to nobody but its publisher."
            )
        if carries:
            onward.data, onward.json = request.data, request.json
        return onward

    def _rebased(self, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            raise SourceError(f"{self._source.id}: only http and https are asked, not {url!r}.")
        # A page may already name the gateway as the address of the next page.
        if not self._base_url or url.startswith(f"{self._base_url}/"):
            return url
        base = urlsplit(self._base_url)
        path = base.path.rstrip("/") + parts.path
        return urlunsplit((base.scheme, base.netloc, path, parts.query, ""))

    def _wait(self, url: str) -> None:
        host = urlsplit(url).hostname or ""
        if host not in ("127.0.0.1", "localhost", "::1"):
            due = self._last_asked.get(host, float("-inf")) + self._source.pause
            sleep(max(0.0, due - monotonic()))
        self._last_asked[host] = monotonic()

    def _body(self, answer: requests.Response, address: str, deadline: float) -> bytes:
        limit, said = self._source.largest_reply, answer.headers.get("Content-Length", "")
        body, whole = b"", False
        if not said.isdigit() or int(said) <= limit:
            body, whole = plain_bytes(answer.raw, limit, deadline)
        if not whole:
            raise TooLarge(f"{address}: over {limit:,} bytes, more than this source may send.")
        for form in self._hidden:  # some publishers repeat the key in their reply
            body = body.replace(form.encode(), b"***")
        return body

    def _refuse_failure(self, answer: requests.Response, address: str) -> None:
        status = answer.status_code
        if 200 <= status < 300:
            return
        said = self._said(answer)
        text = f"{address} answered {status}: {said}" if said else f"{address} answered {status}."
        if status in (401, 403):
            how = " ".join(secret.how for secret in self._source.secrets)
            raise Refused(f"{text} {how}".strip())
        if status in (404, 410):
            raise NotThere(text)
        if status not in _MAY_PASS:
            raise Unreachable(text)
        wait = _seconds_to_wait(answer.headers.get("Retry-After", ""))
        if wait > LONGEST_WAIT:
            text += f" It asks to be left alone for {pd.Timedelta(seconds=round(wait))}."
        if status == 429:
            text += " Asked too often; the next run tries again."
        raise _MayPass(Exhausted(text) if status == 429 else Unreachable(text), wait)

    def _said(self, answer: requests.Response) -> str:
        """Return the beginning of an error page in one line."""
        try:
            body, _ = plain_bytes(answer.raw, _ERROR_BYTES, monotonic() + READ_SECONDS)
        except (HTTPError, CutOff):
            return "(the error page broke off)"
        text = body.decode("utf-8", "replace")
        if "html" in text[:500].lower():
            return "(a web page)"
        return self.scrub(clean(text, 300))


class _MayPass(Exception):
    """A failure that another attempt may mend; `wait` is what the server asks, in seconds."""

    def __init__(self, final: SourceError, wait: float = 0.0):
        super().__init__(str(final))
        self.final, self.wait = final, wait


class _Session(requests.Session):
    """A session that leaves redirects to the Client: requests reads their pages whole."""

    trust_env = True  # an organisation's proxy and certificates

    def get_redirect_target(self, resp):
        return None


def _seconds_to_wait(said: str) -> float:
    """Return a Retry-After, given in seconds or as a date, in seconds; 0 when it says none."""
    if said.strip().isdigit():
        return float(said)
    try:
        return max(0.0, parsedate_to_datetime(said).timestamp() - time())
    except ValueError:
        return 0.0


def _our_name(contact: str) -> str:
    about = f"early-warning dashboard; {clean(contact) or 'no contact set'}"
    return f"jointwatch/{version('jointwatch')} ({about})".encode("ascii", "replace").decode()


def _why(error: Exception) -> tuple[str, bool]:
    """Return a network failure as a short sentence, and whether another attempt may mend it.

    The sentence is without the address, which may hold a key.
    """
    known = (
        (requests.exceptions.SSLError, "the publisher's certificate is not valid.", False),
        (requests.exceptions.ProxyError, "our own proxy did not let us through.", False),
        ((requests.Timeout, ReadTimeoutError), "no answer in time.", True),
        (requests.TooManyRedirects, "sent on from address to address too often.", False),
        (requests.exceptions.InvalidSchema, "sent on to what is neither http nor https.", False),
        (requests.ConnectionError, "no connection.", True),
        (CutOff, str(error), True),
        (HTTPError, "the reply broke off.", True),
        (UnicodeError, "a key or header holds a sign that cannot be sent.", False),
    )
    for kind, sentence, passing in known:
        if isinstance(error, kind):
            return sentence, passing
    return f"the address or the answer is not valid ({type(error).__name__}).", False
