"""Packages of a project that are native addons: what compiles them, when, with what, and where the result goes."""

import json
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import pytest
from snapshots import write

from dockgen.languages import node
from dockgen.languages.javascript.lifecycle import Script
from dockgen.languages.node.program import Node
from dockgen.model.program import own_of
from dockgen.reading.project import Project

SERVER = "require('http').createServer((q, s) => s.end()).listen(3000)\n"
START = {"start": "node index.js"}


def own(tmp_path: Path, manifest: Mapping[str, Any], *files: str, **texts: str) -> Node:
    write(tmp_path, {"package.json": json.dumps(manifest), "index.js": SERVER, **dict.fromkeys(files, ""), **texts})
    return own_of(node.inspect(Project(tmp_path), None), Node)


@pytest.mark.parametrize(
    "script", ["node-gyp rebuild", "prebuild-install || node-gyp rebuild", "node-gyp-build", "cmake-js compile"]
)
def test_an_addon_is_compiled_when_its_sources_are_there(tmp_path: Path, script: str) -> None:
    found = own(tmp_path, {"scripts": {**START, "install": script}}, "binding.gyp", "package-lock.json")
    assert found.install.value.removed == (Script("", "install"),)
    assert (found.build.value, found.native.value) == (("npm run install",), ("binding.gyp",))
    assert found.copies.value == ((".", "."),)


@pytest.mark.parametrize(
    ("files", "command"),
    [
        (("package-lock.json",), "npm exec --call 'node-gyp rebuild'"),
        (("pnpm-lock.yaml",), "npm exec --call 'node-gyp rebuild'"),
        (("bun.lock",), "bunx node-gyp rebuild"),
    ],
)
def test_an_addon_without_a_script_is_compiled_as_an_install_would(
    tmp_path: Path, files: tuple[str, ...], command: str
) -> None:
    assert own(tmp_path, {"scripts": START}, "binding.gyp", *files).build.value == (command,)


def test_an_addon_that_says_not_to_compile_it_is_left_alone(tmp_path: Path) -> None:
    found = own(tmp_path, {"scripts": START, "gypfile": False}, "binding.gyp")
    assert (found.build.value, found.native.value) == ((), ())


def test_an_addon_in_a_folder_is_compiled_by_the_script_that_enters_it(tmp_path: Path) -> None:
    scripts = {**START, "postinstall": "cd native && node-gyp rebuild"}
    found = own(tmp_path, {"scripts": scripts}, "native/binding.gyp")
    assert (found.build.value, found.native.value, found.ignores.value) == (
        ("npm run postinstall",),
        ("binding.gyp",),
        (),
    )


def test_headers_are_those_of_the_image_also_without_packages(tmp_path: Path) -> None:
    found = own(tmp_path, {"scripts": START}, "binding.gyp")
    assert found.build_env.value == {"npm_config_nodedir": "/usr/local"}
    assert own(tmp_path, {"scripts": START, "dependencies": {"a": "1"}}, "binding.gyp").build_env.value == {}


def test_an_addon_comes_along_with_what_a_compiler_leaves(tmp_path: Path) -> None:
    scripts = {"start": "node dist/main.js", "build": "tsc", "install": "node-gyp rebuild"}
    settings = {"tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}', "src/main.ts": SERVER}
    found = own(tmp_path, {"scripts": scripts, "devDependencies": {"typescript": "5"}}, "binding.gyp", **settings)
    assert found.build.value == ("npm run install", "npm run build")
    assert [path for path, _ in found.copies.value] == ["package.json", "build", "dist"]
    assert found.ignores.value == ("build", "dist")


def test_an_addon_among_the_members_of_a_workspace_is_compiled_before_the_program(tmp_path: Path) -> None:
    members = {
        "app/package.json": json.dumps({"name": "app", "scripts": START, "dependencies": {"fast": "*"}}),
        "app/index.js": SERVER,
        "fast/package.json": json.dumps({"name": "fast", "main": "lib/index.js"}),
    }
    found = own(tmp_path, {"workspaces": ["app", "fast"]}, "fast/binding.gyp", "package-lock.json", **members)
    assert found.build.value == ("npm exec --call 'node-gyp rebuild --directory fast'",)
    assert (found.native.value, found.member.value.runs_with) == (("binding.gyp",), ("fast",))


def test_an_addon_is_compiled_for_one_c_library(tmp_path: Path) -> None:
    write(tmp_path, {"package.json": json.dumps({"scripts": START}), "index.js": SERVER, "binding.gyp": ""})
    base = node.inspect(Project(tmp_path), None).base
    assert base == (None, "binding.gyp: it is compiled for one C library")
