"""What a program needs of its image: programs, locales, browsers, a version; and what is said of it."""

import shlex

import pytest

from dockgen.languages import python
from dockgen.languages.kit.ports import EVERYWHERE
from dockgen.reading.project import Project

FLASK = "from flask import Flask\napp = Flask(__name__)\n"


def inspect(folder, files, requirements="flask\n"):
    for path, text in {"requirements.txt": requirements, "app.py": FLASK, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    project = Project(folder)
    return python.inspect(project, None), project.warnings


@pytest.mark.parametrize(
    ("text", "words"),
    [
        ("import subprocess\nsubprocess.run(['git', 'log'])", ("git-program",)),
        ("import subprocess\nsubprocess.check_output(\n    ['/usr/bin/pandoc', '-v'])", ("pandoc",)),
        ("import os\nos.system('ffmpeg -i a b')", ("ffmpeg",)),
        ("import shutil\nif not shutil.which('dot'): pass", ("graphviz",)),
        ("import asyncio.subprocess\nasyncio.create_subprocess_exec('pdftotext', 'a')", ("poppler",)),
        ("import subprocess\ncmd = ['convert', 'a.png', 'b.jpg']\nsubprocess.run(cmd)", ("imagemagick",)),
        ("import subprocess\nsubprocess.run(['python', 'x.py'])\nsubprocess.run(['own-tool'])", ()),
        ("cmd = ['convert', 'a.png']", ()),
        ("from selenium import webdriver\nwebdriver.Chrome()", ("chromedriver",)),
        ("from selenium import webdriver\nwebdriver.Remote('http://grid')", ()),
    ],
)
def test_programs_of_the_distribution_that_sources_start_are_installed(tmp_path, text, words):
    program, warnings = inspect(tmp_path, {"app.py": f"{text}\n{FLASK}"})
    assert program.own.runs.value == words
    assert not warnings
    assert ("distroless" in python.impossible(program)) == bool(words)


@pytest.mark.parametrize(
    ("text", "names"),
    [
        ("locale.setlocale(locale.LC_ALL, 'de_DE.UTF-8')", ("de_DE.UTF-8",)),
        ("locale.setlocale(locale.LC_TIME, ('fr_FR', 'UTF-8'))", ("fr_FR.UTF-8",)),
        ("locale.setlocale(locale.LC_ALL, locale='pt_BR')", ("pt_BR",)),
        ("NAME = 'it_IT.utf8'\nlocale.setlocale(locale.LC_ALL, NAME)", ("it_IT.utf8",)),
        ("locale.setlocale(locale.LC_ALL, '')\nlocale.setlocale(locale.LC_ALL, 'C.UTF-8')", ()),
        ("LANGUAGES = ['de_DE.UTF-8']", ()),
    ],
)
def test_locales_that_are_set_are_made(tmp_path, text, names):
    program, _ = inspect(tmp_path, {"app.py": f"import locale\n{text}\n{FLASK}"})
    assert program.own.locales.value == names
    assert ("alpine" in python.impossible(program)) == bool(names)


@pytest.mark.parametrize(
    ("requirements", "text", "names"),
    [
        ("flask\nplaywright", "from playwright.sync_api import *\np.chromium.launch()\n", ("chromium",)),
        (
            "flask\nplaywright",
            "from playwright.sync_api import *\np.firefox.launch()\np.webkit.launch()\n",
            ("firefox", "webkit"),
        ),
        ("flask\nplaywright", "from playwright.sync_api import *\np.chromium.connect_over_cdp('http://x')\n", ()),
        ("flask\nplaywright", "", ()),
        ("flask\ncrawl4ai", "from crawl4ai import AsyncWebCrawler\n", ("chromium",)),
    ],
)
def test_browsers_of_playwright_are_installed(tmp_path, requirements, text, names):
    program, _ = inspect(tmp_path, {"app.py": text + FLASK}, requirements)
    assert program.own.browsers.value == names


@pytest.mark.parametrize(
    ("files", "requirements", "said"),
    [
        ({}, "flask\ntorch==2.8.0\n", "requirements.txt:2: torch comes with CUDA"),
        ({}, "sentence-transformers\nflask\n", "requirements.txt:1: sentence-transformers brings torch, which comes"),
        ({}, "--extra-index-url https://wheels.example/whl/cpu\ntorch\nflask\n", ""),
        ({}, "torch==2.8.0+cpu\nflask\n", ""),
        ({}, "flask\n", ""),
        (
            {"pyproject.toml": "[project]\nname='a'\ndependencies=['torch', 'flask']\n[tool.uv]\npackage = false\n"},
            "",
            "pyproject.toml:3: torch comes with CUDA",
        ),
    ],
)
def test_what_cuda_costs_is_said(tmp_path, files, requirements, said):
    _, warnings = inspect(tmp_path, files, requirements)
    assert [one[: len(said)] for one in warnings] == ([said] if said else [])
    assert all("CPU index, whl/cpu" in one for one in warnings)


@pytest.mark.parametrize(
    ("text", "line"),
    [
        ("HTTPServer(('localhost', 8000), H).serve_forever()", "main.py:1"),
        ("HTTPServer(('', 8000), H).serve_forever()", ""),
        ("import uvicorn\nuvicorn.run(make(), port=8000)", "main.py:2"),
        ("import uvicorn\nuvicorn.run(make(), host='0.0.0.0', port=8000)", ""),
        ("import uvicorn\nuvicorn.run(make(), host=HOST, port=8000)", ""),
        ("async with serve(echo, 'localhost', 8765) as s: pass", "main.py:1"),
        ("import cherrypy\ncherrypy.quickstart(A())", "main.py:2"),
        ("web.run_app(app, host='127.0.0.1')", "main.py:1"),
        ("web.run_app(app)", ""),
        ("r = redis.Redis(host='localhost')\nweb.run_app(app, port=8080)", ""),
        ("HOST = 'localhost'\nweb.run_app(app, host=HOST)", "main.py:1"),
        ("import typer\nHOST = '127.0.0.1'\nweb.run_app(app, host=HOST)", "main.py:2"),
        ("p.add_subparsers()\np.add_argument('--host', default='::1')\nweb.run_app(app, host=args.host)", "main.py:2"),
    ],
)
def test_a_server_that_no_other_machine_reaches_is_said(tmp_path, text, line):
    (tmp_path / "main.py").write_text(text, "utf-8")
    (tmp_path / "requirements.txt").write_text("what-it-imports\n", "utf-8")
    project = Project(tmp_path)
    assert python.inspect(project, None).serves.value
    assert [one.partition(" ")[0] for one in project.warnings] == ([line] if line else [])


OPTION = "p.add_argument('-H', '--bind-host', type=str, default='localhost')\n"
CLICK = (
    "@click.option('--host', default='127.0.0.1', show_default=True)\ndef main(host):\n    uvicorn.run(a, host=host)\n"
)
TYPER = "import typer\ndef main(host: str = {}):\n    uvicorn.run('a:b', host=host)\ntyper.run(main)\n"
FIELD = (
    "class S(BaseSettings):\n    host: str = Field(default='127.0.0.1')\n    model_config = {'env_prefix': 'TIDE_'}\n"
)


@pytest.mark.parametrize(
    ("text", "env", "words"),
    [
        (
            "from waitress import serve\nh = env.str('TIDE_HOST', '127.0.0.1')\nserve(app, host=h, port=8600)",
            "TIDE_HOST",
            "",
        ),
        ("web.run_app(app, host=os.environ.get('ADDR') or '127.0.0.1')", "ADDR", ""),
        ("HTTPServer((os.getenv('BIND', default='localhost'), 8000), H).serve_forever()", "BIND", ""),
        (f"{FIELD}s = S()\nuvicorn.run('a:b', host=s.host, port=8000)", "TIDE_HOST", ""),
        (f"{OPTION}web.run_app(app, host=args.bind_host)", "", "--bind-host 0.0.0.0"),
        ("p.add_argument('--host', default=getenv('H', '::1'))\nweb.run_app(app, host=args.host)", "H", ""),
        (CLICK, "", "--host 0.0.0.0"),
        (TYPER.format("'127.0.0.1'"), "", "--host 0.0.0.0"),
        (TYPER.format("typer.Option('127.0.0.1', help='where')"), "", "--host 0.0.0.0"),
    ],
)
def test_a_server_that_can_be_told_to_is_told_to_let_others_reach_it(tmp_path, text, env, words):
    (tmp_path / "main.py").write_text(text, "utf-8")
    (tmp_path / "requirements.txt").write_text("what-it-imports\n", "utf-8")
    project = Project(tmp_path)
    program = python.inspect(project, None)
    assert not project.warnings
    assert shlex.join(program.command.value[2:]) == words
    assert {name for name, value in program.own.env.value.items() if value == EVERYWHERE} == ({env} if env else set())


def test_an_option_that_is_given_already_stays(tmp_path):
    (tmp_path / "Procfile").write_text("web: python main.py --bind-host=0.0.0.0\n", "utf-8")
    (tmp_path / "main.py").write_text(f"{OPTION}web.run_app(app, host=args.bind_host)", "utf-8")
    assert python.inspect(Project(tmp_path), None).command.value == ("python", "main.py", "--bind-host=0.0.0.0")


def test_the_packages_of_a_workspaces_other_members_count(tmp_path):
    files = {
        "pyproject.toml": "[tool.uv.workspace]\nmembers = ['a', 'b']\n",
        "a/pyproject.toml": "[project]\nname = 'a'\ndependencies = ['b', 'flask']\n",
        "a/app.py": FLASK,
        "b/pyproject.toml": "[project]\nname = 'b'\ndependencies = ['gitpython']\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    assert python.inspect(Project(tmp_path), "a").own.native.value == ("gitpython",)


def test_the_function_of_a_command_is_called_where_the_project_is_not_installed(tmp_path):
    files = {
        "requirements.txt": "flask\n",
        "setup.py": "setup(name='a', entry_points={'console_scripts': ['a-serve = a.serving:main']})",
        "a/__init__.py": "",
        "a/serving.py": "def main():\n    HTTPServer(('', 8001), H).serve_forever()\n",
    }
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    program = python.inspect(Project(tmp_path), None)
    assert program.command.value == ("python", "-c", "import sys; from a.serving import main; sys.exit(main())")
    assert program.port.value == 8001


@pytest.mark.parametrize(
    ("files", "patterns"),
    [
        ({"tests/test_app.py": "import app"}, ("tests",)),
        (
            {"tests/test_app.py": "", "pyproject.toml": "[tool.pytest.ini_options]\ntestpaths = ['tests']\n"},
            ("tests",),
        ),
        ({"tests/test_app.py": "", "app.py": f"from tests.data import x\n{FLASK}"}, ()),
        ({"tests/__init__.py": "", "tests/questions.py": ""}, ()),
        ({"look.ipynb": "{}", "notebooks/a.ipynb": "{}"}, ("**/*.ipynb", "notebooks")),
        ({"look.ipynb": "{}", "app.py": f"NOTEBOOK = 'look.ipynb'\n{FLASK}"}, ()),
        ({"data/train.csv": "a", "model.pt": "x"}, ("data", "model.pt")),
        ({"data/train.csv": "a", "app.py": f"read('data/train.csv')\n{FLASK}"}, ()),
        ({"data/train.csv": "a", "config.yaml": "path: data/train.csv\n"}, ()),
        ({"data/train.csv": "a", "app.py": f"here / 'data' / name\n{FLASK}"}, ()),
        ({"model.pt": "a", "app.py": f"MODEL = 'model'\n{FLASK}"}, ()),
        ({"data/__init__.py": "", "data/a.py": ""}, ()),
    ],
)
def test_what_nothing_reads_is_left_out_of_the_build(tmp_path, files, patterns):
    program, _ = inspect(tmp_path, files)
    assert program.own.left_out.value == patterns


@pytest.mark.parametrize(
    ("text", "said"),
    [
        ("create_engine('postgresql://u:p@localhost:5432/shop')", True),
        ("psycopg2.connect(host='127.0.0.1', dbname='shop')", True),
        ("DATABASES = {'default': {'HOST': 'localhost'}}", True),
        ("create_engine(os.getenv('DATABASE_URL', 'postgresql://u:p@localhost:5432/shop'))", False),
        ("psycopg2.connect(host=os.environ.get('DB_HOST', 'localhost'))", False),
        ("psycopg2.connect(host='db.example.com')", False),
    ],
)
def test_an_address_of_a_service_that_is_written_out_is_said(tmp_path, text, said):
    _, warnings = inspect(tmp_path, {"app.py": f"{FLASK}db = {text}\n"}, "flask\npsycopg2-binary\n")
    assert [one for one in warnings if one.startswith("app.py:3 connects to this machine")] == (
        warnings if said else []
    )
    assert bool(warnings) == said
    assert all("from DATABASE_URL, which compose.yaml sets" in one for one in warnings)


@pytest.mark.parametrize(
    ("files", "said"),
    [
        ({"app.py": "import os\nfrom flask import Flask\n"}, "app.py:2 imports flask, and no file names the packages"),
        (
            {
                "app.py": "import os, sys\nfrom distutils import x\nfrom . import a\nimport helper.b\n",
                "helper/b.py": "",
            },
            "",
        ),
        ({"app.py": "import helper\n", "src/helper.py": ""}, ""),
        ({"shop/__main__.py": "import helper\n", "shop/helper.py": ""}, ""),
        ({"app.py": "try:\n    import flask\nexcept ImportError:\n    flask = None\n"}, ""),
        ({"app.py": "import flask\n", "pyproject.toml": "[project]\nname = 'a'\n"}, ""),
    ],
)
def test_a_package_that_no_file_names_is_said(tmp_path, files, said):
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    project = Project(tmp_path)
    python.inspect(project, None)
    assert [one[: len(said)] for one in project.warnings] == ([said] if said else [])


@pytest.mark.parametrize(
    ("name", "text", "found"),
    [
        ("environment.txt", "# for the report\npandas==2.3.3\nmatplotlib\n\n-e .\n", ("matplotlib", "pandas")),
        ("deps.txt", "Flask[async]>=3 ; python_version > '3.9'\n", ("flask",)),
        ("environment.txt", "It runs on Debian.\n", ()),
        ("notes.txt", "pandas\n", ()),
        ("env.txt", "# nothing\n", ()),
    ],
)
def test_requirements_in_a_file_of_another_name_are_installed(tmp_path, name, text, found):
    (tmp_path / name).write_text(text, "utf-8")
    (tmp_path / "main.py").write_text("print()\n", "utf-8")
    own = python.inspect(Project(tmp_path), None).own
    assert own.files.value == ((name,) if found else ())


@pytest.mark.parametrize(
    ("example", "said"),
    [
        ("SECRET=a\nDJANGO_DEBUG=1\n", ".env.example:2 sets DJANGO_DEBUG for development"),
        ("export DJANGO_DEBUG='True'\n", ".env.example:1 sets DJANGO_DEBUG for development"),
        ("DJANGO_DEBUG=0\n", ""),
        ("OTHER_DEBUG=1\n", ""),
    ],
)
def test_an_example_that_turns_on_debugging_is_said(tmp_path, example, said):
    settings = "import os\nDEBUG = os.environ.get('DJANGO_DEBUG') == '1'\n"
    _, warnings = inspect(tmp_path, {"settings.py": settings, ".env.example": example})
    assert [one[: len(said)] for one in warnings] == ([said] if said else [])
