"""Names of places in one document: the addressee's own, each footnote with its sign."""

from indicators.names import name_for
from indicators.places import AREAS

_SIGNS = ("*", "**", "†", "††", "‡", "‡‡", "§", "§§")


class Naming:
    """Names places for one addressee in one language, and keeps which footnotes are due."""

    def __init__(self, organisation: str, language: str = "en") -> None:
        self.organisation, self.language = organisation, language
        self._signs: dict[str, str] = {}  # footnote -> sign
        self._missing: dict[str, str] = {}

    def __call__(self, place: str) -> str:
        """Return the addressee's name of a place, with the sign of its footnote."""
        found = name_for(place, self.organisation, self.language)
        if not found.agreed and place not in AREAS:
            self._missing[place] = found.name
        if not found.footnote:
            return found.name
        return found.name + self._signs.setdefault(found.footnote, _sign(len(self._signs)))

    def footnotes(self) -> tuple[str, ...]:
        """Return the footnotes of the places named so far, each after its sign."""
        return tuple(f"{sign} {text}" for text, sign in self._signs.items())

    def missing(self) -> tuple[str, ...]:
        """Return the places whose name for this addressee the table does not have."""
        return tuple(sorted(self._missing.values()))


def _sign(number: int) -> str:
    return _SIGNS[number] if number < len(_SIGNS) else f"({number + 1})"
