"""Makes the reports for `--output` and `--json`."""

from pathlib import Path
from typing import Final

from dockgen._version import __version__
from dockgen.ladder import chart, table
from dockgen.ladder.result import Measured, Result
from dockgen.terminal.page import page
from dockgen.text import visible
from dockgen.writing import report_files

_STYLE: Final = """\
th, td { text-align: right; }
th:first-child, td:first-child, th:last-child, td:last-child { text-align: left; }
.wide { overflow-x: auto; } svg { max-width: 100%; height: auto; } summary { cursor: pointer; }
"""


def write(result: Result, folder: Path) -> list[str]:
    """Write all reports into a folder, and return the names of the files; raise a FileError if that fails."""
    name = "ladder" if result.climbs else "compare"
    files = {
        f"{name}.svg": chart.draw(result),
        f"{name}.md": markdown(result, f"{name}.svg"),
        f"{name}.html": html(result),
        f"{name}.json": as_json(result),
    }
    report_files.write_all({str(folder / path): text for path, text in files.items()}, "--output")
    return list(files)


def as_json(result: Result) -> str:
    """Return all measurements as JSON."""
    document = {
        "dockgen": __version__,
        "project": result.project,
        "engine": result.engine,
        "runs": result.runs,
        "edited": result.edited,
        "variants": [_variant(one, other) for one, other in result.steps()],
        "failed": [one._asdict() for one in result.failed],
        "left_out": [{"name": name, "reason": reason} for name, reason in result.left_out.items()],
        "bases": list(result.bases),
        "notes": list(result.notes),
    }
    return visible.as_json(document)


def _variant(one: Measured, other: Measured | None) -> dict[str, object]:
    image = one.image
    gain = other and {
        "size": image.size - other.image.size,
        "first_build": round(one.first_build - other.first_build, 3),
        "rebuild": round(one.rebuild - other.rebuild, 3),
    }
    return {
        "name": one.name,
        "title": one.title,
        "size": image.size,
        "layers": image.layers,
        "packages": image.packages,
        "first_build": round(one.first_build, 3),
        "rebuild": round(one.rebuild, 3),
        "first_builds": [round(seconds, 3) for seconds in one.first],
        "rebuilds": [round(seconds, 3) for seconds in one.again],
        "user": image.user or "root",
        "root": image.is_root,
        "shell": image.has_shell,
        "answers": one.answers,
        "holds_the_edit": image.has_mark,
        "gain": gain,
        "dockerfile": one.dockerfile,
    }


def markdown(result: Result, picture: str) -> str:
    """Return the report as Markdown, with a link to the chart."""
    lines = [
        f"# {visible.markdown(result.title)}",
        "",
        f"![Image size and rebuild time of each variant]({picture})",
        "",
    ]
    lines += [markdown_table(result), ""]
    lines += [f"- {one.name}: does not build: {visible.markdown(one.step)}" for one in result.failed]
    lines += [f"- {name}: left out: {visible.markdown(reason)}" for name, reason in result.left_out.items()]
    lines += [""] if result.failed or result.left_out else []
    return "\n".join([*lines, *map(visible.one_line, result.notes), ""])


def markdown_table(result: Result) -> str:
    """Return only the table."""
    names = table.header(result)
    rule = ["---", *["--:"] * (len(names) - 2), "---"]
    rows = [names, rule, *table.rows(result)]
    return "\n".join(f"| {' | '.join(map(visible.markdown, row))} |" for row in rows)


def html(result: Result) -> str:
    """Return the report as a self-contained page, with each Dockerfile."""
    names = "".join(f"<th>{visible.html(name)}</th>" for name in table.header(result))
    rows = "".join(
        f"<tr>{''.join(f'<td>{visible.html(cell)}</td>' for cell in row)}</tr>\n" for row in table.rows(result)
    )
    others = [f"{one.name} does not build: {one.step}" for one in result.failed]
    others += [f"{name} was left out: {reason}" for name, reason in result.left_out.items()]
    files = "".join(
        f"<details><summary>{visible.html(one.name)} <small>{visible.html(one.title)}</small></summary>"
        f"<pre>{visible.html(one.dockerfile)}</pre></details>\n"
        for one in result.measured
    )
    body = (
        f"<h1>{visible.html(result.title)}</h1>\n{chart.draw(result)}\n"
        f'<div class="wide"><table><thead><tr>{names}</tr></thead><tbody>\n{rows}</tbody></table></div>\n'
        f"{''.join(f'<p>{visible.html(text)}</p>' for text in others)}\n"
        f"<h2>Dockerfiles</h2>\n{files}"
        f'<p class="dim">{"<br>".join(map(visible.html, result.notes))}</p>\n'
    )
    return page(result.title, body, _STYLE)
