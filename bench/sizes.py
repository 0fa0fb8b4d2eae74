"""Compares images of six frameworks with what they cannot do without, and with those of `docker init`'s Dockerfiles.

What an image cannot do without: its base image, the production dependencies and the program. `needed/` measures the
last two apart from any Dockerfile of dockgen; `rivals/` has what `docker init` writes.
"""

import json
import secrets
import shutil
import subprocess
import sys
import tempfile
import time
import urllib.error
import urllib.request
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager
from pathlib import Path
from statistics import median
from typing import Any, Final, NamedTuple

import engine
import report
import sample

HERE: Final = Path(__file__).parent
MOST_OF_NEEDED: Final = 1.01
MOST_OF_RIVAL: Final = 1 - 1e-9  # smaller, not as large
MEGABYTE: Final = 1e6

# What `docker init` calls by a tag that moves: here it has to be the very image that dockgen pins, as on Docker Hub.
SAME_IMAGES: Final = {"python:3.13-slim": "python:3.13-slim-trixie", "node:24-alpine": "node:24-alpine3.23"}
# The engine's stand-in hides one library of the official image, which what is compiled for Alpine looks for.
ALPINE: Final = "node:24-alpine3.23"
WHOLE_ALPINE: Final = f"FROM {ALPINE}\nRUN apk add --no-cache libgcc\n"
CACHE_FOLDERS: Final = (
    "/root/.cache/pip",
    "/root/.cache/uv",
    "/root/.cache/pypoetry",
    "/root/.npm",
    "/app/.next/cache",
)
RUN_FLAGS: Final = ("--tmpfs=/tmp",)


class App(NamedTuple):
    """A sample, and what it is compared by."""

    name: str
    sample: str
    source: str
    """The file that is edited before a rebuild."""
    rival_port: int
    """Where the image of `docker init` answers; 0: nothing in it can serve what it holds."""
    requirements: bool = False
    """Whether `docker init` needs a `requirements.txt` that the project has not."""
    rival_base: tuple[str, ...] = ()
    """Flags of dockgen for the base that `docker init` takes, where dockgen takes another by itself."""


APPS: Final = (
    App("Flask", "python-pip-flask", "app.py", 8000),
    App("FastAPI", "python-uv-fastapi", "main.py", 8000, requirements=True),
    App("Django", "python-poetry-django", "books/views.py", 8000, requirements=True),
    App("Express", "node-express", "server.js", 3000),
    App("Next.js", "node-next-standalone", "app/page.jsx", 3000, rival_base=("--base", "alpine")),
    App("Vite", "node-vite-react", "src/main.jsx", 0),
)


class Needed(NamedTuple):
    """What an image cannot do without, in bytes."""

    base: int
    dependencies: int
    app: int

    @property
    def limit(self) -> float:
        """The most that an image may have."""
        return sum(self) * MOST_OF_NEEDED


class Row(NamedTuple):
    """One image of dockgen beside that of `docker init`."""

    app: str
    image: str
    """Its base image."""
    needed: Needed
    size: int
    rival: int
    rebuild: list[float]
    rival_rebuild: list[float]
    is_like_rival: bool
    """Whether it stands on what `docker init` takes, or on what both would take anyway."""

    @property
    def of_needed(self) -> float:
        """How much of what it needs it has."""
        return self.size / sum(self.needed)

    @property
    def of_rival(self) -> float:
        """How large it is beside the other."""
        return self.size / self.rival

    def cells(self) -> tuple[str, ...]:
        """Return the cells of its row."""
        sizes = (*self.needed, self.needed.limit, self.size, self.rival)
        return (
            f"{self.app} on {self.image}",
            *(f"{size / MEGABYTE:.2f}" for size in sizes),
            f"{self.of_needed:.5f}",
            f"{self.of_rival:.5f}",
            f"{median(self.rebuild):.1f} s",
            f"{median(self.rival_rebuild):.1f} s",
        )


COLUMNS: Final = (
    *("sizes in MB", "base", "dependencies", "app", "limit", "dockgen", "docker init"),
    *("of needed", "of docker init", "rebuild", "docker init's"),
)


def measure(runs: int, apps: Sequence[App] = APPS) -> report.Result:
    """Build each sample in each way, edit it, and rebuild it `runs` times."""
    rows = []
    with _images() as images:
        for app in apps:
            with tempfile.TemporaryDirectory() as scratch:
                rows += _measure(app, Path(scratch), runs, images)
    engine.empty_caches(SAME_IMAGES["python:3.13-slim"], CACHE_FOLDERS)
    return _result(runs, rows)


def _measure(app: App, scratch: Path, runs: int, images: Mapping[str, str]) -> list[Row]:
    """Measure one app: on dockgen's own base, and on that of `docker init` where this is another one."""
    settings = sample.settings(app.sample)
    project = sample.copy(app.sample, scratch / "project")
    tags: list[str] = []
    try:
        rival_tag = engine.own_tag("sizes", f"{app.name.lower()}-docker-init")
        tags.append(rival_tag)
        rival = _rival(app, project, scratch / "docker-init")
        rival_rebuild = _builds(app, rival, rival_tag, runs, *_instead(images))
        _check_rival(app, rival_tag)
        rows = []
        for flags in dict.fromkeys(((), app.rival_base)):
            tag = engine.own_tag("sizes", f"{app.name.lower()}{len(tags)}")
            tags.append(tag)
            folder = Path(shutil.copytree(project, scratch / f"dockgen{len(tags)}" / "hello"))
            sample.make(folder, *settings.get("flags", ()), *flags)
            rebuild = _builds(app, folder, tag, runs, *_instead(images), *settings.get("build", ()))
            _check(tag, settings["run"])
            plan = _plan(folder)
            row = Row(
                app.name,
                plan["runtime_image"],
                _needed(app, project, plan, images),
                engine.size(tag),
                engine.size(rival_tag),
                rebuild,
                rival_rebuild,
                is_like_rival=flags == app.rival_base,
            )
            rows.append(row)
            report.progress(
                f"{row.app} on {row.image}: {row.of_needed:.4f} of needed, {row.of_rival:.4f} of docker init's"
            )
        return rows
    finally:
        for tag in tags:
            engine.remove(tag)


def _rival(app: App, project: Path, folder: Path) -> Path:
    """Make the folder that `docker init` would build."""
    shutil.copytree(project, folder)
    shutil.copy(_dockerfile(app, "rivals"), folder / "Dockerfile")
    shutil.copy(HERE / "rivals" / "dockerignore", folder / ".dockerignore")
    if app.requirements:
        plan_image = f"--build-arg=BUILD_IMAGE={SAME_IMAGES['python:3.13-slim']}"
        engine.export(project, folder, "--target=requirements", plan_image, f"--file={_dockerfile(app, 'needed')}")
    return folder


def _dockerfile(app: App, folder: str) -> Path:
    return HERE / folder / f"{app.name.lower().removesuffix('.js')}.Dockerfile"


@contextmanager
def _images() -> Iterator[Mapping[str, str]]:
    """Give the images to build with in the place of others."""
    engine.pull({ALPINE})
    if not engine.is_standin(ALPINE):
        yield SAME_IMAGES
        return
    tag = engine.own_tag("sizes", "alpine")
    try:
        engine.docker("build", "--quiet", f"--tag={tag}", "-", text=WHOLE_ALPINE)
        yield SAME_IMAGES | {"node:24-alpine": tag, ALPINE: tag}
    finally:
        engine.remove(tag)


def _instead(images: Mapping[str, str]) -> tuple[str, ...]:
    return tuple(f"--build-context={name}=docker-image://{other}" for name, other in images.items())


def _plan(folder: Path) -> dict[str, Any]:
    command = [sample.dockgen(), "init", folder, "--yes", "--dry-run", "--json"]
    plan: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["plan"]
    return plan


def _needed(app: App, project: Path, plan: Mapping[str, Any], images: Mapping[str, str]) -> Needed:
    """Measure what an app needs, on the distribution that it is built on."""
    sizes = []
    for target in ("dependencies", "app"):
        tag = engine.own_tag("sizes", target)
        flags = (f"--file={_dockerfile(app, 'needed')}", f"--build-arg=BUILD_IMAGE={plan['build_image']}")
        engine.build(project, tag, f"--target={target}", *flags, *_instead(images))
        sizes.append(engine.size(tag))
        engine.remove(tag)
    base = images.get(plan["runtime_image"], plan["runtime_image"])
    if base == plan["runtime_image"]:
        engine.pull({base})
    return Needed(engine.size(base), *sizes)


def _builds(app: App, folder: Path, tag: str, runs: int, *flags: str) -> list[float]:
    """Build, then edit and rebuild again and again; return how long the rebuilds took."""
    engine.build(folder, tag, *flags)
    source = folder / app.source
    original = source.read_text("utf-8")
    sign = "#" if source.suffix == ".py" else "//"
    seconds = []
    for _ in range(runs):
        source.write_text(f"{original}\n{sign} {secrets.token_hex(8)}\n", "utf-8")
        seconds.append(engine.build(folder, tag, *flags))
    source.write_text(original, "utf-8")
    engine.build(folder, tag, *flags)
    return seconds


def _check(tag: str, run: Mapping[str, Any]) -> None:
    """End where an image does not answer as its sample says."""
    flags = [f"--env={name}={value}" for name, value in run.get("env", {}).items()]
    flags += [f"--tmpfs={path}" for path in run.get("tmpfs", ())]
    with engine.running(tag, run["port"], *RUN_FLAGS, *flags) as address:
        for path, text in (*run.get("http", {}).items(), *run.get("contains", {}).items()):
            if text not in (said := engine.answer(address + path)):
                raise SystemExit(f"{tag} answered {path} with {said!r}, not with {text!r}.")


def _check_rival(app: App, tag: str) -> None:
    """End where an image does not answer at all; what it answers is its own affair."""
    if not app.rival_port:
        return
    with engine.running(tag, app.rival_port, *RUN_FLAGS, "--env=SECRET_KEY=x", "--env=HOME=/tmp") as address:
        deadline = time.monotonic() + engine.PATIENCE
        while not _answers(address):
            if time.monotonic() > deadline:
                raise SystemExit(f"{tag} does not answer.")
            time.sleep(0.1)


def _answers(address: str) -> bool:
    try:
        urllib.request.urlopen(address, timeout=engine.PATIENCE).close()  # noqa: S310 - always our own http
    except urllib.error.HTTPError:
        return True
    except OSError:
        return False
    return True


def _result(runs: int, rows: list[Row]) -> report.Result:
    limits = []
    for row in rows:
        name = f"{row.app} on {row.image}"
        limits.append(report.Limit(f"{name}, of base + dependencies + app", row.of_needed, MOST_OF_NEEDED))
        if row.is_like_rival:
            limits.append(report.Limit(f"{name}, of docker init's", row.of_rival, MOST_OF_RIVAL))
    notes = (
        "Sizes: all layers, unpacked, and the image's configuration. Limit: base + dependencies + app, and 1 %.",
        "Dependencies and app: installed and built apart from any Dockerfile of dockgen (bench/needed).",
        "docker init takes python:slim and node:alpine; an image on another base has no limit beside it.",
        f"Rebuild: medians of {runs}, each after an edit of one source file.",
        f"On {report.machine()}, {engine.version()}.",
    )
    return report.Result(
        name="sizes",
        title="Six frameworks: what an image needs, dockgen's, and docker init's",
        columns=COLUMNS,
        rows=[row.cells() for row in rows],
        raw={f"{row.app} on {row.image}": row._asdict() | {"needed": row.needed._asdict()} for row in rows},
        limits=tuple(limits),
        notes=notes,
    )


PART = report.Part("sizes", measure, runs=3, needs_engine=True)


def main() -> int:
    """Measure all apps, or those that are named."""
    parser = report.parser(PART, __doc__ or "")
    parser.add_argument("app", nargs="*", choices=[*(app.name for app in APPS), []], help="(default: all)")
    arguments = parser.parse_args()
    apps = [app for app in APPS if app.name in arguments.app] or APPS
    return report.run(PART._replace(measure=lambda runs: measure(runs, apps)), arguments.runs)[0]


if __name__ == "__main__":
    sys.exit(main())
