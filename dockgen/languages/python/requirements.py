"""What a project asks for: single requirements, and requirement files with all that they include."""

import posixpath
import re
from collections import deque
from collections.abc import Iterable, Iterator
from typing import Final

from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.registry_variables import Use, allowed, hosts_in
from dockgen.languages.kit.tables import warn, warn_if_outside
from dockgen.languages.python.groups import Groups
from dockgen.model.note import Note
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

_NAME: Final = r"[ \t]{0,99}([A-Za-z0-9](?:[A-Za-z0-9._-]{0,200}[A-Za-z0-9])?)[ \t]{0,99}(?:\[([^\]\n]{0,500})\])?"
_INCLUDE: Final = r"[ \t]{0,99}(?:-r|(-c)|--requirement|(--constraint))(?:[ \t]{1,99}|=)[\"']?([^\s\"'#]{1,500})"
_EDITABLE: Final = r"[ \t]{0,99}(?:-e|--editable)(?:[ \t]{1,99}|=)[\"']?([^\s\"'#]{1,500})"
_FIND_LINKS: Final = r"[ \t]{0,99}(?:-f|--find-links)(?:[ \t]{1,99}|=)(?!\S{0,20}://)"
_NO_BINARY: Final = r"\s{0,99}--no-binary(?:\s{1,99}|=)(\S{1,500})"
_OPTION: Final = r"[ \t]{0,99}-"
_LOCAL: Final = r"\.{1,2}(?:[/\\\[]|$)|/|file:|[\w./-]{1,200}\.(?:whl|tar\.gz|zip)$"
_VARIABLE: Final = r"\$\{([A-Z_][A-Z0-9_]*)\}"
IN_ADDRESS: Final = r"\$\{?([A-Z_][A-Z0-9_]*)"
_MAX_FILES: Final = 20


class Requirement(NamedTuple):
    """One package that is asked for."""

    name: str
    """As packages are compared: lower case, with dashes."""
    extras: frozenset[str] = frozenset()


class Manager(NamedTuple):
    """How a project's dependencies are installed; the fields below `is_locked` are those of `own.Python`."""

    name: str
    source: str
    """The file that says so."""
    origin: str = ""
    """The file that names the dependencies."""
    files: tuple[str, ...] = ()
    requirements: tuple[Requirement, ...] = ()
    is_locked: bool = False
    is_package: bool = False
    is_editable: bool = True
    sources_first: Note | None = None
    has_git: bool = False
    version_from_git: bool = False
    variables: tuple[str, ...] = ()
    groups: Groups = Groups()
    no_binary: frozenset[str] = frozenset()
    """Packages that are compiled although there may be a wheel; `:all:` for every one."""
    script: str = ""
    """The script that lists its dependencies itself, or that a Space runs; empty where no file says one."""
    added: tuple[str, ...] = ()
    """Requirements, as pip takes them, that stand in none of the files that it reads."""
    added_by: str = ""
    """The file that names these."""


def normalised(name: str) -> str:
    """Return a package's name as packages are compared."""
    return re.sub(r"[-_.]+", "-", name).lower()


def parse(text: str) -> Requirement | None:
    """Read a requirement such as `Flask[async]>=3; python_version > "3.9"`."""
    match = re.match(_NAME, text)
    if match is None:
        return None
    extras = frozenset(normalised(extra.strip()) for extra in (match[2] or "").split(",") if extra.strip())
    return Requirement(normalised(match[1]), extras)


def parse_all(lines: Iterable[str]) -> tuple[Requirement, ...]:
    """Read requirements; what is none is left out."""
    return tuple(filter(None, map(parse, lines)))


def uses(addresses: Iterable[str], variable: str) -> Iterator[Use]:
    """Yield the variables in addresses of indexes, and the hosts that each is for."""
    for address in addresses:
        if names := dict.fromkeys(re.findall(variable, address)):
            hosts = hosts_in(address)
            yield from ((name, hosts) for name in names)


def is_git(line: str) -> bool:
    """Tell whether a requirement is fetched by git."""
    return "git+" in line or line.startswith("git:")


def read(project: Project, path: str) -> Manager:
    """Read how pip installs a requirement file and all that it includes; warn of what cannot be read, or is outside."""
    files: list[str] = []
    found: list[Requirement] = []
    no_binary: set[str] = set()
    has_local = False
    lines = [*_lines(project, path, files)]
    for current, line, is_constraint in lines:
        editable = re.match(_EDITABLE, line)
        target = editable[1] if editable else line.strip()
        warn_if_outside(project, current, "", target.removeprefix("file:"))
        is_local = re.match(_FIND_LINKS, line) or re.match(_LOCAL, target) or " @ file:" in line
        if is_local or (editable and "://" not in target):
            has_local = True
        elif match := re.match(_NO_BINARY, line):
            no_binary |= {word if word == ":all:" else normalised(word) for word in match[1].split(",")}
        elif not re.match(_OPTION, line) and not is_constraint and (requirement := parse(line)):
            found.append(requirement)
    texts = [line for _, line, _ in lines]
    return Manager(
        *("pip", path, path),
        tuple(files) or (path,),
        tuple(found),
        sources_first=Note("local-requirement", {"path": path}) if has_local else None,
        has_git=any(map(is_git, texts)),
        variables=allowed(project, "python", path, uses(texts, _VARIABLE)),
        no_binary=frozenset(no_binary),
    )


def _lines(project: Project, path: str, files: list[str]) -> Iterator[tuple[str, str, bool]]:
    """Yield the lines of a file and of those that it includes: the file, the line, and whether that only constrains.

    The files that were read are added to `files`.
    """
    waiting = deque([(path, False)])
    while waiting and len(files) < _MAX_FILES:
        current, is_constraint = waiting.popleft()
        if current in files:
            continue
        text = project.read(current)
        if text is None:
            warn(project, f"{current} cannot be read")
            continue
        files.append(current)
        for line in dict.fromkeys(text.replace("\\\r\n", " ").replace("\\\n", " ").splitlines()):
            if not (match := re.match(_INCLUDE, line)):
                yield current, line, is_constraint
            elif included := _included(project, current, match[3]):
                waiting.append((included, is_constraint or bool(match[1] or match[2])))


def _included(project: Project, current: str, target: str) -> str:
    """Return the path of an included file; empty where it is an address, or outside of the project."""
    if "://" in target:
        return ""
    path = posixpath.normpath(posixpath.join(posixpath.dirname(current), target))
    if is_plain(path):
        return path
    warn(project, f"{current}: it includes {target}, which is outside of the project or has a name no build takes")
    return ""
