"""What the templates need beyond the plan: the compiler's flags, what is mounted, and the stage of a front end."""

import posixpath
import shlex
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

from dockgen.model.note import Note
from dockgen.model.recipe import BuildSecret, Recipe

if TYPE_CHECKING:
    from dockgen.plan import Choices


def recipe(plan: "Choices") -> "Recipe":
    """Say how the program is compiled and started."""
    facts, program = plan.facts, f"/{plan.name}"
    variable, _, version = (facts["version_variable"] or "").partition("=")
    return Recipe(
        start=(program, facts["subcommand"]) if facts["subcommand"] else (program,),
        program=(program,),
        build_tools=_build_tools(plan),
        compose_secrets={"netrc": BuildSecret("file", "${HOME}/.netrc")} if facts["private"] else {},
        front_end=_front_end(plan),
        keeps={path: f"/app/{path}" for path in facts["keeps"]},
        own={
            "folder": "" if facts["module_folder"] == "." else facts["module_folder"],
            "package": _package(plan),
            "build_packages": " ".join(facts["build_packages"]),
            "run_packages": " ".join(facts["run_packages"]),
            "linker": " ".join(_linker_flags(plan, variable)),
            "version": version,
            "tags": ",".join((*(("timetzdata",) if plan.does["timezones"] else ()), *facts["tags"])),
            "environment": dict(
                pair.split("=", 1) for pair in facts["environment"] if pair.split("=")[0] not in plan.env
            ),
            "mounts": tuple(_mounts(plan)),
            "go_env": "".join(
                f"{name}={shlex.quote(facts[fact])} "
                for name, fact in (("GOPRIVATE", "private"), ("GOPROXY", "proxy"))
                if facts[fact]
            ),
            "keep": " \\\n    && ".join(_keep(plan)),
            "opened": tuple(
                (path if facts["opened_in"] == "." else f"{facts['opened_in']}/{path}", path)
                for path in facts["opened"]
            ),
        },
    )


def _keep(plan: "Choices") -> Iterator[str]:
    """Yield the commands that make folders for databases, and links to what the program looks for elsewhere."""
    top = "/kept/app" if plan.does["multi-stage"] else "/app"
    folders = " ".join(f"{top}/{path}" for path in plan.facts["keeps"])
    if folders:
        yield f"mkdir -p {folders}"
        yield f"chmod 1777 {folders}"
    for path, _, target in (link.partition("=") for link in plan.facts["links"]):
        if folder := posixpath.dirname(path):
            yield f"mkdir -p {top}/{folder}"
        yield f"ln -s {posixpath.relpath(target, folder or '.')} {top}/{path}"


def _package(plan: "Choices") -> str:
    """Return the program's folder from where `go` is run."""
    folder = str(plan.facts["module_folder"])
    path = posixpath.relpath(plan.main, folder) if folder != "." else plan.main
    return path if path.startswith(".") else f"./{path}"


def _front_end(plan: "Choices") -> dict[str, Any] | None:
    if plan.facts["frontend"] is None:
        return None
    from dockgen.languages.node import front_end  # noqa: PLC0415 - few programs have one

    return front_end.recipe(plan)


def _build_tools(plan: "Choices") -> Note:
    if plan.facts["libc"]:
        return Note("go-and-c-compilers")
    return Note("go-compiler-and-git" if plan.facts["private"] else "go-compiler")


def _linker_flags(plan: "Choices", variable: str) -> Iterator[str]:
    if plan.does["strip"]:
        yield "-s -w"
    if variable:
        yield f"-X '{variable}=$VERSION'"


def _inside(path: str) -> str:
    """Return a path of the build stage from the root: Buildah before 1.33 takes no other one as a target."""
    return "/src" if path == "." else f"/src/{path}"


def _mounts(plan: "Choices") -> Iterator[str]:
    """Yield what a build with cache mounts sees: the sources, and what a front end left."""
    target = plan.facts["frontend_target"]
    for folder in plan.facts["sources"]:
        path = folder.removeprefix("./")
        inside = target is not None and (path == "." or f"{target}/".startswith(f"{path}/"))
        source = "" if path == "." else f"source={path},"
        # Into what is mounted one can only mount more where it may be written; what is written is thrown away.
        yield f"type=bind,{source}target={_inside(path)}{',rw' if inside else ''}"
    if target is not None:
        yield f"type=bind,from=frontend,source=/src/{plan.facts['frontend_built']},target={_inside(target)}"
    if not plan.facts["vendored"]:
        yield "type=cache,target=/go/pkg/mod"
    yield "type=cache,target=/root/.cache/go-build"
    if plan.facts["private"]:
        yield "type=secret,id=netrc,target=/root/.netrc"
