"""The forms of the feeds: a calendar (RFC 5545), an Atom feed (RFC 4287) and a CSV table."""

import csv
import hashlib
from io import StringIO

import pandas as pd
from icalendar import Calendar, Event
from lxml import etree

from dashboard import tables
from dashboard.reports.signs import no_formula, printable, web_address
from dashboard.wording import agenda as agenda_words
from dashboard.words import _

_PRODID = "-//Jointwatch//Agenda//EN"
_ATOM = "http://www.w3.org/2005/Atom"
_OFF = ("cancelled", "dropped", "postponed")
_NEVER = pd.Timestamp("2000-01-01", tz="UTC")  # of a feed in which nothing changed yet


def calendar(meetings: pd.DataFrame, dropped: pd.DataFrame) -> bytes:
    """Return meetings as a calendar file; those dropped stand in it as cancelled.

    `meetings` as from `indicators.agendas.meetings.each`, `dropped` as from
    `indicators.agendas.versions.gone`, both with uid and sequence. Nothing in it depends on
    when it is made.
    """
    file = Calendar()
    file.add("prodid", _PRODID)
    file.add("version", "2.0")
    file.add("method", "PUBLISH")
    file.add("x-wr-calname", _("Agendas, by Jointwatch"))
    file.add("x-published-ttl", "PT2H")
    for row in meetings.itertuples():
        file.add_component(_event(row))
    standing = set(meetings["uid"])
    for row in dropped[~dropped["uid"].isin(standing)].itertuples():
        file.add_component(_gone(row))
    return file.to_ical()


def _event(row) -> Event:
    told = [
        (_("Places"), agenda_words.where(row.places, row.one_of)),
        (_("Hours"), agenda_words.hours(row.starts)),
        (_("Status"), agenda_words.STATUSES.get(row.status, row.status)),
        (_("Expected"), row.expected),
        (_("Outcome"), row.outcome),
        (_("Record"), row.symbol),
        (_("Sources differ"), agenda_words.differs(row)),
        (_("Told by"), agenda_words.sources(row.sources)),
        (_("By hand"), agenda_words.by_hand(row)),
    ]
    event = _dated(row, row.known_at)
    status = "TENTATIVE" if row.status == "provisional" else "CONFIRMED"
    event.add("status", "CANCELLED" if row.status in _OFF else status)
    event.add("description", "\n".join(f"{name}: {said}" for name, said in told if said))
    event.add("categories", [tables.body(row.body)])
    if url := web_address(row.url):
        event.add("url", url)
    return event


def _gone(row) -> Event:
    event = _dated(row, row.known_at)
    event.add("status", "CANCELLED")
    event.add("description", _("It no longer stands on the agenda: dropped."))
    return event


def _dated(row, known: pd.Timestamp) -> Event:
    event = Event()
    format = f" ({row.format})" if row.format else ""
    event.add("uid", f"{_short(row.uid)}@jointwatch")
    event.add("sequence", int(row.sequence))
    event.add("dtstamp", known.floor("s").to_pydatetime())
    event.add("last-modified", known.floor("s").to_pydatetime())
    day = row.date.date() if pd.isna(row.starts) else row.starts.floor("s").to_pydatetime()
    event.add("dtstart", day)
    event.add("summary", printable(f"{tables.body(row.body)}: {row.title}{format}"))
    event.add("transp", "TRANSPARENT")
    return event


def atom(changes: pd.DataFrame, address: str) -> bytes:
    """Return changes, as from `indicators.agendas.changes.log`, as an Atom feed."""
    feed = etree.Element(f"{{{_ATOM}}}feed", nsmap={None: _ATOM})
    _add(feed, "id", f"urn:jointwatch:changes:{_short(address.partition('?')[2])}")
    _add(feed, "title", _("Changes on the agendas, by Jointwatch"))
    _add(feed, "updated", _moment(changes["changed"].max() if len(changes) else _NEVER))
    etree.SubElement(feed, f"{{{_ATOM}}}link", rel="self", href=printable(address))
    _add(etree.SubElement(feed, f"{{{_ATOM}}}author"), "name", "Jointwatch")
    for row in changes.itertuples():
        entry = etree.SubElement(feed, f"{{{_ATOM}}}entry")
        told = f"{row.meeting} {row.kind} {row.changed.isoformat()}"
        _add(entry, "id", f"urn:jointwatch:change:{_short(told)}")
        _add(entry, "title", f"{agenda_words.KINDS[row.kind]}: {agenda_words.subject(row)}")
        _add(entry, "updated", _moment(row.changed))
        _add(entry, "summary", agenda_words.change(row))
        etree.SubElement(entry, f"{{{_ATOM}}}category", term=row.kind)
        if url := web_address(row.url):
            etree.SubElement(entry, f"{{{_ATOM}}}link", rel="alternate", href=url)
    return etree.tostring(feed, xml_declaration=True, encoding="utf-8", pretty_print=True)


def table(meetings: pd.DataFrame) -> bytes:
    """Return meetings as CSV, one row a meeting; no cell is a formula."""
    out = StringIO()
    writer = csv.writer(out)
    names = ["uid", "body", "date", "starts_utc", "title", "places", "one_of", "topic", "themes",
             "format", "status", "public", "expected", "outcome", "briefers", "symbol", "url",
             "sources", "known_at"]  # fmt: skip
    writer.writerow(names)
    for row in meetings.itertuples():
        starts = "" if pd.isna(row.starts) else _moment(row.starts)
        said = {
            "uid": f"{_short(row.uid)}@jointwatch", "date": f"{row.date:%Y-%m-%d}",
            "starts_utc": starts, "places": " ".join(row.places),
            "one_of": "yes" if row.one_of else "no", "known_at": _moment(row.known_at),
        }  # fmt: skip
        writer.writerow([no_formula(said.get(n) or getattr(row, n, "")) for n in names])
    return out.getvalue().encode("utf-8-sig")


def _add(parent, name: str, text: str) -> None:
    etree.SubElement(parent, f"{{{_ATOM}}}{name}").text = printable(text)


def _moment(at: pd.Timestamp) -> str:
    return f"{at.tz_convert('UTC'):%Y-%m-%dT%H:%M:%SZ}"


def _short(text: str) -> str:
    return hashlib.sha256(text.encode()).hexdigest()[:24]
