"""Briefs for an addressee: made from what it may see, two pages, in its own names and language."""

import ast
import datetime
import functools
import shutil
from dataclasses import replace
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st

from collectors.access import Viewer
from dashboard import data
from dashboard.reports import editing, explainer, gathered, making, matters, meetings, records_read
from dashboard.reports.formats import FORMATS, printed_pages
from dashboard.reports.frame import UnknownLanguage
from dashboard.reports.french import FRENCH
from dashboard.reports.naming import Naming, missing_names
from dashboard.session import Look
from dashboard.workspace import assessments, records
from dashboard.workspace.marking import Audience, Marking
from dashboard.workspace.people import ROLES, Person
from indicators import names
from indicators.frames import AGENDA
from tests import homes
from tests.month_home import MONTH, NOW, month_told
from tests.reading_back import everything

SECRET = "Zanzarine"
LATER = (pd.Timestamp.now("UTC") + pd.Timedelta(days=2)).date()
EU = Person("ana", "EU", ROLES, now=NOW - pd.Timedelta(hours=2))
UN = Person("bo", "UN", ROLES, now=NOW - pd.Timedelta(hours=2))
AS_OPENED: list[int] = []  # what was written to the store of a test when it was opened
KINDS = [(kind, to) for kind, about in making.BRIEFS.items() for to in about.audiences]


@pytest.fixture(scope="module")
def told(tmp_path_factory):
    """Return a home with a month told in it, built once."""
    return month_told(tmp_path_factory.mktemp("homes") / "month")


@pytest.fixture(autouse=True)
def _opened(told, home):
    shutil.copytree(told, home, dirs_exist_ok=True)
    st.cache_data.clear()
    st.cache_resource.clear()
    AS_OPENED[:] = [data.store().written]
    yield
    data.store().close()
    st.cache_data.clear()
    st.cache_resource.clear()


def asked(kind="security-council", to="EU", language="en", **more) -> making.Asked:
    return making.Asked(kind, to, MONTH, language, presence="MONUSCO", **more)


def made(kind="security-council", to="EU", language="en", **more):
    """Return a brief; of a home into which nothing was written since, the one made before."""
    ask = asked(kind, to, language, **more)
    touched = data.store().written != AS_OPENED[0]
    return making.make(ask, NOW) if touched else untouched(ask)


@functools.cache
def untouched(ask: making.Asked):
    return making.make(ask, NOW)


def said(document) -> str:
    return everything("html", FORMATS["html"].render(document))


def priority(person: Person, words: str, *to: str, marked: Marking | None = None) -> None:
    fields = {"said": words, "document": "S/2026/412, paragraph 18",
              "dated": datetime.date(2026, 11, 20)}  # fmt: skip
    records.save(data.store(), "priority", fields, person, audience=marked or Audience.of(*to))


def entry(person: Person, title: str, *to: str, body: str = "EU PSC", day: int = 9,
          marked: Marking | None = None) -> None:  # fmt: skip
    fields = {"body": body, "date": datetime.date(2026, 12, day), "title": title,
              "places": ("SDN",)}  # fmt: skip
    audience = marked or Audience.of(*to)
    records.save(data.store(), "agenda_entry", fields, person, audience=audience)


# --- What the addressee may not see.


@pytest.mark.parametrize(("kind", "to"), [one for one in KINDS if one[1] != "EU"])
def test_a_record_of_the_eu_alone_leaves_no_trace_for_others(kind, to):
    before = made(kind, to)
    priority(EU, f"{SECRET} is our first priority")
    entry(EU, f"{SECRET} at the EU PSC")
    entry(EU, f"{SECRET} at the UN Security Council", body="UNSC")
    judged = {"level": 4, "trend": "stable", "sentence": SECRET}
    assessments.judge(data.store(), EU, "SDN", judged, Audience())
    after = made(kind, to)
    assert after == before  # no word, no count, no order, and so no other number
    assert after.digest == before.digest
    for form, about in FORMATS.items():
        assert SECRET not in everything(form, about.render(after)), form


def test_what_is_released_to_nato_is_in_its_brief_in_every_printed_format():
    priority(UN, f"{SECRET} first", "NATO")
    document = made(to="NATO")
    for form in ("docx", "pdf", "html", "pptx"):
        assert f"{SECRET} first" in everything(form, FORMATS[form].render(document))
    assert "S/2026/412, paragraph 18" in said(document)


def test_the_author_alone_is_told_what_is_left_out_and_why():
    priority(EU, f"{SECRET} is ours")
    priority(EU, "For all of us", "NATO")
    author = Look(EU.viewer())
    hidden = records_read.left_out(author, "NATO")
    assert [(one.name, one.originator) for one in hidden] == [(f"{SECRET} is ours", "EU")]
    assert hidden[0].why == "not released to NATO"
    judged = {"level": 4, "trend": "stable", "sentence": "A front opens."}
    assessments.judge(data.store(), EU, "SDN", judged, Audience())
    assert "Sudan: A front opens." in [one.name for one in records_read.left_out(author, "NATO")]
    assert not records_read.left_out(Look(Viewer(frozenset({"NATO"}))), "NATO")


@pytest.mark.parametrize(("marking", "why"), [
    ({"caveats": {"no_attribution"}}, "not to be attributed"),
    ({"caveats": {"meeting_only"}}, "for the meeting only"),
    ({"handling": {"download", "quote"}}, "not to stand in exports"),
    ({"handling": {"download", "export"}}, "not to be quoted"),
    ({"embargo_until": LATER}, "not released to NATO"),
])  # fmt: skip
def test_what_its_marking_keeps_out_of_documents_leaves_no_trace_and_its_author_is_told(
    marking, why
):
    judged = {"level": 2, "trend": "stable", "sentence": SECRET}
    assessments.judge(data.store(), EU, "SDN", judged, Audience.of("NATO"))
    before = made(to="NATO")
    marked = Marking(audience=Audience.of("NATO"), **marking)
    priority(EU, f"{SECRET} first", marked=marked)
    entry(EU, f"{SECRET} at the UN Security Council", body="UNSC", marked=marked)
    assessments.judge(data.store(), UN, "SDN", judged | {"level": 4}, marked)
    after = made(to="NATO")
    assert after == before
    assert SECRET not in said(after)
    assert {one.kind: one.why for one in records_read.left_out(Look(EU.viewer()), "NATO")} == {
        "Peace operations priority": why, "Agenda entry": why,
    }  # fmt: skip


@pytest.mark.parametrize(("language", "words"), [
    ("en", "Who may see this: NATO only. Not to be passed on."),
    ("fr", "uniquement. À ne pas transmettre."),
])  # fmt: skip
def test_what_readers_have_to_keep_to_stands_with_who_may_see_it(language, words):
    marked = Marking(audience=Audience.of("NATO"), caveats={"no_further_distribution"})
    priority(UN, f"{SECRET} first", marked=marked)
    assert made(to="NATO", language=language).may_see.endswith(words)


def test_organisations_differ_only_as_far_as_their_assessments_were_released():
    assert "Where organisations differ" not in said(made())
    for person, level, to in ((EU, 2, ("UN",)), (UN, 3, ("EU",)),
                              (Person("cy", "AU", ROLES, now=EU.now), 4, ())):  # fmt: skip
        fields = {"level": level, "trend": "stable", "sentence": SECRET}
        assessments.judge(data.store(), person, "SDN", fields, Audience.of(*to))
    text = said(made())
    assert "Sudan: EU 2 concern (draft), UN 3 warning (draft) (levels 0 to 4" in text
    assert SECRET not in text
    assert "Where organisations differ" not in said(made(to="NATO"))


def test_where_nothing_was_entered_the_brief_says_so():
    assert "The UN liaison has entered none." in said(made())


# --- What it says.


@pytest.mark.parametrize("to", ["EU", "AU", "NATO"])
@pytest.mark.parametrize("language", ["en", "fr"])
def test_printed_the_brief_is_two_pages(to, language):
    assert printed_pages(made(to=to, language=language)) == 2


def test_a_month_with_forty_meetings_is_still_two_pages():
    for day in range(1, 31):
        title = f"Meeting number {day} about the maintenance of international peace"
        entry(UN, title, "EU", body="UNSC", day=day)
    document = made()
    assert printed_pages(document) == 2
    assert "39 meetings known, times of New York (the first 16 are shown)" in said(document)


def test_it_says_that_the_programme_is_provisional_and_when_it_was_read_in_new_york():
    text = said(made())
    assert "Provisional: the programme for December 2026 as read on 26 November 2026, " in text
    assert "09:30 New York. It changes daily." in text


def test_adopted_it_says_so_and_what_changed():
    kept = made()
    editing.keep(data.store(), EU.at(NOW), asked(), kept, {}, release=True)
    told_later = homes.rows(AGENDA, NOW + pd.Timedelta(days=5), {
        "source": "unsc_programme", "item": "m1", "place": "SSD", "body": "UNSC",
        "date": pd.Timestamp("2026-12-16"), "title": "The situation in South Sudan",
        "format": "briefing", "status": "confirmed"})  # fmt: skip
    data.store().append(AGENDA, told_later)
    document = making.make(asked(), NOW + pd.Timedelta(days=6))
    text = said(document)
    assert "Partly confirmed" in text
    assert "Since 26 November 2026: one change." in text
    assert "Moved: The situation in South Sudan, 3 December 2026 to 16 December 2026." in text


def test_it_tells_presidency_members_votes_outcomes_and_own_missions():
    text = said(made())
    assert "Presidency: Liberia (from the alphabetical order of members, to be confirmed)." in text
    assert "France, Denmark, Greece, Latvia." in text
    assert "18 December 2026: vote on The situation concerning the Democratic Republic" in text
    assert "S/RES/2850 (2026) adopted 14-0-1" in text
    assert "EUTM Somalia" in text
    assert "Penholders: no source here names them." in text
    assert "AU PSC, 2 Dec., 17:00 Addis Ababa: Briefing on the situation in Sudan" in text


def test_the_same_month_for_the_au_tells_its_own_members_missions_and_partners():
    text = said(made(to="AU"))
    assert "Somalia, Democratic Republic of Congo, Liberia." in text
    assert "AUSSOM" in text
    assert "EU Foreign Affairs Council, 14 Dec." in text


def test_the_items_that_matter_are_proposed_with_their_reasons_and_swapped_at_will():
    proposed = [one.key for one in editing.paragraphs(made()) if one.key.startswith("items.")]
    assert proposed[:2] == ["items.COD", "items.SOM"]
    assert len(proposed) == 5
    text = said(made())
    assert "Mandate of MONUSCO ends 20 December 2026." in text
    assert "A signal of level 3 stands since 22 November 2026." in text
    assert "Onset or escalation within three months: 34 % by the model." in text
    swapped = made(chosen=("SSD", "XKX"))
    keys = [one.key for one in editing.paragraphs(swapped) if one.key.startswith("items.")]
    assert keys == ["items.SSD", "items.XKX"]


def test_a_month_of_which_nothing_is_known_says_so_and_makes_no_item_up():
    document = making.make(replace(asked(), month=pd.Timestamp("2029-03-01")), NOW)
    text = said(document)
    assert "No programme of the UN Security Council for March 2029 is known here" in text
    assert "Presidency: not known." in text
    assert "No situation is on the programme" in text


def test_every_sentence_with_a_figure_has_a_reference():
    document = made()
    for part in document.parts():
        text = getattr(part, "text", "")
        if "{" in text:
            assert document.marks(part), text
    assert not document.unknown_figures()


def test_an_unknown_kind_addressee_language_or_mission_is_a_sentence():
    with pytest.raises(making.CannotMake, match="There is no brief"):
        made("poem")
    with pytest.raises(making.CannotMake, match="made for UN, AU, not for 'EU'"):
        made("partner-month", "EU")
    with pytest.raises(UnknownLanguage):
        made(language="xx")
    with pytest.raises(explainer.NoSuchPresence):
        making.make(replace(asked("explainer"), presence="NOPE"), NOW)


def test_the_partners_month_tells_what_both_take_up():
    text = said(made("partner-month", "UN"))
    assert "Sudan: AU PSC 2 Dec.; UN Security Council 4 Dec." in text
    assert "European Council" in text
    assert "Nothing is known here of: EU PSC" in text


def test_the_weekly_note_tells_the_new_signal_and_the_week():
    text = said(made("weekly", "EU"))
    assert "Democratic Republic of the Congo: surge, level 3, since 22 November 2026." in text
    assert "UN Security Council, 3 Dec.: The situation in South Sudan." in text
    assert "MONUSCO (Democratic Republic of the Congo): 20 December 2026" in text


def test_an_explainer_tells_what_the_register_says():
    text = said(made("explainer", "EU"))
    assert "What is MONUSCO?" in text
    assert "S/RES/1925 (2010)" in text
    assert "20 December 2026" in text or "2026-12-20" in text


# --- The rule, and what changed: pure.


def test_a_mandate_that_two_places_share_is_told_once():
    told = gathered.gather("EU", MONTH, now=NOW)
    proposed = [one.place for one in matters.candidates(told)]
    assert "SYR" not in proposed or "ISR" not in proposed  # both only by UNDOF
    weights = [one.weight for one in matters.candidates(told)]
    assert weights == sorted(weights, reverse=True)


def test_what_became_of_meetings_is_told_apart():
    def meeting(title, day, status="provisional"):
        return {"body": "UNSC", "title": title, "format": "briefing", "status": status,
                "date": pd.Timestamp(f"2026-12-{day:02d}")}  # fmt: skip

    then = pd.DataFrame([meeting("A", 1), meeting("B", 2), meeting("C", 3), meeting("D", 4)])
    now = pd.DataFrame([meeting("A", 1), meeting("B", 9), meeting("D", 4, "confirmed"),
                        meeting("E", 5)])  # fmt: skip
    became = meetings.changes(now, then)
    assert dict(zip(became["title"], became["what"], strict=True)) == {
        "B": "moved", "C": "dropped", "D": "status", "E": "added",
    }  # fmt: skip


# --- Names and languages.


def test_names_are_the_addressees_own_with_its_footnotes():
    eu, un, au = (Naming(of) for of in ("EU", "UN", "AU"))
    assert (eu("XKX"), eu("PSE"), eu("SDN")) == ("Kosovo*", "Palestine**", "Sudan")
    assert "1244 (1999)" in eu.footnotes()[0]
    assert eu.footnotes()[1].startswith("** This designation shall not be construed")
    assert un("PSE") == "State of Palestine"
    assert un("TWN") == "Taiwan Province of China"
    assert au("ESH") == "Sahrawi Arab Democratic Republic"
    assert Naming("EU", "fr")("CZE") == "Tchéquie"


def test_names_that_the_addressee_has_not_given_are_named():
    assert not names.name_for("XKX", "AU").agreed
    assert "Kosovo" in missing_names(made(to="AU"), "AU")
    assert "Kosovo" not in missing_names(made(to="EU"), "EU")
    assert "Kosovo*" in said(made(to="EU", chosen=("XKX",)))


def test_every_place_has_a_french_name():
    from indicators.places import PLACES

    lacking = [code for code in PLACES.index if code not in names.DIFFER
               and not names.name_for(code, "EU", "fr").agreed]  # fmt: skip
    assert lacking == []


def sentences_of_the_frame() -> set[str]:
    found = set()
    for file in (Path(__file__).parents[1] / "dashboard" / "reports").glob("*.py"):
        for node in ast.walk(ast.parse(file.read_text("utf-8"))):
            called = getattr(node, "func", None)
            if "t" in (getattr(called, "id", ""), getattr(called, "attr", "")):
                found |= {one.value for one in node.args if isinstance(one, ast.Constant)}
    return found


def test_every_sentence_of_the_frame_has_its_french():
    assert sentences_of_the_frame() - set(FRENCH) == set()


def test_a_sentence_and_its_french_have_the_same_gaps():
    import re

    for english, french in FRENCH.items():
        gaps = [sorted(re.findall(r"{\w+}", text)) for text in (english, french)]
        assert gaps[0] == gaps[1], english


def test_in_french_the_frame_is_french():
    text = said(made(to="AU", language="fr"))
    assert "Le Conseil de sécurité des Nations Unies en décembre 2026, pour le CPS de l’UA" in text
    assert "Qui peut voir ce document : UA uniquement." in text
    for english in ("Who may see", "Items that matter", "Sources and", "to be confirmed"):
        assert english not in text


# --- In its author's hands.


def test_free_text_stays_and_figures_are_those_of_the_snapshot():
    document = made()
    texts = {"items.COD": "My own words: {cod.deaths_12_months} dead.", "asked": "Please note."}
    saved = editing.keep(data.store(), EU, asked(), document, texts)
    kept = editing.opened(data.store(), saved.record, EU.viewer())
    assert kept.snapshot.digest == document.digest
    text = said(kept.document)
    assert f"My own words: {document.by_key['cod.deaths_12_months'].said()} dead".replace(
        "\N{NARROW NO-BREAK SPACE}", " ") in text  # fmt: skip
    assert "Please note." in text


def test_regenerating_tells_which_figures_changed_and_keeps_the_text():
    document = made()
    texts = {"items.SOM": "Mine: {som.deaths_12_months} and {som.outbreak}."}
    saved = editing.keep(data.store(), EU, asked(), document, texts)
    kept = editing.opened(data.store(), saved.record, EU.viewer())
    figures = tuple(replace(one, value=1.0) if one.key == "som.deaths_12_months" else one
                    for one in document.figures if one.key != "som.outbreak")  # fmt: skip
    now = replace(document, figures=figures)
    changes = editing.figures_changed(kept.snapshot, now)
    assert [(one.was != "", one.now != "") for one in changes] == [(True, True), (True, False)]
    fresh = editing.with_texts(editing.regenerated(kept, now), kept.texts)
    text = next(one for one in editing.paragraphs(fresh) if one.key == "items.SOM").text
    assert text == texts["items.SOM"]
    assert fresh.say(text) == "Mine: 1 and 12."
    assert not fresh.unknown_figures()


def test_only_what_the_author_wrote_is_kept_as_text():
    document = made()
    written = {one.key: one.text for one in editing.paragraphs(document)}
    assert editing.own_texts(document, written) == {}
    assert editing.own_texts(document, written | {"asked": "Mine"}) == {"asked": "Mine"}


def test_a_draft_is_seen_by_its_own_and_a_release_by_its_addressee():
    un = Viewer(frozenset({"UN"}))
    document = made("partner-month", "UN")
    saved = editing.keep(data.store(), EU, asked("partner-month", "UN"), document, {})
    assert editing.opened(data.store(), saved.record, un) is None
    kept = editing.opened(data.store(), saved.record, EU.viewer())
    editing.keep(data.store(), EU.at(NOW), asked("partner-month", "UN"), kept.snapshot, {}, kept,
                 release=True)  # fmt: skip
    assert editing.opened(data.store(), saved.record, un) is not None
    assert editing.opened(data.store(), saved.record, Viewer(frozenset({"NATO"}))) is None


def test_two_authors_do_not_overwrite_each_other():
    document = made()
    saved = editing.keep(data.store(), EU, asked(), document, {"asked": "First"})
    kept = editing.opened(data.store(), saved.record, EU.viewer())
    editing.keep(data.store(), EU.at(NOW), asked(), document, {"asked": "Second"}, kept)
    with pytest.raises(records.Changed):
        editing.keep(data.store(), EU.at(NOW + pd.Timedelta(hours=1)), asked(), document,
                     {"asked": "Third"}, kept)  # fmt: skip


def test_a_paragraph_is_copied_with_its_sources():
    document = made()
    one = next(one for one in editing.paragraphs(document) if one.key == "items.COD")
    text = editing.with_source(document, one)
    assert "Uppsala" in text
    assert "Register of missions" in text
    assert text.splitlines()[-1] == f"Who may see this: EU only. ({document.number})"
