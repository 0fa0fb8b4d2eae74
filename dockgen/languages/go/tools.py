"""What checks, fixes, and the ladder know of Go's tools."""

import posixpath
import re
from collections.abc import Sequence
from typing import Final

from dockgen.languages.go.modules import program_name
from dockgen.languages.go.record import GoProgram
from dockgen.languages.kit.sources import content
from dockgen.languages.language import Compiler, Editing, Image, Install, Left, Made, Needs, Proof, Strip, Tool, Tooling
from dockgen.model.program import Program, own_of
from dockgen.reading.project import Project

_FLAGS_WITH_VALUE: Final = frozenset(
    {"-o", "-ldflags", "-tags", "-gcflags", "-asmflags", "-gccgoflags", "-p", "-pgo", "-overlay", "-pkgdir", "-C"}
    | {"-mod", "-modfile", "-buildmode", "-buildvcs", "-covermode", "-coverpkg", "-compiler", "-installsuffix"}
)
_NOT_STATIC: Final = r"(?:^|\s)-{1,2}(?:race|msan|asan|linkshared|buildmode|C|modfile|overlay|toolexec|cover)\b"


def _made(words: Sequence[str]) -> Made | None:
    """Return what it makes; None where that is not sure to be one program of the module, without a C library."""
    output, packages = _arguments(words)
    if re.search(_NOT_STATIC, " ".join(words)) or any("$" in word for word in (output, *packages)):
        return None
    files = [name for name in packages if name.endswith(".go")]
    are_files = bool(files) and len(files) == len(packages)
    folders = {posixpath.dirname(name) or "." for name in files} if are_files else set(packages) or {"."}
    given = packages[0] if packages else "."
    folder = posixpath.normpath(folders.pop())
    is_other = not given.startswith(".") and not files
    if folders or folder.startswith(("..", "/")) or "..." in folder or is_other:
        return None
    name = posixpath.basename(posixpath.normpath(given)).removesuffix(".go")
    return Made(output, "." if folder == "." else f"./{folder}", "" if name == "." else name)


def _arguments(words: Sequence[str]) -> tuple[str, list[str]]:
    """Return what follows `-o`, and the packages."""
    output, packages = "", []
    rest = iter(words[2:])
    for word in rest:
        name, equals, value = word.partition("=")
        name = name.removeprefix("-") if name.startswith("--") else name
        if not word.startswith("-"):
            packages.append(word)
        elif name in _FLAGS_WITH_VALUE and not equals:
            value = next(rest, "")
        if name == "-o":
            output = value
    return output, packages


def _needs_more(program: Program) -> bool:
    """Tell whether it takes more than the compiler's image to build it."""
    go = own_of(program, GoProgram)
    return bool(program.libc.value or go.private.value or go.build_packages.value)


def _is_accompanied(program: Program) -> bool:
    """Tell whether it needs more than itself to run."""
    go = own_of(program, GoProgram)
    return bool(program.libc.value or go.runtime.opened.value or go.run_packages.value)


_RUNS_OTHERS: Final = r"\"os/exec\"|\"plugin\"|\b(?:os\.StartProcess|syscall\.(?:Exec|ForkExec|StartProcess))\("
_WRITES: Final = (
    r"\b(?:os\.(?:Create|CreateTemp|MkdirTemp|Mkdir|MkdirAll|WriteFile|OpenFile|TempDir|Rename|Remove|RemoveAll|Symlink"
    r"|Link|Chown|Chmod|Truncate|OpenRoot|User\w+Dir)|ioutil\.(?:WriteFile|TempFile|TempDir))\("
    r"|sqlite|bbolt|boltdb|badger|goleveldb|pebble|lumberjack|rotatelogs|autocert|bleve"
)
_READS_SYSTEM: Final = r"\"os/user\"|\"mime\"|[\"`]/(?:etc|usr|var|opt|home|root|srv|app|data|tmp)/"
_OWN_FOLDER: Final = r"\bos\.(?:Getwd|Executable)\("

PROOF: Final = Proof(
    suffix=".go",
    tests="_test.go",
    manifest="go.mod",
    writes=f"{_RUNS_OTHERS}|{_WRITES}",
    wants=f"{_READS_SYSTEM}|{_OWN_FOLDER}",
    # Files that `Runtime.opened` does not name, since no image should hold them.
    left_out=r"[\"`]([\w./-]{1,200}\.(?:pem|key|crt|cert|p12|pfx|db|sqlite3?|log|env))[\"`]",
    zones=r"\btime\.LoadLocation\(",
    own_zones='"time/tzdata"',
    own_place=r"\bruntime\.Callers?\(",
    env_file="joho/godotenv",
)

STRIP: Final = Strip(
    fix='go build -trimpath -ldflags="-s -w" ...',
    flag="-ldflags",
    extend=(r"(-ldflags[= ])([\"'])(?=-)", r"\1\2-s -w "),
    insert=(r"\bgo (build|install)\b", r'go \1{trim} -ldflags="-s -w"'),
    trim="-trimpath",
    variables=frozenset({"GOFLAGS", "LDFLAGS"}),
    debugged=r"\bdlv\b|\bdelve\b|-gcflags|\bgdb\b",
)

COMPILER: Final = Compiler(
    language="go",
    title="Go",
    image="golang",
    command=("go", "build"),
    also="install",
    compiling=frozenset({"build", "install", "test", "vet"}),
    harmless=r"go (?:mod (?:download|tidy|verify|vendor)|build|vet|test|fmt|get|version|env|list)\b.*",
    reads=_made,
    default_name=lambda program: program_name(program.module.value or "") if program.module else "",
    needs_more=_needs_more,
    is_accompanied=_is_accompanied,
    elsewhere="GOWORK",
    variables=(
        r"GO(?:111MODULE|OS|ARCH|ARM|AMD64|FLAGS|PROXY|PRIVATE|NOPROXY|SUMDB|NOSUMDB|INSECURE|TOOLCHAIN|VCS|PATH|BIN"
        r"|CACHE|MODCACHE|EXPERIMENT|TELEMETRY|WORK)|CGO_\w+"
    ),
    linking=("CGO_ENABLED", "0", "1"),
    why_not_cross="cgo would need a cross compiler",
    cross="GOOS=$TARGETOS GOARCH=$TARGETARCH",
    cross_set=r"\bGO(?:OS|ARCH)\b",
    strip=STRIP,
    proof=PROOF,
)

_TOOLCHAIN: Final = (
    r"(?:usr/local|usr/lib|root/sdk|opt)/go[^/]{0,20}/(?:bin/go|pkg/tool/.{1,60}/compile)"
    r"|usr/(?:bin/go|lib/go[^/]{0,9}/bin/go)"
)
_MODULES: Final = "/go/pkg/mod"
_OBJECTS: Final = "/root/.cache/go-build"


def _needs(project: Project, words: Sequence[str]) -> Needs | None:
    """Return what `go mod download` reads, where that is one module's manifests."""
    text = content(project, "go.mod")
    has_others = re.search(r"=>\s*\.{1,2}/", text) or project.has("go.work") or project.has("vendor/modules.txt")
    files = ("go.mod", *(("go.sum",) if project.has("go.sum") else ()))
    return None if not text or has_others or words[3:] else Needs(files)


TOOLING: Final = Tooling(
    images=(Image("golang", ("build", "alpine"), folder="/go", is_for_builds=True),),
    tools=(
        Tool(
            "go",
            (
                Install("go", r"go mod download\b.*", _MODULES, "go.mod go.sum ./"),
                Install("go", r"go (?:build|install)\b(?!.*@).*", _OBJECTS, "", compiles=True, keeps_objects=True),
            ),
            store=(_MODULES, _OBJECTS),
            program="go",
            fetch="go mod download",
            optional=("go.sum",),
            named_in=r"(?:^|/)go\.mod$",
            vendored=("-mod=vendor", "vendor/modules.txt"),
            reads=_needs,
        ),
    ),
    readable=r"go .*",
    clears=r"clean -modcache",
    cache_variables="GOPATH|GOENV",
    compiler=COMPILER,
    left=Left(
        caches=(
            (r"(?:.{0,300}/)?\.cache/go-build", "the cache of Go's compiler"),
            (r"(?:root/|home/[^/]{1,64}/)?go/pkg/mod", "Go's module cache"),
        ),
        marks=("go/pkg/mod",),
        tools=((_TOOLCHAIN, "the Go toolchain"),),
        packages=r"golang(?:-go)?",
    ),
)

EDITING: Final = Editing(
    sources=(".go",),
    edits={
        ".go": ('\nvar edited{0} = "{0}"\n\nfunc init() {{\n\tif edited{0} == "" {{\n\t\tpanic(edited{0})\n\t}}\n}}\n')
    },
    start=(r"(?m)^func main\(", "_test.go"),
)
