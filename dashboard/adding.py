"""Adding a source in the browser: ask or take a file, propose, preview, keep, collect, undo.

The page shows; what is done stands here. The hosts that may be asked are those of
`allowed_hosts` in jointwatch.toml.
"""

import re
import subprocess
import tempfile
from collections.abc import Mapping, MutableMapping
from pathlib import Path, PurePosixPath
from urllib.parse import unquote, urlsplit

import pandas as pd

from collectors import declared
from collectors.access import EVERYBODY
from collectors.collect import read
from collectors.declared import adding
from collectors.declared.propose import Proposal, propose
from collectors.http import Client
from collectors.settings import Settings
from collectors.source import Empty, Part, SourceError
from collectors.sources import all_sources
from collectors.store import Store
from dashboard import thresholds
from dashboard.service import command
from dashboard.thresholds import Threshold
from dashboard.words import _
from dashboard.workspace import permissions, reviews, source_audience
from dashboard.workspace.kinds.source_added import KIND as ADDED
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import Person
from indicators.schema import FrameError

ORIGINATOR = Audience()  # nobody beside the organisation that added it
_ANSWER = "answer of a new source"
PATIENCE = 300  # seconds that a first collection may take
# Whether figures may be passed on by those who may see them: the sentence of the terms.
TERMS = {
    True: _("May be exported and passed on with attribution by those who may see it."),
    False: _("May be shown to those who may see it here; not to be exported or passed on."),
}


def suggested_name(origin: str) -> str:
    """Return a name for a source of this file or address: small letters, digits, underscores."""
    parts = urlsplit(origin) if "://" in origin else None
    last = PurePosixPath(unquote(parts.path)).stem if parts else Path(origin).stem
    name = re.sub(r"[^a-z0-9]+", "_", (last or "source").lower()).strip("_")
    name = name if name[:1].isalpha() else f"source_{name}"
    return name[:40].strip("_") if len(name) > 1 else f"{name}_source"


def asked(name: str, url: str, settings: Settings) -> tuple[Proposal, bytes]:
    """Return a proposal for what `url` answers, and the answer.

    Raises Refused for a host that is not allowed, another SourceError for what is no table.
    """
    now = pd.Timestamp.now("UTC")
    body = adding.ask(name, url, now, contact=settings.contact, allowed=settings.allowed_hosts)
    return propose(name, body, url), body


def asked_once(
    kept: MutableMapping, name: str, url: str, settings: Settings
) -> tuple[Proposal, bytes]:
    """Return what `asked` does; the last answer stands in `kept`, so that it is asked once."""
    if kept.get(_ANSWER, ("",))[0] != url:
        kept[_ANSWER] = (url, asked(name, url, settings)[1])
    body = kept[_ANSWER][1]
    return propose(name, body, url), body


def fault_of_choices(choices: Mapping[str, object]) -> str:
    """Return what is still to be said, as a sentence; "" when all is."""
    needed = {"title": _("its title"), "publisher": _("its publisher"),
              "homepage": _("a page about it (https://...)"), "licence": _("its licence"),
              "unit": _("the unit")}  # fmt: skip
    missing = [words for name, words in needed.items() if not str(choices.get(name) or "").strip()]
    if not choices.get("place_always") and not choices.get("place_column"):
        missing.append(_("the column with the places"))
    if not choices.get("values"):
        missing.append(_("a column with figures"))
    return _("Still to be said: {what}.").format(what=", ".join(missing)) if missing else ""


def preview(proposal: Proposal, body: bytes, text: str) -> Part:
    """Return the observations that `text`, the TOML of `proposal`, makes of `body`.

    Raises DeclarationError where the text does not fit, SourceError or FrameError where the
    data do not.
    """
    with tempfile.TemporaryDirectory() as folder:
        path = Path(folder) / f"{proposal.name}.toml"
        path.write_text(text, encoding="utf-8")
        try:
            source = declared.load(path)
        except declared.DeclarationError as fault:  # the name of the file alone is of use
            raise declared.DeclarationError(str(fault).replace(f"{folder}/", "")) from None
        if proposal.file:
            (path.parent / proposal.file).write_bytes(body)
            replies = list(source.fetch(Client(source, pd.Timestamp.now("UTC"))))
        else:
            replies = [adding.reply(proposal, body)]
        parts = read(source, replies)
    if not parts or parts[0].rows.empty:
        raise Empty(_("Nothing could be read with these choices."))
    return parts[0]


def keep(
    settings: Settings,
    store: Store,
    proposal: Proposal,
    body: bytes,
    text: str,
    author: Person,
    audience: Audience = ORIGINATOR,
    signal: Threshold | None = None,
) -> Path:
    """Keep the source, who added it, who may see it and when it signals; return its file.

    Beside the author's organisation only the `audience` sees what the source tells, from the
    first figure on. Raises NotAdded, Refused for who may not write, and see `preview`.
    """  # fmt: skip
    permissions.may_write(ADDED, author)
    _free(settings, store, proposal.name, author)  # before anything is said of who may see it
    preview(proposal, body, text)
    seen_by = {EVERYBODY} if audience.everybody else audience.organisations
    source_audience.say(store, author, proposal.name, seen_by)
    path = adding.keep(settings.home / "sources", proposal, body, text)
    reviews.added(store, path, author, audience)
    if signal:
        by = f"{author.name} ({author.organisation})"
        today = author.now or pd.Timestamp.now("UTC")
        rules = [thresholds.rule(one, signal, by, today) for one in declared.load(path).series]
        try:
            thresholds.write(settings.home, rules)
        except FileExistsError as there:
            said = _("The source is kept, without its signal: {file} is there already.")
            raise adding.NotAdded(said.format(file=there)) from there
    return path


def _free(settings: Settings, store: Store, name: str, author: Person) -> None:
    """Raise NotAdded for a name of another source, or of one that another organisation had.

    Who may see that one would be said anew by whoever takes its name.
    """
    owner, _released = store.restrictions().get(name, (author.organisation, ()))
    if name in all_sources(settings.home) or owner != author.organisation:
        raise adding.NotAdded(_(
            "A source of the name {name} is there already. Choose another name.").format(name=name))


def collect_now(name: str) -> str:
    """Collect one source at once, as the schedule does; return a sentence where it failed."""
    try:
        done = subprocess.run(command(name), capture_output=True, text=True, timeout=PATIENCE)
    except subprocess.TimeoutExpired:
        return _("It takes long; it is tried again by the schedule.")
    if done.returncode == 0:
        return ""
    return (done.stderr.strip().splitlines() or [_("It failed without a word.")])[-1]


def remove(settings: Settings, store: Store, name: str, author: Person) -> list[Path]:
    """Undo: move the files of a source that was added here, and the rules that read nothing
    but it, into `sources/removed`.

    What it told stays in the store, unseen; with the files put back it is there again.
    Raises NotAdded for a source that nobody added in the browser.
    """
    path = settings.home / "sources" / f"{name}.toml"
    there = reviews.states(store, author.viewer(), [path] if path.is_file() else [])
    if there.empty or not there["added_by"].iloc[0]:
        raise adding.NotAdded(_("Only what was added on this page can be taken away here."))
    reviews.removed(store, path, author)
    aside = path.parent / "removed"
    aside.mkdir(exist_ok=True)
    moved, moment = [], author.now or pd.Timestamp.now("UTC")
    of_source = [path, *path.parent.glob(f"{name}.*"), *thresholds.of_source(settings.home, name)]
    for file in of_source:
        if file.is_file():
            moved.append(file.rename(aside / f"{moment:%Y%m%dT%H%M%S}-{file.name}"))
    return moved


FAULTS = (SourceError, FrameError, declared.DeclarationError, adding.NotAdded,
          permissions.Refused)  # fmt: skip
