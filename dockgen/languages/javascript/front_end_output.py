"""Where a front end's build leaves what it makes, as far as its scripts and its configuration say so as they are."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from fnmatch import fnmatchcase
from typing import Final

from dockgen.languages.javascript import frameworks, own_build
from dockgen.languages.javascript.managers import NAMES
from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.javascript.web_app import CHAIN, pieces, read_app
from dockgen.languages.kit.command_lines import parse
from dockgen.languages.kit.comments import without_comments
from dockgen.languages.kit.paths import is_plain
from dockgen.reading.project import Project

_TOOLS: Final = frozenset(
    {"vite", "parcel", "tailwindcss", "@tailwindcss/cli", "postcss", "esbuild", "webpack", "webpack-cli", "rollup"}
    | {"ng", "vue-cli-service", "bun", "sass", "react-scripts", "astro", "browserify", "lessc", "ncc"}
    | {"tsc", "node-sass", "swc", "babel"}
)
_SEVERAL: Final = frozenset({"run-s", "run-p", "npm-run-all", "npm-run-all2", "concurrently"})
_FLAGS: Final = frozenset(
    {"--outDir", "--out-dir", "--outdir", "--outfile", "--dist-dir", "--output", "--output-path", "--dest", "--file"}
    | {"-o", "-d", "--dir"}
)
_CONFIGS: Final = (
    r"(?:vite|rollup|vue|webpack|astro|esbuild|rspack|rsbuild)(?:\.[\w-]{1,40}){0,3}\.[cm]?[jt]s"
    r"|(?:build|esbuild)\.[cm]?js"
)
_OTHERS: Final = r"(?:tailwind|postcss|svelte)\.config\.[cm]?[jt]s|tsconfig[\w.-]{0,40}\.json"
_KEY: Final = (
    rf"\b(outDir|outputDir|outdir|outfile|path|dir|file|outputPath)[\"']?\s{{0,9}}[:=][\w.()\s,]{{0,80}}?({CHAIN})"
)
_ROOT: Final = rf"\broot[\"']?\s{{0,9}}:[\w.()\s,]{{0,80}}?({CHAIN})"
_KEYS: Final = {"vite": ("outDir",), "webpack": ("path",), "rspack": ("path",), "rollup": ("dir", "file")}
_KEYS_OF_OTHERS: Final = ("outDir", "outputDir", "outdir", "outfile", "outputPath")
_MAX_DEPTH: Final = 4


def named(project: Project, package: Manifest, script: str = "build") -> tuple[str, ...]:
    """Return the files and folders that a script of a package.json makes, from the top; none where nothing says so."""
    found = [*_of_commands(package, script), *_of_configs(project, package)]
    found = found or [*own_build.made_by(project.sub(package.folder), read_app(project, package).script(script))][:1]
    found = found or [*_of_framework(project, package, script)]
    paths = (posixpath.normpath(posixpath.join(package.folder, path)) for path in found)
    return tuple(dict.fromkeys(path for path in paths if path not in {package.folder, "."} and is_plain(path)))


def leads_outside(project: Project, package: Manifest, built: str) -> bool:
    """Tell whether the build reads what lies outside of its folder: Tailwind does, or a path of its configuration."""
    folder = package.folder
    if not folder or any(name == "tailwindcss" or name.startswith("@tailwindcss/") for name in package.dependencies):
        return bool(folder)
    texts = [*package.dependencies.values(), *(text for _, text in _texts(project, folder, f"{_CONFIGS}|{_OTHERS}"))]
    paths = (
        path for one in texts for path in re.findall(r"(?:[\"'`]|^file:|^link:)((?:\./)?\.\./[^\"'`\n]{0,200})", one)
    )
    outside = (posixpath.normpath(posixpath.join(folder, path)) for path in paths)
    return any(not f"{path}/".startswith((f"{folder}/", f"{built}/")) for path in outside)


def mentions(project: Project, package: Manifest, name: str) -> bool:
    """Tell whether a folder's name stands in what configures the build."""
    texts = [package.scripts.get("build", ""), *(text for _, text in _texts(project, package.folder, _CONFIGS))]
    return any(re.search(rf"(?<![\w-]){re.escape(name)}(?![\w-])", text) for text in texts)


def of_script(package: Manifest, script: str) -> tuple[str, ...]:
    """Return the files and folders that the commands of a script are told to make, from the top."""
    paths = (posixpath.normpath(posixpath.join(package.folder, path)) for path in _of_commands(package, script))
    return tuple(path for path in paths if path not in {package.folder, "."} and is_plain(path))


def _of_commands(package: Manifest, script: str, depth: int = 0) -> Iterator[str]:
    """Yield what the commands of a script, and of those that it calls, are told to make."""
    for command in parse(package.scripts.get(script, "")).commands:
        words = command.words
        for called in _called(package, words) if depth < _MAX_DEPTH else ():
            yield from _of_commands(package, called, depth + 1) if called != script else ()
        yield from (value for name, value in command.env if name == "BUILD_PATH")
        yield from _of_sass(words) if words[0] == "sass" else ()
        for word, following in zip(words, (*words[1:], None), strict=True) if words[0] in _TOOLS else ():
            flag, is_joined, value = word.partition("=")
            told = value if is_joined else following
            if flag in _FLAGS and told is not None:
                yield told


def _called(package: Manifest, words: Sequence[str]) -> Iterator[str]:
    """Yield the scripts that a manager's command runs, or one that runs several: those of `build:*`, too."""
    if words[0] in NAMES:
        yield from [word for word in words[1:3] if word in package.scripts][:1]
    elif words[0] in _SEVERAL:
        patterns = [word.removeprefix("npm:") for word in words[1:] if word[0:1] != "-"]
        patterns = [re.sub(r"^(?:npm|yarn|pnpm|bun) (?:run )?", "", one) for one in patterns]
        yield from (name for name in package.scripts if any(fnmatchcase(name, one) for one in patterns))


def _of_sass(words: Sequence[str]) -> Iterator[str]:
    """Yield what Sass makes, whose arguments are the source and the result, or both in one."""
    plain = [word for word in words[1:] if not word.startswith("-")]
    pairs = [word.rpartition(":")[2] for word in plain if ":" in word]
    yield from pairs or plain[1:2]


def _texts(project: Project, folder: str, pattern: str) -> Iterator[tuple[str, str]]:
    """Yield the configuration files beside a package.json, without their comments."""
    inside = project.sub(folder)
    for name in inside.entries():
        if re.fullmatch(pattern, name) and (text := inside.read(name)) is not None:
            yield name, without_comments(text, commas=False)


def _of_configs(project: Project, package: Manifest) -> Iterator[str]:
    for name, text in _texts(project, package.folder, _CONFIGS):
        tool = name.partition(".")[0]
        root = next((_joined(match[1]) for match in re.finditer(_ROOT, text) if tool == "vite"), "")
        for match in re.finditer(_KEY, text):
            path, before = _joined(match[2]), text[max(0, match.start() - 300) : match.start()]
            is_meant = match[1] in _KEYS.get(tool, _KEYS_OF_OTHERS) and (match[1] != "path" or "output" in before)
            if is_meant and path:
                yield path if re.search(r"resolve|join|URL", match[0]) else posixpath.join(root, path)


def _joined(chain: str) -> str:
    """Return the path of a chain; nothing where it begins elsewhere, or has a part that is not written out."""
    parts = pieces(chain)
    path = posixpath.normpath(posixpath.join(*parts)) if parts else ""
    return "" if "$" in path or path.startswith("/") else path


def _of_framework(project: Project, package: Manifest, script: str) -> Iterator[str]:
    """Yield what the framework makes unless it is told otherwise."""
    if frameworks.find(project, package):
        yield from filter(None, [frameworks.output(project, package)])
        return
    text = read_app(project, package).script(script)
    if re.search(r"(?:^|\s)react-scripts\s", text):
        yield "build"
    elif re.search(r"(?:^|\s|\()(?:vite|parcel|webpack|vue-cli-service)(?:\s|$)", text):
        yield "dist"
