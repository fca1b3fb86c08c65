"""Records as files: no cell is a formula, the same file twice adds nothing, nothing leaks."""

from io import BytesIO

import pytest
from openpyxl import load_workbook

from dashboard.workspace import audit, exchange, records
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.marking import Audience, Marking
from dashboard.workspace.people import READER, ROLES, Person

KIND = kind_of("releaserequest")
ANA, BO = Person("ana", "UN", ROLES), Person("bo", "EU", ROLES)
FORMULAS = ["=1+1", "+1", "-1", "@SUM(A1)", "\tx", "=HYPERLINK(\"x\")", " =1"]


def told(store, purpose: str, person=ANA, audience=None) -> str:
    return records.save(store, KIND, {"purpose": purpose}, person, audience=audience).record


def out(store, person=ANA, make=exchange.csv_bytes) -> bytes:
    rows = records.load(store, KIND, person.viewer())
    cells, _whole = exchange.exported(store, KIND, rows, person)
    return make(cells)


def test_no_cell_of_a_csv_is_a_formula_and_it_comes_back_as_it_was(store):
    for text in FORMULAS:
        told(store, f"{text} is said")
    file = out(store)
    for line in file.decode("utf-8-sig").splitlines():
        for cell in line.split(","):
            assert not cell.strip('" ').startswith(("=", "+", "@", "-", "\t"))
    done = exchange.imported(store, KIND, file, "x.csv", ANA, Audience())
    assert (done.new, done.known, done.faults) == (0, len(FORMULAS), [])


def test_a_workbook_holds_texts_alone_and_says_who_may_see_it(store):
    told(store, "=1+1 is said", audience=Audience.of("EU"))
    rows = records.load(store, KIND, ANA.viewer())
    cells, whole = exchange.exported(store, KIND, rows, ANA)
    who = exchange.in_words(whole)
    assert who == "EU and UN only"
    file = exchange.xlsx_bytes(cells, "Requests [all]", f"Who may see this: {who}.")
    sheet = load_workbook(BytesIO(file)).worksheets[0]
    assert sheet["A1"].value == "Who may see this: EU and UN only."
    assert "EU and UN only" in sheet.oddFooter.left.text
    assert {cell.data_type for row in sheet for cell in row if cell.value} == {"s"}
    done = exchange.imported(store, KIND, file, "x.xlsx", ANA, Audience())
    assert (done.new, done.known, done.faults) == (0, 1, [])


def test_the_same_file_twice_adds_nothing_even_after_a_change_in_the_tool(store):
    file = b"What for;To be shown to\nA briefing;EU; AU\nA map;EU\n"
    assert exchange.imported(store, KIND, file, "x.csv", ANA, Audience()).new == 2
    row = records.load(store, KIND, ANA.viewer()).iloc[0]
    records.save(store, KIND, {"purpose": "Changed"}, ANA, record=row["record"])
    again = exchange.imported(store, KIND, file, "x.csv", ANA, Audience())
    assert (again.new, again.known) == (0, 2)
    assert "Changed" in records.load(store, KIND, ANA.viewer())["purpose"].tolist()


def test_what_somebody_changed_since_the_export_is_not_overwritten(store):
    record = told(store, "First")
    file = out(store).replace(b"First", b"By file")
    records.save(store, KIND, {"purpose": "By hand"}, ANA, record=record)
    done = exchange.imported(store, KIND, file, "x.csv", ANA, Audience())
    assert done.new == 0
    assert "Row 2: ana saved this meanwhile" in done.faults[0]
    assert records.load(store, KIND, ANA.viewer())["purpose"].tolist() == ["By hand"]


def test_a_changed_cell_changes_the_record(store):
    told(store, "First")
    file = out(store).replace(b"First", b"Second")
    assert exchange.imported(store, KIND, file, "x.csv", ANA, Audience()).new == 1
    assert records.load(store, KIND, ANA.viewer())["purpose"].tolist() == ["Second"]


def test_rows_that_cannot_be_kept_are_told_by_their_number_and_the_others_kept(store):
    file = b"What for,Needed by\nGood,2026-12-01\nNATO SECRET plan,\nx,soon\n"
    done = exchange.imported(store, KIND, file, "x.csv", ANA, Audience())
    assert done.new == 1
    assert [fault[:6] for fault in done.faults] == ["Row 3:", "Row 4:"]


@pytest.mark.parametrize(("body", "said"), [
    (b"", "No row names"), (b"a,b\n1,2\n", "No row names"), (b"\xff\xfe\x00", "no CSV"),
    (b"PK\x03\x04broken", "."), (b"x" * 5_000_001, "over 5 MB"),
])  # fmt: skip
def test_a_file_that_is_none_is_refused_in_a_sentence(store, body, said):
    with pytest.raises(records.Invalid, match=said):
        exchange.imported(store, KIND, body, "x", ANA, Audience())


def test_an_export_holds_what_one_may_see_and_may_pass_on_and_is_in_the_audit(store):
    told(store, "Ours")
    told(store, "Theirs alone", BO)
    told(store, "Theirs, shown", BO, Audience.of("UN"))
    closed = Marking(audience=Audience.of("UN"), handling=frozenset())
    told(store, "Theirs, not for files", BO, closed)
    text = out(store).decode()
    assert "Ours" in text
    assert "Theirs, shown" in text
    assert "alone" not in text
    assert "not for files" not in text
    entries = audit.show(store, BO.viewer())
    export = entries[entries["action"] == "export"].iloc[0]
    assert export[["who", "organisation", "detail"]].tolist() == ["ana", "UN", "1 record"]


def test_a_reader_brings_in_nothing(store):
    reader = Person("cy", "UN", frozenset({READER}))
    done = exchange.imported(store, KIND, b"What for,Needed by\nx,\n", "x.csv", reader, Audience())
    assert done.new == 0
    assert "written by" in done.faults[0]
