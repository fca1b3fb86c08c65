"""Feeds for tests, written by us in the shapes that publishers use."""

import pandas as pd

from collectors.collect import read
from collectors.source import Empty, Reply, SourceError, WrongFormat


def item(title="Briefing on Mali", link="https://example.org/1", date="", text="", guid="", **more):
    """Return one item of an RSS feed."""
    parts = {"title": title, "link": link, "pubDate": date, "guid": guid or link} | more
    inner = "".join(f"<{name}>{value}</{name}>" for name, value in parts.items() if value)
    if text:
        inner += f"<content:encoded><![CDATA[{text}]]></content:encoded>"
    return f"<item>{inner}</item>"


def rss(*items, url="https://example.org/feed/", start=""):
    """Return an RSS feed as a reply."""
    text = (
        f'{start}<?xml version="1.0" encoding="UTF-8"?><rss version="2.0" '
        'xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel><title>Feed</title>'
        f"<link>https://example.org/</link>{''.join(items)}</channel></rss>"
    )
    return Reply(url, text.encode())


def entry(title="Communique", link="https://example.org/a", date="2026-05-12T10:00:00Z", id=""):
    """Return one entry of an Atom feed."""
    return (
        f'<entry><title>{title}</title><link rel="self" href="https://example.org/self"/>'
        f'<link rel="alternate" href="{link}"/><id>{id or link}</id>'
        f"<updated>{date}</updated></entry>"
    )


def atom(*entries, url="https://example.org/rss"):
    """Return an Atom feed as a reply."""
    text = (
        '<?xml version="1.0" encoding="UTF-8"?><feed xmlns="http://www.w3.org/2005/Atom">'
        f"<title>Feed</title>{''.join(entries)}</feed>"
    )
    return Reply(url, text.encode())


def told(source, *replies):
    """Return the conformed frames that a source tells, by name, and its parts."""
    parts = read(source, replies)
    trace = {"run": 1, "known_at": pd.Timestamp("2026-11-23", tz="UTC"), "vintage": "collected"}
    return {p.frame.name: p.frame.conform(p.rows.assign(**trace)) for p in parts}, parts


SIGN_IN = Reply("https://example.org/feed", b"<!DOCTYPE html><html><body>Sign in</body></html>")
# What is no feed: the reply, the error, the sentence.
NO_FEEDS = [
    (Reply("feed", b""), Empty, "empty"),
    (SIGN_IN, SourceError, "a web page came"),
    (Reply("feed", b'{"message": "error"}'), WrongFormat, "not XML"),
    (Reply("feed", b"<data/>"), WrongFormat, "not a feed"),
    (rss(), Empty, "no items"),
    (Reply("feed", rss(item()).body[:-30]), WrongFormat, "not XML"),
    (rss(item(date="soon")), WrongFormat, "'soon' is not a date"),
    (rss("<item><title>A</title></item>"), WrongFormat, "without a title or an address"),
]
