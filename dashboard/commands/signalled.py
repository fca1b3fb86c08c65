"""What `jointwatch rules` and `jointwatch signals` print."""

from collections.abc import Iterable, Mapping
from pathlib import Path

import click
import pandas as pd

from collectors import own, reference, rulebook
from collectors.access import Viewer
from collectors.settings import Settings
from collectors.store import Store
from dashboard.commands import showing
from dashboard.commands.forecasts import with_progress
from dashboard.commands.opened import opened
from indicators.forecasting.history import read_history
from indicators.frames import SIGNALS
from indicators.rules import Rule, family
from indicators.signalling import cases, explain
from indicators.signalling import record as rule_record
from indicators.signalling.signals import newest, why_unknown
from indicators.signalling.signals import standing as stands

CATALOGUE = ["rule", "version", "title", "levels", "product", "track_record"]
PEOPLE = ["place", "level", "state", "since", "why"]
RECORD = [
    "thresholds", "alarms", "per_month", "precision", "precision_low", "precision_high", "events",
    "before", "same_month", "missed", "false_per_country_year", "mean_lead",
]  # fmt: skip


def named(name: str, every: Mapping[str, Rule]) -> Rule:
    """Return the rule called `name`, or raise click.UsageError with what may be meant."""
    if name in every:
        return every[name]
    raise click.UsageError(f"There is no rule {name!r}. {showing.meant(name, every)}")


def rule_of(name: str, settings: Settings, viewer: Viewer) -> Rule:
    """Return a rule by its id, or that of a file."""
    if name.endswith(".toml") or Path(name).is_file():
        return rulebook.load(Path(name))
    every, wrong = known_to(viewer, settings, opened(settings))
    if f"{name}.toml" in wrong:
        raise rulebook.RuleError(wrong[f"{name}.toml"])
    return named(name, every)


def known_to(
    viewer: Viewer, settings: Settings, store: Store
) -> tuple[dict[str, Rule], dict[str, str]]:
    """Return the rules that read no source of which `viewer` may not know, and faults in others.

    A file that cannot be read is told where its name does not begin with such a source's.
    """
    sources = store.hidden_sources(viewer)
    hidden = own.hidden(own.all_indicators(settings.home), sources)
    wrong = rulebook.faults(settings.home)
    told = {name: said for name, said in wrong.items()
            if not any(name.startswith(f"{one}_") for one in sources)}  # fmt: skip
    return rulebook.seen(rulebook.all_rules(settings.home), hidden), told


def catalogue(rules: Iterable[Rule]) -> pd.DataFrame:
    """Return one row per rule."""
    return pd.DataFrame([
        {
            "rule": rule.id, "version": rule.version, "title": rule.title, "theme": rule.theme,
            "levels": ", ".join(str(step.level) for step in rule.step), "product": rule.product,
            "watches": ", ".join(rule.series), "source": rule.source,
            "track_record": "measured" if rule_record.measurable(rule) else "none",
        }
        for rule in rules
    ])  # fmt: skip


def declaration(rule: Rule) -> pd.DataFrame:
    """Return a rule as a table of what it says."""
    said = [("title", rule.title), ("product", rule.product), ("source", rule.source)]
    said += [("differs", rule.differs)] if rule.differs else []
    said += [(f"figure {name}", one.title) for name, one in rule.figures.items()]
    said += [(f"threshold {name}", f"{value:g}") for name, value in rule.thresholds.items()]
    for step in rule.step:
        ways = " or ".join(" and ".join(clause) for clause in step.any)
        said.append((f"level {step.level} ({step.name})", ways))
    stand = " and ".join(rule.stands_while) or "while the mildest step is reached"
    said.append(("stands", f"{stand}; ends after {rule.resolve_days} days below"))
    said.append(("cool-down", f"{rule.cool_down_days} days; a higher step breaks it"))
    said.append(("no data", f"when the newest figure is over {rule.stale_after_days} days old"))
    return pd.DataFrame(said, columns=["", rule.id])


def failures(rule: Rule) -> list[str]:
    """Return the rule's own tests that fail, as sentences."""
    return cases.failures(rule)


def thresholds(texts: Iterable[str]) -> dict[str, float]:
    """Return thresholds said as "floor=25"."""
    found = {}
    for text in texts:
        name, _, value = text.partition("=")
        try:
            found[name.strip()] = float(value)
        except ValueError:
            raise click.UsageError(f"{text!r} is no threshold; write floor=25.") from None
    return found


def record(
    rule: Rule, history: str | None, start: str, changed: Mapping[str, float]
) -> tuple[pd.DataFrame, list[str]]:
    """Return the track record of a rule, with other thresholds below, and what may be said."""
    if not rule_record.measurable(rule):
        return pd.DataFrame(), [rule_record.NOT_MEASURED]
    try:
        known = _shipped() if history is None else read_history(history)
        found = [("as declared", rule_record.record_of(rule, known, start, with_progress))]
        if changed:
            said = ", ".join(f"{name} {value:g}" for name, value in changed.items())
            with_these = rule_record.record_with(rule, changed, known, start, with_progress)
            found.append((said, with_these))
    except ValueError as error:
        raise click.ClickException(str(error)) from error
    rows = pd.DataFrame([{"thresholds": said} | dict(one.row) for said, one in found])
    sentences = [one.sentence if n == 0 else f"With {said}: {one.sentence}"
                 for n, (said, one) in enumerate(found)]  # fmt: skip
    return rows.round(3), [*sentences, found[0][1].note]


def standing(
    store: Store,
    viewer: Viewer,
    rules: Mapping[str, Rule],
    place: str | None,
    as_of: pd.Timestamp | None,
    every: bool,
) -> pd.DataFrame:
    """Return the signals that stand (with `every`, all but the quiet ones) with their reason."""
    where = {} if place is None else {"place": list(showing.members(place))}
    rows = store.read(SIGNALS, viewer, as_of=as_of, where=where)
    if every:
        rows = newest(rows)
        rows = rows[rows["state"] != "quiet"].sort_values(["place", "rule"], ignore_index=True)
    else:
        rows = stands(rows)
    said = rows["state"].map(explain.STATES)
    unknown = rows["state"] == "unknown"
    said = said.mask(unknown, [why_unknown(row) for row in rows.to_dict("records")])
    why = [
        explain.why(rules[family(row["rule"])], row) if family(row["rule"]) in rules else ""
        for row in rows.to_dict("records")
    ]
    return rows.assign(state=said, why=why)


def _shipped() -> pd.DataFrame:
    rows = reference.deaths_history()
    return rows.pivot(index="period", columns="place", values="value").asfreq("MS")
