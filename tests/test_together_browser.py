"""Several organisations at once, each in a browser at its own server, on one store.

What one writes for itself alone never shows for another; a blind round of three, and of a
fourth by spreadsheet, ends in a working level.
"""

import io
import time
from contextlib import ExitStack

import pytest
from openpyxl import load_workbook

from collectors.access import Viewer
from collectors.store import Store
from dashboard.workspace import assessments, listing, records
from dashboard.workspace.marking import Audience
from dashboard.workspace.people import ROLES, Person
from indicators.frames import AUDIT, RECORDS

pytest.importorskip("playwright", reason="Playwright is not installed; no browser was driven.")
from playwright.sync_api import expect  # noqa: E402

from tests import homes  # noqa: E402
from tests.test_browser import (  # noqa: E402
    PATIENCE,
    cell,
    pick,
    press,
    serving,
    sessions,
    settled,
)

pytestmark = pytest.mark.browser
OURS = ("UN", "EU", "NATO")
SECRET, SHARED = "Columns near Tine", "Market day in Nyala"
ELSEWHERE = ("situation?place=SDN", "records")  # tests/test_leaks_pages.py looks at every page
MOST_INPUTS, MOST_SECONDS = 3, 60
LEVEL = {"UN": "◕ 3 warning", "EU": "◔ 1 watch", "NATO": "◑ 2 concern"}
SAID = {"UN": "Columns move on the town.", "EU": "Talks hold for now.",
        "NATO": "Supply by air goes on.", "AU": "Elders keep both apart."}  # fmt: skip


@pytest.fixture(scope="module")
def served(tmp_path_factory):
    """Return the address of each organisation's server, and the store that they share."""
    root = homes.fresh(tmp_path_factory.mktemp("together"))
    url, addresses = f"sqlite:///{root / 'jointwatch.db'}", {}
    with ExitStack() as open_:
        for one in OURS:
            home = root / one / "home"
            home.mkdir(parents=True)
            (home / "jointwatch.toml").write_text(f'organisation = "{one}"\n')
            server = serving(home, "--no-collect", JOINTWATCH_DATABASE_URL=url)
            addresses[one] = open_.enter_context(server)
        store = Store(url)
        open_.callback(store.close)
        yield addresses, store


@pytest.fixture
def desks(served, browser):
    """Return the page Assess of each organisation, in a session of its own."""
    addresses, _store = served
    with sessions(browser) as look:
        yield {one: settled(look(f"{addresses[one]}/assess")) for one in OURS}


def box(page, name: str):
    """Return an expander by its heading, opened."""
    heading = page.get_by_text(name, exact=True)
    found = page.get_by_test_id("stExpander").filter(has=heading).first
    outer = found.locator("details").first  # "More" may stand inside
    if outer.get_attribute("open") is None:
        outer.locator("summary").first.click()
    return found


def again(page):
    """Load a page anew, as it is in the address."""
    page.reload()
    return settled(page)


def judge(page, organisation: str, trend: str = "stable") -> tuple[int, float]:
    """Judge as a person does; return how many inputs and seconds it took."""
    form, inputs, begun = box(page, "Our assessment"), 0, time.monotonic()
    form.get_by_role("radio", name=LEVEL[organisation]).click()
    inputs += 1
    form.get_by_role("radio", name=trend).click()
    inputs += 1
    form.get_by_role("textbox", name="Why, in one sentence").fill(SAID[organisation])
    inputs += 1
    form.get_by_role("button", name="Save our assessment").click()
    expect(page.get_by_text(SAID[organisation]).first).to_be_visible()
    return inputs, time.monotonic() - begun


def nothing_of_others(served, page, organisation: str, paths: tuple, *others: str) -> None:
    """Hold queries, search, audit and pages against what others wrote."""
    addresses, store = served
    eyes = Viewer(frozenset({organisation}))
    told = [store.read(RECORDS, eyes, versions=True), store.read(AUDIT, eyes),
            assessments.levels(store, eyes), listing.search(store, eyes, "")]  # fmt: skip
    text = "\n".join(rows.to_csv() for rows in told)
    for path in paths:
        page.goto(f"{addresses[organisation]}/{path}")
        text += settled(page).content()
    for other in others:
        assert SAID[other] not in text


@pytest.mark.timeout(900)  # four people's work, on machines that others load too
def test_a_blind_round_goes_from_proposal_to_a_working_level_with_a_reservation(
    served, desks, tmp_path
):
    addresses, store = served
    un, eu, nato = (desks[one] for one in OURS)

    # The UN opens a round.
    form = box(un, "Open a new round")
    pick(un, form.get_by_role("combobox", name="Country or area"), "Sudan")
    asked = form.get_by_role("combobox", name="Organisations that judge")
    pick(un, asked, "EU", "NATO", "AU")
    un.keyboard.press("Escape")
    form.get_by_role("button", name="Open the round").click()
    expect(un.get_by_text("hidden until all have judged")).to_be_visible()

    # Each judges in a minute and three inputs.
    figures = {"UN": judge(un, "UN", "deteriorating")}
    for one in ("EU", "NATO"):
        again(desks[one])
        expect(desks[one].get_by_text("hidden until all have judged")).to_be_visible()
        figures[one] = judge(desks[one], one)
    print(figures)
    for inputs, seconds in figures.values():
        assert inputs <= MOST_INPUTS
        assert seconds < MOST_SECONDS, figures

    # Before all have judged, nobody sees more than their own.
    for one in OURS:
        paths = ELSEWHERE if one == "EU" else ()
        nothing_of_others(served, desks[one], one, paths, *(set(OURS) - {one}))
        desks[one].goto(f"{addresses[one]}/assess")
        expect(settled(desks[one]).get_by_text("not shown yet")).to_have_count(3)

    # The African Union has no account: a form goes out and comes back.
    form = box(un, "For organisations without accounts")
    expect(form.get_by_role("button", name="Form for the AU")).to_be_enabled()
    with un.expect_download(timeout=PATIENCE) as download:
        form.get_by_role("button", name="Form for the AU").click()
    book = load_workbook(io.BytesIO(download.value.path().read_bytes()))
    sheet = book.active
    for row in sheet.iter_rows(min_row=9):
        answers = {"Level *": "2 concern", "Trend *": "stable",
                   "Why, in one sentence *": SAID["AU"]}  # fmt: skip
        if row[0].value in answers:
            row[1].value = answers[row[0].value]
    returned = tmp_path / "returned.xlsx"
    book.save(returned)
    form.locator("input[type=file]").set_input_files(returned)
    form.get_by_role("button", name="Keep the form").click()

    # Now all have judged: side by side, with the spread; the AU's is to be confirmed.
    for one in OURS:
        page = desks[one] if one == "UN" else again(desks[one])
        for said in SAID.values():
            expect(page.get_by_text(said).first).to_be_visible()
        expect(page.get_by_text("2 levels apart: discuss.")).to_be_visible()
        expect(page.get_by_text("As stated by the AU, to be confirmed")).to_be_visible()

    # The EU proposes a working level, the UN agrees, NATO has a reservation.
    form = box(eu, "Propose a working level")
    form.get_by_role("radio", name="◑ 2 concern").click()
    form.get_by_role("textbox", name="What is agreed").fill("Concern for the north.")
    form.get_by_role("button", name="Propose").click()
    expect(eu.get_by_text("agreed by EU.")).to_be_visible()
    _stance(again(un), "agrees", "")
    _stance(again(nato), "agrees with a reservation", "The figures are not ours.")
    page = again(eu)
    expect(page.get_by_text("agreed by EU, NATO and UN.")).to_be_visible()
    expect(page.get_by_text("Reservation: NATO: The figures are not ours.")).to_be_visible()


def _stance(page, said: str, reason: str) -> None:
    form = box(page, "What does your organisation say?")
    pick(page, form.get_by_role("combobox", name="We", exact=True), said)
    if reason:
        form.get_by_role("textbox", name="Reservation or reason").fill(reason)
    form.get_by_role("button", name="Keep", exact=True).click()
    expect(page.get_by_text("agreed by EU")).to_contain_text("UN" if not reason else "NATO")


# --- What one writes for its own.


def test_what_one_writes_for_their_own_never_shows_for_the_other_until_it_is_released(
    served, browser
):
    addresses, store = served
    eu = Person("eve", "EU", ROLES)
    all_ = Audience.of("EU", "NATO")
    records.save(store, "decision", {"said": SHARED}, eu, audience=all_, record="shared")
    with sessions(browser) as look:
        pages = {one: drawn(look(f"{addresses[one]}/records?kind=decision"))
                 for one in ("EU", "NATO")}  # fmt: skip
        before = _read(pages["NATO"])
        assert SHARED in before

        # The EU writes, in its browser, for itself alone.
        form = pages["EU"].get_by_test_id("stExpander").filter(has_text="New: Decision")
        form.locator("summary").first.click()
        form.get_by_role("textbox", name="What was decided").fill(SECRET)
        press(form.get_by_role("button", name="Save", exact=True), cell(pages["EU"], SECRET))

        # At the same moment NATO sees, finds and counts what it did before.
        pages["NATO"].reload()
        assert _read(pages["NATO"]) == before
        search = pages["NATO"].get_by_role("textbox", name="Find in all records")
        search.fill(SECRET)
        search.press("Enter")
        nothing = pages["NATO"].get_by_text("Nothing that you may see holds these words.")
        expect(nothing).to_be_visible()

        # Released to NATO, it shows at the next look.
        kept = records.load(store, "decision", eu.viewer())
        mine = kept[kept["said"] == SECRET].iloc[0]
        records.save(store, "decision", {"said": SECRET}, eu, audience=all_,
                     record=mine["record"])  # fmt: skip
        pages["NATO"].reload()
        after = _read(pages["NATO"])
        assert SECRET in after
        assert after.count(SHARED) == before.count(SHARED)


def drawn(page):
    """Wait until a page is drawn, which its foot is before its body, and stands still."""
    expect(page.get_by_text("Names and boundaries on this page")).to_be_visible()
    page.wait_for_function(
        "document.querySelector('.stApp')?.dataset.testScriptState === 'notRunning'",
        timeout=PATIENCE,
    )
    expect(page.get_by_test_id("stSkeleton")).to_have_count(0)
    expect(page.get_by_test_id("stException")).to_have_count(0)
    page.wait_for_timeout(500)
    return page


def _read(page) -> str:
    """Return what NATO reads where decisions stand: words, cells and lists."""
    expect(cell(drawn(page), SHARED)).to_be_attached()  # the table comes after the words
    words = page.get_by_test_id("stMain").inner_text()
    return words + "\n".join(page.locator("canvas [role=gridcell]").all_text_contents())
