"""Every sample keeps what it promises, as `dockgen verify` sees it."""

import json

import pytest
import sample
from test_engine_rogues import ROGUES, assert_caught, verify
from test_engine_samples import part

pytestmark = pytest.mark.engine

OF_EACH = {"builds", "starts", "answers", "secrets", "size"}
"""What is found out of every image."""
OF_SERVERS = {"stops", "zombies", "read-only", "capabilities", "any-user", "ignored"}
"""What is found out of everything that is generated as usual and goes on."""


@pytest.mark.parametrize("one", part([one for one in sample.load_all() if one.run]), ids=lambda one: one.name)
def test_a_sample_keeps_what_it_promises(one, engine, tmp_path):
    folder = one.copy_to(tmp_path)
    if one.lock:
        engine.lock(folder, one.lock)
    sample.init(folder, *one.flags)
    code, report = verify(folder, *flags(one))
    broken = [check for check in report["checks"] if check["outcome"] == "broken"]
    assert (code, broken) == (0, []), json.dumps(report, indent=1, ensure_ascii=False)
    kept = {check["id"] for check in report["checks"] if check["outcome"] == "kept"}
    assert OF_EACH - kept == set()
    if not one.flags and one.run.exit is None:
        assert OF_SERVERS - kept == set()
    if one.run.health and not one.flags:
        assert "health" in kept


@pytest.mark.parametrize("name", ["podman", "buildah"])
@pytest.mark.parametrize("one", ["go-config-file", "python-script", "python-poetry-package"])
def test_a_sample_keeps_its_promises_on_other_engines(name, one, other_engines, tmp_path):
    if reason := other_engines(name):
        pytest.skip(reason)
    folder = sample.load(one).copy_to(tmp_path)
    sample.init(folder)
    code, report = verify(folder, "--engine", name)
    assert (code, report["error"]) == (0, None), json.dumps(report, indent=1, ensure_ascii=False)
    kept = {check["id"] for check in report["checks"] if check["outcome"] == "kept"}
    assert kept >= OF_EACH | ({"any-user"} if name == "buildah" else OF_SERVERS)


@pytest.mark.parametrize("rogue", ["health-always-well", "writes-into-var", "forgets-its-children", "ignores-sigterm"])
def test_podman_catches_what_docker_does(rogue, other_engines):
    if reason := other_engines("podman"):
        pytest.skip(reason)
    assert_caught(ROGUES / rogue, "--engine", "podman")


def flags(one):
    """Return what nobody but the sample knows."""
    run = one.run
    answer = next(((path, text) for path, text in {**run.contains, **run.http}.items()), None)
    return (
        *one.build,
        *(word for name, other in run.images.items() for word in ("--build-context", f"{name}=docker-image://{other}")),
        *(word for name, value in run.env.items() for word in ("--env", f"{name}={value}")),
        *(("--path", answer[0], "--status", "200", "--text", answer[1].strip()) if answer else ()),
        *(("--exit-code", str(run.exit)) if run.exit is not None else ()),
        *(("--prints", run.output) if run.output is not None else ()),
    )
