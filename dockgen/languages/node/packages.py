"""What npm's packages need of the distribution, with native code or programs of others; or that any Linux will do."""

import json
import posixpath
import re
from collections.abc import Collection, Iterator, Mapping
from typing import Final

from dockgen.languages.javascript import addon
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit import system_packages
from dockgen.languages.kit.tables import Table, at
from dockgen.languages.node.app import App
from dockgen.model.found import Found
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_COMPILED: Final = (
    *("better-sqlite3", "sqlite3", "bcrypt", "argon2", "isolated-vm", "re2", "zeromq", "node-pty", "microtime"),
    *("cpu-features", "heapdump", "node-expat", "libxmljs", "libxmljs2", "deasync", "usb", "leveldown", "sse4_crc32"),
    *("kerberos", "snappy", "farmhash", "farmhash-modern", "node-sass", "fibers", "iconv", "secp256k1", "keccak"),
    *("connect-sqlite3", "sequelize-sqlite3", "@mikro-orm/better-sqlite", "tree-sitter", "hiredis", "oracledb"),
)
"""Compiled where there is nothing ready for the platform, or where that cannot be downloaded."""

NEEDS: Final[dict[str, str]] = {
    **dict.fromkeys(_COMPILED, "gyp"),
    addon.FILE: "gyp",
    "canvas": "gyp pkg-config cairo giflib jpeg pango rsvg",
    "pg-native": "gyp pq",
    "node-rdkafka": "gyp rdkafka",
    **dict.fromkeys(("puppeteer", "puppeteer-core"), "run:chromium"),
    "fluent-ffmpeg": "run:ffmpeg",
    "gm": "run:graphicsmagick",
}
_DOWNLOADS: Final[dict[str, tuple[str, str]]] = {
    "chromedriver": ("CHROMEDRIVER_SKIP_DOWNLOAD", "true"),
    "cypress": ("CYPRESS_INSTALL_BINARY", "0"),
    "electron": ("ELECTRON_SKIP_BINARY_DOWNLOAD", "1"),
    "playwright": ("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    "@playwright/test": ("PLAYWRIGHT_SKIP_BROWSER_DOWNLOAD", "1"),
    "puppeteer": ("PUPPETEER_SKIP_DOWNLOAD", "true"),
}
"""Packages that download programs when they are installed, and how each is told not to."""
_USES_BROWSER: Final = r"\b(?:puppeteer|playwright|cypress|react-snap|chromedriver|electron)\b"
_GIT: Final = "git:"
_FROM_GIT: Final = r"git(?:\+|@|hub:|lab:|:)|bitbucket:|[\w.-]{1,100}/[\w.-]{1,100}(?:#|$)"
"""The version of a package that Git fetches: its address, or GitHub's short form."""

_LOCKS: Final = ("package-lock.json", "npm-shrinkwrap.json")
"""Only npm's lock file says of each package whether it is for one platform, or runs something when it is installed."""
_MARKS: Final = ("hasInstallScript", "cpu", "libc", "os")


class System(NamedTuple):
    """What an image needs of its distribution, and the variables for that."""

    build: tuple[str, ...]
    run: tuple[str, ...]
    env: Mapping[str, str]


def system(family: str, dependencies: Collection[str], *, engines: bool) -> System:
    """Return the system packages that npm's packages need, and Prisma's engines, which are linked with OpenSSL."""
    words = [NEEDS[name] for name in dependencies if name in NEEDS]
    words += [*(["git"] if _GIT in dependencies else []), *(["openssl"] if engines else [])]
    has_browser = any(name.startswith("puppeteer") for name in dependencies if name in NEEDS)
    env = {"PUPPETEER_EXECUTABLE_PATH": "/usr/bin/chromium", "PUPPETEER_SKIP_DOWNLOAD": "true"} if has_browser else {}
    return System(*system_packages.needed(words, family), env)


def native(app: App) -> Found[tuple[str, ...]]:
    """Return the packages that run and that need something of the distribution; `git:` for those that Git fetches."""
    places = {name: f"{one.path}, {name}" for one in app.running for name in one.production}
    own = next((one for one in app.running if addon.is_one(app.project, one)), None)
    places |= {addon.FILE: posixpath.join(own.folder, addon.FILE)} if own else {}
    names = tuple(sorted(name for name in places if name in NEEDS))
    versions = ((one, *package) for one in app.running for package in one.dependencies.items())
    git = next((f"{one.path}, {name}" for one, name, version in versions if re.match(_FROM_GIT, version)), "")
    source = git or ", ".join(places[name] for name in names) or "no package that needs it"
    return Found((_GIT, *names) if git else names, source)


def skipped_downloads(app: App, manifests: Collection[Manifest]) -> dict[str, str]:
    """Return the variables that keep packages from a download that neither the build nor the program needs."""
    build = "\n".join(text for key, text in app.manifest.scripts.items() if "build" in key)
    if re.search(_USES_BROWSER, build):
        return {}
    run = {name for one in app.running for name in one.production}
    names = {name for one in manifests for name in one.dependencies if name in _DOWNLOADS and name not in run}
    return dict(sorted(_DOWNLOADS[name] for name in names))


def base(
    project: Project, lock: str, needed: Found[tuple[str, ...]], *, builds: bool, has_packages: bool
) -> Found[str | None]:
    """Return "alpine" where no package is compiled, or comes as compiled files; its C library is none of glibc's.

    If it builds, what only development needs is installed too. Source: the fields `hasInstallScript`, `os`, `cpu` and
    `libc` of npm's documentation of package-lock.json.
    """
    if addon.FILE in needed.value:
        return Found(None, f"{needed.source}: it is compiled for one C library")
    if not has_packages:
        return Found("alpine", "package.json: no packages, so nothing is compiled")
    packages = _packages(project.read(lock) or "") if lock in _LOCKS else None
    if packages is None:
        return Found(None, "what is installed may be compiled for one C library")
    first = next(_compiled(packages, builds=builds), None)
    if first is not None:
        return Found(None, f"{lock}: {first} may be compiled for one C library")
    return Found("alpine", f"{lock}: no package is compiled")


def _packages(text: str) -> Table | None:
    """Return the packages of a lock file that could be compiled; None where it does not say which."""
    if '"packages"' not in text:  # before npm 7
        return None
    if not any(f'"{mark}"' in text for mark in _MARKS):
        return {}
    try:
        found = at(json.loads(text), "packages")
    except (ValueError, RecursionError):
        return None
    return found if isinstance(found, Mapping) else None


def _compiled(packages: Table, *, builds: bool) -> Iterator[str]:
    for path, package in packages.items():
        if not isinstance(package, Mapping) or not path or (package.get("dev") and not builds):
            continue
        systems = package.get("os")
        if isinstance(systems, list) and "linux" not in systems and not any(str(one)[:1] == "!" for one in systems):
            continue  # it is for another system, and is left out here
        if any(package.get(mark) for mark in _MARKS):
            yield path.rpartition("node_modules/")[2]
