"""The one way to ask the web: bounded in time, size and number, polite, without leaks."""

import logging
import time
from collections.abc import Mapping
from importlib.metadata import version
from urllib.parse import quote, urlsplit, urlunsplit

import pandas as pd
import requests
from requests.adapters import HTTPAdapter
from urllib3.util import Retry

from collectors.archive import Archive
from collectors.source import (
    Exhausted,
    NotThere,
    Refused,
    Reply,
    Source,
    SourceError,
    TooLarge,
    Unreachable,
)

log = logging.getLogger(__name__)

CONNECT_SECONDS, READ_SECONDS = 10, 60
LONGEST_WAIT = 120  # seconds that a Retry-After is followed; a longer one ends the run
_CHUNK = 256 * 1024
_AGAIN = (429, 500, 502, 503, 504)


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
        self.now = now
        self._source, self._archive = source, archive
        self._base_url = base_url.rstrip("/")
        self._secrets = {name: value for name, value in (secrets or {}).items() if value}
        self._last_asked: dict[str, float] = {}
        self._session = _Session(set())
        self._session.headers["User-Agent"] = _our_name(contact)

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
        returned when nothing did. Raises Unreachable, Refused, Exhausted, NotThere or
        TooLarge with a sentence that holds no secret.
        """
        request = requests.Request(
            method, self._rebased(url), params=params, headers=headers, data=data, json=json
        )
        prepared = self._session.prepare_request(request)
        self._session.private_headers |= {
            name for name, value in prepared.headers.items() if self._holds_secret(value)
        }
        address = self.scrub(prepared.url)
        known = self._archive.known(self._source.id, address) if self._archive else None
        if known and method == "GET":
            prepared.headers |= known.conditions()
        self._wait(prepared.url)
        log.info("%s %s", method, address)
        try:
            with self._session.send(
                prepared, stream=True, timeout=(CONNECT_SECONDS, READ_SECONDS)
            ) as answer:
                if answer.status_code == 304 and known:
                    return self._archive.reply(known, self.now)
                body = self._body(answer, address)
        except requests.RequestException as error:
            raise Unreachable(self.scrub(f"{address}: {_why(error)}")) from None
        self._refuse_failure(answer, body, address)
        return Reply(
            url=address,
            body=body,
            content_type=answer.headers.get("Content-Type", ""),
            fetched_at=self.now,
            etag=answer.headers.get("ETag", ""),
            last_modified=answer.headers.get("Last-Modified", ""),
        )

    def scrub(self, text: str) -> str:
        """Return `text` with every secret of this source taken out."""
        for secret in self._secrets.values():
            for form in {secret, quote(secret, safe="")}:
                text = text.replace(form, "***")
        return text

    def _rebased(self, url: str) -> str:
        parts = urlsplit(url)
        if parts.scheme not in ("http", "https"):
            raise SourceError(f"{self._source.id}: only http and https are asked, not {url!r}.")
        if not self._base_url:
            return url
        base = urlsplit(self._base_url)
        path = base.path.rstrip("/") + parts.path
        return urlunsplit((base.scheme, base.netloc, path, parts.query, ""))

    def _holds_secret(self, value: object) -> bool:
        return any(secret in str(value) for secret in self._secrets.values())

    def _wait(self, url: str) -> None:
        host = urlsplit(url).hostname or ""
        if host not in ("127.0.0.1", "localhost", "::1"):
            due = self._last_asked.get(host, 0) + self._source.pause
            time.sleep(max(0.0, due - time.monotonic()))
        self._last_asked[host] = time.monotonic()

    def _body(self, answer: requests.Response, address: str) -> bytes:
        limit, deadline = self._source.largest_reply, time.monotonic() + 10 * READ_SECONDS
        said = answer.headers.get("Content-Length", "0")
        size, parts = int(said) if said.isdigit() else 0, []
        if size <= limit:
            size = 0
            # Counted after unpacking: a small gzip may hold gigabytes.
            for chunk in answer.iter_content(_CHUNK):
                size += len(chunk)
                parts.append(chunk)
                if time.monotonic() > deadline:
                    raise Unreachable(f"{address}: the reply took over ten minutes.")
                if size > limit:
                    break
        if size > limit:
            raise TooLarge(f"{address}: over {limit:,} bytes, more than this source may send.")
        body = b"".join(parts)
        for secret in self._secrets.values():  # some publishers repeat the key in their reply
            body = body.replace(secret.encode(), b"***")
        return body

    def _refuse_failure(self, answer: requests.Response, body: bytes, address: str) -> None:
        status = answer.status_code
        if status < 400:
            return
        said = self.scrub(" ".join(body[:300].decode("utf-8", "replace").split()))
        text = f"{address} answered {status}: {said}"
        if status in (401, 403, 407):
            how = " ".join(secret.how for secret in self._source.secrets)
            raise Refused(f"{text} {how}".strip())
        if status == 429:
            raise Exhausted(f"{text} Asked too often; the next run tries again.")
        if status in (404, 410):
            raise NotThere(text)
        raise Unreachable(text)


class _Session(requests.Session):
    """A session that follows redirects to http(s) only and takes no key to another host."""

    def __init__(self, private_headers: set[str]):
        super().__init__()
        self.private_headers = private_headers
        self.max_redirects = 5
        self.trust_env = True  # an organisation's proxy and certificates
        retry = Retry(
            total=3,
            redirect=0,
            backoff_factor=1,
            backoff_jitter=1,
            status_forcelist=_AGAIN,
            allowed_methods=("GET", "HEAD"),
            respect_retry_after_header=True,
            retry_after_max=LONGEST_WAIT,
            raise_on_status=False,
        )
        for scheme in ("http://", "https://"):
            self.mount(scheme, HTTPAdapter(max_retries=retry))

    def rebuild_auth(self, prepared_request, response):
        super().rebuild_auth(prepared_request, response)
        if urlsplit(prepared_request.url).netloc != urlsplit(response.request.url).netloc:
            for name in self.private_headers:
                prepared_request.headers.pop(name, None)


def _our_name(contact: str) -> str:
    about = f"early-warning dashboard; {contact or 'no contact set'}"
    return f"jointwatch/{version('jointwatch')} ({about})"


def _why(error: requests.RequestException) -> str:
    """Return a network failure as a short sentence, without the address (it may hold a key)."""
    if isinstance(error, requests.exceptions.SSLError):
        return "the publisher's certificate is not valid."
    if isinstance(error, requests.Timeout):
        return "no answer in time."
    if isinstance(error, requests.TooManyRedirects):
        return "sent on from address to address too often."
    if isinstance(error, requests.exceptions.InvalidSchema):
        return "sent on to an address that is neither http nor https."
    if isinstance(error, requests.exceptions.ContentDecodingError):
        return "the compressed reply is damaged."
    if isinstance(error, requests.exceptions.ChunkedEncodingError):
        return "the reply broke off."
    return f"no connection ({type(error).__name__})."
