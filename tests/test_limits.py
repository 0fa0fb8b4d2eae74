"""What a container may take: how that is asked for, and how it is said that it took all of it."""

import threading
import time

import pytest
from fake_registry import serving
from fake_verify import FakeContainer, FakeEngine

from dockgen.engines import limits
from dockgen.engines.docker import Docker
from dockgen.engines.errors import EngineError
from dockgen.engines.face import Done, Run, State
from dockgen.engines.limits import Limits
from dockgen.engines.podman import Podman
from dockgen.engines.process import Program
from dockgen.errors import UsageError
from dockgen.ladder import measure
from dockgen.verify import processes
from dockgen.verify.observe import Watch, limit_hit, limit_reached, observe
from dockgen.verify.target import Expect

RUN = Run("x:1", "0123456789ab")


@pytest.mark.parametrize(
    ("memory", "size"),
    [("4g", 4 * 2**30), ("512m", 2**29), ("1.5 GiB", 3 * 2**29), ("20971520", 20 * 2**20), ("0", 0), ("0g", 0)],
)
def test_memory_is_read_as_docker_reads_it(memory, size):
    assert limits.parsed(memory, None, None) == Limits(memory=size)


@pytest.mark.parametrize(
    "given",
    [
        ("much", None, None),
        ("1k", None, None),
        ("-1g", None, None),
        (None, -1, None),
        (None, None, -2),
        (None, None, 0.001),
    ],
)
def test_what_is_no_limit_is_refused(given):
    with pytest.raises(UsageError, match=r"--(memory|pids|cpus): "):
        limits.parsed(*given)


def test_zero_takes_a_limit_away(tmp_path, monkeypatch):
    said = engine(tmp_path, monkeypatch, "docker", "echo c1")
    with Docker().run(RUN._replace(limits=limits.NONE, tmpfs=["/mine"])):
        pass
    assert not any(flag in said() for flag in ("--memory", "--pids-limit", "--cpus", ":size="))


def test_each_container_is_limited_without_being_told(tmp_path, monkeypatch):
    said = engine(tmp_path, monkeypatch, "docker", "echo c1")
    with Docker().run(RUN._replace(tmpfs=["/mine", "/own:size=5m"])):
        pass
    for words in (
        "--memory 2147483648 --memory-swap 2147483648",
        "--pids-limit 512",
        "--cpus 2",
        "--ulimit fsize=4294967296:4294967296",
        "--tmpfs /mine:size=1073741824 --tmpfs /own:size=5m",
    ):
        assert words in said()


def engine(tmp_path, monkeypatch, name, script):
    """Put a shell script on PATH, and return what it was called with."""
    path = tmp_path / name
    path.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/said\n{script}\n')
    path.chmod(0o755)
    monkeypatch.setenv("PATH", f"{tmp_path}:/usr/bin:/bin")
    return (tmp_path / "said").read_text


@pytest.mark.parametrize(
    ("name", "when", "says"),
    [
        ("docker", "create", "Error response from daemon: Range of CPUs is from 0.01 to 1.00, as there are only 1"),
        ("docker", "create", "Error response from daemon: NanoCPUs can not be set, as your kernel does not support it"),
        ("podman", "start", "Error: OCI runtime error: crun: the requested cgroup controller `cpu` is not available"),
    ],
)
def test_a_machine_that_cannot_limit_runs_it_all_the_same(tmp_path, monkeypatch, name, when, says):
    script = (
        f'if [ "$1" = {when} ] && ! [ -e {tmp_path}/once ]; then touch {tmp_path}/once; '
        f"echo '{says}' >&2; exit 125; fi\n[ \"$1\" != create ] || echo c1"
    )
    said = engine(tmp_path, monkeypatch, name, script)
    with {"docker": Docker, "podman": Podman}[name]().run(RUN) as container:
        assert container.trouble == ""
    created = [line for line in said().splitlines() if line.startswith("create")]
    assert [("--cpus" in line, "--memory" in line) for line in created] == [(True, True), (False, True)]


def test_the_last_way_to_run_it_is_without_limits(tmp_path, monkeypatch):
    said = engine(
        tmp_path,
        monkeypatch,
        "podman",
        'if [ "$1" = create ]; then case "$*" in *--memory*) '
        "echo 'Error: cgroup controller `memory` is not available' >&2; exit 125;; esac; echo c1; fi",
    )
    with Podman().run(RUN):
        pass
    assert [line for line in said().splitlines() if "create" in line][-1].count("--memory") == 0


class Container(FakeContainer):
    """One that has said something, and has so many processes."""

    def __init__(self, log="", count=1):
        """Take both."""
        super().__init__(FakeEngine(log=log), RUN)
        self.count = count

    def processes(self):
        return super().processes() * self.count


@pytest.mark.parametrize(
    ("container", "state", "says"),
    [
        (
            Container(),
            State(running=False, exit_code=137, killed_for_memory=True),
            "memory limit of 2 GiB; raise it with --memory",
        ),
        (Container(count=512), State(running=True, exit_code=None), "limit of 512 processes; raise it with --pids"),
        (Container("sh: 1: Cannot fork\n"), State(running=False, exit_code=2), "limit of 512 processes"),
        (
            Container("RuntimeError: can't start new thread"),
            State(running=True, exit_code=None),
            "limit of 512 processes",
        ),
        (
            Container("java.lang.OutOfMemoryError: unable to create native thread: x"),
            State(running=False, exit_code=1),
            "--pids",
        ),
        (Container(), State(running=False, exit_code=153), "a file of more than 4 GiB"),
        (
            Container("OSError: [Errno 27] File too large"),
            State(running=False, exit_code=1),
            "a file of more than 4 GiB",
        ),
        (Container("all is well", count=511), State(running=True, exit_code=None), ""),
        (Container("boom"), State(running=False, exit_code=1), ""),
    ],
)
def test_a_limit_that_was_hit_is_said(container, state, says):
    found = limit_hit(container, state, Limits())
    assert says in found
    assert bool(says) == bool(found)


class Counted(Container):
    """One of which `cat` in it tells what the machine has counted; the other file is not there."""

    def __init__(self, memory="", pids=""):
        """Take what the files hold."""
        super().__init__("all is well")
        self.files = {"memory.events": memory, "pids.events": pids}

    def execute(self, words, seconds, user=""):  # noqa: ARG002
        return Done(1, self.files[words[1].rpartition("/")[2]])


@pytest.mark.parametrize(
    ("container", "killed", "says"),
    [
        (Counted(memory="max 9\noom 1\noom_kill 1\n"), False, "lost a process at its memory limit of 2 GiB"),
        (Counted(memory="oom_kill_disable 0\nunder_oom 0\noom_kill 2\n"), False, "raise it with --memory"),
        (Counted(), True, "lost a process at its memory limit"),
        (Counted(pids="max 3\n"), False, "limit of 512 processes; raise it with --pids"),
        (
            Counted(pids="exec failed: fork/exec /bin/cat: resource temporarily unavailable"),
            False,
            "raise it with --pids",
        ),
        (Counted(memory="max 9\noom 0\noom_kill 0\n", pids="max 0\n"), False, ""),
    ],
)
def test_a_limit_is_said_of_which_a_program_that_goes_on_says_nothing(container, killed, says):
    found = limit_hit(container, State(running=True, exit_code=None, killed_for_memory=killed), Limits())
    assert says in found
    assert bool(says) == bool(found)


def test_a_list_of_processes_that_takes_too_long_is_not_waited_for():
    class Slow(Counted):
        def processes(self):
            raise EngineError("`fake top` has not ended")

    state = State(running=True, exit_code=None)
    assert "--pids" in limit_hit(Slow(pids="max 9\n"), state, Limits())
    assert limit_hit(Slow(), state, Limits()) == ""


def test_dead_processes_count_for_the_limit():
    state, living = State(running=True, exit_code=None), Container().processes()
    assert limit_reached(Container(), state, Limits(pids=64), living, ["sh"] * 62) == ""
    assert "--pids" in limit_reached(Container(), state, Limits(pids=64), living, ["sh"] * 63)


@pytest.mark.parametrize("version", [1, 2])
def test_counters_are_read_from_outside_where_they_can_be(tmp_path, monkeypatch, version):
    file = tmp_path / ("pids/docker/c1/pids.events" if version == 1 else "docker/c1/pids.events")
    file.parent.mkdir(parents=True)
    file.write_text("max 1\n")
    groups = "8:pids:/docker/c1\n0::/docker/c1\n" if version == 1 else "0::/docker/c1\n"
    monkeypatch.setattr(processes, "_GROUPS", tmp_path)
    monkeypatch.setattr(processes, "_groups_of", lambda _: groups)
    monkeypatch.setattr(processes, "is_here", lambda _: True)
    assert processes.hits(Container(), 7) == processes.Hits(pids=True)


def test_a_folder_in_memory_that_is_full_is_said():
    said = "OSError: [Errno 28] No space left on device"
    watch = Watch(FakeEngine(ends=lambda _: 1, log=said), Expect(), threading.Event())
    full = observe(watch, RUN._replace(tmpfs=["/mine"]))
    assert "a folder in memory holds 1 GiB, half of --memory" in full.trouble
    assert "in memory" not in observe(watch, RUN).trouble


@pytest.mark.parametrize(("log", "answers"), [("sh: Cannot fork", "no (limit)"), ("boom", "no")])
def test_a_ladder_says_that_a_limit_was_hit(log, answers):
    assert measure.answers(FakeEngine(ends=lambda _: 1, log=log), RUN) == answers


@pytest.mark.parametrize(("read_only", "is_stopped"), [(False, True), (True, False)])
def test_what_writes_too_much_is_stopped(monkeypatch, read_only, is_stopped):
    monkeypatch.setattr("dockgen.verify.observe._MOMENT", 0)
    watch = Watch(FakeEngine(written=2**33), Expect(output="done", start_within=0.2), threading.Event())
    found = observe(watch, RUN._replace(read_only=read_only))
    assert ("wrote more than 4 GiB" in found.trouble) == is_stopped


def test_no_more_of_an_image_is_read_than_one_should_have(monkeypatch):
    monkeypatch.setattr("dockgen.engines.process.ARCHIVE", 1_000_000)
    program = Program("sh", {"PATH": "/usr/bin:/bin"})

    def all_of() -> int:
        with program.piped(["-c", "exec yes"]) as stream:
            return sum(len(piece) for piece in iter(lambda: stream.read(65536), b""))

    with pytest.raises(EngineError, match="the image has more than"):
        all_of()


def test_a_server_that_drips_its_headers_does_not_hold_a_ladder_up():
    """It counts how many pieces it could send until it was left."""
    sent = []

    def drip(handler):
        handler.wfile.write(b"HTTP/1.1 200 OK\r\nX: ")
        for number in range(150):
            handler.wfile.write(b"x")
            sent.append(number)
            time.sleep(0.1)

    with serving(drip) as server:
        measure.answers(FakeEngine(server.server_address), RUN._replace(port=8080))
    assert len(sent) < 100
