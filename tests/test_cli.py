"""The command `jointwatch`, as people and programs use it."""

import contextlib
import json
import os
import signal
import socket
import subprocess
import sys
import time
import urllib.request
from datetime import timedelta
from io import StringIO
from pathlib import Path

import pandas as pd
import pytest
from click.testing import CliRunner
from sqlalchemy import text

from collectors import reference
from collectors.collect import Run
from collectors.derive import follow
from collectors.leader import FileLock
from collectors.schedule import BUSY
from collectors.sources import all_sources
from collectors.store import Store
from dashboard import service
from dashboard.cli import cli
from dashboard.commands import collecting, printing
from indicators.frames import RUNS

ROOT = Path(__file__).parents[1]

# A source of the user's own: it says what the file `said.csv` in the data folder says.
PROBE = '''
from datetime import timedelta
from pathlib import Path
import os
import pandas as pd
from collectors.source import Part, Reply, Series, Source
from indicators.frames import OBSERVATIONS

def fetch(client):
    file = Path(os.environ["JOINTWATCH_HOME"]) / "said.csv"
    return [Reply("https://example.org/said.csv", file.read_bytes(), fetched_at=client.now)]

def parse(replies):
    rows = replies[-1].csv(["place", "value"]).assign(
        series="probe.deaths", period=pd.Timestamp("2026-10-01"), published=pd.NaT)
    yield Part(OBSERVATIONS, rows.assign(value=rows["value"].astype(float)),
               unknown_places={"Atlantis": 2})

SOURCE = Source(
    id="probe", title="=Probe", publisher="Nobody", homepage="https://example.org",
    licence="none", every=timedelta(hours=24), fetch=fetch, parse=parse, frames=(OBSERVATIONS,),
    series=(Series("probe.deaths", "Deaths", "deaths", "month", "flow"),))
'''


@pytest.fixture(scope="module")
def loaded(tmp_path_factory):
    """Return a data folder with some years of the shipped history and what follows from them.

    The commands do the same with all of it, at every test and in a copy of 30 megabytes.
    """
    folder = tmp_path_factory.mktemp("loaded")
    history = reference.deaths_history()
    some = history["place"].isin(["SDN", "SSD", "MLI", "NER"]) & (history["period"] >= "2022")
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("JOINTWATCH_HOME", str(folder))
        patch.setattr(reference, "deaths_history", lambda: history[some])
        assert CliRunner().invoke(cli, ["status"]).exit_code == 0
    with contextlib.closing(Store.in_folder(folder)) as store:
        follow(store, pd.Timestamp.now("UTC"))
    return folder


@pytest.fixture
def home(home, loaded):
    """Return a data folder with the shipped tables, a source called probe, and no other on."""
    Store(f"sqlite:///{loaded}/jointwatch.db").close()
    (home / "jointwatch.db").write_bytes((loaded / "jointwatch.db").read_bytes())
    (home / "sources").mkdir()
    (home / "sources" / "probe.py").write_text(PROBE)
    off = "".join(f"[sources.{name}]\nenabled = false\n" for name in all_sources())
    (home / "jointwatch.toml").write_text(off)
    say(home, "SDN,812")
    return home


def say(home, *rows):
    (home / "said.csv").write_text("\n".join(["place,value", *rows]))


@pytest.fixture
def run(home):
    """Return a function that runs the command."""

    def invoke(*words):
        return CliRunner().invoke(cli, list(words))

    return invoke


def table(result):
    return pd.read_csv(StringIO(result.stdout), keep_default_na=False)


def test_every_command_has_help_with_an_example():
    for name in cli.commands:
        result = CliRunner().invoke(cli, [name, "--help"])
        assert result.exit_code == 0
        assert f"jointwatch {name}" in result.stdout.split("Example:")[1]


def test_help_loads_neither_pandas_nor_streamlit():
    code = "import sys; from dashboard import cli; print({'pandas', 'streamlit'} & {*sys.modules})"
    done = subprocess.run([sys.executable, "-c", code], cwd=ROOT, capture_output=True, text=True)
    assert done.stdout == "set()\n"


def test_version_is_said(run):
    assert run("version").stdout.startswith("jointwatch ")


def test_a_named_source_is_collected_and_told_in_a_table(run):
    result = run("collect", "probe", "--format", "csv")
    assert result.exit_code == 0, result.output
    row = table(result).iloc[0]
    assert (row["source"], row["finding"], row["rows_new"], row["rows_seen"]) == (
        "probe", "news", 1, 1,
    )  # fmt: skip


def test_collecting_again_is_no_news_and_a_changed_figure_is_one_row(run, home):
    run("collect", "probe")
    assert table(run("collect", "probe", "--format", "csv"))["rows_new"].item() == 0
    before = pd.Timestamp.now("UTC").isoformat()
    say(home, "SDN,900")
    assert table(run("collect", "probe", "--format", "csv"))["rows_new"].item() == 1
    ask = ("show", "observations", "--series", "probe.deaths", "--format", "csv")
    assert table(run(*ask))["value"].item() == 900
    assert table(run(*ask, "--as-of", before))["value"].item() == 812
    assert table(run(*ask, "--shown-at", before))["value"].item() == 812


def test_a_failed_source_that_was_named_ends_with_status_1_and_the_rest_is_kept(run, home):
    (home / "sources" / "broken.py").write_text(
        PROBE.replace('"probe', '"broken').replace("said.csv", "nothing.csv")
    )
    result = run("collect", "broken", "probe", "--format", "csv")
    assert result.exit_code == 1
    assert table(result)["finding"].tolist() == ["error", "news"]
    assert "broken" in result.stderr
    assert table(run("show", "runs", "--source", "probe", "--format", "csv"))["rows_new"].item()


def test_without_a_name_only_what_is_due_is_collected(run, home):
    assert table(run("collect", "--format", "csv"))["source"].tolist() == ["probe"]
    again = run("collect")
    assert again.exit_code == 0
    assert "No source is due" in again.stderr


def test_a_source_that_another_process_collects_is_left_to_it(run, home):
    held = FileLock(home / "locks" / "collect-probe.lock")
    assert held.take()
    result = run("collect", "probe", "--format", "csv")
    held.release()
    assert result.exit_code == BUSY
    assert table(result)["finding"].item() == "busy"


@pytest.mark.parametrize("words", [("status",), ("show", "runs"), ("audit", "verify"), ("rules",)])
def test_a_command_leaves_its_store_closed_in_one_file(run, home, words):
    assert run(*words).exit_code == 0
    assert not list(home.glob("jointwatch.db-*"))


def test_the_first_collection_computes_what_follows_from_the_shipped_tables_even_if_it_fails(
    run, home, monkeypatch
):
    computed = []
    monkeypatch.setattr(collecting, "follow", lambda store, now, indicators: computed.append(now))
    (home / "said.csv").unlink()
    assert run("collect", "probe").exit_code == 1
    assert not computed
    with contextlib.closing(Store.in_folder(home)) as store, store.connect() as connection:
        connection.execute(text("DELETE FROM runs WHERE source = 'derived'"))
    assert run("collect", "probe").exit_code == 1
    assert len(computed) == 1


def test_an_unknown_source_gets_a_suggestion(run):
    result = run("collect", "porbe")
    assert result.exit_code == 2
    assert "Did you mean probe?" in result.stderr


def test_saved_replies_are_read_without_a_store(run, home, tmp_path):
    (home / "jointwatch.db").unlink()
    saved = tmp_path / "saved.csv"
    saved.write_text("place,value\nSDN,812\nHTI,7\n")
    result = run("read", "probe", str(saved), "--format", "json")
    assert result.exit_code == 0, result.output
    assert [row["value"] for row in json.loads(result.stdout)] == [812, 7]
    assert "Atlantis (2)" in result.stderr
    assert not (home / "jointwatch.db").exists()


def test_a_saved_reply_in_the_wrong_form_is_a_sentence(run, tmp_path):
    saved = tmp_path / "page.csv"
    saved.write_text("<!doctype html><html></html>")
    result = run("read", "probe", str(saved))
    assert result.exit_code == 1
    assert result.stderr == "Error: page.csv: a web page came instead of data.\n"


@pytest.mark.parametrize(
    ("words", "said"),
    [
        (("show", "observations", "--place", "Atlantis"), "No place is known as 'Atlantis'"),
        (("show", "events", "--body", "UNSC"), "events have no body"),
        (("show", "observations", "--as-of", "yesterday-ish"), "is no day or time"),
        (("show", "observations", "--source", "nobody"), "There is no source 'nobody'"),
        (("collect", "--forever", "probe"), "name none"),
    ],
)
def test_a_wrong_question_is_a_sentence(run, words, said):
    result = run(*words)
    assert result.exit_code == 2
    assert said in result.stderr


def test_a_place_may_be_named_in_words_or_as_an_area(run):
    one = table(run("show", "observations", "--place", "South Sudan", "--format", "csv"))
    assert set(one["place"]) == {"SSD"}
    several = table(run("show", "observations", "--place", "sahel", "--format", "csv"))
    assert {"MLI", "NER"} <= set(several["place"])


def test_days_bound_what_is_shown_and_both_count(run):
    shown = table(
        run(
            "show", "observations", "--series", "ucdp.deaths_history", "--place", "SDN",
            "--since", "2025-01-01", "--until", "2025-03-01", "--format", "csv",
        )
    )  # fmt: skip
    assert shown["period"].tolist() == ["2025-03-01", "2025-02-01", "2025-01-01"]


def test_the_limit_is_said_where_it_cuts(run):
    result = run("show", "observations", "--limit", "2", "--format", "csv")
    assert len(table(result)) == 2
    assert "The latest 2 rows" in result.stderr


def test_a_source_is_shown_with_its_terms_and_health(run):
    shown = table(run("sources", "probe", "--format", "csv")).iloc[0]
    assert (shown["publisher"], shown["state"]) == ("Nobody", "never run")
    assert "probe" in run("sources").stdout


def test_a_text_that_is_a_formula_to_a_spreadsheet_is_guarded(run):
    assert table(run("sources", "probe", "--format", "csv"))["title"].item() == "'=Probe"
    assert json.loads(run("sources", "probe", "--format", "json").stdout)[0]["title"] == "=Probe"


def test_numbers_below_zero_are_not_guarded():
    frame = pd.DataFrame({"value": [-1.5], "text": ["-1"]})
    assert printing.as_csv(frame) == "value,text\n-1.5,'-1\n"


def test_what_publishers_write_is_no_markup_to_the_terminal(capsys):
    printing.show(pd.DataFrame({"title": ["[bold]Not bold[/bold] [link=x]"]}), "table")
    assert "[bold]Not bold[/bold] [link=x]" in capsys.readouterr().out


def test_status_is_0_when_all_is_well_and_1_when_a_person_is_needed(run, home):
    assert run("status").exit_code == 0
    moment = pd.Timestamp.now("UTC")
    failed = Run("probe", int(moment.value // 1000), moment, "error", error="No answer in time.")
    Store(f"sqlite:///{home}/jointwatch.db").append(RUNS, failed.frame(moment))
    result = run("status")
    assert result.exit_code == 1
    assert "probe is failing: No answer in time." in result.stderr


def test_status_names_a_setting_for_a_source_that_is_not_there(run, home):
    (home / "jointwatch.toml").write_text("[sources.prob]\nenabled = false\n")
    result = run("status")
    assert result.exit_code == 1
    assert "'prob' that is not there. Did you mean probe?" in result.stderr


def test_a_wrong_setting_is_one_sentence_with_its_line(run, home):
    (home / "jointwatch.toml").write_text('contact = "a@example.org"\ncolour = "red"\n')
    result = run("status")
    assert result.exit_code == 1
    assert "jointwatch.toml, line 2: there is no setting 'colour'." in result.stderr
    assert "Traceback" not in result.output


def test_a_file_that_is_no_database_is_one_sentence_and_stays_as_it_was(run, home):
    (home / "jointwatch.db").write_text("A letter, not a database." * 100)
    result = run("show", "runs")
    assert result.exit_code == 1
    assert "not a Jointwatch database" in result.stderr
    assert (home / "jointwatch.db").read_text() == "A letter, not a database." * 100


def test_a_memory_limit_is_kept(run, home):
    (home / "sources" / "probe.py").write_text(
        PROBE.replace("    rows = replies", "    b = bytes(5 * 2**30)\n    rows = replies")
    )
    done = jointwatch("collect", "probe", "--format", "csv", JOINTWATCH_MEMORY_LIMIT="4G")
    assert done.returncode == 1
    assert "MemoryError" in done.stdout


def test_a_limit_that_is_none_is_a_sentence(run, monkeypatch):
    monkeypatch.setenv("JOINTWATCH_MEMORY_LIMIT", "plenty")
    result = run("collect", "probe")
    assert result.exit_code == 1
    assert "is a size such as 4G" in result.stderr


def test_a_time_limit_ends_the_command(home):
    (home / "sources" / "probe.py").write_text(
        PROBE.replace("    file =", "    import time; time.sleep(600)\n    file =")
    )
    done = jointwatch("collect", "probe", JOINTWATCH_TIME_LIMIT="3")
    assert done.returncode == -signal.SIGALRM


@pytest.mark.parametrize("host", ["0.0.0.0", "192.0.2.7", "example.org", "::"])
def test_an_address_open_to_others_is_refused(run, host):
    result = run("serve", "--host", host)
    assert result.exit_code == 1
    assert "no sign-in yet" in result.stderr


def test_a_port_in_use_is_one_sentence(run):
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        result = run("serve", "--port", str(taken.getsockname()[1]))
    assert result.exit_code == 1
    assert "cannot be used" in result.stderr


def test_only_sources_turned_on_and_with_their_keys_are_collected(home):
    from collectors.settings import load

    assert list(service.sources_to_collect(load(), {})) == ["probe"]
    (home / "jointwatch.toml").write_text("")
    assert "idmc" not in service.sources_to_collect(load(), {})


@pytest.mark.parametrize(
    ("number", "options"), [(signal.SIGINT, ()), (signal.SIGTERM, ("--no-collect",))]
)
def test_serving_collects_tells_its_health_and_ends_cleanly(home, number, options):
    port = free_port()
    words = [sys.executable, "-m", "dashboard.cli", "serve", "--port", str(port), *options]
    with subprocess.Popen(
        words, cwd=ROOT, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True
    ) as served:
        line = served.stdout.readline()
        assert f"http://127.0.0.1:{port}" in line
        assert str(home) in line
        collected = "never run" if options else "fine"
        health = wait_for(port, lambda said: said["sources"].get("probe") == collected)
        assert health["store"] == "readable"
        assert health["schedule"] == ("off" if options else "leader")
        served.send_signal(number)
        out, err = served.communicate(timeout=30)
    assert served.returncode == 0
    assert out == ""
    assert "Traceback" not in err


def test_collecting_forever_ends_cleanly(home):
    words = [sys.executable, "-m", "dashboard.cli", "collect", "--forever"]
    with subprocess.Popen(words, cwd=ROOT, stderr=subprocess.PIPE, text=True) as process:
        assert "Collecting by the schedule" in process.stderr.readline()
        process.send_signal(signal.SIGINT)
        assert process.wait(30) == 0


def test_the_failures_of_a_collection_are_those_that_are_neither_well_nor_busy():
    rows = pd.DataFrame({"finding": ["news", "nothing new", "busy", "empty", "all zero", "error"]})
    assert collecting.failed(rows).tolist() == [False, False, False, True, True, True]


def jointwatch(*words, **environment):
    return subprocess.run(
        [sys.executable, "-m", "dashboard.cli", *words], cwd=ROOT, capture_output=True, text=True,
        env=dict(os.environ) | environment, timeout=60,
    )  # fmt: skip


def free_port():
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        return probe.getsockname()[1]


def wait_for(port, true, limit=timedelta(seconds=60)):
    end = time.monotonic() + limit.total_seconds()
    said = None
    while time.monotonic() < end:
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/healthz", timeout=5) as answer:
                said = json.load(answer)
            if true(said):
                return said
        except OSError:
            pass
        time.sleep(1)  # each answer costs the program as much as a small page
    raise AssertionError(f"it did not come about: {said}")
