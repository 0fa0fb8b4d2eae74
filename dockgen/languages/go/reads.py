"""Which files `go mod download` reads, where they are all that it reads."""

import re
from collections.abc import Sequence

from dockgen.languages.language import Needs
from dockgen.reading.project import Project


def needs(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifests of one module; `GOFLAGS` and the like stay as they are."""
    text = (project.read("go.mod") if project.has("go.mod") else None) or ""
    local = re.search(r"=>\s*\.{1,2}/", text)
    if not text or local or project.has("go.work") or project.has("vendor/modules.txt") or words[3:]:
        return None
    return Needs(("go.mod", *(("go.sum",) if project.has("go.sum") else ())))
