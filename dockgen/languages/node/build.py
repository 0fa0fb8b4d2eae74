"""The build of one plan: its commands, and which stage they run in."""

import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Final

from dockgen.languages.javascript.installing import removals
from dockgen.languages.javascript.version import excluded
from dockgen.languages.javascript.web_app import Web
from dockgen.languages.node.packages import system
from dockgen.languages.node.program import Node
from dockgen.model.program import own_of
from dockgen.model.recipe import BuildSecret
from dockgen.model.steps import Mount, Paragraph, Run

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

_FOR_ANY_ENGINE: Final = {"yarn": " --ignore-engines", "pnpm": " --config.engine-strict=false"}
"""The others only warn, but for npm with a setting, which is left out then."""
_NAME: Final = r"(?:@[\w.-]{1,100}/)?[\w.-]{1,100}"


class Build:
    """How the program of one plan is built."""

    def __init__(self, plan: "Choices") -> None:
        """Take what was chosen."""
        own = own_of(plan.program, Node)
        self.plan, self.own, self.chosen, self.manager = plan, own, own.chosen, own.chosen.manager
        self.install, self.npmrc, self.prisma = own.install.value, own.npmrc.value, own.prisma.value
        self.site, self.web = own.site, own.web.value or Web("", "", "server", modules=True)
        self.commands, self.member = own.build.value, own.member.value.folder
        self.workdir = posixpath.normpath(posixpath.join("/app", self.member))
        self.needs = system(plan.family, own.native.value, engines=self.prisma.needs_engines)
        self.everything = bool(self.commands or self.install.needs_development or own.keeps_all.value or self.site)
        """Whether the packages that only development needs are installed too, at first."""
        self.is_excluded = excluded(own.engines.value, plan.language_version)
        is_all = (".", ".") in own.copies.value
        self.cleared = plan.program.front_end.value if is_all and not self.member else None
        """The front end whose sources would come along with the program's."""
        self.is_whole = is_all or bool(self.member and self.web.modules)
        """Whether what is built goes into the last stage with all that lies around it."""
        self.has_stages = plan.does["multi-stage"] or self.site is not None
        self.makes = bool(self.commands or self.cleared)
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
        yield from (*removals(self.install.removed), self._install())
        if not self.plan.does["cache"] and self.manager.is_yarn:  # its cache would become part of a layer
            yield self.chosen.called("yarn cache clean" + ("" if self.manager.name == "yarn" else " --all"))
        if self.prisma.schema:
            schema = f" --schema {shlex.quote(self.prisma.schema)}" if self.member else ""
            yield f"npx --no-install prisma generate{schema}"
        if not self.separate and self.has_stages:
            yield from (*self.prune(), *self.tidy())
        if self.is_one_step:
            yield from self.build_commands()

    def install_mounts(self) -> tuple[Mount, ...]:
        """Return what an install sees: what lets it sign in to a registry, and what was downloaded before."""
        file = (Mount("secret", "/root/.npmrc", id="npmrc"),) if self.npmrc.is_secret else ()
        variables = tuple(Mount("secret", id=name, env=name) for name in self.npmrc.variables)
        return (*file, *variables, Mount("cache", self.manager.cache))

    def secrets(self) -> dict[str, BuildSecret]:
        """Return where each secret of the build comes from, as compose.yaml and docker-bake.hcl have it."""
        file = {"npmrc": BuildSecret("file", ".npmrc")} if self.npmrc.is_secret else {}
        return file | {name: BuildSecret("environment", name) for name in (*self.npmrc.variables, *self.web.secrets)}

    def prune(self) -> Iterator[str]:
        """Yield what takes away what only development needs; nothing where there is no such thing, or nothing runs."""
        others = bool(self.member) and self.manager.whole  # then packages of other apps are here too
        is_needed = self.own.keeps_all.value or not self.web.modules
        is_left_out = not self.everything and self.manager.production and not others
        if (self.own.development.value or others) and not is_needed and not is_left_out:
            name = self.own.member.value.name
            only = name if self.member and re.fullmatch(_NAME, name, re.ASCII) else "--all"
            command = self.manager.prune.format(only=only, modules=self._modules())
            yield self.chosen.called(command + self._for_any_engine())

    def build_commands(self) -> Iterator[str]:
        """Yield the commands that build, and what takes away what the last stage must not get with the rest."""
        yield from map(self.chosen.called, self.commands)
        removed = self.cleared.removed if self.cleared else ()
        if not self.is_whole or not self.separate:
            yield from [f"rm -rf {' '.join(removed)}"] if removed else []
        elif any(command.endswith(("postbuild", "gcp-build")) for command in self.commands):
            yield "find . -name node_modules -prune -exec rm -rf {} +"  # some scripts install in folders inside, too
        else:
            yield f"rm -rf {' '.join((self._modules(), *removed))}"

    def packages_stage(self) -> str:
        """Return the stage with the packages that run; empty where none are needed."""
        if not self.web.modules or not self.install.has_packages:
            return ""
        return "build" if not self.makes else "production" if any(self.prune()) else "dependencies"

    def _install(self) -> str:
        manager = self.manager
        if not self.chosen.lock:
            only = " --omit=dev" if not self.everything and manager.name == "npm" else ""
            command = manager.unlocked + only
        else:
            command = manager.install if self.everything else manager.production or manager.install
        return self.chosen.called(command + self._for_any_engine())

    def _for_any_engine(self) -> str:
        """Return the flag that lets a manager install for a version that `engines` excludes, where it would refuse."""
        return _FOR_ANY_ENGINE.get(self.manager.name, "") if self.is_excluded else ""

    def tidy(self) -> Iterator[str]:
        """Yield what takes away all but the packages, where the folder goes into the last stage as it is."""
        if self.member:
            tops = {path.partition("/")[0] for path in (*self.install.files, self.chosen.lock)}
            tops -= {folder.partition("/")[0] for folder in ("", *self.install.copied)}
            yield f"rm -rf {' '.join(sorted(tops))}"

    def _modules(self) -> str:
        return " ".join(posixpath.join(folder, "node_modules") for folder in ("", *self.install.copied))
