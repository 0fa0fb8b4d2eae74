"""Nx: apps that only a project.json describes, or the key `nx` of a package.json."""

import json
from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType
from typing import Any

import pytest
from snapshots import write

from dockgen.languages import node
from dockgen.languages.javascript import nx
from dockgen.languages.node.program import Node
from dockgen.model.program import Program, own_of
from dockgen.reading.project import Project

SERVER = "import express from 'express';\nexpress().listen(process.env.PORT || 3000);\n"
ROOT = {"name": "@org/source", "scripts": {}, "dependencies": {"express": "5"}, "devDependencies": {"nx": "21"}}
ESBUILD = {
    "executor": "@nx/esbuild:esbuild",
    "options": {"outputPath": "dist/apps/api", "main": "apps/api/src/main.ts"},
}
LIBRARY = {"name": "prices", "projectType": "library", "targets": {"build": ESBUILD}}
WEBPACK = """const { join } = require('path');
module.exports = {
  output: { path: join(__dirname, '../../dist/apps/api') },
  plugins: [new NxAppWebpackPlugin({ target: 'node', compiler: 'tsc', main: './src/main.ts' })],
};
"""
VITE = "export default defineConfig({ root: __dirname, build: { outDir: '../../dist/apps/web' } });\n"
SITE = {"apps/web/project.json": '{"name": "web"} // all targets are inferred', "apps/web/vite.config.ts": VITE}
SITE |= {"apps/web/index.html": "<html></html>"}
PLUGINS = [{"plugin": f"@nx/{tool}/plugin", "options": {"buildTargetName": "build"}} for tool in ("vite", "webpack")]


def project(tmp_path: Path, build: Any, files: Mapping[str, str], settings: Any = None, root: Any = ROOT) -> Project:
    own = {"name": "api", "projectType": "application", "targets": {"build": build} if build else {}}
    written = {"package.json": json.dumps(root), "package-lock.json": "{}", "nx.json": json.dumps(settings or {})}
    written |= {"apps/api/project.json": json.dumps(own), "apps/api/src/main.ts": SERVER}
    write(tmp_path, {**written, **files})
    return Project(tmp_path)


def inspect(
    tmp_path: Path,
    build: Any = None,
    files: Mapping[str, str] = MappingProxyType({}),
    settings: Any = None,
    root: Any = ROOT,
) -> tuple[Program, Node]:
    program = node.inspect(project(tmp_path, build, files, settings, root), None)
    return program, own_of(program, Node)


@pytest.mark.parametrize(
    ("executor", "options", "entry"),
    [
        ("@nx/esbuild:esbuild", {}, "dist/apps/api/main.js"),
        ("@nx/esbuild:esbuild", {"format": ["cjs"]}, "dist/apps/api/main.cjs"),
        ("@nx/esbuild:esbuild", {"format": ["esm", "cjs"], "outputFileName": "app.js"}, "dist/apps/api/app.cjs"),
        (
            "@nx/esbuild:esbuild",
            {"format": ["cjs"], "esbuildOptions": {"outExtension": {".js": ".js"}}},
            "dist/apps/api/main.js",
        ),
        ("@nrwl/node:webpack", {}, "dist/apps/api/main.js"),
        ("@nx/webpack:webpack", {"target": "node", "outputFileName": "server.js"}, "dist/apps/api/server.js"),
        ("@nx/js:tsc", {}, "dist/apps/api/src/main.js"),
        ("@nx/js:swc", {"outputPath": "{workspaceRoot}/dist/{projectRoot}"}, "dist/apps/api/src/main.js"),
    ],
)
def test_an_executor_says_what_is_started(
    tmp_path: Path, executor: str, options: dict[str, object], entry: str
) -> None:
    build = {"executor": executor, "options": {**ESBUILD["options"], **options}}  # type: ignore[dict-item]  # a table
    program, own = inspect(tmp_path, build)
    assert (program.start.value, program.name.value) == (f"node {entry}", "api")  # type: ignore[union-attr]
    assert own.build.value == ("npx --no-install nx build api",)
    assert own.copies.value == (("dist/apps/api", "dist/apps/api"),)
    assert own.build_env.value == {"NX_DAEMON": "false"}
    assert own.ignores.value == (".nx", "dist")


@pytest.mark.parametrize("build", [{"executor": "@nx/jest:jest"}, {"executor": "nx:noop"}, {"command": "make"}, None])
def test_other_executors_make_no_app(tmp_path: Path, build: Any) -> None:
    assert nx.apps(project(tmp_path, build, {"libs/a/project.json": json.dumps(LIBRARY)})) == {}


def test_without_its_settings_a_project_json_means_nothing(tmp_path: Path) -> None:
    write(tmp_path, {"package.json": "{}", "apps/api/project.json": json.dumps({"targets": {"build": ESBUILD}})})
    assert nx.apps(Project(tmp_path)) == {}


def test_plugins_infer_targets_from_the_settings_of_tools(tmp_path: Path) -> None:
    files = {**SITE, "apps/api/webpack.config.js": WEBPACK, "tsconfig.base.json": '{"compilerOptions": {}}'}
    program, own = inspect(tmp_path, None, files, {"plugins": PLUGINS, "nxCloudId": "1"})
    assert program.mains.value == ("./apps/api", "./apps/web")
    assert program.main is not None
    assert program.main.value == "./apps/api"
    assert program.command is not None
    assert program.command.value == ("node", "dist/apps/api/main.js")
    assert own.build_env.value == {"NX_DAEMON": "false", "NX_NO_CLOUD": "true"}


def test_a_target_may_call_a_tool(tmp_path: Path) -> None:
    build = {"executor": "nx:run-commands", "options": {"command": "webpack-cli build", "cwd": "apps/api"}}
    program, _ = inspect(tmp_path, build, {"apps/api/webpack.config.js": WEBPACK})
    assert program.command is not None
    assert program.command.value == ("node", "dist/apps/api/main.js")


def test_helpers_of_a_compiler_come_along(tmp_path: Path) -> None:
    root = {**ROOT, "devDependencies": {"nx": "21", "tslib": "2"}}
    build = {"executor": "@nx/js:tsc", "options": ESBUILD["options"]}
    files = {"tsconfig.base.json": '{"compilerOptions": {"importHelpers": true}}'}
    copies = inspect(tmp_path, build, files, root=root)[1].copies.value
    assert copies[0] == ("node_modules/tslib", "node_modules/tslib")


@pytest.mark.parametrize(
    ("executor", "options", "output"),
    [
        ("@nx/vite:build", {"outputPath": "dist/apps/web"}, "dist/apps/web"),
        ("@nx/webpack:webpack", {"outputPath": "dist/apps/web", "index": "apps/web/index.html"}, "dist/apps/web"),
        ("@angular/build:application", {"outputPath": "dist/apps/web"}, "dist/apps/web/browser"),
        ("@nx/angular:webpack-browser", {"outputPath": "dist/apps/web"}, "dist/apps/web"),
    ],
)
def test_a_front_end_alone_is_a_site(tmp_path: Path, executor: str, options: dict[str, str], output: str) -> None:
    target = {"targets": {"build": {"executor": executor, "options": options}}}
    files = {**SITE, "apps/web/project.json": json.dumps(target)}
    _, own = inspect(tmp_path, None, files)
    assert own.site is not None
    assert own.site.output == output
    assert own.build.value == ("npx --no-install nx build web",)


def test_the_executor_of_next_js_leaves_a_server(tmp_path: Path) -> None:
    build = {"executor": "@nx/next:build", "options": {"outputPath": "dist/apps/api"}}
    program, own = inspect(tmp_path, build)
    assert program.command is not None
    assert program.command.value[1:] == ("node_modules/next/dist/bin/next", "start", "dist/apps/api")
    assert own.copies.value == (("dist/apps/api", "dist/apps/api"),)


@pytest.mark.parametrize(
    ("settings", "root", "main"),
    [
        ({"defaultProject": "jobs"}, ROOT, "./apps/jobs"),
        ({}, {**ROOT, "scripts": {"start": "nx serve jobs"}}, "./apps/jobs"),
        ({}, {**ROOT, "scripts": {"start": "node dist/apps/api/main.js"}}, "./apps/api"),
        ({}, ROOT, None),
    ],
)
def test_which_app_is_meant(tmp_path: Path, settings: dict[str, str], root: Any, main: str | None) -> None:
    jobs = {
        "name": "jobs",
        "targets": {"build": {**ESBUILD, "options": {"outputPath": "dist/jobs", "main": "main.ts"}}},
    }
    files = {"apps/jobs/project.json": json.dumps(jobs), "apps/jobs/main.ts": SERVER}
    program, _ = inspect(tmp_path, ESBUILD, files, settings, root=root)
    assert program.main is not None
    assert (program.mains.value, program.main.value) == (("./apps/api", "./apps/jobs"), main)


def test_a_member_of_a_workspace_is_built_from_all_of_it(tmp_path: Path) -> None:
    build = {**ESBUILD, "options": {"outputPath": "apps/api/dist", "main": "apps/api/src/main.ts"}}
    package = {"name": "@org/api", "nx": {"targets": {"build": build}}, "dependencies": {"express": "5"}}
    written = {"package.json": json.dumps({**ROOT, "workspaces": ["apps/*", "libs/*"]}), "nx.json": "{}"}
    written |= {"apps/api/package.json": json.dumps(package), "apps/api/src/main.ts": SERVER}
    write(tmp_path, {**written, "libs/a/package.json": '{"name": "@org/a"}', "package-lock.json": "{}"})
    program = node.inspect(Project(tmp_path), None)
    own = own_of(program, Node)
    assert own.install.value.copied == ("apps/api", "libs/a")
    assert own.build.value == ("npx --no-install nx build @org/api",)
    assert program.command is not None
    assert (program.command.value, own.member.value.folder) == (("node", "dist/main.js"), "apps/api")


def test_a_member_with_scripts_of_its_own_is_no_matter_of_nx(tmp_path: Path) -> None:
    package = {"name": "@org/api", "scripts": {"build": "tsc", "start": "node dist/main.js"}, "nx": {}}
    written = {"package.json": json.dumps({**ROOT, "workspaces": ["apps/*"]}), "nx.json": "{}"}
    written |= {"apps/api/package.json": json.dumps(package), "apps/api/project.json": json.dumps({"name": "api"})}
    write(tmp_path, {**written, "apps/api/src/main.ts": SERVER, "package-lock.json": "{}"})
    own = own_of(node.inspect(Project(tmp_path), None), Node)
    assert own.build.value == ("npm run build --workspace apps/api",)


def test_packages_in_the_output_are_not_installed_again(tmp_path: Path) -> None:
    options = {**ESBUILD["options"], "bundle": True, "thirdParty": True}  # type: ignore[dict-item]  # a table
    _, own = inspect(tmp_path, {**ESBUILD, "options": options})
    assert own.member.value.is_bundled
