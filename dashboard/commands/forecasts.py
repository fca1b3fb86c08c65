"""`jointwatch forecast` and `jointwatch backtest`: distributions of deaths, and their worth."""

from contextlib import contextmanager
from pathlib import Path

import click

from dashboard.commands.sources import example, format_option

history_option = click.option(
    "--history", required=True, type=click.Path(exists=True, dir_okay=False),
    help="A CSV file (.gz too) with the columns iso3, month (YYYY-MM) and best.",
)  # fmt: skip
from_option = click.option("--from", "start", default="2018-01", show_default=True)
to_option = click.option("--to", "end", default=None, help="The last month; default: all.")


@click.command(epilog=example("jointwatch forecast --history deaths.csv --format csv"))
@history_option
@click.option("--issued", help="Forecast from this month on (YYYY-MM); default: the newest.")
@format_option
def forecast(history: str, issued: str | None, form: str) -> None:
    """Print deaths one to six months ahead for every country: median, bands, chances."""
    from dashboard.commands import printing
    from indicators.forecast import summary
    from indicators.forecasting.history import read_history

    with _said():
        known = read_history(history).loc[:issued]
        if known.empty:
            raise ValueError(f"The history begins after {issued}.")
        people = ["place", "month", "median", "low_90", "high_90", "at_least_25"]
        printing.show(summary(known), form, people=people)


@click.group(
    epilog=example("jointwatch backtest forecasts --history deaths.csv --from 2018-01 --every 6")
)
def backtest() -> None:
    """Measure what forecasts and rules were worth on the past."""


@backtest.command(epilog=example("jointwatch backtest forecasts --history deaths.csv --every 6"))
@history_option
@click.option("--vintages", type=click.Path(exists=True, dir_okay=False),
              help="A CSV file of figures as they stood on several days in the past.")
@click.option("--from", "start", default="2017-12", show_default=True, help="First origin.")
@click.option("--to", "end", default="2024-12", show_default=True, help="Last origin.")
@click.option("--every", default=3, show_default=True, type=click.IntRange(1, 24),
              help="Months from one origin to the next.")
@click.option("--horizons", default="1-6", show_default=True, help="Months ahead, as 1-6.")
@format_option
def forecasts(history, vintages, start, end, every, horizons, form) -> None:
    """Score our forecasts and the benchmarks: one row a model and horizon."""
    from dashboard.commands import printing
    from indicators.evaluate import backtest_forecasts
    from indicators.forecasting.history import read_history, read_vintages

    with _said():
        first, _, last = horizons.partition("-")
        if not (first.isdigit() and (last or first).isdigit()):
            raise ValueError(f"{horizons!r} is no span of months ahead; write 1-6.")
        ahead = range(int(first), int(last or first) + 1)
        known = read_history(history)
        seen = read_vintages(vintages, list(known.columns)) if vintages else None
        scores = backtest_forecasts(known, seen, start, end, every, ahead, map=with_progress)
        printing.show(scores, form)


@backtest.command(epilog=example("jointwatch backtest rules --history deaths.csv --from 2018-01"))
@history_option
@from_option
@to_option
@format_option
def rules(history: str, start: str, end: str | None, form: str) -> None:
    """Print the track record of each rule: how often its alarms were right."""
    from dashboard.commands import printing
    from indicators.forecasting.history import read_history
    from indicators.forecasting.track_record import backtest_rules

    with _said():
        printing.show(backtest_rules(read_history(history), start, end, map=with_progress), form)


@backtest.command(epilog=example("jointwatch backtest save --history deaths.csv --to worth"))
@click.option("--history", type=click.Path(exists=True, dir_okay=False),
              help="A file as for the others; default: the history that ships with the product.")
@click.option("--vintages", type=click.Path(exists=True, dir_okay=False),
              help="A CSV file of figures as they stood on several days in the past.")
@click.option("--to", "folder", type=click.Path(file_okay=False, path_type=Path),
              help="Folder for the tables; default: where the product ships them.")
def save(history: str | None, vintages: str | None, folder: Path | None) -> None:
    """Measure forecasts, rules and ten past crises, and keep the tables that pages show."""
    from collectors.forecasting import shipped
    from indicators.forecasting import worth
    from indicators.forecasting.history import read_history, read_vintages

    with _said():
        known = read_history(history) if history else shipped()
        seen = read_vintages(vintages, list(known.columns)) if vintages else None
        for file in worth.save(worth.measured(known, seen, map=with_progress), folder):
            click.echo(str(file))


@click.command(epilog=example("jointwatch ledger --format csv"))
@format_option
def ledger(form: str) -> None:
    """Print the issues of forecasts kept so far: digest, whether unchanged, scores."""
    import pandas as pd

    from collectors.access import PROGRAM
    from collectors.forecasting import deaths
    from collectors.settings import load
    from dashboard.commands import printing
    from dashboard.commands.opened import opened
    from indicators.forecasting.ledger import COLUMNS, ledger
    from indicators.frames import FORECASTS

    store = opened(load())
    kept = store.read(FORECASTS, PROGRAM, versions=True)
    rows = ledger(kept, deaths(store)) if len(kept) else pd.DataFrame(columns=COLUMNS)
    printing.show(rows, form)
    if form == "table" and rows.empty:
        printing.note("No issue has been kept yet: it takes the newest deaths of a collection.")


def with_progress(work, *tasks):
    """Do `work` on each task, with a bar that counts them on standard error."""
    from rich.console import Console
    from rich.progress import track

    rows = list(zip(*tasks, strict=True))
    console = Console(stderr=True)
    return [work(*row) for row in track(rows, "Origins", console=console, transient=True)]


@contextmanager
def _said():
    """Turn a fault of the file or of the question into one sentence."""
    try:
        yield
    except ValueError as error:
        raise click.ClickException(str(error)) from error
