"""What goes wrong around `dockgen verify` ends with one clear message: with fake engines, and servers of our own."""

import io
import json
import os
import signal
import socket
import stat
import threading
import time
from contextlib import ExitStack, contextmanager

import pytest
import sample
from fake_engine import FakeEngine

from dockgen.engines import sessions
from dockgen.engines.docker import Docker
from dockgen.engines.errors import EngineError
from dockgen.engines.stopping import stopped_by_signals
from dockgen.errors import ExitCode, FileError
from dockgen.verify import probe
from dockgen.verify.run import _UntilStopped

IMAGE = {"Id": "sha256:1", "Config": {"Cmd": ["/app"]}, "RootFS": {"Layers": ["sha256:2"]}}
FAKE = """\
#!/bin/sh
case "$1 $2" in
"version --format") echo 28.0;;
"info --format") echo '[]';;
"buildx inspect") echo 'Driver: docker';;
"image inspect") cat {folder}/image.json;;
*) {script}
esac
"""


@pytest.fixture
def docker(tmp_path, monkeypatch):
    """Return a function that puts a `docker` on PATH, which does what a script says for all but the first questions."""
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))

    def make(script, text=FAKE):
        folder = tmp_path / "bin"
        folder.mkdir()
        (folder / "image.json").write_text(json.dumps([IMAGE]))
        (folder / "docker").write_text(text.format(script=script, folder=folder))
        (folder / "docker").chmod(0o755)
        monkeypatch.setenv("PATH", f"{folder}:/usr/bin:/bin")

    return make


@pytest.fixture
def project(tmp_path):
    """Return a folder with a Dockerfile."""
    folder = tmp_path / "project"
    folder.mkdir()
    (folder / "Dockerfile").write_text('FROM scratch\nCOPY app /app\nCMD ["/app"]\n')
    (folder / "app").write_text("")
    return folder


def verify(*arguments):
    return sample.dockgen("verify", *arguments, "--engine", "docker")


@pytest.mark.parametrize(
    ("said", "message", "hint"),
    [
        (
            "Cannot connect to the Docker daemon at unix:///x.",
            "the container engine does not answer",
            "systemctl start",
        ),
        ("permission denied while trying to connect to the Docker daemon socket", "you may not use", "usermod"),
        ("odd", "`docker version` failed: odd", ""),
    ],
)
def test_an_engine_that_does_not_work_is_said_with_what_to_do(docker, project, said, message, hint):
    docker(f"echo '{said}' >&2; exit 1", "#!/bin/sh\n{script}\n")
    done = verify(project)
    assert done.returncode == ExitCode.ENGINE
    assert done.stderr.startswith(f"dockgen: {message}")
    assert hint in done.stderr
    assert done.stdout == ""


def test_an_engine_that_is_not_installed_is_said(project, tmp_path, monkeypatch):
    (tmp_path / "empty").mkdir()
    monkeypatch.setenv("PATH", str(tmp_path / "empty"))
    done = sample.dockgen("verify", project)
    assert done.returncode == ExitCode.ENGINE
    assert "there is no container engine" in done.stderr
    assert "Install Docker" in done.stderr
    assert "`docker` is not on PATH" in verify(project).stderr


BUILD = """\
#0 building with "default" instance using docker driver
#5 [2/3] RUN make
#5 0.512 cc: not found
#5 ERROR: process "/bin/sh -c make" did not complete successfully: exit code: 2
------
 > [2/3] RUN make:
0.512 cc: not found
------
ERROR: failed to solve: process "/bin/sh -c make" did not complete successfully: exit code: 2
"""


def test_a_build_that_fails_shows_its_step_and_its_last_lines(docker, project):
    docker(f"cat >&2 <<'END'\n{BUILD}END\nexit 1")
    done = verify(project)
    assert done.returncode == ExitCode.ENGINE
    assert "[2/3] RUN make" in done.stdout
    assert "cc: not found" in done.stdout
    assert "exit code: 2" in done.stdout


def test_a_full_disk_within_a_build_is_the_engines_failure(docker, project):
    docker("echo '#5 [2/3] COPY app /app'; echo 'ERROR: write /app: no space left on device'; exit 1")
    done = verify(project)
    assert done.returncode == ExitCode.ENGINE
    assert "the engine has no room left" in done.stderr
    assert "docker builder prune" in done.stderr


def test_a_full_disk_at_the_run_is_the_engines_failure_and_no_check_is_blamed(docker, project):
    docker(
        '[ "$1" = build ] && exit 0; [ "$1" = create ] || exit 0\n'
        "echo 'Error response from daemon: mkdir /x: no space left on device' >&2; exit 1"
    )
    done = verify(project)
    assert done.returncode == ExitCode.ENGINE
    assert "the engine has no room left" in done.stderr
    assert "docker builder prune" in done.stderr


def test_an_engine_that_goes_away_at_the_run_is_the_engines_failure(docker, project):
    docker(
        '[ "$1" = build ] && exit 0; [ "$1" = create ] || exit 0\n'
        "echo 'Cannot connect to the Docker daemon at unix:///x. Is the docker daemon running?' >&2; exit 1"
    )
    done = verify(project)
    assert done.returncode == ExitCode.ENGINE
    assert "the container engine does not answer" in done.stderr


def test_a_command_that_hangs_is_ended_after_a_while(docker):
    docker("sleep 60")
    start = time.monotonic()
    with pytest.raises(EngineError, match=r"has not ended after 0\.3 seconds"):
        Docker(seconds=0.3).program.output("create")
    assert time.monotonic() - start < 20


def test_a_build_that_hangs_is_ended_after_its_time(docker):
    docker("echo '#5 [1/2] RUN sleep'; sleep 60")
    told = []
    start = time.monotonic()
    with pytest.raises(EngineError, match="`docker build` has not ended after 1 seconds"):
        Docker().program.followed(("build", "."), told.append, seconds=1)
    assert time.monotonic() - start < 20
    assert told == ["#5 [1/2] RUN sleep"]


@pytest.mark.parametrize("name", ["nowhere", "project/app/x"])
def test_a_path_that_is_no_folder_is_said(docker, project, name):
    docker("exit 1")
    done = verify(project.parent / name)
    assert done.returncode == ExitCode.FILES
    assert "is not there" in done.stderr


def test_a_report_that_cannot_be_written_comes_after_what_was_found(docker, project):
    docker(f"cat >&2 <<'END'\n{BUILD}END\nexit 1")
    done = verify(project, "--html", project / "app/report.html")
    assert done.returncode == ExitCode.FILES
    assert "cc: not found" in done.stdout
    assert "--html" in done.stderr
    assert "Traceback" not in done.stderr


def test_a_cache_that_cannot_be_written_is_said_with_another_place(docker, project, tmp_path, monkeypatch):
    docker(f"cat >&2 <<'END'\n{BUILD}END\nexit 1")
    (tmp_path / "file").write_text("")
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "file"))
    done = verify(project)
    assert done.returncode == ExitCode.FILES
    assert "cannot be written" in done.stderr
    assert "XDG_CACHE_HOME" in done.stderr


def test_without_a_home_the_cache_is_where_the_users_database_says_or_it_is_said(docker, project, monkeypatch):
    docker(f"cat >&2 <<'END'\n{BUILD}END\nexit 1")
    monkeypatch.delenv("HOME", raising=False)
    assert verify(project).returncode == ExitCode.ENGINE


def test_without_any_home_it_is_said_where_else_the_cache_may_be(monkeypatch):
    monkeypatch.delenv("HOME", raising=False)
    monkeypatch.delenv("XDG_CACHE_HOME", raising=False)
    monkeypatch.setattr("os.path.expanduser", lambda path: path)  # as for a user that the system does not know
    with pytest.raises(FileError, match="there is no home folder") as raised, sessions.session():
        pass
    assert "XDG_CACHE_HOME" in raised.value.hint


def killed(name, engine):
    """Leave a lock as a killed run does."""
    folder = sessions.cache_folder() / "sessions"
    folder.mkdir(parents=True, exist_ok=True)
    (folder / f"{name}.lock").write_text(engine)


@pytest.mark.parametrize("engine", ["fake", ""])
def test_what_a_killed_run_left_is_removed_files_too(tmp_path, monkeypatch, engine):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    monkeypatch.setattr("tempfile.tempdir", str(tmp_path))
    killed("0123456789ab", engine)
    (tmp_path / "dockgen-0123456789ab-1").mkdir()
    (tmp_path / "dockgen-0123456789ab-2.tar").write_text("")
    fake = FakeEngine()
    fake.left = {"0123456789ab"}
    with sessions.in_session(fake) as name:
        assert sessions.sessions() == {name}
        assert fake.removed == ["0123456789ab"]
    assert [path.name for path in tmp_path.iterdir()] == ["cache"]
    assert sessions.sessions() == set()


def test_what_a_killed_run_left_in_another_engine_is_not_forgotten(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    killed("0123456789ab", "other")
    with sessions.in_session(FakeEngine()):
        pass
    assert sessions.sessions() == {"0123456789ab"}


@pytest.mark.parametrize("number", [signal.SIGINT, signal.SIGTERM, signal.SIGHUP])
def test_a_signal_while_cleaning_up_lets_it_come_to_its_end(tmp_path, monkeypatch, number):
    monkeypatch.setenv("XDG_CACHE_HOME", str(tmp_path / "cache"))
    fake = FakeEngine()

    def remove(session):
        signal.raise_signal(number)
        signal.raise_signal(number)
        fake.removed.append(session)

    fake.remove = remove
    with pytest.raises(KeyboardInterrupt), stopped_by_signals(), sessions.in_session(fake) as name:
        pass
    assert fake.removed == [name]
    assert sessions.sessions() == set()


def test_only_the_first_of_some_signals_disturbs():
    cleaned = []
    before = signal.getsignal(signal.SIGTERM)

    def clean():
        signal.raise_signal(signal.SIGINT)
        cleaned.append(True)

    def stop():
        with stopped_by_signals(), ExitStack() as stack:
            stack.callback(clean)
            signal.raise_signal(signal.SIGTERM)

    with pytest.raises(KeyboardInterrupt):
        stop()
    assert cleaned == [True]
    assert signal.getsignal(signal.SIGTERM) is before


def test_an_ignored_signal_stays_ignored():
    before = signal.signal(signal.SIGHUP, signal.SIG_IGN)  # as after nohup
    try:
        with stopped_by_signals():
            signal.raise_signal(signal.SIGHUP)
        assert signal.getsignal(signal.SIGHUP) is signal.SIG_IGN
    finally:
        signal.signal(signal.SIGHUP, before)


def test_nobody_reads_on_in_an_archive_once_a_person_has_stopped():
    stop = threading.Event()
    file = _UntilStopped(io.BytesIO(b"12"), stop)
    assert file.read(1) == b"1"
    stop.set()
    with pytest.raises(EngineError, match="was stopped"):
        file.read(1)


def test_a_read_only_project_stays_as_it_is(docker, project):
    docker(f"cat >&2 <<'END'\n{BUILD}END\nexit 1")
    before = sorted(path.name for path in project.iterdir())
    project.chmod(stat.S_IRUSR | stat.S_IXUSR)
    try:
        assert verify(project).returncode == ExitCode.ENGINE
        assert sorted(path.name for path in project.iterdir()) == before
    finally:
        project.chmod(0o755)


@pytest.mark.parametrize("name", ["with spaces", "mit Umlauten äöü", "-flag", "a'b\"c"])
def test_the_engine_gets_odd_names_whole(docker, project, tmp_path, name):
    docker(f'[ "$1" = build ] && for word; do echo "$word" >>{tmp_path}/said; done; exit 1')
    folder = project.rename(project.parent / name)
    assert verify(folder).returncode == ExitCode.ENGINE
    said = (tmp_path / "said").read_text().splitlines()
    assert str(folder) == said[-1]
    assert str(folder / "Dockerfile") in said


@contextmanager
def serving(answer):
    """Listen at a port, and let a function answer each connection."""
    with socket.create_server(("127.0.0.1", 0)) as server:
        is_over = threading.Event()

        def serve():
            while not is_over.is_set():
                try:
                    connection, _ = server.accept()
                except OSError:
                    return
                with connection:
                    connection.recv(4096)
                    try:
                        answer(connection, is_over)
                    except OSError:  # nobody reads on
                        continue

        thread = threading.Thread(target=serve, daemon=True)
        thread.start()
        try:
            yield server.getsockname()
        finally:
            is_over.set()
            with socket.socket() as last:
                last.connect_ex(server.getsockname())
            thread.join(5)


HEAD = b"HTTP/1.1 200 OK\r\nContent-Type: text/plain\r\n\r\n"


def endless(connection, is_over):
    connection.sendall(HEAD)
    while not is_over.is_set():
        connection.sendall(b"x" * 65_536)


def slow(connection, is_over):
    connection.sendall(HEAD)
    while not is_over.wait(0.1):
        connection.sendall(b"y")


def slow_head(connection, is_over):
    connection.sendall(b"HTTP/1.1 200 OK\r\nX-Long: ")
    while not is_over.wait(0.1):
        connection.sendall(b"z")


def silent(_connection, is_over):
    is_over.wait(10)


def large(connection, is_over):
    connection.sendall(b"HTTP/1.1 200 OK\r\nContent-Length: 1000000000\r\n\r\nfirst")
    while not is_over.is_set():
        connection.sendall(b"x" * 65_536)


def chunks(connection, is_over):
    connection.sendall(b"HTTP/1.1 200 OK\r\nTransfer-Encoding: chunked\r\n\r\n")
    while not is_over.wait(0.1):
        connection.sendall(b"4\r\ndata\r\n")


def cut_off(connection, _is_over):
    connection.sendall(b"HTTP/1.1 503 Busy\r\nContent-Length: 100\r\n\r\nhalf")


@pytest.mark.parametrize(
    ("answer", "status", "text"),
    [
        (endless, 200, "xxx"),
        (slow, 200, "yy"),
        (large, 200, "first"),
        (chunks, 200, "data"),
        (cut_off, 503, "half"),
    ],
)
def test_of_an_answer_without_an_end_its_start_is_taken(answer, status, text):
    start = time.monotonic()
    with serving(answer) as address:
        said = probe.ask(address, "/", seconds=0.6)
    assert said is not None
    assert said.status == status
    assert said.text.startswith(text)
    assert len(said.text) <= 65_536
    assert time.monotonic() - start < 5


@pytest.mark.parametrize("answer", [slow_head, silent])
def test_a_server_that_never_comes_to_its_answer_is_as_one_that_does_not_answer(answer):
    start = time.monotonic()
    with serving(answer) as address:
        said = probe.ask(address, "/", seconds=0.6)
        took = time.monotonic() - start
    assert said is None or said.text == ""
    assert took < 5


def test_two_runs_at_the_same_time_do_not_take_each_others_images(docker, project, tmp_path):
    docker(f'[ "$1" = build ] && sleep 1; echo "$@" >>{tmp_path}/said; [ "$1" = build ] && exit 1; exit 0')
    threads = [threading.Thread(target=verify, args=(project,)) for _ in range(2)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    said = (tmp_path / "said").read_text()
    tags = {
        word for line in said.splitlines() if line.startswith("build") for word in line.split() if "verify-" in word
    }
    assert len(tags) == 2
    assert not [line for line in said.splitlines() if line.startswith(("rm", "image rm"))]
    assert not list((tmp_path / "cache/dockgen/sessions").glob("*.lock"))


def test_what_cannot_be_read_is_said(docker, project):
    docker("exit 1")
    (project / "Dockerfile").unlink()
    os.mkfifo(project / "Dockerfile")
    done = verify(project, "--file", "Dockerfile")
    assert done.returncode == ExitCode.FILES
    assert "Traceback" not in done.stderr
