"""go.mod and go.work: which modules are built together, what they need, and which version of Go."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final

from dockgen.errors import NotRecognisedError
from dockgen.languages.kit.outside import inside
from dockgen.languages.kit.paths import around, is_inside, is_plain
from dockgen.languages.kit.versions import Tool, pins
from dockgen.model.found import Found
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_LOCAL: Final = r"\.{1,2}(?:/|$)|/|[A-Za-z]:[/\\]"
_NUMBER: Final = r"(?:go)?([0-9]{1,3}\.[0-9]{1,4})(?![0-9])"
_TOOL: Final = Tool("Go", ("golang", "go"), (".go-version",))


class Module(NamedTuple):
    """What a go.mod says, or a go.work."""

    manifest: str
    """Its own path."""
    path: str
    go: str
    toolchain: str
    requires: tuple[str, ...]
    direct: tuple[str, ...]
    """Those of `requires` that its own sources import."""
    local_replaces: tuple[tuple[str, str], ...]
    """Modules that are taken from a folder: their path, and the folder from this one."""
    uses: tuple[str, ...]

    @property
    def folder(self) -> str:
        """Where it lies; "" for the top."""
        return posixpath.dirname(self.manifest)


class Modules(NamedTuple):
    """The modules that are built together."""

    main: tuple[Module, ...]
    """The one at the top, or those that go.work uses: their programs are what can be built."""
    replacing: tuple[Module, ...]
    """Modules in folders that stand for those of others."""
    work: Module | None
    """What go.work says, where there is one."""
    folder: str
    """Where `go` is run: the top, or the only module's own folder, where that needs what lies beside it."""
    is_vendored: bool
    """Whether the sources of all dependencies lie in the project."""

    @property
    def all(self) -> tuple[Module, ...]:
        """Those of both kinds."""
        return self.main + self.replacing

    @property
    def manifests(self) -> tuple[Module, ...]:
        """The go.work, if there is one, and the go.mod of each main module."""
        return (*([self.work] if self.work else []), *self.main)

    def of(self, folder: str) -> Module:
        """Return the module that a folder belongs to: the one whose own folder is nearest; else the first."""
        around = (module for module in self.all if is_inside(folder, module.folder))
        return max(around, key=lambda module: len(module.folder), default=self.main[0])

    def folder_of(self, package: str) -> str | None:
        """Return the folder of a package by its import path; None where it is not one of ours."""
        around = [module for module in self.all if module.path and is_inside(package, module.path)]
        best = max(around, key=lambda module: len(module.path), default=None)
        return posixpath.join(best.folder, package[len(best.path) + 1 :]).rstrip("/") if best else None


LOOSE: Final = Module("no go.mod", "", "", "", (), (), (), ())
"""What stands for the module of files that have none."""


def read_modules(project: Project, folder: str = "") -> Modules:
    """Read go.work, or the go.mod in a folder that no go.work uses, and what they refer to.

    Raises:
        FileError: one of them cannot be read.
        NotRecognisedError: one of them is broken, or refers to what is outside the folder.
    """
    work = _read(project, "go.work") if project.has("go.work") else None
    used = _used(project, work) if work else []
    if folder and folder not in used:
        work, used = None, [folder]
    is_loose = not used and not project.has("go.mod")
    main = (LOOSE,) if is_loose else tuple(_read(project, posixpath.join(each, "go.mod")) for each in used or [""])
    folder = "" if work else folder
    is_vendored = project.has(posixpath.join(folder, "vendor/modules.txt"))
    found = Modules(main, (), work, folder, is_vendored)
    return found if is_vendored else found._replace(replacing=tuple(_replacing(project, found)))


def folder_around(project: Project, main: str | None) -> str:
    """Return the folder of the go.mod that lies nearest to a program; "" for the top."""
    folder = posixpath.normpath(main or ".")
    return next((each for each in (folder, *around(folder)) if project.has(f"{each}/go.mod") and each != "."), "")


def _read(project: Project, manifest: str) -> Module:
    module = parse_go_mod(project.require(manifest), manifest)
    if not module.path and manifest != "go.work":
        why = f"{manifest} has no line that begins with `module`"
        raise NotRecognisedError(why, "Fix it: `module example.com/NAME`.")
    return module


def _used(project: Project, work: Module) -> list[str]:
    """Return the folders that go.work uses, in order."""
    if not work.uses:
        raise NotRecognisedError("go.work uses no module", "Add one: `go work use ./FOLDER`.")
    folders = sorted({inside(project, work.manifest, "uses", target) for target in work.uses})
    for folder in folders:
        if not is_plain(folder):
            raise NotRecognisedError(f"go.work uses {folder!r}, a name that no build takes", "Rename the folder.")
        if not project.has(posixpath.join(folder, "go.mod")):
            hint = f"Make one, or leave the folder out: `go work edit -dropuse=./{folder}`."
            raise NotRecognisedError(f"go.work uses ./{folder}, which has no go.mod", hint)
    return folders


def _replacing(project: Project, found: Modules) -> Iterator[Module]:
    """Yield the modules in folders that others are replaced by, each once."""
    seen = {module.folder for module in found.main}
    for module, (path, target) in ((one, replace) for one in found.manifests for replace in one.local_replaces):
        folder = inside(project, module.manifest, "replaces a module by", target, "Run `go mod vendor`")
        if folder not in seen and project.has(manifest := posixpath.join(folder, "go.mod")):
            seen.add(folder)
            yield parse_go_mod(project.require(manifest), manifest)._replace(path=path)


def _directives(text: str) -> dict[str, list[str]]:
    """Return the arguments of each directive, by its name (the Go Modules Reference, "go.mod files").

    `// indirect` stays, other comments go.
    """
    found: dict[str, list[str]] = {}
    block = ""
    for line in text.split("\n"):
        code, _, comment = line.partition("//")
        words = code.replace("(", " ( ").replace(")", " ) ").replace('"', "").replace("`", "").split()
        if not words:
            continue
        if comment.strip() == "indirect":
            words.append("// indirect")
        if block and words[0] == ")":
            block = ""
        elif words[-1] == "(":
            block = words[0]
        else:
            verb, arguments = (block, words) if block else (words[0], words[1:])
            found.setdefault(verb, []).append(" ".join(arguments))
    return found


def parse_go_mod(text: str, manifest: str = "go.mod") -> Module:
    """Read the directives that matter, of a go.mod or a go.work."""
    found = _directives(text)
    module, go, toolchain = (next(iter(found.get(verb, [])), "") for verb in ("module", "go", "toolchain"))
    replaces = ([side.strip() for side in line.partition("=>")] for line in found.get("replace", []))
    requires = [line for line in found.get("require", []) if line]
    return Module(
        *(manifest, module, go, toolchain),
        requires=tuple(line.split()[0] for line in requires),
        direct=tuple(line.split()[0] for line in requires if not line.endswith("// indirect")),
        local_replaces=tuple((old.split()[0], new) for old, _, new in replaces if old and re.match(_LOCAL, new)),
        uses=tuple(found.get("use", [])),
    )


def version(project: Project, modules: Modules) -> Found[str | None]:
    """Take the newest Go that anything asks for: an older one could not build it."""
    asked = (
        Found(text, f"{one.manifest}, {verb}")
        for one in modules.manifests
        for verb, text in (("toolchain", one.toolchain), ("go", one.go))
    )
    found = [Found(number, one.source) for one in asked if (number := _number(one.value))]
    found += [Found(pin.version, pin.source) for pin in pins(project, "", _TOOL, _number)]
    nothing = Found(None, f"{'go.work' if modules.work else 'go.mod'} says nothing")
    return max(found, key=lambda one: tuple(map(int, one.value.split("."))), default=nothing)


def program_name(path: str) -> str:
    """Return what `go build` calls the program at the top of a module: its last part, without a major version."""
    return re.sub(r"(?<=.)/v(?:[2-9]|[1-9][0-9]+)$", "", path).rpartition("/")[2]


def _number(text: str) -> str | None:
    match = re.match(_NUMBER, text)
    return match[1] if match else None
