"""The table of outputs: each row is generated, compared, merged and recorded as all others are; and docker-bake.hcl."""

import ast
import json
import re
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import sample
import yaml
from snapshots import contents, write

from dockgen.choices.options import EXTRAS
from dockgen.choices.settings import Settings
from dockgen.errors import ExitCode
from dockgen.generator.generated import Generated
from dockgen.generator.pipeline import generate
from dockgen.model.outputs import ANSWERS, OUTPUTS, Output
from dockgen.rendering.render import render
from dockgen.versions.resources import templates_folder

Bake = Callable[..., dict[str, Any]]
ROOT = Path(__file__).parent.parent
STOPS = {"Dockerfile", "compose.yaml", "docker-bake.hcl"}
"""What `init` never changes without a word, if a person has changed it; of others their version is kept."""
READ_TOO = {"Dockerfile", ".dockerignore", "compose.yaml", ".env.example", "README.md", ".gitignore"}
"""Names that Docker and Git give, which dockgen reads in projects that it has generated nothing for."""
GO: Mapping[str, str | bytes] = {
    "go.mod": "module example.com/shop\n\ngo 1.27\n\nrequire github.com/jackc/pgx/v5 v5.7.0\n",
    "main.go": 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n',
}
SITE = {"name": "site", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "7"}}
EVERY_EXTRA = [flag for one in OUTPUTS if one.help for flag in ("--with", one.when)]
BAKED = [one for one in sample.load_all() if (one.expected / "docker-bake.hcl").is_file()]


@pytest.fixture
def project(tmp_path: Path) -> Path:
    """Return a folder with every output, of a program that wants a database."""
    folder = tmp_path / "shop"
    write(folder, dict(GO))
    sample.init(folder, *EVERY_EXTRA)
    return folder


@pytest.fixture
def apps(tmp_path: Path) -> Path:
    """Return a repository with two apps."""
    for name in ("api", "web"):
        write(tmp_path / name, dict(GO))
    return tmp_path


def made(folder: Path, **answers: Any) -> Generated:
    return generate(folder, Settings(**answers), None)


# The table


def test_each_row_is_generated(project: Path) -> None:
    assert {one.path for one in OUTPUTS} <= contents(project).keys()


@pytest.mark.parametrize("one", OUTPUTS, ids=lambda one: one.path)
def test_a_row_has_its_template_and_its_extra(one: Output) -> None:
    assert list(templates_folder().rglob(one.template))
    assert one.when in {"", "ignore-file"} or EXTRAS[one.when]


@pytest.mark.parametrize("one", [one for one in OUTPUTS if one.help], ids=lambda one: one.path)
def test_an_output_that_is_refused_is_not_made(project: Path, one: Output) -> None:
    assert one.path not in made(project, without=(one.when,)).files


@pytest.mark.parametrize("one", [one for one in OUTPUTS if one is not ANSWERS], ids=lambda one: one.path)
def test_an_edit_stops_init_or_is_kept_and_stays_in_an_update(project: Path, one: Output) -> None:
    recorded = json.loads((project / ".dockgen.lock").read_text("utf-8"))["files"]
    assert one.path in recorded
    path = project / one.path
    edited = f"{path.read_text('utf-8')}\n# mine\n"
    path.write_text(edited, "utf-8")
    stops = one.path in STOPS
    code = sample.dockgen("init", project, "--check").returncode
    assert code == (ExitCode.DIFFERENT if stops else ExitCode.OK)
    done = sample.dockgen("init", project, "--yes")
    code = ExitCode.CONFLICT if stops else ExitCode.OK
    assert (done.returncode, f"differ: {one.path}\n" in done.stderr) == (code, stops), done.stderr
    assert path.read_text("utf-8") == edited
    done = sample.dockgen("update", project)
    assert (done.returncode, path.read_text("utf-8")) == (ExitCode.OK, edited)
    assert re.search(rf"(?m)^ +keep  {re.escape(one.path)} ", done.stdout)
    path.unlink()
    assert sample.dockgen("update", project).returncode == ExitCode.OK
    assert not path.exists()


def test_the_table_alone_names_what_only_dockgen_writes() -> None:
    paths = {one.path for one in OUTPUTS} - READ_TOO | {one.template for one in OUTPUTS}
    for file in (ROOT / "dockgen").rglob("*.py"):
        if "past" in file.parts or "compiled" in file.parts or file.name == "outputs.py":
            continue
        texts = {
            node.value
            for node in ast.walk(ast.parse(file.read_text("utf-8")))
            if isinstance(node, ast.Constant) and isinstance(node.value, str)
        }
        assert not texts & paths, file


def test_no_output_of_a_single_app_is_part_of_its_image(project: Path) -> None:
    lines = (project / ".dockerignore").read_text("utf-8").splitlines()
    patterns = [pattern for one in OUTPUTS for pattern in ((one.path,) if one.ignored is None else one.ignored)]
    assert [line for line in lines if line in patterns] == patterns
    assert "docker-bake.hcl" in patterns


# docker-bake.hcl


def test_one_app_has_it_only_where_it_is_asked_for(project: Path, tmp_path: Path) -> None:
    write(tmp_path / "other", dict(GO))
    assert "docker-bake.hcl" not in made(tmp_path / "other").files
    assert "docker-bake.hcl" in made(project).files
    assert "Or only build: docker buildx bake -f docker-bake.hcl\n" in sample.init(project)


@pytest.mark.parametrize("one", BAKED, ids=lambda one: one.name)
def test_a_sample_is_built_as_by_docker_build(bake: Bake, one: sample.Sample) -> None:
    text = (one.expected / "docker-bake.hcl").read_text("utf-8")
    built = {"context": ".", "dockerfile": "Dockerfile", "tags": ["stamped:latest"]}
    assert bake(text) == {"stamped": built}
    assert bake(text, VERSION="1.2", PLATFORMS="linux/amd64,linux/arm64", TAG="v1", REGISTRY="r.example.com/a/") == {
        "stamped": built
        | {"tags": ["r.example.com/a/stamped:v1"], "args": {"VERSION": "1.2"}}
        | {"platforms": ["linux/amd64", "linux/arm64"]}
    }


def test_its_folder_and_its_dockerfile_are_those_of_an_app_in_a_workspace(bake: Bake, tmp_path: Path) -> None:
    write(tmp_path, {"top/go.mod": "module example.com/shop\n\ngo 1.27\n"})
    write(tmp_path, {f"top/cmd/{name}/main.go": GO["main.go"] for name in ("api", "web")})
    generated = made(tmp_path, app="top/cmd/web", with_=("bake",))
    assert generated.folder == "top"
    [(name, target)] = bake(generated.files["top/docker-bake.hcl"]).items()
    assert (name, target["context"], target["dockerfile"]) == ("web", ".", "cmd/web/Dockerfile")


def test_it_hands_over_the_secrets_of_the_build(bake: Bake, tmp_path: Path) -> None:
    npmrc = "//npm.example.com/:_authToken=${NPM_TOKEN}\n@me:registry=https://npm.example.com/\n"
    manifest = {"name": "api", "scripts": {"start": "node a.js"}, "dependencies": {"@me/one": "1"}}
    write(tmp_path, {"package.json": json.dumps(manifest), "package-lock.json": "{}", ".npmrc": npmrc, "a.js": "1\n"})
    target = bake(made(tmp_path, with_=("bake",)).files["docker-bake.hcl"], ".npmrc")["api"]
    assert target["secret"] == [{"id": "NPM_TOKEN", "env": "NPM_TOKEN"}, {"id": "npmrc", "src": ".npmrc"}]


def test_a_build_argument_may_be_called_as_a_variable_of_the_file(bake: Bake, tmp_path: Path) -> None:
    write(tmp_path, {"package.json": json.dumps(SITE), "package-lock.json": "{}", "index.html": "<script src=m.js>"})
    write(tmp_path, {"m.js": "fetch(import.meta.env.VITE_API)\n"})
    plan = made(tmp_path, with_=("bake",)).plan
    assert plan.recipe.arguments == ("VITE_API",)
    renamed = plan._replace(recipe=plan.recipe._replace(arguments=("TAG", "VITE_API")), name="default")
    target = bake(render(renamed, None)["docker-bake.hcl"], TAG="v2")["default"]
    assert target["args"] == {"TAG": "v2"}


def test_a_program_that_is_not_cross_compiled_has_no_platforms(bake: Bake, tmp_path: Path) -> None:
    write(tmp_path, dict(GO))
    text = made(tmp_path, with_=("bake",), without=("cross-build",), name="shop").files["docker-bake.hcl"]
    assert "PLATFORMS" not in text
    assert "platforms" not in bake(text, PLATFORMS="linux/arm64")["shop"]


def test_several_apps_have_it_unless_it_is_refused(apps: Path) -> None:
    assert "docker-bake.hcl" in made(apps, app="*").files
    files = made(apps, app="*", without=("bake",)).files
    assert "docker-bake.hcl" not in files
    assert yaml.safe_load(files["compose.yaml"])["services"].keys() >= {"api", "web"}
    assert "docker-bake.hcl" not in files["api/.dockerignore"]


FILL_IN = "Next: copy .env.example to .env, fill in POSTGRES_PASSWORD, and run: docker compose up --build"


@pytest.mark.parametrize(
    ("without", "steps"),
    [
        ((), [FILL_IN, "Or only build: docker buildx bake -f docker-bake.hcl"]),
        (("--without", "bake"), [FILL_IN]),
        (("--without", "compose"), ["Next: docker buildx bake -f docker-bake.hcl"]),
        (("--without", "compose", "--without", "bake"), []),
    ],
)
def test_the_next_steps_are_those_of_the_files_that_were_made(
    apps: Path, monkeypatch: pytest.MonkeyPatch, without: tuple[str, ...], steps: list[str]
) -> None:
    monkeypatch.chdir(apps)
    told = sample.dockgen("init", ".", "--all", "--yes", *without).stdout
    assert [line for line in told.splitlines() if line.startswith(("Next", "Or"))] == steps


def test_apps_without_it_are_told_as_several_too(apps: Path) -> None:
    done = sample.dockgen("init", apps, "--all", "--dry-run", "--json", "--without", "bake")
    assert len(json.loads(done.stdout)["plans"]) == 2
