"""go.mod and go.work: which modules are built together, what they need, and which version of Go."""

import posixpath
import re
from collections.abc import Iterator
from typing import Final, NamedTuple

from dockgen.errors import InvalidValueError, NotRecognisedError, OutsideContextError
from dockgen.languages.kit.paths import around, is_inside
from dockgen.languages.kit.versions import Tool, pins
from dockgen.model.found import Found
from dockgen.model.values import folder as valid_folder
from dockgen.reading.project import Project

_LOCAL: Final = r"\.{1,2}(?:/|$)|/|[A-Za-z]:[/\\]"
_NUMBER: Final = r"(?:go)?([0-9]{1,3}\.[0-9]{1,4})(?![0-9])"
_TOOL: Final = Tool("Go", ("golang", "go"), (".go-version",))


class Module(NamedTuple):
    """What a go.mod says."""

    folder: str
    """Where it lies; "" for the top."""
    path: str | None
    go: str | None
    toolchain: str | None
    requires: tuple[str, ...]
    direct: tuple[str, ...]
    """Those of `requires` that its own sources import."""
    local_replaces: tuple[tuple[str, str], ...]
    """Modules that are taken from a folder: their path, and the folder from this one."""
    uses: tuple[str, ...]
    """The folders that a go.work uses."""

    @property
    def manifest(self) -> str:
        """The go.mod's own path."""
        return posixpath.join(self.folder, "go.mod")


class Modules(NamedTuple):
    """The modules that are built together."""

    main: tuple[Module, ...]
    """The one at the top, or those that go.work uses: their programs are what can be built."""
    replacing: tuple[Module, ...]
    """Modules in folders that stand for those of others."""
    work: Module | None
    """What go.work says, where there is one."""
    folder: str = ""
    """Where `go` is run: the top, or the only module's own folder, where that needs what lies beside it."""
    is_vendored: bool = False
    """Whether the sources of all dependencies lie in the project."""

    @property
    def all(self) -> tuple[Module, ...]:
        """Those of both kinds."""
        return self.main + self.replacing

    def of(self, folder: str) -> Module | None:
        """Return the module that a folder belongs to: the one whose own folder is nearest."""
        around = (module for module in self.all if is_inside(folder, module.folder))
        return max(around, key=lambda module: len(module.folder), default=None)

    def folder_of(self, package: str) -> str | None:
        """Return the folder of a package by its import path; None where it is not one of ours."""
        around = [module for module in self.all if module.path and is_inside(package, module.path)]
        if not around:
            return None
        best = max(around, key=lambda module: len(module.path or ""))
        return posixpath.join(best.folder, package[len(best.path or "") + 1 :]).rstrip("/")


def read_modules(project: Project, folder: str = "") -> Modules:
    """Read go.work, or one go.mod, and what they refer to.

    Args:
        project: the build context.
        folder: where the go.mod lies; it counts only where no go.work has it.

    Raises:
        FileError: one of them cannot be read.
        NotRecognisedError: one of them is broken, or refers to what is outside the folder.
    """
    work = parse_go_mod(project.require("go.work")) if project.has("go.work") else None
    used = _used(project, work) if work else []
    if folder and folder not in used:
        work, used = None, [folder]
    main = tuple(_main_module(project, each) for each in used or [""])
    folder = "" if work else folder
    is_vendored = project.has(posixpath.join(folder, "vendor/modules.txt"))
    replacing = () if is_vendored else _replacing(project, (*main, *([work] if work else [])))
    return Modules(main, tuple(replacing), work, folder, is_vendored)


def folder_around(project: Project, main: str | None) -> str:
    """Return the folder of the go.mod that lies nearest to a program; "" for the top."""
    folder = posixpath.normpath(main or ".")
    return next((each for each in (folder, *around(folder)) if project.has(f"{each}/go.mod") and each != "."), "")


def _main_module(project: Project, folder: str) -> Module:
    path = posixpath.join(folder, "go.mod")
    module = parse_go_mod(project.require(path), folder)
    if not module.path:
        raise NotRecognisedError(f"{path} has no line that begins with `module`", "Fix it: `module example.com/NAME`.")
    return module


def _used(project: Project, work: Module) -> list[str]:
    """Return the folders that go.work uses, in order."""
    if not work.uses:
        raise NotRecognisedError("go.work uses no module", "Add one: `go work use ./FOLDER`.")
    folders = sorted({_inside(target, "go.work uses", "", "Move the folder inside.") for target in work.uses})
    for folder in folders:
        if not has_plain_name(folder):
            raise NotRecognisedError(f"go.work uses {folder!r}, a name that no build takes", "Rename the folder.")
        if not project.has(posixpath.join(folder, "go.mod")):
            raise NotRecognisedError(
                f"go.work uses ./{folder}, which has no go.mod",
                f"Make one, or leave the folder out: `go work edit -dropuse=./{folder}`.",
            )
    return folders


def _replacing(project: Project, main: tuple[Module, ...]) -> Iterator[Module]:
    """Yield the modules in folders that others are replaced by, each once."""
    seen = {module.folder for module in main}
    for module, (path, target) in ((one, replace) for one in main for replace in one.local_replaces):
        says = f"{module.manifest if module.path else 'go.work'} replaces a module by"
        folder = _inside(target, says, module.folder, *_from_outside(project, module.folder, target))
        if folder not in seen and project.has(manifest := posixpath.join(folder, "go.mod")):
            seen.add(folder)
            yield parse_go_mod(project.require(manifest), folder)._replace(path=path)


def _from_outside(project: Project, folder: str, target: str) -> tuple[str, str]:
    """Say how a module is built that needs what lies outside, and how far outside: "" where it is not there."""
    ups = posixpath.normpath(posixpath.join(folder, target)).split("/").count("..")
    outer, names = "/".join([".."] * ups), project.root.parts[1:][-ups:]
    if not ups or ups > len(names):
        return "Run `go mod vendor`, or move the folder inside.", ""
    is_there = project.has(posixpath.join(folder, target, "go.mod"))
    app = posixpath.join(*names, folder).rstrip("/")
    return f"`dockgen init {outer} --app {app}` builds it from there; or run `go mod vendor`.", outer * is_there


def _inside(target: str, says: str, folder: str, hint: str, outer: str = "") -> str:
    """Return a folder from the top.

    Raises:
        OutsideContextError: it is outside.
    """
    path = posixpath.normpath(posixpath.join(folder, target))
    if re.match(r"/|[A-Za-z]:[/\\]", target) or path.split("/")[0] == "..":
        raise OutsideContextError(
            f"{says} {target}, which is outside this folder and so outside the build context", hint, outer
        )
    return "" if path == "." else path


def has_plain_name(path: str) -> bool:
    """Tell whether a path can stand in a Dockerfile as it is."""
    try:
        return bool(valid_folder(path or "."))
    except InvalidValueError:
        return False


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


def parse_go_mod(text: str, folder: str = "") -> Module:
    """Read the directives that matter, of a go.mod or a go.work."""
    found = _directives(text)
    module, go, toolchain = (next(iter(found.get(verb, [])), None) for verb in ("module", "go", "toolchain"))
    replaces = ([side.strip() for side in line.partition("=>")] for line in found.get("replace", []))
    requires = [line for line in found.get("require", []) if line]
    return Module(
        folder=folder,
        path=module,
        go=go,
        toolchain=toolchain,
        requires=tuple(line.split()[0] for line in requires),
        direct=tuple(line.split()[0] for line in requires if not line.endswith("// indirect")),
        local_replaces=tuple((old.split()[0], new) for old, _, new in replaces if old and re.match(_LOCAL, new)),
        uses=tuple(found.get("use", [])),
    )


def version(project: Project, modules: Modules) -> Found[str | None]:
    """Take the newest Go that anything asks for: an older one could not build it."""
    files = [*([(modules.work, "go.work")] if modules.work else []), *((one, one.manifest) for one in modules.main)]
    found = [
        Found(number, f"{name}, {verb}")
        for module, name in files
        for verb, text in (("toolchain", module.toolchain), ("go", module.go))
        if (number := _number(text or ""))
    ]
    found += [Found(pin.version, pin.source) for pin in pins(project, "", _TOOL, _number)]
    nothing = f"{'go.work' if modules.work else 'go.mod'} says nothing"
    return max(found, key=lambda one: tuple(map(int, one.value.split("."))), default=Found(None, nothing))


def _number(text: str) -> str | None:
    match = re.match(_NUMBER, text)
    return match[1] if match else None
