"""From data never seen before to a series on a situation, in the browser alone."""

import contextlib
import json
import shutil
import tomllib
from pathlib import Path

import pandas as pd
import pytest
import streamlit as st
from hypothesis import given
from hypothesis import settings as hypothesis_settings
from hypothesis import strategies as st_
from streamlit.testing.v1 import AppTest

from collectors import rulebook
from collectors.access import PROGRAM
from collectors.archive import Archive
from collectors.collect import collect
from collectors.declared import DeclarationError
from collectors.declared import adding as collector
from collectors.declared.propose import propose
from collectors.settings import Settings
from collectors.source import Refused
from collectors.sources import all_sources
from collectors.store import Store
from dashboard import adding, catalogue, data, service, thresholds
from dashboard.opening import client_for, open_store
from dashboard.session import Look
from dashboard.thresholds import Threshold
from dashboard.workspace import audit, permissions, reviews
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import Person
from dashboard.workspace.records import Author
from indicators.frames import OBSERVATIONS, RUNS, SIGNALS, Series
from indicators.rules import declared
from indicators.signalling.signals import evaluate
from tests import homes
from tests.publishers import Publishers

FRAME = Path(__file__).parents[1] / "dashboard" / "pages" / "navigation.py"
CSV = b"""Country,Month,Wells repaired
Sudan,2026-07-01,12
Sudan,2026-08-01,9
Sudan,2026-09-01,4
Chad,2026-07-01,20
Chad,2026-08-01,22
Atlantis,2026-08-01,3
"""
CHOICES = {
    "title": "Wells repaired", "publisher": "Example Water Board", "licence": "CC BY 4.0",
    "homepage": "https://wells.example.org", "unit": "wells", "worse": "lower", "kind": "flow",
    "every": "1 day", "terms": "May be shown.", "redistribute": False, "humanitarian": True,
    "place_column": "Country", "values": ["Wells repaired"],
}  # fmt: skip


@pytest.fixture
def ana(now):
    """Return one author."""
    return Author("ana", "LOCAL", now)


@pytest.fixture
def ben(now):
    """Return another author of the same organisation."""
    return Author("ben", "LOCAL", now + pd.Timedelta(hours=1))


@pytest.fixture
def kept(home, ana):
    """Return settings and store of a home in which ana has kept a source."""
    settings = Settings(home=home)
    store = Store.in_folder(home)
    proposal = propose("wells", CSV)
    adding.keep(settings, store, proposal, CSV, proposal.toml(**CHOICES), ana)
    yield settings, store
    store.close()


# --- What the page rests on.


@pytest.mark.parametrize(
    ("origin", "name"),
    [
        ("Wells (2026).xlsx", "wells_2026"),
        ("https://example.org/api/v2/wells.json?x=1", "wells"),
        ("https://example.org/", "source"),
        ("2026.csv", "source_2026"),
        ("ä.csv", "source_"),
        ("x" * 90 + ".csv", "x" * 40),
    ],
)
def test_a_name_is_suggested_that_a_source_may_have(origin, name):
    found = adding.suggested_name(origin)
    assert found.startswith(name.rstrip("_"))
    propose(found, CSV)


def test_what_is_still_to_be_said_is_said():
    said = adding.fault_of_choices(CHOICES | {"unit": " ", "place_column": None, "values": []})
    assert said == (
        "Still to be said: the unit, the column with the places, a column with figures."
    )
    assert adding.fault_of_choices(CHOICES) == ""


def test_a_preview_shows_the_rows_as_they_would_be_kept_and_places_not_recognised():
    proposal = propose("wells", CSV)
    part = adding.preview(proposal, CSV, proposal.toml(**CHOICES))
    assert part.rows.groupby("place")["value"].sum().to_dict() == {"SDN": 25, "TCD": 42}
    assert part.unknown_places == {"Atlantis": 1}
    with pytest.raises(DeclarationError):
        adding.preview(proposal, CSV, proposal.toml())


def test_a_source_kept_stands_among_the_others_with_its_terms(kept, ben):
    settings, _ = kept
    source = all_sources(settings.home)["wells"]
    assert (source.series[0].unit, source.series[0].worse) == ("wells", "lower")
    assert (source.terms, source.redistribute, source.humanitarian) == (
        "May be shown.", False, True
    )  # fmt: skip
    again, text = propose("wells", CSV), propose("wells", CSV).toml(**CHOICES)
    with pytest.raises(collector.NotAdded, match="there already"):
        adding.keep(*kept, again, CSV, text, ben)


def test_of_two_who_take_a_name_at_once_one_is_told_and_writes_nothing_over(kept, monkeypatch):
    settings, _ = kept
    before = {file.name: file.read_bytes() for file in (settings.home / "sources").iterdir()}
    monkeypatch.setattr(Path, "exists", lambda self: False)  # nobody had it a moment ago
    again = propose("wells", CSV)
    with pytest.raises(collector.NotAdded, match="is there already and was left as it is"):
        collector.keep(settings.home / "sources", again, b"other", again.toml(**CHOICES))
    monkeypatch.undo()
    after = {file.name: file.read_bytes() for file in (settings.home / "sources").iterdir()}
    assert after == before


def figures(store, organisation) -> pd.DataFrame:
    viewer = Author("x", organisation).viewer()
    return store.read(OBSERVATIONS, viewer, where={"series": "wells.wells_repaired"})


@pytest.mark.parametrize(
    ("audience", "seen_by"),
    [
        (Audience(), {"EU"}),
        (Audience.of("UN", "AU"), {"EU", "UN", "AU"}),
        (Audience.all(), {"EU", "UN", "AU", "NATO"}),
    ],
)
def test_those_who_were_not_named_see_nothing_of_it(home, now, audience, seen_by):
    settings, store = Settings(home=home), Store.in_folder(home)
    proposal, author = propose("wells", CSV), Author("ana", "EU", now)
    adding.keep(settings, store, proposal, CSV, proposal.toml(**CHOICES), author, audience)
    source = all_sources(home)["wells"]
    run = collect(source, client_for(source, settings, None), store, Archive(home / "a", store))
    assert run.finding == "news"
    (path,) = reviews.own_files(home)
    for organisation in ("EU", "UN", "AU", "NATO"):
        seen = organisation in seen_by
        viewer = Author("x", organisation).viewer()
        assert len(figures(store, organisation)) == (5 if seen else 0)
        assert len(store.read(RUNS, viewer, where={"source": "wells"})) == seen
        assert reviews.states(store, viewer, [path])["added_by"].tolist() == ["ana" if seen else ""]
        assert ("wells" in store.hidden_sources(viewer)) != seen
    store.close()


def test_who_may_see_a_source_and_every_change_of_it_is_in_the_audit(home, now):
    store = Store.in_folder(home)
    proposal, ana = propose("wells", CSV), Author("ana", "EU", now)
    told = (Settings(home=home), store, proposal, CSV, proposal.toml(**CHOICES))
    adding.keep(*told, ana, Audience.of("UN"))
    for released_to in (("AU",), ("AU",), ("*",)):  # the second says nothing new
        said = {"wells": {"released_to": released_to}}
        open_store(Settings(home=home, organisation="UN", sources=said)).close()
    rows = audit.show(store, PROGRAM)
    rows = rows[rows["kind"] == "source"]
    seen = audit.show(store, Author("x", "EU").viewer())["detail"]
    assert "Who may see it: UN and AU only" in seen.tolist()  # it was the EU's before
    assert rows["detail"].tolist() == [
        "Who may see it: everybody", "Who may see it: UN and AU only",
        "Who may see it: EU and UN only",
    ]  # fmt: skip
    assert rows["who"].tolist() == ["jointwatch.toml", "jointwatch.toml", "ana"]
    assert set(rows["record"]) == {"wells"}
    assert audit.verify(store)[0] == []
    store.close()


def test_the_settings_say_who_may_see_a_source(home):
    def hidden(*released_to) -> list[str]:
        said = {"ucdp": {"released_to": released_to}} if released_to != (None,) else {}
        with contextlib.closing(open_store(Settings(home=home, organisation="EU", sources=said))):
            pass
        with contextlib.closing(Store.in_folder(home)) as store:
            everybody = {one: Author("x", one).viewer() for one in ("EU", "UN", "NATO")}
            return [one for one, who in everybody.items() if store.hidden_sources(who)]

    assert hidden(None) == []
    assert hidden() == ["UN", "NATO"]
    assert hidden("UN") == ["NATO"]
    assert hidden(None) == ["NATO"]  # nothing said changes nothing
    assert hidden("*") == []


def test_a_page_of_sources_does_not_name_what_its_reader_may_not_see(show, home):
    data.store().restrict("ucdp", "EU", ["UN"])
    app = show("sources")
    assert not app.exception
    named = [source.title for id, source in all_sources().items() if id != "ucdp"]
    assert labelled(app.selectbox, "Source").options == named
    assert all_sources()["ucdp"].title not in app.dataframe[0].value.to_csv()


def test_a_signal_of_ones_own_is_a_rule_that_holds_its_own_tests(home, now):
    settings, store = Settings(home=home), Store.in_folder(home)
    proposal, ana = propose("wells", CSV), Author("ana", "EU", now)
    text = proposal.toml(**CHOICES | {"title": 'Wells "repaired" {now}'})
    signal = Threshold(limit=5.0, below=True, level=3)
    adding.keep(settings, store, proposal, CSV, text, ana, signal=signal)
    (path,) = thresholds.of_source(home, "wells")
    assert rulebook.faults(home) == {}
    rule = rulebook.all_rules(home)["wells_wells_repaired_below"]
    assert path.stem == rule.id
    assert rule.series == ("wells.wells_repaired",)
    assert rule.thresholds == {"limit": 5}
    assert rule.source.startswith("Set by ana (EU), ")
    assert rule.step[0].level == 3
    source = all_sources(home)["wells"]
    run = collect(source, client_for(source, settings, None), store, Archive(home / "a", store))
    told = store.read(OBSERVATIONS, PROGRAM, where={"series": "wells.wells_repaired"})
    signals = evaluate([rule], told, SIGNALS.empty(), pd.Timestamp("2026-10-01", tz="UTC"))
    states = signals.set_index("place")[["state", "level"]].T.to_dict("list")
    assert states["SDN"] == ["firing", 3]
    assert states.get("TCD", ["quiet", 0]) == ["quiet", 0]
    assert run.finding == "news"
    adding.remove(settings, store, "wells", Author("ana", "EU", now + pd.Timedelta(minutes=1)))
    assert thresholds.of_source(home, "wells") == []
    store.close()


def test_a_rule_that_is_there_already_is_not_written_over(kept, ana):
    settings, store = kept
    (settings.home / "rules").mkdir()
    mine = settings.home / "rules" / "pumps_wells_repaired_above.toml"
    mine.write_text("mine")
    proposal = propose("pumps", CSV)
    text = proposal.toml(**CHOICES)
    said = "without its signal: pumps_wells_repaired_above.toml is there already"
    with pytest.raises(collector.NotAdded, match=said):
        adding.keep(settings, store, proposal, CSV, text, ana, signal=Threshold(5))
    assert mine.read_text() == "mine"


def test_of_two_who_save_a_rule_at_once_one_is_told_and_writes_nothing_over(home, now, monkeypatch):
    series = [Series(f"a.{name}", name, "people", "day", "flow") for name in ("first", "second")]
    texts = [thresholds.rule(one, Threshold(5), "ana", now) for one in series]
    taken = home / "rules" / "a_second_above.toml"
    taken.parent.mkdir(parents=True)
    taken.write_text("mine")
    monkeypatch.setattr(Path, "exists", lambda path: False)  # not there yet when it was looked
    with pytest.raises(FileExistsError, match=f"^{taken.name}$"):
        thresholds.write(home, texts)
    assert [path.name for path in taken.parent.iterdir()] == [taken.name]
    assert taken.read_text() == "mine"


def test_a_file_that_is_there_and_a_fault_in_one_are_told_without_their_folder(kept):
    settings, _store = kept
    proposal = propose("wells", CSV)
    text = proposal.toml(**CHOICES)
    with pytest.raises(collector.NotAdded, match=r"^wells\.toml is there already"):
        collector.keep(settings.home / "sources", proposal, CSV, text)
    with pytest.raises(DeclarationError, match=r"^wells\.toml"):
        adding.preview(proposal, CSV, proposal.toml())


@given(
    st_.text(min_size=1, max_size=80), st_.sampled_from(["day", "week", "month", "irregular"]),
    st_.floats(-1e9, 1e9, allow_nan=False), st_.booleans(), st_.integers(1, 4),
)  # fmt: skip
@hypothesis_settings(max_examples=60, deadline=None)
def test_whatever_a_series_is_called_its_rule_can_be_read(title, frequency, limit, below, level):
    series = Series("a.b", title, "people", frequency, "flow")
    chosen, day = Threshold(limit, below, level), pd.Timestamp("2026-11-26")
    said = thresholds.rule(series, chosen, "ana", day)
    rule = declared(tomllib.loads(said))
    assert rule.thresholds["limit"] == limit
    assert rule.wording.format(place="Sudan", period="May", value=1).startswith(title)


def test_only_a_second_person_reviews_and_a_change_is_looked_at_again(kept, ana, ben):
    settings, store = kept
    (path,) = reviews.own_files(settings.home)

    def by() -> str:
        return reviews.states(store, ana.viewer(), [path])["reviewed_by"].iloc[0]

    with pytest.raises(reviews.NotASecondPerson, match="somebody else has to look"):
        reviews.review(store, path, "", ana)
    assert by() == ""
    reviews.review(store, path, "Fits.", ben)
    assert by() == "ben"
    path.write_text(path.read_text().replace('unit = "wells"', 'unit = "pumps"'))
    assert by() == ""


@pytest.mark.parametrize("audience", [Audience.of("UN"), Audience.all()])
def test_a_review_is_known_to_all_who_see_the_source(home, now, audience, monkeypatch):
    settings, store = Settings(home=home), Store.in_folder(home)
    monkeypatch.setattr(data, "store", lambda: store)
    proposal, ana = propose("wells", CSV), Author("ana", "EU", now)
    adding.keep(settings, store, proposal, CSV, proposal.toml(**CHOICES), ana, audience)
    (path,) = reviews.own_files(home)
    reviews.review(store, path, "", Author("ben", "UN", now + pd.Timedelta(hours=1)))
    known = {"EU": "ben", "UN": "ben", "AU": "ben" if audience.everybody else ""}
    for organisation, by in known.items():
        viewer = Author("x", organisation).viewer()
        assert reviews.states(store, viewer, [path])["reviewed_by"].tolist() == [by]
        assert data.not_reviewed(Look(viewer)) == (set() if by else {"wells"})
    store.close()


def test_undo_takes_it_away_and_keeps_the_files_aside(kept, ana):
    settings, store = kept
    later = Author("ana", "LOCAL", ana.now + pd.Timedelta(minutes=1))
    adding.remove(settings, store, "wells", later)
    assert "wells" not in all_sources(settings.home)
    aside = sorted(path.name for path in (settings.home / "sources" / "removed").iterdir())
    assert [name.split("-")[1] for name in aside] == ["wells.csv", "wells.toml"]
    assert reviews.states(store, ana.viewer(), reviews.own_files(settings.home)).empty


def test_what_was_put_there_by_hand_is_not_taken_away_here(kept, ana):
    settings, store = kept
    folder = settings.home / "sources"
    shutil.copy(folder / "wells.toml", folder / "other.toml")
    with pytest.raises(collector.NotAdded, match="Only what was added on this page"):
        adding.remove(settings, store, "other", ana)
    with pytest.raises(collector.NotAdded):
        adding.remove(settings, store, "../jointwatch", ana)
    assert (folder / "other.toml").exists()


def test_an_address_is_asked_only_of_an_allowed_host_now_and_when_it_is_collected(home):
    with Publishers() as web:
        web.offer("/wells.csv", CSV)
        url = f"{web.url}/wells.csv"
        with pytest.raises(Refused, match="not among the hosts"):
            adding.asked("wells", url, Settings(home=home))
        settings = Settings(home=home, allowed_hosts=("127.0.0.1",))
        proposal, body = adding.asked("wells", url, settings)
        assert body == CSV
        collector.keep(home / "sources", proposal, body, proposal.toml(**CHOICES))
        source = all_sources(home)["wells"]
        assert [one.body for one in source.fetch(client_for(source, settings, None))] == [CSV]
        elsewhere = Settings(home=home, allowed_hosts=("data.example.org",))
        with pytest.raises(Refused, match="not among the hosts"):
            list(source.fetch(client_for(source, elsewhere, None)))


def test_an_address_is_asked_once_for_one_page_however_often_it_is_drawn(home):
    kept = {}
    settings = Settings(home=home, allowed_hosts=("127.0.0.1",))
    with Publishers() as web:
        web.offer("/wells.csv", CSV)
        for _ in range(3):
            adding.asked_once(kept, "wells", f"{web.url}/wells.csv", settings)
        assert len(web.asked) == 1


def test_the_catalogue_says_what_there_is_and_what_is_missing(kept):
    sources = all_sources()
    newest = pd.DataFrame(
        {"series": ["ucdp.deaths"] * 2, "place": ["SDN", "MLI"],
         "period": pd.to_datetime(["2026-08-01", "2026-09-01"])}
    )  # fmt: skip
    table = catalogue.coverage(catalogue.covered(newest), {"ucdp": sources["ucdp"]})
    row = table[table["Places"] == "2"].iloc[0]
    assert row["Newest period"] == "1 September 2026"
    assert (table["Newest period"] == "none collected yet").any()
    states = pd.DataFrame(
        {"source": ["views", "acled", "ucdp", "fts", "hapi"],
         "state": ["never run", "needs a key", "fine", "off", "never run"]}
    )  # fmt: skip
    acled, off, waiting = catalogue.missing(states, sources)
    assert acled[0] == sources["acled"].title
    assert acled[1].startswith("Needs ACLED_EMAIL, ACLED_PASSWORD. Open an account")
    assert acled[1].count("Open an account") == 1
    assert off == (sources["fts"].title, "Turned off in the settings.")
    assert waiting == ("Not collected yet", f"{sources['views'].title}; {sources['hapi'].title}.")


def test_in_the_catalogue_what_was_collected_comes_first():
    newest = pd.DataFrame(
        {"series": ["views.p25"], "place": ["SDN"], "period": pd.to_datetime(["2026-08-01"])}
    )
    table = catalogue.coverage(catalogue.covered(newest), {"views": all_sources()["views"]})
    assert table["Places"].tolist() == ["1", "0"]


# --- The page.


@pytest.fixture
def show(home, monkeypatch):
    """Return a function that shows a page as ana, of a home without the shipped history.

    So a first collection does not compute all indicators of it; tests of the command do.
    """
    monkeypatch.setenv("LOGNAME", "ana")
    homes.emptied(homes.fresh(home))
    st.cache_data.clear()
    st.cache_resource.clear()

    def show(page: str, **address) -> AppTest:
        app = AppTest.from_file(str(FRAME), default_timeout=120)
        app.switch_page(f"{page}.py")
        app.query_params.update(address)
        return app.run()

    yield show
    data.store().close()
    st.cache_data.clear()
    st.cache_resource.clear()


def labelled(elements, label: str):
    return next(element for element in elements if element.label == label)


def fill_in(app: AppTest) -> AppTest:
    for label, said in (("Unit (people, deaths, US dollars)", "wells"),
                        ("Title", "Wells repaired"), ("Publisher", "Example Water Board"),
                        ("A page about the data (https://...)", "https://wells.example.org"),
                        ("Licence", "CC BY 4.0")):  # fmt: skip
        labelled(app.text_input, label).set_value(said)
    labelled(app.selectbox, "Direction").set_value("lower")
    labelled(app.selectbox, "Signal when a figure is").set_value("below")
    labelled(app.number_input, "this number").set_value(5)
    return labelled(app.button, "Preview").click().run()


def test_from_a_file_never_seen_before_to_a_series_on_a_situation(show, home, monkeypatch):
    app = show("add")
    app.file_uploader[0].upload("Wells.csv", CSV, "text/csv").run()
    assert not app.exception
    assert any("Atlantis (1)" in one.value for one in app.warning)
    labelled(app.button, "Preview").click().run()
    assert "Still to be said: its title" in app.error[0].value
    fill_in(app)
    assert not app.error
    assert "Sudan" in app.dataframe[-1].value.to_csv()
    who = labelled(app.selectbox, "Who may see this")
    assert who.value == "My organisation only"
    said = "Who may see this: LOCAL only. It signals at or below 5, level 2 concern."
    assert said in [one.value for one in app.caption]
    who.set_value("My organisation and others")
    labelled(app.button, "Preview").click().run()
    assert app.error[0].value == "Still to be said: which others may see it."
    labelled(app.multiselect, "The others").set_value(["UN", "AU"])
    labelled(app.button, "Preview").click().run()
    captions = [one.value.replace("\\", "") for one in app.caption]
    assert "Who may see this: LOCAL, AU and UN only." in " ".join(captions), captions
    labelled(app.button, "Keep and collect").click().run()
    assert not app.exception
    assert not app.error, app.error[0].value
    assert "is kept and collected" in app.success[0].value
    assert [len(figures(data.store(), one)) for one in ("UN", "AU", "EU")] == [5, 5, 0]
    where = {"rule": "wells_wells_repaired_below", "place": "SDN"}
    told = data.store().read(SIGNALS, PROGRAM, where=where)
    assert told["state"].tolist() in (["firing"], ["unknown"])  # too old, a quarter later
    assert any("Not yet reviewed" in one.value for one in app.markdown)
    labelled(app.button, "I have looked at it").click().run()
    assert "somebody else has to look" in app.error[0].value

    situation = show("situation", place="SDN")
    further = labelled(situation.multiselect, "Further series")
    further.set_value(["wells.wells_repaired"]).run()
    assert not situation.exception
    assert any("not yet reviewed" in one.value for one in situation.caption)
    assert any("Wells repaired" in one.value.to_csv() for one in situation.dataframe)
    assert situation.query_params["series"] == "wells.wells_repaired"

    monkeypatch.setenv("LOGNAME", "ben")
    again = show("add")
    labelled(again.button, "I have looked at it").click().run()
    assert any("Reviewed by ben" in one.value for one in again.markdown)
    assert not any("not yet reviewed" in one.value
                   for one in show("sources", source="wells").warning)  # fmt: skip
    labelled(again.button, "Take away").click().run()
    assert not (home / "sources" / "wells.toml").exists()
    assert "wells_wells_repaired_below" not in rulebook.all_rules(home)


def test_an_address_is_pasted_where_hosts_are_allowed(show, home):
    assert labelled(show("add").text_input, "Or paste an address (https://...)").disabled
    (home / "jointwatch.toml").write_text('allowed_hosts = ["127.0.0.1"]')
    with Publishers() as web:
        web.offer("/wells.csv", CSV)
        app = show("add")
        address = labelled(app.text_input, "Or paste an address (https://...)")
        address.set_value("https://elsewhere.example.org/x.csv").run()
        assert "not among the hosts" in app.error[0].value
        address.set_value(f"{web.url}/wells.csv").run()
        assert not app.error
        fill_in(app)
        labelled(app.button, "Keep and collect").click().run()
        assert "is kept and collected" in app.success[0].value
    rows = data.store().read(OBSERVATIONS, PROGRAM, where={"series": "wells.wells_repaired"})
    assert len(rows) == 5


@pytest.mark.parametrize("body", [b"", b"<html>Sign in</html>", b"\x00\x01\x02", b"a,b\n", b"PK"])
def test_what_is_no_table_is_refused_in_a_sentence_on_the_page(show, body):
    app = show("add")
    app.file_uploader[0].upload("x.csv", body, "text/csv").run()
    assert not app.exception
    assert app.error[0].value


def test_in_a_replay_nothing_is_added(show):
    app = show("add", as_of="2023-04-01")
    assert not app.file_uploader
    assert "after you leave the replay" in app.info[0].value


@pytest.mark.parametrize("name", ["wells", "ucdp"])
def test_who_takes_the_name_of_a_source_does_not_say_who_may_see_that_one(kept, now, name):
    settings, store = kept
    before, eva = store.restrictions(), Author("eva", "EU", now)
    for file in (settings.home / "sources").glob("wells.*"):  # even of one taken away meanwhile
        file.unlink()
    proposal = propose(name, CSV)
    with pytest.raises(collector.NotAdded, match="there already"):
        adding.keep(*kept, proposal, CSV, proposal.toml(**CHOICES), eva, Audience.all())
    assert store.restrictions() == before


def test_a_reader_adds_no_source(home, now):
    settings, store = Settings(home=home), Store.in_folder(home)
    proposal, reader = propose("wells", CSV), Person("rita", "UN", now=now)
    with pytest.raises(permissions.Refused, match="Your role is reader"):
        adding.keep(settings, store, proposal, CSV, proposal.toml(**CHOICES), reader)
    assert not (home / "sources").exists()
    assert store.restrictions() == {}
    store.close()


def test_health_told_without_sign_in_names_no_source_that_not_everybody_may_know(kept, monkeypatch):
    settings, store = kept
    monkeypatch.setitem(service._running, "store", store)
    monkeypatch.setattr(service, "load", lambda: settings)
    told = json.loads(service.healthz(None).body)["sources"]
    assert "ucdp" in told
    assert "wells" not in told
    store.release("wells")
    assert "wells" in json.loads(service.healthz(None).body)["sources"]
