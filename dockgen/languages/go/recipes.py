"""How a Go program is built: its modules, the compiler's flags, what is mounted and copied."""

import posixpath
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dockgen.languages.go import migrations
from dockgen.languages.go.record import GoProgram
from dockgen.languages.javascript import front_end_stage
from dockgen.languages.kit import compiled, logins
from dockgen.languages.kit.steps import system_packages
from dockgen.model.note import Note
from dockgen.model.program import own_of
from dockgen.model.recipe import Recipe
from dockgen.model.steps import Arg, Copy, Mount, Run, Step, Workdir

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

_MODULES: Final = Mount("cache", "/go/pkg/mod")


class _Build:
    def __init__(self, plan: "Choices") -> None:
        self.plan, self.go, self.has_stages = plan, own_of(plan.program, GoProgram), plan.does["multi-stage"]
        self.binary = f"/out/{plan.name}" if self.has_stages else f"/{plan.name}"
        self.login = logins.login((), logins.NETRC if self.go.private.value else None)
        self.private = (Note("private-modules"),) if self.go.private.value else ()
        pairs = (("GOPRIVATE", self.go.private.value), ("GOPROXY", self.go.proxy.value))
        self.go_env = "".join(f"{name}={shlex.quote(value)} " for name, value in pairs if value)
        folder = self.go.module_folder.value
        self.in_folder = "" if folder == "." else f" -C {folder}"


def recipe(plan: "Choices") -> Recipe:
    """Say how the program is compiled and started."""
    build = _Build(plan)
    go = build.go
    git = system_packages(plan, ("git",) if build.private and plan.family == "alpine" else ())
    compiler = "go-compiler-and-git" if build.private else "go-compiler"
    tools = "go-and-c-compilers" if plan.program.libc.value else compiler
    arguments = [Arg(("TARGETOS", "TARGETARCH"))] if plan.does["cross-build"] else []
    if variable := go.version_variable.value:
        arguments.append(_argument("VERSION", variable.default, variable.file, Note("version-argument")))
    arguments += _linked_arguments(go)
    made = compiled.recipe(
        plan,
        go.runtime,
        compiled.Build(
            build.binary,
            (system_packages(plan, go.build_packages.value, Note("build-libraries")), (*git, Workdir("/src"))),
            tuple(_modules(build)),
            (tuple(arguments), tuple(_compile(build))),
            Note(tools),
            libraries=go.run_packages.value,
            secrets=build.login.secrets,
            stages=tuple(front_end_stage.stages(plan)),
        ),
    )
    return made._replace(jobs=migrations.jobs(plan, go.migrations.value))


def _linked_arguments(go: GoProgram) -> Iterator[Arg]:
    """Yield the build arguments of the other variables that the linker sets, each once."""
    seen = {"VERSION"} if go.version_variable.value else {""}
    for one in go.linked.value:
        if one.argument and one.argument not in seen:
            seen.add(one.argument)
            yield _argument(one.argument, one.value, one.file, Note("linked-argument", {"name": one.argument}))


def _argument(name: str, default: str, file: str, heading: Note) -> Arg:
    return Arg((name,), "" if file else default, heading)


def _set(name: str, argument: str, file: str) -> str:
    """Return how the linker sets a variable to a build argument; where none is given, to the content of a file."""
    return f"{name}=${{{argument}:-$(cat {file})}}" if file else f"{name}=${argument}"


def _modules(build: _Build) -> Iterator[Step]:
    """Yield the steps that download the modules, before the sources are there."""
    go, manifests = build.go, build.go.manifests.value
    if not build.plan.does["cache"] or not manifests or go.vendored.value:
        return
    folders = ["" if folder == "." else f"{folder.removeprefix('./')}/" for folder in manifests]
    copies = [Copy(("go.work", "go.work.sum*"), "./")] if go.workspace.value else []
    copies += [Copy((f"{folder}go.mod", f"{folder}go.sum*"), f"./{folder}") for folder in folders]
    yield copies[0]._replace(notes=(Note("workspace-modules-first" if len(copies) > 1 else "modules-first"),))
    yield from copies[1:]
    download = f"{build.go_env}go mod download{build.in_folder}"
    yield Run((download,), (_MODULES, *build.login.mounts), notes=build.private)


def _compile(build: _Build) -> Iterator[Step]:
    """Yield the step that compiles: with a cache the sources are mounted, else they are copied before."""
    plan, front_end = build.plan, build.plan.program.front_end.value
    strip = (Note("strip"),) if plan.does["strip"] else ()
    command, settings = _go_build(build), build.go_env
    if build.has_stages:
        target = " GOOS=$TARGETOS GOARCH=$TARGETARCH" if plan.does["cross-build"] else ""
        settings += f"CGO_ENABLED={int(plan.program.libc.value)}{target}"
    else:
        command, settings = settings + command, ""
    commands: tuple[str, ...] = (command,)
    made = _generators(build)
    generated = (Note("generated-sources"),) if made else ()
    if made:  # for this machine, before the settings that are for the target's
        commands = (*made, f"{settings} {command}".strip())
        settings = ""
    if plan.does["cache"]:
        yield Run(commands, tuple(_mounts(build)), settings, notes=(*generated, *strip, Note("mounted-sources")))
        return
    yield Copy((".",), ".", notes=strip)
    if front_end:
        yield front_end_stage.copied(front_end, front_end.target)
    yield Run(commands, build.login.mounts, settings, notes=(*build.private, *generated))


def _generators(build: _Build) -> tuple[str, ...]:
    """Return the commands that make what is no part of the repository."""
    folder, generated = build.go.module_folder.value, build.go.generated.value
    packages = (posixpath.relpath(one, folder) for one in generated)
    places = " ".join(one if one == "." else f"./{one}" for one in packages)
    by_directives = (f"{build.go_env}go generate{build.in_folder} {places}",) if generated else ()
    templates = build.go.templates.value.replace("go run", f"{build.go_env}go run{build.in_folder}", 1)
    return (*((templates,) if templates else ()), *by_directives)


def _go_build(build: _Build) -> str:
    """Return the command that compiles."""
    plan, variable = build.plan, build.go.version_variable.value
    linked = [
        _set(one.name, one.argument, one.file) if one.argument else f"{one.name}={one.value}"
        for one in build.go.linked.value
    ]
    linked = [*([_set(variable.name, "VERSION", variable.file)] if variable else []), *linked]
    flags = (*(("-s -w",) if plan.does["strip"] else ()), *(f"-X '{one}'" for one in linked))
    tags = ",".join((*(("timetzdata",) if plan.does["timezones"] else ()), *build.go.tags.value))
    package = posixpath.relpath(plan.main, build.go.module_folder.value)
    what = " ".join(build.go.files.value) or (package if package == "." else f"./{package}")
    return "".join(
        (
            f"go build{build.in_folder}",
            " -trimpath" if plan.does["strip"] else "",
            f' -ldflags="{" ".join(flags)}"' if flags else "",
            f" -tags {tags}" if tags else "",
            f" -o {build.binary} {what}",
        )
    )


def _mounts(build: _Build) -> Iterator[Mount]:
    """Yield what a build with cache mounts sees: the sources, and what a front end left."""
    front_end = build.plan.program.front_end.value
    for path in (folder.removeprefix("./").removeprefix(".") for folder in build.go.sources.value):
        is_around = front_end is not None and f"{front_end.target}/".startswith(f"{path}/" if path else "")
        is_around = is_around or bool(_generators(build))
        # Into what is mounted one can only mount more where it may be written; what is written is thrown away.
        yield Mount("bind", _inside(path), path, writable=is_around)
    if front_end:
        yield Mount("bind", _inside(front_end.target), f"/src/{front_end.built}", front_end_stage.STAGE)
    if not build.go.vendored.value:
        yield _MODULES
    yield Mount("cache", "/root/.cache/go-build")
    yield from build.login.mounts


def _inside(path: str) -> str:
    """Return a path of the build stage from the root: Buildah before 1.33 takes no other one as a target."""
    return posixpath.join("/src", path).rstrip("/")
