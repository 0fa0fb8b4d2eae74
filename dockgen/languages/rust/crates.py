"""What crates need to be compiled and to run: C compilers, libraries, other programs."""

from collections.abc import Iterator, Mapping
from typing import Final

from dockgen.languages.kit.system_packages import needed
from dockgen.languages.kit.tables import texts
from dockgen.languages.rust.cargo import Workspace
from dockgen.languages.rust.record import RustProgram
from dockgen.model.found import Found
from dockgen.model.program import Program, own_of

_LIBRARIES: Final[Mapping[str, tuple[str, str]]] = {
    "openssl-sys": ("ssl pkg-config", "openssl-src"),
    "pq-sys": ("pq pkg-config", "pq-src"),
    "mysqlclient-sys": ("mysql pkg-config", "mysqlclient-src"),
    "zmq-sys": ("zmq pkg-config", ""),
    "pcap": ("pcap", ""),
    "libpcap": ("pcap", ""),
    "systemd-sys": ("systemd pkg-config", ""),
    "libsystemd-sys": ("systemd pkg-config", ""),
    "libusb1-sys": ("usb pkg-config", ""),
    "magick_rust": ("magickwand clang pkg-config", ""),
    "libvips": ("vips", ""),
    "libheif-sys": ("heif pkg-config", ""),
    "gdal-sys": ("gdal clang pkg-config", ""),
    "cairo-sys-rs": ("cairo pkg-config", ""),
    "pango-sys": ("pango pkg-config", ""),
    "tesseract-sys": ("tesseract clang pkg-config", ""),
    "unixodbc-sys": ("unixodbc", ""),
    "odbc-sys": ("unixodbc", ""),
    "libgssapi-sys": ("krb5 clang", ""),
    "libxml": ("xml2 clang pkg-config", ""),
    "portaudio-sys": ("portaudio pkg-config", ""),
}
"""Libraries of the distribution that a crate links, and the crate that compiles them instead where it is used too."""

_CPP: Final = frozenset(
    {"link-cplusplus", "librocksdb-sys", "libduckdb-sys", "zeromq-src", "ort-sys", "opencv", "v8", "tch", "ggml-sys"}
)
"""Crates with C++ in them, whose library has to be there when the program runs."""
_C: Final = frozenset(
    {"ring", "aws-lc-sys", "zstd-sys", "libz-sys", "bzip2-sys", "lzma-sys", "libmimalloc-sys", "tikv-jemalloc-sys"}
    | {"secp256k1-sys", "libsodium-sys", "libgit2-sys", "libssh2-sys", "openssl-src", "pq-src", "mysqlclient-src"}
    | {"rdkafka-sys", "lz4-sys", "curl-sys", "onig_sys", "libsqlite3-sys", "mozjpeg-sys", "libwebp-sys"}
)
"""Crates with C in them; which ones compile it a lock file shows best: they use `cc`."""
_COMPILING: Final = frozenset({"cc", "cmake", "autotools"})
_ELSEWHERE: Final = ("haiku", "windows", "macos", "ios", "android", "wasm")
"""Words of crates for other systems."""
_TOOLS: Final[tuple[tuple[str, frozenset[str], frozenset[str]], ...]] = (
    (
        "protoc",
        frozenset({"prost-build", "tonic-build", "tonic-prost-build", "protoc-rust", "protobuf-codegen"}),
        frozenset({"protoc-bin-vendored", "protox", "prost-reflect-build"}),
    ),
    ("cmake", frozenset({"cmake"}), frozenset({"aws-lc-sys"})),
    ("clang", frozenset({"clang-sys"}), frozenset()),
    ("make", frozenset({"openssl-src", "tikv-jemalloc-sys", "rdkafka-sys", "autotools"}), frozenset()),
)
"""Programs that build scripts run, the crates whose build scripts do, and those beside which they do not."""
_TLS: Final = (
    *("native-tls", "openssl", "rustls-native-certs", "rustls-platform-verifier", "rustls", "hyper-tls", "reqwest"),
    *("ureq", "isahc", "curl", "surf", "attohttpc"),
)
"""What calls other servers over TLS."""
_IN_DISTROLESS: Final = frozenset({"libssl3t64", "libstdc++6", "libgcc-s1"})
"""What its image for programs with a C library has."""


def needs(workspace: Workspace) -> tuple[Found[tuple[str, ...]], Found[bool], Found[bool]]:
    """Return the words for kit/system_packages.py, whether a C library is linked, and whether C is compiled."""
    found = dict(_needs(workspace))
    words = tuple(found)
    linked = next((source for word, source in found.items() if needed((word,), "debian").run), None)
    compiled = linked or next((source for word, source in found.items() if word == "musl:cc"), None)
    nothing = "no crate with C is known to be used"
    return (
        Found(words, ", ".join(dict.fromkeys(found.values())) or nothing),
        Found(value=linked is not None, source=linked or nothing),
        Found(value=compiled is not None, source=compiled or nothing),
    )


def _needs(workspace: Workspace) -> Iterator[tuple[str, str]]:
    crates = workspace.crates
    for crate, (words, bundled) in _LIBRARIES.items():
        if crate in crates and bundled not in crates and not _is_bundled(workspace, crate):
            yield from ((word, f"{crates[crate]}: {crate}") for word in words.split())
    if "libsqlite3-sys" in crates and not _bundles_sqlite(workspace):
        yield from ((word, f"{crates['libsqlite3-sys']}: libsqlite3-sys") for word in ("sqlite3", "pkg-config"))
    for crate in sorted(_CPP & crates.keys()):
        yield from ((word, f"{crates[crate]}: {crate}") for word in ("c++", "run:stdc++"))
    for word, by, instead in _TOOLS:
        if (using := next((one for one in sorted(by) if one in crates), None)) and instead.isdisjoint(crates):
            yield word, f"{crates[using]}: {using}"
    if compiled := next((one for one in sorted(crates) if _compiles(workspace, one)), None):
        yield "musl:cc", f"{crates[compiled]}: {compiled}"


def _is_bundled(workspace: Workspace, crate: str) -> bool:
    """Tell whether a library is compiled too, by the features that a package asks for."""
    owners = {"openssl-sys": ("openssl", "native-tls", "vendored"), "pq-sys": ("diesel", "pq-sys", "bundled")}
    *names, feature = owners.get(crate, ("", ""))
    return any(
        feature in texts(package.dependencies.get(name), "features") for package in workspace.packages for name in names
    )


def _bundles_sqlite(workspace: Workspace) -> bool:
    used = workspace.lock.get("libsqlite3-sys", frozenset())
    direct = [
        package.dependencies.get(name) for package in workspace.packages for name in ("rusqlite", "libsqlite3-sys")
    ]
    return "cc" in used or any("bundled" in " ".join(texts(one, "features")) for one in direct)


def _compiles(workspace: Workspace, crate: str) -> bool:
    if any(word in crate for word in _ELSEWHERE):
        return False
    if crate == "libsqlite3-sys":
        return _bundles_sqlite(workspace)
    if workspace.lock:
        return not _COMPILING.isdisjoint(workspace.lock.get(crate, ()))
    return crate in _C


def outbound(workspace: Workspace) -> Found[bool]:
    """Tell whether a crate that calls other servers over TLS is used."""
    crates = workspace.crates
    used = next((one for one in _TLS if one in crates), None)
    if used is None:
        return Found(value=False, source="no crate that calls other servers over TLS")
    return Found(value=True, source=f"{crates[used]}: {used} may call other servers")


def impossible(program: Program) -> dict[str, str]:
    """Return the base images without the C library, or the packages, that a program needs."""
    if not program.libc.value:
        return {}
    why = (
        f"it has no C library that fits, and this program needs one ({program.libc.source}); where the crate has a"
        " feature `vendored` or `bundled`, that goes without"
    )
    packages = needed(own_of(program, RustProgram).needs.value, "debian").run
    missing = [one for one in packages if one not in _IN_DISTROLESS]
    no_package = f"no package can be added to it, and this program needs {', '.join(missing)}"
    return {"scratch": why, "alpine": why} | ({"distroless": no_package} if missing else {})
