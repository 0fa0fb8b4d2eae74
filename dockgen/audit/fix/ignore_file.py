"""Writes dockgen's `.dockerignore` for the language, if nothing that it excludes is used."""

import posixpath
import re
from collections.abc import Collection, Iterator, Sequence
from functools import cache
from itertools import islice
from typing import Final

from dockgen.audit.fix.proof import plan_of
from dockgen.audit.fix.words import installs
from dockgen.audit.run import Finding
from dockgen.dockerfiles.build import Build, ignore_patterns
from dockgen.languages import LANGUAGES, tables
from dockgen.reading.gitignore import is_ignored
from dockgen.reading.project import Project
from dockgen.rendering.render import render
from dockgen.secrets.secret_names import is_certain, named

_TOOLS_OWN: Final = (
    r"(?:.*/)?(?:Dockerfile[^/]*|Containerfile[^/]*|[^/]*\.[dD]ockerfile|\.dockerignore|(?:docker-)?compose[^/]*\.ya?ml"
    r"|dockgen\.toml|\.gitlab-ci\.yml|\.DS_Store|(?:(?!\.bak)[^/])*+\.bak[^/]*+|[^/]*\.(?:log|pyc|pyo|test|out|prof|tsbuildinfo))"
)
"""Files that no program reads."""
_READS_HISTORY: Final = r"\bgit\b|-buildvcs=true|setuptools.scm|SETUPTOOLS_SCM"
_SOURCES: Final = (".json", ".toml", ".txt")
_READS_ENV: Final = r"dotenv|decouple|environs|pydantic.settings|--env-file|loadEnvFile|vite|next\b"
_MOST: Final = 20_000


def fix(build: Build, found: Sequence[Finding]) -> str:
    """Return the text of the file; empty if it might exclude what the build or the program reads."""
    if not found or build.context is None or build.ignore is not None or build.context.has(".dockerignore"):
        return ""
    plan, context = plan_of(build.context), build.context
    if plan is None or re.search(_READS_HISTORY, _commands(build, context)):
        return ""
    text = render(plan, None).get(".dockerignore", "")
    then = build._replace(ignore=ignore_patterns(text))
    is_safe = text and _installs_its_own(then, context) and _keeps_out_nothing(then, context)
    return text if is_safe and _all_words_are_sent(then, context) else ""


def _commands(build: Build, context: Project) -> str:
    runs = [one.script() for one in build.file.instructions if one.name == "RUN"]
    return "\n".join((*runs, *re.findall(r"setuptools.scm", context.read("pyproject.toml") or "")))


def _installs_its_own(build: Build, context: Project) -> bool:
    """Tell whether the build installs packages itself instead of copying those of this machine."""
    tools = {tool for one in build.file.instructions if one.name == "RUN" for tool in installs(one)}
    filled = {fill for name in tools for fill in tables.tools()[name].fills}
    may_be = {fill for tool in tables.tools().values() for fill in tool.fills}
    return not any(context.has(place) and not build.is_sent(f"{folder}/x") for place, folder in may_be - filled)


def _keeps_out_nothing(build: Build, context: Project) -> bool:
    """Tell whether all newly excluded files are outside the repository or unused by the program."""
    files = list(islice(_files(context), _MOST))
    kept_out = [path for path in files if not build.is_sent(path) and not re.fullmatch(_TOOLS_OWN, path)]
    if len(files) == _MOST or not all(_is_secret(path) or is_ignored(context, path) for path in kept_out):
        return False
    return not kept_out or not _is_named(context, {posixpath.basename(path) for path in kept_out})


def _is_secret(path: str) -> bool:
    """Tell whether a name clearly means a secret, even if the file is part of the repository."""
    one = named(path)
    return one is not None and is_certain(one)


def _is_named(context: Project, names: Collection[str]) -> bool:
    """Tell whether the sources name one of some files, or load a `.env`."""
    wanted = "|".join(map(re.escape, sorted(names)))
    wanted += f"|{_READS_ENV}" if any(name.startswith(".env") for name in names) else ""
    return any(re.search(wanted, context.read(path) or "") for path in context.files(_sources()))


@cache
def _sources() -> tuple[str, ...]:
    """Return the suffixes of sources and manifests."""
    found = {name for one in LANGUAGES.values() for name in (*one.editing().sources, *one.MANIFESTS)}
    return (*sorted(found), *_SOURCES)


def _files(context: Project) -> Iterator[str]:
    """Yield the files of the context, without hidden and installed folders, but with hidden files at the top."""
    yield from context.files("")
    tools = (".git", ".github", ".gitlab", ".idea", ".vscode", ".venv", ".dockerignore", ".gitignore")
    yield from (name for name in context.entries() if name.startswith(".") and name not in tools)


def _all_words_are_sent(build: Build, context: Project) -> bool:
    """Tell whether no path that the Dockerfile names is excluded: it may be built outside of Docker."""
    words = {
        word
        for one in build.file.instructions
        if one.flag("from") is None and one.name in {"COPY", "ADD", "RUN", "CMD", "ENTRYPOINT"}
        for word in (one.args if one.name != "RUN" else [word for words in one.commands() for word in words])
    }
    paths = {posixpath.normpath(word) for word in words if not re.search(r"[$*?\[:=]", word)} - {".", "/"}
    builds = any("build" in one.script() for one in build.file.instructions if one.name == "RUN")
    parted = [path.lstrip("/").split("/") for path in paths]
    tails = {"/".join(parts[index:]) for parts in parted for index in range(len(parts))} - {""}
    may_be_sources = (tail for tail in tails if not tail.startswith("..") and (not builds or context.has(tail)))
    return all(map(build.is_sent, may_be_sources))
