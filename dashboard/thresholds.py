"""A rule of one's own for a series: a signal at or above, or at or below, a number. Pure text."""

import json
import re
import tomllib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

from dashboard.words import _, number
from indicators.frames import Series
from indicators.rules import Rule, declared
from indicators.signalling import cases

FREQUENCIES = ("day", "month", "year")  # what a rule counts in; all others are irregular
# How many days after its period begins a figure still counts, on top of the source's lag: two
# periods, and as many days of grace as publishers usually take.
WAIT = {"day": 10, "week": 45, "month": 120, "quarter": 300, "year": 800}
_WAIT_ELSE = 200


@dataclass(frozen=True)
class Threshold:
    """When a series gives a signal, and which level it then proposes."""

    limit: float
    below: bool = False
    level: int = 2


def rule(series: Series, chosen: Threshold, author: str, day: pd.Timestamp) -> str:
    """Return the TOML file of a rule that watches `series` everywhere it is told.

    Figures count as too old when WAIT and the series' lag are over. The rule carries two
    tests of its own, at the threshold and short of it. Raises ValueError where it is no rule.
    """
    sign, words = ("<=", _("at or below")) if chosen.below else (">=", _("at or above"))
    limit = _plain(chosen.limit)
    said_limit = number(chosen.limit) if float(chosen.limit).is_integer() else limit
    short = _plain(chosen.limit + (1 if chosen.below else -1) * max(1.0, abs(chosen.limit)))
    title = _("{series}: {words} {limit}").format(
        series=series.title, words=words, limit=said_limit
    )
    wording = _("{series} in {{place}}, {{period}}: {{value}}, {words} {limit}.").format(
        series=_literal(series.title), words=words, limit=said_limit
    )
    said = {
        "id": rule_id(series.id, chosen.below),
        "version": 1,
        "title": title,
        "theme": "own",
        "product": "own rule",
        "source": _("Set by {author}, {day}").format(author=author, day=f"{day:%Y-%m-%d}"),
        "figure": "figure",
        "stale_after_days": series.lag_days + WAIT.get(series.frequency, _WAIT_ELSE),
        "wording": wording,
        "thresholds": {"limit": chosen.limit},
        "figures": {
            "figure": {
                "title": series.title,
                "unit": series.unit,
                "series": [series.id],
                "every": series.frequency if series.frequency in FREQUENCIES else "irregular",
            }
        },
        "step": [{"level": chosen.level, "name": f"{words} {limit}",
                  "any": [[f"figure {sign} limit"]]}],
        "test": [
            {"title": "At the threshold there is a signal.", "figures": {series.id: limit},
             "expect": [f"firing {chosen.level}"]},
            {"title": "Short of it there is none.", "figures": {series.id: short},
             "expect": ["quiet"]},
        ],
    }  # fmt: skip
    declared(said)
    return _toml(said)


def changed(
    rule: Rule, values: Mapping[str, float], author: str, day: pd.Timestamp, id: str
) -> str:
    """Return the TOML file of a rule of one's own: `rule` with other thresholds, beside it.

    Of the rule's own tests those are kept that hold with the new thresholds, what comes of the
    first of the others is written down anew. Raises ValueError where a threshold is none of it.
    """
    own = rule.with_thresholds(values)
    holding = [case for case in own.test if not cases.failures(own.model_copy(
        update={"test": (case,)}))]  # fmt: skip
    if not holding:
        made = tuple(cases.signals_of(own, own.test[0])) or ("quiet",)
        holding = [own.test[0].model_copy(update={"expect": made})]
    said = _without_none(own.model_copy(update={"test": tuple(holding)}).model_dump())
    said |= {
        "id": id,
        "version": 1,
        "product": "own rule",
        "title": _("{title}, with thresholds of our own").format(title=rule.title),
        "source": _("{source}; thresholds set by {author}, {day}").format(
            source=rule.source, author=author, day=f"{day:%Y-%m-%d}"),
        "differs": _("Thresholds: {said}.").format(
            said=", ".join(f"{name} {_plain(value)}" for name, value in values.items())),
    }  # fmt: skip
    declared(said)
    return _toml(said)


def free_id(home: Path, rule: str) -> str:
    """Return an id for a rule of one's own after `rule` that no file in `home` has."""
    number, id = 1, f"{rule[:52]}_own"
    while (home / "rules" / f"{id}.toml").exists():
        number += 1
        id = f"{rule[:52]}_own_{number}"
    return id


def _without_none(said: object) -> object:
    if isinstance(said, dict):
        return {name: _without_none(one) for name, one in said.items() if one is not None}
    if isinstance(said, (list, tuple)):
        return [_without_none(one) for one in said]
    return said


def rule_id(series: str, below: bool) -> str:
    """Return the id of the rule of a series: "wells_repaired_below"."""
    name = re.sub(r"[^a-z0-9]+", "_", series.lower()).strip("_")
    return f"{name[:54]}_{'below' if below else 'above'}"


def write(home: Path, texts: Iterable[str]) -> list[Path]:
    """Write rules into the folder `rules` of an installation, all or none.

    None is written over: raises FileExistsError with the name of the file that is there, also
    where two people write at once.
    """
    folder = home / "rules"
    folder.mkdir(parents=True, exist_ok=True)
    written: list[Path] = []
    for text in texts:
        path = folder / f"{tomllib.loads(text)['id']}.toml"
        try:
            with path.open("x", encoding="utf-8") as file:
                file.write(text)
        except FileExistsError as there:
            for one in written:
                one.unlink()
            raise FileExistsError(path.name) from there
        written.append(path)
    return written


def of_source(home: Path, source: str) -> list[Path]:
    """Return the rules in `home` that read nothing but series of `source`."""
    found = []
    for path in sorted((home / "rules").glob("*.toml")):
        try:
            figures = tomllib.loads(path.read_text(encoding="utf-8"))["figures"].values()
            names = [name for figure in figures for name in figure.get("series", ())]
        except (OSError, UnicodeDecodeError, tomllib.TOMLDecodeError, LookupError, AttributeError):
            continue  # not written here; it is told by who reads the rules
        if names and all(str(name).startswith(f"{source}.") for name in names):
            found.append(path)
    return found


def _plain(value: float) -> str:
    return repr(int(value)) if float(value).is_integer() else repr(float(value))


def _literal(text: str) -> str:
    return text.replace("{", "{{").replace("}", "}}")


def _toml(said: Mapping[str, object]) -> str:
    """Return a rule as TOML; a text of JSON is a text of TOML."""
    lines = [f"{name} = {_value(said[name])}" for name in said if _is_value(said[name])]
    lines += ["", "[thresholds]", *(f"{k} = {_value(v)}" for k, v in said["thresholds"].items())]
    for name, figure in said["figures"].items():
        lines += ["", f"[figures.{name}]", *(f"{k} = {_value(v)}" for k, v in figure.items())]
    for table in ("step", "test"):
        for one in said[table]:
            lines += ["", f"[[{table}]]", *(f"{k} = {_value(v)}" for k, v in one.items())]
    return "\n".join(lines) + "\n"


def _is_value(value: object) -> bool:
    return not isinstance(value, dict) and not (value and isinstance(value, list))


def _value(value: object) -> str:
    if isinstance(value, dict):
        pairs = ", ".join(f"{json.dumps(k)} = {_value(v)}" for k, v in value.items())
        return f"{{ {pairs} }}"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")
