"""Which variables of the machine a build may have, because they sign in to a package registry.

A project's files name both the variable and the address that its value is sent to, and whoever builds it may not know
them: so a build gets only what is named for a registry, and a token of a code host only for that host.
"""

import re
from collections.abc import Collection, Iterable
from typing import Final

from dockgen.project import Project

Use = tuple[str, Collection[str]]
"""A variable, and the hosts that its value is meant for."""

_REGISTRIES: Final = frozenset(
    {"NPM", "NPMRC", "YARN", "PNPM", "BUN", "PYPI", "PYPIRC", "PIP", "UV", "POETRY", "PDM", "PIPENV", "DEVPI"}
    | {"ARTIFACTORY", "JFROG", "NEXUS", "VERDACCIO", "CLOUDSMITH", "GEMFURY", "CODEARTIFACT", "ARTIFACTS"}
)
_MAY_BE_REGISTRIES: Final = frozenset({"REGISTRY", "INDEX", "PACKAGE", "PACKAGES", "PKG", "FEED"})
_OTHERS: Final = frozenset({"CI", "CONTAINER", "DOCKER", "ECR", "GCR", "GHCR", "HELM", "IMAGE", "AWS"})
"""With these words a registry is one of images, mostly."""
_WHAT: Final = frozenset(
    {"TOKEN", "AUTH", "AUTHTOKEN", "PASSWORD", "PASSWD", "PASS", "PWD", "SECRET", "KEY", "APIKEY", "CREDENTIALS"}
    | {"USER", "USERNAME", "LOGIN", "EMAIL", "IDENT", "PAT", "URL", "URI", "HOST", "SERVER", "REGISTRY"}
)
_CODE_HOSTS: Final = {"GITHUB": "github.com", "GH": "github.com", "GITLAB": "gitlab.com"}
_WHOLE: Final = {"NODE_AUTH_TOKEN": "", "CI_JOB_TOKEN": "gitlab.com"}
"""Names that tools give, and the host that each is for; empty for any."""
_OWN: Final = r"(?:UV_INDEX|POETRY_HTTP_BASIC)_"
"""How the names begin that a tool makes of the name of a registry."""
_MAX_LENGTH: Final = 128


def allowed(project: Project, path: str, uses: Iterable[Use]) -> tuple[str, ...]:
    """Return the variables that the build may have, in order; warn of the others.

    Args:
        project: where to warn.
        path: the file that names them.
        uses: each variable as often as it is named: it has to be allowed each time.
    """
    found: dict[str, bool] = {}
    for name, hosts in uses:
        found[name] = found.get(name, True) and is_for_registry(name, hosts)
    if refused := [name for name, is_allowed in found.items() if not is_allowed]:
        project.warn(
            f"{path} asks for {', '.join(refused)}, which the build does not get: the name does not show that it is for"
            " this package registry. If it is, rename it (such as ACME_NPM_TOKEN) or add it by hand:"
            " `--mount=type=secret,id=NAME,env=NAME` to the RUN that installs, and NAME to the secrets in compose.yaml"
        )
    return tuple(name for name, is_allowed in found.items() if is_allowed)


def is_for_registry(name: str, hosts: Collection[str]) -> bool:
    """Tell by a variable's name whether it is meant for a package registry, and for that of these hosts."""
    words = frozenset(name.upper().split("_"))
    tied = next((host for word, host in _CODE_HOSTS.items() if word in words), _WHOLE.get(name, ""))
    if len(name) > _MAX_LENGTH:
        return False
    if re.match(_OWN, name):
        return True
    if tied:
        is_there = bool(hosts) and all(host == tied or host.endswith(f".{tied}") for host in hosts)
        return is_there and not _WHAT.isdisjoint(words)
    if name in _WHOLE:
        return True
    is_named = not _REGISTRIES.isdisjoint(words) or (
        not _MAY_BE_REGISTRIES.isdisjoint(words) and _OTHERS.isdisjoint(words)
    )
    return is_named and not _WHAT.isdisjoint(words)


def hosts_in(text: str) -> tuple[str, ...]:
    """Return the host of each address in a text, such as `https://USER@HOST/` or `//HOST/`; "" where it is unclear."""
    return tuple(map(_host, re.findall(r"//([^\s/?#\"']*)", text)))


def _host(authority: str) -> str:
    match = re.fullmatch(r"([a-z0-9.-]+)(?::[0-9]*)?", authority.rpartition("@")[2].lower())
    return match[1].rstrip(".") if match and "\\" not in authority else ""
