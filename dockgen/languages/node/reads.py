"""Which files an install reads, where they are all that it reads."""

import json
import re
from collections.abc import Mapping, Sequence
from typing import Any, Final

from dockgen.languages.language import Needs
from dockgen.reading.project import Project

_SCRIPTS: Final = (
    *("preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare", "prepublish"),
    *("dependencies", "pnpm:devPreinstall"),
)
_KINDS: Final = (
    "dependencies",
    "devDependencies",
    "optionalDependencies",
    "peerDependencies",
    "overrides",
    "resolutions",
)
_LOCAL: Final = r"(?:file|link|portal|workspace|patch|exec):|\.{0,2}/"
_READ_SOURCES: Final = frozenset({"prisma", "@prisma/client", "patch-package", "postinstall-postinstall"})
"""Packages whose own install scripts read files of the project."""
_FILES: Final = (
    *("binding.gyp", ".npmrc", ".yarnrc", ".yarnrc.yml", ".yarn", ".pnp.cjs", "pnpm-workspace.yaml", ".pnpmfile.cjs"),
    *("bunfig.toml", ".node-version", ".nvmrc", ".tool-versions", "lerna.json"),
)
"""Files that an install reads beside the manifest; what they say is not looked into."""
LOCKS: Final = {
    "npm": ("package-lock.json", "npm-shrinkwrap.json"),
    "yarn": ("yarn.lock",),
    "pnpm": ("pnpm-lock.yaml",),
    "bun": ("bun.lock", "bun.lockb"),
}
MANIFEST: Final = "package.json"
INSTALLED: Final = "node_modules"


def needs(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifest and the lock file."""
    manifest = _json(project, MANIFEST)
    if manifest is None or any(project.has(name) for name in _FILES) or not set(words).isdisjoint({"-g", "--global"}):
        return None
    scripts = manifest.get("scripts") or {}
    if not isinstance(scripts, Mapping) or (
        "--ignore-scripts" not in words and any(name in scripts for name in _SCRIPTS)
    ):
        return None
    tables = [manifest.get(kind) or {} for kind in _KINDS]
    if not all(isinstance(table, Mapping) for table in tables) or {"workspaces", "pnpm", "patchedDependencies"} & set(
        manifest
    ):
        return None
    wanted = {str(name): str(version) for table in tables for name, version in table.items()}
    if _READ_SOURCES & set(wanted) or any(re.match(_LOCAL, version) for version in wanted.values()):
        return None
    locks = tuple(name for name in LOCKS[words[0].rpartition("/")[2]] if project.has(name))
    is_strict = not {"ci", "clean-install", "--frozen-lockfile", "--immutable"}.isdisjoint(words)
    return Needs((MANIFEST, *locks), (INSTALLED,)) if locks or not is_strict else None


def copies_from_cache(project: Project) -> bool:
    """Tell whether it is the Yarn that copies from its cache; later ones may run programs from there."""
    lock = (project.read("yarn.lock") if project.has("yarn.lock") else None) or ""
    return "# yarn lockfile v1" in lock


def _json(project: Project, path: str) -> Mapping[str, Any] | None:
    try:
        data = json.loads((project.read(path) if project.has(path) else None) or "")
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, Mapping) else None
