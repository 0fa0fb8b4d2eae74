"""Finds files that are named like secrets but that the program reads, so that `.dockerignore` includes them."""

import posixpath
import re
from collections.abc import Iterator
from fnmatch import fnmatchcase
from functools import lru_cache
from itertools import islice
from typing import Final

from dockgen.errors import FileError
from dockgen.model.found import Found
from dockgen.model.outputs import container_files
from dockgen.model.program import Program
from dockgen.reading.gitignore import is_ignored_from_top
from dockgen.reading.project import Project
from dockgen.records import NamedTuple
from dockgen.secrets.secret_names import MAYBE, Named, is_certain, is_schema, maybe_endings, named

_MOST: Final = 200
"""The largest number of files to include."""
_MOST_SOURCES: Final = 2000
_SOURCES: Final = (
    *(".go", ".rs", ".py", ".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx", ".vue", ".svelte", ".astro"),
    *(".html", ".prisma", ".toml", ".ini", ".cfg", ".yaml", ".yml", "package.json"),
)
_SETTINGS: Final = (".prisma", ".toml", ".ini", ".cfg", ".yaml", ".yml")
"""A path that needs no quotes."""
_NOT_PROGRAM: Final = (
    r"(?:^|/)(?:tests?|__tests__|e2e|specs?|fixtures|docs|examples?|\.[^/]{1,60})/|_test\.go$|(?:^|/)(?:test_|conftest)"
    r"|\.(?:test|spec)\.[cm]?[jt]sx?$|(?:^|/)(?:docker-)?compose[\w.-]{0,40}\.ya?ml$|(?:^|/)\.[^/]{1,60}$"
)
_PLAIN: Final = r"[^*?\[\]\\\"$\x00-\x1f]{0,300}[^*?\[\]\\\"$\x00-\x20]"
"""A path without special characters for `.dockerignore` and quoted nginx expressions."""
_TRANSLATIONS: Final = r"(?:^|/)(?:i18n|l10n|intl|lang|langs|languages?|locales?|messages|translations?)/"
_PUBLIC: Final = (
    r"-----BEGIN (?:TRUSTED |X509 )?(?:CERTIFICATE|PUBLIC KEY|PGP PUBLIC KEY BLOCK|RSA PUBLIC KEY|X509 CRL)-----"
)
_LISTS: Final = r"\b(?:readdir(?:Sync)?|ReadDir|WalkDir|Walk|DirFS|listdir|scandir|iterdir|r?glob|globSync|os\.walk)\b"
"""Calls that read all files of a folder."""
_FOLDER: Final = r"[\"'`](?:\.{0,2}/)?((?:[\w.-]{1,60}/){0,9}[\w.-]{1,60})/?[\"'`]"
_LOG: Final = Named("log", "a log", ("*.log",))
"""Logs are not secrets, but the `.dockerignore` of some languages excludes them."""
_CONTAINER: Final = Named("container", "a container file", tuple(container_files()), is_at_top=True)
"""Container files are not secrets either; a program that makes some may embed templates of theirs."""
_RECORDED: Final = frozenset({*(one.id for one in MAYBE[1].names), _LOG.id})
_EMBED: Final = r"(?m)^//go:embed[ \t]{1,20}([^\n]{1,500})"
_OF_FLASK: Final = ".flaskenv"
_MIGRATIONS: Final = r"(?:^|/)(?:migrations?|migrate)/[^/]{1,200}\.sql$"
_MODULES: Final = (".js", ".mjs", ".cjs", ".ts", ".mts", ".cts", ".jsx", ".tsx")


class _Text(NamedTuple):
    path: str
    text: str


class _Read(NamedTuple):
    """A file that the program reads."""

    path: str
    where: str
    """The line that reads it, or another reason."""
    why_not: str | None
    """Why it is excluded; None if it is included, "" if the reason is reported elsewhere."""


@lru_cache(maxsize=8)
def _read(project: Project) -> tuple[_Read, ...]:
    """Return the files that are named like secrets but may belong to the program."""
    paths = (*project.files((*maybe_endings(), ".log")), *([_OF_FLASK] if project.has(_OF_FLASK) else ()))
    kinds = [(path, named(path) or (_LOG if path.endswith(".log") else None)) for path in paths]
    kinds += [(name, _CONTAINER) for name in project.entries() if _is_container_file(name)]
    candidates = [(path, one) for path, one in kinds if one and not is_certain(one)]
    texts = list(_texts(project)) if candidates else []
    signs = ((path, one, _sign(project, path, one, texts)) for path, one in candidates if re.fullmatch(_PLAIN, path))
    found = (_Read(path, where, _why_not(project, path, one)) for path, one, where in signs if where)
    return tuple(islice(found, _MOST))


def _is_container_file(name: str) -> bool:
    return any(fnmatchcase(name, pattern) for pattern in _CONTAINER.patterns) and not named(name)


def _let_in(project: Project) -> list[_Read]:
    return [one for one in _read(project) if one.why_not is None]


def found(project: Project) -> Found[tuple[str, ...]]:
    """Return the paths that `.dockerignore` includes, with a warning for each file that the program reads."""
    for one in _read(project):
        if warning := _warning(project, one):
            project.warn(warning)
    files = _let_in(project)
    source = ", ".join(dict.fromkeys(one.where for one in files)) or "the program reads no file named like a secret"
    return Found(tuple(one.path for one in files), source)


def _warning(project: Project, one: _Read) -> str:
    """Warn about a file, unless another warning covers it or it is clearly not a secret."""
    path, what = posixpath.normpath(posixpath.join(project.path, one.path)), named(one.path)
    if one.why_not:
        return (
            f"{one.where} reads {path}, which {one.why_not}: .dockerignore excludes it from the image; "
            "mount it when the container starts"
        )
    is_told = any(f" {one.path}," in warning for warning in project.warnings)
    is_public = what is None or what.id == "key" or ":" not in one.where
    if one.why_not is not None or what is None or is_told or is_public:
        return ""
    return (
        f"{one.where} reads {path}, which is named like {what.what}: .dockerignore includes it, so anyone who has the "
        "image can read it"
    )


def served(program: Program, folder: str, base: str = "/") -> tuple[str, ...]:
    """Return patterns for exactly the included files below a folder (a regular expression) that a web server serves."""
    matches = (re.match(f"{folder}(.+)", path) for path in (program.let_in.value if program.let_in else ()))
    return tuple(re.escape(base + match[1]).replace(r"\-", "-") for match in matches if match)


def is_kept_out(project: Project, path: str) -> bool:
    """Tell whether a file is named like a secret and is not included."""
    return named(path) is not None and path not in {one.path for one in _let_in(project)}


def is_harmless(project: Project, path: str, one: Named) -> bool:
    """Tell whether a file that is named like a key holds only a certificate or a public key."""
    if one.id != "key":
        return False
    try:
        text = project.require(path)
    except FileError:
        return False
    return re.search(_PUBLIC, text) is not None and "PRIVATE KEY" not in text


def _why_not(project: Project, path: str, one: Named) -> str | None:
    """Return why a file that the program reads is excluded; None if it is included."""
    if is_ignored_from_top(project, path) or posixpath.basename(path) == "db.sqlite3":
        return "" if one.id in {"database", _LOG.id} else "is not part of the repository"  # see kit/sqlite_files.py
    if one.id == "key":
        return None if is_harmless(project, path, one) else ""
    try:
        text = project.require(path)
    except FileError:  # not text
        return None
    from dockgen.secrets import secret_files  # noqa: PLC0415 - few projects have such files

    found = secret_files.found_in(path, text, is_translation=_is_translation(path))
    return f"holds {found[0]}" if found else None


def _texts(project: Project) -> Iterator[_Text]:
    count = 0
    for path in project.files(_SOURCES):
        if count == _MOST_SOURCES:
            return
        if re.search(_NOT_PROGRAM, path) or named(path):
            continue
        count += 1
        try:
            yield _Text(path, project.require(path))
        except FileError:  # a large file is data
            continue


def _sign(project: Project, path: str, one: Named, texts: list[_Text]) -> str:
    """Return why a file belongs to the program; empty if nothing shows it."""
    if one.id == "sql" and is_schema(path):
        return f"{path} is named like a schema"
    if re.search(_MIGRATIONS, path):
        return f"{path} is in the folder of migrations"
    if posixpath.basename(path) == _OF_FLASK:
        return f"{path} is read by Flask"
    if _is_translation(path):
        return f"{path} is named like a translation"
    return next((sign for each in texts if (sign := _sign_in(each, path, one) or _imported(project, each, path))), "")


def _is_translation(path: str) -> bool:
    return path.endswith((".json", ".yaml", ".yml")) and re.search(_TRANSLATIONS, path) is not None


def _sign_in(each: _Text, path: str, one: Named) -> str:
    """Return the place where a text names a file."""
    if one is _CONTAINER and each.path.endswith((*_SETTINGS, "package.json")):
        return ""  # it names what its own tools read
    if each.path.endswith(".go") and "//go:embed" in each.text:
        for match in re.finditer(_EMBED, each.text):
            if any(_is_embedded(path, posixpath.dirname(each.path), word) for word in match[1].split()):
                return _at(each, match)
    for match in _names(each, path):
        if _fits(match[1], path, one) and not _is_comment(each, match.start()):
            return _at(each, match)
    return _lists_folder(each, path) if one.id not in _RECORDED else ""


def _lists_folder(each: _Text, path: str) -> str:
    """Return the place where a text that reads folders names the folder of a file."""
    folder = posixpath.dirname(path)
    if folder and re.search(_LISTS, each.text):
        for match in re.finditer(_FOLDER, each.text):
            if f"/{folder}".endswith(f"/{match[1]}") and not _is_comment(each, match.start()):
                return _at(each, match)
    return ""


def _at(each: _Text, match: re.Match[str]) -> str:
    return f"{each.path}:{each.text.count(chr(10), 0, match.start()) + 1}"


def _is_embedded(path: str, folder: str, word: str) -> bool:
    pattern = posixpath.normpath(posixpath.join(folder, word.strip('"`').removeprefix("all:")))
    return pattern == "." or fnmatchcase(path, pattern) or fnmatchcase(path, f"{pattern}/*")


def _names(each: _Text, path: str) -> Iterator[re.Match[str]]:
    """Yield the string literals that end like the file's name."""
    ending = "".join(re.findall(r"\.[^./]+", posixpath.basename(path))[-1:])
    if not ending or ending not in each.text:
        return
    pattern = rf"[\"'`]([^\"'`\s]{{0,200}}{re.escape(ending)})[\"'`?#]"
    if each.path.endswith(_SETTINGS):
        pattern = rf"(?<![^\s\"'=:])([^\s\"'=:]{{0,200}}{re.escape(ending)})(?![^\s\"'?,;])"
    yield from re.finditer(pattern, each.text)


def _fits(text: str, path: str, one: Named) -> bool:
    """Tell whether a path in a text, which may have unknown parts, can mean a file."""
    glob = re.sub(r"^[\w+-]{1,20}:/{0,3}", "", text)  # sqlite:///data.db
    glob = re.sub(r"\$?\{[^{}]{0,80}\}|%[a-z]|<[^<>]{0,40}>", "*", glob)
    glob = re.sub(r"^(?:(?:\*|\.{0,2}|[@~#$][\w-]{0,20})/){1,9}", "", glob)
    folder, _, name = glob.rpartition("/")
    if name.startswith((".", "*.")):  # any file of this type
        if not folder.strip("*") and one.id not in {"database", "journal", "sql"}:
            return False
        glob = f"{folder}/*{name.lstrip('*')}".lstrip("/")
    return fnmatchcase(f"/{path}", f"*/{glob}")


def _is_comment(each: _Text, at: int) -> bool:
    line = each.text[each.text.rfind("\n", 0, at) + 1 : at].lstrip()
    return line.startswith(("#", ";") if each.path.endswith((".py", *_SETTINGS)) else ("//", "*", "/*", "<!--"))


def _imported(project: Project, each: _Text, path: str) -> str:
    """Return the place where a file is named without its suffix: by an import of JSON, or by a settings library."""
    stem, ending = posixpath.splitext(path)
    name = re.escape(posixpath.basename(stem))
    if each.path.endswith(".go") and (match := re.search(rf"\bSetConfigName\([\"`]{name}[\"`]\)", each.text)):
        return _at(each, match)
    if ending != ".json" or not each.path.endswith((*_MODULES, ".vue", ".svelte", ".astro")):
        return ""
    if any(project.has(f"{stem}{other}") for other in _MODULES):  # which takes precedence over JSON
        return ""
    folder = posixpath.dirname(each.path)
    takes = rf"(?:\brequire\(|\bfrom\b|\bimport\b)[\s(]{{0,9}}[\"'](\.[^\"'\n]{{0,200}}\b{name})[\"']"
    for match in re.finditer(takes, each.text):
        is_it = posixpath.normpath(posixpath.join(folder, match[1])) == stem
        if is_it and not _is_comment(each, match.start()):
            return _at(each, match)
    return ""
