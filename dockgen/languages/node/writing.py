"""How a program's sources name what they write beside their own files."""

from typing import Final

from dockgen.languages.kit import written
from dockgen.languages.kit.sources import Source
from dockgen.languages.node.app import App
from dockgen.model.found import Found

_BASE: Final = (
    r"(?:(?:path\.)?(?:join|resolve)\(\s{0,9}(__dirname|import\.meta\.dirname|process\.cwd\(\))\s{0,9},\s{0,9})?"
)
_NAME: Final = r"[\w-][\w.-]{0,59}"
_PATH: Final = rf"{_BASE}[\"'`]((?:\.{{0,2}}/){{0,3}}(?:{_NAME}/){{0,3}}{_NAME}"
PATTERNS: Final = written.Patterns(
    folders=(
        rf"\b(?:mkdir|mkdirSync|mkdirp|mkdirpSync|ensureDir|ensureDirSync)\(\s{{0,9}}{_PATH})/?[\"'`]",
        rf"\bdest\s{{0,9}}:\s{{0,9}}{_PATH})/?[\"'`]",
    ),
    makes=r"\b(?:mkdir|ensureDir)",
    named=(
        rf"(?i)\b[\w.]{{0,40}}(?:dir|directory|folder)\s{{0,9}}=(?:[^\n;]{{0,120}}?(?:\|\||\?\?))?\s{{0,9}}{_PATH})/?[\"'`]"
    ),
    databases=(
        rf"\bnew\s{{1,9}}(?:\w{{1,20}}\.)?(?:Database|DatabaseSync)\(\s{{0,9}}{_PATH})[\"'`]",
        rf"\b(?:filename|storage|database)\s{{0,9}}:\s{{0,9}}{_PATH}\.(?:db3?|sqlite3?))[\"'`]",
        r"()[\"'`](?:file|sqlite):((?:\.{0,2}/){0,3}(?:[\w-]{1,60}/){0,3}[\w-]{1,60}\.(?:db3?|sqlite3?))[\"'`?]",
    ),
    files=(
        rf"\bJSONFile(?:Sync|Preset|SyncPreset)?(?:<[^<>()]{{0,60}}>)?\(\s{{0,9}}{_PATH})[\"'`]",
        rf"\b(?:createWriteStream|writeFile|writeFileSync|appendFile|appendFileSync)\(\s{{0,9}}{_PATH})[\"'`]",
        rf"\bfilename\s{{0,9}}:\s{{0,9}}{_PATH}\.log)[\"'`]",
    ),
    beside=frozenset({"__dirname", "import.meta.dirname"}),
)


def kept(app: App, sources: list[Source]) -> Found[written.Written]:
    """Return where the program keeps data."""
    code = {"dist", "build", "node_modules", *(() if app.start.entry.startswith("src/") else ("src",))}
    return written.find(written.Program(app.project, app.folder, sources, code), PATTERNS)
