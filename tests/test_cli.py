"""The command line as a script uses it."""

import json
import signal
import subprocess
import sys
from pathlib import Path

import pytest
import sample

from dockgen import __main__, __version__
from dockgen.errors import ExitCode

SAMPLE = ["go.mod", "main.go", "main_test.go"]


@pytest.fixture
def dockgen(capsys, monkeypatch, tmp_path):
    """Run a command line in an empty folder; returns exit code, stdout and stderr."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments):
        monkeypatch.setattr(sys, "argv", ["dockgen", *arguments])
        with pytest.raises(SystemExit) as ended:
            __main__.main()
        out, err = capsys.readouterr()
        return ended.value.code or 0, out, err

    return run


def test_version(dockgen):
    assert dockgen("--version") == (0, f"dockgen {__version__}\n", "")


def test_without_arguments_help_is_shown(dockgen):
    code, out, _ = dockgen()
    assert code == 0
    assert "init" in out
    assert "detect" in out


def test_help_of_init_names_every_group_and_its_defaults(dockgen):
    code, out, _ = dockgen("init", "--help")
    assert code == 0
    for word in ("Project", "Image", "Practices", "What to do", "--base", "Default:", "scratch"):
        assert word in out


def test_init_makes_a_sample_and_says_what_it_did(dockgen):
    code, out, err = dockgen("init", "hello", "--yes")
    assert (code, err) == (0, "")
    assert "    create  main.go\n" in out
    assert "docker build -t hello ." in out
    assert sorted(path.name for path in Path("hello").iterdir()) == sorted(
        [
            *(".dockerignore", ".dockgen.lock", ".gitignore", "Dockerfile", "README.md", "compose.yaml"),
            *("dockgen.toml", *SAMPLE),
        ]
    )


def test_a_second_run_finds_everything_identical(dockgen):
    dockgen("init", "--yes", "--base", "alpine", "--port", "8080", "--env", "A=b")
    code, out, _ = dockgen("init", "--yes")
    assert code == 0
    assert {line.split()[0] for line in out.splitlines() if line.startswith("  ")} <= {"identical"}


@pytest.mark.parametrize(
    ("project", "flags", "told"),
    [
        ("python-mysqlclient", [], []),
        ("go-cgo", [], []),
        ("go-hello", ["--base", "alpine", "--user", "root"], []),
        ("go-hello", ["--https", "no", "--without", "multi-stage"], []),
        ("go-cgo", ["--with", "cross-build"], ["cross-build: it needs a C cross compiler (main.go:6)"]),
        ("node-express", ["--practices", "minimal-base"], ["minimal-base: alpine includes a shell"]),
        ("go-path-health", ["--base", "scratch"], ["healthcheck: nothing in the image could ask /livez"]),
    ],
)
def test_only_a_practice_that_is_missed_is_said_to_be_left_out(tmp_path, project, flags, told):
    out = sample.init(sample.load(project).copy_to(tmp_path), *flags)
    lines = [line.split(None, 2)[2] for line in out.splitlines() if line.startswith("  left out  ")]
    assert [line.split(";")[0] for line in lines] == told


def test_dry_run_changes_nothing(dockgen):
    code, out, _ = dockgen("init", "hello", "--dry-run")
    assert code == 0
    assert "create  Dockerfile" in out
    assert not Path("hello").exists()


def test_check_exits_with_1_until_the_files_are_there(dockgen):
    assert dockgen("init", "--check")[0] == 1
    dockgen("init", "--yes")
    assert dockgen("init", "--check")[0] == 0
    Path("Dockerfile").write_text("FROM scratch\n")
    assert dockgen("init", "--check")[0] == 1


def test_diff_shows_what_would_change_and_changes_nothing(dockgen):
    dockgen("init", "--yes")
    code, out, _ = dockgen("init", "--diff", "--base", "alpine")
    assert code == 0
    assert "-FROM scratch AS final\n+FROM ${RUNTIME_IMAGE} AS final\n" in out
    assert "FROM scratch" in Path("Dockerfile").read_text()


def test_stdout_is_the_dockerfile_alone(dockgen):
    code, out, err = dockgen("init", "--stdout", "--yes")
    assert (code, err) == (0, "")
    assert not Path("Dockerfile").exists()
    dockgen("init", "--yes")
    assert Path("Dockerfile").read_text() == out


def test_json_holds_the_plan_and_what_happened_to_each_file(dockgen):
    code, out, _ = dockgen("init", "hello", "--json", "--user", "app")
    document = json.loads(out)
    assert code == 0
    assert document["plan"]["user"] == {"uid": 10001, "gid": 10001, "name": "app"}
    assert document["plan"]["sources"]["user"] == "--user"
    assert {"path": "Dockerfile", "action": "create", "backup": None} in document["files"]
    assert Path("hello/Dockerfile").exists()


def test_a_conflict_stops_with_4_and_names_the_files(dockgen):
    Path("Dockerfile").write_text("FROM mine\n")
    code, out, err = dockgen("init", "--yes")
    assert (code, out) == (4, "")
    assert "Dockerfile" in err
    assert [path.name for path in Path().iterdir()] == ["Dockerfile"]


def test_force_keeps_a_backup_and_skip_existing_leaves_the_file(dockgen):
    Path("Dockerfile").write_text("FROM mine\n")
    assert dockgen("init", "--yes", "--skip-existing")[0] == 0
    assert Path("Dockerfile").read_text() == "FROM mine\n"
    code, out, _ = dockgen("init", "--yes", "--force")
    assert code == 0
    assert "overwrite  Dockerfile   (backup: Dockerfile.bak)" in out
    assert Path("Dockerfile.bak").read_text() == "FROM mine\n"


def test_flags_go_before_the_file_and_are_kept_in_it(dockgen):
    dockgen("init", "--yes", "--base", "alpine", "--comments", "full")
    code, _, _ = dockgen("init", "--yes", "--force", "--base", "slim")
    assert code == 0
    kept = Path("dockgen.toml").read_text()
    assert 'base = "slim"' in kept
    assert 'comments = "full"' in kept


def test_comments_of_a_person_in_dockgen_toml_stay(dockgen):
    text = '# ours\nbase = "alpine" # for the shell\n'
    Path("dockgen.toml").write_text(text)
    assert dockgen("init", "--yes")[0] == 0
    assert Path("dockgen.toml").read_text() == text
    assert dockgen("init", "--check")[0] == 0


def test_detect_names_each_fact_with_its_source(dockgen):
    dockgen("init", "--yes")
    code, out, _ = dockgen("detect")
    assert code == 0
    assert "Go (go.mod)" in out
    assert any(line.split()[:2] == ["port", "3000"] and "main.go:" in line for line in out.splitlines())
    facts = json.loads(dockgen("detect", "--json")[1])["facts"]
    assert facts["version"] == {"value": "1.27", "source": "go.mod, go"}


def test_detect_of_an_empty_folder_exits_with_3(dockgen):
    code, out, err = dockgen("detect")
    assert (code, out) == (3, "")
    assert "dockgen init" in err


def test_schema_is_the_one_that_is_shipped(dockgen):
    shipped = Path(__main__.__file__).with_name("choices") / "dockgen.schema.json"
    assert dockgen("schema") == (0, shipped.read_text(), "")


def test_shell_completion_knows_flags_and_values():
    environment = {"_DOCKGEN_COMPLETE": "complete_bash", "COMP_WORDS": "dockgen init --base a", "COMP_CWORD": "3"}
    result = subprocess.run(
        [Path(sys.executable).with_name("dockgen")], env=environment, capture_output=True, text=True, check=False
    )
    assert result.stdout.split() == ["alpine"]


@pytest.mark.parametrize("words", [{"COMP_CWORD": "x"}, {"COMP_CWORD": ""}, {"COMP_CWORD": "1" * 5000}, {}])
def test_a_completion_that_no_shell_asks_for_is_a_usage_error(words):
    environment = {"_DOCKGEN_COMPLETE": "complete_bash", "COMP_WORDS": "dockgen init", **words}
    done = subprocess.run(
        [sys.executable, "-m", "dockgen"], env=environment, capture_output=True, text=True, check=False
    )
    assert (done.returncode, done.stdout) == (2, "")
    assert done.stderr.startswith("dockgen: COMP_WORDS and COMP_CWORD do not say")


@pytest.mark.parametrize("name", ["COLUMNS", "TERMINAL_WIDTH", "LINES"])
@pytest.mark.parametrize("size", ["100000000", "9" * 30, "0", "1", "-5", "x", "²", "", "00000080"])
def test_no_size_of_a_terminal_stops_the_help_or_makes_it_long(dockgen, monkeypatch, name, size):
    monkeypatch.setenv(name, size)
    code, out, err = dockgen("init", "--help")
    assert (code, err) == (0, "")
    assert "--base" in out
    assert max(map(len, out.splitlines())) <= 500


@pytest.fixture
def bugs(tmp_path, monkeypatch):
    """Let every run have a bug, and return where reports are kept."""
    monkeypatch.setattr("dockgen.commands.init.init", lambda *_: 1 / 0)
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "state" / "dockgen" / "bugs"


def test_a_bug_becomes_a_report_not_a_traceback(dockgen, bugs):
    code, _, err = dockgen("init")
    assert code == 70
    assert "Traceback" not in err
    report = Path(err.split("report it and attach ")[1].split(". Read it")[0])
    assert report.parent == bugs
    assert "ZeroDivisionError" in report.read_text()
    assert report.stat().st_mode & 0o077 == 0


def test_the_last_ten_reports_are_kept(dockgen, bugs):
    named = [Path(dockgen("init")[2].split("report it and attach ")[1].split(". Read it")[0]) for _ in range(13)]
    assert sorted(bugs.iterdir()) == sorted(named[-10:])


def test_a_report_has_a_limit(dockgen, bugs, monkeypatch):
    def fail(*_):
        raise ValueError("x" * 10**7)

    monkeypatch.setattr("dockgen.commands.init.init", fail)
    assert dockgen("init")[0] == 70
    [report] = bugs.iterdir()
    assert report.stat().st_size < 40_000


def test_a_report_that_cannot_be_kept_goes_into_the_temporary_folder(dockgen, bugs, tmp_path, monkeypatch):
    bugs.parent.parent.write_text("a file")
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    _, _, err = dockgen("init")
    assert Path(err.split("report it and attach ")[1].split(". Read it")[0]).parent == tmp_path
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path / "none"))
    assert "No file with details could be written" in dockgen("init")[2]


def test_a_current_folder_that_was_deleted_is_named(dockgen, tmp_path, monkeypatch):
    (tmp_path / "gone").mkdir()
    monkeypatch.chdir(tmp_path / "gone")
    (tmp_path / "gone").rmdir()
    for arguments in (["init", "--yes"], ["audit", "."], ["detect"], ["pin"], ["verify"], ["explain"]):
        code, out, err = dockgen(*arguments)
        assert (code, out) == (6, "")
        assert err == "dockgen: the current folder was deleted\n  Change to another folder, then run again.\n"


def test_the_same_input_gives_the_same_bytes_in_another_place_and_time(dockgen, monkeypatch):
    _, first, _ = dockgen("init", "a/hello", "--yes", "--stdout")
    monkeypatch.setenv("TZ", "Asia/Tokyo")
    monkeypatch.setenv("LC_ALL", "tr_TR.UTF-8")
    _, second, _ = dockgen("init", "b/hello", "--yes", "--stdout")
    assert first == second


@pytest.mark.parametrize("arguments", [["init", "--yes"], ["audit", "nothing"], ["init", "--base", "none"]])
def test_an_exit_code_says_it_where_no_message_can_be_written(arguments, tmp_path):
    (tmp_path / "Dockerfile").write_text("FROM mine\n")
    command = [Path(sys.executable).with_name("dockgen"), *arguments]
    told = subprocess.run(command, cwd=tmp_path, capture_output=True, check=False)
    with Path("/dev/full").open("w") as full:
        untold = subprocess.run(command, cwd=tmp_path, stderr=full, stdout=subprocess.PIPE, check=False)
    assert untold.returncode == told.returncode
    assert told.returncode > 0


@pytest.mark.parametrize("module", ["dockgen.errors", "dockgen.commands.init", "dockgen.fast_init"])
def test_ctrl_c_while_modules_are_imported_is_no_traceback(module, tmp_path):
    interrupt = (
        "import sys, importlib.abc\n"
        "class Stop(importlib.abc.MetaPathFinder):\n"
        "    def find_spec(self, name, *_):\n"
        f"        if name == {module!r}: raise KeyboardInterrupt\n"
        "import dockgen\nsys.meta_path.insert(0, Stop())\n"
        "from dockgen.__main__ import main\nsys.argv = ['dockgen', 'init', '--yes']\nmain()\n"
    )
    done = subprocess.run([sys.executable, "-c", interrupt], cwd=tmp_path, capture_output=True, text=True, check=False)
    assert (done.returncode, "Traceback" in done.stderr) == (130, False), done.stderr
    assert "Stopped. Nothing was changed." in done.stderr


def test_more_ctrl_c_at_the_end_changes_nothing(tmp_path):
    stopped = (
        "from dockgen import __main__ as program\n"
        "def stopped(): raise KeyboardInterrupt\n"
        "program._ended = stopped\nprogram.main()\n"
    )
    with subprocess.Popen([sys.executable, "-c", stopped], cwd=tmp_path, stderr=subprocess.PIPE) as process:
        said = b"".join(process.stderr.readline() for _ in range(2))
        while process.poll() is None:
            process.send_signal(signal.SIGINT)
        said += process.stderr.read()
    assert (process.returncode, said) == (ExitCode.INTERRUPTED, b"\nStopped. Nothing was changed.\n")


@pytest.mark.parametrize("seconds", ["0", "-1", "inf", "nan", "99999999999999999999"])
def test_a_timeout_is_a_number_of_seconds(dockgen, tmp_path, seconds):
    (tmp_path / "Dockerfile").write_text("FROM alpine:3.23\n")
    for command in (["pin"], ["versions", "refresh"]):
        code, _, err = dockgen(*command, "--timeout", seconds)
        assert (code, "--timeout" in err) == (2, True)
