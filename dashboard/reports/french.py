"""French for the frame of documents: each English sentence and what stands in its place."""

MONTHS = (
    "janvier", "février", "mars", "avril", "mai", "juin", "juillet", "août", "septembre",
    "octobre", "novembre", "décembre",
)  # fmt: skip

_AROUND = {
    "For:": "Destinataire :", "Sources": "Sources", "Document number": "Document n°",
    "Page": "Page", "Contents": "Table des matières", "Figures": "Chiffres",
    "date not known": "date inconnue", "no month": "mois inconnu", "yes": "oui", "no": "non",
    "New York": "New York", "Addis Ababa": "Addis-Abeba", "Brussels": "Bruxelles", "UTC": "UTC",
    "Made {moment}.": "Établi le {moment}.",
    "Who may see this: {who} only.": "Qui peut voir ce document : {who} uniquement.",
    "not to be passed on": "à ne pas transmettre",
    "not for the host state": "pas pour l'État hôte",
    "personal data removed": "données personnelles retirées",
    "TRAINING REPLAY: what could be known on {day}.":
        "RELECTURE À DES FINS DE FORMATION : ce que l’on pouvait savoir le {day}.",
    "Names imply no position on the status of any territory. Forecasts are a model's and no "
    "organisation's position.":
        "Les noms n’impliquent aucune prise de position sur le statut d’un territoire. Les "
        "prévisions sont celles d’un modèle et n’engagent aucune organisation.",
    "as known earlier": "tel que connu auparavant",
    "Annex of figures": "Annexe : les chiffres",
    "Every figure of this document": "Tous les chiffres de ce document",
    "Figure": "Chiffre", "Value": "Valeur", "Unit": "Unité", "Period": "Période",
    "Known": "Connu", "As published or revised": "Publié ou révisé", "Revised": "Révisé",
    "Source and terms": "Source et conditions", "Key": "Clé",
}
_BODIES = {
    "EU": "UE", "AU": "UA", "NATO": "OTAN", "UN": "ONU",
    "UN Security Council": "Conseil de sécurité des Nations Unies", "AU PSC": "CPS de l’UA",
    "EU PSC": "COPS de l’UE",
    "EU Foreign Affairs Council": "Conseil des affaires étrangères de l’UE",
    "European Council": "Conseil européen",
    "North Atlantic Council": "Conseil de l’Atlantique Nord",
    "NAC": "Conseil de l’Atlantique Nord", "UN Secretariat": "Secrétariat de l’ONU",
    "EU Political and Security Committee (EU PSC)":
        "Comité politique et de sécurité de l’Union européenne (COPS)",
    "AU Peace and Security Council (AU PSC)":
        "Conseil de paix et de sécurité de l’Union africaine (CPS)",
    "North Atlantic Council (NAC)": "Conseil de l’Atlantique Nord",
    "UN Secretariat in New York and UN Office to the AU":
        "Secrétariat de l’ONU à New York et Bureau des Nations Unies auprès de l’UA",
    "EU members on the UN Security Council": "Membres de l’UE au Conseil de sécurité",
    "African members of the UN Security Council": "Membres africains du Conseil de sécurité",
    "Allies on the UN Security Council": "Alliés au Conseil de sécurité",
    "Members of the UN Security Council": "Membres du Conseil de sécurité",
    "CSDP missions and operations touched": "Missions et opérations PSDC concernées",
    "AU missions and offices touched": "Missions et bureaux de l’UA concernés",
    "NATO missions and activities touched": "Missions et activités de l’OTAN concernées",
    "UN missions touched": "Missions de l’ONU concernées",
}  # fmt: skip
_WORDS = {
    "": "", "meeting": "séance", "briefing": "exposé", "consultations": "consultations",
    "adoption": "adoption", "debate": "débat", "open debate": "débat public",
    "private meeting": "séance privée",
    "briefing and consultations": "exposé et consultations",
    "closed consultations": "consultations", "TCC meeting": "séance avec les pays contributeurs",
    "informal interactive dialogue": "dialogue interactif informel",
    "Arria-formula meeting": "réunion en formule Arria", "any other business": "questions diverses",
    "subsidiary body": "organe subsidiaire", "open session": "session publique",
    "closed session": "session à huis clos", "informal consultation": "consultation informelle",
    "ministerial": "réunion ministérielle", "summit": "sommet",
    "field mission": "mission sur le terrain",
    "report due": "rapport attendu", "chair of the month": "présidence du mois",
    "provisional": "provisoire", "confirmed": "confirmée",
    "held": "tenue", "draft": "projet",
    "postponed": "reportée", "cancelled": "annulée", "dropped": "retirée",
    "deaths": "morts", "median": "médiane", "none": "aucun", "not known": "inconnu",
    "not said": "non précisé", "no status": "sans statut", "to": "jusqu’au", "one of: ": "un de : ",
    "one of several places": "un de plusieurs lieux", "to be confirmed": "à confirmer",
    ", to be confirmed": ", à confirmer", "{names}.": "{names}.",
    "as collected": "tel que recueilli", "as first published": "tel que publié d’abord",
    "date of publication assumed": "date de publication supposée",
    "Day": "Jour", "Subject": "Objet", "Format": "Format", "Status": "Statut", "Mission": "Mission",
    "Place": "Lieu", "Mandate ends": "Fin du mandat", "Latest decision": "Dernière décision",
    "Note": "Note", "What": "Élément", "Said": "Contenu",
}  # fmt: skip
_FIGURES = {
    "{n} deaths in organised violence in the twelve months to {month}.":
        "{n} morts dans la violence organisée au cours des douze mois jusqu’à {month}.",
    "Forecast for {month}: {n} deaths, in half of cases {low} to {high}.":
        "Prévision pour {month} : {n} morts, dans la moitié des cas de {low} à {high}.",
    "Onset or escalation within three months: {chance} % by the model.":
        "Déclenchement ou escalade dans les trois mois : {chance} % selon le modèle.",
    "Onset or escalation within three months": "Déclenchement ou escalade dans les trois mois",
    "Deaths in organised violence": "Morts dans la violence organisée",
    "Forecast of deaths": "Prévision de morts",
    "twelve months to {month}": "douze mois jusqu’à {month}",
    "three months from {month}": "trois mois à partir de {month}",
    "lower end of half of cases": "limite basse de la moitié des cas",
    "upper end of half of cases": "limite haute de la moitié des cas",
    "model {model}, the view of no organisation":
        "modèle {model}, n’exprime l’avis d’aucune organisation",
    "known by {day}": "connu au {day}", "read {day}": "lu le {day}",
    "Agenda: {body}": "Ordre du jour : {body}", "Signal: {rule}": "Signal : {rule}",
    "a rule of Jointwatch": "une règle de Jointwatch",
    "Register of missions shipped with Jointwatch": "Registre des missions livré avec Jointwatch",
    "as of November 2026": "à novembre 2026",
    "table shipped with Jointwatch": "table livrée avec Jointwatch",
    "No data on deaths.": "Pas de données sur les morts.",
}
_MONTH = {
    "The UN Security Council in {month}, for the {body}":
        "Le Conseil de sécurité des Nations Unies en {month}, pour le {body}",
    "The partners' month: {month}, for the {body}":
        "Le mois des partenaires : {month}, pour le {body}",
    "Programme": "Programme", "Items that matter": "Points importants",
    "Provisional: the programme for {month} as read on {read}. It changes daily.":
        "Provisoire : programme pour {month} tel que lu le {read}. Il change chaque jour.",
    "Partly confirmed: the programme for {month} as read on {read}. It changes daily.":
        "Confirmé en partie : programme pour {month} tel que lu le {read}. Il change chaque jour.",
    "Confirmed: the programme for {month} as read on {read}.":
        "Confirmé : programme pour {month} tel que lu le {read}.",
    "No programme of the UN Security Council for {month} is known here: none was collected or "
    "entered. What follows rests on mandates and registers.":
        "Aucun programme du Conseil de sécurité pour {month} n’est connu ici : aucun n’a été "
        "recueilli ni saisi. Ce qui suit repose sur les mandats et les registres.",
    "Presidency: not known.": "Présidence : inconnue.",
    "Presidency: {country}{sure}.": "Présidence : {country}{sure}.",
    " (from the alphabetical order of members, to be confirmed)":
        " (selon l’ordre alphabétique des membres, à confirmer)",
    "Presidencies of the UN Security Council": "Présidences du Conseil de sécurité",
    "One meeting known, times of {city}": "Une séance connue, heures de {city}",
    "{n} meetings known, times of {city}": "{n} séances connues, heures de {city}",
    "(the first {n} are shown)": "(les {n} premières sont indiquées)",
    "No meeting of the {body} in this month is known here.":
        "Aucune séance de cet organe ce mois-ci n’est connue ici ({body}).",
    "On the programme: {days}.": "Au programme : {days}.",
    "Mandate of {mission} ends {day}{sure}.": "Le mandat de {mission} prend fin le {day}{sure}.",
    "A signal of level {n} stands since {day}.":
        "Un signal de niveau {n} est en cours depuis le {day}.",
    "There: {missions}.": "Sur place : {missions}.",
    "No situation is on the programme, and no mandate ends in this month or soon after.":
        "Aucune situation n’est au programme et aucun mandat ne prend fin ce mois-ci ou peu après.",
    "Outcomes in {month}, with votes": "Résultats en {month}, avec les votes",
    "No decision of that month is known here.": "Aucune décision de ce mois n’est connue ici.",
    "{day}: {outcome} ({subject}).": "{day} : {outcome} ({subject}).",
    "{day}: {symbol}, {subject}; vote {vote}.": "{day} : {symbol}, {subject} ; vote {vote}.",
    "Decisions of the UN Security Council": "Décisions du Conseil de sécurité",
    "Votes expected and penholders": "Votes attendus et rédacteurs",
    "{day}: vote on {subject}.": "{day} : vote sur {subject}.",
    "A decision is due before these mandates end: {names}.":
        "Une décision est attendue avant la fin de ces mandats : {names}.",
    "Penholders: no source here names them.": "Rédacteurs : aucune source ici ne les nomme.",
    "Who sits on the UN Security Council in this month is not known here.":
        "La composition du Conseil de sécurité ce mois-ci n’est pas connue ici.",
    "Terms that end on 31 December: {names}.": "Mandats qui expirent le 31 décembre : {names}.",
    "None in the register is in a place on the programme.":
        "Aucune du registre ne se trouve dans un lieu au programme.",
    "None in the register.": "Aucune dans le registre.",
    "What partners plan": "Ce que prévoient les partenaires",
    "Nothing is known here of the plans of: {names}.":
        "Rien n’est connu ici des plans de : {names}.",
    "Nothing is known here of: {names}.": "Rien n’est connu ici de : {names}.",
    "Mandates ending": "Mandats qui prennent fin",
    "Mandates ending: {organisation}": "Mandats qui prennent fin : {organisation}",
    "To {n} days after the month": "Jusqu’à {n} jours après le mois",
    "No mandate in the register ends in this month or soon after.":
        "Aucun mandat du registre ne prend fin ce mois-ci ou peu après.",
}  # fmt: skip
_CHANGE = {
    "Change since the last brief": "Changements depuis la dernière note",
    "This is the first brief on this programme that is kept here.":
        "C’est la première note sur ce programme conservée ici.",
    "Added: {title}, {day}.": "Ajouté : {title}, {day}.",
    "Dropped: {title}, was {day}.": "Retiré : {title}, prévu le {day}.",
    "Moved: {title}, {was} to {day}.": "Déplacé : {title}, du {was} au {day}.",
    "{title}, {day}: {was}, now {status}.": "{title}, {day} : {was}, désormais {status}.",
    "Since {day}: one change.": "Depuis le {day} : un changement.",
    "Since {day}: {n} changes.": "Depuis le {day} : {n} changements.",
    "Nothing has changed.": "Rien n’a changé.",
    "Where organisations differ": "Divergences entre organisations",
    "{place}: {levels} (levels 0 to 4; desk assessments, no positions).":
        "{place} : {levels} (niveaux 0 à 4 ; évaluations de bureaux, pas des positions).",
    "Assessments of desks": "Évaluations de bureaux",
    "Peace operations: priorities and reports due":
        "Opérations de paix : priorités et rapports attendus",
    "The UN liaison has entered none.": "La liaison de l’ONU n’en a saisi aucune.",
    "What is asked": "Ce qui est demandé",
    "For information; no decision is sought.": "Pour information ; aucune décision n’est demandée.",
    "Agendas of partners are provisional, and much of them is not public.":
        "Les ordres du jour des partenaires sont provisoires et en grande partie non publics.",
    "On a partner's agenda and on the UN Security Council's":
        "À l’ordre du jour d’un partenaire et du Conseil de sécurité",
    "{place}: {days}. {deaths}": "{place} : {days}. {deaths}",
    "No situation is known to be on the agenda of both.":
        "Aucune situation n’est connue à l’ordre du jour des deux.",
    "What changed in the week to {day}, for the {body}":
        "Ce qui a changé dans la semaine jusqu’au {day}, pour le {body}",
    "0 routine": "0 routine", "1 watch": "1 veille", "2 concern": "2 préoccupation",
    "3 warning": "3 alerte", "4 crisis": "4 crise",
    "Signals that are new": "Nouveaux signaux", "No signal is new.": "Aucun signal nouveau.",
    "{place}: {rule}, level {level}, since {day}. {deaths}":
        "{place} : {rule}, niveau {level}, depuis le {day}. {deaths}",
    "Met in the last week": "Séances de la semaine passée",
    "Meets in the next week": "Séances de la semaine à venir",
    "No meeting is known here.": "Aucune séance n’est connue ici.",
    "Mandates that end within 30 days": "Mandats qui prennent fin dans les 30 jours",
    "{mission} ({places}): {day}{sure}": "{mission} ({places}) : {day}{sure}",
}  # fmt: skip
_EXPLAINER = {
    "What is {acronym}?": "Qu’est-ce que {acronym} ?", "Mandate": "Mandat",
    "Where it works": "Où elle travaille",
    "In no single country.": "Dans aucun pays en particulier.",
    "To be confirmed: the register has this from general knowledge, or its end has passed.":
        "À confirmer : le registre le tient de connaissances générales, ou l’échéance est passée.",
    "Name": "Nom", "Kind": "Type", "Organisation": "Organisation", "Led by": "Dirigée par",
    "Seat or area": "Siège ou zone", "Began": "Début", "Decided by": "Décidée par",
    "Basis": "Base", "Integration with the UN country team": "Intégration avec l’équipe de pays",
    "Functions held": "Fonctions exercées", "Partners": "Partenaires",
    "peacekeeping operation": "opération de maintien de la paix",
    "special political mission": "mission politique spéciale",
    "csdp civilian mission": "mission civile PSDC",
    "csdp military mission": "mission militaire PSDC",
    "csdp military operation": "opération militaire PSDC",
}  # fmt: skip

FRENCH = _AROUND | _BODIES | _WORDS | _FIGURES | _MONTH | _CHANGE | _EXPLAINER
