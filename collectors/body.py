"""The bytes of one reply: read piece by piece, unpacked, never more than allowed."""

import zlib
from time import monotonic

from urllib3.response import BaseHTTPResponse

_PIECE = 256 * 1024
_GZIP = 31  # zlib's window bits for gzip


class CutOff(Exception):
    """The reply is damaged, broke off before its end, or took too long; says so."""


def plain_bytes(raw: BaseHTTPResponse, limit: int, deadline: float) -> tuple[bytes, bool]:
    """Return the body of `raw`, unpacked, and whether that is all of it.

    Stops soon after `limit` bytes, counted before and after unpacking: a small gzip may
    hold gigabytes, and a long one nothing. Raises CutOff when a packed body is damaged or
    ends too early, or when the clock passes `deadline` (a server may send a byte a minute).
    """
    packing = raw.headers.get("Content-Encoding", "").strip().lower()
    if packing not in ("", "identity", "gzip", "x-gzip"):
        raise CutOff(f"the reply is packed as {packing}, which was not asked for.")
    unpack = _Gzip() if packing.endswith("gzip") else None
    parts, received, size = [], 0, 0
    while piece := raw.read1(_PIECE, decode_content=False):
        received += len(piece)
        for part in unpack.pieces(piece) if unpack else (piece,):
            parts.append(part)
            size += len(part)
            if size > limit:
                break
        if max(size, received) > limit:
            return b"".join(parts)[:limit], False
        if monotonic() > deadline:
            raise CutOff("the reply took too long.")
    if unpack and received and not unpack.complete:
        raise CutOff("the reply broke off.")
    return b"".join(parts), True


class _Gzip:
    """Unpacks one or several gzips on end, a bounded piece at a time."""

    def __init__(self):
        self._member = zlib.decompressobj(_GZIP)

    @property
    def complete(self) -> bool:
        return self._member.eof

    def pieces(self, packed: bytes):
        while packed:
            if self._member.eof:
                if not packed.startswith(b"\x1f"):
                    return  # padding after the end
                self._member = zlib.decompressobj(_GZIP)
            try:
                yield self._member.decompress(packed, _PIECE)
            except zlib.error as error:
                raise CutOff("the compressed reply is damaged.") from error
            packed = self._member.unconsumed_tail or self._member.unused_data
