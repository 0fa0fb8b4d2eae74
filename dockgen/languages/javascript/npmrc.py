"""The project's `.npmrc`: harmless settings become environment variables, a registry of one's own a build secret."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final, NamedTuple

from dockgen.languages.kit.registry_variables import Use, allowed, hosts_in
from dockgen.reading.project import Project

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
