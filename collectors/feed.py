"""What publishers' feeds share: items of RSS and Atom, and the publications made of them.

Only title, date and link of an item are kept, never its text: that is the publisher's.
"""

import re
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from urllib.parse import urljoin

import pandas as pd
from lxml import etree

from collectors.readers import moment, plain, web
from collectors.source import Empty, Part, Refused, Reply, WrongFormat, clean
from indicators import agenda, places
from indicators.frames import PUBLICATIONS

_DATES = ("pubDate", "published", "updated", "date")
_TEXTS = ("encoded", "content", "description", "summary")
# "19 Sep. 2025" and "19 September 2025", as some write where others have "19 Sep 2025".
_LONG_MONTH = re.compile(r"\b([A-Z][a-z]{2})[a-z]*\.?(?= +\d{4}\b)")


@dataclass(frozen=True)
class Item:
    """One item of a feed. `published` is NaT when it gives no date; `markup` is its text."""

    id: str
    title: str
    url: str
    published: pd.Timestamp
    markup: str
    categories: tuple[str, ...]


def items(reply: Reply, wall: str = "") -> list[Item]:
    """Return the items of an RSS or Atom feed, in its order.

    Raises Refused with the sentence `wall` when a web page came in its place, Empty when
    there is no item, WrongFormat for what is no feed.
    """
    start = reply.text()[:1000].lstrip().lower()
    if wall and ("<html" in start or start.startswith("<!doctype html")):
        raise Refused(f"{reply.name}: a web page came in place of the feed. {wall}")
    root = reply.xml()
    if _name(root) not in ("rss", "feed", "RDF"):
        raise WrongFormat(f"{reply.name}: not a feed (it begins with <{clean(_name(root), 40)}>).")
    nodes = [node for node in root.iter() if _name(node) in ("item", "entry")]
    if not nodes:
        raise Empty(f"{reply.name}: the feed holds no items; it is not taken for quiet.")
    return [_item(reply, node) for node in nodes]


def publications(
    source: str,
    found: Sequence[Item],
    body: str | Callable[[Item], str],
    kind: str | Callable[[Item], str],
    about: Callable[[Item], Sequence[str]] = lambda item: [item.title],
    symbol: Callable[[Item], str] = lambda item: "",
) -> Part:
    """Return items as PUBLICATIONS, one row for each place named.

    `about` gives the texts in which places are looked for, the first that names one counts.
    Of an item told twice the first counts: feeds tell the newest first. Items without a
    date are left out and said.
    """
    told, undated = {}, 0
    for item in found:
        undated += item.published is pd.NaT
        if item.published is not pd.NaT:
            told.setdefault(item.id, item)
    rows = [
        {
            "source": source,
            "document": item.id,
            "place": place,
            "one_of": one_of,
            "body": body if isinstance(body, str) else body(item),
            "published": item.published,
            "kind": kind if isinstance(kind, str) else kind(item),
            "symbol": symbol(item),
            "meeting": "",
            "title": item.title,
            "url": item.url,
            "withdrawn": False,
        }
        for item in told.values()
        for place, one_of in where(*about(item))
    ]
    if not rows:
        raise WrongFormat(f"{source}: no item of the feed has a date that can be read.")
    note = f"{undated} items without a date were left out." if undated else ""
    return Part(PUBLICATIONS, pd.DataFrame(rows), note=note)


def where(*texts: str) -> list[tuple[str, bool]]:
    """Return the places of the first text that names one, each with whether it is one of several.

    Named countries go before the rules for agenda items, which know umbrellas.
    """
    for text in texts:
        named = [code for place in places.named(text) for code in places.members(place)]
        if named:
            return [(place, False) for place in dict.fromkeys(named)]
        said = agenda.match(text)
        if said.places != (places.WORLD,):
            return [(place, said.one_of) for place in dict.fromkeys(said.places)]
    return [(places.WORLD, False)]


def _item(reply: Reply, node: etree._Element) -> Item:
    children: dict[str, list[etree._Element]] = {}
    for child in node:
        children.setdefault(_name(child), []).append(child)

    def said(*names: str) -> str:
        texts = ("".join(child.itertext()) for name in names for child in children.get(name, []))
        return next((text.strip() for text in texts if text.strip()), "")

    title, link = plain(said("title")), _link(children.get("link", []))
    try:
        url = web(urljoin(reply.url, link)) if link else ""
    except ValueError:  # "http://[": no address at all
        url = ""
    id = clean(said("guid", "id") or url or link, 300)
    if not title or not id:
        raise WrongFormat(f"{reply.name}: an item without a title or an address.")
    date = _LONG_MONTH.sub(r"\1", said(*_DATES))
    categories = (plain("".join(one.itertext()), 100) for one in children.get("category", []))
    return Item(
        id=id,
        title=title,
        url=url,
        published=moment(date, f"{reply.name}: {clean(title, 60)}") if date else pd.NaT,
        markup=said(*_TEXTS),
        categories=tuple(filter(None, categories)),
    )


def _link(nodes: list[etree._Element]) -> str:
    """Return the address of an item: the text of RSS, the href of Atom's "alternate"."""
    usual = [node for node in nodes if node.get("rel", "alternate") == "alternate"]
    said = [(node.get("href") or node.text or "").strip() for node in usual or nodes]
    return next(filter(None, said), "")


def _name(node: etree._Element) -> str:
    """Return the name of a node without its namespace; "" for a comment."""
    return etree.QName(node).localname if isinstance(node.tag, str) else ""
