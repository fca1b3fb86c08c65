"""Every recorded reply is read by its source, or refused in a sentence."""

import pytest

from tests import recorded, replies_table
from tests.replies_table import rows_in
from tests.shared import SHARED

ROWS = recorded.manifest() if SHARED.exists() else []
TOLD = [row for row in ROWS if row["kind"] in ("reply", "cut", "error reply")]


@pytest.mark.skipif(not ROWS, reason="The recorded replies are not there (../shared).")
@pytest.mark.parametrize("row", TOLD, ids=lambda row: row["file"])
def test_a_recorded_reply_is_read_or_refused_in_a_sentence(row):
    source = replies_table.source_of(row)
    if not source:
        pytest.skip(f"No source asks that publisher: {row['file']} (../shared)")
    told = replies_table.reading(source, row["file"], row["kind"])
    assert bool(told.rows_out) != bool(told.refused)
    if told.refused:
        assert len(told.refused.split()) > 2
    if row["kind"] == "error reply":
        assert told.refused


def test_rows_of_a_file_are_counted_by_its_form():
    assert rows_in(b"a,b\n1,2\n3,4\n") == 2
    assert rows_in(b'{"count": 9, "results": [{"a": [1]}, {}]}') == 2
    assert rows_in(b"<rss><channel><item>x</item><item>y</item></channel></rss>") == 2
    assert rows_in(b"PK\x03\x04") is None


def test_a_fault_that_is_no_sentence_is_not_hidden(monkeypatch):
    def fall(source, replies):
        raise KeyError("fatalities")

    monkeypatch.setattr(replies_table, "read", fall)
    monkeypatch.setattr(recorded, "reply", lambda file: b"x")
    with pytest.raises(KeyError):
        replies_table.reading("ucdp", "ucdp/x.csv", "reply")
