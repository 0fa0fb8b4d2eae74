"""What dockgen sees in a Deno project."""

import json
from collections.abc import Callable
from pathlib import Path

import pytest
from snapshots import write

from dockgen.choices.settings import Settings
from dockgen.generator.pipeline import generate
from dockgen.languages import deno
from dockgen.languages.deno.program import Deno
from dockgen.model.program import Program, own_of
from dockgen.reading.project import Project

SERVER = "Deno.serve(() => new Response())\n"
Inspect = Callable[..., Program]


@pytest.fixture
def inspect(tmp_path: Path) -> Inspect:
    """Return a function that writes a project and looks into it."""

    def inspect(settings: dict[str, object], **files: str) -> Program:
        texts = {name.replace("_", "."): text for name, text in files.items()}
        write(tmp_path, {"deno.json": json.dumps(settings)} | texts)
        return deno.inspect(Project(tmp_path), None)

    return inspect


def words(program: Program) -> str:
    return program.start.value or "" if program.start else ""


@pytest.mark.parametrize("name", ["deno.json", "deno.jsonc", "deno.lock"])
def test_a_project_is_told_by_its_settings_or_its_lock_file_unless_it_has_a_package_json(
    tmp_path: Path, name: str
) -> None:
    write(tmp_path, {name: "{}"})
    assert deno.detect(Project(tmp_path)) == name
    write(tmp_path, {"package.json": "{}"})
    assert deno.detect(Project(tmp_path)) is None


@pytest.mark.parametrize(
    ("task", "expected"),
    [
        ("deno run -A main.ts", "deno run -A main.ts"),
        ("deno run --allow-net --watch main.ts --verbose", "deno run --allow-net main.ts --verbose"),
        ("deno run --env-file=.env -RN --unstable-kv main.ts", "deno run -RN --unstable-kv main.ts"),
        ("deno serve -A --port 9000 main.ts", "deno serve -A --port 9000 main.ts"),
        ("deno task check && deno run -A main.ts", "deno run -A main.ts"),
        ("deno task other", "deno run -N main.ts"),
        ("deno run main.ts", "deno run --allow-net main.ts"),
        ("vite", "deno run --allow-net main.ts"),
    ],
)
def test_a_task_says_what_starts_and_what_it_may_do(inspect: Inspect, task: str, expected: str) -> None:
    tasks = {"start": task, "other": {"command": "deno run -N main.ts"}}
    assert words(inspect({"tasks": tasks}, main_ts=SERVER)) == expected


def test_a_task_that_watches_comes_after_one_that_does_not(inspect: Inspect) -> None:
    tasks = {"start": "deno run -A --watch=static/ dev.ts", "preview": "deno run -A main.ts"}
    found = inspect({"tasks": tasks}, main_ts="await start(manifest, config)\n", dev_ts="")
    assert (words(found), found.serves.value, found.port.value) == ("deno run -A main.ts", True, 8000)
    assert words(inspect({"tasks": {"start": tasks["start"]}})) == "deno run -A dev.ts"


@pytest.mark.parametrize(
    ("code", "flags"),
    [
        (SERVER, ["--allow-net"]),
        (f"Deno.env.get('A')\n{SERVER}", ["--allow-net", "--allow-env"]),
        (f"await Deno.readTextFile('a')\n{SERVER}", ["--allow-net", "--allow-read"]),
        (f"await Deno.writeTextFile('a', '')\n{SERVER}", ["--allow-net", "--allow-write"]),
        (f"new Deno.Command('ls')\n{SERVER}", ["--allow-net", "--allow-run"]),
        (f"import x from 'npm:x'\n{SERVER}", ["--allow-net", "--allow-env", "--allow-read", "--allow-sys"]),
        ("console.log(1)", []),
    ],
)
def test_what_no_task_says_the_sources_do(inspect: Inspect, code: str, flags: list[str]) -> None:
    assert words(inspect({}, main_ts=code)).split() == ["deno", "run", *flags, "main.ts"]


def test_what_exports_a_handler_is_served(inspect: Inspect) -> None:
    found = inspect({}, main_ts="export default { fetch: () => new Response() }")
    assert (words(found), found.serves.value, found.port.value) == ("deno serve main.ts", True, 8000)


@pytest.mark.parametrize(
    ("code", "port", "reads"),
    [
        (SERVER, 8000, False),
        ("Deno.serve({ port: 4000 }, handler)", 4000, False),
        ('Deno.serve({ port: Number(Deno.env.get("PORT") ?? 5000) }, handler)', 5000, True),
        ("await app.listen({ port: 6000 })", 6000, False),
        ("console.log(1)", None, False),
    ],
)
def test_the_sources_say_where_it_listens(inspect: Inspect, code: str, port: int | None, reads: bool) -> None:  # noqa: FBT001
    found = inspect({}, main_ts=code)
    assert (found.serves.value, found.port.value, found.port_env.value) == (port is not None, port, reads)


def test_what_is_imported_and_built_is_found(inspect: Inspect) -> None:
    plain = own_of(inspect({}, main_ts=SERVER), Deno)
    assert (plain.has_packages.value, plain.build.value, plain.lock.value) == (False, "", "")
    settings = {"imports": {"pg": "npm:pg@8"}, "tasks": {"build": "vite build"}}
    found = inspect(settings, main_ts=SERVER, deno_lock="{}")
    own = own_of(found, Deno)
    assert (own.has_packages.value, own.build.value, own.lock.value) == (True, "build", "deno.lock")
    assert found.services.value == ("postgres",)


def test_an_import_map_and_the_members_of_a_workspace_say_what_is_imported(tmp_path: Path) -> None:
    settings = {"importMap": "./map.json", "workspace": ["./lib", "./none"]}
    write(
        tmp_path,
        {
            "deno.json": json.dumps(settings),
            "map.json": '{"imports": {"hono": "npm:hono@4"}}',
            "lib/deno.json": '{"imports": {"pg": "npm:pg@8"}}',
            "main.ts": SERVER,
        },
    )
    found = deno.inspect(Project(tmp_path), None)
    own = own_of(found, Deno)
    assert own.described.value == ("deno.json", "map.json", "lib/deno.json")
    assert own.has_packages.value
    assert found.services
    assert found.services.value == ("postgres",)


def test_nothing_to_start_says_what_was_looked_for(inspect: Inspect) -> None:
    found = inspect({"tasks": {"start": "vite"}})
    assert found.start is not None
    assert found.start.source == "no task start, serve, and none of main.ts, server.ts, mod.ts, index.ts"


@pytest.mark.parametrize(
    ("flag", "folders"),
    [("--allow-write=./db,logs", ("db", "logs")), ("--allow-write", ()), ("--allow-write=a.db,.", ())],
)
def test_where_it_may_write_is_kept(inspect: Inspect, flag: str, folders: tuple[str, ...]) -> None:
    program = inspect({"tasks": {"start": f"deno run -N {flag} main.ts"}}, main_ts=SERVER)
    assert own_of(program, Deno).kept.value.folders == folders


WORKSPACE = {
    "server/deno.json": json.dumps({"name": "@me/api", "tasks": {"start": "deno run -RN main.ts"}}),
    "server/main.ts": SERVER,
    "client/package.json": json.dumps({"name": "web", "scripts": {"build": "vite build"}}),
}


@pytest.mark.parametrize(
    "task",
    [
        "deno task --cwd server start",
        "deno task --cwd=./server start",
        "deno task --filter '@me/api' start",
        "cd server && deno run -RN main.ts",
        "cd server && deno task start",
        {"command": "deno task --cwd server start", "dependencies": ["build"]},
    ],
)
def test_a_task_of_a_member_runs_in_its_folder(inspect: Inspect, task: object) -> None:
    tasks = {"start": task, "build": "deno task --cwd client build"}
    found = inspect({"workspace": ["./client", "./server"], "tasks": tasks}, **WORKSPACE)
    own = own_of(found, Deno)
    assert (words(found), own.runs_in.value, own.entry.value) == ("deno run -RN main.ts", "server", "server/main.ts")
    assert own.described.value == ("deno.json", "client/package.json", "server/deno.json")
    assert (own.build.value, found.members.value if found.members else ()) == ("build", ("./client", "./server"))


@pytest.mark.parametrize(
    ("dependencies", "build"),
    [(["css", "build:web"], "css build:web"), (["migrate"], ""), (["missing:build"], ""), ([], "")],
)
def test_what_builds_before_the_start_is_built_in_the_image(
    inspect: Inspect, dependencies: list[str], build: str
) -> None:
    start = {"command": "deno run -A main.ts", "dependencies": dependencies}
    tasks = {"start": start, "css": "deno run -A css.ts", "build:web": "vite build", "migrate": "deno run -A m.ts"}
    assert own_of(inspect({"tasks": tasks}, main_ts=SERVER), Deno).build.value == build


def test_a_workspace_may_name_its_members_by_a_pattern(inspect: Inspect) -> None:
    files = {f"apps/{name}/deno.json": "{}" for name in ("a", "b")}
    found = inspect({"workspace": {"members": ["apps/*"]}}, main_ts=SERVER, **files)
    assert own_of(found, Deno).described.value == ("deno.json", "apps/a/deno.json", "apps/b/deno.json")


def test_a_task_that_calls_itself_starts_nothing(inspect: Inspect) -> None:
    assert words(inspect({"tasks": {"start": "deno task start"}})) == ""


def test_what_a_program_keeps_lies_in_the_folder_that_it_runs_in(tmp_path: Path) -> None:
    member = {"tasks": {"start": "deno run -N --allow-write=db main.ts"}}
    settings = {"workspace": ["server"], "tasks": {"start": "deno task --cwd server start"}}
    texts = {"deno.json": json.dumps(settings), "server/deno.json": json.dumps(member), "server/main.ts": SERVER}
    write(tmp_path, texts)
    made = generate(tmp_path, Settings(), None)
    assert ":/app/server/db" in made.files["compose.yaml"] or "server/db" in made.files["Dockerfile"]
    assert "\nWORKDIR /app/server\n" in made.files["Dockerfile"]
    assert "\nWORKDIR /app/server\n" in generate(tmp_path, Settings(without=("multi-stage",)), None).files["Dockerfile"]


@pytest.mark.parametrize(
    ("modules", "member", "flags"),
    [
        ("auto", "package.json", "--node-modules-dir=manual "),
        ("auto", "deno.json", ""),
        ("none", "package.json", ""),
        (None, "package.json", ""),
    ],
)
def test_the_packages_of_a_member_are_linked_in_the_build_alone(
    inspect: Inspect, modules: str | None, member: str, flags: str
) -> None:
    settings = {"workspace": ["web"], "nodeModulesDir": modules, "tasks": {"start": "deno run -A main.ts"}}
    found = inspect(settings, main_ts=SERVER, **{f"web/{member}": "{}"})
    assert words(found) == f"deno run {flags}-A main.ts"
