"""Puts together what Cargo.toml, Cargo.lock, the sources and the files beside them say of one program."""

import re
from typing import Final, cast

from dockgen import services
from dockgen.errors import NotRecognisedError
from dockgen.languages.kit import env_examples, opened, sqlite_files
from dockgen.languages.kit.sources import Source, first
from dockgen.languages.kit.tables import table, texts
from dockgen.languages.rust import cargo, crates, serving, settings, sources
from dockgen.languages.rust.cargo import LOCK, MANIFEST, Binary, Package, Workspace
from dockgen.languages.rust.record import RustProgram
from dockgen.languages.rust.service_clients import CLIENTS
from dockgen.model.found import Found
from dockgen.model.program import Program
from dockgen.reading.project import Project

_BROWSER: Final = {"leptos": "cargo-leptos", "dioxus": "dx", "yew": "trunk", "sycamore": "trunk"}
"""Crates that are compiled for the browser too, and the tool that does both."""
_SQLITE: Final = (
    r"\"(?:sqlite:(?://)?|file:)?((?:\./)?(?:[\w-]{1,60}/){0,3}[\w-][\w.-]{0,60}\.(?:db|db3|sqlite|sqlite3))[\"?]"
)
_QUERY: Final = r"\bquery(?:_as|_scalar)?!\("
_LITERAL: Final = r"(\w{1,60}!?\(|\b(?:path|folder)\s{0,9}=)?\s{0,9}(?:&|r)?\"((?:\./)?[\w@][\w@./*-]{0,150})\""
_COMPILED_IN: Final = (
    *("include_str!(", "include_bytes!(", "include!(", "include_dir!(", "migrate!(", "embed_migrations!("),
    *("query_file!(", "env!(", "option_env!(", "i18n!(", "compile_protos(", "path =", "folder ="),
)
_USUAL: Final = {"rocket": "Rocket.toml", "rocket_dyn_templates": "templates", "loco-rs": "config"}
"""What frameworks read untold."""
_NO_DATA: Final = (
    r"^(?:src|target|tests|benches|Cargo\.(?:toml|lock)|build\.rs|package(?:-lock)?\.json|tsconfig\.json)(?:/|$)"
    r"|(?:^|/)\."
)


def inspect(project: Project, main: str | None) -> Program:
    """Read the packages, and the sources of one program.

    Args:
        project: the folder of the Cargo.toml, or one around it that holds what that refers to.
        main: the program as the fact `mains` has it, or its package's folder; None for the one that is meant.

    Raises:
        NotRecognisedError: the packages hold no program that can be built, or need files from outside the folder.
    """
    workspace = cargo.read(project)
    found = cargo.serious(workspace, main)
    if not found:
        raise NotRecognisedError(
            f"{MANIFEST}: there is no program: no src/main.rs and no [[bin]]",
            "A library needs no container; add a program, such as src/main.rs.",
        )
    chosen = cargo.choose(found)
    mains = tuple(one.main for _, one in found)
    package, binary = next(
        (pair for pair in found if pair[1].main == (main if main in mains else chosen.value)), found[0]
    )
    _refuse_browsers(project, package)
    if not project.has(LOCK):
        project.warn(f"there is no {LOCK}, so builds are not reproducible: run `cargo generate-lockfile` and commit it")
    return _program(project, cargo.only(workspace, package), package, binary)._replace(
        mains=Found(mains, ", ".join(mains)),
        main=chosen,
        members=Found(tuple(f"./{one.folder}" for one in workspace.packages if one.folder), MANIFEST),
    )


def _refuse_browsers(project: Project, package: Package) -> None:
    for crate, tool in _BROWSER.items():
        has_settings = table(package.content, "package", "metadata", crate) or project.has("Trunk.toml")
        if crate in package.dependencies and (has_settings or project.has("Dioxus.toml")):
            raise NotRecognisedError(
                f"{package.manifest}: {crate} compiles the program for the browser too, which takes {tool}",
                f"dockgen does not run {tool} yet; build a server without that part, or write this Dockerfile by hand.",
            )


def _program(project: Project, workspace: Workspace, package: Package, binary: Binary) -> Program:
    read = sources.of(project, workspace, binary)
    serves = serving.find(project, workspace, read)
    needs, libc, compiles_c = crates.needs(workspace)
    texts_of = env_examples.read(project, ("", package.folder)) | {one.path: one.raw for one in read}
    told = services.facts(CLIENTS, _direct(workspace), texts_of)
    word, has_lock = serves.word, project.has(LOCK)
    own = RustProgram(
        package=Found(package.folder or ".", package.manifest),
        binary=Found(binary.name, binary.path),
        lock=Found(has_lock, LOCK if has_lock else f"no {LOCK}"),
        features=Found(binary.features, package.manifest),
        stripped=Found(not table(workspace.top, "profile", "release").keys().isdisjoint({"strip", "debug"}), MANIFEST),
        needs=needs,
        environment=serves.environment,
        subcommand=word,
        offline=_offline(project, workspace, package, read),
    )
    version, own = settings.with_toolchain(project, workspace, package, own)
    return Program(
        version=version,
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
        compiles_c=compiles_c,
        own=_with_files(project, workspace, settings.with_sources(project, workspace, own), read),
    )


def _with_files(project: Project, workspace: Workspace, own: RustProgram, read: tuple[Source, ...]) -> RustProgram:
    """Add what lies beside the program: files that it reads, and SQLite files that it keeps."""
    named = dict(opened.named(read, _LITERAL, _COMPILED_IN))
    named |= {path: f"{crate}'s own" for crate, path in _USUAL.items() if crate in workspace.crates}
    places = dict.fromkeys(("", own.package.value.removeprefix(".")))
    files = opened.find(project, named, places, but=_NO_DATA, source=".rs")
    folder = "" if files.folder.value == "." else f"{files.folder.value}/"
    uses = not workspace.crates.keys().isdisjoint({"libsqlite3-sys", "rusqlite"})
    matches = ((one, match) for one in read for match in re.finditer(_SQLITE, one.text)) if uses else ()
    databases = sqlite_files.named((match[1], one.at(match)) for one, match in matches)
    kept = sqlite_files.keep(project, folder, [one.path for one in read], databases, "/app")
    keeps, links = Found(kept.folders, kept.source), Found(kept.links, kept.source)
    return own._replace(opened=files.paths, opened_in=files.folder, keeps=keeps, links=links)


def _offline(project: Project, workspace: Workspace, package: Package, read: tuple[Source, ...]) -> Found[bool]:
    """Tell whether there are the files against which sqlx checks queries; without them the build needs a database."""
    places = (f"{folder}{name}" for folder in ("", f"{package.folder}/") for name in (".sqlx", "sqlx-data.json"))
    if "sqlx" not in workspace.crates:
        return Found(value=False, source="sqlx is not used")
    if found := next((one for one in places if project.has(one.lstrip("/"))), None):
        return Found(value=True, source=found)
    if query := first(read, _QUERY):
        project.warn(
            f"{query[1]} is checked against a database while it is compiled, and the build has none:"
            " run `cargo sqlx prepare` and commit .sqlx"
        )
    return Found(value=False, source="no .sqlx")


def _direct(workspace: Workspace) -> dict[str, str]:
    """Return the crates that packages ask for, also with each of their features, as `sqlx[postgres]`."""
    shared = table(workspace.top, "workspace", "dependencies")
    found: dict[str, str] = {}
    for package in workspace.packages:
        for crate, value in package.dependencies.items():
            features = (*texts(value, "features"), *texts(shared, crate, "features"))
            found |= dict.fromkeys((crate, *(f"{crate}[{one}]" for one in features)), package.manifest)
    return found
