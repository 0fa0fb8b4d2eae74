"""Compares `dockgen init --yes` in an empty folder, whole process, with cookiecutter making the same files."""

import json
import os
import re
import subprocess
import sys
import tempfile
import time
from pathlib import Path
from statistics import median

import report
import sample

MOST_OF_COOKIECUTTER = 0.35
MOST_OF_PYTHON = 5.0
WARM_UP = 2
PYTHON = "python -c pass"
# What a person would make a placeholder of; the rest of each file stays as it is.
PLACEHOLDERS = {"name": "hello", "module": "example.com/hello", "port": "3000"}


def measure(runs: int) -> report.Result:
    """Start the three programs in turn, `runs` times, each with an empty folder of its own."""
    with tempfile.TemporaryDirectory() as scratch:
        root = Path(scratch)
        sample.make(root / "model" / "hello")
        template = _template(root / "model" / "hello", root / "template")
        # cookiecutter keeps answers in the home folder; a home of its own keeps the user's clean.
        environment = os.environ | {"HOME": str(root / "home")}
        (root / "home").mkdir()
        seconds: dict[str, list[float]] = {}
        for turn in range(-WARM_UP, runs):
            target = root / f"turn-{turn}"
            (target / "dockgen" / "hello").mkdir(parents=True)
            (target / "cookiecutter").mkdir()
            for name, command in _commands(template, target).items():
                taken = _timed(command, environment)
                if turn >= 0:
                    seconds.setdefault(name, []).append(taken)
        _check_same(target / "dockgen" / "hello", target / "cookiecutter" / "hello")
    return _result(runs, seconds)


def _commands(template: Path, target: Path) -> dict[str, list[str]]:
    cookiecutter = Path(sys.executable).with_name("cookiecutter")
    return {
        "dockgen init --yes": [sample.dockgen(), "init", "--yes", f"{target}/dockgen/hello"],
        "cookiecutter": [str(cookiecutter), "--no-input", str(template), "-o", f"{target}/cookiecutter"],
        PYTHON: [sys.executable, "-c", "pass"],
    }


def _timed(command: list[str], environment: dict[str, str]) -> float:
    start = time.perf_counter()
    subprocess.run(command, check=True, env=environment, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL)
    return time.perf_counter() - start


def _template(model: Path, template: Path) -> Path:
    """Make a cookiecutter template of the files in `model`, and return it."""
    project = template / "{{cookiecutter.name}}"
    project.mkdir(parents=True)
    (template / "cookiecutter.json").write_text(json.dumps(PLACEHOLDERS), "utf-8")
    values = {value: name for name, value in PLACEHOLDERS.items()}
    # The longest first: the module path holds the name. Braces of the files' own are no placeholders.
    longest_first = sorted(values, key=len, reverse=True)
    pattern = re.compile("|".join([*(rf"\b{re.escape(value)}\b" for value in longest_first), r"\{[{%#]"]))

    def placeholder(match: re.Match[str]) -> str:
        found = match[0]
        return f"{{{{cookiecutter.{values[found]}}}}}" if found in values else f'{{{{"{found}"}}}}'

    for file in model.iterdir():
        (project / file.name).write_text(pattern.sub(placeholder, file.read_text("utf-8")), "utf-8")
    return template


def _check_same(ours: Path, theirs: Path) -> None:
    """End where the two did not make the same files."""
    first, second = ({file.name: file.read_bytes() for file in folder.iterdir()} for folder in (ours, theirs))
    if first != second:
        differ = sorted(name for name in first.keys() | second.keys() if first.get(name) != second.get(name))
        raise SystemExit(f"cookiecutter and dockgen made different files, so they cannot be compared: {differ}")


def _result(runs: int, seconds: dict[str, list[float]]) -> report.Result:
    ours, theirs, python = (seconds[name] for name in ("dockgen init --yes", "cookiecutter", PYTHON))
    return report.Result(
        name="startup",
        title="dockgen init --yes into an empty folder, whole process",
        columns=("command", "median", "fastest", "x python -c pass", "x cookiecutter"),
        rows=[
            (
                name,
                f"{median(taken) * 1000:.0f} ms",
                f"{min(taken) * 1000:.0f} ms",
                f"{report.times(python, taken):.2f}",
                f"{report.times(theirs, taken):.2f}",
            )
            for name, taken in seconds.items()
        ],
        raw=dict(seconds),
        limits=(
            report.Limit(
                "dockgen, of cookiecutter making the same files", report.times(theirs, ours), MOST_OF_COOKIECUTTER
            ),
            report.Limit(f"dockgen, of `{PYTHON}`", report.times(python, ours), MOST_OF_PYTHON),
        ),
        notes=(f"Medians of {runs} runs in turn, after {WARM_UP} that do not count, on {report.machine()}.",),
    )


def profile(count: int = 10) -> None:
    """Print which imports take longest."""
    with tempfile.TemporaryDirectory() as scratch:
        command = [sys.executable, "-X", "importtime", "-m", "dockgen", "init", "--yes", f"{scratch}/hello"]
        log = subprocess.run(command, check=True, capture_output=True, text=True).stderr
    found = re.findall(r"^import time: +(\d+) \| +(\d+) \| +(\S+)$", log, re.MULTILINE)
    imports = [(int(alone), int(all_in), name) for alone, all_in, name in found]
    for title, key in (("alone", 0), ("with what it imports", 1)):
        print(f"Slowest imports, {title} (of {len(imports)}, {sum(row[0] for row in imports) / 1000:.0f} ms in all):")
        for row in sorted(imports, key=lambda row: row[key], reverse=True)[:count]:
            print(f"  {row[key] / 1000:7.1f} ms  {row[2]}")


PART = report.Part("startup", measure, runs=41, needs_engine=False)


def main() -> int:
    """Measure, or say where the time goes."""
    parser = report.parser(PART, __doc__ or "")
    parser.add_argument("--profile", action="store_true", help="say which imports take longest, and measure nothing")
    arguments = parser.parse_args()
    if arguments.profile:
        profile()
        return report.OK
    return report.run(PART, arguments.runs)[0]


if __name__ == "__main__":
    sys.exit(main())
