"""What checks, fixes, and the ladder know of Python's tools."""

from typing import Final

from dockgen.languages.language import Editing, Image, Install, Interpreter, Left, Tool, Tooling
from dockgen.languages.python import reads

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
_POETRY: Final = Install(
    "poetry", r"poetry install\b.*", f"{_AT}/pypoetry", "pyproject.toml poetry.lock ./", at_home=True
)
_PIPENV: Final = Install(
    "pipenv", r"pipenv (?:install|sync)\b.*", f"{_AT}/pipenv", "Pipfile Pipfile.lock ./", at_home=True
)
_PDM: Final = Install("pdm", r"pdm (?:install|sync)\b.*", f"{_AT}/pdm", "pyproject.toml pdm.lock ./")

_TOOLS: Final = (
    Tool(
        "pip",
        (
            Install("pip", _PIP_LIST, f"{_AT}/pip", _REQUIREMENTS, names_manifest=True),
            Install("pip", _PIP_PROJECT, f"{_AT}/pip", "", compiles=True, installs_project=True),
        ),
        caches=(f"{_AT}/pip",),
        fills=_FILLS,
        reads=reads.pip,
    ),
    Tool(
        *("poetry", (_POETRY,)),
        caches=(f"{_AT}/pypoetry/cache", f"{_AT}/pypoetry/artifacts"),  # beside them it keeps environments
        without_project="--no-root",
        fills=_FILLS,
        reads=reads.poetry,
    ),
    Tool(
        *("uv", _UV),
        caches=(f"{_AT}/uv",),
        without_project="--no-install-project",
        fills=_FILLS,
        reads=reads.uv,
        asks_cache_at_start=True,
    ),
    Tool("pipenv", (_PIPENV,), caches=(f"{_AT}/pipenv", f"{_AT}/pip"), fills=_FILLS, reads=reads.pipenv),
    Tool("pdm", (_PDM,), caches=(f"{_AT}/pdm",), without_project="--no-self", fills=_FILLS),
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
    compiler=None,
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
        hides_signals={},
    ),
    left=Left(
        caches=(
            (r"(?:.{0,300}/)?\.cache/pip", "the cache of pip"),
            (r"(?:.{0,300}/)?\.cache/uv", "the cache of uv"),
            (r"(?:.{0,300}/)?\.cache/pypoetry(?=/(?:cache|artifacts)/)", "the cache of Poetry"),
            (r"(?:.{0,300}/)?\.cache/(?:pdm|pipenv)", "the cache of a package manager"),
        ),
        marks=(),
        tools=(),
        packages="",
    ),
    even_releases=0,
)

EDITING: Final = Editing(sources=(".py",), edits={".py": "\n# edited: {0}\n"}, start=("", ""))
