"""Finds folders beside a package that its sources import from by a path, and not as a member of the workspace."""

import posixpath
import re
from collections.abc import Collection, Iterable
from itertools import islice
from typing import Final

from dockgen.languages.kit.paths import is_inside, is_plain
from dockgen.reading.gitignore import is_missing
from dockgen.reading.project import Project

_ENDS: Final = (".js", ".jsx", ".ts", ".tsx", ".mjs", ".vue", ".svelte")
_MOST: Final = 400
_IMPORT: Final = r"(?:\bfrom|\bimport|\brequire)\s{0,9}\(?\s{0,9}[\"'`]((?:\.\./){1,9}[\w@][\w@./-]{0,150})"


def of_folder(project: Project, folder: str, known: Collection[str]) -> tuple[str, ...]:
    """Return such folders of all sources in a folder, without what lies in the known ones."""
    paths = islice(project.sub(folder).files(_ENDS), _MOST)
    whole = (posixpath.join(folder, path) for path in paths)
    return of_texts(project, ((path, project.read(path) or "") for path in whole), (*known, folder))


def of_texts(project: Project, texts: Iterable[tuple[str, str]], known: Collection[str]) -> tuple[str, ...]:
    """Return such folders of some sources, each with its path."""
    found = {
        posixpath.dirname(posixpath.normpath(posixpath.join(posixpath.dirname(path), match[1])))
        for path, text in texts
        if "../" in text
        for match in re.finditer(_IMPORT, text)
    }
    near = {folder for folder in found if folder and not any(is_inside(folder, one) for one in known)}
    tops = {folder.partition("/")[0] for folder in near}
    return tuple(sorted(one for one in tops if one != ".." and is_plain(one) and not is_missing(project, one)))
