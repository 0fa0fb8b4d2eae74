"""What npm's packages with native code, or with programs of others, need of the distribution."""

import re
from collections.abc import Collection, Mapping
from typing import Final, NamedTuple

from dockgen.languages.kit import system_packages
from dockgen.languages.node.app import App
from dockgen.model.found import Found

_COMPILED: Final = (
    *("better-sqlite3", "sqlite3", "bcrypt", "argon2", "isolated-vm", "re2", "zeromq", "node-pty", "microtime"),
    *("cpu-features", "heapdump", "node-expat", "libxmljs", "libxmljs2", "deasync", "usb", "leveldown", "sse4_crc32"),
    *("kerberos", "snappy", "farmhash", "farmhash-modern", "node-sass", "fibers", "iconv", "secp256k1", "keccak"),
    *("connect-sqlite3", "sequelize-sqlite3", "@mikro-orm/better-sqlite", "tree-sitter", "hiredis", "oracledb"),
)
"""Compiled where there is nothing ready for the platform, or where that cannot be downloaded."""

NEEDS: Final[dict[str, str]] = {
    **dict.fromkeys(_COMPILED, "gyp"),
    "canvas": "gyp pkg-config cairo giflib jpeg pango rsvg",
    "pg-native": "gyp pq",
    "node-rdkafka": "gyp rdkafka",
    **dict.fromkeys(("puppeteer", "puppeteer-core"), "run:chromium"),
    "fluent-ffmpeg": "run:ffmpeg",
    "gm": "run:graphicsmagick",
}
_GIT: Final = "git:"
_FROM_GIT: Final = r"git(?:\+|@|hub:|lab:|:)|bitbucket:|[\w.-]{1,100}/[\w.-]{1,100}(?:#|$)"
"""The version of a package that Git fetches: its address, or GitHub's short form."""


class System(NamedTuple):
    """What an image needs of its distribution."""

    build: tuple[str, ...]
    run: tuple[str, ...]
    env: Mapping[str, str] = {}
    because: tuple[str, ...] = ()
    """The packages that need it."""


def system(family: str, dependencies: Collection[str], *, engines: bool) -> System:
    """Return the system packages that dependencies need.

    Args:
        family: the distribution.
        dependencies: names of npm's packages; `git:` where some are fetched by Git.
        engines: whether Prisma's engines are used, which are linked with OpenSSL.
    """
    found = {name: NEEDS[name] for name in sorted(dependencies) if name in NEEDS}
    found |= {"packages from Git": "git"} if _GIT in dependencies else {}
    found |= {"prisma": "openssl"} if engines else {}
    has_browser = any(name.startswith("puppeteer") for name in found)
    env = {"PUPPETEER_EXECUTABLE_PATH": "/usr/bin/chromium", "PUPPETEER_SKIP_DOWNLOAD": "true"} if has_browser else {}
    return System(*system_packages.needed(found.values(), family), env, tuple(found))


def native(app: App) -> Found[tuple[str, ...]]:
    """Return the packages that run and that need something of the distribution; `git:` for those that Git fetches."""
    places = {name: f"{one.path}, {name}" for one in app.running for name in one.production}
    names = tuple(sorted(name for name in places if name in NEEDS))
    fetched = (
        f"{one.path}, {name}"
        for one in app.running
        for name, version in one.dependencies.items()
        if re.match(_FROM_GIT, version)
    )
    git = next(fetched, "")
    source = git or ", ".join(places[name] for name in names) or "no package that needs it"
    return Found((_GIT, *names) if git else names, source)
