"""`jointwatch audit` and `jointwatch records`: what people wrote, and who did what with it."""

import sys
from pathlib import Path

import click

from dashboard.commands.sources import example, format_option


def _known(_context, _option, codes: tuple[str, ...]) -> tuple[str, ...]:
    if not codes:
        return codes
    from dashboard.workspace import organisations

    if strange := [code for code in codes if code not in organisations.named()]:
        known = ", ".join(organisations.named())
        raise click.BadParameter(f"{strange[0]!r} is none of the organisations: {known}.")
    return codes


as_option = click.option(
    "--as", "as_whom", multiple=True, metavar="ORGANISATION", callback=_known,
    help="As this organisation sees it; named several times, as all of them in one room do.",
)  # fmt: skip


@click.group(epilog=example("jointwatch audit verify"))
def audit() -> None:
    """Show who did or was refused what, and verify that nobody changed what was written down."""


@audit.command(epilog=example("jointwatch audit verify || echo 'somebody must look'"))
def verify() -> None:
    """Hold the audit and every record against its chain; exit status 1 when something differs."""
    from collectors.settings import load
    from dashboard.commands.opened import opened
    from dashboard.workspace import audit

    faults, head = audit.verify(opened(load()))
    for fault in faults:
        click.echo(fault)
    if faults:
        sys.exit(1)
    click.echo(f"The audit is whole. Its last hash, to be kept elsewhere: {head or 'none yet'}")


@audit.command(epilog=example("jointwatch audit show --record 4f2a9c --format csv"))
@as_option
@click.option("--record", default="", help="One record, by its id.")
@click.option("--limit", default=100, show_default=True, help="The latest entries.")
@format_option
def show(as_whom: tuple[str, ...], record: str, limit: int, form: str) -> None:
    """Print what was done by an organisation, or by others with its records, newest first."""
    from collectors.settings import load
    from dashboard.commands import printing
    from dashboard.commands.opened import opened
    from dashboard.workspace import audit

    rows = audit.show(opened(load()), viewer(as_whom), record, limit)
    printing.show(rows, form)
    if rows.empty and form == "table":
        printing.note("Nothing was written down yet that this organisation may see.")


@click.group(epilog=example("jointwatch records show watch --as EU"))
def records() -> None:
    """Show records, or take out what may not stay in the store."""


@records.command("show", epilog=example("jointwatch records show watch --as EU --format csv"))
@click.argument("kind")
@as_option
@click.option("--as-of", help="As could be known on this day or at this time (UTC).")
@format_option
def show_records(kind: str, as_whom: tuple[str, ...], as_of: str | None, form: str) -> None:
    """Print the records of a kind."""
    from collectors.settings import load
    from dashboard.commands import printing, showing
    from dashboard.commands.opened import opened
    from dashboard.workspace import listing
    from dashboard.workspace import records as kept

    declared = _kind(kind)
    rows = kept.load(opened(load()), declared, viewer(as_whom), showing.moment(as_of))
    printing.show(listing.table(declared, rows).assign(record=rows["record"]), form)


@records.command(epilog=example('jointwatch records purge lesson 4f2a9c --reason "spill"'))
@click.argument("kind")
@click.argument("record")
@click.option("--reason", required=True, help="Why; it stays in the audit.")
@click.option("--version", "versions", multiple=True, type=int, help="Of some versions alone.")
def purge(kind: str, record: str, reason: str, versions: tuple[int, ...]) -> None:
    """Remove the text of one of our own records for good; that it was there stays."""
    from collectors.settings import load
    from dashboard.commands.opened import opened
    from dashboard.workspace import removal
    from dashboard.workspace.permissions import Refused

    try:
        count = removal.purge(opened(load()), _person(), _kind(kind).id, record, reason,
                              list(versions) or None)  # fmt: skip
    except Refused as refusal:
        raise click.ClickException(str(refusal)) from refusal
    click.echo(f"The text of {count} versions is removed. Backups made before today still hold "
               "it: remove it there too, or remove them.")  # fmt: skip


@records.command(epilog=example("jointwatch records withdraw --out eu-records.json"))
@click.option("--out", required=True, type=click.Path(dir_okay=False), help="The file to write.")
@click.confirmation_option(prompt="This takes all records of our organisation out. Go on?")
def withdraw(out: str) -> None:
    """Write all records of our organisation, which leaves, into a file, and remove them here."""
    from collectors.settings import load
    from dashboard.commands.opened import opened
    from dashboard.workspace import removal

    file = Path(out)
    if file.exists():
        raise click.UsageError(f"{file} is there already; name a new file.")
    how = {"date_format": "iso", "date_unit": "us", "indent": 1, "force_ascii": False}
    store, person = opened(load()), _person()
    kept = removal.kept_of(store, person)
    kept.to_json(file, orient="records", **how)
    count = removal.withdraw(store, person, kept)
    click.echo(f"{count} versions were written into {file} and removed from the store.")


@records.command(epilog=example("jointwatch records retain"))
def retain() -> None:
    """Remove the text of records whose term is over."""
    import pandas as pd

    from collectors.settings import load
    from dashboard.commands.opened import opened
    from dashboard.workspace import removal

    count = removal.retain(opened(load()), _person(), pd.Timestamp.now("UTC"))
    click.echo(f"The text of {count} versions is removed.")


def viewer(as_whom: tuple[str, ...]):
    """Return who looks: this installation's own organisation, or those that are named."""
    from collectors.access import Viewer
    from collectors.settings import load

    return Viewer(frozenset(as_whom or {load().organisation}))


def _kind(name: str):
    from collectors.settings import load
    from dashboard.commands.showing import meant
    from dashboard.workspace.kinds import all_kinds

    kinds = all_kinds(load().home)
    if name not in kinds:
        raise click.UsageError(f"There is no kind of record {name!r}. {meant(name, kinds)}")
    return kinds[name]


def _person():
    from dashboard.entry.presence import person

    return person()
