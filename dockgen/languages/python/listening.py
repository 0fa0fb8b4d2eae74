"""Where a script listens: what only its own machine reaches, and the setting that lets others in."""

import re
from collections.abc import Iterator
from itertools import islice
from typing import Final

from dockgen.languages.kit import ports
from dockgen.languages.kit.path_values import Place, Values
from dockgen.languages.python import required
from dockgen.languages.python.starting import Seen, Source, Start, settings
from dockgen.records import NamedTuple

_HERE: Final = r"[\"'](?:127\.0\.0\.1|localhost|::1)[\"']"
_EVERYWHERE: Final = r"0\.0\.0\.0|[\"']::[\"']"
_CALLS: Final = (
    r"\b(?:run|run_app|run_server|run_simple|launch|serve|listen|bind|make_server|start_server|create_server"
    r"|(?:Threading)?(?:HTTP|TCP)Server|TCPSite|WSGIServer|Config|Robyn|Sanic|Server)\("
)
_MOST_CALLS: Final = 50
_NAMES: Final = frozenset({"host", "hostname", "address", "bind", "interface", "server_name", "server_host"})
_BY_DEFAULT: Final = (
    r"\buvicorn\.run\((?![^()]{0,300}(?:\([^()]{0,100}\)[^()]{0,300}){0,3}\bhost\b)|\bcherrypy\.quickstart\("
)
"""What listens on its own machine only where it is told nothing."""

_LITERAL: Final = rf"\s{{0,9}}\(?\s{{0,9}}{_HERE}"
_NAMED: Final = r"\s{0,9}\(?\s{0,9}(?:\w{1,60}\.){0,4}(\w{1,60})\s{0,9}[,)]"
_SETTING: Final = (
    r"\s{0,9}\(?\s{0,9}(?:\w{1,40}\.){0,3}(?:environ\.get|getenv|env(?:\.str|\.get)?|config)"
    r"\(\s{0,9}[\"'](\w{1,60})[\"']\s{0,9}"
    rf"(?:,\s{{0,9}}(?:default\s{{0,9}}=\s{{0,9}})?|\)\s{{0,9}}or\s{{1,9}}){_HERE}"
)
_BOUND: Final = (
    r"\b{0}(?:\s{{0,9}}:\s{{0,9}}[\w.\[\]| ]{{1,40}}?)?\s{{0,9}}=\s{{0,9}}"
    r"(?:(?:\w{{1,30}}\.)?(?:Field|Option)\(\s{{0,9}}(?:default\s{{0,9}}=\s{{0,9}})?)?"
)
_OPTION: Final = (
    r"\b(?:add_argument|option)\(\s{{0,9}}(?:[\"']-\w[\"']\s{{0,9}},\s{{0,9}})?[\"'](--{0})[\"']\s{{0,9}},"
    r"[^()]{{0,200}}?\bdefault\s{{0,9}}=\s{{0,9}}"
)
_COMMANDS: Final = r"\badd_subparsers\(|\.group\(|\badd_typer\("
"""What has several commands: an option stands before or after one of them."""


class Listener(NamedTuple):
    """Where a program listens for its own machine only, and what changes that."""

    where: str
    variable: str = ""
    option: str = ""


def reachable(seen: Seen, start: Start, source: Source) -> Start:
    """Let other machines reach a script, by its own variable or option; say where it listens if it has neither."""
    found = _find(seen, source)
    if found is None or (found.option and any(word.partition("=")[0] == found.option for word in start.words)):
        return start
    if found.variable:
        return start._replace(env={**start.env, found.variable: ports.EVERYWHERE})
    if found.option:
        return start._replace(words=(*start.words, found.option, ports.EVERYWHERE))
    return start._replace(local=found.where)


def _find(seen: Seen, source: Source) -> Listener | None:
    if re.search(_EVERYWHERE, source.text):
        return None
    told = next((found for at in _addresses(source) if (found := _told(seen, source, at))), None)
    by_default = None if told else re.search(_BY_DEFAULT, source.text)
    return Listener(source.at(by_default)) if by_default else told


def _addresses(source: Source) -> Iterator[int]:
    """Yield the places of what may be an address, among the arguments of what listens."""
    place = Place(source, source.path, "")
    values = Values([place])
    for call in islice(re.finditer(_CALLS, source.text), _MOST_CALLS):
        arguments = values.arguments(place, call.end())
        named = [one.position for one in arguments if one.name in _NAMES]
        yield from named or (one.position for one in arguments if not one.name)


def _told(seen: Seen, source: Source, at: int) -> Listener | None:
    """Return what an expression says, or what gave its name a value."""
    if found := _said(source, at):
        return found
    named = re.compile(_NAMED).match(source.text, at)
    if named is None:
        return None
    option = re.search(_OPTION.format(re.escape(named[1]).replace("_", "[-_]")), source.text)
    if option and (found := _said(source, option.end())):
        has_commands = re.search(_COMMANDS, source.text)
        return found if found.variable or has_commands else found._replace(option=option[1])
    return _bound(seen, source, named[1])


def _bound(seen: Seen, source: Source, name: str) -> Listener | None:
    """Return what gave a name its value: in the script itself, in its settings, or in another file."""
    read = (*settings(seen.project, seen.sources), *seen.sources.read)
    for one in (source, *(other for other in read if other is not source)):
        for match in re.finditer(_BOUND.format(re.escape(name)), one.text):
            if found := _said(one, match.end()):
                field = next((each.name for each in required.variables([one]) if each.field == name), "")
                is_option = one.imports("typer") and name.islower() and not re.search(_COMMANDS, one.text)
                return found._replace(
                    variable=found.variable or field, option=f"--{name}".replace("_", "-") if is_option else ""
                )
    return None


def _said(source: Source, at: int) -> Listener | None:
    """Return what an expression itself says: an address, or a variable's name and what it is by default."""
    if setting := re.compile(_SETTING).match(source.text, at):
        return Listener(source.at(setting), setting[1])
    literal = re.compile(_LITERAL).match(source.text, at)
    return Listener(source.at(literal)) if literal else None
