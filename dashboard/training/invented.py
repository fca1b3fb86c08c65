"""The invented data of an exercise: four uninhabited territories in which a crisis unfolds.

Nobody lives where the exercise plays, so that no figure of it can be taken for a real one.
"""

import numpy as np
import pandas as pd

from collectors.derive import derive
from collectors.forecasting import forecasts
from collectors.rulebook import all_rules
from collectors.signalling import signals
from collectors.store import Store
from dashboard.words import _
from dashboard.workspace import assessments, meetings, records, watchlists
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import Person
from indicators import catalogue
from indicators.frames import AGENDA, OBSERVATIONS, PUBLICATIONS, RUNS
from indicators.schema import COUNT, DAY, FLAG, MOMENT, NUMBER, TEXT, Schema

MONTHS = 120
SEED = 7
# Mean deaths a month, and by what they are multiplied in the last month.
PLACES = {"BVT": (60.0, 6.0), "HMD": (25.0, 0.2), "ATF": (4.0, 1.0), "ATA": (0.3, 30.0)}
LIST = "exercise"
_LEVELS = {"BVT": {"UN": (2, 3), "EU": (2, 2), "AU": (1, 1)}, "HMD": {"UN": (3, 2)}}
_ALL = ("UN", "EU", "AU", "NATO")
_EMPTY = {TEXT: "", NUMBER: float("nan"), COUNT: 0, FLAG: False, DAY: pd.NaT, MOMENT: pd.NaT}


def fill(store: Store, person: Person) -> None:
    """Put ten years of invented deaths, an agenda, judgements and a meeting into `store`.

    The figures of the last month come a day ago, so that the board shows what changed.
    """
    now = pd.Timestamp.now("UTC").floor("s")
    before, day = now - pd.Timedelta(days=10), pd.Timedelta(days=1)
    deaths = _deaths(now)
    last = deaths["period"] == deaths["period"].max()
    store.append(OBSERVATIONS, _rows(OBSERVATIONS, before, deaths[~last]))
    _follow(store, before)
    _people(store, person, before, 0)
    store.append(OBSERVATIONS, _rows(OBSERVATIONS, now - day, deaths[last]))
    store.append(AGENDA, _rows(AGENDA, now - day, _agenda(now)))
    store.append(PUBLICATIONS, _rows(PUBLICATIONS, now - day, _publications(now - day)))
    store.append(RUNS, _rows(RUNS, now - day, _runs(now - day)))
    _follow(store, now - day)
    _people(store, person, now - day, 1)


def _follow(store: Store, now: pd.Timestamp) -> None:
    """Do what follows from a collection, with what is made of invented figures alone."""
    told = {id: one for id, one in catalogue.ALL.items() if one.theme == "conflict"}
    derive(store, now, told)
    forecasts(store, now)
    rules = [one for one in all_rules().values() if one.theme == "conflict"]
    signals(store, now, rules)


def _deaths(now: pd.Timestamp) -> pd.DataFrame:
    chance = np.random.default_rng(SEED)
    end = now.tz_localize(None).normalize().replace(day=1) - pd.DateOffset(months=1)
    months = pd.date_range(end=end, periods=MONTHS, freq="MS")
    parts = []
    for place, (mean, factor) in PLACES.items():
        rate = chance.gamma(2, mean / 2, MONTHS)
        rate[-1] = mean * factor
        parts.append(pd.DataFrame({"series": "ucdp.deaths", "place": place, "period": months,
                                   "value": chance.poisson(rate).astype(float)}))  # fmt: skip
    return pd.concat(parts, ignore_index=True)


def _agenda(now: pd.Timestamp) -> pd.DataFrame:
    today = now.tz_localize(None).normalize()
    told = [("HMD", "UNSC", 9), ("ATF", "AU PSC", 15), ("HMD", "FAC", 21)]
    return pd.DataFrame(
        {
            "source": "by_hand", "item": [f"{body} {place}" for place, body, _n in told],
            "place": [place for place, _body, _n in told],
            "body": [body for _place, body, _n in told],
            "date": [today + pd.Timedelta(days=n) for _place, _body, n in told],
            "title": _("EXERCISE: invented meeting"), "status": "confirmed",
        }
    )  # fmt: skip


def _publications(moment: pd.Timestamp) -> pd.DataFrame:
    return pd.DataFrame(
        [{"source": "exercise", "document": "1", "place": "BVT", "published": moment,
          "title": _("EXERCISE: invented press release"), "kind": "press release"}]
    )  # fmt: skip


def _runs(moment: pd.Timestamp) -> pd.DataFrame:
    return pd.DataFrame([{"source": "ucdp", "started": moment, "finished": moment,
                          "finding": "news", "rows_seen": 1, "rows_new": 1}])  # fmt: skip


def _people(store: Store, person: Person, moment: pd.Timestamp, step: int) -> None:
    """Write what people write: before the crisis (step 0) and in it (step 1)."""
    everybody = Audience.of(*_ALL, person.organisation)
    for place, judged in _LEVELS.items():
        for organisation, levels in judged.items():
            desk = records.Author(_("Exercise desk"), organisation, moment)
            said = {"level": levels[step], "sentence": _("EXERCISE: invented judgement."),
                    "trend": "deteriorating" if levels[1] > levels[0] else "stable"}  # fmt: skip
            assessments.judge(store, desk, place, said, everybody)
    if step:
        return
    control = records.Author(_("Exercise control"), person.organisation, moment)
    made = watchlists.Watchlist(name=_("Exercise watchlist"), purpose=_("Invented situations"))
    records.save(store, watchlists.Watchlist, made, control, record=LIST)
    for place in PLACES:
        watchlists.watch(store, LIST, place, _("It is part of the exercise."), control)
    held = meetings.plan(store, control, "weekly", moment + pd.Timedelta(days=3), _ALL)
    meeting = records.get(store, "meeting", held.record, control.viewer())
    due = (moment + pd.Timedelta(days=5)).date()
    task = {"task": _("EXERCISE: send the draft"), "owner": _("Exercise desk"), "due": due}
    meetings.note(store, control, "action", task, meeting)


def _rows(frame: Schema, moment: pd.Timestamp, said: pd.DataFrame) -> pd.DataFrame:
    """Return `said` as rows of `frame`: the rest is empty, and known at `moment`."""
    empty = {name: _EMPTY[kind] for name, kind in frame.columns.items()}
    trace = {"known_at": moment, "vintage": "collected", "run": int(moment.value // 1000)}
    rows = said.assign(**{name: value for name, value in (empty | trace).items()
                          if name not in said})  # fmt: skip
    return frame.conform(rows[list(frame.columns)])
