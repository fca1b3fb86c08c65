"""December 2026 as every feed of an agenda would tell it, in their shapes; all of it invented.

Three tellings: on 30 November, on 3 December and on 11 December. Between them meetings are
moved (one of them twice), dropped, cancelled, added, and one is called within two days.
"""

import functools
import json
import tempfile
from pathlib import Path

import pandas as pd

from collectors.source import Reply
from collectors.sources import all_sources
from collectors.store import Store

FIRST, SECOND, THIRD = (
    pd.Timestamp(f"2026-{day} 09:00", tz="UTC") for day in ("11-30", "12-03", "12-11")
)

PROGRAMME = """Programme of work
December 2026
Monday, 1 December
10.00 a.m. - Consultations of the whole (closed)
- Programme of work
Tuesday, 8 December
10.00 a.m. - Briefing - Security Council Chamber
- Libya (UNSMIL)
Wednesday, 9 December
3.00 p.m. - Briefing and consultations
- Iraq
Thursday, 10 December
10.00 a.m. - Briefing
- Sudan and South Sudan: Darfur
11.30 a.m. - Consultations of the whole (closed)
- Sudan and South Sudan: Darfur
Tuesday, 15 December
10.00 a.m. - Open debate
- Women and peace and security
Wednesday, 16 December
10.00 a.m. - Briefing
- Cyprus
Thursday, 17 December
10.00 a.m. - Adoption
- Democratic Republic of the Congo (MONUSCO)
"""
MOVED = (
    PROGRAMME.replace("Tuesday, 8 December\n", "Friday, 18 December\n")  # Libya, ten days
    .replace("Wednesday, 9 December\n3.00 p.m. - Briefing and consultations\n- Iraq\n", "")
    .replace("Thursday, 17 December\n", "Saturday, 19 December\n")  # the adoption, two days
    + "Monday, 21 December\n3.00 p.m. - Briefing\n- Haiti\n"
)
MOVED_AGAIN = MOVED.replace("Friday, 18 December\n", "Tuesday, 22 December\n").replace(
    "- Cyprus\n", "- Cyprus (cancelled)\n"
)

_AMANI = "https://amaniafrica-et.org/category/program-of-work/2026-program-of-work/feed/"
_EUCO = "https://www.consilium.europa.eu/en/rss/meetings.ashx?cat=euco"


def _programme(text: str) -> list[Reply]:
    lines = "".join(f"<div>{line}</div>" for line in text.splitlines())
    page = f"<!DOCTYPE html><html><body>{lines}</body></html>"
    return [Reply("https://main.un.org/securitycouncil/en/content/programme-work", page.encode())]


def _amani(day: int) -> list[Reply]:
    text = (
        "<p>On 7 December, the PSC will hold a briefing on the situation in Somalia.</p>"
        f"<p>On {day} December, the PSC will convene a closed session on Sudan.</p>"
    )
    item = (
        "<item><title>Provisional Programme of Work of the Peace and Security Council for "
        "December 2026</title><link>https://amaniafrica-et.org/12/</link>"
        "<pubDate>Mon, 30 Nov 2026 08:00:00 +0000</pubDate><guid>12</guid>"
        f"<content:encoded><![CDATA[{text}]]></content:encoded></item>"
    )
    return [Reply(_AMANI, _rss(item))]


def _rss(items: str) -> bytes:
    return (
        '<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Feed</title>'
        f"<link>https://example.org/</link>{items}</channel></rss>"
    ).encode()


def _council() -> list[Reply]:
    days = (("european-council", "17-18", "European Council"),
            ("fac", "14", "Foreign Affairs Council"))  # fmt: skip
    items = "".join(
        f"<item><title>{title}</title><link>https://www.consilium.europa.eu/en/meetings/{kind}/"
        f"2026/12/{day}/</link><guid>{number}</guid></item>"
        for number, (kind, day, title) in enumerate(days)
    )
    return [Reply(_EUCO, _rss(items))]


def _journal() -> list[Reply]:
    """Return two days: the Sudan meetings, and one that nobody had planned."""
    tenth = [_meeting(1, "2026-12-10T10:00:00", "10998th meeting"),
             _meeting(2, "2026-12-10T11:30:00", "Consultations of the whole", closed=True)]
    twelfth = [_meeting(3, "2026-12-12T15:00:00", "11000th meeting")]
    return [_day("2026-12-10", tenth), _day("2026-12-12", twelfth)]


def _meeting(number: int, at: str, name: str, closed: bool = False) -> dict:
    return {"id": f"m{number}", "startDate": at, "endDate": at, "timeFrom": at[11:16],
            "isClosed": closed, "isCancelled": False, "meetingNumber": {"en": f"<p>{name}</p>"},
            "rooms": [], "relatedOrganizationFullName": "<p>Security Council</p>"}  # fmt: skip


def _day(day: str, meetings: list[dict]) -> Reply:
    body = {"groups": [{"id": 1, "sessions": [{"name": "", "meetings": meetings}]}]}
    address = f"https://journal-api.un.org/api/officialsnew/{day}"
    return Reply(address, json.dumps(body).encode(), fetched_at=THIRD)


def _press() -> list[Reply]:
    item = (
        "<item><title>Security Council, 11000th Meeting (PM) The situation in the Bolivarian "
        "Republic of Venezuela</title><link>https://press.un.org/en/blog/sc19999</link>"
        "<pubDate>Sat, 12 Dec 2026 09:15:05 -0500</pubDate>"
        '<guid isPermaLink="true">https://press.un.org/en/blog/sc19999</guid></item>'
    )
    return [Reply("https://press.un.org/en/rss.xml", _rss(item))]


def _communique() -> list[Reply]:
    entry = (
        "<entry><title>Communiqué of the 1400th Meeting of the Peace and Security Council, held on "
        "7 December 2026, on the situation in Somalia</title><link rel='alternate' "
        "href='https://www.peaceau.org/en/article/1400'/><id>1400</id>"
        "<updated>2026-12-09T10:00:00Z</updated></entry>"
    )
    feed = f"<feed xmlns='http://www.w3.org/2005/Atom'><title>F</title>{entry}</feed>"
    return [Reply("https://www.peaceau.org/en/rss", feed.encode())]


TELLINGS = (
    (FIRST, "unsc_programme", _programme(PROGRAMME)),
    (FIRST, "amani_africa", _amani(14)),
    (FIRST, "eu_council", _council()),
    (SECOND, "unsc_programme", _programme(MOVED)),
    (THIRD, "unsc_programme", _programme(MOVED_AGAIN)),
    (THIRD, "amani_africa", _amani(16)),
    (THIRD, "au_psc", _communique()),
    (THIRD, "un_journal", _journal()),
    (THIRD, "un_press", _press()),
)


def tell(store: Store, until: pd.Timestamp = THIRD) -> Store:
    """Put the month into a store as its collections would have, to those of `until`."""
    sources = all_sources(None)
    for at, name, replies in TELLINGS:
        trace = {"known_at": at, "vintage": "collected", "run": int(at.value // 1000)}
        for part in sources[name].parse(replies) if at <= until else ():
            rows = part.rows.assign(**{k: v for k, v in trace.items() if k not in part.rows})
            store.append(part.frame, rows, part.covers, trace)
    return store


@functools.cache
def _told() -> bytes:
    """Return a store's file with the whole month in it, made once for all tests."""
    with tempfile.TemporaryDirectory() as folder:
        tell(Store.in_folder(Path(folder))).close()
        return (Path(folder) / "jointwatch.db").read_bytes()


def told(folder: Path) -> Path:
    """Put a store with the whole month into a home, and return the home."""
    (folder / "jointwatch.db").write_bytes(_told())
    return folder


# A real month: what the UN Security Council met on in December 2019, typed in from the yearly
# table of meetings of the UN's Dag Hammarskjöld Library (symbol, day, item). The table holds no
# hours and no formats, so the text says neither; it stands in the programme's own form.
DECEMBER_2019 = (
    (3, "S/PV.8676", "The situation concerning Iraq"),
    (4, "S/PV.8678", "The situation in Somalia"),
    (6, "S/PV.8679", "Central African region"),
    (11, "S/PV.8681", "International Residual Mechanism for Criminal Tribunals"),
    (11, "S/PV.8682", "Non-proliferation/Democratic People's Republic of Korea"),
    (12, "S/PV.8683", "Peace and security in Africa"),
    (12, "S/PV.8684", "Reports of the Secretary-General on the Sudan and South Sudan"),
    (16, "S/PV.8685", "Peace and Security in Africa"),
    (16, "S/PV.8686", "Threats to international peace and security caused by terrorist acts"),
    (16, "S/PV.8687", "The situation in Afghanistan"),
    (17, "S/PV.8688", "Briefings by Chairs of subsidiary bodies of the Security Council"),
    (17, "S/PV.8689", "Reports of the Secretary-General on the Sudan and South Sudan"),
    (18, "S/PV.8690", "The situation in the Middle East, including the Palestinian question"),
    (18, "S/PV.8691", "Reports of the Secretary-General on the Sudan and South Sudan"),
    (19, "S/PV.8692", "The situation concerning the Democratic Republic of the Congo"),
    (19, "S/PV.8693", "The situation in the Middle East"),
    (19, "S/PV.8694", "The situation in the Middle East"),
    (19, "S/PV.8695", "Non-proliferation"),
    (20, "S/PV.8696", "The situation in the Middle East"),
    (20, "S/PV.8697", "The situation in the Middle East"),
)


def real_month() -> str:
    """Return the real month in the form of a programme of work."""
    lines = ["Programme of work", "December 2019"]
    for day, _, title in DECEMBER_2019:
        lines += [f"{day} December", "Meeting", f"- {title}"]
    return "\n".join(lines)
