"""Which tool installs a project's dependencies, from which files, and what it depends on; uv workspaces."""

import posixpath
import re
from collections.abc import Iterable, Iterator, Mapping
from fnmatch import fnmatchcase
from typing import Final

from dockgen.languages.kit import tables, workspaces
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.registry_variables import allowed
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import Table, at, read_toml, table, text, texts
from dockgen.languages.python import conda, groups, inline, requirements, spaces
from dockgen.languages.python.groups import Groups
from dockgen.languages.python.requirements import Manager, Requirement, is_git, normalised, parse, parse_all
from dockgen.model.note import Note
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_FOLDER_NAMES: Final = ("production", "prod", "deploy", "base", "common", "main", "requirements")
REQUIREMENT_FILES: Final = (
    *("requirements.txt", *(f"requirements/{name}.txt" for name in _FOLDER_NAMES), "requirements-prod.txt"),
    *("requirements-production.txt", "requirements.prod.txt", "requirements_prod.txt"),
    *("requirements/production.in", "requirements.in"),
)
"""Best first: what Heroku and most tutorials read, then what is for production by its name."""
_LIKE_REQUIREMENTS: Final = r"(?i)(?:python-|pip-?)?(?:pip|reqs?|require|deps|dependencies|env|environment)\.txt"
_REQUIREMENT: Final = r"[ \t]*(?:#.*|-.*|[A-Za-z][\w.-]{0,99}(?:\[[\w,. -]{0,99}\])?[ \t]*(?:[<>=!~;@].*|#.*)?)?"

_TYPES: Final[Mapping[str, type]] = {
    **dict.fromkeys(("project.name", "project.requires-python"), str),
    **dict.fromkeys(("project.dependencies", "build-system.requires"), list),
    **dict.fromkeys(("project.scripts", "tool.poetry.dependencies", "tool.poetry.scripts", "tool.uv.workspace"), dict),
}

# What these make of the version comes from git's history, which is not sent to the builder.
_VERSION_FROM_GIT: Final = frozenset({"setuptools-scm", "hatch-vcs", "versioningit", "poetry-dynamic-versioning"})
# Their editable installs compile again when the program starts.
_NOT_EDITABLE: Final = frozenset({"meson-python", "scikit-build-core", "scikit-build"})

_SETUP_NAME: Final = r"\bname\s{0,9}=\s{0,9}[\"']([\w.-]{1,200})[\"']"
_SETUP_READS: Final = r"[\"']((?:[\w.-]{1,60}/){0,3}[\w.-]{0,60}require[\w.-]{0,60}\.(?:txt|in))[\"']"
_SETUP_SCRIPT: Final = r"[\"'](\s{0,9}[\w.-]{1,100}\s{0,9}=\s{0,9}[\w.]{1,200}:[\w.]{1,100})[\"']"
_NO_SCRIPTS: Final = r"[\"'](?!console_scripts|gui_scripts)[\w.]{1,60}[\"']\s{0,9}:\s{0,9}\[[^\[\]]{0,2000}\]"
"""What installed packages offer beside commands, such as apps that Paste finds."""
_SETUP_REQUIRES: Final = r"\binstall_requires\s{0,9}=\s{0,9}\[((?:(?!install_requires)[^\]]){0,9999})\]"
_SETUP_REQUIRES_NAMED: Final = r"\binstall_requires\s{0,9}=\s{0,9}([A-Za-z_]\w{0,60})\s{0,9}[,)]"


class Manifests(NamedTuple):
    """What a project's own files say, read once."""

    folder: str
    """Where they lie: "" for the top, or as "packages/api/"."""
    pyproject: Table
    setup_cfg: Table
    setup_py: str
    pipfile: Table

    @property
    def path(self) -> str:
        """The path of the pyproject.toml."""
        return f"{self.folder}pyproject.toml"

    @property
    def is_buildable(self) -> bool:
        """Whether it says how to build a package."""
        return bool(table(self.pyproject, "build-system"))

    @property
    def is_found_by_paste(self) -> bool:
        """Whether it is an app that Paste finds only where it is installed."""
        of_cfg = text(self.setup_cfg, "options.entry_points", "paste.app_factory")
        of_pyproject = table(self.pyproject, "project", "entry-points", "paste.app_factory")
        return bool(of_cfg or of_pyproject) or "paste.app_factory" in self.setup_py

    @property
    def name(self) -> str | None:
        """The project's name."""
        return (
            text(self.pyproject, "project", "name")
            or text(self.pyproject, "tool", "poetry", "name")
            or text(self.setup_cfg, "metadata", "name")
            or next(iter(re.findall(_SETUP_NAME, self.setup_py)), None)
        )

    @property
    def described_in(self) -> tuple[str, ...]:
        """The files that the metadata names: README and licences."""
        metadata = (table(self.pyproject, "project"), table(self.pyproject, "tool", "poetry"))
        named = (one.get(key) for one in metadata for key in ("readme", "license", "license-files"))
        paths = (text(one, "file") if isinstance(one, Mapping) else one for one in named)
        each = (path for one in paths for path in (one if isinstance(one, list) else (one,)))
        return tuple(f"{self.folder}{path}" for path in each if isinstance(path, str) and path and is_plain(path))

    @property
    def scripts(self) -> dict[str, str]:
        """The commands that installing it makes, and the function that each calls."""
        of_poetry = table(self.pyproject, "tool", "poetry", "scripts")
        found = dict(table(self.pyproject, "project", "scripts") or of_poetry)
        lines = (text(self.setup_cfg, "options.entry_points", "console_scripts") or "").splitlines()
        lines += re.findall(_SETUP_SCRIPT, re.sub(_NO_SCRIPTS, "", self.setup_py))
        found |= {line.partition("=")[0].strip(): line.partition("=")[2].strip() for line in lines if ":" in line}
        return {
            name: target if isinstance(target, str) else text(target, "callable") or text(target, "reference") or ""
            for name, target in found.items()
            if re.fullmatch(r"[\w.-]{1,100}", name) and not name.startswith("-")
        }


def read(project: Project, folder: str) -> Manifests:
    """Read a folder's manifests; what is wrong in them gets a warning."""
    pyproject, setup_cfg = read_toml(project, f"{folder}pyproject.toml"), tables.read_ini(project, f"{folder}setup.cfg")
    tables.check_types(project, f"{folder}pyproject.toml", pyproject, _TYPES)
    setup_py, pipfile = content(project, f"{folder}setup.py"), read_toml(project, f"{folder}Pipfile")
    return Manifests(folder, pyproject, setup_cfg, setup_py, pipfile)


def find(project: Project, manifests: Manifests, workspace: tuple[str, ...] = ()) -> Manager:
    """Decide which tool installs the program, which may be a member of a uv workspace; a lock file counts most."""
    of_pyproject = (_of_pyproject(project, manifests, name, workspace) for name in ("uv", "poetry", "pdm"))
    manager = next(filter(None, of_pyproject), None) or _pipenv(project, manifests)
    manager = manager or _pip(project, manifests) or _plain(project, manifests)
    manager = manager or conda.manager(project, manifests.folder) or inline.manager(project, manifests.folder)
    manager = manager or Manager("none", "no file names dependencies")
    manager = spaces.added(project, manifests.folder, manager)
    backend = {each.name for each in parse_all(texts(manifests.pyproject, "build-system", "requires"))}
    backend |= {"setuptools-scm"} if "use_scm_version" in manifests.setup_py else set()
    # Names that no build takes want all the sources.
    strange = next((Note("strange-name", {"path": path}) for path in manager.files if not is_plain(path)), None)
    return manager._replace(
        sources_first=strange or manager.sources_first,
        is_editable=not (backend & _NOT_EDITABLE),
        version_from_git=bool(backend & _VERSION_FROM_GIT),
    )


def _of_pyproject(project: Project, manifests: Manifests, name: str, workspace: tuple[str, ...]) -> Manager | None:
    """Return how uv, Poetry or PDM installs; None where nothing says that it does."""
    path, tool = manifests.path, table(manifests.pyproject, "tool", name)
    members = tuple(f"{folder}pyproject.toml" for folder in ("", *workspace)) if name == "uv" and workspace else (path,)
    lock = posixpath.join(posixpath.dirname(members[0]), f"{name}.lock")
    backend = text(manifests.pyproject, "build-system", "build-backend") or ""
    is_locked, is_named = project.has(lock), bool(tool) or (name == "poetry" and backend.startswith("poetry."))
    if not project.has(path) or not (is_locked or is_named):
        return None
    wanted = Groups() if workspace else groups.find(manifests.pyproject)
    found, has_git = _asked(manifests, wanted)
    is_package = {
        "uv": tool.get("package") is True or (manifests.is_buildable and tool.get("package") is not False),
        "poetry": tool.get("package-mode") is not False and _has_package(project, manifests),
        "pdm": tool.get("distribution") is not False and manifests.is_buildable,
    }
    return Manager(
        name,
        lock if is_locked else f"{path}, tool.{name}",
        path,
        (*([lock] if is_locked else []), *members),
        found,
        is_locked=is_locked,
        is_package=is_package[name],
        sources_first=_local(project, path, table(tool, "sources" if name == "uv" else "dependencies")),
        has_git=has_git,
        variables=_credentials(project, path, name, tool),
        groups=wanted,
    )


def _asked(manifests: Manifests, wanted: Groups) -> tuple[tuple[Requirement, ...], bool]:
    """Return what the pyproject.toml asks for, and whether git fetches some of it."""
    lines = [*texts(manifests.pyproject, "project", "dependencies"), *groups.lines(manifests.pyproject, wanted.wanted)]
    of_poetry = {
        name: wanted
        for name, wanted in table(manifests.pyproject, "tool", "poetry", "dependencies").items()
        if normalised(name) != "python" and at(wanted, "optional") is not True
    }
    sources = (*of_poetry.values(), *table(manifests.pyproject, "tool", "uv", "sources").values())
    has_git = any(map(is_git, lines)) or any(text(wanted, "git") for wanted in sources)
    return (*parse_all(lines), *_of_table(of_poetry)), has_git


def _of_table(wanted: Table) -> tuple[Requirement, ...]:
    """Read requirements that are keys of a table."""
    extras = (frozenset(map(normalised, texts(one, "extras"))) for one in wanted.values())
    return tuple(map(Requirement, map(normalised, wanted), extras))


def _local(project: Project, manifest: str, sources: Table) -> Note | None:
    """Say which folder of the project a manifest's table of sources or dependencies names; warn of those outside."""
    found = [path for wanted in sources.values() if (path := text(wanted, "path"))]
    for path in found:
        tables.warn_if_outside(project, manifest, posixpath.dirname(manifest), path)
    return Note("local-dependency", {"path": manifest, "folder": found[0]}) if found else None


def _credentials(project: Project, path: str, name: str, tool: Table) -> tuple[str, ...]:
    """Return the variables that a tool signs in with to the registries of a pyproject.toml."""
    registries = tables.tables(tool, "index" if name == "uv" else "source")
    if name == "pdm":
        return _in_urls(project, path, registries)
    prefix = {"uv": "UV_INDEX", "poetry": "POETRY_HTTP_BASIC"}[name]
    named = ((text(each, "name") or "").lower() for each in registries)
    names = [re.sub(r"[^A-Z0-9]", "_", one.upper()) for one in named if one and (name, one) != ("poetry", "pypi")]
    made = (f"{prefix}_{one}_{part}" for one in names for part in ("USERNAME", "PASSWORD"))
    return allowed(project, "python", path, ((one, ()) for one in made))


def _in_urls(project: Project, path: str, registries: Iterable[Table]) -> tuple[str, ...]:
    urls = (text(each, "url") or "" for each in registries)
    return allowed(project, "python", path, requirements.uses(urls, requirements.IN_ADDRESS))


def _has_package(project: Project, manifests: Manifests) -> bool:
    """Tell whether there is what Poetry would install: without it, it stops."""
    if table(manifests.pyproject, "tool", "poetry").get("packages"):
        return True
    name = normalised(manifests.name or "").replace("-", "_")
    places = (f"{manifests.folder}{place}{name}" for place in ("", "src/"))
    return bool(name) and any(project.has(place) or project.has(f"{place}.py") for place in places)


def _pipenv(project: Project, manifests: Manifests) -> Manager | None:
    path, lock = f"{manifests.folder}Pipfile", f"{manifests.folder}Pipfile.lock"
    if not project.has(path):
        return None
    packages, is_locked = table(manifests.pipfile, "packages"), project.has(lock)
    return Manager(
        *("pipenv", lock if is_locked else path, path),
        (lock, path) if is_locked else (path,),
        _of_table(packages),
        is_locked=is_locked,
        sources_first=_local(project, path, packages),
        has_git=any(text(wanted, "git") for wanted in packages.values()),
        variables=_in_urls(project, path, tables.tables(manifests.pipfile, "source")),
    )


def _pip(project: Project, manifests: Manifests) -> Manager | None:
    paths = (manifests.folder + name for name in REQUIREMENT_FILES)
    if (path := next(filter(project.has, paths), None) or _of_another_name(project, manifests)) is None:
        return None
    is_built = manifests.is_buildable or manifests.setup_py
    is_package = is_built and (manifests.is_found_by_paste or project.has(f"{manifests.folder}src"))
    is_locked = "--hash" in content(project, path)
    found = requirements.read(project, path)
    return found._replace(is_locked=is_locked, is_package=bool(is_package and manifests.name))


def _of_another_name(project: Project, manifests: Manifests) -> str | None:
    """Return a file such as `environment.txt` that lists requirements, where no manifest does."""
    if manifests.pyproject or manifests.setup_cfg or manifests.setup_py:
        return None
    for name in project.sub(manifests.folder).entries():
        path = manifests.folder + name
        lines = content(project, path).splitlines() if re.fullmatch(_LIKE_REQUIREMENTS, name) else []
        if any(parse(line) for line in lines) and all(re.fullmatch(_REQUIREMENT, line) for line in lines):
            return path
    return None


def _plain(project: Project, manifests: Manifests) -> Manager | None:
    """Take what the packaging files themselves say; None where there are none."""
    if table(manifests.pyproject, "project"):
        return _plain_pyproject(manifests)
    name, lines = "setup.py", list[str]()
    sources_first: Note | None = None
    if asked := text(manifests.setup_cfg, "options", "install_requires"):
        name, lines = "setup.cfg", asked.splitlines()
    elif manifests.setup_py or "metadata" in manifests.setup_cfg:
        match, sources_first = _setup_requires(manifests.setup_py), Note("setup-script")
        lines = re.findall(r"[\"']([^\"'\n]{1,300})[\"']", match[1]) if match else []
        if not match and (named := re.search(_SETUP_READS, manifests.setup_py)) and is_plain(named[1]):
            lines = content(project, manifests.folder + named[1]).splitlines()
    else:
        return None
    path = manifests.folder + name
    has_git = any(map(is_git, lines))
    return Manager(
        *(name, path, path), (path,), parse_all(lines), is_package=True, sources_first=sources_first, has_git=has_git
    )


def _setup_requires(setup_py: str) -> re.Match[str] | None:
    """Return the list of requirements in a setup.py, which may stand in a variable, as the first group."""
    variable = re.search(_SETUP_REQUIRES_NAMED, setup_py)
    listed = rf"(?m)^{variable[1]}\s{{0,9}}=\s{{0,9}}\[([^\]]{{0,9999}})\]" if variable else _SETUP_REQUIRES
    return re.search(listed, setup_py)


def _plain_pyproject(manifests: Manifests) -> Manager:
    wanted = groups.find(manifests.pyproject).extras()
    path, (found, has_git) = manifests.path, _asked(manifests, wanted)
    dynamic = at(manifests.pyproject, "tool", "setuptools", "dynamic", "dependencies")
    place = text(dynamic, "file") or next(iter(texts(dynamic, "file")), "elsewhere")
    is_dynamic = "dependencies" in texts(manifests.pyproject, "project", "dynamic")
    return Manager(
        *("pyproject", path, path),
        (path,),
        found,
        is_package=manifests.is_buildable or bool(manifests.scripts),
        sources_first=Note("dynamic-dependencies", {"path": path, "place": place}) if is_dynamic else None,
        has_git=has_git,
        groups=wanted,
    )


_MAX_MEMBERS: Final = 200


def members(project: Project) -> tuple[str, ...]:
    """Return the folders of a workspace's members, as "packages/api/", sorted; empty where there is no workspace."""
    found = table(read_toml(project, "pyproject.toml"), "tool", "uv", "workspace")
    patterns, excluded = texts(found, "members"), texts(found, "exclude")
    if not patterns:
        return ()
    folders = [folder for folder, _ in project.folders_with({"pyproject.toml"}) if folder][:_MAX_MEMBERS]
    chosen = (one for one in folders if _is_in(one, patterns) and not _is_in(one, excluded))
    return tuple(f"{folder}/" for folder in chosen if is_plain(folder))


def _is_in(folder: str, patterns: Iterable[str]) -> bool:
    return any(_matches(folder.split("/"), one.removeprefix("./").rstrip("/").split("/")) for one in patterns)


def _matches(folder: list[str], pattern: list[str]) -> bool:
    """Compare as uv does: `*` stands for one folder's name."""
    if pattern[-1] == "**":
        return folder[: len(pattern) - 1] == pattern[:-1]
    return len(folder) == len(pattern) and all(map(fnmatchcase, folder, pattern))


def needed(project: Project, folder: str, folders: tuple[str, ...]) -> tuple[str, ...]:
    """Return the folders of a workspace that the member in `folder` is made of: its own, and those it depends on."""
    manifests = {path: read(project, path) for path in folders}
    by_name = {normalised(found.name): path for path, found in manifests.items() if found.name}

    def used(path: str) -> Iterator[str]:
        wanted = parse_all(texts(manifests[path].pyproject, "project", "dependencies"))
        return (by_name[each.name] for each in wanted if each.name in by_name)

    return tuple(sorted({path.rstrip("/") for path in workspaces.reached(folder, used)}))


def asked_by(project: Project, manager: Manager, folders: Iterable[str]) -> tuple[Requirement, ...]:
    """Return what a program asks for, and what the members of its workspace do that it is made of."""
    lists = (texts(read(project, f"{folder}/").pyproject, "project", "dependencies") for folder in folders)
    return tuple(dict.fromkeys((*manager.requirements, *(one for lines in lists for one in parse_all(lines)))))
