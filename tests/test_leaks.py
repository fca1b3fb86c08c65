"""No leak: what somebody may not see is neither shown, counted, found, exported, nor told.

Records of every kind are made by chance, with every marking; everybody looks through every
channel below the pages. Who may see what is told once more here, by a plain function that
knows nothing of the store's query.
"""

from dataclasses import dataclass
from datetime import UTC, datetime, timedelta

import hypothesis
import pandas as pd
import pytest
from hypothesis import strategies as st

from collectors.access import Viewer
from dashboard import agenda_rows
from dashboard.reports import records_read
from dashboard.session import Look
from dashboard.workspace import audit, exchange, listing, records
from dashboard.workspace.kinds import all_kinds
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import ROLES, Person, room
from indicators.frames import RECORDS

ORGANISATIONS = ("UN", "EU", "AU", "NATO")
EXAMPLES, EACH = 3, 14  # records are made anew in every example
_NOW = datetime.now(UTC)

# A record of each kind whose words are free, with a word in it that no other record has.
KINDS = {
    "comment": lambda word: {"about": "decision:1", "said": word},
    "watchlist": lambda word: {"name": word, "purpose": word},
    "watch": lambda word: {"watchlist": "w", "place": "SDN", "why": word},
    "assessment": lambda word: {"level": 3, "trend": "stable", "sentence": word,
                                "place": "SDN", "assumptions": word},
    "workinglevel": lambda word: {"place": "SDN", "level": 2, "statement": word},
    "stance": lambda word: {"said": "does not agree", "reason": word, "working_level": "x"},
    "decision": lambda word: {"said": word, "reservations": [f"AU: {word}"]},
    "action": lambda word: {"task": word, "owner": "UN", "due": "2026-12-24"},
    "logentry": lambda word: {"said": word, "meeting": "m"},
    "agendapoint": lambda word: {"title": word, "meeting": "m"},
    "meeting": lambda word: {"body": "weekly", "starts": _NOW.isoformat(),
                             "organisations": ["UN"], "title": word},
    "pointer": None, "priority": lambda word: {"said": word, "document": word,
                                               "dated": "2026-11-01"},
    "mute": lambda word: {"reason": word, "rule": "detected_surge", "place": "SDN",
                          "until": (_NOW + timedelta(days=9)).date().isoformat()},
    "space": lambda word: {"name": word, "organisations": ["UN"]},
}  # fmt: skip
KINDS = {kind: body for kind, body in KINDS.items() if body is not None}


@dataclass(frozen=True)
class Made:
    """One record as it was made: by whom, for whom, sealed or not, and what became of it."""

    kind: str
    originator: str
    audience: Audience
    sealed: str  # "", "closed", "open"
    later: str  # "", "narrowed", "ended"


@dataclass(frozen=True)
class Eyes:
    """Somebody who looks: a person of an organisation, or the people of a room."""

    organisations: tuple[str, ...]
    name: str = ""
    groups: frozenset[str] = frozenset()
    humanitarian: bool = False

    @property
    def viewer(self) -> Viewer:
        """Return them as the store knows them."""
        if len(self.organisations) > 1:
            return room(frozenset(self.organisations))
        return self.person.viewer()

    @property
    def person(self) -> Person:
        """Return them as somebody who acts."""
        return Person(self.name or "nobody", self.organisations[0], ROLES, self.humanitarian,
                      self.groups)  # fmt: skip


EVERYBODY = [
    *(Eyes((one,), "ana") for one in ORGANISATIONS),
    *(Eyes((one,), "ben", frozenset({"horn"}), humanitarian=True) for one in ORGANISATIONS),
    Eyes(("UN", "EU")),
    Eyes(("EU", "AU", "NATO")),
    Eyes(ORGANISATIONS),
    Eyes(("*",)),  # who reads the feeds, without sign-in
]

audiences = st.one_of(
    st.just(Audience()),
    st.just(Audience.all()),
    st.just(Audience.only("ana")),
    st.builds(
        Audience,
        organisations=st.frozensets(st.sampled_from(ORGANISATIONS), max_size=3),
        groups=st.sampled_from([frozenset(), frozenset({"horn"})]),
        humanitarian=st.booleans(),
    ),
)
made = st.builds(
    Made,
    kind=st.sampled_from(sorted(KINDS)),
    originator=st.sampled_from(ORGANISATIONS),
    audience=audiences,
    sealed=st.sampled_from(["", "", "closed", "open"]),
    later=st.sampled_from(["", "", "narrowed", "ended"]),
)


def may_see(eyes: Eyes, one: Made, past: bool = False) -> bool:
    """Return whether `eyes` may see a record, told plainly: the rules of the marking alone."""
    audience = Audience() if one.later == "narrowed" else one.audience
    if audience.persons and eyes.name not in audience.persons:
        return False
    if audience.humanitarian and not eyes.humanitarian:
        return False
    if one.later == "ended" and not past:
        return False
    for organisation in eyes.organisations:
        if organisation == one.originator:
            continue
        if one.sealed == "closed":
            return False
        in_group = len(eyes.organisations) == 1 and bool(audience.groups & eyes.groups)
        if not (audience.everybody or organisation in audience.organisations or in_group):
            return False
    return True


def write(store, number: int, one: Made) -> str:
    """Keep a record as it is told; return the word that only it has."""
    word = f"secret{number:05}"
    author = Person("ana", one.originator, ROLES, humanitarian=True)
    body = KINDS[one.kind](word)
    seal = f"seal-{one.sealed}" if one.sealed else None
    saved = records.save(store, one.kind, body, author, audience=one.audience,
                         record=f"r{number}", seal=seal)  # fmt: skip
    if one.later == "narrowed":
        records.save(store, one.kind, body, author, audience=Audience(), record=saved.record)
    if one.later == "ended":
        records.save(store, one.kind, body, author, record=saved.record, active=False)
    return word


def channels(store, eyes: Eyes, kinds: set[str], then: pd.Timestamp):
    """Tell by which channel something is shown, what, and whether the past shows in it."""
    every = all_kinds()
    for kind in sorted(kinds):
        viewer = eyes.viewer
        rows = records.load(store, kind, viewer)
        yield "load", rows.to_csv(), False
        yield "as known on", records.load(store, kind, viewer, as_of=then).to_csv(), False
        yield "table", listing.table(every[kind], rows).to_csv(), False
        if len(eyes.organisations) == 1:
            cells, _whole = exchange.exported(store, every[kind], rows, eyes.person)
            yield "export", exchange.csv_bytes(cells).decode(), False
    yield "versions", store.read(RECORDS, eyes.viewer, versions=True).to_csv(), True
    yield "find", listing.search(store, eyes.viewer, "secret").to_csv(), False
    yield "audit", audit.show(store, eyes.viewer, limit=5000).to_csv(), False
    look = Look(eyes.viewer)
    yield "brief", str(records_read._rows(look).to_csv()), False
    span = (pd.Timestamp("2026-01-01"), pd.Timestamp("2027-01-01"))
    yield "agenda", agenda_rows.standing(store, eyes.viewer, span, None).to_csv(), False


@pytest.fixture
def numbers():
    """Return a count that goes on from example to example, as one store serves them all."""
    return {"records": 0, "cases": 0, "seen": 0}


def test_no_channel_shows_finds_or_counts_what_may_not_be_seen(store, numbers, monkeypatch):
    for name, until in (("open", _NOW - timedelta(hours=1)), ("closed", _NOW + timedelta(days=9))):
        store.seal(f"seal-{name}", pd.Timestamp(until))
    monkeypatch.setattr("dashboard.data.store", lambda: store)

    @hypothesis.settings(max_examples=EXAMPLES, derandomize=True,
                         suppress_health_check=list(hypothesis.HealthCheck))
    @hypothesis.given(st.lists(made, min_size=EACH, max_size=EACH))
    def look_everywhere(told):
        first = numbers["records"]
        words = {write(store, first + n, one): one for n, one in enumerate(told)}
        numbers["records"] += len(told)
        then = pd.Timestamp.now("UTC")
        for eyes in EVERYBODY:
            for channel, shown, past in channels(store, eyes, {m.kind for m in told}, then):
                for word, one in words.items():
                    numbers["cases"] += 1
                    if word in shown:
                        numbers["seen"] += 1
                        assert may_see(eyes, one, past), f"{channel} shows {one} to {eyes}"
            counted = store.read(RECORDS, eyes.viewer, where={"active": True})
            counted = counted[counted["record"].isin([f"r{first + n}" for n in range(len(told))])]
            assert len(counted) == sum(may_see(eyes, one) for one in told)

    look_everywhere()
    assert numbers["cases"] >= 10_000
    assert numbers["seen"] >= 400  # it is no test of a store that shows nothing
