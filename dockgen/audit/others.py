"""Adds the findings of hadolint and of BuildKit's checks, if installed, without duplicates."""

import json
import re
import shutil
import subprocess
from collections.abc import Iterator, Mapping, Sequence
from pathlib import Path
from typing import Final

from dockgen.audit.run import Audit, Finding
from dockgen.practices.practice import Level
from dockgen.text import parsed

_SECONDS: Final = 30

# Rules of other tools that find the same as a practice, or as each other: only the first finding in a line is
# reported. Sources: hadolint's wiki, docs.docker.com/reference/build-checks.
_SAME: Final[Mapping[str, str]] = {
    **dict.fromkeys(("DL3006", "DL3007"), "pin"),
    "DL3002": "user",
    **dict.fromkeys(("DL3025", "JSONArgsRecommended"), "exec-form"),
    "DL3057": "healthcheck",
    "SecretsUsedInArgOrEnv": "secrets",
    **dict.fromkeys(("DL3000", "WorkdirRelativePath"), "a relative WORKDIR"),
    **dict.fromkeys(("DL4000", "MaintainerDeprecated"), "MAINTAINER"),
    **dict.fromkeys(("DL3024", "DuplicateStageName"), "a stage's name twice"),
    **dict.fromkeys(("DL4003", "DL4004", "MultipleInstructionsDisallowed"), "an instruction twice"),
    **dict.fromkeys(("DL3029", "FromPlatformFlagConstDisallowed"), "a constant platform"),
}
_LEVELS: Final[Mapping[str, Level]] = {"error": "error", "warning": "warning", "info": "note", "style": "note"}


def merged(audit: Audit, found: Sequence[Finding]) -> Audit:
    """Add the findings of other tools, without duplicates."""
    told = {(_same(one.rule), one.line) for one in audit.findings()}
    silenced = {(verdict.practice, one.line) for verdict in audit.verdicts for one, _ in verdict.ignored}
    first: dict[tuple[str, int], Finding] = {}
    for one in found:
        first.setdefault((_same(one.rule), one.line), one)
    kept = (one for key, one in first.items() if key not in told | silenced)
    return audit._replace(others=(*audit.others, *kept))


def _same(rule: str) -> str:
    return _SAME.get(rule, rule)


def hadolint(path: Path, shown: str) -> Iterator[Finding]:
    """Yield hadolint's findings; none if it is not installed or cannot read the file."""
    program = shutil.which("hadolint")
    if program is None:
        return
    answer = _answer([program, "--no-fail", "--format", "json", "--", str(path)], path.parent)
    for item in parsed.tables(answer) if isinstance(answer, list) else ():
        if item.get("code") == "DL1000":  # its parser rejects some files that BuildKit accepts
            continue
        line = parsed.number(item, "line") or 1
        level = _LEVELS.get(str(item.get("level")), "note")
        message = str(item.get("message")).rstrip(".")
        yield Finding(str(item.get("code")), level, shown, line, line, message, "", "hadolint")


def buildkit(path: Path, shown: str, context: Path) -> Iterator[Finding]:
    """Yield the findings of `docker build --check`; none without docker, buildx, or a working builder."""
    program = shutil.which("docker")
    if program is None:
        return
    command = [program, "buildx", "build", "--call=check,format=json", "--file", str(path), str(context)]
    for item in parsed.tables(_answer(command, context), "warnings"):
        ranges = parsed.tables(item, "location", "ranges") or ({},)
        start = parsed.number(ranges[0], "start", "line") or 1
        end = parsed.number(ranges[-1], "end", "line") or start
        detail = str(item.get("detail") or item.get("description")).rstrip(".")
        yield Finding(str(item.get("ruleName")), "warning", shown, start, end, detail, "", "buildkit")


def foreign_frontend(text: str) -> str:
    """Return the frontend image that a Dockerfile names with `# syntax=`; empty for BuildKit's own.

    BuildKit runs that image (docs.docker.com/build/buildkit/frontend), so BuildKit's checks would run code of its
    author.
    """
    directive = re.match(r"(?:[ \t]*+#[^\n]*+\n)*?[ \t]*+#[ \t]*+syntax[ \t]*+=[ \t]*+(\S++)", text, re.IGNORECASE)
    image = directive[1] if directive else ""
    return "" if re.fullmatch(r"(?:docker\.io/)?docker/dockerfile(?:-upstream)?(?:[:@].*)?|", image) else image


def _answer(command: Sequence[str], folder: Path) -> object:
    """Return the JSON that a program prints; an empty list if it cannot be run, takes too long, or prints no JSON."""
    try:
        done = subprocess.run(  # noqa: S603 - a program of a fixed name, and arguments that are no shell's
            command, cwd=folder, capture_output=True, timeout=_SECONDS, check=False
        )
        return json.loads(done.stdout)
    except (OSError, subprocess.TimeoutExpired, ValueError, RecursionError):
        return []
