"""Every page, on a new store, an empty one and a full one: what it must say, and what never."""

import re
import shutil
from pathlib import Path

import pandas as pd
import pytest
from streamlit.testing.v1 import AppTest

from collectors.settings import Settings
from dashboard import data
from dashboard.opening import open_store
from dashboard.words import day, minute, month, number, plain
from tests import homes
from tests.homes import HOSTILE, NOW

FRAME = Path(__file__).parents[1] / "dashboard" / "pages" / "navigation.py"
PAGES = ("overview", "watchlists", "situation", "agenda", "sources", "add", "methods", "training")
ADDRESS = {"situation": {"place": "SDN"}, "agenda": {"place": "SDN"}}
LAST_MONTH = NOW.tz_localize(None).normalize().replace(day=1) - pd.DateOffset(months=1)


@pytest.fixture(scope="module")
def made(tmp_path_factory):
    """Return homes by name, each built once: fresh, emptied, filled."""
    root = tmp_path_factory.mktemp("homes")
    fresh = homes.fresh(root / "fresh")
    emptied = homes.emptied(Path(shutil.copytree(fresh, root / "emptied")))
    filled = homes.filled(root / "filled")
    return {"fresh": fresh, "emptied": emptied, "filled": filled}


@pytest.fixture(scope="module")
def stores(made):
    """Return the open store of each home; what pages keep of one is kept for all tests."""
    opened = {name: open_store(Settings(home=folder)) for name, folder in made.items()}
    yield opened
    for store in opened.values():
        store.close()


@pytest.fixture
def show(made, stores, home, monkeypatch):
    """Return a function that shows one page of one of the homes, in which nothing is written."""

    def show(page: str, on: str = "filled", **address: str) -> AppTest:
        monkeypatch.setenv("JOINTWATCH_HOME", str(made[on]))
        monkeypatch.setattr(data, "_store", lambda: stores[on])
        return drawn(page, address)

    return show


@pytest.fixture(scope="module")
def shown():
    """Return the pages shown so far, by page, home and address."""
    return {}


@pytest.fixture
def look(show, shown):
    """Return a function that shows a page to tests that touch nothing on it: once for all."""

    def look(page: str, on: str = "filled", **address: str) -> AppTest:
        key = (page, on, *address.items())
        if key not in shown:
            shown[key] = show(page, on, **address)
        return shown[key]

    return look


@pytest.fixture
def show_copy(made, home, monkeypatch):
    """Return a function that shows one page of a copy of a home, to write into."""
    opened = []

    def show(page: str, on: str) -> AppTest:
        shutil.copytree(made[on], home, dirs_exist_ok=True)
        opened.append(open_store(Settings(home=home)))
        monkeypatch.setattr(data, "_store", lambda: opened[-1])
        return drawn(page, {})

    yield show
    for store in opened:
        store.close()


def drawn(page: str, address: dict[str, str]) -> AppTest:
    app = AppTest.from_file(str(FRAME), default_timeout=60)
    if page != "overview":
        app.switch_page(f"{page}.py")
    app.query_params.update(address)
    return app.run()


def said(app: AppTest) -> str:
    """Return all the text of a page but its tables, one element a line."""
    kinds = (app.title, app.subheader, app.markdown, app.caption, app.info, app.warning, app.error,
             app.success)  # fmt: skip
    return "\n".join(str(element.value) for kind in kinds for element in kind)


def tables(app: AppTest) -> str:
    return "\n".join(table.value.to_csv() for table in app.dataframe)


def with_column(app: AppTest, name: str) -> pd.DataFrame:
    """Return the table of a page that has this column."""
    return next(table.value for table in app.dataframe if name in table.value)


def figures(app: AppTest) -> pd.DataFrame:
    """Return the table of figures of a situation."""
    return with_column(app, "Terms")


def one(widgets, label: str):
    """Return the one widget of that label."""
    (found,) = [widget for widget in widgets if widget.label == label]
    return found


# --- Every page can be shown.


@pytest.mark.parametrize("on", ["fresh", "emptied", "filled"])
@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_shown(look, page, on):
    app = look(page, on, **ADDRESS.get(page, {}))
    assert not app.exception
    assert [caption.value[:16] for caption in app.caption].count("Who may see this") >= 2


@pytest.mark.parametrize("page", PAGES)
def test_a_page_is_shown_in_a_replay(look, page):
    app = look(page, **ADDRESS.get(page, {}), as_of="2023-04-01")
    assert not app.exception
    assert "TRAINING REPLAY" in app.warning[0].value
    assert "1 April 2023" in app.warning[0].value


@pytest.mark.parametrize("place", ["PSE", "XKX", "ESH", "TWN", "VAT", "sahel", "ATA"])
def test_any_place_is_shown(look, place):
    assert not look("situation", place=place).exception


# --- The first screen.


def test_a_new_store_shows_history_as_history_and_nothing_as_worse(look):
    app = look("overview", "fresh")
    assert "Deaths known to June 2025, shown as history." in app.markdown[0].value
    assert "nothing here says that a place got worse" in said(app)
    assert "worsened" not in said(app)


def test_an_empty_store_says_that_nothing_is_known(look):
    app = look("overview", "emptied")
    assert "No deaths are known." in app.markdown[0].value
    assert "There is no watchlist yet" in said(app)
    assert "worsened" not in said(app)


def test_collected_deaths_are_told_to_their_month_and_not_as_history(look):
    app = look("overview")
    assert f"Deaths known to {month(LAST_MONTH)}." in app.markdown[0].value
    assert "0 situations worsened, 0 eased" in app.markdown[0].value
    assert "shown as history" not in said(app)


def test_an_umbrella_meeting_is_told_in_full_words(look):
    said_of_the_sahel = said(look("overview", watchlist="cell"))
    assert "Next: UN Security Council (one of several places)" in said_of_the_sahel


def test_silent_sources_are_counted_on_the_first_screen(look):
    app = look("overview")
    assert "; 3 sources are silent." in app.markdown[0].value  # failing, dead, never good


def test_the_list_takes_the_worst_first_and_says_what_is_next(look):
    app = look("overview", watchlist="cell")
    lines = [caption.value for caption in app.caption if "in the twelve months to" in caption.value]
    total = number(sum(500.0 + n for n in range(12, 24)))
    assert lines[0].startswith(plain(f"{total} deaths in organised violence in the twelve months"))
    assert "UN Security Council" in lines[0]
    assert any(caption.value.startswith(r"No data on deaths\.") for caption in app.caption)


# --- Watchlists: what somebody writes, the others see.


def test_a_situation_is_added_and_taken_off_again(show_copy):
    app = show_copy("watchlists", "fresh")
    one(app.selectbox, "Country or area").select("HTI")
    one(app.text_input, "Why it is watched").input("Gangs in the capital.")
    one(app.button, "Add").click().run()
    assert "Gangs in the capital." in tables(app)
    app.multiselect[0].select("HTI")
    one(app.button, "Take off").click().run()
    assert not app.exception
    assert "Gangs in the capital." not in tables(app)
    assert "Ukraine" in tables(app)


def test_a_situation_without_a_place_is_refused_in_a_sentence(show):
    app = show("watchlists", "fresh")
    one(app.button, "Add").click().run()
    assert app.error[0].value == "Choose a country or an area first."


def test_a_new_watchlist_can_be_made_and_needs_a_name(show_copy):
    app = show_copy("watchlists", "emptied")
    one(app.button, "Make").click().run()
    assert app.error[0].value == "A watchlist needs a name."
    one(app.text_input, "Name").input("Horn of Africa")
    one(app.button, "Make").click().run()
    assert app.selectbox[0].options == ["Horn of Africa"]
    assert "There is no situation on this list." in said(app)


def test_nothing_is_written_in_a_replay(look):
    app = look("watchlists", as_of=f"{NOW:%Y-%m-%d}")
    assert {button.label for button in app.button} <= {"Leave the replay"}
    assert "changed after you leave it" in said(app)


# --- One situation.


def test_an_unknown_place_is_said_to_be_unknown(look):
    app = look("situation", place="XXX")
    assert "The address asks for XXX, which is not known here." in app.warning[0].value
    assert app.selectbox[0].value is None


def test_a_place_without_figures_says_so_and_shows_no_zero(look):
    app = look("situation", place="ESH")
    assert "No data on deaths." in app.markdown[0].value
    assert "No figure about this place is known." in said(app)
    assert "gives no figures of their own to: Western Sahara" in said(app)


def test_deaths_in_gaza_are_said_to_be_counted_under_israel(look):
    for place in ("ISR", "PSE"):
        assert "counts deaths in Gaza and the West Bank under Israel" in said(
            look("situation", place=place)
        )


def test_every_figure_has_its_period_dates_source_terms_and_vintage(look):
    table = figures(look("situation", place="SDN"))
    assert list(table.columns[1:]) == ["Place", "Period", "Value", "Unit", "Published", "Known on",
                                       "Figures", "Source", "Terms"]  # fmt: skip
    assert set(table["Figures"]) == {
        "as collected", "as first published", "date of publication assumed",
    }  # fmt: skip
    assert table[["Period", "Known on"]].notna().all(axis=None)
    assert (table[["Figures", "Source", "Terms"]] != "").all(axis=None)


def test_an_umbrella_title_says_one_of(look):
    app = look("agenda", place="MLI")
    coming = next(table.value for table in app.dataframe if "New York" in table.value)
    assert coming["Places"].tolist() == ["one of: Mali, Niger"]


def test_a_meeting_is_told_in_the_hours_of_three_cities(look):
    app = look("agenda", place="SDN")
    table = next(table.value for table in app.dataframe if "New York" in table.value)
    assert (table[["New York", "Brussels", "Addis Ababa"]] != "").all(axis=None)


# --- Sources.


def test_a_failed_source_says_why(look):
    app = look("sources", source="gdacs")
    assert app.error[0].value == plain(f"GDACS: answered 503. {HOSTILE}")
    assert app.dataframe[0].value["Health"].tolist()[:3] == ["failing", "failing", "dead"]
    table = app.dataframe[0].value.set_index("Source")
    assert table.loc["Disaster alerts (GDACS)", "Health"] == "failing"
    assert table.loc["Journal of the United Nations", "Health"] == "dead"


def test_a_source_that_ran_well_shows_no_error(look):
    app = look("sources", source="ucdp")
    assert not app.error
    assert app.dataframe[-1].value["Rows seen"].tolist() == [650]


def test_a_place_that_was_not_recognised_is_shown(look):
    assert "Atlantis" in look("sources", source="unsc_meetings").dataframe[-1].value.to_csv()


def test_a_source_that_needs_a_key_says_which_and_how_to_get_it(look):
    app = look("sources", source="idmc")
    assert "`IDMC_CLIENT_ID`" in app.info[0].value


def test_a_source_file_that_cannot_be_read_is_named(show_copy, home):
    (home / "sources").mkdir()
    (home / "sources" / "broken.toml").write_text("id = ")
    assert "broken" in show_copy("sources", "filled").error[0].value


# --- The past as it was known.


def test_figures_are_shown_as_they_were_known_then(look):
    revised = LAST_MONTH - pd.DateOffset(months=1)
    then = revised + pd.DateOffset(days=41)
    values = {}
    for name, address in (("now", {}), ("then", {"as_of": f"{then:%Y-%m-%d}"})):
        table = figures(look("situation", place="SDN", **address))
        values[name] = table.set_index("Period")["Value"].get(revised)
    assert values == {"now": 500 + 22, "then": 7}


def test_the_day_of_a_replay_goes_from_page_to_page_until_it_is_left(show):
    app = show("overview", as_of="2023-04-01")
    assert "Deaths known to December 2022" in said(app)
    app.query_params.clear()  # as a browser's address is when the page changes
    app.switch_page("situation.py").run()
    assert app.query_params["as_of"] in ("2023-04-01", ["2023-04-01"])
    assert "TRAINING REPLAY" in app.warning[0].value
    app.button[0].click().run()
    assert not app.warning
    assert "as_of" not in app.query_params


def test_the_register_of_missions_is_not_shown_as_if_it_were_of_the_past(look):
    app = look("agenda", as_of="2023-04-01", view="mandates")
    assert "the register says what holds today, not then" in said(app)
    assert "Mandates as of" not in said(look("overview", as_of="2023-04-01"))


def test_how_sources_do_today_is_not_told_of_the_past(look):
    assert "silent" not in said(look("overview", as_of="2023-04-01"))


@pytest.mark.parametrize("wrong", ["banana", "2999-01-01", "1066-10-14", "NaT", "<b>x</b>"])
def test_a_day_that_cannot_be_shown_is_refused_and_not_taken_for_today(look, wrong):
    app = look("overview", as_of=wrong)
    assert not app.exception
    assert "is no day from 1989 to today" in app.error[0].value
    assert not app.markdown
    assert "<b>" not in app.error[0].value


def test_a_replay_starts_on_the_page_training(show):
    app = show("training", "fresh")
    app.date_input[0].set_value(pd.Timestamp("2022-03-01").date())
    [button for button in app.button if button.label == "Start the replay"][0].click().run()
    assert "1 March 2022" in app.warning[0].value


# --- Text from outside is text.


@pytest.mark.parametrize(
    ("page", "address"),
    [
        ("overview", {"watchlist": "cell"}),
        ("watchlists", {"watchlist": "cell"}),
        ("situation", {"place": "SDN"}),
        ("agenda", {"place": "SDN"}),
        ("sources", {"source": "gdacs"}),
        ("situation", {"place": HOSTILE}),
        ("agenda", {"place": HOSTILE}),
        ("sources", {"source": HOSTILE}),
        ("watchlists", {"watchlist": HOSTILE}),
    ],
)
def test_markup_from_outside_is_escaped(look, page, address):
    app = look(page, **address)
    assert not app.exception
    unescaped = re.sub(r"\\.", "", said(app))
    for part in ("<script", "<b", "**bold", "[here", "$x", ":smile", ":red[", "://evil", "`c"):
        assert part not in unescaped
    assert not any(element.allow_html for element in app.markdown)


def test_tables_show_text_from_outside_as_it_is(look):
    shown = [
        with_column(look("situation", place="SDN"), "Item")["Item"],
        with_column(look("situation", place="SDN"), "Ended")["Title"],
        with_column(look("situation", place="SDN"), "Page")["Title"],
        with_column(look("watchlists", watchlist="cell"), "Situation")["Why it is watched"],
    ]
    for column in shown:
        assert HOSTILE in column.tolist()


def test_plain_escapes_every_sign_and_keeps_the_words():
    assert plain("a *b*\n# c") == r"a \*b\* \# c"
    assert plain("S/PV.8439 (Resumption 1)") == r"S\/PV\.8439 \(Resumption 1\)"
    assert plain("&lt; :home: me@example.org") == (
        "\\&lt\\; \\:\N{WORD JOINER}home\\: me\\@\N{WORD JOINER}example\\.org"
    )


def test_days_and_moments_are_told_in_words():
    assert day(pd.Timestamp("2026-11-22")) == "22 November 2026"
    assert minute(pd.Timestamp("2026-11-22 15:00", tz="UTC")) == "22 November 2026, 15:00 UTC"
