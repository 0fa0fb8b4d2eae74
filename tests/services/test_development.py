"""What a project's example of an `.env` sets for development only."""

import pytest
import yaml
from buildkit import plans

from dockgen.languages import LANGUAGES
from dockgen.rendering.render import render
from dockgen.services.development import overridden
from dockgen.services.wanting import wants

READS = {"app.py": "DEBUG = os.environ.get('DEBUG') == '1'"}


@pytest.mark.parametrize(
    ("example", "sources", "expected"),
    [
        ("A=b\nDEBUG=1\n", READS, [("DEBUG", "0", ".env.example:2")]),
        ("export DEBUG='True'\n", READS, [("DEBUG", "0", ".env.example:1")]),
        ("DEBUG=on\n", {"a.py": "DEBUG = bool(os.getenv('DEBUG', ''))"}, [("DEBUG", "", ".env.example:1")]),
        ("DEBUG=true\n", {"a.py": "if os.environ.get('DEBUG'):\n    go()"}, [("DEBUG", "", ".env.example:1")]),
        ("DEBUG=true\n", {"a.py": "DEBUG = int(os.environ.get('DEBUG', 0))"}, [("DEBUG", "0", ".env.example:1")]),
        ("DEBUG=true\n", {"a.ts": "if (process.env.DEBUG) go()"}, [("DEBUG", "", ".env.example:1")]),
        ("NODE_ENV=development\n", {}, [("NODE_ENV", "production", ".env.example:1")]),
        ("NODE_ENV=production\nDEBUG=0\n", READS, []),
        ("DEBUG=app:*\n", READS, []),
        ("# DEBUG=1\n", READS, []),
        ("DEBUG=1\n", {"app.py": "print()"}, []),
        ("OTHER_DEBUG=1\n", READS, []),
    ],
)
def test_a_container_gets_the_value_for_production(example, sources, expected):
    found = overridden({".env.example": example, **sources})
    assert [(one.variable, one.text, where) for one, where in found] == expected


def test_compose_overrides_the_example():
    found = wants(LANGUAGES["python"].clients(), {}, {".env.example": "DEBUG=1\n", **READS})
    plan = plans.plan(plans.PROJECT._replace(**found._asdict()))
    app = yaml.safe_load(render(plan, None)["compose.yaml"])["services"][plan.name]
    assert app["environment"] == {"DEBUG": "0"}
    assert app["env_file"] == [{"path": ".env", "required": False}]
