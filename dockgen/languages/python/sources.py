"""The Python files that may say how a program starts, and how they are imported."""

import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.kit import likely, sources
from dockgen.languages.kit.likely import Likely
from dockgen.reading.project import Project

LIKELY: Final = Likely(
    ".py",
    names=(
        *("asgi", "wsgi", "main", "app", "application", "server", "api", "web", "run", "streamlit_app", "Home"),
        *("__init__", "__main__", "celery", "worker", "tasks", "celery_app", "bot", "cli", "routes", "views", "urls"),
    ),
    beside=frozenset({"celery", "celery_app", "worker", "tasks", "bot", "cli", "manage", "seed", "db", "models"}),
    aside=frozenset(
        {"test", "tests", "testing", "docs", "doc", "examples", "example", "samples", "benchmarks", "migrations"}
        | {"env", "virtualenv", "site-packages", "scripts", "tools", "notebooks", "fixtures", "stubs", "typings"}
        | {"alembic", "demo"}
    ),
    no_program=r"(?:^|/)(?:setup|conftest|noxfile|fabfile|test_[^/]*|[^/]*_test|tests|conf|manage|gunicorn[^/]*)\.py$",
)
_SETTINGS: Final = r"(?:^|/)(?:settings|config)(?:/[^/]*)?\.py$"
_MOST_SETTINGS: Final = 9

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

    def imports(self, *modules: str) -> bool:
        """Tell whether it imports one of some modules, or something in it."""
        return bool(re.search(_IMPORTS.format("|".join(modules)), self.text))


Sources = likely.Sources[Source]


def settings(project: Project, found: Sources) -> Iterator[Source]:
    """Yield the modules of settings that are not among the likely files."""
    known = {source.path for source in found.read}
    named = [path for path in found.paths if re.search(_SETTINGS, path)][:_MOST_SETTINGS]
    return (Source(path, text) for path, text in sources.read(project, (one for one in named if one not in known)))
