"""The path of a health check, with the prefixes of the groups and routers that it hangs on, over all packages."""

import re
from collections.abc import Iterator
from typing import Final

from dockgen.languages.go.listening import argument, function_around, places
from dockgen.languages.go.sources import Source, Sources
from dockgen.languages.kit import ports
from dockgen.model.found import Found
from dockgen.records import NamedTuple

_PATH: Final = rf'(?:\b(\w{{1,60}})\.(\w{{1,30}})\(\s{{0,9}})?"(?:GET )?(/(?:[\w.-]{{1,40}}/){{0,4}}{ports.HEALTH})"'
_WORDS: Final = ("health", "/livez", "/readyz", "/ping")
_NOT_ASKED: Final = (
    r"(?i)(?:post|put|patch|delete|options|connect)$|^(?:Do|NewRequest\w*|Contains|HasPrefix|HasSuffix)$"
)
"""Methods of routers that answer no GET, and calls that are no routes."""
_PREFIX: Final = r'\s{0,9}"(/[\w.~/-]{0,100})"'
_GROUP: Final = rf"\s{{0,9}}:?=\s{{0,9}}([\w.]{{1,80}})\.(?:Group|PathPrefix|Party|Route)\({_PREFIX}"
_CLOSURE: Final = rf"\b(\w{{1,60}})\.(?:Route|Group|Party|PartyFunc)\((?:{_PREFIX},)?\s{{0,9}}func\((\w{{1,60}}) "
"""A router of its own in a function, such as chi's."""
_MOUNT: Final = rf"\b(\w{{1,60}})\.(?:Mount|Handle|Use|PathPrefix|Any)\({_PREFIX}(?:,|\)\.Handler\()[^\n]{{0,200}}?$"
_MADE: Final = (
    r"\b(?:chi\.New(?:Router|Mux)|http\.NewServeMux|mux\.NewRouter|(?:fiber|echo|httprouter|gin)\.New|gin\.Default)"
    r"\("
)
_DEPTH: Final = 8


class _Router(NamedTuple):
    """A name of a router, and where it is used."""

    source: Source
    name: str
    at: int


def health(sources: Sources) -> Found[str | None] | None:
    """Return the first path that looks like a health check's."""
    for source in sources.read:
        if any(word in source.raw for word in _WORDS):
            for match in re.finditer(_PATH, source.text):
                if not (match[2] and re.search(_NOT_ASKED, match[2])):
                    prefix = _prefix(sources, _Router(source, match[1], match.start()), 0) if match[1] else ""
                    return Found(f"{prefix}{match[3]}", source.at(match))
    return None


def _prefix(sources: Sources, router: _Router, depth: int) -> str:
    """Return the path below which a router's routes lie."""
    if depth > _DEPTH:
        return ""
    for inner, prefix in (
        *_closures(router),
        *_groups(router),
        *_parameters(sources, router),
        *_mounts(sources, router),
    ):
        return f"{_prefix(sources, inner, depth + 1) if inner else ''}{prefix.rstrip('/')}"
    return ""


def _closures(router: _Router) -> Iterator[tuple[_Router | None, str]]:
    """Yield the router around a function that takes one, nearest first: `r.Route("/api", func(r chi.Router) {`."""
    text, start = router.source.text, router.source.text.rfind("\nfunc ", 0, router.at) + 1
    around = [
        match
        for match in re.finditer(_CLOSURE, text[start : router.at])
        if match[3] == router.name and not _is_closed(text[start + match.end() : router.at])
    ]
    for match in reversed(around):
        yield _Router(router.source, match[1], start + match.start()), match[2] or ""


def _is_closed(text: str) -> bool:
    """Tell whether a function whose parameters begin a text ends in it."""
    depth = 0
    for bracket in re.findall(r"[{}]", text):
        depth += 1 if bracket == "{" else -1
        if depth <= 0:
            return True
    return False


def _groups(router: _Router) -> Iterator[tuple[_Router | None, str]]:
    """Yield the router of which this one is a group: `api := r.Group("/api")`."""
    for start, end in reversed([*places(router.source, router.name)]):
        if (match := re.compile(_GROUP).match(router.source.text, end)) and (start < router.at):
            yield _Router(router.source, match[1].rpartition(".")[2], start), match[2]


def _parameters(sources: Sources, router: _Router) -> Iterator[tuple[_Router | None, str]]:
    """Yield what a call gives for a router that is a parameter: another one, or a group of it."""
    around = function_around(router.source, router.at)
    if around is None or router.name not in around.parameters:
        return
    for source, at in around.calls(sources):
        given, start = argument(source.text, at, around.parameters.index(router.name))
        if match := re.fullmatch(
            rf"\s*([\w.]{{1,80}})\.(?:Group|Party|Route|PathPrefix)\({_PREFIX}\)(?:\.Subrouter\(\))?\s*", given
        ):
            yield _Router(source, match[1].rpartition(".")[2], start), match[2]
        elif match := re.fullmatch(r"\s*&?([\w.]{1,80})\s*", given):
            yield _Router(source, match[1].rpartition(".")[2], start), ""


def _mounts(sources: Sources, router: _Router) -> Iterator[tuple[_Router | None, str]]:
    """Yield where a router is mounted that a function makes and returns: `r.Mount("/api", api.Routes())`."""
    around = function_around(router.source, router.at)
    start = router.source.text.rfind("\nfunc ", 0, router.at) + 1
    is_made = any(
        re.match(rf"\s{{0,9}}:?=\s{{0,9}}{_MADE}", router.source.text[end : end + 80])
        for begun, end in places(router.source, router.name)
        if start <= begun < router.at
    )
    if around is None or not is_made:
        return
    uses = [(router.source, router.at)] if around.name == "main" else around.calls(sources)
    names = [router.name] if around.name == "main" else [around.name]
    for source, at in uses:
        line = source.text[source.text.rfind("\n", 0, at) + 1 : at]
        if assigned := re.match(r"\s*(\w{1,60})(?:,\s*\w+)?\s*:?=", line):
            names.append(assigned[1])
    for name in names:
        for source in sources.read:
            for begun, _ in places(source, name):
                line = source.text[source.text.rfind("\n", 0, begun) + 1 : begun]
                if match := re.search(_MOUNT, line):
                    yield _Router(source, match[1], begun), match[2]
