"""What is installed, and what that needs."""

import posixpath
import re
from collections.abc import Iterable, Iterator

from dockgen.facts import Fact
from dockgen.languages.javascript import lifecycle, managers
from dockgen.languages.javascript.npmrc import npmrc
from dockgen.languages.node import prisma
from dockgen.languages.node.app import App
from dockgen.languages.node.packages import NEEDS, system


def installed(app: App, chosen: managers.Chosen) -> dict[str, Fact]:
    """Return what the install needs."""
    manager, project = chosen.manager, app.project
    needed = app.workspace.needs(app.folder, development=True)
    copied = (
        tuple(app.workspace.members) if manager.whole else tuple(dict.fromkeys((*needed, *filter(None, [app.folder]))))
    )
    scripts = {
        folder: lifecycle.lifecycle(project.sub(folder) if folder else project, app.workspace.at(folder))
        for folder in ("", *copied)
    }
    files = [name for name in manager.files if project.has(name)]
    files += ["patches"] if manager.name == "pnpm" and project.has("patches") else []
    files += _local(app, ("", *copied))
    files += [posixpath.join(folder, path) for folder, one in scripts.items() for path in one.files]
    generates = bool(prisma.classic(app))
    if generates:
        files += [posixpath.join(app.folder, path) for path in lifecycle.prisma_files(app.here, app.manifest)]
    removed = tuple(f"{folder or '.'} {name}" for folder, one in scripts.items() for name in one.removed)
    settings = npmrc(project)
    plug = manager.name == "berry" and managers.uses_plug_n_play(project)
    manifests = [app.workspace.root, *(app.workspace.at(folder) for folder in copied)]
    has_packages = any(one.dependencies for one in manifests)
    if has_packages and not chosen.lock:
        managers.warn_without_lock(project, manager)
    return {
        "manager": Fact(manager.name, chosen.source),
        "manager_version": Fact(chosen.version, chosen.source),
        "manager_entry": Fact(chosen.entry, ".yarnrc.yml, yarnPath" if chosen.entry else "none"),
        "plug_n_play": Fact(plug, ".yarnrc.yml, nodeLinker" if plug else "node_modules"),
        "lock": Fact(chosen.lock, chosen.lock or "no lock file"),
        "install_files": Fact(tuple(dict.fromkeys(files)), "beside package.json"),
        "removed": Fact(removed, "scripts that would build before the sources are there"),
        "member": Fact(app.folder, app.workspace.source or "no workspace"),
        "member_name": Fact(app.manifest.name, app.manifest.path),
        "copied": Fact(copied, app.workspace.source or "no workspace"),
        "needed": Fact(needed, app.workspace.source or "no workspace"),
        "has_packages": Fact(has_packages, "the dependencies of package.json"),
        "development": Fact(any(one.development for one in manifests), "devDependencies"),
        "needs_all": Fact(
            any(one.needs_development for one in scripts.values())
            or (generates and "prisma" in {**app.manifest.development, **app.workspace.root.development}),
            "scripts that run at an install",
        ),
        "npmrc_env": Fact(tuple(f"{key}={value}" for key, value in settings.env), ".npmrc"),
        "npmrc_secret": Fact(settings.is_secret, settings.source or "no registry of its own"),
        "npmrc_variables": Fact(settings.variables, settings.source or "no registry of its own"),
    }


def manifests(lock: str, files: Iterable[str], folders: Iterable[str]) -> Iterator[str]:
    """Yield the words of COPY for what an install reads: settings, each package.json, and the scripts' files.

    Args:
        lock: the lock file; empty for none.
        files: what else it reads, from the top.
        folders: where each package.json is; "" for the top.
    """
    beside = [path for path in files if "/" not in path and "." in path.removeprefix(".")]
    yield f"{' '.join(['package.json', *filter(None, [lock]), *beside])} ./"
    yield from (f"{path} ./{path}" for path in files if path not in beside)
    yield from (f"{folder}/package.json ./{folder}/" for folder in folders if folder)


def removals(removed: Iterable[str]) -> Iterator[str]:
    """Yield the commands that take away what would build before the sources are there: of `FOLDER SCRIPT` each."""
    scripts: dict[str, list[str]] = {}
    for one in removed:
        folder, name = one.split(" ")
        scripts.setdefault(folder, []).append(f"scripts.{name}")
    for folder, names in scripts.items():
        yield f"npm pkg delete {' '.join(names)}" + ("" if folder == "." else f" --prefix {folder}")


def _is_git(version: str) -> bool:
    """Tell whether a package is fetched by Git: by its address, or by GitHub's short form."""
    return re.match(r"git(?:\+|@|hub:|lab:|:)|bitbucket:|[\w.-]{1,100}/[\w.-]{1,100}(?:#|$)", version) is not None


def _local(app: App, folders: tuple[str, ...]) -> Iterator[str]:
    """Yield the folders and archives that packages of the project itself come from."""
    for folder in folders:
        for name, version in app.workspace.at(folder).dependencies.items():
            match = re.match(r"(?:file|link|portal):(?:\./)?([\w@.+/-]{1,200})$", version, re.ASCII)
            path = posixpath.normpath(posixpath.join(folder, match[1])) if match else ""
            if path.startswith((".", "/")):
                app.project.warn(f"{name} is in {path}, outside of this folder and so of the build context")
            elif path and path not in app.workspace.members and app.project.has(path):
                yield path


def system_of(app: App) -> dict[str, Fact]:
    """Return the packages that need something of the system."""
    manifests = [app.manifest, *(app.workspace.at(one) for one in app.workspace.needs(app.folder, development=False))]
    names = {name: manifest.path for manifest in manifests for name in manifest.production}
    native = tuple(sorted(name for name in names if name in NEEDS))
    git = next((f"{one.path}, {name}" for one in manifests for name, at in one.dependencies.items() if _is_git(at)), "")
    classic = prisma.classic(app) if "@prisma/client" in names else ""
    return {
        "native": Fact(
            (*(("git:",) if git else ()), *native),
            git or ", ".join(f"{names[name]}, {name}" for name in native) or "no package that needs it",
        ),
        "system_packages": Fact(
            bool(system("debian", native, engines=False).run), ", ".join(native) or "no package that needs it"
        ),
        "prisma_engines": Fact(
            "@prisma/client" in names and prisma.needs_engines(app), "package.json, @prisma/client" if names else "none"
        ),
        "prisma_env": Fact(prisma.env(app), "prisma.config.ts"),
        "prisma_in_modules": Fact(classic, classic or "no Prisma client in node_modules"),
    }
