"""The recorded replies of the first sources, served under their publishers' own paths.

Recorded are UCDP, GDACS, IDMC (two pages, rewritten so that they end), the UN's press
releases and the Council's meeting tables; in place of the Journal of the United Nations,
of which only summaries exist, and of IDMC's conflicts stand replies written by us.
"""

import csv
import json
from collections.abc import Iterable

import pandas as pd

from tests.publishers import Publishers
from tests.replies import FOLDER
from tests.shared import shared

SOURCES = ("gdacs", "idmc", "ucdp", "un_journal", "un_press", "unsc_meetings")
CLIENT_ID = "a-test-client"  # what the server takes for IDMC's key
SEAT = "America/New_York"
JOURNAL_DAYS = range(-3, 7)  # before and after today; for further days there is no Journal yet
FIRST_MEETING = 10_990  # of those in our own Journal, one a day


def serve(web: Publishers, now: pd.Timestamp) -> None:
    """Have `web` answer as the six publishers did, as if their newest replies were of `now`.

    Skips the test when the recorded replies are not there.
    """
    _ucdp(web)
    _gdacs(web)
    _idmc(web)
    _un_journal(web, now)
    web.offer("/un_press/en/rss.xml", reply("un-press/un_press.xml"), Content_Type="text/xml")
    for year, recorded in ((now.year - 1, 2014), (now.year, 2018)):
        page = reply(f"unsc/scact{recorded}_table_en.html")
        web.offer(f"/unsc_meetings/depts/dhl/resguide/scact{year}_table_en.html", page)


def settings(web: Publishers, names: Iterable[str] = SOURCES) -> str:
    """Return lines for jointwatch.toml that put `web` in the publishers' place."""
    return "".join(f'[sources.{name}]\nbase_url = "{web.base_url(name)}"\n\n' for name in names)


def manifest() -> list[dict[str, str]]:
    """Return the list of recorded files: file, source, kind, bytes. Skips without them."""
    with shared("replies/MANIFEST.csv").open(encoding="utf-8", newline="") as file:
        return list(csv.DictReader(file))


def reply(path: str) -> bytes:
    """Return the bytes of one recorded file, or skip the test."""
    return shared(f"replies/{path}").read_bytes()


def _ucdp(web: Publishers) -> None:
    """The first 650 events of the candidate release of February 2026."""
    body = reply("ucdp/GEDEvent_v26_0_2.first650.csv")
    web.offer("/ucdp/downloads/candidateged/GEDEvent_v26_0_2.csv", body, Content_Type="text/csv")


def _gdacs(web: Publishers) -> None:
    """The feed of 30 December 2019, and four recorded events as one list of the search."""
    names = ("dr-1016449-event", "fl-1102983-ep2-event", "tc-1001253-event", "wf-1028649-event")
    events = [json.loads(reply(f"gdacs/{name}.json")) for name in names]
    found = {"type": "FeatureCollection", "features": events}
    path = "/gdacs/gdacsapi/api/events/geteventlist/SEARCH"
    web.offer(path, json.dumps({"type": "FeatureCollection", "features": []}))
    web.offer(f"{path}?pagenumber=1", json.dumps(found), Content_Type="application/json")
    web.offer("/gdacs/xml/rss_7d.xml", reply("gdacs/gdacs-rss-24h.xml"))


def _idmc(web: Publishers) -> None:
    """Two recorded pages that end, for who names a client; to anybody else a refusal."""
    api = "/idmc/external-api"
    refusal = reply("api-errors/idmc_403.json")
    pages = [json.loads(reply(f"idmc/gidd_disaster_{number}.json")) for number in (0, 1)]
    count = sum(len(page["results"]) for page in pages)
    offset = 0
    for number, page in enumerate(pages):
        page |= {"count": count, "next": "?page=next" if number == 0 else None}
        address = f"{api}/gidd/disasters/?client_id={CLIENT_ID}&offset={offset}"
        web.offer(address, json.dumps(page), Content_Type="application/json")
        offset += len(page["results"])
    conflicts = (FOLDER / "idmc" / "gidd_conflicts_0.json").read_bytes()
    web.offer(f"{api}/gidd/conflicts/?client_id={CLIENT_ID}", conflicts)
    figures = reply("idmc/idmc_idu.json")
    web.offer(f"{api}/idus/last-180-days/?client_id={CLIENT_ID}", figures)
    for path in ("gidd/disasters/", "gidd/conflicts/", "idus/last-180-days/"):
        web.offer(f"{api}/{path}", refusal, status=403, Content_Type="application/json")


def _un_journal(web: Publishers, now: pd.Timestamp) -> None:
    """One meeting of the UN Security Council a day, written by us; 404 for later days."""
    today = now.tz_convert(SEAT).tz_localize(None).normalize()
    (template,) = json.loads((FOLDER / "un_journal" / "2026-11-25.json").read_text())["groups"]
    (session,) = template["sessions"]
    for number, ahead in enumerate(JOURNAL_DAYS):
        day = f"{today + pd.Timedelta(days=ahead):%Y-%m-%d}"
        meeting = session["meetings"][0] | {
            "id": f"{FIRST_MEETING + number}",
            "startDate": f"{day}T10:00:00",
            "endDate": f"{day}T13:00:00",
            "isCancelled": False,
            "meetingNumber": {"en": f"<p>{FIRST_MEETING + number}th meeting</p>"},
        }
        groups = [template | {"sessions": [session | {"meetings": [meeting]}]}]
        web.offer(f"/un_journal/api/officialsnew/{day}", json.dumps({"groups": groups}))
