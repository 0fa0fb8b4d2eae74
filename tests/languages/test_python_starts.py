"""How a program is started, where it listens, and by which signal it is stopped."""

import json

import pytest
from trees import write

from dockgen.choices.settings import Settings
from dockgen.generator.pipeline import generate
from dockgen.languages import python
from dockgen.languages.kit.written import Written
from dockgen.reading.project import Project


def facts(folder, files, main=None):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    project = Project(folder)
    assert python.detect(project)
    return {name: fact.value for name, fact in python.inspect(project, main).facts.items()}


GUNICORN = "gunicorn --bind 0.0.0.0:8000 --workers 1 --threads 4 --access-logfile - --worker-tmp-dir /dev/shm"
UVICORN = "uvicorn --host 0.0.0.0 --port 8000"
STREAMLIT = "--server.address=0.0.0.0 --server.port=8501 --server.headless=true --browser.gatherUsageStats=false"
FLASK = "from flask import Flask\napp = Flask(__name__)\n"
FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"


FASTHTML = "from fasthtml.common import *\napp,rt = fast_app()\n@rt('/')\ndef get(): return P('x')\nserve()\n"
BOTTLE = "from bottle import route, run\n@route('/')\ndef index(): return 'x'\nrun(host='localhost', port=8081)\n"
DASH = "from dash import Dash, html\napp = Dash()\napp.layout = html.Div()\nif __name__ == '__main__':\n    app.run()\n"
MARIMO = (
    "import marimo\napp = marimo.App()\n@app.cell\ndef _():\n    return\nif __name__ == '__main__':\n    app.run()\n"
)
FROM_ANYWHERE = "--address=0.0.0.0 --port=5006 '--allow-websocket-origin=*'"


@pytest.mark.parametrize(
    ("package", "text", "start", "port"),
    [
        ("python-fasthtml", FASTHTML, "uvicorn --host 0.0.0.0 --port 5001 page:app", 5001),
        ("sanic", "from sanic import Sanic\napp = Sanic('A')\n", "sanic --host=0.0.0.0 --port=8000 page:app", 8000),
        ("bottle", BOTTLE, f"{GUNICORN} 'bottle:load_app('\"'\"'page'\"'\"')'", 8081),
        (
            "bottle",
            "import bottle\napp = bottle.Bottle()\nbottle.run(app)\n",
            f"{GUNICORN} 'bottle:load_app('\"'\"'page:app'\"'\"')'",
            8080,
        ),
        ("dash", DASH, "waitress-serve '--listen=*:8050' page:app.server", 8050),
        ("dash", f"{DASH}server = app.server\n", f"{GUNICORN} page:server", 8050),
        (
            "marimo",
            MARIMO,
            "marimo --yes run page.py --host=0.0.0.0 --port=2718 --headless --no-token",
            2718,
        ),
        ("panel", "import panel as pn\npn.Row('x').servable()\n", f"panel serve page.py {FROM_ANYWHERE}", 5006),
        ("bokeh", "from bokeh.io import curdoc\ncurdoc().clear()\n", f"bokeh serve page.py {FROM_ANYWHERE}", 5006),
        ("nicegui", "from nicegui import ui\nui.label('x')\nui.run(port=9000)\n", "python page.py", 9000),
        (
            "taipy",
            "from taipy.gui import Gui\nGui(page='x').run()\n",
            "python page.py --host 0.0.0.0 --port 5000",
            5000,
        ),
        ("blacksheep", "from blacksheep import Application\napp = Application()\n", f"{UVICORN} page:app", 8000),
        ("fastapi", f"{FASTAPI}import uvicorn\nuvicorn.run(app, host='0.0.0.0', port=8001)\n", "python page.py", 8001),
    ],
)
def test_what_the_first_page_of_a_documentation_has_starts(tmp_path, package, text, start, port):
    found = facts(tmp_path, {"requirements.txt": package, "page.py": text})
    start = start.replace(GUNICORN, GUNICORN.replace("8000", str(port)))
    assert (found["start"], found["port"]) == (start, port)


def test_a_flask_app_that_runs_as_soon_as_it_is_imported_is_told_not_to(tmp_path):
    found = facts(tmp_path, {"requirements.txt": "flask", "app.py": f"{FLASK}app.run(debug=True)\n"})
    assert found["env"] == {"FLASK_RUN_FROM_CLI": "true"}
    found = facts(tmp_path, {"app.py": f"{FLASK}if __name__ == '__main__':\n    app.run(debug=True)\n"})
    assert found["env"] == {}


def test_the_key_of_sessions_that_fasthtml_makes_is_kept_without_a_warning(tmp_path):
    project = Project(tmp_path)
    found = facts(tmp_path, {"requirements.txt": "python-fasthtml", "main.py": FASTHTML})
    assert (found["kept"].folders, found["kept"].links[0].path) == (("data",), ".sesskey")
    assert not project.warnings


@pytest.mark.parametrize(
    ("files", "start"),
    [
        ({"requirements.txt": "flask\ngunicorn", "app.py": FLASK}, f"{GUNICORN} app:app"),
        (
            {"requirements.txt": "flask\nuwsgi", "app.py": FLASK},
            "uwsgi --http-socket 0.0.0.0:8000 --master --die-on-term --need-app --module app:app",
        ),
        ({"requirements.txt": "flask\nwaitress", "app.py": FLASK}, "waitress-serve '--listen=*:8000' app:app"),
        (
            {"requirements.txt": "flask\ngranian", "app.py": FLASK},
            "granian --host 0.0.0.0 --port 8000 --interface wsgi app:app",
        ),
        ({"requirements.txt": "flask\ngunicorn", "a/__init__.py": FLASK}, f"{GUNICORN} a:app"),
        (
            {"requirements.txt": "flask\ngunicorn", "a/web/main.py": FLASK, "a/__init__.py": ""},
            f"{GUNICORN} a.web.main:app",
        ),
        (
            {
                "requirements.txt": "flask\ngunicorn",
                "a/__init__.py": "import flask\ndef create_app(x=1):\n  a = flask.Flask('a')\n",
            },
            f"{GUNICORN} 'a:create_app()'",
        ),
        (
            {
                "requirements.txt": "flask\ngunicorn",
                "a/__init__.py": "import flask\ndef create_app(x):\n  a = flask.Flask('a')\n",
                "wsgi.py": "from a import create_app\napp = create_app('x')\n",
            },
            f"{GUNICORN} wsgi:app",
        ),
        (
            {
                "requirements.txt": "flask\ngunicorn",
                "app.py": "import flask as f\nfrom flask import Flask\nserver: Flask = Flask('a')",
            },
            f"{GUNICORN} app:server",
        ),
        ({"requirements.txt": "fastapi\nuvicorn", "main.py": FASTAPI}, f"{UVICORN} main:app"),
        ({"requirements.txt": "fastapi[standard]", "main.py": FASTAPI}, f"{UVICORN} main:app"),
        (
            {"requirements.txt": "fastapi\nhypercorn", "main.py": FASTAPI},
            "hypercorn --bind 0.0.0.0:8000 --access-logfile - main:app",
        ),
        (
            {"requirements.txt": "fastapi\ngranian", "main.py": FASTAPI},
            "granian --host 0.0.0.0 --port 8000 --interface asgi main:app",
        ),
        ({"requirements.txt": "fastapi\ndaphne", "main.py": FASTAPI}, "daphne --bind 0.0.0.0 --port 8000 main:app"),
        ({"requirements.txt": "fastapi\nuvicorn\ngunicorn", "main.py": FASTAPI}, f"{UVICORN} main:app"),
        (
            {
                "requirements.txt": "fastapi\nuvicorn",
                "main.py": "from fastapi import FastAPI\ndef create_app() -> FastAPI:\n  return FastAPI()\n",
            },
            f"{UVICORN} --factory main:create_app",
        ),
        (
            {
                "requirements.txt": "starlette\ndaphne",
                "main.py": "from starlette.applications import Starlette\ndef create_app():\n  return Starlette()\n",
            },
            f"{UVICORN} --factory main:create_app",
        ),
        (
            {
                "requirements.txt": "fastapi",
                "main.py": "from fastapi import FastAPI\ndef shop() -> FastAPI:\n  return FastAPI()\nrun = shop()\n",
            },
            f"{UVICORN} main:run",
        ),
        (
            {"requirements.txt": "quart", "main.py": "from quart import Quart\napp = Quart('a')"},
            "hypercorn --bind 0.0.0.0:8000 --access-logfile - main:app",
        ),
        (
            {"requirements.txt": "litestar[standard]", "main.py": "import litestar\napp = litestar.Litestar()"},
            f"{UVICORN} main:app",
        ),
        (
            {"requirements.txt": "falcon\ngunicorn", "main.py": "import falcon\napp = falcon.App()"},
            f"{GUNICORN} main:app",
        ),
        (
            {"requirements.txt": "falcon\nuvicorn", "main.py": "import falcon.asgi\napp = falcon.asgi.App()"},
            f"{UVICORN} main:app",
        ),
        (
            {"requirements.txt": "bottle\ngunicorn", "main.py": "import bottle\napp = bottle.Bottle()"},
            f"{GUNICORN} main:app",
        ),
        (
            {"requirements.txt": "dash\ngunicorn", "main.py": "import dash\napp = dash.Dash('a')\nserver = app.server"},
            f"{GUNICORN} main:server".replace("8000", "8050"),
        ),
        (
            {"requirements.txt": "streamlit", "Home.py": "import streamlit as st\n", "pages/a.py": "import streamlit"},
            f"streamlit run Home.py {STREAMLIT}",
        ),
        ({"requirements.txt": "gradio", "app.py": "import gradio\ngradio.Interface().launch()"}, "python app.py"),
        (
            {"requirements.txt": "celery", "a/tasks.py": "from celery import Celery\nx = Celery('a')"},
            "celery --app a.tasks:x worker --loglevel INFO",
        ),
        ({"a/__main__.py": "print(1)", "a/__init__.py": ""}, "python -m a"),
        ({"main.py": "print(1)"}, "python main.py"),
        ({"only.py": "print(1)"}, "python only.py"),
        ({"requirements.txt": "", "src/main.py": "print(1)"}, "python src/main.py"),
        ({"main.py": "print(1)", "run.py": "if __name__ == '__main__':\n  pass"}, "python run.py"),
        ({"requirements.txt": "", "a.py": "", "b.py": "if __name__ == '__main__':\n  pass"}, "python b.py"),
    ],
)
def test_a_program_is_started_as_its_framework_wants(files, start, tmp_path):
    assert facts(tmp_path, files)["start"] == start


@pytest.mark.parametrize(
    ("scripts", "start"),
    [
        ('a = "a:main"', "a"),
        ('other = "a:main"', "other"),
        ('b = "a:main"\na = "a:main"', "a"),
        ('b = "a:main"\nc = "a:main"', "b"),
    ],
)
def test_a_console_script_with_the_project_s_name_goes_before_the_others(scripts, start, tmp_path):
    text = f'[project]\nname = "a"\n[project.scripts]\n{scripts}\n[build-system]\nrequires = []\n'
    assert facts(tmp_path, {"pyproject.toml": text, "a.py": "def main(): pass"})["start"] == start


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "flask"},
        {"requirements.txt": "flask", "tests/app.py": FLASK},
        {"requirements.txt": "flask", "examples/app.py": FLASK},
        {
            "requirements.txt": "flask",
            "lib/a.py": '"""\napp = Flask(__name__)\n"""\n# app = Flask()\nfrom flask import Flask\n',
        },
        {"requirements.txt": "", "a.py": "", "b.py": ""},
    ],
)
def test_where_nothing_starts_that_is_a_fact_too(files, tmp_path):
    found = facts(tmp_path, files)
    assert (found["start"], found["command"], found["serves"]) == (None, (), False)


def test_of_two_apps_the_one_in_the_likelier_file_wins_and_the_source_says_so(tmp_path):
    files = {"requirements.txt": "fastapi\nuvicorn\nhypercorn", "main.py": FASTAPI, "tools2/other.py": FASTAPI}
    for path, text in files.items():
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).write_text(text)
    found = python.inspect(Project(tmp_path), None).facts["start"]
    assert found.source == "main.py:2 (before tools2/other.py:2, uvicorn before hypercorn)"


@pytest.mark.parametrize(
    ("dependencies", "text", "server"),
    [
        ("flask", FLASK, "gunicorn"),
        ("fastapi", FASTAPI, "uvicorn"),
        ("fastapi\ngunicorn", FASTAPI, "uvicorn"),  # it serves no ASGI
        ("flask\nuvicorn", FLASK, "gunicorn"),  # it serves no WSGI
        ("flask\ngunicorn", FLASK, None),
        ("fastapi[all]", FASTAPI, None),
    ],
)
def test_a_project_without_a_production_server_gets_one(dependencies, text, server, tmp_path):
    assert facts(tmp_path, {"requirements.txt": dependencies, "main.py": text})["server"] == server


@pytest.mark.parametrize(
    ("text", "port", "reads_port"),
    [
        (FLASK, 8000, True),
        (FLASK + "app.run(port=5000)", 8000, True),
        (FLASK + "app.run(port=8080)", 8080, True),
        (FLASK + "app.run(port=int(os.environ.get('PORT', 9090)))", 9090, True),
        (FLASK + "app.run(port=99999)", 8000, True),
        (FLASK + "PORT = 8181\napp.run(port=PORT)", 8181, True),
        (FLASK + "db.connect(host='x', port=5432)", 8000, True),
    ],
)
def test_the_port_of_an_app_is_the_one_that_its_file_names(text, port, reads_port, tmp_path):
    found = facts(tmp_path, {"requirements.txt": "flask\ngunicorn", "app.py": text})
    assert (found["port"], found["port_env"]) == (port, reads_port)


@pytest.mark.parametrize(
    ("settings", "start", "port", "reads_port"),
    [
        ("timeout = 60\n", f"{GUNICORN} app:app", 8000, True),
        ("workers = 2\n", GUNICORN.replace(" --workers 1 --threads 4", "") + " app:app", 8000, True),
        ("bind = '0.0.0.0:9000'\naccesslog = '-'\n", "gunicorn --worker-tmp-dir /dev/shm app:app", 9000, False),
        (
            "bind = f\"0.0.0.0:{os.environ.get('PORT', 7000)}\"\nworker_tmp_dir = '/x'\n",
            "gunicorn --access-logfile - app:app",
            7000,
            True,
        ),
        ("bind = 'unix:/run/app.sock'\n", "gunicorn --access-logfile - --worker-tmp-dir /dev/shm app:app", 8000, False),
    ],
)
def test_what_gunicorn_s_own_settings_say_is_left_to_them(settings, start, port, reads_port, tmp_path):
    files = {"requirements.txt": "flask\ngunicorn", "app.py": FLASK, "gunicorn.conf.py": settings}
    found = facts(tmp_path, files)
    assert (found["start"], found["port"], found["port_env"]) == (start, port, reads_port)


@pytest.mark.parametrize(
    ("text", "health"),
    [
        (FASTAPI + "@app.get('/health')\ndef health(): ...", "/health"),
        (FASTAPI + '@app.get(\n    "/healthz/",\n)\ndef health(): ...', "/healthz/"),
        (FLASK + "@app.route('/ping')\ndef ping(): ...", "/ping"),
        (FASTAPI + "@router.get('/health')\ndef health(): ...\napp.include_router(router)", "/health"),
        (FASTAPI + "router = APIRouter(prefix='/v1')\n@router.get('/health')\ndef health(): ...", None),
        (FASTAPI + "app.mount('/', a)\nMount('/x', b)\n@other.get('/health')\ndef health(): ...", None),
        (FASTAPI + "# @app.get('/health')", None),
        (FASTAPI + "requests.get('https://example.com/health')", None),
        (FASTAPI, None),
    ],
)
def test_a_health_path_is_one_that_the_app_itself_answers(text, health, tmp_path):
    assert facts(tmp_path, {"requirements.txt": "fastapi\nflask", "main.py": text})["health"] == health


@pytest.mark.parametrize(
    ("text", "port", "reads_port", "interrupt"),
    [
        ("from aiohttp import web\nweb.run_app(app)", 8080, False, False),
        ("from aiohttp import web\nweb.run_app(app, port=9001)", 9001, False, False),
        ("import os\nweb.run_app(app, port=int(os.getenv('PORT', '9001')))", 9001, True, False),
        ("app.listen(8888)\n", 8888, False, True),
        ("PORT = 7777\napp.listen(PORT)\n", 7777, False, True),
        ("HTTPServer(('', 9100), Handler).serve_forever()", 9100, False, True),
        ("parser.add_argument('--port', type=int, default=9200)\nHTTPServer(a)", 9200, False, True),
        ("import signal\nsignal.signal(signal.SIGTERM, stop)\nHTTPServer(('0.0.0.0', 9100), H)", 9100, False, False),
        ("import uvicorn\nuvicorn.run('a:b', port=9300)", 9300, False, False),
        ("server.add_insecure_port('[::]:50052')", 50052, False, True),
        ("print('hello')", None, False, True),
        ("requests.get('http://x:8080')", None, False, True),
    ],
)
def test_a_script_s_port_and_signal_are_found(text, port, reads_port, interrupt, tmp_path):
    found = facts(tmp_path, {"main.py": text})
    assert (found["port"], found["port_env"], bool(found["interrupt"])) == (port, reads_port, interrupt)
    assert found["serves"] == (port is not None)


@pytest.mark.parametrize(
    "line",
    [
        "port: int = Field(8765, alias='A')",
        "http_port: PositiveInt = 8765",
        "port = int(os.getenv('SHOP_PORT', '8765'))",
    ],
)
def test_settings_say_the_port_of_a_script(line, tmp_path):
    settings = f"class Settings:\n    db_port: int = 5432\n    {line}\n"
    main = "from aiohttp import web\nfrom settings import Settings\nweb.run_app(app, port=Settings().port)\n"
    assert facts(tmp_path, {"main.py": main, "settings.py": settings})["port"] == 8765


def test_a_script_in_a_plain_folder_that_imports_its_neighbours_runs_from_there(tmp_path):
    files = {
        "requirements.txt": "fastapi\nuvicorn",
        "backend/main.py": f"import models\n{FASTAPI}",
        "backend/models.py": "",
    }
    found = facts(tmp_path, files)
    assert (found["start"], found["path"]) == (f"{UVICORN} main:app", "backend")


@pytest.mark.parametrize(
    ("extra", "path"), [({}, "src"), ({"pyproject.toml": '[project]\nname="a"\n[build-system]\n'}, "src")]
)
def test_a_source_folder_is_on_the_path_unless_the_project_is_installed(extra, path, tmp_path):
    files = {"requirements.txt": "fastapi\nuvicorn", "src/a/__init__.py": "", "src/a/main.py": FASTAPI, **extra}
    found = facts(tmp_path, files)
    assert found["start"] == f"{UVICORN} a.main:app"
    assert found["path"] == (None if found["package"] else path)


def test_only_so_many_files_are_read_and_the_likely_ones_first(tmp_path):
    files = {f"a/m{number:03}.py": "" for number in range(200)} | {"requirements.txt": "flask", "b/c/wsgi.py": FLASK}
    assert facts(tmp_path, files)["start"] == f"{GUNICORN} b.c.wsgi:app"


MANAGE = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "{}")\nfrom django.core.management import execute\n'
WSGI = 'os.environ.setdefault("DJANGO_SETTINGS_MODULE", "a.settings")\napplication = get_wsgi_application()\n'
ASGI = WSGI.replace("wsgi", "asgi")


def django(**files):
    return {
        "requirements.txt": "django\ngunicorn",
        "manage.py": MANAGE.format("a.settings"),
        "a/settings.py": "",
        "a/wsgi.py": WSGI,
    } | {path.replace("__", "/").replace("_py", ".py").replace("_txt", ".txt"): text for path, text in files.items()}


@pytest.mark.parametrize(
    ("files", "start"),
    [
        (django(), f"{GUNICORN} a.wsgi:application"),
        (django(a__settings_py="WSGI_APPLICATION = 'b.c.app'"), f"{GUNICORN} b.c:app"),
        (django(a__asgi_py=ASGI), f"{GUNICORN} a.wsgi:application"),
        (django(a__asgi_py=ASGI, requirements_txt="django\nuvicorn"), f"{UVICORN} a.asgi:application"),
        (django(a__asgi_py=ASGI, requirements_txt="django\ngunicorn\nuvicorn"), f"{GUNICORN} a.wsgi:application"),
        (
            django(a__asgi_py=ASGI, requirements_txt="django\ngunicorn\nchannels\nuvicorn"),
            f"{UVICORN} a.asgi:application",
        ),
        (django(requirements_txt="django"), f"{GUNICORN} a.wsgi:application"),
        (django(a__wsgi_py="app = get_wsgi_application()"), f"{GUNICORN} a.wsgi:app"),
    ],
)
def test_django_is_served_as_its_settings_say(files, start, tmp_path):
    assert facts(tmp_path, files)["start"] == start


def test_a_django_project_in_a_folder_of_its_own_has_that_on_the_path(tmp_path):
    files = {f"web/src/{path}" if path != "requirements.txt" else path: text for path, text in django().items()}
    found = facts(tmp_path, files)
    assert (found["start"], found["path"]) == (f"{GUNICORN} a.wsgi:application", "web/src")


@pytest.mark.parametrize(
    ("settings", "manage", "build_env"),
    [
        ("", None, {}),
        ("# STATIC_ROOT = 1", None, {}),
        ("STATIC_ROOT = BASE_DIR / 'static'\nKEY = os.environ['SECRET_KEY']", "manage.py", {"SECRET_KEY": "unused"}),
        ("KEY = os.environ.get('SECRET_KEY', '')\n", None, {}),
        (
            "KEY = env('SECRET_KEY')\nD = env.bool('DEBUG', default=False)\nE = env.bool('MY_DEBUG')",
            None,
            {"MY_DEBUG": "0", "SECRET_KEY": "unused"},
        ),
        ("DB = env.db('DATABASE_URL')", None, {"DATABASE_URL": "sqlite:////tmp/unused"}),
        ("KEY = config('KEY', cast=str)\nX = config('X', default=1)", None, {"KEY": "unused"}),
        ("os.environ['TZ'] = 'UTC'", None, {}),
    ],
)
def test_static_files_are_collected_with_values_that_mean_nothing(settings, manage, build_env, tmp_path):
    found = facts(tmp_path, django(a__settings_py=settings))
    assert (found["manage"], found["build_env"]) == (manage, build_env)


def test_the_settings_that_the_server_takes_count_and_not_those_of_manage_py(tmp_path):
    files = django(
        manage_py=MANAGE.format("a.settings.local"),
        a__settings__local_py="KEY = os.environ['LOCAL_KEY']\nSTATIC_ROOT = 1\nALLOWED_HOSTS = ['*']\n",
        a__settings__live_py="KEY = os.environ['LIVE_KEY']\nfrom .base import *\n",
        a__settings__base_py="STATIC_ROOT = 'static'\nROOT_URLCONF = 'a.urls'\n",
        a__urls_py="urlpatterns = [path('healthz', health)]",
        a__wsgi_py=WSGI.replace("a.settings", "a.settings.live"),
    )
    del files["a/settings.py"]
    found = facts(tmp_path, files)
    assert found["build_env"] == {"DJANGO_SETTINGS_MODULE": "a.settings.live", "LIVE_KEY": "unused"}
    assert (found["manage"], found["health"], found["env"]) == ("manage.py", None, {})


@pytest.mark.parametrize(
    ("hosts", "health"),
    [
        ("ALLOWED_HOSTS = ['*']", "/healthz"),
        ("ALLOWED_HOSTS = ['example.com', '127.0.0.1']", "/healthz"),
        ("ALLOWED_HOSTS = env.list('HOSTS')", None),
        ("ALLOWED_HOSTS = ['example.com']", None),
        ("", None),
    ],
)
def test_django_s_health_path_counts_only_where_its_own_machine_may_ask(hosts, health, tmp_path):
    settings = f"{hosts}\nROOT_URLCONF = 'a.urls'\n"
    files = django(a__settings_py=settings, a__urls_py="urlpatterns = [path('healthz', health)]")
    assert facts(tmp_path, files)["health"] == health


@pytest.mark.parametrize(
    ("files", "reason"),
    [
        (["pyproject.toml"], "pyproject.toml"),
        (["requirements.txt", "main.py"], "requirements.txt"),
        (["requirements/base.txt"], "requirements/"),
        (["Pipfile"], "Pipfile"),
        (["setup.py"], "setup.py"),
        (["main.py"], "main.py"),
        (["streamlit_app.py", "other.py"], "streamlit_app.py"),
        (["only.py"], "only.py"),
        (["a/__main__.py"], "a/__main__.py"),
        (["a.py", "b.py"], None),
        (["setup.cfg"], None),
        (["package.json", "pyproject.toml"], None),
        (["README.md"], None),
    ],
)
def test_a_project_is_known_by_its_files(files, reason, tmp_path):
    for path in files:
        (tmp_path / path).parent.mkdir(exist_ok=True)
        (tmp_path / path).touch()
    assert python.detect(Project(tmp_path)) == reason


def test_a_python_project_beside_a_package_json_is_one_where_its_manifest_says_so(tmp_path):
    (tmp_path / "package.json").write_text("{}")
    (tmp_path / "pyproject.toml").write_text('[project]\nname = "a"\n')
    assert python.detect(Project(tmp_path)) == "pyproject.toml"


def test_what_comes_near_to_a_project_is_named(tmp_path):
    (tmp_path / "lib").mkdir()
    (tmp_path / "lib/a.py").touch()
    assert python.nearly(Project(tmp_path)).startswith("lib/a.py is here, but nothing that says how to start it")


WORKSPACE = {
    "pyproject.toml": (
        '[project]\nname = "w"\n[tool.uv]\npackage = false\n[tool.uv.workspace]\nmembers = ["apps/*", "lib"]\n'
        'exclude = ["apps/old"]\n'
    ),
    "uv.lock": "",
    "apps/web/pyproject.toml": '[project]\nname = "my-web"\ndependencies = ["fastapi", "uvicorn", "lib"]\n',
    "apps/web/main.py": FASTAPI,
    "apps/job/pyproject.toml": '[project]\nname = "job"\n',
    "apps/job/main.py": "print(1)",
    "apps/old/pyproject.toml": '[project]\nname = "old"\n',
    "lib/pyproject.toml": '[project]\nname = "lib"\n',
    "lib/src/lib/__init__.py": "",
}


def test_the_programs_of_a_uv_workspace_are_its_members_that_can_be_started(tmp_path):
    found = facts(tmp_path, WORKSPACE, "./apps/web")
    assert found["mains"] == ("./apps/job", "./apps/web")
    assert found["members"] == ("apps/job", "apps/web", "lib")
    assert (found["start"], found["name"], found["member"]) == (f"{UVICORN} main:app", "my-web", "my-web")
    assert found["copied"] == ("apps/web", "lib")
    assert found["files"] == (
        "uv.lock",
        "pyproject.toml",
        *(f"{path}/pyproject.toml" for path in ("apps/job", "apps/web", "lib")),
    )


def test_a_script_inside_a_project_is_no_project_of_its_own(tmp_path):
    files = {"pyproject.toml": "", "app/main.py": FASTAPI, "app/api/main.py": "", "other/requirements.txt": ""}
    assert facts(tmp_path, files)["members"] == ("app", "app/api")


FACTORY = "from app import create_app\napp = create_app()\n"


@pytest.mark.parametrize(
    ("files", "start"),
    [
        ({"app/tasks.py": FACTORY, "microblog.py": FACTORY}, f"{GUNICORN} microblog:app"),
        ({"wsgi.py": FACTORY, "other.py": FACTORY, ".flaskenv": "FLASK_APP=other.py\n"}, f"{GUNICORN} other:app"),
        ({"wsgi.py": FACTORY, "other.py": FACTORY, ".flaskenv": "export FLASK_APP='other'\n"}, f"{GUNICORN} other:app"),
        ({"wsgi.py": FACTORY, "other.py": FACTORY}, f"{GUNICORN} wsgi:app"),
        (
            {"wsgi.py": FACTORY, "other.py": FACTORY, "Procfile": "web: ./boot.sh other:app | tee log\n"},
            f"{GUNICORN} other:app",
        ),
    ],
)
def test_the_app_that_the_project_names_itself_goes_before_what_only_uses_it(files, start, tmp_path):
    init = "from flask import Flask\ndef create_app():\n  return Flask('a')\n"
    assert facts(tmp_path, {"requirements.txt": "flask\ngunicorn", "app/__init__.py": init, **files})["start"] == start


@pytest.mark.parametrize(
    ("line", "start", "reads_port"),
    [
        ("web: gunicorn shop.web:app --workers 3", "gunicorn shop.web:app --workers 3", True),
        ("web: gunicorn -b 0.0.0.0:$PORT a:b", "gunicorn a:b", True),  # as it does by itself
        ("web: gunicorn -b 0.0.0.0:8000 a:b", "gunicorn -b 0.0.0.0:8000 a:b", False),
        (
            "web: uvicorn a:b --host 0.0.0.0 --port ${PORT:-5000}",
            "sh -c 'exec uvicorn a:b --host 0.0.0.0 --port ${PORT:-5000}'",
            True,
        ),
        (
            "release: x\nweb: flask db upgrade; gunicorn a:b\nworker: rq",
            "sh -c 'flask db upgrade; exec gunicorn a:b'",
            True,
        ),
        ("web: python app.py", "python app.py", False),
        ("web: flask run --host=0.0.0.0", None, None),  # a development server
        ("web: uvicorn a:b", None, None),  # nobody could reach it
        ("web: litestar --app a:b run", None, None),  # nor this one
        ("web: python manage.py runserver 0.0.0.0:$PORT", None, None),
        ("web: gunicorn a:b > log", "sh -c 'exec gunicorn a:b > log'", True),
        ("web: gunicorn a:b $MORE", "sh -c 'exec gunicorn a:b $MORE'", True),
        ("web: gunicorn 'a:b", None, None),
        ("worker: rq worker", None, None),
        ("", None, None),
    ],
)
def test_a_procfile_decides_how_the_program_starts(line, start, reads_port, tmp_path):
    found = facts(tmp_path, {"requirements.txt": "flask\ngunicorn", "app.py": FLASK, "Procfile": f"{line}\n"})
    assert found["start"] == (start or f"{GUNICORN} app:app")
    assert found["port_env"] == (True if reads_port is None else reads_port)


@pytest.mark.parametrize(
    ("files", "workers"),
    [
        (
            {"app.py": FLASK, "tasks.py": "from celery import Celery\nx = Celery('a')\n"},
            {"worker": "celery --app tasks:x worker --loglevel INFO"},
        ),
        (
            {"app.py": FLASK, "tasks.py": "from celery import Celery\nx = Celery('a')\nx.conf.beat_schedule = {}\n"},
            {
                "worker": "celery --app tasks:x worker --loglevel INFO",
                "beat": "celery --app tasks:x beat --loglevel INFO --schedule /tmp/celerybeat-schedule",
            },
        ),
        ({"tasks.py": "from celery import Celery\nx = Celery('a')\n"}, {}),
        ({"app.py": FLASK}, {}),
    ],
)
def test_a_celery_app_beside_a_server_runs_as_a_worker(files, workers, tmp_path):
    found = facts(tmp_path, {"requirements.txt": "flask\ngunicorn\ncelery", **files})["workers"]
    assert {name: " ".join(words) for name, words in found.items()} == workers


@pytest.mark.parametrize(
    ("path", "text", "start"),
    [
        (
            "Makefile",
            "run: install\n\t@echo hi\n\t$(PYTHON) -m stamps.tool --album a\n",
            "python -m stamps.tool --album a",
        ),
        ("Makefile", "start:\n\t.venv/bin/python stamps/tool.py\n", "python stamps/tool.py"),
        ("justfile", "serve:\n    uv run python stamps/tool.py\n", "python stamps/tool.py"),
        ("Makefile", "run:\n\t$(ALBUM) x\n", None),
        ("Makefile", "run:\n\tdocker compose up\n", None),
        ("Makefile", "run := x\n", None),
    ],
)
def test_a_makefile_says_what_starts_where_nothing_else_does(path, text, start, tmp_path):
    files = {"requirements.txt": "requests\n", "stamps/tool.py": "print()\n", "stamps/other.py": "x = 1\n", path: text}
    assert facts(tmp_path, files)["start"] == start


GUARDED = "if __name__ == '__main__':\n    print()\n"


@pytest.mark.parametrize(
    ("files", "found"),
    [
        ({"process.py": GUARDED, "letters.py": "x = 1\n", "test_letters.py": GUARDED}, "process.py"),
        ({"one.py": GUARDED, "two.py": GUARDED}, None),
        ({"one.py": "x = 1\n", "two.py": "y = 1\n"}, None),
    ],
)
def test_without_a_manifest_the_only_script_that_is_run_is_the_program(files, found, tmp_path):
    for name, text in files.items():
        (tmp_path / name).write_text(text, "utf-8")
    project = Project(tmp_path)
    assert python.detect(project) == found
    if found:
        assert python.inspect(project, None).facts["start"].value == f"python {found}"


@pytest.mark.parametrize(
    ("text", "writes"),
    [
        ("os.mkdir('logs')", ("logs",)),
        ("os.makedirs('./data/in', exist_ok=True)", ("data/in",)),
        ("Path('cache').mkdir()", ("cache",)),
        ("RotatingFileHandler('logs/app.log', maxBytes=1)", ("logs",)),
        ("p.add_argument('-o', '--out-to', default=Path('out'), type=Path)\nargs.out_to.mkdir()", ("out",)),
        ("def run(to: Path = typer.Option(Path('out'), help='x')):\n    to.mkdir()", ("out",)),
        ("def make(name, to):\n    os.makedirs(to)\nmake('a', to='up')", ("up",)),
        ("class Store:\n    def __init__(self, to):\n        os.makedirs(to)\nStore('up')", ("up",)),
        ("os.makedirs(app.instance_path)", ("instance",)),
        ("os.makedirs('/var/x')", ("/var/x",)),
        ("os.makedirs('/tmp/x')", ()),
        ("os.makedirs('/etc/x')", ()),
        ("os.makedirs('/app/x')", ("x",)),
        ("UP = os.path.join(os.path.dirname(__file__), 'up')\nos.makedirs(UP)", ("up",)),
        ("BASE = Path(__file__).resolve().parent\n(BASE / 'a' / 'b').mkdir(parents=True)", ("a/b",)),
        ("def f():\n    UP.mkdir()\nUP = Path(os.getenv('UP', './up')).resolve()", ("up",)),
        ("os.makedirs(f'{app.root_path}/up')", ("up",)),
        ("for each in ('up', DOWN):\n    os.makedirs(os.path.join('d', each))\nDOWN = 'down'", ("d/down", "d/up")),
        ("Path.cwd().joinpath('up').mkdir()", ("up",)),
        ("logging.basicConfig(filename='logs/app.log')", ("logs",)),
        ("D = {'filename': os.path.join('logs', 'a.log')}", ("logs",)),
        ("torch.save(model.state_dict(), 'models/m.pt')", ("models",)),
        ("MEDIA_ROOT = os.path.join(BASE, 'media')\nBASE = os.path.dirname(os.path.abspath(__file__))", ("media",)),
        ("FileSystemStorage(location='files')", ("files",)),
        ("app.config['SESSION_FILE_DIR'] = './kept'", ("kept",)),
        ("app.config['UP'] = 'static/up'\nx.save(os.path.join(app.config['UP'], name))", ("static/up",)),
        ("shelve.open('data/store')", ("data",)),
        ("figure.savefig('out/%s.png' % name)", ("out",)),
        ("with open('a.txt') as a, open('b/c.txt', 'w') as b: ...", ("b",)),
        ("with Path('d/e.txt').open(mode='a') as b: ...", ("d",)),
        ("Image.open('x/y.png')", ()),
        ("os.makedirs(name)", ()),
        ("os.makedirs('static')", ()),
    ],
)
def test_folders_that_a_program_makes_beside_itself_are_found(text, writes, tmp_path):
    files = {"requirements.txt": "flask\ngunicorn", "app.py": f"{FLASK}{text}\n", "static/a.css": ""}
    found = facts(tmp_path, files)
    assert (*found["kept"].folders, *found["writes"]) == writes


@pytest.mark.parametrize(
    ("requirement", "text", "keeps", "links"),
    [
        ("", "URL = 'sqlite:///data/app.db'", ("data",), ()),
        ("", "URL = 'sqlite:///./app.db?timeout=5'", ("data",), (("app.db", "data/app.db"),)),
        ("", "URL = 'sqlite+aiosqlite:///x/app.db'", ("x",), ()),
        ("", "URL = 'sqlite:///web/app.db'", ("data",), (("web/app.db", "data/web-app.db"),)),
        ("", "db = sqlite3.connect('visits.db')", ("data",), (("visits.db", "data/visits.db"),)),
        ("", "db = SqliteExtDatabase('my.db', pragmas={})", ("data",), (("my.db", "data/my.db"),)),
        ("", "HERE = Path(__file__).parent\nsqlite3.connect(HERE / 'a.db')", ("data",), (("a.db", "data/a.db"),)),
        ("", "sqlite3.connect(Path(__file__).resolve().parent / 'var/a.db')", ("var",), ()),
        (
            "",
            "HERE = os.path.abspath(os.path.dirname(__file__))\nU = 'sqlite:///' + os.path.join(HERE, 'a.sqlite')",
            ("data",),
            (("a.sqlite", "data/a.sqlite"),),
        ),
        ("", "HERE = os.path.dirname(__file__)\nU = f'sqlite:///{HERE}/a.db'", ("data",), (("a.db", "data/a.db"),)),
        ("flask-sqlalchemy", "URL = 'sqlite:///app.db'", ("instance",), ()),
        ("psycopg", "URL = os.getenv('DATABASE_URL', 'sqlite:///app.db')", (), ()),
        ("", "sqlite3.connect(':memory:'); sqlite3.connect('/tmp/a.db'); sqlite3.connect(name)", (), ()),
        ("", "sqlite3.connect('../a.db'); U = 'sqlite:////tmp/a.db'; V = f'sqlite:///{name}'", (), ()),
        ("", "import sqlite3\nx = HERE / 'a.db'", (), ()),
        ("", "path = Field(Path('a.db'))\naiosqlite.connect(path)", ("data",), (("a.db", "data/a.db"),)),
        ("", "sqlite3.connect(os.getenv('DB_FILE', 'x/notes.sqlite3'))", ("x",), ()),
        ("", "sqlite3.connect(path)\nx = HERE + 'a.db'", (), ()),
    ],
)
def test_databases_beside_the_program_are_kept(requirement, text, keeps, links, tmp_path):
    files = {"requirements.txt": f"flask\ngunicorn\n{requirement}", "app.py": f"{FLASK}{text}\n", "web/a.py": ""}
    found = facts(tmp_path, files)
    assert found["kept"][:2] == (keeps, links)


@pytest.mark.parametrize(
    ("text", "path"),
    [
        ("[handler_file]\nclass=handlers.RotatingFileHandler\nargs=('logs/a.log', 'a')\n", "logging.ini"),
        ("handlers:\n  file:\n    filename: ./logs/a.log\n", "logging.yml"),
        ('{"handlers": {"file": {\n  "filename": "logs/a.log"}}}', "config/logging.json"),
    ],
)
def test_a_file_of_settings_of_logging_says_where_it_writes(text, path, tmp_path):
    files = {
        "requirements.txt": "flask\ngunicorn",
        path: text,
        "app.py": f"import logging.config\n{FLASK}read('{path}')\n",
    }
    assert facts(tmp_path, files)["kept"].folders == ("logs",)


@pytest.mark.parametrize(
    ("text", "changed"),
    [
        ("RotatingFileHandler('app.log', maxBytes=1)", "app.log into the folder of the program"),
        ("shelve.open('store')", "store into the folder of the program"),
        ("image.save(f'{name}.png')", "files into the folder of the program"),
        ("image.save(f'static/{name}.png')", "files into static"),
    ],
)
def test_a_program_may_make_files_among_its_own_and_one_is_told(text, changed, tmp_path):
    write(tmp_path, {"requirements.txt": "flask\ngunicorn", "app.py": f"{FLASK}{text}\n", "static/a.css": ""})
    generated = generate(tmp_path, Settings(), None)
    folder = "/app" if "program" in changed else "/app/static"
    commands = {"/app": "chmod 1777 /kept/app ", "/app/static": "chmod -R a+rwX static "}
    assert commands[folder] in generated.files["Dockerfile"]
    assert ("COPY --from=build /kept /\n" in generated.files["Dockerfile"]) == (folder == "/app")
    assert "read_only: true" not in generated.files["compose.yaml"]
    assert f"the program writes to {folder}." in generated.files["compose.yaml"]
    assert generated.project.warnings[0].startswith(f"app.py:3 writes {changed}, among files of the repository")


def test_a_folder_outside_of_the_program_is_made_too(tmp_path):
    write(tmp_path, {"requirements.txt": "flask\ngunicorn", "app.py": f"{FLASK}os.makedirs('/data/up')\n"})
    generated = generate(tmp_path, Settings(name="shop", base="distroless"), None)
    assert "RUN mkdir -p /kept/data/up \\\n    && chmod 1777 /kept/data/up" in generated.files["Dockerfile"]
    assert "COPY --from=build /kept /\n" in generated.files["Dockerfile"]
    assert "- shop-data-up:/data/up\n" in generated.files["compose.yaml"]


def test_a_script_that_nothing_imports_is_for_development(tmp_path):
    train = "import joblib\nif __name__ == '__main__':\n    joblib.dump(m, 'model.pkl')\n"
    files = {"requirements.txt": "flask\ngunicorn", "app.py": FLASK, "train.py": train, "model.pkl": ""}
    assert facts(tmp_path, files)["kept"].links == ()
    assert facts(tmp_path, files | {"app.py": f"from train import fit\n{FLASK}"})["kept"].links != ()


@pytest.mark.parametrize(
    ("settings", "command"),
    [
        (
            Settings(),
            [
                "sh",
                "-c",
                f"exec {GUNICORN} app:app".replace("8000", "${PORT}").replace("1 ", "${WEB_CONCURRENCY:-1} ", 1),
            ],
        ),
        (
            Settings(base="distroless"),  # without a shell, gunicorn takes the same variables itself
            ["gunicorn", *GUNICORN.split()[5:], "app:app"],
        ),
    ],
)
def test_gunicorn_listens_where_port_says_when_it_starts(settings, command, tmp_path):
    write(tmp_path, {"requirements.txt": "flask\ngunicorn", "app.py": FLASK})
    text = generate(tmp_path, settings, None).files["Dockerfile"]
    assert f"CMD {json.dumps(command)}\n" in text
    assert 'ENV PORT="8000"\n' in text
    assert 'ENV HOME="/tmp"\n' in text


def test_a_database_of_django_lies_above_its_settings(tmp_path):
    settings = "BASE_DIR = Path(__file__).resolve().parent.parent\nE = 'sqlite3'\nNAME = BASE_DIR / 'db.sqlite3'\n"
    files = {f"site/{path}": text for path, text in django(a__settings_py=settings).items()}
    files["requirements.txt"] = "django\ngunicorn"
    found = facts(tmp_path, files | {"site/db.sqlite3": ""})
    assert found["kept"][:2] == (("data",), (("site/db.sqlite3", "data/site-db.sqlite3"),))


def test_a_new_folder_for_a_database_is_none_that_is_there(tmp_path):
    files = {"app.py": f"{FLASK}sqlite3.connect('a.db')", "requirements.txt": "flask", "data/towns.csv": ""}
    assert facts(tmp_path, files)["kept"].folders == ("database",)


def test_a_database_that_is_part_of_the_repository_is_warned_of(tmp_path):
    for path, text in {"app.py": f"{FLASK}sqlite3.connect('a.db')", "requirements.txt": "flask", "a.db": ""}.items():
        (tmp_path / path).write_text(text)
    project = Project(tmp_path)
    assert python.inspect(project, None).facts["kept"].value == Written()
    assert [line for line in project.warnings if line.startswith("app.py:3 opens a.db, which is in the repository")]
    (tmp_path / ".gitignore").write_text("*.db\n")
    assert python.inspect(Project(tmp_path), None).facts["kept"].value.folders == ("data",)


@pytest.mark.parametrize(
    ("files", "start"),
    [
        ({"email_server.py": "GUARD", "email_client.py": "GUARD"}, "python email_server.py"),
        ({"a_server.py": "GUARD", "b_server.py": "GUARD"}, None),
        ({"requirements.txt": "locust", "locustfile.py": "import locust"}, "locust"),
    ],
)
def test_of_several_scripts_the_one_that_serves_wins(files, start, tmp_path):
    texts = {path: text.replace("GUARD", "if __name__ == '__main__':\n  pass\n") for path, text in files.items()}
    assert facts(tmp_path, {"requirements.txt": "", **texts})["start"] == start


@pytest.mark.parametrize("folder", ["my app", 'a"b', "a$b", "a\\b", "a;b", "a=b"])
def test_a_folder_with_a_name_that_no_dockerfile_takes_is_never_on_the_path(folder, tmp_path):
    files = {"requirements.txt": "fastapi", f"{folder}/main.py": f"import models\n{FASTAPI}", f"{folder}/models.py": ""}
    assert facts(tmp_path, files)["path"] is None


OLD = 'FROM python:3.12 AS build\nCMD ["x"]\nFROM python:3.12\nWORKDIR /code\n'
TWO = {"requirements.txt": "flask\ngunicorn", "mail.py": "import a\n", "seed.py": "import b\n"}


@pytest.mark.parametrize(
    ("lines", "start", "port"),
    [
        ('CMD ["python", "mail.py"]\n', "python mail.py", None),
        ('EXPOSE 8080\nENTRYPOINT ["python3", "-u"]\nCMD ["./mail.py", "--all"]\n', "python ./mail.py --all", 8080),
        ('CMD ["python", "-m", "mail"]\n', "python -m mail", None),
        ('CMD ["gunicorn", "-b", "0.0.0.0:5000", \\\n  "mail:make()"]\n', None, None),
        ('CMD ["gunicorn", "-b", "0.0.0.0:5000", "mail:web"]\n', "gunicorn -b 0.0.0.0:5000 mail:web", 5000),
        ('CMD ["uvicorn", "mail:web"]\n', None, None),
        ("CMD python mail.py\n", None, None),
        ('ENTRYPOINT ["/entry.sh"]\nCMD ["python", "mail.py"]\n', None, None),
        ('CMD ["python", "/code/mail.py"]\n', None, None),
        ('CMD ["python", "gone.py"]\n', None, None),
        ("CMD [1]\n", None, None),
        ("", None, None),
    ],
)
def test_a_dockerfile_is_the_last_that_is_asked(lines, start, port, tmp_path):
    found = facts(tmp_path, TWO | {"Dockerfile": OLD + lines})
    assert (found["start"], found["port"]) == (start, port)


def test_a_dockerfile_that_dockgen_made_says_nothing(tmp_path):
    made = "# syntax=docker/dockerfile:1\n# Made by dockgen; yours to edit\n" + OLD + 'CMD ["python", "mail.py"]\n'
    assert facts(tmp_path, TWO | {"Dockerfile": made})["start"] is None


def test_what_the_sources_say_goes_before_a_dockerfile(tmp_path):
    files = {"app.py": FLASK, "requirements.txt": "flask\ngunicorn", "mail.py": ""}
    found = facts(tmp_path, files | {"Dockerfile": OLD + 'CMD ["python", "mail.py"]\n'})
    assert found["start"] == f"{GUNICORN} app:app"


DJANGO_MANAGE = "import os\nos.environ.setdefault('DJANGO_SETTINGS_MODULE', 'shop.settings')\n"
DJANGO = {
    "requirements.txt": "django\npsycopg\ngunicorn",
    "manage.py": DJANGO_MANAGE,
    "shop/settings.py": "",
    "shop/wsgi.py": f"{DJANGO_MANAGE}application = get_wsgi_application()\n",
}
ALEMBIC = {"requirements.txt": "flask\nalembic\npsycopg\ngunicorn", "app.py": FLASK, "alembic.ini": "[alembic]\n"}
FLASK_MIGRATE = {"requirements.txt": "flask-migrate\nflask\npsycopg\ngunicorn", "app.py": FLASK}


@pytest.mark.parametrize(
    ("files", "jobs"),
    [
        (DJANGO, {"migrate": "python manage.py migrate"}),
        (
            DJANGO | {"shop/wsgi.py": DJANGO["shop/wsgi.py"].replace("shop.settings", "shop.production")},
            {"migrate": "python manage.py migrate --settings=shop.production"},
        ),
        (DJANGO | {"requirements.txt": "django\ngunicorn"}, {}),  # no database that compose.yaml has
        (DJANGO | {"shop/apps.py": "call_command('migrate')\n"}, {}),
        (DJANGO | {"Procfile": "web: python manage.py migrate && gunicorn shop.wsgi\n"}, {}),
        (DJANGO | {"Procfile": "release: ./release.sh\n", "release.sh": "true\n"}, {"release": "sh release.sh"}),
        (DJANGO | {"Procfile": "release: a && b\n"}, {"release": "sh -c a && exec b"}),
        (ALEMBIC, {"migrate": "alembic upgrade head"}),
        (ALEMBIC | {"app.py": f"{FLASK}command.upgrade(config, 'head')\n"}, {}),
        (FLASK_MIGRATE | {"migrations/env.py": ""}, {"migrate": "flask --app app:app db upgrade"}),
        (FLASK_MIGRATE, {}),
    ],
)
def test_what_has_to_run_before_the_server(files, jobs, tmp_path):
    found = facts(tmp_path, files)["jobs"]
    assert {name: " ".join(job.words) for name, job in found.items()} == jobs


def test_the_other_processes_of_a_procfile_run_beside_the_server(tmp_path):
    lines = "web: gunicorn app:app\nworker: python worker.py\nclock: rq --port $PORT\nrelease: true\n"
    found = facts(tmp_path, {"requirements.txt": "flask\ngunicorn\ncelery", "app.py": FLASK, "Procfile": lines})
    assert found["workers"] == {"worker": ("python", "worker.py"), "clock": ("sh", "-c", "exec rq --port $PORT")}


@pytest.mark.parametrize(
    ("files", "start", "bases"),
    [
        (
            {"Procfile": "web: ./start.sh\n", "start.sh": "exec gunicorn -b :$PORT app:app\n"},
            "sh start.sh",
            {"distroless"},
        ),
        (
            {"Procfile": "web: ./start.sh\n", "start.sh": "#!/usr/bin/env bash\nexec gunicorn app:app\n"},
            "bash start.sh",
            {"distroless", "alpine"},
        ),
        (
            {"Procfile": "worker: python app.py\n"},
            f"{GUNICORN} app:app",
            set(),
        ),
    ],
)
def test_a_start_command_may_need_a_shell(files, start, bases, tmp_path):
    write(tmp_path, {"requirements.txt": "flask\ngunicorn", "app.py": FLASK, **files})
    program = python.inspect(Project(tmp_path), None)
    assert program.start.value == start
    assert python.impossible(program).keys() == bases
    assert program.port_env.value


SERVING = "from aiohttp import web\ndef run():\n    web.run_app(app, host='localhost', port=9100)\n"


@pytest.mark.parametrize(
    ("files", "port"),
    [
        ({"main.py": "from server import run\nrun()\n", "server.py": SERVING}, 9100),
        ({"shop/__main__.py": "from .web.serving import run\nrun()\n", "shop/web/serving.py": SERVING}, 9100),
        (
            {
                "shop/__main__.py": "from . import cli\ncli.x()\n",
                "shop/cli.py": "import shop.a\n",
                "shop/a.py": SERVING,
            },
            9100,
        ),
        ({"shop/__main__.py": "import shop\n", "shop/__init__.py": "from shop import __main__\n"}, None),
        ({"main.py": "from server import run\nrun()\n", "other.py": SERVING}, None),
    ],
)
def test_a_script_serves_by_what_it_imports(tmp_path, files, port):
    for path, text in {"requirements.txt": "aiohttp\n", **files}.items():
        (tmp_path / path).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / path).write_text(text, "utf-8")
    project = Project(tmp_path)
    assert python.inspect(project, None).port.value == port
    assert [one.partition(":")[0] for one in project.warnings] == [
        path for path, text in files.items() if text == SERVING and port
    ]


def inspect_files(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    project = Project(folder)
    return python.inspect(project, None), project.warnings


FLASK_APP = {"app.py": "from flask import Flask\napp = Flask(__name__)\n"}
WAITRESS = {
    "run.py": "import waitress\nwaitress.serve(app, host=conf['host'], port=conf['port'])\nopen('etc/app.ini')\n"
}


@pytest.mark.parametrize(
    ("files", "start", "source"),
    [
        (
            {"Pipfile": "[packages]\nflask='*'\n[scripts]\nstart='gunicorn -k gthread app:app'\n"},
            "gunicorn",
            "Pipfile, scripts: start",
        ),
        (
            {"pyproject.toml": "[tool.pdm.scripts]\nserve={cmd='python app.py --x'}\n"},
            "python app.py --x",
            "pyproject.toml: serve",
        ),
        ({"pyproject.toml": "[tool.poe.tasks]\nstart='python app.py'\n"}, "python app.py", "pyproject.toml: start"),
        ({"Pipfile": "[packages]\nflask='*'\n[scripts]\nstart='flask run --debug'\n"}, None, ""),
        ({"Pipfile": "[packages]\nflask='*'\n[scripts]\nserve='uvicorn app:app --host 0.0.0.0 --reload'\n"}, None, ""),
        (
            {"Pipfile": "[scripts]\nstart='gunicorn a:a'\n", "Procfile": "web: gunicorn app:app\n"},
            "gunicorn",
            "Procfile, web",
        ),
    ],
)
def test_a_script_of_a_manifest_starts_the_program(tmp_path, files, start, source):
    program, _ = inspect_files(tmp_path, FLASK_APP | files)
    found = program.command
    assert source in found.source if source else "app.py" in found.source
    assert start is None or start in " ".join(found.value)


@pytest.mark.parametrize(
    ("settings", "port", "said"),
    [
        ("[server]\nhost = 0.0.0.0\nport = 8765\n", 8765, ""),
        ("[server]\nport = 8765\nhost = 127.0.0.1\n", 8765, "etc/app.ini:3 listens on this machine only"),
        ("[database]\nport = 5432\nhost = localhost\n", 8000, ""),
    ],
)
def test_a_file_of_settings_says_where_a_script_listens(tmp_path, settings, port, said):
    program, warnings = inspect_files(tmp_path, {"requirements.txt": "waitress\n", "etc/app.ini": settings} | WAITRESS)
    assert program.port.value == port
    assert [one[: len(said)] for one in warnings] == ([said] if said else [])


def test_the_database_that_a_file_of_settings_names_is_kept(tmp_path):
    files = {
        "main.py": "import sqlite3\nc = sqlite3.connect(conf['path'])\nopen('a.ini')\n",
        "a.ini": "path = var/a.sqlite\n",
    }
    program, warnings = inspect_files(tmp_path, files)
    assert program.own.kept.value.folders == ("var",)
    assert warnings[0].startswith("a.ini:1 keeps its data in var/a.sqlite")


@pytest.mark.parametrize(
    ("script", "start", "port"),
    [
        ("#!/bin/sh\nflask db upgrade\nexec gunicorn -b :5000 app:app\n", "sh boot.sh", 5000),
        ("#!/bin/bash\nflask db upgrade\ngunicorn -b 0.0.0.0:$PORT app:app\n", "bash boot.sh", 8000),
        ("#!/bin/sh\nexec gunicorn app:app\n", "gunicorn", 8000),
        ("#!/bin/sh\n. venv/bin/activate\ngunicorn app:app\n", "gunicorn", 8000),
        ("#!/bin/sh\nflask db upgrade\nflask run\n", "gunicorn", 8000),
        ("#!/bin/sh\nflask db upgrade\ngunicorn other:app\n", "gunicorn", 8000),
        ("#!/bin/sh\npip install -r requirements.txt\ngunicorn app:app\n", "gunicorn", 8000),
    ],
)
def test_a_shell_script_that_ends_with_what_was_found_starts_the_program(tmp_path, script, start, port):
    program, _ = inspect_files(tmp_path, FLASK_APP | {"requirements.txt": "flask\ngunicorn\n", "boot.sh": script})
    assert " ".join(program.command.value).startswith(start)
    assert program.port.value == port
