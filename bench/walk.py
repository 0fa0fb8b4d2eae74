"""Compares what dockgen takes to find out what a folder of 100,000 files is with a bare walk through its folders."""

import os
import sys
import tempfile
import time
from collections.abc import Callable, Iterator
from pathlib import Path
from statistics import median
from typing import Final, NamedTuple

import report

from dockgen.generator import apps, pipeline
from dockgen.reading.project import MAX_BYTES, SKIPPED_FOLDERS, Project

FILES: Final = 100_000
MOST_OF_BARE: Final = 1.2
WARM_UP: Final = 2
MEGABYTE: Final = 1e6

PACKAGES: Final = 15
SOURCES_A_PACKAGE: Final = 3
"""And as many tests."""

GO_MOD: Final = "module example.com/shop\n\ngo 1.27\n\nrequire github.com/go-chi/chi/v5 v5.2.3\n"
MAIN: Final = """\
package main

import (
\t"log"
\t"net/http"
{imports})

func main() {{
\tmux := http.NewServeMux()
\tlog.Fatal(http.ListenAndServe(":8080", mux))
}}
"""
# Some 4 kB, as a Go file of a service is.
SOURCE: Final = "package {package}\n\nimport (\n{imports})\n\n" + "\n".join(
    f"// Order{n} is what a customer asked for.\ntype Order{n} struct {{\n\tID, Name string\n\tCount int\n}}\n\n"
    f"func (o *Order{n}) Total(prices map[string]int) (int, error) {{\n\tprice, ok := prices[o.Name]\n\tif !ok {{\n"
    f'\t\treturn 0, fmt.Errorf("no price of %q", o.Name)\n\t}}\n\treturn price * o.Count, nil\n}}\n'
    for n in range(12)
).replace("{", "{{").replace("}", "}}")
PACKAGE_JSON: Final = """\
{
  "name": "shop",
  "private": true,
  "scripts": { "dev": "vite", "build": "vite build" },
  "dependencies": { "react": "^19.2.0", "react-dom": "^19.2.0" },
  "devDependencies": { "vite": "^7.2.0" }
}
"""


class Filling(NamedTuple):
    """Many files of one kind."""

    folder: str
    files: int
    a_folder: int
    """How many lie in one folder."""
    suffix: str
    text: str


IGNORED: Final = (
    Filling("node_modules", 40_000, 8, ".js", "module.exports = 1\n"),
    Filling(".git/objects", 15_000, 60, "", "x"),
    Filling("vendor/github.com", 10_000, 10, ".go", "package x\n"),
)
WEB: Final = Filling("web/src", 12_000, 3, ".tsx", "export const x = 1\n")
DOCS: Final = Filling("docs", 6_000, 4, ".md", "# Title\n\nText.\n")
ASSETS: Final = Filling("assets", 0, 10, ".png", "not a real picture")
"""As many as are missing."""


def make(root: Path) -> None:
    """Make a repository: a Go service with vendored modules, its web front end, documentation and pictures."""
    count = sum(_fill(root, filling) for filling in (*IGNORED, WEB, DOCS))
    count += _write(root, dict(_service()))
    large = "x" * (MAX_BYTES + 1)
    count += _write(root, {"package-lock.json": large, "internal/package0/data.go": large, "web/data.json": large})
    _fill(root, ASSETS._replace(files=FILES - count))


def _service() -> Iterator[tuple[str, str]]:
    yield "go.mod", GO_MOD
    yield "go.sum", ""
    yield "vendor/modules.txt", ""
    yield "README.md", "# Shop\n"
    yield "package.json", PACKAGE_JSON
    yield "vite.config.js", 'export default { root: "web" }\n'
    yield "cmd/shop/main.go", MAIN.format(imports=_imports(range(0, PACKAGES, 4)))
    for package in range(PACKAGES):
        name = f"package{package}"
        text = SOURCE.format(
            package=name, imports='\t"fmt"\n' + _imports(range(package + 1, min(package + 4, PACKAGES)))
        )
        for number in range(SOURCES_A_PACKAGE):
            yield f"internal/{name}/file{number}.go", text
            yield f"internal/{name}/file{number}_test.go", text


def _imports(packages: range) -> str:
    return "".join(f'\t"example.com/shop/internal/package{package}"\n' for package in packages)


def _write(root: Path, files: dict[str, str]) -> int:
    for path, text in files.items():
        (root / path).parent.mkdir(parents=True, exist_ok=True)
        (root / path).write_text(text, "utf-8")
    return len(files)


def _fill(root: Path, filling: Filling) -> int:
    for start in range(0, filling.files, filling.a_folder):
        number = start // filling.a_folder
        folder = root / filling.folder / f"group{number // 25}" / f"part{number % 25}"
        folder.mkdir(parents=True)
        for file in range(start, min(start + filling.a_folder, filling.files)):
            (folder / f"file-{file}{filling.suffix}").write_text(filling.text, "utf-8")
    return filling.files


def bare(folder: str) -> None:
    """Walk through the folders that dockgen does not ignore, and do nothing else."""
    with os.scandir(folder) as entries:
        for entry in entries:
            if entry.is_dir(follow_symlinks=False) and entry.name[0] != "." and entry.name not in SKIPPED_FOLDERS:
                bare(entry.path)


def measure(runs: int) -> report.Result:
    """Make the repository, then walk and detect in turn, `runs` times, in this process."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch, "shop")
        report.progress(f"walk: making {FILES} files ...")
        make(root)
        seen, folders = _seen(root)
        calls: dict[str, Callable[[], object]] = {
            "bare os.scandir walk": lambda: bare(str(root)),
            "walk that keeps the names": lambda: list(Project(root).folders_with({"go.mod"})),
            "dockgen detect": lambda: pipeline.detect(Project(root)),
        }
        seconds: dict[str, list[float]] = {name: [] for name in calls}
        for turn in range(-WARM_UP, runs):
            for name, call in calls.items():
                apps.program_of.cache_clear()  # which would keep the repositories of all turns
                start = time.process_time()
                call()
                if turn >= 0:
                    seconds[name].append(time.process_time() - start)
        read = _files_read(root)
    return _result(runs, seconds, read, f"{FILES} files, of which {seen} in {folders} folders are not ignored")


def _seen(root: Path) -> tuple[int, int]:
    """Return how many files and folders are walked through, and end where the repository is not what it should be."""
    if (count := sum(len(files) for _, _, files in os.walk(root))) != FILES:
        raise SystemExit(f"The repository has {count} files.")
    if (found := pipeline.detect(Project(root)).found) is None or found.language.NAME != "go":
        raise SystemExit("The repository was not taken for a Go service.")
    paths = list(Project(root).files(""))
    return len(paths), len({path.rpartition("/")[0] for path in paths})


def _files_read(root: Path) -> dict[str, int]:
    """Return the files that a detection opens, and their sizes."""
    sizes: dict[str, int] = {}

    def note(event: str, arguments: tuple[object, ...]) -> None:
        if event == "open" and isinstance(path := arguments[0], str) and path.startswith(f"{root}/"):
            sizes[path.removeprefix(f"{root}/")] = os.stat(path).st_size  # noqa: PTH116 - a hook must be quick

    sys.addaudithook(note)  # it stays, so nothing is measured after this
    pipeline.detect(Project(root))
    return sizes


def _result(runs: int, seconds: dict[str, list[float]], read: dict[str, int], what: str) -> report.Result:
    walk, _, detect = seconds.values()
    total = sum(read.values())
    suffixes = [Path(path).suffix for path in read]
    kinds = ", ".join(f"{suffixes.count(suffix)} {suffix}" for suffix in sorted(set(suffixes)))
    return report.Result(
        name="walk",
        title="Finding out what a repository of 100,000 files is",
        columns=("what", "median", "fastest", "x bare walk"),
        rows=[
            (name, f"{median(taken) * 1e3:.1f} ms", f"{min(taken) * 1e3:.1f} ms", f"{report.times(walk, taken):.2f}")
            for name, taken in seconds.items()
        ],
        raw=dict(seconds) | {"read": read},
        limits=(
            report.Limit("detection, of a bare walk", report.times(walk, detect), MOST_OF_BARE),
            report.Limit("largest file that was read, in MiB", max(read.values(), default=0) / MAX_BYTES, 1),
        ),
        notes=(
            f"{what}.",
            f"{len(read)} files were read, {total / MEGABYTE:.2f} MB: {kinds}.",
            f"Medians of {runs} runs in turn, after {WARM_UP} that do not count, on {report.machine()}.",
            "Time of the processor: all is in memory, so that nothing waits but for other programs.",
        ),
    )


PART = report.Part("walk", measure, runs=21, needs_engine=False)


def main() -> int:
    """Measure."""
    return report.run(PART, report.parser(PART, __doc__ or "").parse_args().runs)[0]


if __name__ == "__main__":
    sys.exit(main())
