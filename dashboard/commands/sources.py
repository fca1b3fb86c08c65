"""`jointwatch sources`: the catalogue, one source, a new one, and a check of one."""

import sys

import click


class Named(click.Group):
    """Commands beside which a name alone means `show`: `jointwatch sources ucdp`."""

    def parse_args(self, ctx: click.Context, args: list[str]) -> list[str]:
        """Put `show` before what is no command of ours and does not ask for help."""
        if not args or args[0] not in (*self.commands, "-h", "--help"):
            args = ["show", *args]
        return super().parse_args(ctx, args)


def example(text: str) -> str:
    """Return an example for the end of a command's help."""
    return f"\b\nExample:\n  {text}"


format_option = click.option(
    "--format", "form", type=click.Choice(["table", "csv", "json"]), default="table",
    show_default=True, help="A table for people; csv or json for programs.",
)  # fmt: skip


@click.group(
    cls=Named,
    epilog=example("jointwatch sources ucdp"),
    subcommand_metavar="[NAME] | COMMAND [ARGS]...",
)
def sources() -> None:
    """Print the catalogue of sources and how each is doing; with NAME, all about one."""


@sources.command(epilog=example("jointwatch sources show ucdp"))
@click.argument("name", required=False)
@format_option
def show(name: str | None, form: str) -> None:
    """Print the catalogue of sources and how each is doing; with NAME, all about one."""
    from collectors.settings import load
    from collectors.sources import all_sources
    from dashboard.catalogue import coverage, missing
    from dashboard.commands import printing, reading, showing
    from dashboard.commands.opened import opened

    settings = load()
    if name is not None:
        showing.source_named(name, settings)
    store = opened(settings)
    catalogue = reading.catalogue(settings, store)
    if name is None:
        printing.show(catalogue, form, people=reading.CATALOGUE)
        if form == "table":
            click.echo("What is missing, and why:")
            for title, why in missing(catalogue, all_sources(settings.home)):
                click.echo(f"  {title}: {why}")
        return
    one = catalogue[catalogue["source"] == name]
    if form == "table":
        one = one.T.reset_index().set_axis(["", name], axis=1)
    printing.show(one, form)
    source = all_sources(settings.home)[name]
    if form == "table" and source.series:
        table = coverage(reading.coverage(store), {name: source})
        printing.show(table.drop(columns=table.columns[0]), form, title="What there is of it")


@sources.command(epilog=example("jointwatch sources new prices --from https://example.org/p.csv"))
@click.argument("name")
@click.option("--from", "origin", required=True, help="An address of the web, or a file.")
def new(name: str, origin: str) -> None:
    """Look at data and write the file that declares them as the source NAME.

    It is written into the folder `sources` of the data folder, with comments. What only a
    person can say is marked TO FILL IN. Nothing is written over.
    """
    from pathlib import Path

    import pandas as pd

    from collectors.declared import adding
    from collectors.declared.propose import propose
    from collectors.settings import load
    from collectors.source import clean
    from collectors.sources import all_sources
    from dashboard.commands import printing

    settings = load()
    if name in all_sources(settings.home):
        raise adding.NotAdded(f"There is a source {name!r} already. Choose another name.")
    url = origin if origin.startswith(("http://", "https://")) else ""
    if url:
        base_url = settings.source(name).base_url
        body = adding.ask(name, url, pd.Timestamp.now("UTC"), base_url, settings.contact)
    elif not Path(origin).is_file():
        raise click.UsageError(f"{origin!r} is neither an address of the web nor a file.")
    else:
        body = Path(origin).read_bytes()
    proposal = propose(name, body, url)
    text = proposal.toml()
    path = adding.keep(settings.home / "sources", proposal, body, text)
    printing.show(proposal.rows.head(5), "table", title="The first rows")
    click.echo(f"Places: {proposal.place_column or 'not found'}"
               f" ({proposal.place_system or 'codes or names'})")  # fmt: skip
    click.echo(f"Dates: {proposal.date_column or 'not found'}, every {proposal.frequency}")
    click.echo(f"Figures: {', '.join(proposal.values) or 'not found'}")
    for fault in proposal.faults:
        click.echo(f"To look at: {fault}")
    if proposal.unknown_places:
        told = list(proposal.unknown_places.items())[:10]
        named = ", ".join(f"{clean(place, 40)} ({count:,})" for place, count in told)
        click.echo(f"No place is known by the name: {named}.")
    click.echo(f"Written: {path}")
    for sentence in adding.faults(proposal, text):
        click.echo(f"  {sentence}")
    click.echo(f"Fill these in, then run: jointwatch sources check {name}")


@sources.command(epilog=example("jointwatch sources check prices saved.csv"))
@click.argument("name")
@click.argument("file", nargs=-1, type=click.Path(exists=True, dir_okay=False))
@click.option("--png", type=click.Path(dir_okay=False), help="Save the chart as a picture here.")
def check(name: str, file: tuple[str, ...], png: str | None) -> None:
    """Try the source NAME out, with saved replies (FILE) or its publisher's; nothing is kept.

    The exit status is 1 when something is wrong with it.
    """
    from pathlib import Path

    from collectors.settings import load
    from dashboard.commands import checking, printing, reading
    from dashboard.opening import client_for

    settings = load()
    source = checking.usable(name, settings)
    if file:
        replies = reading.saved(file)
    else:
        replies = list(source.fetch(client_for(source, settings, None)))
    found = checking.check(source, replies)
    for title, table in found.tables.items():
        printing.show(table, "table", title=title)
    for sentence in found.notes:
        click.echo(sentence)
    if len(found.figures):
        click.echo(f"The last {checking.YEARS} years, where the figures are highest:")
        for line in checking.chart(source, found.figures):
            click.echo(f"  {line}")
        if png:
            from dashboard.commands import picture

            picture.save(source, found.figures, Path(png))
            click.echo(f"Saved: {png}")
    elif png:
        click.echo("There are no figures to draw; no picture was saved.")
    for sentence in found.wrong:
        click.echo(f"Wrong: {sentence}")
    if found.wrong:
        sys.exit(1)
    click.echo("The conformance kit finds nothing wrong.")
