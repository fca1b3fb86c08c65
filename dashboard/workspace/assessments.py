"""Joint assessment: blind rounds, side by side, never averaged; working levels with reservations.

Until every organisation asked has judged, or the deadline has passed, an assessment is sealed:
the store's query shows it to nobody but its own organisation.
"""

from collections.abc import Mapping, Sequence
from typing import NoReturn

import pandas as pd

from collectors.access import PROGRAM, Viewer
from collectors.store import Store
from dashboard.words import _
from dashboard.workspace import audit, records
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import CONTRIBUTOR, SECRETARY, Person
from dashboard.workspace.permissions import Refused

DISCUSS_FROM = 2  # levels between the highest and the lowest assessment
SIDE_BY_SIDE = ["organisation", "level", "trend", "sentence", "likelihood", "confidence",
                "assumptions", "would_change", "evidence", "status", "stated_by", "known_at",
                "record", "version"]  # fmt: skip


def propose(
    store: Store,
    person: Person,
    place: str,
    deadline: pd.Timestamp,
    participants: Sequence[str],
    question: str = "",
) -> records.Saved:
    """Open a round; seen by those asked to judge. Raises what records.save raises.

    A deadline that has passed, or fewer than two organisations, is refused as Invalid.
    """
    if deadline <= _now(person):
        raise records.Invalid(_("The deadline has passed already; choose a later one."))
    asked = sorted({*participants, person.organisation})
    if len(asked) < 2:
        raise records.Invalid(_("A round needs two organisations or more."))
    body = {"place": place, "deadline": deadline.to_pydatetime(), "participants": asked,
            "question": question}  # fmt: skip
    new = records.new_id()
    store.seal(new, deadline)  # before anything can bear it
    until = f"blind until {deadline.tz_convert('UTC'):%Y-%m-%d %H:%M} UTC"
    audit.note(store, person, "seal", "round", new, person.organisation, until)
    return records.save(store, "round", body, person, audience=Audience.of(*asked), record=new)


def rounds(store: Store, viewer: Viewer, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return the rounds that `viewer` may see, the latest first."""
    found = records.load(store, "round", viewer, as_of)
    return found.sort_values("known_at", ascending=False, ignore_index=True)


def rate(
    store: Store, person: Person, round: Mapping, fields: Mapping, stated_for: str = ""
) -> records.Saved:
    """Keep an organisation's assessment in a round; the last one asked for opens it.

    `stated_for`: another organisation, for which a cell secretary writes down what it said;
    it counts until that organisation judges itself, and is kept apart from that, so that
    whether it has is not told by a refusal. Raises what records.save raises.
    """
    itself = stated_for in _judged_itself(store, round, person.viewer())
    author = _author(store, person, "assessment", round, stated_for, itself)
    blind = not is_open(round, _of_round(store, round, PROGRAM)["originator"], _now(person))
    said = {**fields, "place": round["place"], "round": round["record"],
            "stated_by": f"{person.name}, {person.organisation}" if stated_for else ""}  # fmt: skip
    saved = records.save(
        store,
        "assessment",
        said,
        author,
        audience=Audience.of(*round["participants"]),
        record=f"{round['record']}-{author.organisation}" + ("-stated" if stated_for else ""),
        seal=str(round["record"]),
    )
    rated = set(_of_round(store, round, PROGRAM)["originator"])
    if blind and set(round["participants"]) <= rated:
        store.seal(str(round["record"]), _now(person))
        audit.note(store, person, "unseal", "round", str(round["record"]),
                   str(round.get("originator", "")), "all have judged")  # fmt: skip
    return saved


def judge(
    store: Store, person: Person, place: str, fields: Mapping, audience: Audience
) -> records.Saved:
    """Keep an assessment outside any round, open at once to its audience."""
    said = {**fields, "place": place, "round": "", "stated_by": ""}
    record = f"{place}-{person.organisation}"
    return records.save(store, "assessment", said, person, audience=audience, record=record)


def is_open(round: Mapping, rated: Sequence[str], now: pd.Timestamp) -> bool:
    """Return whether the assessments of a round may be seen by all who were asked."""
    over = pd.Timestamp(round["deadline"]) <= now
    return bool(over or set(round["participants"]) <= set(rated))


def side_by_side(
    store: Store, round: Mapping, viewer: Viewer, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return one row per organisation asked: its assessment, or a missing level: not rated.

    Columns SIDE_BY_SIDE. Before the round opens the others' rows stand empty whether they have
    judged or not, as the query tells nothing of them.
    """
    told = _own_before_stated(_of_round(store, round, viewer, as_of))
    told = told.drop_duplicates("originator", keep="last")
    empty = pd.DataFrame({"originator": list(round["participants"])})
    rows = empty.merge(told, on="originator", how="left")
    return rows.rename(columns={"originator": "organisation"})[SIDE_BY_SIDE]


def spread(rows: pd.DataFrame) -> int | None:
    """Return the levels between the highest and the lowest assessment; None below two."""
    rated = rows["level"].dropna()
    return int(rated.max() - rated.min()) if len(rated) > 1 else None


def levels(store: Store, viewer: Viewer, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return the newest assessment of each organisation on each place.

    Columns place, organisation, level, trend, sentence, status, stated_by, known_at, round, and
    those of its marking.
    """
    rows = _own_before_stated(records.load(store, "assessment", viewer, as_of))
    rows = rows.drop_duplicates(["originator", "place", "round"], keep="last")
    rows = rows.sort_values("known_at")
    last = rows.drop_duplicates(["place", "originator"], keep="last")
    last = last.rename(columns={"originator": "organisation"})
    columns = ["place", "organisation", "level", "trend", "sentence", "status", "stated_by",
               "known_at", "round",
               "released_to", "persons", "humanitarian", "marking"]  # fmt: skip
    return last[columns].sort_values(["place", "organisation"], ignore_index=True)


def agree(
    store: Store, person: Person, round: Mapping, level: int, statement: str
) -> records.Saved:
    """Propose a working level; the proposer's own organisation agrees with it."""
    body = {"place": round["place"], "level": level, "statement": statement,
            "round": round["record"]}  # fmt: skip
    audience = Audience.of(*round["participants"])
    saved = records.save(store, "workinglevel", body, person, audience=audience)
    stand(store, person, round, saved.record, {"said": "agrees"})
    return saved


def stand(
    store: Store, person: Person, round: Mapping, working_level: str, fields: Mapping,
    stated_for: str = "",
) -> records.Saved:  # fmt: skip
    """Keep whether an organisation agrees to a working level, and its reservation."""
    record = f"{working_level}-{stated_for or person.organisation}"
    standing = records.get(store, "stance", record, person.viewer()) if stated_for else None
    itself = standing is not None and not standing["stated_by"]
    author = _author(store, person, "stance", round, stated_for, itself)
    said = {**fields, "working_level": working_level,
            "stated_by": f"{person.name}, {person.organisation}" if stated_for else ""}  # fmt: skip
    return records.save(
        store,
        "stance",
        said,
        author,
        audience=Audience.of(*round["participants"]),
        record=record,
    )


def working_levels(
    store: Store, viewer: Viewer, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return working levels, the latest first, with who agreed and who has reservations.

    Columns of the kind, and: agreed (organisations that agree, with a reservation or not) and
    reservations ("AU: the figures are not ours"), both lists.
    """
    found = records.load(store, "workinglevel", viewer, as_of)
    stances = records.load(store, "stance", viewer, as_of)
    agreed, kept = [], []
    for one in found["record"]:
        said = stances[stances["working_level"] == one].sort_values("originator")
        agreed.append(said.loc[said["said"] != "does not agree", "originator"].tolist())
        kept.append([f"{row.originator}: {row.reason}" for row in said.itertuples() if row.reason])
    found = found.assign(agreed=agreed, reservations=kept)
    return found.sort_values("known_at", ascending=False, ignore_index=True)


def _of_round(
    store: Store, round: Mapping, viewer: Viewer, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    return records.load(store, "assessment", viewer, as_of, where={"seal": str(round["record"])})


def _own_before_stated(rows: pd.DataFrame) -> pd.DataFrame:
    """Return assessments, those of organisations themselves after what was stated for them."""
    return rows.assign(own=rows["stated_by"] == "").sort_values(["own", "known_at"])


def _judged_itself(store: Store, round: Mapping, viewer: Viewer) -> set[str]:
    """Return which organisations have judged themselves, as far as `viewer` may know it."""
    rows = _of_round(store, round, viewer)
    return set(rows.loc[rows["stated_by"] == "", "originator"])


def _author(
    store: Store, person: Person, kind: str, round: Mapping, stated_for: str, itself: bool
) -> Person:
    """Return in whose name it is kept. Raises Refused, which is written in the audit.

    `itself`: the organisation it is stated for has spoken itself.
    """
    asked = stated_for or person.organisation
    if asked not in round["participants"]:
        said = _("The {organisation} was not asked in this round.")
        _refuse(store, person, kind, round, said.format(organisation=asked))
    if not stated_for:
        return person
    if SECRETARY not in person.roles:
        said = _("Only a cell secretary may write down what another organisation said.")
        _refuse(store, person, kind, round, said)
    if itself:
        said = _("The {organisation} has judged itself; that stands.")
        _refuse(store, person, kind, round, said.format(organisation=asked))
    audit.note(store, person, "write down", kind, str(round["record"]), stated_for)
    name = f"{person.name} ({person.organisation})"
    return Person(name, stated_for, frozenset({CONTRIBUTOR}), now=person.now)


def _refuse(store: Store, person: Person, kind: str, round: Mapping, why: str) -> NoReturn:
    audit.note(store, person, "refused", kind, str(round["record"]), "", why)
    raise Refused(why)


def _now(person: Person) -> pd.Timestamp:
    return person.now or pd.Timestamp.now("UTC")
