"""What a body's meetings were worth: half a year in figures, what it talks of, its review."""

import pandas as pd

from collectors.access import Viewer
from collectors.store import Store
from dashboard.words import _
from dashboard.workspace import meetings, records
from dashboard.workspace.bodies import ABOUT, PRESETS
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import Person

_DONE = ("held", "record cleared", "closed")
_LAST = 4  # meetings whose agendas make the mix


def half_year(
    store: Store, viewer: Viewer, body: str, until: pd.Timestamp,
    as_of: pd.Timestamp | None = None,
) -> dict[str, float | int | str]:  # fmt: skip
    """Return what half a year of a body's meetings came to, for its forum review.

    held, planned_per_half_year, points, forward_share, decisions, actions, done, completion
    (done of those due), median_delay_days, person_hours (as told), advice. Not a number where
    there is nothing to measure.
    """
    since = until - pd.DateOffset(months=6)
    held = _held(store, viewer, body, as_of)
    held = held[held["starts"].between(since, until)]
    on_agenda = records.load(store, "agendapoint", viewer, as_of)
    on_agenda = on_agenda[on_agenda["meeting"].isin(held["record"])]
    decided = records.load(store, "decision", viewer, as_of)
    agreed = meetings.actions(store, viewer, body, as_of)
    due = agreed[agreed["due"].between(since.tz_localize(None), until.tz_localize(None))]
    done = due[due["stage"] == "done"]
    delay = (pd.to_datetime(done["done_on"]) - done["due"]).dt.days
    completion = len(done) / len(due) if len(due) else float("nan")
    forward = (on_agenda["forward_looking"] | (on_agenda["about"] == "horizon")).mean()
    return {
        "held": len(held),
        "planned_per_half_year": PRESETS[body].per_year / 2,
        "points": len(on_agenda),
        "forward_share": float(forward) if len(on_agenda) else float("nan"),
        "decisions": int(decided["meeting"].isin(held["record"]).sum()),
        "actions": len(due),
        "done": len(done),
        "completion": completion,
        "median_delay_days": float(delay.median()) if len(delay) else float("nan"),
        "person_hours": float(pd.to_numeric(done["hours"]).sum(min_count=1)),
        "advice": _advised(len(held), PRESETS[body].per_year / 2, completion),
    }


def _advised(held: int, wanted: float, completion: float) -> str:
    if wanted and held < wanted / 2:
        return _("close or change: it met less than half as often as meant")
    if completion < 0.5:
        return _("change: less than half of what was agreed was done")
    return _("keep")


def mix(
    store: Store, viewer: Viewer, body: str, as_of: pd.Timestamp | None = None
) -> pd.Series:
    """Return how many points of the last four meetings held were about what, the most first.

    The index holds the keys of ABOUT; empty without any point.
    """
    last = _held(store, viewer, body, as_of).head(_LAST)
    points = records.load(store, "agendapoint", viewer, as_of)
    points = points[points["meeting"].isin(last["record"])]
    return points["about"].value_counts().reindex(list(ABOUT)).dropna().astype(int).sort_values(
        ascending=False)  # fmt: skip


def load_of(store: Store, viewer: Viewer, as_of: pd.Timestamp | None = None) -> pd.Series:
    """Return how many actions of all bodies are open with each organisation, the most first."""
    found = meetings.actions(store, viewer, as_of=as_of)
    return found.loc[found["stage"] == "open", "owner"].value_counts()


def review(
    store: Store, person: Person, body: str, verdict: str, why: str
) -> records.Saved:  # fmt: skip
    """Keep what a forum review came to: that a body is kept, changed or closed, and why."""
    said = {"body": body, "verdict": verdict, "why": why}
    who = {*PRESETS[body].organisations, person.organisation}
    return records.save(store, "forumreview", said, person, audience=Audience.of(*who))


def reviews(
    store: Store, viewer: Viewer, body: str, as_of: pd.Timestamp | None = None
) -> pd.DataFrame:
    """Return the reviews of a body, the newest first."""
    found = records.load(store, "forumreview", viewer, as_of)
    return found[found["body"] == body].sort_values(
        "known_at", ascending=False, ignore_index=True)  # fmt: skip


def _held(
    store: Store, viewer: Viewer, body: str, as_of: pd.Timestamp | None
) -> pd.DataFrame:
    """Return the meetings of a body that were held, the latest first."""
    every = meetings.all_meetings(store, viewer, as_of)
    return every[(every["body"] == body) & every["stage"].isin(_DONE)]
