"""What other tools' files say of a Python program: inline metadata, Spaces, Scrapy, Paste, Heroku, conda."""

import pytest

from dockgen.choices.settings import Settings
from dockgen.generator.pipeline import generate
from dockgen.languages import python
from dockgen.languages.python import inline
from dockgen.reading.project import Project


def project(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return Project(folder)


def facts(folder, files):
    here = project(folder, files)
    assert python.detect(here)
    return {name: fact.value for name, fact in python.inspect(here, None).facts.items()}


def warnings(folder, files):
    here = project(folder, files)
    python.inspect(here, None)
    return here.warnings


def dockerfile(folder, files, **settings):
    project(folder, files)
    return generate(folder, Settings(**settings), None).files["Dockerfile"]


INLINE = (
    '# /// script\n# requires-python = ">=3.11,<3.13"\n# dependencies = [\n#     "rich>=13",\n# ]\n# ///\nimport rich\n'
)


@pytest.mark.parametrize(
    ("text", "expected"),
    [
        ("# /// script\n# a = 1\n#\n# b = 2\n# ///\n", "a = 1\n\nb = 2"),
        ("#!/usr/bin/env -S uv run --script\n# /// script\r\n# a = 1\r\n# ///\r\n", "a = 1"),
        ("# /// script\n# a = 1\n# ///\n# text\n# ///\n", "a = 1\n///\ntext"),
        ("# /// script\n# a = 1\nimport os\n# ///\n", ""),
        ("# /// other\n# a = 1\n# ///\n", ""),
        ("# /// script\n#a = 1\n# ///\n", ""),
    ],
)
def test_the_metadata_of_a_script_is_the_comment_between_two_marks(text, expected):
    assert inline.block(text) == expected


def test_a_script_that_lists_its_dependencies_is_the_program_and_says_the_version(tmp_path):
    files = {"report.py": INLINE, "helper.py": "def main(): pass\n", "other.py": "import helper\n"}
    found = facts(tmp_path, files)
    assert (found["start"], found["manager"], found["locked"]) == ("python report.py", "uv", False)
    assert found["version"] == "3.12"


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({"report.py": INLINE}, "uv sync --active --script report.py"),
        ({"report.py": INLINE, "report.py.lock": "version = 1\n"}, "uv sync --locked --active --script report.py"),
    ],
)
def test_uv_installs_what_a_script_lists_into_the_environment_on_path(files, command, tmp_path):
    text = dockerfile(tmp_path, files)
    assert f"    {command}\n" in text
    assert ("Create one with `uv lock --script report.py`" in text.replace("\n# ", " ")) == (len(files) == 1)


def test_a_web_app_in_such_a_script_gets_a_server_from_uv(tmp_path):
    text = dockerfile(
        tmp_path, {"app.py": INLINE.replace("rich>=13", "fastapi") + "from fastapi import FastAPI\napp = FastAPI()\n"}
    )
    assert "uv pip install --python /opt/venv/bin/python uvicorn==" in text
    assert 'CMD ["uvicorn", "--host", "0.0.0.0", "--port", "8000", "app:app"]' in text


def test_a_list_of_requirements_goes_before_what_a_script_lists(tmp_path):
    found = facts(tmp_path, {"requirements.txt": "flask\n", "main.py": "print(1)\n", "tool.py": INLINE})
    assert (found["manager"], found["start"], found["version"]) == ("pip", "python main.py", None)


@pytest.mark.parametrize(
    ("line", "start"),
    [
        ("uv run report.py", "python report.py"),
        ("uv run --script report.py", "python report.py"),
        ("poetry run python report.py", "python report.py"),
    ],
)
def test_a_command_that_a_package_manager_would_run_is_started_without_it(line, start, tmp_path):
    assert facts(tmp_path, {"report.py": INLINE, "Procfile": f"web: {line}\n"})["start"] == start


def test_metadata_that_is_not_valid_gives_a_warning(tmp_path):
    files = {"report.py": "# /// script\n# dependencies = [\n# ///\nprint(1)\n"}
    assert any("report.py is not valid TOML in its first comment" in one for one in warnings(tmp_path, files))


CELERY = {"requirements.txt": "celery\n", "tasks.py": "from celery import Celery\nx = Celery('a')\n"}
TIMED = {**CELERY, "tasks.py": f"{CELERY['tasks.py']}x.conf.beat_schedule = {{}}\n"}
WORKER = "#!/bin/sh\nexec celery -A tasks worker --beat\n"


@pytest.mark.parametrize(
    ("files", "start", "workers"),
    [
        ({**TIMED, "Procfile": "worker: ./work.sh\n", "work.sh": WORKER}, "sh work.sh", {}),
        (
            {**TIMED, "Procfile": "beat: celery -A tasks beat\nworker: celery -A tasks worker -Q mail\n"},
            "celery -A tasks worker -Q mail",
            {"beat": "celery -A tasks beat"},
        ),
        (
            TIMED,
            "celery --app tasks:x worker --loglevel INFO",
            {"beat": "celery --app tasks:x beat --loglevel INFO --schedule /tmp/celerybeat-schedule"},
        ),
        (CELERY, "celery --app tasks:x worker --loglevel INFO", {}),
    ],
)
def test_a_worker_alone_starts_by_its_own_line_and_has_its_timer(files, start, workers, tmp_path):
    found = facts(tmp_path, files)
    beside = {name: " ".join(words) for name, words in found["workers"].items()}
    assert (found["start"], beside, found["serves"]) == (start, workers, False)
