"""Measures every rung of the ladder: the size of its image, the time to build and to rebuild it, who it runs as."""

import json
import re
import subprocess
import sys
import tempfile
from pathlib import Path
from statistics import median
from typing import Any, NamedTuple

import engine
import report
import sample

from dockgen.practices import RUNGS

TUTORIAL = Path(__file__).parent.parent / "docs" / "tutorial.md"
MEGABYTE = 1e6


class Rung(NamedTuple):
    """What was measured of one rung."""

    cold: list[float]
    rebuild: list[float]
    image: engine.Image

    def cells(self) -> tuple[str, ...]:
        """Return the cells of its row."""
        return (
            f"{self.image.bytes / MEGABYTE:.1f} MB",
            str(self.image.layers),
            f"{median(self.cold):.1f} s",
            f"{median(self.rebuild):.1f} s",
            "root" if self.image.is_root else self.image.user,
            "yes" if self.image.has_shell else "no",
        )

    def sentence(self) -> str:
        """Return the row as a sentence."""
        size, layers, cold, rebuild, user, _ = self.cells()
        shell = "a shell" if self.image.has_shell else "no shell"
        count = f"{layers} layer{'' if self.image.layers == 1 else 's'}"
        who = user if self.image.is_root else f"user {user}"
        return f"**Measured:** {size} in {count}; first build {cold}, rebuild {rebuild}; runs as {who}; {shell} inside."


def measure(runs: int) -> report.Result:
    """Build, edit and rebuild the sample on every rung, in turn, `runs` times."""
    tags = {name: engine.own_tag("ladder", name) for name in RUNGS}
    try:
        with tempfile.TemporaryDirectory() as scratch:
            return _measure(runs, {name: Path(scratch, name, "hello") for name in RUNGS}, tags)
    finally:
        for tag in tags.values():
            engine.remove(tag)


def _measure(runs: int, folders: dict[str, Path], tags: dict[str, str]) -> report.Result:
    for name, folder in folders.items():
        sample.make(folder, "--practices", name)
    plans = {name: _plan(folder) for name, folder in folders.items()}
    bases = {plan[key] for plan in plans.values() for key in ("build_image", "runtime_image")} - {"scratch"}
    engine.pull(bases)
    cold: dict[str, list[float]] = {name: [] for name in RUNGS}
    rebuild: dict[str, list[float]] = {name: [] for name in RUNGS}
    for turn in range(1, runs + 1):
        for name, folder in folders.items():
            engine.empty_caches(plans[name]["build_image"])
            cold[name].append(engine.build(folder, tags[name], "--no-cache"))
            greeting = sample.edit(folder)
            rebuild[name].append(engine.build(folder, tags[name]))
            _check_answer(tags[name], greeting)
            report.progress(
                f"run {turn}/{runs}, {name}: cold {cold[name][-1]:.2f} s, rebuild {rebuild[name][-1]:.2f} s"
            )
    engine.empty_caches(plans["all"]["build_image"])
    rungs = {name: Rung(cold[name], rebuild[name], engine.look_at(tags[name])) for name in RUNGS}
    return _result(runs, rungs, standins=any(map(engine.is_standin, bases)))


def _plan(folder: Path) -> dict[str, Any]:
    command = [sample.dockgen(), "init", folder, "--yes", "--dry-run", "--json"]
    plan: dict[str, Any] = json.loads(subprocess.run(command, check=True, capture_output=True).stdout)["plan"]
    return plan


def _check_answer(tag: str, greeting: str) -> None:
    """End where the image does not run, or is not made of the edited source."""
    with engine.running(tag) as address:
        said = engine.answer(address).strip()
    if said != greeting:
        raise SystemExit(f"{tag} answered {said!r}, not the edited {greeting!r}.")


def _result(runs: int, rungs: dict[str, Rung], *, standins: bool) -> report.Result:
    notes = [
        f"Medians of {runs} run{'' if runs == 1 else 's'} on {report.machine()}, {engine.version()}.",
        "First build: base images are there, every cache is empty. Rebuild: after an edit of one line of main.go.",
        "Size: all layers, unpacked, and the image's configuration.",
        "Every image was run after its rebuild, and answered with the edited line.",
    ]
    if standins:
        notes.append(
            "The base images are stand-ins made of the same upstream parts: their sizes differ from Docker Hub's."
        )
    return report.Result(
        name="ladder",
        title="The ladder, rung by rung",
        columns=("practices up to", "size", "layers", "first build", "rebuild", "runs as", "shell"),
        rows=[(name, *rung.cells()) for name, rung in rungs.items()],
        raw={name: rung._asdict() | {"image": rung.image._asdict()} for name, rung in rungs.items()},
        notes=tuple(notes),
    )


def write_docs(result: report.Result) -> None:
    """Put the figures of this run into the tutorial: the table, and a sentence for each rung that has a place there."""
    rungs = {name: Rung(**raw | {"image": engine.Image(**raw["image"])}) for name, raw in result.raw.items()}

    def figures(match: re.Match[str]) -> str:
        name = match["rung"]
        text = rungs[name].sentence() if name else "\n".join([report.markdown(result), "", *result.notes])
        return f"{match['start']}\n{text}\n<!-- /ladder -->"

    place = r"(?P<start><!-- ladder(?: (?P<rung>[a-z-]+))? -->)\n.*?<!-- /ladder -->"
    text = TUTORIAL.read_text("utf-8")
    new, count = re.subn(place, figures, text, flags=re.DOTALL)
    if not count:
        raise SystemExit(f"{TUTORIAL.name} has no place for the figures: <!-- ladder --> ... <!-- /ladder -->")
    TUTORIAL.write_text(new, "utf-8")


PART = report.Part("ladder", measure, runs=3, needs_engine=True)


def main() -> int:
    """Measure, and put the figures into the tutorial where asked."""
    parser = report.parser(PART, __doc__ or "")
    parser.add_argument("--write-docs", action="store_true", help="put the figures into docs/tutorial.md")
    arguments = parser.parse_args()
    code, result = report.run(PART, arguments.runs)
    if arguments.write_docs and result:
        write_docs(result)
    return code


if __name__ == "__main__":
    sys.exit(main())
