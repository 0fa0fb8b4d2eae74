"""Digests of a real registry are those that BuildKit's own tool says."""

import os
import shutil
import subprocess
from collections.abc import Iterator
from pathlib import Path
from typing import NamedTuple

import pytest
import sample
import trustme
from engine import Engine
from snapshots import contents, write

from dockgen.commands.pin import Options, pin
from dockgen.registry import transport

pytestmark = pytest.mark.engine
REGISTRY = os.environ.get("DOCKGEN_TEST_REGISTRY", "127.0.0.1:5099")


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("image", ["alpine:3.23", "golang:1.27-alpine3.23"])
def test_a_digest_is_the_one_that_imagetools_says(tmp_path: Path, image: str) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(f"FROM {image}\n", "utf-8")
    pin([str(path)], Options(registry=transport.Options(mirror=REGISTRY)))
    asked = ["docker", "buildx", "imagetools", "inspect", f"{REGISTRY}/library/{image}"]
    told = subprocess.run(asked, capture_output=True, encoding="utf-8", check=True).stdout
    digest = next(line.split()[1] for line in told.splitlines() if line.startswith("Digest:"))
    assert path.read_text("utf-8") == f"FROM {image}@{digest}\n"


USER, PASSWORD = "someone", "secret"
HTPASSWD = f"{USER}:$2y$05$abcdefghijklmnopqrstuuOQiyCxlgf/oeuTqixKmWdcYUh4Hjl0a\n"  # PASSWORD, by bcrypt


class Registry(NamedTuple):
    """A registry that lets nobody in without a login."""

    host: str
    flags: tuple[str | Path, ...]
    """With which its certificate is trusted."""
    is_tls: bool


@pytest.fixture(params=["http", "https"])
def registry(
    request: pytest.FixtureRequest, engine: Engine, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> Iterator[Registry]:
    folder, authority, is_tls = tmp_path / "registry", trustme.CA(), request.param == "https"
    folder.mkdir()
    (folder / "htpasswd").write_text(HTPASSWD, "utf-8")
    certificate = authority.issue_cert("127.0.0.1")
    certificate.cert_chain_pems[0].write_to_path(str(folder / "certificate.pem"))
    certificate.private_key_pem.write_to_path(str(folder / "key.pem"))
    authority.cert_pem.write_to_path(str(tmp_path / "ca.pem"))
    env = {"REGISTRY_AUTH_HTPASSWD_REALM": "test", "REGISTRY_AUTH_HTPASSWD_PATH": "/htpasswd"}
    if is_tls:
        env |= {"REGISTRY_HTTP_TLS_CERTIFICATE": "/certificate.pem", "REGISTRY_HTTP_TLS_KEY": "/key.pem"}
    image = engine.build(folder, stdin="FROM registry:2\nCOPY . /\n")
    flags = [flag for name, value in env.items() for flag in ("--env", f"{name}={value}")]
    where = ["--publish", "127.0.0.1::5000", "--tmpfs", "/var/lib/registry"]
    config = tmp_path / "docker"
    shutil.copytree(os.environ.get("DOCKER_CONFIG", Path.home() / ".docker"), config, ignore_dangling_symlinks=True)
    monkeypatch.setenv("DOCKER_CONFIG", str(config))
    with engine.running(image, *where, *flags) as container:
        container.wait_for_output("listening on")
        trusted = ("--ca", tmp_path / "ca.pem") if is_tls else ()
        yield Registry(f"127.0.0.1:{container.address(5000)[1]}", trusted, is_tls)


def _docker(*arguments: str, stdin: str = "") -> str:
    done = subprocess.run(["docker", *arguments], input=stdin, capture_output=True, encoding="utf-8", check=False)
    assert done.returncode == 0, done.stderr
    return done.stdout


def _push(host: str, engine: Engine, *images: str) -> None:
    """Log in, push images under their last names, and forget the login."""
    _docker("login", host, "--username", USER, "--password-stdin", stdin=PASSWORD)
    engine.docker("pull", "alpine:3.23")
    for image in images:
        _docker("tag", "alpine:3.23", f"{host}/{image}")
        try:
            _docker("push", f"{host}/{image}")
        finally:
            _docker("image", "rm", f"{host}/{image}")
    _docker("logout", host)


@pytest.mark.parametrize("command", ["pin", "versions refresh --write"])
def test_a_registry_with_a_login(registry: Registry, engine: Engine, tmp_path: Path, command: str) -> None:
    """Without one, or with a wrong one, it is said and nothing changes; with the right one it works."""
    host, project = registry.host, tmp_path / "shop"
    names = ("golang:1.27-alpine3.23", "golang:1.28-alpine3.24", "alpine:3.23", "alpine:3.24")
    _push(host, engine, *names)
    write(project, {"go.mod": "module example.com/shop\n\ngo 1.26\n", "main.go": "package main\n\nfunc main() {}\n"})
    flags = ["--registry", host, "--base", "alpine", "--language-version", "1.27"]
    sample.init(project, *flags)
    before = contents(project)
    asked = [*command.split(), project, *registry.flags]
    assert (told := sample.dockgen(*asked)).returncode == 8
    assert f"docker login {host}" in told.stderr
    assert contents(project) == before
    if registry.is_tls:
        assert (told := sample.dockgen(*command.split(), project)).returncode == 8
        assert "certificate" in told.stderr
    _docker("login", host, "--username", USER, "--password-stdin", stdin=PASSWORD)
    assert (told := sample.dockgen(*asked)).returncode == 0, told.stderr
    if command == "pin":
        digest = _digest(f"{host}/alpine:3.23", registry)
        assert f"={host}/alpine:3.23@{digest}\n" in (project / "Dockerfile").read_text("utf-8")
    else:
        assert sample.dockgen("update", project).returncode == 0
        assert f"={host}/golang:1.28-alpine3.24\n" in (project / "Dockerfile").read_text("utf-8")


def _digest(image: str, registry: Registry) -> str:
    """Return what BuildKit's tool says of it; behind a certificate that it does not know, what Docker says."""
    if registry.is_tls:
        told = _docker("pull", "--quiet=false", image)
        _docker("image", "rm", image)
        return told.partition("Digest: ")[2].split()[0]
    told = _docker("buildx", "imagetools", "inspect", image)
    return next(line.split()[1] for line in told.splitlines() if line.startswith("Digest:"))
