"""Migrations beside a Go program, which a tool applies before it starts."""

from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from snapshots import write

from dockgen.choices.settings import Settings
from dockgen.generator.pipeline import generate

Make = Callable[..., dict[str, Any] | None]
UP = {"db/migrations/000001_a.up.sql": "select 1;", "db/migrations/000001_a.down.sql": "select 1;"}
DBMATE = {"db/migrations/20260101000000_a.sql": "-- migrate:up\nselect 1;\n-- migrate:down\n"}
POSTGRES = "github.com/jackc/pgx/v5"
MYSQL = "github.com/go-sql-driver/mysql"


@pytest.fixture
def job(tmp_path: Path) -> Make:
    """Return a function that writes a server with a database, and returns what runs before it."""

    def job(files: Mapping[str, str], *packages: str, body: str = "", **answers: object) -> dict[str, Any] | None:
        imports = "".join(f'\t"{package}"\n' for package in ("net/http", *(packages or (POSTGRES,))))
        text = (
            f"package main\n\nimport (\n{imports})\n\nfunc main() {{\n\t{body}\n\thttp.ListenAndServe(`:80`, nil)\n}}\n"
        )
        modules = "".join(
            f"require {package} v1.0.0\n" for package in packages or (POSTGRES,) if package.count("/") > 1
        )
        write(tmp_path, {"go.mod": f"module acme.dev/shop\n\n{modules}", "main.go": text, **files})
        made = generate(tmp_path, Settings(**answers), None)  # type: ignore[arg-type]
        services = yaml.safe_load(made.files["compose.yaml"])["services"]
        found: dict[str, Any] | None = services.get("shop-migrate")
        assert found is None or "shop-migrate" in services["shop"]["depends_on"]
        return found

    return job


def test_golang_migrate_applies_what_is_named_for_it(job: Make) -> None:
    found = job(UP)
    assert found is not None
    assert found["image"] == "migrate/migrate:v4.19.1"
    assert found["volumes"] == ["./db/migrations:/migrations:ro"]
    assert found["user"] == "65532:65532"
    *words, url, last = found["command"]
    assert (words, last) == (["-path", "/migrations", "-database"], "up")
    assert url.startswith("postgres://app:${POSTGRES_PASSWORD:?")
    assert url.endswith("@postgres:5432/app?sslmode=disable")


def test_each_tool_has_its_own_address_of_mysql(job: Make) -> None:
    found = job(UP, MYSQL)
    assert found is not None
    assert "@tcp(mysql:3306)/app" in found["command"][3]


def test_dbmate_applies_what_is_marked_for_it(job: Make) -> None:
    found = job(DBMATE)
    assert found is not None
    assert found["image"] == "ghcr.io/amacneil/dbmate:2"
    assert found["command"][2:] == ["--migrations-dir", "/migrations", "--no-dump-schema", "migrate"]
    assert job({**DBMATE, "db/migrations/20260101000000_a.sql": "select 1;"}) is None


@pytest.mark.parametrize(
    ("packages", "body"),
    [
        (("github.com/golang-migrate/migrate/v4", POSTGRES), ""),
        (("github.com/pressly/goose/v3", POSTGRES), ""),
        ((POSTGRES,), 'apply("db/migrations")'),
        ((POSTGRES,), 'apply("file://db/migrations")'),
        ((POSTGRES,), "db.AutoMigrate(&Order{})"),
    ],
)
def test_a_program_that_applies_them_itself_needs_no_tool(packages: tuple[str, ...], body: str, job: Make) -> None:
    assert job(UP, *packages, body=body) is None


def test_neither_does_one_that_embeds_them(job: Make) -> None:
    files = {"db/db.go": 'package db\n\nimport "embed"\n\n//go:embed migrations/*.sql\nvar Files embed.FS\n'}
    assert job({**UP, **files}, POSTGRES, "acme.dev/shop/db") is None


def test_a_folder_that_another_name_ends_with_is_not_read(job: Make) -> None:
    files = {path.removeprefix("db/"): text for path, text in UP.items()}
    assert job(files, body='query("SELECT version FROM schema_migrations")') is not None


def test_where_the_database_or_the_folder_is_not_clear_nothing_runs(job: Make) -> None:
    other = {"other/migrations/000001_a.up.sql": ""}
    assert job({**UP, **other}) is None


def test_migrations_of_tests_do_not_count(job: Make) -> None:
    assert job({"store/testdata/000001_a.up.sql": "", **UP}) is not None


def test_without_the_database_nothing_runs(job: Make) -> None:
    assert job(UP, without=("services",)) is None


def test_a_mirror_has_the_tool_s_image_too(job: Make) -> None:
    found = job(UP, registry="mirror.example/hub")
    assert found is not None
    assert found["image"] == "mirror.example/hub/migrate/migrate:v4.19.1"
