"""The crates that talk to databases and queues."""

from typing import Final

from dockgen.services.clients import Clients

CLIENTS: Final = Clients(
    of={
        "postgres": (
            *("tokio-postgres", "postgres", "deadpool-postgres", "bb8-postgres", "pgvector", "sqlx[postgres]"),
            *("diesel[postgres]", "diesel-async[postgres]", "sea-orm[sqlx-postgres]"),
            *("sqlx[runtime-tokio-postgres]", "welds[postgres]", "ormlite[postgres]"),
        ),
        "mysql": ("mysql", "mysql_async", "sqlx[mysql]", "diesel[mysql]", "diesel-async[mysql]", "sea-orm[sqlx-mysql]"),
        "mongodb": ("mongodb",),
        "rabbitmq": ("lapin", "amqprs", "deadpool-lapin"),
        "redis": ("redis", "fred", "deadpool-redis", "bb8-redis", "r2d2_redis", "apalis-redis", "rustis"),
    },
    embedded=frozenset({"rusqlite", "sqlx[sqlite]", "diesel[sqlite]", "sea-orm[sqlx-sqlite]", "libsql"}),
)
