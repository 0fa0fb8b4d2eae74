"""Puts together what go.mod, go.work, the sources and the files beside them say of one program."""

import posixpath
from collections.abc import Mapping, Sequence
from functools import lru_cache
from typing import Final

from dockgen.errors import NotRecognisedError
from dockgen.languages.go import (
    arguments,
    build_flags,
    cgo,
    generating,
    migrations,
    modules,
    opened,
    private,
    required,
    serving,
)
from dockgen.languages.go.modules import Modules, program_name
from dockgen.languages.go.record import GoProgram
from dockgen.languages.go.service_clients import CLIENTS
from dockgen.languages.go.sources import Reader, Sources
from dockgen.languages.kit import compiled, env_examples, ports, surroundings, which_program
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.servers import Server
from dockgen.languages.kit.which_program import as_main, serious
from dockgen.model.found import Found, whether
from dockgen.model.front_end import FrontEnd
from dockgen.model.program import Program, own_of
from dockgen.reading.project import Project

_MOST_COMPARED: Final = 12
"""The most programs that are read to find the one that serves."""


@lru_cache(maxsize=16)
def _reader(project: Project, folder: str, tags: frozenset[str]) -> Reader:
    """Keep what was read while one goes through the programs of a project."""
    return Reader(project, modules.read_modules(project, folder), tags)


def inspect(project: Project, main: str | None) -> Program:
    """Read the modules and the sources of one program: in the folder `main`, or the module there; else the one meant.

    Raises:
        FileError: a go.mod, or go.work, cannot be read.
        NotRecognisedError: the modules hold no program, or need files from outside the folder.
    """
    module = modules.folder_around(project, main)
    reader = _reader(project, module, frozenset())
    found = reader.programs()
    if not found:
        raise _no_program(project, reader.modules)
    released = build_flags.released(project, found)
    folders = serious(found, main, None if released.value is None else as_main(released.value))
    mains = tuple(map(as_main, folders))
    meant = _serving(reader, folders, _meant(reader.modules, folders, released))
    folder = folders[mains.index(main if main in mains else meant.value or mains[0])]
    tags = build_flags.tags(project, reader.modules, folder)
    sources = _reader(project, module, frozenset(tags.value)).walk(folder)
    version = modules.version(project, reader.modules)
    name, (libc, build, run) = _name(sources, is_only=len(mains) == 1), cgo.find(sources)
    served, named = _started(sources, name.value)
    front_end = opened.embedded_front_end(sources)
    own = _own(sources, served, named)._replace(build_packages=build, run_packages=run, tags=tags)
    if served.port.value is None and served.serves.value:
        port = ports.in_settings(
            project, (posixpath.join(own.runtime.opened_in.value, one) for one in own.runtime.opened.value)
        )
        served = served._replace(port=port or served.port)
    dependencies = {path: module.manifest for module in sources.needed for path in module.direct}
    texts = (source for source in sources.read if "nv" in source.raw)
    wanted = env_examples.wants(project, [""], CLIENTS, dependencies, texts)
    own = own._replace(migrations=migrations.find(sources, wanted.services.value))
    return compiled.program(name, served, wanted, own, outbound=_outbound(sources), libc=libc)._replace(
        version=version,
        mains=Found(mains, ", ".join(mains)),
        main=meant,
        module=Found(sources.module.path, sources.module.manifest),
        debian=Found(own.private.value is not None, own.private.source),
        members=_members(sources.modules, front_end),
        front_end=front_end,
        required=required.find(sources.read),
        zones=surroundings.zones(sources.read, opened.SPEECH),
    )


def _meant(found: Modules, folders: Sequence[str], released: Found[str | None]) -> Found[str | None]:
    """Return the program that is meant: one called like its module, or the repository of that, or the released one."""
    owners = {found.of(folder) for folder in folders}
    path = owners.pop().path
    is_hosted = path.startswith(("github.com/", "gitlab.com/", "bitbucket.org/", "codeberg.org/"))
    names = [*filter(None, (program_name(path), *(path.split("/")[2:3] if is_hosted else ())))]
    programs = {folder: posixpath.basename(folder) for folder in folders}
    if released.value is not None and len(folders) > 1 and not (set(names) & {*programs.values()}):
        return Found(as_main(released.value), released.source)
    return which_program.meant(programs, None if owners else names, f"named like the module {path}")


def _serving(reader: Reader, folders: Sequence[str], meant: Found[str | None]) -> Found[str | None]:
    """Return the program that is meant; where no name says it, the only one that serves."""
    if meant.value is not None or not 1 < len(folders) <= _MOST_COMPARED:
        return meant
    servers = [folder for folder in folders if serving.find(reader.walk(folder)).serves.value]
    return which_program.only_server(folders, servers) or meant


def _name(sources: Sources, *, is_only: bool) -> Found[str | None]:
    """Return what the program is called: after its folder where there are several, else after its module."""
    if sources.folder and not is_only:
        return Found(posixpath.basename(sources.folder), as_main(sources.folder))
    return Found(program_name(sources.module.path) or None, f"{sources.module.manifest}, module")


def _no_program(project: Project, found: Modules) -> NotRecognisedError:
    unread = f" ({'; '.join(project.warnings)})" if project.warnings else ""
    these = "these Go modules have" if found.work else "this Go module has"
    return NotRecognisedError(
        f"{these} no program: no `package main` with a `func main()`{unread}",
        "A library needs no container; add a main package, such as cmd/NAME/main.go.",
    )


def _started(sources: Sources, name: str | None) -> tuple[Server, Mapping[str, str]]:
    """Return how the program serves, and the files that its arguments name, and where."""
    served, told = serving.find(sources), arguments.find(sources, name)
    if not told.value.files:
        return served, {}
    line = Found(" ".join(told.value.words), told.source)
    return served._replace(subcommand=line), dict.fromkeys(told.value.files, told.source)


def _own(sources: Sources, served: Server, named: Mapping[str, str]) -> GoProgram:
    found, patterns = sources.modules, private.pattern(sources)
    version, generated = build_flags.version_variable(sources), generating.find(sources)
    manifests = _manifests(found)
    made = generating.templates(sources)
    is_whole = bool(generated.value or made.value) or (found.work is not None and not manifests.value)
    return GoProgram(
        runtime=opened.runtime(sources, served, named),
        module_folder=Found(found.folder or ".", sources.module.manifest),
        workspace=_there("go.work", is_there=found.work is not None),
        manifests=manifests,
        sources=Found((".",), next(one.source for one in (generated, made, manifests) if one.value or one is manifests))
        if is_whole
        else _sources(sources),
        go_sum=_there("go.sum", is_there=sources.project.has("go.sum")),
        vendored=_there("vendor/modules.txt", is_there=found.is_vendored),
        private=patterns,
        proxy=private.proxy(sources, patterns),
        version_variable=version,
        linked=build_flags.linked(sources, version.value),
        generated=generated,
        templates=made,
        files=_loose_files(sources),
    )


def _loose_files(sources: Sources) -> Found[tuple[str, ...]]:
    """Return the files of a program without a go.mod, which can use no other modules.

    Raises:
        NotRecognisedError: it uses some.
    """
    if sources.module.path:
        return GoProgram().files
    for source in sources.read:
        if other := next((path for path in source.imports if "." in path.partition("/")[0]), None):
            raise NotRecognisedError(
                f"{source.path} imports {other}, and there is no go.mod",
                "Make one: `go mod init example.com/NAME && go mod tidy`.",
            )
    return Found(tuple(posixpath.basename(source.path) for source in sources.own), "there is no go.mod")


def _there(path: str, *, is_there: bool) -> Found[bool]:
    return Found(is_there, path if is_there else f"no {path}")


def _members(found: Modules, front_end: Found[FrontEnd | None]) -> Found[tuple[str, ...]]:
    """Return the folders that are no projects of their own: other modules of the build, and its front end."""
    folders = [module.folder for module in found.all]
    folders += [front_end.value.folder] if front_end.value else []
    return Found(tuple(as_main(folder) for folder in folders if folder), "go.work" if found.work else "go.mod")


def _manifests(found: Modules) -> Found[tuple[str, ...]]:
    """Return the folders whose go.mod is needed to download; none where one of them cannot stand in a Dockerfile."""
    if found.is_vendored or not found.main[0].path:
        return Found((), "vendor/modules.txt" if found.is_vendored else "there is no go.mod")
    replaced = {path for one in found.manifests for path, _ in one.local_replaces}
    own = {one.path for one in found.all}
    if unpublished := sorted({path for one in found.main for path in one.requires} & own - replaced):
        return Found((), f"go.work: {unpublished[0]} may not be published, and `go mod download` would fetch it")
    is_sure = all(is_plain(one.folder) for one in found.all) and replaced <= own
    folders = tuple(as_main(one.folder) for one in found.all) if is_sure else ()
    return Found(folders, ", ".join(one.manifest for one in found.all))


def _sources(sources: Sources) -> Found[tuple[str, ...]]:
    """Return the folders that the build needs; all where the module at the top is one of them."""
    found, folders = sources.modules, tuple(as_main(module.folder) for module in sources.needed)
    is_one = not (found.work or found.folder) or found.is_vendored
    if is_one or "." in folders or any('"C"' in source.raw for source in sources.read):
        return Found((".",), "go.work" if found.work else "go.mod")
    return Found(folders, f"what {as_main(sources.folder)} imports")


def _outbound(sources: Sources) -> Found[bool]:
    called = (f"{one.manifest}: {one.requires[0]} may call other servers" for one in sources.needed if one.requires)
    call = sources.first(r'["`]https://', only="https://") or next((Found("", where) for where in called), None)
    return whether(call, "no call to another server found")


def impossible(program: Program) -> dict[str, str]:
    """Refuse the images without the C library, or the packages, that a program needs."""
    own = own_of(program, GoProgram)
    return compiled.impossible(program.libc, own.run_packages.value, runs=own.runtime.runs)
