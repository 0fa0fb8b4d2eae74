"""What brings a Node.js program's database up to date before it starts, and which stage has what that needs."""

import json
from collections.abc import Callable, Mapping
from pathlib import Path
from typing import Any

import pytest
import yaml
from snapshots import write

from dockgen.choices.settings import Settings
from dockgen.generator.generated import Generated
from dockgen.generator.pipeline import generate

Make = Callable[..., Generated]
SERVER = "require('http').createServer(f).listen(process.env.PORT || 3000)\n"
DRIZZLE = {"drizzle.config.ts": "export default { out: './drizzle' }", "drizzle/0000_a.sql": "select 1;"}
PRISMA = {
    "prisma/schema.prisma": 'datasource db {\n  provider = "postgresql"\n}\n',
    "prisma/migrations/1_init/migration.sql": "select 1;",
}
KNEX = {"knexfile.js": "module.exports = {}", "migrations/1_a.js": "exports.up = () => {}"}
SEQUELIZE = {".sequelizerc": "", "migrations/1-a.js": ""}
DRIZZLE_PACKAGES = {"drizzle-orm": "1", "drizzle-kit": "1"}
TOOLS = dict.fromkeys(("drizzle-kit", "knex", "node-pg-migrate", "prisma", "sequelize-cli", "typeorm"), "1")


@pytest.fixture
def make(tmp_path: Path) -> Make:
    """Return a function that writes a server with PostgreSQL and generates its files."""

    def make(
        packages: Mapping[str, str] = {},
        files: Mapping[str, str] = {},
        development: Mapping[str, str] = {},
        *,
        scripts: Mapping[str, str] = {},
        **answers: object,
    ) -> Generated:
        data = {
            "name": "shop",
            "scripts": {"start": "node server.js", **scripts},
            "dependencies": {"pg": "8", **packages},
            "devDependencies": development,
        }
        write(tmp_path, {"package.json": json.dumps(data), "server.js": SERVER, "package-lock.json": "{}", **files})
        return generate(tmp_path, Settings(**answers), None)  # type: ignore[arg-type]

    return make


def services(made: Generated) -> dict[str, Any]:
    found: dict[str, Any] = yaml.safe_load(made.files["compose.yaml"])["services"]
    return found


def job(made: Generated) -> tuple[list[str], str] | None:
    """Return the command of the job, and its stage."""
    found = services(made).get("shop-migrate") or services(made).get("shop-release")
    if not found:
        return None
    return found["command"], found["build"]["target"] if isinstance(found["build"], dict) else ""


def stage(made: Generated, name: str) -> list[str]:
    """Return the instructions of a stage, without comments."""
    lines = [line for line in made.files["Dockerfile"].splitlines() if line and line[0] != "#"]
    begin = next(number for number, line in enumerate(lines) if line.endswith(f" AS {name}"))
    ends = (number for number, line in enumerate(lines) if line.startswith("FROM") and number > begin)
    return lines[begin : next(ends, len(lines))]


# What runs


@pytest.mark.parametrize(
    ("package", "files", "command"),
    [
        ("drizzle-kit", DRIZZLE, "drizzle-kit migrate"),
        ("prisma", PRISMA, "prisma migrate deploy"),
        ("knex", KNEX, "knex migrate:latest"),
        ("sequelize-cli", SEQUELIZE, "sequelize-cli db:migrate"),
        ("node-pg-migrate", {"migrations/1_a.sql": ""}, "node-pg-migrate up"),
        ("@mikro-orm/cli", {"src/mikro-orm.config.ts": "", "migrations/a.ts": ""}, "mikro-orm migration:up"),
    ],
)
def test_a_tool_with_migrations_runs(package: str, files: Mapping[str, str], command: str, make: Make) -> None:
    made = make({package: "1"}, files)
    found = job(made)
    assert found is not None
    assert found[0] == command.split()
    waits = services(made)["shop"]["depends_on"]
    assert waits == {
        "shop-migrate": {"condition": "service_completed_successfully"},
        "postgres": {"condition": "service_healthy"},
    }


@pytest.mark.parametrize(
    ("package", "files"),
    [
        ("drizzle-kit", {"drizzle.config.ts": "export default { out: './drizzle' }"}),  # it only pushes
        ("drizzle-kit", {"drizzle/0000_a.sql": ""}),
        ("prisma", {"prisma/schema.prisma": PRISMA["prisma/schema.prisma"]}),
        ("knex", {"knexfile.js": ""}),
        ("node-pg-migrate", {}),
        ("typeorm", {"migrations/1_a.js": ""}),
    ],
)
def test_a_tool_without_migrations_does_not(package: str, files: Mapping[str, str], make: Make) -> None:
    assert job(make({package: "1"}, files)) is None


def test_the_settings_say_where_migrations_are(make: Make) -> None:
    settings = {"drizzle.config.ts": 'export default defineConfig({ out: "./src/db/migrations", x: 1 })'}
    assert job(make({"drizzle-kit": "1"}, settings)) is None
    assert job(make({"drizzle-kit": "1"}, {**settings, "src/db/migrations/0000_a.sql": ""})) is not None


@pytest.mark.parametrize(
    ("scripts", "command"),
    [
        ({"db:migrate": "drizzle-kit migrate"}, "drizzle-kit migrate"),
        ({"migrate": "knex migrate:latest --env production"}, "knex migrate:latest --env production"),
        ({"migrate:up": "node-pg-migrate up -f sql"}, "node-pg-migrate up -f sql"),
        (
            {"migration:run": "npm run typeorm -- migration:run -d a.js", "typeorm": "typeorm"},
            "typeorm migration:run -d a.js",
        ),
        ({"db:migrate": "prisma migrate dev", "db:deploy": "npx prisma migrate deploy"}, "prisma migrate deploy"),
        ({"migrate": "node tools/migrate.js"}, "node tools/migrate.js"),
        ({"migrate:deploy": "dotenv -e .env -- prisma migrate deploy"}, "dotenv -e .env -- prisma migrate deploy"),
        ({"migrate": "NODE_ENV=production sequelize db:migrate"}, "env NODE_ENV=production sequelize db:migrate"),
        ({"migrate": "node tools/told.js up"}, "node tools/told.js up"),
        ({"migrate": "echo up && knex migrate:latest"}, "knex migrate:latest"),
        ({"migrate": "node a.js && knex migrate:latest"}, "sh -c node a.js && exec knex migrate:latest"),
    ],
)
def test_a_script_says_how(scripts: Mapping[str, str], command: str, make: Make) -> None:
    files = {"tools/migrate.js": "run()", "tools/told.js": "run(process.argv[2])", "a.js": ""}
    found = job(make({}, files, TOOLS, scripts=scripts))
    assert found is not None
    assert " ".join(found[0]) == command


def test_a_script_whose_tool_is_no_dependency_does_not_run(make: Make) -> None:
    assert job(make({}, {}, scripts={"migrate": "knex migrate:latest"})) is None


@pytest.mark.parametrize(
    "script",
    [
        "prisma migrate dev",
        "knex",
        "node-pg-migrate",
        "knex migrate:rollback",
        "drizzle-kit generate && drizzle-kit migrate",
        "sequelize db:migrate:undo",
        "node tools/told.js",
        "node tools/gone.js",
        "docker compose run app knex migrate:latest",
        "prisma migrate reset --force",
    ],
)
def test_a_script_that_makes_or_takes_back_migrations_or_needs_words_does_not(script: str, make: Make) -> None:
    assert job(make({}, {"tools/told.js": "run(process.argv[2])"}, TOOLS, scripts={"migrate": script})) is None


@pytest.mark.parametrize(
    ("files", "start"),
    [
        ({"server.js": f"import {{ migrate }} from 'drizzle-orm/node-postgres/migrator'\n{SERVER}"}, "node server.js"),
        ({"server.js": f"await knex.migrate.latest()\n{SERVER}"}, "node server.js"),
        ({"server.js": f"new DataSource({{ migrationsRun: true }})\n{SERVER}"}, "node server.js"),
        ({}, "drizzle-kit migrate && node server.js"),
        (
            {"server.js": f"require('./db/migrate')\n{SERVER}", "db/migrate.js": "knex.migrate.latest()"},
            "node server.js",
        ),
    ],
)
def test_a_server_that_migrates_by_itself_needs_no_job(files: Mapping[str, str], start: str, make: Make) -> None:
    scripts = {"start": start, "db:migrate": "node db/migrate.js"}
    assert job(make(DRIZZLE_PACKAGES, {**DRIZZLE, "db/migrate.js": "a", **files}, scripts=scripts)) is None


def test_a_script_that_only_the_job_runs_is_not_the_server_s(make: Make) -> None:
    files = {"db/migrate.js": "const { migrate } = require('drizzle-orm/node-postgres/migrator')"}
    found = job(make(DRIZZLE_PACKAGES, files, scripts={"db:migrate": "node db/migrate.js"}))
    assert found == (["node", "db/migrate.js"], "")


def test_the_release_process_of_a_procfile_comes_first(make: Make) -> None:
    files = {"Procfile": "web: node server.js\nrelease: npx knex migrate:latest && node seed.js\n", **KNEX}
    made = make({"knex": "3"}, files, scripts={"migrate": "node other.js"})
    assert job(made) == (["sh", "-c", "knex migrate:latest && exec node seed.js"], "")
    assert "shop-migrate" not in services(made)


def test_without_a_database_nothing_is_migrated(make: Make, tmp_path: Path) -> None:
    write(tmp_path, {"server.js": SERVER})
    made = make({}, {**KNEX, "package.json": '{"dependencies": {"knex": "3"}, "scripts": {"start": "node server.js"}}'})
    assert job(made) is None


def test_variables_that_only_the_settings_read_are_told(make: Make) -> None:
    made = make(
        {"drizzle-kit": "1"}, {**DRIZZLE, "drizzle.config.ts": "export default { url: process.env.POSTGRES_URL }"}
    )
    assert set(services(made)["shop-migrate"]["environment"]) == {"POSTGRES_URL"}


# Where it runs


def test_a_tool_of_the_program_s_packages_runs_in_its_image(make: Make) -> None:
    made = make({"knex": "3"}, KNEX)
    assert job(made) == (["knex", "migrate:latest"], "")
    assert 'ENV PATH="/app/node_modules/.bin:$PATH"' in stage(made, "final")
    assert "npm ci --omit=dev" in made.files["Dockerfile"]


def test_a_tool_for_development_gets_a_stage_of_its_own(make: Make) -> None:
    made = make({}, KNEX, {"knex": "3"})
    assert job(made) == (["knex", "migrate:latest"], "migrate")
    assert stage(made, "migrate") == [
        "FROM build AS migrate",
        "COPY . .",
        'ENV NODE_ENV="production"',
        'ENV PATH="/app/node_modules/.bin:$PATH"',
        'ENV HOME="/tmp"',
        "USER 65532:65532",
    ]
    assert "    npm ci" in stage(made, "build")
    assert "    npm prune --omit=dev" in stage(made, "production")
    assert "COPY --from=production /app/node_modules ./node_modules" in stage(made, "final")
    assert "node_modules/.bin" not in "\n".join(stage(made, "final"))


@pytest.mark.parametrize(
    ("files", "development"),
    [
        ({"knexfile.js": "require('dotenv/config')"}, {"dotenv": "17"}),
        ({"knexfile.js": "", "knexfile.ts": "export default {}"}, {}),
    ],
)
def test_settings_may_need_what_is_for_development(
    files: Mapping[str, str], development: Mapping[str, str], make: Make
) -> None:
    assert job(make({"knex": "3"}, {**KNEX, **files}, development)) == (["knex", "migrate:latest"], "migrate")


def test_the_stage_has_what_is_built_and_the_packages_that_the_build_removed(make: Make) -> None:
    made = make({"knex": "3"}, KNEX, {"typescript": "5"}, scripts={"build": "node make.js", "postbuild": "echo"})
    assert job(made) == (["knex", "migrate:latest"], "")  # all sources are in the last stage
    scripts = {"build": "tsc", "start": "node dist/server.js"}
    files = {**KNEX, "tsconfig.json": '{"compilerOptions": {"outDir": "dist"}}'}
    made = make({"knex": "3"}, files, {"typescript": "5"}, scripts=scripts)
    assert job(made) == (["knex", "migrate:latest"], "migrate")
    assert stage(made, "migrate")[:2] == ["FROM build AS migrate", 'ENV NODE_ENV="production"']


def test_the_stage_gets_back_the_packages_that_the_build_removed(make: Make) -> None:
    made = make({}, KNEX, {"knex": "3"}, scripts={"heroku-postbuild": "node make.js"})
    assert "-name node_modules" in "\n".join(stage(made, "build"))
    assert stage(made, "migrate")[1] == "COPY --from=dependencies /app /app"


def test_a_distroless_image_has_no_shell_for_the_commands_of_packages(make: Make) -> None:
    assert job(make({"knex": "3"}, KNEX, base="distroless")) == (["knex", "migrate:latest"], "migrate")
    files = {"db/migrate.js": "run()"}
    made = make({}, files, scripts={"db:migrate": "node db/migrate.js"}, base="distroless")
    assert job(made) == (["node", "db/migrate.js"], "")


def test_with_a_single_stage_it_runs_in_that(make: Make) -> None:
    made = make({}, KNEX, {"knex": "3"}, without=("multi-stage",))
    assert job(made) == (["knex", "migrate:latest"], "")
    assert "    npm ci" in made.files["Dockerfile"].splitlines()


def test_without_compose_there_is_no_stage(make: Make) -> None:
    made = make({}, KNEX, {"knex": "3"}, without=("compose",))
    assert "migrate" not in made.files["Dockerfile"]


def test_without_a_user_the_stage_runs_as_the_image_s(make: Make) -> None:
    assert "USER" not in "\n".join(stage(make({}, KNEX, {"knex": "3"}, without=("user",)), "migrate"))


def test_the_stage_has_the_folders_that_the_program_writes_to(make: Make) -> None:
    server = f"require('fs').mkdirSync('uploads', {{ recursive: true }})\n{SERVER}"
    made = make({}, {**KNEX, "server.js": server}, {"knex": "3"})
    assert any("mkdir -p /app/uploads" in line for line in stage(made, "migrate"))
    assert services(made)["shop-migrate"]["volumes"] == ["shop-uploads:/app/uploads"]


def test_prisma_s_engine_is_there_before_the_user_is(make: Make) -> None:
    made = make({"@prisma/client": "7"}, PRISMA, {"prisma": "7"})
    lines = stage(made, "migrate")
    assert lines.index("RUN prisma --version") < lines.index("USER 65532:65532")
    assert "openssl" in made.files["Dockerfile"].partition("AS migrate")[0]
    assert "openssl" not in made.files["Dockerfile"].partition("AS final")[2]


# Other managers, and workspaces


@pytest.mark.parametrize(
    ("files", "install"),
    [
        ({"pnpm-lock.yaml": "lockfileVersion: '9.0'\n"}, "pnpm install --frozen-lockfile"),
        ({"yarn.lock": "# yarn lockfile v1\n"}, "yarn install --frozen-lockfile"),
        ({"yarn.lock": "__metadata:\n", ".yarnrc.yml": "nodeLinker: node-modules\n"}, "yarn install --immutable"),
        ({"bun.lock": "{}"}, "bun install --frozen-lockfile"),
    ],
)
def test_each_manager_installs_for_the_stage(
    files: Mapping[str, str], install: str, make: Make, tmp_path: Path
) -> None:
    made = make({}, {**KNEX, **files, "package-lock.json": "{}"}, {"knex": "3"})
    (tmp_path / "package-lock.json").unlink()
    made = generate(tmp_path, Settings(), None)
    assert f"    {install}" in stage(made, "build")
    assert job(made) == (["knex", "migrate:latest"], "migrate")
    assert "COPY --from=production /app/node_modules ./node_modules" in stage(made, "final")


WORKSPACE = {
    "package.json": '{"private": true, "workspaces": ["apps/*", "packages/*"]}',
    "package-lock.json": "{}",
    "apps/api/package.json": '{"name": "shop", "scripts": {"start": "node server.js"}, "dependencies": {"db": "*"}}',
    "apps/api/server.js": SERVER,
    "packages/db/package.json": json.dumps(
        {"name": "db", "main": "index.js", "dependencies": {"pg": "8"}, "devDependencies": {"drizzle-kit": "1"}}
    ),
    "packages/db/index.js": "",
}


def test_the_tool_of_a_sibling_runs_in_its_folder(tmp_path: Path) -> None:
    write(tmp_path, WORKSPACE | {f"packages/db/{path}": text for path, text in DRIZZLE.items()})
    made = generate(tmp_path, Settings(), None)
    assert job(made) == (["drizzle-kit", "migrate"], "migrate")
    lines = stage(made, "migrate")
    assert lines[:4] == [
        "FROM build AS migrate",
        "COPY packages/db ./packages/db",
        "COPY apps/api ./apps/api",
        "WORKDIR /app/packages/db",
    ]
    assert 'ENV PATH="/app/packages/db/node_modules/.bin:/app/node_modules/.bin:$PATH"' in lines


def test_the_script_of_the_root_runs_at_the_top(tmp_path: Path) -> None:
    root = {"private": True, "workspaces": ["apps/*", "packages/*"], "scripts": {"migrate": "knex migrate:latest"}}
    files = {**WORKSPACE, **KNEX, "package.json": json.dumps({**root, "dependencies": {"knex": "3"}})}
    write(tmp_path, files)
    made = generate(tmp_path, Settings(), None)
    assert job(made) == (["knex", "migrate:latest"], "migrate")
    assert stage(made, "migrate")[1:3] == ["COPY . .", 'ENV NODE_ENV="production"']
