"""Records and watchlists: who sees them, who wrote what, and two people at once."""

import pandas as pd
import pytest

from collectors.access import Viewer
from dashboard.workspace import records, watchlists
from dashboard.workspace.marking import Audience
from dashboard.workspace.records import Author

UN, EU = Viewer(frozenset({"UN"})), Viewer(frozenset({"EU"}))
ROOM = Viewer(frozenset({"UN", "EU"}))


@pytest.fixture
def ana(now):
    return Author("Ana", "UN", now)


@pytest.fixture
def bo(now):
    return Author("Bo", "UN", now + pd.Timedelta(minutes=5))


def test_a_record_is_seen_by_its_originator_alone(store, ana):
    watchlists.watch(store, "horn", "SDN", "Fighting in the capital.", ana)
    assert watchlists.watches(store, "horn", UN)["place"].tolist() == ["SDN"]
    assert watchlists.watches(store, "horn", EU).empty
    assert watchlists.watches(store, "horn", ROOM).empty
    assert watchlists.watches(store, "horn", Viewer()).empty


def test_a_released_record_is_seen_by_those_it_is_released_to(store, ana):
    body = watchlists.Watch(watchlist="horn", place="SDN")
    audience = Audience.of("EU", "UN")
    records.save(store, watchlists.Watch, body, ana, record="one", audience=audience)
    assert len(watchlists.watches(store, "horn", EU)) == 1
    assert len(watchlists.watches(store, "horn", ROOM)) == 1
    assert watchlists.watches(store, "horn", Viewer(frozenset({"E"}))).empty


def test_saving_the_same_twice_is_no_news(store, ana, bo):
    assert watchlists.watch(store, "horn", "SDN", "Why", ana) == 1
    assert watchlists.watch(store, "horn", "SDN", "Why", bo) == 0
    assert watchlists.watches(store, "horn", UN)["author"].tolist() == ["Ana"]


def test_what_was_changed_can_be_seen_again(store, ana, bo):
    watchlists.watch(store, "horn", "SDN", "First", ana)
    watchlists.watch(store, "horn", "SDN", "Second", bo)
    versions = records.history(store, watchlists.Watch, "horn:SDN", UN)
    assert versions["why"].tolist() == ["Second", "First"]
    assert versions["author"].tolist() == ["Bo", "Ana"]
    assert watchlists.watches(store, "horn", UN, as_of=ana.now)["why"].tolist() == ["First"]


def test_a_colleagues_change_stands_when_i_save_another_entry(store, ana, bo):
    for place in ("SDN", "SSD"):
        watchlists.watch(store, "horn", place, "At first", ana)
    watchlists.watch(store, "horn", "SSD", "What Bo found", bo)
    later = Author("Ana", "UN", bo.now + pd.Timedelta(minutes=1))
    assert watchlists.watch(store, "horn", "SDN", "What Ana found", later) == 1
    why = watchlists.watches(store, "horn", UN).set_index("place")["why"]
    assert why.to_dict() == {"SDN": "What Ana found", "SSD": "What Bo found"}


def test_how_long_a_situation_is_on_a_list_counts_from_when_it_was_last_put_there(store, ana, bo):
    def since(as_of=None):
        return watchlists.watches(store, "horn", UN, as_of)["since"].tolist()

    assert since() == []
    watchlists.watch(store, "horn", "SDN", "First", ana)
    watchlists.watch(store, "horn", "SDN", "Said anew", bo)
    assert since() == [ana.now]
    off, again = (ana.at(bo.now + pd.Timedelta(days=days)) for days in (1, 2))
    watchlists.end(store, "horn", "SDN", "Said anew", off)
    watchlists.watch(store, "horn", "SDN", "Said anew", again)
    assert since() == [again.now]
    assert since(as_of=bo.now) == [ana.now]


def test_an_entry_that_is_taken_off_keeps_its_history(store, ana, bo):
    watchlists.watch(store, "horn", "SDN", "Why", ana)
    assert watchlists.end(store, "horn", "SDN", "Why", bo) == 1
    assert watchlists.watches(store, "horn", UN).empty
    assert len(records.history(store, watchlists.Watch, "horn:SDN", UN)) == 2


@pytest.mark.parametrize("place", ["XXX", "", "Sudan", "<script>"])
def test_a_place_that_is_none_is_refused(store, ana, place):
    with pytest.raises(records.Invalid):
        watchlists.watch(store, "horn", place, "", ana)


def test_the_starter_list_takes_places_with_missions_and_most_deaths_first():
    presences = pd.DataFrame(
        [
            ("UN", "peacekeeping_operation", "SDN"),
            ("EU", "csdp_civilian_mission", "SDN"),
            ("UN", "envoy", "MLI"),
            ("AU", "liaison_office", "BEL"),
        ],
        columns=["organisation", "type", "place"],
    )
    deaths = pd.DataFrame(
        {
            "place": ["MLI", "SDN", "BEL", "MEX"],
            "value": [900.0, 12000.0, 99999.0, 15000.0],
            "period": pd.Timestamp("2025-06-01"),
        }
    )
    made = watchlists.starter(presences, deaths)
    assert made["place"].tolist() == ["SDN", "MLI"]
    assert "of the EU and the UN" in made["why"][0]
    assert "June 2025" in made["why"][0]


def test_the_starter_list_is_made_once_and_peoples_changes_stand(store, ana, bo):
    situations = pd.DataFrame({"place": ["SDN", "MLI"], "why": ["a", "b"]})
    watchlists.make_starter(store, situations, ana)
    watchlists.end(store, watchlists.STARTER, "MLI", "b", bo)
    watchlists.make_starter(store, situations, Author("Ana", "UN", bo.now))
    assert watchlists.watches(store, watchlists.STARTER, UN)["place"].tolist() == ["SDN"]
