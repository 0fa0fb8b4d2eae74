"""Compares a rebuild after an edit, and the image, with those of the Dockerfile that `docker init` writes for Go."""

import shutil
import sys
import tempfile
from pathlib import Path
from statistics import median

import engine
import report
import sample

from dockgen.ladder.image import Image

THEIRS = Path(__file__).with_name("docker_init.Dockerfile")
THEIR_BASES = {"golang:1.27", "alpine:latest"}
MOST_REBUILD = 0.15
MOST_SIZE = 0.40
MEGABYTE = 1e6


def measure(runs: int) -> report.Result:
    """Build both once, then edit and rebuild both in turn, `runs` times."""
    tags = {name: engine.own_tag("init", name) for name in ("dockgen", "docker-init")}
    try:
        with tempfile.TemporaryDirectory() as scratch:
            return _measure(runs, {name: Path(scratch, name, "hello") for name in tags}, tags)
    finally:
        for tag in tags.values():
            engine.remove(tag)


def _measure(runs: int, folders: dict[str, Path], tags: dict[str, str]) -> report.Result:
    for folder in folders.values():
        sample.make(folder)
    shutil.copy(THEIRS, folders["docker-init"] / "Dockerfile")
    (folders["docker-init"] / "go.sum").touch()  # their Dockerfile mounts it; the sample needs no module
    engine.pull(THEIR_BASES)
    first: dict[str, float] = {}
    for name, folder in folders.items():
        first[name] = engine.build(folder, tags[name])
    rebuild: dict[str, list[float]] = {name: [] for name in tags}
    for turn in range(1, runs + 1):
        for name, folder in folders.items():
            greeting = sample.edit(folder)
            rebuild[name].append(engine.build(folder, tags[name]))
            with engine.running(tags[name]) as address:
                if engine.answer(address).strip() != greeting:
                    raise SystemExit(f"{tags[name]} is not made of the edited source.")
            report.progress(f"run {turn}/{runs}, {name}: rebuild {rebuild[name][-1]:.2f} s")
    engine.empty_caches("golang:1.27")
    return _result(runs, rebuild, {name: engine.look_at(tag) for name, tag in tags.items()})


def _result(runs: int, rebuild: dict[str, list[float]], images: dict[str, Image]) -> report.Result:
    ours, theirs = images["dockgen"], images["docker-init"]
    return report.Result(
        name="docker_init",
        title="dockgen and docker init, the same Go program",
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
                "rebuild, of docker init's", report.times(rebuild["docker-init"], rebuild["dockgen"]), MOST_REBUILD
            ),
            report.Limit("size, of docker init's", ours.size / theirs.size, MOST_SIZE),
        ),
        notes=(
            f"Medians of {runs} rebuilds in turn, each after an edit of one line.",
            f"On {report.machine()}, {engine.version()}.",
        ),
    )


PART = report.Part("docker_init", measure, runs=5, needs_engine=True)

if __name__ == "__main__":
    sys.exit(report.run(PART, report.parser(PART, __doc__ or "").parse_args().runs)[0])
