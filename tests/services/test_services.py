"""Which services the dependencies want, which variables tell the program where they are, and what compose.yaml says."""

import re
from datetime import date

import pytest
import yaml
from buildkit import plans

from dockgen import services, versions
from dockgen.languages import LANGUAGES
from dockgen.rendering import render as rendering
from dockgen.rendering.render import render
from dockgen.services import SERVICES, USER, service_env
from dockgen.services.wanting import wanted, wants
from dockgen.versions.ends import days
from dockgen.versions.resources import shared_versions

ECOSYSTEMS = ("go", "rust", "python", "node")
EVERY = {"psycopg": "a", "pymysql": "a", "pymongo": "a", "pika": "a", "redis": "a"}

every_service = pytest.mark.parametrize("service", SERVICES, ids=lambda service: service.name)


def clients(ecosystem):
    """Return the packages of a language that talk to services."""
    return LANGUAGES[ecosystem].clients()


def urls(service):
    """Return what a program of some language is told of a service."""
    own = (clients(ecosystem).urls.get(service.name) for ecosystem in ECOSYSTEMS)
    return [service.url, *filter(None, own)]


def names(ecosystem, *dependencies):
    """Return the names of the services that dependencies want."""
    return [name for name, _ in wanted(clients(ecosystem), dict.fromkeys(dependencies, "a file"))]


def told(ecosystem, dependencies, texts):
    """Return what each variable is told."""
    found = wants(clients(ecosystem), dict.fromkeys(dependencies, "a"), texts)
    return dict(str(variable).split("=", 1) for variable in found.service_env.value)


def plan(dependencies=EVERY, texts=None, ecosystem="python", **raw):
    """Decide for a project with such dependencies."""
    texts = {"app.py": "postgresql://localhost mysql://localhost"} if texts is None else texts  # both are meant
    return plans.plan(plans.PROJECT._replace(**wants(clients(ecosystem), dependencies, texts)._asdict()), **raw)


def composed(of):
    """Return what compose.yaml says."""
    return yaml.safe_load(render(of, None)["compose.yaml"])


# --- The table


@every_service
def test_a_service_is_complete(service):
    assert service.name
    assert service.title
    assert 1 <= service.port <= 65535
    assert service.volume.startswith("/")
    assert service.health[0] in {"CMD", "CMD-SHELL"}
    assert len(service.health) > 1
    assert re.fullmatch("[1-9][0-9]*s", service.start_period)
    assert re.fullmatch("[1-9][0-9]*s", service.start_interval)
    assert service.variables
    assert {"host", "port"} <= set(service.parts)


@every_service
@pytest.mark.parametrize("ecosystem", ECOSYSTEMS)
def test_a_service_has_clients_in_every_ecosystem_each_once_and_as_it_is_looked_up(service, ecosystem):
    known = clients(ecosystem)
    found = known.of[service.name]
    assert found
    assert len(set(found)) == len(found)
    for client in found:
        assert client in known.names(client)


@pytest.mark.parametrize("ecosystem", ECOSYSTEMS)
def test_no_client_means_two_services(ecosystem):
    found = [client for each in clients(ecosystem).of.values() for client in each]
    assert len(set(found)) == len(found)
    assert clients(ecosystem).of.keys() == {service.name for service in SERVICES}


@every_service
def test_an_image_is_pinned(service):
    name, colon, tag = versions.service_image(service.name).partition(":")
    assert name
    assert colon
    assert re.match(r"[0-9]", tag)
    assert all(isinstance(end, date) for end in days(shared_versions()["service"][service.name]).values())


def test_there_is_an_image_for_each_service_and_for_no_other():
    assert shared_versions()["service"].keys() == {service.name for service in SERVICES}


@every_service
def test_a_url_leads_to_the_services_own_port(service):
    for url in urls(service):
        assert f"{{host}}:{service.port}" in url
        assert ("{password}" in url) == (service.secret is not None)


# --- What dependencies want


@pytest.mark.parametrize(
    ("ecosystem", "dependencies", "expected"),
    [
        ("go", "github.com/jackc/pgx/v5", "postgres"),
        ("go", "github.com/lib/pq", "postgres"),
        ("go", "gorm.io/gorm gorm.io/driver/mysql", "mysql"),
        ("go", "github.com/redis/go-redis/v9 go.mongodb.org/mongo-driver/v2", "mongodb redis"),
        ("go", "github.com/rabbitmq/amqp091-go", "rabbitmq"),
        ("go", "gorm.io/gorm gorm.io/driver/sqlite modernc.org/sqlite entgo.io/ent", ""),
        ("go", "github.com/jackc/pgx-of-somebody github.com/alicebob/miniredis/v2", ""),
        ("python", "psycopg[binary,pool]", "postgres"),
        ("python", "Psycopg2_Binary", "postgres"),
        ("python", "mysql.connector.python", "mysql"),
        ("python", "sqlalchemy sqlmodel tortoise-orm peewee django aiosqlite databases alembic", ""),
        ("python", "celery", "rabbitmq"),
        ("python", "kombu", "rabbitmq"),
        ("python", "celery redis", "redis"),
        ("python", "celery[redis]", "redis"),
        ("python", "celery[sqs]", ""),
        ("python", "celery django-redis", "redis"),
        ("python", "celery boto3", "rabbitmq"),
        ("python", "celery pika redis", "rabbitmq redis"),
        ("python", "dramatiq", ""),
        ("python", "dramatiq[rabbitmq,watch]", "rabbitmq"),
        ("python", "faststream[redis]", "redis"),
        ("node", "pg typeorm", "postgres"),
        ("node", "@prisma/client prisma:mysql", "mysql"),
        ("node", "@prisma/client prisma", ""),
        ("node", "sequelize knex typeorm drizzle-orm better-sqlite3 sqlite3 @neondatabase/serverless", ""),
        ("node", "bullmq mongoose amqplib", "mongodb rabbitmq redis"),
        ("node", "PG", ""),
        ("static", "pg", ""),
    ],
)
def test_dependencies_want_services(ecosystem, dependencies, expected):
    assert names(ecosystem, *dependencies.split()) == expected.split()


def test_what_wants_a_service_is_named_with_its_file():
    found = wanted(clients("python"), {"Celery[Redis]": "pyproject.toml", "psycopg[binary]": "requirements.txt"})
    assert found == (
        ("postgres", "requirements.txt: psycopg[binary]"),
        ("redis", "pyproject.toml: Celery[Redis]"),
    )


def test_without_a_client_there_are_no_services():
    found = wants(clients("python"), {"flask": "pyproject.toml"}, {"app.py": "DATABASE_URL"})
    assert found.services == ((), "no client of a database or a queue found")
    assert found.service_env.value == ()


# --- What tells the program where they are


@pytest.mark.parametrize(
    ("ecosystem", "dependencies", "text", "expected"),
    [
        ("node", "pg", "", {"DATABASE_URL": "postgres postgresql://app:{password}@{host}:5432/app"}),
        (
            "go",
            "github.com/lib/pq",
            "",
            {"DATABASE_URL": "postgres postgresql://app:{password}@{host}:5432/app?sslmode=disable"},
        ),
        (
            "go",
            "gorm.io/driver/mysql",
            'os.Getenv("DB_DSN")',
            {"DB_DSN": "mysql app:{password}@tcp({host}:3306)/app?parseTime=true"},
        ),
        ("go", "github.com/redis/go-redis/v9", 'os.Getenv("REDIS_ADDR")', {"REDIS_ADDR": "redis {host}:6379"}),
        ("node", "pg", "process.env.PG_URL", {"PG_URL": "postgres postgresql://app:{password}@{host}:5432/app"}),
        ("python", "redis", "class S(BaseSettings):\n    redis_dsn: str", {"REDIS_DSN": "redis redis://{host}:6379/0"}),
        ("python", "redis", "MY_REDIS_URL NOT_A_REDIS_URL_EITHER", {"REDIS_URL": "redis redis://{host}:6379/0"}),
        (
            "python",
            "psycopg2",
            'PG = "PGHOST", "PGPORT", "PGUSER", "PGPASSWORD", "PGDATABASE"',
            {
                "PGHOST": "postgres {host}",
                "PGPORT": "postgres 5432",
                "PGUSER": "postgres app",
                "PGPASSWORD": "postgres {password}",
                "PGDATABASE": "postgres app",
            },
        ),
        ("node", "pg", "DB_PORT DB_USER", {"DATABASE_URL": "postgres postgresql://app:{password}@{host}:5432/app"}),
        ("python", "redis", 'get("REDIS_HOST"), get("REDIS_PASSWORD")', {"REDIS_HOST": "redis {host}"}),
        (
            "python",
            "psycopg",
            'if os.getenv("DB") == "postgres": HOST = os.getenv("DB_HOST")',
            {"DB": "postgres postgres", "DB_HOST": "postgres {host}"},
        ),
        (
            "node",
            "pg mysql2",
            """
            if (process.env.DB_KIND === 'postgresql') connect(process.env.PGHOST)
            if (['mysql'].includes(process.env.DB_KIND)) connect(process.env.MYSQL_HOST)
            """,
            {"DB_KIND": "postgres postgresql", "PGHOST": "postgres {host}", "MYSQL_HOST": "mysql {host}"},
        ),
        (
            "python",
            "celery redis pika",
            'get("CELERY_BROKER_URL"), get("CELERY_RESULT_BACKEND")',
            {
                "CELERY_BROKER_URL": "rabbitmq amqp://app:{password}@{host}:5672",
                "CELERY_RESULT_BACKEND": "redis redis://{host}:6379/0",
            },
        ),
        (
            "python",
            "psycopg pymysql",
            'get("DATABASE_URL")',
            {
                "DATABASE_URL": "postgres postgresql://app:{password}@{host}:5432/app",
                "MYSQL_URL": "mysql mysql://app:{password}@{host}:3306/app",
            },
        ),
    ],
)
def test_the_variables_that_the_sources_name_are_told(ecosystem, dependencies, text, expected):
    assert told(ecosystem, dependencies.split(), {"app": text}) == expected


@pytest.mark.parametrize(
    ("dependencies", "text", "scheme"),
    [
        ("sqlalchemy asyncpg", "", "postgresql+asyncpg"),
        ("sqlmodel psycopg[binary]", "", "postgresql+psycopg"),
        ("sqlalchemy psycopg2-binary asyncpg", "", "postgresql+psycopg2"),
        ("asyncpg", "", "postgresql"),
        ("sqlalchemy pymysql", "", "mysql+pymysql"),
        ("sqlalchemy mysqlclient", "", "mysql"),
        ("sqlalchemy asyncpg", 'url = "postgresql+psycopg://somebody@localhost/x"', "postgresql+psycopg"),
    ],
)
def test_sqlalchemy_is_told_the_driver_in_the_scheme(dependencies, text, scheme):
    url = told("python", dependencies.split(), {"app.py": text})["DATABASE_URL"]
    assert url.split()[1].startswith(f"{scheme}://app:")


def test_an_env_example_names_variables_of_its_own_by_the_scheme_of_their_values():
    text = (
        'export SHOP_DB="postgres://me:pw@localhost/shop"\nSHOP_QUEUE=rediss://localhost:6379/3\n# OLD=postgres://x\n'
    )
    assert told("node", ["pg", "ioredis"], {".env.example": text, "app.js": "SHOP_DB"}) == {
        "SHOP_DB": "postgres postgres://app:{password}@{host}:5432/app",
        "SHOP_QUEUE": "redis redis://{host}:6379/0",
    }


def test_where_the_variables_were_found_is_said():
    found = wants(
        clients("node"), {"pg": "package.json"}, {".env.example": "A=1", "src/db.js": "process.env.DATABASE_URL"}
    )
    assert found.service_env.source == "src/db.js"
    assert wants(clients("node"), {"pg": "package.json"}, {}).service_env.source == "the usual names"


def test_dockgens_own_env_example_changes_nothing():
    first = wants(clients("python"), EVERY, {"app.py": "DB_HOST"})
    example = render(plan(texts={"app.py": "DB_HOST"}), None)[".env.example"]
    assert wants(clients("python"), EVERY, {".env.example": example, "app.py": "DB_HOST"}) == first


# --- compose.yaml and .env.example


@every_service
def test_compose_runs_the_service_and_the_program_waits_for_it(service):
    dependency = clients("python").of[service.name][0]
    of = composed(plan({dependency: "a"}))
    program, beside = of["services"]["shop"], of["services"][service.name]
    assert program["depends_on"] == {service.name: {"condition": "service_healthy"}}
    assert beside["image"] == versions.service_image(service.name)
    assert beside["healthcheck"]["test"] == list(service.health)
    assert beside["volumes"] == [f"{service.name}-data:{service.volume}"]
    assert of["volumes"] == {f"{service.name}-data": None}
    assert "ports" not in beside
    [value] = program["environment"].values()
    assert f"{service.name}:{service.port}" in value


def test_no_file_holds_a_password():
    texts = {"app.py": "get('POSTGRES_HOST'), get('POSTGRES_PASSWORD'), mysql://"}
    files = render(plan(texts=texts), None)
    of = yaml.safe_load(files["compose.yaml"])
    secret = re.compile(r"\$\{([A-Z]+_PASSWORD):\?set it in \.env; see \.env\.example\}")
    asked = set()
    for container in of["services"].values():
        for variable, value in container.get("environment", {}).items():
            if re.search("PASS", variable) and variable != "MYSQL_RANDOM_ROOT_PASSWORD":
                assert secret.fullmatch(value), variable
            if "@" in value:
                assert secret.search(value.partition("@")[0]), variable
            asked |= set(secret.findall(value))
    lines = [line for line in files[".env.example"].splitlines() if line and not line.startswith("#")]
    assert lines == [f"{name}=" for name in sorted(asked)]
    assert asked == {service.secret for service in SERVICES if service.secret}


def test_every_variable_in_env_example_has_a_comment():
    text = render(plan(), None)[".env.example"]
    assert text.startswith(services.MARK)
    for service in SERVICES:
        if service.secret:
            assert f"The password for {service.title}.\n{service.secret}=\n" in text


def test_a_service_without_a_password_needs_no_env_example():
    files = render(plan({"redis": "a"}), None)
    assert ".env.example" not in files
    assert ".env" not in files["compose.yaml"]


@pytest.mark.parametrize("name", service_env.ENV_EXAMPLES)
def test_a_persons_own_env_example_stays_and_nothing_refers_to_it(name):
    files = render(plan(texts={name: "SECRET_KEY=\n"}), None)
    assert ".env.example" not in files
    assert ":?set it in .env}" in files["compose.yaml"]


@pytest.mark.parametrize("without", ["services", "compose"])
def test_services_can_be_left_out(without):
    files = render(plan(without=[without]), None)
    assert ".env.example" not in files
    assert "postgres" not in files.get("compose.yaml", "")


def test_a_plan_without_services_says_nothing_of_them():
    of = composed(plans.plan(plans.PROJECT))
    assert of.keys() == {"services"}
    assert of["services"].keys() == {"shop"}
    assert not {"depends_on", "environment"} & of["services"]["shop"].keys()


def test_a_program_with_the_name_of_its_service_gets_another_one_beside_it():
    of = composed(plan({"redis": "a"}, name="redis"))
    assert of["services"].keys() == {"redis", "redis-server"}
    assert of["services"]["redis"]["environment"] == {"REDIS_URL": "redis://redis-server:6379/0"}
    assert of["volumes"] == {"redis-server-data": None}


def test_a_variable_that_the_image_sets_is_not_told_another_value():
    of = composed(plan(env=["REDIS_URL=redis://elsewhere"]))
    assert "REDIS_URL" not in of["services"]["shop"]["environment"]
    assert "AMQP_URL" in of["services"]["shop"]["environment"]


def test_a_mirror_serves_the_services_too():
    of = composed(plan(registry="mirror.example.com/library"))
    for service in SERVICES:
        assert (
            of["services"][service.name]["image"]
            == f"mirror.example.com/library/{versions.service_image(service.name)}"
        )


def test_tls_and_services_go_together():
    of = composed(plan({"redis": "a"}, https="serve"))
    assert of["services"]["shop"]["environment"].keys() == {"TLS_CERT_FILE", "TLS_KEY_FILE", "REDIS_URL"}
    assert {"secrets", "volumes"} < of.keys()


def test_several_programs_share_a_service():
    one = plan({"redis": "a", "psycopg": "a"}, name="one")
    other = plan({"redis": "a"}, {"app.py": "get('CACHE_URL')"}, name="other")
    both = services.composed([one, other])
    assert [beside.name for beside in both.services] == ["postgres", "redis"]
    assert [beside.name for beside in both.needs["other"]] == ["redis"]
    assert both.variables["other"] == {"CACHE_URL": "redis://redis:6379/0"}
    assert both.secrets == {"POSTGRES_PASSWORD": "PostgreSQL"}
    assert services.needs_example([one, other])
    assert not services.needs_example([other])


@pytest.mark.parametrize("comments", ["none", "brief", "full"])
def test_compiled_templates_and_jinja2_make_the_same_of_services(comments, request):
    of = plan(comments=comments)
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(rendering, "_compiled", lambda *_: None)
        by_jinja = render(of, None)
    request.getfixturevalue("compiled")
    assert render(of, None) == by_jinja


def test_the_user_is_the_same_in_the_service_and_in_the_url():
    for service in SERVICES:
        if service.secret:
            assert USER in service.environment.values()
            assert all(
                url.replace("{scheme}://", "").partition(":{password}")[0].endswith(USER) for url in urls(service)
            )


def test_what_holds_secrets_is_never_asked_for():
    assert ".env" not in service_env.ENV_EXAMPLES


# --- Databases among which one chooses


@pytest.mark.parametrize(
    ("ecosystem", "dependencies", "text", "services_"),
    [
        ("go", "modernc.org/sqlite github.com/lib/pq github.com/go-sql-driver/mysql", "", ()),
        ("go", "github.com/mattn/go-sqlite3 github.com/lib/pq", "", ()),
        ("go", "github.com/mattn/go-sqlite3 github.com/lib/pq", 'os.Getenv("POSTGRES_URL")', ("postgres",)),
        ("python", "aiosqlite asyncpg", "", ()),
        ("python", "aiosqlite asyncpg", "postgresql://db/x", ("postgres",)),
        ("node", "pg mysql2 redis", "process.env.MYSQL_URL", ("mysql", "redis")),
        ("node", "sqlite3 pg mysql2 mongodb redis", "", ()),
        ("node", "sqlite3 pg mysql2 mongodb redis", "process.env.REDIS_URL", ("redis",)),
        ("node", "pg mongodb redis amqplib", "", ("postgres", "mongodb", "rabbitmq", "redis")),
        ("node", "pg better-sqlite3", "", ()),
        ("node", "pg mysql2 better-sqlite3", "postgres://x mysql://x", ()),
        ("node", "pg mysql2 better-sqlite3", "postgres://x", ("postgres",)),
        ("node", "pg better-sqlite3", "postgres://x process.env.DSN ?? 'var/a.db'", ()),
        ("node", "pg better-sqlite3", "postgres://x getEnv('DSN', 'var/a.db')", ()),
        ("node", "pg better-sqlite3", "postgres://x path.join(__dirname, 'test.db')", ("postgres",)),
        ("node", "pg", "", ("postgres",)),
    ],
)
def test_of_several_databases_only_the_one_that_a_file_names_is_wanted(ecosystem, dependencies, text, services_):
    found = wants(clients(ecosystem), dict.fromkeys(dependencies.split(), "a file"), {"source": text}).services
    assert found.value == services_


def test_a_database_that_is_left_out_says_why():
    found = wants(clients("node"), {"pg": "package.json", "better-sqlite3": "package.json"}, {}).services
    assert found.source == "package.json: pg is one of several databases, and no file says which one is used"


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ('app.config["SQLALCHEMY_DATABASE_URI"] = os.environ["DB_URL"]', {"DB_URL"}),
        ("celery.conf.broker_url = x", {"DATABASE_URL"}),
        ("class Settings:\n    database_url: str", {"DATABASE_URL"}),
        ("const schema = {\n  DATABASE_URL: string()", {"DATABASE_URL"}),
        ("process.env.PG_URL", {"PG_URL"}),
        ("${POSTGRES_URL}", {"POSTGRES_URL"}),
        ("# DB_URL is what we call it", {"DATABASE_URL"}),
    ],
)
def test_a_variable_is_one_that_a_source_reads_and_not_one_that_it_only_names(text, variables):
    assert told("python", ["psycopg"], {"app.py": text}).keys() == variables


def test_a_program_with_settings_of_its_own_gets_them_all():
    of = composed(plan({"redis": "a"}, {".env.example": "NAME=x\nREDIS_URL=redis://localhost"}))
    assert of["services"]["shop"]["env_file"] == [{"path": ".env", "required": False}]
    assert "env_file" not in composed(plan({"redis": "a"}))["services"]["shop"]
