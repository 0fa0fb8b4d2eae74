"""What a `go build` of a Dockerfile makes, by its words."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Final

from dockgen.languages.language import Made
from dockgen.model.facts import Fact

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
    given = packages[0] if packages else ""
    folders = packages
    if files and len(files) == len(packages):
        folders = list({posixpath.dirname(name) or "." for name in files})
    if len(folders) > 1:
        return None
    package = posixpath.normpath(folders[0]) if folders else "."
    is_other = bool(folders) and not folders[0].startswith(".") and not files
    if package.startswith(("..", "/")) or "..." in package or is_other:
        return None
    return Made(output, "." if package == "." else f"./{package}", _name(given))


def _arguments(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return what follows `-o`, and the packages."""
    output, packages = "", []
    rest = iter(words[2:])
    for word in rest:
        name, _, value = word.partition("=")
        name = name if not name.startswith("--") else name[1:]
        if not word.startswith("-"):
            packages.append(word)
        elif name in _FLAGS_WITH_VALUE and "=" not in word:
            value = next(rest, "")
        if name == "-o":
            output = value
    return output, packages


def _name(package: str) -> str:
    """Return what the program of a package, or of a file, is called."""
    if package.endswith(".go"):
        return posixpath.basename(package).removesuffix(".go")
    return posixpath.basename(posixpath.normpath(package)) if package and posixpath.normpath(package) != "." else ""


def default_name(facts: Mapping[str, Fact]) -> str:
    """Return what the program at the top of a module is called: the last part of the module's path."""
    module = str(facts["module"].value or "")
    return re.sub(r"(?<=.)/v[0-9]+$", "", module).rpartition("/")[2]
