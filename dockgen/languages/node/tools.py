"""What checks, fixes, and the ladder know of Node.js' tools."""

from typing import Final

from dockgen.languages.language import Editing, Image, Install, Interpreter, Left, Tool, Tooling
from dockgen.languages.node import reads


def _tool(name: str, command: str, cache: str, lock: str) -> Tool:
    return Tool(
        name,
        (Install(name, command, cache, f"{reads.MANIFEST} {lock} ./"),),
        caches=(cache,),
        fills=((reads.MANIFEST, reads.INSTALLED),),
        reads=reads.needs,
    )


_TOOLS: Final = (
    _tool("npm", r"npm (?:-\S++ )*+(?:ci|i|install|clean-install)(?: -\S++)*+", "/root/.npm", "package-lock.json"),
    _tool("yarn", r"yarn(?: install)?(?: -\S++)*+", "/usr/local/share/.cache/yarn", "yarn.lock")._replace(
        shares_cache=reads.copies_from_cache
    ),
    _tool("pnpm", r"pnpm (?:i|install)(?: -\S++)*+", "/root/.local/share/pnpm/store", "pnpm-lock.yaml"),
    _tool("bun", r"bun install(?: -\S++)*+", "/root/.bun/install/cache", "bun.lock"),
)

_LIST: Final = (
    "const fs = require('fs'); for (const p of fs.readdirSync('/proc')) if (/^[0-9]+$/.test(p)) "
    "console.log(fs.readFileSync(`/proc/${p}/stat`, 'utf8').trim())"
)

TOOLING: Final = Tooling(
    images=(
        Image("node", ("build", "debian"), user="1000"),
        Image("oven/bun", is_plain=False),
    ),
    tools=_TOOLS,
    manifests_too=("npm-shrinkwrap.json", ".npmrc"),
    sets_up=r"npm (?:i|install) (?:-g|--global) [\w@/.^~-]+|corepack enable\b.*",
    readable=(
        r"npm (?:run build|prune|cache clean)\b.*|(?:yarn|pnpm) (?:run )?build|npm (?:i|install) (?:-g|--global) .*"
    ),
    clears=r"--store-dir|\bnpm config\b|\byarn config\b",
    cache_variables=r"NPM_CONFIG_\w+|PNPM_HOME|YARN_\w+",
    compiler=None,
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
        tools=(),
        packages="",
    ),
    even_releases=27,  # nodejs/Release: those with odd numbers got no long-term support
)

_SCRIPT: Final = '\nObject.defineProperty(globalThis, "{0}", {{ value: "{0}", configurable: true }});\n'
_SCRIPTS: Final = (".js", ".mjs", ".cjs", ".jsx", ".ts", ".mts", ".cts", ".tsx")
_PAGES: Final = (".vue", ".svelte", ".astro")

EDITING: Final = Editing(
    sources=_SCRIPTS + _PAGES,
    edits=dict.fromkeys(_SCRIPTS, _SCRIPT) | dict.fromkeys(_PAGES, "\n<!-- edited: {0} -->\n"),
    start=("", ""),
)
