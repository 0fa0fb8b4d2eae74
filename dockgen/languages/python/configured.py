"""Programs that a file of settings describes: the spiders of scrapy.cfg, and Pyramid's apps in Paste's INI files."""

import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.kit import ports, tables
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.sources import content
from dockgen.languages.kit.tables import Table, table, text
from dockgen.languages.kit.versions import place
from dockgen.languages.python.starting import Seen, Start
from dockgen.model.found import Found

_SCRAPY: Final = "scrapy.cfg"
_SPIDER: Final = r"\bclass[ \t]{1,9}\w{1,60}\([^()\n]{0,100}Spider\b"
_SPIDER_NAME: Final = (
    r"(?m)^[ \t]{1,12}name(?:[ \t]{0,9}:[ \t]{0,9}str)?[ \t]{0,9}=[ \t]{0,9}[\"'](\w[\w.-]{0,60})[\"']"
)
_CRAWLS_ITSELF: Final = r"\bCrawler(?:Process|Runner)\("
_CRAWL: Final = r"\bscrapy[ \t]{1,9}crawl[ \t]{1,9}(\w[\w.-]{0,60})"
_SERVER: Final = "server:main"
_FIRST: Final = ("production.ini", "prod.ini", "deploy.ini", "docker.ini", "app.ini")
_FOR_PEOPLE: Final = r"dev|test|local|example|sample|alembic|pytest|tox"
"""What the INI files are called that are not for production."""
_REFERENCE: Final = r"%\((\w{1,60})\)s"
_LOCAL: Final = r"(?:localhost|127\.0\.0\.1|\[?::1\]?)(?::[0-9]{1,5})?"
_PORTS: Final = {"waitress": 8080, "gunicorn": 8000}
_PYRAMIDS: Final = 6543


def scrapy(seen: Seen) -> Start | None:
    """Return how the one spider of a Scrapy project is run, or the one that the README names."""
    spiders = _spiders(seen)
    told = {name for file in ("README.md", "README.rst", "README") for name in re.findall(_CRAWL, seen.text(file))}
    chosen = sorted(told & spiders.keys()) if len(spiders) > 1 else [*spiders]
    if len(chosen) != 1 or seen.sources.first(_CRAWLS_ITSELF):
        return None
    return Start(("scrapy", "crawl", chosen[0]), f"{seen.folder}{_SCRAPY}, {spiders[chosen[0]]}", "scrapy")


def undecided(seen: Seen) -> str:
    """Return what a person has to say where several spiders could be run; "" where there are not several."""
    if len(names := [*_spiders(seen)]) < 2:  # noqa: PLR2004 - several
        return ""
    listed = f"{seen.folder}{_SCRAPY} has several spiders ({', '.join(names)})"
    return f'{listed}, each with its own command, such as "scrapy crawl {names[0]}"'


def _spiders(seen: Seen) -> dict[str, str]:
    """Return the names of the spiders, sorted, and where each is."""
    if "scrapy" not in seen.names or not seen.project.has(seen.folder + _SCRAPY):
        return {}
    spiders = (source for source in seen.sources.read if re.search(_SPIDER, source.text))
    found = {match[1]: source.at(match) for source in spiders for match in re.finditer(_SPIDER_NAME, source.text)}
    return {name: found[name] for name in sorted(found)}


def pserve(seen: Seen) -> Start | None:
    """Return how Pyramid serves the app of an INI file for production, where that says; None where no file does."""
    for name in _settings(seen):
        path = seen.folder + name
        server = table(tables.read_ini(seen.project, path), _SERVER)
        if not server:
            continue
        listens, port = _listening(server)
        key = next((key for key in ("listen", "http_port", "port", "host") if key in server), "")
        where = place(seen.project, path, rf"(?m)^{key}[ \t]{{0,9}}[=:]") if key else f"{path}, {_SERVER}"
        is_local = bool(listens) and all(re.fullmatch(_LOCAL, address) for address in listens)
        return Start(
            *(("pserve", name), f"{path}, {_SERVER}", "pyramid", Found(port, where)),
            interrupt="waitress-stop-signal",
            local=where if is_local else "",
        )
    return None


def _settings(seen: Seen) -> Iterator[str]:
    """Yield the INI files that may be for production, the likeliest first."""
    names = [name for name in seen.project.sub(seen.folder).entries() if name.endswith(".ini") and is_plain(name)]
    yield from (name for name in _FIRST if name in names)
    others = (name for name in names if name not in _FIRST and not re.search(_FOR_PEOPLE, name))
    yield from (name for name in others if f"[{_SERVER}]" in content(seen.project, seen.folder + name))


def _listening(server: Table) -> tuple[list[str], int]:
    """Return the addresses that a server listens on, and the port."""

    def said(key: str) -> str:
        value = text(server, key) or ""
        return re.sub(_REFERENCE, lambda match: text(server, match[1]) or "", value)

    addresses = said("listen").split() or said("bind").split()
    numbers = [*(address.rpartition(":")[2] for address in addresses), said("http_port"), said("port")]
    usual = next((port for name, port in _PORTS.items() if name in said("use")), _PYRAMIDS)
    port = next(filter(None, map(ports.number, numbers)), usual)
    return addresses or [one for one in (said("host"),) if one], port
