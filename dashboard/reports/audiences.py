"""Whom a brief is for: the body that reads it, its members, and its own missions."""

from dataclasses import dataclass

from indicators.places import PLACES

_EU = frozenset({
    "AUT", "BEL", "BGR", "CYP", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GRC", "HRV",
    "HUN", "IRL", "ITA", "LTU", "LUX", "LVA", "MLT", "NLD", "POL", "PRT", "ROU", "SVK", "SVN",
    "SWE",
})  # fmt: skip
_NATO = frozenset({
    "ALB", "BEL", "BGR", "CAN", "CZE", "DEU", "DNK", "ESP", "EST", "FIN", "FRA", "GBR", "GRC",
    "HRV", "HUN", "ISL", "ITA", "LTU", "LUX", "LVA", "MKD", "MNE", "NLD", "NOR", "POL", "PRT",
    "ROU", "SVK", "SVN", "SWE", "TUR", "USA",
})  # fmt: skip


@dataclass(frozen=True)
class Audience:
    """One addressee: its organisation, its body in short and in full, its members' codes."""

    organisation: str
    body: str
    recipient: str  # an English sentence of the frame
    bodies: tuple[str, ...]  # the agendas that are its own
    members: frozenset[str]
    members_called: str
    missions_called: str


AUDIENCES = {
    "EU": Audience(
        "EU", "EU PSC", "EU Political and Security Committee (EU PSC)",
        ("EU PSC", "FAC", "EUCO"), _EU, "EU members on the UN Security Council",
        "CSDP missions and operations touched",
    ),
    "AU": Audience(
        "AU", "AU PSC", "AU Peace and Security Council (AU PSC)", ("AU PSC",),
        frozenset(PLACES.index[PLACES["au_region"] != ""]),
        "African members of the UN Security Council", "AU missions and offices touched",
    ),
    "NATO": Audience(
        "NATO", "NAC", "North Atlantic Council (NAC)", ("NAC",), _NATO,
        "Allies on the UN Security Council", "NATO missions and activities touched",
    ),
    "UN": Audience(
        "UN", "UN Secretariat", "UN Secretariat in New York and UN Office to the AU",
        ("UNSC",), frozenset(), "Members of the UN Security Council", "UN missions touched",
    ),
}  # fmt: skip

# The body's name in full, as everywhere on screen.
BODIES = {
    "UNSC": "UN Security Council", "AU PSC": "AU PSC", "EU PSC": "EU PSC",
    "FAC": "EU Foreign Affairs Council", "EUCO": "European Council",
    "NAC": "North Atlantic Council",
}  # fmt: skip
