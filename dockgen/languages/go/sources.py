"""Reads Go files: the program's own package first, then what that imports; never more than a bounded number."""

import posixpath
import re
from collections.abc import Iterator
from functools import cached_property
from typing import Final

from dockgen.languages.go.modules import Module, Modules
from dockgen.languages.kit import sources
from dockgen.languages.kit.paths import around
from dockgen.model.found import Found
from dockgen.reading.project import Project

MAX_FILES: Final = 300
MAX_BYTES: Final = 4 * 1024 * 1024
"""So much is read of one program at most: enough for what matters, and a large repository costs no more."""
MAX_LOOKED_INTO: Final = 200
"""The most folders that are searched for programs."""

# Patterns are texts, not compiled: a run that makes a sample app needs none of them, and `re` keeps what it compiled.
# What may repeat is bounded or possessive, so that no file takes longer than its size says.
_PACKAGE: Final = r"\A(?>\s++|//[^\n]*+|/\*(?s:.*?)\*/)*+package\s++(\w++)"
_MAIN: Final = r"(?m)^func main\(\)"
_IDLE: Final = r"(?m)^func main\(\)[ \t]*+\{\s*+\}"
_DECLARATION: Final = r"\n(?:func|type|var|const) "
_IMPORT: Final = r"(?m)(?:^|[;(])[ \t]*+(?:import[ \t]*+)?(?:[\w.]{1,60}[ \t]{1,9})?\"([^\"\s]{1,300})\""
_EMBED: Final = r"(?m)^//go:embed[ \t]+([^\n]{1,1000})$"
_EMBED_PATTERN: Final = r"\"((?:[^\"\\]|\\.){1,300})\"|`([^`]{1,300})`|([^\s\"`]{1,300})"

# Strings, characters and comments, to tell a comment from a string that looks like one; what never ends is the rest.
_LEXEME: Final = (
    r"(?s)\"(?:\\.|[^\"\\\n])*+\"?|`[^`]*`?|'(?:\\.|[^'\\\n]){1,12}'|(?P<comment>//[^\n]*|/\*(?:.*?\*/|.*))"
)

# What a build for Linux takes (pkg.go.dev/cmd/go, "Build constraints"); both architectures that are built for count.
_TAGS: Final = frozenset({"linux", "unix", "amd64", "arm64", "gc", "cgo", "1"})
_OTHER_SYSTEM: Final = (
    r"_(?:aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|js|nacl|netbsd|openbsd|plan9|solaris|wasip1|windows|zos)"
    r"(?:_[a-z0-9]+)?\.go$"
    r"|_(?:386|arm|armbe|arm64be|loong64|mips[a-z0-9]*|ppc[a-z0-9]*|riscv[a-z0-9]*|s390x?|sparc[a-z0-9]*|wasm)\.go$"
)
_NOT_OURS: Final = r"^_|^mocks?[_.]|_(?:test|mock)\.go$"
"""Files that Go leaves out, or that stand in for others in tests."""
_MAX_CONSTRAINT: Final = 1000


class Source(sources.Source):
    """One Go file."""

    def __init__(self, path: str, raw: str) -> None:
        has_comments = "//" in raw or "/*" in raw
        super().__init__(path, raw, (lambda text: sources.uncommented(text, _LEXEME)) if has_comments else str)
        self.folder = path.rpartition("/")[0]
        """The package's folder; "" for the top."""

    @cached_property
    def package(self) -> str:
        """The package's name; empty where the file has none."""
        match = re.match(_PACKAGE, self.raw)
        return match[1] if match else ""

    @cached_property
    def has_main(self) -> bool:
        """Whether it is where a program begins."""
        return self.package == "main" and "func main()" in self.raw and bool(re.search(_MAIN, self.text))

    @property
    def only_generates(self) -> bool:
        """Whether it is a program that does nothing, for the sake of a comment for `go generate`."""
        return "//go:generate" in self.raw and bool(re.search(_IDLE, self.text))

    @cached_property
    def imports(self) -> tuple[str, ...]:
        """The import paths of the packages that it uses."""
        has_c = '"C"' in self.raw  # then a comment above the import holds C
        head = self.text if has_c else re.split(_DECLARATION, self.raw.partition("package ")[2], maxsplit=1)[0]
        return tuple(re.findall(_IMPORT, head))

    @cached_property
    def embeds(self) -> tuple[str, ...]:
        """The patterns of the files that become part of the program."""
        lines = re.findall(_EMBED, self.raw) if "//go:embed" in self.raw else ()
        matches = (match for line in lines for match in re.finditer(_EMBED_PATTERN, line))
        return tuple((match[1] or match[2] or match[3]).removeprefix("all:") for match in matches)


class Sources:
    """The sources of one program."""

    def __init__(self, project: Project, modules: Modules, folder: str) -> None:
        self.project, self.modules, self.folder = project, modules, folder
        self.read: list[Source] = []
        self.is_whole = True
        """Whether nothing was left out for its mere size."""

    @property
    def own(self) -> list[Source]:
        """Those of the package that begins it."""
        return [source for source in self.read if source.folder == self.folder]

    @property
    def module(self) -> Module:
        """The module that the program belongs to."""
        return self.modules.of(self.folder)

    @cached_property
    def needed(self) -> tuple[Module, ...]:
        """The modules that the sources are in; all of them where too many sources were there to read."""
        if not self.is_whole:
            return self.modules.all
        used = {self.modules.of(folder) for folder in {source.folder for source in self.read}}
        return tuple(module for module in self.modules.all if module in used)

    @cached_property
    def users(self) -> dict[str, list[Source]]:
        """The sources that import a package, by its path."""
        found: dict[str, list[Source]] = {}
        for source in self.read:
            for path in source.imports:
                found.setdefault(path, []).append(source)
        return found

    def using(self, *modules: str) -> list[Source]:
        """Return the sources that import one of these modules, of any major version, or a package in it."""
        pattern = re.compile(rf"(?:{'|'.join(map(re.escape, modules))})(?:[/.]v[0-9]{{1,3}})?(?:/|$)")
        found = {source.path for path, users in self.users.items() if pattern.match(path) for source in users}
        return [source for source in self.read if source.path in found] if found else []

    def first(self, *patterns: str, only: str = "") -> Found[str] | None:
        """Return the first group of the first pattern that is found in the first file, and where.

        Files without the text `only` are not looked at, which is faster.
        """
        return next(filter(None, (source.first(*patterns) for source in self.read if only in source.raw)), None)


class Reader:
    """Reads the Go files of one project, each once."""

    def __init__(self, project: Project, modules: Modules, tags: frozenset[str]) -> None:
        """Take the tags that the build is given."""
        self.project = project
        self.modules = modules
        self._tags = _TAGS | tags
        self._known: dict[str, Source | None] = {}

    @cached_property
    def folders(self) -> dict[str, list[str]]:
        """The files of each folder that may hold a package of ours: none for tests, and nothing of other modules."""
        ours = {module.folder for module in self.modules.all}
        starts = {"", *ours}
        found: dict[str, list[str]] = {}
        for path in self.project.files((".go", "go.mod")):
            folder, _, name = path.rpartition("/")
            if name == "go.mod":
                starts.add(folder)
            elif not re.search(_NOT_OURS, name) and "/_" not in f"/{folder}":
                found.setdefault(folder, []).append(path)
        owners = {folder: next(one for one in (folder, *around(folder), "") if one in starts) for folder in found}
        return {folder: paths for folder, paths in found.items() if owners[folder] in ours}

    def read(self, path: str) -> Source | None:
        """Return a file; None where a build for Linux does not take it, or it cannot be read."""
        if path not in self._known:
            is_other = "_" in path and re.search(_OTHER_SYSTEM, path)
            text = None if is_other else self.project.read(path)
            self._known[path] = Source(path, text) if text is not None and _is_built(text, self._tags) else None
        return self._known[path]

    def sources(self, folder: str) -> Iterator[Source]:
        """Yield the files of a package, the one with `main` in its name first."""
        paths = self.folders.get(folder, [])
        return filter(None, map(self.read, sorted(paths, key=lambda path: not path.endswith("main.go"))))

    def programs(self) -> tuple[str, ...]:
        """Return the folders with a program. Reads a limited number of folders, the likeliest first."""
        replacing = self.modules.replacing
        own = [folder for folder in self.folders if not replacing or self.modules.of(folder) not in replacing]
        likely = sorted(own, key=self._likelihood)[:MAX_LOOKED_INTO]

        def is_program(folder: str) -> bool:
            telling = (one.has_main for one in self.sources(folder) if one.has_main or one.package not in {"main", ""})
            return next(telling, False)

        found = sorted(filter(is_program, likely))
        has_others = found[:1] == [""] and found[1:]
        only_generates = has_others and any(one.only_generates for one in self.sources(""))
        return tuple(found[1:] if only_generates else found)

    def _likelihood(self, folder: str) -> tuple[bool, bool, int, str]:
        parts = folder.split("/")
        usual = not folder or "cmd" in parts or posixpath.join(folder, "main.go") in self.folders[folder]
        return not usual, "internal" in parts or "pkg" in parts, len(parts), folder

    def walk(self, folder: str) -> Sources:
        """Return a program's own package, and all that it imports, as far as that is ours."""
        found = Sources(self.project, self.modules, folder)
        waiting, size = [folder], 0
        packages: set[str] = set()
        for here in waiting:
            for source in self.sources(here):
                if len(found.read) >= MAX_FILES or size + len(source.raw) > MAX_BYTES:
                    found.is_whole = False
                    return found
                found.read.append(source)
                size += len(source.raw)
                needed = (self.modules.folder_of(package) for package in source.imports if package not in packages)
                new = dict.fromkeys(one for one in needed if one is not None and one in self.folders)
                waiting += [one for one in new if one not in waiting]
                packages.update(source.imports)
        return found


def _is_built(text: str, tags: frozenset[str]) -> bool:
    """Tell whether the constraints above the package clause let the build take the file."""
    if "build" not in text:
        return True
    head = re.split(r"(?m)^package\b", text, maxsplit=1)[0]
    if match := re.search(r"(?m)^//go:build[ \t]+(.*)$", head):
        return len(match[1]) > _MAX_CONSTRAINT or _holds(match[1], tags)
    return not re.search(r"(?m)^//[ \t]*\+build[ \t]+ignore\b", head)


def _holds(constraint: str, tags: frozenset[str]) -> bool:
    """Evaluate a constraint such as `linux && !(ignore || tools)`; a tag that is not asked for does not hold."""
    while inner := re.search(r"\(([^()]*)\)", constraint):
        constraint = f"{constraint[: inner.start()]}{int(_holds(inner[1], tags))}{constraint[inner.end() :]}"
    return any(all(_has_tag(tag.strip(), tags) for tag in some.split("&&")) for some in constraint.split("||"))


def _has_tag(tag: str, tags: frozenset[str]) -> bool:
    if tag.startswith("!"):
        return not _has_tag(tag[1:].strip(), tags)
    return tag in tags or tag.startswith("go1.")
