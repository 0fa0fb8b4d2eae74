"""Where a build leaves JavaScript, as far as its settings say so."""

import posixpath
import re
from typing import Final

from dockgen.languages.javascript.manifest import Manifest, read_json
from dockgen.languages.kit.paths import plain
from dockgen.languages.kit.tables import text
from dockgen.reading.project import Project

TYPESCRIPT: Final = (".ts", ".mts", ".cts", ".tsx")


def compiled(project: Project, manifest: Manifest, entry: str) -> str:
    """Return what the build makes of a TypeScript file; empty where nothing is built."""
    if "build" not in manifest.scripts or not entry.endswith(TYPESCRIPT):
        return ""
    main = manifest.text("main")
    if main and main.endswith((".js", ".mjs", ".cjs")) and plain(main) and not project.has(main):
        return plain(main)
    stem, ending = posixpath.splitext(entry.removeprefix("src/"))
    return f"{output_folder(project, manifest)}/{stem}{ending.replace('ts', 'js').removesuffix('x')}"


def output_folder(project: Project, manifest: Manifest) -> str:
    """Return where a build leaves JavaScript."""
    build = manifest.scripts.get("build", "")
    if re.search(r"\bnx\s", build) and (of_nx := _nx_option(project, "outputPath")):
        return of_nx
    match = re.search(r"(?:--out-?[dD]ir|-d|--dist-dir|--outfile)[ =](?:\./)?([\w.-]{1,100})", build)
    if match:
        return match[1]
    for name in ("tsconfig.build.json", "tsconfig.json"):
        if found := plain(text(read_json(project, name), "compilerOptions", "outDir") or ""):
            return found
    return "dist"


def _nx_option(project: Project, name: str) -> str:
    """Return an option of Nx' build, where that is a path inside; "" for none."""
    return plain(text(read_json(project, "project.json"), "targets", "build", "options", name) or "")


def nest_entry(project: Project) -> str:
    """Return what `nest build` makes: dist/main.js, or deeper where files outside src are compiled too."""
    return f"dist/{plain(text(read_json(project, 'nest-cli.json'), 'entryFile') or '') or 'main'}.js"
