"""What a program needs beside it runs first, with the same password; where that fails, nobody blames the program."""

import json

import pytest
import sample
from fake_verify import CONFIG, FakeEngine, serving

from dockgen.commands import verify as command
from dockgen.engines.errors import EngineError
from dockgen.engines.face import Done, State
from dockgen.engines.limits import Limits
from dockgen.errors import ExitCode
from dockgen.verify import beside
from dockgen.verify.options import Options


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory, monkeypatch):
    """Keep the locks of sessions out of a person's own cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def folder(tmp_path):
    """Return a project with a client of PostgreSQL."""
    folder = sample.load("go-postgres").copy_to(tmp_path)
    sample.init(folder)
    return folder


def verify(folder, engine, capsys):
    """Return the exit code, and the report of the only image."""
    code = command.verify(str(folder), Options(json=True, quiet=True), engine)
    return code, json.loads(capsys.readouterr().out)["images"][0]


def outcomes(report, wanted):
    return [one["id"] for one in report["checks"] if one["outcome"] == wanted]


def engine_at(address, **given):
    return FakeEngine(address, config_=CONFIG._replace(labels={"org.opencontainers.image.title": "orders"}), **given)


def test_a_database_runs_first_in_the_same_network_with_the_password_that_the_program_has(folder, capsys):
    with serving() as address:
        engine = engine_at(address)
        code, report = verify(folder, engine, capsys)
    assert (code, outcomes(report, "failed")) == (ExitCode.OK, [])
    database, *programs = engine.runs
    assert (database.tag.partition(":")[0], database.name) == ("postgres", "postgres")
    assert len(programs) == 2
    for run in programs:
        assert (run.network, database.network) == ("network", "network")
        assert f":{database.environment['POSTGRES_PASSWORD']}@postgres:5432/" in run.environment["DATABASE_URL"]
    assert any(note.startswith("Services that ran with it: postgres:") for note in report["notes"])


def test_it_has_the_same_limits_as_the_program(folder, capsys):
    with serving() as address:
        engine = engine_at(address)
        command.verify(str(folder), Options(json=True, quiet=True, memory="3g", pids=99, cpus=1), engine)
    capsys.readouterr()
    assert engine.runs[0].name == "postgres"
    assert {run.limits for run in engine.runs} == {Limits(3 * 2**30, 99, 1)}


def test_two_runs_have_two_passwords(folder, capsys):
    with serving() as address:
        engine = engine_at(address)
        verify(folder, engine, capsys)
        verify(folder, engine, capsys)
    found = [run.environment["POSTGRES_PASSWORD"] for run in engine.runs if run.name == "postgres"]
    assert len(set(found)) == 2


def test_a_database_that_does_not_start_is_told_and_the_program_not_blamed(folder, capsys):
    with serving() as address:
        engine = Sick(address, log="initdb: no space left on device\n")
        code, report = verify(folder, engine, capsys)
    assert (code, report["checks"]) == (ExitCode.ENGINE, [])
    told = "PostgreSQL beside the program does not start: initdb: no space left on device"
    assert report["error"]["message"] == told
    assert report["error"]["hint"].startswith("Try it: `docker run postgres:")
    assert [run.name for run in engine.runs] == ["postgres"]


def test_a_database_that_never_gets_ready_is_not_waited_for_without_end(folder, capsys, monkeypatch):
    monkeypatch.setattr(beside, "_WITHIN", 0.05)
    monkeypatch.setattr(beside, "_PAUSE", 0.01)
    with serving() as address:
        engine = Sick(address, log="still recovering\n", running=True)
        code, report = verify(folder, engine, capsys)
    assert code == ExitCode.ENGINE
    assert "still recovering" in report["error"]["message"]


def test_a_database_whose_image_cannot_be_had_is_told(folder, capsys):
    with serving() as address:
        code, report = verify(folder, Offline(address), capsys)
    assert (code, report["checks"]) == (ExitCode.ENGINE, [])
    assert report["error"]["message"] == "PostgreSQL beside the program cannot be had: no such host"


class Offline(FakeEngine):
    """An engine that reaches no registry."""

    def pull(self, image):
        raise EngineError("no such host", f"Is {image} there?")


class Sick(FakeEngine):
    """An engine with a database that is not well."""

    running = False

    def run(self, run):
        context = super().run(run)
        return context if run.name != "postgres" else _Ill(context, self)


class _Ill:
    """A container whose health check always fails."""

    def __init__(self, context, engine):
        self.context, self.engine = context, engine

    def __enter__(self):
        container = self.context.__enter__()
        container.execute = lambda *_: Done(1, "no")
        container.state = lambda: State(self.engine.running, None if self.engine.running else 1, "")
        return container

    def __exit__(self, *error):
        return self.context.__exit__(*error)
