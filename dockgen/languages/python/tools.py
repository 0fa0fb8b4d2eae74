"""What checks, fixes, and the ladder know of Python's tools."""

import posixpath
import re
from collections.abc import Mapping, Sequence
from typing import Final

import tomli

from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import Table, at, table
from dockgen.languages.language import Editing, Image, Install, Interpreter, Left, Needs, Tool, Tooling
from dockgen.reading.project import Project

_NAMES_FILES: Final = (
    r"-(?:e|r|c|f)\b|--(?:editable|requirement|constraint|find-links)\b|\.{0,2}/|\.$"
    r"|.*(?:file:|@\s*\.|\.(?:whl|gz|zip)$)"
)
"""A line of a list of requirements that sends pip to another file."""
_OTHERS: Final = frozenset({"-c", "-e", "-f", "--constraint", "--editable", "--find-links", "."})
_MANIFEST: Final = "pyproject.toml"


def _pip(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the lists of requirements that the command names."""
    files: list[str] = []
    rest = iter(words[words.index("install") + 1 :])
    for word in rest:
        if word in {"-r", "--requirement"}:
            files.append(next(rest, ""))
        elif match := re.fullmatch(r"(?:-r|--requirements?=)(.+)", word):
            files.append(match[1])
        elif word in _OTHERS or "/" in word:
            return None
    paths = tuple(posixpath.normpath(name) for name in files)
    is_sure = all(not path.startswith(("/", "..")) and "$" not in path and _is_plain(project, path) for path in paths)
    return Needs(paths) if paths and is_sure else None


def _is_plain(project: Project, path: str) -> bool:
    """Tell whether a list of requirements names no other file."""
    lines = [line.strip() for line in content(project, path).splitlines()]
    return bool(lines) and not any(re.match(_NAMES_FILES, line) for line in lines)


def _poetry(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifest and its lock file."""
    data = _toml(project, _MANIFEST)
    is_package = at(data, "tool", "poetry", "package-mode") is not False and "--no-root" not in words
    return None if data is None or is_package or project.has("poetry.toml") else _needs(project, "poetry.lock")


def _uv(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifest, its lock file, and the file that names the version of Python."""
    if words[1:2] == ["pip"]:
        return _pip(project, words)
    data = _toml(project, _MANIFEST)
    if data is None or project.has("uv.toml") or project.has("README"):
        return None
    own = table(data, "tool", "uv")
    is_package = own.get("package", "build-system" in data) and "--no-install-project" not in words
    return None if is_package or "workspace" in own else _needs(project, "uv.lock", ".python-version")


def _pipenv(project: Project, words: Sequence[str]) -> Needs | None:
    """Return the manifest and its lock file."""
    is_more = not {"-e", "-r", "--editable"}.isdisjoint(words)
    is_unsure = is_more or _toml(project, "Pipfile") is None
    return None if is_unsure else _needs(project, "Pipfile.lock", manifest="Pipfile")


def _needs(project: Project, *others: str, manifest: str = _MANIFEST) -> Needs:
    return Needs((manifest, *filter(project.has, others)), (".venv",))


def _names_paths(data: object) -> bool:
    """Tell whether a table, or one in it, names a path, as a dependency beside the project does."""
    if isinstance(data, Mapping):
        named = isinstance(data.get("path"), str) or data.get("editable") is True or data.get("workspace") is True
        return named or any(_names_paths(value) for value in data.values())
    if isinstance(data, list):
        return any(_names_paths(value) for value in data)
    return isinstance(data, str) and "file:" in data


def _toml(project: Project, path: str) -> Table | None:
    """Return a manifest; None where there is none, it is broken, or it names a path."""
    try:
        data = tomli.loads(content(project, path)) if project.has(path) else None
    except (ValueError, RecursionError):
        return None
    return None if _names_paths(data) else data


_PIP: Final = r"(?:python[\d.]* -m )?pip[\d.]* (?:-\S++ )*+install "
_FILLS: Final = ((".venv", ".venv"), ("venv", "venv"))
_AT: Final = "/root/.cache"

_REQUIREMENTS: Final = "requirements.txt ./"
_PIP_LIST: Final = rf"{_PIP}.*(?:-r ?|--requirement[ =])\S+.*"
_PIP_PROJECT: Final = rf"{_PIP}.*(?: |^)(?:\.|\./)(?:\[[^\[\]]*+\])?$"
_UV_LIST: Final = r"uv pip install .*(?:-r|--requirements?)[ =]\S+.*"
_UV: Final = (
    # It may fetch a Python of its own, into root's home.
    Install("uv", r"uv sync\b.*", f"{_AT}/uv", "pyproject.toml uv.lock ./", at_home=True),
    Install("uv", _UV_LIST, f"{_AT}/uv", _REQUIREMENTS, names_manifest=True),
)
_PIP_INSTALLS: Final = (
    Install("pip", _PIP_LIST, f"{_AT}/pip", _REQUIREMENTS, names_manifest=True),
    Install("pip", _PIP_PROJECT, f"{_AT}/pip", "", compiles=True, installs_project=True),
)


def _tool(name: str, command: str, manifests: str, folder: str, *caches: str) -> Tool:
    """Return a tool that keeps a folder between builds, in which only the caches may be shared."""
    install = Install(name, command, f"{_AT}/{folder}", manifests, at_home=name != "pdm")
    return Tool(name, (install,), tuple(f"{_AT}/{cache}" for cache in caches), fills=_FILLS)


_POETRY: Final = ("pypoetry", "pypoetry/cache", "pypoetry/artifacts")


_TOOLS: Final = (
    Tool("pip", _PIP_INSTALLS, (f"{_AT}/pip",), fills=_FILLS, reads=_pip),
    _tool("poetry", r"poetry install\b.*", "pyproject.toml poetry.lock ./", *_POETRY)._replace(
        without_project="--no-root", reads=_poetry
    ),
    Tool("uv", _UV, (f"{_AT}/uv",), fills=_FILLS, reads=_uv, asks_cache_at_start=True)._replace(
        without_project="--no-install-project"
    ),
    _tool("pipenv", r"pipenv (?:install|sync)\b.*", "Pipfile Pipfile.lock ./", "pipenv", "pipenv", "pip")._replace(
        reads=_pipenv
    ),
    _tool("pdm", r"pdm (?:install|sync)\b.*", "pyproject.toml pdm.lock ./", "pdm", "pdm")._replace(
        without_project="--no-self"
    ),
)

TOOLING: Final = Tooling(
    images=(Image("python", ("build", "debian")),),
    tools=_TOOLS,
    manifests_too=("requirements",),
    sets_up=(
        r"(?:python[\d.]* -m )?pip[\d.]* install (?:-[\w-]++ )*+"
        r"(?:pip|setuptools|wheel|poetry|uv|pipenv)(?:==[\w.]+)?(?: (?:pip|setuptools|wheel|poetry|uv)(?:==[\w.]+)?)*"
        r"|poetry config .*"
    ),
    readable=r"(?:python[\d.]* -m )?pip[\d.]* (?:-\S++ )*+install\b.*",
    clears=r"\bpip config\b",
    cache_variables=r"PIP_(?:CONFIG_FILE|TARGET)|UV_\w*DIR",
    interpreter=Interpreter(
        programs=r"python[\d.]*|gunicorn|uvicorn|hypercorn|granian|waitress-serve|flask|fastapi",
        suffixes=(".py", ".toml", ".txt", ".cfg"),
        writes=(
            r"\bopen\([^)\n]{0,200}[\"'](?:[wax]b?\+?|r\+b?)[\"']|\b(?:mkdir|makedirs|write_text|write_bytes|touch)\("
            r"|\bsqlite|FileHandler\(|\.to_(?:csv|parquet|excel|pickle)\(|\bshelve\b|\bdbm\b|\bsubprocess\b"
            r"|\bos\.(?:system|chown|setuid)|expanduser|Path\.home\(|\bshutil\b|UPLOAD_FOLDER|MEDIA_ROOT"
            r"|FileSystemCache|\bcelery\b|streamlit|gradio|torch|transformers|nltk|spacy|playwright|selenium"
            r"|huggingface|jupyter"
        ),
        ask=("python", "-c", "import urllib.request as r; r.urlopen('{}')"),
        signal=("python3", "-c", "import os, signal; os.kill(-1, signal.SIG{})"),
        list=("python3", "-c", "import glob\nfor f in glob.glob('/proc/[0-9]*/stat'): print(open(f).read().strip())"),
    ),
    left=Left(
        caches=(
            (r"(?:.{0,300}/)?\.cache/pip", "the cache of pip"),
            (r"(?:.{0,300}/)?\.cache/uv", "the cache of uv"),
            (r"(?:.{0,300}/)?\.cache/pypoetry(?=/(?:cache|artifacts)/)", "the cache of Poetry"),
            (r"(?:.{0,300}/)?\.cache/(?:pdm|pipenv)", "the cache of a package manager"),
        ),
    ),
)

EDITING: Final = Editing(sources=(".py",), edits={".py": "\n# edited: {0}\n"})
