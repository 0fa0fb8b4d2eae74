"""`dockgen verify` is stopped at random moments, and nothing of it is left in the engine or among the processes.

`DOCKGEN_STOPS=50` tries that many moments; `DOCKGEN_SEED` repeats those of another run, whose seed a failure shows.
"""

import os
import random
import signal
import subprocess
import sys
import time
import uuid
from contextlib import suppress
from pathlib import Path

import pexpect
import pytest

from dockgen.engines.docker import Docker
from dockgen.errors import ExitCode

pytestmark = pytest.mark.engine

MOMENTS = int(os.environ.get("DOCKGEN_STOPS", "8"))
SEED = int(os.environ.get("DOCKGEN_SEED", random.SystemRandom().randrange(10**6)))
SIGNALS = (signal.SIGINT, signal.SIGTERM, signal.SIGHUP, signal.SIGKILL)
PATIENCE = 60
MARK = "DOCKGEN_TEST_MARK"
PROJECT = """\
FROM alpine:3.23
RUN echo {edit} >/edit && sleep 0.5
RUN echo hello >/hello
USER 65532
VOLUME /data
HEALTHCHECK CMD ["cat", "/hello"]
CMD ["sh", "-c", "trap exit TERM; while :; do sleep 0.1; done"]
"""


class Run:
    """A run of `dockgen verify`, in a process group of its own as in a terminal, on an image that no cache knows."""

    def __init__(self, folder: Path):
        folder.mkdir(parents=True)
        (folder / "Dockerfile").write_text(PROJECT.format(edit=uuid.uuid4().hex))
        self.mark = uuid.uuid4().hex
        self.cache = folder.parent / "cache"
        self.temporary = folder.parent / "temporary"
        self.temporary.mkdir(exist_ok=True)
        self.command = [sys.executable, "-m", "dockgen", "verify", str(folder)]
        self.environment = os.environ | {
            "XDG_CACHE_HOME": str(self.cache),
            "TMPDIR": str(self.temporary),
            MARK: self.mark,
        }
        self.session = ""

    def start(self):
        self.process = subprocess.Popen(
            self.command,
            env=self.environment,
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.PIPE,
            text=True,
            start_new_session=True,
        )
        self.wait_for_its_session()
        return self

    def wait_for_its_session(self):
        """Wait until there is a session: before, nothing is made."""
        deadline = time.monotonic() + PATIENCE
        while not (locks := self.locks()):
            assert time.monotonic() < deadline
            time.sleep(0.01)
        self.session = locks[0]

    def locks(self):
        return [path.stem for path in self.cache.glob("dockgen/sessions/*.lock")]

    def send(self, number):
        with suppress(ProcessLookupError):
            os.killpg(self.process.pid, number)

    def end(self):
        out, err = self.process.communicate(timeout=PATIENCE)
        return self.process.returncode, out, err

    def programs(self):
        """Return the processes that this run started and that are still there; /proc tells by their environment."""
        found = []
        for path in Path("/proc").glob("[0-9]*/environ"):
            with suppress(OSError):
                if f"{MARK}={self.mark}".encode() in path.read_bytes():
                    found.append((path.parent / "cmdline").read_bytes().replace(b"\0", b" ").decode())
        return found


def left_in_the_engine(session):
    """Return what the engine has of a session, by label and by name."""
    label = ("--filter", f"label=dockgen.session={session}")
    found = []
    for words in (
        ("ps", "--all", "--quiet", *label),
        ("network", "ls", "--quiet", *label),
        ("volume", "ls", "--quiet", *label),
        ("image", "ls", "--all", "--quiet", *label),
        ("image", "ls", "--quiet", "--filter", f"reference=dockgen-verify-{session}"),
    ):
        found += [f"{' '.join(words[:2])}: {name}" for name in Docker().program.output(*words).split()]
    return found


def wait_for_a_container(run):
    """Wait until there is one, and return the volumes of all: those that an image asks for have no label."""
    program = Docker().program
    label, template = f"label=dockgen.session={run.session}", "{{range .Mounts}}{{.Name}} {{end}}"
    deadline = time.monotonic() + PATIENCE
    while True:
        found = program.output("ps", "--all", "--quiet", "--filter", label).split()
        if found and (made := set(program.finished("container", "inspect", "--format", template, *found).out.split())):
            return made
        assert time.monotonic() < deadline


def see_that_nothing_is_left(run):
    deadline = time.monotonic() + 5  # a program that got its signal takes a moment to end
    while run.programs() and time.monotonic() < deadline:
        time.sleep(0.1)
    assert run.programs() == []
    assert left_in_the_engine(run.session) == []
    assert list(run.temporary.iterdir()) == []
    assert run.locks() == []


@pytest.fixture(scope="module")
def seconds(tmp_path_factory, engine):
    """Return how long an undisturbed run takes from the moment that it has a session."""
    del engine  # only that there is one
    run = Run(tmp_path_factory.mktemp("undisturbed") / "project").start()
    start = time.monotonic()
    _, out, err = run.end()
    assert "stops" in out, err
    see_that_nothing_is_left(run)
    return time.monotonic() - start


def moments():
    """Return so many moments, as parts of a whole run: one in each of so many equal pieces, with a signal."""
    chance = random.Random(SEED)  # noqa: S311 - only to be repeated
    parts = [(number + chance.random()) / MOMENTS for number in range(MOMENTS)]
    signals = [SIGNALS[number % len(SIGNALS)] for number in range(MOMENTS)]
    chance.shuffle(signals)
    return list(zip(parts, signals, strict=True))


def test_a_run_that_is_stopped_at_any_moment_leaves_nothing(tmp_path, seconds):
    print(f"seed {SEED}, {MOMENTS} moments within {seconds:.1f} s")  # noqa: T201 - pytest shows it where this fails
    stopped = 0
    for number, (part, name) in enumerate(moments()):
        what = f"moment {number}: {name.name} after {part * seconds:.2f} s"
        print(what)  # noqa: T201
        run = Run(tmp_path / f"{number}/project").start()
        time.sleep(part * seconds)
        run.send(name)
        code, _, err = run.end()
        assert "Traceback" not in err, f"{what}\n{err}"
        if name is signal.SIGKILL:
            see_that_a_later_run_cleans(run)
        elif code == ExitCode.INTERRUPTED:
            stopped += 1
            assert err.splitlines()[-1] == "Stopped. Nothing is left in the engine.", f"{what}\n{err}"
        else:
            assert code in {ExitCode.OK, ExitCode.DIFFERENT, -name}, f"{what}: {code}\n{err}"
        see_that_nothing_is_left(run)
    assert stopped >= MOMENTS // 5  # the others ended before, or were killed


def see_that_a_later_run_cleans(killed):
    """Let another run end early: it removes what the killed one left before it does anything else."""
    words = [sys.executable, "-m", "dockgen", "verify", str(killed.cache.parent / "broken")]
    (killed.cache.parent / "broken").mkdir()
    (killed.cache.parent / "broken/Dockerfile").write_text("FROM alpine:3.23\nRUN false\n")
    done = subprocess.run(words, env=killed.environment, capture_output=True, text=True, timeout=PATIENCE, check=False)
    assert done.returncode == ExitCode.ENGINE, done.stderr


def test_ctrl_c_twice_leaves_nothing_either(tmp_path, engine):
    del engine  # only that there is one
    for number, pause in enumerate((0.0, 0.6)):
        run = Run(tmp_path / f"{number}/project").start()
        wait_for_a_container(run)
        for _ in range(3):
            run.send(signal.SIGINT)
            time.sleep(pause)
        code, _, err = run.end()
        assert code == ExitCode.INTERRUPTED, err
        assert "Traceback" not in err
        see_that_nothing_is_left(run)


def test_ctrl_c_at_a_terminal_ends_with_one_calm_line(tmp_path, engine):
    del engine  # only that there is one
    run = Run(tmp_path / "project")
    child = pexpect.spawn(
        run.command[0], run.command[1:], env=run.environment, encoding="utf-8", timeout=PATIENCE, dimensions=(30, 100)
    )
    run.wait_for_its_session()
    wait_for_a_container(run)
    child.sendcontrol("c")
    child.expect("Stopped. Nothing is left in the engine.")
    child.expect(pexpect.EOF)
    child.close()
    assert child.exitstatus == ExitCode.INTERRUPTED
    assert "Traceback" not in child.before
    see_that_nothing_is_left(run)


def test_a_closed_terminal_leaves_nothing(tmp_path, engine):
    del engine  # only that there is one
    run = Run(tmp_path / "project")
    child = pexpect.spawn(run.command[0], run.command[1:], env=run.environment, encoding="utf-8", timeout=PATIENCE)
    run.wait_for_its_session()
    wait_for_a_container(run)
    os.close(child.child_fd)
    deadline = time.monotonic() + PATIENCE
    while run.programs() and time.monotonic() < deadline:
        time.sleep(0.2)
    os.waitpid(child.pid, 0)
    see_that_nothing_is_left(run)


def test_the_volumes_of_an_image_go_with_its_containers(tmp_path, engine):
    del engine  # only that there is one
    run = Run(tmp_path / "project").start()
    made = wait_for_a_container(run)
    run.send(signal.SIGTERM)
    run.end()
    see_that_nothing_is_left(run)
    assert not made & set(Docker().program.output("volume", "ls", "--quiet").split())
