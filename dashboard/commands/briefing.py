"""`jointwatch brief`: briefs in every format, made from what their addressee may see."""

from datetime import datetime
from pathlib import Path

import click

from dashboard.commands.sources import example
from dashboard.commands.workspace import as_option, viewer

PACK = "pack"
KINDS = ("security-council", "partner-month", "weekly", "explainer", PACK)
FORMATS = ("html", "docx", "pdf", "pptx", "xlsx", "csv")


@click.command(epilog=example(
    "jointwatch brief --kind security-council --month 2026-12 --audience EU --format docx,pdf"
))  # fmt: skip
@click.option("--kind", type=click.Choice(KINDS), help="A kind of brief with an addressee.")
@click.option("--month", help="The month it is about (YYYY-MM); default: the next.")
@click.option("--audience", type=click.Choice(["EU", "AU", "NATO", "UN"]), help="Whom it is for.")
@click.option("--meeting", default="", help="Of a pack: the meeting, by its record's name.")
@click.option("--mission", default="", help="Of an explainer: the mission, such as MONUSCO.")
@click.option("--language", default="en", show_default=True, type=click.Choice(["en", "fr"]))
@click.option("--situation", help="A country or an area, by name or code: one page of it.")
@click.option("--watchlist", help="A watchlist, by name.")
@click.option("--as-of", type=click.DateTime(["%Y-%m-%d"]), help="As could be known on this day.")
@click.option("--format", "forms", default="html", show_default=True,
              help=f"Formats, separated by commas: {', '.join(FORMATS)}.")
@click.option("--out", default=".", show_default=True, help="The folder to write it to.")
@as_option
def brief(
    kind, month, audience, meeting, mission, language, situation, watchlist, as_of, forms, out,
    as_whom,
):
    """Write a brief for an addressee, or one of a situation or a watchlist."""
    if sum(map(bool, (kind, situation, watchlist))) != 1:
        raise click.UsageError("Name a kind of brief, a situation or a watchlist: one of them.")
    if kind == PACK and (audience or not meeting):
        raise click.UsageError("A pack is for those who meet: say --meeting, and no --audience.")
    if kind and kind != PACK and not audience:
        raise click.UsageError("Say with --audience whom the brief is for.")
    if kind and kind != PACK and as_whom:
        raise click.UsageError("A kind of brief is made as its --audience may see it; leave --as.")
    wanted = _formats(forms)
    _quiet()
    if kind == PACK:
        document = _pack(meeting, _end(as_of), as_whom)
    elif kind:
        document = _addressed(kind, month, audience, mission, language, _end(as_of))
    else:
        document = _of(situation, watchlist, _end(as_of), as_whom)
    for file in _write(document, Path(out), wanted):
        click.echo(file)


def _quiet() -> None:
    """Keep Streamlit, whose caches serve here without its server, from saying so each time."""
    from streamlit.logger import set_log_level

    set_log_level("ERROR")


def _pack(meeting: str, as_of, as_whom: tuple[str, ...]):
    from dashboard import data
    from dashboard.reports.pack import pack
    from dashboard.workspace import records

    found = records.get(data.store(), "meeting", meeting, viewer(as_whom))
    if found is None:
        raise click.UsageError(f"There is no meeting {meeting!r}, or it may not be seen.")
    return pack(found, as_of)


def _formats(text: str) -> tuple[str, ...]:
    wanted = tuple(dict.fromkeys(one.strip().lower() for one in text.split(",") if one.strip()))
    if not wanted or set(wanted) - set(FORMATS):
        raise click.UsageError(f"{text!r} is no list of formats; there are {', '.join(FORMATS)}.")
    return wanted


def _end(as_of: datetime | None):
    import pandas as pd

    return pd.Timestamp(as_of, tz="UTC") + pd.Timedelta(days=1) if as_of else None


def _addressed(kind: str, month: str | None, audience: str, mission: str, language: str, as_of):
    import pandas as pd

    from dashboard.reports import explainer, making

    today = (as_of or pd.Timestamp.now("UTC")).tz_localize(None).normalize()
    about = _month(month) if month else today.replace(day=1) + pd.DateOffset(months=1)
    asked = making.Asked(kind, audience, about, language, (), mission, as_of)
    try:
        return making.make(asked)
    except (making.CannotMake, explainer.NoSuchPresence) as error:
        raise click.UsageError(str(error)) from error


def _month(text: str):
    import pandas as pd

    try:
        return pd.Timestamp(datetime.strptime(text, "%Y-%m"))  # noqa: DTZ007
    except ValueError as error:
        raise click.UsageError(f"{text!r} is no month; write 2026-12.") from error


def _of(situation: str | None, watchlist: str | None, as_of, as_whom: tuple[str, ...]):
    from dashboard.reports.brief import situation_brief, watchlist_brief
    from dashboard.session import Look

    look = Look(viewer(as_whom), as_of)
    if situation:
        return situation_brief(_place(situation), look)
    return watchlist_brief(_list(watchlist, look), look)


def _write(document, folder: Path, wanted: tuple[str, ...]) -> list[Path]:
    from dashboard.reports.formats import write

    try:
        folder.mkdir(parents=True, exist_ok=True)
        return write(document, folder, wanted)
    except OSError as error:
        raise click.ClickException(f"The brief cannot be written: {error}.") from error


def _place(text: str) -> str:
    from dashboard.commands.showing import meant
    from indicators import places

    found = text if text in places.AREAS else places.code(text)
    if found is None:
        raise click.UsageError(f"No place is known as {text!r}. {meant(text, places.AREAS)}")
    return found


def _list(text: str, look) -> str:
    from dashboard import data
    from dashboard.commands.showing import meant

    lists = data.lists(look).set_index("name")["record"]
    if text not in lists:
        raise click.UsageError(f"There is no watchlist {text!r}. {meant(text, lists.to_dict())}")
    return lists[text] if isinstance(lists[text], str) else lists[text].iloc[0]
