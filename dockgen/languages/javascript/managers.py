"""The package managers: one literal table, which one a project uses, and what its `.npmrc` asks of an install."""

import re
import shlex
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dockgen import versions
from dockgen.languages.javascript.manifest import FILE, Manifest
from dockgen.languages.kit.registry_variables import Use, allowed, hosts_in
from dockgen.languages.kit.sources import content
from dockgen.reading.project import Project
from dockgen.records import NamedTuple


class Manager(NamedTuple):
    """How one package manager is called.

    `{only}` is what the choice of an app of a workspace needs, `{modules}` all folders that packages are in.
    """

    name: str
    title: str
    locks: tuple[str, ...]
    """Its lock files, the usual one first."""
    package: str
    """npm's package of it; empty for npm itself."""
    install: str
    """Installs all that the lock file says, and fails where that is stale."""
    production: str
    """The same without the packages that only development needs; empty where it can only be taken away."""
    prune: str
    """Takes away what only development needs."""
    unlocked: str
    runs: tuple[str, str]
    """Run a script: of the folder itself, and of a member of a workspace, `{folder}`."""
    executes: tuple[str, str]
    """Run a package's command, of the same two."""
    cache: str
    """The folder with what it downloaded."""
    env: Mapping[str, str] = {}
    """What it has to be told."""
    files: tuple[str, ...] = ()
    """What it reads beside package.json and the lock file."""
    whole: bool = False
    """Whether it insists on every package.json that its lock file names."""

    @property
    def is_yarn(self) -> bool:
        """Whether it is Yarn, whichever version."""
        return self.name in {"yarn", "berry"}

    def run(self, script: str, folder: str = "") -> str:
        """Return the command that runs a script, of a member where a folder is named."""
        return self.runs[bool(folder)].format(script=shlex.quote(script), folder=folder)

    def execute(self, command: str, folder: str = "") -> str:
        """Return the command that runs a package's command, of a member where a folder is named."""
        return self.executes[bool(folder)].format(command=command, folder=folder)


_YARN_CACHE: Final = "/root/.cache/yarn"
_MANAGERS: Final = (
    Manager(
        name="npm",
        title="npm",
        locks=("package-lock.json", "npm-shrinkwrap.json"),
        package="",
        install="npm ci",
        production="npm ci --omit=dev",
        prune="npm prune --omit=dev",
        unlocked="npm install",
        runs=("npm run {script}", "npm run {script} --workspace {folder}"),
        executes=("npx --no-install {command}", "npm exec --workspace {folder} -- {command}"),
        cache="/root/.npm",
    ),
    Manager(
        name="yarn",
        title="Yarn 1",
        locks=("yarn.lock",),
        package="yarn",
        install="yarn install --frozen-lockfile",
        production="yarn install --frozen-lockfile --production",
        prune="yarn install --frozen-lockfile --production --ignore-scripts --prefer-offline",
        unlocked="yarn install",
        runs=("yarn run {script}", "yarn --cwd {folder} run {script}"),
        executes=("yarn run {command}", "yarn --cwd {folder} run {command}"),
        cache="/usr/local/share/.cache/yarn",
        files=(".yarnrc",),
    ),
    Manager(
        name="berry",
        title="Yarn",
        locks=("yarn.lock",),
        package="@yarnpkg/cli-dist",
        install="yarn install --immutable",
        production="",
        prune="yarn workspaces focus {only} --production",
        unlocked="yarn install --no-immutable",
        runs=("yarn run {script}", "yarn --cwd {folder} run {script}"),
        executes=("yarn run {command}", "yarn --cwd {folder} run {command}"),
        cache=_YARN_CACHE,
        env={"YARN_ENABLE_GLOBAL_CACHE": "true", "YARN_ENABLE_TELEMETRY": "false", "YARN_GLOBAL_FOLDER": _YARN_CACHE},
        files=(".yarnrc.yml", ".yarn/releases", ".yarn/plugins", ".yarn/patches"),
        whole=True,
    ),
    Manager(
        name="pnpm",
        title="pnpm",
        locks=("pnpm-lock.yaml",),
        package="pnpm",
        install="pnpm install --frozen-lockfile",
        production="pnpm install --frozen-lockfile --prod",
        prune="pnpm install --frozen-lockfile --prod --prefer-offline --ignore-scripts"
        " --config.modules-cache-max-age=0",  # else it keeps for a week what it takes away
        unlocked="pnpm install --no-frozen-lockfile",
        runs=("pnpm run {script}", "pnpm --dir {folder} run {script}"),
        executes=("pnpm exec {command}", "pnpm --dir {folder} exec {command}"),
        cache="/pnpm/store",
        env={"CI": "true", "PNPM_HOME": "/pnpm"},  # CI: it does not ask before it takes something away
        files=("pnpm-workspace.yaml", ".pnpmfile.cjs", ".pnpmfile.mjs"),
    ),
    Manager(
        name="bun",
        title="Bun",
        locks=("bun.lock", "bun.lockb"),
        package="bun",
        install="bun install --frozen-lockfile",
        production="bun install --frozen-lockfile --production",
        prune="rm -rf {modules} && bun install --frozen-lockfile --production",
        unlocked="bun install",
        runs=("bun run {script}", "bun run --cwd {folder} {script}"),
        executes=("bun run {command}", "bun run --cwd {folder} {command}"),
        cache="/root/.bun/install/cache",
        files=("bunfig.toml",),
        whole=True,
    ),
)
MANAGERS: Final = {manager.name: manager for manager in _MANAGERS}
NAMES: Final = frozenset({"npm", "yarn", "pnpm", "bun"})
"""What they are called as programs."""

# Best first: what npm left behind is the most likely to be old, because every other one was chosen.
_ORDER: Final = ("pnpm", "bun", "yarn", "npm")
_FORMAT: Final = r"(?m)^(?:lockfileVersion:\s{0,9}[\"']?|__metadata:\s{1,9}version: )([0-9]{1,2})"
_OF_LOCK: Final = {
    "pnpm": {"5": "pnpm-7", "6": "pnpm-8"},
    "berry": {"4": "berry-2", "5": "berry-3", "6": "berry-3"},
}
"""Which version of a manager reads an older lock file as it is, by the version of the file's format."""
_FOCUS: Final = ".yarn/plugins/@yarnpkg/plugin-workspace-tools.cjs"
"""What brings `yarn workspaces focus` before Yarn 4."""


class Chosen(NamedTuple):
    """The package manager of a project."""

    manager: Manager
    version: str
    """Empty for npm, which comes with Node.js."""
    source: str
    lock: str
    """Its lock file; empty for none."""
    entry: str
    """The project's own copy of it, to be run by node; empty for none."""
    has_prune: bool = True
    """Whether its command that takes away what only development needs is there."""

    @property
    def setup(self) -> str:
        """The command that installs it; empty where it is there."""
        if not self.version or self.entry:
            return ""
        force = "--force " if self.manager.is_yarn else ""  # the image may have another version of it
        return f"npm install --global {force}{self.manager.package}@{self.version}"

    def called(self, command: str) -> str:
        """Return a command that names the project's own copy of Yarn, where there is one."""
        is_own = self.entry and command.startswith("yarn ")
        return command.replace("yarn ", f"node {self.entry} ", 1) if is_own else command


def choose(project: Project, manifest: Manifest) -> Chosen:
    """Choose by `packageManager`, else by the lock file; say what else was there."""
    locks = _locks(project)
    name, version, source = _named(manifest)
    if not name and manifest.file != FILE:
        name, source = "pnpm", f"{manifest.file}, which only pnpm reads"
    if not name:
        name = next((name for name in _ORDER if set(MANAGERS[name].locks) & set(locks)), "npm")
        others = f", before {', '.join(locks[1:])}; packageManager would decide" if locks[1:] else ""
        source = locks[0] + others if locks else "no lock file and no packageManager"
    if name == "yarn" and _is_berry(project, version):
        name = "berry"
    manager = MANAGERS[name]
    # npm itself prefers the shrinkwrap, which a package is published with.
    lock = next((lock for lock in reversed(manager.locks) if project.has(lock)), "")
    if name == "npm":
        return Chosen(manager, "", source, lock, "")
    entry = _own_copy(project) if name == "berry" else ""
    version = version or _default(project, manager, lock)
    is_old = re.search(r"yarn-[0-3]\.", entry) if entry else version.startswith(("2.", "3."))
    return Chosen(manager, version, source, lock, entry, has_prune=not is_old or project.has(_FOCUS))


def of_bun(project: Project, chosen: Chosen) -> Chosen:
    """Let Bun install for a program that it runs: its image has no other manager, and it is there already."""
    manager = MANAGERS["bun"]
    lock = next((lock for lock in manager.locks if project.has(lock)), "")
    return Chosen(manager, "", chosen.source if chosen.manager is manager else "Bun runs it", lock, "")


def warn_without_lock(project: Project, manager: Manager) -> None:
    """Say what it means that the manager has no lock file."""
    others = _locks(project)
    beside = f" ({', '.join(others)} is another one's)" if others else ""
    project.warn(
        f"{manager.title} has no lock file here{beside}, so each build may get other versions: "
        f"run its install command, and keep {manager.locks[0]}"
    )


def uses_plug_n_play(project: Project) -> bool:
    """Tell whether Yarn would leave no node_modules."""
    linker = re.search(r"(?m)^nodeLinker:[ \t]{0,9}[\"']?([\w-]{1,40})", content(project, ".yarnrc.yml"))
    return linker is None or linker[1] == "pnp"


def _locks(project: Project) -> list[str]:
    return [lock for name in _ORDER for lock in MANAGERS[name].locks if project.has(lock)]


def _named(manifest: Manifest) -> tuple[str, str, str]:
    """Return what package.json names: the manager, its version without the hash, and the key."""
    text = manifest.text("packageManager") or ""
    if match := re.match(r"(npm|yarn|pnpm|bun)@([0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}(?:-[\w.]{1,40})?)(?:\+|$)", text):
        return match[1], match[2], f"{manifest.path}, packageManager"
    for name, version in manifest.dev_engines("packageManager"):
        if name in _ORDER:
            is_exact = re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]{1,4}){2}", version)
            return name, version if is_exact else "", f"{manifest.path}, devEngines"
    return "", "", ""


def _is_berry(project: Project, version: str) -> bool:
    if version:
        return not version.startswith(("0.", "1."))
    return project.has(".yarnrc.yml") or "__metadata:" in (project.read("yarn.lock") or "")[:2000]


def _default(project: Project, manager: Manager, lock: str) -> str:
    """Return the version of our own choice; an older lock file needs an older one."""
    older = _OF_LOCK.get(manager.name, {})
    match = re.search(_FORMAT, (content(project, lock) if lock else "")[:500])
    return versions.tool("node", older.get(match[1] if match else "", manager.name))


def _own_copy(project: Project) -> str:
    pattern = r"(?m)^yarnPath:[ \t]{0,9}[\"']?(\.yarn/releases/[\w.-]{1,100}\.c?js)[\"']?[ \t]{0,9}$"
    match = re.search(pattern, content(project, ".yarnrc.yml"))
    return match[1] if match and project.has(match[1]) else ""


# Settings that change what an install does, and tell nothing; the file itself never reaches the builder.
_SETTINGS: Final = frozenset(
    {"legacy-peer-deps", "strict-peer-deps", "engine-strict", "ignore-scripts", "install-strategy", "prefer-dedupe"}
    | {"node-linker", "shamefully-hoist", "hoist", "hoist-pattern", "public-hoist-pattern", "auto-install-peers"}
    | {"strict-peer-dependencies", "dedupe-peer-dependents", "link-workspace-packages", "prefer-workspace-packages"}
    | {"resolution-mode", "inject-workspace-packages", "enable-pre-post-scripts", "package-import-method"}
)
# Settings that send what is signed in to another machine than the registry, or let that one answer for it.
_DIVERTS: Final = (
    r"(?im)^[ \t]{0,20}(?:https?-?proxy|proxy|strict-ssl|enableStrictSsl|ca|cafile|httpsCaFilePath)[ \t]{0,20}[=:]"
)
_VARIABLE: Final = r"\$\{([A-Za-z_][A-Za-z0-9_]*)"


class Npmrc(NamedTuple):
    """What an `.npmrc` asks of an install."""

    env: Mapping[str, str] = {}
    is_secret: bool = False
    """Whether it names a registry, or how to sign in."""
    variables: tuple[str, ...] = ()
    """The variables that it takes tokens from."""
    source: str = "no registry of its own"


def npmrc(project: Project) -> Npmrc:
    """Read `.npmrc`, or what Yarn has instead; no value of a secret is kept."""
    env: dict[str, str] = {}
    signing_in: list[tuple[str, str]] = []
    text, of_yarn = (project.read(name) or "" for name in (".npmrc", ".yarnrc.yml"))
    for line in text.splitlines():
        key, equals, value = (part.strip() for part in line.partition("="))
        if not equals or key.startswith(("#", ";")):
            continue
        name = key.removesuffix("[]")
        if name in _SETTINGS and re.fullmatch(r"[\w@/*.!-]{1,100}", value):
            env[f"npm_config_{name.replace('-', '_')}"] = value
        elif name == "registry" or name.endswith(":registry") or name.startswith(("//", "_")):
            signing_in.append((name, value))
    variables = allowed(project, "node", ".npmrc", _uses(text, signing_in))
    yarns = allowed(project, "node", ".yarnrc.yml", _uses_of_yarn(of_yarn))
    source = ".npmrc" if signing_in else ".yarnrc.yml" if yarns else Npmrc().source
    return Npmrc(dict(sorted(env.items())), bool(signing_in), tuple(dict.fromkeys((*variables, *yarns))), source)


def _uses(text: str, lines: Sequence[tuple[str, str]]) -> Iterator[Use]:
    """Yield the variables of lines `KEY=VALUE`, and the registries that each is for; none where it may go elsewhere."""
    is_diverted = re.search(_DIVERTS, text) is not None
    default = frozenset(host for key, value in lines if key == "registry" for host in hosts_in(value))
    found: dict[tuple[str, frozenset[str]], None] = {}  # each once, however often a file says it
    for key, value in lines:
        if names := re.findall(_VARIABLE, value):
            of = default if key.startswith("_") else frozenset(hosts_in(key if key.startswith("//") else value))
            found |= dict.fromkeys((name, frozenset() if is_diverted else of) for name in names)
    yield from found


def _uses_of_yarn(text: str) -> Iterator[Use]:
    """Yield the variables that Yarn signs in with, for any of the registries that its settings name."""
    hosts = () if re.search(_DIVERTS, text) else frozenset(hosts_in(text))
    for value in re.findall(r"npmAuth(?:Token|Ident):([^\n]*)", text):
        yield from ((name, hosts) for name in dict.fromkeys(re.findall(_VARIABLE, value)))
