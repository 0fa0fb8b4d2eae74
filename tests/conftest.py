"""What tests share: a container engine, `docker buildx bake`, certificates, and a server on the other side of HTTPS."""

import json
import os
import shutil
import signal
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping
from contextlib import closing
from pathlib import Path
from types import ModuleType
from typing import Any, NamedTuple

import pytest
import sample
from engine import Engine, tls_flags, why_not_there
from snapshots import write

from dockgen.rendering import render

if signal.getsignal(signal.SIGINT) is signal.SIG_IGN:  # in the background of a shell: programs that we start inherit it
    signal.signal(signal.SIGINT, signal.default_int_handler)

AUTHORITY = (
    *("-subj", "/CN=dockgen test authority", "-addext", "basicConstraints=critical,CA:TRUE"),
    *("-addext", "keyUsage=critical,keyCertSign"),
)
SERVER = (
    *("-subj", "/CN=dockgen test server", "-addext", "basicConstraints=critical,CA:FALSE"),
    *("-addext", "subjectAltName=DNS:localhost,DNS:upstream", "-CA", "ca.crt", "-CAkey", "ca.key"),
)


class Upstream(NamedTuple):
    """A server that containers of the same network can call."""

    network: str
    url: str
    certificates: Path


@pytest.fixture(scope="session", autouse=True)
def state(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Keep what dockgen remembers of packs away from the home of whoever runs the tests."""
    folder = tmp_path_factory.mktemp("state")
    os.environ["XDG_STATE_HOME"] = str(folder)
    return folder


@pytest.fixture(scope="session")
def compiled_folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with the templates as Jinja2 compiles them now; those beside the sources may be older."""
    folder = tmp_path_factory.mktemp("compiled")
    program = Path(__file__).parent.parent / "tools/compile_templates.py"
    subprocess.run([sys.executable, program, folder], check=True)
    return folder


@pytest.fixture
def compiled(compiled_folder: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    """Render with compiled templates alone."""
    package = ModuleType(f"{render.__package__}.compiled")
    package.__path__ = [str(compiled_folder)]
    for name in [name for name in sys.modules if name.startswith(package.__name__)]:
        monkeypatch.delitem(sys.modules, name)
    monkeypatch.setitem(sys.modules, package.__name__, package)
    monkeypatch.delattr(render, "jinja_environment")


@pytest.fixture(scope="session")
def engine() -> Iterator[Engine]:
    """Return the container engine; without one the test is skipped, or fails where one is required."""
    if reason := why_not_there():
        if os.environ.get("DOCKGEN_ENGINE") == "required":
            pytest.fail(f"DOCKGEN_ENGINE=required, and there is no container engine: {reason}")
        pytest.skip(f"needs a container engine: {reason}")
    with closing(Engine()) as found:
        yield found


@pytest.fixture(scope="session")
def bake(tmp_path_factory: pytest.TempPathFactory) -> Callable[..., dict[str, Any]]:
    """Return what reads a docker-bake.hcl as `docker buildx bake` does; no engine has to run for that.

    It takes the text, files that have to be there, and variables.
    """
    found = shutil.which("docker")
    if not found or subprocess.run([found, "buildx", "version"], capture_output=True, check=False).returncode:
        if os.environ.get("DOCKGEN_ENGINE") == "required":
            pytest.fail("DOCKGEN_ENGINE=required, and there is no docker buildx")
        pytest.skip("needs docker buildx")
    folder, configuration = tmp_path_factory.mktemp("bake"), Path.home() / ".docker"  # where plugins may be
    (folder / ".netrc").touch()

    def read_(text: str, *files: str, **variables: str) -> dict[str, Any]:
        write(folder, dict.fromkeys(files, ""))
        (folder / "docker-bake.hcl").write_text(text, "utf-8")
        done = subprocess.run(
            [found, "buildx", "bake", "--file", "docker-bake.hcl", "--print"],
            cwd=folder,
            env={"DOCKER_CONFIG": str(configuration)} | os.environ | {"HOME": str(folder)} | variables,
            capture_output=True,
            encoding="utf-8",
            check=False,
        )
        assert done.returncode == 0, f"{done.stderr}\n{text}"
        targets: dict[str, Any] = json.loads(done.stdout)["target"]
        return targets

    return read_


@pytest.fixture(scope="session")
def other_engines() -> Callable[[str], str]:
    """Return a function that says why an engine beside docker cannot be used; where engines are required it fails."""

    def why_not(name: str) -> str:
        if shutil.which(name):
            return ""
        if os.environ.get("DOCKGEN_ENGINE") == "required":
            pytest.fail(f"DOCKGEN_ENGINE=required, and there is no {name}")
        return f"needs {name}"

    return why_not


@pytest.fixture(scope="session")
def certificates(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """Return a folder with an authority (ca.crt), and certificate and key (tls.*) of "localhost" and "upstream".

    Every user may read them, because every user runs containers here.
    """
    folder = tmp_path_factory.mktemp("certificates")
    folder.chmod(0o755)
    for name, extensions in (("ca", AUTHORITY), ("tls", SERVER)):
        key = ("-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-noenc", "-keyout", f"{name}.key")
        subprocess.run(
            ["openssl", "req", "-x509", "-days", "2", *key, "-out", f"{name}.crt", *extensions],
            cwd=folder,
            capture_output=True,
            check=True,
        )
        (folder / f"{name}.key").chmod(0o644)
    return folder


@pytest.fixture(scope="session")
def trusting(engine: Engine, certificates: Path) -> Callable[..., Mapping[str, str]]:
    """Return a function that makes for each image one that trusts our authority too, in its own CA bundle."""
    authority = (certificates / "ca.crt").read_text()
    made: dict[str, str] = {}

    def trust(*images: str) -> Mapping[str, str]:
        for image in images:
            if image not in made:
                made[image] = engine.build(certificates, stdin=TRUSTING.format(image=image, authority=authority))
        return {image: made[image] for image in images}

    return trust


# A distroless image has no shell to append with, so another one does it. The authority stands in the text: taken
# from build contexts of the same name, BuildKit once gave one worker the authority of the other.
TRUSTING = """\
FROM {image} AS image
FROM golang:1.27-alpine3.23 AS shell
COPY --from=image /etc/ssl/certs/ca-certificates.crt /bundle
RUN cat >> /bundle <<EOF
{authority}EOF
FROM image
COPY --from=shell /bundle /etc/ssl/certs/ca-certificates.crt
"""


@pytest.fixture(scope="session")
def upstream(engine: Engine, certificates: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[Upstream]:
    """Run a server whose certificate our authority has signed: one of the samples."""
    one = sample.load("go-module")
    folder = one.copy_to(tmp_path_factory.mktemp("upstream"))
    sample.init(folder, *one.flags, "--port", "8443")
    network = engine.network()
    image = engine.build(folder)
    with engine.running(image, "--network", network, "--network-alias", "upstream", *tls_flags(certificates)) as server:
        server.wait_healthy()
        yield Upstream(network, "https://upstream:8443/healthz", certificates)
