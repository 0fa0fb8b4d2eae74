"""The Python files that may say how a program starts: the likely ones first, and no more than a few dozen."""

import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final, NamedTuple

from dockgen.languages.kit import sources
from dockgen.reading.project import Project

MAX_READ: Final = 50
"""The likeliest come first; what is not among so many is not where one looks for an app either."""

_LIKELY: Final = (
    *("asgi", "wsgi", "main", "app", "application", "server", "api", "web", "run", "streamlit_app", "Home"),
    *("__init__", "__main__", "celery", "worker", "tasks", "celery_app", "bot", "cli", "routes", "views", "urls"),
)
_BESIDE: Final = frozenset({"celery", "celery_app", "worker", "tasks", "bot", "cli", "manage", "seed", "db", "models"})
"""What uses the app and is not it: read with the likely ones, but the last of them to say how it starts."""
_ASIDE: Final = frozenset(
    {"test", "tests", "testing", "docs", "doc", "examples", "example", "samples", "benchmarks", "migrations", "alembic"}
    | {"env", "virtualenv", "site-packages", "scripts", "tools", "notebooks", "fixtures", "stubs", "typings", "demo"}
)
_NO_PROGRAM: Final = (
    r"(?:^|/)(?:setup|conftest|noxfile|fabfile|test_[^/]*|[^/]*_test|tests|conf|manage|gunicorn[^/]*)\.py$"
)
_SETTINGS: Final = r"(?:^|/)(?:settings|config)(?:/[^/]*)?\.py$"
_MOST_SETTINGS: Final = 9
_DEEPEST: Final = 3
"""src, package, api, file: what lies deeper is less likely, whatever its name."""

# Strings in three quotes, other strings, and comments, to tell a comment from a string that looks like one.
_LEXEME: Final = (
    r"(?s)(?P<comment>\"\"\".*?(?:\"\"\"|\Z)|'''.*?(?:'''|\Z)|\#[^\n]*)"
    r"|\"(?:\\.|[^\"\\\n])*\"?|'(?:\\.|[^'\\\n])*'?"
)
_IMPORTS: Final = r"(?m)^[ \t]{{0,80}}(?:from|import)[ \t]{{1,9}}(?:{})\b"


class Source(sources.Source):
    """One file, without its comments and its long strings."""

    def __init__(self, path: str, raw: str) -> None:
        super().__init__(path, raw, lambda text: sources.uncommented(text, _LEXEME))

    @property
    def folder(self) -> str:
        """Its folder, as "app/"; "" for the top."""
        return self.path[: self.path.rfind("/") + 1]

    @property
    def stem(self) -> str:
        """Its name without the suffix."""
        return self.path[self.path.rfind("/") + 1 : -len(".py")]

    def imports(self, *modules: str) -> bool:
        """Tell whether it imports one of some modules, or something in it."""
        return bool(re.search(_IMPORTS.format("|".join(modules)), self.text))


class Sources(NamedTuple):
    """The files of one program."""

    folder: str
    """The program's, as "packages/api/"; "" for the top."""
    paths: tuple[str, ...]
    """All of them, tests and examples too."""
    read: tuple[Source, ...]
    """The likely ones, read, best first."""

    def first(self, pattern: str) -> tuple[Source, re.Match[str]] | None:
        """Return the first place where a pattern is found."""
        found = ((source, match) for source in self.read if (match := re.search(pattern, source.text)))
        return next(found, None)

    def at(self, places: Iterable[str]) -> Source | None:
        """Return the file at the first of some paths that was read."""
        return next((source for place in places for source in self.read if source.path == place), None)

    def module_of(self, source: Source) -> tuple[str, str]:
        """Return how a file is imported, and the folder that has to be on the path for it; "" for the program's own.

        A file in a plain folder that imports its neighbors by their own names is run from that folder.
        """
        root, folder = self.folder, source.folder
        if source.path.startswith(f"{root}src/") and f"{root}src/__init__.py" not in self.paths:
            root = f"{root}src/"
        if folder != root and f"{folder}__init__.py" not in self.paths:
            inside = (path.removeprefix(folder) for path in self.paths if path.startswith(folder))
            neighbors = {path.removesuffix(".py").removesuffix("/__init__") for path in inside} - {source.stem}
            names = [re.escape(name) for name in sorted(neighbors) if "/" not in name]
            root = folder if names and source.imports(*names) else root
        parts = source.path[len(root) :].removesuffix(".py").split("/")
        if parts[-1] == "__init__" and len(parts) > 1:
            parts.pop()
        return ".".join(parts), root[len(self.folder) :].rstrip("/")


def find(project: Project, folder: str, others: Collection[str] = ()) -> Sources:
    """Read the likely files of the program in a folder.

    Args:
        project: the repository.
        folder: the program's, as "packages/api/"; "" for the top.
        others: folders inside that hold programs of their own.
    """
    aside = tuple(others)
    paths = [one for one in project.files(".py") if one.startswith(folder) and not (aside and one.startswith(aside))]
    likely = [path for path in paths if _is_likely(path[len(folder) :])]
    likely.sort(key=lambda path: _rank(path[len(folder) :]))
    read = sorted(_read(project, likely[:MAX_READ]), key=lambda source: source.stem in _BESIDE)
    return Sources(folder, tuple(paths), tuple(read))


def settings(project: Project, found: Sources) -> Iterator[Source]:
    """Yield the modules of settings that are not among the likely files."""
    known = {source.path for source in found.read}
    named = [path for path in found.paths if re.search(_SETTINGS, path)][:_MOST_SETTINGS]
    return _read(project, (path for path in named if path not in known))


def _read(project: Project, paths: Iterable[str]) -> Iterator[Source]:
    return (Source(path, text) for path, text in sources.read(project, paths))


def _is_likely(path: str) -> bool:
    return _ASIDE.isdisjoint(path.split("/")[:-1]) and not re.search(_NO_PROGRAM, path)


def _rank(path: str) -> tuple[int, int, str]:
    """Order by how likely a file's name is, then by depth."""
    depth, stem = path.count("/"), path[path.rfind("/") + 1 : -len(".py")]
    likely = _LIKELY.index(stem) if stem in _LIKELY else len(_LIKELY)
    return (likely if depth <= _DEEPEST else likely + len(_LIKELY), depth, path)
