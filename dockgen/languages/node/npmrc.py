"""The project's `.npmrc`: harmless settings become environment variables, a registry of one's own a build secret."""

import re
from typing import Final, NamedTuple

from dockgen.project import Project

# Settings that change what an install does, and tell nothing; the file itself never reaches the builder.
_SETTINGS: Final = frozenset(
    {"legacy-peer-deps", "strict-peer-deps", "engine-strict", "ignore-scripts", "install-strategy", "prefer-dedupe"}
    | {"node-linker", "shamefully-hoist", "hoist", "hoist-pattern", "public-hoist-pattern", "auto-install-peers"}
    | {"strict-peer-dependencies", "dedupe-peer-dependents", "link-workspace-packages", "prefer-workspace-packages"}
    | {"resolution-mode", "inject-workspace-packages", "enable-pre-post-scripts", "package-import-method"}
)


class Npmrc(NamedTuple):
    """What an `.npmrc` asks of an install."""

    env: tuple[tuple[str, str], ...] = ()
    is_secret: bool = False
    """Whether it names a registry, or how to sign in."""
    variables: tuple[str, ...] = ()
    """The variables that it takes tokens from."""
    source: str = ""


def npmrc(project: Project) -> Npmrc:
    """Read `.npmrc`, or what Yarn has instead; no value of a secret is kept."""
    env: dict[str, str] = {}
    variables: list[str] = []
    is_secret, source = False, ""
    for line in (project.read(".npmrc") or "").splitlines():
        key, equals, value = (part.strip() for part in line.partition("="))
        if not equals or key.startswith(("#", ";")):
            continue
        name = key.removesuffix("[]")
        if name in _SETTINGS and re.fullmatch(r"[\w@/*.!-]{1,100}", value):
            env[f"npm_config_{name.replace('-', '_')}"] = value
        elif name == "registry" or name.endswith(":registry") or name.startswith(("//", "_")):
            is_secret, source = True, ".npmrc"
            variables += re.findall(r"\$\{([A-Za-z_][A-Za-z0-9_]{0,60})[^}]{0,60}\}", value)
    yarn = project.read(".yarnrc.yml") or ""
    if "npmAuthToken" in yarn or "npmAuthIdent" in yarn:
        found = re.findall(r"npmAuth(?:Token|Ident):[ \t]{0,9}[\"']?\$\{([A-Za-z_][A-Za-z0-9_]{0,60})", yarn)
        variables += found
        source = source or (".yarnrc.yml" if found else "")
    return Npmrc(tuple(sorted(env.items())), is_secret, tuple(dict.fromkeys(variables)), source)
