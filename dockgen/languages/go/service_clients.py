"""The modules that talk to databases and queues."""

import re
from typing import Final

from dockgen.services.clients import Clients

CLIENTS: Final = Clients(
    of={
        "postgres": (
            *("github.com/jackc/pgx", "github.com/lib/pq", "github.com/go-pg/pg", "gorm.io/driver/postgres"),
            *("github.com/uptrace/bun/driver/pgdriver", "github.com/uptrace/bun/dialect/pgdialect"),
            "github.com/riverqueue/river",
        ),
        "mysql": ("github.com/go-sql-driver/mysql", "gorm.io/driver/mysql", "github.com/go-mysql-org/go-mysql"),
        "mongodb": ("go.mongodb.org/mongo-driver", "github.com/qiniu/qmgo", "github.com/kamva/mgm"),
        "rabbitmq": (
            *("github.com/rabbitmq/amqp091-go", "github.com/streadway/amqp", "github.com/wagslane/go-rabbitmq"),
            "github.com/ThreeDotsLabs/watermill-amqp",
        ),
        "redis": (
            *("github.com/redis/go-redis", "github.com/go-redis/redis", "github.com/gomodule/redigo"),
            *("github.com/redis/rueidis", "github.com/valkey-io/valkey-go", "github.com/hibiken/asynq"),
            *("github.com/gocraft/work", "github.com/mediocregopher/radix", "github.com/go-redis/cache"),
        ),
    },
    embedded=frozenset(
        {"modernc.org/sqlite", "github.com/mattn/go-sqlite3", "github.com/glebarez/sqlite", "gorm.io/driver/sqlite"}
        | {"github.com/ncruces/go-sqlite3"}
    ),
    urls={
        "postgres": "{scheme}://app:{password}@{host}:5432/app?sslmode=disable",  # lib/pq insists on TLS otherwise
        "mysql": "app:{password}@tcp({host}:3306)/app?parseTime=true",  # go-sql-driver takes no URL
    },
    names=lambda module: iter((re.sub(r"[/.]v[0-9]{1,4}$", "", module),)),  # without the major version
)
