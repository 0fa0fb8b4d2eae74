"""Sites that a bundler makes without a framework: which folder is served, and what is no site."""

import json
from pathlib import Path
from typing import Any

import pytest
from snapshots import write

from dockgen.languages.javascript.frameworks import find
from dockgen.languages.javascript.manifest import read
from dockgen.languages.javascript.web_app import Web
from dockgen.reading.project import Project

PAGE = "plugins: [new HtmlWebpackPlugin({template: 'src/index.html'})]"
WEBPACK = {"scripts": {"start": "webpack serve --open", "build": "webpack --mode production"}, "main": "src/index.js"}
WEBPACK |= {"devDependencies": {"webpack": "^4.46.0", "webpack-cli": "4"}}


def site(tmp_path: Path, manifest: dict[str, Any], **texts: str) -> Web | None:
    names = {"config": "webpack.config.js", "rollup": "rollup.config.mjs", "page": "public/index.html"}
    write(tmp_path, {"package.json": json.dumps(manifest), **{names.get(key, key): one for key, one in texts.items()}})
    project = Project(tmp_path)
    return find(project, read(project))


@pytest.mark.parametrize(
    ("config", "output", "kind"),
    [
        (
            f"module.exports = {{output: {{path: path.resolve(__dirname, 'www'), filename: 'a.js'}}, {PAGE}}}",
            "www",
            "spa",
        ),
        (f"module.exports = {{output: {{path: __dirname + '/out'}}, {PAGE}}}", "out", "spa"),
        (f"module.exports = {{output: {{filename: 'a.js'}}, {PAGE}}}", "dist", "spa"),
        (f"module.exports = {{{PAGE}}}", "dist", "spa"),
        ("module.exports = {plugins: [new CopyPlugin({patterns: ['src/index.html']})]}", "dist", "spa"),
        ("plugins: [new HtmlWebpackPlugin(), new HtmlWebpackPlugin({filename: 'b.html'})]", "dist", "static"),
    ],
)
def test_webpack_leaves_its_pages_where_its_settings_say(tmp_path: Path, config: str, output: str, kind: str) -> None:
    found = site(tmp_path, WEBPACK, config=config)
    assert found is not None
    assert (found.framework, found.output, found.kind, found.build) == ("webpack", output, kind, "build")
    assert (found.source, found.start) == ("webpack.config.js", ("nginx", "-g", "daemon off;"))


def test_the_settings_that_the_script_names_count(tmp_path: Path) -> None:
    scripts = {"build": "webpack --config config/webpack.prod.js", "dev": "webpack --mode development"}
    config = f"module.exports = {{output: {{path: path.join(__dirname, 'web')}}, {PAGE}}}"
    found = site(tmp_path, WEBPACK | {"scripts": scripts}, **{"config/webpack.prod.js": config})
    assert found is not None
    assert (found.output, found.source) == ("web", "config/webpack.prod.js")


@pytest.mark.parametrize(
    ("tool", "script", "settings", "output"),
    [
        ("esbuild", "esbuild src/a.ts --bundle --outfile=public/a.js", {"page": ""}, "public"),
        ("esbuild", "esbuild src/a.ts --bundle --outdir=www && cp src/index.html www/", {}, "www"),
        (
            "rollup",
            "rollup -c",
            {"page": "", "rollup": "export default {output: {file: 'public/build/a.js'}}"},
            "public",
        ),
        ("rollup", "rollup -c", {"rollup": "export default {output: {dir: 'out'}, plugins: [html()]}"}, "out"),
        ("webpack", "webpack -p --output-path public/js", {"page": ""}, "public"),
    ],
)
def test_a_page_that_lies_around_a_bundle_is_the_site(
    tmp_path: Path, tool: str, script: str, settings: dict[str, str], output: str
) -> None:
    found = site(tmp_path, {"scripts": {"build": script}, "devDependencies": {tool: "1"}}, **settings)
    assert found is not None
    assert (found.framework, found.output, found.kind) == (tool, output, "spa")


@pytest.mark.parametrize(
    ("keys", "texts"),
    [
        ({}, {}),
        ({"scripts": {"build": "webpack", "start": "node server.js"}}, {"config": PAGE, "server.js": ""}),
        ({"dependencies": {"express": "5"}}, {"config": PAGE}),
        ({"scripts": {"start": "webpack serve"}}, {"config": PAGE}),
        ({}, {"config": f"target: 'node', {PAGE}"}),
        ({}, {"config": f"output: {{libraryTarget: 'umd'}}, {PAGE}"}),
        ({"devDependencies": {"webpack": "5", "electron": "30"}}, {"config": PAGE}),
        ({"scripts": {"build": "esbuild a.ts --platform=node --outdir=dist"}}, {"dist/index.html": ""}),
    ],
)
def test_a_bundle_of_a_program_or_of_a_library_is_no_site(
    tmp_path: Path, keys: dict[str, Any], texts: dict[str, str]
) -> None:
    manifest = WEBPACK | keys
    manifest["devDependencies"] = {**manifest["devDependencies"], "esbuild": "1"}
    assert site(tmp_path, manifest, **texts) is None


def test_names_with_a_hash_are_kept_by_browsers(tmp_path: Path) -> None:
    found = site(
        tmp_path, WEBPACK, config=f"output: {{filename: '[name].[contenthash].js', publicPath: '/shop/'}}, {PAGE}"
    )
    assert found is not None
    assert (found.hashed, found.base) == ("[.-][0-9a-f]{8,32}[.](?:css|js)$", "/shop/")
