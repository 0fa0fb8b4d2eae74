"""What lies where a person's file is expected: every command ends, reads nothing outside, and changes nothing there."""

import ast
import errno
import os
import resource
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest
from snapshots import snapshot, write

from dockgen.__main__ import main
from dockgen.errors import ExitCode, FileError
from dockgen.reading.files import Boundary, LeadsOutError
from dockgen.reading.project import Project
from dockgen.verify.ignored import wanted
from dockgen.writing import report_files
from dockgen.writing.transaction import STAGING

OUTSIDE = "hunter2-from-outside"
DOCKERFILE = f"FROM golang:1.27\nCOPY . .\n# {OUTSIDE}\nRUN apt-get update\nCMD go run .\n"
PROJECT: dict[str, str | bytes] = {
    "go.mod": "module example.com/hello\n\ngo 1.26\n",
    "main.go": 'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n',
}
OUTPUTS = ("Dockerfile", ".dockerignore", "compose.yaml", "dockgen.toml", ".dockgen.lock", "docker-bake.hcl")
INPUTS = ("go.mod", "main.go", ".gitignore", "package.json", "Procfile", ".npmrc", ".env.example")
COMMANDS = (
    ["audit", "."],
    ["audit", "--fix", "."],
    ["audit", "--diff", "."],
    ["pin", "."],
    ["pin", "--check", "."],
    ["explain", "."],
    ["explain", "Dockerfile"],
    ["outdated", "."],
    ["detect", "."],
    ["update", "."],
    ["update", "--conflicts", "dockgen", "."],
    ["init", ".", "--yes"],
    ["init", ".", "--yes", "--force"],
    ["init", ".", "--yes", "--all", "--force"],
    ["init", ".", "--yes", "--stdout"],
    ["compare", "Dockerfile", "--dry-run"],
)


def leads_out(place: Path, victim: Path) -> None:
    place.symlink_to(os.path.relpath(victim, place.parent))


def is_pipe(place: Path, _: Path) -> None:
    os.mkfifo(place)


def is_endless(place: Path, _: Path) -> None:
    place.symlink_to("/dev/zero")


def is_the_systems(place: Path, _: Path) -> None:
    place.symlink_to("/etc/passwd")


def waits_for_ever(place: Path, _: Path) -> None:
    place.symlink_to("/proc/kmsg")


def is_huge(place: Path, _: Path) -> None:
    with place.open("wb") as file:
        file.truncate(100 * 2**30)


def leads_to_itself(place: Path, _: Path) -> None:
    place.symlink_to(place.name)


def is_folder(place: Path, _: Path) -> None:
    place.mkdir()


HAZARDS = (leads_out, is_pipe, is_endless, is_the_systems, waits_for_ever, is_huge, leads_to_itself, is_folder)


@contextmanager
def bounded() -> Iterator[None]:
    """End what waits for ever, and what takes more memory than any project needs."""

    def stop(*_: object) -> None:
        raise AssertionError("it waits for ever")

    before = resource.getrlimit(resource.RLIMIT_AS)
    handler = signal.signal(signal.SIGALRM, stop)
    resource.setrlimit(resource.RLIMIT_AS, (4 * 2**30, before[1]))
    signal.alarm(60)
    try:
        yield
    finally:
        signal.alarm(0)
        signal.signal(signal.SIGALRM, handler)
        resource.setrlimit(resource.RLIMIT_AS, before)


@pytest.fixture
def project(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    folder = tmp_path / "given" / "project"
    write(folder, PROJECT)
    write(tmp_path / "victim", {"file": DOCKERFILE})
    monkeypatch.chdir(folder)
    monkeypatch.setenv("PATH", str(tmp_path))  # no engine and no other linter: it is about what dockgen itself reads
    return folder


def run(command: list[str], monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> tuple[int, str]:
    monkeypatch.setattr(sys, "argv", ["dockgen", *command])
    with bounded(), pytest.raises(SystemExit) as stopped:
        main()
    printed = capsys.readouterr()
    return int(stopped.value.code or 0), printed.out + printed.err


@pytest.mark.parametrize("hazard", HAZARDS)
@pytest.mark.parametrize("name", [*OUTPUTS, *INPUTS])
def test_no_command_reads_or_writes_outside_or_waits(
    name: str,
    hazard: Callable[[Path, Path], None],
    project: Path,
    monkeypatch: pytest.MonkeyPatch,
    capsys: pytest.CaptureFixture[str],
) -> None:
    (project / name).unlink(missing_ok=True)
    hazard(project / name, project.parent.parent / "victim" / "file")
    before = snapshot(project.parent.parent / "victim")
    for command in COMMANDS:
        code, printed = run(command, monkeypatch, capsys)
        assert code in set(ExitCode) - {ExitCode.INTERNAL}, (command, printed)
        assert OUTSIDE not in printed, command
        assert "root:" not in printed, command
        assert snapshot(project.parent.parent / "victim") == before, command
    written = [path for path in project.rglob("*") if path.is_file() and not path.is_symlink() and path.name != name]
    assert not [path for path in written if OUTSIDE in path.read_text()]


@pytest.mark.parametrize("name", OUTPUTS)
def test_a_link_that_leads_out_is_refused_by_name(
    name: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    leads_out(project / name, project.parent.parent / "victim" / "file")
    refusing = [["init", ".", "--yes", "--all", "--force"]]
    if name != "docker-bake.hcl":
        refusing += [["init", ".", "--yes", "--force"], ["init", ".", "--yes"]]
    if name == "Dockerfile":
        refusing += [[*command, path] for command in (["audit", "--fix"], ["pin"], ["explain"]) for path in (".", name)]
    for command in refusing:
        code, printed = run(command, monkeypatch, capsys)
        assert (code, f"{name} is a link that leads out of" in printed) == (ExitCode.FILES, True), (command, printed)


@pytest.mark.parametrize("name", [name for name in OUTPUTS if name != "docker-bake.hcl"])
def test_an_update_refuses_a_file_that_became_a_link_out(
    name: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    assert run(["init", ".", "--yes"], monkeypatch, capsys)[0] == ExitCode.OK
    (project / name).unlink()
    leads_out(project / name, project.parent.parent / "victim" / "file")
    for command in (["update", "."], ["update", "--check", "."], ["update", "--conflicts", "dockgen", "."]):
        code, printed = run(command, monkeypatch, capsys)
        assert (code, f"{name} is a link that leads out of" in printed) == (ExitCode.FILES, True), (command, printed)


@pytest.mark.parametrize("command", [["audit", "--fix", "."], ["pin", "."], ["init", ".", "--yes", "--all"]])
def test_a_linked_folder_is_not_entered(
    command: list[str], project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    victim = project.parent.parent / "victim"
    write(victim, {**PROJECT, "Dockerfile": DOCKERFILE})
    before = snapshot(victim)
    (project / "app").symlink_to("../../victim")
    run(command, monkeypatch, capsys)
    code, printed = run(["init", ".", "--yes", "--app", "app"], monkeypatch, capsys)
    assert (code, "app is a link that leads out of" in printed) == (ExitCode.FILES, True), printed
    assert snapshot(victim) == before


def test_what_a_link_out_holds_is_in_no_output(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project.parent.parent / "victim", {"package.json": f'{{"name": "{OUTSIDE}", "main": "server.js"}}'})
    for name in PROJECT:
        (project / name).unlink()
    write(project, {"server.js": "require('http').createServer().listen(3000)"})
    leads_out(project / "package.json", project.parent.parent / "victim" / "package.json")
    code, printed = run(["init", ".", "--yes"], monkeypatch, capsys)
    assert code == ExitCode.FILES
    assert printed.startswith("dockgen: package.json is a link that leads out of")
    assert sorted(path.name for path in project.iterdir()) == ["package.json", "server.js"]


def test_a_loop_beside_a_project_does_not_stop_it(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "a").symlink_to("a")
    for name in PROJECT:
        (project / name).unlink()
    write(project, {"app.py": "import flask\napp = flask.Flask(__name__)\n", "requirements.txt": "flask\n"})
    code, printed = run(["init", ".", "--yes"], monkeypatch, capsys)
    assert code == ExitCode.OK, printed


def test_links_between_folders_of_a_project_are_followed(tmp_path: Path) -> None:
    write(tmp_path, {"shared/a": "text"})
    (tmp_path / "app").mkdir()
    (tmp_path / "app" / "linked").symlink_to("../shared")
    assert Boundary(tmp_path).read("app/linked/a") == b"text"


@pytest.mark.parametrize("path", ["..", "a/../..", "../x", "out", "out/x", "out/../x", "inner/out/.."])
def test_no_path_leads_out(tmp_path: Path, path: str) -> None:
    top = tmp_path / "top"
    (top / "inner").mkdir(parents=True)
    (top / "out").symlink_to("..")
    (top / "inner" / "out").symlink_to("/")
    with pytest.raises(LeadsOutError, match="leads out of"):
        Boundary(top).real(path)


@pytest.fixture
def deep(project: Path) -> Iterator[Path]:
    """Nest folders deeper than Python recurses, and than a path may be long."""
    here = os.open(project, os.O_RDONLY)
    for _ in range(3000):
        os.mkdir("deep", dir_fd=here)
        inner = os.open("deep", os.O_RDONLY, dir_fd=here)
        os.close(here)
        here = inner
    os.close(here)
    yield project
    subprocess.run(["/bin/rm", "-rf", str(project / "deep")], check=True)


def test_no_depth_of_folders_is_too_much(
    deep: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(deep, {"Dockerfile": "FROM scratch\n"})
    for command in COMMANDS:
        code, printed = run(command, monkeypatch, capsys)
        assert code != ExitCode.INTERNAL, (command, printed)
    assert wanted(deep, ["go.mod"]).ignored


READS = {"open", "read_text", "read_bytes", "fdopen", "readlines", "loadtxt"}
OWN_READERS = {
    "reading/files": "the reader itself",
    "versions/resources": "dockgen's own data",
    "versions/ends": "dockgen's own data",
    "past/first": "dockgen's own data",
    "rendering/render": "dockgen's own templates",
    "rendering/sandboxed": "dockgen's own templates",
    "commands/templates": "a template pack's files, which packs/read has checked",
    "packs/git": "writes a pack's files",
    "writing/report_files": "a device or a pipe that a report is written to",
    "packs/read": "a template pack's files, with the same checks relative to an open folder",
    "writing/transaction": "a folder to lock",
    "writing/disk": "files that a transaction has staged, or compares with what reading returned",
    "new/cookies": "a cookiecutter template, which runs code anyway",
    "ladder/workspace": "copies a project to build it, block by block",
    "ladder/state": "dockgen's own cache",
    "engines/sessions": "dockgen's own cache",
    "engines/building": "what the engine has just written",
    "image/packing": "an image that the engine has saved",
    "verify/full": "an image that the engine has saved",
    "verify/ignored": "digests of the build context's files, of bounded size and without following links",
    "verify/processes": "the kernel's list of processes, and the counters of control groups, which it keeps",
    "registry/credentials": "the user's own settings of docker",
    "__main__": "the null device",
}


def test_only_the_reader_opens_files() -> None:
    top = Path(__file__).parents[2] / "dockgen"
    found = set()
    for path in top.rglob("*.py"):
        if "compiled" in path.parts:
            continue
        for node in ast.walk(ast.parse(path.read_text("utf-8"))):
            if isinstance(node, ast.Call):
                name = getattr(node.func, "attr", getattr(node.func, "id", ""))
                if name in READS:
                    found.add(path.relative_to(top).with_suffix("").as_posix())
    assert found == set(OWN_READERS)


@pytest.mark.parametrize("name", ["report.html", "out/report.html"])
def test_a_report_is_not_written_through_a_link_that_leads_out(
    name: str, project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    victim = project.parent.parent / "victim" / "file"
    (project / "out").mkdir()
    leads_out(project / name, victim)
    for path in (name, str(project / name)):
        with pytest.raises(LeadsOutError, match="leads out of"):
            report_files.write(path, "new", "--html")
    monkeypatch.chdir(victim.parent)
    assert victim.read_text() == DOCKERFILE


LONG = "a" * 300
NAMED = ("verify", "verify --file", "verify --env-file", "audit --context", "compare", "new", "new p", "ladder --edit")
NAMED += ("init --yes --app", "init --yes --pack", "templates list --pack", "templates check")
NAMED += ("templates eject Dockerfile.j2 --to",)
LOOKED_THROUGH = ("audit", "explain", "outdated", "pin", "detect", "init --yes", "update", "versions refresh")
ODD = (LONG, f"a/{LONG}", "go.mod/x", "loop", "loop/x", "\udc80")


@pytest.mark.parametrize(
    ("command", "text"),
    [(command, text) for command in (*NAMED, *LOOKED_THROUGH) for text in ODD] + [(command, "//") for command in NAMED],
)
def test_no_path_that_is_named_is_a_bug(
    command: str, text: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "loop").symlink_to("loop")
    code, printed = run([*command.split(), text], monkeypatch, capsys)
    assert code != ExitCode.INTERNAL, printed


@pytest.mark.parametrize("command", ["init --yes --all", "detect"])
def test_a_folder_with_more_than_one_run_keeps_is_refused(
    command: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    monkeypatch.setattr("dockgen.reading.project.MAX_TOTAL", 2 * 1024 * 1024)
    apps = {f"apps/a{number}/package.json": '{"main": "a.js"}' for number in range(5)}
    write(project, apps | {f"apps/a{number}/a.js": "x();\n" * 100_000 for number in range(5)})
    code, printed = run([*command.split()], monkeypatch, capsys)
    assert (code, "has more than 2 MiB of files to read" in printed) == (ExitCode.FILES, True), printed


@pytest.mark.parametrize("line", [f"COPY {LONG} /x", f"ADD {LONG} /", f"COPY a/{LONG}/b /x", "COPY loop/x /x"])
def test_no_path_in_a_dockerfile_is_a_bug(
    line: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "loop").symlink_to("loop")
    write(project, {"Dockerfile": f"FROM node:24\n{line}\n", ".dockerignore": f"{LONG}\n!{LONG}\n"})
    for command in COMMANDS[:8]:
        code, printed = run(command, monkeypatch, capsys)
        assert code != ExitCode.INTERNAL, (command, printed)


def test_eject_writes_through_no_link_that_leads_out(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "dockgen-pack").symlink_to("../../victim")
    before = snapshot(project.parent.parent / "victim")
    code, printed = run(["templates", "eject", "Dockerfile.j2"], monkeypatch, capsys)
    assert (code, "dockgen-pack is a link that leads out of" in printed) == (ExitCode.FILES, True)
    assert snapshot(project.parent.parent / "victim") == before


@pytest.mark.parametrize("what", [STAGING, f"{STAGING}/0"])
def test_eject_finishes_what_a_killed_run_has_left(
    what: str, project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    (project / "pack" / STAGING).mkdir(parents=True)
    if what != STAGING:
        write(project / "pack", {what: "staged, and no journal yet"})
    code, printed = run(["templates", "eject", "Dockerfile.j2", "--to", "pack"], monkeypatch, capsys)
    assert code == ExitCode.OK, printed
    assert not (project / "pack" / STAGING).exists()


def test_a_named_file_of_variables_is_read_through_no_link_that_leads_out(
    project: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]
) -> None:
    write(project, {"Dockerfile": "FROM scratch\n"})
    leads_out(project / "test.env", project.parent.parent / "victim" / "file")
    code, printed = run(["verify", "--env-file", "test.env"], monkeypatch, capsys)
    assert (code, OUTSIDE in printed) == (ExitCode.FILES, False), printed


def test_a_report_does_not_wait_for_who_reads_a_pipe(project: Path) -> None:
    os.mkfifo(project / "report.html")
    with bounded(), pytest.raises(FileError, match=r"report\.html cannot be written"):
        report_files.write("report.html", "text", "--html")


def test_of_several_reports_none_is_written_where_one_leads_out(project: Path) -> None:
    leads_out(project / "b.md", project.parent.parent / "victim" / "file")
    with pytest.raises(LeadsOutError):
        report_files.write_all({"a.svg": "a", "b.md": "b"}, "--output")
    assert not (project / "a.svg").exists()


def test_a_folder_that_may_not_be_entered_does_not_stop_a_project(
    project: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (project / "pgdata").mkdir()
    real = os.lstat

    def lstat(path: str, **named: int) -> os.stat_result:
        if "pgdata/" in os.fspath(path):
            raise PermissionError(errno.EACCES, "Permission denied", path)
        return real(path, **named)

    monkeypatch.setattr(os, "lstat", lstat)
    opened = Project(project)
    assert not opened.has("pgdata/__main__.py")
    assert opened.warnings == ["pgdata/__main__.py cannot be read: Permission denied; it was ignored"]
