"""Finds the front end that a program's own sources serve, and that is no part of the repository until it is built."""

import posixpath
import re
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import Final

from dockgen.languages.javascript import front_end_output as output
from dockgen.languages.javascript.front_end import is_built, read
from dockgen.languages.javascript.manifest import FILE, Manifest
from dockgen.languages.javascript.web_app import CHAIN, pieces
from dockgen.languages.kit.paths import around, is_inside, is_plain
from dockgen.model.found import Found
from dockgen.model.front_end import FrontEnd
from dockgen.reading.gitignore import is_missing
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_ASIDE: Final = frozenset(
    {"test", "tests", "docs", "doc", "website", "example", "examples", "demo", "demos", "storybook", "e2e", "cypress"}
    | {"playground", "benchmark", "benchmarks", "templates", "fixtures", "scripts", "tools", ".github"}
)
_MOST_FOLDERS: Final = 50
MOST_SOURCES: Final = 400
_STATIC: Final = frozenset({"static", "staticfiles", "assets", "public", "templates", "www", "dist", "build"})
_SERVES: Final = (
    r"\bstatic|send_from_directory|send_file|sendFile|StaticFiles|FileResponse|STATICFILES|TEMPLATES|[sS]erveStatic"
    r"|sirv|WHITENOISE"
)
_USUAL: Final = ("client", "frontend", "web", "ui", "webapp", "www", "site", "dashboard")
_FOLDERS_OF_APPS: Final = ("static", "templates")


class Program(NamedTuple):
    """What may serve a front end."""

    project: Project
    """The build context."""
    sources: Sequence[str]
    """Its files, from there."""
    has_static: bool
    """Whether what lies in folders `static` and `templates` beside its modules is served without being named."""


def find(program: Program, folders: Sequence[str]) -> tuple[FrontEnd, Manifest, str] | None:
    """Return the first front end of some folders that the program serves, its package.json, and where that is seen."""
    packages = (package for folder in folders if (package := is_built(program.project, folder)))
    return next((found for package in packages if (found := _of(program, package))), None)


def warn_of_what_is_beside(project: Project, sources: Sequence[str]) -> None:
    """Say it where the sources name what a folder beside the project builds: no build of the project can see that."""
    program = Program(project, sources, has_static=False)
    folders = tuple(f"../{name}/" for name in _USUAL if project.has(f"../{name}/{FILE}"))
    folders += ("../build/", "../dist/") if project.has(f"../{FILE}") else ()
    if folders and (found := _outside(_Texts(program, ""), folders)):
        file, path = (posixpath.normpath(posixpath.join(project.path, one)) for one in found)
        here = f"{project.path}/"
        project.warn(
            f"{file} names {path}, which is outside of {here} and so of the build context: it is not in the image."
            f" Let it be built into {here}, or make one project of both"
        )


def _outside(texts: "_Texts", folders: tuple[str, ...]) -> tuple[str, str] | None:
    """Return a file, and what it names in one of some folders beside the project."""
    for file, text in texts.all:
        for match in re.finditer(CHAIN, text) if ".." in text else ():
            path = "/".join(pieces(match[0])).lstrip("/")
            for start in (posixpath.dirname(file), ""):
                outside = posixpath.normpath(posixpath.join(start, path))
                if f"{outside}/".startswith(folders) and not texts.program.project.has(outside):
                    return file, outside
    return None


@lru_cache(maxsize=8)
def candidates(project: Project) -> tuple[str, ...]:
    """Return the folders with a package.json, the top first; none where there are too many to look at each."""
    found = [folder for folder, _ in project.folders_with({FILE}) if _ASIDE.isdisjoint(folder.split("/"))]
    found = found if len(found) <= _MOST_FOLDERS else []
    return tuple(sorted(found, key=lambda folder: (folder.count("/") if folder else -1, folder)))


def _of(program: Program, package: Manifest) -> tuple[FrontEnd, Manifest, str] | None:
    named = output.named(program.project, package)
    missing = [path for path in named if is_missing(program.project, path)]
    if named and not missing:
        return None
    texts = _Texts(program, package.folder)
    folders = [posixpath.dirname(path) if re.search(r"\.\w{1,5}$", path) else path for path in missing]
    common = posixpath.commonpath(folders) if folders else ""
    likely = [common] if common and not is_inside(package.folder, common) else []
    for path in (*likely, *_guessed(texts, package)):
        if source := _served(texts, package, path):
            front_end = read(program.project, package, path, path)
            kept = tuple(folder for folder in front_end.removed if not texts.names_inside(folder, path))
            manifest = () if kept == front_end.removed else (package.path,)
            return front_end._replace(removed=(*kept, *manifest)), package, source
    return None


def _guessed(texts: "_Texts", package: Manifest) -> Iterator[str]:
    """Yield the folders that the sources name, that are missing, and that the build's configuration names too."""
    project = texts.program.project
    for path in dict.fromkeys(path for file, text in texts.all for path in _paths(file, text)):
        name = posixpath.basename(path)
        is_output = name in {"dist", "build"} and is_inside(path, package.folder) and path != package.folder
        if is_output and is_plain(path) and is_missing(project, path) and output.mentions(project, package, name):
            yield path


def _served(texts: "_Texts", package: Manifest, path: str) -> str:
    """Say where it is seen that a folder is served; nothing where it is not."""
    held = {posixpath.dirname(source) for source in texts.program.sources} if texts.program.has_static else set()
    for folder in reversed([path, *around(path)]):
        if posixpath.basename(folder) in _FOLDERS_OF_APPS and posixpath.dirname(folder) in held:
            return f"{folder} serves it"
    above = (one for one in around(path) if posixpath.basename(one) in _STATIC and not is_inside(package.folder, one))
    return next((source for each in (path, *above) if (source := texts.naming(each))), "")


class _Texts:
    """The program's sources, without those of the front end, read once."""

    def __init__(self, program: Program, folder: str) -> None:
        self.program = program
        paths = [path for path in program.sources if not (folder and is_inside(path, folder))][:MOST_SOURCES]
        self.all = [(path, text) for path in paths if (text := program.project.read(path))]

    def naming(self, path: str) -> str:
        """Return the file that names a path, or something in it; or that serves something and names each part."""
        if found := self._first(lambda named: is_inside(named, path), path):
            return found
        parts = [rf"[\"'`/]{re.escape(part)}[\"'`/]" for part in path.split("/")]
        for file, text in self.all if parts[1:] else ():
            if all(re.search(part, text) for part in parts) and re.search(_SERVES, text):
                return file
        return ""

    def names_inside(self, folder: str, but: str) -> bool:
        """Tell whether a file names something that is there in a folder, other than what is built."""

        def is_meant(named: str) -> bool:
            is_apart = not is_inside(named, but) and not is_inside(but, named)
            return named.startswith(f"{folder}/") and is_apart and self.program.project.has(named)

        return bool(self._first(is_meant, folder))

    def _first(self, is_meant: Callable[[str], bool], path: str) -> str:
        name = posixpath.basename(path)
        named = (file for file, text in self.all if name in text and any(map(is_meant, _paths(file, text))))
        return next(named, "")


def _paths(file: str, text: str) -> Iterator[str]:
    """Yield the paths that stand in a source, from each folder that they may be meant from."""
    bases = ["", *reversed([*around(file)])]
    for match in re.finditer(CHAIN, text):
        parts = pieces(match[0])
        for start in range(len(parts)):
            for end in range(start + 1, len(parts) + 1):
                path = re.sub(r"\$?\{[^{}]{0,100}\}", "", "/".join(parts[start:end]))
                path = posixpath.normpath(re.sub(r"^(?:\.{0,2}/)+", "", path))
                yield from (posixpath.join(base, path) for base in bases if path not in {"..", "."})


def of_server(project: Project, folder: str, sources: Sequence[str]) -> Found[FrontEnd | None]:
    """Return the front end that a server in another language serves; warn of one whose build would not run.

    The server's own folder is like "packages/api/"; "" is the top.
    """
    program = Program(project, sources, has_static=True)
    if not any(f"{path}/".startswith(folder) for path, _ in project.folders_with({FILE})):
        return Found(None, f"no {FILE}")
    known = candidates(project)
    folders = [path for path in known if f"{path}/".startswith(folder) or _leads_to(project, path, folder)]
    if one := find(program, folders):
        front_end, package, source = one
        return Found(front_end, f"{source}; {package.path}, scripts.build makes {front_end.built}")
    for path in folders:
        _warn(project, path, is_beside=path == folder.rstrip("/"))
    return Found(None, "no front end of which the sources say where it is served")


def _leads_to(project: Project, path: str, folder: str) -> bool:
    """Tell whether a package's build leaves its files in a folder."""
    package = is_built(project, path)
    return package is not None and any(one.startswith(folder) for one in output.named(project, package))


def _warn(project: Project, folder: str, *, is_beside: bool) -> None:
    """Warn where a build is not run: of the package.json beside the program, or of one that builds elsewhere."""
    if (package := is_built(project, folder)) is None:
        return
    named = output.named(project, package)
    missing = [path for path in named if is_missing(project, path)]
    is_elsewhere = any(not f"{path}/".startswith(f"{folder}/") for path in missing)
    if (missing or not named) and (is_beside or is_elsewhere):
        made = f"what it makes ({', '.join(missing)})" if missing else "what it makes"
        project.warn(
            f"{package.path} has a build script, which is not run: {made} is not in the image. If the"
            " program serves it, let the build leave it in a folder that the program's sources name, or commit it"
        )
