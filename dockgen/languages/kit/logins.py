"""Secrets with which a build signs in to registries and repositories."""

from collections.abc import Mapping, Sequence
from typing import Final

from dockgen.model.note import Note
from dockgen.model.recipe import BuildSecret
from dockgen.model.steps import Mount
from dockgen.records import NamedTuple


class File(NamedTuple):
    """A file with passwords."""

    id: str
    target: str
    """Where the build looks for it."""
    source: str
    """Where it lies on the machine, as compose.yaml has it."""


NETRC: Final = File("netrc", "/root/.netrc", "${HOME}/.netrc")
"""Where git, and what else fetches sources, looks for passwords."""


class Login(NamedTuple):
    """What the step that downloads has, what its comment says, and where compose takes the secrets from."""

    mounts: tuple[Mount, ...] = ()
    notes: tuple[Note, ...] = ()
    secrets: Mapping[str, BuildSecret] = {}


def login(variables: Sequence[str], file: File | None = None) -> Login:
    """Return how a build gets these variables, and the file."""
    files = [file] if file else []
    if not variables and not files:
        return Login()
    sources = [f"{one.id},src={one.source.replace('${HOME}', '$HOME')}" for one in files]
    flags = " ".join(f"--secret id={one}" for one in (*sources, *(f"{name},env={name}" for name in variables)))
    mounts = [Mount("secret", one.target, id=one.id) for one in files]
    secrets = {one.id: BuildSecret("file", one.source) for one in files}
    return Login(
        (*mounts, *(Mount("secret", id=name, env=name) for name in variables)),
        (Note("registry-login"), Note("build-with-secrets", {"flags": flags}, is_command=True)),
        secrets | {name: BuildSecret("environment", name) for name in variables},
    )
