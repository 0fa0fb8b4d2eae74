"""What a path says of a file: whether others brought it, whether it is a cache, a compiler, a repository's own."""

import re
from collections.abc import Sequence
from functools import cache
from typing import Final

from dockgen.languages import tables
from dockgen.records import NamedTuple

_DEPENDENCY: Final = re.compile(
    r"(?:.{0,4000}/)?(?:node_modules|bower_components|site-packages|dist-packages|testdata|__?fixtures__?|fixtures|vendor"
    r"|gems|examples?|samples?|docs?|__pycache__)/.{1,4000}"
    r"|usr/(?:local/)?(?:share(?!/nginx/html/)|include|libexec|games|go)/.{1,4000}"
    r"|(?:usr/(?:local/)?)?lib(?:32|64|x32)?/(?:python|node|ruby|perl|jvm|go|git|php|gcc|ssl|dpkg|apk|apt|systemd|sysimage"
    r"|[\w]{1,20}-linux-)[^/]{0,60}/.{1,4000}"
    r"|(?:go|root/go|home/[^/]{1,64}/go)/pkg/.{1,4000}|(?:opt/(?:java|conda|jdk)[^/]{0,60}|usr/java)/.{1,4000}"
    r"|var/lib/(?:dpkg|apt|rpm)/.{1,4000}|etc/ssl/private/ssl-cert-snakeoil\.key",
    re.DOTALL,
)
"""What comes with dependencies, with a language or with the distribution: keys in there are for tests and examples.

Debian makes the key called snakeoil on each machine, for certificates that are not trusted."""
_DOCUMENT: Final = re.compile(
    r".{0,4000}\.(?:md|rst|adoc|pod|pyc|pyi|svg|png|jpe?g|gif|ico|woff2?|ttf|gz|xz|zst|zip|crt|cer|pub)", re.DOTALL
)
"""Files that tell people something, and those in which nothing could be found as it is."""
_SYSTEM: Final = re.compile(r"(?:usr/)?(?:s?bin|lib\w{0,5})/.{1,4000}")
_NOT_OURS: Final = re.compile(
    r"(?!usr/src/|usr/app/|usr/share/nginx/html/|usr/local/apache2/htdocs/|var/www/|var/task/)"
    r"(?:bin|boot|dev|etc|lib\w{0,5}|proc|run|sbin|sys|usr|var)/.{1,4000}",
    re.DOTALL,
)
ELF: Final = b"\x7fELF"


class Folder(NamedTuple):
    """A folder of which all that is in it counts together."""

    path: str
    what: str


_CACHES: Final = (
    (r"var/lib/apt/lists", "the package lists of apt"),
    (r"var/cache/apt", "packages that apt fetched"),
    (r"var/cache/apk|etc/apk/cache", "packages that apk fetched"),
    (r"var/cache/(?:dnf|yum|libdnf5|zypp|pacman/pkg)", "packages that the package manager fetched"),
    (r"(?:.{0,300}/)?\.cache/(?:ccache|sccache|bazel)|(?:.{0,300}/)?\.ccache", "the cache of a compiler"),
)
_CACHE_MARKS: Final = ("cache", "apt/lists")
"""One of these, or of the languages' own, is in every path of a cache: looking for them first is quick."""
_REPOSITORY: Final = re.compile(
    r"((?:.{0,4000}/)?\.(?:git|hg|svn))/(?:HEAD|config|index|packed-refs|refs/.{1,999}|objects/.{1,999}|logs/.{1,999}|hooks/.{1,999}|store/.{1,999}|hgrc|wc\.db|entries|pristine/.{1,999})"
)

_BIN: Final = r"(?:(?:usr/|usr/local/)?bin/)"
_TARGET: Final = r"(?:[\w]{1,20}-(?:[\w]{1,20}-)?linux-(?:gnu|musl)\w{0,10}-)?"
_VERSION: Final = r"(?:-?\d[\d.]{0,8})?"
_TOOLS: Final = (
    (rf"{_BIN}{_TARGET}(?:gcc|cc){_VERSION}|usr/lib(?:exec)?/gcc/.{{1,200}}/cc1", "the C compiler"),
    (rf"{_BIN}{_TARGET}(?:g\+\+|c\+\+){_VERSION}|usr/lib(?:exec)?/gcc/.{{1,200}}/cc1plus", "the C++ compiler"),
    (rf"{_BIN}clang{_VERSION}|usr/lib/llvm[^/]{{0,9}}/bin/clang{_VERSION}", "the C compiler clang"),
    (rf"{_BIN}(?:make|gmake)", "make"),
    (rf"{_BIN}(?:cmake|ninja|meson)", "a build system for C and C++"),
    (r"usr/(?:local/)?include/stdio\.h", "the headers of the C library"),
    (rf"{_BIN}(?:ghc|swiftc|zig|nim|crystal){_VERSION}", "a compiler"),
)
GIT: Final = "git"
_GIT: Final = rf"{_BIN}git"
_DEVELOPMENT: Final = (
    r"(?:.{0,4000}/)?node_modules/(typescript/lib/tsc|webpack/bin/webpack|vite/bin/vite|parcel/lib/bin|@angular/cli/bin/ng"
    r"|@vue/cli-service/bin/vue-cli-service|react-scripts/bin/react-scripts|jest/bin/jest|mocha/bin/mocha|vitest/vitest"
    r"|eslint/bin/eslint)\.m?js"
)
_DEVELOPMENT_DEPENDENCY: Final = ", a development dependency"
_TOOL_FOLDERS: Final = ("bin", "stdio.h", "cc1", "cc1plus", "compile", "dotnet.dll", ".js", ".mjs")


def is_brought(path: str) -> bool:
    """Tell whether a file came with a dependency, a language or the distribution, and so is none of ours."""
    return _DEPENDENCY.fullmatch(path) is not None


def is_document(path: str) -> bool:
    """Tell by its ending whether a file tells people something, or cannot be searched as it is."""
    return _DOCUMENT.fullmatch(path) is not None


def is_system(path: str) -> bool:
    """Tell whether programs and libraries of the distribution lie there."""
    return _SYSTEM.fullmatch(path) is not None


def is_programs(path: str) -> bool:
    """Tell whether a file is where added programs are, not where the distribution's files are."""
    return _NOT_OURS.fullmatch(path) is None


class _Known(NamedTuple):
    """The rows of a table, and one pattern for all of them, whose groups are called by their numbers."""

    rows: tuple[tuple[str, str], ...]
    pattern: re.Pattern[str]


def _known(rows: Sequence[tuple[str, str]], end: str = "") -> _Known:
    groups = "|".join(f"(?P<n{index}>{pattern}){end}" for index, (pattern, _) in enumerate(rows))
    return _Known(tuple(rows), re.compile(groups))


@cache
def _caches() -> _Known:
    return _known([*_CACHES, *(row for one in tables.of_all() for row in one.left.caches)], "/")


@cache
def _marks() -> tuple[str, ...]:
    return (*_CACHE_MARKS, *(mark for one in tables.of_all() for mark in one.left.marks))


@cache
def _tools() -> _Known:
    return _known([*_TOOLS, *(row for one in tables.of_all() for row in one.left.tools), (_GIT, GIT)])


def cache_of(path: str) -> Folder | None:
    """Return the cache that a file is in."""
    if not any(mark in path for mark in _marks()):
        return None
    match = _caches().pattern.match(path)
    if match is None or match.lastgroup is None:
        return None
    return Folder(match[match.lastgroup], _caches().rows[int(match.lastgroup[1:])][1])


def repository_of(path: str) -> Folder | None:
    """Return the folder of a version control system that a file is in."""
    if ".git/" not in path and ".hg/" not in path and ".svn/" not in path:
        return None
    match = _REPOSITORY.fullmatch(path)
    return match and Folder(match[1], f"the repository's own folder {match[1].rpartition('/')[2]}")


def tool_of(path: str) -> str:
    """Return what a file is where only builds need it, such as `the Go toolchain`; empty where it is not."""
    folder, _, name = path.rpartition("/")
    if not (folder.endswith("bin") or name.endswith(_TOOL_FOLDERS)):
        return ""
    if match := re.fullmatch(_DEVELOPMENT, path):
        return f"{_development_package(match[1])}{_DEVELOPMENT_DEPENDENCY}"
    found = _tools().pattern.fullmatch(path)
    return _tools().rows[int(found.lastgroup[1:])][1] if found and found.lastgroup else ""


def is_maybe_needed(what: str) -> bool:
    """Tell whether a program may well call such a tool while it runs."""
    return what == GIT or what.endswith(_DEVELOPMENT_DEPENDENCY)


def _development_package(path: str) -> str:
    """Return the name of the npm package that a file in `node_modules` belongs to."""
    parts = path.split("/")
    return "/".join(parts[: 2 if parts[0].startswith("@") else 1])
