"""Write a proposal as the TOML file that declares a source, with comments. Pure."""

import json
import math
import re
import unicodedata
from collections.abc import Iterator, Mapping
from urllib.parse import urlsplit

TO_FILL_IN = "TO FILL IN"

_ABOUT = {
    "title": "what the data are, as people call them",
    "publisher": "who publishes them",
    "homepage": "a page of the publisher about them, https://...",
    "licence": 'the licence, such as "CC BY 4.0", or "not stated"',
    "terms": "who may see them, and whether they may be exported and passed on",
    "every": 'how often to ask: "12 hours", "1 day", "2 weeks"',
}
_HABITS = {
    "lag": "how long after its period a figure comes",
    "revisions": "how figures change afterwards",
}
_READING = (
    "place_column", "place_system", "place_always", "date_column", "date_format", "frequency",
    "values", "split",
)  # fmt: skip
_SERIES = {
    "unit": 'what is counted: "people", "deaths", "US dollars a tonne"',
    "kind": "flow (happened in the period), stock (at its time), index, share (of a whole)",
    "worse": "higher, lower or neither: which direction is for the worse",
}
# What a line that is to be filled in is for.
EXPECTED = {
    **_ABOUT, **_SERIES, "always": "a code such as SDN", "column": "the name of a column",
    "value": "a column of figures", "aggregate": "none, sum, last or mean",
}  # fmt: skip
_MORE = ("keeper", "redistribute", "humanitarian", "series_title", "aggregate", "least", "most")
_CHOICES = {*_ABOUT, *_HABITS, *_READING, *_SERIES, *_MORE}


def written(proposal, choices: Mapping[str, object]) -> str:
    """Return the file of `proposal` and `choices`; see `propose.Proposal.toml`."""
    if strange := set(choices) - _CHOICES:
        raise ValueError(f"There is no choice {min(strange)!r}; there are {sorted(_CHOICES)}.")
    made = [*_source(proposal, choices), *_request(proposal), *_data(proposal, choices)]
    return "\n".join([*made, *_all_series(proposal, choices), ""])


def _source(proposal, choices) -> Iterator[str]:
    yield f"# {proposal.name}: proposed by looking at the data. Lines marked {TO_FILL_IN} are for"
    yield "# a person; until they are filled in, the source is not used."
    for fault in proposal.faults:
        yield f"# To look at: {fault}"
    yield from ("", "[source]", f"id = {_quoted(proposal.name)}")
    site = urlsplit(proposal.url)
    known = {"homepage": f"https://{site.netloc}"} if site.netloc else {}
    for key, meaning in _ABOUT.items():
        yield f"{key} = {_quoted(choices.get(key) or known.get(key) or TO_FILL_IN)}  # {meaning}"
    yield f"keeper = {_quoted(choices.get('keeper') or 'The analyst who added it')}"
    for key, meaning in _HABITS.items():
        yield f"{key} = {_quoted(choices.get(key) or 'Not yet known.')}  # {meaning}"
    yield f"redistribute = {_flag(choices.get('redistribute', False))}  # may figures go out?"
    yield f"humanitarian = {_flag(choices.get('humanitarian', False))}  # humanitarian data?"


def _request(proposal) -> Iterator[str]:
    yield from ("", "[request]")
    if proposal.url:
        yield f"url = {_quoted(proposal.url)}"
    else:
        yield f"file = {_quoted(proposal.file)}  # in the same folder as this file"


def _data(proposal, choices) -> Iterator[str]:
    said, how = _chosen(proposal, choices), proposal.layout
    yield from ("", "[data]", f"format = {_quoted(how.format)}")
    for key, usual in (("rows", ""), ("delimiter", ","), ("encoding", "utf-8"), ("sheet", "")):
        if getattr(how, key) != usual:
            yield f"{key} = {_quoted(getattr(how, key))}"
    if how.header != 1:
        yield f"header = {how.header}  # the line that names the columns"
    if proposal.decimal != ".":
        yield f"decimal = {_quoted(proposal.decimal)}"
    if proposal.missing:
        yield f"missing = {_quoted(proposal.missing)}  # no figure, and no zero"
    always = choices.get("place_always")
    if always or not said["place_column"]:
        yield f"place = {{ always = {_quoted(always or TO_FILL_IN)} }}  # a code such as SDN"
    else:
        system = f", system = {_quoted(said['place_system'])}" if said["place_system"] else ""
        yield f"place = {{ column = {_quoted(said['place_column'])}{system} }}"
    column = _quoted(said["date_column"] or TO_FILL_IN)
    yield f"date = {{ column = {column}, format = {_quoted(said['date_format'])} }}"
    yield f"frequency = {_quoted(said['frequency'])}"


def _all_series(proposal, choices) -> Iterator[str]:
    said = _chosen(proposal, choices)
    split, taken = said["split"], set()
    kinds = proposal.tells_apart[split] if split else [""]
    pairs = [(value, kind) for value in said["values"] for kind in kinds]
    labels = proposal.labels(said["values"], split)
    for (value, kind), label in zip(pairs or [(TO_FILL_IN, "")], labels or ["value"], strict=True):
        name = _slug(label, taken)
        yield from ("", "[[series]]", f"id = {_quoted(f'{proposal.name}.{name}')}")
        title = _of(choices.get("series_title"), label) or _words(label)
        yield f"title = {_quoted(title)}"
        for key, meaning in _SERIES.items():
            yield f"{key} = {_quoted(_of(choices.get(key), label) or TO_FILL_IN)}  # {meaning}"
        yield f"value = {_quoted(value)}"
        if split:
            yield f"where = {{ {_quoted(split)} = {_quoted(kind)} }}"
        together = _of(choices.get("aggregate"), label)
        if together or (proposal.repeats and not split):
            meaning = "none, sum, last or mean of the rows of one place and period"
            yield f"aggregate = {_quoted(together or TO_FILL_IN)}  # {meaning}"
        for key, bound in _bounds(proposal.ranges.get(value, (0.0, 1.0))).items():
            bound = _of(choices.get(key), label) if choices.get(key) is not None else bound
            if bound is not None:
                yield f"{key} = {float(bound)!r}  # a figure beyond is refused as a slip"


def _chosen(proposal, choices) -> dict:
    """Return what is said about the reading: by choice, else as proposed."""
    proposed = {name: getattr(proposal, name, "") for name in _READING}
    return proposed | {name: choices[name] for name in _READING if choices.get(name) is not None}


def _bounds(told: tuple[float, float]) -> dict[str, float | None]:
    """Return bounds well beyond the figures told, where the usual ones (0 to 1e9) are too near."""
    wide = 10.0 ** (math.ceil(math.log10(max(map(abs, told), default=1.0) or 1.0)) + 1)
    least = -wide if told[0] < 0 else None
    return {"least": least, "most": wide if wide > 1e9 else None}


def _of(choice: object, label: str) -> object:
    return choice.get(label) if isinstance(choice, Mapping) else choice


def _words(label: str) -> str:
    text = re.sub(r"[\s_.#+]+", " ", label).strip()[:200] or "Figure"
    return text[0].upper() + text[1:]


def _slug(label: str, taken: set[str]) -> str:
    plain = unicodedata.normalize("NFKD", label).encode("ascii", "ignore").decode().lower()
    name = re.sub(r"[^a-z0-9]+", "_", plain).strip("_")[:60] or "value"
    number, unique = 2, name
    while unique in taken:
        unique, number = f"{name}_{number}", number + 1
    taken.add(unique)
    return unique


def _flag(value: object) -> str:
    return "true" if value else "false"


def _quoted(value: object) -> str:
    """Return a text, or several, as TOML has them."""
    if isinstance(value, (list, tuple)):
        return f"[{', '.join(map(_quoted, value))}]"
    return json.dumps(str(value), ensure_ascii=False).replace("\x7f", "\\u007f")
