"""The AU Peace and Security Council's monthly programme of work, as Amani Africa tells it.

Amani Africa is independent, no organ of the AU; each month it publishes a text, not a
table: "On 7 May, the PSC will hold a briefing on the situation in Somalia." The month and
year stand in the title of the post. Read are sentences in the future with a day of that
month; of each only the day and what it names as its theme are kept, in few words, with the
link: the text itself is Amani Africa's. A sentence in the past, or about when a mandate
ends, gives no item. A post without a sentence that can be read is a publication only.
"""

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from datetime import timedelta

import pandas as pd

from collectors import feed
from collectors.readers import MONTHS, lines
from collectors.source import NotThere, Part, Reply, Source, clean
from indicators import agenda, places
from indicators.frames import AGENDA, PUBLICATIONS, Coverage

SITE = "https://amaniafrica-et.org"
SEAT = "Africa/Addis_Ababa"
_MONTH = "|".join(MONTHS)
_OF_TITLE = re.compile(rf"\b({_MONTH})[\s,]+(20\d\d)\b", re.IGNORECASE)
_DAY = re.compile(  # "On 7 May", "the 8th of May", "4-8 June", "2 and 3 October", "May 7"
    rf"\b(?:(\d{{1,2}})(?:st|nd|rd|th)?(?:\s*(?:-|–|—|to|and|&)\s*\d{{1,2}}(?:st|nd|rd|th)?)?"
    rf"\s+(?:of\s+)?({_MONTH})|({_MONTH})\s+(\d{{1,2}})(?:st|nd|rd|th)?)\b(?:,?\s+(\d{{4}}))?"
)
_PLANNED = re.compile(
    r"\b(?:will|expected|scheduled|slated|planned|plans|envisage[sd]|set to|anticipated|"
    r"intends|dedicated|to be held|to take place)\b",
    re.IGNORECASE,
)
# A line of a list: "7 May: Briefing on Somalia".
_LINE = re.compile(rf"^\W*(?:\w+day,?\s+)?\d{{1,2}}(?:st|nd|rd|th)?\s+(?:{_MONTH})[^:–—-]*[:–—-]\s")
# What comes before a day that is none of a session: "which expires on 27 May", "ahead of the
# Summit that will take place on 28 May", "commemorated annually on 4 April".
_BESIDE = re.compile(
    r"\b(?:(?:expir\w+|ends?|ending|deadline|since|adopted|established|annually|celebrated)"
    r"\s+(?:on|by)?\s*|(?:ahead of|prior to|in preparation for|preparatory to)\b.*)$",
    re.IGNORECASE,
)
_VENUE = re.compile(r"\bin (?:[A-Z][\w’'-]+ ?){1,3}, (?:[A-Z][\w’'-]+ ?){1,4}")
_QUOTED = re.compile(r"[‘“\"]([^’”\"]{8,160})[’”\"]")
_ON = re.compile(
    r"\b(?:session|briefing|meeting|debate|discussion|update|consultation|report|retreat|"
    r"exchange|statement)s?\b[^.;]{0,60}?\b(?:on|about|regarding|concerning|devoted to|"
    r"dedicated to|focus(?:ing|ed) on)\s+(?!\d)(.{5,140}?)"
    r"(?=[.;:(\[]|,? (?:which|that|where|when|and (?:will|is|to|consider|adopt|receive))\s|$)",
    re.IGNORECASE,
)
_COMMEMORATED = re.compile(r"\bcommemorat(?:e|ion of)\s+(.{5,100}?)(?=[.,;:(]|$)")
_TAIL = re.compile(rf"[\s,]+(?:on|scheduled for)?\s*{_DAY.pattern}$")
_FORMATS = (
    (r"committee of experts|\bCoE\b|military staff committee|\bMSC\b", "subsidiary body", ""),
    (r"field (?:mission|visit)", "field mission", "no"),
    (r"informal (?:consultation|interactive)", "informal consultation", "no"),
    (r"open (?:session|meeting|format)", "open session", "yes"),
    (r"closed (?:session|meeting|format)", "closed session", "no"),
    (r"e-?mail", "adoption by e-mail", "no"),
)


def fetch(client) -> Iterator[Reply]:
    """Yield the feed of this year's programmes; in January of last year's too."""
    address = f"{SITE}/category/program-of-work/{{}}-program-of-work/feed/"
    year, is_january = client.now.year, client.now.month == 1
    if is_january:
        yield client.get(address.format(year - 1))
    try:
        yield client.get(address.format(year))
    except NotThere:
        if not is_january:
            raise


def parse(replies: Sequence[Reply]) -> Iterator[Part]:
    """Yield PUBLICATIONS of the posts, and AGENDA of the sessions they announce."""
    posts = {}
    for reply in replies:
        for item in reversed(feed.items(reply)):  # the newest of a month comes first, and counts
            posts[item.id] = item
    newest: dict[tuple[int, int], feed.Item] = {}
    unread = []
    for item in posts.values():
        found = _OF_TITLE.search(item.title)
        if found:
            newest[int(found[2]), MONTHS.index(found[1].capitalize()) + 1] = item
        else:
            unread.append(item.title)
    sessions, covers = [], []
    for (year, month), item in newest.items():
        told = _sessions(item, year, month)
        sessions += told
        if told:
            first = pd.Timestamp(year, month, 1)
            scope = {"source": "amani_africa", "date": (first, first + pd.offsets.MonthEnd(0))}
            covers.append(Coverage(AGENDA, scope, "withdrawn"))
        else:
            unread.append(item.title)
    part = feed.publications("amani_africa", [*posts.values()], "AU PSC", "programme of work")
    titles = "; ".join(f"“{title}”" for title in unread[:5])
    note = f"No session could be read in {len(unread)} posts: {titles}." if unread else ""
    yield Part(PUBLICATIONS, part.rows, note=" ".join(filter(None, [part.note, note])))
    if sessions:
        yield Part(AGENDA, pd.DataFrame(sessions), tuple(covers))


def _sessions(item: feed.Item, year: int, month: int) -> list[dict]:
    """Return the rows of the sessions that a post announces, in its order."""
    told: dict[pd.Timestamp, dict[str, str]] = {}  # day -> title -> its sentence
    for sentence in _sentences(item.markup):
        if (day := _planned_day(sentence, year, month)) is not None:
            told.setdefault(day, {}).setdefault(_theme(sentence), sentence)
    rows, times = [], Counter()
    for day, themes in told.items():
        if len(themes) > 1:  # a further sentence of the same session, without a theme
            themes.pop("", None)
        for theme, sentence in themes.items():
            times[day] += 1
            name = f"{day:%Y-%m-%d}" + (f" #{times[day]}" if times[day] > 1 else "")
            rows += _rows(name, day, theme, sentence, item)
    return rows


def _sentences(markup: str) -> Iterator[str]:
    """Yield the sentences of a post, its lines and cells each on their own."""
    for block in lines(markup):
        text = re.sub(r"\[\d+\]", "", block)
        yield from re.split(r"(?<=[a-z\d)’”\"]\.)\s+(?=[A-Z‘“])", text)


def _planned_day(sentence: str, year: int, month: int) -> pd.Timestamp | None:
    """Return the first day that a sentence plans something for; None when it plans nothing."""
    if not (_PLANNED.search(sentence) or _LINE.match(sentence)):
        return None
    for found in _DAY.finditer(sentence):
        number, name = (found[1], found[2]) if found[1] else (found[4], found[3])
        if name != MONTHS[month - 1] or found[5] not in (None, str(year)):
            continue
        if _BESIDE.search(sentence[: found.start()]):
            continue
        try:
            return pd.Timestamp(year, month, int(number))
        except ValueError:  # "31 June": somebody's slip
            continue
    return None


def _theme(sentence: str) -> str:
    """Return what a session is about, as the sentence names it; "" when it does not."""
    if found := _QUOTED.search(sentence):
        return clean(found[1])
    sentence = _VENUE.sub("", sentence)
    if re.search(r"programme? of work", sentence, re.IGNORECASE):
        return "Programme of work of the next month"
    if found := _ON.search(sentence) or _COMMEMORATED.search(sentence):
        theme = _TAIL.sub("", clean(found[1]))
        return theme[:1].upper() + theme[1:]
    if named := places.named(sentence):
        return ", ".join(places.name(place) for place in named)
    return ""


def _rows(name: str, day: pd.Timestamp, theme: str, sentence: str, item: feed.Item) -> list[dict]:
    said = agenda.match(theme)
    kinds = (kind for kind in _FORMATS if re.search(kind[0], sentence, re.IGNORECASE))
    _, format, public = next(kinds, ("", "", ""))
    row = {
        "source": "amani_africa",
        "item": name,
        "body": "AU PSC",
        "date": day,
        "starts": pd.NaT,
        "timezone": SEAT,
        "title": theme or "Session of the AU PSC",
        "topic": said.topic,
        "themes": ";".join(said.themes),
        "format": format,
        "status": "provisional",
        "public": public,
        "symbol": "",
        "outcome": "",
        "url": item.url,
        "withdrawn": False,
    }
    return [row | {"place": place, "one_of": one_of} for place, one_of in feed.where(theme)]


SOURCE = Source(
    id="amani_africa",
    title="Programme of work of the AU Peace and Security Council (Amani Africa)",
    publisher="Amani Africa Media and Research Services",
    homepage=f"{SITE}/category/program-of-work/",
    licence="© Amani Africa; link and facts only",
    terms="Days and themes may be shown with a link to the post; its text is not copied. Amani "
    "Africa is independent: its programme is not the AU's own word.",
    redistribute=False,
    every=timedelta(hours=6),
    fetch=fetch,
    parse=parse,
    frames=(PUBLICATIONS, AGENDA),
    base_url=SITE,
    lag="About the first day of the month.",
    revisions="The AU PSC changes its programme during the month; the post seldom follows.",
    largest_reply=10_000_000,
)
