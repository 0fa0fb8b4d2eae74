"""Django: which module is served, whether static files are collected, and what its settings need to be read at all."""

import posixpath
import re
from collections.abc import Sequence
from typing import Final

from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.ports import HEALTH
from dockgen.languages.python.frameworks import DEFAULT_PORT, choose_server, gunicorn_settings
from dockgen.languages.python.requirements import Requirement
from dockgen.languages.python.starting import Start
from dockgen.reading.project import Project

_VARIABLE: Final = "DJANGO_SETTINGS_MODULE"
_SETTINGS: Final = _VARIABLE + r"[\"']\s{0,9}[,\]]\s{0,9}=?\s{0,9}[\"']([\w.]{1,200})[\"']"
_MODULE: Final = r"(?m)^{name}[ \t]{{0,9}}=[ \t]{{0,9}}[\"']([\w.]{{1,200}})\.(\w{{1,60}})[\"']"
_STATIC_ROOT: Final = r"(?m)^[ \t]{0,40}STATIC_ROOT\b"
_COMMENT: Final = r"(?m)#[^\n]*"

# os.environ["NAME"], what django-environ and python-decouple take without a default, and the key that may not be empty.
_REQUIRED: Final = (
    r"environ\[\s{0,9}[\"']([A-Z][A-Z0-9_]{0,80})[\"']\s{0,9}\](?!\s{0,9}=[^=])"
    r"|\b(?:env|config)(?:\.(?:str|bool|int|list|url|db|db_url|cache|cache_url|email_url|path))?"
    r"\(\s{0,9}[\"']([A-Z][A-Z0-9_]{0,80})[\"']\s{0,9}(?:,\s{0,9}cast\s{0,9}=[^()]{0,40}(?:\(\))?)?\)"
    r"|(?:environ\.get|getenv)\(\s{0,9}[\"']([A-Z0-9_]{0,60}SECRET_KEY)[\"']\s{0,9}\)"
)
_ASGI_SERVERS: Final = frozenset({"uvicorn", "hypercorn", "daphne"})
_ASGI_PACKAGES: Final = frozenset({"channels", "daphne"})
_WSGI_SERVERS: Final = frozenset({"gunicorn", "waitress"})

MEANINGLESS: Final = (("_URL", "sqlite:////tmp/unused"), ("DEBUG", "0"), ("PORT", "1"), ("", "unused"))
"""Values that settings can be read with, by how the variable's name ends."""


def find(project: Project, folder: str, requirements: Sequence[Requirement]) -> Start | None:
    """Return how a Django project is served; None where there is none.

    Args:
        project: the repository.
        folder: the program's own, as "packages/api/"; "" for the top.
        requirements: what it depends on.
    """
    names = {requirement.name for requirement in requirements}
    manage = _manage(project, folder)
    text = (project.read(manage) or "") if manage else ""
    if manage is None or ("django" not in names and "django" not in text):
        return None
    base = posixpath.dirname(manage)
    base = f"{base}/" if base else ""
    managed = _settings_of(text)
    texts = _settings_texts(project, base, managed)
    is_asgi, interface_note = _interface(project, names, texts)
    module, name = _application(project, base, managed, texts, "asgi" if is_asgi else "wsgi")
    if not module:
        return None
    settings = _settings_of(project.read(f"{base}{module.replace('.', '/')}.py") or "")
    if settings not in {"", managed}:
        texts = _settings_texts(project, base, settings)
    server, is_added = choose_server("asgi" if is_asgi else "wsgi", requirements)
    root = base[len(folder) :].rstrip("/")
    all_text = "\n".join(texts.values())
    start = Start(
        words=tuple(word.replace("{app}", f"{module}:{name}") for word in server.words),
        source=f"{manage}, {module}{interface_note}",
        framework="django",
        port=DEFAULT_PORT,
        port_source="the usual port of Python servers",
        port_env=server.port_env,
        interrupt=server.interrupt,
        path=root,
        server=server.package if is_added else "",
        env=(f"{_VARIABLE}={managed}",) if managed and _needs_settings(project, base, module) else (),
        build_env=(
            *((f"{_VARIABLE}={settings}",) if settings not in {"", managed} else ()),
            *(f"{variable}={value}" for variable, value in _required(all_text).items()),
        ),
        manage=manage if re.search(_STATIC_ROOT, all_text) else "",
        health=_health(project, base, all_text),
    )
    return gunicorn_settings(project, folder, start) if server.package == "gunicorn" else start


def _manage(project: Project, folder: str) -> str | None:
    """Return the manage.py that lies nearest to the top, and not more than two folders below it."""
    found = [
        path for path in project.files("manage.py") if path.startswith(folder) and f"/{path}".endswith("/manage.py")
    ]
    near = [path for path in found if path[len(folder) :].count("/") <= 2 and is_plain(path)]  # noqa: PLR2004
    return min(near, key=lambda path: (path.count("/"), path), default=None)


def _settings_of(text: str) -> str:
    """Return the settings module that a manage.py, wsgi.py or asgi.py takes where the environment names none."""
    match = re.search(_SETTINGS, text)
    return match[1] if match else ""


def _settings_texts(project: Project, base: str, module: str) -> dict[str, str]:
    """Read the settings module, or the files of the settings package, without their comments."""
    path = base + module.replace(".", "/")
    folder = posixpath.dirname(path) if not project.has(path) else path
    paths = [f"{path}.py"] if project.has(f"{path}.py") else []
    beside = ["base", "common", "defaults", "settings", "production", "prod", "__init__"]
    if not paths or "settings/" in path:
        paths += [f"{folder}/{name}.py" for name in beside if project.has(f"{folder}/{name}.py")]
    texts = {path: project.read(path) for path in dict.fromkeys(paths)}
    return {path: re.sub(_COMMENT, "", text) for path, text in texts.items() if text is not None}


def _interface(project: Project, names: set[str], texts: dict[str, str]) -> tuple[bool, str]:
    """Tell whether ASGI is served, and what that was chosen before."""
    has_asgi = any("ASGI_APPLICATION" in text for text in texts.values()) or any(
        path.endswith("/asgi.py") or path == "asgi.py" for path in project.files("asgi.py")
    )
    if not has_asgi:
        return False, ""
    if names & _ASGI_PACKAGES:
        return True, f" (ASGI, because of {min(names & _ASGI_PACKAGES)})"
    if names & _ASGI_SERVERS and not names & _WSGI_SERVERS:
        return True, f" (ASGI, because of {min(names & _ASGI_SERVERS)})"
    return False, " (WSGI before ASGI)" if names & _ASGI_SERVERS else ""


def _application(project: Project, base: str, settings: str, texts: dict[str, str], kind: str) -> tuple[str, str]:
    """Return the module that holds the application, and its name in it; empty where there is none."""
    for text in texts.values():
        if match := re.search(_MODULE.format(name=f"{kind.upper()}_APPLICATION"), text):
            return match[1], match[2]
    package = (
        settings.removesuffix(".settings") if settings.endswith(".settings") else settings.partition(".settings.")[0]
    )
    places = [f"{base}{package.replace('.', '/')}/{kind}.py"] if package else []
    places += [path for path in project.files(f"{kind}.py") if path.startswith(base) and path.endswith(f"{kind}.py")]
    for place in places:
        held = project.read(place) if project.has(place) else None
        if held and (match := re.search(r"(?m)^(\w{1,60})[ \t]{0,9}=[ \t]{0,9}[^\n]{0,200}\(", held)):
            found = re.search(rf"(?m)^(\w{{1,60}})[ \t]{{0,9}}=[ \t]{{0,9}}get_{kind}_application\(", held) or match
            name = "application" if re.search(r"(?m)^application\b", held) else found[1]
            return place[len(base) :].removesuffix(".py").replace("/", "."), name
    return "", ""


def _needs_settings(project: Project, base: str, module: str) -> bool:
    """Tell whether the served module leaves it to the environment which settings are used."""
    text = project.read(f"{base}{module.replace('.', '/')}.py")
    return text is not None and _VARIABLE not in text


def _required(text: str) -> dict[str, str]:
    """Return the variables that have to be there, each with a value that can be read and means nothing."""
    found = {match[1] or match[2] or match[3]: match[0] for match in re.finditer(_REQUIRED, text)}
    return {variable: _meaningless(variable, found[variable]) for variable in sorted(found)}


def _meaningless(variable: str, call: str) -> str:
    if re.search(r"\bbool\b", call):
        return "0"
    if re.search(r"\bint\b", call):
        return "1"
    return next(value for end, value in MEANINGLESS if variable.endswith(end))


def _health(project: Project, base: str, settings: str) -> str | None:
    """Return a health path, where the settings let 127.0.0.1 ask for it: otherwise Django answers with 400."""
    hosts = re.search(r"(?ms)^[ \t]{0,40}ALLOWED_HOSTS\b[^\n]{0,20}=.{0,300}?(?:\n\n|\n[A-Z]|\Z)", settings)
    if not hosts or not re.search(r"[\"',]\s{0,9}(?:\*|127\.0\.0\.1)\s{0,9}[\"',]", hosts[0]):
        return None
    for path in project.files("urls.py"):
        text = project.read(path) if path.startswith(base) and path.count("/") <= base.count("/") + 1 else None
        if text and (match := re.search(rf"\bpath\(\s{{0,9}}[\"']({HEALTH}/?)[\"']", text)):
            return f"/{match[1]}" if "ROOT_URLCONF" not in settings or _is_root(settings, path, base) else None
    return None


def _is_root(settings: str, path: str, base: str) -> bool:
    module = path[len(base) :].removesuffix(".py").replace("/", ".")
    return bool(re.search(rf"ROOT_URLCONF\s{{0,9}}=\s{{0,9}}[\"']{re.escape(module)}[\"']", settings))
