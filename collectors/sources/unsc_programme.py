"""The UN Security Council's monthly programme of work: from its page, its PDF or pasted text.

The page lists days; below a day an hour, a format and its room, then topics behind dashes:

    4 August
    10.00 a.m. - Consultations of the whole (closed) - Security Council Chamber
    - DRC
    - Other matters

Every revision is kept: an item is known by month, topic and format, so that a move is a
change of its date, and what a revision no longer holds is withdrawn. The programme is
provisional. Where the site lets no program in, a briefer drops in the PDF or pastes the
text: `read_text` reads both. Lines that cannot be read are counted and quoted in the note,
to be corrected by hand.
"""

import logging
import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta
from io import BytesIO
from urllib.parse import urljoin

import pandas as pd
from lxml import etree
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from collectors import feed
from collectors.readers import MONTHS, lines
from collectors.source import Empty, Part, Refused, Reply, Source, WrongFormat, clean
from indicators import agenda, places
from indicators.frames import AGENDA, Coverage

# It writes a line for every fault of a file, with pieces of the file.
logging.getLogger("pypdf").setLevel(logging.CRITICAL)

PAGE = "https://main.un.org/securitycouncil/en/content/programme-work"
SEAT = "America/New_York"
BY_HAND = (
    "The site of the UN Security Council did not let the program in. Drop in the PDF of the "
    "programme of work, or paste its text; it is read in the same way."
)
_MONTH = "|".join(MONTHS)
_WEEKDAY = r"(?:(?:Mon|Tues?|Wed(?:nes)?|Thu(?:rs)?|Fri|Satur|Sat|Sun)(?:day)?\.?,?\s+)"
_OF_MONTH = re.compile(rf"\b({_MONTH})[\s,]+(20\d\d)\b", re.IGNORECASE)
_DAY = re.compile(
    rf"^{_WEEKDAY}?(\d{{1,2}})(?:st|nd|rd|th)?(?:\s+({_MONTH}))?(?:,?\s+20\d\d)?\s*"
    r"(?:$|[:–—|-]\s*|(?=\d{1,2}(?:[.:]\d\d)?\s*[ap]\.?\s?m\b))",
    re.IGNORECASE,
)
_WEEKDAY_AND_DAY = re.compile(rf"^{_WEEKDAY}\d", re.IGNORECASE)
_HOUR = re.compile(
    r"^(\d{1,2})(?:[.:](\d\d))?\s*(a\.?\s?m\.?|p\.?\s?m\.?)(?=\W|$)|^(\d{1,2}):(\d\d)\b|^noon\b",
    re.IGNORECASE,
)
_ROOM = re.compile(
    r"[\s,(–—-]*\b(?:(?:security|trusteeship) council|ecosoc) (?:consultations room|chamber)\b\)?"
    r"|[\s,(–—-]*\b(?:consultations|conference) room(?: \d+)?\)?",
    re.IGNORECASE,
)
_FORMATS = (  # how a line begins, the format, whether the public may follow
    (r"consultations(?: of the whole)?", "consultations", "no"),
    (r"briefings?\s*(?:,|and|followed by|\+|&|/)\s*consultations", "briefing and consultations",
     "partly"),
    (r"open briefings?", "briefing", "yes"),
    (r"briefings?(?! by the president)", "briefing", "yes"),
    (r"(?:high-level |ministerial(?:-level)? )?open debates?", "open debate", "yes"),
    (r"debates?", "debate", "yes"),
    (r"adoptions?(?: of (?:a )?(?:resolutions?))?", "adoption", "yes"),
    (r"private meetings?", "private meeting", "no"),
    (r"(?:closed )?(?:meeting with )?(?:tcc|troop)[\w /&-]*?(?:meetings?|countries)", "TCC meeting",
     "no"),
    (r"informal interactive (?:dialogue|discussion)s?", "informal interactive dialogue", "no"),
    (r"arria-formula(?: meetings?)?", "Arria-formula meeting", ""),
    (r"(?:formal )?meetings?", "meeting", "yes"),
)  # fmt: skip
_SHORT = {"DRC": "Democratic Republic of the Congo", "CAR": "Central African Republic",
          "DPRK": "Democratic People's Republic of Korea"}  # fmt: skip
_NO_ITEM = re.compile(r"^(?:other matters|any other business|aob|tbc|tbd|\W*)$", re.IGNORECASE)
_WALLS = ("enable javascript and cookies", "just a moment", "captcha", "request rejected",
          "access denied", "browser check")  # fmt: skip


def fetch(client) -> Iterator[Reply]:
    """Yield the page, and the PDF it links to where the page itself lists no days."""
    try:
        page = client.get(PAGE)
        yield page
        if pdf := _pdf(page):
            yield client.get(pdf)
    except Refused as failure:
        raise Refused(f"{failure} {BY_HAND}") from failure


def parse(replies: Sequence[Reply]) -> list[Part]:
    """Return one Part of AGENDA for each month told, the last reply of a month counts.

    Raises Refused with what to do by hand when a wall came, WrongFormat when no month or
    no item can be read.
    """
    parts, faults = {}, []
    for reply in replies:
        text = text_of(reply)
        try:
            if (month := month_named(text)) is None:
                raise WrongFormat("it does not say of which month and year it is.")
            parts[month] = read_text(text, month)
        except WrongFormat as fault:
            if reply.body.lstrip()[:1] != b"<":  # the page may leave it to its PDF
                raise WrongFormat(f"{reply.name}: {fault} {BY_HAND}") from fault
            faults.append(f"{reply.name}: {fault}")
    if not parts:
        raise WrongFormat(" ".join([*faults, BY_HAND]))
    return list(parts.values())


def read_text(text: str, month: str | pd.Period) -> Part:
    """Return the programme of `month` ("2026-11") as a Part of AGENDA.

    `text` is the page's or PDF's text, or what somebody pasted, line by line. Raises
    WrongFormat with a sentence when no line can be read.
    """
    month = pd.Period(month, "M")
    items, unread, times = [], [], Counter()
    for item in _items(text, month, unread):
        said = agenda.match(item["full"])
        about = f"{said.topic} {'+'.join(said.places)}" if said.topic else item["title"].casefold()
        name = clean(f"{month} {about} {item['format']}".strip(), 200)
        times[name] += 1
        items.append(item | {"item": name if times[name] == 1 else f"{name} #{times[name]}"})
    if not items:
        raise WrongFormat(
            f"No day with a topic of the programme for {month:%B %Y} could be read. Each day "
            "stands on its own line, as in '4 August', its topics below."
        )
    rows = [row for item in items for row in _rows(item)]
    first, last = month.start_time.normalize(), month.end_time.normalize()
    scope = {"source": "unsc_programme", "date": (first, last)}
    said = "; ".join(f"“{clean(line, 80)}”" for line in unread[:8])
    note = f"{len(unread)} lines were not read as items: {said}." if unread else ""
    return Part(AGENDA, pd.DataFrame(rows), (Coverage(AGENDA, scope, "withdrawn"),), note=note)


def _items(text: str, month: pd.Period, unread: list[str]) -> Iterator[dict]:
    """Yield the items of a text: day, hour, format and topic. Adds to `unread` what is none."""
    day, starts, format, public = None, pd.NaT, "", ""
    for line in map(clean, text.splitlines()):
        bullet = re.match(r"^[-–—•*·o]\s+", line)
        rest = line[bullet.end() :] if bullet else line
        if not bullet and (found := _DAY.match(rest)) and not _HOUR.match(rest):
            other = found[2] and found[2].capitalize() != MONTHS[month.month - 1]
            there = 1 <= int(found[1]) <= month.days_in_month and not other
            day = month.start_time.normalize() + pd.Timedelta(days=int(found[1]) - 1)
            day, starts, format, public = day if there else None, pd.NaT, "", ""
            rest = rest[found.end() :]
        if day is None or not rest:
            continue
        if found := _HOUR.match(rest):
            starts, format, public = _moment(day, found), "", ""
            rest = rest[found.end() :].lstrip(" .:,–—-|")
        said = _format(rest)
        if said:
            format, public, rest = said
        elif not bullet and not _is_topic(rest):
            if rest:
                unread.append(rest)
            continue
        if _NO_ITEM.match(rest):
            continue
        full = rest
        for short, long in _SHORT.items():
            full = re.sub(rf"\b{short}\b", long, full)
        yield {"date": day, "starts": starts, "format": format, "public": public,
               "title": rest, "full": full}  # fmt: skip


def _format(line: str) -> tuple[str, str, str] | None:
    """Return format, public and what follows of "Briefing: Kosovo"; None for another line."""
    for pattern, format, public in sorted(_FORMATS, key=lambda one: -len(one[0])):
        if found := re.match(rf"{pattern}\b", line, re.IGNORECASE):
            rest = line[found.end() :]
            if closed := re.match(r"\s*\(?\b(closed|private)\b\)?", rest, re.IGNORECASE):
                rest, public = rest[closed.end() :], "no"
            rest = _ROOM.sub("", rest).strip(" :,–—-|")
            return format, public, re.sub(r"^(?:on|of|for)\s+", "", rest)
    return None


def _is_topic(line: str) -> bool:
    """Return whether a line without a dash is short and names what the Council knows."""
    if len(line) > 120 or re.search(r"\b(?:will|should|must|delegations|president)\b", line):
        return False
    known = agenda.match(line)
    return bool(known.topic or known.places != (places.WORLD,) or places.code(line))


def _rows(item: dict) -> Iterator[dict]:
    said, title = agenda.match(item["full"]), item["title"]
    word = re.search(r"\b(cancelled|postponed)\b", title, re.IGNORECASE)
    row = {
        "source": "unsc_programme",
        "item": item["item"],
        "body": "UNSC",
        "date": item["date"],
        "starts": item["starts"],
        "timezone": SEAT,
        "title": title,
        "topic": said.topic,
        "themes": ";".join(said.themes),
        "format": item["format"],
        "status": word[1].lower() if word else "provisional",
        "public": item["public"],
        "symbol": "",
        "outcome": "",
        "url": PAGE,
        "withdrawn": False,
    }
    known = said.topic or said.places != (places.WORLD,)
    where = [(place, said.one_of) for place in said.places] if known else feed.where(item["full"])
    for place, one_of in dict.fromkeys(where):
        yield row | {"place": place, "one_of": one_of}


def _moment(day: pd.Timestamp, found: re.Match) -> pd.Timestamp:
    """Return "10.00 a.m." of a day at the seat as a moment; NaT for an hour that is none."""
    hour, minute, half, hour24, minute24 = found.groups()
    at = int(hour or hour24 or 12)
    if half:
        at = at % 12 + (12 if half.lower().startswith("p") else 0)
    minutes = int(minute or minute24 or 0)
    if at > 23 or minutes > 59:
        return pd.NaT
    moment = day + pd.Timedelta(hours=at, minutes=minutes)
    return moment.tz_localize(SEAT, ambiguous=True, nonexistent="shift_forward").tz_convert("UTC")


def month_named(text: str) -> pd.Period | None:
    """Return the first month with its year that a text names, None when it names none."""
    found = _OF_MONTH.search(text)
    if not found:
        return None
    return pd.Period(year=int(found[2]), month=MONTHS.index(found[1].capitalize()) + 1, freq="M")


def text_of(reply: Reply) -> str:
    """Return the text of a page, a PDF or a text file, line by line."""
    if reply.body.lstrip()[:5] == b"%PDF-":
        try:
            return "\n".join(page.extract_text() for page in PdfReader(BytesIO(reply.body)).pages)
        except (PyPdfError, ValueError, KeyError, TypeError, RecursionError) as error:
            said = clean(error, 100)
            raise WrongFormat(f"{reply.name}: not a PDF that can be read ({said}).") from error
    text = reply.text()
    if "<html" not in text[:2000].lower() and "<!doctype html" not in text[:2000].lower():
        return text
    if "</html>" not in text[-200:].lower():
        raise WrongFormat(f"{reply.name}: the page does not end; it seems to be cut off.")
    found = lines(re.sub(r"^\s*<\?xml[^>]*>|<!doctype[^>]*>", "", text, flags=re.IGNORECASE))
    if len(found) < 60 and any(wall in " ".join(found).lower() for wall in _WALLS):
        raise Refused(f"{reply.name}: a check for browsers came. {BY_HAND}")
    if not found:
        raise Empty(f"{reply.name}: a page without any text. {BY_HAND}")
    if not re.search(r"programme of work", " ".join(found), re.IGNORECASE):
        raise WrongFormat(f"{reply.name}: not the page of the programme of work. {BY_HAND}")
    return "\n".join(found)


def _pdf(page: Reply) -> str:
    """Return the address of the programme's PDF, "" where the page lists days or links none."""
    try:
        text = text_of(page)
        if any(_DAY.match(line) for line in text.splitlines() if _WEEKDAY_AND_DAY.match(line)):
            return ""
        links = page.html().xpath("//a[contains(translate(@href, 'PDF', 'pdf'), '.pdf')]")
    except (WrongFormat, Refused, Empty, ValueError, etree.LxmlError):
        return ""
    named = (one.get("href") for one in links if "programme" in one.text_content().lower())
    return next((urljoin(page.url, link) for link in named), "")


SOURCE = Source(
    id="unsc_programme",
    title="Programme of work of the UN Security Council (monthly)",
    publisher="United Nations, Security Council Affairs Division",
    homepage=PAGE,
    licence="© United Nations; facts may be used with attribution",
    every=timedelta(hours=6),
    fetch=fetch,
    parse=parse,
    frames=(AGENDA,),
    base_url="https://main.un.org",
    lag="About the first working day of the month.",
    revisions="It changes daily; a move, an addition or a loss is kept with the day we saw it. "
    "Items of its footnotes, which may come up at any time, have no day and are not read.",
    largest_reply=20_000_000,
)
