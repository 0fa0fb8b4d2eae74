"""Parses image names, `host/repository:tag@digest`, as Docker does."""

import re
from typing import Final

from dockgen.errors import UsageError
from dockgen.records import NamedTuple

DOCKER_HUB: Final = "docker.io"
_PART: Final = r"[a-z0-9]+(?:(?:\.|_|__|-{1,10})[a-z0-9]+){0,40}"
_REPOSITORY: Final = re.compile(rf"{_PART}(?:/{_PART}){{0,40}}")
HOST: Final = re.compile(r"(?:[A-Za-z0-9](?:[A-Za-z0-9.-]{0,250}[A-Za-z0-9])?|\[[0-9a-fA-F:]{2,45}\])(?::[0-9]{1,5})?")
_TAG: Final = re.compile(r"[A-Za-z0-9_][A-Za-z0-9_.-]{0,127}")
_DIGEST: Final = re.compile(r"sha256:[0-9a-f]{64}")
_LONGEST: Final = 255


class Reference(NamedTuple):
    """A parsed image name."""

    written: str
    """The name as written, without tag and digest."""
    host: str
    repository: str
    tag: str
    """Empty if there is none."""
    digest: str
    """Empty if there is none."""

    @property
    def tagged(self) -> str:
        """The name with its tag; the default is `latest`, as in Docker."""
        return f"{self.written}:{self.tag or 'latest'}"


def parse(text: str) -> Reference:
    """Parse an image name by the grammar of distribution/reference, which Docker uses; UsageError if it is none."""
    rest, at, digest = text.partition("@")
    path, slash, last = rest.rpartition("/")
    name, colon, tag = last.partition(":")
    written = f"{path}{slash}{name}"
    host, repository = _split(written)
    wrong = (at and not _DIGEST.fullmatch(digest)) or (colon and not _TAG.fullmatch(tag))
    if wrong or len(written) > _LONGEST or not HOST.fullmatch(host) or not _REPOSITORY.fullmatch(repository):
        raise UsageError(f"{text!r} is not an image name", "Allowed: such as golang:1.27 or ghcr.io/owner/name:tag.")
    return Reference(written, host, repository, tag, digest)


def _split(written: str) -> tuple[str, str]:
    """Return host and repository; a first part without a dot or a colon is a user on Docker Hub, not a host."""
    first, slash, rest = written.partition("/")
    if slash and (re.search(r"[.:]", first) or first == "localhost" or first != first.lower()):
        host, repository = first, rest
    else:
        host, repository = DOCKER_HUB, written
    if host in {"index.docker.io", DOCKER_HUB}:
        return DOCKER_HUB, repository if "/" in repository else f"library/{repository}"
    return host, repository
