"""Go: modules with one or several programs, vendored or not, with or without cgo."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dockgen.errors import NotRecognisedError
from dockgen.facts import Fact, Facts
from dockgen.project import Project
from dockgen.values import MAX_PORT

if TYPE_CHECKING:
    from dockgen.plan import Plan

NAME: Final = "go"
TITLE: Final = "Go"
BASES: Final[dict[str, str]] = {
    "scratch": "nothing but your program: smallest, no shell, nothing to patch",
    "alpine": "a tiny Linux with a shell and packages; 9 MB to keep updated",
    "slim": "Debian with glibc, a shell and apt; 80 MB more, runs all",
    "distroless": "certificates, time zones and users, no shell; 2 MB more",
}
UNNEEDED: Final[dict[str, str]] = {}
MANIFESTS: Final[tuple[str, ...]] = ("go.mod", "go.work")
ONLY_ALONE: bool = False
LOOKED_FOR: Final = "go.mod"

SAMPLE: Final[dict[str, Fact]] = {
    "version": Fact(None, "the sample app"),
    "module": Fact(None, "the sample app"),
    "name": Fact(None, "the sample app"),
    "mains": Fact((".",), "main.go"),
    "serves": Fact(value=True, source="main.go"),
    "port": Fact(3000, "main.go"),
    "port_env": Fact(value=True, source="main.go"),
    "health": Fact("health", "main.go"),
    "outbound": Fact(value=False, source="no call to another server found"),
    "libc": Fact(value=False, source='no import "C"'),
    "services": Fact((), "no client library found"),
    "go_sum": Fact(value=False, source="no go.sum"),
    "vendored": Fact(value=False, source="no vendor/modules.txt"),
    "local_replace": Fact(value=False, source="go.mod"),
}

# Modules that compile without cgo but then fail when they run, or need C to do anything (their own READMEs say so).
CGO_MODULES: Final = (
    "github.com/mattn/go-sqlite3",
    "github.com/confluentinc/confluent-kafka-go",
    "github.com/h2non/bimg",
    "github.com/davidbyttow/govips",
    "github.com/google/gopacket",
    "github.com/godror/godror",
    "gocv.io/x/gocv",
    "gopkg.in/gographics/imagick.v3",
    "github.com/libgit2/git2go",
    "github.com/marcboeker/go-duckdb",
    "github.com/miekg/pkcs11",
)

# Patterns are texts, not compiled: a run that makes a sample app needs none of them, and `re` keeps what it compiled.
# What may repeat is bounded, so that no file takes longer than its size says.
_PACKAGE_MAIN: Final = r"\s*package main\b"
_FUNC_MAIN: Final = r"(?m)^func main\(\)"
_IMPORT_C: Final = r'(?m)^[ \t]*(?:import[ \t]+)?"C"[ \t;]*$'
_SERVES: Final = r"\b(?:ListenAndServe|net\.Listen|\.Serve\(|\.Listen\(|\.Run\(\s*\":|\.Start\(\s*\":)"
_PORTS: Final = (
    (
        r'(?:ListenAndServe(?:TLS)?\(|\bAddr\s{0,9}[:=]|Listen\("tcp[46]?",|\.(?:Listen|Run|Start)\()\s{0,9}'
        r'"[^"\n]{0,60}:([0-9]{2,5})"'
    ),
    r'"(?:0\.0\.0\.0|\[::\])?:([0-9]{2,5})"',
    (
        r'(?:(?<![A-Za-z])port|Port|(?<![A-Z])PORT)(?:[A-Z_]\w{0,30})?"?[ \t]{0,9}(?:int|string)?[ \t]{0,9}'
        r'(?::=?|=|,)\s{0,9}"?([0-9]{2,5})\b'
    ),
    r'"(?:127\.0\.0\.1|localhost):([0-9]{2,5})"',
)
"""Best first: where it listens, an address, a thing called port, an address that may also be another server's."""
_PORT_ENV: Final = r'(?i)env\w{0,20}\(\s{0,9}"PORT"'
_HEALTH_COMMAND: Final = r'(?i)(?:os\.Args|args|case|flag\.Arg)[^\n]{0,200}?"(-{0,2}health-?check|-{0,2}health)"'
_HEALTH_FLAG: Final = r'flag\.Bool(?:Var)?\([^\n]{0,200}?"(health-?check|health)"'
_HEALTH_PATH: Final = r'"(?:GET )?(/(?:healthz?|health-?check|livez|readyz|ping|_health|api/health))"'
_OUTBOUND: Final = r'["`]https://'

# Strings, characters and comments, to tell a comment from a string that looks like one; what never ends is the rest.
_LEXEME: Final = r"(?s)\"(?:\\.|[^\"\\\n])*\"|`[^`]*`?|'(?:\\.|[^'\\\n]){1,12}'|(?P<comment>//[^\n]*|/\*(?:.*?\*/|.*))"

# What a build for Linux takes (pkg.go.dev/cmd/go, "Build constraints"); both architectures that are built for count.
_TAGS: Final = frozenset({"linux", "unix", "amd64", "arm64", "gc", "cgo", "1"})
_OTHER_SYSTEM: Final = (
    r"_(?:aix|android|darwin|dragonfly|freebsd|hurd|illumos|ios|js|nacl|netbsd|openbsd|plan9|solaris|wasip1|windows|zos)"
    r"(?:_[a-z0-9]+)?\.go$"
    r"|_(?:386|arm|armbe|arm64be|loong64|mips\w*|ppc\w*|riscv\w*|s390x?|sparc\w*|wasm)\.go$"
)
_MAX_CONSTRAINT: Final = 1000


class _Module(NamedTuple):
    """What a go.mod says."""

    path: str | None
    go: str | None
    toolchain: str | None
    requires: tuple[str, ...]
    local_replaces: tuple[str, ...]


class _Source(NamedTuple):
    """One Go file."""

    path: str
    text: str
    """Without its comments, with the same lines."""
    is_foreign: bool
    """Whether it belongs to another module inside the folder."""

    @property
    def folder(self) -> str:
        """The package's folder, as `go build` takes it."""
        head, slash, _ = self.path.rpartition("/")
        return f"./{head}" if slash else "."

    def first(self, *patterns: str) -> tuple[str, str] | None:
        """Return the first group of the first pattern that is found, and where."""
        for pattern in patterns:
            if match := re.search(pattern, self.text):
                return match[match.lastindex or 0], self.at(match)
        return None

    def at(self, match: re.Match[str]) -> str:
        """Say in which line a match begins."""
        return f"{self.path}:{self.text.count(chr(10), 0, match.start()) + 1}"


def detect(project: Project) -> str | None:
    """Return "go.mod" where there is one."""
    return "go.mod" if project.has("go.mod") else None


def nearly(project: Project) -> str | None:
    """Name Go files without a module around them."""
    first = next(project.files(".go"), None)
    return f"{first} is here, but no go.mod: run `go mod init example.com/NAME`" if first else None


def inspect(project: Project, main: str | None) -> Facts:
    """Read go.mod and the sources.

    Raises:
        FileError: go.mod cannot be read.
        NotRecognisedError: the module holds no program, or needs files from outside the folder.
    """
    module = _parse_go_mod(project.require("go.mod"))
    if not module.path:
        raise NotRecognisedError("go.mod has no line that begins with `module`", "Mend it: `module example.com/NAME`.")
    sources = list(_sources(project, module))
    mains = _mains(sources)
    if not mains:
        unread = f" ({'; '.join(project.warnings)})" if project.warnings else ""
        raise NotRecognisedError(
            f"this Go module has no program: no `package main` with a `func main()`{unread}",
            "A library needs no container; add a main package, such as cmd/NAME/main.go.",
        )
    has_sum, vendored = project.has("go.sum"), project.has("vendor/modules.txt")
    if not vendored:
        _refuse_replaces_outside(module)
    own = main or mains[0]
    sources = [source for source in sources if source.folder == own or source.folder not in mains]
    sources.sort(key=lambda source: (source.folder != own, source.path))
    return {
        "version": _version(module),
        "module": Fact(module.path, "go.mod"),
        "name": _program_name(module.path, own, mains),
        "mains": Fact(mains, ", ".join(mains)),
        **_serving(sources, own),
        "outbound": _outbound(sources, module),
        "libc": _libc(sources, module),
        "services": Fact((), "no client library found"),
        "go_sum": Fact(has_sum, "go.sum" if has_sum else "no go.sum"),
        "vendored": Fact(vendored, "vendor/modules.txt" if vendored else "no vendor/modules.txt"),
        "local_replace": Fact(bool(module.local_replaces), "go.mod"),
    }


def impossible(facts: Facts) -> dict[str, str]:
    """Refuse the images without a C library to a program that needs one."""
    reason = f"it has no C library that fits, and this program needs one ({facts['libc'].source})"
    return dict.fromkeys(("scratch", "alpine"), reason) if facts["libc"].value else {}


def recipe(plan: "Plan") -> dict[str, Any]:
    """Start the binary, which also takes the arguments of a health check of its own."""
    program = (f"/{plan.name}",)
    return {"start": program, "program": program}


def probe(plan: "Plan", path: str | None) -> tuple[str, ...] | None:
    """Ask with busybox, where the image has it (Debian's slim images have neither wget nor curl)."""
    has_wget = plan.base == "alpine" if plan.does["multi-stage"] else plan.family == "alpine"
    if path is None or not has_wget:
        return None
    # The program's own certificate is for another name than 127.0.0.1, so it is not checked.
    tls = plan.https == "serve"
    unchecked = ("--no-check-certificate",) if tls else ()
    return ("wget", "-q", "--spider", *unchecked, f"http{'s' if tls else ''}://127.0.0.1:{plan.port}{path}")


def _sources(project: Project, module: _Module) -> Iterator[_Source]:
    """Yield the files that may become part of a program: not tests, and of other modules only those it refers to."""
    paths = list(project.files((".go", "go.mod")))
    others = tuple(path.removesuffix("go.mod") for path in paths if path.endswith("/go.mod"))
    used = tuple(posixpath.normpath(target) + "/" for target in module.local_replaces)
    for path in paths:
        is_foreign = path.startswith(others)
        if not path.endswith(".go") or path.endswith("_test.go") or "/_" in f"/{path}":
            continue
        if is_foreign and not path.startswith(used):
            continue
        text = None if re.search(_OTHER_SYSTEM, path) else project.read(path)
        if text is not None and _is_built(text):
            yield _Source(path, re.sub(_LEXEME, _without_comment, text), is_foreign)


def _without_comment(token: re.Match[str]) -> str:
    comment = token["comment"]
    return token[0] if comment is None else "\n" * comment.count("\n") or " "


def _is_built(text: str) -> bool:
    """Tell whether the constraints over the package clause let a plain build for Linux take the file."""
    head = re.split(r"(?m)^package\b", text, maxsplit=1)[0]
    if match := re.search(r"(?m)^//go:build[ \t]+(.*)$", head):
        return len(match[1]) > _MAX_CONSTRAINT or _holds(match[1])
    return not re.search(r"(?m)^//[ \t]*\+build[ \t]+ignore\b", head)


def _holds(constraint: str) -> bool:
    """Evaluate a constraint such as `linux && !(ignore || tools)`; a tag that one has to ask for does not hold."""
    while inner := re.search(r"\(([^()]*)\)", constraint):
        constraint = f"{constraint[: inner.start()]}{int(_holds(inner[1]))}{constraint[inner.end() :]}"
    return any(all(_has_tag(tag.strip()) for tag in tags.split("&&")) for tags in constraint.split("||"))


def _has_tag(tag: str) -> bool:
    if tag.startswith("!"):
        return not _has_tag(tag[1:].strip())
    return tag in _TAGS or tag.startswith("go1.")


def _refuse_replaces_outside(module: _Module) -> None:
    for target in module.local_replaces:
        if not target.startswith(".") or posixpath.normpath(target).split("/")[0] == "..":
            raise NotRecognisedError(
                f"go.mod replaces a module by {target}, which is outside this folder and so outside the build context",
                "Run `go mod vendor`, or move the folder inside.",
            )


def _parse_go_mod(text: str) -> _Module:
    """Read the directives that matter (the Go Modules Reference, "go.mod files")."""
    found: dict[str, list[str]] = {}
    block = ""
    for line in text.split("\n"):
        words = (
            line.partition("//")[0].replace("(", " ( ").replace(")", " ) ").replace('"', "").replace("`", "").split()
        )
        if not words:
            continue
        if block and words[0] == ")":
            block = ""
        elif words[-1] == "(":
            block = words[0]
        else:
            verb, arguments = (block, words) if block else (words[0], words[1:])
            found.setdefault(verb, []).append(" ".join(arguments))

    def first(verb: str) -> str | None:
        return next(iter(found.get(verb, [])), None)

    targets = (line.partition("=>")[2].strip() for line in found.get("replace", []))
    return _Module(
        path=first("module"),
        go=first("go"),
        toolchain=first("toolchain"),
        requires=tuple(line.split()[0] for line in found.get("require", []) if line),
        local_replaces=tuple(target for target in targets if re.match(r"\.{1,2}(?:/|$)|/|[A-Za-z]:[/\\]", target)),
    )


def _version(module: _Module) -> Fact:
    """Take the newer of toolchain line and go line; both may carry a patch or a release candidate."""
    found = [
        (tuple(map(int, match[1].split("."))), match[1], source)
        for text, source in ((module.toolchain, "go.mod, toolchain"), (module.go, "go.mod, go"))
        if text and (match := re.match(r"(?:go)?([0-9]{1,3}\.[0-9]{1,4})(?![0-9])", text))
    ]
    _, version, source = max(found, key=lambda each: each[0], default=((), None, "go.mod says nothing"))
    return Fact(version, source)


def _program_name(path: str | None, main: str, mains: tuple[str, ...]) -> Fact:
    """Return what `go build` calls the program: the folder's or path's last part, without a major version."""
    if main != "." and len(mains) > 1:
        return Fact(posixpath.basename(main), main)
    parts = (path or "").split("/")
    if len(parts) > 1 and re.fullmatch(r"v(?:[2-9]|[1-9][0-9]+)", parts[-1]):
        parts.pop()
    return Fact(parts[-1] or None, "go.mod, module")


def _mains(sources: Iterable[_Source]) -> tuple[str, ...]:
    """Return the folders of all programs, the root first."""
    return tuple(
        sorted(
            {
                source.folder
                for source in sources
                if not source.is_foreign
                if re.match(_PACKAGE_MAIN, source.text) and re.search(_FUNC_MAIN, source.text)
            }
        )
    )


def _serving(sources: list[_Source], main: str) -> dict[str, Fact]:
    """Look for port and health check, in the program's own package before the others."""
    serving = next((s for s in sources if re.search(_SERVES, s.text)), None)
    own = [source for source in sources if source.folder == main]
    port = (_port(own) or _port(sources)) if serving else None
    port_env = _first(sources, _PORT_ENV)
    health = _first(own, _HEALTH_COMMAND)
    if not health and (flag := _first(own, _HEALTH_FLAG)):
        health = f"-{flag[0]}", flag[1]
    health = health or _first(sources, _HEALTH_PATH)
    return {
        "port": Fact(int(port[0]), port[1]) if port else Fact(None, serving.path if serving else "no server found"),
        "serves": Fact(serving is not None, serving.path if serving else "no server found"),
        "port_env": Fact(port_env is not None, port_env[1] if port_env else "PORT is not read"),
        "health": Fact(health[0], health[1]) if health and serving else Fact(None, "no health command or path found"),
    }


def _first(sources: Iterable[_Source], *patterns: str) -> tuple[str, str] | None:
    return next(filter(None, (source.first(*patterns) for source in sources)), None)


def _port(sources: list[_Source]) -> tuple[str, str] | None:
    """Return the first number that can be a port, by the best pattern that finds one."""
    return next(
        (
            (match[1], source.at(match))
            for pattern in _PORTS
            for source in sources
            for match in re.finditer(pattern, source.text)
            if 1 <= int(match[1]) <= MAX_PORT
        ),
        None,
    )


def _outbound(sources: list[_Source], module: _Module) -> Fact:
    if call := _first(sources, _OUTBOUND):
        return Fact(value=True, source=call[1])
    if module.requires:
        return Fact(value=True, source=f"go.mod: {module.requires[0]} may call other servers")
    return Fact(value=False, source="no call to another server found")


def _libc(sources: list[_Source], module: _Module) -> Fact:
    if used := _first(sources, _IMPORT_C):
        return Fact(value=True, source=used[1])
    for required in module.requires:
        if required.startswith(CGO_MODULES):
            return Fact(value=True, source=f"go.mod: {required}")
    return Fact(value=False, source='no import "C"')
