"""The page of records: any kind is written, found, compared, commented, exported, undone."""

from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from streamlit.testing.v1 import AppTest

from dashboard import data
from dashboard.reading import agenda as agenda_data
from dashboard.session import Look
from dashboard.workspace import drafts, listing, records
from dashboard.workspace.kinds import kind_of
from dashboard.workspace.marking import Audience, Marking
from dashboard.workspace.people import ROLES, Person

FRAME = Path(__file__).parents[1] / "dashboard" / "pages" / "navigation.py"
REQUEST = kind_of("releaserequest")


@pytest.fixture
def page(home, monkeypatch):
    """Return a function that shows the page of records of one kind, in a home of its own."""
    monkeypatch.setattr("dashboard.opening.shipped.load", lambda store, now: False)
    (home / "jointwatch.toml").write_text('organisation = "UN"\n')

    def page(page="records", **address: str) -> AppTest:
        app = AppTest.from_file(str(FRAME), default_timeout=60)
        app.switch_page(f"{page}.py")
        app.query_params.update(address)
        return app.run()

    st.cache_data.clear()
    st.cache_resource.clear()
    yield page
    data.store().close()
    st.cache_data.clear()
    st.cache_resource.clear()


def me() -> Person:
    from dashboard.entry.presence import author

    return Person(author(), "UN", ROLES, humanitarian=True)


def labelled(elements, label: str):
    return next(one for one in elements if one.label == label)


def text(app: AppTest) -> str:
    kinds = (app.markdown, app.caption, app.info, app.warning, app.error, app.subheader)
    return "\n".join(str(one.value) for kind in kinds for one in kind).replace("\\", "")


def write(app: AppTest, purpose: str) -> AppTest:
    labelled(app.text_area, "What for").input(purpose)
    return labelled(app.button, "Save").click().run()


def test_a_record_is_written_with_three_answers_and_stands_in_the_table(page):
    app = write(page(kind="releaserequest"), "For the briefing")
    assert not app.exception
    assert app.dataframe[0].value["What for"].tolist() == ["For the briefing"]
    assert app.dataframe[0].value["Who may see this"].tolist() == ["UN only"]
    assert len(records.load(data.store(), REQUEST, me().viewer())) == 1


def test_the_audience_is_one_answer(page):
    app = page(kind="releaserequest")
    labelled(app.selectbox, "Who may see this?").select("four").run()
    app = write(app, "For all")
    assert app.dataframe[0].value["Who may see this"].tolist() == ["UN, AU, EU and NATO only"]


def test_what_may_not_be_kept_is_said_in_a_sentence_and_the_words_stay(page):
    app = write(page(kind="releaserequest"), "As in NATO SECRET paper 5")
    assert "looks like a classified marking" in text(app)
    assert records.load(data.store(), REQUEST, me().viewer()).empty


def test_what_is_being_written_survives_a_lost_connection(page):
    app = page(kind="releaserequest")
    labelled(app.text_area, "What for").input("Half a thought").run()
    again = page(kind="releaserequest")  # another browser, another session
    assert labelled(again.text_area, "What for").value == "Half a thought"
    assert "You were writing this" in text(again)
    app = labelled(again.button, "Save").click().run()
    assert drafts.of(data.store(), REQUEST, "", me()) is None
    other = Person("somebody else", "UN", ROLES)
    assert records.load(data.store(), "draft", other.viewer()).empty


def test_the_second_of_two_is_shown_the_difference_and_loses_nothing(page):
    page()
    saved = records.save(data.store(), REQUEST, {"purpose": "First"}, me())
    app = page(kind="releaserequest", record=saved.record)
    other = Person("bo", "UN", ROLES)
    records.save(data.store(), REQUEST, {"purpose": "By Bo", "reason": "More"}, other,
                 record=saved.record, shown=saved.version)  # fmt: skip
    labelled(app.text_area, "What for").input("By me")
    labelled(app.button, "Save").click().run()
    assert not app.exception
    assert "bo saved this meanwhile" in text(app)
    assert labelled(app.text_area, "What for").value == "By me"
    assert labelled(app.text_area, "Reason for the decision").value == "More"  # Bo's words
    labelled(app.button, "Save").click().run()
    now = records.get(data.store(), REQUEST, saved.record, me().viewer())
    assert (now["purpose"], now["reason"]) == ("By me", "More")


def test_a_record_is_moved_on_undone_and_commented(page):
    page()
    saved = records.save(data.store(), REQUEST, {"purpose": "First"}, me())
    app = page(kind="releaserequest", record=saved.record)
    labelled(app.button, "Granted").click().run()
    assert "**Stage**: Granted" in text(app)
    assert "History: 2 versions" in [one.label for one in app.expander]
    labelled(app.button, "Undo the last change").click().run()
    assert "**Stage**: Asked" in text(app)
    labelled(app.text_area, "Comment").input("Why <b>so</b>?")
    labelled(app.button, "Say it").click().run()
    assert "Why <b>so</b>?" in text(app)
    assert not app.exception


def test_a_hidden_kind_is_turned_on_by_a_focal_point(page):
    app = page()
    assert "Pointers to documents" not in app.selectbox[0].options
    labelled(app.checkbox, "Pointers to documents").check().run()
    assert "Pointers to documents" in app.selectbox[0].options


def test_in_a_room_only_what_all_may_see_is_shown_and_the_band_says_so(page):
    page()
    records.save(data.store(), REQUEST, {"purpose": "Ours alone"}, me())
    records.save(data.store(), REQUEST, {"purpose": "For both"}, me(), audience=Audience.of("EU"))
    app = page("room")
    labelled(app.multiselect, "Who else is in the room").select("EU")
    labelled(app.button, "Show what all may see").click().run()
    app.switch_page("records.py")
    app.query_params["kind"] = "releaserequest"
    app.run()
    assert app.dataframe[0].value["What for"].tolist() == ["For both"]
    assert "the room of UN and EU: only what all of them may see" in text(app)


def test_a_focal_point_looks_as_another_and_writes_nothing(page):
    page()
    records.save(data.store(), REQUEST, {"purpose": "Ours alone"}, me())
    records.save(data.store(), REQUEST, {"purpose": "Theirs alone"}, Person("bo", "EU", ROLES))
    app = page("room")
    labelled(app.selectbox, "View as").select("EU").run()
    app.switch_page("records.py")
    app.query_params["kind"] = "releaserequest"
    app.run()
    assert not app.dataframe
    assert "as the EU would see it" in text(app)
    assert not app.button


def test_search_finds_what_one_may_see_alone(page):
    page()
    store, bo = data.store(), Person("bo", "EU", ROLES)
    records.save(store, REQUEST, {"purpose": "Grain corridor"}, me())
    records.save(store, REQUEST, {"purpose": "Grain, of the EU"}, bo)
    shared = records.save(store, REQUEST, {"purpose": "Both"}, bo, audience=Audience.of("UN"))
    said = {"about": f"releaserequest:{shared.record}", "said": "grain too"}
    records.save(store, "comment", said, me(), audience=Audience.of("EU"))
    assert listing.search(store, me().viewer(), "GRAIN")["name"].tolist() == [
        "grain too", "Grain corridor"]  # fmt: skip
    narrowed = {"purpose": "Both"}
    records.save(store, REQUEST, narrowed, bo, record=shared.record, audience=Audience())
    assert listing.search(store, me().viewer(), "grain")["name"].tolist() == ["Grain corridor"]
    assert listing.search(store, bo.viewer(), "grain")["name"].tolist() == [
        "grain too", "Grain, of the EU"]  # fmt: skip


def test_nothing_is_written_in_a_replay(page):
    day = pd.Timestamp.now("UTC").strftime("%Y-%m-%d")
    app = page(kind="releaserequest", as_of=day)
    assert [one.label for one in app.button] == ["Leave the replay"]


def test_a_new_record_is_for_its_originator_unless_somebody_says_otherwise(page):
    app = page(kind="releaserequest")
    assert labelled(app.selectbox, "Who may see this?").value == "own"
    assert not [one for one in app.multiselect if one.label == "Organisations"]


def test_a_replay_shows_neither_comments_nor_versions_that_came_later(page):
    then = pd.Timestamp("2026-03-01 09:00", tz="UTC")
    asked = {"about": "comment:x", "purpose": "As it was"}
    app = page(kind=REQUEST.id)
    saved = records.save(data.store(), REQUEST, asked, me().at(then))
    records.save(data.store(), REQUEST, asked | {"purpose": "As it is"}, me(), record=saved.record)
    body = {"about": f"{REQUEST.id}:{saved.record}", "said": "Said much later"}
    records.save(data.store(), "comment", body, me())
    app = page(kind=REQUEST.id, record=saved.record, as_of="2026-03-02")
    assert "As it was" in text(app)
    assert "Said much later" not in text(app)
    assert not [one for one in app.expander if one.label.startswith("History")]


def test_a_level_of_an_assessment_that_was_taken_back_no_longer_counts(page):
    page()
    body = {"place": "SDN", "level": 4, "trend": "stable", "sentence": "Judged."}
    saved = records.save(data.store(), "assessment", body, me())
    look = Look(me().viewer())
    assert agenda_data.levels(look)["level"].tolist() == [4]
    records.save(data.store(), "assessment", body, me(), record=saved.record, active=False)
    now = agenda_data.levels(look)["level"]
    assert pd.isna(now.iloc[-1])


def test_while_looking_as_another_no_watchlist_can_be_changed(page):
    app = page("watchlists")
    assert labelled(app.button, "Make")
    app.session_state["view as"] = "EU"
    app.run()
    assert not app.exception
    assert "Make" not in [one.label for one in app.button]


def test_what_may_not_be_kept_is_refused_on_the_page_of_watchlists(page):
    app = page("watchlists")
    labelled(app.text_input, "Name").input("Call +41 22 917 12 34 56")
    app = labelled(app.button, "Make").click().run()
    assert not app.exception
    assert "telephone number" in text(app)


def test_an_excerpt_is_made_of_a_record_and_cleared_by_a_second_person(page):
    store, ana = data.store(), Person("ana", "UN", ROLES)
    decision = records.save(store, "decision", {"said": "Two columns pass."}, ana).record
    app = page(kind="decision", record=decision)
    labelled(app.text_area, "What others may read").input("Movement goes on.")
    save = next(b for b in app.button if b.key == f"excerpt:{decision}:/save")
    app = save.click().run()
    assert not app.exception
    assert "Excerpt, drafted: Movement goes on. Who may see it: UN only." in text(app)

    # Who wrote it is told that somebody else has to clear it; a second person may.
    mine = records.load(store, "excerpt", me().viewer()).iloc[0]
    app = page(kind="excerpt", record=mine["record"])
    assert "is told of what it was made: decision, Two columns pass." in text(app)
    assert "until a second person has cleared it" in text(app)
    app = labelled(app.button, "Cleared for release").click().run()
    assert "You wrote this; somebody else of the UN has to clear it." in text(app)
    said = {"said": "Movement goes on.", "stage": "cleared"}
    records.save(store, "excerpt", said, ana, record=mine["record"])
    app = page(kind="excerpt", record=mine["record"])
    assert not app.exception
    assert "Who may see this: UN only." in text(app)
    assert labelled(app.selectbox, "Who may see this?").options


def test_what_was_begun_of_one_record_is_not_offered_for_another(page):
    store, ana = data.store(), Person("ana", "UN", ROLES)
    one, other = (records.save(store, "decision", {"said": said}, ana).record for said in "ab")
    app = page(kind="decision", record=one)
    app = labelled(app.text_area, "What others may read").input("Half a sent").run()
    assert [one.value for one in app.error] == []
    assert len(records.load(store, "draft", me().viewer())) == 1
    for record, begun in ((other, ""), (one, "Half a sent")):
        again = page(kind="decision", record=record)
        assert labelled(again.text_area, "What others may read").value == begun


@pytest.mark.parametrize("sealed", [{}, {"seal": "rd"}])
def test_a_comment_is_seen_by_others_no_sooner_than_what_it_is_about(page, sealed):
    store, ana = data.store(), Person("ana", "UN", ROLES)
    later = None if sealed else pd.Timestamp.now("UTC").date() + pd.Timedelta(days=3)
    marking = Marking(audience=Audience.of("EU"), embargo_until=later)
    store.seal("rd", pd.Timestamp.now("UTC") + pd.Timedelta(days=3))
    record = records.save(store, "decision", {"said": "x"}, ana, audience=marking, **sealed).record
    app = page(kind="decision", record=record)
    labelled(app.text_area, "Comment").input("The bridge is watched.")
    app = labelled(app.button, "Say it").click().run()
    assert not app.exception
    assert "The bridge is watched." in text(app)
    eve = Person("eve", "EU", ROLES)
    assert records.load(store, "comment", eve.viewer()).empty
