"""How a Node.js program is built and started: its stages, what is copied when, and its environment."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from dockgen.languages.javascript import front_end_stage
from dockgen.languages.javascript.frameworks import NGINX
from dockgen.languages.javascript.installing import manifests, removals
from dockgen.languages.javascript.version import excluded
from dockgen.languages.javascript.web_app import Web
from dockgen.languages.kit import steps
from dockgen.languages.kit.logins import File, login
from dockgen.languages.kit.steps import added_user, system_packages
from dockgen.languages.node.bun import BUN, NODE
from dockgen.languages.node.packages import system
from dockgen.languages.node.program import Node
from dockgen.model.note import Note
from dockgen.model.program import own_of
from dockgen.model.recipe import Recipe
from dockgen.model.steps import (
    Arg,
    Copy,
    Env,
    Group,
    Mount,
    Paragraph,
    Run,
    Stage,
    TextFile,
    WebServerConfig,
    Workdir,
    groups,
)
from dockgen.secrets.let_in import served

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

_FOR_ANY_ENGINE: Final = {"yarn": " --ignore-engines", "pnpm": " --config.engine-strict=false"}
"""The others only warn, but for npm with a setting, which is left out then."""
_NAME: Final = r"(?:@[\w.-]{1,100}/)?[\w.-]{1,100}"
_NPMRC: Final = File("npmrc", "/root/.npmrc", ".npmrc")


class Build:
    """How the program of one plan is built."""

    def __init__(self, plan: "Choices") -> None:
        """Take what was chosen."""
        own = own_of(plan.program, Node)
        self.plan, self.own, self.chosen, self.manager = plan, own, own.chosen, own.chosen.manager
        self.is_by_bun = plan.program.runtime is not None
        """Whether Bun runs it, so that its image has neither Node.js nor npm."""
        self.install, self.npmrc, self.prisma = own.install.value, own.npmrc.value, own.prisma.value
        self.login = login(self.npmrc.variables, _NPMRC if self.npmrc.is_secret else None)
        self.site, self.web = own.site, own.web.value or Web("", "", "server", modules=True)
        self.member = own.member.value.folder
        self.has_modules = self.web.modules and not own.member.value.is_bundled
        """Whether packages are needed beside what is built."""
        self.early = () if plan.does["cache"] else self.install.later
        """The scripts that need the sources and run at the install, as without a cache those are there then."""
        early = {self.manager.run(one.name, one.folder) for one in self.early}
        self.commands = tuple(command for command in own.build.value if command not in early)
        self.workdir = posixpath.normpath(posixpath.join("/app", self.member))
        self.needs = system(plan.family, own.native.value, engines=self.prisma.needs_engines)
        self.everything = bool(own.build.value or self.install.needs_development or own.keeps_all.value or self.site)
        """Whether the packages that only development needs are installed too, at first."""
        self.is_excluded = excluded(own.engines.value, plan.language_version)
        self.for_any_engine = _FOR_ANY_ENGINE.get(self.manager.name, "") if self.is_excluded else ""
        """The flag that lets a manager install for a version that `engines` excludes, if it would refuse."""
        self.install_mounts = (*self.login.mounts, Mount("cache", self.manager.cache))
        self.modules = " ".join(posixpath.join(folder, "node_modules") for folder in ("", *self.install.copied))
        is_all = (".", ".") in own.copies.value
        self.cleared = plan.program.front_end.value if is_all and not self.member else None
        """The front end whose sources would come along with the program's."""
        is_around = bool(self.member and self.has_modules) and not own.member.value.is_built_from_all
        self.is_whole = is_all or is_around
        """Whether what is built goes into the last stage with all that lies around it."""
        self.has_stages = plan.does["multi-stage"] or self.site is not None
        self.makes = bool(own.build.value or self.cleared)
        """Whether the sources are changed before they run."""
        self.separate = self.makes and self.has_stages
        """Whether what is built has a stage of its own."""
        self.is_one_step = not self.separate and not plan.does["cache"] and self.install.has_packages
        """Whether one step installs and builds."""

    def run(self, commands: Iterable[str], mounts: Iterable[Mount] = (), *notes: Paragraph) -> tuple[Run, ...]:
        """Return the step that runs commands; none where there are none. Cache mounts are for plans that want them."""
        words = tuple(commands)
        wanted = tuple(one for one in mounts if one.kind != "cache" or self.plan.does["cache"])
        return (Run(words, wanted, notes=notes),) if words else ()

    def install_commands(self) -> Iterator[str]:
        """Yield what installs the packages, and all that can be done in the same step."""
        removed = (one for one in self.install.removed if one not in self.early)
        yield from (*removals(removed, "bun pm" if self.is_by_bun else "npm"), self._install())
        if not self.plan.does["cache"] and self.manager.is_yarn:  # its cache would become part of a layer
            yield self.chosen.called("yarn cache clean" + ("" if self.manager.name == "yarn" else " --all"))
        yield from map(self.chosen.called, self.prisma.generates)
        if not self.separate and self.has_stages:
            yield from (*self.prune(), *self.tidy())
        if self.is_one_step:
            yield from self.build_commands()

    def prune(self) -> Iterator[str]:
        """Yield what takes away what only development needs; nothing where there is no such thing, or nothing runs."""
        others = bool(self.member) and self.manager.whole  # then packages of other apps are here too
        is_needed = self.own.keeps_all.value or not self.has_modules
        is_left_out = not self.everything and self.manager.production and not others
        if (self.own.development.value or others) and not is_needed and not is_left_out:
            if not self.chosen.has_prune:
                yield from self._prune_by_hand()
                return
            name = self.own.member.value.name
            only = name if self.member and re.fullmatch(_NAME, name, re.ASCII) else "--all"
            command = self.manager.prune.format(only=only, modules=self.modules)
            yield self.chosen.called(command + self.for_any_engine)

    def _prune_by_hand(self) -> Iterator[str]:
        """Yield what lets an older Yarn install again, without what only development needs."""
        for folder in ("", *self.install.copied):
            yield "npm pkg delete devDependencies" + (f" --prefix {folder}" if folder else "")
        yield self.chosen.called(self.manager.unlocked)

    def build_commands(self) -> Iterator[str]:
        """Yield the commands that build, and what takes away what the last stage must not get with the rest."""
        yield from map(self.chosen.called, self.commands)
        removed = self.cleared.removed if self.cleared else ()
        if not self.is_whole or not self.separate:
            yield from [f"rm -rf {' '.join(removed)}"] if removed else []
        elif any(command.endswith(("postbuild", "gcp-build")) for command in self.commands):
            yield "find . -name node_modules -prune -exec rm -rf {} +"  # some scripts install in folders inside, too
        else:
            yield f"rm -rf {' '.join((self.modules, *removed))}"

    def packages_stage(self) -> str:
        """Return the stage with the packages that run; empty where none are needed."""
        if not self.has_modules or not self.install.has_packages:
            return ""
        return "build" if not self.makes else "production" if any(self.prune()) else "dependencies"

    def _install(self) -> str:
        manager = self.manager
        if not self.chosen.lock:
            only = " --omit=dev" if not self.everything and manager.name == "npm" else ""
            command = manager.unlocked + only
        else:
            command = manager.install if self.everything else manager.production or manager.install
        return self.chosen.called(command + self.for_any_engine)

    def tidy(self) -> Iterator[str]:
        """Yield what takes away all but the packages, where the folder goes into the last stage as it is."""
        if self.member:
            tops = {path.partition("/")[0] for path in (*self.install.files, self.chosen.lock)}
            tops -= {folder.partition("/")[0] for folder in ("", *self.install.copied)}
            yield from [f"rm -rf {' '.join(sorted(tops))}"] if tops else []


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
        build_tools=Note("bun-tools" if build.is_by_bun else "node-tools"),
        writes=(*writes, *(posixpath.join(build.workdir, path) for path in kept.passing)),
        keeps={
            posixpath.join(build.member, path).lstrip("/"): posixpath.join(build.workdir, path) for path in kept.folders
        },
        changes=tuple(posixpath.normpath(posixpath.join(build.workdir, path)) for path in kept.changed),
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
        moved = (Workdir(build.workdir),) if build.member else ()
        rest = (*_build(build), _keep(build), (*moved, *_env(build)))
        yield Stage(groups((place,), needs, added_user(plan), *install, *rest))
        return
    needs = system_packages(plan, build.needs.build)
    if build.separate:
        heading = Note("all-packages-stage" if build.commands else "packages-stage")
        yield Stage(groups((place,), needs, *install), "dependencies", heading)
        if prune := [*build.prune()]:
            pruned = build.run((*prune, *build.tidy()), build.install_mounts)
            yield Stage((pruned,), "production", Note("production-stage"), after="dependencies")
        heading = Note("building-stage" if build.commands else "replaced-front-end-stage")
        yield Stage(groups(added_user(plan), *_build(build), kept), "build", heading, after="dependencies")
    elif steps := groups(needs, added_user(plan), *install, kept):
        heading = Note("packages-stage" if build.install.has_packages else "helper-stage")
        yield Stage(((place,), *steps), "build", heading)
    if build.site and not plan.does["multi-stage"]:
        yield Stage(_site(build, build.site), "final", is_last=True)


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
        env["npm_config_nodedir"] = "/usr/local"
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
    made = (front_end_stage.copied(front_end, front_end.target),) if front_end else ()
    yield (*build.run(commands, mounts, *note), *made)


def _keep(build: Build, place: str = "") -> Group:
    """Return the step that makes folders for what is kept, and links to what the program looks for elsewhere."""
    kept = build.own.kept.value
    writable = sorted({*kept.folders, *kept.passing, *kept.changed})
    moved = () if place else kept.moved
    commands = steps.kept(writable, kept.links, f"{place}{build.workdir}/", moved=moved, root=place)
    copied = (
        Copy((posixpath.join(build.member, path),), f"{place}{build.workdir}/{to}", chmod="666")
        for path, to in (kept.moved if place else ())
    )
    note = Note("kept-data" if kept.folders else "written-folders")
    return (*build.run(commands, (), note), *copied)


def _program(build: Build) -> Iterator[Group]:
    plan, written = build.plan, build.own.kept.value
    found = [*(_member(build) if build.member else _top(build))]
    if (front_end := plan.program.front_end.value) and not build.cleared:
        found.append(front_end_stage.copied(front_end, posixpath.join("/app", front_end.target)))
    if found:
        found[0] = found[0]._replace(notes=build.web.notes)
    kept = (
        (Copy(("/kept",), "/", stage="build"),)
        if plan.base == "distroless" and (written.folders or written.passing or written.changed)
        else _keep(build)
    )
    yield (Workdir(build.workdir),)
    yield (*found, *kept)


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
    path = ":".join(bins) if build.own.needs_shell.value else ""
    if plan.base == "distroless" and plan.does["multi-stage"] and not build.is_by_bun:
        path = "/nodejs/bin"
    path = "" if "PATH" in plan.env else path
    own = Env({key: value for key, value in env.items() if key not in plan.env}, path=path)
    return (own, *(() if "HOME" in env else steps.home(plan)))
