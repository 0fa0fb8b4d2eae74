"""Puts together what go.mod, go.work, the sources and the files beside them say of one program."""

from functools import lru_cache

from dockgen import services
from dockgen.errors import NotRecognisedError
from dockgen.languages.go import build_flags, cgo, embedded, modules, opened, private, programs, serving
from dockgen.languages.go.modules import Module, Modules
from dockgen.languages.go.service_clients import CLIENTS
from dockgen.languages.go.sources import Program, Reader
from dockgen.model.facts import Fact, Facts
from dockgen.reading.project import Project
from dockgen.services.service_env import ENV_EXAMPLES

_OUTBOUND = r'["`]https://'


@lru_cache(maxsize=16)
def _reader(project: Project, folder: str, tags: frozenset[str]) -> Reader:
    """Keep what was read while one goes through the programs of a project."""
    return Reader(project, modules.read_modules(project, folder), tags)


def inspect(project: Project, main: str | None) -> Facts:
    """Read the modules and the sources of one program.

    Args:
        project: the folder of the go.mod or the go.work, or one around it that holds what the go.mod refers to.
        main: the program's folder, as in the fact `mains`, or its module's; None for the one that is meant.

    Raises:
        FileError: a go.mod, or go.work, cannot be read.
        NotRecognisedError: the modules hold no program, or need files from outside the folder.
    """
    module = modules.folder_around(project, main)
    reader = _reader(project, module, frozenset())
    found = reader.programs()
    if not found:
        raise _no_program(project, reader.modules)
    folders = programs.serious(found, main)
    mains = tuple(map(programs.as_main, folders))
    chosen = programs.choose(reader.modules, folders)
    own = main if main in mains else str(chosen.value or mains[0])
    folder = own.removeprefix("./").removeprefix(".")
    tags = build_flags.tags(project, reader.modules, folder)
    reader = _reader(project, module, frozenset(tags.value if isinstance(tags.value, tuple) else ()))
    program = reader.walk(folder)
    needed = _needed(reader.modules, program)
    facts = {
        **_of_modules(project, reader.modules, program, needed),
        "name": programs.name(reader.modules, own, mains),
        "mains": Fact(mains, ", ".join(mains)),
        "main": chosen,
        **_of_program(project, reader.modules, program, needed),
        "tags": tags,
    }
    return {**facts, "members": _members(reader.modules, facts), **_start(facts)}


def _members(found: Modules, facts: Facts) -> Fact:
    """Return the folders that are no projects of their own: other modules of the build, and its front end."""
    folders = [programs.as_main(module.folder) for module in found.all if module.folder]
    front_end = facts["frontend"].value
    folders += [f"./{front_end}"] if front_end else []
    return Fact(tuple(folders), "go.work" if found.work else "go.mod")


def _start(facts: Facts) -> Facts:
    """Say where the word comes from with which a program begins to serve."""
    name, word = facts["name"], facts["subcommand"]
    return {"start": Fact(f"{name.value} {word.value}", word.source)} if word.value else {}


def _no_program(project: Project, found: Modules) -> NotRecognisedError:
    unread = f" ({'; '.join(project.warnings)})" if project.warnings else ""
    these = "these Go modules have" if found.work else "this Go module has"
    return NotRecognisedError(
        f"{these} no program: no `package main` with a `func main()`{unread}",
        "A library needs no container; add a main package, such as cmd/NAME/main.go.",
    )


def _of_modules(project: Project, found: Modules, program: Program, needed: tuple[Module, ...]) -> Facts:
    """Return what the manifests say."""
    vendored = modules.is_vendored(project, found.folder)
    module = found.of(program.folder) or found.main[0]
    manifests = () if vendored else _manifests(found)
    return {
        "version": modules.version(project, found),
        "module": Fact(module.path, module.manifest),
        "module_folder": Fact(found.folder or ".", module.manifest),
        "workspace": Fact(found.work is not None, "go.work" if found.work else "no go.work"),
        "manifests": Fact(
            manifests, "vendor/modules.txt" if vendored else ", ".join(one.manifest for one in found.all)
        ),
        "sources": _sources(found, program, needed, vendored=vendored),
        "go_sum": Fact(project.has("go.sum"), "go.sum" if project.has("go.sum") else "no go.sum"),
        "vendored": Fact(vendored, "vendor/modules.txt" if vendored else "no vendor/modules.txt"),
        **private.facts(project, needed, vendored=vendored),
    }


def _manifests(found: Modules) -> tuple[str, ...]:
    """Return the folders whose go.mod is needed to download; none where one of them cannot stand in a Dockerfile."""
    folders = tuple(programs.as_main(one.folder) for one in found.all)
    complete = all(modules.has_plain_name(folder) for folder in folders)
    replaced = {path for one in (*found.main, *([found.work] if found.work else [])) for path, _ in one.local_replaces}
    return folders if complete and replaced <= {one.path for one in found.all} else ()


def _needed(found: Modules, program: Program) -> tuple[Module, ...]:
    """Return the modules that the program's sources are in; all of them where too many sources were there to read."""
    if not program.is_whole:
        return found.all
    packages = {source.folder for source in program.sources}
    folders = {module.folder for package in packages if (module := found.of(package))}
    return tuple(module for module in found.all if module.folder in folders)


def _sources(found: Modules, program: Program, needed: tuple[Module, ...], *, vendored: bool) -> Fact:
    """Return the folders that the build needs; all where the module at the top is one of them."""
    folders = tuple(programs.as_main(module.folder) for module in needed)
    if (
        not (found.work or found.folder)
        or vendored
        or "." in folders
        or any('"C"' in source.raw for source in program.sources)
    ):
        return Fact((".",), "go.work" if found.work else "go.mod")
    return Fact(folders, f"what {programs.as_main(program.folder)} imports")


def _of_program(project: Project, found: Modules, program: Program, needed: tuple[Module, ...]) -> Facts:
    """Return what the sources say."""
    read = opened.find(project, found, program, embedded.folders(program))
    kept = opened.databases(project, program, read.folder.value)
    return {
        **serving.facts(program),
        "outbound": _outbound(program, needed),
        **cgo.facts(program, needed),
        **build_flags.facts(project, found, program),
        **embedded.facts(project, program),
        "opened": Fact(*read.files),
        "opened_in": Fact(*read.folder),
        "keeps": Fact(kept.folders, kept.source),
        "links": Fact(kept.links, kept.source),
        **_services(project, needed, program),
    }


def _outbound(program: Program, needed: tuple[Module, ...]) -> Fact:
    if call := program.first(_OUTBOUND, only="https://"):
        return Fact(value=True, source=call[1])
    for module in needed:
        if module.requires:
            return Fact(value=True, source=f"{module.manifest}: {module.requires[0]} may call other servers")
    return Fact(value=False, source="no call to another server found")


def _services(project: Project, needed: tuple[Module, ...], program: Program) -> Facts:
    dependencies = {path: module.manifest for module in needed for path in module.direct}
    examples = {path: text for path in ENV_EXAMPLES if project.has(path) and (text := project.read(path))}
    sources = {source.path: source.raw for source in program.sources if "nv" in source.raw}
    return services.facts(CLIENTS, dependencies, examples | sources)
