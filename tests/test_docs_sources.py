"""Every file and command in docs/sources.md does what the text says, against our own server."""

import json
import re
import shlex
from pathlib import Path

import pytest
from click.testing import CliRunner

from collectors.declared.propose import propose
from collectors.sources import all_sources, faults
from dashboard.cli import cli
from tests import homes
from tests.feeds import item, rss
from tests.publishers import Publishers

TEXT = (Path(__file__).parents[1] / "docs" / "sources.md").read_text(encoding="utf-8")
BLOCKS = re.findall(r"^```(\w+)[ ]?(\S*)\n(.*?)^```$", TEXT, re.MULTILINE | re.DOTALL)
WELLS = [("SDN", "2026-01", 5), ("SDN", "2026-02", 6), ("TCD", "2026-01", 7)]
CAMPS = "iso3\tdate\tcamps\nSDN\t2026-01-01\t5\nSDN\t2026-02-01\t6\n"
CALENDAR = (
    "BEGIN:VCALENDAR\nVERSION:2.0\nPRODID:x\nBEGIN:VEVENT\nUID:1\nSUMMARY:Briefing on Mali\n"
    "DTSTART:20261201T100000\nEND:VEVENT\nEND:VCALENDAR\n"
)


def wells(rows) -> str:
    told = [{"country": {"iso3": c}, "month": m, "broken": n} for c, m, n in rows]
    return json.dumps({"meta": {"total": len(WELLS)}, "wells": told})


@pytest.fixture
def web():
    """Return the publishers of which the text speaks."""
    with Publishers() as web:
        for name in ("wells", "pumps"):
            for page, rows in ((1, WELLS[:2]), (2, WELLS[2:]), (3, [])):
                web.offer(f"/{name}/wells?page={page}", wells(rows))
        web.offer("/camps/camps.tsv", CAMPS)
        feed = rss(item("Communiqué on Mali", date="Mon, 04 May 2026 10:00:00 GMT"))
        web.offer("/courier/feed", feed.body)
        web.offer("/council/meetings.ics", CALENDAR)
        yield web


@pytest.fixture
def folder(home, web, tmp_path, monkeypatch):
    """Stand in an empty folder, with every source asking our own server."""
    here = tmp_path / "here"
    here.mkdir()
    monkeypatch.chdir(here)
    names = ("wells", "pumps", "camps", "courier", "council")
    said = (f'[sources.{name}]\nbase_url = "{web.base_url(name)}"\n' for name in names)
    (home / "jointwatch.toml").write_text("".join(said))
    homes.emptied(homes.fresh(home))  # no indicators of the shipped history are computed
    return here


def test_every_file_and_command_of_the_guide_does_what_it_says(home, folder):
    for language, name, body in BLOCKS:
        if language == "console":
            for command, expected in commands(body):
                run(command, expected)
            continue
        assert name, f"A block of {language} without a name is run by nobody."
        path = home / name if name.startswith("sources/") else folder / name
        path.parent.mkdir(exist_ok=True)
        path.write_text(body, encoding="utf-8")
        if name.startswith("sources/"):
            assert Path(name).name not in faults(home)
            assert Path(name).stem in all_sources(home)


def commands(body: str) -> list[tuple[str, list[str]]]:
    found = []
    for line in body.splitlines():
        if line.startswith("$ "):
            found.append((line[2:], []))
        else:
            found[-1][1].append(line)
    return found


def run(command: str, expected: list[str]) -> None:
    program, *words = shlex.split(command)
    assert program == "jointwatch"
    done = CliRunner().invoke(cli, words)
    assert done.exit_code == 0, f"{command}\n{done.output}"
    for line in expected:
        assert line in done.output, f"{command}\n{done.output}"


def test_the_file_of_the_first_walk_is_the_one_proposed_with_its_lines_filled_in():
    files = {name: body for _, name, body in BLOCKS}
    proposed = propose("people", files["people.csv"].encode()).toml().splitlines()
    shown = files["sources/people.toml"].splitlines()
    filled = [line for line in proposed if '"TO FILL IN"' in line]
    assert len(filled) == 9
    for ours, theirs in zip(proposed, shown, strict=True):
        if ours in filled:
            assert theirs.split(" = ")[0] == ours.split(" = ")[0]
            assert "TO FILL IN" not in theirs
        else:
            assert theirs == ours


def test_a_paged_interface_is_one_file_of_under_forty_lines():
    for _, name, body in BLOCKS:
        if name in ("sources/wells.toml", "sources/pumps.py"):
            assert len(body.splitlines()) < 40, name
