"""Puts together what Cargo.toml, Cargo.lock, the sources and the files beside them say of one program."""

import posixpath
from typing import Final, cast

from dockgen import services
from dockgen.errors import NotRecognisedError
from dockgen.languages.kit import env_examples, sqlite_files
from dockgen.languages.kit.sources import Source
from dockgen.languages.kit.tables import table, texts
from dockgen.languages.rust import cargo, crates, opened, private, serving, sources, toolchain
from dockgen.languages.rust.cargo import LOCK, Binary, Package, Workspace
from dockgen.languages.rust.record import RustProgram
from dockgen.languages.rust.service_clients import CLIENTS
from dockgen.model.found import Found
from dockgen.model.program import Program
from dockgen.reading.project import Project

_BROWSER: Final = (("leptos", "cargo-leptos"), ("dioxus", "dx"), ("yew", "trunk"), ("sycamore", "trunk"))
"""Crates that are compiled for the browser too, and the tool that does both."""
_SQLITE: Final = (
    r"\"(?:sqlite:(?://)?|file:)?((?:\./)?(?:[\w-]{1,60}/){0,3}[\w-][\w.-]{0,60}\.(?:db|db3|sqlite|sqlite3))[\"?]"
)
_QUERY: Final = r"\bquery(?:_as|_scalar)?!\("


def inspect(project: Project, main: str | None) -> Program:
    """Read the packages, and the sources of one program.

    Args:
        project: the folder of the Cargo.toml, or one around it that holds what that refers to.
        main: the program as the fact `mains` has it, or its package's folder; None for the one that is meant.

    Raises:
        NotRecognisedError: the packages hold no program, or need files from outside the folder.
    """
    workspace = cargo.read(project)
    found = cargo.serious(workspace, main)
    if not found:
        raise _no_program(project, workspace)
    chosen, why = cargo.choose(found)
    wanted = main if main in {one.main for _, one in found} else chosen
    package, binary = next((pair for pair in found if pair[1].main == wanted), found[0])
    _refuse_browsers(project, package)
    if not workspace.lock and not project.has(LOCK):
        project.warn(f"there is no {LOCK}, so builds are not reproducible: run `cargo generate-lockfile` and commit it")
    mains = tuple(one.main for _, one in found)
    return _program(project, workspace, package, binary)._replace(
        mains=Found(mains, ", ".join(mains)),
        main=Found(chosen, why),
        members=Found(tuple(f"./{one.folder}" for one in workspace.packages if one.folder), cargo.MANIFEST),
    )


def _no_program(project: Project, workspace: Workspace) -> NotRecognisedError:
    if project.has("Trunk.toml"):
        return NotRecognisedError("Trunk.toml: this is built for the browser alone", "Build it, and serve its files.")
    what = "these packages have" if workspace.is_workspace else "this package has"
    return NotRecognisedError(
        f"{what} no program: no src/main.rs and no [[bin]]",
        "A library needs no container; add a program, such as src/main.rs.",
    )


def _refuse_browsers(project: Project, package: Package) -> None:
    for crate, tool in _BROWSER:
        settings = table(package.content, "package", "metadata", crate)
        if crate in package.dependencies and (settings or project.has("Dioxus.toml") or project.has("Trunk.toml")):
            raise NotRecognisedError(
                f"{package.manifest}: {crate} compiles the program for the browser too, which takes {tool}",
                f"dockgen does not run {tool} yet; build a server without that part, or write this Dockerfile by hand.",
            )


def _program(project: Project, workspace: Workspace, package: Package, binary: Binary) -> Program:
    read = sources.of(project, workspace, package, binary)
    serves = serving.find(project, workspace, read)
    used = toolchain.find(project, workspace, package)
    needs, libc, native = crates.needs(workspace)
    examples = env_examples.read(project, ("", package.folder))
    told = services.facts(CLIENTS, _direct(workspace), examples | {one.path: one.raw for one in read})
    word = serves.subcommand
    return Program(
        version=used.version,
        name=Found(binary.name, binary.path),
        mains=Found((), ""),
        serves=serves.serves,
        port=serves.port,
        port_env=serves.port_env,
        health=serves.health,
        outbound=crates.outbound(workspace),
        libc=libc,
        services=cast("Found[tuple[str, ...]]", told["services"]),
        start=Found(f"{binary.name} {word.value}", word.source) if word.value else None,
        service_env=cast("Found[tuple[str, ...]]", told["service_env"]),
        env_example=cast("Found[bool]", told["env_example"]),
        native=native,
        own=_own(project, workspace, (package, binary), read)._replace(
            toolchain=used.file, pinned=used.pinned, needs=needs, environment=serves.environment, subcommand=word
        ),
    )


def _own(
    project: Project, workspace: Workspace, chosen: tuple[Package, Binary], read: tuple[Source, ...]
) -> RustProgram:
    """Return what the manifests, the settings of cargo and the files beside the program say."""
    package, binary = chosen
    settings, name = private.config(project)
    files, place = opened.find(project, workspace, tuple(dict.fromkeys(("", package.folder))), read)
    kept = _kept(project, workspace, place.value, read)
    profile = table(workspace.top, "profile", "release")
    has_lock = project.has(LOCK)
    return RustProgram(
        package=Found(package.folder or ".", package.manifest),
        binary=Found(binary.name, binary.path),
        features=Found(binary.features, package.manifest),
        lock=Found(has_lock, LOCK if has_lock else f"no {LOCK}"),
        toolchain=Found(None, ""),
        pinned=Found(value=False, source=""),
        vendored=private.vendored(project, settings, name),
        private=private.from_git(project, workspace, settings, name),
        tokens=private.tokens(workspace, settings, name),
        offline=_offline(project, workspace, package, read),
        stripped=Found(not {"strip", "debug"}.isdisjoint(profile), f"{cargo.MANIFEST}, profile.release"),
        needs=Found((), ""),
        environment=Found((), ""),
        subcommand=Found(None, ""),
        opened=files,
        opened_in=place,
        keeps=Found(kept.folders, kept.source),
        links=Found(kept.links, kept.source),
    )


def _kept(project: Project, workspace: Workspace, place: str, read: tuple[Source, ...]) -> sqlite_files.Kept:
    """Return where the SQLite files lie that the program names."""
    if "libsqlite3-sys" not in workspace.crates and "rusqlite" not in workspace.crates:
        return sqlite_files.Kept()
    named = sqlite_files.named(sources.all_in(read, _SQLITE, "."))
    folder = "" if place == "." else f"{place}/"
    return sqlite_files.keep(project, folder, [one.path for one in read], named, "/app")


def _offline(project: Project, workspace: Workspace, package: Package, read: tuple[Source, ...]) -> Found[bool]:
    """Tell whether there are the files against which sqlx checks queries; without them the build needs a database."""
    if "sqlx" not in workspace.crates:
        return Found(value=False, source="sqlx is not used")
    places = (posixpath.join(folder, name) for folder in ("", package.folder) for name in (".sqlx", "sqlx-data.json"))
    if found := next((one for one in places if project.has(one)), None):
        return Found(value=True, source=found)
    if query := sources.first(read, _QUERY):
        project.warn(
            f"{query[1]} is checked against a database while it is compiled, and the build has none:"
            " run `cargo sqlx prepare` and commit .sqlx"
        )
    return Found(value=False, source="no .sqlx")


def _direct(workspace: Workspace) -> dict[str, str]:
    """Return the crates that packages ask for, also with each of their features, as `sqlx[postgres]`."""
    shared = table(workspace.top, "workspace", "dependencies")
    return {
        name: package.manifest
        for package in workspace.packages
        for crate, value in package.dependencies.items()
        for name in (
            crate,
            *(f"{crate}[{one}]" for spec in (value, shared.get(crate)) for one in texts(spec, "features")),
        )
    }
