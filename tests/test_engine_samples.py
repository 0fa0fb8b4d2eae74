"""Every sample is built and run for real, those of the ladder among them."""

import pytest
import sample
from engine import tls_flags

PATH = "/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin"  # BuildKit gives it to an image that has none

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("one", [one for one in sample.load_all() if one.run], ids=lambda one: one.name)
def test_a_sample_builds_and_runs(one, engine, certificates, tmp_path):
    folder = one.copy_to(tmp_path)
    sample.init(folder, *one.flags)
    assert engine.findings(folder, images=one.run.images) == ""
    image = engine.build(folder, images=one.run.images)
    config = engine.config(image)
    assert ("Healthcheck" in config) == one.run.health
    flags = tls_flags(certificates) if one.run.tls else ()
    authority = certificates / "ca.crt" if one.run.tls else None
    with engine.running(image, *flags, "--publish", f"127.0.0.1::{one.run.port}") as container:
        for path, text in one.run.http.items():
            assert container.get(one.run.port, path, authority) == (200, text)
        assert container.ids() == one.run.user
        if one.run.health:
            container.wait_healthy()
        code, seconds = container.stop()
        assert (code, seconds < 2) == (0, True), f"exit code {code} after {seconds:.1f} s\n{container.logs()}"
    engine.remove(image)


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
