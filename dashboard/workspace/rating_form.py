"""A one-page form for organisations without accounts: made for a round, returned, read back."""

from collections.abc import Mapping
from io import BytesIO
from zipfile import BadZipFile

import pandas as pd
from openpyxl import Workbook, load_workbook
from openpyxl.styles import Alignment, Font, PatternFill
from openpyxl.worksheet.datavalidation import DataValidation

from dashboard.words import _, minute
from dashboard.workspace import records
from dashboard.workspace.kinds.assessment import KIND
from dashboard.workspace.scales import CONFIDENCE, LEVELS, LIKELIHOODS, TRENDS
from indicators import places

LARGEST = 2_000_000  # bytes
_FIELDS = ("level", "trend", "sentence", "likelihood", "confidence", "assumptions", "would_change")
_LISTS = {"level": LEVELS, "trend": TRENDS, "likelihood": LIKELIHOODS, "confidence": CONFIDENCE}
_ROUND, _ORGANISATION, _FIRST = "B2", "B3", 9
_FILL = PatternFill("solid", start_color="FFF4D6")


def made(round: Mapping, organisation: str) -> bytes:
    """Return the form of one organisation for one round as XLSX, fit to be printed."""
    book = Workbook()
    sheet = book.active
    sheet.title = "Assessment"
    sheet["A1"] = _("Assessment of a situation by an organisation's desk, not its position")
    sheet["A1"].font = Font(bold=True, size=14)
    for row, (label, said) in enumerate(
        (
            (_("Round"), str(round["record"])),
            (_("Organisation"), organisation),
            (_("Situation"), places.name(str(round["place"]))),
            (_("What is asked"), str(round["question"])),
            (_("Return by"), minute(pd.Timestamp(round["deadline"]))),
        ),
        2,
    ):
        sheet.cell(row, 1, label)
        sheet.cell(row, 2, said).data_type = "s"  # never a formula
    sheet["A7"] = _("Who may see this: {names} only, once the round is over.").format(
        names=", ".join(round["participants"])
    )
    for number, name in enumerate(_FIELDS):
        row = _FIRST + number
        needed = " *" if name in KIND.first else ""
        sheet.cell(row, 1, KIND.label(name) + needed).alignment = Alignment(wrap_text=True)
        cell = sheet.cell(row, 2)
        cell.fill, cell.alignment = _FILL, Alignment(wrap_text=True, vertical="top")
        if name in _LISTS:
            words = ",".join(str(one) for one in _LISTS[name].values())
            choices = DataValidation("list", formula1=f'"{words}"', allow_blank=True)
            sheet.add_data_validation(choices)
            choices.add(cell)
        else:
            sheet.row_dimensions[row].height = 48
    sheet.cell(_FIRST + len(_FIELDS), 1, _("* to be filled in; the rest may stay empty."))
    sheet.column_dimensions["A"].width, sheet.column_dimensions["B"].width = 34, 62
    sheet.page_setup.fitToWidth, sheet.sheet_properties.pageSetUpPr.fitToPage = 1, True
    out = BytesIO()
    book.save(out)
    return out.getvalue()


def read(body: bytes, round: Mapping) -> tuple[str, dict[str, object]]:
    """Return the organisation and the fields of a returned form. Raises records.Invalid."""
    if len(body) > LARGEST:
        raise records.Invalid(_("The form is over {n} MB.").format(n=LARGEST // 1_000_000))
    try:
        sheet = load_workbook(BytesIO(body), read_only=False, data_only=True).active
    except (BadZipFile, KeyError, ValueError, OSError, TypeError) as fault:
        raise records.Invalid(_("This is no form of ours: it is no XLSX file.")) from fault
    if str(sheet[_ROUND].value or "").strip() != str(round["record"]):
        raise records.Invalid(_("This form belongs to another round, or to none."))
    organisation = str(sheet[_ORGANISATION].value or "").strip()
    if organisation not in round["participants"]:
        said = _("The form is of {organisation}, which was not asked in this round.")
        raise records.Invalid(said.format(organisation=organisation or _("nobody")))
    told = {
        name: str(sheet.cell(_FIRST + number, 2).value or "").strip()
        for number, name in enumerate(_FIELDS)
    }
    for name, options in _LISTS.items():
        told[name] = _code(KIND.label(name), options, told[name], name in KIND.first)
    return organisation, told


def _code(label: str, options: Mapping, said: str, needed: bool) -> object:
    by_words = {str(words).casefold(): code for code, words in options.items()}
    by_words |= {str(code).casefold(): code for code in options}
    if said.casefold() in by_words:
        return by_words[said.casefold()]
    if not said and not needed:
        return ""
    known = ", ".join(str(one) for one in options.values())
    raise records.Invalid(
        _("{label}: {said!r} is none of {known}.").format(label=label, said=said, known=known)
    )
