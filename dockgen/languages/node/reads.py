"""Which files an install reads, where they are all that it reads."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from dockgen.languages.javascript.managers import MANAGERS
from dockgen.languages.kit.sources import content
from dockgen.languages.language import Needs
from dockgen.reading.project import Project

_SCRIPTS: Final = frozenset(
    {"preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare", "prepublish"}
    | {"dependencies", "pnpm:devPreinstall"}
)
_KINDS: Final = (
    *("dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "overrides", "resolutions"),
)
_UNKNOWN: Final = frozenset({"workspaces", "pnpm", "patchedDependencies"})
_LOCAL: Final = r"(?:file|link|portal|workspace|patch|exec):|\.{0,2}/"
_READ_SOURCES: Final = frozenset({"prisma", "@prisma/client", "patch-package", "postinstall-postinstall"})
"""Packages whose own install scripts read files of the project."""
_FILES: Final = (
    *("binding.gyp", ".npmrc", ".yarnrc", ".yarnrc.yml", ".yarn", ".pnp.cjs", "pnpm-workspace.yaml", ".pnpmfile.cjs"),
    *("bunfig.toml", ".node-version", ".nvmrc", ".tool-versions", "lerna.json"),
)
"""Files that an install reads beside the manifest; what they say is not looked into."""
MANIFEST: Final = "package.json"
INSTALLED: Final = "node_modules"


def needs(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifest and the lock file."""
    manifest = _manifest(project)
    if manifest is None or any(project.has(name) for name in _FILES) or not set(words).isdisjoint({"-g", "--global"}):
        return None
    tables = {key: manifest.get(key) or {} for key in ("scripts", *_KINDS)}
    if not all(isinstance(table, dict) for table in tables.values()) or not _UNKNOWN.isdisjoint(manifest):
        return None
    scripts = tables.pop("scripts")
    wanted = {str(name): str(version) for table in tables.values() for name, version in table.items()}
    runs_scripts = "--ignore-scripts" not in words and not _SCRIPTS.isdisjoint(scripts)
    if runs_scripts or _READ_SOURCES & wanted.keys() or any(re.match(_LOCAL, version) for version in wanted.values()):
        return None
    locks = tuple(name for name in MANAGERS[words[0].rpartition("/")[2]].locks if project.has(name))
    is_strict = not {"ci", "clean-install", "--frozen-lockfile", "--immutable"}.isdisjoint(words)
    return Needs((MANIFEST, *locks), (INSTALLED,)) if locks or not is_strict else None


def copies_from_cache(project: Project) -> bool:
    """Tell whether it is the Yarn that copies from its cache; later ones may run programs from there."""
    return "# yarn lockfile v1" in content(project, "yarn.lock")


def _manifest(project: Project) -> dict[str, Any] | None:  # whatever the file holds
    try:
        data = json.loads(content(project, MANIFEST))
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None
