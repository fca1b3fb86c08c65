"""Names of places in one document: the addressee's own, each footnote with its sign."""

from dashboard.reports.document import Document
from indicators.names import DIFFER, name_for

_SIGNS = ("*", "**", "†", "††", "‡", "‡‡", "§", "§§")


class Naming:
    """Names places for one addressee in one language, and keeps which footnotes are due."""

    def __init__(self, organisation: str, language: str = "en") -> None:
        self.organisation, self.language = organisation, language
        self._signs: dict[str, str] = {}  # footnote -> sign

    def __call__(self, place: str) -> str:
        """Return the addressee's name of a place, with the sign of its footnote."""
        found = name_for(place, self.organisation, self.language)
        if not found.footnote:
            return found.name
        return found.name + self._signs.setdefault(found.footnote, _sign(len(self._signs)))

    def footnotes(self) -> tuple[str, ...]:
        """Return the footnotes of the places named so far, each after its sign."""
        return tuple(f"{sign} {text}" for text, sign in self._signs.items())


def missing_names(document: Document, organisation: str) -> tuple[str, ...]:
    """Return the places a document names whose name for its addressee the table lacks."""
    said = " ".join(document.say(text) for text in document.texts())
    asked = {place: name_for(place, organisation, document.language) for place in DIFFER}
    return tuple(sorted(one.name for one in asked.values() if not one.agreed and one.name in said))


def _sign(number: int) -> str:
    return _SIGNS[number] if number < len(_SIGNS) else f"({number + 1})"
