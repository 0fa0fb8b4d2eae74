"""`dockgen ladder` and `dockgen compare`, with an engine that builds nothing."""

import json
import subprocess
import sys
import xml.etree.ElementTree as ET

import pytest
from fake_engine import FakeEngine
from snapshots import write

from dockgen.commands import ladder
from dockgen.commands.ladder import Options
from dockgen.engines import sessions
from dockgen.errors import DockgenError, ExitCode, UsageError

GO_RUNGS = ["naive", "pin", "cache", "strip", "multi-stage", "user", "minimal-base", "https", "all"]


KILLED = """\
import os
from dockgen.engines import sessions

with sessions.session() as name:
    print(name, flush=True)
    os._exit(9)
"""


@pytest.fixture(autouse=True)
def cache(tmp_path, monkeypatch):
    """Keep what is measured out of a person's own cache."""
    folder = tmp_path / "cache"
    monkeypatch.setenv("XDG_CACHE_HOME", str(folder))
    return folder


@pytest.fixture
def climb(tmp_path, capsys):
    """Return a function that climbs the ladder in a new folder and returns what it printed as JSON."""

    def climbed(engine, **options):
        given = {"json": True} | options
        code = ladder.ladder(str(tmp_path / "hello"), Options(**given), engine)
        printed = capsys.readouterr()
        climbed.err = printed.err
        return code, json.loads(printed.out) if given["json"] and printed.out else printed.out

    return climbed


def names(document):
    return [one["name"] for one in document["variants"]]


def test_every_rung_is_built_twice_and_measured(climb):
    engine = FakeEngine()
    code, document = climb(engine)
    assert (code, names(document)) == (ExitCode.OK, GO_RUNGS)
    assert [(order.what, order.fresh) for order in engine.orders] == [
        (name, fresh) for name in GO_RUNGS for fresh in (True, False)
    ]
    naive, top = document["variants"][0], document["variants"][-1]
    assert (naive["root"], naive["shell"], naive["packages"], naive["layers"]) == (True, True, 2, 2)
    assert (top["root"], top["shell"], top["packages"], top["user"]) == (False, False, 0, "65532:65532")
    assert all(one["holds_the_edit"] for one in document["variants"])
    assert document["edited"] == "main.go"


def test_the_times_are_medians_of_all_runs(climb):
    engine = FakeEngine(times=[10, 1, 30, 2, 20, 9])
    _, document = climb(engine, only="naive", runs=3)
    (one,) = document["variants"]
    assert one["first_builds"] == [10, 30, 20]
    assert (one["first_build"], one["rebuild"]) == (20, 2)
    assert document["notes"][0].startswith("Medians of 3 runs")


def test_runs_go_through_the_rungs_in_turn(climb):
    engine = FakeEngine()
    climb(engine, only="naive,all", runs=2)
    assert [order.what for order in engine.orders if order.fresh] == ["naive", "all", "naive", "all"]


def test_a_rebuild_sees_another_text_each_time_and_the_first_build_the_original(climb, tmp_path):
    engine = FakeEngine()
    climb(engine, only="cache", runs=2)
    first, edited, second, again = [context["main.go"] for context in engine.contexts]
    assert first == second
    assert len({first, edited, again}) == 3
    assert edited.startswith(first)
    assert not (tmp_path / "hello").exists()


def test_each_measurement_has_caches_of_its_own_and_its_rebuild_has_the_same(climb):
    engine = FakeEngine()
    climb(engine, only="pin,cache", runs=2)
    caches = [order.caches for order in engine.orders]
    assert caches[::2] == caches[1::2]
    assert len(set(caches)) == 4


def test_the_naive_rung_has_no_ignore_file_though_the_project_has_one(tmp_path, climb):
    project = tmp_path / "hello"
    project.mkdir()
    (project / "go.mod").write_text("module example.com/hello\n\ngo 1.27\n")
    (project / "main.go").write_text("package main\n\nfunc main() {\n}\n")
    (project / ".dockerignore").write_text("mine\n")
    engine = FakeEngine()
    climb(engine, only="naive,all")
    assert ".dockerignore" not in engine.contexts[0]
    assert b"mine" not in engine.contexts[2][".dockerignore"]
    assert (project / ".dockerignore").read_text() == "mine\n"
    assert sorted(path.name for path in project.iterdir()) == [".dockerignore", "go.mod", "main.go"]


def test_stopped_half_way_it_says_so_and_removes_all_that_it_made(climb):
    engine = FakeEngine(stops_at=5)
    code, document = climb(engine)
    assert (code, document) == (ExitCode.INTERRUPTED, "")
    assert "to continue" in climb.err
    assert engine.left == set()


def test_resumed_it_measures_only_what_is_missing(climb):
    climb(FakeEngine(stops_at=5, times=[70, 7, 60, 6, 50]))
    engine = FakeEngine()
    code, document = climb(engine)
    assert (code, names(document)) == (ExitCode.OK, GO_RUNGS)
    assert [order.what for order in engine.orders][:4] == ["cache", "cache", "strip", "strip"]
    assert [one["first_build"] for one in document["variants"]][:3] == [70, 60, 1]
    assert any(note.startswith("Measured earlier ") and "naive, pin" in note for note in document["notes"])


def test_a_second_call_shows_the_same_figures_without_a_build(climb):
    climb(FakeEngine(times=[5, 4]), only="naive")
    engine = FakeEngine()
    _, document = climb(engine, only="naive")
    assert engine.orders == []
    assert document["variants"][0]["first_build"] == 5


def test_more_runs_measure_only_the_further_ones(climb):
    climb(FakeEngine(times=[5, 4]), only="naive")
    engine = FakeEngine(times=[7, 6])
    _, document = climb(engine, only="naive", runs=2)
    assert len(engine.orders) == 2
    assert document["variants"][0]["first_builds"] == [5, 7]


def test_fresh_forgets_what_was_measured(climb):
    climb(FakeEngine(times=[5, 4]), only="naive")
    _, document = climb(FakeEngine(times=[9, 8]), only="naive", fresh=True)
    assert document["variants"][0]["first_build"] == 9


def test_another_source_is_measured_anew(tmp_path, climb):
    project = tmp_path / "hello"
    project.mkdir()
    (project / "go.mod").write_text("module example.com/hello\n\ngo 1.27\n")
    (project / "main.go").write_text("package main\n\nfunc main() {\n}\n")
    climb(FakeEngine(), only="naive")
    (project / "main.go").write_text('package main\n\nfunc main() {\n\tprintln("hi")\n}\n')
    engine = FakeEngine()
    climb(engine, only="naive")
    assert len(engine.orders) == 2


@pytest.mark.parametrize("damage", ["", "{", "[]", '{"format": 1, "measured": {"x": {"first": 3, "odd": 1}}}', "null"])
def test_a_damaged_state_is_one_that_holds_nothing(climb, cache, damage):
    climb(FakeEngine(), only="naive")
    (kept,) = (cache / "dockgen/ladder").glob("*.json")
    kept.write_text(damage)
    engine = FakeEngine()
    climb(engine, only="naive")
    assert len(engine.orders) == 2


def test_a_rung_that_does_not_build_keeps_nobody_from_the_others(climb):
    engine = FakeEngine(fails=("pin",))
    code, document = climb(engine, only="naive,pin,cache", runs=2)
    assert code == ExitCode.ENGINE
    assert names(document) == ["naive", "cache"]
    assert document["failed"][0]["step"] == "[2/2] RUN false"
    assert "pin does not build: [2/2] RUN false" in climb.err
    assert "| boom" in climb.err
    assert [order.what for order in engine.orders].count("pin") == 1


def test_what_a_killed_run_left_is_removed_by_the_next_one(climb, cache):
    held = subprocess.run([sys.executable, "-c", KILLED], capture_output=True, text=True, check=False)
    name = held.stdout.strip()
    engine = FakeEngine()
    engine.left = {name, "of-another-machine"}
    climb(engine, only="naive")
    assert engine.removed[0] == name
    assert engine.left == {"of-another-machine"}
    assert list((cache / "dockgen/sessions").iterdir()) == []


def test_what_a_run_that_goes_on_has_made_is_not_removed(climb):
    with sessions.session() as name:
        engine = FakeEngine()
        engine.left = {name}
        climb(engine, only="naive")
        assert name in engine.left


def test_a_table_for_a_pipe_has_a_line_for_each_rung_and_the_gain_of_each_step(climb):
    _, text = climb(FakeEngine(times=[10, 10, 8, 1]), only="naive,cache", json=False)
    lines = text.splitlines()
    assert lines[0].split()[:4] == ["rung", "size", "layers", "packages"]
    assert lines[1].startswith("naive ")
    assert lines[1].rstrip() == lines[1]
    assert lines[2].startswith("cache ")
    assert "rebuild -9.0 s, first build -2.0 s" in lines[2]
    assert max(map(len, lines[:3])) <= 160


def test_practices_that_mean_nothing_for_a_language_are_left_out_with_the_reason(climb):
    _, document = climb(FakeEngine(), language="python")
    assert names(document) == ["naive", "pin", "cache", "multi-stage", "user", "all"]
    assert {one["name"]: one["reason"] for one in document["left_out"]}["strip"] == (
        "nothing is compiled into one binary"
    )


def test_reports_are_written_only_where_they_are_asked_for(climb, tmp_path):
    climb(FakeEngine(), only="naive,all", output=str(tmp_path / "report/deep"))
    found = {path.name: path.read_text("utf-8") for path in (tmp_path / "report/deep").iterdir()}
    assert sorted(found) == ["ladder.html", "ladder.json", "ladder.md", "ladder.svg"]
    assert json.loads(found["ladder.json"])["variants"][1]["name"] == "all"
    assert "| naive |" in found["ladder.md"]
    assert "![" in found["ladder.md"]
    assert found["ladder.html"].count("<details>") == 2
    assert "http" not in found["ladder.html"].replace("http://www.w3.org/2000/svg", "").partition("<h2>")[0]
    ET.fromstring(found["ladder.svg"])  # noqa: S314 - our own


def test_base_images_are_compared_with_the_first_one(tmp_path, capsys):
    engine = FakeEngine(times=[5, 5, 4, 4])
    code = ladder.compare(["alpine", "scratch"], str(tmp_path / "hello"), Options(), engine)
    lines = capsys.readouterr().out.splitlines()
    assert code == ExitCode.OK
    assert lines[0].split()[0] == "variant"
    assert lines[1].startswith("alpine ")
    assert lines[2].startswith("scratch ")
    assert "no shell" in lines[2]


def test_somebodys_own_dockerfile_is_compared_in_the_same_context(tmp_path, capsys):
    project = tmp_path / "hello"
    (project / "deploy").mkdir(parents=True)
    (project / "go.mod").write_text("module example.com/hello\n\ngo 1.27\n")
    (project / "main.go").write_text("package main\n\nfunc main() {\n}\n")
    theirs = project / "deploy/Own.Dockerfile"
    theirs.write_text("ARG GO=1.27\nFROM golang:${GO} AS b\nCOPY . .\nFROM b\nEXPOSE 80/udp 81\nUSER app\n")
    (project / "deploy/Own.Dockerfile.dockerignore").write_text("secret\n")
    engine = FakeEngine()
    code = ladder.compare([str(theirs), "all"], str(project), Options(json=True), engine)
    document = json.loads(capsys.readouterr().out)
    assert code == ExitCode.OK
    assert document["variants"][0]["user"] == "app"
    assert "golang:1.27" in engine.pulled
    assert engine.contexts[0][".dockerignore"] == b"secret\n"
    assert engine.contexts[0]["Dockerfile"] == theirs.read_bytes()


def test_a_dockerfile_of_a_project_that_dockgen_does_not_know_is_measured_too(tmp_path, capsys):
    project = tmp_path / "crate"
    project.mkdir()
    (project / "Cargo.toml").write_text("[package]\n")
    (project / "main.rs").write_text("fn main() {}\n")
    (project / "Dockerfile").write_text("FROM rust\nCOPY . .\n")
    code = ladder.compare([str(project / "Dockerfile")], str(project), Options(json=True), FakeEngine())
    document = json.loads(capsys.readouterr().out)
    assert (code, document["edited"]) == (ExitCode.OK, "main.rs")


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda path: ladder.ladder(path, Options(only="cahce"), FakeEngine()), "'cahce' is not a rung"),
        (lambda path: ladder.ladder(path, Options(runs=0), FakeEngine()), "--runs"),
        (lambda path: ladder.ladder(path, Options(edit="../x.go"), FakeEngine()), "--edit"),
        (lambda path: ladder.ladder(path, Options(edit="go.mod"), FakeEngine()), "--edit"),
        (lambda path: ladder.compare(["slimm"], path, Options(), FakeEngine()), "slimm is not a Dockerfile"),
        (lambda path: ladder.compare(["slim", "slim"], path, Options(), FakeEngine()), "slim is named twice"),
        (lambda path: ladder.compare(["nginx"], path, Options(), FakeEngine()), "nginx is not a Dockerfile"),
    ],
)
def test_a_wrong_word_stops_before_anything_is_built(tmp_path, call, message):
    with pytest.raises(DockgenError, match=message):
        call(str(tmp_path / "hello"))


@pytest.mark.parametrize(
    "call",
    [
        lambda path: ladder.compare(["slim"], path, Options(), FakeEngine()),
        lambda path: ladder.ladder(path, Options(only="naive"), FakeEngine()),
    ],
)
def test_a_repository_that_is_set_up_for_several_apps_wants_one_named(tmp_path, call):
    write(tmp_path, {"dockgen.toml": 'app = "*"\n', "a/go.mod": "module a\n", "b/go.mod": "module b\n"})
    write(tmp_path, {f"{name}/main.go": "package main\n\nfunc main() {}\n" for name in "ab"})
    with pytest.raises(UsageError, match="set up for several apps: a, b") as caught:
        call(str(tmp_path))
    assert "--app a" in str(caught.value.hint)


def test_a_cache_that_cannot_be_written_is_said(climb, monkeypatch, tmp_path):
    (tmp_path / "file").touch()
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    with pytest.raises(DockgenError, match="cannot be written"):
        climb(FakeEngine(), only="naive")
