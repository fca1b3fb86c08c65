"""The house as planned: who may import whom, and how long a room may be."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LAYERS = ["indicators", "collectors", "dashboard", "streamlit_app"]  # each sees those before it
LONGEST = 300
NO_BUSINESS_OF_A_PAGE = {"requests", "sqlalchemy", "sqlite3", "psycopg", "urllib3"}
NO_BUSINESS_OF_A_FIGURE = {
    "requests", "sqlalchemy", "sqlite3", "psycopg", "streamlit", "apscheduler", "socket",
    "urllib", "urllib3", "plotly", "click", "rich",
}  # fmt: skip


def modules() -> list[str]:
    files = [file for layer in LAYERS for file in (ROOT / layer).rglob("*.py")]
    return sorted(str(file.relative_to(ROOT)) for file in [*files, ROOT / "streamlit_app.py"])


def imported(module: str) -> Iterator[str]:
    """Everything a module imports, inside its functions too, as dotted names."""
    for node in ast.walk(ast.parse((ROOT / module).read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom):
            assert node.level == 0, f"{module} imports by dots; write the whole name"
            yield node.module


def layer_of(module: str) -> str:
    return module.split("/")[0].removesuffix(".py")


def first_words(module: str) -> str:
    text = (ROOT / module).read_text(encoding="utf-8")
    comment = text.splitlines()[0] if text.startswith("#") else ""
    return f"{comment} {ast.get_docstring(ast.parse(text)) or ''}"


@pytest.mark.parametrize("module", modules())
def test_imports_go_in_one_direction(module):
    seen = LAYERS.index(layer_of(module))
    packages = {name.split(".")[0] for name in imported(module)}
    above = packages & set(LAYERS[seen + 1 :])
    assert not above, f"{module} imports {above}, which stand above it"


@pytest.mark.parametrize("module", [m for m in modules() if m.startswith("dashboard/pages/")])
def test_no_page_asks_the_web_or_the_database(module):
    assert not {name.split(".")[0] for name in imported(module)} & NO_BUSINESS_OF_A_PAGE


@pytest.mark.parametrize("module", [m for m in modules() if layer_of(m) == "indicators"])
def test_what_figures_mean_needs_no_network_clock_screen_or_database(module):
    assert not {name.split(".")[0] for name in imported(module)} & NO_BUSINESS_OF_A_FIGURE


@pytest.mark.parametrize("module", modules())
def test_no_module_is_long_without_a_reason(module):
    length = len((ROOT / module).read_text(encoding="utf-8").splitlines())
    reason = f"over {LONGEST} lines" in first_words(module).lower()
    assert length <= LONGEST or reason, (
        f"{module} has {length} lines; divide it, or say in its first comment why it is "
        f"over {LONGEST} lines"
    )


@pytest.mark.parametrize("module", modules())
def test_every_module_says_in_a_sentence_what_it_is_for(module):
    assert first_words(module).strip()


def test_nothing_else_stands_at_the_top():
    packages = {file.parent.name for file in ROOT.glob("*/__init__.py")}
    assert packages == {"indicators", "collectors", "dashboard", "tests"}


def test_one_place_catches_everything():
    """Only where a run is collected, somebody's own file is read, or the command ends."""
    allowed = {
        "collectors/collect.py", "collectors/kit.py", "collectors/own.py",
        "collectors/sources/__init__.py", "dashboard/cli.py",
    }  # fmt: skip
    found = {m for m in modules() if "except Exception" in (ROOT / m).read_text("utf-8")}
    assert found <= allowed
