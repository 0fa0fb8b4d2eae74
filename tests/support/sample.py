"""Samples: small projects, the flags they are run with, and what has to come out (see `tests/samples/`)."""

import fcntl
import json
import shutil
import subprocess
import sys
import tempfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from typing import Final, NamedTuple

import tomli

FOLDER: Final = Path(__file__).parents[1] / "samples"
EMPTY_PROJECT: Final = "hello"
"""The name of the folder that a sample is copied to; an empty one gets its program's name from it."""


class Lock(NamedTuple):
    """A lock file that names where packages are downloaded from: never committed, made for each test that builds."""

    image: str
    command: str
    """What makes it, run in `image` with the project in the current folder."""
    files: Mapping[str, str]
    """Its path, and the text that stands for it where nothing is built: what detection reads of it."""


class Run(NamedTuple):
    """What the running container is like."""

    port: int | None = None
    http: Mapping[str, str] = {}
    """The texts that paths answer with."""
    contains: Mapping[str, str] = {}
    """A part of the text that a path answers with."""
    missing: Sequence[str] = ()
    """Paths that answer with 404."""
    tls: bool = False
    user: str = "65532:65532"
    health: bool = True
    """Whether it has a health check, which then has to say that all is well."""
    images: Mapping[str, str] = {}
    """What to build with instead of images that are not there."""
    tmpfs: Sequence[str] = ()
    """Where it writes, beside /tmp."""
    volumes: Sequence[str] = ()
    """Where it keeps something."""
    read_only: bool = True
    """Whether all else is not writable."""
    output: str | None = None
    """A part of what it prints."""
    exit: int | None = None
    """Its exit code where it ends by itself."""
    stop: int = 0
    """Its exit code when it is asked to stop."""
    stop_within: float = 2
    """Seconds in which it has to have stopped; more only for what finishes its work first."""
    env: Mapping[str, str] = {}
    """What it is told when it starts."""


class Sample(NamedTuple):
    """One folder of `tests/samples/`."""

    name: str
    flags: Sequence[str] = ()
    run: Run | None = None
    lock: Lock | None = None
    build: Sequence[str] = ()
    """More flags of `docker build`."""
    findings: Sequence[str] = ()
    """The rules of hadolint that the Dockerfile is meant to break."""
    audit: Sequence[str] = ()
    """The practices that dockgen's own audit reports."""
    warnings: Sequence[str] = ()
    """What dockgen warns of each time."""

    @property
    def expected(self) -> Path:
        """The folder of the files that have to come out."""
        return FOLDER / self.name / "expected"

    def copy_to(self, parent: Path) -> Path:
        """Copy the project into a new folder in `parent`, and return it."""
        folder = parent / EMPTY_PROJECT
        source = FOLDER / self.name / "project"
        if source.is_dir():
            shutil.copytree(source, folder)
        else:
            folder.mkdir(parents=True)
        for path, text in (self.lock.files if self.lock else {}).items():
            (folder / path).write_text(text, "utf-8")
        return folder


@contextmanager
def one_store() -> Iterator[None]:
    """Keep other test processes off the store that podman and buildah share, where one's removals disturb another."""
    with Path(tempfile.gettempdir(), "dockgen-tests-store.lock").open("w") as file:
        fcntl.flock(file, fcntl.LOCK_EX)
        yield


def load(name: str) -> Sample:
    """Read a sample's `sample.toml`; an unknown key is a TypeError."""
    return parse(name, (FOLDER / name / "sample.toml").read_text("utf-8"))


def parse(name: str, text: str) -> Sample:
    """Read the text of a `sample.toml`."""
    keys = tomli.loads(text)
    run, lock = keys.pop("run", None), keys.pop("lock", None)
    return Sample(name=name, run=run and Run(**run), lock=lock and Lock(**lock), **keys)


def load_all() -> list[Sample]:
    """Read all samples, in order."""
    return [load(path.parent.name) for path in sorted(FOLDER.glob("*/sample.toml"))]


def dockgen(
    *arguments: str | Path, seconds: float = 300, folder: Path | None = None
) -> subprocess.CompletedProcess[str]:
    """Run dockgen as a person without a terminal does; the limit is for one that hangs."""
    return subprocess.run(
        [sys.executable, "-m", "dockgen", *map(str, arguments)],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=seconds,
        check=False,
        cwd=folder,
    )


def init(folder: Path, *flags: str) -> str:
    """Run `dockgen init` and return what it printed."""
    done = dockgen("init", folder, *flags, "--yes")
    if done.returncode != 0:
        raise AssertionError(f"dockgen init {' '.join(flags)} failed ({done.returncode}):\n{done.stdout}{done.stderr}")
    return done.stdout


def files(folder: Path) -> dict[str, bytes]:
    """Return the content of all files below a folder by path."""
    return {
        path.relative_to(folder).as_posix(): path.read_bytes() for path in sorted(folder.rglob("*")) if path.is_file()
    }


def new_files(before: Mapping[str, bytes], after: Mapping[str, bytes]) -> dict[str, bytes]:
    """Return the files that were made or changed; the lock file holds the same texts once more (see `is_recorded`)."""
    return {
        path: content
        for path, content in after.items()
        if before.get(path) != content and Path(path).name != ".dockgen.lock"
    }


def is_recorded(folder: Path) -> bool:
    """Tell whether each text that the lock file of a folder holds is that of the file."""
    recorded = json.loads((folder / ".dockgen.lock").read_text("utf-8"))["files"]
    return bool(recorded) and all(
        (folder / path).read_text("utf-8") == "\n".join(entry["lines"]) for path, entry in recorded.items()
    )


def hadolint(dockerfile: Path) -> list[str]:
    """Return the rules that a Dockerfile breaks, in the order of its lines."""
    program = Path(sys.executable).with_name("hadolint")
    done = subprocess.run(
        [program, "--config", FOLDER / "hadolint.yaml", "--no-fail", "--format", "json", dockerfile],
        capture_output=True,
        encoding="utf-8",
        timeout=60,
        check=True,
    )
    findings = json.loads(done.stdout)
    return [finding["code"] for finding in sorted(findings, key=lambda finding: finding["line"])]
