"""Records as CSV and XLSX, out and in: no cell is a formula, the same file twice adds nothing."""

import csv
import hashlib
from collections.abc import Mapping
from dataclasses import dataclass, field
from io import BytesIO, StringIO

import pandas as pd
import xlsxwriter

from collectors.source import Reply, SourceError
from collectors.store import Store
from collectors.workbook import raw_rows
from dashboard.reports.signs import as_typed, no_formula
from dashboard.words import _, ngettext
from dashboard.workspace import audit, listing, records
from dashboard.workspace.kind import Kind, extra, holds
from dashboard.workspace.marking import Audience, Combined, Marking, combine
from dashboard.workspace.people import Person

RECORD, VERSION, WHO = _("Record"), _("Version"), _("Who may see this")
MOST_ROWS, MOST_BYTES = 5_000, 5_000_000


@dataclass
class Imported:
    """What an import did: how many records are new or changed, known already, and faults."""

    new: int = 0
    known: int = 0
    faults: list[str] = field(default_factory=list)  # with the number of the row


def exported(
    store: Store, kind: Kind, rows: pd.DataFrame, person: Person
) -> tuple[pd.DataFrame, Combined]:
    """Return records as the cells of a sheet, and the marking of the whole.

    Without those of others who do not let them stand in exports. It is written in the audit,
    for each originator.
    """
    said = rows.to_dict("records")
    may = [row for row in said if row["originator"] == person.organisation
           or Marking.read(row).handling >= {"download", "export"}]  # fmt: skip
    cells = [
        {RECORD: row["record"], VERSION: str(row["version"])}
        | {kind.label(name): _cell(kind, name, row[name]) for name in listing.fields(kind)}
        | {WHO: listing.who(row), _("Of"): row["originator"],
           _("Whose words"): listing.attribution(kind, row)}
        for row in may
    ]  # fmt: skip
    for originator in sorted({row["originator"] for row in may}):
        count = sum(row["originator"] == originator for row in may)
        detail = ngettext("{n} record", "{n} records", count).format(n=count)
        audit.note(store, person, "export", kind.id, "", originator, detail)
    parts = ((row["originator"], Marking.read(row)) for row in may)
    whole = combine(parts, pd.Timestamp.now("UTC").date())
    names = [RECORD, VERSION, *(kind.label(n) for n in listing.fields(kind)), WHO, _("Of"),
             _("Whose words")]  # fmt: skip
    return pd.DataFrame(cells, columns=names), whole


def in_words(whole: Combined) -> str:
    """Return who may see a file: "EU and UN only"; "nobody" when no organisation may see all."""
    if whole.nobody:
        return _("nobody: no organisation may see all of it")
    first = min(whole.audience.organisations, default="")
    return Marking(audience=whole.audience, caveats=whole.caveats).words(first)


def csv_bytes(cells: pd.DataFrame) -> bytes:
    """Return a sheet as CSV; a text that would be a formula begins with an apostrophe."""
    out = StringIO()
    writer = csv.writer(out, lineterminator="\n")
    writer.writerow(cells.columns)
    for row in cells.itertuples(index=False):
        writer.writerow([no_formula(str(cell)) for cell in row])
    return out.getvalue().encode("utf-8-sig")


def xlsx_bytes(cells: pd.DataFrame, title: str, who: str) -> bytes:
    """Return a sheet as XLSX whose first row, footer and properties say who may see it."""
    out = BytesIO()
    book = xlsxwriter.Workbook(out, {"in_memory": True, "strings_to_formulas": False,
                                     "strings_to_urls": False})  # fmt: skip
    book.set_properties({"title": title, "comments": who})
    sheet = book.add_worksheet(title[:31].translate({ord(sign): " " for sign in "[]:*?/\\"}))
    sheet.set_footer(f"&L{who.replace('&', '&&')}&RPage &P of &N"[:255])
    sheet.write_string(0, 0, who)
    for column, name in enumerate(cells.columns):
        sheet.write_string(2, column, name, book.add_format({"bold": True}))
        for row, cell in enumerate(cells[name], 3):
            sheet.write_string(row, column, str(cell))
    book.close()
    return out.getvalue()


def imported(
    store: Store, kind: Kind, body: bytes, name: str, person: Person, audience: Audience
) -> Imported:
    """Keep the records of a CSV or XLSX file; each row that cannot be kept is told.

    A row with record and version changes that record, when nobody has since. A row without
    is a new record, once: it is known again by what it says.
    """
    done = Imported()
    rows = read(kind, body, name)
    for number, row in rows:
        record = row.pop(RECORD, "").strip()
        version = row.pop(VERSION, "").strip()
        try:
            said = {field: _value(kind, field, cell) for field, cell in row.items()}
            if record:
                shown = int(version) if version.isdigit() else 0
                saved = records.save(store, kind, said, person, record=record, shown=shown,
                                     action="")  # fmt: skip
                new = saved.new
            else:
                new = _once(store, kind, said, person, audience)
            done.new, done.known = done.new + new, done.known + (not new)
        except (*records.NOT_SAVED, ValueError) as fault:
            done.faults.append(_("Row {number}: {fault}").format(number=number, fault=fault))
    return done


def read(kind: Kind, body: bytes, name: str) -> list[tuple[int, dict[str, str]]]:
    """Return the rows of a file with their numbers: field -> cell. Raises records.Invalid."""
    if len(body) > MOST_BYTES:
        raise records.Invalid(_("The file is over {n} MB.").format(n=MOST_BYTES // 1_000_000))
    cells = _cells(body, name)
    known = {kind.label(field): field for field in listing.fields(kind)}
    known |= {RECORD: RECORD, VERSION: VERSION}
    head = next((n for n, row in enumerate(cells[:20]) if known.get(RECORD) in row
                 or len(set(row) & set(known)) >= min(2, len(known))), None)  # fmt: skip
    if head is None:
        names = ", ".join(known)
        raise records.Invalid(_("No row names the columns. They are: {names}.").format(names=names))
    columns = [known.get(cell.strip()) for cell in cells[head]]
    rows = [(number, {column: as_typed(cell) for column, cell in zip(columns, row, strict=False)
                      if column})
            for number, row in enumerate(cells[head + 1 :], head + 2) if any(row)]  # fmt: skip
    if len(rows) > MOST_ROWS:
        raise records.Invalid(_("The file has over {n} rows.").format(n=MOST_ROWS))
    return rows


def _once(
    store: Store, kind: Kind, said: Mapping, person: Person, audience: Audience
) -> bool:  # fmt: skip
    told = "\n".join([person.organisation, *(f"{name}={said[name]!r}" for name in sorted(said))])
    record = "in-" + hashlib.sha256(told.encode()).hexdigest()[:24]
    if len(records.history(store, kind, record, person.viewer())):
        return False
    saved = records.save(store, kind, said, person, record=record, audience=audience,
                         action="import")  # fmt: skip
    return saved.new


def _cells(body: bytes, name: str) -> list[list[str]]:
    if body[:2] == b"PK":
        try:
            return raw_rows(Reply(name, body, "", pd.Timestamp.now("UTC")))
        except SourceError as fault:
            raise records.Invalid(str(fault)) from fault
    try:
        text = body.decode("utf-8-sig")
    except UnicodeDecodeError as fault:
        raise records.Invalid(_("The file is no CSV in UTF-8 and no XLSX.")) from fault
    first = text.splitlines()[0] if text.strip() else ""
    sign = ";" if first.count(";") > first.count(",") else ","
    try:
        return list(csv.reader(StringIO(text), delimiter=sign))
    except csv.Error as fault:
        raise records.Invalid(_("The file is no CSV: {fault}.").format(fault=fault)) from fault


def _cell(kind: Kind, name: str, said: object) -> str:
    if isinstance(said, (list, tuple, set, frozenset)):
        return "; ".join(_cell(kind, name, one) for one in said)
    if hasattr(said, "isoformat") and not pd.isna(said):
        return said.isoformat()[:10]
    if extra(kind.fields.model_fields[name]).get("place"):
        return str(said)
    return listing.value(kind, name, said)


def _value(kind: Kind, name: str, cell: str) -> object:
    """Return what a cell says of a field; a choice may be said by its words or its code."""
    about = kind.fields.model_fields[name]
    declared = extra(about)
    if declared.get("several"):
        return [_choice(declared, one.strip()) for one in cell.split(";") if one.strip()]
    if name == "stage":
        titles = {stage.title: id for id, stage in kind.stages.items()}
        return titles.get(cell, cell or next(iter(kind.stages)))
    if holds(about, bool):
        return cell.strip().lower() in ("yes", "true", "1", _("yes"))
    if not cell and not holds(about, str):
        return about.get_default(call_default_factory=True) if not about.is_required() else None
    return _choice(declared, cell)


def _choice(declared: Mapping, cell: str) -> object:
    options = declared.get("options")
    if options is None:
        return cell
    by_words = {str(words): id for id, words in options.items()}
    by_code = {str(id): id for id in options}
    return by_words.get(cell, by_code.get(cell, cell))
