"""Plain files: HTML that needs no build, at the top of the project or in the folder that a generator left."""

import re
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final, Literal

from dockgen.errors import FileError
from dockgen.languages.kit.paths import plain
from dockgen.languages.kit.tables import read_json, table
from dockgen.model.found import Found
from dockgen.model.note import Note
from dockgen.model.program import Program, own_of
from dockgen.model.recipe import Recipe
from dockgen.model.steps import Copy, Stage, WebServerConfig
from dockgen.reading.project import Project
from dockgen.records import NamedTuple
from dockgen.secrets.let_in import served

if TYPE_CHECKING:
    from dockgen.languages.language import Editing, Tooling
    from dockgen.model.plan import Choices
    from dockgen.services.clients import Clients

NAME: Final = "static"
BASES: dict[str, str] = {"nginx": "a web server: compression, caching, a plain user; nothing else to run"}
UNNEEDED: dict[str, str] = {
    "cache": "nothing is installed",
    "strip": "nothing is compiled",
    "multi-stage": "nothing is built",
    "minimal-base": "the web server's own image is the base",
    "https": "the proxy in front of it serves TLS",
    "cross-build": "nothing is compiled",
}
LOOKED_FOR: Final = "index.html"


class Site(NamedTuple):
    """What only a static site has."""

    root: Found[str]
    """The folder of the first page."""
    mode: Found[Literal["pages", "spa"]]
    """Whether each path is a page, or all are answered by the first one."""
    hashed: Found[bool]
    """Whether names of files change with their content."""
    markdown: Found[bool]
    """Whether a script in the browser reads Markdown."""


SAMPLE: Final = Program(
    version=Found(None, "plain files"),
    name=Found(None, "plain files"),
    mains=Found((), "plain files"),
    serves=Found(value=True, source="index.html"),
    port=Found(8080, "the web server's own"),
    port_env=Found(value=False, source="the web server reads no PORT"),
    health=Found("/healthz", "the web server's own"),
    outbound=Found(value=False, source="plain files"),
    libc=Found(value=False, source="plain files"),
    services=Found((), "plain files"),
    start=Found("nginx -g daemon off;", "the web server's own"),
    own=Site(
        root=Found(".", "index.html"),
        mode=Found("pages", "404.html"),
        hashed=Found(value=False, source="no file with a hash in its name"),
        markdown=Found(value=False, source="no script that reads Markdown"),
    ),
)

ROOTS: Final = (".", "public", "dist", "_site", "site", "docs", "build", "www", "html")
"""Where a site's first page may lie, best first."""

START: Final = ("nginx", "-g", "daemon off;")
HEALTH_PATH: Final = "/healthz"

_SETTINGS: Final = ("Staticfile", "static.json")
"""What other tools read, with the folder that is served, and whether one page answers all paths."""
_ROOT: Final = r"(?m)(?:^|[{,])[ \t]{0,9}\"?root\"?[ \t]{0,9}:[ \t]{0,9}\"?([\w./-]{1,200})"
_SPA: Final = r"(?m)^pushstate:[ \t]{0,9}enabled\b|\"/\*\*\"\s{0,9}:\s{0,9}\"/?index\.html\""

# Generators' own files: `index.html` beside them may be no page but their input.
_GENERATORS: Final = ("mkdocs.yml", "mkdocs.yaml", "hugo.toml", "hugo.yaml", "book.toml", "_config.yml", "Trunk.toml")

_MAX_PAGE: Final = 100_000
"""How much of the first page is looked at: what tells something stands at its beginning."""

# What the bundlers leave: an empty element that the script fills, and names that change with the content.
_EMPTY_ROOT: Final = (
    r"<(?:div|main)\b[^>]{0,200}\bid=[\"']?(?:root|app|main)\b[^>]{0,200}>\s{0,200}</"
    r"|<app-root\b[^>]{0,200}>\s{0,200}</"
)
_MODULE: Final = r"<script\b[^>]{0,200}\btype=[\"']?module\b"
_HASHED: Final = r"[\"'](?:\./|/)?assets/[\w.-]{1,100}[.-][\w-]{8}\.(?:js|css)[\"']"
_MARKDOWN: Final = r"(?i)\bdocsify\b|\bremark(?:js)?\b|[\"'][\w./-]{1,200}\.md[\"']"


def detect(project: Project) -> str | None:
    """Return where the first page is, and where else it could be; None where something has to be built first."""
    if (named := _settings(project)[0]).value:
        return f"{_page(named.value)} ({named.source})"
    found = [_page(root) for root in ROOTS if project.has(_page(root))]
    if not found or _is_built(project):
        return None
    return found[0] if len(found) == 1 else f"{found[0]}, before {', '.join(found[1:])}"


def nearly(project: Project) -> str | None:
    """Name a page that is not called index.html, or a generator whose result is not there."""
    generator = next((name for name in _GENERATORS if project.has(name)), None)
    if generator:
        return f"{generator} is here, but not the site that is built from it: build it, then run again"
    first = next(project.files((".html", ".htm")), None)
    return f"{first} is here, but no index.html at the top or in {', '.join(ROOTS[1:])}" if first else None


def inspect(project: Project, main: str | None) -> Program:  # noqa: ARG001 - a site has no programs to choose from
    """Look at the first page.

    Raises:
        FileError: there is none.
    """
    named, spa = _settings(project)
    root = named.value or next((root for root in ROOTS if project.has(_page(root))), None)
    if root is None:
        raise FileError("there is no index.html", "Make one, then run again.")
    page = _page(root)
    text = (project.read(page) or "")[:_MAX_PAGE]
    site = Site(
        root=Found(root, named.source or page),
        mode=spa or _mode(project, root, text),
        hashed=_searched(_HASHED, text, page, "no file with a hash in its name"),
        markdown=_searched(_MARKDOWN, text, page, "no script that reads Markdown"),
    )
    return SAMPLE._replace(name=_name(project), serves=Found(value=True, source=page), own=site)


def impossible(program: Program) -> Mapping[str, str]:  # noqa: ARG001 - of the protocol
    """Return nothing: there is one base."""
    return {}


def recipe(plan: "Choices") -> "Recipe":
    """Return what is served, and how."""
    site = own_of(plan.program, Site)
    folder = "" if site.root.value == "." else f"{site.root.value}/"
    hashed = "^/assets/" if site.hashed.value else ""
    config = WebServerConfig(site.mode.value, hashed, served(plan.program, folder))
    files = Copy((folder or ".",), "/srv/www/", chmod="u=rwX,go=rX", notes=(Note("readable-files"),))
    stage = Stage(((config,), (files,)), "final", Note("static-image"), is_last=True)
    return Recipe(stages=(stage,), start=START)


def probe(plan: "Choices", path: str | None) -> tuple[str, ...] | None:
    """Ask with busybox, which the web server's image has."""
    return ("wget", "-q", "--spider", f"http://127.0.0.1:{plan.port}{path or HEALTH_PATH}")


def _settings(project: Project) -> tuple[Found[str | None], Found[Literal["pages", "spa"]] | None]:
    """Return the root that such a file names, if its first page is there, and whether one page answers all paths."""
    for path in (one for one in _SETTINGS if project.has(one)):
        text = project.read(path) or ""
        root = plain(match[1]) if (match := re.search(_ROOT, text)) else ""
        is_there = root and project.has(_page(root))
        spa: Found[Literal["pages", "spa"]] | None = Found("spa", path) if re.search(_SPA, text) else None
        return Found(root if is_there else None, path if is_there else ""), spa
    return Found(None, ""), None


def _page(root: str) -> str:
    return "index.html" if root == "." else f"{root}/index.html"


def _is_built(project: Project) -> bool:
    """Tell whether a build makes the site, so that what lies here is its input, or its last result."""
    scripts = table(read_json(project, "package.json"), "scripts")
    return any(re.fullmatch(r"(?:.{1,40}:)?build(?:[:-].{1,40})?", key) for key in scripts)


def _name(project: Project) -> Found[str | None]:
    """Take the domain of a CNAME file, as GitHub Pages does."""
    domain = project.read("CNAME") or ""
    match = re.match(r"\s{0,20}(?:www\.)?([a-z0-9-]{1,63})\.", domain, re.ASCII)
    return Found(match[1], "CNAME") if match else SAMPLE.name


def _mode(project: Project, root: str, text: str) -> Found[Literal["pages", "spa"]]:
    """Tell one page with a script that reads the path from a site of pages."""
    folder = "" if root == "." else f"{root}/"
    if project.has(f"{folder}404.html"):
        return Found("pages", f"{folder}404.html")
    other = next((path for path in _pages(project, folder) if path != _page(root)), None)
    if other:
        return Found("pages", other)
    if re.search(_EMPTY_ROOT, text) and re.search(_MODULE, text):
        return Found("spa", _page(root))
    return Found("pages", _page(root))


def _pages(project: Project, folder: str) -> Iterator[str]:
    return (path for path in project.files(".html") if path.startswith(folder))


def _searched(pattern: str, text: str, page: str, otherwise: str) -> Found[bool]:
    match = re.search(pattern, text)
    if match is None:
        return Found(value=False, source=otherwise)
    return Found(value=True, source=f"{page}:{text.count(chr(10), 0, match.start()) + 1}")


def tooling() -> "Tooling":
    """Return what checks and fixes need to know of its tools."""
    from dockgen.languages import static_tools  # noqa: PLC0415 - only an audit needs it

    return static_tools.TOOLING


def clients() -> "Clients":
    """Return its packages that talk to databases and queues."""
    from dockgen.languages import static_tools  # noqa: PLC0415 - only where there is a project

    return static_tools.CLIENTS


def editing() -> "Editing":
    """Return how one edits its sources."""
    from dockgen.languages import static_tools  # noqa: PLC0415 - only the ladder needs it

    return static_tools.EDITING
