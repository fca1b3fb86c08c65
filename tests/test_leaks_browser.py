"""Two people of different organisations at once, each at their own server, on one store."""

import pytest

pytest.importorskip("playwright", reason="Playwright is not installed; no browser was driven.")
from playwright.sync_api import expect  # noqa: E402

from dashboard.workspace import records  # noqa: E402
from dashboard.workspace.marking import Audience  # noqa: E402
from dashboard.workspace.people import ROLES, Person  # noqa: E402
from tests.test_blind_round_browser import together  # noqa: E402
from tests.test_browser import PATIENCE, cell, sessions  # noqa: E402

pytestmark = pytest.mark.browser
SECRET, SHARED = "Columns near Tine", "Market day in Nyala"


@pytest.fixture(scope="module")
def servers(tmp_path_factory):
    """Return the address of each of two servers, and the store that they share."""
    with together(tmp_path_factory.mktemp("two"), ("EU", "AU")) as (addresses, store):
        yield addresses, store


def test_what_one_writes_for_their_own_never_shows_for_the_other_until_it_is_released(
    servers, browser
):
    addresses, store = servers
    eu = Person("eve", "EU", ROLES)
    all_ = Audience.of("EU", "AU")
    records.save(store, "decision", {"said": SHARED}, eu, audience=all_, record="shared")
    with sessions(browser) as look:
        pages = {one: drawn(look(f"{addresses[one]}/records?kind=decision"))
                 for one in ("EU", "AU")}  # fmt: skip
        before = _all(pages["AU"], addresses["AU"])
        assert SHARED in before

        # The EU writes, in its browser, for itself alone.
        form = pages["EU"].get_by_test_id("stExpander").filter(has_text="New: Decision")
        form.locator("summary").first.click()
        form.get_by_role("textbox", name="What was decided").fill(SECRET)
        form.get_by_role("button", name="Save", exact=True).click()
        expect(cell(pages["EU"], SECRET)).to_be_attached()

        # At the same moment the AU sees, finds and counts what it did before.
        assert _all(pages["AU"], addresses["AU"]) == before
        pages["AU"].goto(f"{addresses['AU']}/records?kind=decision")
        search = drawn(pages["AU"]).get_by_role("textbox", name="Find in all records")
        search.fill(SECRET)
        search.press("Enter")
        nothing = pages["AU"].get_by_text("Nothing that you may see holds these words.")
        expect(nothing).to_be_visible()

        # Released to the AU, it shows at the next look.
        kept = records.load(store, "decision", eu.viewer())
        mine = kept[kept["said"] == SECRET].iloc[0]
        records.save(store, "decision", {"said": SECRET}, eu, audience=all_,
                     record=mine["record"])  # fmt: skip
        after = _all(pages["AU"], addresses["AU"])
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


def _all(page, address: str) -> str:
    """Return what the AU reads on the pages where records stand: words, cells and lists."""
    said = ""
    for path in ("records?kind=decision", ""):
        page.goto(f"{address}/{path}")
        drawn(page)
        if "decision" in path:  # the table comes after the words
            expect(cell(page, SHARED)).to_be_attached()
        said += page.get_by_test_id("stMain").inner_text()
        said += "\n".join(page.locator("canvas [role=gridcell]").all_text_contents())
    return said
