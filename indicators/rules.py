"""What a rule is: a declaration that says which figures it watches, and from when on it speaks.

A rule is data, a TOML file (see `tables/rules`). Its figures are series, or made from series:
sums and maxima over days, changes, shares. Its steps are conditions between figures and
thresholds, in words that both people and the program read: "deaths >= floor".
"""

import re
from collections.abc import Mapping
from string import Formatter
from typing import Literal, NamedTuple

from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator
from pydantic_core import InitErrorDetails, PydanticCustomError

from indicators.forecasting.history import ACTIVE
from indicators.forecasting.risk import FLAG_AT

# Thresholds that several parts of the product share: rules name them and do not repeat them.
SHARED: dict[str, float] = {"active_conflict": float(ACTIVE), "flag_at": FLAG_AT}
# What a wording may name; figures of the rule come on top.
NAMED = ("place", "value", "threshold", "period", "source")
_CONDITION = re.compile(r"([a-z][a-z0-9_]*) (>=|<=|>|<) ([a-z][a-z0-9_]*)")
_NAME = r"^[a-z][a-z0-9_]{1,60}$"


class _Strict(BaseModel):
    model_config = ConfigDict(extra="forbid", frozen=True)


def family(rule: str) -> str:
    """Return the id under which a rule is declared: what watches a source has more to its id."""
    return rule.partition(".")[0]


class Condition(NamedTuple):
    """A figure on the left, held against a figure or a threshold on the right."""

    left: str
    sign: str
    right: str


class Figure(_Strict):
    """A figure of a rule: told by `series`, or made `of` another figure of the same rule.

    Of several series the one with the newest figure of a place counts. Windows are said in
    days and counted in the steps of the series, so that a rule for days can be measured on months.
    """

    title: str = Field(min_length=1)  # "deaths in 30 days"
    unit: str = ""
    series: tuple[str, ...] = ()
    every: Literal["day", "month", "year", "irregular"] = "month"
    of: str = ""
    sum_days: int = Field(0, ge=0)
    max_days: int = Field(0, ge=0)
    before: bool = False  # the maximum of the past without the present
    change: Literal["", "points", "percent"] = ""  # against the figure told before
    share_of: str = ""  # in percent of another figure
    ahead_months: int = Field(0, ge=0)  # a forecast: periods that far ahead count
    follows: str = ""  # counts only from the period of that figure on
    optional: bool = False  # where it is missing its conditions are not met, not unknown


class Step(_Strict):
    """From when on a rule speaks, and which level it then proposes (0: none)."""

    level: int = Field(ge=0, le=4)
    name: str = Field(min_length=1)  # as its source calls it: "Medium concern"
    any: tuple[tuple[str, ...], ...] = Field(min_length=1)  # one of these, each of them in full
    wording: str = ""  # in the place of the rule's own

    @field_validator("any")
    @classmethod
    def _readable(cls, clauses: tuple[tuple[str, ...], ...]) -> tuple[tuple[str, ...], ...]:
        for text in (text for clause in clauses for text in clause):
            condition(text)
        if not all(clauses):
            raise ValueError('expected conditions such as ["deaths >= floor"]')
        return clauses


class Case(_Strict):
    """A test of the rule by itself: figures, and the signals that must come of them.

    Figures are told as a text of values, "2x400 30" (400 times 2, then 30), the last at the
    end of June 2026, or by period, {"2026-01" = 12}. The rule is replayed over the last
    `replay` periods; `age_days` is how long ago the last one was. Expected are all signals
    written, in order, as state and level: "firing 2".
    """

    title: str
    figures: dict[str, str | dict[str, float]]
    replay: int = Field(1, ge=1, le=1000)
    age_days: int | None = Field(None, ge=0)
    expect: tuple[str, ...] = Field(min_length=1)


class Rule(_Strict):
    """A rule as declared; see the fields."""

    id: str = Field(pattern=_NAME)
    version: int = Field(ge=1)  # to be raised when the rule says something else
    title: str = Field(min_length=1)
    theme: str = Field(min_length=1)
    product: Literal["detected surge", "model flag", "published rule", "own rule"]
    source: str = Field(min_length=1)  # the literature
    differs: str = ""  # what we do otherwise than the source
    figure: str  # the one that is shown
    figures: dict[str, Figure] = Field(min_length=1)
    thresholds: dict[str, float] = Field(default_factory=dict)
    step: tuple[Step, ...] = Field(min_length=1)  # the mildest first
    stands_while: tuple[str, ...] = ()  # without it: while the mildest step is reached
    hold_days: int = Field(0, ge=0)
    resolve_days: int = Field(0, ge=0)
    cool_down_days: int = Field(0, ge=0)
    stale_after_days: int = Field(ge=1)
    everywhere: bool = False  # every state is watched: where nothing is told, that is said
    of_sources: bool = False  # it watches sources, each by itself, in the place of places
    wording: str = Field(min_length=1)
    test: tuple[Case, ...] = Field(min_length=1)

    @field_validator("stands_while")
    @classmethod
    def _readable(cls, conditions: tuple[str, ...]) -> tuple[str, ...]:
        for text in conditions:
            condition(text)
        return conditions

    @property
    def series(self) -> tuple[str, ...]:
        """Every series that the rule reads, the shown figure's first."""
        shown = self.base(self.figure)
        figures = sorted(self.figures.items(), key=lambda item: item[0] != shown)
        return tuple(dict.fromkeys(name for _, figure in figures for name in figure.series))

    def base(self, name: str) -> str:
        """Return the figure told by series that the figure `name` is made of."""
        while not self.figures[name].series:
            name = self.figures[name].of
        return name

    def threshold(self, name: str) -> float | None:
        """Return a threshold by its name, the rule's own or a shared one."""
        return self.thresholds.get(name, SHARED.get(name))

    def with_thresholds(self, thresholds: Mapping[str, float]) -> "Rule":
        """Return the rule with other thresholds, as a next version.

        Raises ValueError for a name that is none of the rule's thresholds.
        """
        used = {*self.thresholds, *(one.right for one in self.conditions()) & SHARED.keys()}
        if strange := sorted(set(thresholds) - used):
            raise ValueError(
                f"The rule {self.id} has no threshold {strange[0]!r}; it has {sorted(used)}."
            )
        changed = {**self.thresholds, **thresholds}
        return self.model_copy(update={"thresholds": changed, "version": self.version + 1})

    def conditions(self) -> list[Condition]:
        """Return every condition of the rule."""
        texts = [text for step in self.step for clause in step.any for text in clause]
        return [condition(text) for text in (*texts, *self.stands_while)]

    def faults(self) -> list[tuple[tuple[str | int, ...], str]]:
        """Return what does not hold together: where in the declaration, and a sentence."""
        # What is made of figures can be looked at only when they hold together.
        return [*_faults_of_figures(self)] or [*_faults_of_steps(self), *_faults_of_tests(self)]


def declared(said: Mapping[str, object]) -> Rule:
    """Return the rule that a TOML document declares, or raise pydantic's ValidationError."""
    rule = Rule.model_validate(said)
    if faults := rule.faults():
        details = [
            InitErrorDetails(
                type=PydanticCustomError("rule", "{said}", {"said": text}), loc=where, input={}
            )
            for where, text in faults
        ]
        raise ValidationError.from_exception_data("Rule", details)
    return rule


def condition(text: str) -> Condition:
    """Return a condition read from its text. Raises ValueError."""
    if found := _CONDITION.fullmatch(" ".join(text.split())):
        return Condition(*found.groups())
    raise ValueError(
        f'expected a condition such as "deaths >= floor" (>=, <=, > or <), not {text!r}'
    )


def _faults_of_figures(rule: Rule):
    known: set[str] = set()
    for name, figure in rule.figures.items():
        where = ("figures", name)
        if not re.fullmatch(_NAME, name) or name in NAMED or name in rule.thresholds:
            yield where, "a figure's name is of small letters and stands for nothing else"
        if bool(figure.series) == bool(figure.of):
            yield where, "expected `series`, or `of` another figure: one of the two"
        for key in ("of", "share_of", "follows"):
            if (other := getattr(figure, key)) and other not in known:
                yield (*where, key), f"no figure {other!r} stands above it; there are {_or(known)}"
        made = [bool(figure.max_days), bool(figure.change), bool(figure.share_of)]
        if sum(made) > 1 or (figure.sum_days and figure.of):
            yield where, "expected one way to make it: sum_days of a series, or max_days or others"
        if figure.before and not figure.max_days:
            yield (*where, "before"), "only a maximum (max_days) can leave out the present"
        known.add(name)
    if rule.figure not in rule.figures:
        yield ("figure",), f"there is no figure {rule.figure!r}; there are {_or(known)}"


def _faults_of_steps(rule: Rule):
    texts = [
        (("step", number, "any"), text)
        for number, step in enumerate(rule.step)
        for clause in step.any
        for text in clause
    ]
    texts += [(("stands_while",), text) for text in rule.stands_while]
    for where, text in texts:
        one = condition(text)
        if one.left not in rule.figures:
            yield where, f"{one.left!r} in {text!r} is no figure; there are {_or(rule.figures)}"
        if one.right not in rule.figures and rule.threshold(one.right) is None:
            yield where, f"{one.right!r} in {text!r} is neither a figure nor a threshold"
    levels = [step.level for step in rule.step]
    if levels != sorted(levels):
        yield ("step", len(levels) - 1, "level"), "expected the mildest step first"
    allowed = {*NAMED, *rule.figures, *rule.thresholds}
    wordings = [(("wording",), rule.wording)]
    wordings += [(("step", n, "wording"), step.wording) for n, step in enumerate(rule.step)]
    for where, text in wordings:
        try:
            names = {name for _, name, _, _ in Formatter().parse(text) if name is not None}
        except ValueError as error:
            yield where, f"not a wording: {error}"
            continue
        if strange := sorted(names - allowed):
            yield where, f"{{{strange[0]}}} stands for nothing; there are {_or(allowed)}"


def _faults_of_tests(rule: Rule):
    for number, case in enumerate(rule.test):
        for series in case.figures:
            if series not in rule.series:
                yield ("test", number, "figures"), f"the rule does not read {series!r}"
        for text in case.expect:
            if not re.fullmatch(r"(quiet|resolved|unknown|(pending|firing) [0-4])", text):
                usual = '"quiet", "resolved", "unknown", "pending 2" or "firing 2"'
                said = f"expected {usual}, not {text!r}"
                yield ("test", number, "expect"), said


def _or(names) -> str:
    return ", ".join(sorted(names)) or "none"
