"""What checks, fixes, and the ladder know of Node.js' tools."""

import json
import re
from collections.abc import Sequence
from typing import Any, Final

from dockgen.languages.javascript.managers import MANAGERS
from dockgen.languages.kit.sources import content
from dockgen.languages.language import Editing, Image, Install, Interpreter, Left, Needs, Tool, Tooling
from dockgen.reading.project import Project

_INSTALL_SCRIPTS: Final = frozenset(
    {"preinstall", "install", "postinstall", "prepare", "preprepare", "postprepare", "prepublish"}
    | {"dependencies", "pnpm:devPreinstall"}
)
_KINDS: Final = (
    *("dependencies", "devDependencies", "optionalDependencies", "peerDependencies", "overrides", "resolutions"),
)
_UNKNOWN: Final = frozenset({"workspaces", "pnpm", "patchedDependencies"})
_LOCAL: Final = r"(?:file|link|portal|workspace|patch|exec):|\.{0,2}/"
_READ_SOURCES: Final = frozenset({"prisma", "@prisma/client", "patch-package", "postinstall-postinstall"})
"""Packages whose own install scripts read files of the project."""
_FILES: Final = (
    *("binding.gyp", ".npmrc", ".yarnrc", ".yarnrc.yml", ".yarn", ".pnp.cjs", "pnpm-workspace.yaml", ".pnpmfile.cjs"),
    *("bunfig.toml", ".node-version", ".nvmrc", ".tool-versions", "lerna.json"),
)
"""Files that an install reads beside the manifest; what they say is not looked into."""
_MANIFEST: Final = "package.json"
_INSTALLED: Final = "node_modules"


def _needs(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifest and the lock file."""
    manifest = _manifest(project)
    if manifest is None or any(project.has(name) for name in _FILES) or not set(words).isdisjoint({"-g", "--global"}):
        return None
    tables = {key: manifest.get(key) or {} for key in ("scripts", *_KINDS)}
    if not all(isinstance(table, dict) for table in tables.values()) or not _UNKNOWN.isdisjoint(manifest):
        return None
    scripts = tables.pop("scripts")
    wanted = {str(name): str(version) for table in tables.values() for name, version in table.items()}
    runs_scripts = "--ignore-scripts" not in words and not _INSTALL_SCRIPTS.isdisjoint(scripts)
    if runs_scripts or _READ_SOURCES & wanted.keys() or any(re.match(_LOCAL, version) for version in wanted.values()):
        return None
    locks = tuple(name for name in MANAGERS[words[0].rpartition("/")[2]].locks if project.has(name))
    is_strict = not {"ci", "clean-install", "--frozen-lockfile", "--immutable"}.isdisjoint(words)
    return Needs((_MANIFEST, *locks), (_INSTALLED,)) if locks or not is_strict else None


def _manifest(project: Project) -> dict[str, Any] | None:  # whatever the file holds
    try:
        data = json.loads(content(project, _MANIFEST))
    except (ValueError, RecursionError):
        return None
    return data if isinstance(data, dict) else None


def _tool(name: str, command: str, cache: str, lock: str) -> Tool:
    return Tool(
        name,
        (Install(name, command, cache, f"{_MANIFEST} {lock} ./"),),
        caches=(cache,),
        fills=((_MANIFEST, _INSTALLED),),
        reads=_needs,
    )


_TOOLS: Final = (
    _tool("npm", r"npm (?:-\S++ )*+(?:ci|i|install|clean-install)(?: -\S++)*+", "/root/.npm", "package-lock.json"),
    _tool("yarn", r"yarn(?: install)?(?: -\S++)*+", "/usr/local/share/.cache/yarn", "yarn.lock")._replace(
        # Yarn 1 copies from its cache; later ones may run programs from there.
        shares_cache=lambda project: "# yarn lockfile v1" in content(project, "yarn.lock")
    ),
    _tool("pnpm", r"pnpm (?:i|install)(?: -\S++)*+", "/root/.local/share/pnpm/store", "pnpm-lock.yaml"),
    _tool("bun", r"bun install(?: -\S++)*+", "/root/.bun/install/cache", "bun.lock"),
)

_LIST: Final = (
    "const fs = require('fs'); for (const p of fs.readdirSync('/proc')) if (/^[0-9]+$/.test(p)) "
    "console.log(fs.readFileSync(`/proc/${p}/stat`, 'utf8').trim())"
)

TOOLING: Final = Tooling(
    images=(Image("node", ("build", "debian"), user="1000"), Image("oven/bun", is_plain=False)),
    tools=_TOOLS,
    manifests_too=("npm-shrinkwrap.json", ".npmrc"),
    sets_up=r"npm (?:i|install) (?:-g|--global) [\w@/.^~-]+|corepack enable\b.*",
    readable=(
        r"npm (?:run build|prune|cache clean)\b.*|(?:yarn|pnpm) (?:run )?build|npm (?:i|install) (?:-g|--global) .*"
    ),
    clears=r"--store-dir|\bnpm config\b|\byarn config\b",
    cache_variables=r"NPM_CONFIG_\w+|PNPM_HOME|YARN_\w+",
    interpreter=Interpreter(
        programs="node",
        suffixes=(".js", ".mjs", ".cjs", ".ts", "package.json"),
        writes=(
            r"(?:write|append)File|createWriteStream|\bmkdir(?:Sync)?\(|sqlite|\blowdb\b|\bnedb\b|\blevel\b|\bmulter\b"
            r"|formidable|homedir\(|winston\.transports\.File|transports\.File|child_process|\bexeca\b|setuid\("
            r"|puppeteer|playwright|cacheDir"
        ),
        ask=("node", "-e", "fetch('{}').then(r => process.exit(r.ok ? 0 : 1))"),
        signal=("node", "-e", "process.kill(-1, 'SIG{}')"),
        list=("node", "-e", _LIST),
        hides_signals=dict.fromkeys(("npm", "yarn", "pnpm"), "node server.js"),
    ),
    left=Left(
        caches=(
            (r"(?:.{0,300}/)?\.npm/_cacache", "the cache of npm"),
            (r"(?:.{0,300}/)?\.cache/yarn|usr/local/share/\.cache/yarn", "the cache of Yarn"),
            (r"(?:.{0,300}/)?(?:\.local/share/pnpm/store|\.pnpm-store|pnpm/store)", "the store of pnpm"),
            (r"(?:.{0,300}/)?\.bun/install/cache", "the cache of Bun"),
            (r"(?:.{0,300}/)?\.next/cache(?=/(?:webpack|swc|turbopack|babel)/)", "the cache of Next.js' builds"),
            (r"(?:.{0,300}/)?node_modules/\.cache(?!/prisma)", "the cache of a bundler"),
            (r"(?:.{0,300}/)?\.(?:parcel-cache|turbo)(?=/)", "the cache of a bundler"),
        ),
        marks=("pnpm", ".turbo/"),
    ),
    even_releases=27,  # nodejs/Release: those with odd numbers got no long-term support
)

_SCRIPT: Final = '\nObject.defineProperty(globalThis, "{0}", {{ value: "{0}", configurable: true }});\n'
_SCRIPTS: Final = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_PAGES: Final = (".vue", ".svelte", ".astro")

EDITING: Final = Editing(
    sources=_SCRIPTS + _PAGES,
    edits=dict.fromkeys(_SCRIPTS, _SCRIPT) | dict.fromkeys(_PAGES, "\n<!-- edited: {0} -->\n"),
)
