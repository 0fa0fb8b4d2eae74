"""A small face over the `docker` command line for tests that build and run images for real.

Everything that a test makes carries the name of its own `Engine`, and goes with it.
"""

import gzip
import http.client
import io
import json
import os
import re
import ssl
import subprocess
import tarfile
import tempfile
import time
import uuid
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Any, Final, NamedTuple

from sample import Lock

PATIENCE: Final = 30
"""Seconds until a test gives up waiting; nothing takes as long as that where all is well."""

NOT_READY: Final = (ConnectionError, ssl.SSLEOFError)
"""How a container says that its server has only just begun: its port is open before the server listens."""

RACE: Final = r"failed to prepare extraction snapshot .* does not exist: not found"
"""What containerd says when it cleared away a layer, of another build, that this one had just found."""

LOCKED_DOWN: Final = ("--read-only", "--cap-drop", "ALL", "--security-opt", "no-new-privileges")


def why_not_there() -> str | None:
    """Return why no engine can be used, or None."""
    try:
        done = subprocess.run(["docker", "version"], capture_output=True, encoding="utf-8", timeout=20, check=False)
    except FileNotFoundError:
        return "no `docker` on PATH"
    except subprocess.TimeoutExpired:
        return "`docker version` does not answer"
    return None if done.returncode == 0 else f"`docker version` fails: {done.stderr.strip()}"


class Answer(NamedTuple):
    """What a server answered."""

    status: int
    text: str


class Layer(NamedTuple):
    """One layer of an image, uncompressed."""

    size: int
    files: Mapping[str, tarfile.TarInfo]
    tar: bytes

    def read(self, path: str) -> bytes:
        """Return a file's content."""
        with tarfile.open(fileobj=io.BytesIO(self.tar)) as tar:
            content = tar.extractfile(path)
            assert content is not None
            return content.read()


class Container(NamedTuple):
    """A container that runs, or ran."""

    engine: "Engine"
    id: str

    def inspect(self) -> dict[str, Any]:
        """Return what the engine knows of it."""
        return json.loads(self.engine.docker("inspect", self.id))[0]

    def state(self) -> dict[str, Any]:
        """Return its state."""
        return self.inspect()["State"]

    def logs(self) -> str:
        """Return what it printed."""
        done = self.engine.attempt("logs", self.id)
        return done.stdout + done.stderr

    def wait_until(self, condition, what: str) -> None:
        """Wait until a condition of its state holds.

        Raises:
            AssertionError: it does not, or the container has ended meanwhile.
        """
        deadline = time.monotonic() + PATIENCE
        while not condition(state := self.state()):
            if time.monotonic() > deadline or not state["Running"]:
                raise AssertionError(f"not {what}: {json.dumps(state, indent=1)}\n{self.logs()}")
            time.sleep(0.1)

    def wait_healthy(self) -> None:
        """Wait until its own health check says that it works."""
        self.wait_until(lambda state: state["Health"]["Status"] == "healthy", "healthy")

    def wait_for_output(self, text: str) -> None:
        """Wait until it has printed a text; one that has ended cannot print it any more."""
        deadline = time.monotonic() + PATIENCE
        while text not in (printed := self.logs()):
            ended = not self.state()["Running"]
            if time.monotonic() > deadline or (ended and text not in self.logs()):
                raise AssertionError(f"did not print {text!r}, but:\n{printed}")
            time.sleep(0.1)

    def wait(self) -> int:
        """Wait until it ends by itself, and return its exit code."""
        deadline = time.monotonic() + PATIENCE
        while (state := self.state())["Running"]:
            if time.monotonic() > deadline:
                raise AssertionError(f"still runs\n{self.logs()}")
            time.sleep(0.1)
        return int(state["ExitCode"])

    def address(self, port: int) -> tuple[str, int]:
        """Return where a port of it can be reached."""
        published = self.inspect()["NetworkSettings"]["Ports"][f"{port}/tcp"][0]
        return published["HostIp"], int(published["HostPort"])

    def get(self, port: int, path: str, authority: Path | None = None) -> Answer:
        """Ask the server in it, over TLS where an authority is given; the certificate is for "localhost".

        Raises:
            AssertionError: it does not answer.
        """
        deadline = time.monotonic() + PATIENCE
        while True:
            try:
                return _get(*self.address(port), path, authority)
            except NOT_READY as error:
                if time.monotonic() > deadline or not self.state()["Running"]:
                    raise AssertionError(f"no answer on port {port}: {error}\n{self.logs()}") from error
                time.sleep(0.1)

    def ids(self) -> str:
        """Return uid and gid of its first process, as the machine sees them."""
        lines = self.engine.docker("top", self.id, "-eo", "pid,uid,gid").splitlines()
        return ":".join(lines[1].split()[1:])

    def read(self, path: str) -> str:
        """Return a file's content."""
        tar = self.engine.attempt("cp", f"{self.id}:{path}", "-", text=False).stdout
        with tarfile.open(fileobj=io.BytesIO(tar)) as files:
            content = files.extractfile(files.getmembers()[0])
            assert content is not None
            return content.read().decode()

    def stop(self) -> tuple[int, float]:
        """Ask it to stop, and return its exit code and how many seconds that took; after 10 it is killed."""
        start = time.monotonic()
        self.engine.docker("stop", "-t", "10", self.id)
        return self.state()["ExitCode"], time.monotonic() - start


def _get(host: str, port: int, path: str, authority: Path | None) -> Answer:
    if authority is None:
        connection = http.client.HTTPConnection(host, port, timeout=10)
    else:
        context = ssl.create_default_context(cafile=authority)
        connection = http.client.HTTPSConnection("localhost", port, timeout=10, context=context)
    try:
        connection.request("GET", path, headers={"Connection": "close"})
        response = connection.getresponse()
        return Answer(response.status, response.read().decode())
    finally:
        connection.close()


class Engine:
    """Builds and runs; `close` removes all that it made."""

    def __init__(self) -> None:
        """Take a name that nobody else has."""
        self.name = f"dockgen-test-{uuid.uuid4().hex[:12]}"
        self._images = 0
        self._networks: list[str] = []
        self._baked: list[str] = []
        # Docker Desktop's hints and colours have no place in what tests read; attestations only make images larger.
        self._environment = os.environ | {
            "DOCKER_BUILDKIT": "1",
            "DOCKER_CLI_HINTS": "false",
            "BUILDKIT_PROGRESS": "plain",
            "BUILDX_NO_DEFAULT_ATTESTATIONS": "1",
        }

    def attempt(
        self,
        *arguments: str | Path,
        text: bool = True,
        stdin: str | None = None,
        cwd: Path | None = None,
        env: Mapping[str, str] = {},
    ) -> subprocess.CompletedProcess:
        """Run `docker` and return what came of it; a build that another one's clearing up has hit is done again."""
        done = self._run(arguments, text=text, stdin=stdin, cwd=cwd, env=env)
        if text and arguments[0] == "build" and done.returncode != 0 and re.search(RACE, done.stderr):
            done = self._run(arguments, text=text, stdin=stdin, cwd=cwd, env=env)
        return done

    def _run(
        self,
        arguments: Sequence[str | Path],
        *,
        text: bool,
        stdin: str | None,
        cwd: Path | None,
        env: Mapping[str, str],
    ) -> subprocess.CompletedProcess:
        return subprocess.run(
            ["docker", *map(str, arguments)],
            input=stdin,
            stdin=subprocess.DEVNULL if stdin is None else None,
            capture_output=True,
            encoding="utf-8" if text else None,
            cwd=cwd,
            env=self._environment | env,
            timeout=600,
            check=False,
        )

    def docker(self, *arguments: str | Path, stdin: str | None = None) -> str:
        """Run `docker` and return what it printed.

        Raises:
            AssertionError: it failed.
        """
        done = self.attempt(*arguments, stdin=stdin)
        if done.returncode != 0:
            command = " ".join(map(str, arguments))
            raise AssertionError(f"docker {command}: exit code {done.returncode}\n{done.stdout}{done.stderr}")
        return done.stdout

    def build(self, folder: Path, *flags: str | Path, images: Mapping[str, str] = {}, stdin: str | None = None) -> str:
        """Build a folder's image and return its name.

        Args:
            folder: the build context.
            flags: more flags of `docker build`.
            images: what to use in the place of images.
            stdin: a Dockerfile; the folder's own without it.
        """
        return self.build_and_tell(folder, *flags, images=images, stdin=stdin)[0]

    def build_and_tell(
        self, folder: Path, *flags: str | Path, images: Mapping[str, str] = {}, stdin: str | None = None
    ) -> tuple[str, str]:
        """Build a folder's image, as `build` does, and return its name and what the builder printed.

        Raises:
            AssertionError: it failed.
        """
        self._images += 1
        image = f"{self.name}:{self._images}"
        file = () if stdin is None else ("--file", "-")
        command = ("build", "--tag", image, *_instead(images), *flags, *file, folder)
        done = self.attempt(*command, stdin=stdin)
        if done.returncode != 0:
            raise AssertionError(f"{' '.join(map(str, command))}: {done.returncode}\n{done.stdout}{done.stderr}")
        return image, done.stdout + done.stderr

    def lock(self, folder: Path, lock: Lock) -> None:
        """Make a project's lock file, in a build of its own: what the builder remembers makes the next one quick."""
        self.change(folder, lock.image, f"rm -f {' '.join(lock.files)} && {lock.command}", tuple(lock.files))

    def change(self, folder: Path, image: str, command: str, paths: Sequence[str]) -> None:
        """Run a command on a project, in a build of its own, and take over what became of some of its files."""
        copies = "".join(f"COPY --from=change /project/{path} /{path}\n" for path in paths)
        text = f"FROM {image} AS change\nWORKDIR /project\nCOPY . .\nRUN {command}\nFROM scratch\n{copies}"
        self.docker("build", "--file", "-", "--output", f"type=local,dest={folder}", folder, stdin=text)

    def bake(self, folder: Path, names: Sequence[str]) -> dict[str, str]:
        """Build all targets of a folder's `docker-bake.hcl` at once, and return each app's image by its name."""
        registry = f"{self.name}/"
        done = self.attempt(
            "buildx", "bake", "--file", "docker-bake.hcl", "--load", cwd=folder, env={"REGISTRY": registry}
        )
        images = {name: f"{registry}{name}:latest" for name in names}
        self._baked += images.values()
        if done.returncode != 0:
            raise AssertionError(f"docker buildx bake: {done.returncode}\n{done.stdout}{done.stderr}")
        return images

    def findings(self, folder: Path, images: Mapping[str, str] = {}, file: str = "Dockerfile") -> str:
        """Return what BuildKit's own checks say of a folder's Dockerfile, those called experimental too."""
        every = ("--build-arg", "BUILDKIT_DOCKERFILE_CHECK=experimental=all")
        done = self.attempt("build", "--check", *every, *_instead(images), "--file", folder / file, folder)
        if done.returncode == 0 and "no warnings found" in done.stdout:
            return ""
        return done.stdout + done.stderr

    def config(self, image: str) -> dict[str, Any]:
        """Return an image's configuration."""
        return json.loads(self.docker("image", "inspect", image))[0]["Config"]

    def layers(self, image: str, *, last: int | None = None) -> list[Layer]:
        """Return an image's layers, the base's first, or only the last few of them."""
        with tempfile.TemporaryFile() as saved:
            subprocess.run(["docker", "save", image], stdout=saved, env=self._environment, timeout=600, check=True)
            saved.seek(0)
            with tarfile.open(fileobj=saved) as tar:
                names = json.loads(_content(tar, "manifest.json"))[0]["Layers"]
                return [_layer(_content(tar, name)) for name in names[-last if last else None :]]

    @contextmanager
    def running(self, image: str, *flags: str | Path, command: Sequence[str] = ()) -> Iterator[Container]:
        """Run an image locked down, with its ports on this machine only."""
        identifier = self.docker("run", "--detach", "--label", self.name, *LOCKED_DOWN, *flags, image, *command).strip()
        try:
            yield Container(self, identifier)
        finally:
            self.attempt("rm", "--force", "--volumes", identifier)

    def network(self) -> str:
        """Make a network in which containers find each other by name."""
        name = f"{self.name}-{len(self._networks)}"
        self.docker("network", "create", name)
        self._networks.append(name)
        return name

    def remove(self, *images: str) -> None:
        """Remove images; what the builder remembers of them stays, so the next build is quick."""
        if images:
            self.attempt("image", "rm", "--force", *images)

    def close(self) -> None:
        """Remove everything that was made."""
        if containers := self.docker("ps", "--all", "--quiet", "--filter", f"label={self.name}").split():
            self.docker("rm", "--force", "--volumes", *containers)
        for network in self._networks:
            self.docker("network", "rm", network)
        self.remove(*self._baked)
        # By name: an image of the same content may have another name in another test run, and be in use there.
        if images := self.docker("image", "ls", "--format", "{{.Repository}}:{{.Tag}}", self.name).split():
            self.docker("image", "rm", "--force", *images)


def _instead(images: Mapping[str, str]) -> list[str]:
    """Return the flags that put other images in the place of those that a Dockerfile names."""
    return [word for name, other in images.items() for word in ("--build-context", f"{name}=docker-image://{other}")]


def _content(tar: tarfile.TarFile, name: str) -> bytes:
    content = tar.extractfile(name)
    assert content is not None
    return content.read()


def _layer(blob: bytes) -> Layer:
    raw = gzip.decompress(blob) if blob.startswith(b"\x1f\x8b") else blob
    with tarfile.open(fileobj=io.BytesIO(raw)) as tar:
        return Layer(len(raw), {member.name.rstrip("/"): member for member in tar}, raw)


def tls_flags(certificates: Path) -> tuple[str, ...]:
    """Return the flags that give a container certificate and key."""
    return (
        *("--volume", f"{certificates}:/certs:ro"),
        *("--env", "TLS_CERT_FILE=/certs/tls.crt", "--env", "TLS_KEY_FILE=/certs/tls.key"),
    )
