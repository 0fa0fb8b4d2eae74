"""Which tool installs a project's dependencies, from which files, and what it depends on."""

import posixpath
import re
from collections.abc import Iterable, Mapping
from typing import Final, NamedTuple

from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.registry_variables import allowed
from dockgen.languages.kit.tables import (
    Table,
    at,
    check_types,
    read_ini,
    read_toml,
    table,
    tables,
    text,
    texts,
    warn_if_outside,
)
from dockgen.languages.python import requirements
from dockgen.languages.python.requirements import Requirement, is_git, normalised, parse_all
from dockgen.model.note import Note
from dockgen.reading.project import Project

REQUIREMENT_FILES: Final = (
    "requirements.txt",
    *(
        f"requirements/{name}.txt"
        for name in ("production", "prod", "deploy", "base", "common", "main", "requirements")
    ),
    *("requirements-prod.txt", "requirements-production.txt", "requirements.prod.txt", "requirements_prod.txt"),
    *("requirements/production.in", "requirements.in"),
)
"""Best first: what Heroku and most tutorials read, then what is for production by its name."""

_TYPES: Final[Mapping[str, type]] = {
    "project.name": str,
    "project.dependencies": list,
    "project.scripts": dict,
    "project.requires-python": str,
    "build-system.requires": list,
    "tool.poetry.dependencies": dict,
    "tool.poetry.scripts": dict,
    "tool.uv.workspace": dict,
}

# What these make of the version comes from git's history, which is not sent to the builder.
_VERSION_FROM_GIT: Final = frozenset({"setuptools-scm", "hatch-vcs", "versioningit", "poetry-dynamic-versioning"})

# Their editable installs compile again when the program starts.
_NOT_EDITABLE: Final = frozenset({"meson-python", "scikit-build-core", "scikit-build"})


class Manager(NamedTuple):
    """How a project's dependencies are installed."""

    name: str
    """uv, poetry, pdm, pipenv, pip (requirement files), pyproject, setup.cfg, setup.py, or none."""
    source: str
    """The file that says so, and what it goes before."""
    files: tuple[str, ...] = ()
    """What has to be there to install the dependencies, the one that names them first."""
    is_locked: bool = False
    requirements: tuple[Requirement, ...] = ()
    origin: str = ""
    """The file that names them."""
    is_package: bool = False
    """Whether the project itself is installed too."""
    is_editable: bool = True
    """Whether it can be installed where it lies."""
    sources_first: Note | None = None
    """Why the sources have to be there before the dependencies can be installed; None where they need not."""
    has_git: bool = False
    version_from_git: bool = False
    variables: tuple[str, ...] = ()
    """Environment variables with credentials that the installation may need."""
    no_binary: frozenset[str] = frozenset()


class Manifests(NamedTuple):
    """What a project's own files say, read once."""

    folder: str
    """Where they lie: "" for the top, or as "packages/api/"."""
    pyproject: Table
    setup_cfg: Table
    setup_py: str
    pipfile: Table

    @property
    def name(self) -> str | None:
        """The project's name."""
        return (
            text(self.pyproject, "project", "name")
            or text(self.pyproject, "tool", "poetry", "name")
            or text(self.setup_cfg, "metadata", "name")
            or next(iter(re.findall(r"\bname\s{0,9}=\s{0,9}[\"']([\w.-]{1,200})[\"']", self.setup_py)), None)
        )

    @property
    def scripts(self) -> dict[str, str]:
        """The commands that installing it makes, and the function that each calls."""
        found = dict(table(self.pyproject, "project", "scripts")) or dict(
            table(self.pyproject, "tool", "poetry", "scripts")
        )
        lines = (text(self.setup_cfg, "options.entry_points", "console_scripts") or "").splitlines()
        lines += re.findall(r"[\"'](\s{0,9}[\w.-]{1,100}\s{0,9}=\s{0,9}[\w.]{1,200}:[\w.]{1,100})[\"']", self.setup_py)
        found |= {line.partition("=")[0].strip(): line.partition("=")[2].strip() for line in lines if ":" in line}
        return {
            name: target if isinstance(target, str) else text(target, "callable") or text(target, "reference") or ""
            for name, target in found.items()
            if re.fullmatch(r"[\w.-]{1,100}", name) and not name.startswith("-")
        }


def read(project: Project, folder: str) -> Manifests:
    """Read a folder's manifests; what is wrong in them gets a warning."""
    path = f"{folder}pyproject.toml"
    pyproject = read_toml(project, path)
    check_types(project, path, pyproject, _TYPES)
    setup_py = project.read(f"{folder}setup.py") if project.has(f"{folder}setup.py") else None
    return Manifests(
        folder,
        pyproject,
        read_ini(project, f"{folder}setup.cfg"),
        setup_py or "",
        read_toml(project, f"{folder}Pipfile"),
    )


def find(project: Project, manifests: Manifests, workspace: tuple[str, ...] = ()) -> Manager:
    """Decide which tool installs; a lock file goes before all else.

    Args:
        project: the repository.
        manifests: those of the program's own folder.
        workspace: the folders of a uv workspace that it is a member of, as "packages/api/".
    """
    for name in (_uv, _poetry, _pdm, _pipenv):
        if manager := name(project, manifests, workspace):
            return _finished(manager, manifests)
    if path := next((path for path in REQUIREMENT_FILES if project.has(manifests.folder + path)), None):
        return _finished(_pip(project, manifests, manifests.folder + path), manifests)
    return _finished(_plain(manifests), manifests)


def _finished(manager: Manager, manifests: Manifests) -> Manager:
    """Add what follows from the manifests, whichever tool it is; names that no build takes want all the sources."""
    backend = {each.name for each in parse_all(texts(manifests.pyproject, "build-system", "requires"))}
    backend |= {"setuptools-scm"} if "use_scm_version" in manifests.setup_py else set()
    if strange := next((path for path in manager.files if not is_plain(path)), None):
        manager = manager._replace(sources_first=Note("strange-name", {"path": strange}))
    return manager._replace(
        is_editable=not (backend & _NOT_EDITABLE), version_from_git=bool(backend & _VERSION_FROM_GIT)
    )


def _pyproject_requirements(manifests: Manifests) -> tuple[tuple[Requirement, ...], list[str]]:
    """Return what the pyproject.toml asks for, and the texts of it."""
    lines = list(texts(manifests.pyproject, "project", "dependencies"))
    found = list(parse_all(lines))
    for name, wanted in table(manifests.pyproject, "tool", "poetry", "dependencies").items():
        if normalised(name) != "python" and not (isinstance(wanted, Mapping) and wanted.get("optional") is True):
            extras = frozenset(normalised(extra) for extra in texts(wanted, "extras"))
            found.append(Requirement(normalised(name), extras))
            lines.append(f"git+{name}" if text(wanted, "git") else name)
    for wanted in table(manifests.pyproject, "tool", "uv", "sources").values():
        lines += ["git+"] if text(wanted, "git") else []
    return tuple(found), lines


def _is_buildable(manifests: Manifests) -> bool:
    return bool(table(manifests.pyproject, "build-system"))


def _paths(project: Project, manifest: str, content: object) -> list[str]:
    """Return the folders of the project that a manifest's table of sources or dependencies names."""
    found = [path for wanted in table(content).values() if (path := text(wanted, "path"))]
    for path in found:
        warn_if_outside(project, manifest, posixpath.dirname(manifest), path)
    return found


def _uv(project: Project, manifests: Manifests, workspace: tuple[str, ...]) -> Manager | None:
    tool = table(manifests.pyproject, "tool", "uv")
    lock = "uv.lock" if workspace else f"{manifests.folder}uv.lock"
    is_locked = project.has(lock)
    path = f"{manifests.folder}pyproject.toml"
    if not project.has(path) or not (is_locked or tool):
        return None
    found, lines = _pyproject_requirements(manifests)
    members = tuple(f"{folder}pyproject.toml" for folder in ("", *workspace)) if workspace else (path,)
    names = [name for index in tables(tool, "index") if (name := text(index, "name"))]
    local = _paths(project, path, table(tool, "sources"))
    return Manager(
        "uv",
        lock if is_locked else f"{path}, tool.uv",
        ((lock,) if is_locked else ()) + members,
        is_locked=is_locked,
        requirements=found,
        origin=path,
        is_package=tool.get("package") is True or (_is_buildable(manifests) and tool.get("package") is not False),
        sources_first=Note("local-dependency", {"path": path, "folder": local[0]}) if local else None,
        has_git=any(map(is_git, lines)),
        variables=_named_for(project, path, "UV_INDEX", names),
    )


def _poetry(project: Project, manifests: Manifests, _workspace: tuple[str, ...]) -> Manager | None:
    tool = table(manifests.pyproject, "tool", "poetry")
    path, lock = f"{manifests.folder}pyproject.toml", f"{manifests.folder}poetry.lock"
    is_locked = project.has(lock)
    backend = text(manifests.pyproject, "build-system", "build-backend") or ""
    if not project.has(path) or not (is_locked or tool or backend.startswith("poetry.")):
        return None
    found, lines = _pyproject_requirements(manifests)
    named = [text(each, "name") for each in tables(tool, "source")]
    names = [name for name in named if name and normalised(name) != "pypi"]
    local = _paths(project, path, table(tool, "dependencies"))
    return Manager(
        "poetry",
        lock if is_locked else f"{path}, tool.poetry",
        (lock, path) if is_locked else (path,),
        is_locked=is_locked,
        requirements=found,
        origin=path,
        is_package=tool.get("package-mode") is not False and _has_package(project, manifests),
        sources_first=Note("local-dependency", {"path": path, "folder": local[0]}) if local else None,
        has_git=any(map(is_git, lines)),
        variables=_named_for(project, path, "POETRY_HTTP_BASIC", names),
    )


def _named_for(project: Project, path: str, tool: str, registries: Iterable[str]) -> tuple[str, ...]:
    """Return the variables that a tool signs in with to registries of these names."""
    names = [re.sub(r"[^A-Z0-9]", "_", name.upper()) for name in registries]
    made = [f"{tool}_{name}_{part}" for name in names for part in ("USERNAME", "PASSWORD")]
    return allowed(project, "python", path, ((name, ()) for name in made))


def _has_package(project: Project, manifests: Manifests) -> bool:
    """Tell whether there is what Poetry would install: without it, it stops."""
    if table(manifests.pyproject, "tool", "poetry").get("packages"):
        return True
    name = normalised(manifests.name or "").replace("-", "_")
    places = (f"{manifests.folder}{place}{name}" for place in ("", "src/"))
    return bool(name) and any(project.has(place) or project.has(f"{place}.py") for place in places)


def _pdm(project: Project, manifests: Manifests, _workspace: tuple[str, ...]) -> Manager | None:
    tool = table(manifests.pyproject, "tool", "pdm")
    path, lock = f"{manifests.folder}pyproject.toml", f"{manifests.folder}pdm.lock"
    is_locked = project.has(lock)
    if not project.has(path) or not (is_locked or tool):
        return None
    found, lines = _pyproject_requirements(manifests)
    urls = [text(each, "url") or "" for each in tables(tool, "source")]
    return Manager(
        "pdm",
        lock if is_locked else f"{path}, tool.pdm",
        (lock, path) if is_locked else (path,),
        is_locked=is_locked,
        requirements=found,
        origin=path,
        is_package=tool.get("distribution") is not False and _is_buildable(manifests),
        has_git=any(map(is_git, lines)),
        variables=allowed(project, "python", path, requirements.uses(urls)),
    )


def _pipenv(project: Project, manifests: Manifests, _workspace: tuple[str, ...]) -> Manager | None:
    path, lock = f"{manifests.folder}Pipfile", f"{manifests.folder}Pipfile.lock"
    if not project.has(path):
        return None
    packages = table(manifests.pipfile, "packages")
    found = tuple(
        Requirement(normalised(name), frozenset(normalised(extra) for extra in texts(wanted, "extras")))
        for name, wanted in packages.items()
    )
    urls = [text(each, "url") or "" for each in tables(manifests.pipfile, "source")]
    local = _paths(project, path, packages)
    is_locked = project.has(lock)
    return Manager(
        "pipenv",
        lock if is_locked else path,
        (lock, path) if is_locked else (path,),
        is_locked=is_locked,
        requirements=found,
        origin=path,
        sources_first=Note("local-dependency", {"path": path, "folder": local[0]}) if local else None,
        has_git=any(text(wanted, "git") for wanted in packages.values()),
        variables=allowed(project, "python", path, requirements.uses(urls)),
    )


def _pip(project: Project, manifests: Manifests, path: str) -> Manager:
    found = requirements.read(project, path)
    has_manifest = bool(_is_buildable(manifests) or manifests.setup_py)
    return Manager(
        "pip",
        path,
        found.files or (path,),
        is_locked="--hash" in (project.read(path) or ""),
        requirements=found.requirements,
        origin=path,
        is_package=has_manifest and bool(manifests.name) and project.has(f"{manifests.folder}src"),
        sources_first=Note("local-requirement", {"path": path}) if found.has_local else None,
        has_git=found.has_git,
        variables=found.variables,
        no_binary=found.no_binary,
    )


def _plain(manifests: Manifests) -> Manager:
    """Take what the packaging files themselves say."""
    path = f"{manifests.folder}pyproject.toml"
    if table(manifests.pyproject, "project"):
        return _plain_pyproject(manifests, path)
    if asked := text(manifests.setup_cfg, "options", "install_requires"):
        lines = asked.splitlines()
        path = f"{manifests.folder}setup.cfg"
        return Manager(
            *("setup.cfg", path, (path,)),
            requirements=parse_all(lines),
            origin=path,
            is_package=True,
            has_git=any(map(is_git, lines)),
        )
    if manifests.setup_py or "metadata" in manifests.setup_cfg:
        path = f"{manifests.folder}setup.py"
        lines = _install_requires(manifests.setup_py)
        return Manager(
            *("setup.py", path, (path,)),
            requirements=parse_all(lines),
            origin=path,
            is_package=True,
            sources_first=Note("setup-script"),
            has_git=any(map(is_git, lines)),
        )
    return Manager("none", "no file names dependencies")


def _plain_pyproject(manifests: Manifests, path: str) -> Manager:
    found, lines = _pyproject_requirements(manifests)
    dynamic = at(manifests.pyproject, "tool", "setuptools", "dynamic", "dependencies")
    place = text(dynamic, "file") or next(iter(texts(dynamic, "file")), "elsewhere")
    is_dynamic = "dependencies" in texts(manifests.pyproject, "project", "dynamic")
    return Manager(
        "pyproject",
        path,
        (path,),
        requirements=found,
        origin=path,
        is_package=_is_buildable(manifests) or bool(manifests.scripts),
        sources_first=Note("dynamic-dependencies", {"path": path, "place": place}) if is_dynamic else None,
        has_git=any(map(is_git, lines)),
    )


def _install_requires(setup_py: str) -> list[str]:
    """Return the requirements that a setup.py writes out."""
    match = re.search(r"\binstall_requires\s{0,9}=\s{0,9}\[((?:(?!install_requires)[^\]]){0,9999})\]", setup_py)
    return re.findall(r"[\"']([^\"'\n]{1,300})[\"']", match[1]) if match else []
