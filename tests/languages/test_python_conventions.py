"""What other tools' files say of a Python program: inline metadata, Spaces, Scrapy, Paste, Heroku, conda."""

import pytest

from dockgen.choices.settings import Settings
from dockgen.errors import DockgenError, NotRecognisedError
from dockgen.generator.pipeline import generate
from dockgen.languages import python
from dockgen.languages.python import conda, inline
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


def spider(name):
    return f'import scrapy\nclass A(scrapy.Spider):\n    name = "{name}"\n'


SCRAPY = {
    "requirements.txt": "scrapy\n",
    "scrapy.cfg": "[settings]\ndefault = shop.settings\n",
    "shop/__init__.py": "",
    "shop/settings.py": 'BOT_NAME = "shop"\n',
    "shop/spiders/__init__.py": "",
    "shop/spiders/stock.py": spider("stock"),
}
TWO = {**SCRAPY, "shop/spiders/news.py": spider("news")}


@pytest.mark.parametrize(
    ("files", "start"),
    [
        (SCRAPY, "scrapy crawl stock"),
        ({**TWO, "README.md": "Every night: `scrapy crawl news`\n"}, "scrapy crawl news"),
        (TWO, None),
        ({**TWO, "Procfile": "worker: scrapy crawl stock\n"}, "scrapy crawl stock"),
        (
            {**SCRAPY, "main.py": "from scrapy.crawler import CrawlerProcess\np = CrawlerProcess()\np.start()\n"},
            "python main.py",
        ),
    ],
)
def test_the_one_spider_of_a_scrapy_project_is_run(files, start, tmp_path):
    found = facts(tmp_path, files)
    assert (found["start"], found["serves"]) == (start, False)


def test_several_spiders_are_named_so_that_one_can_be_chosen(tmp_path):
    project(tmp_path, TWO)
    with pytest.raises(NotRecognisedError) as error:
        generate(tmp_path, Settings(), None)
    assert 'several spiders (news, stock), each with its own command, such as "scrapy crawl news"' in str(error.value)


PYRAMID = {
    "setup.py": (
        "requires = [\n    'pyramid',\n    'waitress',\n]\nsetup(name='shop', install_requires=requires,\n"
        "    entry_points={'paste.app_factory': ['main = shop:main']})\n"
    ),
    "shop/__init__.py": "def main(global_config, **settings):\n    return None\n",
}
APP = "[app:main]\nuse = egg:shop\n[server:main]\nuse = egg:waitress#main\n"


@pytest.mark.parametrize(
    ("name", "server", "port", "source"),
    [
        ("production.ini", "listen = *:6543\n", 6543, "production.ini:5"),
        ("production.ini", "host = 0.0.0.0\nport = 8081\n", 8081, "production.ini:6"),
        ("shop.ini", "listen = 0.0.0.0:7000 [::]:7000\n", 7000, "shop.ini:5"),
        ("production.ini", "http_port = 9000\nlisten = 0.0.0.0:%(http_port)s\n", 9000, "production.ini:6"),
        ("production.ini", "", 8080, "production.ini, server:main"),
    ],
)
def test_pyramid_serves_the_app_of_its_file_for_production(name, server, port, source, tmp_path):
    files = {**PYRAMID, "development.ini": f"{APP}listen = localhost:1\n", name: APP + server}
    found = python.inspect(project(tmp_path, files), None)
    assert (found.start.value, found.port.value, found.port.source) == (f"pserve {name}", port, source)


@pytest.mark.parametrize(
    ("server", "warns"),
    [("listen = 127.0.0.1:6543\n", True), ("host = localhost\nport = 1234\n", True), ("listen = *:6543\n", False)],
)
def test_an_address_that_only_the_container_reaches_is_warned_of(server, warns, tmp_path):
    told = warnings(tmp_path, {**PYRAMID, "production.ini": APP + server})
    assert any("listens on this machine only" in one for one in told) == warns


def test_a_file_for_development_serves_nothing(tmp_path):
    files = {**PYRAMID, "development.ini": f"{APP}listen = localhost:1\n"}
    assert facts(tmp_path, files)["start"] is None


def test_an_app_that_paste_finds_is_installed_beside_its_requirements(tmp_path):
    files = {**PYRAMID, "requirements.txt": "pyramid\nwaitress\n", "production.ini": APP}
    assert "install --no-deps -e ." in dockerfile(tmp_path, files)


EXTENSION = "from setuptools import Extension, setup\nsetup(name='crc', ext_modules=[Extension('crc', ['crc.c'])])\n"
PLAIN_SETUP = "from setuptools import setup\nsetup(name='crc')\n"
SERVER = {"server.py": "print(1)\n"}
PIPFILE = '[packages]\ncrc = {path = "./libs/crc"}\n'
CYTHON = '[build-system]\nrequires = ["setuptools", "Cython>=3"]\n[project]\nname = "crc"\n'


@pytest.mark.parametrize(
    ("files", "compilers"),
    [
        (
            {"Pipfile": PIPFILE, "libs/crc/setup.py": EXTENSION},
            ["gcc", "libc6-dev"],
        ),
        ({"Pipfile": PIPFILE, "libs/crc/setup.py": PLAIN_SETUP}, []),
        ({"requirements.txt": "./libs/crc\n", "libs/crc/pyproject.toml": CYTHON}, ["gcc", "libc6-dev"]),
        (
            {"requirements.txt": "-e ./libs/crc\n", "libs/crc/setup.py": EXTENSION.replace("crc.c'", "crc.cpp'")},
            ["g++"],
        ),
        ({"requirements.txt": "crc @ file:./libs/crc\n", "libs/crc/setup.py": EXTENSION}, ["gcc", "libc6-dev"]),
        (
            {
                "pyproject.toml": '[tool.poetry]\nname = "a"\n[tool.poetry.dependencies]\ncrc = {path = "libs/crc"}\n',
                "libs/crc/setup.py": EXTENSION,
            },
            ["gcc", "libc6-dev"],
        ),
        (
            {
                "pyproject.toml": (
                    '[project]\nname = "a"\ndependencies = ["crc"]\n[tool.uv.sources]\ncrc = {path = "libs/crc"}\n'
                ),
                "libs/crc/pyproject.toml": CYTHON.replace("Cython>=3", "pybind11"),
            },
            ["g++"],
        ),
        ({"setup.py": EXTENSION}, ["gcc", "libc6-dev"]),
    ],
)
def test_an_extension_of_the_project_itself_gets_a_compiler_to_build_with(files, compilers, tmp_path):
    build, _, final = dockerfile(tmp_path, {**SERVER, **files}, command="python server.py").partition(" AS final")
    line = next((line for line in build.splitlines() if "--no-install-recommends" in line), "")
    assert line.partition("--no-install-recommends ")[2].split() == compilers
    assert "apt-get" not in final


SPACE = "---\ntitle: Slugs\nsdk: {}\nsdk_version: {}\napp_file: demo.py\n{}---\n\nText\n"
GRADIO = "import gradio as gr\ndemo = gr.Interface(fn=str)\ndemo.launch()\n"


@pytest.mark.parametrize(
    ("files", "command"),
    [
        ({"requirements.txt": "rich\n"}, "-r requirements.txt gradio==5.49.1"),
        ({}, "gradio==5.49.1"),
        ({"requirements.txt": "gradio<6\n"}, "-r requirements.txt"),
    ],
)
def test_the_package_of_a_space_is_installed_and_runs_its_file(files, command, tmp_path):
    readme = SPACE.format("gradio", "5.49.1", 'python_version: "3.12"\n')
    text = dockerfile(tmp_path, {**files, "README.md": readme, "app.py": GRADIO, "demo.py": GRADIO})
    assert f"    pip --python /opt/venv/bin/python install {command}\n" in text
    assert "python:3.12-slim" in text
    assert 'CMD ["python", "demo.py"]' in text
    assert "GRADIO_SERVER_NAME" in text
    assert "EXPOSE 7860" in text


def test_a_space_may_be_of_streamlit(tmp_path):
    files = {"README.md": SPACE.format("streamlit", "1.40.0", ""), "demo.py": "import streamlit as st\nst.title('a')\n"}
    found = facts(tmp_path, {**files, "other.py": "import streamlit\n"})
    assert (found["start"].split()[:3], found["added"]) == (["streamlit", "run", "demo.py"], ("streamlit==1.40.0",))


@pytest.mark.parametrize("readme", ["# gradio\n", "---\nsdk: docker\n---\n", "---\nsdk: gradio\n", "---\n- a\n---\n"])
def test_a_readme_without_such_front_matter_is_no_space(readme, tmp_path):
    assert facts(tmp_path, {"README.md": readme, "demo.py": GRADIO})["manager"] == "none"


HEROKU = {
    "requirements.txt": "flask\ngunicorn\n",
    "app.py": "from flask import Flask\napp = Flask(__name__)\n",
    "Procfile": "web: gunicorn app:app\n",
}


def installed(text):
    """Return the packages of the distribution in each stage that installs some."""
    lines = (line.partition("--no-install-recommends ")[2].rstrip("\\ ") for line in text.splitlines())
    return [line.split() for line in lines if line]


def test_packages_of_an_aptfile_are_in_the_build_and_in_the_final_image(tmp_path):
    aptfile = "# fonts\nfonts-dejavu-core\ngraphviz # dot\n\n"
    text = dockerfile(tmp_path, {**HEROKU, "Aptfile": aptfile})
    assert installed(text) == [["fonts-dejavu-core", "graphviz"]] * 2
    assert "Aptfile lists packages of the distribution." in text


@pytest.mark.parametrize("base", ["alpine", "distroless"])
def test_packages_of_an_aptfile_need_a_base_of_debian(base, tmp_path):
    with pytest.raises(DockgenError, match="Aptfile lists packages"):
        dockerfile(tmp_path, {**HEROKU, "Aptfile": "graphviz\n"}, base=base)


@pytest.mark.parametrize("line", [":repo:deb http://ppa.example/ubuntu main", "https://a.example/b.deb", "Name;rm"])
def test_what_is_no_package_of_debian_is_warned_of_and_left_out(line, tmp_path):
    told = warnings(tmp_path, {**HEROKU, "Aptfile": f"{line}\njq\n"})
    assert f"Aptfile: {line} is no package of Debian's own; it was ignored" in told
    assert installed(dockerfile(tmp_path, {})) == [["jq"]] * 2


def test_packages_txt_counts_for_streamlit_alone(tmp_path):
    text = dockerfile(tmp_path, {**HEROKU, "packages.txt": "jq\n"})
    assert installed(text) == []
    streamlit = {"requirements.txt": "streamlit\n", "app.py": "import streamlit as st\n", "Procfile": ""}
    assert installed(dockerfile(tmp_path, streamlit)) == [["jq"]] * 2


def test_hooks_of_heroku_run_after_the_dependencies_are_installed(tmp_path):
    hooks = {"bin/pre_compile": "echo 1\n", "bin/post_compile": "#!/usr/bin/env bash\npython make.py\n"}
    text = dockerfile(tmp_path, {**HEROKU, **hooks, "make.py": "open('made.txt', 'w').write('1')\n"})
    assert "mkdir" not in text
    assert "RUN sh bin/pre_compile \\\n    && bash bin/post_compile" in text
    assert text.index("install -r requirements.txt") < text.index("bin/pre_compile") < text.index(" AS final")
    assert "--from=build /opt/venv" in text
    with pytest.raises(DockgenError, match="no bash"):
        dockerfile(tmp_path, {}, base="alpine")


CONDA = "name: tides\nchannels:\n  - conda-forge\ndependencies:\n{}prefix: /opt/a\n"
NOTEBOOK = '{"cells": [], "nbformat": 4}'


@pytest.mark.parametrize(
    ("written", "expected"),
    [
        ("", ""),
        ("=8", "==8.*"),
        ("=1.26.*", "==1.26.*"),
        ("==1.26.4", "==1.26.4"),
        ("=1.26.4=py312h1_0", "==1.26.4"),
        (" 1.26.*", "==1.26.*"),
        (">=2.1", ">=2.1"),
        (" >=2.1, <3", ">=2.1,<3"),
        ("~=1.4", "~=1.4"),
        ("[version='>=1']", ""),
        (">=1|<3;rm", ""),
    ],
)
def test_versions_as_conda_writes_them_become_those_of_pip(written, expected):
    assert conda.specifier(written) == expected


def test_an_environment_of_conda_is_installed_by_pip_where_nothing_else_lists_it(tmp_path):
    items = "  - python=3.12\n  - numpy>=2.1  # fast\n  - conda-forge::matplotlib-base=3\n  - pip\n  - pip:\n"
    items += "      - voila>=0.5.8\n      - 'rich'\n"
    text = dockerfile(tmp_path, {"environment.yml": CONDA.format(items), "tides.ipynb": NOTEBOOK})
    assert "install 'numpy>=2.1' 'matplotlib==3.*' 'voila>=0.5.8' rich" in text
    assert "python:3.12-slim" in text
    assert 'CMD ["voila", "--no-browser", "--Voila.ip=0.0.0.0", "--port=8866", "tides.ipynb"]' in text


def test_what_pip_cannot_install_is_warned_of_and_left_out(tmp_path):
    items = "  - libgdal=3\n  - cudatoolkit\n  - flask\n  - pip:\n    - --pre\n"
    files = {"environment.yaml": CONDA.format(items), "app.py": "print(1)\n"}
    assert warnings(tmp_path, files)[:2] == [
        "environment.yaml: libgdal, cudatoolkit cannot be installed by pip, and is left out: add what it is needed for",
        "environment.yaml: --pre in its pip section is left out: add it to the Dockerfile",
    ]
    assert facts(tmp_path, {})["added"] == ("flask",)


def test_the_pip_section_of_an_environment_may_name_a_list(tmp_path):
    items = "  - numpy\n  - pip:\n    - -r deploy/needs.txt\n"
    files = {"environment.yml": CONDA.format(items), "deploy/needs.txt": "flask\n", "app.py": "print(1)\n"}
    assert "install -r deploy/needs.txt numpy" in dockerfile(tmp_path, files)


@pytest.mark.parametrize(
    "files",
    [
        {"environment.yml": "name: staging\nurl: a\n", "main.py": ""},
        {"environment.yml": CONDA.format("  - numpy\n"), "requirements.txt": "flask\n", "main.py": ""},
    ],
)
def test_another_environment_or_a_list_beside_it_changes_nothing(files, tmp_path):
    assert facts(tmp_path, files)["added"] == ()


def test_several_notebooks_are_listed_by_voila(tmp_path):
    files = {"requirements.txt": "voila\n", "a.ipynb": NOTEBOOK, "b.ipynb": NOTEBOOK}
    assert facts(tmp_path, files)["start"] == "voila --no-browser --Voila.ip=0.0.0.0 --port=8866"
    assert facts(tmp_path, {"index.ipynb": NOTEBOOK})["start"].endswith(" index.ipynb")
