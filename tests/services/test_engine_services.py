"""Each service of compose.yaml runs for real, becomes healthy, keeps its data, and is reached by the program's URL."""

import os
import shutil
import subprocess
import time
import uuid
from pathlib import Path
from typing import NamedTuple

import pytest
import sample
from buildkit import plans

from dockgen import versions
from dockgen.languages import LANGUAGES
from dockgen.rendering.render import render
from dockgen.services import SERVICES
from dockgen.services.wanting import wants

pytestmark = pytest.mark.engine

PLUGIN = Path(__file__).parents[1] / "images" / "compose-plugin"
TRIED = ("postgres", "mysql", "rabbitmq", "redis")  # of MongoDB there is no image to try: no package has its server
CLIENTS = {"postgres": "psycopg", "mysql": "pymysql", "rabbitmq": "pika", "redis": "redis", "mongodb": "pymongo"}
NAME = "shop"

DOCKERFILE = """\
FROM python:3.13-slim
RUN pip install --no-cache-dir --root-user-action=ignore psycopg[binary]==3.3.* pymysql[rsa]==1.* redis==7.* pika==1.*
COPY client.py /
USER 65532:65532
ENTRYPOINT ["python", "/client.py"]
"""

CLIENT = '''\
"""Keeps a word in each service that it is told of (`put WORD`), or says which one was kept (`get`)."""

import os
import sys
from urllib.parse import urlsplit

what, *word = sys.argv[1:]


def sql(connection):
    cursor = connection.cursor()
    if word:
        cursor.execute("CREATE TABLE kept (word VARCHAR(99))")
        cursor.execute("INSERT INTO kept VALUES (%s)", word)
        connection.commit()
    else:
        cursor.execute("SELECT word FROM kept")
        print(cursor.fetchone()[0])


if url := os.environ.get("DATABASE_URL"):
    parts = urlsplit(url)
    if parts.scheme == "postgresql":
        import psycopg

        sql(psycopg.connect(url))
    else:
        import pymysql

        login = {"host": parts.hostname, "port": parts.port, "user": parts.username, "password": parts.password}
        sql(pymysql.connect(**login, database=parts.path[1:]))
elif url := os.environ.get("REDIS_URL"):
    import redis

    store = redis.from_url(url)
    print(store.set("kept", *word) and store.save() if word else store.get("kept").decode())
else:
    import pika

    channel = pika.BlockingConnection(pika.URLParameters(os.environ["AMQP_URL"])).channel()
    channel.queue_declare("kept", durable=True)
    if word:
        channel.confirm_delivery()
        channel.basic_publish("", "kept", word[0].encode(), pika.BasicProperties(delivery_mode=2), mandatory=True)
    else:
        print(channel.basic_get("kept", auto_ack=True)[2].decode())
'''


class Compose(NamedTuple):
    """Runs `docker compose` with one project."""

    command: tuple[str, ...]
    folder: Path
    project: str

    def attempt(self, *arguments):
        """Run it and return what came of it."""
        return subprocess.run(
            [*self.command, "--project-name", self.project, "--progress", "quiet", *arguments],
            cwd=self.folder,
            stdin=subprocess.DEVNULL,
            capture_output=True,
            encoding="utf-8",
            timeout=300,
            check=False,
        )

    def run(self, *arguments):
        """Run it and return what it printed."""
        done = self.attempt(*arguments)
        assert done.returncode == 0, f"{' '.join(arguments)}: {done.stdout}{done.stderr}\n{self.attempt('logs').stdout}"
        return done.stdout


@pytest.fixture(scope="session")
def command(engine):  # noqa: ARG001 - where there is none, nothing is fetched either
    """Return the words that start `docker compose`: the plugin that is there, or Debian's, unpacked aside."""
    here = ["docker", "compose"]
    try:
        if subprocess.run([*here, "version"], capture_output=True, timeout=60, check=False).returncode == 0:
            return tuple(here)
    except FileNotFoundError:
        pass
    done = subprocess.run([PLUGIN], capture_output=True, encoding="utf-8", timeout=300, check=False)
    if done.returncode != 0:
        missing(f"no `docker compose`, and {done.stderr}")
    return (done.stdout.strip(),)


def missing(reason):
    """Skip a test, or fail it where an engine with all that belongs to it is required."""
    if os.environ.get("DOCKGEN_ENGINE") == "required":
        pytest.fail(f"DOCKGEN_ENGINE=required, and there is {reason}")
    pytest.skip(f"needs more: {reason}")


def write(folder, *names):
    """Write a project that wants these services, with what dockgen says of them."""
    named = {"settings.py": "postgresql:// mysql://"}  # of several databases only those that a file names are meant
    found = wants(LANGUAGES["python"].clients(), {CLIENTS[name]: "pyproject.toml" for name in names}, named)
    files = render(plans.plan(plans.PROJECT._replace(**found._asdict()), name=NAME), None)
    wanted = {name: text for name, text in files.items() if name in {"compose.yaml", ".env.example"}}
    for name, text in (wanted | {"Dockerfile": DOCKERFILE, "client.py": CLIENT}).items():
        (folder / name).write_text(text, "utf-8")
    example = wanted.get(".env.example", "")
    (folder / ".env").write_text(example.replace("PASSWORD=\n", f"PASSWORD={uuid.uuid4().hex}\n"), "utf-8")


@pytest.fixture
def compose(command, engine, tmp_path):
    """Return `docker compose` for a folder; what it made goes with it."""
    one = Compose(command, tmp_path, f"dockgen-test-{uuid.uuid4().hex[:12]}")
    yield one
    one.attempt("down", "--volumes", "--rmi", "local", "--timeout", "5")
    engine.remove(f"{one.project}-{NAME}")


@pytest.fixture
def images(engine):
    """Return a function that gets the images that services need; where one is not to be had, the test ends."""

    def get(*names):
        for name in names:
            if engine.attempt("pull", "--quiet", name).returncode != 0:
                missing(f"no image {name}: `images --more tests/images` makes it")

    return get


@pytest.mark.parametrize("name", TRIED)
def test_a_service_is_healthy_before_the_program_reaches_it_and_keeps_its_data(name, compose, images):
    images("python:3.13-slim", versions.service_image(name))
    write(compose.folder, name)
    compose.run("build")
    compose.run("run", "--rm", "--no-TTY", NAME, "put", "a-word")
    assert health(compose, name) == "healthy"
    compose.run("down", "--timeout", "10")
    assert compose.run("run", "--rm", "--no-TTY", NAME, "get").strip() == "a-word"


class Migrating(NamedTuple):
    """A sample whose database is migrated before it starts, and what adds a row in one of its containers."""

    name: str
    images: tuple[str, ...]
    job: str
    asks: tuple[str, ...]
    answer: str
    where: str = NAME


OF_PYTHON = "import urllib.request as r; print(r.urlopen('http://127.0.0.1:8000/?add=one').read().decode())"
OF_NODE = (
    "fetch('http://127.0.0.1:3000/', { method: 'POST' })"
    ".then(async (r) => { console.log(await r.text()); process.exit(r.ok ? 0 : 1); })"
)
OF_SQL = "INSERT INTO orders (item) VALUES ('milk'); SELECT count(*) || ' orders' FROM orders"
GO = ("golang:1.27-alpine3.23", "migrate/migrate:v4.19.1")
MIGRATING = (
    Migrating(
        *("python-django-postgres", ("python:3.13-slim-trixie",), "migrate", ("python", "-c", OF_PYTHON), "1 notes")
    ),
    Migrating("node-drizzle", ("node:24-trixie-slim",), "migrate", ("node", "-e", OF_NODE), "1 notes"),
    Migrating("node-knex", ("node:24-alpine3.23",), "release", ("node", "-e", OF_NODE), "1 tasks"),
    Migrating("go-postgres", GO, "migrate", ("psql", "-qAtU", "app", "-c", OF_SQL), "1 orders", "postgres"),
)


@pytest.mark.parametrize("one", MIGRATING, ids=lambda one: one.name)
def test_migrations_run_before_the_server_answers(one, compose, images):
    images(*one.images, versions.service_image("postgres"))
    shutil.copytree(sample.FOLDER / one.name / "project", compose.folder, dirs_exist_ok=True)
    said = sample.init(compose.folder, "--name", NAME)
    assert "copy .env.example to .env, fill in POSTGRES_PASSWORD, and run: docker compose up --build\n" in said
    (compose.folder / ".env").write_text(f"POSTGRES_PASSWORD={uuid.uuid4().hex}\n")
    compose.run("up", "--build", "--detach", "--quiet-pull", NAME)
    deadline = time.monotonic() + 60
    while (done := compose.attempt("exec", "--no-TTY", one.where, *one.asks)).returncode != 0:
        assert time.monotonic() < deadline, compose.attempt("logs").stdout
        time.sleep(0.5)
    assert done.stdout.strip() == one.answer
    state = compose.run("ps", "--all", "--format", "{{.State}} {{.ExitCode}}", f"{NAME}-{one.job}")
    assert state.strip() == "exited 0"


def health(compose, name):
    """Return what the service's own health check says."""
    return compose.run("ps", "--format", "{{.Health}}", name).strip()


def test_compose_takes_the_file_with_every_service(command, tmp_path):
    write(tmp_path, *CLIENTS)
    compose = Compose(command, tmp_path, "dockgen-test-config")
    assert set(compose.run("config", "--services").split()) == {NAME, *CLIENTS}
    assert compose.run("config", "--quiet") == ""


@pytest.mark.parametrize("name", [service.name for service in SERVICES if service.secret])
def test_a_password_that_is_not_set_stops_compose_and_it_says_where_to_set_it(name, command, tmp_path):
    write(tmp_path, name)
    (tmp_path / ".env").unlink()
    done = Compose(command, tmp_path, "dockgen-test-config").attempt("config", "--quiet")
    assert done.returncode != 0
    assert "set it in .env; see .env.example" in done.stderr
    assert f"{name.upper()}_PASSWORD" in done.stderr
