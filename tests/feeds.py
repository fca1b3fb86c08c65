"""Feeds for tests, written by us in the shapes that publishers use."""

from collectors.source import Reply


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
