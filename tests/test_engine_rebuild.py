"""What a second build does again: nothing that was not changed."""

import re
import shutil
import uuid
from collections.abc import Sequence
from pathlib import Path
from typing import NamedTuple

import pytest
import sample
from test_engine_samples import part

PYTHON = "python:3.13-slim-trixie"
NODE = "node:24-trixie-slim"
GO = "golang:1.27-alpine3.23"
ONE = ({"1"}, {"A"})
INDEX = "/usr/local/bin/python /index/caching_index.py"

pytestmark = pytest.mark.engine

# What npm would resolve anew may be another version today, of which this machine's registry has not all parts.
WITH_ADDRESSES = """node -e '
const fs = require("fs");
const registry = require("child_process").execSync("npm config get registry").toString().trim();
const lock = JSON.parse(fs.readFileSync("package-lock.json"));
for (const [place, entry] of Object.entries(lock.packages)) {
  const name = entry.name ?? place.slice(place.lastIndexOf("node_modules/") + 13);
  if (place && entry.version && !entry.link)
    entry.resolved = `${registry}${name}/-/${name.split("/").pop()}-${entry.version}.tgz`;
}
fs.writeFileSync("package-lock.json", JSON.stringify(lock, null, 2));
'""".replace("\n", " ")


class Case(NamedTuple):
    """A sample of one package manager."""

    manager: str
    sample: str
    source: str
    """The file that is edited."""
    install: str
    """What the generated Dockerfile installs with."""
    add: tuple[str, str, Sequence[str]]
    """An image and a command that add NEW to the project, and the files that this changes: the lock file first."""
    download: str
    """How a download shows in the log: a regular expression whose group is a package's name, or how many they were."""
    loud: str = ""
    """What to install with instead, so that downloads show."""
    stale: str = ""
    """What a stale lock file makes it say; nothing where there is no lock file."""
    relock: str = ""
    """A command that makes the lock file as everyone has it: here they are kept without addresses."""

    @property
    def new(self) -> str:
        """The name of the package that is added."""
        return {PYTHON: "iniconfig", NODE: "left-pad", GO: "uuid"}[self.add[0]]


CASES = (
    Case(
        "pip",
        "python-pip-flask",
        "app.py",
        install="pip --python",
        loud=f"{INDEX} pip --python",
        add=(PYTHON, "echo iniconfig==2.0.0 >>requirements.txt", ("requirements.txt",)),
        download=r" download ([\w.]+)-",
    ),
    Case(
        "npm",
        "node-express",
        "server.js",
        install="npm ci",
        loud="npm ci --loglevel http",
        relock=WITH_ADDRESSES,
        add=(NODE, "npm install --package-lock-only left-pad@1.3.0", ("package-lock.json", "package.json")),
        download=r" fetch GET 200 \S+/([\w.-]+)-[\d.]+\.tgz ",
        stale=r"package\.json and package-lock\.json .* in sync",
    ),
    Case(
        "uv",
        "python-uv-fastapi",
        "main.py",
        install="uv sync",
        add=(
            PYTHON,
            "pip install -q uv==0.13.8 && UV_PYTHON_DOWNLOADS=never uv add --no-sync iniconfig==2.0.0",
            ("uv.lock", "pyproject.toml"),
        ),
        download=r" Prepared (\d+) package",
        stale=r"uv\.lock` needs to be updated",
    ),
    Case(
        "pnpm",
        "node-nest-pnpm",
        "src/main.ts",
        install="pnpm install",
        add=(
            NODE,
            "npm install -g pnpm@10.34.8 && pnpm add --lockfile-only left-pad@1.3.0",
            ("pnpm-lock.yaml", "package.json"),
        ),
        download=r" downloaded (\d+), added \d+, done",
        stale=r"pnpm-lock\.yaml is not up to date",
    ),
    Case(
        "poetry",
        "python-poetry-django",
        "books/views.py",
        install="poetry install",
        loud="poetry install -vvv",
        add=(
            PYTHON,
            "pip install -q poetry==2.5.1 && poetry add --lock iniconfig==2.0.0",
            ("poetry.lock", "pyproject.toml"),
        ),
        download=r'"GET \S+/([\w.]+)-[\w.-]+\.(?:whl|tar\.gz) ',
        stale=r"since poetry\.lock was last generated",
    ),
    Case(
        "go",
        "go-module",
        "main.go",
        install="go mod download",
        loud="go mod download -x",
        add=(
            GO,
            """go get github.com/google/uuid@v1.6.0 && echo 'package main; import _ "github.com/google/uuid"' >id.go""",
            ("go.sum", "go.mod", "id.go"),
        ),
        download=r"# get \S+/(\w+)/@v/\S+\.zip$",
        stale=r"go\.sum",
    ),
    Case(
        "pdm",
        "python-pdm-starlette",
        "app/main.py",
        install="pdm install",
        loud=f"{INDEX} pdm install",
        add=(
            PYTHON,
            "pip install -q pdm==2.29.4 'hishel<2' && pdm add --no-sync iniconfig==2.0.0",
            ("pdm.lock", "pyproject.toml"),
        ),
        download=r" download ([\w.]+)-",
        stale=r"[Ll]ock ?file|pdm\.lock",
    ),
    Case(
        "berry",
        "node-hono-berry",
        "src/index.ts",
        install="yarn install",
        add=(
            NODE,
            "npm install -g --force @yarnpkg/cli-dist@4.18.1 && yarn add left-pad@1.3.0 --mode=update-lockfile",
            ("yarn.lock", "package.json"),
        ),
        download=r" (A|\d+) packages? w\w+ added to the project",
        stale=r"lockfile would have been modified",
    ),
    Case(
        "pipenv",
        "python-pipenv-flask",
        "dice/server.py",
        install="pipenv sync",
        loud=f"{INDEX} pipenv sync",
        add=(
            PYTHON,
            "pip install -q pipenv==2026.10.3 && sed -i '1a iniconfig = \"==2.0.0\"' Pipfile && pipenv lock",
            ("Pipfile.lock", "Pipfile"),
        ),
        download=r" download ([\w.]+)-",
        stale=r"Pipfile\.lock is out-of-date",
    ),
    Case(
        "yarn",
        "node-koa-yarn1",
        "src/index.js",
        install="yarn install",
        loud="yarn install --verbose",
        add=(NODE, "yarn add left-pad@1.3.0 --silent", ("yarn.lock", "package.json")),
        download=r'Performing "GET" request to "\S+/([\w.-]+)-[\d.]+\.tgz"',
        stale=r"lockfile needs to be updated",
    ),
    Case(
        "vite",
        "node-vite-react",
        "src/main.jsx",
        install="npm ci",
        loud="npm ci --loglevel http",
        relock=WITH_ADDRESSES,
        add=(NODE, "npm install --package-lock-only left-pad@1.3.0", ("package-lock.json", "package.json")),
        download=r" fetch GET 200 \S+/([\w.-]+)-[\d.]+\.tgz ",
        stale=r"package\.json and package-lock\.json .* in sync",
    ),
    Case(
        "bun",
        "node-bun",
        "src/main.ts",
        install="bun install",
        loud="bun install --verbose",
        add=(
            NODE,
            "npm install -g bun@1.4.5 && bun add --lockfile-only left-pad@1.3.0",
            ("bun.lock", "package.json"),
        ),
        download=r" GET \S+/([\w.-]+)-[\d.]+\.tgz",
        stale=r"lockfile had changes, but lockfile is frozen",
    ),
)


@pytest.mark.parametrize("case", part(CASES), ids=lambda case: case.manager)
def test_a_second_build_installs_and_downloads_only_what_is_new(case, engine, tmp_path):
    folder = prepare(case, engine, tmp_path)
    build = Builder(case, engine, folder, tmp_path)
    first = downloads(case, build())
    edit(folder / case.source)
    if not is_cached(case, log := build()):  # a builder without room forgets steps; hardly so twice in a row
        edit(folder / case.source)
        assert is_cached(case, log := build()), log

    image, command, files = case.add
    lock = folder / files[0]
    old = lock.read_bytes()
    engine.change(folder, image, command, files)
    second = downloads(case, log := build())
    assert second in ({case.new}, *ONE), log
    assert first, "downloads do not show in the log"
    assert not first & second

    if case.stale:
        lock.write_bytes(old)
        with pytest.raises(AssertionError, match=case.stale):
            build()
    build.empty_caches()


class Builder:
    """Builds a folder again and again, with caches of its own: empty at first."""

    def __init__(self, case, engine, folder, tmp_path):
        self.case, self.engine, self.folder = case, engine, folder
        self.namespace = f"BUILDKIT_CACHE_MOUNT_NS={engine.name}-{case.manager}"
        self.context = tmp_path / "index"
        self.context.mkdir()
        shutil.copy(Path(__file__).parent / "support/caching_index.py", self.context)
        self.dockerfile = watched(case, (folder / "Dockerfile").read_text())

    def __call__(self):
        flags = ("--build-arg", self.namespace, "--build-context", f"index={self.context}")
        return self.engine.build_and_tell(self.folder, *flags, stdin=self.dockerfile)[1]

    def empty_caches(self):
        """Leave nothing in the builder's cache that nobody will ask for again."""
        caches = sorted(set(re.findall(r"--mount=type=cache,target=([^\s,]+)", self.dockerfile)))
        mounts = " ".join(f"--mount=type=cache,target={path}" for path in caches)
        recipe = f"FROM {self.case.add[0]}\nRUN {mounts} find {' '.join(caches)} -mindepth 1 -delete\n"
        self.engine.docker(
            *("build", "--no-cache", "--output", "type=cacheonly", "--build-arg", self.namespace, "-"), stdin=recipe
        )


def prepare(case, engine, tmp_path):
    """Return the folder of a sample with its lock file, as a person has it, and what dockgen writes."""
    one = sample.load(case.sample)
    folder = one.copy_to(tmp_path)
    if one.lock:
        engine.lock(folder, one.lock)
    if case.relock:
        engine.change(folder, case.add[0], case.relock, case.add[2][:1])
    sample.init(folder, *one.flags)
    return folder


def watched(case, dockerfile):
    """Return a Dockerfile that shows its downloads, and has no network once the dependencies are installed."""
    before, install, after = dockerfile.rpartition(case.install)
    assert install, dockerfile
    offline = before + install + re.sub("^RUN ", "RUN --network=none ", after, flags=re.MULTILINE)
    if not case.loud.startswith(INDEX):
        return offline.replace(case.install, case.loud or case.install)
    copied = offline.replace("WORKDIR /app\n", "WORKDIR /app\nCOPY --from=index . /index/\n", 1)
    return copied.replace(case.install, case.loud)


def downloads(case, log):
    """Return the packages that were downloaded, or how many they were."""
    return set(re.findall(case.download, log, re.MULTILINE)) - {"0"}


def edit(source):
    """Change a source file in a way that every language knows, and that no builder has seen before."""
    sign = "#" if source.suffix == ".py" else "//"
    source.write_text(f"{source.read_text()}\n{sign} edited: {uuid.uuid4()}\n")


def is_cached(case, log):
    """Find the steps that install, and tell whether none of them was done again, while others were."""
    steps = dict(re.findall(r"^#(\d+) \[[^]]+\] ((?:RUN|COPY|WORKDIR) .+)$", log, re.MULTILINE))
    cached = set(re.findall(r"^#(\d+) CACHED$", log, re.MULTILINE))
    installs = {number for number, text in steps.items() if text.startswith("RUN ") and case.install in text}
    assert installs, log
    assert steps.keys() - cached, "nothing was built again"
    return installs <= cached
