"""Signs that a file format cannot hold, or that a spreadsheet would take for a formula."""

import re

from dashboard.workspace.guard import clean

# Control signs that XML 1.0 forbids, and halves of a pair that no encoding can write.
_FORBIDDEN = re.compile("[\x00-\x08\x0b\x0c\x0e-\x1f\ud800-\udfff\ufffe\uffff]")
_WEB = re.compile(r"https?://[^\s<>\"{}|\\^`]+")


def printable(text: str) -> str:
    """Return a text without unseen signs, and those that XML cannot hold; all scripts stay."""
    return _FORBIDDEN.sub("", clean(text))


def web_address(text: str) -> str:
    """Return a text that is the address of a web page, or nothing of any other kind."""
    return text if _WEB.fullmatch(text) and printable(text) == text else ""


def no_formula(text: str) -> str:
    """Return a text that no spreadsheet reads as a formula: an apostrophe stands before it."""
    clean = printable(text)
    return f"'{clean}" if clean.lstrip()[:1] in tuple("=+-@") or clean[:1] in "\t\r\n" else clean


def as_typed(cell: str) -> str:
    """Return the text that `no_formula` made a cell of: without its apostrophe."""
    return cell[1:] if cell[:1] == "'" and no_formula(cell[1:]) == cell else cell
