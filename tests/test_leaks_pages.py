"""No leak through the pages: nobody is shown, told the number of, or offered what is not theirs.

Records of every kind are made with markings drawn by lot; each of several people, a room and a
focal point who looks as another open every page. Whatever the page sends to the browser (texts,
tables, what lists offer, charts, files to download) is searched for the one word that each
record alone has. A second store without what somebody may not see must look the same to them.
"""

import io
import re
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from collectors.store import Store
from dashboard.entry import presence
from dashboard.workspace import assessments, drafts, records
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import ROLES, Person
from tests.leaking import NOW, ORGANISATIONS, Eyes, Made, by_lot, may_see, seals, write

FRAME = Path(__file__).parents[1] / "dashboard" / "pages" / "navigation.py"
THEN = pd.Timestamp(NOW) - pd.Timedelta(days=3)
YESTERDAY = f"{pd.Timestamp(NOW) - pd.Timedelta(days=1):%Y-%m-%d}"
HEAVY = (".pdf", ".pptx", ".docx")  # made of the same document as the HTML, and slow
# Who looks: the person who sits there, and what stands in the session (a room, "view as").
LOOKING = {
    "UN": (Eyes(("UN",), "ana"), {}),
    "EU, of a group, humanitarian": (Eyes(("EU",), "ben", frozenset({"horn"}), True), {}),
    "AU": (Eyes(("AU",), "ana"), {}),
    "NATO": (Eyes(("NATO",), "ben", frozenset({"horn"})), {}),
    "a room of UN and EU": (Eyes(("UN", "EU")), {"room of": ("EU",)}),
    "EU as the AU": (Eyes(("EU", "AU")), {"view as": "AU"}),
}
OPEN = {
    "overview": {}, "watchlists": {"watchlist": "w"}, "situation": {"place": "SDN"},
    "assess": {"round": "rd"}, "agenda": {}, "briefs": {}, "meetings": {"meeting": "m"},
    "records decision": {"kind": "decision", "record": "1"},
    "records action": {"kind": "action"}, "records agenda_entry": {"kind": "agenda_entry"},
    "records priority": {"kind": "priority"},
    "watchlists as known yesterday": {"watchlist": "w", "as_of": YESTERDAY},
    "records as known yesterday": {"kind": "decision", "as_of": YESTERDAY},
}  # fmt: skip
SELDOM = {"sources": {}, "methods": {}, "room": {}, "records mute": {"kind": "mute"},
          "overview as known yesterday": {"as_of": YESTERDAY}}  # fmt: skip
# Pages of those who see as others do: the rule is the same, the pages are one code.
FEWER = ("UN", "AU", "NATO", "EU as the AU")
COMPARED = ("overview", "watchlists", "situation", "assess", "meetings", "records decision")
CASES_AT_LEAST = 300  # of each who looks


def told() -> list[Made]:
    """Return the records of the test: of every kind, in every marking."""
    return by_lot(seed=5, each=4)


def blind() -> dict[str, Made]:
    """Return what each organisation judged in a blind round, by the word that it wrote."""
    everybody = Audience.of(*ORGANISATIONS)
    return {f"secretblind{one}": Made("assessment", one, everybody, "closed", "")
            for one in ORGANISATIONS[:3]}  # fmt: skip  # the fourth has not, so it stays blind


def fill(store, made: dict[int, Made], judged: dict[str, Made]) -> dict[str, Made]:
    """Write what everybody may see, then `made`; return the records by the word each has."""
    secretary = Person("zoe", "UN", ROLES).at(THEN)
    all_ = Audience.all()
    seals(store)
    for kind, id, body in (
        ("watchlist", "w", {"name": "Open list"}),
        ("watch", "w-SDN", {"watchlist": "w", "place": "SDN", "why": "Known to all."}),
        ("decision", "1", {"said": "A decision that all may read."}),
        ("meeting", "m", {"body": "weekly", "starts": NOW.isoformat(), "title": "Open meeting",
                          "organisations": list(ORGANISATIONS)}),
        ("round", "rd", {"place": "SDN", "deadline": NOW + pd.Timedelta(days=9),
                         "participants": list(ORGANISATIONS), "question": "How bad?"}),
        ("workinglevel", "x", {"place": "SDN", "level": 2, "statement": "So far.", "round": "rd"}),
    ):  # fmt: skip
        records.save(store, kind, body, secretary, audience=all_, record=id)
    store.seal("rd", pd.Timestamp(NOW) + pd.Timedelta(days=9))
    round = records.get(store, "round", "rd", secretary.viewer())
    for word, one in judged.items():
        desk = Person("ana", one.originator, ROLES).at(THEN)
        said = {"level": 4, "trend": "stable", "sentence": word}
        assessments.rate(store, desk, round, said)
    writer = Person("ana", "UN", ROLES)
    drafts.keep(store, kind_of("decision"), "", 0, {"said": "secretdraft"}, writer)
    words = {write(store, number, one, THEN): one for number, one in made.items()} | judged
    return words | {"secretdraft": Made("draft", "UN", Audience.only("ana"), "", "")}


@pytest.fixture(scope="module")
def filled(tmp_path_factory):
    """Return a function that makes a store once, by name, from what is told."""
    folder, made = tmp_path_factory.mktemp("stores"), {}

    def filled(name: str, *said) -> tuple[Store, dict[str, Made]]:
        if name not in made:
            store = Store(f"sqlite:///{folder / f'{len(made)}.db'}")
            made[name] = store, fill(store, *said)
        return made[name]

    yield filled
    for store, _words in made.values():
        store.close()


@pytest.fixture
def use(home, monkeypatch):
    """Return a function that lets the pages read a store."""
    current = []
    monkeypatch.setattr("dashboard.data._store", lambda: current[-1])

    def use(store: Store) -> None:
        st.cache_data.clear()
        st.cache_resource.clear()
        current[:] = [store]

    yield use
    presence._sign_in.clear()
    st.cache_data.clear()
    st.cache_resource.clear()


class Files:
    """Whatever a page would let somebody download, read as text."""

    def __init__(self, monkeypatch):
        self.texts: list[str] = []
        storage = "streamlit.testing.v1.app_test.MemoryMediaFileStorage.load_and_get_id"
        manager = "streamlit.testing.v1.app_test.MediaFileManager.add_deferred"
        from streamlit.runtime.media_file_manager import MediaFileManager
        from streamlit.runtime.memory_media_file_storage import MemoryMediaFileStorage

        load, later = MemoryMediaFileStorage.load_and_get_id, MediaFileManager.add_deferred

        def kept(self_, path_or_data, mimetype, kind, filename=None):
            self._read(path_or_data)
            return load(self_, path_or_data, mimetype, kind, filename)

        def deferred(self_, data_callable, mimetype, coordinates, file_name=None, **more):
            if not str(file_name).endswith(HEAVY):
                self._read(data_callable())
            return later(self_, data_callable, mimetype, coordinates, file_name, **more)

        monkeypatch.setattr(storage, kept)
        monkeypatch.setattr(manager, deferred)

    def _read(self, body: bytes | str) -> None:
        body = body.encode() if isinstance(body, str) else body
        parts = [body]
        if zipfile.is_zipfile(io.BytesIO(body)):
            with zipfile.ZipFile(io.BytesIO(body)) as packed:
                parts = [packed.read(name) for name in packed.namelist()]
        self.texts += [part.decode(errors="ignore") for part in parts]


def shown(app: AppTest) -> Iterator[str]:
    """Yield all that a page sent: every element as it goes to the browser, and its tables."""
    waiting = [app._tree]
    while waiting:
        node = waiting.pop()
        waiting += getattr(node, "children", {}).values()
        if (proto := getattr(node, "proto", None)) is not None:
            yield proto.SerializeToString().decode(errors="ignore")
        if node.type in ("arrow_data_frame", "table"):
            yield node.value.to_csv()
    yield str(app.query_params)


def drawn(page: str, eyes: Eyes, session: dict) -> AppTest:
    person = Person(eyes.name or "ana", eyes.organisations[0], ROLES, eyes.humanitarian,
                    eyes.groups)  # fmt: skip
    presence.feed(lambda: person)
    app = AppTest.from_file(str(FRAME), default_timeout=120)
    if (file := page.split()[0]) != "overview":
        app.switch_page(f"{file}.py")
    for name, value in session.items():
        app.session_state[name] = value
    if file == "records":
        app.session_state["find"] = "secret"
    app.query_params.update((OPEN | SELDOM)[page])
    app.run()
    assert not app.exception, (page, eyes, app.exception)
    return app


@pytest.mark.parametrize("who", LOOKING)
def test_no_page_shows_or_offers_what_may_not_be_seen(filled, use, monkeypatch, who):
    store, words = filled("whole", dict(enumerate(told())), blind())
    use(store)
    files, (eyes, session) = Files(monkeypatch), LOOKING[who]
    cases, seen = 0, {}
    pages = COMPARED if who in FEWER else [*OPEN, *(SELDOM if "room" in who else ())]
    for page in pages:
        app = drawn(page, eyes, session)
        text = "\n".join([*shown(app), *files.texts])
        files.texts.clear()
        past = "yesterday" in page
        for word, one in words.items():
            cases += 1
            if word in text:
                seen.setdefault(page, set()).add(word)
                assert may_see(eyes, one, past), f"{page} shows {one} to {who}"
        _totals_agree(page, app, eyes, words.values())
    assert cases >= CASES_AT_LEAST
    assert sum(map(len, seen.values())) >= len(pages) - 1  # or nothing was tested


def _totals_agree(page: str, app: AppTest, eyes: Eyes, made) -> None:
    """Hold what a page offers and lists against the plain rule."""
    now = [one for one in made if may_see(eyes, one)]
    if page.startswith("records") and "yesterday" not in page:
        kind = (OPEN | SELDOM)[page]["kind"]
        there = sum(one.kind == kind for one in now) + (kind == "decision")
        rows = [len(table.value) for table in app.dataframe]
        assert there in rows or (there == 0 and not app.selectbox("record").options), (page, eyes)
    if page == "watchlists":
        there = sum(one.kind == "watchlist" for one in now)
        assert len(app.selectbox("watchlist").options) == there + 1
    if page == "meetings":
        there = sum(one.kind == "meeting" for one in now)
        assert len(app.selectbox("meeting").options) == there + 1
    if page == "assess":
        assert len(app.selectbox("round").options) == sum(o.kind == "round" for o in now) + 1


@pytest.mark.parametrize("who", ["EU, of a group, humanitarian", "a room of UN and EU"])
def test_a_page_looks_the_same_without_what_may_not_be_seen(filled, use, who):
    eyes, session = LOOKING[who]
    made = dict(enumerate(told()))
    seen = {number: one for number, one in made.items() if may_see(eyes, one)}
    judged = {word: one for word, one in blind().items() if may_see(eyes, one)}
    whole, part = filled("whole", made, blind())[0], filled(who, seen, judged)[0]
    pictures = []
    for store in (whole, part):
        use(store)
        pictures.append({page: _words(drawn(page, eyes, session)) for page in COMPARED})
    for page in COMPARED:
        assert pictures[0][page] == pictures[1][page], f"{page} looks otherwise to {who}"


def _words(app: AppTest) -> list[str]:
    """Return all that can be read on a page, without the minute of the clock."""
    kinds = ("title", "subheader", "markdown", "caption", "info", "warning", "error", "success")
    said = [str(element.value) for kind in kinds for element in app.get(kind)]
    said += [table.value.to_csv() for table in app.dataframe]
    for kind in ("selectbox", "multiselect"):
        said += [f"{one.label}: {one.options}" for one in app.get(kind)]
    said += [one.label for kind in ("button", "tab", "expander") for one in app.get(kind)]
    return [re.sub(r"\d\d:\d\d", "", one) for one in said]
