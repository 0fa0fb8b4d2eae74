"""Crates that not everybody may download, and those that need no download."""

import re
from collections.abc import Mapping
from typing import Final

from dockgen.languages.kit.paths import plain
from dockgen.languages.kit.registry_variables import hosts_in
from dockgen.languages.kit.tables import Table, at, read_toml, table, text
from dockgen.languages.rust.cargo import Workspace
from dockgen.model.found import Found
from dockgen.reading.project import Project

_CONFIGS: Final = (".cargo/config.toml", ".cargo/config")
_CODE_HOSTS: Final = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "git.sr.ht", "gitee.com"})
"""Where everybody's repositories are; what lies elsewhere may as well be a company's own."""


def config(project: Project) -> tuple[Table, str]:
    """Return cargo's settings for this project, and their file."""
    name = next((one for one in _CONFIGS if project.has(one)), "")
    return (read_toml(project, name) if name else {}), name


def vendored(project: Project, settings: Table, name: str) -> Found[str | None]:
    """Return the folder that holds the sources of all crates."""
    for source in table(settings, "source").values():
        folder = plain(text(source, "directory") or "")
        if folder and project.has(folder):
            return Found(folder, name)
    return Found(None, "no vendored sources")


def tokens(workspace: Workspace, settings: Table, name: str) -> Found[tuple[str, ...]]:
    """Return the variables with the tokens of the registries that packages name."""
    used = {registry for one in _dependencies(workspace) if (registry := text(one, "registry"))}
    known = {one for one in table(settings, "registries") if re.fullmatch(r"[\w-]{1,60}", one, re.ASCII)}
    found = tuple(f"CARGO_REGISTRIES_{one.upper().replace('-', '_')}_TOKEN" for one in sorted(used & known))
    return Found(found, f"{name}, registries" if found else "no registry of its own")


def from_git(project: Project, workspace: Workspace, settings: Table, name: str) -> Found[bool]:
    """Tell whether git fetches crates with a password."""
    addresses = [address for one in _dependencies(workspace) if (address := text(one, "git"))]
    if ssh := next((one for one in addresses if one.startswith(("ssh:", "git@"))), None):
        project.warn(
            f"{ssh} is fetched over SSH, for which the build has no key: use its https:// address, which takes the"
            " password from a secret"
        )
    if addresses and at(settings, "net", "git-fetch-with-cli") is True:
        return Found(value=True, source=f"{name}, git-fetch-with-cli")
    sign = next((one for one in (".netrc", ".gitconfig") if addresses and project.has(one)), None)
    other = next((one for one in addresses if not _CODE_HOSTS.issuperset(hosts_in(one))), None)
    if sign or other:
        return Found(value=True, source=sign or f"Cargo.toml: {other}")
    return Found(value=False, source="no sign of a private repository")


def _dependencies(workspace: Workspace) -> list[Mapping[str, object]]:
    found = [one for package in workspace.packages for one in package.dependencies.values()]
    found += table(workspace.top, "workspace", "dependencies").values()
    return [one for one in found if isinstance(one, Mapping)]
