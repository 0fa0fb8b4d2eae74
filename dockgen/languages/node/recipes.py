"""How a Node.js program is built and started: its stages, what is copied when, and its environment."""

import posixpath
from collections.abc import Iterator
from typing import TYPE_CHECKING, Final

from dockgen.languages.javascript import addon, front_end_stage
from dockgen.languages.javascript.frameworks import NGINX
from dockgen.languages.javascript.installing import manifests
from dockgen.languages.javascript.web_app import Web
from dockgen.languages.kit import steps
from dockgen.languages.kit.logins import login
from dockgen.languages.kit.steps import added_user, system_packages
from dockgen.languages.node.build_commands import Build
from dockgen.languages.node.bun import BUN, NODE
from dockgen.model.note import Note
from dockgen.model.recipe import Job, Recipe
from dockgen.model.steps import (
    Arg,
    Copy,
    Env,
    Group,
    Mount,
    Stage,
    TextFile,
    User,
    WebServerConfig,
    Workdir,
    groups,
)
from dockgen.secrets.let_in import served

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

_STOPPER: Final = TextFile(
    "/opt/stop-on-sigterm.cjs",
    'process.on("SIGTERM", () => { if (process.listenerCount("SIGTERM") === 1) process.exit(143); });',
    notes=(Note("node-stop-signal"),),
)
_LOAD: Final = {NODE: "--require", BUN: "--preload"}
"""The kernel takes no default action for process 1. See "Stopping Node.js" in docs/design.md for the other ways."""
_LONGEST_DESCRIBED: Final = 60
"""Up to which length the comment of a build argument stays in one line."""


def recipe(plan: "Choices") -> Recipe:
    """Say how the program is built and started."""
    build = Build(plan)
    own, site = build.own, build.site
    words = plan.program.command.value if plan.program.command else ()
    kept, writes = own.kept.value, plan.program.writes.value if plan.program.writes else ()
    start = NGINX if site else words if own.stops.value else _stoppable(words)
    stopper = _STOPPER._replace(notes=(Note("bun-stop-signal"),)) if build.is_by_bun else _STOPPER
    workers = {name: _stoppable(words) for name, words in own.workers.value.items()}
    return Recipe(
        stages=(*front_end_stage.stages(plan), *_stages(build)),
        packages=() if site else groups(system_packages(plan, build.needs.run)),
        program=_site(build, site) if site else tuple(_program(build)),
        env=_env(build) if plan.does["multi-stage"] else (),
        start=start,
        start_file=stopper if any(_STOPPER.path in words for words in (start, *workers.values())) else None,
        workers=workers,
        jobs={build.job: Job(build.task.words, build.job_stage)} if build.job else {},
        build_tools=Note("bun-tools" if build.is_by_bun else "node-tools"),
        writes=(*writes, *(posixpath.join(build.place, path) for path in kept.passing)),
        keeps={
            posixpath.join(build.member, own.runs_in.value, path).lstrip("/"): posixpath.join(build.place, path)
            for path in kept.volumes
        },
        changes=tuple(posixpath.normpath(posixpath.join(build.place, path)) for path in kept.changed_in_place),
        compose_secrets={**build.login.secrets, **login(build.web.secrets).secrets},
        arguments=build.web.arguments,
        ignored=(*own.ignores.value, *(() if build.member else kept.left)),
    )


def _stoppable(words: tuple[str, ...]) -> tuple[str, ...]:
    """Let what runs the program stop where that does not see to it."""
    first = words[0] if words else ""
    return (first, _LOAD[first], _STOPPER.path, *words[1:]) if first in _LOAD else words


def _stages(build: Build) -> Iterator[Stage]:
    plan, place = build.plan, Workdir("/app")
    install, kept = tuple(_install(build)), _keep(build, "/kept") if plan.base == "distroless" else ()
    if not build.has_stages:
        needs = system_packages(plan, sorted({*build.needs.build, *build.needs.run}))
        moved = (Workdir(build.place),) if build.place != place.path else ()
        rest = (*_build(build), _keep(build), (*moved, *_env(build)))
        yield Stage(groups((place,), needs, added_user(plan), *install, *rest))
        return
    needs = system_packages(plan, build.needs.build)
    if build.separate:
        heading = Note("all-packages-stage" if build.commands else "packages-stage")
        yield Stage(groups((place,), needs, *install), "dependencies", heading)
        yield from _pruned(build, "dependencies")
        heading = Note("building-stage" if build.commands else "replaced-front-end-stage")
        yield Stage(groups(added_user(plan), *_build(build), kept), "build", heading, after="dependencies")
    elif steps := groups(needs, added_user(plan), *install, kept):
        heading = Note("packages-stage" if build.install.has_packages else "helper-stage")
        heading = Note("job-packages-stage", {"name": build.job}) if build.task.needs_development else heading
        yield Stage(((place,), *steps), "build", heading)
        yield from _pruned(build, "build") if build.job_stage else ()
    if build.job_stage:
        yield _job(build)
    if build.site and not plan.does["multi-stage"]:
        yield Stage(_site(build, build.site), "final", is_last=True)


def _pruned(build: Build, after: str) -> Iterator[Stage]:
    """Yield the stage with only the packages that run, if others are taken away for it."""
    if prune := [*build.prune()]:
        pruned = build.run((*prune, *build.tidy()), build.install_mounts)
        yield Stage((pruned,), "production", Note("production-stage"), after=after)


def _home(build: Build) -> tuple[Env, ...]:
    return steps.home(build.plan, build.own.kept.value.home)


def _job(build: Build) -> Stage:
    """Return the stage of what runs once before the program, with all packages, the sources, and what is built."""
    plan, folder, member = build.plan, build.task.folder, build.own.member.value
    is_there = build.separate or not (plan.does["cache"] or not build.install.has_packages)
    if folder not in {"", build.member, *member.needed} or (build.member and not folder):
        sources: Group = (Copy((".",), "."),)
    else:
        sources = () if is_there else _sources(build)
    removed = build.separate and build.is_whole and build.install.has_packages
    packages = (Copy(("/app",), "/app", stage="dependencies", notes=(Note("job-packages"),)),) if removed else ()
    where = posixpath.normpath(posixpath.join("/app", folder))
    bins = ":".join(dict.fromkeys(f"{one}/node_modules/.bin" for one in (where, "/app")))
    env = (Env({"NODE_ENV": "production", **plan.env}, path=bins if build.task.is_bin else ""), *_home(build))
    engine = ("prisma --version",) if build.migrates_by_prisma else ()
    return Stage(
        groups(
            *(sources, packages, _keep(build), ((Workdir(where),) if folder else ()), env),
            build.run(engine, (), Note("prisma-engine")),
            (User(),) if plan.does["user"] else (),
        ),
        build.job_stage,
        Note("job-stage", {"name": f"{plan.name}-{build.job}"}),
        after="build",
    )


def _install(build: Build) -> Iterator[Group]:
    """Yield the steps that install the packages; without a cache, the sources come before them."""
    if not build.install.has_packages:
        return
    tool, setup = Note("package-manager", {"manager": build.manager.title}), build.chosen.setup
    yield build.run([setup] if setup else (), (Mount("cache", "/root/.npm"),), tool)
    yield _install_env(build)
    read = tuple(manifests(build.chosen.lock, build.install.files, build.install.manifests))
    notes: tuple[Note, ...] = () if build.chosen.lock else (Note("node-lock-file-missing"),)
    install = build.run(build.install_commands(), build.install_mounts, *(build.login.notes or notes))
    if build.plan.does["cache"]:
        yield (read[0]._replace(notes=(Note("dependencies-first"),)), *read[1:], *install)
    else:
        yield ((*read, *_sources(build)) if build.member else _sources(build))
        yield install


def _install_env(build: Build) -> Group:
    env = {**build.manager.env, **build.npmrc.env, **build.own.skips.value, **build.needs.env}
    env.pop("PUPPETEER_EXECUTABLE_PATH", None)
    env |= build.prisma.env
    note = "database-stand-in" if build.prisma.env else ""
    if build.is_excluded:
        env.pop("npm_config_engine_strict", None)
    if "make" in build.needs.build and not build.is_by_bun:
        env |= addon.HEADERS
        note = note or "node-headers"
    if build.own.plug_n_play.value:
        env["YARN_NODE_LINKER"] = "node-modules"
        note = "plug-and-play"
    return (Env(env, notes=(Note(note),) if note else ()),) if env else ()


def _sources(build: Build) -> tuple[Copy, ...]:
    """Return the steps that copy the sources: all, or the member and what it needs."""
    member = build.own.member.value
    if not build.member or member.is_built_from_all:
        return (Copy((".",), "."),)
    shared = (*member.root_files, *(path for path in build.own.env_files.value if "/" not in path))
    files = (Copy(shared, "./"),) if shared else ()
    return (*files, *(Copy((folder,), f"./{folder}") for folder in (*member.needed, build.member)))


def _build(build: Build) -> Iterator[Group]:
    """Yield the steps that copy the sources, unless they are there, and build."""
    plan, env = build.plan, build.own.build_env.value
    if plan.does["cache"] or not build.install.has_packages:
        yield _sources(build)
    arguments = (
        Arg((name,), heading=Note("public-variable") if len(name) < _LONGEST_DESCRIBED else None)
        for name in build.web.arguments
    )
    yield (*arguments, *((Env(env),) if env else ()))
    note = (Note("build-secrets"),) if build.web.secrets else ()
    secrets = login(build.web.secrets).mounts
    mounts = (*secrets, *(Mount("cache", posixpath.join(build.workdir, path)) for path in build.web.caches))
    commands = () if build.is_one_step else build.build_commands()
    front_end = build.cleared if build.has_stages else plan.program.front_end.value
    made = (front_end_stage.copied(front_end, front_end.place),) if front_end else ()
    yield (*build.run(commands, mounts, *note), *made)


def _keep(build: Build, place: str = "") -> Group:
    """Return the step that makes folders for what is kept, and links to what the program looks for elsewhere."""
    kept = build.own.kept.value
    writable = sorted({*kept.folders, *kept.passing, *kept.changed})
    moved = () if place else kept.moved
    commands = steps.kept(writable, kept.links, f"{place}{build.place}/", moved=moved, changed=kept.changed, root=place)
    copied = (
        Copy((posixpath.join(build.member, build.own.runs_in.value, path),), f"{place}{build.place}/{to}", chmod="666")
        for path, to in (kept.moved if place else ())
    )
    note = Note("kept-data" if kept.volumes else "written-folders")
    return (*build.run(commands, (), note), *copied)


def _program(build: Build) -> Iterator[Group]:
    plan, written = build.plan, build.own.kept.value
    found = [*(_member(build) if build.member else _top(build))]
    if (front_end := plan.program.front_end.value) and not build.cleared:
        found.append(front_end_stage.copied(front_end, posixpath.join("/app", front_end.place)))
    if found:
        found[0] = found[0]._replace(notes=build.web.notes)
    kept = (
        (Copy(("/kept",), "/", stage="build"),)
        if plan.base == "distroless" and (written.folders or written.passing or written.changed)
        else _keep(build)
    )
    yield (Workdir(build.workdir),)
    yield (*found, *kept)
    yield (Workdir(build.place),) if build.place != build.workdir else ()


def _top(build: Build) -> Iterator[Copy]:
    """Yield the steps that copy what runs, packages first, because they change least."""
    if stage := build.packages_stage():
        yield Copy(("/app/node_modules",), "./node_modules", stage=stage)
    for source, to in build.own.copies.value:
        if not build.makes:
            yield Copy((source,), to)
        elif source == ".":
            yield Copy(("/app",), "./", stage="build")
        else:
            yield Copy((posixpath.join("/app", source),), to if to.startswith("/") else f"./{to}", stage="build")


def _member(build: Build) -> Iterator[Copy]:
    """Yield the same for a member: the workspace's folders stay where they are, so that links between them hold."""
    others = build.own.member.value.runs_with
    if stage := build.packages_stage():
        yield Copy(("/app",), "/app", stage=stage)
    if not build.commands:
        yield from (Copy((folder,), f"/app/{folder}") for folder in (*others, build.member))
        return
    for folder in others if build.has_modules else ():
        yield Copy((f"/app/{folder}",), f"/app/{folder}", stage="build")
    for pair in build.own.copies.value:
        source, to = (posixpath.normpath(posixpath.join(build.workdir, path)) for path in pair)
        yield Copy((source,), to, stage="build")


def _site(build: Build, web: Web) -> tuple[Group, ...]:
    named_like_secrets = served(build.plan.program, r"(?:.{1,200}/)?(?:public|static)/", web.base)
    mode = "spa" if web.kind == "spa" else "pages"
    made = posixpath.normpath(posixpath.join(build.workdir, web.output))
    files = Copy((made,), f"/srv/www{web.base}", "build", "u=rwX,go=rX", notes=(Note("readable-files"),))
    return ((WebServerConfig(mode, web.hashed, named_like_secrets, web.base, web.fallback),), (files,))


def _env(build: Build) -> tuple[Env, ...]:
    """Return the environment of the program, but for what was asked for and PORT, which all languages have."""
    plan = build.plan
    if build.site:
        return ()
    env = {"NODE_ENV": "production", **build.own.run_env.value, **build.needs.env}
    env.pop("PUPPETEER_SKIP_DOWNLOAD", None)
    bins = dict.fromkeys(f"{folder}/node_modules/.bin" for folder in (build.workdir, "/app"))
    is_bin = build.own.needs_shell.value or (build.task.is_bin and not build.job_stage)
    path = ":".join(bins) if is_bin else ""
    if plan.base == "distroless" and plan.does["multi-stage"] and not build.is_by_bun:
        path = "/nodejs/bin"
    path = "" if "PATH" in plan.env else path
    own = Env({key: value for key, value in env.items() if key not in plan.env}, path=path)
    return (own, *(() if "HOME" in env else _home(build)))
