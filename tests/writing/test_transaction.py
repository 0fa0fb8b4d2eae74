"""Writing all files or none, while things fail; tests/writing/test_killed.py kills it."""

import errno
import json
import os
import shutil
import signal
import stat
import subprocess
import sys
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots import contents, snapshot, write

from dockgen.errors import DockgenError, FileError
from dockgen.writing import disk
from dockgen.writing.transaction import STAGING, Write, commit, recover

OLD = {"Dockerfile": b"old Dockerfile\n", "compose.yaml": b"old compose\n", "docker/real.txt": b"old real\n"}
NEW = [
    Write(".dockerignore", b"new ignore\n", None),
    Write("Dockerfile", b"new Dockerfile\n", OLD["Dockerfile"]),
    Write("compose.yaml", b"new compose\n", OLD["compose.yaml"]),
    Write("cmd/a/main.go", b"new main\n", None),
    Write("linked.txt", b"new real\n", OLD["docker/real.txt"]),
]
AFTER = {
    ".dockerignore": b"new ignore\n",
    "Dockerfile": b"new Dockerfile\n",
    "Dockerfile.bak": OLD["Dockerfile"],
    "compose.yaml": b"new compose\n",
    "compose.yaml.bak": OLD["compose.yaml"],
    "cmd/a/main.go": b"new main\n",
    "docker/real.txt": b"new real\n",
    "docker/real.txt.bak": OLD["docker/real.txt"],
}


@pytest.fixture
def root(tmp_path: Path) -> Path:
    """Return a project with files to replace, one of them behind a link, inside a folder that must not change."""
    folder = tmp_path / "outside" / "project"
    folder.mkdir(parents=True)
    write(folder, dict(OLD))
    (folder / "linked.txt").symlink_to("docker/real.txt")
    (folder / "Dockerfile").chmod(0o640)
    return folder


def test_all_files_change_and_what_was_there_is_kept(root: Path) -> None:
    backups = commit(root, NEW)
    assert contents(root) == AFTER
    assert backups == {
        "Dockerfile": "Dockerfile.bak",
        "compose.yaml": "compose.yaml.bak",
        "linked.txt": "docker/real.txt.bak",
    }


def test_a_link_stays_a_link_and_the_file_behind_it_changes(root: Path) -> None:
    commit(root, NEW)
    assert (root / "linked.txt").readlink() == Path("docker/real.txt")
    assert not (root / "linked.txt.bak").exists()


def test_a_dangling_link_inside_gets_the_file_that_it_names(root: Path) -> None:
    (root / "later").symlink_to("not/yet.txt")
    commit(root, [Write("later", b"x", None)])
    assert (root / "later").is_symlink()
    assert (root / "not/yet.txt").read_bytes() == b"x"


@pytest.mark.parametrize("number", range(len(NEW)))
@pytest.mark.parametrize("place", ["../../victim", "nowhere", "0", "/dev/null"])
def test_a_link_in_the_place_of_a_staged_file_is_not_put_in_place(
    root: Path, monkeypatch: pytest.MonkeyPatch, number: int, place: str
) -> None:
    before = contents(root)

    def swap(_folder: Path) -> None:
        monkeypatch.undo()
        staged = root / STAGING / str(number)
        staged.unlink()
        staged.symlink_to(place)

    monkeypatch.setattr(disk, "sync", swap)
    with pytest.raises(FileError, match="changed by another program in the meantime"):
        commit(root, NEW)
    assert contents(root) == before
    assert [path.name for path in root.rglob("*") if path.is_symlink()] == ["linked.txt"]


@pytest.mark.parametrize("mode", [0o600, 0o644, 0o755, 0o444])
def test_modes_are_kept_in_the_file_and_in_its_backup(root: Path, mode: int) -> None:
    (root / "Dockerfile").chmod(mode)
    commit(root, NEW)
    assert stat.S_IMODE((root / "Dockerfile").stat().st_mode) == mode
    assert stat.S_IMODE((root / "Dockerfile.bak").stat().st_mode) == mode


def test_a_new_file_has_the_mode_that_the_umask_leaves(root: Path) -> None:
    before = os.umask(0o027)
    try:
        commit(root, NEW)
    finally:
        os.umask(before)
    assert stat.S_IMODE((root / ".dockerignore").stat().st_mode) == 0o640


@pytest.mark.skipif(os.geteuid() != 0, reason="only root can give a file to somebody else")
def test_root_leaves_a_file_to_its_owner(root: Path) -> None:
    os.chown(root / "Dockerfile", 1234, 4321)
    (root / "Dockerfile").chmod(0o640)
    commit(root, NEW)
    for name in ("Dockerfile", "Dockerfile.bak"):
        status = (root / name).stat()
        assert (status.st_uid, status.st_gid, stat.S_IMODE(status.st_mode)) == (1234, 4321, 0o640)


def test_backups_are_numbered_and_never_replaced(root: Path) -> None:
    last = OLD["Dockerfile"]
    for number in range(1, 5):
        text = f"version {number}\n".encode()
        name = "Dockerfile.bak" if number == 1 else f"Dockerfile.bak.{number}"
        assert commit(root, [Write("Dockerfile", text, last)]) == {"Dockerfile": name}
        assert (root / name).read_bytes() == last
        last = text


@pytest.mark.parametrize("kind", ["folder", "dangling link", "link out"])
def test_a_backup_takes_a_free_name_whatever_has_the_first(root: Path, kind: str) -> None:
    taken, outside = root / "Dockerfile.bak", root.parent / "outside.txt"
    outside.write_text("outside")
    if kind == "folder":
        taken.mkdir()
    else:
        taken.symlink_to(outside if kind == "link out" else root.parent / "nowhere")
    assert commit(root, NEW)["Dockerfile"] == "Dockerfile.bak.2"
    assert (root / "Dockerfile.bak.2").read_bytes() == OLD["Dockerfile"]
    assert sorted(path.name for path in root.parent.iterdir()) == ["outside.txt", "project"]
    assert outside.read_text() == "outside"


def test_a_backup_works_without_hard_links(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_on(monkeypatch, "link", PermissionError(errno.EPERM, "Operation not permitted"))
    (root / "Dockerfile").chmod(0o600)
    commit(root, NEW)
    assert contents(root) == AFTER
    assert stat.S_IMODE((root / "Dockerfile.bak").stat().st_mode) == 0o600


def fail_on(monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException, call: int | None = None) -> list[int]:
    """Let a function of `os` fail: always, or at one call. Return a list that grows with each call."""
    calls: list[int] = []
    real = getattr(os, name)

    def failing(*arguments: object, **named: object) -> object:
        calls.append(len(calls))
        if call is None or len(calls) == call:
            raise error
        return real(*arguments, **named)

    monkeypatch.setattr(os, name, failing)
    return calls


# These only clean up, which the next run does too; and instead of a link there can be a copy.
CAN_DO_WITHOUT = {"unlink", "rmdir", "listdir", "link"}


@pytest.mark.parametrize(
    ("name", "error"),
    [
        ("mkdir", OSError(errno.ENOSPC, "No space left on device")),
        ("link", OSError(errno.EIO, "Input/output error")),
        ("replace", OSError(errno.EBUSY, "Device or resource busy")),
        ("chmod", OSError(errno.EPERM, "Operation not permitted")),
        ("open", OSError(errno.EACCES, "Permission denied")),
        ("unlink", OSError(errno.EIO, "Input/output error")),
        ("rmdir", OSError(errno.EIO, "Input/output error")),
        ("listdir", OSError(errno.EIO, "Input/output error")),
        ("link", KeyboardInterrupt()),
        ("replace", KeyboardInterrupt()),
        ("chmod", KeyboardInterrupt()),
    ],
    ids=lambda value: value if isinstance(value, str) else type(value).__name__,
)
def test_whatever_fails_at_whatever_call_all_files_change_or_none(
    root: Path, monkeypatch: pytest.MonkeyPatch, name: str, error: BaseException
) -> None:
    failures = 0
    for call in range(1, 60):
        folder = root.parent / f"copy{call}"
        shutil.copytree(root, folder, symlinks=True)
        before = contents(folder)
        with monkeypatch.context() as patched:
            calls = fail_on(patched, name, error, call)
            try:
                commit(folder, NEW)
            except (FileError, KeyboardInterrupt) as raised:
                failures += 1
                message = str(raised)
                assert contents(folder) == before
                assert sorted(folder.iterdir()) == [folder / path.name for path in sorted(root.iterdir())]
                assert getattr(error, "strerror", "") in message
            else:
                assert {path: text for path, text in contents(folder).items() if STAGING not in path} == AFTER
        assert recover(folder) == []
        assert not (folder / STAGING).exists()
        if len(calls) < call:
            break
    else:
        pytest.fail("it never got through")
    assert call > 1
    assert failures or name in CAN_DO_WITHOUT


def test_a_file_that_cannot_be_put_back_is_named_with_its_backup(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.replace
    calls: list[str] = []

    def failing(source: Path, target: Path) -> None:
        calls.append(Path(target).name)
        if len(calls) > 2:  # the journal and the first file
            raise OSError(errno.EIO, "Input/output error")
        real(source, target)

    monkeypatch.setattr(os, "replace", failing)
    with pytest.raises(FileError, match=r"could not be undone: Dockerfile \(before: Dockerfile.bak\)"):
        commit(root, NEW)
    assert (root / "Dockerfile.bak").read_bytes() == OLD["Dockerfile"]


RUN_COMMIT = """
import resource, sys
from pathlib import Path
from dockgen.writing.transaction import Write, commit
from dockgen.errors import FileError
resource.setrlimit(resource.RLIMIT_FSIZE, (1000, 1000))
try:
    commit(Path(sys.argv[1]), [Write("Dockerfile", b"n", b"old Dockerfile\\n"), Write("big", b"x" * 5000, None)])
except FileError as error:
    print(error)
"""


def test_a_limit_of_the_file_size_leaves_everything_as_it_was(root: Path) -> None:
    before = snapshot(root)
    before.pop(".")
    done = subprocess.run([sys.executable, "-c", RUN_COMMIT, root], capture_output=True, text=True, check=True)
    assert done.stdout == f"cannot write in {root}: File too large\n"
    assert {path: seen for path, seen in snapshot(root).items() if path != "."} == before


ON_SMALL_DISK = """
import os, subprocess, sys
from pathlib import Path
folder, python, kind = Path(sys.argv[1]), sys.argv[2], sys.argv[3]
subprocess.run(["mount", "-t", "tmpfs", "-o", "size=64k", "tmpfs", folder], check=True)
(folder / "go.mod").write_text("module example.com/hello\\n")
(folder / "main.go").write_text("package main\\n\\nfunc main() {\\n}\\n")
(folder / "Dockerfile").write_text("FROM mine\\n")
if kind == "full":
    free = os.statvfs(folder)
    (folder / "ballast").write_bytes(bytes(free.f_bavail * free.f_frsize - 8192))  # room for two staged files
else:
    subprocess.run(["mount", "-o", "remount,bind,ro", folder], check=True)
def seen():
    return {path.name: (path.read_bytes(), path.stat().st_mtime_ns, path.stat().st_mode) for path in folder.iterdir()}
before = seen()
done = subprocess.run(
    [python, "-m", "dockgen", "init", folder, "--yes", "--force"],
    stdin=subprocess.DEVNULL, capture_output=True, text=True,
)
sys.stdout.write(done.stderr)
assert done.stdout == "", done.stdout
assert seen() == before
sys.exit(done.returncode)
"""


@pytest.mark.parametrize(
    ("kind", "says"), [("full", "No space left on device"), ("read-only", "Read-only file system")]
)
def test_on_a_disk_that_takes_no_more_everything_stays_as_it_was(tmp_path: Path, kind: str, says: str) -> None:
    apart = ["unshare", "--mount"] if os.geteuid() == 0 else ["unshare", "--user", "--map-root-user", "--mount"]
    possible = shutil.which("unshare") and subprocess.run(
        [*apart, "mount", "-t", "tmpfs", "tmpfs", tmp_path], capture_output=True, check=False
    )
    if not possible or possible.returncode:
        pytest.skip("no small disk can be made here; a limit of the file size is tested instead")
    done = subprocess.run(
        [*apart, sys.executable, "-c", ON_SMALL_DISK, tmp_path, sys.executable, kind],
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 6, done.stderr
    assert done.stdout.startswith(f"dockgen: cannot write in {tmp_path}: {says}\n")


# Somebody else writes meanwhile.


def test_a_file_that_changed_since_it_was_compared_is_not_replaced(root: Path) -> None:
    (root / "compose.yaml").write_bytes(b"edited\n")
    before = contents(root)
    with pytest.raises(FileError, match=r"compose\.yaml was changed by another program in the meantime"):
        commit(root, NEW)
    assert contents(root) == before
    assert not (root / "cmd").exists()


def test_a_file_that_appeared_since_it_was_compared_is_not_replaced(root: Path) -> None:
    write(root, {"cmd/a/main.go": "theirs\n"})
    before = contents(root)
    with pytest.raises(FileError, match=r"cmd/a/main\.go was changed by another program in the meantime"):
        commit(root, NEW)
    assert contents(root) == before


def test_a_file_that_went_since_it_was_compared_stays_away(root: Path) -> None:
    (root / "compose.yaml").unlink()
    before = contents(root)
    with pytest.raises(FileError, match=r"compose\.yaml was changed by another program"):
        commit(root, NEW)
    assert contents(root) == before


def test_a_link_that_leads_out_since_it_was_compared_is_not_followed(root: Path) -> None:
    outside = root.parent / "theirs.txt"
    outside.write_bytes(OLD["compose.yaml"])
    (root / "compose.yaml").unlink()
    (root / "compose.yaml").symlink_to("../theirs.txt")
    with pytest.raises(FileError, match=r"compose\.yaml was changed by another program"):
        commit(root, NEW)
    assert outside.read_bytes() == OLD["compose.yaml"]
    assert not (root / STAGING).exists()


def edit_by_name(path: Path, content: bytes) -> None:
    """Edit as most editors do: write another file, and give it the name."""
    aside = path.with_name(path.name + "~")
    aside.write_bytes(content)
    os.rename(aside, path)  # noqa: PTH104 - `replace` is what the tests make fail


def edit_in_place(path: Path, content: bytes) -> None:
    with path.open("r+b") as file:
        file.write(content)
        file.truncate()


@pytest.mark.parametrize("edit", [edit_by_name, edit_in_place])
@pytest.mark.parametrize("moment", ["before the backup", "after the backup"])
def test_an_edit_during_the_commit_is_not_lost(
    root: Path, monkeypatch: pytest.MonkeyPatch, edit: Callable[[Path, bytes], None], moment: str
) -> None:
    real = os.link

    def linking(source: Path, target: Path, **named: object) -> None:
        is_backup = Path(target).name == "compose.yaml.bak"
        if is_backup and moment == "before the backup":
            edit(root / "compose.yaml", b"their edit\n")
        real(source, target, **named)
        if is_backup and moment == "after the backup":
            edit(root / "compose.yaml", b"their edit\n")

    monkeypatch.setattr(os, "link", linking)
    with pytest.raises(FileError, match=r"compose\.yaml was changed by another program"):
        commit(root, NEW)
    assert contents(root) == OLD | {"compose.yaml": b"their edit\n"}


def test_a_backup_name_that_is_taken_meanwhile_is_not_replaced(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.link

    def linking(source: Path, target: Path, **named: object) -> None:
        if Path(target).name == "compose.yaml.bak":
            Path(target).write_bytes(b"theirs\n")
        real(source, target, **named)

    monkeypatch.setattr(os, "link", linking)
    with pytest.raises(FileError, match=r"compose\.yaml was changed by another program"):
        commit(root, NEW)
    assert contents(root) == OLD | {"compose.yaml.bak": b"theirs\n"}


def test_an_edit_during_the_way_back_is_not_lost(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.replace

    def replacing(source: Path, target: Path) -> None:
        if Path(target).name == "compose.yaml":
            edit_by_name(root / "Dockerfile", b"their edit\n")
            raise OSError(errno.EIO, "Input/output error")
        real(source, target)

    monkeypatch.setattr(os, "replace", replacing)
    with pytest.raises(FileError, match=r"compose\.yaml cannot be written"):
        commit(root, NEW)
    assert contents(root) == OLD | {"Dockerfile": b"their edit\n", "Dockerfile.bak": OLD["Dockerfile"]}


def test_two_names_of_one_file_are_refused(root: Path) -> None:
    (root / "alias").symlink_to("Dockerfile")
    before = snapshot(root)
    before.pop(".")
    with pytest.raises(FileError, match="Dockerfile and alias are the same file"):
        commit(root, [*NEW, Write("alias", b"other\n", OLD["Dockerfile"])])
    assert {path: seen for path, seen in snapshot(root).items() if path != "."} == before


# Two runs at once.

PAUSE_IN_COMMIT = """
import os, signal, sys
from pathlib import Path
from dockgen.writing import disk, transaction
real = transaction._put_in_place
def paused(root, entry):
    real(root, entry)
    os.kill(os.getpid(), signal.SIGSTOP)
    transaction._put_in_place = real
transaction._put_in_place = paused
transaction.commit(Path(sys.argv[1]), [transaction.Write("one", b"1", None), transaction.Write("two", b"2", None)])
"""


def test_a_second_run_is_told_to_wait_and_the_first_one_goes_on(root: Path) -> None:
    first = subprocess.Popen([sys.executable, "-c", PAUSE_IN_COMMIT, root])
    try:
        _, status = os.waitpid(first.pid, os.WUNTRACED)
        assert os.WIFSTOPPED(status)
        before = snapshot(root)
        for run in (lambda: commit(root, NEW), lambda: recover(root)):
            with pytest.raises(FileError, match="another dockgen is writing") as raised:
                run()
            assert raised.value.hint == "Nothing was changed. Wait for it, then run again."
        assert snapshot(root) == before
        os.kill(first.pid, signal.SIGCONT)
        _, status = os.waitpid(first.pid, 0)
    finally:
        first.returncode = 0  # it was waited for above
    assert os.waitstatus_to_exitcode(status) == 0
    assert contents(root) == OLD | {"one": b"1", "two": b"2"}


def test_a_file_system_without_locks_is_written_all_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fcntl = pytest.importorskip("fcntl")

    def no_locks(*_: object) -> None:
        raise OSError(errno.ENOLCK, "No locks available")

    monkeypatch.setattr(fcntl, "flock", no_locks)
    commit(root, NEW)
    assert contents(root) == AFTER


# Ctrl-C.


def test_ctrl_c_during_the_commit_comes_too_late(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    real = os.replace

    def replacing(source: Path, target: Path) -> None:
        os.kill(os.getpid(), signal.SIGINT)
        real(source, target)

    monkeypatch.setattr(os, "replace", replacing)
    before = signal.signal(signal.SIGINT, signal.default_int_handler)
    try:
        commit(root, NEW)
        assert signal.getsignal(signal.SIGINT) is signal.default_int_handler
    finally:
        signal.signal(signal.SIGINT, before)
    assert contents(root) == AFTER


# What an earlier run left, or somebody pretends that it did.


def journal(root: Path, *entries: object, folder: object = None) -> None:
    """Leave a journal as a killed run would."""
    staging = root / STAGING
    staging.mkdir(exist_ok=True)
    (staging / "0").write_bytes(b"hostile\n")
    inode = staging.stat().st_ino if folder is None else folder
    (staging / "journal.json").write_text(json.dumps({"folder": inode, "files": entries}))


def digest(path: Path) -> str | None:
    return disk.digest_of(path)


@pytest.mark.parametrize("is_spare", [True, False])
def test_a_killed_run_leaves_only_backups_that_are_needed(root: Path, *, is_spare: bool) -> None:
    journal(root, ["0", "Dockerfile", "Dockerfile.bak", digest(root / "Dockerfile"), is_spare])
    recover(root)
    assert (root / "Dockerfile.bak").exists() is not is_spare


def test_a_journal_of_a_killed_run_is_finished(root: Path) -> None:
    journal(root, ["0", "Dockerfile", "Dockerfile.bak", digest(root / "Dockerfile")])
    assert recover(root) == []
    assert contents(root) == OLD | {"Dockerfile": b"hostile\n", "Dockerfile.bak": OLD["Dockerfile"]}


HOSTILE = {
    "target in the parent": ["0", "../victim", None, None],
    "target deep in the parent": ["0", "docker/../../victim", None, None],
    "target from the root": ["0", "/victim", None, None],
    "target in git's folder": ["0", ".git/hooks/pre-commit", None, None],
    "target in git's folder in capitals": ["0", ".GIT/hooks/pre-commit", None, None],
    "target of a submodule's git": ["0", "sub/.git/config", None, None],
    "target in the staging folder": ["0", ".dockgen.tmp/journal.json", None, None],
    "target behind a link out": ["0", "out/victim", None, None],
    "target is empty": ["0", "", None, None],
    "target is the folder": ["0", ".", None, None],
    "target not in its plain form": ["0", "./Dockerfile", None, None],
    "target with a NUL": ["0", "a\0b", None, None],
    "staged in the parent": ["../../victim", "x", None, None],
    "staged is a file of the project": ["../Dockerfile", "x", None, None],
    "staged is empty": ["", "x", None, None],
    "backup in the parent": ["0", "Dockerfile", "../Dockerfile.bak", "0" * 64],
    "backup elsewhere": ["0", "Dockerfile", "compose.yaml", "0" * 64],
    "backup without a digest": ["0", "Dockerfile", "Dockerfile.bak", None],
    "digest without a backup": ["0", "Dockerfile", None, "0" * 64],
    "numbers": [0, 1, 2, 3],
    "text": "abcd",
    "too short": ["0"],
    "too long": ["0", "a", None, None, False, None],
    "null": None,
    "nested": [["0"], ["x"], None, None],
}


@pytest.mark.parametrize("entry", HOSTILE.values(), ids=HOSTILE)
def test_a_hostile_journal_is_harmless_and_named(root: Path, entry: object) -> None:
    write(root.parent, {"victim": "victim"})
    (root / "out").symlink_to("..")
    (root / ".git/hooks").mkdir(parents=True)
    journal(root, entry)
    check_harmless(root)


def check_harmless(root: Path) -> None:
    before = snapshot(root.parent)
    with pytest.raises(FileError) as raised:
        recover(root)
    assert f"{root / STAGING} exists, but dockgen cannot finish it" in str(raised.value)
    assert "move or delete it" in raised.value.hint
    assert snapshot(root.parent) == before


def test_a_journal_that_was_cloned_or_copied_is_not_followed(root: Path) -> None:
    journal(root, ["0", "Dockerfile", "Dockerfile.bak", digest(root / "Dockerfile")])
    copy = root.parent / "copy"
    shutil.copytree(root, copy, symlinks=True)
    check_harmless(copy)


@pytest.mark.parametrize(
    "text",
    [b"", b"{", b"\xff\xfe", b"[]", b"{}", b'"x"', b"null", b"5", b"[" * 100_000, b'{"folder": 1}', b'{"files": []}'],
    ids=lambda text: repr(text[:12]),
)
def test_a_broken_journal_is_harmless_and_named(root: Path, text: bytes) -> None:
    write(root, {f"{STAGING}/journal.json": text})
    check_harmless(root)


def test_files_that_are_not_text_are_no_journal(root: Path) -> None:
    journal(root, folder="x")
    check_harmless(root)
    journal(root, folder=[1])
    check_harmless(root)


@pytest.mark.parametrize("kind", ["link", "pipe", "folder"])
def test_a_journal_that_is_no_file_is_harmless_and_named(root: Path, kind: str) -> None:
    path = root / STAGING / "journal.json"
    path.parent.mkdir()
    write(root.parent, {"elsewhere.json": "{}"})
    make: dict[str, Callable[[], object]] = {
        "link": lambda: path.symlink_to("../../elsewhere.json"),
        "pipe": lambda: os.mkfifo(path),
        "folder": path.mkdir,
    }
    make[kind]()
    check_harmless(root)


def test_a_staged_link_is_not_put_in_place(root: Path) -> None:
    journal(root, ["0", "x", None, None])
    (root / STAGING / "0").unlink()
    (root / STAGING / "0").symlink_to("/etc/passwd")
    check_harmless(root)


@pytest.mark.parametrize("kind", ["file", "link out", "link inside", "dangling link", "pipe"])
def test_a_staging_folder_that_is_none_is_harmless_and_named(root: Path, kind: str) -> None:
    for folder in (root.parent / "elsewhere", root / "inside"):
        folder.mkdir()
        journal_folder = folder / "journal.json"
        journal_folder.write_text(json.dumps({"folder": folder.stat().st_ino, "files": []}))
    path = root / STAGING
    make: dict[str, Callable[[], object]] = {
        "file": lambda: path.write_text("mine"),
        "link out": lambda: path.symlink_to("../elsewhere"),
        "link inside": lambda: path.symlink_to("inside"),
        "dangling link": lambda: path.symlink_to("nowhere"),
        "pipe": lambda: os.mkfifo(path),
    }
    make[kind]()
    check_harmless(root)


def test_a_person_s_file_in_the_staging_folder_stays(root: Path) -> None:
    write(root, {f"{STAGING}/notes.txt": "mine"})
    check_harmless(root)


def test_what_was_staged_before_there_was_a_journal_is_removed(root: Path) -> None:
    write(root, {f"{STAGING}/0": "x", f"{STAGING}/11": "y", f"{STAGING}/journal.new": "{"})
    assert recover(root) == []
    assert contents(root) == OLD
    assert not (root / STAGING).exists()


ANY_JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.text(max_size=8) | st.sampled_from(["0", "Dockerfile", "../victim"]),
    lambda inner: st.lists(inner, max_size=5) | st.dictionaries(st.sampled_from(["folder", "files"]), inner),
    max_leaves=12,
)


@settings(deadline=None, derandomize=True)
@given(value=ANY_JSON)
def test_no_journal_reaches_beyond_the_folder_or_raises_anything_else(
    tmp_path_factory: pytest.TempPathFactory, value: object
) -> None:
    outer = tmp_path_factory.mktemp("any")
    root = outer / "project"
    write(outer, {"victim": "victim", "project/Dockerfile": "mine\n", f"project/{STAGING}/0": "new\n"})
    inode = (root / STAGING).stat().st_ino
    data = value | {"folder": inode} if isinstance(value, dict) else {"folder": inode, "files": value}
    (root / STAGING / "journal.json").write_text(json.dumps(data))
    try:
        recover(root)
    except DockgenError:
        assert (root / STAGING).exists()
    assert (outer / "victim").read_text() == "victim"
    assert (root / "Dockerfile").read_text() == "mine\n"
    assert sorted(path.name for path in outer.iterdir()) == ["project", "victim"]
    shutil.rmtree(outer)


def test_a_file_whose_old_content_is_in_the_new_one_leaves_no_backup(root: Path) -> None:
    backups = commit(root, NEW, without_backup={"Dockerfile"})
    assert contents(root) == {path: content for path, content in AFTER.items() if path != "Dockerfile.bak"}
    assert backups == {"compose.yaml": "compose.yaml.bak", "linked.txt": "docker/real.txt.bak"}
    assert stat.S_IMODE((root / "Dockerfile").stat().st_mode) == 0o640


def test_extended_attributes_are_kept_in_the_file_and_in_its_backup(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    os.setxattr(root / "Dockerfile", "user.owner", b"the platform team")
    os.setxattr(root / "compose.yaml", "user.owner", b"the app team")
    commit(root, NEW)
    for name, value in (("Dockerfile", b"the platform team"), ("compose.yaml", b"the app team")):
        assert os.getxattr(root / name, "user.owner") == value
        assert os.getxattr(root / f"{name}.bak", "user.owner") == value
    fail_on(monkeypatch, "link", PermissionError(errno.EPERM, "Operation not permitted"))
    commit(root, [Write("Dockerfile", b"newest\n", NEW[1].new)])
    assert os.getxattr(root / "Dockerfile.bak.2", "user.owner") == b"the platform team"


def test_a_file_system_without_attributes_is_written_all_the_same(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    fail_on(monkeypatch, "listxattr", OSError(errno.ENOTSUP, "Operation not supported"))
    commit(root, NEW)
    assert contents(root) == AFTER


def test_contents_and_journal_are_on_the_disk_before_the_first_file_changes(
    root: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    steps: list[str] = []
    real = {name: getattr(os, name) for name in ("fsync", "replace", "link")}

    def synced(descriptor: int) -> None:
        steps.append(f"sync {Path(os.readlink(f'/proc/self/fd/{descriptor}')).name}")  # noqa: PTH115 - a descriptor's
        real["fsync"](descriptor)

    monkeypatch.setattr(os, "fsync", synced)
    for name in ("replace", "link"):
        monkeypatch.setattr(
            os,
            name,
            lambda *paths, name=name, **given: (steps.append(Path(paths[1]).name), real[name](*paths, **given)),
        )
    commit(root, NEW)
    decided = steps.index("journal.json")
    assert steps[:decided] == [*(f"sync {number}" for number in range(len(NEW))), "sync journal.new"]
    assert steps[decided + 1] == f"sync {STAGING}"
    assert sorted(steps[-4:]) == sorted(f"sync {name}" for name in (root.name, "docker", "cmd", "a"))


def test_new_files_alone_do_not_wait_for_the_disk(root: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    waits: list[int] = []
    monkeypatch.setattr(os, "fsync", waits.append)
    commit(root, [write for write in NEW if write.old is None])
    assert not waits


def test_a_huge_file_in_the_place_of_one_of_ours_is_no_end_of_memory(root: Path) -> None:
    with (root / "Dockerfile").open("wb") as file:
        file.truncate(100 * 2**30)
    with pytest.raises(FileError, match="changed by another program"):
        commit(root, NEW)
