"""Splits a single stage in two: one that compiles a static program, and one from `scratch` with only the program."""

import json
import posixpath
import re
from collections.abc import Sequence
from typing import Final

from dockgen.audit.fix.edits import Edit, from_line, lines_of, removed, substituted, top_of
from dockgen.audit.fix.proof import Compiled, builds, compiled, compiler_of, only_compiles, runs_alone, starts_alone
from dockgen.audit.fix.words import folder_at, start_of, values_set
from dockgen.audit.run import Finding
from dockgen.comments import notes
from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Stage
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages.language import Compiler

CERTIFICATES: Final = "/etc/ssl/certs/ca-certificates.crt"
_BUILDS: Final = frozenset({"WORKDIR", "ARG", "COPY", "ADD", "RUN"})
_RUNS: Final = frozenset({"EXPOSE", "LABEL", "STOPSIGNAL", "CMD", "ENTRYPOINT", "MAINTAINER"})


def fix(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Turn the last stage into a build stage, and add a final stage with its output."""
    final = build.file.final
    program = _program(build, final) if found else None
    if program is None or (parts := _parts(build, final, program)) is None:
        return []
    name = final.name or _free_name(build, program.compiler)
    named, alone = from_line(build.file, final, name=name), _without_libc(build, program)
    if named is None or alone is None:
        return []
    edits = [named, *alone, *_described(build, final, name)]
    moved, last = parts
    lines = ["", f"# {notes.text('program-alone')}", "FROM scratch", *_folder(build), *_certificates(program, name)]
    lines.append(f"COPY --from={name} {_copied(program.path)}")
    for one in [one for one in moved if one.line < last.line]:
        lines += lines_of(build.file, top_of(build.file, one), one.end)
        edits.append(removed(build.file, top_of(build.file, one), one.end))
    if "".join(lines_of(build.file, last.end + 1, last.end + 1)).strip():
        lines.append("")
    return [*edits, Edit(last.end + 1, last.end, tuple(lines))]


def _described(build: Build, final: Stage, name: str) -> list[Edit]:
    """Describe the first stage in the form that BuildKit's InvalidDefinitionDescription requires."""
    line = final.start.line
    is_free = line == 1 or not lines_of(build.file, line - 1, line - 1)[0].strip()
    return [Edit(line, line - 1, (f"# {name} {notes.text('compiler-stage')}",))] if is_free and not final.name else []


def _program(build: Build, final: Stage) -> Compiled | None:
    compiler = compiler_of(build, final)
    if compiler is None or not only_compiles(final, compiler) or any(one.is_trigger for one in final.instructions):
        return None
    program = compiled(build, final)
    if program is None or not starts_alone(build, program) or not runs_alone(build, program):
        return None
    copies = final.all("COPY", "ADD")
    is_early = all(one.line < program.step.line and one.name == "COPY" for one in copies)
    return program if is_early else None


def _parts(build: Build, final: Stage, program: Compiled) -> tuple[list[Instruction], Instruction] | None:
    """Return the instructions of the final stage, and the last one of the build stage; None if one belongs to both."""
    kept, moved = [final.start], []
    for one in final.instructions:
        is_setting = one.name == "ENV" and all(re.fullmatch(program.compiler.variables, name) for name in one.pairs())
        if is_setting or one.name in _BUILDS:
            kept.append(one)
        elif _is_of_what_runs(build, one, program):
            moved.append(one)
        else:
            return None
    set_there = {name for one in moved if one.name == "ENV" for name in one.pairs()}
    text = "\n".join(" ".join((*one.flags, *one.args)) for one in kept)
    if not set_there.isdisjoint(re.findall(r"\$\{?(\w+)", text)):
        return None
    return moved, kept[-1]


def _is_of_what_runs(build: Build, one: Instruction, program: Compiled) -> bool:
    if one.name == "ENV":
        values = one.pairs()
        is_system = any(re.search(r"PATH|^HOME$|^TZ$|^LANG$|^LC_|^SSL_|_FILE$|_DIR$", name) for name in values)
        context = build.context
        return not is_system and not any(
            re.search(r"[$/]", value) or (context is not None and context.has(value.strip("\"'") or "?"))
            for value in values.values()
        )
    if one.name == "USER":
        return bool(one.args) and re.fullmatch(r"\d+(?::\d+)?", one.args[0]) is not None
    if one.name == "HEALTHCHECK":
        return one.is_exec and one.args[:1] == ("CMD",) and one.args[1:2] == (program.path,)
    return one.name in _RUNS and "$" not in " ".join(one.args)


def _free_name(build: Build, compiler: Compiler) -> str:
    names = {stage.name for stage in build.file.stages}
    return next(name for name in ("build", "builder", "compile", "-".join(compiler.command)) if name not in names)


def _without_libc(build: Build, program: Compiled) -> list[Edit] | None:
    """Turn off linking with the image's C library; None if the file requires it."""
    compiler, script = program.compiler, program.step.script()
    variable, no, _ = compiler.linking
    given = {*values_set(build.file, build.file.final, variable, "ENV", "ARG")}
    given |= set(re.findall(rf"\b{variable}=(\w+)", script))
    if given == {no}:
        return []
    times = len(builds(program.step, compiler))
    new = f"{compiler.static} {compiler.says}"
    edit = substituted(build.file, program.step, rf"\b{compiler.says}\b", new, times)
    return [edit] if edit is not None and not given else None


def _folder(build: Build) -> list[str]:
    """Keep the working directory if the start command depends on it."""
    folder = folder_at(build.file, build.file.final, len(build.file.text))
    is_relative = not posixpath.isabs(start_of(build.file)[0]) and "/" in start_of(build.file)[0]
    return [f"WORKDIR {folder}"] if is_relative and folder not in {None, "/"} else []


def _certificates(program: Compiled, name: str) -> list[str]:
    wanted = program.program.outbound.value
    return [f"COPY --from={name} {CERTIFICATES} {posixpath.dirname(CERTIFICATES)}/"] if wanted else []


def _copied(path: str) -> str:
    is_plain = re.fullmatch(r"[\w@%+=:,./-]+", path)
    return f"{path} {path}" if is_plain else json.dumps([path, path])
