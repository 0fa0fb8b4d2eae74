"""Packages that a package manager takes from Git repositories: whether git needs a password for them."""

from collections.abc import Sequence
from typing import Final

from dockgen.languages.kit.registry_variables import hosts_in
from dockgen.model.found import Found
from dockgen.reading.project import Project

CODE_HOSTS: Final = frozenset({"github.com", "gitlab.com", "bitbucket.org", "codeberg.org", "git.sr.ht", "gitee.com"})
"""Public code hosts; a repository elsewhere may need a password."""
_SIGNS: Final = (".netrc", ".gitconfig")


def private(project: Project, addresses: Sequence[str], manifest: str) -> Found[bool]:
    """Tell whether one of these repositories needs a password, which git reads from a .netrc; warn of SSH."""
    if ssh := next((one for one in addresses if one.startswith(("ssh:", "git@"))), None):
        project.warn(
            f"{ssh} is fetched over SSH, for which the build has no key: use its https:// address, which gets the"
            " password from a secret"
        )
    sign = next((one for one in _SIGNS if addresses and project.has(one)), None)
    other = next((one for one in addresses if not CODE_HOSTS.issuperset(hosts_in(one))), None)
    source = sign or (f"{manifest}: {other}" if other else None)
    return Found(value=source is not None, source=source or "no sign of a private repository")
