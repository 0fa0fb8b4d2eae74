"""What installs and builds a Node.js program: the commands, and what follows from them for the stages."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from dockgen.languages.javascript.installing import removals
from dockgen.languages.javascript.version import excluded
from dockgen.languages.javascript.web_app import Web
from dockgen.languages.kit.logins import File, login
from dockgen.languages.node.packages import System, system
from dockgen.languages.node.program import Node, Task
from dockgen.model.program import own_of
from dockgen.model.steps import Mount, Paragraph, Run

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
        jobs = own.jobs.value if plan.does["compose"] else {}
        self.job, self.task = next(iter(jobs.items()), ("", Task(())))
        """What compose.yaml runs once before the program: its name, and what it is."""
        self.migrates_by_prisma = "prisma migrate" in " ".join(self.task.words)
        self.workdir = posixpath.normpath(posixpath.join("/app", self.member))
        is_for_build = bool(own.build.value or self.install.needs_development or self.task.needs_development)
        self.everything = is_for_build or bool(own.keeps_all.value or self.site)
        """Whether the packages that only development needs are installed too, at first."""
        if self.install.is_for_development and not self.everything:  # then npm would not even make node_modules
            self.install = self.install._replace(has_packages=False)
        self.is_excluded = excluded(own.engines.value, plan.language_version)
        self.for_any_engine = _FOR_ANY_ENGINE.get(self.manager.name, "") if self.is_excluded else ""
        """The flag that lets a manager install for a version that `engines` excludes, if it would refuse."""
        self.install_mounts = (*self.login.mounts, Mount("cache", self.manager.cache))
        self.modules = " ".join(posixpath.join(folder, "node_modules") for folder in ("", *self.install.copied))
        is_all = (".", ".") in own.copies.value
        front_end = plan.program.front_end.value
        self.cleared = front_end if front_end and not front_end.is_outside and is_all and not self.member else None
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
        self.job_stage = self.job if self.has_stages and not self._has_final_for_job(is_all=is_all) else ""
        """The stage that the job needs; empty if the last one has all of it."""
        self.splits = self.separate or bool(self.job_stage)
        """Whether the packages that run are taken from among others."""
        self.needs = self._system_packages()

    @property
    def place(self) -> str:
        """The folder that the program runs in."""
        return posixpath.normpath(posixpath.join(self.workdir, self.own.runs_in.value))

    def _has_final_for_job(self, *, is_all: bool) -> bool:
        """Tell whether the last stage has all sources, and the packages and the shell that the job needs.

        Settings, migrations, and scripts may import any of the sources.
        """
        task = self.task
        if not task.words:
            return True
        is_whole = is_all or bool(self.member and not self.own.build.value)
        has_packages = not task.needs_development or self.own.keeps_all.value
        is_found = not (task.is_bin and self.plan.base == "distroless")
        return is_whole and has_packages and is_found and task.folder == self.member and self.place == self.workdir

    def _system_packages(self) -> System:
        """Return what the distribution has to bring; Prisma's migrations need its engine in any version."""
        family, native, engines = self.plan.family, self.own.native.value, self.prisma.needs_engines
        known = system(family, native, engines=engines)
        if not self.migrates_by_prisma:
            return known
        more = system(family, native, engines=True)
        return known._replace(build=more.build) if self.job_stage else more

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
        if not self.splits and self.has_stages:
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
        if any(self.prune()) and self.splits:
            return "production"
        return "dependencies" if self.separate else "build"

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
