"""What crates need to be compiled and to run: C compilers, libraries, other programs."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from dockgen.languages.kit.system_packages import needed
from dockgen.languages.kit.tables import texts
from dockgen.languages.rust.cargo import Workspace
from dockgen.languages.rust.record import RustProgram
from dockgen.model.found import Found, whether
from dockgen.model.program import Program, own_of

_CPP: Final = "c++ run:stdc++"
_NEEDS: Final[Mapping[str, str]] = {
    "openssl-sys": "ssl pkg-config",
    "pq-sys": "pq pkg-config",
    "mysqlclient-sys": "mysql pkg-config",
    "libsqlite3-sys": "sqlite3 pkg-config",
    "zmq-sys": "zmq pkg-config",
    "pcap": "pcap",
    "libsystemd-sys": "systemd pkg-config",
    "libusb1-sys": "usb pkg-config",
    "magick_rust": "magickwand clang pkg-config",
    "libvips": "vips",
    "libheif-sys": "heif pkg-config",
    "gdal-sys": "gdal clang pkg-config",
    "cairo-sys-rs": "cairo pkg-config",
    "pango-sys": "pango pkg-config",
    "tesseract-sys": "tesseract clang pkg-config",
    "odbc-sys": "unixodbc",
    "libgssapi-sys": "krb5 clang",
    "libxml": "xml2 clang pkg-config",
    "portaudio-sys": "portaudio pkg-config",
    **dict.fromkeys(("link-cplusplus", "libduckdb-sys", "zeromq-src", "ort-sys"), _CPP),
    "librocksdb-sys": f"clang {_CPP}",
    **dict.fromkeys(("prost-build", "tonic-build", "protobuf-codegen"), "protoc"),
    "cmake": "cmake",
    "clang-sys": "clang",
    **dict.fromkeys(("openssl-src", "tikv-jemalloc-sys", "rdkafka-sys", "autotools"), "make"),
}
"""By crate, in the words of kit/system_packages.py: what it links, and what its build script runs."""
_UNLESS: Final[Mapping[str, tuple[str, ...]]] = {
    "openssl-sys": ("openssl-src",),
    "pq-sys": ("pq-src",),
    "mysqlclient-sys": ("mysqlclient-src",),
    "cmake": ("aws-lc-sys",),
    **dict.fromkeys(("prost-build", "tonic-build", "protobuf-codegen"), ("protoc-bin-vendored", "protox")),
}
"""Crates beside which another one needs nothing: mostly those that compile the library themselves."""
_BUNDLED: Final[Mapping[str, tuple[tuple[str, ...], str]]] = {
    "openssl-sys": (("openssl", "native-tls", "reqwest"), "vendored"),
    "pq-sys": (("pq-sys",), "bundled"),
    "libsqlite3-sys": (("rusqlite", "libsqlite3-sys", "sqlx", "sea-orm"), "bundled"),
}
"""The features that say the same, where there is no lock file."""
_C: Final = frozenset(
    {"ring", "aws-lc-sys", "zstd-sys", "libz-sys", "bzip2-sys", "lzma-sys", "libmimalloc-sys", "mimalloc", "rusqlite"}
    | {"secp256k1", "libgit2-sys", "git2", "openssl-src", "rdkafka", "rustls", "tikv-jemallocator", "zstd"}
)
"""Crates with C in them. A lock file shows it better: they use one of the next."""
_COMPILING: Final = frozenset({"cc", "cmake", "autotools"})
_ELSEWHERE: Final = r"generator|haiku|windows|macos|ios|android|wasm"
"""Words of crates for other systems, or for tests."""
_TLS: Final = (
    *("native-tls", "openssl", "rustls-native-certs", "rustls-platform-verifier", "rustls", "hyper-tls", "reqwest"),
    *("ureq", "isahc", "curl", "surf", "attohttpc"),
)
"""What calls other servers over TLS."""
_IN_DISTROLESS: Final = frozenset({"libssl3t64", "libstdc++6"})
"""What its image for programs with a C library has."""
MUSL: Final = "musl"
"""The word of `needs` for C: on Debian, a static program takes a compiler of its own."""


def needs(workspace: Workspace) -> tuple[Found[tuple[str, ...]], Found[bool], Found[bool]]:
    """Return the words for kit/system_packages.py, whether a C library is linked, and whether C is compiled."""
    found = {word: f"{file}: {crate}" for crate, file, words in _needs(workspace) for word in words.split()}
    nothing = "no crate with C is known to be used"
    linked = next((Found(word, source) for word, source in found.items() if needed((word,), "debian").run), None)
    compiled = linked or (Found(MUSL, found[MUSL]) if MUSL in found else None)
    source = ", ".join(dict.fromkeys(found.values())) or nothing
    return Found(tuple(found), source), whether(linked, nothing), whether(compiled, nothing)


def _needs(workspace: Workspace) -> Iterator[tuple[str, str, str]]:
    """Yield each crate that needs something, the file that names it, and the words."""
    crates, lock = workspace.crates, workspace.lock
    yield from (
        (one, crates[one], words) for one, words in _NEEDS.items() if one in crates and not _is_spared(workspace, one)
    )
    with_c = (one for one in sorted(crates) if (not _COMPILING.isdisjoint(lock.get(one, ())) if lock else one in _C))
    if crate := next((one for one in with_c if not re.search(_ELSEWHERE, one)), None):
        yield crate, crates[crate], MUSL


def _is_spared(workspace: Workspace, crate: str) -> bool:
    """Tell whether a crate needs nothing here, because of other crates or its features."""
    is_sqlite_bundled = crate == "libsqlite3-sys" and "cc" in workspace.lock.get(crate, ())
    names, feature = _BUNDLED.get(crate, ((), ""))
    direct = [package.dependencies.get(name) for package in workspace.packages for name in names]
    is_bundled = is_sqlite_bundled or any(feature in " ".join(texts(one, "features")) for one in direct)
    return is_bundled or any(other in workspace.crates for other in _UNLESS.get(crate, ()))


def outbound(workspace: Workspace) -> Found[bool]:
    """Tell whether a crate that calls other servers over TLS is used."""
    used = next((one for one in _TLS if one in workspace.crates), None)
    found = Found(used, f"{workspace.crates[used]}: {used} may call other servers") if used else None
    return whether(found, "no crate that calls other servers over TLS")


def impossible(program: Program) -> dict[str, str]:
    """Return the base images without the C library, or the packages, that a program needs."""
    if not program.libc.value:
        return {}
    why = (
        f"it has no C library that fits, and this program needs one ({program.libc.source}); if the crate has a"
        " feature `vendored` or `bundled`, use that"
    )
    packages = needed(own_of(program, RustProgram).needs.value, "debian").run
    missing = ", ".join(one for one in packages if one not in _IN_DISTROLESS)
    no_package = {"distroless": f"no package can be added to it, and this program needs {missing}"} if missing else {}
    return {"scratch": why, "alpine": why} | no_package
