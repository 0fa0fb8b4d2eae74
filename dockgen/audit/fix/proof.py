"""Proves from the project's files what a program needs, such as nothing of the image that compiles it."""

import posixpath
import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

from dockgen.audit.fix.words import folder_at, is_started, repository_of, start_of
from dockgen.choices.settings import Settings
from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.dockerfile import Stage
from dockgen.dockerfiles.instruction import Instruction
from dockgen.errors import DockgenError
from dockgen.generator import apps, pipeline
from dockgen.languages import tables
from dockgen.languages.language import Compiler, Made
from dockgen.model.plan import Plan
from dockgen.model.program import Program
from dockgen.packs.errors import PackError
from dockgen.reading.project import Project
from dockgen.records import NamedTuple
from dockgen.terminal import report

_PACKAGES: Final = r"apk add\b.*|apk (?:update|upgrade)\b.*|apt(?:-get)? .*|rm -rf /var/(?:lib/apt|cache/apk)\S*"
_DATA_PACKAGES: Final = frozenset({"tzdata", "mailcap", "mime-support", "media-types", "fonts", "iso-codes"})


class Compiled(NamedTuple):
    """The single program that a stage compiles and the image starts."""

    path: str
    """The path of the program."""
    step: Instruction
    """The RUN that compiles it."""
    compiler: Compiler
    program: Program


def builds(one: Instruction, compiler: Compiler) -> list[list[str]]:
    """Return the commands of an instruction that compile."""
    return [words for words in one.commands() if compiler.is_build(words)]


def only_compiles(stage: Stage, compiler: Compiler) -> bool:
    """Tell whether a stage only compiles, and installs only what a compiler may need."""
    return all(
        not one.is_exec and all(_is_harmless(words, compiler) for words in one.commands()) for one in stage.all("RUN")
    ) and not stage.all("SHELL", "ONBUILD")


def _is_harmless(words: list[str], compiler: Compiler) -> bool:
    text = " ".join(words)
    if any("$(" in word or "`" in word for word in words):
        return False
    if re.fullmatch(_PACKAGES, text, re.DOTALL):
        return _DATA_PACKAGES.isdisjoint(words)
    return re.fullmatch(compiler.harmless, text, re.DOTALL) is not None


def is_pure(build: Build, compiler: Compiler) -> bool:
    """Tell whether a project needs no C library, and no distribution tools to fetch its dependencies."""
    program = _program(build.context, compiler.language, None) if build.context is not None else None
    return program is not None and not compiler.needs_more(program)


@lru_cache(maxsize=16)
def plan_of(project: Project) -> Plan | None:
    """Return what `dockgen init --yes` would decide with all practices; None if it needs an answer."""
    try:
        known = apps.detect(project, None)  # an empty folder would get a sample
        return pipeline.generate(project.root, Settings(practices="all"), None).plan if known else None
    except PackError as error:  # explains why less is fixed
        _warn(str(error))
        return None
    except DockgenError:
        return None


@lru_cache(maxsize=16)
def _warn(message: str) -> None:
    """Print a warning once for all Dockerfiles."""
    report.problem(f"warning: {message}")


@lru_cache(maxsize=16)
def _program(project: Project, language: str, main: str | None) -> Program | None:
    """Return the facts of a program; empty if it cannot be read."""
    try:
        return apps.program_of(project, language, main) if apps.detect(project, language) else None
    except DockgenError:
        return None


def compiled(build: Build, stage: Stage) -> Compiled | None:
    """Return the program that a stage compiles, if its single command names the program and the output."""
    found = [(one, compiler) for one in stage.all("RUN") for compiler in tables.compilers() if builds(one, compiler)]
    step, compiler = found[0] if len(found) == 1 else (None, None)
    if step is None or compiler is None or build.context is None:
        return None
    commands = builds(step, compiler)
    made = compiler.reads(commands[0]) if len(commands) == 1 else None
    folder = folder_at(build.file, stage, step.line)
    if made is None or folder is None or _sources_in(build, compiler) != folder:
        return None
    if any(command[0] == "cd" for command in step.commands()) or compiler.elsewhere in step.script():
        return None
    program = _of_main(build.context, compiler, made.main)
    path = _output(folder, made, compiler, program) if program else ""
    return Compiled(path, step, compiler, program) if program and path else None


def _of_main(context: Project, compiler: Compiler, main: str) -> Program | None:
    """Return the facts of one program of a project; empty if there is no such program."""
    found = _program(context, compiler.language, None)
    mains = found.mains.value if found else ()
    if len(mains) > 1 and main in mains:
        return _program(context, compiler.language, main)
    return found if main in mains else None


def _sources_in(build: Build, compiler: Compiler) -> str | None:
    """Return the one folder that the manifest at the top of the build context is copied to; otherwise None."""
    folders = set()
    manifest = compiler.proof.manifest
    names = {manifest, f"{manifest.partition('.')[0]}.*"}
    for one in build.copies():
        if build.takes_all(one) or any(posixpath.normpath(source) in names for source in one.args[:-1]):
            folder = folder_at(build.file, build.file.stages[one.stage], one.line)
            target = build.file.expand(one.args[-1], one)
            folders.add(None if folder is None or "$" in target else posixpath.normpath(posixpath.join(folder, target)))
    return folders.pop() if len(folders) == 1 else None


def _output(folder: str, made: Made, compiler: Compiler, program: Program) -> str:
    if made.output:
        is_folder = made.output.endswith("/") or made.output in {".", ".."}
        return "" if is_folder else posixpath.normpath(posixpath.join(folder, made.output))
    name = made.name or compiler.default_name(program)
    return posixpath.join(folder, name) if name else ""


def runs_alone(build: Build, program: Compiled) -> bool:
    """Tell whether a program is self-contained: no C library, no other program, no file to read or write."""
    compiler, proof = program.compiler, program.compiler.proof
    if compiler.is_accompanied(program.program):
        return False
    context, sources = _context(build), list(_sources(build, compiler))
    unwanted = f"{proof.writes}|{proof.wants}"
    if any(re.search(unwanted, text) for text in sources):
        return False
    if any(context.has(match[1]) for text in sources for match in re.finditer(proof.left_out, text)):
        return False
    zones = any(re.search(proof.zones, text) for text in sources)
    if zones and not any(proof.own_zones in text for text in sources):
        return False
    return not (context.has(".env") and any(proof.env_file in text for text in sources))


def writes_files(build: Build, compiler: Compiler) -> bool:
    """Tell whether a program may write files, or run a program that does."""
    return any(re.search(compiler.proof.writes, text) for text in _sources(build, compiler))


def knows_its_place(build: Build, compiler: Compiler) -> bool:
    """Tell whether a program reads its own source paths at run time, so that build paths must stay."""
    return any(re.search(compiler.proof.own_place, text) for text in _sources(build, compiler))


def _context(build: Build) -> Project:
    assert build.context is not None  # noqa: S101 - as the callers made sure
    return build.context


def _sources(build: Build, compiler: Compiler) -> Iterator[str]:
    """Yield the sources of the project, and the manifest that lists its dependencies."""
    context, proof = _context(build), compiler.proof
    paths = [path for path in context.files(proof.suffix) if not path.endswith(proof.tests)]
    yield from (context.read(path) or "" for path in (*paths, *context.files(proof.manifest)))


def starts_alone(build: Build, program: Compiled) -> bool:
    """Tell whether the image starts the program, with arguments that name no file of the project."""
    context = build.context
    if context is None or not is_started(build.file, program.path):
        return False
    rest = [part for word in start_of(build.file)[1:] for part in word.split("=")]
    return not any("$" in part or "/" in part or (part and context.has(part)) for part in rest)


def compiler_of(build: Build, stage: Stage) -> Compiler | None:
    """Return the compiler whose image a stage is directly based on."""
    if build.file.stage_called(stage.base, stage.number) is not None:
        return None
    return next((one for one in tables.compilers() if one.image == repository_of(stage.base)), None)
