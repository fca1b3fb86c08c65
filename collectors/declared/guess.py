"""What the columns of a table never seen before seem to tell: places, days, figures. Pure.

Nothing is decided here for good: each guess is shown to a person, with what speaks against it.
"""

import re
from collections import Counter
from collections.abc import Sequence

import pandas as pd

from collectors.declared.parse import days_in, is_figure
from indicators import places
from indicators.schema import EARLIEST, LATEST

# In the order in which they are tried; of two that fit alike the first counts.
DATE_FORMS = (
    "iso", "quarter", "%d/%m/%Y", "%m/%d/%Y", "%d.%m.%Y", "%d-%m-%Y", "%Y/%m/%d", "%Y%m%d",
    "%d %B %Y", "%d %b %Y", "%d-%b-%Y", "%d-%b-%y", "%B %d, %Y", "%b %d, %Y", "%B %Y", "%b %Y",
    "%b-%y", "%b-%Y", "%B-%Y", "%Y %B", "%Y %b", "%Y %m", "%m/%Y", "%m-%Y", "%d/%m/%y",
    "%m/%d/%y", "%d.%m.%y", "%d/%m/%Y %H:%M", "%m/%d/%Y %H:%M", "%d.%m.%Y %H:%M",
    "%d/%m/%Y %H:%M:%S", "%Y%m", "unix", "unix ms",
)  # fmt: skip
_NEED_A_NAME = ("%Y%m%d", "%Y%m", "unix", "unix ms")  # plain numbers too
_SECONDS = {"unix": r"\d{9,10}", "unix ms": r"\d{12,13}"}
_DATE_NAME = re.compile(
    r"date|day|month|year|period|time|week|quarter|jahr|monat|datum|tag\b|ann[eé]e|mois|jour"
    r"|fecha|a[nñ]o\b|mes\b", re.IGNORECASE,
)  # fmt: skip
_LESS_OF_A_DATE = re.compile(r"end|to$|until|updat|publi|creat|modif|entr|retriev", re.IGNORECASE)
_CODED = re.compile(r"m49|num|gw|cow|country|code|iso", re.IGNORECASE)
_NO_FIGURE = re.compile(
    r"(.*[\s_.-])?(id|ids|code|codes|lat|lon|lng|latitude|longitude|year|month|day|rank|fid"
    r"|objectid|gwno|m49|iso\d?|pcode|x|y)|#(geo|adm|country).*", re.IGNORECASE,
)  # fmt: skip
_CAMEL = re.compile(r"[a-z](Ids?|ID|Codes?|Year|Month|Day)$")  # "planId"
NOTHING = {
    "-", "--", "–", "—", ".", "..", "...", "*", "?", "na", "n/a", "n.a.", "nan", "none", "null",
    "nd", "n.d.", "no data", "not available", "-9999", "-9999.0", "-999", "-999.0", "-99",
}  # fmt: skip
_NO_COUNTRY = {*places.NOT_COUNTRIES["code"], *places.NOT_COUNTRIES["name"]}


def place(
    table: pd.DataFrame, tags: dict[str, str]
) -> tuple[str, str, dict[str, tuple[float, str]]]:
    """Return the column that names places, its code system, and every column that may.

    Of each column that may: the share of its values that are known, and the system.
    `tags` are the HXL tags of columns. ("", "") where most values of no column are known.
    """
    found: dict[str, tuple[float, str]] = {}
    for name in table:
        said = table[name].str.strip()
        unique = pd.Series(said[said != ""].unique(), dtype="str")
        unique = unique[~unique.isin(_NO_COUNTRY)]
        if unique.empty or unique.str.len().max() > 80:
            continue
        share, system = max(
            ((_known(unique, system), system) for system in _systems(name, tags)),
            key=lambda one: one[0],
        )
        if share > 0.5:
            found[name] = share, system
    if not found:
        return "", "", {}

    def rank(name: str) -> tuple:
        share, system = found[name]
        tagged = tags.get(name, "").startswith(("#country", "#adm0"))
        return tagged, round(share, 1), system in ("iso3", "gw", "unhcr"), system == "iso2"

    best = max(found, key=rank)
    return best, found[best][1], found


def date(table: pd.DataFrame, leave: Sequence[str], tags: dict[str, str]):
    """Return the column (or columns) that tell the day, the format (or formats), what is none.

    ("", "iso", "") where no column does. `leave` are columns that tell something else.
    """
    found = {}
    for name in table:
        texts = pd.Series(table[name].str.strip().unique(), dtype="str")
        named = bool(_DATE_NAME.search(name)) or tags.get(name, "").startswith("#date")
        if name in leave or not (texts != "").any():
            continue
        if not _may_be_dates(texts[texts != ""], named):
            continue
        forms, left = date_forms(texts[texts != ""], named)
        if not forms or len(left) > len(texts) / 10:
            continue
        bare = texts[texts != ""].str.fullmatch(r"\d{4}").all()
        late = bool(_LESS_OF_A_DATE.search(name) or "+end" in tags.get(name, ""))
        if bare and not named and not _years(texts):
            continue
        found[name] = (named and not bare, not late, not bare, named), forms, left
    together = _year_and_month(table, leave)
    if together and not any(rank[2] for rank, *_ in found.values()):
        return together
    if not found:
        return "", "iso", ""
    best = max(found, key=lambda name: found[name][0])
    _, forms, left = found[best]
    return best, forms[0] if len(forms) == 1 else tuple(forms), next(iter(left), "")


def date_forms(texts: pd.Series, named: bool = True) -> tuple[list[str], pd.Series]:
    """Return the forms that dates are written in, most first, and the texts in none of them."""
    forms: list[str] = []
    left, sample = texts, texts.head(300)
    if days(sample, "iso").notna().all():
        tried = ["iso"]
    else:
        signs = set("".join(sample))
        tried = [form for form in DATE_FORMS if named or form not in _NEED_A_NAME]
        tried = [form for form in tried if form.startswith("unix") or _signs(form) <= signs]
    tried = [form for form in tried if days(sample, form).notna().any()]
    while tried and len(left) and len(forms) < 3:
        counts = {form: int(days(left, form).notna().sum()) for form in tried}
        best = max(counts, key=counts.get)
        if not counts[best]:
            break
        forms.append(best)
        left = left[days(left, best).isna()]
    return forms, left


def frequency(where: pd.DataFrame, bare_years: bool) -> str:
    """Return how often figures come, told by place and day; "irregular" where it varies."""
    if bare_years:
        return "year"
    told = where.dropna().drop_duplicates().sort_values(["place", "day"])
    gaps = told.groupby("place")["day"].diff().dropna().dt.days
    if gaps.empty:
        days = pd.Series(told["day"].unique()).sort_values()
        gaps = days.diff().dropna().dt.days
    if gaps.empty:
        return "month" if len(told) and (told["day"].dt.day == 1).all() else "irregular"
    middle = gaps.median()
    for name, least, most in (("day", 1, 5), ("week", 6, 9), ("month", 26, 35),
                              ("quarter", 80, 100), ("year", 330, 400)):  # fmt: skip
        if least <= middle <= most:
            return name
    return "month" if (told["day"].dt.day == 1).all() else "irregular"


def figures(table: pd.DataFrame, leave: Sequence[str], delimiter: str):
    """Return the columns of figures, the decimal sign, the signs for none, and doubts."""
    texts: dict[str, pd.Series] = {}
    marks: dict[str, set[str]] = {}
    for name in table:
        said = table[name].str.strip()
        said = said[said != ""]
        none = said[said.str.casefold().isin(NOTHING)]
        rest = said.drop(none.index)
        coded = _NO_FIGURE.fullmatch(name.strip()) or _CAMEL.search(name)
        if name in leave or coded or rest.empty:
            continue
        if rest.str.match(r"[-−]\s*[\d.,]").any():  # beside other negatives -99 may be a figure
            none = none[~none.map(lambda text: is_figure(text, ".")).astype(bool)]
        texts[name], marks[name] = said.drop(none.index), set(none)
    decimal, doubts = _decimal(texts, delimiter)
    values, missing = [], set()
    for name, said in texts.items():
        fits = said.map(lambda text: is_figure(text, decimal)).astype(bool)
        if fits.all():
            values.append(name)
            missing |= marks[name]
        elif fits.mean() >= 0.8:
            doubts.append(
                f"The column {name!r} holds figures, but also {said[~fits].iloc[0][:40]!r}; "
                "it was not taken for a series."
            )
    return values, decimal, tuple(sorted(missing)), doubts


def _decimal(texts: dict[str, pd.Series], delimiter: str) -> tuple[str, list[str]]:
    """Return the decimal sign, and a sentence where figures may be read either way."""
    either, votes = "", Counter()
    for said in texts.values():
        point, comma = (
            said.map(lambda text, sign=sign: is_figure(text, sign)).astype(bool) for sign in ".,"
        )
        if max(point.mean(), comma.mean()) < 0.8:
            continue
        votes["."] += int((point & ~comma).sum())
        votes[","] += int((comma & ~point).sum())
        doubtful = said[point & comma & said.str.contains(r"[.,]")]
        either = either or (doubtful.iloc[0] if len(doubtful) else "")
    if votes["."] or votes[","]:
        return max(".,", key=lambda sign: votes[sign]), []
    sign = "," if delimiter == ";" else "."
    if not either:
        return ".", []
    other = "thousands" if sign not in either else "decimals"
    return sign, [f"{either!r} may mean two things; it was read as a figure with {other}."]


def _known(unique: pd.Series, system: str | None) -> float:
    return float(places.codes(unique, system or None).notna().mean())


def _systems(name: str, tags: dict[str, str]) -> list[str]:
    """Return the code systems that the values of a column may be of, the likeliest first."""
    systems = ["iso3", "iso2", "name", ""]
    tag = tags.get(name, "")
    if _CODED.search(name) or tag.startswith(("#country", "#adm0")):
        systems += ["numeric", "gw", "fips"]
    if re.search(r"unhcr|coo|coa", name, re.IGNORECASE):
        systems.append("unhcr")
    return systems


def _may_be_dates(texts: pd.Series, named: bool) -> bool:
    """Return whether it is worth trying: with digits, and more than mere numbers or so named."""
    digits, plain = texts.str.contains(r"\d").mean(), texts.str.fullmatch(r"-?[\d.]+").all()
    years = plain and texts.str.fullmatch(r"\d{4}").all()
    parted = plain and texts.str.fullmatch(r"\d+\.\d+\.\d+").all()
    return bool(digits > 0.9 and (named or not plain or years or parted))


def _signs(form: str) -> set[str]:
    """Return the signs that a date of a form cannot be without."""
    return set(re.sub(r"%\w|[A-Za-z]", "", form)) if "%" in form else set()


def _years(texts: pd.Series) -> bool:
    """Return whether all of `texts` are years of our time."""
    numbers = pd.to_numeric(texts[texts != ""], errors="coerce")
    return bool(numbers.between(1900, 2100).all())


def _year_and_month(table: pd.DataFrame, leave: Sequence[str]):
    """Return the columns of year and month as one date, or None where there are no such two."""
    named = {name.strip().casefold(): name for name in table if name not in leave}
    year = next((named[name] for name in ("year", "annee", "année", "jahr") if name in named), "")
    month = next((named[name] for name in ("month", "mois", "monat") if name in named), "")
    if not year or not month or not _years(table[year].str.strip()):
        return None
    both = (table[year].str.strip() + " " + table[month].str.strip()).drop_duplicates()
    for form in ("%Y %m", "%Y %B", "%Y %b"):
        if days(both, form).notna().all():
            return (year, month), form, ""
    return None


def days(texts: pd.Series, form: str) -> pd.Series:
    """Return dates written in one form, missing where they are not, or of no year of ours."""
    if form in _SECONDS:  # any number may be so many seconds
        texts = texts.where(texts.str.fullmatch(_SECONDS[form]), "")
    told = days_in(texts, form)
    return told.where(told.between(EARLIEST, LATEST))
