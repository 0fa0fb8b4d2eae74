"""Whether a program needs C, and which of Debian's packages that takes to build and to run it."""

from collections.abc import Iterator
from itertools import islice
from typing import Final, NamedTuple

from dockgen.languages.go.modules import Module
from dockgen.languages.go.sources import Sources
from dockgen.languages.kit.system_packages import needed
from dockgen.model.found import Found, whether

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


class Native(NamedTuple):
    """What a program needs beside Go."""

    libc: Found[bool]
    build: Found[tuple[str, ...]]
    """Debian's packages."""
    run: Found[tuple[str, ...]]


def find(sources: Sources) -> Native:
    """Look for C in the program itself, and for modules that need it."""
    found = list(_needed(sources))
    packages = needed((binding.needs for binding, _ in found), "debian")
    named = ", ".join(source for binding, source in found if binding.needs) or "none are known to be needed"
    in_modules = (Found(binding.module, source) for binding, source in found)
    libc = whether(sources.first(_IMPORT_C, only='"C"') or next(in_modules, None), 'no import "C"')
    return Native(libc, Found(packages.build, named), Found(packages.run, named))


def _needed(sources: Sources) -> Iterator[tuple[Binding, str]]:
    for binding in BINDINGS:
        required = ((module, path) for module in sources.needed for path in module.requires)
        versions = ((module, path) for module, path in required if _is_version_of(path, binding.module))
        used = (f"{module.manifest}: {path}" for module, path in versions if _is_used(sources, module, binding, path))
        yield from ((binding, where) for where in islice(used, 1))


def _is_version_of(path: str, module: str) -> bool:
    return path == module or path.startswith((f"{module}/v", f"{module}.v"))


def _is_used(sources: Sources, module: Module, binding: Binding, required: str) -> bool:
    """Look for an import of the package; what a dependency imports cannot be seen, so that counts."""
    if not binding.package or required not in module.direct or not sources.is_whole:
        return True
    return bool(sources.using(f"{required}/{binding.package}"))
