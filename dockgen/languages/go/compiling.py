"""What a `go build` of a Dockerfile makes, by its words."""

import posixpath
import re
from collections.abc import Sequence
from typing import Final

from dockgen.languages.go.modules import program_name
from dockgen.languages.go.record import GoProgram
from dockgen.languages.language import Made
from dockgen.model.program import Program, own_of

_FLAGS_WITH_VALUE: Final = frozenset(
    {"-o", "-ldflags", "-tags", "-gcflags", "-asmflags", "-gccgoflags", "-p", "-pgo", "-overlay", "-pkgdir", "-C"}
    | {"-mod", "-modfile", "-buildmode", "-buildvcs", "-covermode", "-coverpkg", "-compiler", "-installsuffix"}
)
_NOT_STATIC: Final = r"(?:^|\s)-{1,2}(?:race|msan|asan|linkshared|buildmode|C|modfile|overlay|toolexec|cover)\b"


def made(words: Sequence[str]) -> Made | None:
    """Return what it makes; None where that is not sure to be one program of the module, without a C library."""
    output, packages = _arguments(words)
    if re.search(_NOT_STATIC, " ".join(words)) or any("$" in word for word in (output, *packages)):
        return None
    files = [name for name in packages if name.endswith(".go")]
    are_files = bool(files) and len(files) == len(packages)
    folders = {posixpath.dirname(name) or "." for name in files} if are_files else set(packages) or {"."}
    given = packages[0] if packages else "."
    folder = posixpath.normpath(folders.pop())
    is_other = not given.startswith(".") and not files
    if folders or folder.startswith(("..", "/")) or "..." in folder or is_other:
        return None
    name = posixpath.basename(posixpath.normpath(given)).removesuffix(".go")
    return Made(output, "." if folder == "." else f"./{folder}", "" if name == "." else name)


def _arguments(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return what follows `-o`, and the packages."""
    output, packages = "", []
    rest = iter(words[2:])
    for word in rest:
        name, equals, value = word.partition("=")
        name = name.removeprefix("-") if name.startswith("--") else name
        if not word.startswith("-"):
            packages.append(word)
        elif name in _FLAGS_WITH_VALUE and not equals:
            value = next(rest, "")
        if name == "-o":
            output = value
    return output, packages


def default_name(program: Program) -> str:
    """Return what the program at the top of a module is called."""
    return program_name(program.module.value or "") if program.module else ""


def needs_more(program: Program) -> bool:
    """Tell whether it takes more than the compiler's image to build it."""
    go = own_of(program, GoProgram)
    return bool(program.libc.value or go.private.value or go.build_packages.value)


def is_accompanied(program: Program) -> bool:
    """Tell whether it needs more than itself to run."""
    go = own_of(program, GoProgram)
    return bool(program.libc.value or go.opened.value or go.run_packages.value)
