"""The life of a signal among people: who took it in hand, what came of it, what is muted."""

from collections.abc import Mapping

import pandas as pd

from collectors.access import Viewer
from collectors.store import Store
from dashboard.workspace import records
from dashboard.workspace.kinds.triage import Triage
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import Person
from indicators.frames import SIGNALS
from indicators.signalling.signals import standing

STAGE = "stage"


def key(signal: Mapping) -> str:
    """Return the identity of one signal: its rule, its place, and when it began."""
    return f"{signal['rule']}:{signal['place']}:{pd.Timestamp(signal['since']):%Y%m%d%H%M%S}"


def signals(
    store: Store, viewer: Viewer, as_of: pd.Timestamp | None = None,
    since: pd.Timestamp | None = None,
) -> pd.DataFrame:  # fmt: skip
    """Return the signals that stand with what people did, the highest level first.

    Columns of SIGNALS, `said` ("new" or "standing"), `key`, `stage` (new, acknowledged,
    assigned, discussed, closed), `to`, `outcome`, `by` (who took it in hand), `version`,
    `muted_until` and `muted_why`.
    """
    rows = standing(store.read(SIGNALS, viewer, as_of=as_of), since)
    rows = rows.assign(key=[key(row) for row in rows.to_dict("records")])
    told = records.load(store, "triage", viewer, as_of).set_index("record")
    names = {"stage": "stage", "to": "to", "outcome": "outcome", "by": "author",
             "version": "version"}  # fmt: skip
    for name, column in names.items():
        rows[name] = rows["key"].map(told[column]) if len(told) else None
    rows["stage"] = rows["stage"].fillna("new")
    muted = records.load(store, "mute", viewer, as_of)
    day = (as_of or pd.Timestamp.now("UTC")).date()
    muted = muted[pd.to_datetime(muted["until"]).dt.date >= day]
    muted = muted.sort_values("until").drop_duplicates(["rule", "place"], keep="last")
    by_watch = muted.set_index(["rule", "place"])
    watches = pd.MultiIndex.from_frame(rows[["rule", "place"]])
    rows["muted_until"] = by_watch["until"].reindex(watches).to_numpy()
    rows["muted_why"] = by_watch["reason"].reindex(watches).to_numpy()
    return rows.reset_index(drop=True)


def take(
    store: Store, person: Person, signal: Mapping, stage: str, audience: Audience | None = None,
    **said: str,
) -> records.Saved:  # fmt: skip
    """Move a signal on: acknowledged, assigned (to=), discussed (meeting=), closed (outcome=).

    A new signal is acknowledged by whoever takes it in hand at all. Raises what records.save
    raises, Changed when somebody was quicker.
    """
    record, name = key(signal), {"rule": signal["rule"], "place": signal["place"]}
    since = f"{pd.Timestamp(signal['since']):%Y-%m-%dT%H:%M:%SZ}"
    standing = records.get(store, "triage", record, person.viewer())
    before: dict = {}
    if standing is None:
        body = {**name, "since": since, "stage": "new"}
        records.save(store, "triage", body, person, record=record, audience=audience)
        standing = records.get(store, "triage", record, person.viewer())
    if standing["stage"] == "new" and stage != "acknowledged":
        take(store, person, signal, "acknowledged")
        standing = records.get(store, "triage", record, person.viewer())
    before = {field: standing[field] for field in Triage.model_fields}
    return records.save(store, "triage", {**before, **said, "stage": stage}, person,
                        record=record, shown=int(standing["version"]))  # fmt: skip


def mute(
    store: Store, person: Person, signal: Mapping, reason: str, until: pd.Timestamp,
    audience: Audience | None = None,
) -> records.Saved:  # fmt: skip
    """Keep a rule silent for a place until a day, with a reason. Raises what save raises."""
    body = {"rule": signal["rule"], "place": signal["place"], "reason": reason,
            "until": until.date()}  # fmt: skip
    return records.save(store, "mute", body, person, audience=audience)
