"""Where a program writes beside its own files: folders that have to be writable, and SQLite files to be kept."""

import posixpath
import re
from collections.abc import Iterable, Iterator
from itertools import chain
from typing import Final

from dockgen.languages.kit import ports, sources, sqlite_files, written
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.written import Way, Ways, Written
from dockgen.languages.python import hosted
from dockgen.languages.python.starting import Seen, Source, Start, settings
from dockgen.model.found import Found
from dockgen.services import SQL

WAYS: Final = Ways(
    calls={
        **dict.fromkeys(("makedirs", "os.mkdir"), Way("folder", name="name")),
        "mkdir": Way("folder", method=True),
        **dict.fromkeys(("FileSystemStorage", "FileSystemCache"), Way("folder", name="location", sure=False)),
        "PersistentClient": Way("folder", name="path", sure=False),
        "Cache": Way("folder", name="directory", sure=False, needs="diskcache"),
        "SummaryWriter": Way("folder", name="log_dir", sure=False),
        "save_pretrained": Way("folder", sure=False),
        "open": Way("file", method=True, mode=True, name="file"),
        **dict.fromkeys(("write_text", "write_bytes", "touch"), Way("file", method=True, sure=False)),
        "basicConfig": Way("file", 99, "filename", sure=False),
        "savefig": Way("file", name="fname", sure=False),
        **dict.fromkeys(("FileHandler", "WatchedFileHandler"), Way("file", name="filename")),
        **dict.fromkeys(("RotatingFileHandler", "TimedRotatingFileHandler"), Way("files", name="filename")),
        **dict.fromkeys(("shelve.open", "dbm.open"), Way("files", name="filename")),
        "logger.add": Way("file", name="sink", sure=False),
        **dict.fromkeys(("torch.save", "joblib.dump", "shutil.move"), Way("file", 1, sure=False)),
        **dict.fromkeys(("shutil.copy", "shutil.copyfile", "shutil.copy2", "write_index"), Way("file", 1, sure=False)),
        "urlretrieve": Way("file", 1, "filename", sure=False),
        **dict.fromkeys(("os.replace", "os.rename"), Way("files", 1, sure=False)),
        **dict.fromkeys(("np.save", "np.savez", "np.savetxt", "numpy.save"), Way("file", sure=False)),
        **dict.fromkeys(
            ("imwrite", "imsave", "write_to_png", "save", "wavfile.write", "sf.write"), Way("file", sure=False)
        ),
        **dict.fromkeys(("SVGSurface", "PDFSurface", "PSSurface", "TinyDB"), Way("file", sure=False)),
        **dict.fromkeys(("to_csv", "to_excel", "to_parquet", "to_json", "to_pickle"), Way("file", sure=False)),
        **dict.fromkeys(("write_html", "write_image", "download_file"), Way("file", sure=False)),
    },
    properties=(
        r"(?m)(?P<folder>^[ \t]{0,40}MEDIA_ROOT[ \t]{0,9}=|\bSESSION_FILE_DIR[\"']?\]?[ \t]{0,9}[=:])"
        r"|(?P<file>[\"']filename[\"']\s{0,9}:)"
    ),
    named=r"(?i)(?:^|_)(?:uploads?|media|output|results?|logs?|downloads?|te?mp|cache)_?(?:dir|directory|folder|root|path)$",
    renamed=r"\bRotating|\brotation\s{0,9}=",
)
"""How Python programs write beside themselves."""

_PATH: Final = r"((?:\./)?(?:[\w-]{1,60}/){0,3}[\w-][\w.-]{0,60})"
_FROM_START: Final = (
    rf"\bsqlite(?:\+\w{{1,20}})?:///{_PATH}[\"'?]",
    rf"\b(?:aio)?sqlite3?\.connect\(\s{{0,9}}[\"']{_PATH}[\"']",
    rf"\bSqlite\w{{0,20}}Database\(\s{{0,9}}[\"']{_PATH}[\"']",
)
_SUFFIX: Final = r"\.(?:db|db3|sqlite|sqlite3)[\"'?]"
_CONNECTS: Final = r"\b(?:aio)?sqlite3?\.connect\(\s{0,9}(?![\"'])"
"""What opens an SQLite file whose name stands elsewhere."""
_SETTING: Final = (
    r"(?:[=:]\s{0,9}|\b(?:Path|Field)\(\s{0,9}|(?i:env|get)\w{0,6}\(\s{0,9}[\"']\w{1,60}[\"'],\s{0,9})"
    r"[\"']((?:\./)?(?:[\w-]{1,60}/){0,3}[\w-]{1,60}\.(?:db3?|sqlite3?))[\"']"
)
_IN_FILE: Final = (
    r"(?m)^[ \t]{0,12}[\"']?\w{1,40}[\"']?[ \t]{0,9}[:=][ \t]{0,9}[\"']?"
    r"((?:\./)?(?:[\w-]{1,60}/){0,3}[\w-]{1,60}\.(?:db3?|sqlite3?))[\"']?,?[ \t]{0,9}$"
)
"""A line of a settings file."""
_PARTS: Final = r"((?:\./)?(?:[\w-]{1,60}(?:/|[\"']\s{0,9}[/,]\s{0,9}f?[\"'])){0,3}[\w-][\w.-]{0,60})"
"""A path of one text, or of several that are joined."""
_JOINT: Final = r"[\"'][^\"']{1,20}[\"']"
_HERE: Final = r"((?:Path\(__file__\)[\w.()]{0,60}\.parent[\w.\[\]]{0,40})|[A-Za-z_]\w{0,40})"
_FROM_FILE: Final = (
    rf"{_HERE}\s{{0,9}}/\s{{0,9}}f?[\"']{_PARTS}(?<=[\w-]){_SUFFIX}",
    rf"\bos\.path\.join\(\s{{0,9}}{_HERE}\s{{0,9}},\s{{0,9}}[\"']{_PARTS}(?<=[\w-]){_SUFFIX}",
    rf"\bsqlite(?:\+\w{{1,20}})?:///\{{{_HERE}\}}/{_PATH}(?<=[\w-]){_SUFFIX}",
)
_LOG_FILE: Final = (
    r"(?:^[ \t]{0,20}[\"']?filename[\"']?[ \t]{0,9}[:=][ \t]{0,9}|^args[ \t]{0,9}=[ \t]{0,9}\([ \t]{0,9})[\"']?"
    r"((?:\./)?\w[\w./-]{0,150}\.(?:log|jsonl?|txt|out))\b"
)
_HANDLER: Final = 'RotatingFileHandler("{}")'
_IMPORT: Final = r"(?m)^[ \t]{0,80}(?:from|import)[ \t]([^\n]{1,300})"
_GUARD: Final = r"(?m)^if[ \t]{1,9}\(?__name__[ \t]{0,9}=="
_UP: Final = r"\.parent\b|\bdirname\("


def find(seen: Seen, start: Start, services: tuple[str, ...]) -> Found[Written]:
    """Return where the program writes."""
    read = _of_program(seen, start)
    kept = databases(seen, services, start)
    if "flask" in seen.names and (found := seen.sources.first(r"\binstance_path\b")) and not kept.folders:
        kept = kept._replace(folders=("instance",), source=found[0].at(found[1]))
    folder = seen.folder.rstrip("/")
    return written.find(written.Program(seen.project, folder, [*read, *_of_logging(seen, read)]), WAYS, kept)


def _of_logging(seen: Seen, read: Iterable[Source]) -> Iterator[Source]:
    """Yield the settings of logging that sources name, as the calls that they lead to, each in its own line."""
    for one in (one for one in read if "logging" in one.raw):
        for name in ports.settings_named([one]):
            path = next((path for path in (seen.folder + name, one.folder + name) if seen.project.has(path)), "")
            lines = content(seen.project, path).split("\n") if path else []
            calls = [_HANDLER.format(match[1]) if (match := re.search(_LOG_FILE, line)) else "" for line in lines]
            if any(calls):
                yield Source(path, "\n".join(calls))


def _of_program(seen: Seen, start: Start) -> list[Source]:
    """Return the sources that run in the container: a script beside them that nothing imports is for development."""
    read = [*seen.sources.read, *settings(seen.project, seen.sources)]
    named = {*re.findall(r"[\w.]{1,200}", " ".join(start.words)), start.source.partition(":")[0]}
    imported = {
        word for one in read for line in re.findall(_IMPORT, one.text) for word in re.findall(r"\w{1,99}", line)
    }
    at_build = hosted.run_by_hooks(seen)
    started = {word for text in named for word in re.split(r"[./]", text)}
    return [
        one
        for one in read
        if one.stem in imported | started
        or (one.path not in at_build and (one.folder != seen.folder or not re.search(_GUARD, one.text)))
    ]


def databases(seen: Seen, services: tuple[str, ...], start: Start) -> sqlite_files.Kept:
    """Return where SQLite files lie; none where a database server takes their place. And what its framework keeps."""
    state = [sqlite_files.Database(start.state, start.source, is_data=False)] if start.state else []
    found = [*state, *(_databases(seen, start) if SQL.isdisjoint(services) else ())]
    started_in = posixpath.join("/app", seen.folder).rstrip("/")
    return sqlite_files.keep(seen.project, seen.folder, seen.sources.paths, found, started_in)


def _databases(seen: Seen, start: Start) -> list[sqlite_files.Database]:
    read = (*seen.sources.read, *settings(seen.project, seen.sources))
    is_told = any(re.search(_CONNECTS, source.text) for source in read)
    words = (word for word in start.words if word.endswith(ports.SETTINGS))
    names = (seen.folder + name for name in (*words, *ports.settings_named(read))) if is_told else ()
    files = [sources.Source(path, content(seen.project, path)) for path in names]
    in_files = ((match[1], one.at(match)) for one in files for match in re.finditer(_IN_FILE, one.text))
    in_sources = (
        (path, source.at(match))
        for source in read
        if is_told or "sqlite" in source.text.lower()
        for path, match in (
            *_from_start(source, seen.names),
            *_from_file(source, seen.folder),
            *(((match[1], match) for match in re.finditer(_SETTING, source.text)) if is_told else ()),
        )
    )
    return sqlite_files.named(chain(in_sources, in_files))


def _from_start(source: Source, names: frozenset[str]) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the paths that count from where the program starts; Flask-SQLAlchemy puts them into a folder of its own."""
    for pattern in _FROM_START:
        is_instance = pattern == _FROM_START[0] and "flask-sqlalchemy" in names
        for match in re.finditer(pattern, source.text):
            yield (f"instance/{match[1]}" if is_instance else match[1]), match


def _from_file(source: Source, folder: str) -> Iterator[tuple[str, re.Match[str]]]:
    """Yield the paths that count from the file itself, or from a folder above it that a name stands for."""
    for pattern in _FROM_FILE:
        for match in re.finditer(pattern, source.text):
            text = match[1] if "(" in match[1] else _value(source, match[1])
            ups = len(re.findall(_UP, text)) - 1
            if "__file__" in text and ups >= 0:
                suffix = source.text[match.end(2) : match.end()].rstrip("\"'?")
                above = posixpath.normpath(posixpath.join(source.folder, *([".."] * ups)))
                path = re.sub(_JOINT, "/", match[2]) + suffix
                yield posixpath.relpath(posixpath.join(above, path), folder or "."), match


def _value(source: Source, name: str) -> str:
    """Return what a name is set to."""
    match = re.search(rf"(?m)^{name}[ \t]{{0,9}}(?::[^=\n]{{1,40}})?=[ \t]{{0,9}}([^\n]{{1,200}})", source.text)
    return match[1] if match else ""
