"""Every sample is built and run for real, those of the ladder among them."""

import os

import canary
import pytest
import sample
from engine import tls_flags

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"  # BuildKit gives it to an image that has none

TMPFS = ("/tmp",)  # noqa: S108 - in a container; every compose.yaml has it

pytestmark = pytest.mark.engine


def part(samples):
    """Return the part of the samples that is to be built; `DOCKGEN_SAMPLES` says `all`, or `2/4`: the second quarter.

    Every part has some of each language, and all parts together have all.
    """
    wanted = os.environ.get("DOCKGEN_SAMPLES") or "1/6"
    if wanted == "all":
        return samples
    number, parts = map(int, wanted.split("/"))
    return [one for index, one in enumerate(samples) if index % parts == number - 1]


@pytest.mark.parametrize("one", part([one for one in sample.load_all() if one.run]), ids=lambda one: one.name)
def test_a_sample_builds_and_runs(one, engine, certificates, tmp_path):
    folder = one.copy_to(tmp_path)
    if one.lock:
        engine.lock(folder, one.lock)
    sample.init(folder, *one.flags)
    assert_expected(one, folder)
    assert engine.findings(folder, images=one.run.images) == ""
    # The ladder's first rungs have no .dockerignore: there COPY takes everything.
    secrets = canary.plant(folder) if (folder / ".dockerignore").is_file() else None
    image, log = engine.build_and_tell(folder, *one.build, images=one.run.images)
    assert ("Healthcheck" in engine.config(image)) == one.run.health
    with engine.running(image, *flags(one, certificates)) as container:
        assert_runs(one, container, certificates)
    if one.run.port and not one.flags:
        with engine.running(image, *flags(one, certificates), "--user", "12345:0") as container:
            assert_answers(one, container, certificates)
    if secrets:
        layers = ((f"layer {number}", layer.tar) for number, layer in enumerate(engine.layers(image)))
        assert secrets.found_in([("log", log.encode())]) + secrets.found_in(layers) == []
    engine.remove(image)


def test_every_part_of_the_samples_has_some_and_together_they_are_all(monkeypatch):
    names = list(range(50))
    parts = []
    for number in range(1, 5):
        monkeypatch.setenv("DOCKGEN_SAMPLES", f"{number}/4")
        parts += part(names)
    assert sorted(parts) == names
    monkeypatch.setenv("DOCKGEN_SAMPLES", "all")
    assert part(names) == names


def assert_expected(one, folder):
    """Compare with what comes out where the lock file is only a stand-in."""
    for path, content in sample.files(one.expected).items():
        assert (folder / path).read_bytes() == content, f"{path} is another one with a real lock file"


def flags(one, certificates):
    """Return what a sample is run with."""
    run = one.run
    return (
        *(tls_flags(certificates) if run.tls else ()),
        *(("--publish", f"127.0.0.1::{run.port}") if run.port else ()),
        *(word for path in (*TMPFS, *run.tmpfs) for word in ("--tmpfs", path)),
        *(word for path in run.volumes for word in ("--volume", path)),
        *(() if run.read_only else ("--read-only=false",)),
        *(word for name, value in run.env.items() for word in ("--env", f"{name}={value}")),
    )


def assert_runs(one, container, certificates):
    """Ask it, look who it is, and stop it."""
    run = one.run
    assert_answers(one, container, certificates)
    if run.output is not None:
        container.wait_for_output(run.output)
    if run.exit is not None:
        assert container.wait() == run.exit, container.logs()
        return
    assert container.ids() == run.user
    if run.health:
        container.wait_healthy()
    code, seconds = container.stop()
    assert (code, seconds < run.stop_within) == (run.stop, True), (
        f"exit code {code} after {seconds:.1f} s\n{container.logs()}"
    )


def assert_answers(one, container, certificates):
    """Ask every path."""
    run = one.run
    authority = certificates / "ca.crt" if run.tls else None
    for path, text in run.http.items():
        assert container.get(run.port, path, authority) == (200, text)
    for path, text in run.contains.items():
        status, whole = container.get(run.port, path, authority)
        assert (status, text in whole) == (200, True), whole
    for path in run.missing:
        assert container.get(run.port, path, authority).status == 404


def test_a_program_that_serves_nobody_runs_and_stops(engine, tmp_path):
    folder = sample.load("go-cmd").copy_to(tmp_path)
    sample.init(folder, "--main", "./cmd/worker")
    image = engine.build(folder)
    assert "ExposedPorts" not in engine.config(image)
    with engine.running(image) as container:
        container.wait_until(lambda _: "Hello worker" in container.logs(), "at work")
        assert container.stop()[0] == 0
    engine.remove(image)


@pytest.mark.parametrize("base", ["slim", "distroless"])
def test_a_program_with_c_in_it_runs_on_each_base_that_has_a_c_library(base, engine, tmp_path):
    one = sample.load("go-cgo")
    folder = one.copy_to(tmp_path)
    sample.init(folder, "--base", base)
    image = engine.build(folder)
    with engine.running(image, "--publish", f"127.0.0.1::{one.run.port}") as container:
        assert container.get(one.run.port, "/") == (200, one.run.http["/"])
        container.wait_healthy()
    engine.remove(image)


def test_what_was_typed_as_environment_and_labels_is_what_the_image_has(engine, tmp_path):
    one = sample.load("go-env-label")
    folder = one.copy_to(tmp_path)
    sample.init(folder, *one.flags)
    image = engine.build(folder)
    config = engine.config(image)
    typed = {flag: [one.flags[i + 1] for i, f in enumerate(one.flags) if f == flag] for flag in ("--env", "--label")}
    environment = dict(value.split("=", 1) for value in typed["--env"])
    assert dict(value.split("=", 1) for value in config["Env"]) == environment | {"PORT": "3000", "PATH": PATH}
    assert config["Labels"] == dict(value.split("=", 1) for value in typed["--label"])
    engine.remove(image)
