"""What packages with native code, or with programs of others, need of the system."""

from collections.abc import Collection, Mapping
from typing import Final, NamedTuple


class Needs(NamedTuple):
    """System packages by distribution."""

    build: Mapping[str, tuple[str, ...]]
    run: Mapping[str, tuple[str, ...]]
    env: tuple[tuple[str, str], ...] = ()


_COMPILER: Final = {"debian": ("g++", "make", "python3"), "alpine": ("g++", "make", "python3")}
_NOTHING: Final[dict[str, tuple[str, ...]]] = {}

_CANVAS: Final = {
    "debian": ("libcairo2-dev", "libgif-dev", "libjpeg-dev", "libpango1.0-dev", "librsvg2-dev", "pkg-config"),
    "alpine": ("cairo-dev", "giflib-dev", "jpeg-dev", "librsvg-dev", "pango-dev", "pkgconf"),
}

# Packages that are compiled where there is nothing ready for the platform, or where that cannot be downloaded.
NEEDS: Final[dict[str, Needs]] = {
    **dict.fromkeys(
        (
            *("better-sqlite3", "sqlite3", "bcrypt", "argon2", "isolated-vm", "re2", "zeromq", "node-pty", "microtime"),
            *(
                "cpu-features",
                "heapdump",
                "node-expat",
                "libxmljs",
                "libxmljs2",
                "deasync",
                "usb",
                "leveldown",
                "sse4_crc32",
            ),
            *(
                "kerberos",
                "snappy",
                "farmhash",
                "farmhash-modern",
                "node-sass",
                "fibers",
                "iconv",
                "secp256k1",
                "keccak",
            ),
            *("connect-sqlite3", "sequelize-sqlite3", "@mikro-orm/better-sqlite", "tree-sitter", "hiredis", "oracledb"),
        ),
        Needs(_COMPILER, _NOTHING),
    ),
    "canvas": Needs(
        {family: (*_COMPILER[family], *_CANVAS[family]) for family in _CANVAS},
        {
            "debian": (
                "libcairo2",
                "libgif7",
                "libjpeg62-turbo",
                "libpango-1.0-0",
                "libpangocairo-1.0-0",
                "librsvg2-2",
            ),
            "alpine": ("cairo", "giflib", "jpeg", "librsvg", "pango"),
        },
    ),
    "pg-native": Needs(
        {"debian": (*_COMPILER["debian"], "libpq-dev"), "alpine": (*_COMPILER["alpine"], "postgresql-dev")},
        {"debian": ("libpq5",), "alpine": ("libpq",)},
    ),
    "node-rdkafka": Needs(
        {"debian": (*_COMPILER["debian"], "librdkafka-dev"), "alpine": (*_COMPILER["alpine"], "librdkafka-dev")},
        {"debian": ("librdkafka1", "librdkafka++1"), "alpine": ("librdkafka",)},
    ),
    **dict.fromkeys(
        ("puppeteer", "puppeteer-core"),
        Needs(
            _NOTHING,
            {"debian": ("chromium",), "alpine": ("chromium", "font-freefont")},
            (("PUPPETEER_EXECUTABLE_PATH", "/usr/bin/chromium"), ("PUPPETEER_SKIP_DOWNLOAD", "true")),
        ),
    ),
    "fluent-ffmpeg": Needs(_NOTHING, dict.fromkeys(("debian", "alpine"), ("ffmpeg",))),
    "gm": Needs(_NOTHING, dict.fromkeys(("debian", "alpine"), ("graphicsmagick",))),
}

GIT: Final = Needs(
    {
        "debian": ("ca-certificates", "git", "openssh-client"),
        "alpine": ("ca-certificates", "git", "openssh-client"),
    },
    _NOTHING,
)
"""Packages that are fetched from a repository."""

PRISMA: Final = Needs(
    dict.fromkeys(("debian", "alpine"), ("openssl",)), dict.fromkeys(("debian", "alpine"), ("openssl",))
)
"""Prisma's engines, which are linked with OpenSSL; from version 7 on there are none."""


class System(NamedTuple):
    """What an image needs of its distribution."""

    build: tuple[str, ...]
    run: tuple[str, ...]
    env: tuple[tuple[str, str], ...]
    because: tuple[str, ...]
    """The packages that need it."""


def system(family: str, dependencies: Collection[str], *, engines: bool) -> System:
    """Return the system packages that dependencies need.

    Args:
        family: the distribution.
        dependencies: names of npm's packages; `git:` where some are fetched by Git.
        engines: whether Prisma's engines are used.
    """
    found = {name: NEEDS[name] for name in sorted(dependencies) if name in NEEDS}
    if "git:" in dependencies:
        found["packages from Git"] = GIT
    if engines:
        found["prisma"] = PRISMA
    return System(
        build=tuple(sorted({one for needs in found.values() for one in needs.build.get(family, ())})),
        run=tuple(sorted({one for needs in found.values() for one in needs.run.get(family, ())})),
        env=tuple(sorted({pair for needs in found.values() for pair in needs.env})),
        because=tuple(found),
    )
