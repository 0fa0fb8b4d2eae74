"""Removes symbols and debug information from a binary."""

import re
from collections.abc import Sequence

from dockgen.audit.fix.edits import Edit, substituted
from dockgen.audit.fix.proof import knows_its_place
from dockgen.audit.run import Finding
from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables
from dockgen.languages.language import Compiler


def fix(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Add the compiler's flags, and trim build paths if the program does not read them."""
    if build.context is None:
        return []
    lines = {one.line for one in found}
    steps = [one for stage in build.file.stages for one in stage.all("RUN") if one.line in lines and not one.is_exec]
    compilers = [one for one in tables.compilers() if not re.search(one.strip.debugged, build.file.text)]
    return [edit for one in steps for compiler in compilers if (edit := _edit(build, one, compiler)) is not None]


def _edit(build: Build, one: Instruction, compiler: Compiler) -> Edit | None:
    strip = compiler.strip
    builds = [words for words in one.commands() if compiler.leaves_program(words)]
    set_before = " ".join(value for env in build.file.instructions if env.name == "ENV" for value in env.args)
    if not builds or strip.flag.lstrip("-") in set_before:
        return None
    flagged = [words for words in builds if any(strip.flag in word for word in words)]
    if flagged:
        return substituted(build.file, one, *strip.extend, len(builds)) if len(flagged) == len(builds) else None
    # Trimming breaks programs that look up their own source paths; only the sources tell whether one does.
    is_asked = build.language != compiler.language or knows_its_place(build, compiler)
    trim = "" if is_asked or strip.trim in one.script() else f" {strip.trim}"
    pattern, new = strip.insert
    return substituted(build.file, one, pattern, new.replace("{trim}", trim), len(builds))
