"""How a Node.js program is started: what its scripts run in the end."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from snapshots import write

from dockgen.languages import node
from dockgen.languages.javascript.manifest import read
from dockgen.languages.kit.command_lines import parse
from dockgen.languages.node.start import Start, find
from dockgen.reading.project import Project

Find = Callable[..., Start]


@pytest.fixture
def start(tmp_path: Path) -> Find:
    """Return a function that writes a project and says how it is started."""

    def start(manifest: dict[str, object], *files: str, **texts: str) -> Start:
        contents = dict.fromkeys(files, "") | {name.replace("_", "."): text for name, text in texts.items()}
        write(tmp_path, {"package.json": json.dumps(manifest)} | contents)
        project = Project(tmp_path)
        return find(project, read(project))

    return start


def scripts(**texts: str) -> dict[str, object]:
    return {"scripts": {name.replace("_", ":"): text for name, text in texts.items()}}


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("node server.js", ["node", "server.js"]),
        ("node .", ["node", "."]),
        ("node ./bin/www", ["node", "./bin/www"]),
        ("node --enable-source-maps -r dotenv/config app.js --verbose", None),
        ("exec node server.js", ["node", "server.js"]),
        ("npx nodemon server.js", ["node", "server.js"]),
        ("nodemon -w src -e js,json server.js", ["node", "server.js"]),
        ("nodemon --exec node src/index.js", ["node", "src/index.js"]),
        ("nodemon --exec 'node --inspect' app.js", ["node", "app.js"]),
        ("node --watch server.js", ["node", "server.js"]),
        ("node --inspect=0.0.0.0:9229 server.js", ["node", "server.js"]),
        ("node --env-file=.env server.js", ["node", "server.js"]),
        ("pm2-runtime start server.js -i 2 --name api", ["node", "server.js"]),
        ("pm2 start app.js", ["node", "app.js"]),
        ("forever start -l log.txt server.js", ["node", "server.js"]),
        ("yarn node server.js", ["node", "server.js"]),
        ("bun run server.js", ["bun", "server.js"]),
        ("bun --bun --smol run server.js", ["bun", "--smol", "server.js"]),
        ("bun build server.ts --outdir dist && bun --hot dist/server.js", ["bun", "dist/server.js"]),
        ("bunx --bun next start", ["bun", "--bun", "next", "start"]),
        ("bun run fastify start app.js", ["fastify", "start", "app.js"]),
        ("node server.js | pino-pretty", ["node", "server.js"]),
        ("node server.js > log.txt", ["node", "server.js"]),
        ("node server.js || true", ["node", "server.js"]),
        ("npm run build && node server.js", ["node", "server.js"]),
        ("rimraf dist && tsc && node dist/server.js", ["node", "dist/server.js"]),
        ("npm install && node server.js", ["node", "server.js"]),
        ("fastify start -l info app.js", ["fastify", "start", "-l", "info", "app.js"]),
        ("probot run ./index.js", ["probot", "run", "./index.js"]),
        ("node 'my server.js'", ["node", "my server.js"]),
    ],
)
def test_a_start_script_becomes_the_words_of_the_program(start: Find, text: str, words: list[str] | None) -> None:
    assert list(start(scripts(start=text, build="tsc")).words) == (words or text.split())


@pytest.mark.parametrize(
    ("text", "env"),
    [
        ("NODE_ENV=production PORT=4000 node x.js", {"NODE_ENV": "production", "PORT": "4000"}),
        ("cross-env NODE_ENV=production node x.js", {"NODE_ENV": "production"}),
        ("env A=1 node x.js", {"A": "1"}),
        ("GREETING='Hello world' node x.js", {"GREETING": "Hello world"}),
    ],
)
def test_what_a_script_sets_becomes_environment(start: Find, text: str, env: dict[str, str]) -> None:
    found = start(scripts(start=text))
    assert (found.words, dict(found.env)) == (("node", "x.js"), env)


def test_scripts_are_followed_with_what_they_set(start: Find) -> None:
    found = start(scripts(start="A=1 npm run serve:api", serve_api="B=2 node api.js"))
    assert (found.words, dict(found.env)) == (("node", "api.js"), {"A": "1", "B": "2"})
    assert found.source == "package.json, scripts.start"


@pytest.mark.parametrize("manager", ["npm run", "yarn", "yarn run", "pnpm", "pnpm run", "bun run", "npm run -s"])
def test_each_manager_runs_scripts_in_its_own_way(start: Find, manager: str) -> None:
    assert start(scripts(start=f"{manager} api", api="node api.js")).words == ("node", "api.js")


def test_a_script_for_production_goes_first(start: Find) -> None:
    found = start(scripts(start="nest start --watch", start_prod="node dist/main"))
    assert (found.words, found.source) == (("node", "dist/main"), "package.json, scripts.start:prod")


def test_steps_before_the_program_need_a_shell_that_makes_way_for_it(start: Find) -> None:
    found = start(scripts(start="prisma migrate deploy && node server.js"))
    assert found.words == ("sh", "-c", "prisma migrate deploy && exec node server.js")
    assert (found.needs_shell, found.is_bin) == (True, True)


def test_a_prestart_script_comes_before(start: Find) -> None:
    found = start(scripts(prestart="node migrate.js", start="node server.js"))
    assert found.words == ("sh", "-c", "node migrate.js && exec node server.js")
    assert start(scripts(prestart="npm run build", build="tsc", start="node server.js")).words == ("node", "server.js")


def test_a_word_that_only_a_shell_knows_needs_one(start: Find) -> None:
    found = start(scripts(start="node server.js --port $PORT"))
    assert found.words == ("sh", "-c", 'exec node server.js --port "$PORT"')


def test_a_words_quotes_survive_the_shell(start: Find) -> None:
    found = start(scripts(start="node seed.js && node server.js 'a b'"))
    assert found.words[2] == "node seed.js && exec node server.js 'a b'"


@pytest.mark.parametrize(
    ("text", "why"),
    [
        ("concurrently 'npm:api' 'npm:web'", "starts several programs at once, with concurrently"),
        ("turbo run start", "starts several programs at once, with turbo"),
        ("node a.js & node b.js", "starts several programs at once, with &"),
        ("tsc", "starts no program"),
        ("echo 'none'", "starts no program"),
        ("node", "starts no program"),
        ("node 'open", "cannot be understood"),
        ("", "cannot be understood"),
        ("npm run start", "calls start, which is no other script"),
        ("npm run a", "cannot be understood"),
    ],
)
def test_where_no_program_is_found_the_reason_is_said(start: Find, text: str, why: str) -> None:
    found = start({"scripts": {"start": text, "a": "npm run b", "b": "npm run a"}})
    assert (found.words, found.source) == ((), f"package.json, scripts.start {why}")


def test_a_script_without_a_program_leaves_it_to_main(start: Find) -> None:
    found = start({"scripts": {"start": "turbo run start"}, "main": "app.js"}, "app.js")
    assert (found.words, found.source) == (("node", "app.js"), "package.json, main")


@pytest.mark.parametrize(
    ("main", "file", "entry"),
    [
        ("app.js", "app.js", "app.js"),
        ("app", "app.js", "app.js"),
        ("./lib", "lib/index.js", "lib/index.js"),
        ("../outside.js", "server.js", "server.js"),
        ("/etc/passwd.js", "index.js", "index.js"),
        ("missing.js", "src/main.ts", "src/main.ts"),
        (None, "server.mjs", "server.mjs"),
        (None, "bin/www", "bin/www"),
    ],
)
def test_without_scripts_main_or_a_usual_name_is_the_program(
    start: Find, main: str | None, file: str, entry: str
) -> None:
    assert start({"main": main} if main else {}, file).entry == entry


def test_nothing_to_start_says_what_was_looked_for(start: Find) -> None:
    found = start({})
    assert found.words == ()
    assert found.source.startswith("no script start:prod, start:production, start, no main, and none of server.js")


@pytest.mark.parametrize(
    "text",
    [
        '{"apps": [{"name": "api", "script": "src/index.js", "instances": 1}]}',
        'module.exports = { apps: [{ script: "./src/index.js" }] } // script: "other.js"',
    ],
)
def test_a_process_managers_settings_name_the_program(start: Find, text: str) -> None:
    found = start(scripts(start="pm2 start ecosystem.config.js --no-daemon"), ecosystem_config_js=text)
    assert found.words == ("node", "src/index.js")
    assert found.source == "package.json, scripts.start, ecosystem.config.js"


def test_several_programs_of_a_process_manager_are_none(start: Find) -> None:
    text = "module.exports = { apps: [{ script: 'a.js' }, { script: 'b.js' }] }"
    found = start(scripts(start="pm2-runtime ecosystem.config.js"), ecosystem_config_js=text)
    assert (found.words, found.source) == (
        (),
        "package.json, scripts.start starts 2 programs that ecosystem.config.js names",
    )


def test_as_the_last_resort_the_program_for_development_says_what_it_runs(start: Find) -> None:
    assert start(scripts(dev="nodemon src/web.js")).words == ("node", "src/web.js")
    assert start(scripts(dev="vite")).words == ()
    assert start(scripts(dev="nodemon src/web.js"), "index.js").words == ("node", "index.js")


# TypeScript


def test_typescript_that_is_built_runs_compiled(start: Find) -> None:
    found = start(
        scripts(start="ts-node src/index.ts", build="tsc"), tsconfig_json='{"compilerOptions":{"outDir":"./out"}}'
    )
    assert found.words == ("node", "out/index.js")
    assert found.source == "package.json, scripts.start; compiled from src/index.ts"


def test_what_main_names_is_what_the_build_makes(start: Find) -> None:
    manifest = scripts(start="tsx src/index.ts", build="tsup") | {"main": "dist/bundle.cjs"}
    assert start(manifest).words == ("node", "dist/bundle.cjs")


def test_a_tsconfig_may_have_comments(start: Find) -> None:
    config = '{ // where to\n "compilerOptions": { /* "outDir": "no" */ "outDir": "lib", }, }'
    assert start(scripts(start="tsx src/a.ts", build="tsc"), tsconfig_json=config).words == ("node", "lib/a.js")


def test_a_broken_tsconfig_means_the_usual_folder(start: Find) -> None:
    assert start(scripts(start="tsx src/a.mts", build="tsc"), tsconfig_json="{").words == ("node", "dist/a.mjs")


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("tsx src/a.ts", ("node", "--import", "tsx", "src/a.ts")),
        ("tsx watch src/a.ts", ("node", "--import", "tsx", "src/a.ts")),
        ("ts-node --transpile-only src/a.ts", ("node", "-r", "ts-node/register", "src/a.ts")),
        ("nodemon --exec ts-node src/a.ts", ("node", "-r", "ts-node/register", "src/a.ts")),
        ("node --import tsx src/a.ts", ("node", "--import", "tsx", "src/a.ts")),
    ],
)
def test_without_a_build_what_understands_typescript_is_loaded_into_node(
    start: Find, text: str, words: tuple[str, ...]
) -> None:
    tools = {"devDependencies": {"tsx": "^4", "ts-node": "^10"}}
    found = start(scripts(start=text) | tools)
    assert (found.words, found.needs_development) == (words, True)


def test_a_runner_among_the_dependencies_needs_no_other_tools(start: Find) -> None:
    found = start(scripts(start="tsx src/a.ts") | {"dependencies": {"tsx": "^4"}})
    assert not found.needs_development


def test_node_runs_typescript_by_itself(start: Find) -> None:
    found = start(scripts(start="node src/a.ts"))
    assert (found.words, found.needs_development) == (("node", "src/a.ts"), False)


def test_nest_is_started_without_its_tool(start: Find) -> None:
    assert start(scripts(start="nest start", build="nest build")).words == ("node", "dist/main.js")
    deep = '{"entryFile": "src/main"}'
    assert start(scripts(start="nest start"), **{"nest-cli_json": deep}).words == ("node", "dist/src/main.js")


def test_a_command_of_a_tool_keeps_the_tools(start: Find) -> None:
    assert start(scripts(start="gulp serve") | {"devDependencies": {"gulp": "5"}}).needs_development


# Workspaces


@pytest.mark.parametrize(
    ("text", "member"),
    [
        ("npm start -w apps/api", "apps/api"),
        ("npm start --workspace=@shop/api", "@shop/api"),
        ("npm --prefix server start", "server"),
        ("yarn workspace web start", "web"),
        ("yarn --cwd packages/web start", "packages/web"),
        ("pnpm --filter api start", "api"),
        ("pnpm -F ./apps/api run start", "./apps/api"),
        ("pnpm -C apps/api start", "apps/api"),
        ("turbo run start --filter=@shop/api", "@shop/api"),
        ("nx serve api", "api"),
        ("nx run api:serve", "api"),
        ("nx run-many -t serve", ""),
    ],
)
def test_a_root_script_says_which_member_it_is_about(start: Find, text: str, member: str) -> None:
    assert start(scripts(start=text)).delegates == member


@settings(deadline=None, derandomize=True)
@given(
    text=st.text(max_size=100)
    | st.lists(
        st.sampled_from(
            (
                *(
                    "node",
                    "npm",
                    "run",
                    "a",
                    "&&",
                    "|",
                    "&",
                    ";",
                    "(",
                    ")",
                    ">",
                    "'",
                    '"',
                    "$X",
                    "\\",
                    "A=1",
                    "nodemon",
                ),
                *("--exec", "-w", "tsx", "x.ts", "pm2", "start", "cross-env", "npx", "yarn", "nest", "\n", "exec", "."),
                *("--filter", "/"),
            )
        ),
        max_size=12,
    ).map(" ".join)
)
def test_any_script_is_words_or_a_reason(text: str, tmp_path_factory: pytest.TempPathFactory) -> None:
    folder = tmp_path_factory.mktemp("any")
    write(folder, {"package.json": json.dumps({"scripts": {"start": text, "a": text, "build": text}})})
    project = Project(folder)
    found = find(project, read(project))
    assert found.source
    assert all(isinstance(word, str) for word in found.words)
    assert parse(text).commands == parse(text).commands


# What repositories of others have taught


def test_what_npx_would_download_is_no_start(start: Find) -> None:
    assert start(scripts(serve="npx http-server build -p 5001")) == Start(
        source="package.json, scripts.serve runs http-server, which no dependency brings"
    )


@pytest.mark.parametrize(
    ("text", "package"), [("npx nest start", "@nestjs/cli"), ("npx remix-serve build", "@remix-run/serve")]
)
def test_what_a_dependency_brings_is_started_by_npx_too(start: Find, text: str, package: str) -> None:
    assert start(scripts(start=text) | {"dependencies": {package: "1"}}).words


@pytest.mark.parametrize(
    ("text", "arguments"),
    [
        ("yarn serve --services=worker", ("--services=worker",)),
        ("pnpm run serve -- --a", ("--a",)),
        ("npm run serve -- --a b", ("--a", "b")),
        ("npm run serve --silent", ()),
    ],
)
def test_arguments_are_passed_on_to_the_script_that_is_called(
    start: Find, text: str, arguments: tuple[str, ...]
) -> None:
    assert start(scripts(start=text, serve="node a.js")).words == ("node", "a.js", *arguments)


def test_nx_says_where_it_leaves_the_program(start: Find) -> None:
    options = {"targets": {"build": {"options": {"outputPath": "dist/api", "main": "src/main.ts"}}}}
    found = start(scripts(start="npx nx serve", build="npx nx build"), "src/main.ts", project_json=json.dumps(options))
    assert found.words == ("node", "dist/api/main.js")


@pytest.mark.parametrize(
    "text", ['{"targets": []}', '{"targets": {"build": {"options": {"outputPath": "../x"}}}}', "["]
)
def test_nx_that_says_nothing_leaves_it_in_dist(start: Find, text: str) -> None:
    found = start(scripts(build="nx build"), "src/main.ts", project_json=text)
    assert found.words == ("node", "dist/main.js")


@pytest.mark.parametrize("text", ["bun run --hot src/index.tsx", "bun src/index.tsx"])
def test_what_bun_starts_is_run_by_bun_also_where_a_script_could_compile_it(start: Find, text: str) -> None:
    for name in ("start", "dev"):
        found = start(scripts(**{name: text}, build="tsc"), "src/index.tsx")
        assert (found.words, found.is_by_bun, found.is_guess) == (("bun", "src/index.tsx"), True, name == "dev")


def test_jsx_is_nothing_that_node_can_start(start: Find) -> None:
    assert start(scripts(start="node src/index.tsx"), "src/index.tsx").source == (
        "package.json, scripts.start: something else has to run src/index.tsx as it is, and Node.js cannot; "
        "add a build script"
    )


def test_jsx_is_started_as_what_it_is_compiled_to(start: Find) -> None:
    assert start(scripts(start="tsx src/index.tsx", build="tsc"), "src/index.tsx").words == ("node", "dist/index.js")


@pytest.mark.parametrize(
    ("entry", "manifest", "files", "runtime"),
    [
        ("index.ts", {"devDependencies": {"@types/bun": "latest"}}, (), "bun"),
        ("index.ts", {}, ("bun.lock",), "bun"),
        ("index.ts", {}, ("bun.lockb",), "bun"),
        ("index.js", {}, ("bunfig.toml",), "bun"),
        ("index.js", {}, ("bun.lock",), "node"),
        ("index.ts", {}, ("package-lock.json",), "node"),
    ],
)
def test_what_no_script_starts_is_run_by_bun_if_it_is_made_for_it(
    start: Find, entry: str, manifest: dict[str, object], files: tuple[str, ...], runtime: str
) -> None:
    assert start(manifest, entry, *files).words == (runtime, entry)


@pytest.mark.parametrize(
    ("options", "entry"),
    [
        ({}, "src/a.js"),
        ({"outDir": "lib"}, "lib/a.js"),
        ({"outDir": "lib", "rootDir": "."}, "lib/src/a.js"),
        ({"outDir": "lib", "rootDir": "./src"}, "lib/a.js"),
    ],
)
def test_the_compilers_options_say_where_it_leaves_a_file(start: Find, options: dict[str, str], entry: str) -> None:
    text = json.dumps({"compilerOptions": {"target": "es2022", **options}})
    assert start(scripts(start="ts-node src/a.ts", build="tsc"), tsconfig_json=text).entry == entry
    other = start(scripts(start="ts-node src/a.ts", build="tsup src/a.ts"), tsconfig_json='{"compilerOptions": {}}')
    assert other.entry == "dist/a.js"


def test_a_tsconfig_may_extend_another_one(start: Find) -> None:
    files = {"tsconfig_json": '{"extends": "./base"}', "base_json": '{"compilerOptions": {"outDir": "o"}}'}
    assert start(scripts(start="tsx src/a.ts", build="tsc"), **files).entry == "o/a.js"


@pytest.mark.parametrize(
    ("script", "words"),
    [
        ("#!/bin/sh\nnode migrate.js\nexec node server.js\n", ("sh", "start.sh")),
        ("#!/bin/sh\nnode migrate.js\nexec node other.js\n", ("node", "server.js")),
        ("#!/bin/sh\nnpm ci\nnode server.js\n", ("node", "server.js")),
        ("#!/bin/sh\nnode server.js\n", ("node", "server.js")),
    ],
)
def test_a_shell_script_that_ends_with_what_was_found_starts_it(
    start: Find, script: str, words: tuple[str, ...]
) -> None:
    assert start({}, "server.js", "migrate.js", start_sh=script).words == words


def test_a_start_script_goes_before_a_shell_script(start: Find) -> None:
    script = "#!/bin/sh\nnode migrate.js\nexec node server.js\n"
    assert start(scripts(start="node server.js"), "server.js", start_sh=script).words == ("node", "server.js")


def test_a_script_for_bash_needs_an_image_that_has_it(tmp_path: Path) -> None:
    script = "#!/bin/bash\nnode migrate.js\nexec node server.js\n"
    write(tmp_path, {"package.json": "{}", "server.js": "", "migrate.js": "", "start.sh": script})
    program = node.inspect(Project(tmp_path), None)
    assert node.impossible(program)["alpine"] == "it has no bash, which the start command needs (start.sh)"


@pytest.mark.parametrize(
    ("manifest", "files", "entry"),
    [
        ({"bin": "./src/cli.ts"}, ["src/cli.ts"], "src/cli.ts"),
        ({"bin": {"any": "cli.mjs"}}, ["cli.mjs", "src/index.js"], "cli.mjs"),
        ({"name": "@me/tool", "bin": {"other": "a.js", "tool": "b.js"}}, ["a.js", "b.js"], "b.js"),
        ({"bin": "dist/cli.js", "scripts": {"build": "tsc"}}, ["src/cli.ts"], "dist/cli.js"),
        ({"bin": "cli.js"}, ["cli.js", "server.js"], "server.js"),
        ({"bin": "cli.js", "main": "lib.js"}, ["cli.js", "lib.js"], "lib.js"),
        ({"name": "tool", "bin": {"one": "a.js", "two": "b.js"}}, ["a.js", "b.js", "index.js"], "index.js"),
        ({"bin": "missing.js"}, ["index.js"], "index.js"),
    ],
)
def test_the_only_command_of_a_package_is_its_program(
    start: Find, manifest: dict[str, object], files: list[str], entry: str
) -> None:
    assert start(manifest, *files).words == ("node", entry)


@pytest.mark.parametrize(
    ("line", "words"), [("#!/usr/bin/env node", ("node", "bin/tool")), ("#!/bin/sh", ()), ("", ())]
)
def test_a_command_without_an_ending_is_told_by_its_first_line(start: Find, line: str, words: tuple[str, ...]) -> None:
    assert start({"bin": "bin/tool"}, **{"bin/tool": f"{line}\n"}).words == words


@pytest.mark.parametrize(
    ("keys", "is_guess"), [({}, False), ({"files": ["cli.js"]}, False), ({"exports": "./lib.js"}, True)]
)
def test_a_package_with_a_command_alone_is_no_library(start: Find, keys: dict[str, object], *, is_guess: bool) -> None:
    assert start({"bin": "cli.js", **keys}, "cli.js").is_guess == is_guess


def test_a_command_is_no_answer_to_what_a_folder_starts(start: Find) -> None:
    assert start({"bin": "cli.js", "scripts": {"start": "node ."}}, "cli.js", "index.js").words == ("node", ".")


@pytest.mark.parametrize(
    ("text", "words", "folder", "entry"),
    [
        ("cd dist && bun index.js", ("bun", "index.js"), "dist", "dist/index.js"),
        ("bun --cwd dist server.js", ("bun", "server.js"), "dist", "dist/server.js"),
        ("bun --cwd=./dist --smol run server.js", ("bun", "--smol", "server.js"), "dist", "dist/server.js"),
        ("cd server && node index.js", ("node", "index.js"), "server", "server/index.js"),
        ("cd server && node index", ("node", "index"), "server", "server/index.js"),
        (
            "cd build && npm ci --omit=dev && node bin/server.js",
            ("node", "bin/server.js"),
            "build",
            "build/bin/server.js",
        ),
        ("cd client && npm run build && cd .. && node app.js", ("node", "app.js"), "", "app.js"),
        ("npm run serve -- -v", ("node", "index.js", "-v"), "server", "server/index.js"),
        ("cd /srv && node app.js", ("node", "app.js"), "", "app.js"),
        ("cd ../x && node app.js", ("node", "app.js"), "", "app.js"),
        (
            "node a.js && cd server && node b.js",
            ("sh", "-c", "(cd .. && node a.js) && exec node b.js"),
            "server",
            "server/b.js",
        ),
    ],
)
def test_a_script_that_enters_a_folder_runs_its_program_there(
    start: Find, text: str, words: tuple[str, ...], folder: str, entry: str
) -> None:
    found = start(scripts(start=text, build="x", serve="cd server && node index.js"), "server/index.js")
    assert (found.words, found.folder, found.entry) == (words, folder, entry)


def test_a_folder_with_packages_of_its_own_is_the_program(start: Find) -> None:
    manifest = scripts(start="cd server && node index.js")
    assert start(manifest, **{"server/package.json": "{}"}).delegates == "server"
    assert start(manifest | {"dependencies": {"a": "1"}}, **{"server/package.json": "{}"}).folder == "server"
    assert start(scripts(start="cd client && npm i && cd ../server && npm start")).delegates == "server"
