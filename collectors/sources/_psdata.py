"""The UN Peace & Security Data Hub: pages of a set, and its rows with their dates.

A set comes as JSON (a list of rows, dates in milliseconds since 1970, negative before) or
as CSV (dates as 2023-11-21). The same column is "Voting - yes" in the metadata and
`voting_yes` in the rows; here it is `voting_yes`. No key is asked for.
"""

import re
from collections.abc import Iterator, Sequence
from io import StringIO

import pandas as pd

from collectors.http import Client
from collectors.readers import refuse_cut
from collectors.source import Empty, NotThere, Reply, WrongFormat, clean
from indicators.schema import EARLIEST, LATEST

API = "https://api.psdata.un.org/public/data/"
HUB = "https://psdata.un.org/dataset/"
LICENCE = "CC BY 3.0 IGO, as published on HDX"
PAGE, PAGES = 1000, 100


def fetch_set(client: Client, dataset: str) -> Iterator[Reply]:
    """Yield the pages of a set, to the first that holds nothing new."""
    seen = set()
    for page in range(1, PAGES + 1):
        try:
            reply = client.get(f"{API}{dataset}/json", params={"page_num": page, "per_page": PAGE})
        except NotThere:
            if page == 1:
                raise
            return
        # Past the end come an empty list, or the last page again. A page shorter than asked
        # for is not the end: a server may give fewer rows than it is asked for.
        if page > 1 and (reply.body in seen or reply.body.strip() in (b"", b"[]")):
            return
        seen.add(reply.body)
        yield reply


def rows(replies: Sequence[Reply]) -> Iterator[tuple[Reply, dict]]:
    """Yield each row of `replies` once, its columns named as `columns_of` does.

    Raises Empty when there is none, and WrongFormat for what is no list of rows.
    """
    found: dict[str, tuple[Reply, dict]] = {}
    for reply in replies:
        for row in _listed(reply):
            named = {column(name): value for name, value in row.items()}
            found[f"{sorted(named)} {list(named.values())}"] = (reply, named)
    if not found:
        raise Empty("The UN Peace & Security Data Hub sent no rows; not taken for none.")
    yield from found.values()


def column(name: object) -> str:
    """Return the name of a column in one form: "Voting - yes" and "draft_res#" without signs."""
    return re.sub(r"[^a-z0-9]+", "_", str(name).lower()).strip("_")


def day(value: object) -> pd.Timestamp | None:
    """Return milliseconds since 1970, or an ISO date, as a day; None for what is neither."""
    text = str(value if value is not None else "").strip()
    try:
        number = float(text)
    except ValueError:
        number = None
    if not re.match(r"[+-]?\d", text):
        return None  # of "now" and "today" pandas would read the clock
    try:
        said = pd.Timestamp(text[:10]) if number is None else pd.Timestamp(number, unit="ms")
    except (ValueError, OverflowError):
        return None
    if said is pd.NaT or not EARLIEST <= said <= LATEST:
        return None
    return said.normalize().as_unit("us")


def text(value: object, longest: int = 500) -> str:
    """Return a value, or a list of values, as one line; "" for none."""
    if isinstance(value, list):
        value = "; ".join(filter(None, (text(one, longest) for one in value)))
    if isinstance(value, float) and value.is_integer():
        value = int(value)
    line = clean("" if value is None else str(value), longest)
    return "" if line.lower() in ("nan", "none", "null", "-", "--", "n/a") else line


def _listed(reply: Reply) -> list[dict]:
    start = reply.text().lstrip()[:1]
    if start not in ("[", "{"):
        return _of_csv(reply)
    said = reply.json()
    if isinstance(said, dict):
        said = next((said[name] for name in ("data", "results", "records") if name in said), said)
    if not isinstance(said, list) or not all(isinstance(row, dict) for row in said):
        raise WrongFormat(f"{reply.name}: not a list of rows of the UN Peace & Security Data Hub.")
    return said


def _of_csv(reply: Reply) -> list[dict]:
    try:
        head = pd.read_csv(StringIO(reply.text()), nrows=0).columns
    except (pd.errors.ParserError, pd.errors.EmptyDataError, ValueError) as error:
        raise WrongFormat(f"{reply.name}: neither JSON nor CSV ({clean(error, 120)}).") from error
    refuse_cut(reply, reply.text())
    found = reply.csv(list(head)).to_dict("records")
    if not found:
        raise WrongFormat(f"{reply.name}: no row of a set; it says: {clean(reply.text(), 120)!r}.")
    return found
