"""One file of UCDP as it was published: which release it is, and the columns we read of it."""

import codecs
import re
import zipfile
import zlib
from dataclasses import dataclass, replace
from io import BytesIO

import pandas as pd
import pyarrow as pa
import pyarrow.compute as pc
from pyarrow import csv

from collectors.source import Empty, Reply, TooLarge, WrongFormat

TEXTS = ("id", "dyad_name", "adm_1", "country", "country_id", "date_start", "date_end")
NUMBERS = ("type_of_violence", "where_prec", "latitude", "longitude", "deaths_civilians",
           "best", "high", "low")  # fmt: skip
STATUS = "code_status"  # not in releases before 2020

LARGEST_FILE = 2_000_000_000  # bytes unpacked; the yearly release of 2026 has 326,000,000
_BLOCK = 1 << 19  # bytes read at a time: so many stay in the processor's own memory
LARGEST_RATIO = 500  # unpacked to packed; releases have about 8

# Candidate 24.0.1 was published without its header row; the others of its time have this one.
HEADER = [
    "id", "relid", "year", "active_year", "code_status", "type_of_violence", "conflict_dset_id",
    "conflict_new_id", "conflict_name", "dyad_dset_id", "dyad_new_id", "dyad_name",
    "side_a_dset_id", "side_a_new_id", "side_a", "side_b_dset_id", "side_b_new_id", "side_b",
    "number_of_sources", "source_article", "source_office", "source_date", "source_headline",
    "source_original", "where_prec", "where_coordinates", "where_description", "adm_1", "adm_2",
    "latitude", "longitude", "geom_wkt", "priogrid_gid", "country", "country_id", "region",
    "event_clarity", "date_prec", "date_start", "date_end", "deaths_a", "deaths_b",
    "deaths_civilians", "deaths_unknown", "best", "high", "low", "gwnoa", "gwnob",
]  # fmt: skip

_MONTHLY = re.compile(r"gedevent_v(\d\d)_0_([1-9]|1[0-2])(?!\d)", re.IGNORECASE)
_CUMULATIVE = re.compile(r"gedevent_v(\d\d)_01_\1_(0[1-9]|1[0-2])(?!\d)", re.IGNORECASE)
_YEARLY = re.compile(r"(?:gedevent_v(\d\d)_|ged(\d\d))1(?!\d)", re.IGNORECASE)


@dataclass(frozen=True)
class Release:
    """A release: the months it covers (both included) and its turn among the others."""

    first: pd.Period
    last: pd.Period
    whole: bool  # it holds all that is known of its months; a monthly one adds to others
    turn: tuple[pd.Period, int]  # the month in which it is published; its rank in that month

    @property
    def months(self) -> list[pd.Period]:
        """Return the months it covers."""
        return list(pd.period_range(self.first, self.last))


def read(reply: Reply) -> tuple[Release, pd.DataFrame]:
    """Return which release `reply` is (a CSV file, or a zip archive of one) and its table.

    The columns are TEXTS (text), NUMBERS (numbers) and, where the release has it, STATUS;
    the rows are in the order of their ids, as text, whatever their order in the file.
    Raises Empty, TooLarge or WrongFormat.
    """
    names = [reply.name]
    if reply.body.startswith(b"PK\x03\x04"):
        reply = _unpacked(reply)
        names.insert(0, reply.name)
    table = _table(reply)
    release = next((found for name in names if (found := release_of(name))), None)
    if release is None:
        raise WrongFormat(
            f"{reply.name}: the name does not say which release of UCDP this is, as "
            "GEDEvent_v26_0_8.csv and ged261-csv.zip do."
        )
    if table.empty:
        raise Empty(f"{reply.name}: a release without any event; it is not taken for calm.")
    return release, table


def release_of(name: str) -> Release | None:
    """Return the release that the name of a file speaks of, or None when it speaks of none.

    Raises WrongFormat for candidates before 2021: they cover a part of the world only.
    """
    if found := _YEARLY.search(name):
        year = 2000 + int(found[1] or found[2])
        first, last = pd.Period("1989-01", "M"), pd.Period(f"{year - 1}-12", "M")
        # Out in the first days of June, before the candidates of May.
        return Release(first, last, whole=True, turn=(last + 6, 1))
    if found := _MONTHLY.search(name):
        first = last = pd.Period(f"20{found[1]}-{int(found[2]):02}", "M")
        release = Release(first, last, whole=False, turn=(last + 1, 2))
    elif found := _CUMULATIVE.search(name):
        first, last = pd.Period(f"20{found[1]}-01", "M"), pd.Period(f"20{found[1]}-{found[2]}", "M")
        release = Release(first, last, whole=True, turn=(last + 1, 3))
    else:
        return None
    if first.year < 2021:
        raise WrongFormat(
            f"{name}: candidate releases before 2021 cover a part of the world only and would "
            "say that nobody died elsewhere. Take a yearly release instead."
        )
    return release


def _unpacked(reply: Reply) -> Reply:
    """Return the one CSV file of a zip archive as a reply of its own."""
    try:
        archive = zipfile.ZipFile(BytesIO(reply.body))
        files = [
            file
            for file in archive.infolist()
            if file.filename.lower().endswith(".csv") and not file.filename.startswith("__MACOSX")
        ]
        if len(files) != 1:
            raise WrongFormat(f"{reply.name}: {len(files)} CSV files in the archive, not one.")
        size, packed = files[0].file_size, max(files[0].compress_size, 1)
        if size > LARGEST_FILE or size / packed > LARGEST_RATIO:
            raise TooLarge(f"{reply.name}: it would unpack to {size:,} bytes and was left packed.")
        return replace(reply, url=files[0].filename, body=archive.read(files[0]))
    except (zipfile.BadZipFile, zlib.error, EOFError, OSError, RuntimeError) as error:
        raise WrongFormat(f"{reply.name}: the archive is damaged or cut off ({error}).") from error


def _table(reply: Reply) -> pd.DataFrame:
    """Return the columns we read. They are a third of the file: the rest is not kept."""
    body = reply.body.lstrip()
    head, second = (body[:2_000_000].split(b"\n", 2) + [b""])[:2]
    headless = head.removeprefix(codecs.BOM_UTF8).lstrip(b'"')[:1].isdigit()
    if headless:
        _refuse_other_than_header(reply.name, body)
    else:
        replace(reply, body=head).csv([*TEXTS, *NUMBERS])  # refuses what lacks one of them
        if b"#" in second and not second.lstrip(b'"')[:1].isdigit():
            raise WrongFormat(
                f"{reply.name}: its second row holds HXL tags. It is an extract that somebody "
                "made of UCDP's data, not a release of UCDP."
            )
    # Texts that recur come as categories: what is done to them is done once for each.
    types = dict.fromkeys(TEXTS, pa.dictionary(pa.int32(), pa.string()))
    types |= {"id": pa.string()} | dict.fromkeys(NUMBERS, pa.float64())
    if headless or STATUS.encode() in head:
        types[STATUS] = types["country"]
    try:
        # Twice as fast as pandas' own reader on the yearly release of 326 MB; with threads
        # it costs more, for a quote may run over a line's end.
        table = csv.read_csv(
            pa.BufferReader(body),
            read_options=csv.ReadOptions(
                use_threads=False, block_size=_BLOCK, column_names=HEADER if headless else None
            ),
            parse_options=csv.ParseOptions(newlines_in_values=True),
            convert_options=csv.ConvertOptions(
                include_columns=list(types), column_types=types, null_values=[""]
            ),
        )
    except (pa.ArrowInvalid, pa.ArrowKeyError, UnicodeDecodeError) as error:
        raise WrongFormat(f"{reply.name}: not CSV as UCDP publishes it ({error}).") from error
    # In one order: the same rows then look the same, and the store's index is made quickly.
    table = table.unify_dictionaries().combine_chunks()
    table = table.take(pc.sort_indices(table["id"]))
    text = pd.StringDtype(na_value=float("nan"))
    return table.to_pandas(types_mapper={pa.string(): text}.get)


def _refuse_other_than_header(name: str, body: bytes) -> None:
    try:
        columns = pd.read_csv(BytesIO(body), header=None, nrows=1, dtype="str").shape[1]
    except ValueError as error:
        raise WrongFormat(f"{name}: not CSV as UCDP publishes it ({error}).") from error
    if columns != len(HEADER):
        raise WrongFormat(
            f"{name}: it has no header row, and {columns} columns instead of the {len(HEADER)} "
            "whose order is known."
        )
