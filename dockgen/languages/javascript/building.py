"""What builds, what a build needs beside its own folder, and where it leaves JavaScript."""

import posixpath
import re
from collections.abc import Iterator, Mapping
from typing import Final

from dockgen.languages.javascript.manifest import Manifest
from dockgen.languages.kit.command_lines import parse
from dockgen.languages.kit.comments import read_json
from dockgen.languages.kit.paths import plain
from dockgen.languages.kit.tables import text
from dockgen.reading.project import Project

SOURCES: Final = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts")
TYPESCRIPT: Final = (".ts", ".mts", ".cts", ".tsx")

_SETTINGS: Final = (
    r"tsconfig[\w.-]{0,60}\.json|turbo\.json|nx\.json|babel\.config\.\w{1,5}|\.browserslistrc"
    r"|(?!(?:eslint|prettier|jest|vitest|playwright|commitlint|lint-staged|cypress)\.)[\w.-]{1,60}\.config\.[cm]?[jt]s"
)
_MD4: Final = {"react-scripts": 5, "webpack": 5, "@vue/cli-service": 5, "next": 11, "@angular-devkit/build-angular": 12}
"""Bundlers that need MD4 below these major versions."""
_TSCONFIGS: Final = ("tsconfig.build.json", "tsconfig.json")
_BUNDLERS: Final = r"\b(?:vite|tsup|tsdown|esbuild|rollup|webpack|swc|babel|ncc|nest|unbuild|parcel|bun|microbundle)\b"
_MAX_DEPTH: Final = 4
_NO_BUILD: Final = frozenset(
    {"echo", "exit", "true", "docker", "docker-compose", "eslint", "prettier", "jest", "vitest"}
)
_FOR_IMAGES: Final = r"^(?:build(?:[:_-][\w-]{1,40}){0,3}[:_-]docker|docker[:_-]build)$"
_IMAGE_BUILDERS: Final = r"(?:^|[\s;&|(/])(?:docker|docker-compose|podman|buildah|nerdctl|pack)(?:\s|$)"


def builds(manifest: Manifest, script: str) -> bool:
    """Tell whether a script builds something, rather than to check it or to say that there is nothing to do."""
    commands = parse(manifest.scripts.get(script, "")).commands
    return any(command.words[0] not in _NO_BUILD and "--noEmit" not in command.words for command in commands)


def for_images(scripts: Mapping[str, str]) -> Iterator[str]:
    """Yield the scripts that are there to build within an image: by their name, and as no command builds an image."""
    for name, script in scripts.items():
        if re.search(_FOR_IMAGES, name):
            words = frozenset(script.split())
            texts = (script, *(other for key, other in scripts.items() if key in words))
            if not any(re.search(_IMAGE_BUILDERS, each) for each in texts):
                yield name


def old_openssl(wanted: Mapping[str, str]) -> dict[str, str]:
    """Let old bundlers have the hash function that OpenSSL 3 no longer offers."""
    majors = ((name, re.match(r"[\^~>=v\s]{0,5}([0-9]{1,3})", wanted.get(name, ""))) for name in _MD4)
    is_old = any(match and int(match[1]) < _MD4[name] for name, match in majors)
    return {"NODE_OPTIONS": "--openssl-legacy-provider"} if is_old else {}


def root_files(project: Project, folder: str) -> tuple[str, ...]:
    """Return the settings at a workspace's root that builds of its members refer to."""
    return tuple(name for name in project.entries() if folder and re.fullmatch(_SETTINGS, name))


def compiled(project: Project, manifest: Manifest, entry: str) -> str:
    """Return what the build makes of a TypeScript file; empty where nothing is built."""
    if "build" not in manifest.scripts or not entry.endswith(TYPESCRIPT):
        return ""
    main = manifest.text("main")
    if main and main.endswith((".js", ".mjs", ".cjs")) and plain(main) and not project.has(main):
        return plain(main)
    output = output_folder(project, manifest)
    stem, ending = posixpath.splitext(entry if output == "." or _keeps_src(project) else entry.removeprefix("src/"))
    return posixpath.normpath(f"{output}/{stem}{ending.replace('ts', 'js').removesuffix('x')}")


def output_folder(project: Project, manifest: Manifest) -> str:
    """Return where a build leaves JavaScript."""
    build = manifest.scripts.get("build", "")
    if re.search(r"\bnx\s", build):
        of_nx = text(read_json(project, "project.json"), "targets", "build", "options", "outputPath")
        if of_nx and plain(of_nx):
            return plain(of_nx)
    match = re.search(r"(?:--out-?[dD]ir|-d|--dist-dir|--outfile)[ =](?:\./)?([\w.-]{1,100})", build)
    if match:
        return match[1]
    for name in _TSCONFIGS:
        if found := plain(_compiler_option(project, name, "outDir") or ""):
            return found
    # Without a folder, the compiler leaves JavaScript beside the sources.
    script = "\n".join([build, *(other for key, other in manifest.scripts.items() if key in build.split())])
    is_compiled = re.search(r"(?:^|[\s;&])tsc(?:\s|$)", script) and not re.search(_BUNDLERS, script)
    return "." if is_compiled and any(read_json(project, name) for name in _TSCONFIGS) else "dist"


def _keeps_src(project: Project) -> bool:
    """Tell whether the compiler keeps the folder `src` in its output, since its sources begin above."""
    roots = (root for name in _TSCONFIGS if (root := _compiler_option(project, name, "rootDir")))
    return posixpath.normpath(next(roots, "src")) == "."


def _compiler_option(project: Project, name: str, key: str, depth: int = 0) -> str | None:
    """Return an option of the TypeScript compiler, also from a file that another one extends."""
    if not project.has(name) or depth > _MAX_DEPTH:
        return None
    data = read_json(project, name)
    if (value := text(data, "compilerOptions", key)) is not None:
        return value
    other = text(data, "extends") or ""
    path = posixpath.normpath(other if other.endswith(".json") else f"{other}.json")
    return _compiler_option(project, path, key, depth + 1) if other.startswith("./") else None


def nest_entry(project: Project) -> str:
    """Return what `nest build` makes: dist/main.js, or deeper where files outside src are compiled too."""
    return f"dist/{plain(text(read_json(project, 'nest-cli.json'), 'entryFile') or '') or 'main'}.js"
