"""One word per thing: what people read is held against the words that docs/words.md avoids."""

import ast
import re
from collections.abc import Iterator
from pathlib import Path

import pytest

ROOT = Path(__file__).parents[1]
LIST = ROOT / "docs" / "words.md"

# Each as a pattern over what people read; the names in docs/words.md stand beside it.
AVOIDED = {
    r"\bthe Council\b": "the UN Security Council; the EU Council",
    r"(?<!AU )(?<!EU )(?<!\()\bPSC\b": "AU PSC, EU PSC",  # "(PSC ..." is a register's own word
    r"\bwatch lists?\b": "watchlist",
    r"\bbaselines?\b": "compare with; usual range",
    r"\bjoint level\b": "working level",
    r"\bconsensus\b": "agreed by",
    r"\balarms?\b": "signal",
    r"\bongoing war\b": "active conflict",
    r"\btenants?\b": "space",
    r"\bsanitised\b": "excerpt cleared for release",
    r"\bstewards?\b": "organisation's focal point",
    r"\btime machine\b": "training replay",
    r"\bdemo\b": "exercise",
    r"\bAMBER\+STRICT\b": "who may see this",
    r"\bDPKO\b": "UN Department of Peace Operations",
    r"\bvintages?\b": "as first published; as revised on",
}


def texts_of(file: Path) -> Iterator[tuple[int, str]]:
    """The texts in a Python file that people may read: with a space, and no docstring."""
    tree = ast.parse(file.read_text(encoding="utf-8"))
    docstrings = {
        id(node.body[0].value)
        for node in ast.walk(tree)
        if isinstance(node, (ast.Module, ast.ClassDef, ast.FunctionDef, ast.AsyncFunctionDef))
        and node.body
        and isinstance(node.body[0], ast.Expr)
    }
    for node in ast.walk(tree):
        is_text = isinstance(node, ast.Constant) and isinstance(node.value, str)
        if is_text and id(node) not in docstrings and " " in node.value.strip():
            yield node.lineno, node.value


def faults(line: int, text: str, place: str) -> Iterator[str]:
    for pattern, say in AVOIDED.items():
        if found := re.search(pattern, text):
            yield f"{place}, line {line}: {found[0]!r}; say: {say}"


def relative(files) -> list[str]:
    return sorted(str(file.relative_to(ROOT)) for file in files)


def test_screens_and_reports_use_our_words():
    files = relative((ROOT / "dashboard").rglob("*.py"))
    assert files
    found = [said for file in files for line, text in texts_of(ROOT / file)
             for said in faults(line, text, file)]  # fmt: skip
    assert not found, "\n".join(found)


@pytest.mark.parametrize(
    "file", relative({*(ROOT / "docs").rglob("*.md"), ROOT / "README.md"} - {LIST})
)
def test_documents_use_our_words(file):
    lines = (ROOT / file).read_text(encoding="utf-8").splitlines()
    # In a document, `code` may say what the code says.
    found = [
        fault
        for number, line in enumerate(lines, 1)
        for fault in faults(number, re.sub(r"`[^`]*`", "", line), file)
    ]
    assert not found, "\n".join(found)


def test_the_list_of_words_names_every_word_that_is_avoided():
    avoided = " ".join(
        row.split("|")[3] for row in LIST.read_text("utf-8").splitlines() if row.startswith("|")
    )
    for pattern in AVOIDED:
        word = re.sub(r"\(\?<![^)]*\)|\\b|s\?|\\", "", pattern)
        assert word in avoided, f"docs/words.md does not speak of {word!r}"


@pytest.mark.parametrize(
    ("text", "wrong"),
    [
        ("The UN Security Council meets.", False),
        ("Then the Council meets.", True),
        ("The AU PSC and the EU PSC", False),
        ("A PSC meeting", True),
        ("Your watchlist", False),
        ("Your watch list", True),
    ],
)
def test_a_wrong_word_is_found_and_a_right_one_is_not(text, wrong):
    assert bool(list(faults(1, text, "here"))) == wrong
