"""The scales on which people judge: levels, trends, likelihood, confidence, grades of sources."""

from dashboard.words import _

LEVELS = {0: _("0 routine"), 1: _("1 watch"), 2: _("2 concern"), 3: _("3 warning"),
          4: _("4 crisis")}  # fmt: skip
TRENDS = {
    "improving": _("improving"),
    "stable": _("stable"),
    "deteriorating": _("deteriorating"),
    "volatile": _("volatile"),
    "unknown": _("unknown"),
}
CONFIDENCE = {"low": _("low"), "moderate": _("moderate"), "high": _("high")}
# Professional Head of Intelligence Assessment (United Kingdom): per cent, with gaps on purpose.
PHIA = {
    "remote chance": (0, 5),
    "highly unlikely": (10, 20),
    "unlikely": (25, 35),
    "realistic possibility": (40, 50),
    "likely": (55, 75),
    "highly likely": (80, 90),
    "almost certain": (95, 100),
}
LIKELIHOODS = {term: f"{term} ({low} to {high} %)" for term, (low, high) in PHIA.items()}
# NATO's two grades of a source and of what it says (Admiralty code).
RELIABILITY = {
    "A": _("A completely reliable"), "B": _("B usually reliable"), "C": _("C fairly reliable"),
    "D": _("D not usually reliable"), "E": _("E unreliable"), "F": _("F cannot be judged"),
}  # fmt: skip
CREDIBILITY = {
    "1": _("1 confirmed by other sources"), "2": _("2 probably true"), "3": _("3 possibly true"),
    "4": _("4 doubtful"), "5": _("5 improbable"), "6": _("6 cannot be judged"),
}  # fmt: skip
DISAGREEMENTS = {
    "facts": _("facts"),
    "interpretation": _("interpretation"),
    "values": _("values"),
    "mandate": _("mandate"),
}
