"""One front end: what its folder says, and how it is built and run.

Its configuration files are programs, so only texts that stand in them as they are can be understood.
"""

import re
from collections.abc import Mapping
from typing import Final, Literal, NamedTuple

from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit.comments import without_comments
from dockgen.model.note import Note
from dockgen.reading.project import Project

ENDINGS: Final = (".js", ".mjs", ".ts", ".cjs", ".mts", ".cts")

Kind = Literal["server", "static", "spa"]
"""server: node runs it; static: files, a page each; spa: one page, whose script reads the path."""


class Web(NamedTuple):
    """How the app of one folder is built and run. Paths are relative to that folder."""

    framework: str
    title: str
    kind: Kind
    source: str = ""
    """Where it was seen."""
    output: str = ""
    """static, spa: the folder that is served."""
    base: str = "/"
    """static, spa: the path under which it is served."""
    fallback: str = "index.html"
    """spa: its one page."""
    hashed: str = ""
    """static, spa: a regular expression of paths whose names change with their content."""
    build: str = ""
    """The script of package.json that builds it; empty where there is none."""
    build_command: tuple[str, ...] = ()
    """What builds it where no script does; the first word is a program of node_modules/.bin."""
    build_env: Mapping[str, str] = {}
    caches: tuple[str, ...] = ()
    """Folders that are worth keeping from build to build, and are no part of the result."""
    arguments: tuple[str, ...] = ()
    """Public variables that are baked in when it is built."""
    secrets: tuple[str, ...] = ()
    """More of them, with names that look like a secret's."""
    env_files: tuple[str, ...] = ()
    """The files with public variables that are part of the repository and that its build reads."""
    copies: tuple[tuple[str, str], ...] = ()
    """server: what runs, and where it goes in the working directory of the last stage, or absolute, in the image."""
    modules: bool = False
    """server: whether the production dependencies are needed beside what was built."""
    start: tuple[str, ...] = ()
    """The command, in exec form; nginx for static and spa."""
    why: str = ""
    """server without `start`: why nothing can be started; empty where the project's own start script knows how."""
    port: int = 3000
    env: Mapping[str, str] = {}
    health: str | None = None
    """A path that answers while all is well."""
    writes: tuple[str, ...] = ()
    """server: what it writes to, beside /tmp."""
    handles_sigterm: bool = False
    notes: tuple[Note, ...] = ()
    """What a person should know."""


class Config(NamedTuple):
    """A configuration file without its comments; no text where there is none."""

    name: str
    text: str

    def value(self, key: str) -> str | None:
        """Return the text that a key has, if it stands there as it is."""
        pattern = rf"(?<![\w.$-])([\"']?){key}\1\s{{0,20}}:\s{{0,20}}([\"'`])([^\"'`\n$]{{0,200}})\2"
        match = re.search(pattern, self.text)
        return match[3] if match else None

    def says(self, pattern: str) -> bool:
        """Tell whether a regular expression is found in it."""
        return re.search(pattern, self.text) is not None


class App(NamedTuple):
    """One app's folder, and what its package.json says."""

    project: Project
    """The view of just that folder."""
    dependencies: frozenset[str]
    production: frozenset[str]
    """Those of them that are no mere tools."""
    scripts: Mapping[str, str]
    homepage: str

    def config(self, *stems: str) -> Config:
        """Return the first configuration file of those names that is there, with whatever ending."""
        names = frozenset(self.project.entries())
        for name in (stem + ending for stem in stems for ending in ENDINGS):
            if name in names and (text := self.project.read(name)) is not None:
                return Config(name, without_comments(text, commas=False))
        return Config("package.json", "")

    def script(self, name: str) -> str:
        """Return a script together with those that it runs."""
        text = self.scripts.get(name, "")
        words = frozenset(text.split())
        return "\n".join([text, *(other for key, other in self.scripts.items() if key in words and key != name)])

    def flag(self, *names: str) -> str | None:
        """Return the value of a flag in any script that builds."""
        pattern = rf"(?:^|\s)(?:{'|'.join(names)})[ =]([^\s;&|]{{1,200}})"
        found = (re.search(pattern, text) for key, text in self.scripts.items() if "build" in key)
        return next((match[1].strip("\"'") for match in found if match), None)

    def first(self, *paths: str) -> str | None:
        """Return the first of the paths that is there."""
        return next((path for path in paths if self.project.has(path)), None)


def read_app(project: Project, manifest: Manifest) -> App:
    """Return what the folder of a package.json says of a front end."""
    dependencies, production = frozenset(manifest.dependencies), frozenset(manifest.production)
    homepage = manifest.text("homepage") or ""
    return App(project.sub(manifest.folder), dependencies, production, manifest.scripts, homepage)
