"""What is installed, and what that needs."""

import posixpath
import re

from dockgen.languages.javascript import lifecycle, managers
from dockgen.languages.javascript.installing import read
from dockgen.languages.javascript.npmrc import npmrc
from dockgen.languages.node import prisma
from dockgen.languages.node.app import App
from dockgen.languages.node.packages import NEEDS, system
from dockgen.model.facts import Fact


def installed(app: App, chosen: managers.Chosen) -> dict[str, Fact]:
    """Return what the install needs."""
    manager, project = chosen.manager, app.project
    found = read(project, app.workspace, app.folder, chosen)
    generates = bool(prisma.classic(app))
    schemas = lifecycle.prisma_files(app.here, app.manifest) if generates else []
    files = dict.fromkeys((*found.files, *(posixpath.join(app.folder, path) for path in schemas)))
    settings = npmrc(project)
    plug = manager.name == "berry" and managers.uses_plug_n_play(project)
    manifests = [app.workspace.at(folder) for folder in ("", *found.copied)]
    return {
        "manager": Fact(manager.name, chosen.source),
        "manager_version": Fact(chosen.version, chosen.source),
        "manager_entry": Fact(chosen.entry, ".yarnrc.yml, yarnPath" if chosen.entry else "none"),
        "plug_n_play": Fact(plug, ".yarnrc.yml, nodeLinker" if plug else "node_modules"),
        "lock": Fact(chosen.lock, chosen.lock or "no lock file"),
        "install_files": Fact(tuple(files), "beside package.json"),
        "removed": Fact(found.removed, "scripts that would build before the sources are there"),
        "member": Fact(app.folder, app.workspace.source or "no workspace"),
        "member_name": Fact(app.manifest.name, app.manifest.path),
        "copied": Fact(found.copied, app.workspace.source or "no workspace"),
        "needed": Fact(app.workspace.needs(app.folder, development=True), app.workspace.source or "no workspace"),
        "has_packages": Fact(found.has_packages, "the dependencies of package.json"),
        "development": Fact(any(one.development for one in manifests), "devDependencies"),
        "needs_all": Fact(
            found.needs_development
            or (generates and "prisma" in {**app.manifest.development, **app.workspace.root.development}),
            "scripts that run at an install",
        ),
        "npmrc_env": Fact(tuple(f"{key}={value}" for key, value in settings.env), ".npmrc"),
        "npmrc_secret": Fact(settings.is_secret, settings.source or "no registry of its own"),
        "npmrc_variables": Fact(settings.variables, settings.source or "no registry of its own"),
    }


def _is_git(version: str) -> bool:
    """Tell whether a package is fetched by Git: by its address, or by GitHub's short form."""
    return re.match(r"git(?:\+|@|hub:|lab:|:)|bitbucket:|[\w.-]{1,100}/[\w.-]{1,100}(?:#|$)", version) is not None


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
