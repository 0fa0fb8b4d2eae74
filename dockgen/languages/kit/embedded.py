"""Files that a compiler takes into the program: which of them have to be made first, and which no build will see."""

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase

from dockgen.errors import printable
from dockgen.reading.gitignore import is_missing
from dockgen.reading.project import Project
from dockgen.records import NamedTuple
from dockgen.secrets.let_in import is_kept_out
from dockgen.secrets.secret_names import named


class Embedded(NamedTuple):
    """What a source embeds."""

    pattern: str
    """Files or a folder, from the top; it may have wildcards."""
    path: str
    """The source's own path."""

    @property
    def folder(self) -> str:
        """What stands before the first wildcard, as far as it is whole."""
        fixed = re.split(r"[*?\[]", self.pattern)[0]
        return fixed.rstrip("/") if fixed == self.pattern else posixpath.dirname(fixed)

    def is_missing(self, project: Project) -> bool:
        """Tell whether it is a folder that is no part of the repository, but for a placeholder."""
        return bool(self.folder) and is_missing(project, self.folder)

    def warn(self, project: Project) -> None:
        """Warn where `.dockerignore` keeps some of it out of the build."""
        path = next((path for path in self._files(project) if is_kept_out(project, path)), None)
        if path is not None:
            project.warn(
                printable(
                    f"{self.path} embeds {path}, which .dockerignore keeps out of the build: "
                    "give it at run time, or take it out of .dockerignore"
                )
            )

    def _files(self, project: Project) -> Iterator[str]:
        """Yield the files that a pattern takes; the pattern itself where no such file is there."""
        if self.folder != self.pattern:
            names = [path for path in project.files("") if fnmatchcase(path, self.pattern)]
            yield from names or [self.pattern]
        elif named(self.pattern) or not project.has(self.folder):
            yield self.pattern
        else:
            yield from (path for path in project.files("") if path.startswith(f"{self.folder}/"))
