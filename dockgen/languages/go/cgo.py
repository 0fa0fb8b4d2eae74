"""Whether a program needs C, and which of Debian's packages that takes to build and to run it."""

from collections.abc import Iterator
from typing import Final, NamedTuple

from dockgen.facts import Fact
from dockgen.languages.go.modules import Module
from dockgen.languages.go.sources import Program

_IMPORT_C: Final = r'(?m)^[ \t]*(?:import[ \t]+)?"C"[ \t;]*$'


class Binding(NamedTuple):
    """A module that needs C: it compiles without and fails when it runs, or does not even compile."""

    module: str
    build: tuple[str, ...] = ()
    """Packages that the build needs beside the compiler."""
    run: tuple[str, ...] = ()
    """Packages that the program needs when it runs; none where C code is part of the module."""
    package: str = ""
    """The one package of the module that needs it; empty for all."""


# What their own READMEs say; package names are those of Debian trixie.
BINDINGS: Final = (
    Binding("github.com/mattn/go-sqlite3"),
    Binding("github.com/mutecomm/go-sqlcipher"),
    Binding("github.com/confluentinc/confluent-kafka-go"),
    Binding("github.com/h2non/bimg", ("libvips-dev",), ("libvips42t64",)),
    Binding("github.com/davidbyttow/govips", ("libvips-dev",), ("libvips42t64",)),
    Binding("github.com/google/gopacket", ("libpcap-dev",), ("libpcap0.8t64",), package="pcap"),
    Binding("github.com/gopacket/gopacket", ("libpcap-dev",), ("libpcap0.8t64",), package="pcap"),
    Binding("github.com/godror/godror"),
    Binding("gocv.io/x/gocv"),
    Binding("gopkg.in/gographics/imagick.v3", ("libmagickwand-dev",), ("libmagickwand-7.q16-10",)),
    Binding("github.com/libgit2/git2go", ("libgit2-dev",), ("libgit2-1.9",)),
    Binding("github.com/marcboeker/go-duckdb", (), ("libstdc++6",)),
    Binding("github.com/duckdb/duckdb-go", (), ("libstdc++6",)),
    Binding("github.com/linxGnu/grocksdb", ("librocksdb-dev",), ("librocksdb9.10",)),
    Binding("github.com/miekg/pkcs11", ("libltdl-dev",), ("libltdl7",)),
    Binding("github.com/seccomp/libseccomp-golang", ("libseccomp-dev",), ("libseccomp2",)),
    Binding("github.com/pebbe/zmq4", ("libzmq3-dev",), ("libzmq5",)),
    Binding("github.com/google/gousb", ("libusb-1.0-0-dev",), ("libusb-1.0-0",)),
    Binding("github.com/gordonklaus/portaudio", ("portaudio19-dev",), ("libportaudio2",)),
    Binding("github.com/coreos/go-systemd", ("libsystemd-dev",), ("libsystemd0",), package="sdjournal"),
    Binding("github.com/kolesa-team/go-webp", ("libwebp-dev",), ("libwebp7",)),
    Binding("github.com/strukturag/libheif", ("libheif-dev",), ("libheif1",)),
    Binding("github.com/lestrrat-go/libxml2", ("libxml2-dev",), ("libxml2",)),
    Binding("github.com/hraban/opus", ("libopus-dev", "libopusfile-dev"), ("libopus0", "libopusfile0")),
    Binding(
        "github.com/otiai10/gosseract",
        ("libleptonica-dev", "libtesseract-dev"),
        ("libtesseract5", "tesseract-ocr-eng"),
    ),
    Binding("github.com/smacker/go-tree-sitter"),
    Binding("github.com/tree-sitter/go-tree-sitter"),
    Binding("github.com/DataDog/zstd"),
    Binding("github.com/valyala/gozstd"),
    Binding("github.com/yalue/onnxruntime_go"),
)


def facts(program: Program, modules: tuple[Module, ...]) -> dict[str, Fact]:
    """Look for C in the program itself, and for modules that need it."""
    found = list(_needed(program, modules))
    build = tuple(sorted({package for binding, _ in found for package in binding.build}))
    run = tuple(sorted({package for binding, _ in found for package in binding.run}))
    named = (
        ", ".join(source for binding, source in found if binding.build or binding.run) or "none are known to be needed"
    )
    if used := program.first(_IMPORT_C, only='"C"'):
        libc = Fact(value=True, source=used[1])
    elif found:
        libc = Fact(value=True, source=found[0][1])
    else:
        libc = Fact(value=False, source='no import "C"')
    return {"libc": libc, "build_packages": Fact(build, named), "run_packages": Fact(run, named)}


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
