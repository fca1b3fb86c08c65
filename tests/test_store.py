"""What is kept stays kept, can be asked as it was known, and is never half-written."""

import shutil
import sqlite3

import pandas as pd
import pytest
from sqlalchemy import create_engine, event, text

from collectors.access import PROGRAM, Viewer
from collectors.store import Store, StoreError
from indicators.frames import EVENTS, OBSERVATIONS, RECORDS, Coverage
from indicators.schema import FrameError
from tests import children

MONTH = pd.Timestamp("2026-10-01")
DAY = pd.Timedelta(days=1)


@pytest.fixture
def figures(now):
    """Return a function that makes observations of (place, value) or (place, value, month)."""

    def make(*told, at=now, run=None, series="test.deaths", vintage="collected"):
        return pd.DataFrame(
            {
                "series": series,
                "place": [place for place, *_ in told],
                "period": [rest[1] if len(rest) > 1 else MONTH for _, *rest in told],
                "value": [rest[0] for _, *rest in told],
                "published": pd.NaT,
                "known_at": at,
                "vintage": vintage,
                "run": number(at) if run is None else run,
            }
        )

    return make


@pytest.fixture
def trace(now):
    """Return a function that gives the trace of what is told so many days from now."""

    def make(days=0):
        at = now + days * DAY
        return {"known_at": at, "vintage": "collected", "run": number(at)}

    return make


def number(moment):
    return int(moment.value // 1000)


def values(store, **asked):
    rows = store.read(OBSERVATIONS, PROGRAM, **asked)
    return {place: None if pd.isna(v) else v for place, v in zip(rows["place"], rows["value"],
                                                               strict=True)}  # fmt: skip


def test_what_is_told_is_read_again_with_its_types(store, figures):
    told = OBSERVATIONS.conform(figures(("SDN", 812.5), ("HTI", None)))
    store.append(OBSERVATIONS, told)
    read = store.read(OBSERVATIONS, PROGRAM).sort_values("value", ignore_index=True)
    pd.testing.assert_frame_equal(read, told)


def test_telling_it_twice_is_no_news(store, figures, now):
    assert store.append(OBSERVATIONS, figures(("SDN", 812), ("HTI", None))).new == 2
    version = store.version(OBSERVATIONS)
    again = figures(("SDN", 812), ("HTI", None), at=now + DAY)
    assert store.append(OBSERVATIONS, again).new == 0
    assert store.version(OBSERVATIONS) == version


def test_a_revision_is_one_new_row_and_the_old_one_can_be_seen_again(store, figures, now):
    store.append(OBSERVATIONS, figures(("SDN", 812), ("HTI", 5)))
    revised = figures(("SDN", 1105), ("HTI", 5), at=now + 30 * DAY)
    assert store.append(OBSERVATIONS, revised).new == 1
    assert values(store) == {"SDN": 1105, "HTI": 5}
    assert values(store, as_of=now + 29 * DAY) == {"SDN": 812, "HTI": 5}
    assert values(store, as_of=now + 30 * DAY) == {"SDN": 1105, "HTI": 5}
    assert values(store, as_of=now - DAY) == {}


def test_history_that_comes_late_takes_its_place_in_time(store, figures, now):
    store.append(OBSERVATIONS, figures(("SDN", 1105)))
    late = figures(("SDN", 700), at=now - 60 * DAY, run=number(now + DAY), vintage="released")
    assert store.append(OBSERVATIONS, late).new == 1
    assert values(store) == {"SDN": 1105}
    assert values(store, as_of=now - 30 * DAY) == {"SDN": 700}
    assert store.append(OBSERVATIONS, late).new == 0


def test_versions_of_one_figure_may_come_together(store, figures, now):
    versions = pd.concat(
        [figures(("SDN", 700), at=now - 60 * DAY), figures(("SDN", 800), at=now - 30 * DAY)]
    ).assign(run=number(now))
    assert store.append(OBSERVATIONS, versions).new == 2
    assert store.append(OBSERVATIONS, versions).new == 0
    assert values(store, as_of=now - 45 * DAY) == {"SDN": 700}
    assert values(store) == {"SDN": 800}


def test_what_the_board_showed_is_not_what_could_be_known(store, figures, now):
    store.append(OBSERVATIONS, figures(("SDN", 1105)))
    late = figures(("SDN", 700), ("HTI", 9), at=now - 60 * DAY, run=number(now + 5 * DAY))
    store.append(OBSERVATIONS, late)
    before = now - 30 * DAY
    assert values(store, as_of=before) == {"SDN": 700, "HTI": 9}
    assert values(store, shown_at=before) == {}
    assert values(store, shown_at=now + DAY) == {"SDN": 1105}
    assert values(store, shown_at=now + 6 * DAY) == {"SDN": 1105, "HTI": 9}
    assert values(store, shown_at=now + 6 * DAY, as_of=before) == {"SDN": 700, "HTI": 9}


def test_a_withdrawn_figure_is_an_empty_value_and_its_end_is_remembered(store, figures, now):
    store.append(OBSERVATIONS, figures(("SDN", 812)))
    store.append(OBSERVATIONS, figures(("SDN", None), at=now + DAY))
    assert values(store) == {"SDN": None}
    assert values(store, as_of=now) == {"SDN": 812}


def test_the_newest_figure_is_the_latest_month_that_has_one(store, figures, now):
    earlier = pd.Timestamp("2026-08-01")
    store.append(OBSERVATIONS, figures(("SDN", 1, earlier), ("SDN", 2), ("HTI", 3, earlier)))
    assert values(store, newest=True) == {"SDN": 2, "HTI": 3}
    store.append(OBSERVATIONS, figures(("SDN", None), at=now + DAY))
    assert values(store, newest=True) == {"SDN": 1, "HTI": 3}
    assert values(store, newest=True, as_of=now) == {"SDN": 2, "HTI": 3}
    assert values(store, newest=True, shown_at=now) == {"SDN": 2, "HTI": 3}


def test_an_older_month_that_comes_late_is_not_the_newest(store, figures, now):
    store.append(OBSERVATIONS, figures(("SDN", 2)))
    store.append(OBSERVATIONS, figures(("SDN", 1, pd.Timestamp("2025-01-01")), at=now + DAY))
    late = figures(("SDN", 9), at=now - DAY, run=number(now + 2 * DAY))
    store.append(OBSERVATIONS, late)
    assert values(store, newest=True) == {"SDN": 2}


def covered(absence, **where):
    where = {"series": "test.deaths", "period": MONTH} | where
    return [Coverage(OBSERVATIONS, where, absence)]


def test_what_a_reply_covers_and_does_not_tell_is_zero_or_withdrawn(store, figures, trace):
    store.append(OBSERVATIONS, figures(("SDN", 812), ("HTI", 5)))
    told = figures(("SDN", 812), at=trace(1)["known_at"])
    assert store.append(OBSERVATIONS, told, covered("zero"), trace(1)).new == 1
    assert values(store) == {"SDN": 812, "HTI": 0}
    told = figures(("SDN", 812), at=trace(2)["known_at"])
    done = store.append(OBSERVATIONS, told, covered("withdrawn"), trace(2))
    assert (done.new, done.taken_back) == (1, 1)
    assert values(store) == {"SDN": 812, "HTI": None}
    assert values(store, as_of=trace(1)["known_at"]) == {"SDN": 812, "HTI": 0}
    again = store.append(
        OBSERVATIONS, told.assign(known_at=trace(3)["known_at"]), covered("withdrawn"), trace(3)
    )
    assert again.new == 0


@pytest.mark.parametrize(
    "covers",
    [
        [],
        covered("nothing"),
        covered("withdrawn", place=["SDN", "TCD"]),
        covered("withdrawn", period=(pd.Timestamp("2026-11-01"), None)),
        [Coverage(EVENTS, {"source": "test"}, "withdrawn")],
    ],
    ids=["a failed page", "nothing said", "other places", "later months", "another frame"],
)
def test_what_is_outside_the_coverage_stands(store, figures, trace, covers):
    store.append(OBSERVATIONS, figures(("SDN", 812), ("HTI", 5)))
    told = figures(("SDN", 900), at=trace(1)["known_at"])
    store.append(OBSERVATIONS, told, covers, trace(1))
    assert values(store) == {"SDN": 900, "HTI": 5}


def test_a_reply_of_new_series_alone_still_takes_back_the_old_ones_it_covers(store, figures, trace):
    store.append(OBSERVATIONS, figures(("SDN", 9)))
    told = figures(("SDN", 5), series="test.other", at=trace(1)["known_at"])
    covers = [Coverage(OBSERVATIONS, {"series": "test.deaths"}, "withdrawn")]
    assert store.append(OBSERVATIONS, told, covers, trace(1)).taken_back == 1
    assert values(store, where={"series": "test.deaths"}) == {"SDN": None}


def test_an_empty_reply_that_covers_takes_all_back(store, figures, trace):
    store.append(OBSERVATIONS, figures(("SDN", 812)))
    store.append(OBSERVATIONS, OBSERVATIONS.empty(), covered("withdrawn"), trace(1))
    assert values(store) == {"SDN": None}


def an_event(now, name="1", value=3.0, withdrawn=False, at=0):
    moment = now + at * DAY
    row = {column: "" for column in EVENTS.columns} | {
        "source": "test", "event": name, "place": "SDN", "starts": MONTH, "ends": MONTH,
        "crosses": False, "value": value, "low": None, "high": None, "latitude": None,
        "longitude": None, "withdrawn": withdrawn, "known_at": moment, "vintage": "collected",
        "run": number(moment),
    }  # fmt: skip
    return pd.DataFrame([row])


def test_an_event_no_longer_told_is_marked_and_one_told_again_comes_back(store, now, trace):
    store.append(EVENTS, pd.concat([an_event(now, "1"), an_event(now, "2")]))
    covers = [Coverage(EVENTS, {"source": "test", "ends": (MONTH, MONTH)}, "withdrawn")]
    store.append(EVENTS, an_event(now, "1", at=1), covers, trace(1))
    standing = store.read(EVENTS, PROGRAM, where={"withdrawn": False})
    assert standing["event"].tolist() == ["1"]
    assert len(store.read(EVENTS, PROGRAM, as_of=now, where={"withdrawn": False})) == 2
    assert store.append(EVENTS, an_event(now, "2", at=2)).new == 1
    assert len(store.read(EVENTS, PROGRAM, where={"withdrawn": False})) == 2


def test_rows_are_asked_by_value_list_and_span(store, figures):
    months = pd.date_range("2026-01-01", periods=6, freq="MS")
    store.append(OBSERVATIONS, figures(*((p, 1.0, m) for p in ("SDN", "HTI") for m in months)))
    ask = {"place": ["SDN"], "period": (months[1], months[3])}
    assert len(store.read(OBSERVATIONS, PROGRAM, where=ask)) == 3
    assert len(store.read(OBSERVATIONS, PROGRAM, where={"period": (None, months[1])})) == 4
    assert len(store.read(OBSERVATIONS, PROGRAM, where={"place": "TCD"})) == 0
    assert len(store.read(OBSERVATIONS, PROGRAM, where={"place": []})) == 0
    latest = store.read(OBSERVATIONS, PROGRAM, limit=2)
    assert set(latest["period"]) == {months[5]}
    with pytest.raises(KeyError, match="no column 'country'"):
        store.read(OBSERVATIONS, PROGRAM, where={"country": "SDN"})


def test_a_frames_version_moves_only_with_its_own_news(store, figures, now):
    before = store.version(OBSERVATIONS), store.version(EVENTS)
    store.append(OBSERVATIONS, figures(("SDN", 1)))
    assert (store.version(OBSERVATIONS) > before[0], store.version(EVENTS)) == (True, before[1])


def test_what_people_write_is_seen_by_whom_it_was_released_to(store, now):
    row = {
        "kind": "watch", "record": "1", "body": "{}", "active": True, "author": "ana",
        "originator": "UN", "released_to": "|EU|", "persons": "", "humanitarian": False,
        "seal": "", "marking": "", "known_at": now, "vintage": "collected",
        "run": 1,
    }  # fmt: skip
    store.append(RECORDS, pd.DataFrame([row]))
    seen = {
        name: len(store.read(RECORDS, Viewer(frozenset(name.split()))))
        for name in ("UN", "EU", "AU", "UN EU", "UN AU", "E", "")
    }
    assert seen == {"UN": 1, "EU": 1, "AU": 0, "UN EU": 1, "UN AU": 0, "E": 0, "": 0}


def test_rows_that_do_not_fit_leave_everything_as_it_was(store, figures, now):
    store.append(OBSERVATIONS, figures(("SDN", 1)))
    with pytest.raises(FrameError, match="rows repeat a key"):
        store.append(OBSERVATIONS, figures(("SDN", 2), ("SDN", 3), at=now + DAY))
    assert values(store) == {"SDN": 1}


def test_a_transaction_that_fails_keeps_nothing(store, figures, now):
    def half_way():
        with store.write() as writer:
            writer.append(OBSERVATIONS, figures(("SDN", 1)))
            writer.append(EVENTS, an_event(now))
            raise ZeroDivisionError

    with pytest.raises(ZeroDivisionError):
        half_way()
    assert values(store) == {}
    assert store.read(EVENTS, PROGRAM).empty
    assert store.version(OBSERVATIONS) == 0


def test_strange_texts_are_kept_letter_by_letter(store, now):
    told = an_event(now, "a\tb\\N").assign(title='"<script>", \\x, \u202e, 😀, naïve; DROP TABLE')
    store.append(EVENTS, told)
    read = store.read(EVENTS, PROGRAM, where={"event": "a\tb\\N"})
    assert read["title"].item() == told["title"].item()


def append_ten_times(url, place, go, said):
    """Open a store at a sign from outside, and tell of two places again and again."""
    go.wait()
    try:
        store = Store(url)
        for turn in range(10):
            at = pd.Timestamp("2026-11-01", tz="UTC") + pd.Timedelta(hours=turn)
            told = pd.DataFrame({
                "series": "test.deaths", "place": ["SDN", place], "period": MONTH,
                "value": float(turn), "published": pd.NaT, "known_at": at,
                "vintage": "collected", "run": turn + 1,
            })  # fmt: skip
            store.append(OBSERVATIONS, told)
        store.close()
    except Exception as error:
        said.put(repr(error))
        raise
    said.put("")


def test_two_processes_may_open_and_append_at_once(store_url, monkeypatch):
    processes = children.processes(monkeypatch)
    go, said = processes.Event(), processes.Queue()
    running = [
        processes.Process(target=append_ten_times, args=(store_url, place, go, said))
        for place in ("HTI", "TCD", "MLI")
    ]
    for child in running:
        child.start()
    go.set()
    assert [said.get(timeout=100) for _child in running] == ["", "", ""]
    for child in running:
        child.join(100)
        assert child.exitcode == 0
    store = Store(store_url)
    assert values(store) == {"HTI": 9, "MLI": 9, "SDN": 9, "TCD": 9}
    fifth = pd.Timestamp("2026-11-01 05:30", tz="UTC")
    assert values(store, as_of=fifth)["SDN"] == 5
    store.close()


def test_a_database_of_another_program_is_refused_and_left_alone(store_url, tmp_path):
    engine = create_engine(store_url)
    with engine.begin() as connection:
        connection.execute(text("CREATE TABLE letters (id INTEGER)"))
    engine.dispose()
    file = tmp_path / "jointwatch.db"
    before = file.read_bytes() if file.exists() else b""
    with pytest.raises(StoreError, match=r"tables of another program \(letters\)"):
        Store(store_url)
    assert (file.read_bytes() if file.exists() else b"") == before
    assert not file.with_name("jointwatch.db-wal").exists()


def test_a_newer_schema_is_refused_and_nothing_is_changed(store, store_url):
    with store.connect() as connection:
        connection.execute(text("UPDATE jointwatch_schema SET version = 999"))
    store.close()
    with pytest.raises(StoreError, match="made by a newer Jointwatch"):
        Store(store_url)
    with store.connect() as connection:
        assert connection.execute(text("SELECT version FROM jointwatch_schema")).scalar() == 999


def test_a_damaged_file_is_a_sentence(tmp_path, figures):
    file = tmp_path / "jointwatch.db"
    store = Store(f"sqlite:///{file}")
    months = pd.date_range("1990-01-01", periods=400, freq="MS")
    store.append(OBSERVATIONS, figures(*(("SDN", 1.0, month) for month in months)))
    store.close()
    for leftover in tmp_path.glob("jointwatch.db-*"):
        leftover.unlink()
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + bytes(len(whole) - 8192))

    def open_and_read():
        store = Store(f"sqlite:///{file}")
        try:
            store.read(OBSERVATIONS, PROGRAM)
        finally:
            store.close()

    with pytest.raises(StoreError, match="damaged"):
        open_and_read()


def test_a_file_that_is_no_database_stays_as_it_was(tmp_path):
    file = tmp_path / "jointwatch.db"
    file.write_text("A letter, not a database. " * 100)
    with pytest.raises(StoreError, match="not a Jointwatch database"):
        Store(f"sqlite:///{file}")
    assert file.read_text() == "A letter, not a database. " * 100


def test_a_full_disk_is_a_sentence_and_what_was_there_stands(tmp_path, figures, now):
    store = Store(f"sqlite:///{tmp_path / 'jointwatch.db'}")
    store.append(OBSERVATIONS, figures(("SDN", 812)))

    @event.listens_for(store._engine, "begin")
    def _no_more_room(connection):
        pages = connection.exec_driver_sql("PRAGMA page_count").scalar()
        connection.exec_driver_sql(f"PRAGMA max_page_count = {pages + 1}")

    months = pd.date_range("1990-01-01", periods=400, freq="MS")
    many = figures(*(("SDN", 1.0, month) for month in months), at=now + DAY)
    with pytest.raises(StoreError, match="The disk is full"):
        store.append(OBSERVATIONS, many)
    event.remove(store._engine, "begin", _no_more_room)
    store.close()
    store = Store(f"sqlite:///{tmp_path / 'jointwatch.db'}")
    assert values(store) == {"SDN": 812}
    assert store.append(OBSERVATIONS, many).new == 400
    store.close()


@pytest.mark.parametrize(
    ("url", "said"),
    [
        ("mysql://somebody:hidden@localhost/x", "SQLite or PostgreSQL"),
        ("sqlite:////nowhere/at/all/jointwatch.db", "cannot be opened"),
        ("postgresql+psycopg://somebody:hidden@127.0.0.1:9/x", "does not answer"),
        ("not an address", "cannot be understood"),
    ],
)
def test_an_address_that_is_no_use_is_a_sentence_without_the_password(url, said):
    with pytest.raises(StoreError) as failure:
        Store(url)
    assert said in str(failure.value)
    assert "hidden" not in str(failure.value)


def test_the_embedded_store_can_be_copied_while_it_is_open(tmp_path, figures):
    store = Store.in_folder(tmp_path / "data")
    store.append(OBSERVATIONS, figures(("SDN", 812)))
    with sqlite3.connect(tmp_path / "data" / "jointwatch.db") as one:
        mode = one.execute("PRAGMA journal_mode").fetchone()
    one.close()
    assert mode == ("wal",)
    shutil.copytree(tmp_path / "data", tmp_path / "copy")
    copy = Store.in_folder(tmp_path / "copy")
    assert values(copy) == {"SDN": 812}
    copy.close()
    store.close()
