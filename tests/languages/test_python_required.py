"""Variables that settings require, and those that tell a program where its services are."""

import pytest

from dockgen.languages import python
from dockgen.reading.project import Project

BASE = "from pydantic_settings import BaseSettings, SettingsConfigDict\nfrom pydantic import *\n"
MAIN = "from fastapi import FastAPI\napp = FastAPI()\n"


def inspect(folder, files, requirements="fastapi\nuvicorn\npydantic-settings\n"):
    for path, text in {"requirements.txt": requirements, "main.py": MAIN, **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return python.inspect(Project(folder), None)


def required(folder, text, path="config.py"):
    return dict(inspect(folder, {path: text}).own.build_env.value)


@pytest.mark.parametrize(
    ("body", "found"),
    [
        ("    token: str\n", {"TOKEN": "unused"}),
        ("    token: str = 'x'\n    n: int = Field(1, ge=0)\n    o: int = Field(default=2)\n    m: list = []\n", {}),
        ("    model_config = SettingsConfigDict(env_prefix='KELP_')\n    KEY: str\n", {"KELP_KEY": "unused"}),
        ("    a: str = Field(..., min_length=20)\n", {"A": "unusedunusedunusedun"}),
        ("    a: int = Field(\n        ge=1,\n        description='a = b: str',\n    )\n", {"A": "1"}),
        ("    a: Annotated[str, Field(max_length=3)]\n    b: HttpUrl\n", {"A": "unused", "B": "http://unused"}),
        ("    a: Literal['dev', 'prod']\n    b: bool\n", {"A": "dev", "B": "0"}),
        ("    a: str = Field(validation_alias='OTHER_KEY')\n", {"OTHER_KEY": "unused"}),
        ("    a: str\n    class Config:\n        env_prefix = 'bot_'\n", {"BOT_A": "unused"}),
        ("    model_config = {'case_sensitive': True}\n    aKey: str\n", {"aKey": "unused"}),
        (
            "    C: ClassVar[str]\n    PORT: int\n    def f(\n        self,\n        x: str,\n    ):\n        y: int\n",
            {},
        ),
        (
            "    tags: list[str]\n    where: PostgresDsn\n",
            {"TAGS": "[]", "WHERE": "postgresql://unused:unused@unused/unused"},
        ),
    ],
)
def test_fields_without_a_default_are_required(tmp_path, body, found):
    assert required(tmp_path, f"{BASE}class Conf(BaseSettings):\n{body}\nconf = Conf()\n") == found


def test_a_class_takes_the_fields_and_the_prefix_of_its_base(tmp_path):
    classes = (
        "class Base(BaseSettings):\n    token: str\n    class Config:\n        env_prefix = 'BOT_'\n"
        "class Prod(Base):\n    site: str\n"
    )
    assert required(tmp_path, f"{BASE}{classes}def get(): return Prod()\n") == {
        "BOT_SITE": "unused",
        "BOT_TOKEN": "unused",
    }


def test_settings_in_settings_have_two_underscores_and_tell_where_services_are(tmp_path):
    classes = (
        "class Db(BaseModel):\n    host: str\n    user: str\n    port: int = 5432\n"
        "class Conf(BaseSettings):\n"
        "    model_config = SettingsConfigDict(env_nested_delimiter='__', env_prefix='APP_')\n"
        "    db: Db\n    key: str\n"
    )
    files = {"src/core/settings.py": BASE + classes}
    program = inspect(tmp_path, files, "fastapi\nuvicorn\npydantic-settings\nasyncpg\n")
    assert set(program.own.build_env.value) == {"APP_DB__HOST", "APP_DB__USER", "APP_KEY"}
    told = {each.variable: each.text for each in program.service_env.value}
    assert told == {"APP_DB__HOST": "{host}", "APP_DB__PORT": "5432", "APP_DB__USER": "app"}


def test_classes_for_tests_and_other_classes_require_nothing(tmp_path):
    assert (
        required(tmp_path, f"{BASE}class TestConf(BaseSettings):\n    a: str\nclass User(BaseModel):\n    b: str\n")
        == {}
    )


@pytest.mark.parametrize(
    ("path", "text", "found"),
    [
        ("main.py", f"import os\nTOKEN = os.environ['TOKEN']\n{MAIN}", {"TOKEN"}),
        ("main.py", f"import os\nos.environ['TOKEN'] = 'x'\n{MAIN}", set()),
        ("main.py", f"import os\n{MAIN}def f():\n    return os.environ['TOKEN']\n", set()),
        ("main.py", f"import os\n{MAIN}def create_app():\n    k = os.environ['TOKEN']\n\n    return k\n", {"TOKEN"}),
        ("config.py", "import os\nclass Config:\n    KEY = os.environ['KEY']\n", {"KEY"}),
        (
            "config.py",
            "from environs import Env\nenv = Env()\nKEY = env.str('KEY')\nOTHER = env('OTHER', 'x')\n",
            {"KEY"},
        ),
        ("seed.py", "import os\nKEY = os.environ['KEY']\n", set()),
        ("main.py", f"import os\nPORT = os.environ['PORT']\n{MAIN}", set()),
    ],
)
def test_variables_that_are_taken_while_a_module_is_imported_are_required(tmp_path, path, text, found):
    assert set(required(tmp_path, text, path)) == found


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ("os.environ['MYAPP_DB_HOST'], os.environ['MYAPP_DB_PASSWORD']", {"MYAPP_DB_HOST", "MYAPP_DB_PASSWORD"}),
        ("os.getenv('SHOP_DATABASE_URL')", {"SHOP_DATABASE_URL"}),
        ("os.getenv('SQL_HOST', 'localhost'), os.getenv('SQL_DATABASE')", {"SQL_HOST", "SQL_DATABASE"}),
        ("os.getenv('TEST_DATABASE_URL')", {"DATABASE_URL"}),
        ("os.getenv('REDIS_DB_HOST')", {"DATABASE_URL"}),
    ],
)
def test_a_name_before_the_usual_ones_is_found(tmp_path, text, variables):
    program = inspect(tmp_path, {"main.py": f"import os\n{MAIN}x = {text}\n"}, "fastapi\nuvicorn\npsycopg2-binary\n")
    assert {each.variable for each in program.service_env.value} == variables
