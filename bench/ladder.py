"""Measures the ladder of the sample with `dockgen ladder`, and puts chart, tables and figures into the docs."""

import json
import re
import subprocess
import sys
import tempfile
from itertools import pairwise
from pathlib import Path
from typing import Any, Final

import engine
import report
import sample

ROOT: Final = Path(__file__).parent.parent
CHART: Final = ROOT / "docs" / "ladder.svg"
PAGES: Final = (ROOT / "docs" / "tutorial.md", ROOT / "README.md")
PLACE: Final = r"(?P<start><!-- ladder(?: (?P<what>[a-z-]+))? -->)\n.*?<!-- /ladder -->"
MEGABYTE: Final = 1e6
MOST_SIZE: Final = 1.05  # the certificates of `https` are 3 % of an image that holds one small program
MOST_REBUILD: Final = 1.25  # less is chance where a rebuild takes a second
SHORT: Final = ("practices up to", "size", "rebuild", "runs as", "shell")


def measure(runs: int) -> report.Result:
    """Let dockgen climb, and take over what it measured."""
    with tempfile.TemporaryDirectory() as scratch:
        output = Path(scratch, "report")
        command = [sample.dockgen(), "ladder", Path(scratch, "hello"), "--fresh", "--runs", str(runs)]
        if subprocess.run([*command, "--output", output], check=False, stdout=subprocess.DEVNULL).returncode:
            raise SystemExit("`dockgen ladder` failed.")
        raw: dict[str, Any] = json.loads((output / "ladder.json").read_text("utf-8"))
        raw["chart"] = (output / "ladder.svg").read_text("utf-8")
    return _result(raw)


def _result(raw: dict[str, Any]) -> report.Result:
    rungs = raw["variants"]
    # Whether the machine was busy is told by whoever runs the parts.
    notes = [note for note in raw["notes"] if not note.startswith("The machine was busy")]
    notes.append(f"The machine: {report.machine()}.")
    if any(engine.is_standin(base) for base in raw["bases"] if not base.startswith("docker/")):
        notes.append(
            "The base images are stand-ins made of the same upstream parts: their sizes differ from Docker Hub's."
        )
    return report.Result(
        name="ladder",
        title="The ladder, rung by rung",
        columns=("practices up to", "size", "layers", "packages", "first build", "rebuild", "runs as", "shell"),
        rows=[(rung["name"], *cells(rung)) for rung in rungs],
        raw=raw,
        limits=(_limit(rungs, "size", MOST_SIZE), _limit(rungs, "rebuild", MOST_REBUILD)),
        notes=tuple(notes),
    )


def _limit(rungs: list[dict[str, Any]], what: str, most: float) -> report.Limit:
    worst, name = max((above[what] / below[what], above["name"]) for below, above in pairwise(rungs))
    return report.Limit(f"{what} of a rung, of that of the one before ({name})", worst, most)


def cells(rung: dict[str, Any]) -> tuple[str, ...]:
    """Return the cells of a rung's row."""
    return (
        f"{rung['size'] / MEGABYTE:.1f} MB",
        str(rung["layers"]),
        str(rung["packages"]),
        f"{rung['first_build']:.1f} s",
        f"{rung['rebuild']:.1f} s",
        rung["user"],
        "yes" if rung["shell"] else "no",
    )


def sentence(rung: dict[str, Any]) -> str:
    """Return the row as a sentence."""
    size, layers, packages, first, rebuild, user, _ = cells(rung)
    shell = "a shell" if rung["shell"] else "no shell"
    inside = f"{shell} and {_many(packages, 'package')} of a distribution inside"
    who = user if rung["root"] else f"user {user}"
    return (
        f"**Measured:** {size} in {_many(layers, 'layer')}; first build {first}, rebuild {rebuild}; "
        f"runs as {who}; {inside}."
    )


def _many(count: str, what: str) -> str:
    return f"{'no' if count == '0' else count} {what}{'' if count == '1' else 's'}"


def write_docs(result: report.Result) -> None:
    """Put the chart beside the docs, and the figures of this run into the pages: tables, and a sentence a rung."""
    rungs = {rung["name"]: rung for rung in result.raw["variants"]}
    columns = [result.columns.index(name) for name in SHORT]
    short = result._replace(columns=SHORT, rows=[tuple(row[index] for index in columns) for row in result.rows])
    texts = {None: "\n".join([report.markdown(result), "", *result.notes]), "short": report.markdown(short)}
    texts |= {name: sentence(rung) for name, rung in rungs.items()}
    CHART.write_text(result.raw["chart"], "utf-8")
    for page in PAGES:
        text = page.read_text("utf-8")
        new, count = re.subn(
            PLACE, lambda match: f"{match['start']}\n{texts[match['what']]}\n<!-- /ladder -->", text, flags=re.DOTALL
        )
        if not count:
            raise SystemExit(f"{page.name} has no place for the figures: <!-- ladder --> ... <!-- /ladder -->")
        page.write_text(new, "utf-8")


PART = report.Part("ladder", measure, runs=3, needs_engine=True)


def main() -> int:
    """Measure, and put the figures into the docs where asked."""
    parser = report.parser(PART, __doc__ or "")
    parser.add_argument("--write-docs", action="store_true", help="put chart and figures into the docs")
    arguments = parser.parse_args()
    code, result = report.run(PART, arguments.runs)
    if arguments.write_docs and result:
        write_docs(result)
    return code


if __name__ == "__main__":
    sys.exit(main())
