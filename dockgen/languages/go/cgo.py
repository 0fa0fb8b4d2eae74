"""Whether a program needs C, and which of Debian's packages that takes to build and to run it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from dockgen.languages.go.modules import Module
from dockgen.languages.go.sources import Program
from dockgen.languages.kit.system_packages import needed
from dockgen.model.facts import Fact

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
    Binding("github.com/mattn/go-sqlite3"),
    Binding("github.com/mutecomm/go-sqlcipher"),
    Binding("github.com/confluentinc/confluent-kafka-go"),
    Binding("github.com/h2non/bimg", "vips"),
    Binding("github.com/davidbyttow/govips", "vips"),
    Binding("github.com/google/gopacket", "pcap", package="pcap"),
    Binding("github.com/gopacket/gopacket", "pcap", package="pcap"),
    Binding("github.com/godror/godror"),
    Binding("gocv.io/x/gocv"),
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
    Binding("github.com/smacker/go-tree-sitter"),
    Binding("github.com/tree-sitter/go-tree-sitter"),
    Binding("github.com/DataDog/zstd"),
    Binding("github.com/valyala/gozstd"),
    Binding("github.com/yalue/onnxruntime_go"),
)


def facts(program: Program, modules: tuple[Module, ...]) -> dict[str, Fact]:
    """Look for C in the program itself, and for modules that need it."""
    found = list(_needed(program, modules))
    packages = needed((binding.needs for binding, _ in found), "debian")
    named = ", ".join(source for binding, source in found if binding.needs) or "none are known to be needed"
    if used := program.first(_IMPORT_C, only='"C"'):
        libc = Fact(value=True, source=used[1])
    elif found:
        libc = Fact(value=True, source=found[0][1])
    else:
        libc = Fact(value=False, source='no import "C"')
    return {"libc": libc, "build_packages": Fact(packages.build, named), "run_packages": Fact(packages.run, named)}


def _needed(program: Program, modules: tuple[Module, ...]) -> Iterator[tuple[Binding, str]]:
    for binding in BINDINGS:
        for module in modules:
            required = next((path for path in module.requires if _is_version_of(path, binding.module)), None)
            if required and _is_used(program, module, binding, required):
                yield binding, f"{module.manifest}: {required}"
                break


def _is_version_of(path: str, module: str) -> bool:
    return path == module or path.startswith((f"{module}/v", f"{module}.v"))


def _is_used(program: Program, module: Module, binding: Binding, required: str) -> bool:
    """Look for an import of the package; what a dependency imports cannot be seen, so that counts."""
    if not binding.package or required not in module.direct or not program.is_whole:
        return True
    return bool(program.using(f"{required}/{binding.package}"))
