"""Random projects: those of the samples with pieces changed, and manifests thrown together, some of them broken."""

import json
import os
import re
from collections.abc import Callable, Mapping
from copy import deepcopy
from pathlib import Path, PurePosixPath
from typing import Any, Final, NamedTuple

import tomli
from hypothesis import strategies as st
from sample import FOLDER as SAMPLES
from snapshots import write

from dockgen.languages import LANGUAGES
from dockgen.reading.project import MAX_BYTES

INJECTED: Final = "INJECTED"
"""Stands in what must never become an instruction, a key or a line of its own."""

MOST_SAMPLE_BYTES: Final = 30_000
MOST_PATH: Final = 200

# Files that no sample may have, in the shape in which people write them.
ALSO: Final[dict[str, str]] = {
    "go.mod": "module example.com/hello\n\ngo 1.26\n\nrequire github.com/jackc/pgx/v5 v5.7.0\n",
    "go.work": "go 1.26\n\nuse (\n\t./a\n\t./b\n)\n",
    "main.go": 'package main\n\nimport "net/http"\n\nfunc main() {\n\thttp.ListenAndServe(":8080", nil)\n}\n',
    "pyproject.toml": (
        '[project]\nname = "hello"\nversion = "1"\nrequires-python = ">=3.12"\n'
        'dependencies = ["fastapi[standard]>=0.115", "psycopg"]\n\n[project.scripts]\nhello = "hello.cli:main"\n\n'
        '[build-system]\nrequires = ["hatchling"]\nbuild-backend = "hatchling.build"\n\n'
        '[dependency-groups]\ndev = ["pytest"]\n\n[tool.uv.workspace]\nmembers = ["a", "packages/*"]\n'
    ),
    "requirements.txt": "-r base.txt\nflask==3.1.0 ; python_version > '3.9'\ngunicorn[gevent]\n./a\n--hash=sha256:0\n",
    "Pipfile": '[packages]\nflask = "*"\n\n[requires]\npython_version = "3.12"\n\n[scripts]\nstart = "python app.py"\n',
    "Pipfile.lock": '{"_meta": {"requires": {"python_version": "3.12"}}, "default": {"flask": {"version": "==3.1.0"}}}',
    "setup.cfg": "[metadata]\nname = hello\n\n[options]\npython_requires = >=3.11\ninstall_requires =\n    flask\n",
    "setup.py": 'from setuptools import setup\nsetup(name="hello", install_requires=["flask"], version="1")\n',
    "uv.lock": 'version = 1\nrequires-python = ">=3.12"\n\n[[package]]\nname = "flask"\nversion = "3.1.0"\n',
    "poetry.lock": '[[package]]\nname = "flask"\nversion = "3.1.0"\n\n[metadata]\npython-versions = "^3.12"\n',
    "app.py": 'import os\nfrom flask import Flask\napp = Flask("x")\napp.run(port=int(os.getenv("PORT", "5000")))\n',
    "manage.py": "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'site.settings')\n",
    ".python-version": "3.13\n",
    "runtime.txt": "python-3.12.1\n",
    ".tool-versions": "python 3.13.1\nnodejs 24.1.0\ngolang 1.26\n",
    "package.json": (
        '{"name": "hello", "version": "1.0.0", "type": "module", "main": "server.js", "private": true,'
        ' "scripts": {"build": "tsc", "start": "node server.js"}, "engines": {"node": ">=22"},'
        ' "packageManager": "pnpm@10.1.0", "workspaces": ["a", "packages/*"], "volta": {"node": "24.1.0"},'
        ' "dependencies": {"express": "^5.1.0", "pg": "^8"}, "devDependencies": {"typescript": "^5.9.0"}}'
    ),
    "package-lock.json": '{"name": "hello", "lockfileVersion": 3, "packages": {"": {"name": "hello"}}}',
    "server.js": 'import express from "express"\nconst app = express()\napp.listen(process.env.PORT ?? 3000)\n',
    "pnpm-workspace.yaml": 'packages:\n  - "a"\n  - "packages/*"\n',
    "pnpm-lock.yaml": "lockfileVersion: '9.0'\nimporters:\n  .:\n    dependencies: {}\n",
    "yarn.lock": "# yarn lockfile v1\n\nexpress@^5:\n  version 5.1.0\n",
    ".yarnrc.yml": "nodeLinker: node-modules\nyarnPath: .yarn/releases/yarn-4.9.0.cjs\n",
    "bun.lock": '{"lockfileVersion": 1, "workspaces": {"": {}},}\n',
    ".nvmrc": "v24\n",
    ".npmrc": "//registry.example.com/:_authToken=${NPM_TOKEN}\n",
    "angular.json": '{"version": 1, "projects": {"hello": {"architect": {"build": {"options": {"outputPath": "x"}}}}}}',
    "nest-cli.json": '{"sourceRoot": "src", "projects": {"a": {"type": "application", "root": "apps/a"}}}',
    "next.config.js": 'module.exports = { output: "standalone" }\n',
    "vite.config.js": 'export default { base: "/x/", build: { outDir: "out" } }\n',
    "tsconfig.json": '{"compilerOptions": {"outDir": "dist", "rootDir": "src"}, // comment\n}',
    "index.html": "<!doctype html>\n<title>Hello</title>\n",
    "404.html": "<p>Not here</p>\n",
    "dockgen.toml": 'dockgen = 1\nport = 8080\nenv = { A = "b" }\n',
}


def _projects() -> list[dict[str, str]]:
    """Return the text files of each sample's project, without what is vendored or large."""
    found = []
    for sample in sorted(SAMPLES.glob("*/project")):
        files = (path for path in sorted(sample.rglob("*")) if path.is_file() and "vendor" not in path.parts)
        small = (path for path in files if path.stat().st_size <= MOST_SAMPLE_BYTES)
        found.append({path.relative_to(sample).as_posix(): path.read_text("utf-8", "ignore") for path in small})
    return found


PROJECTS: Final = _projects()
MANIFESTS: Final[dict[str, list[str]]] = {name: [text] for name, text in ALSO.items()}
"""Valid texts for each file name: what is mixed and changed."""
for project in PROJECTS:
    for project_path, project_text in project.items():
        MANIFESTS.setdefault(PurePosixPath(project_path).name, []).append(project_text)


class Tree(NamedTuple):
    """What lies in a folder."""

    files: Mapping[str, bytes]
    odd: Mapping[str, str]
    """By path the kind of what is no plain file there."""

    def paths(self) -> list[str]:
        """Return all that is there."""
        return [*self.files, *self.odd]

    def make(self, folder: Path) -> None:
        """Make it; where one path stands in the way of another, the first stays."""
        for path, content in self.files.items():
            if _is_free(folder, path):
                write(folder, {path: content})
        for path, kind in self.odd.items():
            if _is_free(folder, path):
                (folder / path).parent.mkdir(parents=True, exist_ok=True)
                KINDS[kind](folder / path)


def _is_free(folder: Path, path: str) -> bool:
    place = folder / path
    above = [parent for parent in place.parents if folder in parent.parents]
    return not os.path.lexists(place) and all(parent.is_dir() or not os.path.lexists(parent) for parent in above)


KINDS: Final[dict[str, Callable[[Path], Any]]] = {
    "folder": lambda path: path.mkdir(),
    "pipe": os.mkfifo,
    "circle": lambda path: path.symlink_to(path.name),
    "dangling": lambda path: path.symlink_to("nowhere"),
    "up": lambda path: path.symlink_to(".."),
    "device": lambda path: path.symlink_to("/dev/zero"),
    "outside": lambda path: path.symlink_to("/etc/hostname"),
}

BROKEN: Final = {
    "binary": b"\x7fELF\xff\xfe\x00\x01",
    "UTF-16": "module x\n".encode("utf-16"),
    "empty": b"",
    "zero bytes": b"\0" * 100,
    "deep brackets": b"[" * 100_000,
    "deep braces": b'{"a":' * 100_000,
    "deep TOML": b"a = " + b"[" * 50_000,
    "long number": b'{"version": ' + b"9" * 5_000 + b"}",
    "long TOML number": b"version = " + b"9" * 5_000,
    "one line": b"x" * 100_000,
    "many lines": b"a\n" * 50_000,
    "as large as is read": b"#" * MAX_BYTES,
    "too large": b"{" + b" " * MAX_BYTES,
    "number": b"1",
    "text": b'"text"',
    "null": b"null",
    "list": b"[]",
    "bad JSON": b'{"name": ',
    "bad TOML": b"name = = 1",
    "bad YAML": b"a: [b\n\t- c: {",
}

# Each stands where a manifest's text has a word, or a value.
WORDS: Final = (
    *(
        "",
        " ",
        "0",
        "-1",
        "1.0",
        "9" * 50,
        "true",
        "null",
        "*",
        "^",
        ">=",
        "latest",
        "é",
        "x" * 300,
        "-rf",
        "--help",
        ".",
    ),
    *("..", "../../x", "/etc/passwd", "./a", "a/../..", "a b", "$(id)", "${x}", "`id`", "{{ x }}", "{% x %}", "'", '"'),
    *(
        "\\",
        "\\\n",
        "#",
        "//",
        "/*",
        ";",
        "&&",
        "|",
        "<",
        "\t",
        "\r",
        "\n",
        "\0",
        "\x1b[31m",
        "\u2028",
        "\ufeff",
        "\x7f",
    ),
    *(
        f"\nRUN {INJECTED}\n",
        f'"]\nRUN {INJECTED}',
        f"\n{INJECTED}: true\n",
        f"'\n{INJECTED} = 1\n",
        "<<EOF\nEOF",
        "[[",
        "]]",
    ),
)
VALUES: Final[tuple[Any, ...]] = (
    *WORDS,
    *(
        None,
        True,
        False,
        0,
        -1,
        1.5,
        10**30,
        [],
        [[]],
        [None],
        [1, "a"],
        {},
        {"": ""},
        {"a": None},
        {"a": [{}]},
        "\ud800",
    ),
    *(
        {"workspaces": ["*"]},
        ["*", "**", "!a", "../*", "/"],
        {"node": ["24"]},
        [{"name": "x"}],
        {"x": {"y": {"z": "1"}}},
    ),
)


def changed(text: str, name: str) -> st.SearchStrategy[bytes]:
    """Return texts near to one: with words exchanged, cut out, doubled, or with other values in its structure."""
    ways = [_with_words(text), _cut(text)]
    if (data := _parsed(text, name)) is not None:
        ways.append(_with_values(data, name))
    return st.one_of(*ways).map(lambda each: each.encode("utf-8", "surrogatepass"))


@st.composite
def _with_words(draw: st.DrawFn, text: str) -> str:
    for _ in range(draw(st.integers(1, 3))):
        words = list(re.finditer(r"[\w./@^~*-]+|[^\w\s]", text)) or [re.compile("").match("")]
        word = draw(st.sampled_from(words))
        text = text[: word.start()] + draw(st.sampled_from(WORDS)) + text[word.end() :]
    return text


@st.composite
def _cut(draw: st.DrawFn, text: str) -> str:
    start = draw(st.integers(0, len(text)))
    end = draw(st.integers(start, len(text)))
    return text[:start] + draw(st.sampled_from(["", text[start:end] * 2])) + text[end:]


def _parsed(text: str, name: str) -> Any:
    try:
        if name.endswith((".json", ".lock")) and text.startswith("{"):
            return json.loads(text)
        if name.endswith((".toml", ".lock")) or name == "Pipfile":
            return tomli.loads(text)
    except ValueError:
        pass
    return None


@st.composite
def _with_values(draw: st.DrawFn, data: Any, name: str) -> str:
    data = json.loads(json.dumps(data, default=str))
    for _ in range(draw(st.integers(1, 3))):
        places = list(_places(data))
        if not places:
            break
        holder, key = draw(st.sampled_from(places))
        if draw(st.booleans()) or not isinstance(holder, dict):
            holder[key] = deepcopy(draw(st.sampled_from(VALUES)))
        else:
            holder[draw(st.sampled_from(WORDS))] = holder.pop(key)
    return json.dumps(data) if text_is_json(name) else "".join(_toml(data))


def text_is_json(name: str) -> bool:
    """Tell whether what is changed is written as JSON, which is YAML too."""
    return not (name.endswith((".toml", "uv.lock", "poetry.lock", "pdm.lock")) or name == "Pipfile")


def _places(data: Any) -> list[tuple[Any, Any]]:
    """Return every place of a value: what holds it, and its key there."""
    pairs = data.items() if isinstance(data, dict) else enumerate(data) if isinstance(data, list) else ()
    return [place for key, value in pairs for place in ((data, key), *_places(value))]


def _toml(data: dict[str, Any]) -> list[str]:
    return [f"{json.dumps(key)} = {_inline(value)}\n" for key, value in data.items() if value is not None]


def _inline(value: Any) -> str:
    if isinstance(value, dict):
        pairs = (f"{json.dumps(key)} = {_inline(each)}" for key, each in value.items() if each is not None)
        return f"{{ {', '.join(pairs)} }}"
    if isinstance(value, list):
        return f"[{', '.join(_inline(each) for each in value if each is not None)}]"
    return json.dumps(value, ensure_ascii=False).replace("\x7f", "\\u007f")


CONTENTS: Final = st.sampled_from(sorted(BROKEN)).map(BROKEN.__getitem__) | st.binary(max_size=50)
FOLDERS: Final = st.sampled_from(
    (
        *(
            "",
            "",
            "",
            "",
            "a",
            "b",
            "a/b",
            "packages/x",
            "packages/y",
            "apps/web",
            "cmd/api",
            "cmd/worker",
            "src",
            "app",
        ),
        *(
            "src/hello",
            "public",
            "dist",
            "build",
            "node_modules/x",
            "vendor/x",
            ".git",
            ".hidden",
            "tests",
            "examples/x",
        ),
        *(
            "a b",
            "a\nb",
            f"x\nRUN {INJECTED}",
            "-rf",
            "é",
            os.fsdecode(b"\xff"),
            "{{ x }}",
            "$(id)",
            "'",
            '"',
            "x" * 100,
        ),
    )
)
NAMES: Final = st.sampled_from(sorted(ALSO)) | st.sampled_from(sorted(MANIFESTS))
FIRST: Final = st.sampled_from([sorted(MANIFESTS.keys() & set(one.MANIFESTS)) for one in LANGUAGES.values()]).flatmap(
    st.sampled_from
)
"""What makes a folder a project, of each language as often."""
BESIDE: Final = {"go.mod": ["main.go"], "go.work": ["go.mod", "main.go"], "package.json": ["server.js"]}


@st.composite
def _thrown_together(draw: st.DrawFn) -> Tree:
    """Return some manifests and sources, each in some folder, as they are or changed."""
    first, top = draw(FIRST), draw(FOLDERS)
    beside = BESIDE.get(first, ["app.py"])
    files = {str(PurePosixPath(top, name)): MANIFESTS[name][0].encode() for name in beside}
    text = draw(st.sampled_from(MANIFESTS[first]))
    files[str(PurePosixPath(top, first))] = draw(st.just(text.encode()) | changed(text, first))
    for name in draw(st.lists(NAMES, max_size=6)):
        text = draw(st.sampled_from(MANIFESTS[name]))
        content = st.just(text.encode()) | st.just(text.encode()) | changed(text, name) | CONTENTS
        files[str(PurePosixPath(draw(FOLDERS | st.just(top)), name))] = draw(content)
    return Tree(files, draw(_odd(sorted(files))))


@st.composite
def _of_a_sample(draw: st.DrawFn) -> Tree:
    """Return a sample's project with some pieces changed, taken away or moved."""
    files = {path: text.encode() for path, text in draw(st.sampled_from(PROJECTS)).items()}
    for path in draw(st.lists(st.sampled_from(sorted(files)), max_size=3, unique=True)) if files else ():
        text, name = files.pop(path).decode(), PurePosixPath(path).name
        place = draw(st.sampled_from([path, path, path, path, None]) | FOLDERS.map(f"{{}}/{name}".format))
        if place is not None and len(place) < MOST_PATH:
            files[place.lstrip("/")] = draw(changed(text, name) | changed(text, name) | CONTENTS)
    if name := draw(st.none() | NAMES):
        files.setdefault(name, draw(st.sampled_from(MANIFESTS[name])).encode())
    return Tree(files, draw(_odd(sorted(files))))


@st.composite
def _odd(draw: st.DrawFn, paths: list[str]) -> dict[str, str]:
    """Return what is no plain file, in the place of one that a language may look for."""
    beside = [str(PurePosixPath(path).parent) for path in paths] or ["."]
    odd: dict[str, str] = {}
    for _ in range(draw(st.sampled_from([0, 0, 0, 1, 2]))):
        path = str(PurePosixPath(draw(st.sampled_from(beside)), draw(NAMES)))
        odd[path] = draw(st.sampled_from(sorted(KINDS)))
    return odd


TREES: Final = _thrown_together() | _of_a_sample()
