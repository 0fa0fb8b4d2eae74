"""Compares a rebuild after an edit, and the image, with those of the Dockerfile that `docker init` writes.

For Rust, it is the one of Docker's guide, with Debian images instead of Alpine, on which it installs Clang and lld.
"""

import shutil
import sys
import tempfile
from functools import partial
from pathlib import Path
from statistics import median
from typing import NamedTuple

import engine
import report
import sample

from dockgen.ladder.image import Image

MEGABYTE = 1e6


class Case(NamedTuple):
    """A language, and the limits: parts of what theirs takes."""

    language: str
    theirs: str
    their_bases: tuple[str, ...]
    source: str
    caches: tuple[str, ...]
    most_rebuild: float
    most_size: float
    mounted: str = ""
    """A file that their Dockerfile mounts, and that the sample does without."""
    project: str = ""
    """A project of `tests/samples`; empty for the sample app of the language."""


GO = Case(
    language="go",
    theirs="docker_init.Dockerfile",
    their_bases=("golang:1.27", "alpine:latest"),
    source="main.go",
    caches=engine.CACHE_FOLDERS,
    most_rebuild=0.15,
    most_size=0.40,
    mounted="go.sum",
)
RUST = Case(
    language="rust",
    theirs="docker_init_rust.Dockerfile",
    their_bases=("rust:1.99-slim-trixie", "debian:trixie-slim"),
    source="src/main.rs",
    caches=("/app/target", "/target"),
    most_rebuild=0.5,
    most_size=1.0,
    project="rust-axum",
)


def measure(runs: int, case: Case = GO) -> report.Result:
    """Build both once, then edit and rebuild both in turn, `runs` times."""
    tags = {name: engine.own_tag("init", name) for name in ("dockgen", "docker-init")}
    try:
        with tempfile.TemporaryDirectory() as scratch:
            return _measure(case, runs, {name: Path(scratch, name, "hello") for name in tags}, tags)
    finally:
        for tag in tags.values():
            engine.remove(tag)


def _measure(case: Case, runs: int, folders: dict[str, Path], tags: dict[str, str]) -> report.Result:
    engine.pull(set(case.their_bases))
    if case.project:
        sample.copy(case.project, folders["dockgen"])
    sample.make(folders["dockgen"])
    shutil.copytree(folders["dockgen"], folders["docker-init"])
    shutil.copy(Path(__file__).with_name(case.theirs), folders["docker-init"] / "Dockerfile")
    if case.mounted:
        (folders["docker-init"] / case.mounted).touch()
    first: dict[str, float] = {}
    for name, folder in folders.items():
        first[name] = engine.build(folder, tags[name])
    rebuild: dict[str, list[float]] = {name: [] for name in tags}
    for turn in range(1, runs + 1):
        for name, folder in folders.items():
            greeting = sample.edit(folder, case.source)
            rebuild[name].append(engine.build(folder, tags[name]))
            with engine.running(tags[name]) as address:
                if engine.answer(address).strip() != greeting:
                    raise SystemExit(f"{tags[name]} is not made of the edited source.")
            report.progress(f"run {turn}/{runs}, {name}: rebuild {rebuild[name][-1]:.2f} s")
    engine.empty_caches(case.their_bases[0], case.caches)
    return _result(case, runs, rebuild, {name: engine.look_at(tag) for name, tag in tags.items()})


def _result(case: Case, runs: int, rebuild: dict[str, list[float]], images: dict[str, Image]) -> report.Result:
    ours, theirs = images["dockgen"], images["docker-init"]
    return report.Result(
        name="docker_init" if case is GO else f"docker_init_{case.language}",
        title=f"dockgen and docker init, the same {case.language.title()} program",
        columns=("Dockerfile of", "rebuild", "size", "layers", "runs as", "shell"),
        rows=[
            (
                name,
                f"{median(rebuild[name]):.2f} s",
                f"{image.size / MEGABYTE:.1f} MB",
                str(image.layers),
                image.user or "root",
                "yes" if image.has_shell else "no",
            )
            for name, image in images.items()
        ],
        raw={name: {"rebuild": rebuild[name], "image": image._asdict()} for name, image in images.items()},
        limits=(
            report.Limit(
                "rebuild, of docker init's",
                report.times(rebuild["docker-init"], rebuild["dockgen"]),
                case.most_rebuild,
            ),
            report.Limit("size, of docker init's", ours.size / theirs.size, case.most_size),
        ),
        notes=(
            f"Medians of {runs} rebuilds in turn, each after an edit of one line.",
            f"On {report.machine()}, {engine.version()}.",
        ),
    )


PART = report.Part("docker_init", measure, runs=5, needs_engine=True)
PART_RUST = report.Part("docker_init_rust", partial(measure, case=RUST), runs=5, needs_engine=True)

if __name__ == "__main__":
    sys.exit(report.run(PART, report.parser(PART, __doc__ or "").parse_args().runs)[0])
