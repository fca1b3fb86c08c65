"""Two lines give any frame as pandas, and the documentation's own two lines work."""

import re
from pathlib import Path

import pytest
from click.testing import CliRunner

README = Path(__file__).parents[1] / "README.md"


def test_the_two_lines_of_the_readme_give_a_frame(home):
    code = re.search(r"```python\n(from dashboard.notebook.*?)```", README.read_text(), re.S)[1]
    *first, last = code.strip().splitlines()
    names = {}
    exec("\n".join(first), names)
    figures = eval(last, names)
    assert len(figures) == 438  # months from January 1989 to June 2025
    assert set(figures["place"]) == {"SDN"}


def test_a_frame_that_there_is_not_is_an_error(home):
    from dashboard.notebook import frame

    with pytest.raises(KeyError):
        frame("observation")
    with pytest.raises(KeyError, match="no column 'country'"):
        frame("observations", country="SDN")


def test_a_brief_is_written_from_the_command_line(home, tmp_path):
    from dashboard.cli import cli

    done = CliRunner().invoke(cli, ["brief", "--situation", "Sudan", "--out", str(tmp_path)])
    assert done.exit_code == 0, done.output
    (file,) = tmp_path.glob("jointwatch-sudan-*.html")
    assert "shipped with Jointwatch" in file.read_text()
    refused = CliRunner().invoke(cli, ["brief", "--situation", "Atlantis"])
    assert refused.exit_code == 2
    assert "No place is known" in refused.output
