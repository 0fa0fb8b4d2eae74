"""Puts together what Cargo.toml, Cargo.lock, the sources, and the files beside them say of one program."""

import posixpath
from collections.abc import Sequence
from typing import Final

from dockgen.errors import NotRecognisedError
from dockgen.languages.kit import compiled, env_examples, which_program
from dockgen.languages.kit.sources import Source, first
from dockgen.languages.kit.system_packages import needed
from dockgen.languages.kit.tables import table
from dockgen.languages.kit.which_program import as_main
from dockgen.languages.rust import cargo, crates, service_clients, sources
from dockgen.languages.rust.cargo import LOCK, MANIFEST, Binary, Package, Workspace
from dockgen.languages.rust.record import RustProgram
from dockgen.model.found import Found, whether
from dockgen.model.program import Program, own_of
from dockgen.reading.project import Project

_BROWSER: Final = {"leptos": "cargo-leptos", "dioxus": "dx", "yew": "trunk", "sycamore": "trunk"}
"""Crates that are compiled for the browser too, and the tool that does both."""
_IN_DISTROLESS: Final = frozenset({"libssl3t64", "libstdc++6"})
"""Libraries that its image for programs with a C library has."""
_MOST_COMPARED: Final = 12
"""The most programs that are read to find the one that serves."""


def inspect(project: Project, main: str | None) -> Program:
    """Read the packages, and the sources of one program; NotRecognisedError if there is none that can be built."""
    workspace = cargo.read(project)
    found = cargo.serious(workspace, main)
    if not found:
        raise NotRecognisedError(
            f"{MANIFEST}: there is no program: no src/main.rs and no [[bin]]",
            "A library needs no container; add a program, such as src/main.rs.",
        )
    chosen, mains = _serving(project, workspace, found), tuple(as_main(one.place) for _, one in found)
    package, binary = found[mains.index(main if main in mains else chosen.value or mains[0])]
    _refuse_browsers(project, package)
    if not project.has(LOCK):
        project.warn(f"there is no {LOCK}, so builds are not reproducible: run `cargo generate-lockfile` and commit it")
    members = tuple(as_main(one.folder) for one in workspace.packages if one.folder)
    return _program(project, cargo.only(workspace, package), binary)._replace(
        mains=Found(mains, ", ".join(mains)), main=chosen, members=Found(members, MANIFEST)
    )


def _serving(project: Project, workspace: Workspace, found: Sequence[tuple[Package, Binary]]) -> Found[str | None]:
    """Return the program that is meant; if no name says it, the only one that serves."""
    meant = cargo.choose(found)
    if meant.value is not None or not 1 < len(found) <= _MOST_COMPARED:
        return meant
    read = {one.place: sources.of(project, workspace._replace(packages=(package,)), one) for package, one in found}
    return which_program.only_server([*read], [place for place in read if sources.serves(read[place])]) or meant


def _refuse_browsers(project: Project, package: Package) -> None:
    has_file = project.has("Trunk.toml") or project.has("Dioxus.toml")
    for crate, tool in _BROWSER.items():
        if crate in package.dependencies and (has_file or table(package.content, "package", "metadata", crate)):
            raise NotRecognisedError(
                f"{package.manifest}: {crate} also compiles the program for the browser, which needs {tool}",
                f"dockgen does not run {tool} yet; build a server without that part, or write this Dockerfile by hand.",
            )


def _program(project: Project, workspace: Workspace, binary: Binary) -> Program:
    package, read = workspace.packages[0], sources.of(project, workspace, binary)
    served, (needs, libc, compiles_c) = sources.server(project, workspace, read), crates.needs(workspace)
    wanted = env_examples.wants(project, ("", package.folder), service_clients.CLIENTS, workspace.direct, read)
    own = RustProgram(
        package=Found(package.folder or ".", package.manifest),
        lock=Found(value=True, source=LOCK) if project.has(LOCK) else Found(value=False, source=f"no {LOCK}"),
        features=Found(binary.features, package.manifest),
        profile=Found(tuple(sorted(table(workspace.top, "profile", "release"))), MANIFEST),
        needs=needs,
        offline=_offline(project, workspace, package, read),
    )
    version, own = cargo.with_toolchain(project, workspace, own)
    own = cargo.with_sources(project, workspace, own)
    own = own._replace(runtime=sources.runtime(project, workspace, package.folder, served, read))
    name, outbound = Found[str | None](binary.name, binary.path), crates.outbound(workspace)
    found = compiled.program(name, served, wanted, own, outbound=outbound, libc=libc)
    return found._replace(version=version, compiles_c=compiles_c)


def _offline(project: Project, workspace: Workspace, package: Package, read: Sequence[Source]) -> Found[bool]:
    """Tell whether there are the files against which sqlx checks queries; without them, the build needs a database."""
    places = (posixpath.join(folder, name) for folder in ("", package.folder) for name in (".sqlx", "sqlx-data.json"))
    found = next((Found(one, one) for one in places if project.has(one)), None)
    if "sqlx" in workspace.crates and not found and (query := first(read, r"\bquery(?:_as|_scalar)?!\(")):
        project.warn(
            f"{query.source} is checked against a database while it is compiled, and the build has none:"
            " run `cargo sqlx prepare` and commit .sqlx"
        )
    return whether(found, "no .sqlx")


def impossible(program: Program) -> dict[str, str]:
    """Return the base images without the C library, or the packages, that a program needs."""
    own = own_of(program, RustProgram)
    packages = needed(own.needs.value, "debian").run
    hint = "; if the crate has a feature `vendored` or `bundled`, use that"
    missing = [one for one in packages if one not in _IN_DISTROLESS]
    return compiled.impossible(program.libc, missing, hint, runs=own.runtime.runs)
