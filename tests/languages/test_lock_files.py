"""A lock file that an install would refuse, or that lacks what Linux needs, is said when it is read."""

import hashlib
import json
from collections.abc import Callable, Mapping
from pathlib import Path

import pytest
from snapshots import write

from dockgen.choices.settings import Settings
from dockgen.generator.pipeline import generate

Warnings = Callable[[Mapping[str, str]], list[str]]
SERVER = "require('http').createServer((q, r) => r.end('ok')).listen(3000)\n"
FLASK = "from flask import Flask\n\napp = Flask(__name__)\n"


@pytest.fixture
def told(tmp_path: Path) -> Warnings:
    """Return a function that writes a project and returns the warnings about its lock file."""

    def told(files: Mapping[str, str]) -> list[str]:
        write(tmp_path, files)
        return [one for one in generate(tmp_path, Settings(), None).project.warnings if " and commit " in one]

    return told


def package(express: str = "^4.18.0", **more: object) -> str:
    scripts = {"start": "node server.js"}
    return json.dumps({"name": "shop", "scripts": scripts, "dependencies": {"express": express}, **more}, indent=2)


def npm(express: str = "^4.18.0", version: str = "4.18.3", **packages: object) -> str:
    root = {"name": "shop", "dependencies": {"express": express}}
    locked = {"": root, "node_modules/express": {"version": version}, **packages}
    return json.dumps({"name": "shop", "lockfileVersion": 3, "packages": locked}, indent=2)


YARN = '# yarn lockfile v1\n\n\nexpress@^4.18.0, express@^4.17.1:\n  version "4.18.3"\n\n"@scope/a@^1.0.0":\n'
BERRY = '__metadata:\n  version: 8\n\n"express@npm:^4.18.0":\n  version: 4.18.3\n\n"shop@workspace:.":\n'
PNPM = """lockfileVersion: '9.0'

importers:

  .:
    dependencies:
      express:
        specifier: ^4.18.0
        version: 4.18.3

packages:
"""
PNPM_6 = "lockfileVersion: '6.0'\n\ndependencies:\n  express:\n    specifier: ^4.18.0\n    version: 4.18.3\n"
LOCKS = {
    "npm": ("package-lock.json", npm(), "npm ci", "npm install"),
    "yarn": ("yarn.lock", YARN, "yarn install --frozen-lockfile", "yarn install"),
    "berry": ("yarn.lock", BERRY, "yarn install --immutable", "yarn install"),
    "pnpm": ("pnpm-lock.yaml", PNPM, "pnpm install --frozen-lockfile", "pnpm install"),
    "pnpm-6": ("pnpm-lock.yaml", PNPM_6, "pnpm install --frozen-lockfile", "pnpm install"),
}


@pytest.mark.parametrize("name", LOCKS)
def test_a_lock_file_that_fits_is_not_warned_of(name: str, told: Warnings) -> None:
    lock, text, *_ = LOCKS[name]
    assert told({"package.json": package(), "server.js": SERVER, lock: text}) == []


@pytest.mark.parametrize("name", LOCKS)
@pytest.mark.parametrize("more", [{"express": "^5.0.0"}, {"dependencies": {"express": "^4.18.0", "ms": "^2.0.0"}}])
def test_a_lock_file_that_does_not_is(name: str, more: dict[str, str], told: Warnings) -> None:
    lock, text, runs, renews = LOCKS[name]
    (warning,) = told({"package.json": package(**more), "server.js": SERVER, lock: text})
    line, named = ("8", "ms ^2.0.0") if "dependencies" in more else ("7", "express ^5.0.0")
    assert warning == (
        f"{lock} does not match package.json:{line} ({named}), so the build stops at `{runs}`: "
        f"run `{renews}`, and commit {lock}"
    )


@pytest.mark.parametrize(
    "files",
    [
        {
            "package.json": package(),
            "package-lock.json": npm("^4.17.0"),
        },  # another range, and the same version is in it
        {"package.json": package("file:../express"), "package-lock.json": npm()},
        {"package.json": package(overrides={"express": "4.0.0"}), "package-lock.json": npm("4.0.0", "4.0.0")},
        {"package.json": package("latest"), "package-lock.json": npm("latest", "5.0.0")},
        {"package.json": package(), "package-lock.json": "{}"},
        {"package.json": package(), "package-lock.json": "{ not JSON"},
        {"package.json": package(), "yarn.lock": "# yarn lockfile v1\n"},
        {"package.json": package(resolutions={"express": "4.0.0"}), "yarn.lock": "# yarn lockfile v1\n\na@1:\n"},
        {
            "package.json": package("catalog:"),
            "pnpm-lock.yaml": PNPM,
            "pnpm-workspace.yaml": "catalog:\n  express: 4\n",
        },
        {"package.json": package(), "pnpm-lock.yaml": "lockfileVersion: '9.0'\n"},
    ],
)
def test_what_an_install_takes_is_not_warned_of(files: dict[str, str], told: Warnings) -> None:
    assert told({"server.js": SERVER, **files}) == []


def test_a_member_of_a_workspace_has_its_own_part(told: Warnings) -> None:
    root = json.dumps({"name": "all", "private": True, "workspaces": ["api"], "scripts": {"start": "npm start -w api"}})
    locked = {
        "": {"name": "all"},
        "api": {"dependencies": {"express": "^4.18.0"}},
        "node_modules/express": {"version": "4.18.3"},
    }
    lock = json.dumps({"lockfileVersion": 3, "packages": locked}, indent=2)
    files = {"package.json": root, "api/server.js": SERVER, "package-lock.json": lock}
    assert told({**files, "api/package.json": package()}) == []
    assert "api/package.json:7 (express ^5.0.0)" in told({**files, "api/package.json": package("^5.0.0")})[0]


@pytest.mark.parametrize(
    ("names", "lacks"),
    [
        (["@rollup/rollup-darwin-arm64"], "@rollup/rollup-darwin-arm64"),
        (["@rollup/rollup-win32-x64-msvc", "@esbuild/darwin-arm64"], "@rollup/rollup-win32-x64-msvc and 1 more"),
        (["@esbuild/darwin-arm64"], "@esbuild/darwin-arm64"),
        (["vite/node_modules/@esbuild/darwin-arm64", "@esbuild/linux-x64"], None),
        (["@rollup/rollup-darwin-arm64", "@rollup/rollup-linux-x64-gnu"], None),
        (["@img/sharp-darwin-arm64", "@img/sharp-linuxmusl-x64"], None),
        (["fsevents"], None),
        (["node-windows-x", "my-linux-tools"], None),
    ],
)
def test_an_npm_lock_without_linux_is_warned_of(names: list[str], lacks: str | None, told: Warnings) -> None:
    lock = npm(**{f"node_modules/{name}": {"version": "1.0.0", "optional": True} for name in names})
    found = told({"package.json": package(), "server.js": SERVER, "package-lock.json": lock})
    assert bool(found) == (lacks is not None)
    if lacks:
        assert found[0].startswith(f"package-lock.json has {lacks} for another system, but not for Linux")
        assert "`rm -rf node_modules package-lock.json && npm install`" in found[0]


@pytest.mark.parametrize(
    ("entry", "is_said"),
    [
        ({"os": ["darwin"]}, True),
        ({"os": ["darwin"], "extraneous": True}, False),
        ({"os": ["win32", "darwin"]}, True),
        ({"os": ["darwin"], "optional": True}, False),
        ({"os": ["darwin", "linux"]}, False),
        ({"os": ["!win32"]}, False),
    ],
)
def test_an_npm_lock_that_wants_a_package_for_another_system_is_warned_of(
    entry: dict[str, object], told: Warnings, *, is_said: bool
) -> None:
    order = {"version": "2.3.3", **{key: entry[key] for key in sorted(entry, reverse=True) if key != "os"}}
    lock = npm(**{"node_modules/fsevents": {**order, "os": entry["os"]}})
    found = told({"package.json": package(), "server.js": SERVER, "package-lock.json": lock})
    assert [text.partition(",")[0] for text in found] == (["package-lock.json wants fsevents"] if is_said else [])


def sha(content: object, **options: object) -> str:
    return hashlib.sha256(json.dumps(content, sort_keys=True, **options).encode()).hexdigest()  # type: ignore[arg-type]


UV = '[project]\nname = "shop"\nversion = "1"\nrequires-python = ">=3.12"\ndependencies = ["Flask>=3.0,<4", "ms"]\n'
UV_LOCK = (
    'version = 1\n\n[[package]]\nname = "flask"\nversion = "3.1.0"\n\n[[package]]\nname = "shop"\nversion = "1"\n'
    'source = { virtual = "." }\n\n[package.metadata]\nrequires-dist = [\n'
    '    { name = "flask", specifier = ">=3.0,<4" },\n    { name = "ms" },\n]\n'
)
POETRY = '[tool.poetry]\nname = "shop"\nversion = "1"\n[tool.poetry.dependencies]\npython = "^3.12"\nflask = "^3.0"\n'
_OF_POETRY = {
    "dependencies": {"python": "^3.12", "flask": "^3.0"},
    "source": None,
    "extras": None,
    "dev-dependencies": None,
}
PDM = UV + "[tool.pdm]\ndistribution = false\n"
_OF_PDM = {
    "sources": [],
    "dependencies": ["Flask>=3.0,<4", "ms"],
    "dev-dependencies": {},
    "optional-dependencies": {},
    "requires-python": ">=3.12",
    "resolution": {},
}
SOURCE = {"url": "https://index.example.com/simple", "verify_ssl": True, "name": "ours"}
PIPFILE = (
    '[[source]]\nurl = "https://index.example.com/simple"\nverify_ssl = true\nname = "ours"\n[packages]\nflask = "*"\n'
)
_OF_PIPENV = {"_meta": {"sources": [SOURCE], "requires": {}}, "default": {"flask": "*"}, "develop": {}}
PYTHON = {
    "uv": ("pyproject.toml", UV, "uv.lock", UV_LOCK, "uv sync --locked"),
    "poetry": (
        *("pyproject.toml", POETRY, "poetry.lock"),
        *(f'[metadata]\ncontent-hash = "{sha(_OF_POETRY)}"\n', "poetry install"),
    ),
    "pdm": (
        *("pyproject.toml", PDM, "pdm.lock"),
        *(f'[metadata]\ncontent_hash = "sha256:{sha(_OF_PDM)}"\n', "pdm install --check"),
    ),
    "pipenv": (
        *("Pipfile", PIPFILE, "Pipfile.lock"),
        *(json.dumps({"_meta": {"hash": {"sha256": sha(_OF_PIPENV, separators=(",", ":"))}}}), "pipenv verify"),
    ),
}


@pytest.mark.parametrize("name", PYTHON)
def test_pythons_lock_files_are_compared_as_their_tools_do(name: str, told: Warnings) -> None:
    manifest, text, lock, locked, runs = PYTHON[name]
    assert told({"app.py": FLASK, manifest: text, lock: locked}) == []
    changed = text.replace("Flask>=3.0,<4", "Flask>=3.1").replace('flask = "', 'requests = "*"\nflask = "')
    (warning,) = told({"app.py": FLASK, manifest: changed, lock: locked})
    assert warning.startswith(f"{lock} does not match {manifest}")
    assert f"so the build stops at `{runs}`: run `{name} lock`, and commit {lock}" in warning


@pytest.mark.parametrize("name", PYTHON)
def test_a_lock_file_that_does_not_tell_is_not_warned_of(name: str, told: Warnings) -> None:
    manifest, text, lock, *_ = PYTHON[name]
    assert told({"app.py": FLASK, manifest: text, lock: "{}" if name == "pipenv" else "version = 1\n"}) == []


@pytest.mark.parametrize(
    "asked",
    [
        'dependencies = ["flask <4, >=3.0", "ms"]',
        'dependencies = ["flask[async]>=3.0,<4", "MS"]',
        'dynamic = ["dependencies"]',
    ],
)
def test_uv_writes_requirements_in_its_own_way(asked: str, told: Warnings) -> None:
    text = UV.replace('dependencies = ["Flask>=3.0,<4", "ms"]', asked)
    assert told({"app.py": FLASK, "pyproject.toml": text, "uv.lock": UV_LOCK}) == []


def test_uv_names_what_differs(told: Warnings) -> None:
    text = UV.replace('"ms"', '"requests"')
    (warning,) = told({"app.py": FLASK, "pyproject.toml": text, "uv.lock": UV_LOCK})
    assert warning.startswith("uv.lock does not match pyproject.toml (ms, requests)")


def test_poetry_with_a_project_table_takes_a_hash_with_and_without_groups(told: Warnings) -> None:
    text = '[project]\nname = "shop"\nversion = "1"\ndependencies = ["flask"]\n[dependency-groups]\ndev = ["pytest"]\n'
    text += "[tool.poetry]\npackage-mode = false\n"
    project, tool = {"dependencies": ["flask"]}, {"poetry": {}}
    hashes = (
        sha({"project": project, "dependency-groups": {"dev": ["pytest"]}, "tool": tool}),
        sha({"project": project, "tool": tool}),
    )
    for one in hashes:
        lock = f'[metadata]\ncontent-hash = "{one}"\n'
        assert told({"app.py": FLASK, "pyproject.toml": text, "poetry.lock": lock}) == []


def test_a_front_end_has_a_lock_file_of_its_own(told: Warnings) -> None:
    web = {"name": "web", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "^7.0.0"}}
    lock = {
        "lockfileVersion": 3,
        "packages": {"": {"devDependencies": {"vite": "^6.0.0"}}, "node_modules/vite": {"version": "6.1.0"}},
    }
    main = 'package main\n\nimport "embed"\n\n//go:embed web/dist\nvar files embed.FS\n\nfunc main() {}\n'
    files = {"go.mod": "module example.com/a\n\ngo 1.27\n", "main.go": main, "web/index.html": "<p>"}
    files |= {"web/package.json": json.dumps(web), "web/package-lock.json": json.dumps(lock, indent=2)}
    assert "(vite ^7.0.0)" in told(files)[0]
