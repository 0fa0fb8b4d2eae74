"""One front end: what its folder says, and how it is built and run.

Its configuration files are programs, so only texts that stand in them as they are can be understood.
"""

import posixpath
import re
from collections.abc import Iterator, Mapping
from itertools import chain
from typing import Final, Literal

from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit.comments import without_comments
from dockgen.model.note import Note
from dockgen.model.values import HARMLESS_NAME, SENSITIVE_NAME
from dockgen.reading.gitignore import is_ignored_from_top
from dockgen.reading.project import Project
from dockgen.records import NamedTuple
from dockgen.secrets.secret_forms import names_secret

ENDINGS: Final = (".js", ".mjs", ".ts", ".cjs", ".mts", ".cts")

Kind = Literal["server", "static", "spa"]
"""server: node runs it; static: files, a page each; spa: one page, whose script reads the path."""


class Web(NamedTuple):
    """How the app of one folder is built and run. Paths are relative to that folder."""

    framework: str
    title: str
    kind: Kind
    source: str = ""
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
    helper: tuple[str, str] = ("", "")
    """server: the folder in which its build installs a package that serves what was built, and that package."""
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
    writes: tuple[str, ...] = ()
    """server: what it writes to, beside /tmp."""
    handles_sigterm: bool = False
    notes: tuple[Note, ...] = ()


_PIECE: Final = r"[\"'`][\w@.${}/-]{1,200}[\"'`]"
CHAIN: Final = rf"{_PIECE}(?:[\s)]{{0,9}}[,/+][\s(]{{0,9}}{_PIECE}){{0,5}}"
"""Texts in quotes that a call or a slash joins to one path."""


def pieces(chain: str) -> list[str]:
    """Return the texts of a chain."""
    return [text[1:-1] for text in re.findall(_PIECE, chain)]


class Config(NamedTuple):
    """A configuration file without its comments; no text where there is none."""

    name: str
    text: str

    def value(self, key: str) -> str | None:
        """Return the text that a key has, if it stands there as it is."""
        pattern = rf"(?<![\w.$-])([\"']?){key}\1\s{{0,20}}:\s{{0,20}}([\"'`])([^\"'`\n$]{{0,200}})\2"
        match = re.search(pattern, self.text)
        return match[3] if match else None

    def path(self, key: str) -> str | None:
        """Return the path that a key has: a text, or what a call such as `path.resolve(__dirname, "x")` joins."""
        pattern = rf"(?<![\w.$-])([\"']?){key}\1\s{{0,20}}:\s{{0,20}}(?:[\w.]{{1,40}}\([\w.()\s,]{{0,80}}?)?({CHAIN})"
        match = re.search(pattern, self.text)
        path = posixpath.normpath(posixpath.join(*pieces(match[2]))) if match else ""
        return path if path and "$" not in path else None

    def says(self, pattern: str) -> bool:
        """Tell whether a regular expression is found in it."""
        return re.search(pattern, self.text) is not None


class App(NamedTuple):
    """One app's folder, and what its package.json says."""

    project: Project
    """The view of just that folder."""
    manifest: Manifest
    dependencies: frozenset[str]
    """All its packages, and those of the workspace that its build calls."""

    @property
    def scripts(self) -> Mapping[str, str]:
        """The scripts of its package.json."""
        return self.manifest.scripts

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
    return App(project.sub(manifest.folder), manifest, frozenset(manifest.dependencies))


MAX_SOURCES: Final = 200
"""How many files are searched for names of public variables; a larger app says them in its .env.example."""
FILES: Final = (".env", ".env.production")
"""Files of values for all machines; `.env.local` and the like are for one."""

_EXAMPLES: Final = (".env.example", ".env.sample", ".env.template", ".env.dist", ".env.production", ".env")
_SOURCES: Final = (".js", ".jsx", ".mjs", ".ts", ".tsx", ".vue", ".svelte", ".astro")
_LINE: Final = r"(?m)^[ \t]{0,9}(?:export[ \t]{1,9})?([A-Za-z_]\w{0,80})[ \t]{0,9}=[ \t]{0,9}(.{0,500})"
_CREDENTIALS: Final = r"://[^\s/@]{0,200}:[^\s/@]{1,200}@"
_IMPORTS: Final = r"\bimport\s{0,9}\{([^{}]{0,2000})\}\s{0,9}from\s{0,9}[\"']\$env/static/public[\"']"


def with_public_variables(app: App, prefix: str, web: Web) -> Web:
    """Add the public variables that the app bakes in."""
    if not prefix or (web.framework == "nuxt" and web.kind == "server"):  # whose server reads them when it starts
        return web
    names = sorted({*_in_env_files(app, prefix), *_in_sources(app, prefix)})
    secrets = tuple(name for name in names if re.search(SENSITIVE_NAME, name) and not re.search(HARMLESS_NAME, name))
    folder = app.config("vite.config").value("envDir") or "."
    paths = (posixpath.normpath(posixpath.join(folder, name)) for name in FILES)
    return web._replace(
        arguments=tuple(name for name in names if name not in secrets),
        secrets=secrets,
        env_files=tuple(path for path in paths if app.project.has(path) and _is_public(app, path, prefix, web)),
    )


def _in_env_files(app: App, prefix: str) -> Iterator[str]:
    pattern = rf"(?m)^\s{{0,9}}(?:export\s{{1,9}})?({prefix}[A-Z][A-Z0-9_]{{0,80}})\s{{0,9}}="
    held = frozenset(app.project.entries())
    for name in (name for name in _EXAMPLES if name in held):
        yield from re.findall(pattern, app.project.read(name) or "")


def _in_sources(app: App, prefix: str) -> Iterator[str]:
    """Find `env.NAME`, `env["NAME"]`, and what SvelteKit imports from `$env/static/public`."""
    pattern = rf"\benv\??(?:\.|\[[\"'])({prefix}[A-Z][A-Z0-9_]{{0,80}})\b"
    for _, path in zip(range(MAX_SOURCES), app.project.files(_SOURCES), strict=False):
        text = app.project.read(path) or ""
        if "env" in text:
            yield from re.findall(pattern, text)
            for names in re.findall(_IMPORTS, text):
                yield from re.findall(rf"\b{prefix}[A-Z][A-Z0-9_]{{0,80}}\b", names)


def _is_public(app: App, path: str, prefix: str, web: Web) -> bool:
    """Tell whether a build may read a file: Git shows it to everyone, and nothing in it looks like a secret.

    A server's may hold public variables alone, as the server could read all.
    """
    text = app.project.read(path) or ""
    pairs = re.findall(_LINE, text)
    public = [name for name, _ in pairs if name.startswith(prefix)]
    if not public or is_ignored_from_top(app.project, path) or (web.kind == "server" and len(public) < len(pairs)):
        return False
    named = (name for name, value in pairs if names_secret(name) and value.strip("\"' \t\r"))
    held = (name for name, value in pairs if re.search(_CREDENTIALS, value))
    reason = next((f"{name} may be a secret" for name in chain(named, held)), "")
    if not reason:
        from dockgen.secrets import secret_files  # noqa: PLC0415 - few projects have such a file

        reason = next((f"it holds {one}" for one in secret_files.found_in(path, text)), "")
    if reason:
        where = posixpath.normpath(posixpath.join(app.project.path, path))
        app.project.warn(f"{where} stays out of the build, although {public[0]} is public: {reason}")
    return not reason
