"""Several apps in one repository: which are found, which is meant, and what all of them get."""

import json

import pytest
import sample
import yaml
from snapshots import write

from dockgen.choices.settings import Settings
from dockgen.errors import NotRecognisedError, UsageError
from dockgen.generator import apps, pipeline
from dockgen.languages import LANGUAGES
from dockgen.reading.project import Project

WORKERS = ("workers/cmd/bill", "workers/cmd/mail")
MAIN = 'package main\n\nimport "net/http"\n\nfunc main() { http.ListenAndServe(":8080", nil) }\n'


def go(folder, *, module="example.com/app", mains=("main.go",), source=MAIN):
    """Make a Go project."""
    for main in mains:
        (folder / main).parent.mkdir(parents=True, exist_ok=True)
        (folder / main).write_text(source)
    (folder / "go.mod").write_text(f"module {module}\n\ngo 1.27\n")


def site(folder):
    """Make a static site."""
    folder.mkdir(parents=True)
    (folder / "index.html").write_text("<h1>Hello</h1>\n")


@pytest.fixture
def repository(tmp_path):
    """Three apps, and what is none: a library, a test's project, an example, pages inside an app."""
    go(tmp_path / "services/api", module="example.com/api")
    go(tmp_path / "workers", module="example.com/workers", mains=("cmd/mail/main.go", "cmd/bill/main.go"))
    site(tmp_path / "site")
    site(tmp_path / "services/api/public")
    go(tmp_path / "lib", module="example.com/lib", source="package lib\n")
    go(tmp_path / "tests/fixture")
    go(tmp_path / "examples/hello")
    go(tmp_path / "node_modules/odd")
    return tmp_path


def replace(folder, target):
    """Let a module take another one from a folder."""
    with (folder / "go.mod").open("a") as file:
        file.write(f"\nreplace example.com/lib => {target}\n")


def paths(root, **kwargs):
    return [app.path for app in apps.find_apps(Project(root), **kwargs)]


def generate(root, **raw):
    return pipeline.generate(root, Settings(**raw), None)


def test_every_app_is_found_and_nothing_that_is_none(repository):
    assert paths(repository) == ["services/api", "site", "workers/cmd/bill", "workers/cmd/mail"]


def test_only_apps_of_one_language_are_found_where_one_is_asked_for(repository):
    assert paths(repository, language="static") == ["services/api/public", "site"]


def test_the_project_at_the_top_is_an_app_too(tmp_path):
    go(tmp_path)
    go(tmp_path / "tool", module="example.com/tool")
    assert paths(tmp_path) == ["", "tool"]


def test_several_apps_and_no_project_at_the_top_is_a_question(repository):
    with pytest.raises(UsageError, match="holds several apps: services/api, site, workers/cmd/bill") as raised:
        generate(repository)
    assert raised.value.hint == "Say which: `--app services/api`, or `--all`."


def test_the_only_app_is_taken_without_asking(tmp_path):
    go(tmp_path / "backend", module="example.com/shop")
    generated = generate(tmp_path)
    assert (generated.folder, generated.plan.name) == ("backend", "shop")
    names = (".dockerignore", "Dockerfile", "compose.yaml", "dockgen.toml")
    assert list(generated.files) == [f"backend/{name}" for name in names]


def test_a_person_is_asked_which_app_is_meant(repository):
    asked = []

    def ask(option, default, choices):
        asked.append((option.name, default, [choice.value for choice in choices]))
        return "site" if option.name == "app" else choices[0].value if choices else default

    generated = pipeline.generate(repository, Settings(), ask)
    assert asked[0] == ("app", "services/api", ["services/api", "site", "workers/cmd/bill", "workers/cmd/mail", "*"])
    assert generated.plan.language == "static"


def test_a_person_can_say_all_of_them(repository):
    generated = pipeline.generate(repository, Settings(), lambda _, default, __: "*" if "/" in default else default)
    assert len(generated.plans) == 4


def test_an_app_is_chosen_by_its_folder(repository):
    generated = generate(repository, app="services/api")
    assert (generated.folder, generated.plan.name, generated.plan.dockerfile) == (
        "services/api",
        "api",
        "Dockerfile",
    )


def test_a_program_of_a_project_is_chosen_by_its_folder_and_built_from_the_project_s(repository):
    generated = generate(repository, app="workers/cmd/mail")
    assert (generated.folder, generated.plan.main) == ("workers", "./cmd/mail")


def test_what_is_not_looked_for_can_be_named(repository):
    assert generate(repository, app="examples/hello").plan.language == "go"


@pytest.mark.parametrize("app", ["nothing", "lib", "services"])
def test_a_folder_without_an_app_is_refused_and_the_apps_are_named(repository, app):
    with pytest.raises((UsageError, NotRecognisedError)) as raised:
        generate(repository, app=app)
    if isinstance(raised.value, UsageError):
        assert raised.value.hint == "Found: services/api, site, workers/cmd/bill, workers/cmd/mail."


def test_a_repository_without_any_app_is_refused(tmp_path):
    (tmp_path / "notes.txt").write_text("nothing")
    with pytest.raises(NotRecognisedError, match="no app was found"):
        generate(tmp_path, app="*")


def test_what_is_written_is_named_from_the_folder_that_was_given_and_stays_the_same(tmp_path):
    go(tmp_path / "backend", module="example.com/shop")
    said = sample.init(tmp_path)
    assert "    create  backend/Dockerfile\n" in said
    assert said.endswith(
        f"Next: cd {tmp_path}/backend && docker build -t shop . && docker run --rm -p 8080:8080 shop\n"
    )
    assert "identical  backend/Dockerfile" in sample.init(tmp_path)
    assert sample.dockgen("init", tmp_path, "--stdout").stdout == (tmp_path / "backend/Dockerfile").read_text()


def test_a_member_s_dockerfile_lies_in_its_own_folder_and_its_answers_are_kept_at_the_top(tmp_path):
    go(tmp_path, mains=("cmd/mail/main.go", "cmd/bill/main.go"))
    said = sample.init(tmp_path, "--app", "cmd/mail", "--comments", "none")
    assert "docker build -f cmd/mail/Dockerfile -t mail ." in said
    made = sample.files(tmp_path)
    assert {"cmd/mail/Dockerfile", ".dockerignore", "compose.yaml", "dockgen.toml"} < made.keys()
    assert 'app = "cmd/mail"' in made["dockgen.toml"].decode()
    assert "main =" not in made["dockgen.toml"].decode()
    sample.init(tmp_path)
    assert sample.files(tmp_path) == made


@pytest.mark.parametrize(("name", "member"), [("node-workspaces", "apps/api"), ("python-uv-workspace", "apps/api")])
def test_a_member_of_a_workspace_that_is_taken_alone_says_how_to_build_it_from_there(name, member, tmp_path):
    folder = sample.load(name).copy_to(tmp_path)
    done = sample.dockgen("init", folder / member, "--yes")
    assert f"`dockgen init {folder} --app {member}` builds it from there" in done.stderr
    assert "workspace in" not in sample.dockgen("init", folder, "--app", member, "--dry-run").stderr


def test_a_project_in_a_folder_of_another_project_is_no_member_of_it(tmp_path):
    go(tmp_path)
    go(tmp_path / "tool", module="example.com/tool")
    assert sample.dockgen("init", tmp_path / "tool", "--yes").stderr == ""


def test_an_app_that_needs_what_lies_beside_it_is_built_from_the_folder_that_holds_both(repository):
    go(repository / "services/api", module="example.com/api", mains=("cmd/api/main.go", "cmd/seed/main.go"))
    (repository / "services/api/main.go").unlink()
    replace(repository / "services/api", "../../lib")
    assert paths(repository) == ["services/api/cmd/api", "services/api/cmd/seed", "site", *WORKERS]
    generated = generate(repository, app="services/api/cmd/seed")
    assert (generated.folder, generated.plan.main) == ("", "./services/api/cmd/seed")
    dockerfile = generated.files["services/api/cmd/seed/Dockerfile"]
    for line in (
        "COPY services/api/go.mod services/api/go.sum* ./services/api/",
        "COPY lib/go.mod lib/go.sum* ./lib/",
        "    go mod download -C services/api",
        "RUN --mount=type=bind,source=services/api,target=/src/services/api \\",
        '    go build -C services/api -trimpath -ldflags="-s -w" -o /out/seed ./cmd/seed',
    ):
        assert f"{line}\n" in dockerfile


def test_an_app_goes_up_as_far_as_what_it_needs_and_no_further(tmp_path):
    for name in ("a", "b"):
        go(tmp_path / f"group/{name}", module=f"example.com/{name}")
        replace(tmp_path / f"group/{name}", "../lib")
    go(tmp_path / "group/lib", module="example.com/lib", source="package lib\n")
    site(tmp_path / "site")
    generated = generate(tmp_path, app="*")
    assert [plan.context for plan in generated.plans] == ["group", "group", "site"]
    assert {path for path in generated.files if path.endswith("Dockerfile")} == {
        *("group/a/Dockerfile", "group/b/Dockerfile", "site/Dockerfile")
    }
    first = generate(tmp_path, app="group/a").files
    write(tmp_path, first)
    assert generate(tmp_path / "group").files.items() == {
        (path.removeprefix("group/"), text) for path, text in first.items()
    }


def test_an_example_that_needs_the_module_around_it_is_built_from_there(repository):
    replace(repository / "examples/hello", "../../lib")
    generated = generate(repository, app="examples/hello")
    assert (generated.folder, generated.plan.main) == ("", "./examples/hello")


def test_one_that_is_taken_alone_says_from_where_it_is_built(repository):
    replace(repository / "services/api", "../../lib")
    with pytest.raises(NotRecognisedError, match="outside this folder") as caught:
        generate(repository / "services/api")
    assert "`dockgen init ../.. --app services/api`" in caught.value.hint


def test_an_app_that_needs_what_is_not_there_is_left_out_and_named(repository):
    replace(repository / "services/api", "../../gone")
    done = sample.dockgen("init", repository, "--all", "--dry-run")
    assert done.returncode == 0
    assert (
        "warning: services/api (Go) was left out: go.mod replaces a module by ../../gone, which is outside"
        in done.stderr
    )


# --- All of them


def test_each_app_gets_a_dockerfile_and_they_share_the_rest(repository):
    generated = generate(repository, app="*")
    assert list(generated.files) == [
        "compose.yaml",
        "docker-bake.hcl",
        "dockgen.toml",
        "services/api/.dockerignore",
        "services/api/Dockerfile",
        "site/.dockerignore",
        "site/Dockerfile",
        "workers/.dockerignore",
        "workers/cmd/bill/Dockerfile",
        "workers/cmd/mail/Dockerfile",
    ]
    assert [plan.context for plan in generated.plans] == ["services/api", "site", "workers", "workers"]


def test_compose_builds_each_app_from_its_own_folder_and_offers_ports_that_differ(repository):
    composed = yaml.safe_load(generate(repository, app="*").files["compose.yaml"])["services"]
    assert {name: service["build"] for name, service in composed.items()} == {
        "api": {"context": "services/api"},
        "site": {"context": "site"},
        "bill": {"context": "workers", "dockerfile": "cmd/bill/Dockerfile"},
        "mail": {"context": "workers", "dockerfile": "cmd/mail/Dockerfile"},
    }
    assert [service["ports"] for service in composed.values()] == [
        [f"127.0.0.1:{host}:8080"] for host in (8080, 8081, 8082, 8083)
    ]


def test_apps_of_the_same_name_get_their_folder_s(tmp_path):
    for folder in ("shop/api", "blog/api", "postgres"):
        go(tmp_path / folder, module=f"example.com/{folder.split('/')[-1]}")
    generated = generate(tmp_path, app="*")
    assert [plan.name for plan in generated.plans] == ["blog-api", "postgres-2", "shop-api"]
    for plan in generated.plans:
        assert f'ENTRYPOINT ["/{plan.name}"]' in generated.files[f"{plan.context}/Dockerfile"]


@pytest.mark.parametrize(
    "answer",
    [{"main": "."}, {"name": "x"}, {"port": 80}, {"command": "x"}, {"health": "/x"}, {"module": "example.com/x"}],
)
def test_an_answer_for_one_app_is_refused_for_all(repository, answer):
    with pytest.raises(UsageError, match=f"{next(iter(answer))} is for one app"):
        generate(repository, app="*", **answer)


def test_an_app_s_own_answers_go_before_the_repository_s_and_flags_before_both(repository):
    (repository / "dockgen.toml").write_text('app = "*"\ncomments = "none"\nuser = "1001"\n')
    (repository / "services/api/dockgen.toml").write_text('comments = "full"\nname = "front"\nuser = "1002"\n')
    generated = generate(repository, base=None)
    api, *others = generated.plans
    assert (api.name, api.comments, api.user.uid) == ("front", "full", 1002)
    assert {(plan.comments, plan.user.uid) for plan in others} == {("none", 1001)}
    assert {plan.user.uid for plan in generate(repository, user="1003:1003").plans} == {1003}


def test_the_message_of_an_app_that_cannot_be_made_names_it(repository):
    with pytest.raises(UsageError, match="site: the base image scratch cannot be used"):
        generate(repository, app="*", base="scratch")


def test_once_made_there_is_nothing_left_to_do(repository):
    sample.init(repository, "--all")
    before = sample.files(repository)
    lines = [line for line in sample.init(repository).splitlines() if line.startswith(" ")]
    assert {line.split("  ")[-2].strip() for line in lines} <= {"identical", "left out"}
    assert sample.files(repository) == before
    assert sample.dockgen("init", repository, "--check").returncode == 0


def test_all_as_json_has_a_plan_for_each(repository):
    done = sample.dockgen("init", repository, "--all", "--json", "--dry-run")
    document = json.loads(done.stdout)
    assert [plan["name"] for plan in document["plans"]] == ["api", "site", "bill", "mail"]


@pytest.mark.parametrize("flags", [("--app", "site"), ("--stdout",)])
def test_all_excludes_what_means_one(repository, flags):
    done = sample.dockgen("init", repository, "--all", *flags)
    assert done.returncode == 2
    assert "exclude each other" in done.stderr


# --- Detection


def test_detect_lists_the_apps_of_a_repository(repository):
    done = sample.dockgen("detect", repository)
    assert done.returncode == 0
    assert done.stdout.splitlines()[-3:] == [
        "  site              static files (index.html)",
        "  workers/cmd/bill  Go (go.mod)",
        "  workers/cmd/mail  Go (go.mod)",
    ]
    document = json.loads(sample.dockgen("detect", repository, "--json").stdout)
    assert [app["path"] for app in document["apps"]] == paths(repository)


def test_detect_says_which_language_won_and_how_to_take_the_other(tmp_path):
    go(tmp_path)
    (tmp_path / "index.html").write_text("<h1>Hello</h1>\n")
    text = sample.dockgen("detect", tmp_path).stdout
    assert "static files (index.html)" in text
    assert "Go is detected first; use --language static to override" in text
    assert generate(tmp_path, language="static").plan.language == "static"


@pytest.mark.parametrize(
    ("manifest", "title", "beside", "language"),
    [
        ("composer.json", "PHP", "package.json", "node"),
        ("Gemfile", "Ruby", "index.html", "static"),
        ("mix.exs", "Elixir", "main.py", "python"),
    ],
)
def test_a_language_that_is_not_known_is_named_and_what_lies_beside_it_is_not_taken_for_the_program(
    manifest, title, beside, language, tmp_path
):
    (tmp_path / manifest).write_text("")
    (tmp_path / beside).write_text('{"main": "index.js"}' if beside == "package.json" else "print('hello')\n")
    (tmp_path / "index.js").write_text("console.log(1)\n")
    with pytest.raises(NotRecognisedError) as raised:
        generate(tmp_path)
    assert f"Nearest: {manifest}, which is {title}" in raised.value.hint
    assert f"--language {language}" in raised.value.hint
    assert generate(tmp_path, language=language).plan.language == language


def test_a_language_that_is_not_known_beside_a_real_manifest_is_a_part_of_it(tmp_path):
    go(tmp_path)
    (tmp_path / "mix.exs").write_text("")
    assert generate(tmp_path).plan.language == "go"


def test_every_language_says_in_which_folders_to_look():
    assert all(language.MANIFESTS for language in LANGUAGES.values())


DOCS = '[project]\nname = "docs"\ndependencies = ["zensical"]\n'
SERVER = {"package.json": json.dumps({"scripts": {"start": "node server.js"}}), "server.js": ""}


@pytest.mark.parametrize(
    ("files", "language"),
    [
        ({"pyproject.toml": DOCS}, "node"),
        ({"pyproject.toml": DOCS, "main.py": "print('hello')\n"}, "python"),
        ({"go.mod": "module example.com/lib\n", "lib.go": "package lib\n"}, "node"),
        ({"go.mod": "module example.com/app\n", "main.go": MAIN}, "go"),
    ],
)
def test_what_nothing_says_how_to_start_leaves_the_folder_to_another_language(files, language, tmp_path):
    write(tmp_path, SERVER | files)
    project = Project(tmp_path)
    found = apps.detect(project, None)
    assert found is not None
    assert (found[0].NAME, project.warnings) == (language, [])


def test_a_program_that_needs_files_outside_of_its_folder_keeps_it(tmp_path):
    go(tmp_path / "app")
    replace(tmp_path / "app", "../lib")
    go(tmp_path / "lib", module="example.com/lib", source="package lib\n")
    write(tmp_path / "app", SERVER)
    found = apps.detect(Project(tmp_path / "app"), None)
    assert found is not None
    assert found[0].NAME == "go"
