"""What the generated Dockerfile does for each tool, base image and practice."""

import ast
import subprocess
import sys
from http.server import BaseHTTPRequestHandler, HTTPServer
from threading import Thread

import pytest
import sample
import yaml

from dockgen.choices.settings import Settings
from dockgen.errors import DockgenError, NotRecognisedError, UsageError
from dockgen.generator.pipeline import generate
from dockgen.languages import python
from dockgen.languages.python import packages
from dockgen.languages.python.requirements import parse_all
from dockgen.model.found import Found
from dockgen.practices import RUNGS
from dockgen.reading.project import Project

FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"
PYPROJECT = '[project]\nname = "a"\nversion = "1"\ndependencies = ["fastapi", "uvicorn"]\n'
INSTALLED = "/opt/venv/lib/python*/site-packages/*.dist-info"
NO_TIMES = f" && rm -f {INSTALLED}/uv_cache.json && sed -i /uv_cache.json/d {INSTALLED}/RECORD"
BUILD = '[build-system]\nrequires = ["hatchling"]\n'
LOCKS = {"uv": "uv.lock", "poetry": "poetry.lock", "pdm": "pdm.lock"}


def write(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")


def dockerfile(folder, files, **settings):
    write(folder, files)
    return generate(folder, Settings(**settings), None).files["Dockerfile"]


def runs(text):
    """Return the RUN instructions, each on one line and without its mounts."""
    lines = text.replace(" \\\n", " ").splitlines()
    words = [line.split() for line in lines if line.startswith("RUN ")]
    return [" ".join(word for word in line if not word.startswith("--mount=")) for line in words]


def project(tool, **more):
    if tool == "pip":
        return {"requirements.txt": "fastapi\nuvicorn\n", "main.py": FASTAPI, **more}
    if tool == "pipenv":
        return {
            "Pipfile": '[packages]\nfastapi = "*"\nuvicorn = "*"\n',
            "Pipfile.lock": "{}",
            "main.py": FASTAPI,
            **more,
        }
    return {"pyproject.toml": PYPROJECT, LOCKS.get(tool, "main.py"): "", "main.py": FASTAPI, **more}


@pytest.mark.parametrize(
    ("tool", "command"),
    [
        ("pip", "pip --python /opt/venv/bin/python install -r requirements.txt"),
        ("uv", "uv sync --locked --no-dev"),
        ("poetry", "poetry install --only main --no-root --compile"),
        ("pdm", "pdm install --check --prod --no-self && python -m compileall -q /opt/venv"),
        ("pipenv", "pipenv verify && pipenv sync && rm /opt/venv/bin/[aA]ctivate*"),
        ("pyproject", "pip --python /opt/venv/bin/python install -r /tmp/requirements.txt"),
    ],
)
def test_each_tool_installs_before_the_sources_are_there(tool, command, tmp_path):
    text = dockerfile(tmp_path, project(tool))
    before, _, after = text.partition("COPY . .")
    assert [line for line in runs(before) if line.endswith(command)]
    assert not [line for line in runs(after) if "install" in line or "sync" in line]


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({**project("uv"), "pyproject.toml": PYPROJECT + BUILD}, f"uv sync --locked --no-dev{NO_TIMES}"),
        ({**project("poetry"), "a/__init__.py": ""}, "poetry install --only-root"),
        ({**project("pdm"), "pyproject.toml": PYPROJECT + BUILD}, "pdm install --check --prod"),
        (
            {**project("pyproject"), "pyproject.toml": PYPROJECT + BUILD},
            "pip --python /opt/venv/bin/python install --no-deps -e .",
        ),
        (
            {**project("pyproject"), "pyproject.toml": f'{PYPROJECT}[build-system]\nrequires = ["meson-python"]\n'},
            "pip --python /opt/venv/bin/python install --no-deps .",
        ),
        (
            {
                "setup.cfg": "[metadata]\nname = a\n[options]\ninstall_requires = fastapi\n",
                "setup.py": "",
                "main.py": FASTAPI,
            },
            "pip --python /opt/venv/bin/python install --no-deps -e .",
        ),
        ({"setup.py": "setup(name='a')", "main.py": FASTAPI}, "pip --python /opt/venv/bin/python install -e ."),
    ],
)
def test_the_project_itself_is_installed_after_its_sources_are_there(files, command, tmp_path):
    after = dockerfile(tmp_path, files).partition("COPY . .")[2]
    assert f"RUN {command}" in runs(after)


@pytest.mark.parametrize("line", ["-e .", "./libs/a"])
def test_requirements_in_the_project_itself_are_installed_after_its_sources_are_there(line, tmp_path):
    text = dockerfile(tmp_path, project("pip", **{"requirements.txt": f"fastapi\nuvicorn\n{line}\n"}))
    before, _, after = text.partition("COPY . .")
    assert not [line for line in runs(before) if "install" in line]
    assert "RUN pip --python /opt/venv/bin/python install -r requirements.txt" in runs(after)
    assert "since requirements.txt depends on a folder of the project." in text.replace("\n# ", " ")


def test_a_lock_file_is_checked_and_without_one_the_comment_says_so(tmp_path):
    text = dockerfile(tmp_path, {"pyproject.toml": f"{PYPROJECT}[tool.uv]\npackage = false\n", "main.py": FASTAPI})
    assert "RUN uv sync --no-dev" in runs(text)
    assert "There is no lock file, so builds are not reproducible. Create one with `uv lock`" in text.replace(
        "\n# ", " "
    )


@pytest.mark.parametrize("tool", ["pip", "uv", "poetry", "pdm", "pipenv", "pyproject"])
@pytest.mark.parametrize("rung", RUNGS)
@pytest.mark.parametrize("base", python.BASES)
def test_every_tool_every_rung_and_every_base_give_a_dockerfile_in_which_hadolint_finds_nothing(
    tool, rung, base, tmp_path
):
    files = project(
        tool, **({"requirements.txt": "fastapi\npsycopg2\n"} if tool == "pip" and base != "distroless" else {})
    )
    try:
        text = dockerfile(tmp_path, files, practices=rung, base=base)
    except UsageError:
        assert base == "distroless"
        assert rung not in {"minimal-base", "https", "all"}
        return
    (tmp_path / "Dockerfile").write_text(text)
    unpinned = {"DL3006", "DL3042", "DL3007", "DL3002"} if rung == "naive" else set()
    assert set(sample.hadolint(tmp_path / "Dockerfile")) <= unpinned
    assert ("AS final" in text) == (RUNGS[rung].count("multi-stage") == 1)
    assert ("--mount=type=cache" in text) == ("cache" in RUNGS[rung])


def test_the_server_that_is_missing_is_added_and_the_comment_says_so(tmp_path):
    text = dockerfile(tmp_path, project("pip", **{"requirements.txt": "fastapi"}))
    assert "RUN pip --python /opt/venv/bin/python install uvicorn==0.54.0" in runs(text)
    assert "The project has no production server, so uvicorn is added." in text


def test_the_server_that_was_added_survives_the_installation_of_the_project(tmp_path):
    files = {**project("uv"), "pyproject.toml": '[project]\nname = "a"\ndependencies = ["fastapi"]\n' + BUILD}
    found = runs(dockerfile(tmp_path, files))
    assert "RUN uv pip install --python /opt/venv/bin/python uvicorn==0.54.0" in found
    assert f"RUN uv sync --locked --no-dev --inexact{NO_TIMES}" in found


@pytest.mark.parametrize(
    ("base", "build", "run"),
    [
        (
            "slim",
            "apt-get install -y --no-install-recommends gcc libc6-dev libpq-dev",
            "apt-get install -y --no-install-recommends libpq5",
        ),
        ("alpine", "apk add --no-cache gcc libpq-dev musl-dev", "apk add --no-cache libpq"),
    ],
)
def test_compilers_stay_in_the_build_and_libraries_go_where_it_runs(base, build, run, tmp_path):
    text = dockerfile(tmp_path, project("pip", **{"requirements.txt": "fastapi\nuvicorn\npsycopg2\n"}), base=base)
    before, _, after = text.partition("AS final")
    assert any(line.endswith(build) for line in runs(before))
    assert any(line.endswith(run) for line in runs(after))
    assert "gcc" not in after


def test_a_requirement_from_git_brings_git_into_the_build_alone(tmp_path):
    text = dockerfile(
        tmp_path, project("pip", **{"requirements.txt": "fastapi\nuvicorn\na @ git+https://example.com/a\n"})
    )
    before, _, after = text.partition("AS final")
    assert "--no-install-recommends git" in before
    assert "apt-get" not in after


@pytest.mark.parametrize(
    ("requirements", "no_binary", "found"),
    [
        (["psycopg2-binary", "psycopg[binary]", "lxml", "pillow", "pyodbc[binary]"], (), ()),
        (["psycopg2"], (), ("psycopg2",)),
        (["psycopg"], (), ("psycopg",)),
        (["psycopg[c,pool]"], (), ("psycopg[c]",)),
        (["lxml"], ("lxml",), ("!lxml",)),
        (["lxml", "numpy"], (":all:",), ("!lxml", "!numpy")),
        (["mysqlclient", "python-magic"], (), ("mysqlclient", "python-magic")),
    ],
)
def test_what_a_dependency_needs_of_the_distribution_is_known(requirements, no_binary, found):
    assert packages.needed(parse_all(requirements), frozenset(no_binary)) == found
    for family in ("debian", "alpine"):
        build, run = packages.system_packages(found, family)
        assert all(word.isprintable() and " " not in word for word in (*build, *run))


def test_every_package_of_the_table_is_named_as_packages_are_compared():
    for name in packages.NATIVE:
        assert [requirement.name for requirement in parse_all([name])] == [name.partition("[")[0]]


def test_a_package_that_the_project_compiles_itself_gets_a_compiler():
    assert packages.system_packages(["!numpy"], "debian") == (("gcc", "libc6-dev"), ())


@pytest.mark.parametrize(
    ("files", "base", "reason"),
    [
        ({"requirements.txt": "fastapi\npsycopg2"}, "distroless", "psycopg2 needs libpq5 of Debian"),
        ({".python-version": "3.12"}, "distroless", r"it has Python 3.13, not 3.12 \(.python-version:1\)"),
        (
            {"requirements.txt": "fastapi\ntorch"},
            "alpine",
            r"torch is not published for its C library \(requirements.txt\)",
        ),
    ],
)
def test_a_base_image_that_the_program_cannot_run_on_is_refused(files, base, reason, tmp_path):
    with pytest.raises(UsageError, match=reason):
        dockerfile(tmp_path, project("pip", **files), base=base)


def test_distroless_with_another_version_is_refused(tmp_path):
    with pytest.raises(UsageError, match=r"distroless has Python 3.13, not 3.14"):
        dockerfile(tmp_path, project("pip"), base="distroless", language_version="3.14")


def test_distroless_finds_its_own_python_and_starts_no_other(tmp_path):
    text = dockerfile(tmp_path, project("pip"), base="distroless")
    assert "ln -sf /usr/bin/python3.13 /opt/venv/bin/python" in text
    assert "\nENTRYPOINT []\n" in text
    assert "RUN" not in text.partition("AS final")[2]


def test_static_files_are_collected_with_settings_that_mean_nothing(tmp_path):
    files = {
        "requirements.txt": "django\ngunicorn",
        "manage.py": 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.settings")',
        "a/settings.py": "STATIC_ROOT = 1\nKEY = os.environ['SECRET_KEY']\nWSGI_APPLICATION = 'a.wsgi.application'",
    }
    found = [line for line in runs(dockerfile(tmp_path, files)) if "collectstatic" in line]
    assert found == [
        "RUN SECRET_KEY=unused python manage.py collectstatic --noinput && (python -m compileall -qq . || true)"
    ]


def test_credentials_come_as_secrets_and_never_as_arguments(tmp_path):
    line = "--extra-index-url https://${INDEX_TOKEN}@example.com/simple\nfastapi\n"
    text = dockerfile(tmp_path, project("pip", **{"requirements.txt": line}))
    assert "--mount=type=secret,id=INDEX_TOKEN,env=INDEX_TOKEN" in text
    assert "ARG INDEX_TOKEN" not in text


def test_the_port_that_is_asked_for_is_in_the_command(tmp_path):
    text = dockerfile(tmp_path, project("pip"), port=9000)
    assert 'CMD ["uvicorn", "--host", "0.0.0.0", "--port", "9000", "main:app"]' in text
    assert "EXPOSE 9000" in text


def test_the_tool_comes_from_the_registry_that_is_asked_for(tmp_path):
    text = dockerfile(tmp_path, project("uv"), registry="registry.example.com/hub")
    assert "ARG UV_IMAGE=registry.example.com/hub/astral-sh/uv:0.13" in text


def test_a_variable_that_is_answered_goes_before_the_program_s_own(tmp_path):
    text = dockerfile(tmp_path, project("pip"), env=(("PYTHONUNBUFFERED", "0"),))
    assert "ENV PYTHONUNBUFFERED=1" not in text
    assert 'ENV PYTHONUNBUFFERED="0"' in text
    assert "ENV" not in (line.strip() for line in text.splitlines())  # one that sets nothing


def test_a_script_without_a_handler_is_stopped_by_a_signal_that_python_knows(tmp_path):
    text = dockerfile(tmp_path, {"main.py": "print(1)"})
    assert "\nSTOPSIGNAL SIGINT\n" in text
    assert "venv" not in text


def test_where_nothing_starts_one_is_told_how_to_say_it(tmp_path):
    with pytest.raises(
        NotRecognisedError, match="nothing says how to start the program: looked for an app object"
    ) as caught:
        dockerfile(tmp_path, {"requirements.txt": "flask"})
    assert "--command" in caught.value.hint


def test_a_command_can_be_given(tmp_path):
    text = dockerfile(tmp_path, {"requirements.txt": "flask\ngunicorn"}, command="gunicorn a:b")
    assert 'CMD ["gunicorn", "a:b"]' in text


def test_a_version_from_git_is_made_up_because_the_builder_has_no_history(tmp_path):
    text = f'{PYPROJECT}[build-system]\nrequires = ["hatch-vcs"]\n'
    assert "SETUPTOOLS_SCM_PRETEND_VERSION=0.0.0" in dockerfile(tmp_path, {"pyproject.toml": text, "main.py": FASTAPI})


def test_a_version_from_git_is_a_build_argument_where_the_project_is_installed(tmp_path):
    text = f'{PYPROJECT}[build-system]\nrequires = ["setuptools-scm"]\n'
    made = dockerfile(tmp_path, {"pyproject.toml": text, "src/a/__init__.py": "", "src/a/main.py": FASTAPI})
    assert made.index("COPY . .") < made.index("ARG VERSION=0.0.0\nENV SETUPTOOLS_SCM_PRETEND_VERSION=$VERSION")


@pytest.mark.parametrize("without", [(), ("cache",), ("multi-stage",)])
def test_browsers_are_installed_after_the_environment_is_there(tmp_path, without):
    text = "from playwright.sync_api import *\np.chromium.launch()\n"
    files = {"requirements.txt": "fastapi\nplaywright\n", "main.py": text + FASTAPI}
    made = dockerfile(tmp_path, files, without=without)
    install = "PLAYWRIGHT_BROWSERS_PATH=/ms-playwright /opt/venv/bin/playwright install --with-deps chromium"
    assert any(install in one for one in runs(made))
    assert made.index("-r requirements.txt") < made.index(install) < made.index("USER ")
    assert "PLAYWRIGHT_BROWSERS_PATH=/ms-playwright" in made[made.index("PYTHONUNBUFFERED") :]


@pytest.mark.parametrize("without", [(), ("cache",), ("multi-stage",)])
def test_locales_are_made_by_their_names(tmp_path, without):
    text = (
        "import locale\nlocale.setlocale(locale.LC_ALL, 'de_DE')\nlocale.setlocale(locale.LC_ALL, 'fr_FR.ISO8859-1')\n"
    )
    made = dockerfile(tmp_path, {"requirements.txt": "fastapi\n", "main.py": text + FASTAPI}, without=without)
    (install,) = (one for one in runs(made) if "locales" in one)
    assert "localedef -i de_DE -f UTF-8 de_DE && localedef -i fr_FR -f ISO-8859-1 fr_FR.ISO8859-1" in install


@pytest.mark.parametrize(
    ("files", "folder", "is_ignored"),
    [
        ({"main.py": f"{FASTAPI}from env import settings\n", "env/settings.py": "A = 1\n"}, "env", False),
        ({"main.py": f"{FASTAPI}from env.shop.db import A\n", "env/shop/db.py": "A = 1\n"}, "env", False),
        ({"main.py": f"{FASTAPI}import build.tools\n", "build/tools.py": "A = 1\n"}, "build", False),
        ({"main.py": FASTAPI, "env/settings.py": "A = 1\n"}, "env", True),
        ({"main.py": f"{FASTAPI}import build\n", "build/lib/shop/a.py": "A = 1\n"}, "build", True),
        ({"main.py": f"{FASTAPI}import env\n", "env/a.py": "A = 1\n", "env/pyvenv.cfg": ""}, "env", True),
        ({"Procfile": "web: gunicorn env.web:app\n", "env/web.py": FASTAPI}, "env", False),
    ],
)
def test_a_folder_of_a_tool_s_name_is_let_in_where_the_program_imports_from_it(tmp_path, files, folder, is_ignored):
    write(tmp_path, {**project("pip"), **files})
    lines = generate(tmp_path, Settings(), None).files[".dockerignore"].splitlines()
    assert (folder in lines) == is_ignored


def test_a_folder_that_is_a_package_is_not_ignored_for_its_name(tmp_path):
    write(tmp_path, project("pip", **{"build/__init__.py": ""}))
    ignored = generate(tmp_path, Settings(), None).files[".dockerignore"].splitlines()
    assert "build" not in ignored
    assert {"dist", "venv", "env"} <= set(ignored)


class Handler(BaseHTTPRequestHandler):
    def do_GET(self):
        self.send_response(int(self.path.rpartition("/")[2] or 404))
        self.end_headers()

    def log_message(self, *_):
        """Say nothing."""


@pytest.mark.parametrize(
    ("path", "is_healthy"),
    [("/200", True), ("/204", True), ("/302", True), ("/400", False), ("/404", False), ("/500", False), (None, True)],
)
@pytest.mark.parametrize("reads_port", [True, False])
def test_the_health_check_asks_the_program(path, is_healthy, reads_port, tmp_path):
    server = HTTPServer(("127.0.0.1", 0), Handler)
    Thread(target=server.handle_request).start()
    port = server.server_address[1]
    plan = generate(tmp_path, Settings(language="python", port=port), None).plans[0]
    found = plan.program._replace(port_env=Found(reads_port, "asked"))
    program, *words = python.probe(plan._replace(program=found), path)
    done = subprocess.run([sys.executable, *words], env={"PORT": str(port)}, timeout=20, check=False)
    server.server_close()
    assert program == "python"
    assert (done.returncode == 0) == is_healthy


def test_the_health_check_fails_where_nobody_answers(tmp_path):
    plan = generate(tmp_path, Settings(language="python", port=1), None).plans[0]
    done = subprocess.run(
        [sys.executable, *python.probe(plan, "/")[1:]], env={"PORT": "1"}, timeout=20, check=False, capture_output=True
    )
    assert done.returncode == 1


def test_the_sample_app_is_valid_python(tmp_path):
    files = generate(tmp_path, Settings(language="python"), None).files
    scripts = [path for path in files if path.endswith(".py")]
    assert sorted(scripts) == ["app.py", "gunicorn.conf.py", "test_app.py"]
    for path in scripts:
        ast.parse(files[path])


def test_the_sample_app_is_what_was_promised_of_it(tmp_path):
    files = generate(tmp_path, Settings(language="python"), None).files
    write(tmp_path, files)
    found = {name: fact.value for name, fact in python.inspect(Project(tmp_path), None).facts.items()}
    assert found.keys() == python.SAMPLE.facts.keys()
    promised = {name: fact.value for name, fact in python.SAMPLE.facts.items() if fact.value is not None}
    assert {name: found[name] for name in promised} == promised


@pytest.mark.parametrize("name", ["a b.txt", "a,b.txt", 'a"b.txt', "a$b.txt"])
def test_a_requirement_file_with_a_name_that_no_build_takes_is_never_mounted(name, tmp_path):
    text = dockerfile(
        tmp_path, project("pip", **{"requirements.txt": f"-r '{name}'\nfastapi\nuvicorn\n", name: "flask"})
    )
    assert name not in text


def test_errors_are_dockgen_s_own(tmp_path):
    (tmp_path / "requirements.txt").mkdir()
    with pytest.raises(DockgenError):
        dockerfile(tmp_path, {"other.txt": ""})


@pytest.mark.parametrize(
    ("asked", "image", "is_told"),
    [
        ("==3.10.*", "python:3.10-slim", True),
        (">=3.8,<3.11", "python:3.10-slim", True),
        (">=3.8", "python:3.13-slim-trixie", False),
        ("<3.8", "python:3.7-slim", True),
        ("<3.7", "python:3.13-slim-trixie", True),  # nothing builds it
    ],
)
def test_a_project_that_refuses_what_is_fixed_gets_what_it_asks_for_and_a_warning(asked, image, is_told, tmp_path):
    write(tmp_path, project("pyproject", **{"pyproject.toml": f'{PYPROJECT}requires-python = "{asked}"\n'}))
    generated = generate(tmp_path, Settings(), None)
    assert f"ARG BUILD_IMAGE={image}\n" in generated.files["Dockerfile"]
    assert bool(generated.project.warnings) == is_told
    assert ("from pip._vendor import tomli" in generated.files["Dockerfile"]) == ("trixie" not in image)


def test_folders_that_a_program_makes_can_be_written_by_anyone(tmp_path):
    generated = generate_with(tmp_path, project("pip", **{"main.py": f"{FASTAPI}os.makedirs('logs')\n"}))
    assert "mkdir -p logs \\\n    && chmod 1777 logs" in generated["Dockerfile"]
    assert ":/app/logs" in generated["compose.yaml"]


def test_a_database_beside_the_program_gets_a_volume_and_workers_share_it(tmp_path):
    files = {
        "main.py": f"{FASTAPI}URL = 'sqlite:///./app.db'\nos.makedirs('cache')\n",
        "requirements.txt": "fastapi\nuvicorn\ncelery\n",
        "tasks.py": "from celery import Celery\nx = Celery('a')\n",
    }
    generated = generate_with(tmp_path, files)
    for command in ("mkdir -p cache data", "chmod 1777 cache data", "ln -sf data/app.db app.db"):
        assert command in generated["Dockerfile"]
    assert "\napp.db\n" in generated[".dockerignore"]
    compose = yaml.safe_load(generated["compose.yaml"])
    for service in (service for service in compose["services"].values() if "build" in service):
        assert service["tmpfs"] == ["/tmp", "/app/cache"]  # noqa: S108 - in a container
        assert [volume.partition(":")[2] for volume in service["volumes"]] == ["/app/data"]
        assert service["volumes"][0].partition(":")[0] in compose["volumes"]


def generate_with(folder, files):
    write(folder, files)
    return generate(folder, Settings(), None).files


def test_workers_run_from_the_same_image(tmp_path):
    files = {
        "requirements.txt": "fastapi\nuvicorn\ncelery[redis]\n",
        "tasks.py": "from celery import Celery\nx = Celery('a')\n",
    }
    compose = generate_with(tmp_path, project("pip", **files))["compose.yaml"]
    assert 'command: ["celery", "--app", "tasks:x", "worker", "--loglevel", "INFO"]' in compose


def test_distroless_has_no_python_of_that_name_so_even_a_bare_script_gets_an_environment(tmp_path):
    text = dockerfile(tmp_path, {"main.py": "print(1)"}, base="distroless")
    assert "COPY --from=build /opt/venv /opt/venv" in text


DJANGO = {
    "requirements.txt": "django\ngunicorn\n",
    "manage.py": "import os; os.environ.setdefault('DJANGO_SETTINGS_MODULE', 'a.settings')",
    "a/settings.py": "A = os.environ['SECRET_KEY']\nB = os.environ['MAIL']\nWSGI_APPLICATION = 'a.wsgi.application'",
    "a/wsgi.py": "application = None",
}


def test_compose_asks_for_what_settings_cannot_be_read_without(tmp_path):
    write(tmp_path, DJANGO)
    files = generate(tmp_path, Settings(env=(("MAIL", "me@example.com"),)), None).files
    (service,) = yaml.safe_load(files["compose.yaml"])["services"].values()
    assert service["environment"] == {"SECRET_KEY": "${SECRET_KEY:?set it in .env; see .env.example}"}
    assert [line for line in files[".env.example"].splitlines() if "=" in line] == ["SECRET_KEY="]


def test_an_env_file_of_the_project_s_own_says_what_is_needed(tmp_path):
    write(tmp_path, DJANGO | {".env.example": "SECRET_KEY=\nMAIL=\n"})
    files = generate(tmp_path, Settings(), None).files
    (service,) = yaml.safe_load(files["compose.yaml"])["services"].values()
    assert "environment" not in service
    assert service["env_file"] == [{"path": ".env", "required": False}]
    assert ".env.example" not in files


def test_compose_does_not_take_what_a_person_s_shell_may_hold(tmp_path):
    names = ("AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "HOME", "ssh_auth_sock", "DJANGO_SECRET_KEY", "GOODS")
    settings = "\n".join(f"X = os.environ['{name}']" for name in names)
    write(tmp_path, DJANGO | {"a/settings.py": f"{settings}\nWSGI_APPLICATION = 'a.wsgi.application'"})
    files = generate(tmp_path, Settings(), None).files
    (service,) = yaml.safe_load(files["compose.yaml"])["services"].values()
    asked = {name: text.partition(":")[0].removeprefix("${") for name, text in service["environment"].items()}
    own = ("DJANGO_SECRET_KEY", "GOODS")
    assert asked == {name: name if name in own else f"APP_{name}" for name in asked}
    assert asked.keys() >= {"AWS_SECRET_ACCESS_KEY", "GITHUB_TOKEN", "HOME", *own}
    assert "APP_AWS_SECRET_ACCESS_KEY=" in files[".env.example"]
