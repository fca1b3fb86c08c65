"""French for the frame of documents: each English sentence and what stands in its place."""

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip

FRENCH = {
    "For:": "Destinataire :",
    "Sources": "Sources",
    "Document number": "Numéro du document",
    "Page": "Page",
    "Contents": "Table des matières",
    "Figures": "Chiffres",
    "date not known": "date inconnue",
    "no month": "mois inconnu",
    "New York": "New York",
}
