"""Names of countries and territories as an organisation writes them, with its footnotes.

The table `tables/names.csv` holds names on which organisations differ, or that carry a
footnote, per organisation and language, and French names for all others. Where an
organisation has no name of its own in it, the neutral label of `places` is used and
`agreed` says so, that an author may ask the addressee's protocol.
"""

from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import pandas as pd

from indicators import places

_NAMES = pd.read_csv(
    Path(__file__).parent / "tables" / "names.csv", dtype=str, keep_default_na=False
)
_BY_KEY = {
    (row.iso3, row.organisation, row.language): (row.name, row.footnote)
    for row in _NAMES.drop(columns="source").itertuples(index=False, name="Row")
}
# Of these some organisation's name differs, or carries a footnote.
DIFFER = frozenset(_NAMES.loc[_NAMES["organisation"] != "", "iso3"])


@dataclass(frozen=True)
class Name:
    """What a place is called; its footnote without a sign; whether the table has it so."""

    name: str
    footnote: str
    agreed: bool


@lru_cache(maxsize=4000)
def name_for(place: str, organisation: str, language: str = "en") -> Name:
    """Return the name of a country, territory or area in a document for `organisation`.

    `agreed` is False where names differ and this organisation's is not in the table, and
    where the language has no name: then it is the neutral English label.
    """
    own = _BY_KEY.get((place, organisation, language))
    if own is not None:
        return Name(own[0], own[1], True)
    neutral = _BY_KEY.get((place, "", language))
    plain = neutral[0] if neutral else places.name(place)
    known = neutral is not None or language == "en"
    return Name(plain, "", known and place not in DIFFER)
