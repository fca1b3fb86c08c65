"""The bodies that meet: presets of what the organisations have, and those that people add."""

from dataclasses import dataclass

from dashboard.words import _

PILLARS = {
    "planning": _("planning"),
    "training": _("training"),
    "communications": _("communications"),
    "best practices": _("best practices"),
}
ABOUT = {
    "country": _("a country or area"),
    "thematic": _("a theme"),
    "cross-cutting": _("cross-cutting"),
    "partnership": _("the partnership itself"),
    "lessons": _("lessons and best practices"),
    "horizon": _("the horizon, three months and more ahead"),
}
MODES = {"room": _("in the room"), "remote": _("remote"), "written": _("in writing")}
RANKS = {1: _("desk"), 2: _("head of unit"), 3: _("director"), 4: _("deputy head"),
         5: _("principal")}  # fmt: skip


@dataclass(frozen=True)
class Body:
    """A body that meets: who, how often, how long, and after which time its pack is due."""

    id: str
    name: str
    organisations: tuple[str, ...]
    per_year: float = 0  # 0: when needed
    minutes: int = 90
    days_before: int = 15  # the call for items, before the meeting
    note: str = ""


PRESETS = {
    body.id: body
    for body in (
        Body("un_eu_sc", _("UN-EU Steering Committee on Crisis Management"), ("UN", "EU"), 2,
             note=_("Joint Declaration of 24 September 2003; Joint Statement of 7 June 2007.")),
        Body("un_au_jtf", _("UN-AU Joint Task Force on Peace and Security"), ("UN", "AU"), 2,
             note=_("Launched in September 2010.")),
        Body("au_psc_unsc", _("Annual consultations of AU PSC and UN Security Council"),
             ("AU", "UN"), 1),
        Body("un_nato", _("UN-NATO staff talks"), ("UN", "NATO"), 1,
             note=_("Joint Declarations of 2008 and 2018.")),
        Body("au_nato", _("AU-NATO staff talks"), ("AU", "NATO"), 1),
        Body("au_eu_psc", _("AU PSC-EU PSC joint consultations"), ("AU", "EU"), 1),
        Body("desk", _("Desk-to-desk"), ("UN", "EU", "AU", "NATO"), 12, 45, 3),
        Body("weekly", _("Weekly scan"), ("UN", "EU", "AU", "NATO"), 50, 45, 2),
        Body("monthly", _("Monthly review"), ("UN", "EU", "AU", "NATO"), 12, 90, 7),
        Body("deep_dive", _("Deep dive on one situation"), ("UN", "EU", "AU", "NATO"), 0, 120),
        Body("working_group", _("Working group"), ("UN", "EU", "AU", "NATO"), 4),
        Body("director_forum", _("Director forum"), ("UN", "EU", "AU", "NATO"), 2),
        Body("margin", _("Meeting in the margins"), ("UN", "EU", "AU", "NATO"), 0, 20, 0),
        Body("urgent", _("Urgent consultation"), ("UN", "EU", "AU", "NATO"), 0, 60, 0,
             note=_("Any organisation may call it; it begins within four hours.")),
        Body("silence", _("Silence procedure"), ("UN", "EU", "AU", "NATO"), 0, 0, 5,
             note=_("A text passes unless somebody objects by the deadline.")),
    )
}  # fmt: skip
