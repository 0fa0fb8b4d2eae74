"""Whatever stands in a project's files, reading them ends in facts or in an error of dockgen's own, and soon."""

import time
from pathlib import Path
from tempfile import TemporaryDirectory

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from dockgen.choices.settings import Settings
from dockgen.errors import DockgenError
from dockgen.generator.pipeline import generate
from dockgen.languages import python
from dockgen.reading.project import Project

PATHS = (
    *(
        "pyproject.toml",
        "requirements.txt",
        "requirements/base.txt",
        "Pipfile",
        "Pipfile.lock",
        "setup.cfg",
        "setup.py",
    ),
    *(
        "uv.lock",
        "poetry.lock",
        "pdm.lock",
        ".python-version",
        "runtime.txt",
        ".tool-versions",
        "mise.toml",
        "Procfile",
    ),
    *("main.py", "app/__init__.py", "app/main.py", "src/a/__main__.py", "manage.py", "a/settings.py", "a/wsgi.py"),
    *("gunicorn.conf.py", ".flaskenv", ".env.example", "b/pyproject.toml", "locustfile.py", "tasks.py"),
)
PIECES = (
    *(
        '[project]\nname = "a"\n',
        "[project]\n",
        "dependencies = ",
        '["flask", 1, "celery[redis]"]\n',
        "[tool.uv]\n",
        "[[tool.uv.index]]\n",
    ),
    *(
        'requires-python = ">=3.11"\n',
        "requires-python = 3\n",
        '[project.scripts]\na = "a:b"\nc = {}\n',
        "[build-system]\nrequires = [[]]\n",
    ),
    *(
        "[tool.poetry.dependencies]\n",
        'python = "^3.1"\nx = {git = 1, extras = [1], path = "../x"}\n',
        "package-mode = 1\n",
    ),
    *(
        '[tool.uv.workspace]\nmembers = ["*", 1, "["]\n',
        "[packages]\nflask = 1\n",
        "[[source]]\nurl = 1\n",
        "[tool.setuptools.dynamic]\n",
    ),
    *(
        "-r base.txt\n",
        "-r requirements.txt\n",
        "-e .\n",
        "flask==3\n",
        "-c \\\n",
        "--no-binary :all:\n",
        "${TOKEN}\n",
        "gunicorn\n",
    ),
    *(
        "from flask import Flask\napp = Flask(",
        "from fastapi import FastAPI\n",
        "app: x = FastAPI()\n",
        "def create_app(a, b=1):\n  Flask()\n",
    ),
    *(
        '@app.get("/health")\n',
        "app.run(port=",
        "99999",
        "0",
        ")\n",
        "os.environ['PORT']\n",
        '"""',
        "'",
        '"',
        "\\",
        "#",
        "{",
        "}",
        "[",
        "]",
    ),
    *(
        'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.settings")\n',
        "STATIC_ROOT\n",
        "application = get_wsgi_application()\n",
    ),
    *(
        "import streamlit\n",
        "from celery import Celery\nx = Celery()\n",
        "bind = 'x:1'\n",
        "web: gunicorn a:b\n",
        "web: 'x\n",
        "FLASK_APP=a\n",
    ),
    *(
        "[options]\ninstall_requires = a\n",
        "[metadata]\nname = \n",
        " x\n",
        "setup(name='a', install_requires=['b'])\n",
        "{}",
        "null",
        "\0",
        "\r\n",
        "é",
    ),
    *(
        '[metadata]\npython-versions = "x"\n',
        "os.makedirs('a b')\n",
        "os.mkdir('logs')\n",
        "3.12\n",
        "python 3\n",
        "django\n",
        "psycopg2\n",
    ),
)
TEXT = st.one_of(st.lists(st.sampled_from(PIECES), max_size=12).map("".join), st.text(max_size=60))
FILES = st.dictionaries(st.sampled_from(PATHS), st.one_of(TEXT, st.binary(max_size=20)), max_size=7)


@given(files=FILES)
@settings(max_examples=150, deadline=None, suppress_health_check=[HealthCheck.too_slow])
def test_no_content_makes_reading_fail_otherwise_than_in_dockgens_own_way(files):
    with TemporaryDirectory() as parent:
        folder = Path(parent)
        for path, content in {"main.py": "", **files}.items():
            (folder / path).parent.mkdir(parents=True, exist_ok=True)
            (folder / path).write_bytes(content if isinstance(content, bytes) else content.encode("utf-8", "replace"))
        project = Project(folder)
        assert python.detect(project)
        facts = python.inspect(project, None).facts
        assert facts.keys() == python.SAMPLE.facts.keys()
        assert all(isinstance(warning, str) and warning.isprintable() for warning in project.warnings)
        try:
            dockerfile = generate(folder, Settings(language="python"), None).files["Dockerfile"]
        except DockgenError:
            return
        assert dockerfile.isprintable() or set("".join(c for c in dockerfile if not c.isprintable())) == {"\n"}


@pytest.mark.parametrize(
    ("path", "text"),
    [
        ("main.py", '"' * 300_000),
        ("main.py", "'''" + "x" * 500_000),
        ("main.py", "\\\n" * 200_000),
        ("main.py", "app = " * 100_000),
        ("main.py", "from flask import Flask\n" + "a = b.c.d.e" * 50_000),
        ("main.py", "from flask import Flask\n" + " Flask(" * 100_000),
        ("main.py", "import streamlit\nimport gradio\n" + ".launch(" * 100_000),
        ("main.py", "os.environ.get('PORT'," * 40_000),
        ("main.py", "def create_app(" * 60_000),
        ("requirements.txt", "[" * 500_000),
        ("requirements.txt", "a" * 500_000),
        ("requirements.txt", "-r " * 200_000),
        ("requirements.txt", "${A}" * 200_000),
        ("setup.py", "install_requires=[" * 50_000),
        ("setup.py", "name = " * 100_000),
        ("setup.cfg", "[options]\npython_requires = " + "3" * 500_000),
        ("Procfile", "web: " + "a " * 300_000),
        (".python-version", " " * 500_000),
        (".python-version", "3." * 200_000),
        ("pyproject.toml", "[" * 100_000),
        ("pyproject.toml", "a = " + "[" * 100_000),
        ("pyproject.toml", '[project]\nrequires-python = "' + ">=3," * 100_000 + '"'),
        ("Pipfile.lock", "[" * 200_000),
        ("poetry.lock", "[metadata]\n" * 50_000),
        ("a/settings.py", "ALLOWED_HOSTS = " * 50_000),
    ],
)
def test_no_file_takes_longer_than_its_size_says(path, text, tmp_path):
    manage = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.settings")'
    files = {
        "manage.py": manage,
        "a/wsgi.py": "application = x()",
        "requirements.txt": "django\nflask\ncelery\nstreamlit\ngradio",
    }
    for name, content in {**files, path: text}.items():
        (tmp_path / name).parent.mkdir(exist_ok=True)
        (tmp_path / name).write_text(content)
    if path != "a/settings.py":
        (tmp_path / "manage.py").unlink()
    start = time.perf_counter()
    python.inspect(Project(tmp_path), None)
    assert time.perf_counter() - start < 5  # seconds; milliseconds where nothing else runs
