"""Leaves debug tables out of what `go build` makes."""

import re
from collections.abc import Sequence
from typing import Final

from dockgen.audit.build import Build
from dockgen.audit.fix.edits import Edit, substituted
from dockgen.audit.fix.proof import knows_its_place
from dockgen.audit.run import Finding
from dockgen.dockerfile import Instruction

_DEBUGGED: Final = r"\bdlv\b|\bdelve\b|-gcflags|\bgdb\b"


def mend(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Add `-s -w`, and `-trimpath` where the program does not ask for the paths of its sources."""
    if re.search(_DEBUGGED, build.file.text) or build.context is None:
        return []
    lines = {one.line for one in found}
    steps = [one for stage in build.file.stages for one in stage.all("RUN") if one.line in lines and not one.is_exec]
    return [edit for one in steps if (edit := _edit(build, one)) is not None]


def _edit(build: Build, one: Instruction) -> Edit | None:
    builds = [words for words in one.commands() if words[0] == "go" and words[1:2] in (["build"], ["install"])]
    if "ldflags" in " ".join(value for env in build.file.instructions if env.name == "ENV" for value in env.args):
        return None
    flagged = [words for words in builds if any("-ldflags" in word for word in words)]
    if flagged:
        if len(flagged) != len(builds):
            return None
        pattern = r"(-ldflags[= ])([\"'])(?=-)"
        return substituted(build.file, one, pattern, r"\1\2-s -w ", len(builds))
    # Who asks where a source lies gets no path then; only for sources that are here one can tell.
    is_asked = build.language != "go" or knows_its_place(build)
    trim = "" if is_asked or "-trimpath" in one.script() else " -trimpath"
    return substituted(build.file, one, r"\bgo (build|install)\b", rf'go \1{trim} -ldflags="-s -w"', len(builds))
