"""The house as planned: who may import whom, and how long a room may be."""

import ast
from functools import cache
from pathlib import Path

ROOT = Path(__file__).parents[1]
LAYERS = ["indicators", "collectors", "dashboard", "streamlit_app"]  # each sees those before it
LONGEST = 300
NO_BUSINESS_OF_A_PAGE = {"requests", "sqlalchemy", "sqlite3", "psycopg", "urllib3"}
NO_BUSINESS_OF_A_FIGURE = {
    "requests", "sqlalchemy", "sqlite3", "psycopg", "streamlit", "apscheduler", "socket",
    "urllib", "urllib3", "plotly", "click", "rich",
}  # fmt: skip


@cache
def texts() -> dict[str, str]:
    files = [file for layer in LAYERS for file in (ROOT / layer).rglob("*.py")]
    files = sorted([*files, ROOT / "streamlit_app.py"])
    return {str(file.relative_to(ROOT)): file.read_text(encoding="utf-8") for file in files}


@cache
def trees() -> dict[str, ast.Module]:
    return {module: ast.parse(text) for module, text in texts().items()}


def imported(module: str) -> set[str]:
    """Return the packages that a module imports, inside its functions too."""
    found = set()
    for node in ast.walk(trees()[module]):
        if isinstance(node, ast.Import):
            found |= {alias.name.split(".")[0] for alias in node.names}
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by dots; write the whole name"
            found.add(node.module.split(".")[0])
    return found


def layer_of(module: str) -> str:
    return module.split("/")[0].removesuffix(".py")


def first_words(module: str) -> str:
    text = texts()[module]
    comment = text.splitlines()[0] if text.startswith("#") else ""
    return f"{comment} {ast.get_docstring(trees()[module]) or ''}".strip()


def test_imports_go_in_one_direction():
    above = {m: imported(m) & set(LAYERS[LAYERS.index(layer_of(m)) + 1 :]) for m in trees()}
    assert {m: packages for m, packages in above.items() if packages} == {}


def test_no_page_asks_the_web_or_the_database():
    pages = [m for m in trees() if m.startswith("dashboard/pages/")]
    assert pages
    assert {m: found for m in pages if (found := imported(m) & NO_BUSINESS_OF_A_PAGE)} == {}


def test_what_figures_mean_needs_no_network_clock_screen_or_database():
    figures = [m for m in trees() if layer_of(m) == "indicators"]
    assert figures
    assert {m: found for m in figures if (found := imported(m) & NO_BUSINESS_OF_A_FIGURE)} == {}


def test_no_module_is_long_without_a_reason():
    """A longer one is divided, or says in its first comment why it is over so many lines."""
    long = {m: lines for m, text in texts().items() if (lines := len(text.splitlines())) > LONGEST}
    reasons = f"over {LONGEST} lines"
    assert {m: n for m, n in long.items() if reasons not in first_words(m).lower()} == {}


def test_every_module_says_in_a_sentence_what_it_is_for():
    assert [m for m in trees() if not first_words(m)] == []


def test_nothing_else_stands_at_the_top():
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")}
    assert packages == {"indicators", "collectors", "dashboard", "tests"}


def test_one_place_catches_everything():
    """Only where a run is collected, somebody's own file is read, or the command ends."""
    allowed = {
        "collectors/collect.py", "collectors/kit.py", "collectors/own.py",
        "collectors/sources/__init__.py", "dashboard/cli.py",
    }  # fmt: skip
    found = {m for m, text in texts().items() if "except Exception" in text}
    assert found <= allowed
