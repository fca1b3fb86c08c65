"""Signals in people's hands: taken, closed, muted; and told over channels, never twice."""

import pandas as pd
import pytest

from collectors.access import Viewer
from dashboard import notifying
from dashboard.workspace import records, triage
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import CONTRIBUTOR, READER, Person
from indicators.frames import SIGNALS

NOW = pd.Timestamp.now("UTC").floor("s")
HOUR = pd.Timedelta(hours=1)


def desk(organisation="UN", *roles):
    return Person("ana", organisation, frozenset(roles or {CONTRIBUTOR}))


def eyes(organisation):
    return Viewer(frozenset({organisation}), person="ana")


def signal(store, place="SDN", level=3, since=NOW, state="firing", at=None):
    at = at or since
    row = {"rule": "detected_surge", "place": place, "series": "ucdp.deaths", "state": state,
           "level": level, "value": 90.0, "threshold": 25.0, "period": pd.Timestamp("2026-10-01"),
           "since": since, "change": "event", "version": "1", "known_at": at,
           "vintage": "collected", "run": int(at.value // 1000)}  # fmt: skip
    store.append(SIGNALS, pd.DataFrame([row]))


def standing(store, organisation="UN"):
    return triage.signals(store, eyes(organisation))


def test_a_signal_lives_from_new_to_closed_with_an_outcome(store):
    signal(store)
    one = standing(store).iloc[0]
    assert one["stage"] == "new"
    triage.take(store, desk(), one, "acknowledged", Audience.of("EU"))
    triage.take(store, desk("EU"), one, "assigned", to="Horn desk")
    assert standing(store).iloc[0]["to"] == "Horn desk"
    with pytest.raises(records.Invalid, match="outcome"):
        triage.take(store, desk(), one, "closed")
    triage.take(store, desk(), one, "closed", outcome="action")
    assert standing(store, "EU").iloc[0][["stage", "outcome"]].tolist() == ["closed", "action"]
    assert standing(store, "AU").iloc[0]["stage"] == "new"  # what was not released is not known
    with pytest.raises(records.Refused):
        triage.take(store, desk("UN", READER), one, "acknowledged")


def test_a_signal_that_begins_anew_is_another_one(store):
    signal(store, since=NOW - 48 * HOUR)
    triage.take(store, desk(), standing(store).iloc[0], "closed", outcome="known")
    signal(store, state="resolved", since=NOW - 24 * HOUR)
    assert standing(store).empty
    signal(store, since=NOW)
    assert standing(store).iloc[0]["stage"] == "new"


def test_muting_needs_a_reason_and_an_end_within_ninety_days(store):
    signal(store)
    one = standing(store).iloc[0]
    with pytest.raises(records.Invalid, match="Reason"):
        triage.mute(store, desk(), one, " ", NOW + pd.Timedelta(days=3))
    with pytest.raises(records.Invalid, match="ninety days"):
        triage.mute(store, desk(), one, "Known.", NOW + pd.Timedelta(days=120))
    triage.mute(store, desk(), one, "Known.", NOW + pd.Timedelta(days=3))
    assert standing(store).iloc[0]["muted_why"] == "Known."
    assert standing(store, "EU").iloc[0]["muted_until"] is None or pd.isna(
        standing(store, "EU").iloc[0]["muted_until"]
    )


@pytest.fixture
def told(store):
    """Return a function that tells what is due at a moment, and the messages that went out."""
    messages = []

    def send(address, title, text):
        messages.append((address, title, text))
        return True

    def tell(at, send=send):
        return notifying.tell(store, at, {"cell": "json://127.0.0.1/x"}, send)

    return tell, messages


def subscribe(store, organisation="UN", **said):
    body = {"channel": "cell", "rhythm": "at once", "least": 2, **said}
    person = Person("ana", organisation, frozenset({CONTRIBUTOR}), now=NOW - 2 * HOUR)
    records.save(store, "subscription", body, person, audience=Audience.only("ana"))


def test_a_signal_is_told_once_and_repeated_while_nobody_acknowledges_it(store, told):
    tell, messages = told
    signal(store, level=3)
    signal(store, "TCD", level=2)
    signal(store, "MLI", level=1)
    signal(store, "NER", since=NOW - 5 * HOUR)  # before the subscription
    subscribe(store)
    assert [tell(NOW + n * HOUR) for n in (0, 1, 25, 26, 73, 200)] == [1, 0, 1, 0, 1, 0]
    assert "Sudan: 3 warning" in messages[0][2]
    assert "Chad" in messages[0][2]
    assert "Chad" not in messages[1][2]
    assert "Mali" not in messages[0][2]
    assert "Niger" not in messages[0][2]


def test_an_acknowledged_or_muted_signal_is_not_repeated(store, told):
    tell, messages = told
    signal(store)
    subscribe(store)
    tell(NOW)
    triage.take(store, desk(), standing(store).iloc[0], "acknowledged")
    assert tell(NOW + 30 * HOUR) == 0
    assert len(messages) == 1


def test_a_daily_digest_comes_once_a_day(store, told):
    tell, messages = told
    subscribe(store, rhythm="daily")
    signal(store)
    assert tell(NOW) == 1
    signal(store, "TCD", since=NOW + HOUR)
    assert tell(NOW + 2 * HOUR) == 0
    assert tell(NOW + 25 * HOUR) == 1
    assert "Chad" in messages[-1][2]


def test_a_channel_that_fails_is_tried_again_and_nothing_is_lost(store, told):
    tell, messages = told
    signal(store)
    subscribe(store)
    assert tell(NOW, send=lambda *_: False) == 0
    assert tell(NOW + HOUR) == 1


def test_a_channel_that_is_not_set_up_is_logged_once(store, told, caplog):
    tell, _messages = told
    notifying._not_set_up.cache_clear()
    subscribe(store, channel="pager of nobody")
    assert [tell(NOW), tell(NOW + HOUR)] == [0, 0]
    logged = [one.getMessage() for one in caplog.records if one.name == notifying.__name__]
    assert logged == ["The channel pager of nobody of a subscription is not set up."]


def test_a_subscriber_is_told_nothing_of_a_source_kept_from_their_organisation(store, told):
    tell, messages = told
    store.restrict("ucdp", "EU", ())
    signal(store)
    subscribe(store, "UN")
    assert tell(NOW) == 0
    assert messages == []


def test_channels_are_named_in_the_environment():
    given = {"JOINTWATCH_CHANNEL_CELL": "mailto://x", "JOINTWATCH_CHANNEL_": "y", "HOME": "z"}
    assert notifying.channels(given) == {"cell": "mailto://x"}
