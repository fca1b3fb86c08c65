"""Telling people of signals over their channels: at once or in a digest, repeated, never twice.

A channel is named in the environment, JOINTWATCH_CHANNEL_NAME, by an address as apprise
understands it (mailto://, msteams://, slack://, json:// ...), which holds its keys. What is
told is read as the subscriber's organisation may see it.
"""

import logging
import os
import re
from collections.abc import Callable, Mapping
from functools import cache

import pandas as pd

from collectors.access import PROGRAM, Viewer
from collectors.store import Store
from dashboard.words import _, day, ngettext
from dashboard.workspace import records, triage, watchlists
from dashboard.workspace.people import READER, WRITERS, Person
from dashboard.workspace.scales import LEVELS
from indicators import places

log = logging.getLogger(__name__)

PREFIX = "JOINTWATCH_CHANNEL_"
REPEATED_FROM = 3  # the level from which an unacknowledged signal is told again
REPEATS = (pd.Timedelta(hours=24), pd.Timedelta(hours=72))
DIGEST_EVERY = pd.Timedelta(hours=24)
MOST_IN_A_DIGEST = 50

Send = Callable[[str, str, str], bool]  # address, title, text -> whether it went out


def channels(environment: Mapping[str, str] = os.environ) -> dict[str, str]:
    """Return the address of each channel by its name in small letters."""
    return {
        name.removeprefix(PREFIX).lower(): address
        for name, address in environment.items()
        if re.fullmatch(PREFIX + r"[A-Z][A-Z0-9_]*", name) and address
    }


def by_apprise(address: str, title: str, text: str) -> bool:
    """Send one message; False when the channel did not take it. The address is never logged."""
    import apprise

    channel = apprise.Apprise()
    return bool(channel.add(address) and channel.notify(title=title, body=text))


def tell(
    store: Store, now: pd.Timestamp, addresses: Mapping[str, str], send: Send = by_apprise
) -> int:
    """Send what is due over every subscription; return how many messages went out.

    A channel that does not take a message is tried again the next time; nothing is lost.
    """
    every = records.load(store, "subscription", PROGRAM)
    gone = 0
    for row in every.to_dict("records"):
        address = addresses.get(row["channel"].lower())
        if address is None:
            _not_set_up(row["channel"])
            continue
        gone += _tell_one(store, now, row, address, send)
    return gone


@cache
def _not_set_up(channel: str) -> None:
    """Log, once a start, that subscriptions name a channel which is not there."""
    log.warning("The channel %s of a subscription is not set up.", channel)


def due(
    signals: pd.DataFrame, subscription: Mapping, sent: Mapping[str, int], now: pd.Timestamp
) -> pd.DataFrame:
    """Return the signals that are to be told over one subscription at `now`.

    A signal that began before the subscription is not. It is told once; from level 3 on twice
    more, after 24 and 72 hours, while nobody has acknowledged it. Muted and closed ones rest.
    """
    rows = signals[
        (signals["level"] >= subscription["least"])
        & signals["muted_until"].isna()
        & (signals["stage"] != "closed")
        & (signals["since"] >= subscription["known_at"])
    ]
    times = rows["key"].map(lambda one: sent.get(one, 0)).astype("int64")
    age = now - rows["since"]
    unheard = (rows["stage"] == "new") & (rows["level"] >= REPEATED_FROM)
    again = (unheard & (times == 1) & (age >= REPEATS[0])) | (
        unheard & (times == 2) & (age >= REPEATS[1])
    )
    return rows[(times == 0) | again]


def text_of(rows: pd.DataFrame) -> tuple[str, str]:
    """Return the title and the text of one message about some signals."""
    title = ngettext("Jointwatch: one signal", "Jointwatch: {n} signals", len(rows))
    lines = [
        _("{place}: {level}, rule {rule}, since {day}.").format(
            place=_place(row.place), level=LEVELS[int(row.level)], rule=row.rule,
            day=day(row.since),
        )
        for row in rows.head(MOST_IN_A_DIGEST).itertuples()
    ]  # fmt: skip
    if len(rows) > MOST_IN_A_DIGEST:
        lines.append(_("And {n} more, on the dashboard.").format(n=len(rows) - MOST_IN_A_DIGEST))
    return title.format(n=len(rows)), "\n".join(lines)


def _tell_one(
    store: Store, now: pd.Timestamp, row: Mapping, address: str, send: Send
) -> int:
    person = Person(row["author"], row["originator"], WRITERS | {READER})
    viewer = Viewer(frozenset({row["originator"]}), person=row["author"])
    told = records.get(store, "delivery", row["record"], viewer)
    sent = dict(told["sent"]) if told is not None else {}
    last = pd.Timestamp(told["digest_on"]) if told is not None and told["digest_on"] else None
    if row["rhythm"] == "daily" and last is not None and now - last < DIGEST_EVERY:
        return 0
    signals = triage.signals(store, viewer)
    if row["watchlist"]:
        watched = watchlists.watches(store, row["watchlist"], viewer)["place"]
        members = {one for place in watched for one in (place, *places.members(place))}
        signals = signals[signals["place"].isin(members)]
    versions = records.history(store, "subscription", row["record"], viewer)
    begun = row | {"known_at": versions["known_at"].min()}  # an edit makes nothing old
    rows = due(signals, begun, sent, now)
    if rows.empty or not send(address, *text_of(rows)):
        return 0
    standing = set(signals["key"])
    sent = {one: times for one, times in sent.items() if one in standing}
    sent |= {one: sent.get(one, 0) + 1 for one in rows["key"]}
    body = {"subscription": row["record"], "sent": sent, "digest_on": now.isoformat()}
    records.save(store, "delivery", body, person, record=row["record"])
    return 1


def _place(place: str) -> str:
    known = place in places.PLACES.index or place in places.AREAS
    return places.name(place) if known else place
