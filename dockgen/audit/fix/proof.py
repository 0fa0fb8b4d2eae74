"""What the project proves of a Go program: that it needs nothing of the image in which it was compiled."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from functools import lru_cache
from typing import Final, NamedTuple

from dockgen import apps
from dockgen.audit.build import Build
from dockgen.audit.fix.words import folder_at, is_started, repository_of, start_of
from dockgen.dockerfile import Instruction, Stage
from dockgen.errors import DockgenError
from dockgen.facts import Fact, Facts
from dockgen.project import Project

_BUILD_FLAGS_WITH_VALUE: Final = frozenset(
    {"-o", "-ldflags", "-tags", "-gcflags", "-asmflags", "-gccgoflags", "-p", "-pgo", "-overlay", "-pkgdir", "-C"}
    | {"-mod", "-modfile", "-buildmode", "-buildvcs", "-covermode", "-coverpkg", "-compiler", "-installsuffix"}
)
_NOT_STATIC: Final = r"(?:^|\s)-{1,2}(?:race|msan|asan|linkshared|buildmode|C|modfile|overlay|toolexec|cover)\b"
_PACKAGES: Final = r"apk add\b.*|apk (?:update|upgrade)\b.*|apt(?:-get)? .*|rm -rf /var/(?:lib/apt|cache/apk)\S*"
_GO: Final = r"go (?:mod (?:download|tidy|verify|vendor)|build|vet|test|fmt|get|version|env|list)\b.*"
_DATA_PACKAGES: Final = frozenset({"tzdata", "mailcap", "mime-support", "media-types", "fonts", "iso-codes"})

# What a program may want of a system that an empty image, or a limited user, does not have.
_RUNS_OTHERS: Final = r"\"os/exec\"|\"plugin\"|\b(?:os\.StartProcess|syscall\.(?:Exec|ForkExec|StartProcess))\("
_WRITES: Final = (
    r"\b(?:os\.(?:Create|CreateTemp|MkdirTemp|Mkdir|MkdirAll|WriteFile|OpenFile|TempDir|Rename|Remove|RemoveAll|Symlink"
    r"|Link|Chown|Chmod|Truncate|OpenRoot|User\w+Dir)|ioutil\.(?:WriteFile|TempFile|TempDir))\("
    r"|sqlite|bbolt|boltdb|badger|goleveldb|pebble|lumberjack|rotatelogs|autocert|bleve"
)
_READS_SYSTEM: Final = r"\"os/user\"|\"mime\"|[\"`]/(?:etc|usr|var|opt|home|root|srv|app|data|tmp)/"
_OWN_FOLDER: Final = r"\bos\.(?:Getwd|Executable)\("
_LEFT_OUT: Final = r"[\"`]([\w./-]{1,200}\.(?:pem|key|crt|cert|p12|pfx|db|sqlite3?|log|env))[\"`]"
"""Files that `opened` does not name, since no image should hold them."""
_ZONES: Final = r"\btime\.LoadLocation\("
_OWN_ZONES: Final = '"time/tzdata"'
_OWN_PLACE: Final = r"\bruntime\.Callers?\("
_DOTENV: Final = "joho/godotenv"


class Program(NamedTuple):
    """The one program that a stage compiles and the image starts."""

    path: str
    """Where it lies."""
    step: Instruction
    """The RUN that compiles it."""
    facts: Mapping[str, Fact]


def go_builds(one: Instruction) -> list[list[str]]:
    """Return the commands of an instruction that compile Go programs."""
    return [words for words in one.commands() if words[:2] == ["go", "build"]]


def only_runs_go(stage: Stage) -> bool:
    """Tell whether a stage runs nothing but Go itself, and installs what only Go could want."""
    return all(
        not one.is_exec and all(_is_harmless(words) for words in one.commands()) for one in stage.all("RUN")
    ) and not stage.all("SHELL", "ONBUILD")


def _is_harmless(words: list[str]) -> bool:
    text = " ".join(words)
    if any("$(" in word or "`" in word for word in words):
        return False
    if re.fullmatch(_PACKAGES, text, re.DOTALL):
        return _DATA_PACKAGES.isdisjoint(words)
    return re.fullmatch(_GO, text, re.DOTALL) is not None


def is_pure_go(build: Build) -> bool:
    """Tell whether a Go project needs no C library, and fetches its modules without tools of a distribution."""
    if build.context is None or not (facts := _facts(build.context, None)):
        return False
    return not any(facts[name].value for name in ("libc", "debian", "private", "build_packages"))


@lru_cache(maxsize=16)
def _facts(project: Project, main: str | None) -> Facts:
    """Return what is known of a Go program; nothing where it cannot be read."""
    try:
        known = apps.detect(project, "go")
        return apps.program_of(project, "go", main).facts if known else {}
    except DockgenError:
        return {}


def compiled(build: Build, stage: Stage) -> Program | None:
    """Return the program that a stage compiles, where its one `go build` says which, and where to."""
    steps = [one for one in stage.all("RUN") if go_builds(one)]
    commands = go_builds(steps[0]) if len(steps) == 1 else []
    if len(commands) != 1 or build.context is None:
        return None
    step, words = steps[0], commands[0]
    folder = folder_at(build.file, stage, step.line)
    if folder is None or re.search(_NOT_STATIC, " ".join(words)):
        return None
    if any(command[0] == "cd" for command in step.commands()) or "GOWORK" in step.script():
        return None
    output, packages = _arguments(words)
    if any("$" in word for word in (output, *packages)):
        return None
    facts = _of_package(build, folder, packages)
    if not facts:
        return None
    path = _output(folder, output, packages, facts)
    return Program(path, step, facts) if path else None


def _arguments(words: list[str]) -> tuple[str, list[str]]:
    """Return what follows `-o`, and the packages."""
    output, packages = "", []
    rest = iter(words[2:])
    for word in rest:
        name, _, value = word.partition("=")
        name = name if not name.startswith("--") else name[1:]
        if not word.startswith("-"):
            packages.append(word)
        elif name in _BUILD_FLAGS_WITH_VALUE and "=" not in word:
            value = next(rest, "")
        if name == "-o":
            output = value
    return output, packages


def _of_package(build: Build, folder: str, packages: list[str]) -> Facts:
    """Return the facts of the program that a package, or files of it, make; nothing unless that is sure."""
    assert build.context is not None  # noqa: S101 - as the caller made sure
    files = [name for name in packages if name.endswith(".go")]
    if files and len(files) == len(packages):
        packages = list({posixpath.dirname(name) or "." for name in files})
    if len(packages) > 1 or _sources_in(build) != folder:
        return {}
    package = posixpath.normpath(packages[0]) if packages else "."
    if (
        package.startswith(("..", "/"))
        or "..." in package
        or (packages and not packages[0].startswith(".") and not files)
    ):
        return {}
    main = "." if package == "." else f"./{package}"
    any_facts = _facts(build.context, None)
    mains = any_facts["mains"].value if any_facts else ()
    if not isinstance(mains, tuple) or main not in mains:
        return {}
    return any_facts if len(mains) == 1 else _facts(build.context, main)


def _sources_in(build: Build) -> str | None:
    """Return the folder to which the go.mod at the top of the build context is copied; None unless it is one."""
    folders = set()
    for one in build.copies():
        if build.takes_all(one) or any(posixpath.normpath(source) in {"go.mod", "go.*"} for source in one.args[:-1]):
            folder = folder_at(build.file, build.file.stages[one.stage], one.line)
            target = build.file.expand(one.args[-1], one)
            folders.add(None if folder is None or "$" in target else posixpath.normpath(posixpath.join(folder, target)))
    return folders.pop() if len(folders) == 1 else None


def _output(folder: str, output: str, packages: list[str], facts: Facts) -> str:
    if output:
        is_folder = output.endswith("/") or output in {".", ".."}
        return "" if is_folder else posixpath.normpath(posixpath.join(folder, output))
    if packages and packages[0].endswith(".go"):
        name = posixpath.basename(packages[0]).removesuffix(".go")
    elif packages and posixpath.normpath(packages[0]) != ".":
        name = posixpath.basename(posixpath.normpath(packages[0]))
    else:
        module = str(facts["module"].value or "")
        name = re.sub(r"(?<=.)/v[0-9]+$", "", module).rpartition("/")[2]
    return posixpath.join(folder, name) if name else ""


def runs_alone(build: Build, program: Program) -> bool:
    """Tell whether a program needs nothing but itself: no C library, no other program, no file to read or write."""
    facts = program.facts
    if facts["libc"].value or facts["opened"].value or facts["run_packages"].value:
        return False
    sources = list(_sources(build))
    unwanted = rf"{_RUNS_OTHERS}|{_WRITES}|{_READS_SYSTEM}|{_OWN_FOLDER}"
    if any(re.search(unwanted, text) for text in sources):
        return False
    if any(_is_here(build, match[1]) for text in sources for match in re.finditer(_LEFT_OUT, text)):
        return False
    zones = any(re.search(_ZONES, text) for text in sources)
    if zones and not any(_OWN_ZONES in text for text in sources):
        return False
    has_dotenv = build.context is not None and build.context.has(".env")
    return not (has_dotenv and any(_DOTENV in text for text in sources))


def _is_here(build: Build, path: str) -> bool:
    return build.context is not None and build.context.has(path)


def writes_files(build: Build) -> bool:
    """Tell whether a Go program may write files, or run what does."""
    return any(re.search(f"{_RUNS_OTHERS}|{_WRITES}", text) for text in _sources(build))


def knows_its_place(build: Build) -> bool:
    """Tell whether a program asks in which file it was compiled, so that the paths of the build have to stay."""
    return any(re.search(_OWN_PLACE, text) for text in _sources(build))


def _sources(build: Build) -> Iterator[str]:
    """Yield the sources of the project, and the manifest that names what else is compiled in."""
    assert build.context is not None  # noqa: S101 - as the callers made sure
    for path in build.context.files(".go"):
        if not path.endswith("_test.go") and (text := build.context.read(path)):
            yield text
    for path in build.context.files("go.mod"):
        yield build.context.read(path) or ""


def starts_alone(build: Build, program: Program) -> bool:
    """Tell whether what the image starts is a program, with words that name no file of the project."""
    context = build.context
    if context is None or not is_started(build.file, program.path):
        return False
    rest = [part for word in start_of(build.file)[1:] for part in word.split("=")]
    return not any("$" in part or "/" in part or (part and context.has(part)) for part in rest)


def is_golang(build: Build, stage: Stage) -> bool:
    """Tell whether a stage stands directly on the image with Go's compiler."""
    return build.file.stage_called(stage.base, stage.number) is None and repository_of(stage.base) == "golang"
