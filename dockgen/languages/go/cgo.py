"""Whether a program needs C, and which of Debian's packages that takes to build and to run it."""

import re
from typing import Final

from dockgen.languages.go.sources import Sources
from dockgen.languages.kit.system_packages import needed
from dockgen.model.found import Found, whether
from dockgen.records import NamedTuple

_IMPORT_C: Final = r'(?m)^[ \t]*(?:import[ \t]+)?"C"[ \t;]*$'


class Binding(NamedTuple):
    """A module that needs C: it compiles without and fails when it runs, or does not even compile."""

    module: str
    needs: str = ""
    """What it needs beside the compiler, in the words of kit/system_packages.py; "" where C is part of the module."""
    package: str = ""
    """The one package of the module that needs it; empty for all."""


# What their own READMEs say.
BINDINGS: Final = (
    *map(Binding, ("github.com/mattn/go-sqlite3", "github.com/mutecomm/go-sqlcipher", "github.com/godror/godror")),
    *map(Binding, ("github.com/confluentinc/confluent-kafka-go", "gocv.io/x/gocv", "github.com/DataDog/zstd")),
    *map(Binding, ("github.com/smacker/go-tree-sitter", "github.com/tree-sitter/go-tree-sitter")),
    *map(Binding, ("github.com/valyala/gozstd", "github.com/yalue/onnxruntime_go")),
    Binding("github.com/h2non/bimg", "vips"),
    Binding("github.com/davidbyttow/govips", "vips"),
    Binding("github.com/google/gopacket", "pcap", package="pcap"),
    Binding("github.com/gopacket/gopacket", "pcap", package="pcap"),
    Binding("gopkg.in/gographics/imagick.v3", "magickwand"),
    Binding("github.com/libgit2/git2go", "git2"),
    Binding("github.com/marcboeker/go-duckdb", "stdc++"),
    Binding("github.com/duckdb/duckdb-go", "stdc++"),
    Binding("github.com/linxGnu/grocksdb", "rocksdb"),
    Binding("github.com/miekg/pkcs11", "ltdl"),
    Binding("github.com/seccomp/libseccomp-golang", "seccomp"),
    Binding("github.com/pebbe/zmq4", "zmq"),
    Binding("github.com/google/gousb", "usb"),
    Binding("github.com/gordonklaus/portaudio", "portaudio"),
    Binding("github.com/coreos/go-systemd", "systemd", package="sdjournal"),
    Binding("github.com/kolesa-team/go-webp", "webp"),
    Binding("github.com/strukturag/libheif", "heif"),
    Binding("github.com/lestrrat-go/libxml2", "xml2"),
    Binding("github.com/hraban/opus", "opus"),
    Binding("github.com/otiai10/gosseract", "tesseract"),
)

_DIRECTIVE: Final = (
    r"(?m)^[ \t]{0,9}(?://[ \t]{0,9})?#cgo[ \t]([^\n:]{0,80})(pkg-config|LDFLAGS):[ \t]{0,9}([^\n]{1,300})"
)
_ELSEWHERE: Final = r"\b(?:windows|darwin|freebsd|openbsd|netbsd|android|ios)\b"
_LINKED: Final = {
    **dict.fromkeys(("jpeg", "libjpeg"), "jpeg"),
    **dict.fromkeys(("png", "png16", "libpng", "libpng16"), "png"),
    **dict.fromkeys(("z", "zlib"), "zlib"),
    **dict.fromkeys(("zmq", "libzmq"), "zmq"),
    **dict.fromkeys(("curl", "libcurl"), "curl"),
    **dict.fromkeys(("xml2", "libxml-2.0"), "xml2"),
    **dict.fromkeys(("xslt", "libxslt"), "xslt"),
    **dict.fromkeys(("ssl", "crypto", "openssl", "libssl", "libcrypto"), "ssl"),
    **dict.fromkeys(("pq", "libpq"), "pq"),
    **dict.fromkeys(("webp", "libwebp"), "webp"),
    **dict.fromkeys(("yaml", "yaml-0.1"), "yaml"),
    **dict.fromkeys(("freetype", "freetype2"), "freetype"),
    **dict.fromkeys(("usb-1.0", "libusb-1.0"), "usb"),
    **dict.fromkeys(("git2", "libgit2"), "git2"),
    **dict.fromkeys(("systemd", "libsystemd"), "systemd"),
    **dict.fromkeys(("seccomp", "libseccomp"), "seccomp"),
    **dict.fromkeys(("pango", "pangocairo", "pango-1.0", "pangocairo-1.0"), "pango"),
    **dict.fromkeys(("portaudio", "portaudio-2.0"), "portaudio"),
    **dict.fromkeys(("asound", "alsa"), "alsa"),
    **dict.fromkeys(("ffi", "libffi"), "ffi"),
    **dict.fromkeys(("odbc", "libodbc"), "unixodbc"),
    **dict.fromkeys(("MagickWand", "MagickWand-7.Q16HDRI"), "magickwand"),
    **{one: one for one in ("sqlite3", "cairo", "opus", "pcap", "rdkafka", "rocksdb", "vips", "gdal", "ldap")},
    "stdc++": "stdc++",
}
"""What `-l` and pkg-config call a library, in the words of kit/system_packages.py."""


def find(sources: Sources) -> tuple[Found[bool], Found[tuple[str, ...]], Found[tuple[str, ...]]]:
    """Return whether the program, or a module of it, needs C, and Debian's packages to build it and to run it."""
    found = [(binding, where) for binding in BINDINGS if (where := _required(sources, binding))]
    linked = _linked(sources)
    packages = needed((*(binding.needs for binding, _ in found), *linked), "debian")
    named = ", ".join((*(where for binding, where in found if binding.needs), *dict.fromkeys(linked.values())))
    named = named or "none are known to be needed"
    in_modules = (Found(binding.module, where) for binding, where in found)
    libc = whether(sources.first(_IMPORT_C, only='"C"') or next(in_modules, None), 'no import "C"')
    return libc, Found(packages.build, named), Found(packages.run, named)


def _required(sources: Sources, binding: Binding) -> str:
    """Return what requires the module; empty where nothing does, or where the package that needs C is not imported."""
    versions = (binding.module, f"{binding.module}/v", f"{binding.module}.v")
    for module in sources.needed:
        for path in module.requires:
            if path == versions[0] or path.startswith(versions[1:]):
                # What a dependency imports cannot be seen, so that counts.
                is_seen = binding.package and path in module.direct and sources.is_whole
                if not is_seen or sources.using(f"{path}/{binding.package}"):
                    return f"{module.manifest}: {path}"
    return ""


def _linked(sources: Sources) -> dict[str, str]:
    """Return the libraries that the program's own sources link by `#cgo`, and where."""
    found: dict[str, str] = {}
    for source in (one for one in sources.read if "#cgo" in one.raw):
        for match in re.finditer(_DIRECTIVE, source.raw):
            words = match[3].split()
            names = words if match[2] == "pkg-config" else [word[2:] for word in words if word.startswith("-l")]
            if not re.search(_ELSEWHERE, match[1]):
                line = source.raw.count("\n", 0, match.start()) + 1
                found |= {_LINKED[name]: f"{source.path}:{line}" for name in names if name in _LINKED}
    return found
