"""What the tests of leaks share: records of every kind and marking, who looks, and an oracle.

Who may see what is told once more here, by a plain function that knows nothing of the
store's query.
"""

import random
from dataclasses import dataclass, replace
from datetime import UTC, datetime, timedelta

import pandas as pd
from hypothesis import strategies as st

from collectors.access import Viewer
from dashboard.workspace import records
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import ROLES, Person, room

ORGANISATIONS = ("UN", "EU", "AU", "NATO")
NOW = datetime.now(UTC)

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
    "meeting": lambda word: {"body": "weekly", "starts": NOW.isoformat(),
                             "organisations": ["UN"], "title": word},
    "round": lambda word: {"place": "SDN", "deadline": NOW + timedelta(days=9),
                           "participants": list(ORGANISATIONS), "question": word},
    "agenda_entry": lambda word: {"body": "EU PSC", "title": word, "date": NOW.date().isoformat(),
                                 "places": ["SDN"]},
    "draft": lambda word: {"of": "decision", "fields": {"said": word}},
    "priority": lambda word: {"said": word, "document": word, "dated": "2026-11-01"},
    "mute": lambda word: {"reason": word, "rule": "detected_surge", "place": "SDN",
                          "until": (NOW + timedelta(days=9)).date().isoformat()},
    "space": lambda word: {"name": word, "organisations": ["UN"]},
    "excerpt": lambda word: {"said": word, "place": "SDN"},
}  # fmt: skip


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


def write(store, number: int, one: Made, told: pd.Timestamp | None = None) -> str:
    """Keep a record as it is told, at that moment; return the word that only it has."""
    word = f"secret{number:05}"
    author = Person("ana", one.originator, ROLES, humanitarian=True)
    author = author if told is None else author.at(told)
    body = KINDS[one.kind](word)
    seal = f"seal-{one.sealed}" if one.sealed else None
    if kind_of(one.kind).cleared:
        records.save(store, one.kind, body, author, record=f"r{number}", seal=seal)
        body["stage"] = kind_of(one.kind).cleared
        author = replace(author, name="ben")
        author = author if told is None else author.at(told + timedelta(days=1))
    saved = records.save(store, one.kind, body, author, audience=one.audience,
                         record=f"r{number}", seal=seal)  # fmt: skip
    author = author.at(told + timedelta(days=2)) if told is not None else author
    if one.later == "narrowed":
        records.save(store, one.kind, body, author, audience=Audience(), record=saved.record)
    if one.later == "ended":
        records.save(store, one.kind, body, author, record=saved.record, active=False)
    return word


def seals(store) -> None:
    """Make the two seals that records bear: one that is open, one for days to come."""
    for name, until in (("open", NOW - timedelta(hours=1)), ("closed", NOW + timedelta(days=9))):
        store.seal(f"seal-{name}", pd.Timestamp(until))


def by_lot(seed: int, each: int, kinds=None) -> list[Made]:
    """Return records of every kind with markings drawn by lot, the same at every run."""
    lot = random.Random(seed)
    return [
        Made(
            kind,
            lot.choice(ORGANISATIONS),
            lot.choice(
                [Audience(), Audience.all(), Audience.only("ana"), Audience.of("EU"),
                 Audience.of("AU", "NATO"), Audience.of(*ORGANISATIONS),
                 Audience(groups={"horn"}), Audience(organisations={"UN", "AU"}, humanitarian=True)]
            ),
            lot.choice(["", "", "closed", "open"]),
            lot.choice(["", "", "", "narrowed", "ended"]),
        )
        for kind in sorted(kinds or KINDS)
        for _number in range(each)
    ]  # fmt: skip
