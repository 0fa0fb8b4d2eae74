"""The scripts that an install runs by itself: what they read, and which of them have to wait for the sources."""

import posixpath
import re
from collections.abc import Collection, Iterable, Iterator
from typing import Final

from dockgen.languages.javascript import managers
from dockgen.languages.javascript.manifest import FILE, Manifest
from dockgen.languages.kit.command_lines import Command, parse
from dockgen.languages.kit.paths import is_plain, plain
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_SCRIPTS: Final = ("preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare")
_HOOKS: Final = frozenset({"husky", "lefthook", "simple-git-hooks", "is-ci", "pinst", "only-allow", "lint-staged"})
"""They set up a person's Git, or only check; without the sources they do nothing, or what they should."""
_BUILDS: Final = managers.NAMES | {
    *("tsc", "tsup", "nest", "vite", "rollup", "node", "esbuild", "webpack", "gulp", "grunt", "sass", "babel", "swc"),
    *("tsdown", "unbuild", "copyfiles", "cpx", "cp", "fumadocs-mdx", "panda", "velite", "contentlayer", "tailwindcss"),
    *("graphql-codegen", "paraglide-js", "zenstack", "bower", "openapi-typescript", "orval", "buf", "msgfmt"),
    *("node-gyp", "node-gyp-build", "node-pre-gyp", "prebuild-install", "cmake-js"),
}
"""They read the sources, which are not there yet."""
_KNOWN: Final = _HOOKS | {"patch-package", "prisma"}
_MAX_DEPTH: Final = 3
_MOST_FILES: Final = 50
_ENDINGS: Final = ("", ".js", ".cjs", ".mjs", ".ts", ".json", "/index.js", "/index.ts")
_PATH: Final = r"[\"'`](\.{0,2}/?(?:[\w@-][\w@.-]{0,80}/){0,8}[\w@.-]{1,80})[\"'`]"
_NAMED: Final = rf"(?:\brequire\(\s{{0,9}}|\bfrom\s{{0,9}}|\bimport\s{{0,9}}\(?\s{{0,9}}|[(,]\s{{0,9}}){_PATH}"
"""What a script imports, or hands to a function that reads it."""
_MAKES: Final = (
    r"\b(?:(?:write|append|copy|output)File|writeJson|createWriteStream|mkdir|cp|copy|symlink|rename|exec|execFile|spawn)"
    r"(?:Sync|p)?\s{0,9}\(|\$`"
)
_MAKES_IN_SHELL: Final = r"\s>{1,2}[^&]|\b(?:cp|curl|ln|make|mkdir|mv|node|npm|npx|pnpm|sed|tar|touch|yarn)\s"
_FROM_PACKAGES: Final = r"\b(?:cp|copy|copyFile)(?:Sync)?\s{0,9}\([^,;\n]{0,200}node_modules"
"""Takes files out of a package, as for a folder that is served."""
_INSTALLS: Final = frozenset({"install", "i", "ci", "add", "rebuild"})
_FOLDER: Final = r"(?:^cd|\s--prefix|\s--cwd|\s-C|\s--dir)[ =](?:\./)?([\w@./-]{1,200})"


class Script(NamedTuple):
    """A script of a package.json."""

    folder: str
    name: str


Scripts = tuple[Script, ...]


class Lifecycle(NamedTuple):
    """What the scripts of one package.json mean for its install; paths are from its folder."""

    files: tuple[str, ...] = ()
    """What they read."""
    removed: Scripts = ()
    """Those that read or make sources, and so cannot run before those are there."""
    needs_development: bool = False
    """Whether they call packages that only development needs."""


def lifecycle(project: Project, manifest: Manifest, tools: Collection[str] = ()) -> Lifecycle:
    """Return what an install needs because of the scripts that npm runs by itself.

    `tools` are packages for development that come from elsewhere, such as a workspace's root.
    """
    files: list[str] = []
    removed: list[str] = []
    needs_development = False
    for name in _SCRIPTS:
        commands = [*_commands(manifest, name)]
        names = [posixpath.basename(command.words[0]) for command in commands]
        needs_development |= any(one in manifest.development or one in _HOOKS or one in tools for one in names)
        changes_packages = "patch-package" in names
        read: list[str] = []
        for tool, command in zip(names, commands, strict=True):
            if tool == "patch-package":
                read += ["patches"] if project.has("patches") else []
            elif tool == "prisma":
                read += prisma_files(project, manifest)
            elif paths := [path for word in command.words if (path := _file(project, word))]:
                reached = [other for path in paths for other in _reached(project, path)]
                removed += [name] if not changes_packages and any(_makes(project, path) for path in reached) else []
                folders = {*map(_with_folder, paths)}
                read += [*sorted(folders), *(one for one in reached if folders.isdisjoint({one, one.split("/")[0]}))]
            elif tool in _BUILDS:
                removed.append(name)
        files += read if name not in removed else []
    return Lifecycle(
        tuple(dict.fromkeys(files)), tuple(Script("", name) for name in dict.fromkeys(removed)), needs_development
    )


def own_files(project: Project, manifest: Manifest) -> frozenset[str]:
    """Return the files that run only at an install or at a build."""
    scripts = [name for name in manifest.scripts if name in _SCRIPTS or re.match(r"(?:pre|post)?build(?:$|:)", name)]
    words = (word for name in scripts for command in _commands(manifest, name) for word in command.words)
    return frozenset(path for word in words if (path := _file(project, word)))


def later(manifest: Manifest, removed: Iterable[Script], ran: Collection[str]) -> Iterator[Script]:
    """Yield the scripts that still have to run once the sources are there; `ran` are those that run then anyway.

    What another script builds is not built twice, and what installs packages elsewhere is needed only by such a build.
    """
    texts = {manifest.scripts[name] for name in ran}
    for one in removed:
        commands, text = [*_commands(manifest, one.name)], manifest.scripts[one.name]
        moves = any(command.words[0] == "cd" for command in commands)
        is_needed = any(_is_needed(command, ran, texts, moves=moves) for command in commands)
        if text not in texts and is_needed:
            yield one


def _is_needed(command: Command, ran: Collection[str], texts: Collection[str], *, moves: bool) -> bool:
    words = [word for word in command.words if word not in {"run", "run-script", "exec"} and word[0] != "-"]
    elsewhere = re.search(_FOLDER, command.line)
    is_manager = words[0] in managers.NAMES
    if words[0] == "cd" or (is_manager and (not words[1:] or words[1] in _INSTALLS)):
        name = rf"(?<![\w-]){re.escape(elsewhere[1])}(?![\w-])" if elsewhere else "(?!)"
        return any(re.search(name, text) for text in texts)
    if posixpath.basename(words[0]) in _HOOKS:
        return False
    return moves or elsewhere is not None or not is_manager or words[1] not in ran


def _commands(manifest: Manifest, name: str, depth: int = 0) -> Iterator[Command]:
    """Yield the commands of a script, and those of the scripts that it calls; a manager only finds a command."""
    for command in parse(manifest.scripts.get(name, "")).commands:
        words = command.words
        if words[0] in managers.NAMES:
            words = tuple(word for word in words[1:] if word not in {"run", "run-script", "exec", "--", "-s"}) or words
        if words[0] in manifest.scripts and words is not command.words and depth < _MAX_DEPTH:
            is_build = re.match(r"build|compile", words[0])
            yield from [command] if is_build else _commands(manifest, words[0], depth + 1)
        else:
            yield command._replace(words=words) if words[0] in _KNOWN else command


def prisma_files(project: Project, manifest: Manifest) -> list[str]:
    """Return where Prisma's schema and its settings are."""
    own = plain(manifest.text("prisma", "schema") or "") or "prisma"
    names = dict.fromkeys((own, "prisma", "prisma.config.ts", "prisma.config.js", "schema.prisma"))
    return [path for path in names if project.has(path)]


def _file(project: Project, word: str) -> str | None:
    """Return the script that a word of a command names, if it is the project's own."""
    path = posixpath.normpath(word)
    if not is_plain(path) or not re.search(r"\.(?:[cm]?[jt]s|sh)$", path) or not project.has(path):
        return None
    return path


def _with_folder(path: str) -> str:
    """Return a script with the folder that it lies in, since it may need what is beside it."""
    folder = path.split("/", maxsplit=1)[0]
    return path if folder in {path, "src"} else folder


def _reached(project: Project, script: str) -> list[str]:
    """Return a script and the project's own files that it names, itself or by way of others."""
    found = [script]
    for path in found:
        text = (project.read(path) if not path.endswith(".json") else None) or ""
        for match in re.finditer(_NAMED, text):
            other = _resolved(project, posixpath.dirname(path), match[1])
            if other and other not in found and len(found) < _MOST_FILES:
                found.append(other)
    return found


def _resolved(project: Project, folder: str, named: str) -> str:
    """Return the file that a text names, from the folder of the file that it stands in; else nothing."""
    if "/" not in named:
        return ""
    path = posixpath.normpath(posixpath.join(folder, named))
    names = (path + ending for ending in _ENDINGS if "." in posixpath.basename(path + ending))
    return next((name for name in names if name != FILE and is_plain(name) and project.has(name)), "")


def _makes(project: Project, path: str) -> bool:
    """Tell whether a script makes files among the sources; not if it changes packages that were installed."""
    text = project.read(path) or ""
    if "node_modules" in text and not re.search(_FROM_PACKAGES, text):
        return False
    return re.search(_MAKES_IN_SHELL if path.endswith(".sh") else _MAKES, text) is not None
