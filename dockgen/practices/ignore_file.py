"""Keep the build context small and free of secrets."""

import re
from typing import TYPE_CHECKING, Final

from dockgen.practices.practice import Broken, Checked, Practice

if TYPE_CHECKING:
    from collections.abc import Iterator, Sequence

    from dockgen.audit.build import Build

_SECRETS: Final = (
    r"\.env(?:\.(?!example|sample|template|dist).*)?|.*\.(?:pem|key|p12|pfx)|id_(?:rsa|ed25519)|\.netrc|\.npmrc"
)
_FIX: Final = "Write a .dockerignore with .git, **/.env*, **/*.pem, and what tools make here, such as node_modules."
_MOST: Final = 5


def check(build: "Build") -> Checked:
    """Find a build context that is copied as a whole with nothing kept out of it, or with secrets in it."""
    taken = next((one for one in build.copies() if build.takes_all(one)), None)
    if taken is None:
        return "no COPY takes the whole folder"
    if build.ignore is None:
        return [Broken(taken, "the whole folder is copied, and there is no .dockerignore", _FIX)]
    found = [path for path in _present(build) if build.is_sent(path) and not _is_let_in(build.ignore, path)]
    return [
        Broken(taken, f"{path} is copied too: .dockerignore lets it in", f"Add {_pattern(path)} to .dockerignore.")
        for path in found[:_MOST]
    ]


def _present(build: "Build") -> "Iterator[str]":
    """Yield what no image needs, as far as it is there."""
    if build.context is None:
        yield from (".git/HEAD", ".env")
        return
    for name in build.context.entries():
        if name in {".git", "node_modules", ".venv", ".aws", ".ssh"}:
            yield f"{name}/x"
        elif re.fullmatch(_SECRETS, name):
            yield name


def _is_let_in(patterns: "Sequence[str]", path: str) -> bool:
    """Tell whether somebody wrote that this very file is meant to be sent, such as settings that are public."""
    return any(f"!{above}{path}" in patterns for above in ("", "**/"))


def _pattern(path: str) -> str:
    return path.partition("/")[0]


PRACTICE = Practice(
    id="ignore-file",
    title="A .dockerignore file",
    why=(
        "All that lies in the folder is sent to the builder and may be copied: the repository's history, local "
        "settings, keys. What is ignored can neither leak into a layer nor spoil its cache."
    ),
    gain="Quicker builds, no rebuild after an edit of the README, no secret in an image by accident.",
    cost="A file that the build needs must not match a pattern.",
    not_when="Never, as soon as a Dockerfile copies a folder.",
    bad=("# no .dockerignore\nFROM python:3.13-slim-trixie\nCOPY . /app\n"),
    good=("# .dockerignore: .git **/.env* **/*.pem\nFROM python:3.13-slim-trixie\nCOPY . /app\n"),
    check=check,
)
