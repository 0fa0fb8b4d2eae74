"""The packages that talk to databases and queues."""

from typing import Final

from dockgen.services.clients import Clients

CLIENTS: Final = Clients(
    of={
        "postgres": (
            *("pg", "postgres", "pg-promise", "pg-native", "pg-pool", "slonik", "pg-boss", "connect-pg-simple"),
            *("@prisma/adapter-pg", "@mikro-orm/postgresql", "@keyv/postgres", "prisma:postgresql"),
        ),
        "mysql": (
            *("mysql2", "mysql", "mariadb", "@prisma/adapter-mariadb", "@mikro-orm/mysql", "@mikro-orm/mariadb"),
            *("express-mysql-session", "prisma:mysql"),
        ),
        "mongodb": (
            *("mongodb", "mongoose", "@typegoose/typegoose", "@nestjs/mongoose", "connect-mongo", "agenda"),
            "@mikro-orm/mongodb",  # not prisma:mongodb, which wants a replica set
        ),
        "rabbitmq": ("amqplib", "amqp-connection-manager", "rascal", "@golevelup/nestjs-rabbitmq", "rabbitmq-client"),
        "redis": (
            *("redis", "ioredis", "bull", "bullmq", "bee-queue", "connect-redis", "@nestjs/bull", "@nestjs/bullmq"),
            *("@redis/client", "@keyv/redis", "iovalkey", "rate-limit-redis", "@fastify/redis"),
        ),
    },
    embedded=frozenset(
        {"better-sqlite3", "sqlite3", "@libsql/client", "prisma:sqlite", "@louislam/sqlite3", "@vscode/sqlite3"}
    ),
)
