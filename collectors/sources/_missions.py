"""Where the missions of the UN are, or were: facts, by the acronym that the UN uses.

A mission in several countries has the area it is in where there is one (Abyei, the Golan),
else "WLD": its figures are no single country's own.
"""

_WHERE = {
    "AFG": "UNAMA UNSMA UNGOMAP",
    "AGO": "UNAVEM MONUA UNMA",
    "BDI": "ONUB BNUB",
    "BIH": "UNMIBH IPTF",
    "CAF": "MINUSCA MINURCA BONUCA BINUCA",
    "CIV": "UNOCI MINUCI",
    "COD": "MONUSCO MONUC ONUC",
    "COL": "UNVMC",
    "CYP": "UNFICYP",
    "DOM": "DOMREP",
    "EGY": "UNEF",
    "ESH": "MINURSO",
    "GEO": "UNOMIG",
    "GNB": "UNIOGBIS UNOGBIS",
    "GRC": "UNSCOB",
    "GTM": "MINUGUA",
    "HRV": "UNCRO UNTAES UNPSG UNMOP UNCPSG",
    "HTI": "MINUSTAH BINUH MINUJUSTH MIPONUH MICAH UNMIH UNSMIH UNTMIH",
    "IRQ": "UNAMI UNOHCI UNGCI",
    "KHM": "UNTAC UNAMIC",
    "LBN": "UNIFIL UNOGIL UNSCOL",
    "LBR": "UNMIL UNOMIL UNOL",
    "LBY": "UNSMIL",
    "MKD": "UNPREDEP",
    "MLI": "MINUSMA",
    "MOZ": "ONUMOZ",
    "NAM": "UNTAG",
    "NPL": "UNMIN",
    "PSE": "UNSCO",
    "RWA": "UNAMIR",
    "SDN": "UNAMID UNMIS UNITAMS UNMAO",
    "SLE": "UNAMSIL UNIOSIL UNIPSIL UNOMSIL",
    "SLV": "ONUSAL",
    "SOM": "UNOSOM UNSOM UNPOS UNSOS UNSOA UNTMIS",
    "SSD": "UNMISS",
    "SYR": "UNSMIS OSESYRIA OSESGS",
    "TJK": "UNMOT UNTOP",
    "TLS": "UNTAET UNMISET UNMIT UNAMET UNOTIL",
    "XKX": "UNMIK",
    "YEM": "OSESGY UNMHA UNYOM",
    "abyei": "UNISFA",
    "golan": "UNDOF",
    "WLD": "UNTSO UNMOGIP UNPROFOR UNPF UNMEE UNIKOM UNIIMOG MINURCAT UNOWA UNOWAS UNOCA UNOAU "
    "UNSECRETARIAT ONUCA UNOMUR UNASOG UNIPOM UNRCCA OSESG-GL OSESG-HOA CNMC",
}
_PLACES = {name: place for place, names in _WHERE.items() for name in names.split()}


def place(acronym: str) -> str | None:
    """Return the place of a mission; of "UNOSOM II" and "UNAVEM III" too. None when unknown."""
    name = acronym.upper().strip()
    return _PLACES.get(name) or _PLACES.get(name.rstrip("I ").removesuffix(" V"))
