"""A health path behind prefixes: routers of FastAPI and blueprints of Flask, over several files."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import chain
from typing import Final

from dockgen.languages.kit import ports
from dockgen.languages.python.starting import Seen, Source, settings
from dockgen.records import NamedTuple

_ROUTER: Final = (
    r"(?m)^([A-Za-z_]\w{0,60})[ \t]{0,9}(?::[ \t]{0,9}\w{1,40}[ \t]{0,9})?=[ \t]{0,9}(?:\w{1,40}\.)?"
    r"(?:APIRouter|Blueprint)\(([^()]{0,400})\)"
)
_INCLUDES: Final = (
    r"\b(\w{1,60})\.(?:include_router|register_blueprint)\(\s{0,60}([\w.]{1,120})\s{0,60}(?:,([^()]{0,400}))?\)"
)
_PREFIX: Final = r"\b(?:url_)?prefix\s{0,9}=\s{0,9}(f?[\"'][^\"'\n]{0,100}[\"']|[\w.]{1,100})"
_ROUTES: Final = (
    r"(?m)^[ \t]{0,40}@(\w{1,60})\.(?:get|head|route|api_route)\("
    r"\s{0,60}(?:path\s{0,9}=\s{0,9})?[\"']([^\"'\n]{0,100})[\"']"
)
_FROM: Final = (
    r"(?m)^[ \t]{0,20}from[ \t]{1,9}([\w.]{1,120})[ \t]{1,9}import[ \t]{1,9}(?:\(([^()]{1,999})\)|([^\n(]{1,300}))"
)
_IMPORT: Final = r"(?m)^[ \t]{0,20}import[ \t]{1,9}([\w.]{1,120})(?:[ \t]{1,9}as[ \t]{1,9}(\w{1,60}))?"
_HEALTHY: Final = rf"(?:/[\w.-]{{1,40}}){{0,5}}/{ports.HEALTH}/?"
_GUARDED: Final = r"\bDepends\(|\bSecurity\("
_MOST_STEPS: Final = 6


class _Router(NamedTuple):
    """An object that routes hang on."""

    source: Source
    name: str


class _Included(NamedTuple):
    """A router in an app or in another one."""

    parent: _Router
    prefix: str | None
    """None where it cannot be read."""


class Routes:
    """The routers of a program, and how they hang together."""

    def __init__(self, seen: Seen) -> None:
        self._read = seen.sources.read
        self._by_path = {source.path: source for source in self._read}
        self._texts = tuple(chain(self._read, settings(seen.project, seen.sources)))
        self._own = dict(self._routers())
        self._included = dict(self._includes())

    def health(self) -> str | None:
        """Return a health path of which each part is known."""
        for source in self._read:
            for match in re.finditer(_ROUTES, source.text):
                router = _Router(source, match[1])
                prefix = self._full(router, _MOST_STEPS) if router in self._own else None
                path = (
                    None if prefix is None else (prefix + match[2] if match[2] != "/" or not prefix else prefix + "/")
                )
                if path and re.fullmatch(_HEALTHY, path):
                    return path
        return None

    def _routers(self) -> Iterator[tuple[_Router, str | None]]:
        for source in self._read:
            for match in re.finditer(_ROUTER, source.text):
                yield _Router(source, match[1]), self._prefix(match[2])

    def _includes(self) -> Iterator[tuple[_Router, _Included]]:
        for source in self._read:
            for match in re.finditer(_INCLUDES, source.text):
                if child := self._found(source, match[2], _MOST_STEPS):
                    parent = self._found(source, match[1], _MOST_STEPS) or _Router(source, match[1])
                    arguments = match[3] or ""
                    yield child, _Included(parent, self._whole(child, arguments, "blueprint" in match[0]))

    def _whole(self, child: _Router, arguments: str, is_blueprint: bool) -> str | None:  # noqa: FBT001 - one of two kinds
        """Return the prefix of a router where it is included: FastAPI adds its own, Flask takes one of both."""
        before, own = self._prefix(arguments), self._own[child]
        if is_blueprint and re.search(_PREFIX, arguments):
            return before
        return None if before is None or own is None else before + own

    def _full(self, router: _Router, steps: int) -> str | None:
        """Return everything before the routes of a router; None where it hangs nowhere, or that is not known."""
        found = self._included.get(router)
        if found is None or found.prefix is None or not steps:
            return None
        above = self._full(found.parent, steps - 1) if found.parent in self._own else ""
        return None if above is None else above + found.prefix

    def _prefix(self, arguments: str) -> str | None:
        """Return the prefix in the arguments of a call; empty where there is none."""
        if re.search(_GUARDED, arguments):
            return None
        match = re.search(_PREFIX, arguments)
        return self._value(match[1]) if match else ""

    def _value(self, expression: str) -> str | None:
        """Return the text that an expression stands for."""
        literal = re.fullmatch(r"(f?)[\"']([^\"']*)[\"']", expression)
        if literal is None:
            return self._constant(expression.rpartition(".")[2])
        if not literal[1]:
            return literal[2]
        parts = [
            self._constant(part[1:-1].rpartition(".")[2]) if part[:1] == "{" else part for part in _parts(literal[2])
        ]
        return None if None in parts else "".join(filter(None, parts))

    def _constant(self, name: str) -> str | None:
        """Return the text that a name is set to, wherever it is."""
        if not re.fullmatch(r"[A-Za-z_]\w{0,60}", name):
            return None
        is_set = r"[ \t]{0,9}(?::[ \t]{0,9}\w{1,20}[ \t]{0,9})?=[ \t]{0,9}"
        pattern = rf"(?m)^[ \t]{{0,20}}{name}{is_set}[\"']([^\"'\n]{{0,100}})[\"']"
        found = {match[1] for source in self._texts for match in re.finditer(pattern, source.text)}
        return found.pop() if len(found) == 1 else None

    def _found(self, source: Source, expression: str, steps: int) -> _Router | None:
        """Return the router that an expression means in a file."""
        head, _, rest = expression.partition(".")
        if not rest and _Router(source, head) in self._own:
            return _Router(source, head)
        for module, name in _imported(source, head) if steps else ():
            places = [f"{module}/{name}", module] if name else [module]
            for number, place in enumerate(places):
                target = self._at(source, place)
                wanted = rest if number == 0 else f"{name}.{rest}".rstrip(".")
                if target and target is not source and wanted and (found := self._found(target, wanted, steps - 1)):
                    return found
        return None

    def _at(self, source: Source, place: str) -> Source | None:
        """Return the file of a module: its path may begin with dots, for folders above the file that imports it."""
        ups = len(place) - len(place.lstrip("."))
        if ups:
            folder = posixpath.normpath(posixpath.join(source.folder or ".", *([".."] * (ups - 1))))
            inside = posixpath.normpath(posixpath.join(folder, place[ups:].strip("/")))
            exact = (f"{inside}{end}" for end in (".py", "/__init__.py"))
            return next((self._by_path[path] for path in exact if path in self._by_path), None)
        ends = (f"/{place}.py", f"/{place}/__init__.py")
        return next((one for one in self._read if f"/{one.path}".endswith(ends)), None)


def _imported(source: Source, name: str) -> Iterator[tuple[str, str]]:
    """Yield what a name in a file stands for: a module's path, and the name in it, or "" for the module itself."""
    for match in re.finditer(_FROM, source.text):
        for one in (match[2] or match[3]).split(","):
            words = one.split()
            if words and name == words[-1]:
                ups = len(match[1]) - len(match[1].lstrip("."))
                yield match[1][:ups] + match[1][ups:].replace(".", "/"), words[0]
    for match in re.finditer(_IMPORT, source.text):
        if name == (match[2] or match[1]):
            yield match[1].replace(".", "/"), ""


def _parts(text: str) -> Sequence[str]:
    """Split the text of an f-string into what is written and what is put in."""
    return [part for part in re.split(r"(\{[^{}]*+\})", text) if part]
