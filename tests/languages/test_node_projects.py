"""What all files of a Node.js project say together, workspaces among them."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots import write

from dockgen.errors import DockgenError, FileError
from dockgen.languages import node
from dockgen.languages.javascript.manifest import Workspace, read_workspace
from dockgen.languages.kit.ports import EVERYWHERE
from dockgen.languages.node.program import Node
from dockgen.model.facts import Facts
from dockgen.model.found import Found
from dockgen.model.program import own_of
from dockgen.reading.project import Project

Inspect = Callable[..., Facts]
SERVER = "require('http').createServer((q, s) => s.end()).listen(process.env.PORT || 3000)\n"
LOCK = {"package-lock.json": "{}"}
PACKAGES = "packages: ['apps/*', 'packages/*']\n"


@pytest.fixture
def inspect(tmp_path: Path) -> Inspect:
    """Return a function that writes a project and inspects it."""

    def inspect(manifest: dict[str, Any], files: Mapping[str, str] = {}, main: str | None = None) -> Facts:
        write(tmp_path, {"package.json": json.dumps(manifest), **files})
        program = node.inspect(Project(tmp_path), main)
        own = own_of(program, Node)
        return {**parts(own.install), **parts(own.member), **parts(own.prisma), **program.facts}

    return inspect


def parts(found: Found[Any]) -> Facts:
    """Return the fields of a record that is a fact."""
    return {name: Found(value, found.source) for name, value in (found.value._asdict() if found.value else {}).items()}


def values(facts: Facts, *names: str) -> tuple[object, ...]:
    return tuple(facts[name].value for name in names)


# Detection


def test_a_package_json_is_a_project(tmp_path: Path) -> None:
    assert node.detect(Project(tmp_path)) is None
    write(tmp_path, {"package.json": "{}"})
    assert node.detect(Project(tmp_path)) == "package.json"


@pytest.mark.parametrize(
    ("manifest", "is_project"),
    [
        ({"devDependencies": {"prettier": "3"}, "scripts": {"format": "prettier -w ."}}, False),
        ({}, False),
        ({"scripts": {"start": "node x.js"}}, True),
        ({"scripts": {"build": "vite build"}}, True),
        ({"dependencies": {"express": "5"}}, True),
        ({"main": "x.js"}, True),
        ({"workspaces": ["a"]}, True),
        ({"bin": "x.js"}, True),
    ],
)
def test_tools_beside_a_page_are_no_program(tmp_path: Path, manifest: dict[str, object], is_project: bool) -> None:  # noqa: FBT001
    write(tmp_path, {"package.json": json.dumps(manifest), "index.html": "<p>"})
    assert (node.detect(Project(tmp_path)) is not None) == is_project


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("require('http').createServer().listen(80)", "server.js"),
        ("import { createServer } from 'node:http'; createServer().listen(80)", "server.js"),
        ("require('express')().listen(80)", None),
        ("document.title = 'x'", None),
    ],
)
def test_a_server_in_one_file_needs_no_package_json(tmp_path: Path, text: str, expected: str | None) -> None:
    write(tmp_path, {"server.js": text, "index.html": "<p>"})
    assert node.detect(Project(tmp_path)) == expected
    if expected:
        program = node.inspect(Project(tmp_path), None)
        assert (program.command and program.command.value, program.port.value) == (("node", "server.js"), 80)


def test_packages_that_no_package_json_brings_are_named(tmp_path: Path) -> None:
    write(tmp_path, {"app.js": "import Koa from 'koa'\nimport fs from 'fs'\nnew Koa().listen(80)"})
    wanted = "app.js, which imports koa, but no package.json: `npm init -y && npm install koa`"
    assert node.nearly(Project(tmp_path)) == wanted


def test_a_broken_package_json_beside_a_page_is_still_one(tmp_path: Path) -> None:
    write(tmp_path, {"package.json": "{", "index.html": "<p>"})
    assert node.detect(Project(tmp_path)) == "package.json"


def test_javascript_without_a_package_json_is_nearly_one(tmp_path: Path) -> None:
    assert node.nearly(Project(tmp_path)) is None
    write(tmp_path, {"server.mjs": ""})
    assert node.nearly(Project(tmp_path)) == "server.mjs is here, but no package.json: run `npm init`"


# package.json


@pytest.mark.parametrize(
    ("text", "message"),
    [
        ("", "package.json is not JSON, line 1"),
        ("{", "package.json is not JSON, line 1"),
        ('{\n"a": 1,\n}', "package.json is not JSON, line 3"),
        ("[]", "package.json holds no object"),
        ("null", "package.json holds no object"),
        ("[" * 100_000, "package.json is not JSON"),
    ],
)
def test_a_broken_package_json_is_named(tmp_path: Path, text: str, message: str) -> None:
    write(tmp_path, {"package.json": text})
    with pytest.raises(FileError, match=message):
        node.inspect(Project(tmp_path), None)


def test_a_byte_order_mark_is_no_harm(tmp_path: Path) -> None:
    write(tmp_path, {"package.json": b'\xef\xbb\xbf{"name": "a"}', "index.js": SERVER})
    assert node.inspect(Project(tmp_path), None).name.value == "a"


@pytest.mark.parametrize("key", ["name", "scripts", "dependencies", "devDependencies", "main", "workspaces", "engines"])
@pytest.mark.parametrize("value", [None, 7, "x", [], [None], {}, {"start": 7}, {"a": {"b": []}}, True])
def test_values_of_the_wrong_type_are_left_out(inspect: Inspect, key: str, value: object) -> None:
    facts = inspect({key: value}, {"index.js": SERVER})
    assert values(facts, "start", "port") == ("node index.js", 3000)


def test_every_fact_has_a_source(tmp_path: Path) -> None:
    write(tmp_path, {"package.json": '{"scripts": {"start": "node a.js"}}', "a.js": SERVER})
    facts = node.inspect(Project(tmp_path), None).facts
    assert facts.keys() == node.SAMPLE.facts.keys()
    assert all(fact.source for fact in facts.values())


def test_the_name_has_no_scope(inspect: Inspect) -> None:
    assert inspect({"name": "@acme/api"})["name"].value == "api"


def test_nothing_to_start_is_said_and_not_raised(inspect: Inspect) -> None:
    facts = inspect({})
    assert facts["start"].value is None
    assert "no script" in facts["start"].source


# Building and installing


def test_a_plain_server_is_copied_whole(inspect: Inspect) -> None:
    facts = inspect({"scripts": {"start": "node a.js"}, "dependencies": {"express": "5"}}, LOCK | {"a.js": SERVER})
    assert values(facts, "build", "copies", "web") == ((), ((".", "."),), None)


def test_of_what_is_compiled_the_result_runs_and_what_it_reads(inspect: Inspect) -> None:
    manifest = {"scripts": {"build": "tsc", "start": "node dist/a.js"}, "devDependencies": {"typescript": "5"}}
    facts = inspect(manifest, LOCK | {"src/a.ts": SERVER, "views/x.ejs": "", "docs/x.md": ""})
    assert values(facts, "build") == (("npm run build",),)
    assert values(facts, "copies") == ((("package.json", "package.json"), ("views", "views"), ("dist", "dist")),)


def test_a_result_that_was_left_here_changes_nothing(inspect: Inspect) -> None:
    manifest = {"scripts": {"build": "tsc", "start": "node dist/a.js"}, "devDependencies": {"typescript": "5"}}
    before = inspect(manifest, {"src/a.ts": SERVER})
    assert inspect(manifest, {"dist/a.js": SERVER})["copies"] == before["copies"]


def test_a_build_beside_a_server_leaves_all_where_it_is(inspect: Inspect) -> None:
    facts = inspect({"scripts": {"build": "webpack", "start": "node server.js"}}, LOCK | {"server.js": SERVER})
    assert values(facts, "build", "copies") == (("npm run build",), ((".", "."),))


@pytest.mark.parametrize(
    "script", ["echo none", "tsc --noEmit", "docker build .", "exit 0", "eslint . && prettier -c ."]
)
def test_a_build_that_builds_nothing_is_left_out(inspect: Inspect, script: str) -> None:
    assert inspect({"scripts": {"build": script, "start": "node a.js"}}, {"a.js": SERVER})["build"].value == ()


def test_a_start_script_that_compiles_is_the_build(inspect: Inspect) -> None:
    facts = inspect({"scripts": {"start": "tsc -p . && node dist/a.js"}}, LOCK | {"a.ts": SERVER})
    assert values(facts, "build", "start") == (("npx --no-install tsc -p .",), "node dist/a.js")


@pytest.mark.parametrize(
    ("scripts", "build"),
    [
        ({"build:client": "vite build"}, ["build:client"]),
        ({"build:css": "sass a.scss public/a.css", "build:web": "esbuild a.js"}, ["build:css", "build:web"]),
        ({"build": "tsc", "build:client": "vite build"}, ["build"]),
        (
            {"build:server": "tsc", "client:build": "vite build", "start": "node dist/a.js"},
            ["build:server", "client:build"],
        ),
        ({"build:client": "cd client && vite build", "build:ui": "npm run build --prefix ui"}, []),
        ({"build:css": "sass --watch a.scss a.css", "build:docker": "docker build ."}, []),
        ({"build:client": "vite build", "start": "npm run build:client && node server.js"}, ["build:client"]),
    ],
)
def test_what_a_server_serves_is_built_without_a_script_build(
    inspect: Inspect, scripts: dict[str, str], build: list[str]
) -> None:
    manifest = {"scripts": {"start": "node server.js"} | scripts, "dependencies": {"express": "5"}}
    facts = inspect(manifest, {"server.js": "app.listen(3000)"})
    assert facts["build"].value == tuple(f"npm run {name}" for name in build)


@pytest.mark.parametrize(
    ("lock", "build"),
    [
        ("package-lock.json", "npm run build"),
        ("yarn.lock", "yarn run build"),
        ("pnpm-lock.yaml", "pnpm run build"),
        ("bun.lock", "bun run build"),
    ],
)
def test_each_manager_builds_in_its_own_way(inspect: Inspect, lock: str, build: str) -> None:
    assert inspect({"scripts": {"build": "tsc", "start": "node dist/a.js"}}, {lock: ""})["build"].value == (build,)


def test_without_a_lock_file_there_is_a_warning_if_there_are_packages(tmp_path: Path) -> None:
    write(tmp_path, {"package.json": '{"dependencies": {"a": "1"}}', "yarn.lock.bak": "", "index.js": ""})
    project = Project(tmp_path)
    node.inspect(project, None)
    assert project.warnings == [
        (
            "npm has no lock file here, so each build may get other versions: run its install command, "
            "and keep package-lock.json"
        )
    ]
    (tmp_path / "package.json").write_text("{}")
    project = Project(tmp_path)
    node.inspect(project, None)
    assert project.warnings == []


def test_services_are_wanted_by_what_runs_alone(inspect: Inspect) -> None:
    assert inspect({"dependencies": {"pg": "8", "ioredis": "5"}})["services"].value == ("postgres", "redis")
    assert inspect({"devDependencies": {"pg": "8"}})["services"].value == ()


def test_prismas_schema_names_the_database(inspect: Inspect) -> None:
    schema = 'generator c { provider = "prisma-client" }\ndatasource db {\n  provider = "mysql"\n}\n'
    manifest = {"dependencies": {"@prisma/client": "^7"}, "devDependencies": {"prisma": "^7"}, "main": "a.js"}
    config = 'export default { datasource: { url: env("DATABASE_URL") } }'
    facts = inspect(manifest, LOCK | {"prisma/schema.prisma": schema, "prisma.config.ts": config, "a.js": SERVER})
    assert values(facts, "services", "build") == (("mysql",), ("npx --no-install prisma generate",))
    assert values(facts, "env", "needs_engines") == ({"DATABASE_URL": "mysql://none@localhost/none"}, False)


def test_a_client_of_prisma_that_is_committed_is_not_made_again(inspect: Inspect) -> None:
    schema = 'generator c {\n  provider = "prisma-client"\n  output = "../src/generated"\n}\n'
    manifest = {"dependencies": {"@prisma/client": "^7"}, "devDependencies": {"prisma": "^7"}, "main": "a.js"}
    files = LOCK | {"prisma/schema.prisma": schema, "src/generated/client.ts": "", "a.js": SERVER}
    assert inspect(manifest, files)["build"].value == ()
    ignored = files | {".gitignore": "src/generated\n"}
    assert inspect(manifest, ignored)["build"].value == ("npx --no-install prisma generate",)


def test_the_settings_of_node_config_say_the_port(inspect: Inspect) -> None:
    manifest, server = (
        {"dependencies": {"config": "3"}, "main": "a.js"},
        "http.createServer(f).listen(config.get('port'))",
    )
    files = {"config/default.json": '{\n  "port": 4001,\n  "db": {"port": 5432}\n}', "a.js": server}
    nested = files | {"config/default.json": '{"db": {"port": 5432}, "server": { "port": 4003 }}'}
    assert inspect(manifest, nested)["port"].value == 4003
    assert inspect(manifest, files)["port"].value == 4001
    assert inspect(manifest, files | {"config/production.yaml": "server:\n  port: 4002\n"})["port"].value == 4002
    assert inspect({"main": "a.js"}, files)["port"].value == 3000


def test_prisma_6_puts_its_client_among_the_packages(inspect: Inspect) -> None:
    schema = 'generator c { provider = "prisma-client-js" }\ndatasource db { provider = "sqlite" }\n'
    manifest = {"dependencies": {"@prisma/client": "^6.1.0"}, "main": "a.js"}
    facts = inspect(manifest, LOCK | {"prisma/schema.prisma": schema, "a.js": SERVER})
    assert values(facts, "services", "build", "needs_engines") == ((), (), True)
    assert values(facts, "generates", "files") == (("npx --no-install prisma generate",), ("prisma",))


def test_what_a_start_script_sets_is_kept_unless_it_is_a_secret(tmp_path: Path) -> None:
    script = "LOG=debug API_KEY=abc PORT=4000 NODE_ENV=production node a.js"
    write(tmp_path, {"package.json": json.dumps({"scripts": {"start": script}}), "a.js": SERVER})
    project = Project(tmp_path)
    facts = node.inspect(project, None).facts
    assert values(facts, "run_env", "port") == ({"LOG": "debug"}, 4000)
    assert any("API_KEY" in warning for warning in project.warnings)


@pytest.mark.parametrize(
    ("name", "script", "entry"),
    [
        ("bundle", "esbuild source/main.ts --bundle --outfile=out/main.mjs", "out/main.mjs"),
        ("transpile", "tsc -p tsconfig.json", "dist/main.js"),
    ],
)
def test_a_script_of_any_name_makes_what_is_started(inspect: Inspect, name: str, script: str, entry: str) -> None:
    source = SERVER + "read(process.env.TERMS ?? 'content/terms.yaml'); test(env === 'docs')\n"
    files = {
        "source/main.ts": source,
        "content/terms.yaml": "",
        "notes/a.txt": "",
        "docs/a.md": "",
        "tsconfig.json": "{}",
    }
    scripts = {"check": "tsc --noEmit", "watch": f"{script} --watch", name: script, "serve": f"node {entry}"}
    facts = inspect({"scripts": scripts}, LOCK | files)
    output = entry.partition("/")[0]
    assert values(facts, "build") == ((f"npm run {name}",),)
    assert [path for path, _ in facts["copies"].value] == ["package.json", "content", output]


def test_pages_of_a_server_say_where_it_writes(inspect: Inspect) -> None:
    page = "const file = 'polls.json'\nexport const vote = () => fs.promises.writeFile(file, '1')\n"
    manifest = {"dependencies": {"@tanstack/react-start": "1", "nitro": "3"}, "scripts": {"build": "vite build"}}
    assert inspect(manifest, LOCK | {"src/routes/index.tsx": page})["kept"].value.files == ("polls.json",)


@pytest.mark.parametrize(
    ("text", "is_read"),
    [
        ('readdir(path.resolve(process.env.NOTES ?? "content"))', True),
        ('path.join(process.cwd(), "content", "a.md")', True),
        ('readFileSync("./content/a.md")', True),
        ('<meta name="content" />', False),
    ],
)
def test_pages_that_a_framework_reads_while_it_runs_come_along(inspect: Inspect, text: str, *, is_read: bool) -> None:
    manifest = {"dependencies": {"next": "1"}, "scripts": {"build": "next build", "start": "next start"}}
    copies = inspect(manifest, LOCK | {"app/page.tsx": text, "content/a.md": ""})["copies"].value
    assert ("content" in dict(copies)) == is_read


def test_what_bun_is_started_with_may_export_the_app_that_a_function_makes(inspect: Inspect) -> None:
    manifest = {"dependencies": {"hono": "4"}, "scripts": {"start": "bun src/index.ts"}}
    facts = inspect(manifest, {"bun.lock": "", "src/index.ts": "export default createApp(new Log())\n"})
    assert values(facts, "port", "protocol") == (3000, "http")


# Workspaces

ROOT = {"name": "root", "private": True, "workspaces": ["apps/*", "packages/*"]}


def member(name: str, **keys: object) -> str:
    return json.dumps({"name": name, **keys})


def workspace(tmp_path: Path, root: dict[str, object], *folders: str, **files: str) -> Workspace:
    write(
        tmp_path, {"package.json": json.dumps(root)} | {f"{one}/package.json": member(one) for one in folders} | files
    )
    return read_workspace(Project(tmp_path))


@pytest.mark.parametrize(
    ("patterns", "members"),
    [
        (["apps/*"], ["apps/a", "apps/b"]),
        (["./apps/*/"], ["apps/a", "apps/b"]),
        (["**"], ["apps/a", "apps/b", "libs/x/deep", "libs/y"]),
        (["libs/**"], ["libs/x/deep", "libs/y"]),
        (["apps/a", "libs/y"], ["apps/a", "libs/y"]),
        (["apps/*", "!apps/b"], ["apps/a"]),
        (["{apps,libs}/*"], ["apps/a", "apps/b", "libs/y"]),
        (["nothing/*"], []),
        ([], []),
        ([7, None], []),
    ],
)
def test_globs_name_the_members(tmp_path: Path, patterns: list[object], members: list[str]) -> None:
    folders = ("apps/a", "apps/b", "libs/x/deep", "libs/y")
    assert list(workspace(tmp_path, {"workspaces": patterns}, *folders).members) == members
    assert list(workspace(tmp_path, {"workspaces": {"packages": patterns}}, *folders).members) == members


@pytest.mark.parametrize(
    "text",
    [
        "packages:\n  - apps/*\n",
        "packages:\n  - 'apps/*'\n  # no\n  - \"!apps/b\"\ncatalog:\n  - libs/*\n",
        "catalog:\n  x: 1\npackages:\n- apps/a\n",
        'packages: ["apps/a"]\n',
    ],
)
def test_pnpm_has_a_file_of_its_own(tmp_path: Path, text: str) -> None:
    found = workspace(tmp_path, {}, "apps/a", "libs/x", **{"pnpm-workspace.yaml": text})
    assert (list(found.members), found.source) == (["apps/a"], "pnpm-workspace.yaml")


def test_a_pnpm_file_without_members_is_no_workspace(inspect: Inspect) -> None:
    facts = inspect({"main": "a.js"}, {"pnpm-workspace.yaml": "allowBuilds:\n  esbuild: true\n", "a.js": SERVER})
    assert values(facts, "members", "mains", "start") == ((), (), "node a.js")


def test_a_member_that_cannot_be_read_is_named_and_left_out(tmp_path: Path) -> None:
    write(tmp_path, {"package.json": json.dumps(ROOT), "apps/a/package.json": "{", "apps/b/package.json": "{}"})
    project = Project(tmp_path)
    assert list(read_workspace(project).members) == ["apps/b"]
    assert project.warnings == ["apps/a/package.json is not JSON, line 1; it was ignored"]


def test_what_a_member_needs_comes_in_the_order_of_building(tmp_path: Path) -> None:
    files = {
        "apps/a/package.json": member("a", dependencies={"x": "*"}, devDependencies={"config": "*"}),
        "packages/x/package.json": member("x", dependencies={"y": "*", "x": "*"}),
        "packages/y/package.json": member("y", dependencies={"x": "*"}),
        "packages/config/package.json": member("config"),
        "packages/other/package.json": member("other"),
    }
    found = workspace(tmp_path, ROOT, **files)
    assert found.needs("apps/a", development=True) == ("packages/config", "packages/y", "packages/x")
    assert found.needs("apps/a", development=False) == ("packages/y", "packages/x")
    assert found.needs("packages/other", development=True) == ()


SHOP = LOCK | {
    "apps/api/package.json": member("api", scripts={"start": "node a.js"}, dependencies={"prices": "*", "pg": "8"}),
    "apps/api/a.js": SERVER,
    "apps/jobs/package.json": member("jobs", scripts={"start": "node j.js"}, dependencies={"redis": "5"}),
    "packages/prices/package.json": member("prices", scripts={"build": "tsc"}, main="dist/index.js"),
}


def test_members_that_can_be_started_are_programs(inspect: Inspect) -> None:
    facts = inspect(ROOT, SHOP)
    assert values(facts, "mains", "main") == (("./apps/api", "./apps/jobs"), "./apps/api")
    assert facts["members"].value == ("./apps/api", "./apps/jobs", "./packages/prices")


def test_a_roots_start_script_chooses_the_program(inspect: Inspect) -> None:
    facts = inspect(ROOT | {"scripts": {"start": "npm start -w jobs"}}, SHOP)
    assert facts["main"] == ("./apps/jobs", "package.json, scripts.start")
    assert values(facts, "name", "services") == ("jobs", ("redis",))


def test_only_what_the_program_needs_is_copied_and_built(inspect: Inspect) -> None:
    facts = inspect(ROOT, SHOP, "./apps/api")
    assert values(facts, "copied", "needed") == (("packages/prices", "apps/api"), ("packages/prices",))
    assert values(facts, "build", "services") == (("npm run build --workspace packages/prices",), ("postgres",))
    assert values(facts, "runs_with", "folder") == (("packages/prices/dist",), "apps/api")


def test_a_root_that_is_a_program_itself_is_one_of_them(inspect: Inspect) -> None:
    root = ROOT | {"scripts": {"start": "node a.js"}, "dependencies": {"express": "5"}}
    assert inspect(root, SHOP | {"a.js": SERVER})["mains"].value == (".", "./apps/api", "./apps/jobs")


def test_yarn_wants_every_package_json(inspect: Inspect) -> None:
    facts = inspect(ROOT | {"packageManager": "yarn@4.5.0"}, SHOP | {"yarn.lock": ""}, "./apps/api")
    assert facts["copied"].value == ("apps/api", "apps/jobs", "packages/prices")


# Whatever the files hold

JSON = st.recursive(
    st.none() | st.booleans() | st.integers(-9, 99) | st.text(max_size=12),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(st.text(max_size=6), inner, max_size=3),
    max_leaves=6,
)
KEYS = st.sampled_from(
    (
        *("name", "scripts", "dependencies", "devDependencies", "optionalDependencies", "main", "bin", "workspaces"),
        *("engines", "volta", "packageManager", "devEngines", "type", "homepage"),
    )
)
TEXTS = st.sampled_from(
    (
        *("node a.js", "npm run build", "tsc && node dist/a.js", "*", "apps/*", "pnpm@9.0.0", "^20", "lts/*", ">=1"),
        *("next start", "husky", "prisma generate", "a.js", "../x", "yarn@4.0.0", "npm start -w a", "x y", "$X"),
        *("\x00", "\ud800"),
    )
)
TABLES = st.dictionaries(
    st.sampled_from(("start", "build", "prepare", "postinstall", "node", "express", "next", "vite", "@prisma/client"))
    | st.text(max_size=5),
    TEXTS,
    max_size=5,
)
MANIFESTS = st.dictionaries(KEYS, JSON | TEXTS | TABLES | st.lists(TEXTS, max_size=3), max_size=6)
FILES = st.sampled_from(
    (
        *("package-lock.json", "yarn.lock", "pnpm-lock.yaml", "bun.lock", ".npmrc", ".nvmrc", ".yarnrc.yml", "a.js"),
        *("pnpm-workspace.yaml", "tsconfig.json", "prisma/schema.prisma", "apps/a/package.json", "nest-cli.json"),
        *(".tool-versions", "src/b.ts", "prisma.config.ts", ".env.example", "next.config.js", "angular.json"),
    )
)


@settings(deadline=None, derandomize=True, max_examples=150)
@given(
    manifest=MANIFESTS,
    files=st.dictionaries(FILES, st.binary(max_size=60) | TEXTS | MANIFESTS.map(json.dumps), max_size=5),
)
def test_any_files_are_facts_or_a_message(
    tmp_path_factory: pytest.TempPathFactory, manifest: dict[str, object], files: dict[str, bytes | str]
) -> None:
    folder = tmp_path_factory.mktemp("any")
    contents = {
        name: text if isinstance(text, bytes) else text.encode("utf-8", "replace") for name, text in files.items()
    }
    write(folder, {"package.json": json.dumps(manifest).encode()} | contents)
    project = Project(folder)
    try:
        facts = node.inspect(project, None).facts
    except DockgenError as error:
        assert str(error).isprintable()  # noqa: PT017 - it may as well not be raised
        return
    assert facts.keys() == node.SAMPLE.facts.keys()
    port = facts["port"].value
    assert port is None or 1 <= int(str(port)) <= 65535
    assert all(warning.isprintable() for warning in project.warnings)


# What repositories of others have taught


def test_a_client_that_the_projects_own_build_makes_is_not_made_before(inspect: Inspect) -> None:
    manifest = {"dependencies": {"@prisma/client": "^6"}, "scripts": {"build": "node copy.js && prisma generate"}}
    schema = 'generator c { provider = "prisma-client-js" }\ndatasource db { provider = "sqlite" }\n'
    facts = inspect(manifest | {"main": "a.js"}, {"db/sqlite/schema.prisma": schema, "a.js": SERVER})
    assert values(facts, "build", "generates") == (("npm run build",), ())


DB = {"name": "db", "dependencies": {"@prisma/client": "^6"}, "devDependencies": {"prisma": "^6"}}
API = {"name": "api", "main": "a.js", "scripts": {"start": "node a.js"}, "dependencies": {"db": "*"}}
CLASSIC = 'generator c { provider = "prisma-client-js" }\ndatasource db { provider = "mysql" }\n'


@pytest.mark.parametrize(
    ("lock", "command"),
    [
        ("package-lock.json", "npm exec --workspace packages/db -- prisma generate"),
        ("pnpm-lock.yaml", "pnpm --dir packages/db exec prisma generate"),
        ("yarn.lock", "yarn --cwd packages/db run prisma generate"),
    ],
)
def test_a_member_may_bring_prismas_client(inspect: Inspect, lock: str, command: str) -> None:
    files = {"apps/api/package.json": json.dumps(API), "apps/api/a.js": SERVER, "pnpm-workspace.yaml": PACKAGES}
    files |= {"packages/db/package.json": json.dumps(DB), "packages/db/prisma/schema.prisma": CLASSIC, lock: "{}"}
    facts = inspect({"workspaces": ["apps/*", "packages/*"]}, files, main="apps/api")
    assert values(facts, "generates", "services", "needs_engines") == ((command,), ("mysql",), True)
    assert values(facts, "files", "needs_development") == (
        ("pnpm-workspace.yaml", "packages/db/prisma")[lock != "pnpm-lock.yaml" :],
        True,
    )


def test_the_workspaces_root_may_bring_prisma(inspect: Inspect) -> None:
    root = {**DB, "name": "root", "workspaces": ["apps/*"]}
    files = {"apps/api/package.json": json.dumps(API | {"dependencies": {}}), "apps/api/a.js": SERVER}
    facts = inspect(root, files | LOCK | {"prisma/schema.prisma": CLASSIC}, main="apps/api")
    assert values(facts, "generates", "files") == (("npx --no-install prisma generate",), ("prisma",))


def test_a_client_among_the_sources_of_a_member_is_made_before_the_build(inspect: Inspect) -> None:
    schema = CLASSIC.replace("-js", '-js"\n  output = "../generated')
    db = DB | {"main": "dist/index.js", "scripts": {"build": "tsc"}}
    files = {"apps/api/package.json": json.dumps(API), "apps/api/a.js": SERVER} | LOCK
    files |= {"packages/db/package.json": json.dumps(db), "packages/db/prisma/schema.prisma": schema}
    facts = inspect({"workspaces": ["apps/*", "packages/*"]}, files, main="apps/api")
    commands = ("npm exec --workspace packages/db -- prisma generate", "npm run build --workspace packages/db")
    assert values(facts, "build", "generates", "runs_with") == (commands, (), ("packages/db",))


def test_a_root_that_starts_a_file_of_a_member_installs_the_members(inspect: Inspect) -> None:
    manifest = {"workspaces": ["apps/*"], "scripts": {"build": "tsc -b", "start": "node apps/api/dist/main.js"}}
    member = {"name": "api", "dependencies": {"express": "5"}}
    files = {"apps/api/package.json": json.dumps(member), "apps/api/src/main.ts": SERVER}
    facts = inspect(manifest, LOCK | files)
    assert values(facts, "start", "copied") == ("node apps/api/dist/main.js", ("apps/api",))


def test_prismas_settings_name_the_schema(inspect: Inspect) -> None:
    schema = 'generator c { provider = "prisma-client" }\ndatasource db { provider = "mysql" }\n'
    config = 'export default defineConfig({ schema: "db/main.prisma" })'
    manifest = {"dependencies": {"@prisma/client": "^7"}, "main": "a.js"}
    facts = inspect(manifest, {"prisma.config.ts": config, "db/main.prisma": schema, "a.js": SERVER})
    assert values(facts, "services", "build") == (("mysql",), ("npx --no-install prisma generate",))


BUILDS = {"build": "node check.js && tsc", "check": "docker ps"}


@pytest.mark.parametrize(
    ("scripts", "command"),
    [
        ({"build:docker": "tsc"}, "npm run build:docker"),
        ({"docker:build": "tsc"}, "npm run docker:build"),
        ({"build:api-docker": "tsc"}, "npm run build:api-docker"),
        ({"docker:build": "docker build ."}, "npm run build"),
        ({"build-docker": "npm run check && tsc"}, "npm run build"),
        ({"build:dockerfile": "tsc"}, "npm run build"),
    ],
)
def test_a_script_that_is_there_to_build_within_an_image_goes_first(
    inspect: Inspect, scripts: dict[str, str], command: str
) -> None:
    facts = inspect({"scripts": BUILDS | scripts, "main": "dist/a.js"}, {"a.ts": SERVER})
    assert facts["build"].value == (command,)


def test_a_member_is_built_by_tools_that_only_the_workspace_names(inspect: Inspect) -> None:
    root = {"workspaces": ["app", "lib"], "devDependencies": {"vite": "7", "@sveltejs/kit": "2"}}
    files = {
        "app/package.json": '{"scripts": {"build": "vite build", "serve": "npx http-server dist"}}',
        "app/index.html": "",
        "app/vite.config.mts": "",
        "lib/package.json": '{"scripts": {"build": "tsc"}}',
        "lib/index.html": "",
    }
    facts = inspect(root, files)
    assert values(facts, "mains", "framework", "kind") == (("./app",), "Vite", "spa")


def test_bun_makes_a_server_of_what_a_program_exports_and_node_does_not(inspect: Inspect) -> None:
    files = {"src/index.ts": 'import { Hono } from "hono"\nconst app = new Hono()\nexport default app\n'}
    by_bun, by_node = (inspect({"scripts": {"start": f"{name} src/index.ts"}}, files) for name in ("bun", "node"))
    assert values(by_bun, "start", "serves", "port", "port_env") == ("bun src/index.ts", True, 3000, True)
    assert values(by_node, "start", "serves") == ("node src/index.ts", False)


@pytest.mark.parametrize(
    ("code", "port", "reads"),
    [
        ("Bun.serve({ fetch })", 3000, True),
        ("Bun.serve<Data>({ port: 4000, fetch })", 4000, False),
        ("Bun.serve({ port: Bun.env.PORT ?? 5000, fetch })", 5000, True),
        ('import { serve } from "bun"\nserve({ fetch })', 3000, True),
        ("export default { port: 6000, fetch: app.fetch }", 6000, False),
        ('import { Elysia } from "elysia"\nnew Elysia().listen(7000)', 7000, False),
    ],
)
def test_bun_says_where_it_listens(inspect: Inspect, code: str, port: int, reads: bool) -> None:  # noqa: FBT001
    facts = inspect({"scripts": {"start": "bun a.ts"}}, {"a.ts": code})
    assert values(facts, "serves", "port", "port_env", "protocol") == (True, port, reads, "http")


@pytest.mark.parametrize(
    ("web", "start"),
    [
        ("npm start", "node a.js"),
        ("node b.js --port $PORT", 'sh -c exec node b.js --port "$PORT"'),
        ("NODE_OPTIONS=--enable-source-maps node b.js --quiet", "node b.js --quiet"),
        ("node migrate.js && node b.js", "sh -c node migrate.js && exec node b.js"),
        ("npm run gone", "node a.js"),
    ],
)
def test_the_web_process_of_a_procfile_decides(web: str, start: str, inspect: Inspect) -> None:
    files = {"a.js": SERVER, "b.js": SERVER, "migrate.js": "", "Procfile": f"web: {web}\n"}
    facts = inspect({"scripts": {"start": "node a.js"}}, files)
    assert facts["start"].value == start
    assert facts["start"].source == ("Procfile, web" if "gone" not in web else "package.json, scripts.start")


def test_the_processes_of_a_procfile_run_beside_the_server(inspect: Inspect) -> None:
    procfile = (
        "web: npm start\nrelease: node migrate.js\nworker: npm start -- --worker\nclock: node clock.js\ncss: sass x"
    )
    files = {"a.js": SERVER, "Procfile": procfile}
    facts = inspect({"scripts": {"start": "node a.js"}}, files)
    assert facts["workers"].value == {"worker": ("node", "a.js", "--worker"), "clock": ("node", "clock.js")}


# The base image


def lock(**packages: dict[str, object]) -> dict[str, str]:
    """Return a lock file of npm with these packages."""
    found = {"": {}, **{f"node_modules/{name}": package for name, package in packages.items()}}
    return {"package-lock.json": json.dumps({"lockfileVersion": 3, "packages": found})}


DEPENDENT = {"scripts": {"start": "node a.js"}, "dependencies": {"one": "1"}, "devDependencies": {"two": "1"}}


@pytest.mark.parametrize(
    ("manifest", "files", "base"),
    [
        ({"scripts": {"start": "node a.js"}}, {}, "alpine"),
        (DEPENDENT, lock(one={}), "alpine"),
        (DEPENDENT, lock(one={"optional": True, "os": ["darwin"], "hasInstallScript": True}), "alpine"),
        (DEPENDENT, lock(one={}, two={"dev": True, "hasInstallScript": True}), "alpine"),
        (
            DEPENDENT | {"scripts": {"start": "node a.js", "build": "two"}},
            lock(one={}, two={"dev": True, "hasInstallScript": True}),
            None,
        ),
        (DEPENDENT, lock(one={"hasInstallScript": True}), None),
        (DEPENDENT, lock(one={"cpu": ["x64"]}), None),
        (DEPENDENT, lock(one={"os": ["!win32"]}), None),
        (DEPENDENT, lock(one={"os": ["linux"]}), None),
        (DEPENDENT, {"package-lock.json": '{"lockfileVersion": 1, "dependencies": {}}'}, None),
        (DEPENDENT, {"package-lock.json": '{"packages": {"cpu"'}, None),
        (DEPENDENT, {"package-lock.json": '{"packages": ["cpu"], "cpu": 1}'}, None),
        (DEPENDENT, {"yarn.lock": "# yarn lockfile v1\n"}, None),
        (DEPENDENT, {}, None),
    ],
)
def test_alpine_is_taken_where_the_lock_file_says_that_nothing_is_compiled(
    inspect: Inspect, manifest: dict[str, Any], files: dict[str, str], base: str | None
) -> None:
    assert inspect(manifest, {"a.js": SERVER, **files})["base"].value == base


CONF = "title = a\nhost = 127.0.0.1\nport = 7070\n"
READS = "server.listen(conf.port, conf.host)\nconst file = './etc/a.conf'\n"


def test_a_file_of_settings_says_where_a_server_listens(inspect: Inspect) -> None:
    files = {"server.js": f"import http from 'node:http'\nconst server = http.createServer()\n{READS}"}
    facts = inspect({"scripts": {"start": "node server.js"}}, files | {"etc/a.conf": CONF})
    assert facts["port"] == Found(7070, "etc/a.conf:3")


def test_what_takes_each_setting_from_the_environment_is_told_to_let_others_in(inspect: Inspect) -> None:
    reads = "const value = process.env[`ALMANAC_${key.toUpperCase()}`] ?? given\n"
    files = {"server.js": f"import http from 'node:http'\nconst server = http.createServer()\n{READS}{reads}"}
    facts = inspect({"scripts": {"start": "node server.js"}}, files | {"etc/a.conf": CONF})
    assert facts["run_env"].value == {"ALMANAC_HOST": EVERYWHERE}


def test_the_data_that_a_framework_s_server_reads_comes_along(inspect: Inspect) -> None:
    kit = {"@sveltejs/kit": "^2.0.0", "@sveltejs/adapter-node": "^5.0.0", "vite": "^7.0.0"}
    manifest = {"scripts": {"build": "vite build"}, "devDependencies": kit}
    reads = "const dir = () => env.RECIPES ?? 'recipes'\nconst page = 'static'\n"
    files = {"src/routes/+page.server.ts": reads, "recipes/a.md": "", "static/a.png": "", "other/a.md": ""}
    adapter = "import adapter from '@sveltejs/adapter-node'\nexport default { kit: { adapter: adapter() } }\n"
    facts = inspect(manifest, files | {"svelte.config.js": adapter})
    assert facts["copies"].value == (("package.json", "package.json"), ("build", "build"), ("recipes", "recipes"))


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"package-lock.json": '{"packages": {"node_modules/next": {}}}'}, "../../node_modules/next/dist/bin/next"),
        ({"package-lock.json": '{"packages": {"apps/web/node_modules/next": {}}}'}, "node_modules/next/dist/bin/next"),
        ({"pnpm-lock.yaml": "", "pnpm-workspace.yaml": "packages: ['apps/*']"}, "node_modules/next/dist/bin/next"),
        ({"yarn.lock": ""}, "../../node_modules/next/dist/bin/next"),
        ({"bun.lock": '{"lockfileVersion": 1, "configVersion": 1}'}, "node_modules/next/dist/bin/next"),
    ],
)
def test_a_package_of_a_member_is_started_where_its_manager_puts_it(
    tmp_path: Path, files: dict[str, str], path: str
) -> None:
    member = {"name": "web", "scripts": {"build": "next build", "start": "next start"}, "dependencies": {"next": "15"}}
    root = {"package.json": json.dumps({"workspaces": ["apps/*"]}), "apps/web/package.json": json.dumps(member)}
    write(tmp_path, root | files)
    assert node.inspect(Project(tmp_path), "./apps/web").command == Found(("node", path, "start"), "package.json, next")


@pytest.mark.parametrize(
    "command",
    [
        "bun run --filter=@x/jobs nightly",
        "bun --filter '@x/jobs' nightly",
        "npm run nightly -w @x/jobs",
        "npm --workspace apps/jobs run nightly",
        "pnpm --filter @x/jobs... run nightly",
        "pnpm -F jobs nightly",
        "yarn workspace @x/jobs nightly",
        "npm run later",
    ],
)
def test_a_roots_start_script_may_name_any_script_of_a_member(inspect: Inspect, command: str) -> None:
    members = {
        "apps/api/package.json": member("@x/api", scripts={"start": "node a.js"}),
        "apps/jobs/package.json": member("@x/jobs", scripts={"nightly": "node n.js", "dev": "node d.js"}),
    }
    facts = inspect(ROOT | {"scripts": {"start": command, "later": "npm run nightly -w jobs"}}, SHOP | members)
    assert values(facts, "main", "command") == ("./apps/jobs", ("node", "n.js"))
    assert facts["mains"].value == ("./apps/api", "./apps/jobs")


@pytest.mark.parametrize(
    ("script", "words"), [("start", ("node", "p.js")), ("dev", ("node", "p.js")), ("worker", ("node", "w.js"))]
)
def test_a_members_usual_scripts_say_best_how_it_is_started(
    inspect: Inspect, script: str, words: tuple[str, ...]
) -> None:
    scripts = {"start": "node s.js", "start:prod": "node p.js", "dev": "node d.js", "worker": "node w.js"}
    files = SHOP | {"apps/jobs/package.json": member("jobs", scripts=scripts)}
    assert inspect(ROOT | {"scripts": {"start": f"npm run {script} -w jobs"}}, files)["command"].value == words


REFERENCES = LOCK | {
    "worker/package.json": member("worker", scripts={"start": "node build/main.js"}, dependencies={"queue": "*"}),
    "worker/src/main.ts": SERVER,
    "queue/package.json": member("queue", main="lib/index.js", dependencies={"pg": "8"}),
    "queue/src/index.ts": "",
}
BUILT_AT_TOP = {
    "private": True,
    "workspaces": ["queue", "worker"],
    "scripts": {"build": "tsc --build"},
    "devDependencies": {"typescript": "5"},
}


def test_what_only_the_root_builds_is_built_there_with_all_members(inspect: Inspect) -> None:
    facts = inspect(BUILT_AT_TOP, REFERENCES)
    assert values(facts, "main", "command") == (None, ("node", "build/main.js"))
    assert facts["build"] == (("npm run build",), "package.json, scripts.build")
    assert values(facts, "copied", "is_built_from_all") == (("queue", "worker"), True)
    assert values(facts, "runs_with", "copies") == (("queue",), (("package.json",) * 2, ("build", "build")))


def test_a_member_with_a_build_of_its_own_is_built_by_that(inspect: Inspect) -> None:
    scripts = {"start": "node build/main.js", "build": "tsc --build"}
    files = REFERENCES | {"worker/package.json": member("worker", scripts=scripts, dependencies={"queue": "*"})}
    facts = inspect(BUILT_AT_TOP, files)
    assert values(facts, "build", "is_built_from_all") == (("npm run build --workspace worker",), False)


@pytest.mark.parametrize(
    ("line", "command"),
    [
        ("worker: node worker/build/main.js", ("node", "worker/build/main.js")),
        ("worker: npm start -w worker", ("node", "build/main.js")),
        ("release: node x.js\nworker: node worker/build/main.js", ("node", "worker/build/main.js")),
    ],
)
def test_the_only_process_of_a_procfile_is_the_program(inspect: Inspect, line: str, command: tuple[str, ...]) -> None:
    for scripts in ({"start": "node build/main.js"}, {}):
        if scripts or "npm" not in line:
            files = REFERENCES | {"Procfile": f"{line}\n", "worker/package.json": member("worker", scripts=scripts)}
            facts = inspect(BUILT_AT_TOP, files)
            whole = command if not scripts else ("node", "build/main.js")
            assert values(facts, "command", "build") == (whole, ("npm run build",))


def test_a_procfile_without_a_web_process_leaves_the_start_to_the_scripts(inspect: Inspect) -> None:
    manifest = {"scripts": {"start": "node a.js"}}
    assert inspect(manifest, {"a.js": SERVER, "Procfile": "worker: node w.js\n"})["command"].value == ("node", "a.js")
