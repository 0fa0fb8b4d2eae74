"""The packages that talk to databases and queues."""

from collections.abc import Iterator
from typing import Final

from dockgen.languages.python.requirements import parse
from dockgen.services.clients import Clients


def _names(dependency: str) -> Iterator[str]:
    """Yield the name as packages are compared, by itself and with each extra."""
    if one := parse(dependency):
        yield one.name
        yield from (f"{one.name}[{extra}]" for extra in sorted(one.extras))


_REDIS: Final = (
    *("redis", "aioredis", "django-redis", "rq", "django-rq", "arq", "valkey", "redis-om", "flask-redis"),
    *("celery[redis]", "kombu[redis]", "dramatiq[redis]", "taskiq-redis", "faststream[redis]", "aiocache[redis]"),
    *("channels-redis", "celery-redbeat", "fastapi-limiter"),
)

CLIENTS: Final = Clients(
    of={
        "postgres": (
            *("psycopg", "psycopg-binary", "psycopg2", "psycopg2-binary", "asyncpg", "pg8000", "aiopg"),
            *("psycopg-pool", "psycopg2cffi", "procrastinate", "pgvector"),
        ),
        "mysql": (
            *("mysqlclient", "pymysql", "mysql-connector-python", "aiomysql", "asyncmy", "mariadb"),
            "mysql-connector",
        ),
        "mongodb": ("pymongo", "motor", "mongoengine", "beanie", "odmantic", "flask-pymongo", "flask-mongoengine"),
        "rabbitmq": ("pika", "aio-pika", "aiormq", "dramatiq[rabbitmq]", "faststream[rabbit]", "celery", "kombu"),
        "redis": _REDIS,
    },
    # Their default is AMQP; another broker's client among the dependencies says that it is not used.
    unless=dict.fromkeys(("celery", "kombu"), (*_REDIS, "celery[sqs]", "kombu[sqs]", "pycurl")),
    embedded=frozenset({"aiosqlite"}),
    drivers={
        "postgres": {
            # Without its name, SQLAlchemy 2.1 takes psycopg: https://docs.sqlalchemy.org/en/21/changelog/migration_21.html.
            **dict.fromkeys(("psycopg2", "psycopg2-binary"), "postgresql+psycopg2"),
            "psycopg": "postgresql+psycopg",
            "asyncpg": "postgresql+asyncpg",
            "pg8000": "postgresql+pg8000",
        },
        "mysql": {
            "mysqlclient": "mysql",
            "pymysql": "mysql+pymysql",
            "mysql-connector-python": "mysql+mysqlconnector",
            "aiomysql": "mysql+aiomysql",
            "asyncmy": "mysql+asyncmy",
        },
    },
    needs_driver=frozenset({"sqlalchemy", "sqlmodel", "flask-sqlalchemy", "advanced-alchemy", "databases"}),
    names=_names,
)
