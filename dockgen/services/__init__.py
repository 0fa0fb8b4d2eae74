"""The databases and queues that a program's dependencies need.

A table of services, and their entries in `compose.yaml`. `wanting.py` finds the needed services, `service_env.py`
the variables that tell the program their addresses; image tags are in `versions.toml`.
"""

from collections.abc import Collection, Mapping, Sequence
from typing import TYPE_CHECKING, Final

from dockgen.records import NamedTuple
from dockgen.services.shell_variables import outside

if TYPE_CHECKING:
    from dockgen.model.plan import Plan
    from dockgen.model.recipe import Job

USER: Final = "app"
"""The name of the user and of the database that each service creates for the program."""

MARK: Final = "# Settings for compose.yaml."
"""The first line of dockgen's `.env.example`; a file with another first line belongs to the person and stays."""

ENV_EXAMPLE: Final = ".env.example"

SQL: Final = frozenset({"postgres", "mysql"})


class Service(NamedTuple):
    """One service. In texts, {host} is its name, {password} its password, and {scheme} the URL's scheme."""

    name: str
    title: str
    port: int
    volume: str
    """The image's data folder."""
    environment: Mapping[str, str]
    secret: str | None
    """The variable in `.env` with its password; None if it needs none."""
    health: tuple[str, ...]
    """The test of its health check; compose needs `$$` for `$`."""
    start_period: str
    start_interval: str
    schemes: tuple[str, ...]
    """The schemes of its URLs, the usual one first."""
    url: str
    """The URL for the program, unless its language has another one."""
    variables: tuple[str, ...]
    """The names of variables for the URL, the usual one first."""
    prefixes: tuple[str, ...]
    """Prefixes of variables that hold one of `parts` each."""
    parts: tuple[str, ...]
    hostname: bool = False
    """Whether the data depends on the host name, which must therefore be fixed."""


SERVICES: Final[tuple[Service, ...]] = (
    Service(
        name="postgres",
        title="PostgreSQL",
        port=5432,
        volume="/var/lib/postgresql",  # since 18; before, it was /var/lib/postgresql/data
        environment={"POSTGRES_USER": USER, "POSTGRES_DB": USER, "POSTGRES_PASSWORD": "{password}"},
        secret="POSTGRES_PASSWORD",  # noqa: S106 - a name
        # Over TCP, because the server that runs during the initialization listens only on a socket.
        health=("CMD-SHELL", 'pg_isready -h 127.0.0.1 -U "$$POSTGRES_USER" -d "$$POSTGRES_DB"'),
        start_period="60s",
        start_interval="1s",
        schemes=("postgresql", "postgres"),
        url="{scheme}://app:{password}@{host}:5432/app",
        variables=(
            *("DATABASE_URL", "POSTGRES_URL", "POSTGRESQL_URL", "DB_URL", "PG_URL", "DATABASE_URI", "DATABASE_DSN"),
            *("SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_DATABASE_URL", "POSTGRES_DSN", "POSTGRES_URI", "POSTGRESQL_URI"),
            *("DB_DSN", "DB_SOURCE", "DB_URI", "PG_DSN", "PG_CONNECTION_STRING", "POSTGRES_CONNECTION_STRING"),
        ),
        prefixes=("POSTGRES_", "POSTGRESQL_", "PG", "PG_", "DB_", "DATABASE_", "SQL_", "RDS_"),
        parts=("host", "port", "user", "password", "database"),
    ),
    Service(
        name="mysql",
        title="MySQL",
        port=3306,
        volume="/var/lib/mysql",
        environment={
            "MYSQL_RANDOM_ROOT_PASSWORD": "yes",
            "MYSQL_USER": USER,
            "MYSQL_DATABASE": USER,
            "MYSQL_PASSWORD": "{password}",
        },
        secret="MYSQL_PASSWORD",  # noqa: S106 - a name
        # Over TCP, for the same reason as PostgreSQL.
        health=("CMD-SHELL", 'mysqladmin ping -h 127.0.0.1 -u"$$MYSQL_USER" -p"$$MYSQL_PASSWORD" --silent'),
        start_period="120s",
        start_interval="2s",
        schemes=("mysql", "mariadb"),
        url="{scheme}://app:{password}@{host}:3306/app",
        variables=(
            *("DATABASE_URL", "MYSQL_URL", "DB_URL", "MYSQL_DSN", "DATABASE_URI", "DATABASE_DSN", "DB_DSN", "DB_URI"),
            *("SQLALCHEMY_DATABASE_URI", "SQLALCHEMY_DATABASE_URL", "MYSQL_URI", "MARIADB_URL", "DB_SOURCE"),
        ),
        prefixes=("MYSQL_", "MARIADB_", "DB_", "DATABASE_", "SQL_", "RDS_"),
        parts=("host", "port", "user", "password", "database"),
    ),
    Service(
        name="mongodb",
        title="MongoDB",
        port=27017,
        volume="/data/db",
        environment={
            "MONGO_INITDB_ROOT_USERNAME": USER,
            "MONGO_INITDB_ROOT_PASSWORD": "{password}",
            "MONGO_INITDB_DATABASE": USER,
        },
        secret="MONGODB_PASSWORD",  # noqa: S106 - a name
        # By host name, because the server that runs while the user is created listens only on 127.0.0.1.
        health=(
            "CMD-SHELL",
            'mongosh --quiet --host "$$HOSTNAME" --eval "quit(db.adminCommand({ping: 1}).ok ? 0 : 2)"',
        ),
        start_period="60s",
        start_interval="2s",
        schemes=("mongodb",),
        url="mongodb://app:{password}@{host}:27017/app?authSource=admin",
        variables=(
            *("MONGODB_URI", "MONGO_URI", "MONGODB_URL", "MONGO_URL", "MONGO_DSN", "MONGODB_CONNECTION_STRING"),
            *("MONGO_CONNECTION_STRING", "DATABASE_URL", "DB_URI", "DB_URL", "MONGO_DB_URI", "MONGO_DB_URL"),
        ),
        prefixes=("MONGODB_", "MONGO_"),
        parts=("host", "port", "user", "password", "database"),
    ),
    Service(
        name="rabbitmq",
        title="RabbitMQ",
        port=5672,
        volume="/var/lib/rabbitmq",
        environment={"RABBITMQ_DEFAULT_USER": USER, "RABBITMQ_DEFAULT_PASS": "{password}"},
        secret="RABBITMQ_PASSWORD",  # noqa: S106 - a name
        health=("CMD", "rabbitmq-diagnostics", "-q", "check_port_connectivity"),
        start_period="120s",
        start_interval="5s",  # each check starts a program that takes a second of CPU time
        schemes=("amqp",),
        url="amqp://app:{password}@{host}:5672",  # some clients read a trailing slash as an empty vhost
        variables=(
            *("AMQP_URL", "RABBITMQ_URL", "RABBITMQ_URI", "AMQP_URI", "CLOUDAMQP_URL", "RABBIT_URL", "RABBITMQ_DSN"),
            *("CELERY_BROKER_URL", "CELERY_BROKER", "BROKER_URL", "MESSAGE_BROKER_URL", "DRAMATIQ_BROKER_URL"),
        ),
        prefixes=("RABBITMQ_", "RABBIT_", "AMQP_"),
        parts=("host", "port", "user", "password"),
        hostname=True,
    ),
    Service(
        name="redis",
        title="Redis",
        port=6379,
        volume="/data",
        environment={},
        secret=None,  # reachable only in the project's own network
        health=("CMD", "redis-cli", "ping"),
        start_period="30s",
        start_interval="1s",
        schemes=("redis",),
        url="redis://{host}:6379/0",
        variables=(
            *("REDIS_URL", "REDIS_URI", "REDIS_DSN", "REDIS_CONNECTION_STRING", "CACHE_URL", "REDIS_CACHE_URL"),
            *("CELERY_BROKER_URL", "CELERY_RESULT_BACKEND", "CELERY_BROKER", "BROKER_URL", "RESULT_BACKEND"),
            *("VALKEY_URL", "QUEUE_REDIS_URL", "KV_URL"),
        ),
        prefixes=("REDIS_", "VALKEY_", "CACHE_"),
        parts=("host", "port"),
    ),
)


class Beside(NamedTuple):
    """A service in `compose.yaml`."""

    service: Service
    image: str
    name: str
    """The host name for the program."""
    password: str
    """The expression for its password in compose.yaml."""
    environment: Mapping[str, str]


class Composed(NamedTuple):
    """Everything about services in one `compose.yaml`."""

    services: tuple[Beside, ...]
    needs: Mapping[str, tuple[Beside, ...]]
    """The services that each program waits for, by program name."""
    variables: Mapping[str, Mapping[str, str]]
    """The variables of each program, by its name."""
    secrets: Mapping[str, str]
    """The password variables in `.env`, with their services."""
    required: Mapping[str, str]
    """Values that the programs need to start, with their variables in `.env`."""

    def jobs(self, plan: "Plan") -> "dict[str, Job]":
        """Return the jobs of a program, with the database's name and password in those that run in a tool's image."""
        return {name: self._filled(job) for name, job in plan.recipe.jobs.items()}

    def _filled(self, job: "Job") -> "Job":
        one = next((each for each in self.services if each.service.name == job.service), None)
        if not job.image or one is None:
            return job
        words = (word.replace("{host}", one.name).replace("{password}", one.password) for word in job.words)
        return job._replace(words=tuple(words))


def composed(plans: Sequence["Plan"]) -> Composed:
    """Return the content of `compose.yaml` and `.env.example` about the services of all programs."""
    images = {name: image for plan in plans for name, image in plan.services.items()}
    taken = {plan.name for plan in plans}
    hint = "" if any(plan.facts.get("env_example") for plan in plans) else f"; see {ENV_EXAMPLE}"
    found = {one.name: _beside(one, images[one.name], taken, hint) for one in SERVICES if one.name in images}
    variables = {plan.name: _variables(plan, found) for plan in plans}
    required = {plan.name: _required(plan, variables[plan.name]) for plan in plans}
    asked = {
        name: {one: f"${{{outside(one)}:?set it in .env{hint}}}" for one in names} for name, names in required.items()
    }
    return Composed(
        services=tuple(found.values()),
        needs={plan.name: tuple(found[name] for name in found if name in plan.services) for plan in plans},
        variables={name: known | asked[name] for name, known in variables.items()},
        secrets={one.service.secret: one.service.title for one in found.values() if one.service.secret},
        required={one: outside(one) for one in sorted({one for names in required.values() for one in names})},
    )


def _required(plan: "Plan", known: Collection[str]) -> tuple[str, ...]:
    """Return required values that nothing provides; a project's own `.env` is passed as a whole."""
    if plan.facts.get("env_example"):
        return ()
    names = plan.program.required.value if plan.program.required else ()
    return tuple(name for name in names if name not in known and name not in plan.env)


def _beside(service: Service, image: str, taken: Collection[str], hint: str) -> Beside:
    name = service.name if service.name not in taken else f"{service.name}-server"
    password = f"${{{service.secret}:?set it in .env{hint}}}"
    environment = {key: text.replace("{password}", password) for key, text in service.environment.items()}
    return Beside(service, image, name, password, environment)


def _variables(plan: "Plan", found: Mapping[str, Beside]) -> dict[str, str]:
    """Fill in the values that `service_env.told` left open, except for variables that the image sets."""
    variables = {}
    found_env = plan.program.service_env
    for told in found_env.value if found_env else ():
        if told.variable in plan.env:
            continue
        if not told.service:
            variables[told.variable] = told.text
        elif told.service in plan.services:
            one = found[told.service]
            variables[told.variable] = told.text.replace("{host}", one.name).replace("{password}", one.password)
    return variables


def in_env(plans: Sequence["Plan"]) -> tuple[str, ...]:
    """Return the variables that compose.yaml takes from `.env`, passwords first."""
    one = composed(plans)
    return (*sorted(one.secrets), *one.required.values())


def needs_example(plans: Sequence["Plan"]) -> bool:
    """Tell whether there is something to set, and the project has no own `.env.example`."""
    return bool(in_env(plans)) and not any(plan.facts.get("env_example") for plan in plans)
