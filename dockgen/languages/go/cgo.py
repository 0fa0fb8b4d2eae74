"""Whether a program needs C, and which of Debian's packages that takes to build and to run it."""

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


def find(sources: Sources) -> tuple[Found[bool], Found[tuple[str, ...]], Found[tuple[str, ...]]]:
    """Return whether the program, or a module of it, needs C, and Debian's packages to build it and to run it."""
    found = [(binding, where) for binding in BINDINGS if (where := _required(sources, binding))]
    packages = needed((binding.needs for binding, _ in found), "debian")
    named = ", ".join(where for binding, where in found if binding.needs) or "none are known to be needed"
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
