"""The last lines of `init` say what works in the project as it is."""

from pathlib import Path

import pytest
import sample
from trees import write

FLASK = "import os\nfrom flask import Flask\napp = Flask(__name__)\n"
REDIS = f"{FLASK}import redis\nr = redis.from_url(os.environ['REDIS_URL'])\n"
PLAIN = {"requirements.txt": "flask\ngunicorn\n", "app.py": FLASK}
DATABASE = PLAIN | {"requirements.txt": "flask\ngunicorn\npsycopg\n"}
COMPOSE = "docker compose up --build"


@pytest.mark.parametrize(
    ("files", "step"),
    [
        (PLAIN, "docker build -t shop . && docker run --rm -p 8000:8000 shop"),
        (DATABASE, f"copy .env.example to .env, fill in POSTGRES_PASSWORD, and run: {COMPOSE}"),
        (DATABASE | {".env": "A=1\n"}, f"add POSTGRES_PASSWORD to .env, and run: {COMPOSE}"),
        (DATABASE | {".env": "POSTGRES_PASSWORD=\n"}, f"add POSTGRES_PASSWORD to .env, and run: {COMPOSE}"),
        (DATABASE | {".env": "export POSTGRES_PASSWORD=x\n"}, COMPOSE),
        (PLAIN | {"requirements.txt": "flask\ngunicorn\nredis\n", "app.py": REDIS}, COMPOSE),
        (PLAIN | {".env.example": "KEY=\n"}, f"copy .env.example to .env, fill it in, and run: {COMPOSE}"),
        (PLAIN | {".env.example": "KEY=\n", ".env": "KEY=x\n"}, COMPOSE),
        (
            DATABASE | {".env.example": "KEY=\n"},
            f"copy .env.example to .env, fill it in, add POSTGRES_PASSWORD, and run: {COMPOSE}",
        ),
    ],
)
def test_a_file_with_settings_is_completed_and_never_replaced(files: dict[str, str], step: str, tmp_path: Path) -> None:
    write(tmp_path / "shop", files)
    assert sample.dockgen("init", "shop", "--yes", folder=tmp_path).stdout.splitlines()[-1].startswith("Next: cd shop")
    said = sample.dockgen("init", "--yes", folder=tmp_path / "shop").stdout
    assert said.splitlines()[-1] == f"Next: {step}"
    assert all((tmp_path / "shop" / name).read_text() == files[name] for name in files)


def test_two_variables_are_listed_in_words(tmp_path: Path) -> None:
    write(tmp_path, DATABASE | {"requirements.txt": "flask\ngunicorn\npsycopg\npika\n"})
    said = sample.dockgen("init", "--yes", folder=tmp_path).stdout
    assert "fill in POSTGRES_PASSWORD and RABBITMQ_PASSWORD, and run" in said


@pytest.mark.parametrize("line", ['@click.command("init-db")', '@app.cli.command(name="create_tables")'])
def test_a_command_that_makes_the_tables_is_to_be_run_once(line: str, tmp_path: Path) -> None:
    write(tmp_path / "shop", PLAIN | {"app.py": f"{FLASK}{line}\ndef tables():\n    pass\n"})
    said = sample.dockgen("init", "--yes", folder=tmp_path / "shop").stdout
    name = "init-db" if "init" in line else "create_tables"
    once = f"Once, to make the tables: docker compose run --rm shop flask --app app:app {name}"
    assert said.splitlines()[-2:] == [f"Next: {COMPOSE}", once]
    write(tmp_path / "tea", PLAIN | {"app.py": f'{FLASK}@click.command("import-db")\ndef tables():\n    pass\n'})
    assert "Once" not in sample.dockgen("init", "--yes", folder=tmp_path / "tea").stdout
