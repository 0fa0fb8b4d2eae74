"""The face of each engine, over programs that write down how they are called and say what a test wants."""

import base64
import json
import os
import signal
import socket
import subprocess
import sys
import time

import pytest

from dockgen.engines import building, choose, container, sessions
from dockgen.engines.commandline import config_of
from dockgen.engines.docker import Docker
from dockgen.engines.errors import BuildError, EngineError
from dockgen.engines.face import Order, Run, Warned
from dockgen.engines.foreground import foreground
from dockgen.engines.limits import Limits
from dockgen.engines.nerdctl import Nerdctl
from dockgen.engines.podman import Podman
from dockgen.engines.process import Program
from dockgen.errors import UsageError

SESSION = "0123456789ab"


@pytest.fixture
def program(tmp_path, monkeypatch):
    """Return a function that puts a shell script on PATH, which first writes down how it is called."""
    folder = tmp_path / "bin"
    folder.mkdir()
    monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")
    for name in ("DOCKER_HOST", "CONTAINER_HOST"):
        monkeypatch.delenv(name, raising=False)

    def make(name, script=""):
        path = folder / name
        path.write_text(f'#!/bin/sh\necho "$@" >>{tmp_path}/said\n{script}\n')
        path.chmod(0o755)

    make.said = lambda: (tmp_path / "said").read_text().splitlines()
    return make


def order(tmp_path, **more):
    return Order("x", tmp_path, tmp_path / "Dockerfile", "x:1", SESSION)._replace(**more)


RUNS = """\
case "$1 $2" in
  "create --pull") echo c1;;
  "container inspect") echo '[{"State": {"Running": false, "ExitCode": 4}}]';;
  "logs --tail"|"logs c1") echo out; echo err >&2;;
esac
"""
CAREFUL = Run(
    *("x:1", SESSION),
    port=80,
    read_only=True,
    no_privileges=True,
    user="12345:0",
    tmpfs=["/mine"],
    environment={"A": "b"},
    network="net",
    name="app",
    limits=Limits(64 * 2**20, 100, 1.5),
    arguments=["serve"],
)
TAKES = "--memory 67108864 --memory-swap 67108864 --pids-limit 100 --cpus 1.5 --ulimit fsize=4294967296:4294967296"
LIMITS = f"--read-only --cap-drop ALL --security-opt no-new-privileges --user 12345:0 {TAKES}"
AROUND = "--publish 127.0.0.1::80 --tmpfs /mine:size=33554432 --env A=b --network net"


@pytest.mark.parametrize(
    ("engine", "own"),
    [
        (Docker, "--log-driver json-file --log-opt max-size=8m --log-opt max-file=2 --network-alias app"),
        (Podman, "--log-driver k8s-file --log-opt max-size=8mb --read-only-tmpfs=false --network-alias app"),
        (Nerdctl, "--log-driver json-file --log-opt max-size=8m --log-opt max-file=2 --name app"),
    ],
)
def test_a_careful_run_is_created_with_all_limits_then_started_and_removed(program, engine, own):
    found = engine()
    program(found.name, RUNS)
    with found.run(CAREFUL) as running:
        assert running.exit_code() == 4
        assert sorted(running.logs().split()) == ["err", "out"]
    said = [line for line in program.said() if line.startswith(("create", "start", "rm"))]
    limits = LIMITS if engine is not Podman else LIMITS.partition(" --ulimit")[0]
    assert said == [
        f"create --pull never --label dockgen.session={SESSION} {limits} {AROUND} {own} x:1 serve",
        "start c1",
        "rm --force --volumes c1",
    ]


def test_a_container_that_cannot_be_started_is_there_and_says_why(program):
    program(
        "podman", 'case $1 in create) echo c1;; container) echo "[{}]";; start) echo "Error: no" >&2; exit 125;; esac'
    )
    with Podman().run(Run("x:1", SESSION)) as running:
        state = running.state()
    assert (state.running, state.exit_code, state.error) == (False, 1, "Error: no")


def test_a_quick_health_check_needs_no_flag_that_an_old_engine_does_not_know(program):
    script = 'case "$1 $*" in create*start-interval*) echo "unknown flag: --health-start-interval" >&2; exit 125;;'
    program("docker", f"{script} create*) echo c1;; esac")
    with Docker().run(Run("x:1", SESSION, quick_health=True)):
        pass
    first, second = [line for line in program.said() if line.startswith("create")]
    assert "--health-start-interval 500ms" in first
    assert "start-interval" not in second
    assert "--health-interval 1s --health-start-period 300s --health-retries 1" in second


@pytest.mark.parametrize(
    ("host", "publish", "address"),
    [
        ("unix:///run/docker.sock", "127.0.0.1::80", ("127.0.0.1", 4711)),
        ("tcp://localhost:2375", "127.0.0.1::80", ("127.0.0.1", 4711)),
        ("ssh://me@far", "127.0.0.1::80", None),
        ("tcp://near:2375", "80", ("near", 4711)),
        ("tcp://behind-a-firewall:2375", "80", None),
    ],
)
def test_a_port_is_reached_only_where_the_engine_is(program, monkeypatch, host, publish, address):
    monkeypatch.setattr(container, "_is_within_reach", lambda host, _: host == "near")
    program("docker", f"case $1 in create) echo c1;; port) echo 127.0.0.1:4711;; context) echo {host};; esac")
    for variable in ("", host):  # it is a context that names the engine, or a variable
        monkeypatch.setenv("DOCKER_HOST", variable)
        with Docker().run(Run("x:1", SESSION, port=80)) as running:
            assert running.address() == address
    assert sum(f" --publish {publish} " in line for line in program.said()) == 2


def test_what_is_built_goes_where_it_is_wanted(program, tmp_path):
    program("docker", "cat >/dev/null")
    docker = Docker()
    asked = {"target": "run", "arguments": {"A": "1", "B": None}, "secrets": ["id=x"], "contexts": {"base": "y"}}
    docker.build(order(tmp_path, **asked, platform="linux/arm64", keep=False), print)
    docker.build(order(tmp_path, epoch=5, labelled=False), print)
    first, *others = program.said()
    assert first.startswith("build --output type=cacheonly --metadata-file ")
    assert first.endswith(
        f" --label dockgen.session={SESSION} --target run --build-arg A=1 --build-arg B --secret id=x"
        f" --build-context base=y --platform linux/arm64 {tmp_path}"
    )
    assert "image load --quiet" in others
    (second,) = (line for line in others if line.startswith("build"))
    assert second.startswith("build --output type=docker,rewrite-timestamp=true,name=x:1,dest=- --metadata-file ")
    assert "--label" not in second
    assert second.endswith(f"--build-arg SOURCE_DATE_EPOCH=5 {tmp_path}")


def test_an_archive_that_cannot_be_loaded_is_the_engines_trouble(program, tmp_path):
    program("docker", 'case $1 in image) cat >/dev/null; echo "no space left on device" >&2; exit 1;; esac')
    with pytest.raises(EngineError, match="no room left"):
        Docker().build(order(tmp_path, epoch=5), print)


def test_warnings_come_from_the_metadata_with_their_lines(tmp_path):
    path = tmp_path / "metadata.json"
    short = base64.b64encode(b"StageNameCasing: Stage name (line 3)").decode()
    said = [{"short": short, "url": "https://x", "range": [{"start": {"line": 3}}]}, {"short": short}]
    path.write_text(json.dumps({"buildx.build.warnings": said}))
    assert building.warnings_in_metadata(path) == [
        Warned("StageNameCasing: Stage name", 3, "https://x"),
        Warned("StageNameCasing: Stage name", 3),
    ]
    path.write_text("{}")
    assert building.warnings_in_metadata(path) is None
    assert building.warnings_in_metadata(tmp_path / "none") is None


def test_warnings_come_from_the_log_where_there_is_no_metadata():
    log = ["#1 WARN: Bad: b (line 4)", " 2 warnings found:", "\x1b[0m - Also: a (line 2)", " - Bad: b (line 4)"]
    assert building.warnings_in_log(log) == [Warned("Also: a", 2), Warned("Bad: b", 4)]


BUILDAH = """\
STEP 1/2: FROM alpine
STEP 2/2: RUN echo before && exit 7
before
Error: building at STEP "RUN echo before && exit 7": while running runtime: exit status 7
"""


def test_a_build_of_podman_that_fails_names_its_step(program, tmp_path):
    (tmp_path / "log").write_text(BUILDAH)
    program("podman", f"cat {tmp_path}/log; exit 1")
    told = []
    with pytest.raises(BuildError) as raised:
        Podman().build(order(tmp_path), told.append)
    assert raised.value.step == "RUN echo before && exit 7"
    assert list(raised.value.log) == ["before", "while running runtime: exit status 7"]
    assert told == ["STEP 1/2: FROM alpine", "STEP 2/2: RUN echo before && exit 7"]
    assert "--format docker" in program.said()[0]


@pytest.mark.parametrize("log", [[], ["Error: x"], ["STEP 1/1: FROM x"], ["STEP 1/1: FROM x", "Error: no such image"]])
def test_whatever_a_failed_build_of_podman_says_there_is_a_reason(log):
    step, lines = building.failure_of_buildah(log)
    assert len(lines) == 1
    assert step in {"", "FROM x"}


def test_what_is_changed_is_told_once_and_mounts_are_not_told():
    lines = [
        "C /var",
        "C /var/log",
        "A /var/log/x",
        "A /n",
        "A /n/e",
        "A /n/e/f",
        "A /data",
        "A /data/x",
        "D /etc/motd",
    ]
    assert container.changed(lines, {"/data/x"}) == ["/etc/motd", "/n", "/var/log/x"]
    assert container.changed([*lines, "A /data/y"], {"/data/x"})[0] == "/data/y"


def test_a_health_check_that_is_switched_off_is_none():
    assert config_of({"Config": {"Healthcheck": {"Test": ["NONE"]}}}).health == ()
    config = config_of({"Config": {"ExposedPorts": {"90/tcp": {}, "80/tcp": {}, "53/udp": {}}, "Env": ["A=b=c"]}})
    assert (config.ports, config.environment) == ([80, 90], {"A": "b=c"})


def test_the_end_of_endless_output_is_read_without_keeping_it(program):
    program("docker", 'case $1 in create) echo c1;; logs) head -c 300000000 /dev/zero | tr "\\0" x; echo end;; esac')
    with Docker().run(Run("x:1", SESSION)) as running:
        text = running.logs(100)
    assert len(text) == 100
    assert text.endswith("xend\n")


def test_a_command_in_a_container_that_takes_too_long_is_left(program):
    program("docker", "case $1 in create) echo c1;; exec) echo begun; exec sleep 20;; esac")
    with Docker().run(Run("x:1", SESSION)) as running:
        start = time.monotonic()
        done = running.execute(["wait"], 0.5)
    assert done == (None, "begun\n")
    assert time.monotonic() - start < 5


def test_an_archive_that_ends_with_an_error_is_one(program):
    program("docker", "echo part; echo 'no such image' >&2; exit 1")
    with pytest.raises(EngineError, match="`docker image save` failed: no such image"), Docker().saved("x:1") as stream:
        stream.read()
    with Docker().saved("x:1") as stream:  # nobody reads on
        assert stream.read(1) == b"p"


LATE = """\
import sys, time
from dockgen.engines.docker import Docker
from dockgen.engines.face import Run
from dockgen.engines.sessions import in_session

docker = Docker()
try:
    with in_session(docker) as session:
        print("begun", flush=True)
        with docker.run(Run("x:1", session)):
            time.sleep(30)
except KeyboardInterrupt:
    sys.exit(130)
"""


@pytest.mark.parametrize("wait", [0.0, 0.1, 0.3, 1.0])
def test_whenever_a_person_stops_what_is_created_is_removed_after_it(program, tmp_path, monkeypatch, wait):
    there = tmp_path / "there"
    program(
        "docker",
        f"case $1 in create) sleep 0.5; touch {there}; echo c1;; ps) ls {there} 2>/dev/null;; rm) rm -f {there};; esac",
    )
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    process = subprocess.Popen([sys.executable, "-c", LATE], stdout=subprocess.PIPE, text=True, start_new_session=True)
    assert process.stdout.readline() == "begun\n"
    time.sleep(wait)
    os.killpg(process.pid, signal.SIGINT)
    process.communicate(timeout=30)
    assert process.returncode == 130
    assert not there.exists()
    assert list((tmp_path / "cache/dockgen/sessions").iterdir()) == []


def test_a_build_that_outlives_its_killed_session_is_ended_by_the_next_one(program, tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    program("docker")
    folder = tmp_path / "cache/dockgen/sessions"
    folder.mkdir(parents=True)
    name = os.urandom(6).hex()
    (folder / f"{name}.lock").touch()
    with subprocess.Popen(["sh", "-c", "sleep 60; true", f"dockgen.session={name}"]) as orphan:
        with sessions.in_session(Docker()) as session:
            assert session != name
        assert orphan.wait(5) == -signal.SIGTERM
    assert list(folder.iterdir()) == []


BROKEN = "echo 'Cannot connect to the Docker daemon' >&2; exit 1"


@pytest.mark.parametrize(
    ("programs", "name"),
    [
        ({"docker": "echo 28", "podman": "echo 4.3.1 netavark"}, "docker"),
        ({"docker": BROKEN, "podman": "echo 4.3.1 netavark"}, "podman"),
        ({"docker": BROKEN, "buildah": "echo buildah version 1.28.2"}, "buildah"),
        ({"nerdctl": "echo v2.0.3"}, "nerdctl"),
    ],
)
def test_the_first_engine_that_works_is_chosen(program, tmp_path, monkeypatch, programs, name):
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    for one, script in programs.items():
        program(one, script)
    assert choose.choose().name == name
    assert choose.choose("podman").name == "podman"


def test_where_no_engine_works_the_first_one_says_why(program, tmp_path, monkeypatch):
    monkeypatch.setenv("PATH", str(tmp_path / "bin"))
    with pytest.raises(EngineError, match="looked for docker, podman, nerdctl, buildah") as raised:
        choose.choose()
    assert "Install" in raised.value.hint
    program("docker", BROKEN)
    program("podman", "echo odd >&2; exit 1")
    with pytest.raises(EngineError, match="does not answer"):
        choose.choose()


def test_an_engine_that_nobody_knows_is_said_with_the_nearest():
    with pytest.raises(UsageError, match="--engine") as raised:
        choose.choose("podmann")
    assert "podman" in raised.value.hint


def test_a_port_that_another_program_has_is_said_and_not_blamed_on_the_image():
    with socket.create_server(("127.0.0.1", 0)) as other:
        port = other.getsockname()[1]
        message = f"another program listens on port {port} of this machine"
        with pytest.raises(EngineError, match=message), foreground(Program("buildah", {}, 1), ["run"], port):
            pass
