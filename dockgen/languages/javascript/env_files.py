"""The files with public values, such as `.env.production`, that are part of the repository and that a build reads."""

import posixpath
import re
from typing import Final

from dockgen.languages.javascript.web_app import App
from dockgen.reading.gitignore import is_ignored_from_top
from dockgen.secrets.secret_forms import names_secret

NAMES: Final = (".env", ".env.production")
"""Those that are meant for all machines; `.env.local` and the like are meant for one."""

_LINE: Final = r"(?m)^[ \t]{0,9}(?:export[ \t]{1,9})?([A-Za-z_]\w{0,80})[ \t]{0,9}=[ \t]{0,9}(.{0,500})"
_CREDENTIALS: Final = r"://[^\s/@]{0,200}:[^\s/@]{1,200}@"


def committed(app: App, prefix: str, *, is_server: bool) -> tuple[str, ...]:
    """Return the files that a build may read because git would show them to everyone, from the app's folder.

    Nothing in them may look like a secret; a server's may hold public variables alone, as the server could read all.

    Args:
        app: the app that is built.
        prefix: what the names of its public variables begin with.
        is_server: whether node runs what is built.
    """
    folder = posixpath.normpath(app.config("vite.config").value("envDir") or ".")
    paths = [posixpath.normpath(posixpath.join(folder, name)) for name in NAMES]
    return tuple(path for path in paths if app.project.has(path) and _is_public(app, path, prefix, is_server=is_server))


def _is_public(app: App, path: str, prefix: str, *, is_server: bool) -> bool:
    text = app.project.read(path) or ""
    pairs = re.findall(_LINE, text)
    public = [name for name, _ in pairs if name.startswith(prefix)]
    if not public or is_ignored_from_top(app.project, path) or (is_server and len(public) < len(pairs)):
        return False
    secret = next((f"{name} may be a secret" for name, value in pairs if _is_secret(name, value)), "")
    if reason := secret or _held(path, text):
        where = posixpath.normpath(posixpath.join(app.project.path, path))
        app.project.warn(f"{where} stays out of the build, although {public[0]} is public: {reason}")
    return not reason


def _is_secret(name: str, value: str) -> bool:
    """Tell whether a variable may be a secret: more than elsewhere, as everyone sees what a front end is built with."""
    is_named_so = names_secret(name) and value.strip("\"' \t\r") != ""
    return is_named_so or re.search(_CREDENTIALS, value) is not None


def _held(path: str, text: str) -> str:
    from dockgen.secrets import secret_texts  # noqa: PLC0415 - few projects have such a file

    found = secret_texts.found_in(path, text)
    return f"it holds {found[0]}" if found else ""
