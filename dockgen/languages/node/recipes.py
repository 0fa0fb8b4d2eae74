"""How a Node.js program is built and started: its stages, what is copied when, and its environment."""

import json
import posixpath
from collections.abc import Iterator, Mapping
from typing import TYPE_CHECKING, Final

from dockgen.languages.javascript import front_end_stage
from dockgen.languages.javascript.installing import manifests
from dockgen.languages.kit.steps import added_user, copies, system_packages
from dockgen.languages.node.app import NGINX
from dockgen.languages.node.build import Build
from dockgen.model.note import Note
from dockgen.model.recipe import Recipe
from dockgen.model.steps import Arg, Copy, Env, Group, Mount, Stage, Step, WebServerConfig, Workdir, groups
from dockgen.secrets.let_in import served

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

# As process 1, node gets no default action of the signal: this gives it one, unless the program has its own.
PRELOAD: Final = (
    "--import",
    "data:text/javascript,process.on('SIGTERM',()=>{if(process.listenerCount('SIGTERM')<2)process.exit(143)})",
)
_LONGEST_DESCRIBED: Final = 60
"""Up to which length the comment of a build argument stays in one line."""


def recipe(plan: "Choices") -> Recipe:
    """Say how the program is built and started."""
    facts, build = plan.facts, Build(plan)
    is_site, has_stages = bool(facts["site"]), plan.does["multi-stage"]
    stages = (*front_end_stage.stages(plan), *_stages(build))
    return Recipe(
        stages=stages,
        packages=() if is_site else groups(system_packages(plan, build.needs.run)),
        program=_site(plan) if is_site else tuple(_program(build)),
        env=_env(build) if has_stages else (),
        start=NGINX if is_site else start(plan),
        start_note=Note("node-stop-signal") if PRELOAD[1] in start(plan) and not is_site else None,
        workers=_workers(plan),
        build_tools=Note("node-tools"),
        writes=facts["writes"],
        keeps={path.removeprefix("/app/"): path for path in facts["kept"]},
        compose_secrets=build.secrets(),
        arguments=facts["build_arguments"],
        own={"kept_here": () if build.member else _kept_here(plan)},
    )


def start(plan: "Choices") -> tuple[str, ...]:
    """Return the command that starts the program, with what lets node stop where the program does not see to it."""
    words: tuple[str, ...] = plan.facts["command"]
    return words if plan.facts["stops"] else _stoppable(words)


def _stoppable(words: tuple[str, ...]) -> tuple[str, ...]:
    return ("node", *PRELOAD, *words[1:]) if words[:1] == ("node",) else words


def _workers(plan: "Choices") -> dict[str, tuple[str, ...]]:
    """Return the programs that take jobs from a queue, beside the server that puts them there."""
    return {name: _stoppable(tuple(words)) for name, words in map(json.loads, plan.facts["workers"])}


def probe(plan: "Choices", path: str | None) -> tuple[str, ...] | None:
    """Ask with node, which every image has but that of the web server, which has wget."""
    if plan.facts["site"]:
        return ("wget", "-q", "--spider", f"http://127.0.0.1:{plan.port}{path or '/healthz'}")
    port = f"(process.env.PORT||{plan.port})" if plan.facts["port_env"] else str(plan.port)
    if plan.facts["protocol"] == "tcp" and path is None:
        script = f"require('net').connect({port},'127.0.0.1',()=>process.exit(0)).on('error',()=>process.exit(1))"
        return ("node", "-e", script)
    good = "r.ok" if path else "r.status<500"
    where = (
        f"'http://127.0.0.1:'+{port}+'{path or '/'}'"
        if plan.facts["port_env"]
        else f"'http://127.0.0.1:{port}{path or '/'}'"
    )
    return ("node", "-e", f"fetch({where}).then(r=>process.exit({good}?0:1),()=>process.exit(1))")


def _stages(build: Build) -> Iterator[Stage]:
    """Yield the stages before the last one; with a single stage, that one."""
    plan, facts, place = build.plan, build.facts, Workdir("/app")
    if not build.has_stages:
        yield _only(build)
        return
    kept = _keep(build, "/kept") if plan.base == "distroless" else ()
    system, install = system_packages(plan, build.needs.build), groups(*_install(build))
    if build.separate:
        heading = Note("all-packages-stage" if facts["build"] else "packages-stage")
        yield Stage(groups((place,), system, *install), "dependencies", heading)
        if prune := build.run(build.prune_alone(), build.install_mounts()):
            yield Stage((prune,), "production", Note("production-stage"), after="dependencies")
        heading = Note("building-stage" if facts["build"] else "replaced-front-end-stage")
        yield Stage(groups(added_user(plan), *_build(build), kept), "build", heading, after="dependencies")
    elif steps := groups(system, added_user(plan), *install, kept):
        heading = Note("packages-stage" if facts["has_packages"] else "helper-stage")
        yield Stage(((place,), *steps), "build", heading)
    if not plan.does["multi-stage"]:
        yield Stage(_site(plan), "final", is_last=True)


def _only(build: Build) -> Stage:
    """Return the only stage."""
    moved = (Workdir(build.workdir),) if build.workdir != "/app" else ()
    steps = groups(
        (Workdir("/app"),),
        system_packages(build.plan, sorted({*build.needs.build, *build.needs.run})),
        added_user(build.plan),
        *_install(build),
        *_build(build),
        _keep(build),
        (*moved, *_env(build)),
    )
    return Stage(steps)


def _install(build: Build) -> Iterator[Group]:
    """Yield the steps that install the packages; without a cache, the sources come before them."""
    facts = build.facts
    if not facts["has_packages"]:
        return
    tool = Note("package-manager", {"manager": build.manager.title})
    yield build.run(build.tool(), (Mount("cache", "/root/.npm"),), tool)
    yield tuple(_install_env(build))
    read = tuple(copies(manifests(facts["lock"], facts["install_files"], build.folders)))
    install = build.run(build.install(), build.install_mounts(), *_install_notes(build))
    if build.plan.does["cache"]:
        yield (read[0]._replace(notes=(Note("dependencies-first"),)), *read[1:], *install)
    else:
        yield ((*read, *_sources(build)) if build.member else _sources(build))
        yield install


def _install_notes(build: Build) -> tuple[Note, ...]:
    if flags := build.secret_flags():
        return (Note("registry-login"), Note("build-with-secrets", {"flags": flags}, is_command=True))
    return () if build.facts["lock"] else (Note("node-lock-file-missing"),)


def _install_env(build: Build) -> Iterator[Env]:
    """Yield what the install has to be told."""
    facts = build.facts
    env = {**build.manager.env, **_pairs(facts["npmrc_env"]), **dict(build.needs.env)}
    env.pop("PUPPETEER_EXECUTABLE_PATH", None)
    env |= _pairs(facts["prisma_env"])
    note = "database-stand-in" if facts["prisma_env"] else ""
    if build.is_excluded:
        env.pop("npm_config_engine_strict", None)
    if "make" in build.needs.build:
        env["npm_config_nodedir"] = "/usr/local"
        note = note or "node-headers"
    if facts["plug_n_play"]:
        env["YARN_NODE_LINKER"] = "node-modules"
        note = "plug-and-play"
    if env:
        yield Env(env, notes=(Note(note),) if note else ())


def _sources(build: Build) -> tuple[Copy, ...]:
    """Return the steps that copy the sources: all, or the member and what it needs."""
    facts = build.facts
    if not build.member:
        return (Copy((".",), "."),)
    shared = (*facts["root_files"], *(path for path in facts["env_files"] if "/" not in path))
    files = (Copy(shared, "./"),) if shared else ()
    return (*files, *(Copy((folder,), f"./{folder}") for folder in (*facts["needed"], build.member)))


def _build(build: Build) -> Iterator[Group]:
    """Yield the steps that copy the sources, unless they are there, and build."""
    plan, facts = build.plan, build.facts
    if plan.does["cache"] or not facts["has_packages"]:
        yield _sources(build)
    yield tuple(_build_env(build))
    secrets = (Note("build-secrets"),) if facts["build_secrets"] else ()
    commands = () if build.is_one_step else build.build()
    front_end = plan.program.front_end.value
    is_here = build.clears or not build.has_stages
    made = (front_end_stage.copied(front_end, front_end.target),) if front_end and is_here else ()
    yield (*build.run(commands, build.build_mounts(), *secrets), *made)


def _build_env(build: Build) -> Iterator[Step]:
    for name in build.facts["build_arguments"]:
        yield Arg((name,), heading=Note("public-variable") if len(name) < _LONGEST_DESCRIBED else None)
    if env := _pairs(build.facts["build_env"]):
        yield Env(env)


def _keep(build: Build, place: str = "") -> Group:
    """Return the step that makes folders for what is kept, and links to what the program looks for elsewhere."""
    kept = build.facts["kept"]
    if not kept:
        return ()
    links = tuple(_links(build))
    made = sorted({*kept, *(posixpath.dirname(path) for path, _ in links)} - {build.workdir})
    commands = (
        f"mkdir -p {' '.join(place + path for path in made)}",
        f"chmod 1777 {' '.join(place + path for path in kept)}",
        *(f"ln -sf {target} {place}{path}" for path, target in links),
    )
    return build.run(commands, (), Note("kept-data"))


def _links(build: Build) -> Iterator[tuple[str, str]]:
    """Yield the links to files that are kept elsewhere: where each lies in the image, and what it leads to."""
    for path, _, target in (link.partition("=") for link in build.facts["kept_links"]):
        yield posixpath.join(build.workdir, path), posixpath.relpath(target, posixpath.dirname(path) or ".")


def _kept_here(plan: "Choices") -> tuple[str, ...]:
    """Return what the program left on this machine, which is no part of the image."""
    folders = [path.removeprefix("/app/") for path in plan.facts["kept"]]
    inside = tuple(f"{folder}/" for folder in folders)
    return (*folders, *(path for path in plan.facts["kept_files"] if not path.startswith(inside)))


def _program(build: Build) -> Iterator[Group]:
    """Yield the steps that put the program into the last stage."""
    plan, facts = build.plan, build.facts
    found = [*(_member(build) if build.member else _top(build))]
    if (front_end := plan.program.front_end.value) and not build.clears:
        found.append(front_end_stage.copied(front_end, posixpath.join("/app", front_end.target)))
    if found:
        found[0] = found[0]._replace(notes=facts["notes"])
    kept = (Copy(("/kept",), "/", stage="build"),) if facts["kept"] and plan.base == "distroless" else _keep(build)
    yield (Workdir(build.workdir),)
    yield (*found, *kept)


def _top(build: Build) -> Iterator[Copy]:
    """Yield the steps that copy what runs, packages first, because they change least."""
    if stage := build.packages_stage():
        yield Copy(("/app/node_modules",), "./node_modules", stage=stage)
    for pair in build.facts["copies"]:
        source, to = pair.split(" ")
        if not build.makes:
            yield Copy((source,), to)
        elif source == ".":
            yield Copy(("/app",), "./", stage="build")
        else:
            yield Copy((posixpath.join("/app", source),), to if to.startswith("/") else f"./{to}", stage="build")


def _member(build: Build) -> Iterator[Copy]:
    """Yield the same for a member: the workspace's folders stay where they are, so that links between them hold."""
    facts = build.facts
    if stage := build.packages_stage():
        yield Copy(("/app",), "/app", stage=stage)
    if not facts["build"]:
        yield from (Copy((folder,), f"/app/{folder}") for folder in (*facts["runs_with"], build.member))
        return
    if facts["modules"]:
        yield from (Copy((f"/app/{folder}",), f"/app/{folder}", stage="build") for folder in facts["runs_with"])
    for pair in facts["copies"]:
        source, to = pair.split(" ")
        place = posixpath.normpath(posixpath.join(build.workdir, source))
        yield Copy((place,), posixpath.normpath(posixpath.join(build.workdir, to)), stage="build")


def _site(plan: "Choices") -> tuple[Group, ...]:
    """Return the steps that hand the files to the web server."""
    output, mode, base, fallback, hashed = plan.facts["site"]
    named_like_secrets = served(plan.program, r"(?:.{1,200}/)?(?:public|static)/", base)
    made = posixpath.normpath(posixpath.join("/app", plan.facts["member"], output))
    files = Copy((made,), f"/srv/www{base}", "build", "u=rwX,go=rX", notes=(Note("readable-files"),))
    return ((WebServerConfig(mode, hashed, named_like_secrets, base, fallback),), (files,))


def _env(build: Build) -> tuple[Env, ...]:
    """Return the environment of the program, but for what was asked for and PORT, which all languages have."""
    plan, facts = build.plan, build.facts
    if facts["site"]:
        return ()
    env = {"NODE_ENV": "production", **_pairs(facts["run_env"]), **dict(build.needs.env)}
    env.pop("PUPPETEER_SKIP_DOWNLOAD", None)
    path = "" if "PATH" in plan.env else _path(plan)
    return (Env({key: value for key, value in env.items() if key not in plan.env}, path=path),)


def _path(plan: "Choices") -> str:
    """Return where commands are looked for too: those of packages, and node itself where it lies apart."""
    if plan.base == "distroless" and plan.does["multi-stage"]:
        return "/nodejs/bin"
    if not plan.facts["needs_shell"]:
        return ""
    folders = [posixpath.join("/app", folder, "node_modules/.bin") for folder in (plan.facts["member"], "")]
    return ":".join(dict.fromkeys(folders))


def _pairs(texts: tuple[str, ...]) -> Mapping[str, str]:
    """Return a fact's `NAME=VALUE` texts as a mapping."""
    return dict(text.split("=", 1) for text in texts)
