"""Countries, territories and areas: any name or code to one key, offline.

The key of a country or territory is its ISO 3166 alpha-3 code, with XKX for Kosovo; the
key of an area of several countries is a word in lower case ("sahel"). Names are labels
and imply no position on the status of any territory: a document gives its addressee's
own names and footnotes. The table stands in `tables/places.csv`, its sources beside it.
"""

import re
import unicodedata
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

import pandas as pd

WORLD = "WLD"  # the place of what is about no single place
SYSTEMS = ("iso3", "iso2", "numeric", "gw", "fips", "unhcr", "name")

_TABLES = Path(__file__).parent / "tables"

# iso3 (index), iso2, numeric, gw, fips, unhcr: codes, several separated by "|", the first
# the current one; name; names: variants separated by "|"; region, subregion (UN M49);
# au_region; neighbours: iso3 separated by blanks; population: people, about 2018, for
# rough shares only; latitude, longitude: where to write a label; micro: no outline to see
# on a world map, to be drawn as a point.
PLACES = pd.read_csv(_TABLES / "places.csv", dtype=str, keep_default_na=False).astype(
    {"population": int, "latitude": float, "longitude": float}
)
PLACES = PLACES.assign(micro=PLACES["micro"] == "1").set_index("iso3")

# Codes and names that sources put among countries and that are none: aggregates, people
# without a country. They are missing as places, and not unknown either.
NOT_COUNTRIES = pd.read_csv(_TABLES / "not_countries.csv", keep_default_na=False)

# Four small states have Gleditsch-Ward numbers but are not among the 191 that UCDP counts.
_NOT_COUNTED = ("AND", "LIE", "MCO", "SMR")
# The states of the Gleditsch-Ward system for which no event in UCDP means no deaths. UCDP
# has no number for Palestine or Western Sahara: what happens there it books to the state
# in control, and their own rows say nothing.
GW_STATES = tuple(PLACES.index[(PLACES["gw"] != "") & ~PLACES.index.isin(_NOT_COUNTED)])


@dataclass(frozen=True)
class Area:
    """Several countries that are discussed together; a choice of ours, not a definition."""

    id: str
    title: str
    members: tuple[str, ...]


def _area(id: str, title: str, members: str) -> tuple[str, Area]:
    return id, Area(id, title, tuple(members.split()))


AREAS = dict((
    _area("africa", "Africa", " ".join(PLACES.index[PLACES["au_region"] != ""])),
    _area("abyei", "Abyei", "SDN SSD"),
    _area("black_sea", "Black Sea", "BGR GEO MDA ROU RUS TUR UKR"),
    _area("central_africa", "Central Africa",
          "AGO BDI CMR CAF TCD COG COD GNQ GAB RWA STP"),
    _area("central_america", "Central America", "BLZ CRI GTM HND NIC PAN SLV"),
    _area("central_asia", "Central Asia", "KAZ KGZ TJK TKM UZB"),
    _area("central_sahel", "Central Sahel", "BFA MLI NER"),
    _area("golan", "Golan", "ISR SYR"),
    _area("great_lakes", "Great Lakes region", "BDI COD RWA TZA UGA"),
    _area("gulf_of_guinea", "Gulf of Guinea coast", "BEN CIV CMR GAB GHA GNQ NGA STP TGO"),
    _area("horn", "Horn of Africa", "DJI ERI ETH KEN SOM SSD SDN UGA"),
    _area("korean_peninsula", "Korean Peninsula", "KOR PRK"),
    _area("lake_chad", "Lake Chad basin", "CMR NER NGA TCD"),
    _area("levant", "Levant", "ISR JOR LBN PSE SYR"),
    _area("maghreb", "Maghreb", "DZA ESH LBY MAR MRT TUN"),
    _area("red_sea", "Red Sea and Gulf of Aden", "DJI EGY ERI ISR JOR SAU SDN SOM YEM"),
    _area("sahel", "Sahel", "BFA MLI MRT NER TCD"),
    _area("south_caucasus", "South Caucasus", "ARM AZE GEO"),
    _area("sudans", "Sudan and South Sudan", "SDN SSD"),
    _area("west_africa", "West Africa",
          "BEN BFA CIV CPV GHA GIN GMB GNB LBR MLI MRT NER NGA SEN SLE TGO"),
    _area("western_balkans", "Western Balkans", "ALB BIH MKD MNE SRB XKX"),
))  # fmt: skip

_SHORT = {"st": "saint", "rep": "republic", "dem": "democratic", "is": "islands", "fed": "federal"}


def code(name: object, system: str | None = None) -> str | None:
    """Return the ISO 3166 alpha-3 code of a country or territory, or None when unknown.

    `system` says what `name` is: "iso3", "iso2", "numeric", "gw" (Gleditsch-Ward, as UCDP's
    country_id), "fips", "unhcr" or "name"; without it, an alpha-3 code or a name. UNHCR's
    own codes collide with ISO's (its AUS is Austria), so say so. Nothing is guessed: a name
    is known only as the table writes it, whatever its case, accents and punctuation.
    """
    if system not in _INDEX:
        raise ValueError(f"No code system {system!r}; there are {', '.join(SYSTEMS)}.")
    return _INDEX[system].get(_key(name, system))


def codes(values: pd.Series, system: str | None = None) -> pd.Series:
    """Return `code` of each value, missing where unknown; index and name are kept."""
    known = {value: code(value, system) for value in values.dropna().unique()}
    return values.map(known).astype("str")


def unknown(values: Iterable, system: str | None = None) -> dict[str, int]:
    """Return the values that are neither a known place nor known to be none, with counts."""
    values = pd.Series(values).dropna()
    strange = values[codes(values, system).isna()].astype(str)
    return strange[~strange.map(lambda text: _key(text, None) in _NONE)].value_counts().to_dict()


def named(text: str) -> tuple[str, ...]:
    """Return the places that `text` names: countries, and areas by their id.

    The longest name wins ("Guinea-Bissau" is not Guinea, "Lake Chad" is not Chad); names
    under four letters and the continent are left alone.
    """
    found = _NAMED.findall(_key(re.sub(r"['’]s\b", "", text), None))
    return tuple(dict.fromkeys(_NAMEABLE[key] for key in found))


def name(code: str) -> str:
    """Return the label of a country, territory or area; of anything else the code itself."""
    if code == WORLD:
        return "No single place"
    if code in AREAS:
        return AREAS[code].title
    return _NAMES.get(code, code)


def members(place: str) -> tuple[str, ...]:
    """Return the countries of an area; of a country itself; of "WLD" none.

    Raises KeyError for what is neither.
    """
    if place == WORLD:
        return ()
    if place in AREAS:
        return AREAS[place].members
    if place not in _NAMES:
        raise KeyError(f"There is no country, territory or area {place!r}.")
    return (place,)


def neighbours(code: str) -> tuple[str, ...]:
    """Return the countries and territories that share a land border with this one."""
    return tuple(PLACES.at[code, "neighbours"].split())


def _key(value: object, system: str | None) -> str:
    """Return what of `value` counts when it is looked up."""
    text = str(value).strip()
    if system in ("numeric", "gw"):
        return re.sub(r"\.0$", "", text).lstrip("0")
    text = unicodedata.normalize("NFKD", text.casefold().replace("&", " and "))
    text = "".join(sign for sign in text if not unicodedata.combining(sign))
    text = re.sub(r"['’‘`´.*]", "", re.sub(r"\b([a-z])\.(?=[a-z]\b)", r"\1", text))
    words = re.findall(r"\w+", text)
    return " ".join(_SHORT.get(word, word) for word in words if word != "the")


def _index(column: str) -> dict[str, str]:
    """Return key -> iso3 for a column of the table; a key of two places is a fault of ours."""
    index: dict[str, str] = {}
    for iso3, cell in PLACES.reset_index().set_index("iso3", drop=False)[column].items():
        for value in cell.split("|"):
            key = _key(value, column)
            if key and index.setdefault(key, iso3) != iso3:
                raise ValueError(f"{column} {value!r} stands for {index[key]} and for {iso3}.")
    return index


def _merged(*parts: dict[str, str]) -> dict[str, str]:
    merged: dict[str, str] = {}
    for key, iso3 in (item for part in parts for item in part.items()):
        if merged.setdefault(key, iso3) != iso3:
            raise ValueError(f"The name {key!r} stands for {merged[key]} and for {iso3}.")
    return merged


# Codes of three letters that are not ISO's, as publishers write them.
_AS_WRITTEN = {
    "KOS": "XKX",
    "KSV": "XKX",
    "OPT": "PSE",
    "RKS": "XKX",
    "ROM": "ROU",
    "TMP": "TLS",
    "UVK": "XKX",
    "XKO": "XKX",
    "ZAR": "COD",
}
_NAMES = PLACES["name"].to_dict()
_INDEX: dict[str | None, dict[str, str]] = {
    system: _index(system) for system in SYSTEMS if system != "name"
}
_INDEX["iso3"] = _merged(_INDEX["iso3"], {_key(k, "iso3"): v for k, v in _AS_WRITTEN.items()})
_INDEX["name"] = _merged(_index("name"), _index("names"))
_INDEX[None] = _merged(_INDEX["iso3"], _INDEX["name"])
_NONE = {_key(text, None) for text in (*NOT_COUNTRIES["code"], *NOT_COUNTRIES["name"])} - {""}
_NAMEABLE = {key: iso3 for key, iso3 in _INDEX["name"].items() if len(key) > 3} | {
    _key(words, None): area.id
    for area in AREAS.values()
    if area.id != "africa"
    for words in (area.title, area.id.replace("_", " ") if "_" in area.id else area.title)
}
_NAMED = re.compile(rf"\b(?:{'|'.join(sorted(_NAMEABLE, key=len, reverse=True))})\b")
