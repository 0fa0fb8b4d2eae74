"""What builds, and what a build needs beside its own folder."""

import re
from collections.abc import Mapping
from typing import Final

from dockgen.languages.javascript.commands import parse
from dockgen.languages.javascript.manifest import Manifest
from dockgen.reading.project import Project

_SETTINGS: Final = (
    r"tsconfig[\w.-]{0,60}\.json|turbo\.json|nx\.json|babel\.config\.\w{1,5}|\.browserslistrc"
    r"|[\w.-]{1,60}\.config\.[cm]?[jt]s"
)
_SETTINGS_OF_OTHERS: Final = r"(?:eslint|prettier|jest|vitest|playwright|commitlint|lint-staged|cypress)\."
_OLD_BUNDLERS: Final = {
    "react-scripts": 5,
    "webpack": 5,
    "@vue/cli-service": 5,
    "next": 11,
    "@angular-devkit/build-angular": 12,
}
"""Below these major versions, they ask for MD4."""
_NO_BUILD: Final = frozenset(
    {"echo", "exit", "true", "docker", "docker-compose", "eslint", "prettier", "jest", "vitest"}
)


def builds(manifest: Manifest, script: str) -> bool:
    """Tell whether a script builds something, rather than to check it or to say that there is nothing to do."""
    commands = parse(manifest.scripts.get(script, "")).commands
    return any(command.words[0] not in _NO_BUILD and "--noEmit" not in command.words for command in commands)


def old_openssl(wanted: Mapping[str, str]) -> dict[str, str]:
    """Let old bundlers have the hash function that OpenSSL 3 gives up."""
    majors = ((name, re.match(r"[\^~>=v\s]{0,5}([0-9]{1,3})", wanted.get(name, ""))) for name in _OLD_BUNDLERS)
    is_old = any(match and int(match[1]) < _OLD_BUNDLERS[name] for name, match in majors)
    return {"NODE_OPTIONS": "--openssl-legacy-provider"} if is_old else {}


def root_files(project: Project, folder: str) -> tuple[str, ...]:
    """Return the settings at a workspace's root that builds of its members refer to."""
    if not folder:
        return ()
    names = [name for name in project.entries() if re.fullmatch(_SETTINGS, name)]
    return tuple(name for name in names if not re.match(_SETTINGS_OF_OTHERS, name))
