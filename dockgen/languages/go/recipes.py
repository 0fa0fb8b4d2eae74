"""How a Go program is built: its modules, the compiler's flags, what is mounted and copied."""

import posixpath
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING

from dockgen.languages.javascript import front_end_stage
from dockgen.languages.kit.steps import added_user, beside, environment, kept, system_packages
from dockgen.model.note import Note
from dockgen.model.recipe import BuildSecret, Recipe
from dockgen.model.steps import Arg, Copy, Group, Mount, Run, Stage, Step, Workdir, groups

if TYPE_CHECKING:
    from dockgen.model.plan import Choices


def recipe(plan: "Choices") -> Recipe:
    """Say how the program is compiled and started."""
    facts, program = plan.facts, f"/{plan.name}"
    has_stages = plan.does["multi-stage"]
    opened = beside(plan, facts["opened"], facts["opened_in"], facts["keeps"])
    compiled = (Copy((_binary(plan),), program, stage="build"),)
    return Recipe(
        stages=(*front_end_stage.stages(plan), _build(plan, opened)),
        packages=groups(system_packages(plan, facts["run_packages"], Note("runtime-libraries"))) if has_stages else (),
        program=groups(opened, compiled) if has_stages else (),
        env=environment(plan, plan.facts["environment"]) if has_stages else (),
        start=(program, facts["subcommand"]) if facts["subcommand"] else (program,),
        command=(program,),
        build_tools=_build_tools(plan),
        compose_secrets={"netrc": BuildSecret("file", "${HOME}/.netrc")} if facts["private"] else {},
        keeps={path: f"/app/{path}" for path in facts["keeps"]},
    )


def _build(plan: "Choices", opened: Group) -> Stage:
    """Return the stage that compiles the program; the only one where there are no others."""
    facts, has_stages = plan.facts, plan.does["multi-stage"]
    needs_git = facts["private"] and plan.family == "alpine"
    steps = groups(
        system_packages(plan, facts["build_packages"], Note("build-libraries")),
        (*system_packages(plan, ("git",) if needs_git else ()), Workdir("/src")),
        added_user(plan),
        tuple(_modules(plan)),
        kept(plan, facts["keeps"], facts["links"]),
        tuple(_arguments(plan)),
        tuple(_compile(plan)),
        *(() if has_stages else (environment(plan, plan.facts["environment"]), opened)),
    )
    if not has_stages:
        return Stage(steps)
    heading = Note("cross-compiler-stage" if plan.does["cross-build"] else "compiler-stage")
    return Stage(steps, "build", heading, is_native=plan.does["cross-build"])


def _modules(plan: "Choices") -> Iterator[Step]:
    """Yield the steps that download the modules, before the sources are there."""
    facts = plan.facts
    if not plan.does["cache"] or not facts["manifests"] or facts["vendored"]:
        return
    several = facts["workspace"] or len(facts["manifests"]) > 1
    first = Note("workspace-modules-first" if several else "modules-first")
    folders = ["" if folder == "." else f"{folder.removeprefix('./')}/" for folder in facts["manifests"]]
    copies = [Copy((f"{folder}go.mod", f"{folder}go.sum*"), f"./{folder}") for folder in folders]
    copies = [Copy(("go.work", "go.work.sum*"), "./"), *copies] if facts["workspace"] else copies
    yield copies[0]._replace(notes=(first,))
    yield from copies[1:]
    command = f"{_go_env(plan)}go mod download{_in_folder(plan)}"
    notes = (Note("private-modules"),) if facts["private"] else ()
    yield Run((command,), (Mount("cache", "/go/pkg/mod"), *_secrets(plan)), notes=notes)


def _arguments(plan: "Choices") -> Iterator[Arg]:
    if plan.does["cross-build"]:
        yield Arg(("TARGETOS", "TARGETARCH"))
    if version := _version(plan)[1]:
        yield Arg(("VERSION",), version, Note("version-argument"))


def _compile(plan: "Choices") -> Iterator[Step]:
    """Yield the step that compiles: with a cache the sources are mounted, else they are copied before."""
    strip = (Note("strip"),) if plan.does["strip"] else ()
    command, settings = _go_build(plan), _go_env(plan)
    if plan.does["multi-stage"]:
        target = " GOOS=$TARGETOS GOARCH=$TARGETARCH" if plan.does["cross-build"] else ""
        settings += f"CGO_ENABLED={int(plan.facts['libc'])}{target}"
    else:
        command, settings = settings + command, ""
    if plan.does["cache"]:
        yield Run((command,), tuple(_mounts(plan)), settings, notes=(*strip, Note("mounted-sources")))
        return
    yield Copy((".",), ".", notes=strip)
    if front_end := plan.program.front_end.value:
        yield front_end_stage.copied(front_end, front_end.target)
    notes = (Note("private-modules"),) if plan.facts["private"] else ()
    yield Run((command,), tuple(_secrets(plan)), settings, notes=notes)


def _go_build(plan: "Choices") -> str:
    """Return the command that compiles."""
    linker = " ".join(_linker_flags(plan))
    tags = ",".join((*(("timetzdata",) if plan.does["timezones"] else ()), *plan.facts["tags"]))
    return "".join(
        (
            f"go build{_in_folder(plan)}",
            " -trimpath" if plan.does["strip"] else "",
            f' -ldflags="{linker}"' if linker else "",
            f" -tags {tags}" if tags else "",
            f" -o {_binary(plan)} {_package(plan)}",
        )
    )


def _binary(plan: "Choices") -> str:
    return f"/out/{plan.name}" if plan.does["multi-stage"] else f"/{plan.name}"


def _in_folder(plan: "Choices") -> str:
    folder = plan.facts["module_folder"]
    return "" if folder == "." else f" -C {folder}"


def _go_env(plan: "Choices") -> str:
    """Return what tells Go of private modules, before a command."""
    pairs = (("GOPRIVATE", plan.facts["private"]), ("GOPROXY", plan.facts["proxy"]))
    return "".join(f"{name}={shlex.quote(value)} " for name, value in pairs if value)


def _package(plan: "Choices") -> str:
    """Return the program's folder from where `go` is run."""
    folder = str(plan.facts["module_folder"])
    path = posixpath.relpath(plan.main, folder) if folder != "." else plan.main
    return path if path.startswith(".") else f"./{path}"


def _build_tools(plan: "Choices") -> Note:
    if plan.facts["libc"]:
        return Note("go-and-c-compilers")
    return Note("go-compiler-and-git" if plan.facts["private"] else "go-compiler")


def _version(plan: "Choices") -> tuple[str, str]:
    """Return the variable that holds the program's version, and the version; both empty where there is none."""
    variable, _, version = (plan.facts["version_variable"] or "").partition("=")
    return variable, version


def _linker_flags(plan: "Choices") -> Iterator[str]:
    if plan.does["strip"]:
        yield "-s -w"
    if variable := _version(plan)[0]:
        yield f"-X '{variable}=$VERSION'"


def _inside(path: str) -> str:
    """Return a path of the build stage from the root: Buildah before 1.33 takes no other one as a target."""
    return "/src" if path == "." else f"/src/{path}"


def _secrets(plan: "Choices") -> Iterator[Mount]:
    if plan.facts["private"]:
        yield Mount("secret", "/root/.netrc", id="netrc")


def _mounts(plan: "Choices") -> Iterator[Mount]:
    """Yield what a build with cache mounts sees: the sources, and what a front end left."""
    front_end = plan.program.front_end.value
    for folder in plan.facts["sources"]:
        path = folder.removeprefix("./")
        inside = front_end is not None and (path == "." or f"{front_end.target}/".startswith(f"{path}/"))
        # Into what is mounted one can only mount more where it may be written; what is written is thrown away.
        yield Mount("bind", _inside(path), "" if path == "." else path, writable=inside)
    if front_end:
        yield Mount("bind", _inside(front_end.target), f"/src/{front_end.built}", front_end_stage.STAGE)
    if not plan.facts["vendored"]:
        yield Mount("cache", "/go/pkg/mod")
    yield Mount("cache", "/root/.cache/go-build")
    yield from _secrets(plan)
