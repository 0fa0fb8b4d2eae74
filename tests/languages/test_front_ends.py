"""A front end that a program of another language, or another package, serves: what builds it, and what only warns."""

import json

import pytest

from dockgen.choices.settings import Settings
from dockgen.generator.apps import find_apps
from dockgen.generator.pipeline import generate
from dockgen.languages import node, python
from dockgen.reading.project import Project

LOCK = {"name": "x", "lockfileVersion": 3, "packages": {}}


def package(build="vite build", **more):
    return json.dumps({"scripts": {"build": build} if build else {}, **more})


VITE = {"frontend/package.json": package(devDependencies={"vite": "7"}), "frontend/package-lock.json": json.dumps(LOCK)}
FASTAPI = "from fastapi import FastAPI\nfrom fastapi.staticfiles import StaticFiles\napp = FastAPI()\n"


@pytest.fixture
def tree(tmp_path):
    """Return a function that writes files and opens their folder."""

    def write(files):
        for path, text in files.items():
            file = tmp_path / path
            file.parent.mkdir(parents=True, exist_ok=True)
            file.write_text(text)
        return Project(tmp_path)

    return write


@pytest.fixture
def inspect(tree):
    """Return a function that gives the front end's facts of a Python project, and the warnings."""

    def facts(files):
        project = tree({"requirements.txt": "fastapi\nuvicorn\n", "main.py": FASTAPI} | files)
        found = python.inspect(project, None).facts
        values = {name.removeprefix("frontend_"): one.value for name, one in found.items() if "frontend" in name}
        return values, project.warnings

    return facts


@pytest.mark.parametrize(
    "line",
    [
        'app.mount("/", StaticFiles(directory="frontend/dist", html=True))',
        'DIST = Path(__file__).parent / "frontend" / "dist"',
        'DIST = os.path.join(os.path.join(HERE, "frontend"), "dist")',
        'DIST = f"{HERE}/frontend/dist/index.html"',
        'FRONTEND = HERE / "frontend"\napp.mount("/", StaticFiles(directory=FRONTEND / "dist"))',
        "app.mount('/', StaticFiles(directory='../frontend/dist'))",
    ],
)
def test_what_the_sources_name_is_built_and_copied_to_the_same_place(inspect, line):
    found, warnings = inspect(VITE | {"main.py": f"{FASTAPI}{line}\n"})
    assert (found["frontend"], found["built"], found["target"]) == ("frontend", "frontend/dist", "frontend/dist")
    assert (found["removed"], found["replaced"], warnings) == (("frontend",), True, [])


@pytest.mark.parametrize(
    ("files", "built"),
    [
        ({"vite.config.js": 'export default { build: { outDir: "../static/app" } }'}, "static/app"),
        ({"vite.config.ts": 'build: { outDir: path.resolve(__dirname, "..", "static", "app") }'}, "static/app"),
        ({"vite.config.ts": 'root: "src", build: { outDir: "../../static" }'}, "static"),
        ({"webpack.config.js": 'output: { path: path.resolve(__dirname, "../static/app") }'}, "static/app"),
        ({"rollup.config.mjs": 'output: { file: "../static/app/bundle.js" }'}, "static/app"),
        ({"package.json": package("parcel build --dist-dir ../static/app")}, "static/app"),
        ({"package.json": package("npx @tailwindcss/cli -i in.css -o ../static/css/app.css")}, "static/css"),
        ({"package.json": package("esbuild a.js --bundle --outfile=../static/js/a.js")}, "static/js"),
        (
            {"package.json": json.dumps({"scripts": {"build": "npm run js", "js": "esbuild a.js --outdir=../static"}})},
            "static",
        ),
        ({"package.json": package("BUILD_PATH=../static react-scripts build")}, "static"),
    ],
)
def test_the_build_says_what_it_makes(inspect, files, built):
    found, _ = inspect(
        {"frontend/package.json": package()} | {f"frontend/{name}": text for name, text in files.items()}
    )
    assert (found["frontend"], found["built"]) == ("frontend", built)


def test_what_is_made_from_outside_its_folder_gets_all_sources(inspect):
    found, _ = inspect(
        {"theme/package.json": package("tailwindcss -o ../static/a.css", dependencies={"tailwindcss": "4"})}
    )
    assert (found["frontend"], found["sources"], found["built"]) == ("theme", (". /src/",), "static")
    found, _ = inspect(VITE | {"main.py": f'{FASTAPI}"frontend/dist"'})
    assert found["sources"] == ("frontend ./",)


def test_a_folder_with_modules_or_with_files_that_are_named_stays(inspect):
    lines = f'{FASTAPI}"frontend/dist"\n"frontend/pages/index.html"\n'
    found, _ = inspect(VITE | {"main.py": lines, "frontend/pages/index.html": ""})
    assert found["removed"] == ("frontend/package.json",)
    found, _ = inspect(VITE | {"main.py": f'{FASTAPI}"frontend/dist"', "frontend/views.py": ""})
    assert found["removed"] == ("frontend/package.json", "frontend/package-lock.json")


def test_a_file_beside_others_that_are_kept_replaces_none_of_them(inspect):
    files = {
        "package.json": package("esbuild a.js --outfile=static/a.js"),
        "static/index.html": "",
        ".gitignore": "a.js",
    }
    found, _ = inspect(files)
    assert (found["frontend"], found["built"], found["replaced"]) == ("", "static", False)
    assert found["removed"] == ("package.json",)


def test_what_is_committed_is_not_built(inspect):
    found, warnings = inspect(VITE | {"main.py": f'{FASTAPI}"frontend/dist"', "frontend/dist/assets/a.js": ""})
    assert (found["frontend"], warnings) == (None, [])


def test_a_member_of_a_workspace_is_built_in_it(inspect):
    root = {"package.json": json.dumps({"workspaces": ["frontend", "lib"]}), "package-lock.json": json.dumps(LOCK)}
    lib = {"lib/package.json": package("tsc", name="lib")}
    member = {"frontend/package.json": package(dependencies={"lib": "*"}, devDependencies={"vite": "7"})}
    found, _ = inspect(root | lib | member | {"main.py": f'{FASTAPI}"frontend/dist"'})
    assert (found["frontend"], found["install"]) == ("", ("npm ci",))
    assert found["manifests"] == (
        "package.json package-lock.json ./",
        "lib/package.json ./lib/",
        "frontend/package.json ./frontend/",
    )
    assert found["sources"] == ("lib ./lib", "frontend ./frontend")
    assert found["build"] == ("npm run build --workspace lib", "npm run build --workspace frontend")


def test_what_a_front_end_imports_from_beside_it_comes_along(inspect):
    beside = {"frontend/src/a.jsx": 'import { KINDS } from "../../shared/kinds.js"\n', "shared/kinds.js": ""}
    served = {"main.py": FASTAPI + 'app.mount("/", StaticFiles(directory="frontend/dist"))\n'}
    found, _ = inspect(VITE | beside | served)
    assert found["sources"] == (". /src/",)
    root = {"package.json": '{"workspaces": ["frontend"]}', "package-lock.json": json.dumps(LOCK)}
    found, _ = inspect(root | served)
    assert found["sources"] == ("shared ./shared", "frontend ./frontend")


@pytest.mark.parametrize(
    ("files", "made"),
    [
        ({"package.json": package("node scripts/make.js")}, "what it makes is"),
        ({"package.json": package(devDependencies={"vite": "7"})}, "what it makes (dist) is"),
        ({"ui/package.json": package("vite build --outDir=../site")}, "what it makes (site) is"),
    ],
)
def test_a_build_that_nobody_runs_is_warned_of(inspect, files, made):
    found, warnings = inspect(files)
    assert found["frontend"] is None
    assert len(warnings) == 1
    assert warnings[0].startswith(f"{next(iter(files))} has a build script, which is not run: {made} not in the image")


@pytest.mark.parametrize(
    "files",
    [
        {"package.json": json.dumps({"scripts": {"lint": "prettier --check ."}, "devDependencies": {"husky": "9"}})},
        {"package.json": package("eslint .")},
        VITE,  # an app of its own
        {"docs/package.json": package("vite build")},
    ],
)
def test_tools_and_apps_of_their_own_are_not_warned_of(inspect, files):
    assert inspect(files) == (inspect({})[0], [])


# Beside a server of Node.js


EXPRESS = {
    "package.json": json.dumps({"scripts": {"start": "node server.js"}, "dependencies": {"express": "5"}}),
    "package-lock.json": json.dumps(LOCK),
    "client/package.json": package(devDependencies={"vite": "7"}),
    "client/package-lock.json": json.dumps(LOCK),
}
SERVER = 'const app = require("express")();\napp.use(express.static({}));\napp.listen(3000);\n'


@pytest.fixture
def of_server(tree):
    """Return a function that gives the facts of a project of Node.js, those of its front end by their short names."""

    def facts(files, main=None):
        program = node.inspect(tree(files), main)
        front_end = program.front_end.value
        values = {"members": program.members.value, "frontend": front_end.folder if front_end else None}
        return values | (front_end._asdict() if front_end else {})

    return facts


@pytest.mark.parametrize(
    "path",
    [
        '"client/dist"',
        'path.join(__dirname, "client", "dist")',
        "__dirname + '/client/dist'",
        "`${__dirname}/client/dist`",
    ],
)
def test_what_a_server_names_is_built_in_a_stage_of_its_own(of_server, path):
    found = of_server(EXPRESS | {"server.js": SERVER.format(path)})
    assert (found["frontend"], found["target"], found["removed"]) == ("client", "client/dist", ("client",))
    assert found["members"] == ("./client",)  # it is no app of its own


def test_a_server_in_a_folder_names_what_lies_beside(of_server):
    scripts = {
        "package.json": json.dumps({"scripts": {"start": "node api/server.js"}, "dependencies": {"express": "5"}})
    }
    found = of_server(EXPRESS | scripts | {"api/server.js": SERVER.format('path.join(__dirname, "../client/dist")')})
    assert found["frontend"] == "client"


@pytest.mark.parametrize(
    "script",
    [
        {"heroku-postbuild": "npm install --prefix client && npm run build --prefix client"},
        {"build": "cd client && npm ci && npm run build"},
        {"build": "npm run client:build", "client:build": "npm --prefix ./client run build"},
    ],
)
def test_what_the_server_s_own_build_makes_is_left_to_it(of_server, script):
    data = {"scripts": {"start": "node server.js", **script}, "dependencies": {"express": "5"}}
    found = of_server(EXPRESS | {"package.json": json.dumps(data), "server.js": SERVER.format('"client/dist"')})
    assert found["frontend"] is None


def test_what_the_server_s_own_build_makes_is_no_app(tree):
    scripts = {"build": "npm install --prefix client && npm run build --prefix client", "start": "node server.js"}
    files = EXPRESS | {"package.json": json.dumps({"scripts": scripts, "dependencies": {"express": "5"}})}
    files |= {"server.js": SERVER.format('"client/dist"'), "api/server.js": SERVER.format('"public"')}
    found = find_apps(tree(files | {"api/package.json": EXPRESS["package.json"]}))
    assert [app.path or "." for app in found] == [".", "api"]


def test_a_front_end_that_the_server_does_not_name_is_an_app_of_its_own(of_server):
    found = of_server(EXPRESS | {"server.js": SERVER.format('"public"')})
    assert (found["frontend"], found["members"]) == (None, ())


def test_a_member_that_another_one_serves_is_built_for_it(of_server):
    files = {
        "package.json": json.dumps({"workspaces": ["apps/*"]}),
        "package-lock.json": json.dumps(LOCK),
        "apps/client/package.json": package(name="client", devDependencies={"vite": "7"}),
        "apps/server/package.json": EXPRESS["package.json"],
        "apps/server/server.js": SERVER.format('join(__dirname, "..", "client/dist")'),
    }
    found = of_server(files, "./apps/server")
    assert (found["frontend"], found["built"]) == ("", "apps/client/dist")
    assert found["build"] == ("npm run build --workspace apps/client",)
    assert found["sources"] == ("apps/client ./apps/client",)


def test_a_member_s_package_json_is_there_without_a_cache_too(tree):
    files = {
        "package.json": json.dumps({"workspaces": ["apps/*"]}),
        "package-lock.json": json.dumps(LOCK),
        "apps/client/package.json": package(name="client", devDependencies={"vite": "7"}),
        "apps/server/package.json": EXPRESS["package.json"],
        "apps/server/server.js": SERVER.format('join(__dirname, "..", "client/dist")'),
    }
    made = generate(tree(files).root, Settings(practices="pin", app="apps/server"), None).files
    text = next(text for path, text in made.items() if "Dockerfile" in path)
    assert text.count("COPY package.json package-lock.json ./\n") == 2
    assert "COPY --from=frontend /src/apps/client/dist apps/client/dist\n" in text


def test_committed_public_values_come_to_the_build(tree):
    files = {"requirements.txt": "fastapi\nuvicorn\n", "main.py": f'{FASTAPI}"frontend/dist"\n'}
    files |= VITE | {"frontend/.env.production": "VITE_API_URL=/api\n"}
    made = generate(tree(files).root, Settings(), None).files
    assert "\n!frontend/.env.production\n" in made[".dockerignore"]
    assert "ARG VITE_API_URL" in made["Dockerfile"]


def test_what_the_folder_above_builds_is_warned_of(tree):
    app = {"api/app.py": 'from flask import Flask\napp = Flask(__name__, static_folder="../build")\n'}
    project = tree(app | {"api/requirements.txt": "flask\n", "package.json": package("react-scripts build")})
    find_apps(project)
    assert [one for one in project.warnings if one.startswith("api/app.py names build, which is outside of api/")]


# A front end beside the server's folder that is served from its own


PARENTS = f"""from pathlib import Path
from fastapi.staticfiles import StaticFiles
{FASTAPI}WEB = Path(__file__).resolve().parents[2] / "client" / "dist"
app.mount("/", StaticFiles(directory=WEB))
"""
MODULE = """import express from 'express'
const here = path.dirname(fileURLToPath(import.meta.url))
const app = express()
const dist = path.resolve(here, '../../client/dist')
app.get('*', (request, response) => response.sendFile(path.join(dist, 'index.html')))
app.listen(3000)
"""


@pytest.mark.parametrize(
    "files",
    [
        {"server/main.py": f'{FASTAPI}app.mount("/", StaticFiles(directory="../client/dist"))'},
        {"server/app/main.py": PARENTS, "server/app/__init__.py": ""},
        {"server/server.js": SERVER.format('path.join(__dirname, "..", "client", "dist")')},
        {"server/src/server.js": MODULE},
    ],
    ids=["python", "python parents", "node", "node module"],
)
def test_what_a_server_names_in_a_folder_beside_it_is_built_for_it(tree, files):
    client = {path: text for path, text in EXPRESS.items() if path.startswith("client/")}
    named = "main.py" if "py" in str(files) else next(path for path in files).removeprefix("server/")
    start = {"scripts": {"start": f"node {named}"}, "dependencies": {"express": "5"}}
    own = {"server/requirements.txt": "fastapi\n"} if named == "main.py" else {"server/package.json": json.dumps(start)}
    project = tree(files | client | own)
    assert [app.path for app in find_apps(project)] == ["server"]
    assert not [one for one in project.warnings if "client" in one]
    generated, text = dockerfile(project)
    last = text[text.index("AS final") :]
    assert "COPY --from=frontend /src/client/dist /client/dist\n" in last
    assert "COPY --from=frontend" not in text.replace(last, "")
    assert "\nclient/dist\n" in generated.files[".dockerignore"]


@pytest.mark.parametrize(
    "files",
    [
        {"server/app/main.py": PARENTS, "server/requirements.txt": "fastapi\n"},
        {"server/server.js": SERVER.format('"../client/dist"'), "server/package.json": EXPRESS["package.json"]},
    ],
    ids=["python", "node"],
)
def test_a_single_stage_has_it_too(tree, files):
    client = {path: text for path, text in EXPRESS.items() if path.startswith("client/")}
    _, text = dockerfile(tree(files | client), practices="pin")
    assert "COPY --from=frontend /src/client/dist /client/dist\n" in text


@pytest.mark.parametrize(
    "more", [{"client/dist/a.js": ""}, {"client/package.json": package("")}, {"server/main.py": FASTAPI}]
)
def test_what_is_there_already_or_made_otherwise_is_not_built(tree, more):
    main = f'{FASTAPI}app.mount("/", StaticFiles(directory="../client/dist"))'
    files = {"server/requirements.txt": "fastapi\n", "server/main.py": main, "client/index.html": "<p>"}
    _, text = dockerfile(tree(files | {"client/package.json": package()} | more), app="server")
    assert "frontend" not in text


# A front end beside the server's folder that is built into it

VITE_INTO = 'export default { build: { outDir: path.resolve(__dirname, "../backend/app/web") } }'
INTO = {
    "package.json": '{"private": true, "workspaces": ["frontend"]}',
    "bun.lock": "{}",
    "frontend/package.json": package(devDependencies={"vite": "7"}),
    "frontend/vite.config.ts": VITE_INTO,
    "frontend/index.html": "<p>",
    "backend/requirements.txt": "fastapi\nuvicorn\n",
    "backend/app/__init__.py": "",
    "backend/app/main.py": FASTAPI,
}


ANGULAR_OUTPUT = {"outputPath": {"base": "../server/public", "browser": ""}}
ANGULAR = json.dumps({"projects": {"a": {"architect": {"build": {"options": ANGULAR_OUTPUT}}}}})


def dockerfile(project, **raw):
    generated = generate(project.root, Settings(**raw), None)
    return generated, generated.files["Dockerfile" if "app" not in raw else f"{raw['app']}/Dockerfile"]


def test_a_front_end_is_built_into_the_folder_of_a_server_beside_it(tree):
    project = tree(INTO)
    generated, text = dockerfile(project)
    assert "COPY package.json bun.lock ./\nCOPY frontend/package.json ./frontend/\n" in text
    assert "COPY backend .\n" in text
    assert "COPY --from=frontend /src/backend/app/web app/web\n" in text
    assert "source=backend/requirements.txt,target=/app/requirements.txt" in text
    assert "\nbackend/app/web\n" in generated.files[".dockerignore"]
    assert (generated.project.warnings, generated.others, generated.plan.language) == ([], (), "python")
    assert [app.path for app in find_apps(Project(project.root))] == ["backend"]


def test_the_server_that_a_front_end_is_built_into_can_be_chosen(tree):
    generated, text = dockerfile(tree(INTO), app="backend")
    assert "COPY backend .\n" in text
    assert (generated.folder, generated.plan.dockerfile) == ("", "backend/Dockerfile")
    everything = generate(tree(INTO).root, Settings(app="*"), None)
    assert [plan.dockerfile for plan in everything.plans] == ["backend/Dockerfile"]


@pytest.mark.parametrize(
    ("config", "build"),
    [
        ({"client/angular.json": ANGULAR}, "ng build"),
        ({"client/vite.config.js": 'export default { build: { outDir: "../server/public" } }'}, "vite build"),
        ({}, "BUILD_PATH=../server/public react-scripts build"),
        ({"client/vue.config.js": 'module.exports = { outputDir: "../server/public" }'}, "vue-cli-service build"),
    ],
)
def test_a_server_of_node_gets_what_is_built_into_its_folder(tree, config, build):
    files = {"server/package.json": package("", main="a.js", dependencies={"express": "5"})}
    files |= {"server/a.js": "require('express')().listen(3000)", "client/index.html": "<p>", **config}
    tool = {"ng": "@angular/core", "vite": "vite", "vue-cli-service": "@vue/cli-service"}.get(build.split()[0])
    files["client/package.json"] = package(build, devDependencies={tool or "react-scripts": "5"})
    generated, text = dockerfile(tree(files))
    assert "COPY --from=frontend /src/server/public public\n" in text
    assert "WORKDIR /src/client\n" in text
    assert not [one for one in generated.project.warnings if "left out" in one]


def test_scripts_at_the_top_that_start_a_folder_are_no_program(tree):
    scripts = {"build": "npm --prefix client run build", "start": "npm --prefix server start"}
    files = {"package.json": json.dumps({"scripts": scripts, "devDependencies": {"concurrently": "9"}})}
    for name in ("server", "jobs"):
        files[f"{name}/package.json"] = package("", main="a.js", scripts={"start": "node a.js"})
        files[f"{name}/a.js"] = "require('http').createServer().listen(3000)"
    generated = generate(tree(files).root, Settings(), None)
    assert (generated.folder, [app.path for app in generated.others]) == ("server", ["jobs"])


def test_the_only_server_among_sites_is_meant_and_the_others_are_named(tree):
    files = VITE | {"frontend/index.html": "<p>", "api/main.py": FASTAPI, "api/requirements.txt": "fastapi\nuvicorn\n"}
    generated = generate(tree(files).root, Settings(), None)
    assert (generated.folder, [app.path for app in generated.others]) == ("api", ["frontend"])


FLASK = "from flask import Flask\napp = Flask(__name__)\n"


@pytest.mark.parametrize(
    "scripts",
    [
        {"build": "tailwindcss -i a.css -o static/build/app.css && esbuild a.ts --outdir=./static/build"},
        {"build": "run-s css js", "css": "postcss -o static/build/a.css", "js": "esbuild --outfile=static/build/a.js"},
        {"build": "npm-run-all -p 'build:*'", "build:js": "esbuild a.ts --outdir=static/build"},
        {"build": "concurrently 'npm:build:*'", "build:js": "esbuild a.ts --outdir=static/build"},
        {"build": "concurrently 'npm run js'", "js": "esbuild a.ts --outdir=static/build"},
        {"build": "sass --no-source-map assets/a.scss static/build/a.css"},
        {"build": "sass assets/scss:static/build"},
        {"build": "tsc --outDir static/build"},
        {"build": "node assets/build.mjs"},
        {"build": "npm run js", "js": "node assets/build.mjs"},
    ],
)
def test_what_the_scripts_of_a_server_make_is_where_they_say(tree, scripts):
    text = 'const out = "static/build"\nwriteFileSync(`${out}/a.js`, read("assets/a.js"))\n'
    files = {"assets/build.mjs": text, ".gitignore": "/static/build/\n", "package-lock.json": json.dumps(LOCK)}
    files |= {"app.py": FLASK, "requirements.txt": "flask\n", "package.json": json.dumps({"scripts": scripts})}
    found = python.inspect(tree(files), None).front_end
    assert (found.value.built, found.value.target) == ("static/build", "static/build")
    assert found.value.build == ("npm run build",)
