"""The port on which a program listens: from the call that listens back to the number, over names and functions."""

import re
from collections.abc import Iterator, Sequence
from itertools import islice
from typing import Final

from dockgen.languages.go.sources import Source, Sources
from dockgen.languages.kit import ports
from dockgen.records import NamedTuple

_LISTENS: Final = (
    r"\bListenAndServe(?:TLS)?\(",
    r"\bServer\{[^}]{0,600}?\bAddr:",
    r"\.Addr\s{0,9}=(?!=)",
    r"\bListen\(\s{0,9}(?:[\w.()]{1,60},\s{0,9})?\"tcp[46]?\",",
)
"""What stands before the address; the last one may be for another protocol than HTTP."""
_IN_EACH: Final = ("ListenAndServe", "Server{", ".Addr", "Listen(", "(")
"""A text that stands in what each of them matches, and the framework's pattern too."""
_BY_FRAMEWORK: Final = r"\.(?:Run|RunTLS|Start|StartTLS|Listen|ListenTLS)\("
_WORDS: Final = ("Listen", "Addr", ".Run", ".Start")
_ADDRESS: Final = r'"([^":\n]{0,60}|\[::1?\]):([0-9]{2,5})"'
_NUMBER: Final = r'(?<![\w.%:"-])"?(80|443|[0-9]{4,5})"?(?![\w.:%"])'
_DEFAULT: Final = r"[dD]efault[:=]\"?([^\"`\s]{0,60}:)?([0-9]{2,5})\b"
"""In the tag of a field."""
_NAME: Final = r'(?<![\w"])([A-Za-z_]\w{0,60})(?![\w"]|\.\w)'
_VARIABLE: Final = r"(?i:env)\w{0,20}\(\s{0,9}\"([A-Z][A-Z0-9_]{1,60})\"\s{0,9},\s{0,9}$"
"""What stands before the value that a variable has where nothing else is said."""
_KEY: Final = r'"([A-Za-z_][\w.-]{1,60})"'
_PORTLIKE: Final = r"(?i)port|addr|listen|bind|serve|http|web"
_LOOPBACK: Final = ("localhost", "127.0.0.1", "[::1]")
_ASIDE: Final = r"(?i)metric|pprof|debug|prom|probe|admin|health|redirect|challenge|HTTPHandler"
"""Words about a second listener, for those who run the program."""
_ENCRYPTED: Final = r"(?i)tls\b|tls\(|https|\bssl"
"""Words about a listener that needs a certificate; one without is what an image is usually reached by."""
_PROFILER: Final = 6060
_NOT_FOLLOWED: Final = frozenset(
    {"Atoi", "Background", "Context", "Errorf", "Fatal", "Fatalf", "FormatInt", "Get", "GetInt", "GetString"}
    | {"Getenv", "Int", "Itoa", "JoinHostPort", "LookupEnv", "New", "Or", "ParseInt", "ParseUint", "Print"}
    | {"Printf", "Println", "Sprint", "Sprintf", "String", "TrimPrefix", "TrimSpace", "Value", "append", "byte"}
    | {"bool", "err", "error", "false", "func", "if", "int", "int64", "len", "make", "nil", "return", "string"}
    | {"strings", "true", "uint", "uint16", "var"}
)
_TEXT: Final = r'"(?:\\.|[^"\\\n])*+"?|`[^`]*`?'
_ASSIGNED: Final = r"(?:[ \t]{1,9}[\w.\[\]*]{1,40})?(?:,[ \t]{0,9}\w{1,40})?[ \t]{0,9}(?::=|=(?!=)|:(?!=))"
_POINTED_AT: Final = r"&(?:\w{1,40}\.){0,4}$"
_TAGGED: Final = r"[ \t]{1,99}[\w.*]{1,40}[ \t]{1,99}`([^`\n]{1,300})`"
_RECEIVER: Final = r"func\s{1,9}(?:\([^)\n]{0,80}\)\s{0,9})?"
_FUNCTION: Final = rf"{_RECEIVER}(\w{{1,60}})\(([^)\n]{{0,300}})\)"
_MOST: Final = 80
"""The most expressions that are followed."""
_MOST_LISTENERS: Final = 10
_MUCH: Final = 2
"""From here on, a listener is surely not the program's main one."""


class Listener(NamedTuple):
    """Where a program listens."""

    port: int
    where: str
    host: str
    """As it is written out, "" where it is not."""
    variable: str
    """Of the environment, which may say another address; "" for none."""
    doubt: int
    """How much speaks against its being the program's main one."""

    @property
    def is_aside(self) -> bool:
        """Whether it is surely not the main one."""
        return self.doubt >= _MUCH

    @property
    def is_loopback(self) -> bool:
        """Whether nothing outside of a container reaches it."""
        return self.host in _LOOPBACK

    @property
    def is_profiler(self) -> bool:
        """Whether it is there for those who look for faults, on the machine itself."""
        return self.port == _PROFILER and self.is_loopback


class _Expression(NamedTuple):
    """A part of a source whose value becomes the address."""

    source: Source
    start: int
    text: str
    name: str
    """What it is the value of; "" for the address itself."""


def find(sources: Sources, with_frameworks: Sequence[Source]) -> Listener | None:
    """Return the likeliest listener whose port can be followed to a number; None where a likelier one's cannot."""
    listeners = islice(((at, doubt) for at, doubt in _listeners(sources, with_frameworks) if at.text), _MOST_LISTENERS)
    every = [(_followed(sources, at, doubt), doubt) for at, doubt in listeners]
    best = min((one for one, _ in every if one), key=lambda one: one.doubt, default=None)
    is_sure = best is not None and (not best.is_aside or all(one or doubt > best.doubt for one, doubt in every))
    return best if is_sure else None


def _listeners(sources: Sources, with_frameworks: Sequence[Source]) -> Iterator[tuple[_Expression, int]]:
    """Yield what is given to the calls that listen, and how much speaks against each."""
    own_first = sorted(sources.read, key=lambda one: one.folder != sources.folder)
    by_framework = {one.path for one in with_frameworks}
    for source in (one for one in own_first if any(word in one.raw for word in _WORDS)):
        patterns = (*_LISTENS, *((_BY_FRAMEWORK,) if source.path in by_framework else ()))
        for rank, pattern in enumerate(patterns):
            for match in re.finditer(pattern, source.text) if _IN_EACH[rank] in source.raw else ():
                text = value(source.text, match.end())
                line = source.text[source.text.rfind("\n", 0, match.start()) + 1 : match.end() + len(text)]
                is_aside = re.search(_ASIDE, line) is not None
                is_beside = line.lstrip().startswith("go ") or pattern == _LISTENS[-1]
                is_encrypted = re.search(_ENCRYPTED, line) is not None
                doubt = _MUCH * is_aside + (is_beside or is_encrypted)
                yield _Expression(source, match.end(), text, ""), doubt + (rank > len(_LISTENS))


def _followed(sources: Sources, listens: _Expression, doubt: int) -> Listener | None:
    """Return the first port that is reached from a listener, step by step, the nearest first."""
    waiting, seen, entered = [listens], set[tuple[str, int]](), set[str]()
    for one in waiting:
        if (one.source.path, one.start) in seen or len(seen) > _MOST:
            continue
        seen.add((one.source.path, one.start))
        if found := _literal(one):
            port, host, at = found
            is_aside = port == _PROFILER or host in _LOOPBACK
            variable = re.search(_VARIABLE, one.source.text[max(0, one.start + at - 80) : one.start + at])
            where = one.source.at_position(one.start + at)
            return Listener(port, where, host, variable[1] if variable else "", doubt + _MUCH * is_aside)
        if len(waiting) < _MOST:
            waiting += islice(_defined(sources, one, entered), _MOST)
    return None


def _literal(one: _Expression) -> tuple[int, str, int] | None:
    """Return the port that is written out in an expression, its host, and where."""
    for match in re.finditer(_ADDRESS, one.text):
        if port := ports.number(match[2]):
            return port, match[1], match.start()
    if one.name and not re.search(_PORTLIKE, one.name + one.text):
        return None
    for match in re.finditer(_NUMBER, one.text):
        if (port := ports.number(match[1])) and not (one.name and port in ports.OF_OTHERS):
            return port, "", match.start()
    return None


def _defined(sources: Sources, one: _Expression, entered: set[str]) -> Iterator[_Expression]:
    """Yield what the names and keys in an expression stand for."""
    own_first = [one.source, *(each for each in sources.read if each is not one.source)]
    outside = re.sub(_TEXT, lambda match: " " * len(match[0]), one.text)
    names = [match for match in re.finditer(_NAME, outside) if match[1] not in _NOT_FOLLOWED]
    entered.update(match[1] for match in names if outside[match.end() : match.end() + 1] == "(")
    for match in names:
        yield from _of_parameter(sources, one, match[1], entered)
        for source in own_first if len(match[1]) > 1 else ():
            yield from _values(source, match[1])
    for match in re.finditer(_KEY, one.text):
        for source in own_first:
            yield from _defaults(source, match[0], match[1])


class Function(NamedTuple):
    """A function of a package."""

    name: str
    parameters: tuple[str, ...]

    def calls(self, sources: Sources) -> Iterator[tuple[Source, int]]:
        """Yield where it is called, and where the arguments of each call begin."""
        for source in sources.read:
            for begun, end in places(source, self.name):
                before = source.text[max(source.text.rfind("\n", 0, begun) + 1, begun - 120) : begun]
                if source.text[end : end + 1] == "(" and not re.fullmatch(_RECEIVER, before):
                    yield source, end + 1


def function_around(source: Source, at: int) -> Function | None:
    """Return the function that a place lies in."""
    found = re.compile(_FUNCTION).match(source.text, source.text.rfind("\nfunc ", 0, at) + 1)
    return Function(found[1], tuple(one.split()[0] for one in found[2].split(",") if one.strip())) if found else None


def argument(text: str, start: int, index: int) -> tuple[str, int]:
    """Return an argument of the call whose arguments begin at a place, and where it begins."""
    for _ in range(index):
        start += len(value(text, start)) + 1
    return value(text, start), start


def places(source: Source, name: str) -> Iterator[tuple[int, int]]:
    """Yield where a word begins and ends, not too often."""
    end, text = 0, source.text if name in source.raw else ""
    for _ in range(_MOST):
        start = text.find(name, end)
        if start < 0:
            return
        end = start + len(name)
        around = f"{text[start - 1 : start] if start else ''} {text[end : end + 1]}"
        if not re.search(r"\w", around) or name[0] == '"':
            yield start, end


def _values(source: Source, name: str) -> Iterator[_Expression]:
    """Yield what is assigned to a name, what a flag gives it, its field's default, and what it returns."""
    text = source.text
    for start, end in places(source, name):
        before = text[max(text.rfind("\n", 0, start) + 1, start - 120) : start]
        if match := re.compile(_ASSIGNED).match(text, end):
            yield _Expression(source, match.end(), value(text, match.end()), name)
        elif re.search(_POINTED_AT, before) and text[end : end + 1] == ",":
            yield _Expression(source, end, text[end : end + 300].split("\n")[0], name)
        elif match := re.compile(_TAGGED).match(text, end):
            if (given := re.search(_DEFAULT, match[1])) and ports.number(given[2]) not in {None, *ports.OF_OTHERS}:
                yield _Expression(source, match.start(1) + given.start(2), given[2], "port")
        elif text[end : end + 1] == "(" and re.fullmatch(_RECEIVER, before):
            yield from _returned(source, end, name)


def _returned(source: Source, start: int, name: str) -> Iterator[_Expression]:
    body = source.text[start : start + 3000].split("\n}")[0]
    for match in islice(re.finditer(r"\breturn\b", body), _MOST):
        line = source.text[start + match.end() : start + match.end() + 300].split("\n")[0]
        yield _Expression(source, start + match.end(), line, name)


def _defaults(source: Source, quoted: str, key: str) -> Iterator[_Expression]:
    """Yield what stands beside a key: the default of a flag, a variable, or a setting."""
    text = source.text
    for start, end in places(source, quoted):
        is_flag = re.search(r"\bName:[ \t]{0,9}$", text[max(0, start - 20) : start])
        if text[:start].rstrip()[-1:] == "(" and text[end : end + 1] == ",":
            yield _Expression(source, end + 1, value(text, end + 1), key)
        elif is_flag and (match := re.match(r",[^{}]{0,300}?\bValue:", text[end : end + 400])):
            yield _Expression(source, end + match.end(), value(text, end + match.end()), key)


def _of_parameter(sources: Sources, one: _Expression, name: str, entered: set[str]) -> Iterator[_Expression]:
    """Yield what calls give for a name that is a parameter of the function around, unless it was called before."""
    around = function_around(one.source, one.start)
    if around is None or around.name in entered or name not in around.parameters:
        return
    for source, start in around.calls(sources):
        given, at = argument(source.text, start, around.parameters.index(name))
        yield _Expression(source, at, given, name)


def value(text: str, start: int) -> str:
    """Return the expression that begins at a place: to the comma, the bracket, or the line that ends it."""
    depth, quote = 0, ""
    begun = False
    for end in range(start, min(len(text), start + 400)):
        letter = text[end]
        if quote:
            quote = "" if letter == quote and text[end - 1] != "\\" else quote
        elif letter in '"`':
            quote = letter
        elif letter in "([{":
            depth += 1
        elif letter in ")]}":
            depth -= 1
        if depth < 0 or (not quote and depth == 0 and (letter in ",;" or (letter == "\n" and begun))):
            return text[start:end]
        begun = begun or not letter.isspace()
    return text[start : start + 400]
