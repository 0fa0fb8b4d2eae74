"""Killed at any moment: every file is wholly old or wholly new, nothing is lost, and the next run repairs it."""

import contextlib
import io
import random
import shutil
import signal
import statistics
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
from snapshots import contents, write

from dockgen.commands import init
from dockgen.writing.transaction import STAGING, Write, commit, recover

MODULE = "module example.com/hello\n\ngo 1.26\n"
SERVER = 'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n'
MINE: dict[str, str | bytes] = {
    "go.mod": MODULE,
    "main.go": SERVER,
    "Dockerfile": "FROM mine\n" * 50,
    ".dockerignore": "mine\n",
    "compose.yaml": "services: {}\n",
    "README.md": "# Mine\n" * 200,
}
ASKED = {"with_": ["readme", "gitignore"]}
COMMAND = ("-m", "dockgen", "init", "--yes", "--force", "--with", "readme", "--with", "gitignore")

CHUNKS, KILLS_PER_CHUNK, AIMED_PER_CHUNK = 8, 25, 5


def start(folder: Path) -> "subprocess.Popen[bytes]":
    return subprocess.Popen(
        [sys.executable, *COMMAND],
        cwd=folder,
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def run_here(folder: Path) -> int:
    """Do the same as `start` in this process, which is quicker."""
    with contextlib.redirect_stdout(io.StringIO()), contextlib.redirect_stderr(io.StringIO()):
        return init.init(str(folder), dict(ASKED), init.Mode(yes=True, force=True))


class Done(NamedTuple):
    """What a run that nobody kills leaves behind, and how long it takes."""

    files: dict[str, bytes]
    seconds: float


@pytest.fixture(scope="module")
def done(tmp_path_factory: pytest.TempPathFactory) -> Done:
    seconds = []
    for number in range(5):
        folder = tmp_path_factory.mktemp("done", numbered=True) / f"hello{number}"
        write(folder, MINE)
        began = time.perf_counter()
        assert start(folder).wait() == 0
        seconds.append(time.perf_counter() - began)
    return Done(contents(folder), statistics.median(seconds))


def check_after_kill(folder: Path, done: Done) -> bool:
    """Check what a kill has left; return whether it fell between the first and the last change."""
    found = contents(folder)
    states = set()
    for path, new in done.files.items():
        if path.endswith(".bak"):
            continue
        old = MINE.get(path)
        old = old.encode() if isinstance(old, str) else old
        assert found.get(path) in {old, new}, f"{path} is neither wholly old nor wholly new"
        if old is not None:
            kept = {found.get(path), found.get(f"{path}.bak")}
            is_completed = path == ".dockerignore" and old in (found.get(path) or b"")
            assert old in kept or is_completed, f"{path}: what it held is lost"
        if old != new:
            states.add(found.get(path) == new)
    return len(states) == 2 or (folder / STAGING).exists()


def check_repaired(folder: Path, done: Done) -> None:
    assert run_here(folder) == 0
    assert contents(folder) == done.files
    assert not (folder / STAGING).exists()


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_killed_at_random_moments(
    chunk: int, done: Done, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    moments = random.Random(f"dockgen {chunk}")  # noqa: S311 - it only has to be spread
    tried = killed = inside = 0
    while killed < KILLS_PER_CHUNK:
        tried += 1
        assert tried <= 3 * KILLS_PER_CHUNK, "too many runs ended before they were killed"
        folder = tmp_path / f"run{tried}" / "hello0"
        write(folder, MINE)
        process = start(folder)
        with contextlib.suppress(subprocess.TimeoutExpired):
            process.wait(moments.uniform(0, done.seconds))
        process.kill()
        killed += process.wait() == -signal.SIGKILL
        inside += check_after_kill(folder, done)
        check_repaired(folder, done)
        shutil.rmtree(folder)
    record_property("kills", f"{killed} of {tried} while it ran, {inside} during the change")


@pytest.mark.parametrize("chunk", range(CHUNKS))
def test_killed_while_it_changes_files(
    chunk: int, done: Done, tmp_path: Path, record_property: Callable[[str, object], None]
) -> None:
    """Wait until the staging folder is there, then a little more, and kill."""
    moments = random.Random(f"aimed {chunk}")  # noqa: S311 - as above
    tried = inside = 0
    while inside < AIMED_PER_CHUNK:
        tried += 1
        assert tried <= 20 * AIMED_PER_CHUNK, "hardly any kill came while files changed"
        folder = tmp_path / f"run{tried}" / "hello0"
        write(folder, MINE)
        process = start(folder)
        while not (folder / STAGING).exists() and process.poll() is None:
            pass
        until = time.perf_counter() + moments.uniform(0, 0.002)
        while time.perf_counter() < until:
            pass
        process.kill()
        process.wait()
        inside += check_after_kill(folder, done)
        check_repaired(folder, done)
        shutil.rmtree(folder)
    record_property("kills", f"{inside} of {tried} during the change")


# Between each two steps, with certainty: a traced process is stopped at each line of transaction.py and disk.py.

STEPPER = '''
import hashlib, os, signal, sys  # hashlib: each child would load it anew
from pathlib import Path
from dockgen.writing import disk, transaction

def at_line(step, action):
    """Call `action` when the module reaches its line number `step`, counted as they run."""
    seen = 0
    def trace(frame, event, _):
        nonlocal seen
        if frame.f_code.co_filename not in {transaction.__file__, disk.__file__}:
            return None
        if event == "line":
            seen += 1
            if seen == step:
                action()
        return trace
    sys.settrace(trace)

def forked(folder, step):
    child = os.fork()
    if child:
        return os.waitstatus_to_exitcode(os.waitpid(child, 0)[1])
    code = NOT_REACHED
    def action():
        nonlocal code
        code = 0
        os.kill(os.getpid(), SIGNAL)
    signal.signal(signal.SIGINT, signal.default_int_handler)
    at_line(step, action)
    try:
        WHAT(folder)
    except KeyboardInterrupt:
        code = 130
    finally:
        sys.settrace(None)
    os._exit(code)

WRITES = [transaction.Write(*fields) for fields in eval(sys.argv[1])]
WHAT = {"commit": lambda folder: transaction.commit(folder, WRITES), "recover": transaction.recover}[sys.argv[2]]
SIGNAL = getattr(signal, sys.argv[3])
NOT_REACHED = int(sys.argv[4])
for line in sys.stdin:
    step, _, folder = line.rstrip("\\n").partition(" ")
    print(forked(Path(folder), int(step)), flush=True)
'''
NOT_REACHED = 99
MOST_STEPS = 5000

OLD: dict[str, bytes] = {"Dockerfile": b"old D\n", "compose.yaml": b"old c\n", "docker/real.txt": b"old r\n"}
WRITES = [
    Write("Dockerfile", b"new D\n", OLD["Dockerfile"]),
    Write("cmd/a/main.go", b"new m\n", None),
    Write("compose.yaml", b"new c\n", OLD["compose.yaml"]),
    Write("linked", b"new r\n", OLD["docker/real.txt"]),
]
NEW = {"Dockerfile": b"new D\n", "cmd/a/main.go": b"new m\n", "compose.yaml": b"new c\n", "docker/real.txt": b"new r\n"}
AFTER = NEW | {f"{path}.bak": text for path, text in OLD.items()}

RunTo = Callable[[Path, int], int]


@contextlib.contextmanager
def stepper(what: str, name: str = "SIGKILL") -> Iterator[RunTo]:
    """Give a function that runs `commit` or `recover` on a folder, with a signal at one of its steps."""
    arguments = [repr([tuple(each) for each in WRITES]), what, name, str(NOT_REACHED)]
    with subprocess.Popen(
        [sys.executable, "-c", STEPPER, *arguments], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True
    ) as process:
        assert process.stdin
        assert process.stdout
        requests, answers = process.stdin, process.stdout

        def run(folder: Path, step: int) -> int:
            requests.write(f"{step} {folder}\n")
            requests.flush()
            return int(answers.readline())

        yield run
    assert process.returncode == 0


def prepared(folder: Path) -> Path:
    write(folder, dict(OLD))
    (folder / "linked").symlink_to("docker/real.txt")
    return folder


def each_step(tmp_path: Path, run: RunTo) -> Iterator[tuple[int, Path]]:
    """Run to each step, in a fresh folder; yield exit code and folder. The last one gets to the end undisturbed."""
    for step in range(1, MOST_STEPS):
        folder = prepared(tmp_path / str(step))
        code = run(folder, step)
        yield code, folder
        shutil.rmtree(folder)
        if code == NOT_REACHED:
            return
    pytest.fail("it never got to the end")


def old_or_new(found: dict[str, bytes]) -> set[bool]:
    """Return which of the two there is, or both; fail where a file is neither, or where what it held is lost."""
    for path, new in NEW.items():
        assert found.get(path) in {OLD.get(path), new}
        assert path not in OLD or OLD[path] in {found.get(path), found.get(f"{path}.bak")}
    return {found.get(path) == new for path, new in NEW.items()}


def test_killed_at_each_step_of_the_change(tmp_path: Path) -> None:
    decided, mixed = [], 0
    with stepper("commit") as run:
        for code, folder in each_step(tmp_path, run):
            assert code in {-signal.SIGKILL, NOT_REACHED}
            mixed += len(old_or_new(contents(folder))) == 2
            assert recover(folder) == []
            found = contents(folder)
            assert found in (OLD, AFTER), "all or none"
            assert not (folder / STAGING).exists()
            decided.append(found == AFTER)
            if found == OLD:
                commit(folder, WRITES)
                assert contents(folder) == AFTER
    assert decided == sorted(decided), "from one moment on it is decided"
    assert (decided[0], decided[-1]) == (False, True)
    assert mixed > 10


def test_killed_without_hard_links_at_each_step(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Copies take longer than links: a half-made backup must not pass for a whole one."""
    monkeypatch.setattr(sys.modules[__name__], "STEPPER", NO_LINKS + STEPPER)
    with stepper("commit") as run:
        for _, folder in each_step(tmp_path, run):
            for path in OLD:
                copy = folder / f"{path}.bak"
                if copy.exists() and copy.read_bytes() == b"":  # killed after it was opened: as good as half-written
                    copy.write_bytes(OLD[path][:3])
            assert recover(folder) == []
            found = contents(folder)
            half = {path: found.pop(path) for path in list(found) if found[path] in {text[:3] for text in OLD.values()}}
            assert len(half) <= 1
            for path, text in OLD.items():
                assert text in {found.get(path), found.get(f"{path}.bak"), found.get(f"{path}.bak.2")}
            assert {path: found.get(path) for path in NEW} in (NEW, {path: OLD.get(path) for path in NEW})
            assert not (folder / STAGING).exists()


NO_LINKS = """
import os
def no_links(*_, **__):
    raise PermissionError(1, "Operation not permitted")
os.link = no_links
"""


def test_ctrl_c_at_each_step_changes_all_or_none(tmp_path: Path) -> None:
    codes = []
    with stepper("commit", "SIGINT") as run:
        for code, folder in each_step(tmp_path, run):
            assert contents(folder) == (OLD if code == 130 else AFTER), "and what is said of it is true"
            assert not (folder / STAGING).exists()
            codes.append(code)
    assert 0 in codes


# Between a kill and the next run a person may have done anything.


@pytest.fixture(scope="module")
def decided_steps(tmp_path_factory: pytest.TempPathFactory) -> list[int]:
    """Return one step for each different state in which a kill leaves a decided change."""
    states: dict[frozenset[tuple[str, bytes]], int] = {}
    with stepper("commit") as run:
        for step, (_, folder) in enumerate(each_step(tmp_path_factory.mktemp("states"), run), 1):
            found = contents(folder)
            if found.pop(f"{STAGING}/journal.json", None) is not None:
                states.setdefault(frozenset(found.items()), step)
    assert len(states) > 5
    return list(states.values())


def test_killed_at_each_step_of_the_repair(tmp_path: Path, decided_steps: list[int]) -> None:
    with stepper("commit") as run, stepper("recover") as repair:
        for decided in decided_steps[::4]:
            for step in range(1, MOST_STEPS):
                folder = prepared(tmp_path / f"{decided}-{step}")
                run(folder, decided)
                code = repair(folder, step)
                old_or_new(contents(folder))
                assert recover(folder) == []
                assert contents(folder) == AFTER
                assert not (folder / STAGING).exists()
                shutil.rmtree(folder)
                if code == NOT_REACHED:
                    break


def by_name(path: Path) -> None:
    """Edit as most editors do: write another file, and give it the name."""
    path.parent.mkdir(parents=True, exist_ok=True)
    path.with_name("aside").write_bytes(b"their edit\n")
    path.with_name("aside").replace(path)


def in_place(path: Path) -> None:
    path.parent.mkdir(parents=True, exist_ok=True)
    with path.open("ab") as file:
        file.truncate(0)
        file.write(b"their edit\n")


def deleted(path: Path) -> None:
    path.unlink(missing_ok=True)


def made_a_link(path: Path) -> None:
    by_name(path.with_name("theirs"))
    path.unlink(missing_ok=True)
    path.symlink_to("theirs")


def made_a_folder(path: Path) -> None:
    path.unlink(missing_ok=True)
    path.mkdir(parents=True)
    (path / "file").write_bytes(b"their edit\n")


@pytest.mark.parametrize("edit", [by_name, in_place, deleted, made_a_link, made_a_folder])
def test_an_edit_before_the_repair_is_not_lost_and_nothing_gets_stuck(
    tmp_path: Path, decided_steps: list[int], edit: Callable[[Path], None]
) -> None:
    told = 0
    with stepper("commit") as run:
        for number, step in enumerate(decided_steps):
            for path in NEW if edit is not deleted else OLD:
                folder = prepared(tmp_path / f"{number}-{path.replace('/', '-')}")
                run(folder, step)
                edit(folder / path)
                edited = around(folder, path)
                messages = recover(folder)
                assert around(folder, path) == edited
                assert not (folder / STAGING).exists()
                assert recover(folder) == []
                assert all(message.startswith(f"{path} was edited") for message in messages)
                told += len(messages)
                others = {other: text for other, text in AFTER.items() if not other.startswith(path)}
                assert others.items() <= contents(folder).items()
    assert told


def around(folder: Path, path: str) -> object:
    """Return what a person sees at a path."""
    place = folder / path
    return (
        place.is_symlink() and place.readlink(),
        place.is_file() and place.read_bytes(),
        place.is_dir() and contents(place),
    )
