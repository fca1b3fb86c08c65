"""`jointwatch rules` and `jointwatch signals`: the rules, a check of one, and what stands now."""

import sys

import click

from dashboard.commands.sources import Named, example, format_option
from dashboard.commands.workspace import as_option, viewer


@click.group(
    cls=Named, epilog=example("jointwatch rules check hdx_conflict"),
    subcommand_metavar="[NAME] | COMMAND [ARGS]...",
)  # fmt: skip
def rules() -> None:
    """Print the rules that make signals; with NAME, all about one."""


@rules.command(epilog=example("jointwatch rules show hdx_conflict"))
@click.argument("name", required=False)
@as_option
@format_option
def show(name: str | None, as_whom: tuple[str, ...], form: str) -> None:
    """Print the rules that make signals; with NAME, all about one."""
    from collectors.settings import load
    from dashboard.commands import printing, signalled
    from dashboard.commands.opened import opened

    settings = load()
    every, faults = signalled.known_to(viewer(as_whom), settings, opened(settings))
    if name is not None:
        rule = signalled.named(name, every)
        printing.show(signalled.declaration(rule), form)
        return
    printing.show(signalled.catalogue(every.values()), form, people=signalled.CATALOGUE)
    for sentence in faults.values():
        printing.note(sentence)


@rules.command(epilog=example("jointwatch rules check hdx_conflict --history deaths.csv"))
@click.argument("name")
@click.option("--history", type=click.Path(exists=True, dir_okay=False),
              help="A CSV file with iso3, month, best; default: the history that is shipped.")
@click.option("--from", "start", default="2018-01", show_default=True, help="First month.")
@click.option("--set", "changed", multiple=True, metavar="THRESHOLD=NUMBER",
              help="Show the track record with another threshold as well; nothing is saved.")
@as_option
@format_option
def check(
    name: str, history: str | None, start: str, changed: tuple[str, ...],
    as_whom: tuple[str, ...], form: str,
) -> None:  # fmt: skip
    """Validate a rule (NAME, or a FILE), run its own tests, and print its track record.

    The exit status is 1 when a test of the rule fails.
    """
    from collectors.settings import load
    from dashboard.commands import printing, signalled

    rule = signalled.rule_of(name, load(), viewer(as_whom))
    failed = signalled.failures(rule)
    for sentence in failed:
        printing.note(f"Failed: {sentence}")
    printing.note(f"{len(rule.test) - len(failed)} of the rule's {len(rule.test)} tests hold.")
    table, sentences = signalled.record(rule, history, start, signalled.thresholds(changed))
    if len(table):
        printing.show(table, form, title="Track record", people=signalled.RECORD)
    for sentence in sentences:
        click.echo(sentence, err=form != "table")
    if failed:
        sys.exit(1)


@click.command(epilog=example("jointwatch signals --place SDN"))
@click.option("--place", help="A name, or an ISO 3166 code of three letters.")
@click.option("--all", "every", is_flag=True, help="Those that ended and without data too.")
@click.option("--as-of", help="As could be known on this day or at this time (UTC).")
@as_option
@format_option
def signals(
    place: str | None, every: bool, as_of: str | None, as_whom: tuple[str, ...], form: str
) -> None:
    """Print the signals that stand, the highest level first, and why."""
    from collectors.settings import load
    from dashboard.commands import printing, showing, signalled
    from dashboard.commands.opened import opened

    settings, who = load(), viewer(as_whom)
    store = opened(settings)
    known, _faults = signalled.known_to(who, settings, store)
    found = signalled.standing(store, who, known, place, showing.moment(as_of), every)
    printing.show(found, form, people=signalled.PEOPLE)
    if found.empty and form == "table":
        printing.note("No signal stands. That is no calm where there is no data: see --all.")
