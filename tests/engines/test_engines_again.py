"""A build that fails by the engine's own fault is made once more, and the Dockerfile is not blamed."""

import pytest

from dockgen.engines.docker import Docker
from dockgen.engines.errors import BuildError, EngineError
from dockgen.engines.face import Order
from dockgen.engines.nerdctl import Nerdctl
from dockgen.engines.podman import Podman

GONE = "parent snapshot sha256:0f1e2d does not exist: not found"
BUILDKIT = (
    f'ERROR: failed to build: failed to solve: failed to prepare extraction snapshot "extract-1 sha256:1": {GONE}'
)
SAYS = {
    "docker": f"#5 [2/2] RUN make\n{BUILDKIT}",
    "nerdctl": f"#5 [2/2] RUN make\nerror: failed to solve: {GONE}",
    "podman": "STEP 2/2: RUN make\nError: creating build container: image not known",
}
ENGINES = {"docker": Docker, "nerdctl": Nerdctl, "podman": Podman}


@pytest.fixture
def engine(tmp_path, monkeypatch):
    """Return a function that makes an engine whose builds fail so often, and one that says how many there were."""
    (tmp_path / "bin").mkdir()
    monkeypatch.setenv("PATH", f"{tmp_path / 'bin'}:/usr/bin:/bin")
    log = tmp_path / "builds"

    def make(name, fails, says):
        (tmp_path / "says").write_text(f"{says}\n")
        path = tmp_path / "bin" / name
        path.write_text(
            f'#!/bin/sh\n[ "$1" = build ] || exit 0\necho x >> {log}\n'
            f"[ $(wc -l < {log}) -gt {fails} ] || {{ cat {tmp_path}/says >&2; exit 1; }}\n"
        )
        path.chmod(0o755)
        return ENGINES[name]()

    make.builds = lambda: len(log.read_text().splitlines())
    return make


@pytest.fixture
def order(tmp_path):
    return Order("my Dockerfile", tmp_path, tmp_path / "Dockerfile", "x:1", "0123456789ab")


@pytest.mark.parametrize("name", ENGINES)
def test_a_build_is_made_once_more(engine, order, name):
    engine(name, 1, SAYS[name]).build(order, print)
    assert engine.builds() == 2


@pytest.mark.parametrize("name", ENGINES)
def test_the_second_time_the_engine_is_blamed(engine, order, name):
    with pytest.raises(EngineError, match="lost a part of its build cache") as caught:
        engine(name, 2, SAYS[name]).build(order, print)
    assert not isinstance(caught.value, BuildError)
    assert "not the Dockerfile" in caught.value.hint
    assert engine.builds() == 2


@pytest.mark.parametrize("says", [f"#5 0.123 ERROR: {GONE}\nERROR: failed to solve: exit code: 1", "ERROR: boom"])
def test_what_a_step_prints_is_no_reason(engine, order, says):
    with pytest.raises(BuildError):
        engine("docker", 2, says).build(order, print)
    assert engine.builds() == 1
