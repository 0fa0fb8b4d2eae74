"""What crates need to be compiled and to run: C compilers, libraries, other programs."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

from dockgen.languages.kit.system_packages import needed
from dockgen.languages.rust.cargo import Workspace
from dockgen.model.found import Found, whether

_CPP: Final = "c++ run:stdc++"
_GROUPS: Final[tuple[tuple[str, Mapping[str, str]], ...]] = (
    ("pkg-config", {"openssl-sys": "ssl", "pq-sys": "pq", "mysqlclient-sys": "mysql", "libsqlite3-sys": "sqlite3"}),
    ("pkg-config", {"zmq-sys": "zmq", "libsystemd-sys": "systemd", "libusb1-sys": "usb", "libheif-sys": "heif"}),
    ("pkg-config", {"cairo-sys-rs": "cairo", "pango-sys": "pango", "portaudio-sys": "portaudio"}),
    ("clang pkg-config", {"magick_rust": "magickwand", "gdal-sys": "gdal", "tesseract-sys": "tesseract"}),
    ("clang pkg-config", {"libxml": "xml2"}),
    ("clang", {"libgssapi-sys": "krb5", "clang-sys": "", "librocksdb-sys": _CPP}),
    ("", {"pcap": "pcap", "libvips": "vips", "odbc-sys": "unixodbc", "cmake": "cmake"}),
    (_CPP, dict.fromkeys(("link-cplusplus", "libduckdb-sys", "zeromq-src", "ort-sys"), "")),
    ("protoc", dict.fromkeys(("prost-build", "tonic-build", "protobuf-codegen"), "")),
    ("make", dict.fromkeys(("openssl-src", "tikv-jemalloc-sys", "rdkafka-sys", "autotools"), "")),
)
_NEEDS: Final = {crate: f"{library} {tools}" for tools, group in _GROUPS for crate, library in group.items()}
"""By crate, in the words of kit/system_packages.py: what it links, and what its build script runs."""
_UNLESS: Final[Mapping[str, tuple[str, ...]]] = {
    "openssl-sys": ("openssl-src", "openssl[vendored]", "native-tls[vendored]", "reqwest[native-tls-vendored]"),
    "pq-sys": ("pq-src", "pq-sys[bundled]"),
    "mysqlclient-sys": ("mysqlclient-src", "mysqlclient-sys[bundled]"),
    "libsqlite3-sys": ("rusqlite[bundled]", "rusqlite[bundled-full]", "libsqlite3-sys[bundled]"),
    "cmake": ("aws-lc-sys",),
    **dict.fromkeys(("prost-build", "tonic-build", "protobuf-codegen"), ("protoc-bin-vendored", "protox")),
}
"""Crates and features with which another crate needs nothing: mostly, they compile the library themselves."""
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
    spared = {crate for crate, others in _UNLESS.items() if not crates.keys().isdisjoint(others)}
    spared |= {"libsqlite3-sys"} if "cc" in lock.get("libsqlite3-sys", ()) else set()
    yield from ((one, crates[one], words) for one, words in _NEEDS.items() if one in crates and one not in spared)
    with_c = (one for one in sorted(crates) if (not _COMPILING.isdisjoint(lock.get(one, ())) if lock else one in _C))
    if crate := next((one for one in with_c if not re.search(_ELSEWHERE, one)), None):
        yield crate, crates[crate], MUSL


def outbound(workspace: Workspace) -> Found[bool]:
    """Tell whether a crate that calls other servers over TLS is used."""
    crates = workspace.crates
    found = (Found(one, f"{crates[one]}: {one} may call other servers") for one in _TLS if one in crates)
    return whether(next(found, None), "no crate that calls other servers over TLS")
