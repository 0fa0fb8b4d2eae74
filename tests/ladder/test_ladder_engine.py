"""The face of the container engine, over a program that only says what a test wants."""

import os
import signal
import subprocess
import sys
import time

import pytest
import sample
from fake_engine import ALPINE, archive
from terminal import Terminal

from dockgen.engines.building import failure
from dockgen.engines.docker import Docker
from dockgen.engines.errors import BuildError, EngineError
from dockgen.engines.face import Order
from dockgen.errors import ExitCode

LOG = """\
#0 building with "default" instance using docker driver
#1 [internal] load build definition from Dockerfile
#5 [build 3/4] RUN go build -o /hello .
#5 0.512 ./main.go:3:1: syntax error: non-declaration statement
#5 ERROR: process "/bin/sh -c go build -o /hello ." did not complete successfully: exit code: 1
------
 > [build 3/4] RUN go build -o /hello .:
0.512 ./main.go:3:1: syntax error: non-declaration statement
------
Dockerfile:4
--------------------
   4 | >>> RUN go build -o /hello .
--------------------
ERROR: failed to solve: process "/bin/sh -c go build -o /hello ." did not complete successfully: exit code: 1
"""


@pytest.fixture
def docker(tmp_path, monkeypatch):
    """Return a function that puts a `docker` on PATH: a shell script."""

    def make(script):
        folder = tmp_path / "bin"
        folder.mkdir(exist_ok=True)
        program = folder / "docker"
        program.write_text(f"#!/bin/sh\n{script}\n")
        program.chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
        return Docker()

    return make


def order(tmp_path):
    return Order("naive", tmp_path, tmp_path / "Dockerfile", "x:1", "abc", "dockgen-ladder-abc-1", fresh=True)


@pytest.mark.parametrize(
    ("script", "message", "hint"),
    [
        (
            "echo 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?' >&2; exit 1",
            "the container engine does not answer",
            "systemctl start docker",
        ),
        (
            "echo 'permission denied while trying to connect to the Docker daemon socket at unix:///x' >&2; exit 1",
            "you may not use the container engine",
            "usermod",
        ),
        ("echo 'odd' >&2; exit 3", "`docker version` failed: odd", ""),
        ("exit 3", "`docker version` failed: 3", ""),
    ],
)
def test_a_broken_engine_is_said_with_what_to_do(docker, script, message, hint):
    with pytest.raises(EngineError, match=message) as raised:
        docker(script).version()
    assert hint in raised.value.hint
    assert raised.value.exit_code == ExitCode.ENGINE


def test_a_missing_engine_is_said_with_what_to_do(tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path))
    with pytest.raises(EngineError, match="there is no container engine") as raised:
        Docker().version()
    assert "Install Docker" in raised.value.hint


def test_a_program_that_cannot_be_run_is_said(docker, tmp_path):
    found = docker("")
    (tmp_path / "bin/docker").write_bytes(b"\x7fELF")
    with pytest.raises(EngineError, match="cannot be run"):
        found.version()


def test_an_engine_that_hangs_is_left_after_a_while(docker):
    docker("exec sleep 20")
    with pytest.raises(EngineError, match=r"`docker version` has not ended after 0\.3"):
        Docker(seconds=0.3).version()


def test_a_build_that_fails_names_its_step_and_the_last_lines(docker, tmp_path):
    (tmp_path / "log").write_text(LOG)
    steps = []
    with pytest.raises(BuildError) as raised:
        docker(f"cat {tmp_path}/log >&2; exit 1").build(order(tmp_path), steps.append)
    error = raised.value
    assert str(error) == "naive does not build: [build 3/4] RUN go build -o /hello ."
    assert error.log[0] == "./main.go:3:1: syntax error: non-declaration statement"
    assert error.log[-1].endswith("did not complete successfully: exit code: 1")
    assert steps == ["[internal] load build definition from Dockerfile", "[build 3/4] RUN go build -o /hello ."]


@pytest.mark.parametrize(
    ("log", "step", "last"),
    [
        ("ERROR: failed to build: failed to solve: dockerfile parse error on line 1", "", "dockerfile parse error on"),
        ("#2 ERROR: x\nERROR: failed to solve: golang:9: not found", "", "golang:9: not found"),
        ("", "", ""),
        ("------\n > [2/2] RUN x:\n------\nERROR: y", "[2/2] RUN x", "y"),
        ("------\n------", "", "------"),
    ],
)
def test_whatever_a_failed_build_says_there_is_a_reason(log, step, last):
    found, lines = failure(log.splitlines())
    assert found == step
    assert lines[-1].startswith(last)


def test_an_engine_that_is_not_there_at_the_build_is_no_failure_of_the_dockerfile(docker, tmp_path):
    script = "echo 'ERROR: Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?' >&2; exit 1"
    with pytest.raises(EngineError) as raised:
        docker(script).build(order(tmp_path), print)
    assert not isinstance(raised.value, BuildError)


def test_a_step_without_a_network_is_a_failure_of_the_dockerfile(docker, tmp_path):
    script = "printf '#5 [2/2] RUN x\\n#5 1.0 connection refused\\nERROR: failed to solve: x\\n' >&2; exit 1"
    with pytest.raises(BuildError):
        docker(script).build(order(tmp_path), [].append)


def test_a_full_disk_is_the_engines_failure_also_within_a_build(docker, tmp_path):
    script = "printf '#5 [2/2] RUN x\\nERROR: write /x: no space left on device\\n' >&2; exit 1"
    with pytest.raises(EngineError, match="no room left") as raised:
        docker(script).build(order(tmp_path), [].append)
    assert "prune" in raised.value.hint


def test_a_build_without_a_past_takes_nothing_from_it(docker, tmp_path):
    found = docker(f'echo "$@" >>{tmp_path}/said')
    found.build(order(tmp_path), print)
    found.build(order(tmp_path)._replace(fresh=False), print)
    first, second = (tmp_path / "said").read_text().splitlines()
    assert "--no-cache" in first
    assert "--no-cache" not in second
    assert "--build-arg BUILDKIT_CACHE_MOUNT_NS=dockgen-ladder-abc-1" in first
    assert "--label dockgen.session=abc" in first


def test_an_image_that_cannot_be_fetched_will_do_where_it_is_there(docker):
    docker('[ "$1" = pull ] && exit 1; exit 0').pull("golang")
    with pytest.raises(EngineError):
        docker("exit 1").pull("golang")


DU = """\
ID:\t\tqw3n\nParent:\t\nType:\t\texec.cachemount
Description:\tcached mount /go/pkg/mod from exec /bin/sh -c x with id "dockgen-ladder-abc-12/go/pkg/mod"

ID:\t\tzz9\nDescription:\tcached mount /go/pkg/mod from exec /bin/sh -c x with id "/go/pkg/mod"

Total:\t1
"""


def test_all_of_a_session_is_removed_and_nothing_else(docker, tmp_path):
    (tmp_path / "du").write_text(DU)
    found = docker(
        f'echo "$@" >>{tmp_path}/said\n'
        f'case "$1 $2" in "buildx du") cat {tmp_path}/du;; "ps --all") echo c1;; "image ls") echo sha256:i1;;'
        ' "image inspect") echo abc;; esac'
    )
    assert found.sessions() == {"abc", "c1"}
    (tmp_path / "said").unlink()
    found.remove("abc")
    said = (tmp_path / "said").read_text().splitlines()
    assert [line for line in said if line.split()[1] not in {"ls", "du"} and not line.startswith("ps")] == [
        "rm --force --volumes c1",
        "image rm --force sha256:i1",
        'buildx prune --force --filter id="^(qw3n)$"',
    ]
    assert any(line.startswith("ps") and "label=dockgen.session=abc" in line for line in said)


def test_the_command_ends_with_the_engines_exit_code_and_no_traceback(docker, tmp_path, monkeypatch):
    docker("echo 'Cannot connect to the Docker daemon' >&2; exit 1")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    done = sample.dockgen("ladder", tmp_path / "hello")
    assert done.returncode == ExitCode.ENGINE
    assert done.stderr.startswith("dockgen: the container engine does not answer")
    assert len(done.stderr.splitlines()) == 2
    assert done.stdout == ""


SLOW = """\
echo "$$ $@" >>{log}
case "$1 $2" in
  "version --format") echo 28;;
  "build --load") echo '#5 [2/2] RUN sleep' >&2; exec sleep 30;;
esac
"""


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_however_it_is_stopped_its_build_ends_and_its_images_are_removed(docker, tmp_path, monkeypatch, number):
    log = tmp_path / "said"
    docker(SLOW.format(log=log))
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    process = subprocess.Popen(
        [sys.executable, "-m", "dockgen", "ladder", tmp_path / "hello"], stderr=subprocess.PIPE, text=True
    )
    deadline = time.monotonic() + 30
    while " build --load" not in (log.read_text() if log.exists() else "") and time.monotonic() < deadline:
        time.sleep(0.05)
    process.send_signal(number)
    _, err = process.communicate(timeout=30)
    said = log.read_text().splitlines()
    build = next(index for index, line in enumerate(said) if " build --load" in line)
    assert process.returncode == ExitCode.INTERRUPTED
    assert "to continue" in err
    assert any("image ls" in line for line in said[build:])
    with pytest.raises(ProcessLookupError):
        os.kill(int(said[build].split()[0]), 0)


SAVING = """\
case "$1 $2" in
  "version --format") echo 28;;
  "build --load") echo '#5 [2/2] RUN sleep' >&2; sleep 0.3;;
  "image save") cat {archive};;
  "create --pull") echo container;;
  "container inspect") echo '[{{"State": {{"Running": false, "ExitCode": 1}}}}]';;
esac
"""


def test_at_a_terminal_one_sees_how_far_it_is_and_then_the_table(docker, tmp_path):
    (tmp_path / "archive").write_bytes(archive([ALPINE], "app").read())
    docker(SAVING.format(archive=tmp_path / "archive"))
    with Terminal(
        *("ladder", tmp_path / "hello", "--only", "naive,all"),
        env={"XDG_CACHE_HOME": str(tmp_path / "cache"), "PATH": os.environ["PATH"]},
    ) as terminal:
        terminal.see("0/4 ")
        terminal.see("naive: first build: [2/2] RUN sleep")
        terminal.see("hello, rung by rung")
        assert terminal.end() == ExitCode.OK
        lines = terminal.lines
    steps = [line.split()[:2] for line in lines if line.startswith(("naive:", "all:"))]
    assert steps[:2] == [["naive:", "first"], ["naive:", "rebuild"]]
    assert next(line for line in lines if line.startswith("all ")).split()[-2:] == ["yes", "no"]
    assert not any("0/4" in line for line in lines), "the bar is gone at the end"
