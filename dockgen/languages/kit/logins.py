"""Secrets with which a build signs in to registries and repositories."""

from collections.abc import Mapping, Sequence
from typing import NamedTuple

from dockgen.model.note import Note
from dockgen.model.recipe import BuildSecret
from dockgen.model.steps import Mount


class Login(NamedTuple):
    """What the step that downloads has, what its comment says, and where compose takes the secrets from."""

    mounts: tuple[Mount, ...] = ()
    notes: tuple[Note, ...] = ()
    secrets: Mapping[str, BuildSecret] = {}


def login(variables: Sequence[str], *, netrc: bool) -> Login:
    """Return how a build gets these variables, and the file with git's passwords."""
    if not variables and not netrc:
        return Login()
    flags = ["--secret id=netrc,src=$HOME/.netrc"] * netrc + [f"--secret id={one},env={one}" for one in variables]
    joined = " ".join(flags)
    mounts = (Mount("secret", "/root/.netrc", id="netrc"),) * netrc
    secrets = {"netrc": BuildSecret("file", "${HOME}/.netrc")} if netrc else {}
    return Login(
        (*mounts, *(Mount("secret", id=one, env=one) for one in variables)),
        (Note("registry-login"), Note("build-with-secrets", {"flags": joined}, is_command=True)),
        secrets | {one: BuildSecret("environment", one) for one in variables},
    )
