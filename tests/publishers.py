"""A server on loopback in the publishers' place, which can be told to fail.

Set `sources.NAME.base_url` to `Publishers.base_url(NAME)`: the server then answers under
the publisher's own paths, each source below its own name.
"""

import functools
import gzip
import hashlib
import zlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from threading import Event, Thread
from urllib.parse import parse_qsl, urlsplit

SIGN_IN = b"<!DOCTYPE html><html><head><title>Sign in</title></head><body>Sign in</body></html>"
# In the published form, and never changing: what is served does not change either.
LAST_MODIFIED = "Sun, 01 Feb 2026 00:00:00 GMT"


@dataclass
class Offer:
    """What is answered to a path and parameters (those asked for may be more)."""

    path: str
    params: dict[str, str]
    body: bytes
    status: int = 200
    headers: dict[str, str] = field(default_factory=dict)
    fault: str = ""  # see Publishers.fail
    times: float = float("inf")


@dataclass(frozen=True)
class Asked:
    """One request that came in."""

    method: str
    address: str  # path and query, as asked
    headers: Mapping[str, str]
    body: bytes


class Publishers:
    """Serves what it was given, from its entry as a context manager to its exit."""

    def __init__(self):
        self._offers: list[Offer] = []
        self._over = Event()
        self.asked: list[Asked] = []

    def __enter__(self) -> "Publishers":
        handler = type("Handler", (_Handler,), {"publishers": self})
        self._server = ThreadingHTTPServer(("127.0.0.1", 0), handler)
        self._server.daemon_threads = True
        self._thread = Thread(target=self._server.serve_forever, args=(0.02,), daemon=True)
        self._thread.start()
        return self

    def __exit__(self, *_):
        self._over.set()
        self._server.shutdown()
        self._server.server_close()
        self._thread.join(5)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._server.server_port}"

    def base_url(self, source: str) -> str:
        """Return what to set as this source's base_url."""
        return f"{self.url}/{source}"

    def offer(
        self,
        address: str,
        body: bytes | str = b"",
        status: int = 200,
        times=float("inf"),
        **headers,
    ) -> Offer:
        """Answer `address` (a path, with parameters if it matters) with `body`.

        Later offers go first, `times` says how often; `headers` are written with "_" for "-".
        A status of 200 comes with ETag and Last-Modified, and answers conditional requests.
        """
        parts = urlsplit(address)
        body = body.encode() if isinstance(body, str) else body
        named = {name.replace("_", "-"): value for name, value in headers.items()}
        if status == 200:
            tag = f'"{hashlib.sha256(body).hexdigest()[:16]}"'
            named = {"ETag": tag, "Last-Modified": LAST_MODIFIED} | named
        offer = Offer(parts.path, dict(parse_qsl(parts.query)), body, status, named, times=times)
        self._offers.insert(0, offer)
        return offer

    def fail(self, path: str, fault: str, times: float = float("inf")) -> Offer:
        """Answer everything below `path` with a fault on purpose, before any offer.

        html: a sign-in page with status 200; empty: nothing with status 200;
        cut: half of what is offered, its whole length announced; half: half of it, as if
        that were all; cut gzip, damaged gzip; slow: a byte now and then; hang: no answer;
        reset: the connection is closed; huge: bytes without end; hollow: gzips of nothing
        without end; bomb: a gzip of 200 MB of nothing; "500" or another number: that status.
        """
        offer = Offer(path, {}, b"", fault=fault, times=times)
        self._offers.insert(0, offer)
        return offer

    def mend(self) -> None:
        """Take back every fault."""
        self._offers = [offer for offer in self._offers if not offer.fault]

    def answer(self, handler: "_Handler", body: bytes) -> None:
        self.asked.append(Asked(handler.command, handler.path, dict(handler.headers), body))
        parts = urlsplit(handler.path)
        offer = self._find(parts.path, dict(parse_qsl(parts.query)), faults=True)
        if offer is None:
            return handler.send(404, b"There is no such page.", {"Content-Type": "text/plain"})
        offer.times -= 1
        if not offer.fault:
            return handler.give(offer)
        whole = self._find(parts.path, dict(parse_qsl(parts.query)), faults=False)
        return handler.fail(offer.fault, whole.body if whole else b"x" * 1000, self._over)

    def _find(self, path: str, params: dict[str, str], faults: bool) -> Offer | None:
        fitting = []
        for offer in self._offers:
            if offer.times <= 0 or (offer.fault and not faults):
                continue
            if offer.fault and path.startswith(offer.path):
                return offer
            if offer.path == path and offer.params.items() <= params.items():
                fitting.append(offer)
        return max(fitting, key=lambda offer: len(offer.params), default=None)


class _Handler(BaseHTTPRequestHandler):
    publishers: Publishers
    protocol_version = "HTTP/1.1"

    def do_GET(self):
        length = int(self.headers.get("Content-Length") or 0)
        try:
            self.publishers.answer(self, self.rfile.read(length))
        except (BrokenPipeError, ConnectionResetError):
            self.close_connection = True

    do_POST = do_HEAD = do_GET

    def log_message(self, *_):
        pass

    def send(self, status: int, body: bytes, headers: Mapping[str, str]) -> None:
        self.send_response(status)
        for name, value in ({"Content-Length": str(len(body))} | dict(headers)).items():
            self.send_header(name, value)
        self.end_headers()
        if self.command != "HEAD":
            self.wfile.write(body)

    def give(self, offer: Offer) -> None:
        unchanged = (
            self.headers.get("If-None-Match") == offer.headers.get("ETag", "none")
            or "If-None-Match" not in self.headers
            and self.headers.get("If-Modified-Since") == offer.headers.get("Last-Modified", "none")
        )
        if unchanged:
            return self.send(304, b"", {})
        return self.send(offer.status, offer.body, offer.headers)

    def fail(self, fault: str, body: bytes, over: Event) -> None:
        half = body[: len(body) // 2]
        self.close_connection = fault in ("cut", "hang", "reset")
        if fault.isdigit():
            self.send(int(fault), b"Failing on purpose.", {"Content-Type": "text/plain"})
        elif fault == "html":
            self.send(200, SIGN_IN, {"Content-Type": "text/html"})
        elif fault == "empty":
            self.send(200, b"", {})
        elif fault == "half":
            self.send(200, half, {})
        elif fault == "cut":
            self.send(200, half, {"Content-Length": str(len(body))})
        elif fault == "cut gzip":
            packed = gzip.compress(body)
            self._begin({"Content-Encoding": "gzip"})
            self.wfile.write(packed[: len(packed) // 2])
        elif fault == "damaged gzip":
            self.send(200, b"\x1f\x8b" + body, {"Content-Encoding": "gzip"})
        elif fault == "slow":
            self._begin({})
            while not over.wait(0.05):
                self.wfile.write(b"x")
        elif fault == "hang":
            over.wait(60)
        elif fault in ("huge", "hollow"):
            self._begin({"Content-Encoding": "gzip"} if fault == "hollow" else {})
            piece = b"x" * 65536 if fault == "huge" else gzip.compress(b"") * 3000
            while not over.is_set():
                self.wfile.write(piece)
        elif fault == "bomb":
            self.send(200, bomb(), {"Content-Encoding": "gzip"})
        elif fault != "reset":
            raise ValueError(f"There is no fault {fault!r}.")

    def _begin(self, headers: Mapping[str, str]) -> None:
        """Send the head of an answer that ends when the connection does."""
        self.send_response(200)
        for name, value in headers.items():
            self.send_header(name, value)
        self.send_header("Connection", "close")
        self.end_headers()
        self.close_connection = True


@functools.cache
def bomb(gigabytes: float = 0.2) -> bytes:
    """Return a gzip, of a few hundred kilobytes, that holds so many gigabytes of nothing."""
    packer = zlib.compressobj(9, zlib.DEFLATED, 31)
    piece = bytes(1 << 20)
    parts = [packer.compress(piece) for _ in range(int(gigabytes * 1024))]
    return b"".join([*parts, packer.flush()])
