"""The package managers: one literal table, and which one a project uses."""

import re
from collections.abc import Mapping
from typing import Final, NamedTuple

from dockgen import versions
from dockgen.languages.javascript.manifest import Manifest
from dockgen.reading.project import Project


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
    """Installs without a lock file."""
    run: str
    """Runs a script of the folder itself."""
    run_in: str
    """The same of a member of a workspace: `{folder}`."""
    execute: str
    """Runs a package's command, of the folder itself."""
    execute_in: str
    """The same of a member of a workspace."""
    cache: str
    """The folder with what it downloaded."""
    env: Mapping[str, str]
    """What it has to be told."""
    files: tuple[str, ...]
    """What it reads beside package.json and the lock file."""
    whole: bool = False
    """Whether it insists on every package.json that its lock file names."""


MANAGERS: Final[dict[str, Manager]] = {
    manager.name: manager
    for manager in (
        Manager(
            name="npm",
            title="npm",
            locks=("package-lock.json", "npm-shrinkwrap.json"),
            package="",
            install="npm ci",
            production="npm ci --omit=dev",
            prune="npm prune --omit=dev",
            unlocked="npm install",
            run="npm run {script}",
            run_in="npm run {script} --workspace {folder}",
            execute="npx --no-install {command}",
            execute_in="npm exec --workspace {folder} -- {command}",
            cache="/root/.npm",
            env={},
            files=(),
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
            run="yarn run {script}",
            run_in="yarn --cwd {folder} run {script}",
            execute="yarn run {command}",
            execute_in="yarn --cwd {folder} run {command}",
            cache="/usr/local/share/.cache/yarn",
            env={},
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
            run="yarn run {script}",
            run_in="yarn --cwd {folder} run {script}",
            execute="yarn run {command}",
            execute_in="yarn --cwd {folder} run {command}",
            cache="/root/.cache/yarn",
            env={
                "YARN_ENABLE_GLOBAL_CACHE": "true",
                "YARN_ENABLE_TELEMETRY": "false",
                "YARN_GLOBAL_FOLDER": "/root/.cache/yarn",
            },
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
            prune=(
                "pnpm install --frozen-lockfile --prod --prefer-offline --ignore-scripts"
                " --config.modules-cache-max-age=0"  # else it keeps for a week what it takes away
            ),
            unlocked="pnpm install --no-frozen-lockfile",
            run="pnpm run {script}",
            run_in="pnpm --dir {folder} run {script}",
            execute="pnpm exec {command}",
            execute_in="pnpm --dir {folder} exec {command}",
            cache="/pnpm/store",
            # CI: it asks nobody before it takes something away.
            env={"CI": "true", "PNPM_HOME": "/pnpm"},
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
            run="bun run {script}",
            run_in="bun run --cwd {folder} {script}",
            execute="bun run {command}",
            execute_in="bun run --cwd {folder} {command}",
            cache="/root/.bun/install/cache",
            env={},
            files=("bunfig.toml",),
            whole=True,
        ),
    )
}

# Best first: what npm left behind is the most likely to be old, because every other one was chosen.
_ORDER: Final = ("pnpm", "bun", "yarn", "npm")
_PNPM_OF_LOCK: Final = {"5": "pnpm-7", "6": "pnpm-8"}
"""Which version of pnpm reads an older lock file, by the major version of the file's format."""


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


def choose(project: Project, manifest: Manifest) -> Chosen:
    """Choose by `packageManager`, else by the lock file; say what else was there."""
    locks = [lock for name in _ORDER for lock in MANAGERS[name].locks if project.has(lock)]
    name, version, source = _named(manifest)
    if not name:
        name = next((name for name in _ORDER if set(MANAGERS[name].locks) & set(locks)), "npm")
        source = _of_lock(locks)
    if name == "yarn" and _is_berry(project, version):
        name = "berry"
    manager = MANAGERS[name]
    # npm itself prefers the shrinkwrap, which a package is published with.
    lock = next((lock for lock in reversed(manager.locks) if project.has(lock)), "")
    if name == "npm":
        return Chosen(manager, "", source, lock, "")
    entry = _own_copy(project) if name == "berry" else ""
    return Chosen(manager, version or _default(project, manager, lock), source, lock, entry)


def warn_without_lock(project: Project, manager: Manager) -> None:
    """Say what it means that the manager has no lock file."""
    others = [lock for name in _ORDER for lock in MANAGERS[name].locks if project.has(lock)]
    beside = f" ({', '.join(others)} is another one's)" if others else ""
    project.warn(
        f"{manager.title} has no lock file here{beside}, so each build may get other versions: "
        f"run its install command, and keep {manager.locks[0]}",
    )


def _named(manifest: Manifest) -> tuple[str, str, str]:
    """Return what package.json names: the manager, its version without the hash, and the key."""
    text = manifest.text("packageManager") or ""
    if match := re.match(r"(npm|yarn|pnpm|bun)@([0-9]{1,4}\.[0-9]{1,4}\.[0-9]{1,4}(?:-[\w.]{1,40})?)(?:\+|$)", text):
        return match[1], match[2], f"{manifest.path}, packageManager"
    for name, version in manifest.dev_engines("packageManager"):
        if name in {"npm", "yarn", "pnpm", "bun"}:
            is_exact = re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]{1,4}){2}", version)
            return name, version if is_exact else "", f"{manifest.path}, devEngines"
    return "", "", ""


def _of_lock(locks: list[str]) -> str:
    if not locks:
        return "no lock file and no packageManager"
    return locks[0] if len(locks) == 1 else f"{locks[0]}, before {', '.join(locks[1:])}; packageManager would decide"


def _is_berry(project: Project, version: str) -> bool:
    if version:
        return not version.startswith(("0.", "1."))
    return project.has(".yarnrc.yml") or "__metadata:" in (project.read("yarn.lock") or "")[:2000]


def _default(project: Project, manager: Manager, lock: str) -> str:
    """Return the version of our own choice; an older lock file needs an older pnpm."""
    if manager.name == "pnpm" and lock:
        match = re.search(r"(?m)^lockfileVersion:\s{0,9}[\"']?([0-9]{1,2})", (project.read(lock) or "")[:500])
        return versions.tool("node", _PNPM_OF_LOCK.get(match[1] if match else "", "pnpm"))
    return versions.tool("node", manager.name)


def _own_copy(project: Project) -> str:
    """Return the release of Yarn that the project carries."""
    match = re.search(
        r"(?m)^yarnPath:[ \t]{0,9}[\"']?(\.yarn/releases/[\w.-]{1,100}\.c?js)[\"']?[ \t]{0,9}$",
        project.read(".yarnrc.yml") or "",
    )
    return match[1] if match and project.has(match[1]) else ""


def uses_plug_n_play(project: Project) -> bool:
    """Tell whether Yarn would leave no node_modules."""
    linker = re.search(r"(?m)^nodeLinker:[ \t]{0,9}[\"']?([\w-]{1,40})", project.read(".yarnrc.yml") or "")
    return linker is None or linker[1] == "pnp"
