"""The build of one plan: its commands, and which stage they run in."""

import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from dockgen.languages.javascript.installing import removals
from dockgen.languages.javascript.managers import MANAGERS, Manager
from dockgen.languages.javascript.version import excluded
from dockgen.languages.node.packages import system
from dockgen.model.recipe import BuildSecret
from dockgen.model.steps import Mount, Paragraph, Run

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

_FOR_ANY_ENGINE: Final = {"yarn": " --ignore-engines", "pnpm": " --config.engine-strict=false"}
"""The others only warn, but for npm with a setting, which is left out then."""
_YARN: Final = frozenset({"yarn", "@yarnpkg/cli-dist"})


class Build:
    """How the program of one plan is built."""

    def __init__(self, plan: "Choices") -> None:
        """Take a plan of which all but start and health check is decided."""
        self.plan = plan
        self.facts = plan.facts
        self.manager: Manager = MANAGERS[self.facts["manager"]]
        self.member: str = self.facts["member"]
        self.workdir = posixpath.normpath(posixpath.join("/app", self.member))
        self.folders: tuple[str, ...] = ("", *self.facts["copied"])
        self.needs = system(plan.family, self.facts["native"], engines=self.facts["prisma_engines"])
        self.everything = bool(
            self.facts["build"] or self.facts["needs_all"] or self.facts["keeps_all"] or self.facts["site"]
        )
        """Whether the packages that only development needs are installed too, at first."""

        self.is_excluded = excluded(self.facts["engines"], plan.language_version)
        self.clears = (
            self.plan.program.front_end.value is not None and not self.member and ". ." in self.facts["copies"]
        )
        """Whether the front end's sources would come along with the program's."""
        self.has_stages = bool(plan.does["multi-stage"] or self.facts["site"])
        self.makes = bool(self.facts["build"] or self.clears)
        """Whether the sources are changed before they run."""
        self.separate = self.makes and self.has_stages
        """Whether what is built has a stage of its own."""
        self.is_one_step = not self.separate and not plan.does["cache"] and bool(self.facts["has_packages"])
        """Whether one step installs and builds."""

    def run(self, commands: Iterable[str], mounts: Iterable[Mount] = (), *notes: Paragraph) -> tuple[Run, ...]:
        """Return the step that runs commands; none where there are none. Cache mounts are for plans that want them."""
        words = tuple(commands)
        wanted = tuple(one for one in mounts if one.kind != "cache" or self.plan.does["cache"])
        return (Run(words, wanted, notes=notes),) if words else ()

    def tool(self) -> Iterator[str]:
        """Yield the command that gets the package manager, unless it is there."""
        if self.manager.package and not self.facts["manager_entry"]:
            force = "--force " if self.manager.package in _YARN else ""  # the image may have Yarn 1
            yield f"npm install --global {force}{self.manager.package}@{self.facts['manager_version']}"

    def install(self) -> Iterator[str]:
        """Yield what installs the packages, and all that can be done in the same step."""
        yield from (*removals(self.facts["removed"]), self._install(), *self._clean(), *self._generate())
        if not self.separate and self.has_stages:
            yield from (*self.prune(), *self._tidy())
        if self.is_one_step:
            yield from self.build()

    def install_mounts(self) -> tuple[Mount, ...]:
        """Return what an install sees: what lets it sign in to a registry, and what was downloaded before."""
        file = (Mount("secret", "/root/.npmrc", id="npmrc"),) if self.facts["npmrc_secret"] else ()
        variables = tuple(Mount("secret", id=name, env=name) for name in self.facts["npmrc_variables"])
        return (*file, *variables, Mount("cache", self.manager.cache))

    def secret_flags(self) -> str:
        """Return the flags of `docker build` that hand over what the install needs to sign in; empty for none."""
        file = ["--secret id=npmrc,src=.npmrc"] if self.facts["npmrc_secret"] else []
        return " ".join([*file, *(f"--secret id={name},env={name}" for name in self.facts["npmrc_variables"])])

    def secrets(self) -> dict[str, BuildSecret]:
        """Return where each secret of the build comes from, as compose.yaml and docker-bake.hcl have it."""
        npmrc = {"npmrc": BuildSecret("file", ".npmrc")} if self.facts["npmrc_secret"] else {}
        names = dict.fromkeys((*self.facts["npmrc_variables"], *self.facts["build_secrets"]))
        return npmrc | {name: BuildSecret("environment", name) for name in names}

    def prune_alone(self) -> Iterator[str]:
        """Yield what fills a stage with the packages that run; nothing where there is no such stage."""
        if self.separate and (pruned := [*self.prune()]):
            yield from (*pruned, *self._tidy())

    def prune(self) -> Iterator[str]:
        """Yield what takes away what only development needs; nothing where there is no such thing, or nothing runs."""
        facts = self.facts
        others = bool(self.member) and self.manager.whole  # then packages of other apps are here too
        if not (facts["development"] or others) or facts["keeps_all"] or not facts["modules"]:
            return
        if not self.everything and self.manager.production and not others:
            return
        is_named = self.member and re.fullmatch(r"(?:@[\w.-]{1,100}/)?[\w.-]{1,100}", facts["member_name"], re.ASCII)
        only = facts["member_name"] if is_named else "--all"
        yield self._yarn(self.manager.prune.format(only=only, modules=self._modules()) + self._for_any_engine())

    def build(self) -> Iterator[str]:
        """Yield the commands that build, and what takes away what the last stage must not get with the rest."""
        commands = [self._yarn(command) for command in self.facts["build"]]
        yield from commands
        front_end = self.plan.program.front_end.value
        removed = front_end.removed if self.clears and front_end else ()
        whole = ". ." in self.facts["copies"] or (self.member and self.facts["modules"])
        if not whole or not self.separate:
            if removed:
                yield f"rm -rf {' '.join(removed)}"
            return
        # Some scripts install in folders inside, too.
        if any(command.endswith(("postbuild", "gcp-build")) for command in commands):
            yield "find . -name node_modules -prune -exec rm -rf {} +"
        else:
            yield f"rm -rf {' '.join((self._modules(), *removed))}"

    def build_mounts(self) -> tuple[Mount, ...]:
        """Return what a build sees beside its sources."""
        secrets = (Mount("secret", id=name, env=name) for name in self.facts["build_secrets"])
        return (*secrets, *(Mount("cache", path) for path in self.facts["build_caches"]))

    def packages_stage(self) -> str:
        """Return the stage with the packages that run; empty where none are needed."""
        if not self.facts["modules"] or not self.facts["has_packages"]:
            return ""
        if not self.makes:
            return "build"
        return "production" if any(self.prune()) else "dependencies"

    def _install(self) -> str:
        """Return the command that installs the packages."""
        manager = self.manager
        if not self.facts["lock"]:
            only = " --omit=dev" if not self.everything and manager.name == "npm" else ""
            return self._yarn(manager.unlocked + only + self._for_any_engine())
        if not self.everything and manager.production:
            return manager.production + self._for_any_engine()
        return self._yarn(manager.install + self._for_any_engine())

    def _for_any_engine(self) -> str:
        """Return the flag that lets a manager install for a version that `engines` excludes, where it would refuse."""
        return _FOR_ANY_ENGINE.get(self.manager.name, "") if self.is_excluded else ""

    def _clean(self) -> Iterator[str]:
        """Yield what empties Yarn's cache, where it would become part of a layer."""
        if not self.plan.does["cache"] and self.manager.package in _YARN:
            yield self._yarn("yarn cache clean" + ("" if self.manager.name == "yarn" else " --all"))

    def _generate(self) -> Iterator[str]:
        """Yield the command that puts Prisma's client into node_modules."""
        if self.facts["prisma_in_modules"]:
            schema = f" --schema {shlex.quote(self.facts['prisma_in_modules'])}" if self.member else ""
            yield f"npx --no-install prisma generate{schema}"

    def _tidy(self) -> Iterator[str]:
        """Yield what takes away all but the packages, where the folder goes into the last stage as it is."""
        if self.member:
            tops = {path.partition("/")[0] for path in (*self.facts["install_files"], self.facts["lock"])}
            tops -= {folder.partition("/")[0] for folder in self.folders}
            yield f"rm -rf {' '.join(sorted(tops))}"

    def _yarn(self, command: str) -> str:
        """Name the project's own copy of Yarn where there is one."""
        entry = self.facts["manager_entry"]
        return command.replace("yarn ", f"node {entry} ", 1) if entry and command.startswith("yarn ") else command

    def _modules(self) -> str:
        return " ".join(posixpath.join(folder, "node_modules") for folder in self.folders)
