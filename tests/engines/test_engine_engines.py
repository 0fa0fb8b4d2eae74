"""What every container engine does through its face, with the engines themselves."""

import contextlib
import http.client
import json
import os
import shutil
import tarfile
import time

import pytest
import sample

from dockgen.engines.buildah import Buildah
from dockgen.engines.docker import Docker
from dockgen.engines.errors import BuildError, EngineError
from dockgen.engines.face import Order, Run
from dockgen.engines.podman import Podman
from dockgen.engines.sessions import in_session

pytestmark = pytest.mark.engine

DOCKERFILE = """\
FROM python:3.13-slim AS base
MAINTAINER nobody
WORKDIR /srv
RUN echo hello >index.html
EXPOSE 18754
ENV GREETING="good day"
USER 1000:1000
STOPSIGNAL SIGINT
HEALTHCHECK --interval=60s --timeout=2s \\
  CMD ["python", "-c", "import urllib.request as u; u.urlopen('http://127.0.0.1:18754', timeout=1)"]
CMD ["python", "-u", "-c", "import http.server as s; print('begins'); s.test(s.SimpleHTTPRequestHandler, port=18754)"]
"""
PORT = 18754
PATIENCE = 30


@pytest.fixture(scope="module", autouse=True)
def locks(tmp_path_factory):
    """Keep the locks of sessions out of a person's own cache."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_CACHE_HOME", str(tmp_path_factory.mktemp("cache")))
        yield


@pytest.fixture(scope="module", params=[Docker, Podman, Buildah], ids=["docker", "podman", "buildah"])
def one(request, engine):  # noqa: ARG001 - without an engine nothing here can be
    """Return an engine; one that is not installed is skipped, or fails where engines are required."""
    found = request.param()
    if shutil.which(found.name) is None:
        if os.environ.get("DOCKGEN_ENGINE") == "required":
            pytest.fail(f"DOCKGEN_ENGINE=required, and there is no {found.name}")
        pytest.skip(f"needs {found.name}")
    found.version()
    with contextlib.nullcontext() if found.name == "docker" else sample.one_store():
        yield found


class Built:
    """An image of one engine."""

    def __init__(self, engine, session, folder):
        self.engine = engine
        self.session = session
        self.steps = []
        self.tag = f"dockgen-verify-{session}:one"
        self.order = Order("app", folder, folder / "Dockerfile", self.tag, session)
        self.built = engine.build(self.order, self.steps.append)

    def able(self, *abilities):
        for ability in abilities:
            if ability not in self.engine.abilities:
                pytest.skip(f"{self.engine.name} cannot: {ability}")

    def run(self, **asked):
        return self.engine.run(Run(self.tag, self.session, **asked))


@pytest.fixture(scope="module")
def app(one, tmp_path_factory):
    """Return an app that this engine has built."""
    folder = tmp_path_factory.mktemp("app")
    (folder / "Dockerfile").write_text(DOCKERFILE)
    with in_session(one) as session:
        yield Built(one, session, folder)
        left = session
    assert left not in one.sessions()


def answer(container):
    deadline = time.monotonic() + PATIENCE
    while True:
        connection = http.client.HTTPConnection(*container.address(), timeout=5)
        try:
            connection.request("GET", "/")
            return connection.getresponse().read()
        except OSError:
            assert time.monotonic() < deadline, container.logs()
            time.sleep(0.1)
        finally:
            connection.close()


def wait_for(wanted, look):
    deadline = time.monotonic() + PATIENCE
    while (seen := look()) != wanted and time.monotonic() < deadline:
        time.sleep(0.2)
    assert seen == wanted


def wait_until_it_ends(container):
    wait_for("ended", lambda: "runs" if container.state().running else "ended")


def test_a_build_tells_its_steps_and_what_it_warns_of(app):
    assert any("RUN echo hello" in step for step in app.steps)
    assert app.built.seconds > 0
    if "warnings" in app.engine.abilities:
        assert [(one.message.partition(":")[0], one.line) for one in app.built.warnings] == [
            ("MaintainerDeprecated", 2)
        ]


def test_an_image_says_what_it_is(app):
    config = app.engine.config(app.tag)
    assert (config.user, list(config.ports), config.stop_signal) == ("1000:1000", [PORT], "SIGINT")
    assert config.environment["GREETING"] == "good day"
    assert config.command[:2] == ("python", "-u")
    assert config.health[:2] == ("CMD", "python")
    assert config.labels["dockgen.session"] == app.session
    assert config.platform == "linux/amd64"
    assert len(config.layers) > 1
    assert app.engine.config("dockgen-nobody-has-this:1") is None


def test_a_careful_run_answers_and_says_what_it_does(app):
    app.able("publish")
    asked = {"read_only": True, "no_privileges": True, "tmpfs": ["/tmp"], "user": "12345:0"}  # noqa: S108
    with app.run(port=PORT, **asked) as container:
        assert answer(container) == b"hello\n"
        assert container.state().running
        assert container.exit_code() is None
        assert "begins" in container.logs()
        assert container.stop(5) < 5
        assert not container.state().running
        assert container.exit_code() is not None


def test_what_a_container_writes_is_listed_and_what_the_engine_writes_is_not(app):
    app.able("changes", "execute")
    with app.run(user="0:0", tmpfs=["/mine/deep"], arguments=["sleep", "60"]) as container:
        script = "mkdir -p /new/er; echo >/new/er/file; echo >/opt/x; echo >/mine/deep/y; rm /etc/debian_version"
        assert container.execute(["sh", "-c", script], 20).exit_code == 0
        assert container.changes() == ["/etc/debian_version", "/new", "/opt/x"]


def test_a_read_only_container_cannot_write(app):
    app.able("read-only", "execute", "capabilities")
    with app.run(read_only=True, no_privileges=True, user="0:0") as container:
        done = container.execute(["sh", "-c", "echo >/opt/x; grep -E 'CapEff|NoNewPrivs' /proc/self/status"], 20)
        assert "Read-only file system" in done.output
        assert "0000000000000000" in done.output
        assert "NoNewPrivs:\t1" in done.output


def test_commands_in_a_container_end_in_time_and_say_how(app):
    app.able("execute")
    with app.run() as container:
        assert container.execute(["sh", "-c", "echo out; echo err >&2; exit 7"], 20)[0] == 7
        assert container.execute(["sleep", "20"], 0.5).exit_code is None
        assert container.execute(["nobody-has-this"], 20).exit_code in {126, 127}
        assert "uid=4321" in container.execute(["id"], 20, user="4321").output
        container.stop(1)
        with pytest.raises(EngineError):
            container.execute(["true"], 20)


def test_the_processes_of_a_container_are_its_own_and_the_first_comes_first(app):
    app.able("processes")
    with app.run(arguments=["sh", "-c", "sleep 97 & sleep 98"]) as container:
        wait_for(3, lambda: len(container.processes()))
        found = container.processes()
    assert found[0].command.startswith("sh -c")
    assert {one.uid for one in found} == {"1000"}
    assert {one.state[0] for one in found} <= {"S", "R"}  # asleep, or just started


def test_a_health_check_runs_at_once_and_notices_that_a_program_hangs(app):
    app.able("healthcheck", "signal")
    with app.run(quick_health=True) as container:
        assert container.state().health in {"starting", "healthy"}
        wait_for("healthy", lambda: container.state().health)
        container.signal("STOP")
        wait_for("unhealthy", lambda: container.state().health)
        container.signal("CONT")
        wait_for("healthy", lambda: container.state().health)


def test_a_check_that_fails_while_the_program_starts_is_none(app):
    app.able("healthcheck")
    with app.run(quick_health=True, arguments=["sleep", "30"]) as container:
        deadline = time.monotonic() + 4
        while time.monotonic() < deadline:
            assert container.state().health == "starting"
            time.sleep(0.5)


def test_what_ends_at_once_leaves_its_code_and_its_output(app):
    with app.run(arguments=["sh", "-c", "echo last words; exit 3"]) as container:
        wait_for(3, container.exit_code)
        assert "last words" in container.logs()


def test_what_cannot_be_started_says_why(app):
    with app.run(arguments=["/nobody-has-this"]) as container:
        wait_until_it_ends(container)
        assert container.exit_code() != 0
        assert "no such file or directory" in container.state().error


def test_of_a_very_long_line_only_the_end_is_read(app):
    script = "import sys; [sys.stdout.write('x' * 1000000) for _ in range(100)]; print('end')"
    with app.run(arguments=["python", "-u", "-c", script]) as container:
        wait_for(0, container.exit_code)
        start = time.monotonic()
        text = container.logs(1000)
    assert time.monotonic() - start < 10
    assert len(text) <= 1000
    assert text.rstrip().endswith("end")


def test_containers_of_a_network_find_each_other_by_name(app):
    app.able("networks")
    with app.engine.network(app.session) as network, app.run(network=network, name="other"):
        get = "import urllib.request as u; print(u.urlopen('http://other:18754', timeout=2).read())"
        script = f'for i in 1 2 3 4 5 6 7 8 9; do python -c "{get}" && exit 0; sleep 0.5; done; exit 1'
        with app.run(network=network, arguments=["sh", "-c", script]) as container:
            wait_until_it_ends(container)
            assert container.exit_code() == 0, container.logs()
            assert "hello" in container.logs()


def test_an_image_is_saved_as_docker_saves_it(app):
    with app.engine.saved(app.tag) as stream, tarfile.open(fileobj=stream, mode="r|") as archive:
        manifest = next(archive.extractfile(one).read() for one in archive if one.name == "manifest.json")
    (image,) = json.loads(manifest)
    assert len(image["Layers"]) == len(app.engine.config(app.tag).layers)


def test_an_image_that_is_not_there_is_not_saved(app):
    with pytest.raises(EngineError), app.engine.saved("dockgen-nobody-has-this:1") as stream:
        stream.read()


def test_two_builds_with_a_time_are_equal(app):
    app.able("reproducible")
    layers = []
    for number in (1, 2):
        tag = f"dockgen-verify-{app.session}:twice-{number}"
        app.engine.build(app.order._replace(tag=tag, fresh=True, labelled=False, epoch=1_700_000_000), print)
        layers.append(app.engine.config(tag).layers)
        time.sleep(1.1)
    assert layers[0] == layers[1]


def test_a_build_without_an_image_leaves_none(app):
    tag = f"dockgen-verify-{app.session}:none"
    app.engine.build(app.order._replace(tag=tag, keep=False), print)
    assert app.engine.config(tag) is None


def test_a_build_that_fails_names_its_step_and_says_why(app, tmp_path):
    file = tmp_path / "Dockerfile"
    file.write_text("FROM python:3.13-slim\nRUN echo before && exit 7\n")
    with pytest.raises(BuildError) as raised:
        app.engine.build(app.order._replace(dockerfile=file), print)
    assert "RUN echo before && exit 7" in raised.value.step
    assert "before" in raised.value.log
    assert raised.value.log[-1].endswith(("exit code: 7", "exit status 7"))


def test_all_of_a_session_goes_whether_it_has_a_label_or_only_a_name(one, tmp_path):
    (tmp_path / "Dockerfile").write_text("FROM scratch\nCOPY Dockerfile /\n")
    session = os.urandom(6).hex()
    order = Order("x", tmp_path, tmp_path / "Dockerfile", f"dockgen-verify-{session}:1", session)
    one.build(order._replace(labelled=False), print)
    one.build(order._replace(tag=f"dockgen-other-{session}:1"), print)
    one.tag(order.tag, f"dockgen-verify-{session}:2")
    assert session in one.sessions()
    one.remove(session)
    assert session not in one.sessions()
    assert one.config(f"dockgen-verify-{session}:2") is None
    assert one.config(f"dockgen-other-{session}:1") is None
