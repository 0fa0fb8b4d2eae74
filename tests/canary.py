"""Secrets as they lie about in projects: none of them may reach an image, or the log of its build."""

import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

PLACES = (
    ".env",
    ".env.production",
    ".git/config",
    ".git/objects/pack/pack-1.pack",
    "id_rsa",
    "server.pem",
    "keys/private.pem",
    ".aws/credentials",
    ".ssh/id_ed25519",
    ".netrc",
)


class Canary(NamedTuple):
    """A text that nobody else has, in each place where a secret may lie."""

    text: str

    def found_in(self, parts: Iterable[tuple[str, bytes]]) -> list[str]:
        """Return the names of those parts that hold it."""
        return [name for name, content in parts if self.text.encode() in content]


def plant(folder: Path) -> Canary:
    """Put secrets into a project."""
    canary = Canary(f"canary-{uuid.uuid4().hex}")
    for place in PLACES:
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("a", encoding="utf-8") as file:
            file.write(f"\n# {canary.text}\n")
    for place in _npmrcs(folder):
        with place.open("a", encoding="utf-8") as file:
            file.write(f"\n//registry.example.com/:_authToken={canary.text}\n")
    return canary


def _npmrcs(folder: Path) -> Iterator[Path]:
    """Yield the settings of npm beside each package, or at the top where there is none."""
    packages = [path.parent for path in folder.rglob("package.json") if "node_modules" not in path.parts]
    yield from (package / ".npmrc" for package in packages or [folder])
