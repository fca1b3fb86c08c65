"""The `jointwatch` command. What a command needs is loaded inside it, so that --help is quick."""

import sys

import click

from dashboard.commands.briefing import brief
from dashboard.commands.forecasts import backtest, forecast, ledger
from dashboard.commands.rules import rules, signals
from dashboard.commands.sources import example, format_option, sources
from dashboard.commands.workspace import as_option, audit, records


class Commands(click.Group):
    """Commands whose foreseen faults end in one sentence, never in a traceback."""

    def invoke(self, ctx: click.Context) -> object:
        """Run the command; a foreseen fault is a sentence on standard error and status 1."""
        try:
            return super().invoke(ctx)
        except Exception as error:
            if not _foreseen(error):
                raise
            raise click.ClickException(str(error)) from error


def _foreseen(error: Exception) -> bool:
    from collectors.declared import DeclarationError
    from collectors.declared.adding import NotAdded
    from collectors.rulebook import RuleError
    from collectors.settings import SettingsError
    from collectors.source import SourceError
    from collectors.store import StoreError
    from indicators.schema import FrameError

    known = (SettingsError, SourceError, StoreError, FrameError, NotAdded, DeclarationError)
    return isinstance(error, (*known, RuleError)) or type(error).__name__ == "ServeError"


@click.group(cls=Commands, context_settings={"help_option_names": ["-h", "--help"]})
def cli() -> None:
    """Jointwatch: the same indicators and agendas for joint crisis cells.

    JOINTWATCH_HOME names the folder where the data lie, JOINTWATCH_DATABASE_URL another
    database than the one in that folder; the rest stands in its jointwatch.toml.
    """


@cli.command(epilog=example("jointwatch serve --port 8600"))
@click.option("--host", default="127.0.0.1", show_default=True, help="The address to listen on.")
@click.option("--port", default=8501, show_default=True, type=click.IntRange(1, 65535))
@click.option("--no-collect", is_flag=True, help="Show what is there; collect nothing.")
def serve(host: str, port: int, no_collect: bool) -> None:
    """Show the pages in the browser and collect by the schedule, until Ctrl-C."""
    import os

    from collectors.settings import load
    from dashboard import service
    from dashboard.entry import providers
    from dashboard.opening import open_store

    settings = load()
    service.check_open(settings, host)
    providers.secrets(settings)  # a fault of the sign-in is said here, in one sentence
    service.check_address(host, port)
    open_store(settings).close()  # a fault of the database is said here, in one sentence
    if no_collect:
        os.environ[service.NO_COLLECT] = "1"
    service.serve(settings, host, port)


@cli.command(epilog=example("jointwatch collect ucdp gdacs"))
@click.argument("source", nargs=-1)
@click.option("--forever", is_flag=True, help="Collect by the schedule until Ctrl-C.")
@format_option
def collect(source: tuple[str, ...], forever: bool, form: str) -> None:
    """Collect the named sources now; without a name, those that are due."""
    import os

    from collectors.settings import load
    from dashboard.commands import collecting, printing, showing
    from dashboard.commands.opened import opened

    settings = load()
    if forever and source:
        raise click.UsageError("--forever collects every source by its rhythm; name none.")
    if forever:
        _collect_forever(settings)
        return
    collecting.limit_this_process(os.environ)
    named = [showing.source_named(name, settings) for name in source]
    store = opened(settings)
    rows = collecting.collect_all(settings, store, named or collecting.due_now(settings, store))
    if rows.empty and form == "table":
        printing.note("No source is due. Name one to collect it all the same.")
        return
    printing.show(rows, form)
    if collecting.failed(rows).any():
        names = ", ".join(rows.loc[collecting.failed(rows), "source"])
        printing.note(f"Failed: {names}. All else was kept.")
        sys.exit(1)
    if len(rows) and (rows["finding"] == collecting.BUSY).all():
        from collectors.schedule import BUSY

        sys.exit(BUSY)


def _collect_forever(settings) -> None:
    import signal
    import threading

    from dashboard import service
    from dashboard.commands import printing

    over = threading.Event()
    for number in (signal.SIGINT, signal.SIGTERM):
        signal.signal(number, lambda *_: over.set())
    with service.running_schedule(settings):
        printing.note(f"Collecting by the schedule into {settings.home}. Ctrl-C ends it.")
        # A signal just before an endless wait would be noticed only at the next one.
        while not over.wait(1):
            pass


@cli.command(epilog=example("jointwatch read ucdp GEDEvent_v26_0_2.csv --frame events"))
@click.argument("source")
@click.argument("file", nargs=-1, required=True, type=click.Path(exists=True, dir_okay=False))
@click.option("--frame", help="Which frame to print, where a source gives several.")
@click.option("--limit", default=40, show_default=True, help="Rows in a table; 0 is all.")
@format_option
def read(source: str, file: tuple[str, ...], frame: str | None, limit: int, form: str) -> None:
    """Read saved replies (pages in order) without network or store, and print the rows."""
    from collectors.settings import load
    from dashboard.commands import printing, reading, showing

    frames, notes = reading.read_files(showing.source_named(source, load()), file)
    if frame is not None and frame not in frames:
        raise click.UsageError(f"There are no {frame} in it; there are: {', '.join(frames)}.")
    if frame is None and form != "table" and len(frames) > 1:
        raise click.UsageError(f"Say which with --frame: {', '.join(frames)}.")
    for name, rows in frames.items():
        if frame in (None, name):
            shown = rows.head(limit) if limit and form == "table" else rows
            printing.show(shown, form, title=name, people=reading.columns(name))
            printing.note(f"{name}: {len(rows):,} rows, {len(shown):,} of them shown.")
    for sentence in notes:
        printing.note(sentence)


@cli.command(epilog=example("jointwatch show observations --place SDN --as-of 2026-10-31"))
@click.argument(
    "frame", type=click.Choice(["observations", "events", "agenda", "publications", "runs"])
)
@click.option("--series", help="One series, such as ucdp.deaths.")
@click.option("--place", help="A name, an ISO 3166 code of three letters, or an area.")
@click.option("--body", help="One body, such as UNSC.")
@click.option("--source", help="One source.")
@click.option("--since", type=click.DateTime(["%Y-%m-%d"]), help="From this day on.")
@click.option("--until", type=click.DateTime(["%Y-%m-%d"]), help="Up to this day.")
@click.option("--as-of", help="As could be known on this day or at this time (UTC).")
@click.option("--shown-at", help="As the board showed it on this day or at this time (UTC).")
@click.option("--limit", default=100, show_default=True, help="The latest rows; 0 is all.")
@as_option
@format_option
def show(frame: str, as_of, shown_at, limit: int, as_whom, form: str, **asked) -> None:
    """Print what the store knows, latest first."""
    from collectors.settings import load
    from dashboard.commands import printing, showing
    from dashboard.commands.opened import opened

    settings = load()
    moments = (showing.moment(as_of), showing.moment(shown_at))
    rows = showing.rows(frame, settings, opened(settings), asked, *moments, limit, as_whom)
    printing.show(rows, form, people=showing.PEOPLE[frame])
    if form == "table" and rows.empty:
        printing.note("The store knows nothing of this.")
    elif limit and len(rows) == limit:
        printing.note(f"The latest {limit} rows are shown; --limit 0 shows all.")


cli.add_command(sources)
cli.add_command(audit)
cli.add_command(records)
cli.add_command(forecast)
cli.add_command(backtest)
cli.add_command(ledger)
cli.add_command(brief)
cli.add_command(rules)
cli.add_command(signals)


@cli.command(epilog=example("jointwatch status || echo 'somebody must look'"))
@format_option
def status(form: str) -> None:
    """Print on one screen how the installation is doing; exit status 1 when a person is needed."""
    from collectors.settings import load
    from dashboard.commands import printing, reading
    from dashboard.commands.opened import opened

    settings = load()
    rows, needed = reading.status(settings, opened(settings))
    printing.show(rows, form)
    for sentence in needed:
        printing.note(sentence)
    if needed:
        sys.exit(1)


@cli.command(epilog=example("jointwatch version"))
def version() -> None:
    """Print the version."""
    from importlib.metadata import version as version_of

    click.echo(f"jointwatch {version_of('jointwatch')}")


def main() -> None:
    """Run the command."""
    cli(prog_name="jointwatch")


if __name__ == "__main__":
    main()
