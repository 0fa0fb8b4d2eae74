"""How one framework's app, or a script, is started: commands, ports and signals. Literal tables and pure functions."""

from typing import Final, NamedTuple

PORT: Final = "{port}"
"""Stands in a command where the port will be."""


class Start(NamedTuple):
    """How a program starts."""

    words: tuple[str, ...]
    source: str
    """Where that was found, and what it goes before."""
    framework: str = ""
    port: int | None = None
    """The port that it serves by itself; None where it is not a server."""
    port_source: str = ""
    port_env: bool = False
    path: str = ""
    """The folder that has to be on Python's path, from the program's own; "" where none has to."""
    server: str = ""
    """The production server that has to be added, because the project has none."""
    env: tuple[str, ...] = ()
    """Variables that it needs when it runs, as NAME=value."""
    build_env: tuple[str, ...] = ()
    """Variables without which its settings cannot be read, not even in the build; their values mean nothing."""
    manage: str = ""
    """Django's manage.py where static files are to be collected; else empty."""
    health: str | None = None
    interrupt: str = ""
    """The note that says why it is stopped by SIGINT and not by SIGTERM; empty where SIGTERM does."""


class Server(NamedTuple):
    """A production server."""

    package: str
    interface: str
    """wsgi or asgi."""
    words: tuple[str, ...]
    """{app} is the app's `module:name`."""
    factory: tuple[str, ...]
    """The same for a function that makes the app."""
    port_env: bool = False
    interrupt: str = ""
    """The note that says why it is stopped by SIGINT; empty where SIGTERM does."""


_GUNICORN: Final = ("gunicorn", "--access-logfile", "-", "--worker-tmp-dir", "/dev/shm")  # noqa: S108 - kept in memory
_UVICORN: Final = ("uvicorn", "--host", "0.0.0.0", "--port", PORT)  # noqa: S104 - a container's own network
_GRANIAN: Final = ("granian", "--host", "0.0.0.0", "--port", PORT)  # noqa: S104 - as above
_UWSGI: Final = ("uwsgi", "--http-socket", f"0.0.0.0:{PORT}", "--master", "--die-on-term", "--need-app")

SERVERS: Final = (
    Server("uvicorn", "asgi", (*_UVICORN, "{app}"), (*_UVICORN, "--factory", "{app}")),
    Server(
        *("hypercorn", "asgi"),
        ("hypercorn", "--bind", f"0.0.0.0:{PORT}", "--access-logfile", "-", "{app}"),
        ("hypercorn", "--bind", f"0.0.0.0:{PORT}", "--access-logfile", "-", "{app}()"),
    ),
    Server(
        *("granian", "asgi"),
        (*_GRANIAN, "--interface", "asgi", "{app}"),
        (*_GRANIAN, "--interface", "asgi", "--factory", "{app}"),
    ),
    Server("daphne", "asgi", ("daphne", "--bind", "0.0.0.0", "--port", PORT, "{app}"), ()),  # noqa: S104 - as above
    Server("gunicorn", "wsgi", (*_GUNICORN, "{app}"), (*_GUNICORN, "{app}()"), port_env=True),
    Server(
        *("granian", "wsgi"),
        (*_GRANIAN, "--interface", "wsgi", "{app}"),
        (*_GRANIAN, "--interface", "wsgi", "--factory", "{app}"),
    ),
    Server(
        *("waitress", "wsgi"),
        ("waitress-serve", f"--listen=*:{PORT}", "{app}"),
        ("waitress-serve", f"--listen=*:{PORT}", "--call", "{app}"),
        interrupt="waitress-stop-signal",
    ),
    Server(
        *("uwsgi", "wsgi"),
        (*_UWSGI, "--module", "{app}"),
        (*_UWSGI, "--module", "{app}()"),
    ),
)
"""Of each interface, the one that goes before the others first."""

DEFAULT_SERVER: Final = {"asgi": "uvicorn", "wsgi": "gunicorn"}
"""What is added to a project that has none."""

BRINGS: Final = {
    "fastapi": {"standard": "uvicorn", "all": "uvicorn"},
    "litestar": {"standard": "uvicorn"},
    "quart": {"": "hypercorn"},
}
"""The server that a framework's own dependencies, or those of one of its extras, hold."""


class Framework(NamedTuple):
    """A framework whose app is an object that a server imports."""

    package: str
    module: str
    classes: tuple[str, ...]
    interface: str


FRAMEWORKS: Final = (
    Framework("fastapi", "fastapi", ("FastAPI",), "asgi"),
    Framework("litestar", "litestar", ("Litestar",), "asgi"),
    Framework("quart", "quart", ("Quart",), "asgi"),
    Framework("starlette", "starlette", ("Starlette",), "asgi"),
    Framework("bottle", "bottle", ("Bottle",), "wsgi"),
    Framework("falcon", "falcon", ("App", "API"), "wsgi"),
    Framework("flask", "flask", ("Flask",), "wsgi"),
)

FACTORIES: Final = (
    "create_app",
    "make_app",
    "build_app",
    "get_app",
    "create_application",
    "make_application",
    "app_factory",
)
