"""Health paths behind the prefixes of routers and blueprints."""

import pytest

from dockgen.languages import python
from dockgen.reading.project import Project

FASTAPI = "from fastapi import FastAPI\napp = FastAPI()\n"
MADE = "from fastapi import APIRouter\n"
ROUTER = f"{MADE}router = APIRouter(prefix='/utils')\n@router.get('/health-check/')\ndef h(): return 1\n"
API = f"{MADE}from app.routes import utils\napi = APIRouter()\napi.include_router(utils.router)\n"
GUARDED = f"{FASTAPI}from app.routes.u import router\napp.include_router(router, dependencies=[Depends(x)])\n"
UNREADABLE = f"{FASTAPI}from u import router\napp.include_router(router, prefix=where())\n"
HANDED_ON = f"{FASTAPI}from .api import router as r\nV='v2'\napp.include_router(r, prefix=f'/{{V}}')\n"
INCLUDES = "from app.api import api\nfrom app.config import settings\napp.include_router(api, prefix=settings.V1)\n"
PACKAGES = {"app/__init__.py": "", "app/routes/__init__.py": "", "app/config.py": "V1: str = '/api/v1'\n"}
BLUEPRINT = (
    "from flask import Blueprint\nbp = Blueprint('m', __name__, url_prefix='/meta')\n"
    "@bp.route('/healthz')\ndef h(): return 'x'\n"
)
FLASK = "from flask import Flask\napp = Flask(__name__)\n"


def health(folder, files):
    for path, text in {"requirements.txt": "fastapi\nflask\n", **files}.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return python.inspect(Project(folder), None).health.value


@pytest.mark.parametrize(
    ("files", "path"),
    [
        (
            {**PACKAGES, "app/main.py": FASTAPI + INCLUDES, "app/api.py": API, "app/routes/utils.py": ROUTER},
            "/api/v1/utils/health-check/",
        ),
        # Names that a package hands on, an f-string, and relative imports.
        (
            {
                "app/__init__.py": "",
                "app/main.py": HANDED_ON,
                "app/api/__init__.py": "from .meta import router\n",
                "app/api/meta.py": f"{MADE}router = APIRouter()\n@router.get('/ping')\ndef p(): pass\n",
            },
            "/v2/ping",
        ),
        # What a guard protects, what hangs nowhere, and a prefix that cannot be read, are no health paths.
        (
            {
                **PACKAGES,
                "app/main.py": GUARDED,
                "app/routes/u.py": ROUTER,
            },
            None,
        ),
        ({"main.py": FASTAPI, "u.py": ROUTER}, None),
        (
            {"main.py": UNREADABLE, "u.py": ROUTER},
            None,
        ),
        (
            {"app.py": f"{FLASK}from meta import bp\napp.register_blueprint(bp)\n", "meta.py": BLUEPRINT},
            "/meta/healthz",
        ),
        (
            {
                "app.py": f"{FLASK}from meta import bp\napp.register_blueprint(bp, url_prefix='/x')\n",
                "meta.py": BLUEPRINT,
            },
            "/x/healthz",
        ),
        (
            {
                "shop/__init__.py": "from flask import Flask\ndef create_app():\n    app = Flask('a')\n"
                "    from shop import meta\n"
                "    app.register_blueprint(meta.bp)\n    return app\n",
                "shop/meta.py": BLUEPRINT,
            },
            "/meta/healthz",
        ),
    ],
)
def test_the_path_has_the_prefixes_of_all_routers_above_it(tmp_path, files, path):
    assert health(tmp_path, files) == path
