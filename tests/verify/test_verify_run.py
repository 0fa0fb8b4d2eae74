"""What verify sees and says, with an engine that only pretends."""

import json
import threading
import time

import pytest
from fake_verify import ABILITIES, CONFIG, FakeContainer, FakeEngine, serving
from snapshots import write

from dockgen.choices.settings import Settings
from dockgen.commands import verify as command
from dockgen.engines.face import State, Warned
from dockgen.errors import ExitCode, UsageError
from dockgen.generator.pipeline import generate
from dockgen.verify.checks import CHECKS
from dockgen.verify.options import Options
from dockgen.verify.run import folders_of

THEIRS = 'FROM scratch\nCOPY hello /hello\nUSER 65532\nEXPOSE 8080\nENTRYPOINT ["/hello"]\n'


@pytest.fixture(autouse=True)
def _cache(tmp_path_factory, monkeypatch):
    """Keep the locks of sessions out of a person's own cache."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))


@pytest.fixture
def folder(tmp_path):
    """Return a folder with somebody's Dockerfile."""
    (tmp_path / "hello").write_bytes(b"program")
    (tmp_path / "Dockerfile").write_text(THEIRS)
    return tmp_path


@pytest.fixture
def address():
    """Return where a server answers."""
    with serving() as found:
        yield found


def verify(folder, engine, capsys, **options):
    """Return the exit code, and each check's outcome and message."""
    code = command.verify(str(folder), Options(json=True, quiet=True, **options), engine)
    report = json.loads(capsys.readouterr().out)["images"][0]
    return code, {one["id"]: (one["outcome"], one["message"], one["findings"]) for one in report["checks"]}, report


def outcomes(checks, wanted):
    return sorted(name for name, (outcome, *_) in checks.items() if outcome == wanted)


def test_a_program_that_works_under_all_limits_breaks_nothing(folder, address, capsys):
    engine = FakeEngine(address)
    code, checks, report = verify(folder, engine, capsys)
    assert (code, outcomes(checks, "failed")) == (ExitCode.OK, [])
    assert checks["answers"][1].startswith("200 on / after ")
    careful, anyone = sorted(engine.runs, key=lambda run: run.user)
    assert (careful.read_only, careful.no_privileges, careful.user) == (True, True, "")
    assert list(careful.tmpfs) == ["/tmp"]  # noqa: S108 - in the container
    assert anyone.user == "12345:0"
    assert report["error"] is None
    assert len(engine.removed) == 1


def test_containers_that_share_the_machines_network_run_one_after_the_other(folder, address, capsys):
    engine = FakeEngine(address, abilities=ABILITIES - {"own-network"}, ends=lambda _: time.sleep(0.05))
    _, checks, _ = verify(folder, engine, capsys)
    assert outcomes(checks, "failed") == []
    assert {run.user for run in engine.runs} == {"", "12345:0"}
    assert engine.most == 1  # two would ask for the same port


def test_what_cannot_live_without_a_writable_file_system_is_told_where_it_writes(folder, address, capsys):
    engine = FakeEngine(
        address,
        ends=lambda run: 1 if run.read_only and "/var/spool/hello" not in run.tmpfs else None,
        changed=("/var/spool/hello/queue.db",),
        log="Read-only file system",
    )
    code, checks, _ = verify(folder, engine, capsys)
    assert (code, outcomes(checks, "failed")) == (ExitCode.DIFFERENT, ["read-only"])
    finding = checks["read-only"][2][0]
    assert "--tmpfs /var/spool/hello" in finding["fix"]
    assert "it writes /var/spool/hello/queue.db" in finding["detail"]
    assert checks["capabilities"][0] == "passed"
    assert checks["stops"][0] == "passed"  # tried with the folder in memory


def test_what_makes_files_among_its_own_is_not_run_read_only(tmp_path, address, capsys):
    write(tmp_path, {"package.json": '{"scripts": {"start": "node a.js"}}'})
    write(tmp_path, {"a.js": "fs.writeFile(`./${id}.txt`, x)\nrequire('http').createServer(f).listen(3000)\n"})
    write(tmp_path, generate(tmp_path, Settings(), None).files)
    engine = FakeEngine(address)
    _, checks, _ = verify(tmp_path, engine, capsys)
    assert checks["read-only"][:2] == ("skipped", "its sources make files among its own, in /app")
    assert not any(run.read_only for run in engine.runs)
    assert any(run.no_privileges for run in engine.runs)


def test_what_wants_privileges_is_not_said_to_write(folder, address, capsys):
    engine = FakeEngine(address, ends=lambda run: 1 if run.no_privileges else None)
    _, checks, _ = verify(folder, engine, capsys)
    assert outcomes(checks, "failed") == ["capabilities"]
    assert checks["read-only"][0] == "passed"
    assert checks["any-user"][0] == "skipped"


def test_what_does_not_start_is_asked_nothing_more(folder, address, capsys):
    engine = FakeEngine(address, ends=lambda _: 3, log="no database\n")
    _, checks, _ = verify(folder, engine, capsys)
    assert outcomes(checks, "failed") == ["starts"]
    finding = checks["starts"][2][0]
    assert (finding["line"], finding["detail"]) == (5, ["no database"])
    assert {checks[name][0] for name in ("answers", "stops", "read-only", "capabilities", "any-user")} == {"skipped"}


@pytest.mark.parametrize(
    ("log", "name"),
    [
        ("2026/01/31 12:00:00 fork/exec /bin/sh: no such file or directory\n", "/bin/sh"),
        ('panic: exec: "convert": executable file not found in $PATH\n', "convert"),
        ("Error: spawn ffmpeg ENOENT\n    at ChildProcess._handle\n", "ffmpeg"),
        ("/bin/sh: 1: gunicorn: not found\n", "gunicorn"),
        ("/app/start.sh: line 3: uvicorn: command not found\n", "uvicorn"),
    ],
)
def test_a_program_that_it_wants_to_start_and_that_is_not_there_is_named(log, name, folder, address, capsys):
    _, checks, _ = verify(folder, FakeEngine(address, ends=lambda _: 1, log=log), capsys)
    assert checks["starts"][2][0]["fix"].startswith(f"It wants {name}, which is not in the image")


def test_limits_that_the_engine_may_not_set_are_not_the_users_fault(folder, address, capsys):
    log = "exec crun: setrlimit RLIMIT_NOFILE: permission denied\n"
    _, checks, _ = verify(folder, FakeEngine(address, ends=lambda _: 126, log=log), capsys)
    assert "default_ulimits" in checks["starts"][2][0]["fix"]


def test_a_file_that_is_not_there_is_no_program(folder, address, capsys):
    log = "open config.yaml: no such file or directory\npage /x: 404 not found\n"
    _, checks, _ = verify(folder, FakeEngine(address, ends=lambda _: 1, log=log), capsys)
    assert "It wants" not in checks["starts"][2][0]["fix"]


def test_a_server_that_only_fails_is_no_server(folder, capsys):
    with serving(500, b"Oh no") as address:
        _, checks, _ = verify(folder, FakeEngine(address), capsys, start_within=0.3)
    assert outcomes(checks, "failed") == ["answers"]
    assert "500 on /" in checks["answers"][1]


@pytest.mark.parametrize(
    "log",
    [
        "Invalid HTTP_HOST header: '127.0.0.1:49153'. You may need to add '127.0.0.1' to ALLOWED_HOSTS.\n",
        "[ActionDispatch::HostAuthorization::DefaultResponseApp] Blocked hosts: 127.0.0.1:49153\n",
    ],
)
def test_a_server_that_refuses_every_host_is_no_server(log, folder, capsys):
    with serving(400, b"Bad Request") as address:
        _, checks, _ = verify(folder, FakeEngine(address, log=log), capsys)
        assert outcomes(checks, "failed") == ["answers"]
        assert checks["answers"][1] == "answers 400 to every request: it refuses the host name 127.0.0.1"
        assert "ALLOWED_HOSTS" in checks["answers"][2][0]["fix"]
        assert outcomes(verify(folder, FakeEngine(address), capsys)[1], "failed") == []


@pytest.mark.parametrize(
    ("options", "said"),
    [({"status": 204}, "not 204"), ({"text": "Goodbye"}, "without 'Goodbye'")],
)
def test_an_answer_has_to_be_as_one_says(options, said, folder, address, capsys):
    _, checks, _ = verify(folder, FakeEngine(address), capsys, start_within=0.3, **options)
    assert outcomes(checks, "failed") == ["answers"]
    assert said in checks["answers"][1]


@pytest.mark.parametrize(
    ("given", "broken"),
    [
        ({"stops_in": 11.0, "code": 137}, ["stops"]),
        ({"dead": ((7, "sh"), (8, "sh"))}, ["zombies"]),
        ({"config_": CONFIG._replace(user="")}, ["user"]),
        ({"config_": CONFIG._replace(user="0:0")}, ["user"]),
        (
            {"warnings": (Warned("ConsistentInstructionCasing: use one case", 2, "https://docs.docker.com"),)},
            ["builds"],
        ),
    ],
)
def test_each_fault_is_blamed_on_one_check(given, broken, folder, address, capsys):
    code, checks, _ = verify(folder, FakeEngine(address, **given), capsys)
    assert (code, outcomes(checks, "failed")) == (ExitCode.DIFFERENT, broken)


def test_a_limit_that_was_hit_is_named_although_it_works(folder, address, capsys):
    dead = tuple((number, "sh") for number in range(2, 65))
    _, checks, _ = verify(folder, FakeEngine(address, dead=dead), capsys, pids=64)
    said = "it reached its limit of 64 processes; raise it with --pids"
    assert checks["zombies"][:2] == ("failed", f"63 zombies beside 1 process: {said}")
    assert checks["starts"][0] == "passed"
    assert checks["starts"][2][0]["message"] == f"I{said[1:]}."


def test_a_process_that_was_killed_for_memory_is_blamed(folder, address, capsys, monkeypatch):
    monkeypatch.setattr(
        FakeContainer, "state", lambda _: State(running=True, exit_code=None, health="healthy", killed_for_memory=True)
    )
    code, checks, _ = verify(folder, FakeEngine(address), capsys)
    assert (code, outcomes(checks, "failed")) == (ExitCode.DIFFERENT, ["starts"])
    assert checks["starts"][1] == "started, but lost a process at its memory limit of 2 GiB; raise it with --memory"
    assert "--memory" in checks["starts"][2][0]["fix"]


@pytest.mark.parametrize(("notices", "broken"), [(True, []), (False, ["health"])])
def test_a_health_check_has_to_notice_a_program_that_hangs(notices, broken, folder, capsys):
    hangs = threading.Event()
    with serving(hangs=hangs) as address:
        config = CONFIG._replace(health=("CMD", "/hello", "health"))
        engine = FakeEngine(address, config_=config, notices=notices, hangs=hangs)
        _, checks, _ = verify(folder, engine, capsys)
    assert outcomes(checks, "failed") == broken
    assert ("hangs" in checks["health"][1]) == (checks["health"][0] in {"passed", "failed"})
    assert not hangs.is_set()


def test_a_program_that_ends_is_judged_by_its_exit_code(folder, capsys):
    (folder / "Dockerfile").write_text(THEIRS.replace("EXPOSE 8080\n", ""))
    config = CONFIG._replace(ports=())
    for code, broken in ((0, []), (2, ["starts"])):
        engine = FakeEngine(config_=config, ends=lambda _, code=code: code)
        assert outcomes(verify(folder, engine, capsys)[1], "failed") == broken
    engine = FakeEngine(config_=config, ends=lambda _: 2)
    assert outcomes(verify(folder, engine, capsys, exit_code=2)[1], "failed") == []


def test_what_does_not_build_is_told_with_the_end_of_its_log(folder, capsys):
    engine = FakeEngine(fails=("[2/2] RUN make", ["make: nothing to do", "exit code: 2"]))
    code, checks, report = verify(folder, engine, capsys)
    assert (code, checks) == (ExitCode.ENGINE, {})
    assert "RUN make" in report["error"]["message"]
    assert report["error"]["log"][-1] == "exit code: 2"


def test_only_what_is_asked_for_is_run(folder, address, capsys):
    engine = FakeEngine(address)
    _, checks, _ = verify(folder, engine, capsys, only="builds,labels")
    assert (list(checks), engine.runs) == (["builds", "labels"], [])
    _, checks, _ = verify(folder, engine, capsys, skip="zombies")
    assert "zombies" not in checks


def test_an_image_is_kept_only_where_all_is_well(folder, address, capsys):
    engine = FakeEngine(address)
    verify(folder, engine, capsys, tag="hello:1")
    bad = FakeEngine(address, stops_in=11.0, code=137)
    verify(folder, bad, capsys, tag="hello:1")
    assert (engine.tags, bad.tags) == (["hello:1"], [])


def test_what_an_engine_cannot_do_is_skipped_with_a_reason(folder, address, capsys):
    engine = FakeEngine(address, abilities=frozenset({"publish"}))
    code, checks, _ = verify(folder, engine, capsys)
    assert code == ExitCode.OK
    skipped = {name: message for name, (outcome, message, _) in checks.items() if outcome == "skipped"}
    assert {"read-only", "capabilities", "stops", "zombies"} <= skipped.keys()
    assert all("engine" in skipped[name] for name in ("read-only", "capabilities", "stops", "zombies"))


@pytest.mark.parametrize("name", ["nothing", "build"])
def test_an_unknown_check_is_named_with_the_nearest_one(name, folder):
    with pytest.raises(UsageError, match=name):
        command.verify(str(folder), Options(only=name), FakeEngine())


def test_folders_in_which_a_program_writes_are_found():
    assert folders_of(["/run/app.pid", "/var/cache/app", "/data/a.db", "/data/b.db"]) == (
        "/data",
        "/run",
        "/var/cache/app",
    )


def test_every_check_says_what_it_is():
    for name, check in CHECKS.items():
        assert name == check.id
        assert all((check.title, check.why, check.how, check.fix))
        assert check.why.endswith(".")
