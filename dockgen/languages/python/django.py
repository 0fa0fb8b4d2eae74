"""Django: which module is served, whether static files are collected, and what its settings need to be read at all."""

import posixpath
import re
from collections.abc import Mapping
from typing import Final

from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.ports import HEALTH
from dockgen.languages.kit.sources import content
from dockgen.languages.python.starting import USUAL_PORT, Seen, Start, served
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

VARIABLE: Final = "DJANGO_SETTINGS_MODULE"
_SETTINGS: Final = VARIABLE + r"[\"']\s{0,9}[,\]]\s{0,9}=?\s{0,9}[\"']([\w.]{1,200})[\"']"
_MODULE: Final = r"(?m)^{}_APPLICATION[ \t]{{0,9}}=[ \t]{{0,9}}[\"']([\w.]{{1,200}})\.(\w{{1,60}})[\"']"
_MADE: Final = r"(?m)^(\w{{1,60}})[ \t]{{0,9}}=[ \t]{{0,9}}{}\("
_STATIC_ROOT: Final = r"(?m)^[ \t]{0,40}STATIC_ROOT\b"
_COMMENT: Final = r"(?m)#[^\n]*"
_BESIDE: Final = ("base", "common", "defaults", "settings", "production", "prod", "__init__")
_HOSTS: Final = r"(?ms)^[ \t]{0,40}ALLOWED_HOSTS\b[^\n]{0,20}=.{0,300}?(?:\n\n|\n[A-Z]|\Z)"
_LOCAL_HOST: Final = r"[\"',]\s{0,9}(?:\*|127\.0\.0\.1)\s{0,9}[\"',]"
_DEEPEST: Final = 2

_ASGI_SERVERS: Final = frozenset({"uvicorn", "hypercorn", "daphne"})
_ASGI_PACKAGES: Final = frozenset({"channels", "daphne"})
_WSGI_SERVERS: Final = frozenset({"gunicorn", "waitress"})


class Site(NamedTuple):
    """Where a Django project lies."""

    project: Project
    base: str
    """The folder of manage.py, as "shop/"; "" for the top."""

    def text(self, module: str) -> str:
        """Return what a module holds; empty where there is none."""
        return content(self.project, f"{self.base}{module.replace('.', '/')}.py")

    def settings(self, module: str) -> Mapping[str, str]:
        """Read the settings module, or the files of the settings package, without their comments."""
        path = self.base + module.replace(".", "/")
        has = self.project.has
        folder = path if has(path) else posixpath.dirname(path)
        paths = [f"{path}.py"] if has(f"{path}.py") else []
        if not paths or "settings/" in path:
            paths += [f"{folder}/{name}.py" for name in _BESIDE]
        return {path: re.sub(_COMMENT, "", text) for path in paths if (text := content(self.project, path))}


def find(seen: Seen) -> Start | None:
    """Return how a Django project is served; None where there is none."""
    project, folder, names = seen.project, seen.folder, seen.names
    manage = _manage(project, folder)
    text = content(project, manage) if manage else ""
    if manage is None or ("django" not in names and "django" not in text):
        return None
    base = posixpath.dirname(manage)
    site = Site(project, f"{base}/" if base else "")
    managed = _settings_of(text)
    texts = site.settings(managed)
    interface, interface_note = _interface(project, names, texts)
    module, name = _application(site, managed, texts, interface)
    if not module:
        return None
    taken = _settings_of(site.text(module))
    is_other = taken not in {"", managed}
    settings = "\n".join((site.settings(taken) if is_other else texts).values())
    needs_module = managed and (made := site.text(module)) and VARIABLE not in made
    start = Start(
        words=(),
        source=f"{manage}, {module}{interface_note}",
        framework="django",
        port=USUAL_PORT,
        path=site.base[len(folder) :].rstrip("/"),
        env={VARIABLE: managed} if needs_module else {},
        build_env={VARIABLE: taken} if is_other else {},
        settings=tuple((site.settings(taken) if is_other else texts).values()),
        manage=manage if re.search(_STATIC_ROOT, settings) else "",
        health=_health(site, settings),
        migrate=("python", manage[len(folder) :], "migrate", *([f"--settings={taken}"] if is_other else ())),
    )
    return served(seen, f"{module}:{name}", interface, start)


def _manage(project: Project, folder: str) -> str | None:
    """Return the manage.py that lies nearest to the top."""
    found = (path for path in project.files("manage.py") if path.startswith(folder))
    named = (path for path in found if posixpath.basename(path) == "manage.py" and is_plain(path))
    near = (path for path in named if path[len(folder) :].count("/") <= _DEEPEST)
    return min(near, key=lambda path: (path.count("/"), path), default=None)


def _settings_of(text: str) -> str:
    """Return the settings module that a manage.py, wsgi.py or asgi.py takes where the environment names none."""
    match = re.search(_SETTINGS, text)
    return match[1] if match else ""


def _interface(project: Project, names: frozenset[str], texts: Mapping[str, str]) -> tuple[str, str]:
    """Return whether ASGI or WSGI is served, and why that was chosen."""
    has_asgi = any("ASGI_APPLICATION" in text for text in texts.values()) or any(
        posixpath.basename(path) == "asgi.py" for path in project.files("asgi.py")
    )
    servers = names & _ASGI_SERVERS if has_asgi else frozenset()
    reasons = (names & _ASGI_PACKAGES if has_asgi else None) or (servers if names.isdisjoint(_WSGI_SERVERS) else None)
    if reasons:
        return "asgi", f" (ASGI, because of {min(reasons)})"
    return "wsgi", " (WSGI before ASGI)" if servers else ""


def _application(site: Site, settings: str, texts: Mapping[str, str], kind: str) -> tuple[str, str]:
    """Return the module that holds the application, and its name in it; empty where there is none."""
    for text in texts.values():
        if match := re.search(_MODULE.format(kind.upper()), text):
            return match[1], match[2]
    is_module = settings.endswith(".settings")
    package = settings.removesuffix(".settings") if is_module else settings.partition(".settings.")[0]
    places = [f"{site.base}{package.replace('.', '/')}/{kind}.py"] if package else []
    places += [path for path in site.project.files(f"{kind}.py") if path.startswith(site.base)]
    for place in places:
        text = content(site.project, place)
        if match := re.search(_MADE.format(r"[^\n]{0,200}"), text):
            found = re.search(_MADE.format(f"get_{kind}_application"), text) or match
            name = "application" if re.search(r"(?m)^application\b", text) else found[1]
            return place[len(site.base) :].removesuffix(".py").replace("/", "."), name
    return "", ""


def _health(site: Site, settings: str) -> str | None:
    """Return a health path, where the settings let 127.0.0.1 ask for it: otherwise Django answers with 400."""
    hosts = re.search(_HOSTS, settings)
    if not hosts or not re.search(_LOCAL_HOST, hosts[0]):
        return None
    for path in site.project.files("urls.py"):
        is_near = path.startswith(site.base) and path.count("/") <= site.base.count("/") + 1
        if is_near and (match := re.search(rf"\bpath\(\s{{0,9}}[\"']({HEALTH}/?)[\"']", content(site.project, path))):
            module = re.escape(path[len(site.base) :].removesuffix(".py").replace("/", "."))
            is_root = "ROOT_URLCONF" not in settings or re.search(
                rf"ROOT_URLCONF\s{{0,9}}=\s{{0,9}}[\"']{module}[\"']", settings
            )
            return f"/{match[1]}" if is_root else None
    return None
