"""Joint assessment: blind rounds, side by side, never averaged; working levels with reservations.

Until every organisation asked has judged, or the deadline has passed, an assessment is sealed:
the store's query shows it to nobody but its own organisation.
"""

from collections.abc import Mapping, Sequence

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
    if deadline <= (person.now or pd.Timestamp.now("UTC")):
        raise records.Invalid(_("The deadline has passed already; choose a later one."))
    asked = sorted({*participants, person.organisation})
    if len(asked) < 2:
        raise records.Invalid(_("A round needs two organisations or more."))
    body = {"place": place, "deadline": deadline.to_pydatetime(), "participants": asked,
            "question": question}  # fmt: skip
    new = records.new_id()
    store.seal(new, deadline)  # before anything can bear it
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
    it counts until that organisation judges itself. Raises what records.save raises.
    """
    author = _author(store, person, "assessment", round, stated_for)
    said = {**fields, "place": round["place"], "round": round["record"],
            "stated_by": f"{person.name}, {person.organisation}" if stated_for else ""}  # fmt: skip
    saved = records.save(
        store,
        "assessment",
        said,
        author,
        audience=Audience.of(*round["participants"]),
        record=f"{round['record']}-{author.organisation}",
        seal=str(round["record"]),
    )
    _open_when_all_have(store, round, person)
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
    told = _of_round(store, str(round["record"]), viewer, as_of)
    empty = pd.DataFrame({"originator": list(round["participants"])})
    rows = empty.merge(told, on="originator", how="left")
    return rows.rename(columns={"originator": "organisation"})[SIDE_BY_SIDE]


def spread(rows: pd.DataFrame) -> int | None:
    """Return the levels between the highest and the lowest assessment; None below two."""
    rated = rows["level"].dropna()
    return int(rated.max() - rated.min()) if len(rated) > 1 else None


def levels(store: Store, viewer: Viewer, as_of: pd.Timestamp | None = None) -> pd.DataFrame:
    """Return the newest assessment of each organisation on each place.

    Columns place, organisation, level, trend, sentence, status, stated_by, known_at, round.
    """
    rows = records.load(store, "assessment", viewer, as_of).sort_values("known_at")
    last = rows.drop_duplicates(["place", "originator"], keep="last")
    last = last.rename(columns={"originator": "organisation"})
    columns = ["place", "organisation", "level", "trend", "sentence", "status", "stated_by",
               "known_at", "round"]  # fmt: skip
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
    author = _author(store, person, "stance", round, stated_for)
    said = {**fields, "working_level": working_level,
            "stated_by": f"{person.name}, {person.organisation}" if stated_for else ""}  # fmt: skip
    return records.save(
        store,
        "stance",
        said,
        author,
        audience=Audience.of(*round["participants"]),
        record=f"{working_level}-{author.organisation}",
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
    store: Store, round: str, viewer: Viewer, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    return records.load(store, "assessment", viewer, as_of, where={"seal": round})


def _open_when_all_have(store: Store, round: Mapping, person: Person) -> None:
    rated = _of_round(store, str(round["record"]), PROGRAM)["originator"]
    if set(round["participants"]) <= set(rated):
        store.seal(str(round["record"]), person.now or pd.Timestamp.now("UTC"))


def _author(store: Store, person: Person, kind: str, round: Mapping, stated_for: str) -> Person:
    """Return in whose name it is kept. Raises Refused, which is written in the audit."""
    asked = stated_for or person.organisation
    if asked not in round["participants"]:
        why = _("The {organisation} was not asked in this round.").format(organisation=asked)
    elif stated_for and SECRETARY not in person.roles:
        why = _("Only a cell secretary may write down what another organisation said.")
    elif stated_for and _has_judged_itself(store, kind, round, stated_for):
        why = _("The {organisation} has judged itself; that stands.").format(organisation=asked)
    else:
        why = ""
    if why:
        audit.note(store, person, "refused", kind, str(round["record"]), "", why)
        raise Refused(why)
    if not stated_for:
        return person
    audit.note(store, person, "write down", kind, str(round["record"]), stated_for)
    name = f"{person.name} ({person.organisation})"
    return Person(name, stated_for, frozenset({CONTRIBUTOR}), now=person.now)


def _has_judged_itself(store: Store, kind: str, round: Mapping, organisation: str) -> bool:
    if kind != "assessment":
        return False
    rows = _of_round(store, str(round["record"]), PROGRAM)
    return bool(((rows["originator"] == organisation) & (rows["stated_by"] == "")).any())
