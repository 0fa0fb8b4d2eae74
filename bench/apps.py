"""Measures `dockgen init --all --dry-run` in repositories of 10, 100 and 1,000 small apps."""

import contextlib
import gc
import os
import shutil
import sys
import tempfile
import time
from pathlib import Path
from statistics import median
from typing import Final

import report
import tomli

from dockgen.commands import init
from dockgen.errors import DockgenError, ExitCode
from dockgen.generator import apps
from dockgen.reading.project import Project

SAMPLES: Final = Path(__file__).parents[1] / "tests" / "samples"
COUNTS: Final = (10, 100, 1_000)
MOST_SECONDS: Final = 0.005
MOST_GROWTH: Final = 1.25
MOST_FILES: Final = 30
OF_EACH_LANGUAGE: Final = 4
WARM_UP: Final = 1


def measure(runs: int) -> report.Result:
    """Make the repositories, then run over all of them in turn, `runs` times, in this process."""
    with tempfile.TemporaryDirectory() as scratch:
        models = _models()
        repositories = {count: Path(scratch, f"apps-{count}") for count in COUNTS}
        for count, root in repositories.items():
            report.progress(f"apps: making {count} apps ...")
            _make(root, models, count)
        seconds: dict[int, list[float]] = {count: [] for count in COUNTS}
        for turn in range(-WARM_UP, runs):
            for count, root in repositories.items():
                taken = _timed(root)
                if turn >= 0:
                    seconds[count].append(taken)
    return _result(runs, seconds, models)


def _models() -> dict[str, list[Path]]:
    """Return by language the projects of some samples that are one small app each and need no flag."""
    found: dict[str, list[Path]] = {}
    for path in sorted(SAMPLES.glob("*/sample.toml")):
        project = path.with_name("project")
        if tomli.loads(path.read_text("utf-8")).get("flags") or not project.is_dir():
            continue
        with contextlib.suppress(DockgenError):
            languages = [app.language.NAME for app in apps.find_apps(Project(project)) if not app.path]
            if len(languages) == 1 and sum(1 for _ in project.rglob("*")) <= MOST_FILES:
                found.setdefault(languages[0], []).append(project)
    return {language: _spread(projects) for language, projects in found.items()}


def _spread(projects: list[Path]) -> list[Path]:
    """Return a few of them, from the first to the last."""
    return projects[:: max(1, -(-len(projects) // OF_EACH_LANGUAGE))]


def _make(root: Path, models: dict[str, list[Path]], count: int) -> None:
    """Copy the models in turn, so that each language has as many apps."""
    languages = list(models.values())
    for number in range(count):
        projects = languages[number % len(languages)]
        model = projects[number // len(languages) % len(projects)]
        shutil.copytree(model, root / f"team-{number // 25}" / f"app-{number}")
    if (found := len(apps.find_apps(Project(root)))) != count:
        raise SystemExit(f"{found} of {count} apps were found.")


def _timed(root: Path) -> float:
    """Return how long it takes for one repository."""
    gc.collect()  # what the run before left is none of this one's
    with Path(os.devnull).open("w", encoding="utf-8") as nowhere, contextlib.redirect_stdout(nowhere):
        start = time.process_time()
        code = init.init(str(root), {}, init.Mode(yes=True, all=True, dry_run=True))
        taken = time.process_time() - start
    if code is not ExitCode.OK:
        raise SystemExit(f"dockgen init --all --dry-run ended with {code}.")
    return taken


def _result(runs: int, seconds: dict[int, list[float]], models: dict[str, list[Path]]) -> report.Result:
    few, some, many = (median(seconds[count]) for count in COUNTS)
    # What one more app takes, among some and among many.
    first = (some - few) / (COUNTS[1] - COUNTS[0])
    last = (many - some) / (COUNTS[2] - COUNTS[1])
    return report.Result(
        name="apps",
        title="dockgen init --all --dry-run, in one process",
        columns=("apps", "median", "fastest", "an app"),
        rows=[
            (str(count), f"{median(taken):.3f} s", f"{min(taken):.3f} s", f"{median(taken) / count * 1e3:.2f} ms")
            for count, taken in seconds.items()
        ],
        raw={str(count): taken for count, taken in seconds.items()},
        limits=(
            report.Limit(f"seconds an app of {COUNTS[2]}", many / COUNTS[2], MOST_SECONDS),
            report.Limit(f"an app more of {COUNTS[2]}, of one more of {COUNTS[1]}", last / first, MOST_GROWTH),
        ),
        notes=(
            f"Copies of {', '.join(project.parent.name for projects in models.values() for project in projects)}.",
            f"Medians of {runs} runs in turn, after {WARM_UP} that does not count, on {report.machine()}.",
            "Time of the processor: one process, which waits for nothing but other programs.",
        ),
    )


PART = report.Part("apps", measure, runs=9, needs_engine=False)


def main() -> int:
    """Measure."""
    return report.run(PART, report.parser(PART, __doc__ or "").parse_args().runs)[0]


if __name__ == "__main__":
    sys.exit(main())
