"""Turns a plan into what the templates write: which files are copied when, and which commands run."""

import posixpath
import re
import shlex
from collections.abc import Iterable, Iterator, Mapping, Sequence
from typing import TYPE_CHECKING, Any, Final

from dockgen.languages.javascript.installing import manifests, removals
from dockgen.languages.javascript.managers import MANAGERS, Manager
from dockgen.languages.javascript.version import excluded
from dockgen.languages.node.app import NGINX
from dockgen.languages.node.packages import System, system
from dockgen.model.note import Note
from dockgen.model.recipe import BuildSecret, Recipe
from dockgen.secrets.let_in import served

if TYPE_CHECKING:
    from dockgen.model.plan import Choices

# As process 1, node gets no default action of the signal: this gives it one, unless the program has its own.
PRELOAD: Final = (
    "--import",
    "data:text/javascript,process.on('SIGTERM',()=>{if(process.listenerCount('SIGTERM')<2)process.exit(143)})",
)

_FOR_ANY_ENGINE: Final = {"yarn": " --ignore-engines", "pnpm": " --config.engine-strict=false"}
"""The others only warn, but for npm with a setting, which is left out then."""


def recipe(plan: "Choices") -> "Recipe":
    """Return all that the templates of Node.js need beyond the plan; what begins with RUN is a whole instruction."""
    facts = plan.facts
    is_site = bool(facts["site"])
    needs = system(plan.family, facts["native"], engines=facts["prisma_engines"])
    has_build = bool(facts["build"])
    steps = _Steps(plan)
    workdir = posixpath.normpath(posixpath.join("/app", facts["member"]))
    links = tuple(_links(plan, workdir))
    return Recipe(
        start=NGINX if is_site else start(plan),
        workers=_workers(plan),
        start_note="node-stop-signal" if PRELOAD[1] in start(plan) and not is_site else "",
        build_tools=Note("node-tools"),
        writes=facts["writes"],
        keeps={path.removeprefix("/app/"): path for path in facts["kept"]},
        nothing_built=plan.does["multi-stage"]
        and not (facts["has_packages"] or has_build or plan.user.name or steps.clears)
        and not (facts["kept"] and plan.base == "distroless"),
        compose_secrets=steps.compose_secrets(),
        front_end=_front_end(plan),
        arguments=facts["build_arguments"],
        own={
            "program": () if is_site else (*steps.program(), *steps.front_end()),
            "kept_here": () if facts["member"] else _kept_here(plan),
            "kept_links": links,
            "made": sorted({*facts["kept"], *(posixpath.dirname(path) for path, _ in links)} - {workdir}),
            "is_site": is_site,
            "separate": steps.separate,
            "workdir": workdir,
            "manager": steps.manager.title,
            "tool": steps.tool(),
            "plug_n_play": facts["plug_n_play"],
            "install_env": steps.install_env(needs),
            "is_compiled": "make" in needs.build,
            "system_build": " ".join(needs.build),
            "system_run": " ".join(needs.run),
            "system_all": " ".join(sorted({*needs.build, *needs.run})),
            "manifests": tuple(steps.manifests()),
            "has_packages": facts["has_packages"],
            "locked": bool(facts["lock"]),
            "install": steps.install(),
            "prune": steps.prune(),
            "stand_ins": bool(facts["prisma_env"]) and facts["has_packages"],
            "secrets": " ".join(f"--secret {flag}" for _, flag in steps.secrets()),
            "sources": steps.sources(),
            "build": steps.build(),
            "front_end_in_build": steps.clears or not steps.has_stages,
            "build_env": environment(facts["build_env"]),
            "site": _site(plan) if is_site else {},
            "run_env": _run_env(plan, needs),
            "path": _path(plan),
        },
    )


def _front_end(plan: "Choices") -> Mapping[str, Any] | None:
    if plan.facts["frontend"] is None:
        return None
    from dockgen.languages.javascript import front_end  # noqa: PLC0415 - few programs have one

    return front_end.recipe(plan)


def start(plan: "Choices") -> tuple[str, ...]:
    """Return the command that starts the program, with what lets node stop where the program does not see to it."""
    words: tuple[str, ...] = plan.facts["command"]
    return words if plan.facts["stops"] else _stoppable(words)


def _stoppable(words: tuple[str, ...]) -> tuple[str, ...]:
    return ("node", *PRELOAD, *words[1:]) if words[:1] == ("node",) else words


def _kept_here(plan: "Choices") -> tuple[str, ...]:
    """Return what the program left on this machine, which is no part of the image."""
    folders = [path.removeprefix("/app/") for path in plan.facts["kept"]]
    inside = tuple(f"{folder}/" for folder in folders)
    return (*folders, *(path for path in plan.facts["kept_files"] if not path.startswith(inside)))


def _links(plan: "Choices", folder: str) -> Iterator[tuple[str, str]]:
    """Yield the links to files that are kept elsewhere: where each lies in the image, and what it leads to."""
    for path, _, target in (link.partition("=") for link in plan.facts["kept_links"]):
        yield posixpath.join(folder, path), posixpath.relpath(target, posixpath.dirname(path) or ".")


def _workers(plan: "Choices") -> dict[str, tuple[str, ...]]:
    """Return the programs that take jobs from a queue, beside the server that puts them there."""
    import json  # noqa: PLC0415 - few projects have such

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


class _Steps:
    """The steps of one plan."""

    def __init__(self, plan: "Choices") -> None:
        """Take a plan of which all but start and health check is decided."""
        self.plan = plan
        self.facts = plan.facts
        self.manager: Manager = MANAGERS[self.facts["manager"]]
        self.member: str = self.facts["member"]
        self.folders: tuple[str, ...] = ("", *self.facts["copied"])
        self.runs: tuple[str, ...] = tuple(filter(None, (*self.facts["runs_with"], self.member)))
        self.everything = bool(
            self.facts["build"] or self.facts["needs_all"] or self.facts["keeps_all"] or self.facts["site"]
        )
        """Whether the packages that only development needs are installed too, at first."""

        self.is_excluded = excluded(self.facts["engines"], plan.language_version)
        self.clears = self.facts["frontend"] is not None and not self.member and ". ." in self.facts["copies"]
        """Whether the front end's sources would come along with the program's."""
        self.has_stages = bool(plan.does["multi-stage"] or self.facts["site"])
        self.separate = bool(self.facts["build"] or self.clears) and self.has_stages
        """Whether what is built has a stage of its own."""

    def _run(self, commands: Sequence[str], caches: Iterable[str] = (), secrets: Iterable[str] = ()) -> str:
        """Return a RUN instruction with the mounts that are wanted."""
        kept = caches if self.plan.does["cache"] else ()
        mounts = [f"--mount={mount}" for mount in (*secrets, *(f"type=cache,target={path}" for path in kept))]
        return "RUN " + " \\\n    ".join([*mounts, " \\\n    && ".join(commands)])

    def tool(self) -> str:
        """Return the command that gets the package manager; empty where it is there."""
        if not self.manager.package or self.facts["manager_entry"] or not self.facts["has_packages"]:
            return ""
        force = "--force " if self.manager.package in {"yarn", "@yarnpkg/cli-dist"} else ""  # the image may have Yarn 1
        command = f"npm install --global {force}{self.manager.package}@{self.facts['manager_version']}"
        return self._run([command], ["/root/.npm"])

    def install_env(self, needs: System) -> dict[str, str]:
        """Return what the install has to be told."""
        if not self.facts["has_packages"]:
            return {}
        env = {**self.manager.env, **environment(self.facts["npmrc_env"]), **dict(needs.env)}
        env.pop("PUPPETEER_EXECUTABLE_PATH", None)
        env |= environment(self.facts["prisma_env"])
        if self.facts["plug_n_play"]:
            env["YARN_NODE_LINKER"] = "node-modules"
        if self.is_excluded:
            env.pop("npm_config_engine_strict", None)
        if "make" in needs.build:
            env["npm_config_nodedir"] = "/usr/local"
        return env

    def manifests(self) -> Iterator[str]:
        """Yield the words of COPY for what the install reads."""
        yield from manifests(self.facts["lock"], self.facts["install_files"], self.folders)

    def _clean(self) -> Iterator[str]:
        """Yield what empties Yarn's cache, where it would become part of a layer."""
        if not self.plan.does["cache"] and self.manager.package in {"yarn", "@yarnpkg/cli-dist"}:
            yield self._yarn("yarn cache clean" + ("" if self.manager.name == "yarn" else " --all"))

    def _generate(self) -> Iterator[str]:
        """Yield the command that puts Prisma's client into node_modules."""
        if self.facts["prisma_in_modules"]:
            schema = f" --schema {shlex.quote(self.facts['prisma_in_modules'])}" if self.member else ""
            yield f"npx --no-install prisma generate{schema}"

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

    def _prune(self) -> str:
        """Return what takes away what only development needs; empty where there is no such thing, or nothing runs."""
        facts = self.facts
        others = bool(self.member) and self.manager.whole  # then packages of other apps are here too
        if not (facts["development"] or others) or facts["keeps_all"] or not facts["modules"]:
            return ""
        if not self.everything and self.manager.production and not others:
            return ""
        is_named = self.member and re.fullmatch(r"(?:@[\w.-]{1,100}/)?[\w.-]{1,100}", facts["member_name"], re.ASCII)
        only = facts["member_name"] if is_named else "--all"
        return self._yarn(self.manager.prune.format(only=only, modules=self._modules()) + self._for_any_engine())

    def install(self) -> str:
        """Return what installs the packages, and all that can be done in the same step."""
        commands = [*removals(self.facts["removed"]), self._install(), *self._clean(), *self._generate()]
        if not self.separate and self.has_stages:
            commands += [*filter(None, [self._prune()]), *self._tidy()]
        if not self.separate and not self.plan.does["cache"]:
            commands += self._build()
        return self._run(commands, [self.manager.cache], [mount for mount, _ in self.secrets()])

    def prune(self) -> str:
        """Return what fills the stage with the packages that run; empty where there is no such stage."""
        command = self._prune() if self.separate else ""
        if not command:
            return ""
        return self._run([command, *self._tidy()], [self.manager.cache], [mount for mount, _ in self.secrets()])

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

    def secrets(self) -> Iterator[tuple[str, str]]:
        """Yield the mounts that let the install sign in to a registry, and the flag that fills each."""
        if self.facts["npmrc_secret"]:
            yield "type=secret,id=npmrc,target=/root/.npmrc", "id=npmrc,src=.npmrc"
        for name in self.facts["npmrc_variables"]:
            yield f"type=secret,id={name},env={name}", f"id={name},env={name}"

    def compose_secrets(self) -> dict[str, BuildSecret]:
        """Return where each secret of the build comes from, as compose.yaml and docker-bake.hcl have it."""
        npmrc = {"npmrc": BuildSecret("file", ".npmrc")} if self.facts["npmrc_secret"] else {}
        names = dict.fromkeys((*self.facts["npmrc_variables"], *self.facts["build_secrets"]))
        return npmrc | {name: BuildSecret("environment", name) for name in names}

    def sources(self) -> tuple[str, ...]:
        """Return the words of COPY for the sources: all, or the member and what it needs."""
        if not self.member:
            return (". .",)
        shared = (*self.facts["root_files"], *(path for path in self.facts["env_files"] if "/" not in path))
        files = (f"{' '.join(shared)} ./",) if shared else ()
        return (*files, *(f"{folder} ./{folder}" for folder in (*self.facts["needed"], self.member)))

    def _build(self) -> list[str]:
        """Return the commands that build; the packages go at the end where all else goes into the last stage."""
        commands = [self._yarn(command) for command in self.facts["build"]]
        return [*commands, *self._clean_build(commands)]

    def _clean_build(self, commands: list[str]) -> Iterator[str]:
        """Yield what takes away the packages, and the front end's sources, where the rest goes into the last stage."""
        removed = self.facts["frontend_removed"] if self.clears else ()
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

    def build(self) -> str:
        """Return what builds; empty where nothing does, or it is done already."""
        commands = self._build()
        if not commands or (self.facts["has_packages"] and not self.separate and not self.plan.does["cache"]):
            return ""
        secrets = [f"type=secret,id={name},env={name}" for name in self.facts["build_secrets"]]
        return self._run(commands, self.facts["build_caches"], secrets)

    def front_end(self) -> Iterator[str]:
        """Yield the words of COPY for what the front end's build made, where it does not come with the program."""
        if self.facts["frontend"] is not None and not self.clears:
            target = posixpath.join("/app", self.facts["frontend_target"])
            yield f"--from=frontend /src/{self.facts['frontend_built']} {target}"

    def program(self) -> Iterator[str]:
        """Yield the words of COPY for what runs, packages first, because they change least."""
        stage = self._packages_stage()
        if self.member:
            yield from self._workspace_program(stage)
            return
        if stage:
            yield f"--from={stage} /app/node_modules ./node_modules"
        for pair in self.facts["copies"]:
            source, to = pair.split(" ")
            if not self.facts["build"] and not self.clears:
                yield f"{source} {to}"
            elif source == ".":
                yield "--from=build /app ./"
            else:
                yield f"--from=build {posixpath.join('/app', source)} {to if to.startswith('/') else f'./{to}'}"

    def _packages_stage(self) -> str:
        if not self.facts["modules"] or not self.facts["has_packages"]:
            return ""
        if not self.facts["build"] and not self.clears:
            return "build"
        return "production" if self._prune() else "dependencies"

    def _workspace_program(self, stage: str) -> Iterator[str]:
        """Yield the same for a member: the workspace's folders stay where they are, so that links between them hold."""
        if stage:
            yield f"--from={stage} /app /app"
        if not self.facts["build"]:
            yield from (f"{folder} /app/{folder}" for folder in self.runs)
            return
        if self.facts["modules"]:
            yield from (f"--from=build /app/{folder} /app/{folder}" for folder in self.facts["runs_with"])
        for pair in self.facts["copies"]:
            source, to = pair.split(" ")
            place = posixpath.normpath(posixpath.join("/app", self.member, source))
            if to.startswith("/"):
                yield f"--from=build {place} {to}"
            else:
                yield f"--from=build {place} {posixpath.normpath(posixpath.join('/app', self.member, to))}"


def _site(plan: "Choices") -> dict[str, Any]:
    """Return what the web server serves, and how."""
    output, mode, base, fallback, hashed = plan.facts["site"]
    return {
        "from": posixpath.normpath(posixpath.join("/app", plan.facts["member"], output)),
        "to": f"/srv/www{base}",
        "mode": mode,
        "base": base,
        "fallback": fallback,
        "served": served(plan.program, r"(?:.{1,200}/)?(?:public|static)/", base),
        "hashed": hashed,
    }


def _run_env(plan: "Choices", needs: System) -> dict[str, str]:
    """Return the environment of the program, but for what was asked for and PORT, which all languages have."""
    if plan.facts["site"]:
        return {}
    env = {"NODE_ENV": "production", **environment(plan.facts["run_env"]), **dict(needs.env)}
    env.pop("PUPPETEER_SKIP_DOWNLOAD", None)
    return {key: value for key, value in sorted(env.items()) if key not in plan.env}


def _path(plan: "Choices") -> str:
    """Return where commands are looked for too: those of packages, and node itself where it lies apart."""
    if plan.base == "distroless" and plan.does["multi-stage"]:
        return "/nodejs/bin"
    if not plan.facts["needs_shell"]:
        return ""
    folders = [posixpath.join("/app", folder, "node_modules/.bin") for folder in (plan.facts["member"], "")]
    return ":".join(dict.fromkeys(folders))


def environment(pairs: object) -> Mapping[str, str]:
    """Return a fact's `NAME=VALUE` texts as a mapping."""
    return dict(pair.split("=", 1) for pair in pairs) if isinstance(pairs, tuple) else {}
