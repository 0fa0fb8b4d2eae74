"""Paths that sources put together: what `os.path.join(BASE, "uploads")` comes to, as far as the sources say it."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from typing import Final

from dockgen.languages.kit import bindings
from dockgen.languages.kit.path_functions import (
    FUNCTIONS,
    OPERATORS,
    SAME_METHODS,
    UNKNOWN,
    either,
    joined,
    method,
    up,
)
from dockgen.languages.kit.sources import Source
from dockgen.records import NamedTuple

_MOST_TOKENS: Final = 400
_DEEPEST: Final = 12
_MOST_LOOKED_UP: Final = 60
"""Bounds for what one expression may take."""

_LEXEME: Final = (
    r"\s{0,200}(?:(?P<prefix>[rRbBuUfF]{0,2})(?P<quote>[\"'`])(?P<text>(?:\\.|(?!(?P=quote))[^\\\n]){0,300})(?P=quote)"
    r"|(?P<name>[A-Za-z_$][\w$]{0,60}(?:\??\.[A-Za-z_$][\w$]{0,60}){0,5})|(?P<number>[0-9]{1,9})"
    r"|(?P<mark>\|\||\?\?|\S))"
)
_HOLE: Final = r"\$?\{([^{}]{0,100})\}"
_LIKE_A_PATH: Final = r"(?i)(?:path|dir|folder|root|base|prefix|dest|out|home|cwd)\w{0,9}$"

_SETTINGS: Final = (
    r"(?:\w{1,60}\.){0,4}(?:environ\.get|getenv|env\.get|config(?:\.get)?|env(?:\.(?:str|path))?"
    r"|(?P<first>Field|typer\.(?:Option|Argument)))"
)
"""Functions that take the name of a setting, and what it is where it is not set; `first` takes that alone."""
_STARTS: Final = frozenset({"os.getcwd", "getcwd", "Path.cwd", "pathlib.Path.cwd", "process.cwd", "cwd", "Deno.cwd"})
_TEMPORARY: Final = frozenset({"os.tmpdir", "tmpdir"})
_HOME: Final = frozenset({"os.homedir", "homedir", "Path.home", "pathlib.Path.home"})
_FILES: Final = frozenset({"__file__", "__filename", "import.meta.filename", "import.meta.url", "import.meta.path"})
_FOLDERS: Final = frozenset({"__dirname", "import.meta.dirname", "import.meta.dir"})
_PREFIXES: Final = frozenset({"new", "await", "not", "async", "return"})
_COMPARES: Final = frozenset("=!<>&|")

_EACH: Final = r"\bfor[ \t]{0,3}\(?(?:(?:const|let|var)[ \t])?[ \t]{0,3}(\w{1,60})[ \t](?:in|of)[ \t]{0,9}(?=[\[(])"
_FOR_EACH: Final = r"(?<!\w)(?=\[[^\[\]]{0,300}\]\.forEach\(\s{0,9}\(?(\w{1,60}))"
_NAMED: Final = r"\s{0,40}=(?![=>])"
_KEY: Final = r"\[[ \t]{0,9}[\"'](\w{1,60})[\"'][ \t]{0,9}\]"


class Place(NamedTuple):
    """Where a source lies when it runs."""

    source: Source
    file: str
    """Its path in the container."""
    start: str
    """The folder that the program is started in."""


class Argument(NamedTuple):
    """One argument of a call."""

    name: str
    """Empty where it has none."""
    value: str
    position: int


class Values:
    """What the names in some sources stand for."""

    def __init__(self, places: Sequence[Place]) -> None:
        """Take the sources; the names in them are only looked for when they are asked for."""
        self._places = places
        self._known: dict[str, dict[str, list[int]]] = {}
        self._parameters: dict[str, list[bindings.Parameter]] = {}
        self._loops: dict[str, list[tuple[str, int]]] = {}
        self._now: dict[str, str] = {}
        self._left = 0

    def arguments(self, place: Place, position: int) -> list[Argument]:
        """Return the arguments of the call whose bracket is before a position."""
        self._left = _MOST_LOOKED_UP
        return _Reader(self, place, position).arguments()

    def of(self, place: Place, position: int, end: int | None = None) -> tuple[str, ...]:
        """Return what the expression at a position can be: several values where a loop gives them to it."""
        self._left = _MOST_LOOKED_UP
        reader = _Reader(self, place, position, end)
        value = reader.value()
        words = set(re.findall(r"[\w$]{1,60}", place.source.text[position : reader.position]))
        loop = next((one for one in reversed(self._each(place)) if one[0] in words and one[1] < position), None)
        if loop is None:
            return (value,)
        name, start = loop
        found = []
        for one in _Reader(self, place, start).arguments():
            self._now = {name: one.value}
            found.append(_Reader(self, place, position, end).value())
        self._now = {}
        return tuple(found)

    def bound(self, place: Place) -> Iterator[tuple[str, int]]:
        """Yield the names that a source gives values to, and where the value stands."""
        for name, positions in self._names(place).items():
            yield from ((name, position) for position in positions)

    def look_up(self, place: Place, name: str, before: int, depth: int, *, elsewhere: bool) -> str:
        """Return what a name stands for: by the nearest line above, then by any, then in other sources."""
        if name in self._now:
            return self._now[name]
        mine = self._names(place).get(name, [])
        above = [position for position in reversed(mine) if position < before]
        found = [(place, position) for position in (*above, *(one for one in mine if one >= before))]
        if elsewhere or name.isupper():
            found += [(one, at) for one in self._places if one != place for at in self._names(one).get(name, [])]
        for one, at in found:
            self._left -= 1
            value = _Reader(self, one, at, depth=depth + 1).value() if self._left > 0 else UNKNOWN
            if value[:1] != UNKNOWN:
                return value
        return self._passed(place, name, before, depth)

    def _passed(self, place: Place, name: str, before: int, depth: int) -> str:
        """Return what the first call that says it passes to the function around a position, for this parameter."""
        around = [one for one in self._parameters_of(place) if one.position < before]
        nearest = max((one.position for one in around), default=0)
        one = next((one for one in around if one.position == nearest and one.name == name), None)
        if one is None:
            return UNKNOWN
        call = re.compile(rf"(?<!def )(?<!function )(?<![\w$]){re.escape(one.function)}\(")
        calls = ((caller, match.end()) for caller in self._places for match in call.finditer(caller.source.text))
        for caller, position in calls:
            self._left -= 1
            if self._left <= 0:
                break
            given = _Reader(self, caller, position, depth=depth + 1).arguments()
            named = [argument.value for argument in given if argument.name == name]
            unnamed = [argument.value for argument in given if not argument.name]
            found = next(iter((*named, *unnamed[one.number :])), UNKNOWN)
            if found[:1] != UNKNOWN:
                return found
        return UNKNOWN

    def _parameters_of(self, place: Place) -> list[bindings.Parameter]:
        path = place.source.path
        if path not in self._parameters:
            self._parameters[path] = [*bindings.parameters(place.source.text)]
        return self._parameters[path]

    def _names(self, place: Place) -> dict[str, list[int]]:
        path = place.source.path
        if path not in self._known:
            self._known[path] = bindings.positions(place.source.text)
        return self._known[path]

    def _each(self, place: Place) -> list[tuple[str, int]]:
        """Return the names to which loops give the values of a list, and where that begins."""
        source = place.source
        if source.path not in self._loops:
            matches = [match for one in (_EACH, _FOR_EACH) for match in re.finditer(one, source.text)]
            self._loops[source.path] = [(match[1], match.end() + 1) for match in matches][: bindings.MOST_PLACES]
        return self._loops[source.path]


class _Reader:
    """Reads one expression of Python or JavaScript, from left to right."""

    def __init__(self, values: Values, place: Place, at: int, end: int | None = None, depth: int = 0) -> None:
        self.values, self.place, self.position, self.depth = values, place, at, depth
        self.text = place.source.text
        self.end = len(self.text) if end is None else end
        self.left = _MOST_TOKENS if depth < _DEEPEST else 0

    def arguments(self) -> list[Argument]:
        """Return the arguments of a call, after its bracket, up to the closing one."""
        found: list[Argument] = []
        while (token := self.peek()) and token["mark"] not in {")", "]"}:
            follows = re.compile(_NAMED).match(self.text, token.end(), self.end) if token["name"] else None
            self.position = follows.end() if follows else self.position
            at = self.position
            found.append(Argument(token["name"] if follows else "", self.value(), at))
            self.skip_to({",", ")", "]"})
            if self.is_at(","):
                self.take()
        self.take()
        return found

    def value(self) -> str:
        """Return what an expression comes to."""
        left = self.term()
        while token := self.peek():
            word = token["mark"] or token["name"] or ""
            if word == "if":  # the condition does not matter
                self.skip_to({",", ")", "else"})
            elif word in _COMPARES:  # the condition of what follows
                self.take()
                self.term()
                left = UNKNOWN
            elif word in OPERATORS:
                self.take()
                left = OPERATORS[word](left, self.term())
            else:
                break
        return left

    def term(self) -> str:
        """Return what an expression without operators comes to."""
        if (token := self.take()) is None:
            return UNKNOWN
        if token["quote"]:
            return self.rest(self.string(token))
        if name := token["name"]:
            return self.term() if name in _PREFIXES else self.rest(self.named(name.replace("?.", ".")))
        if token["mark"] == "(":
            found = self.value()
            self.skip_to({")"})
            self.take()
            return self.rest(found)
        if token["mark"] in {"{", "["}:
            self.skip_to({"}", "]"})
            self.take()
        return UNKNOWN

    def rest(self, value: str) -> str:
        """Return what the attributes and methods after an expression make of it."""
        while self.is_at(".") or self.is_directly("["):
            token = self.take()
            if token and token["mark"] == "[":
                self.arguments()
                value = UNKNOWN
            elif (token := self.take()) and token["name"]:
                value = self.attributes(value, token["name"].split("."))
            else:
                return UNKNOWN
        return value

    def attributes(self, value: str, names: Sequence[str]) -> str:
        """Return what attributes, of which the last may be a method, make of a value."""
        for name in names[:-1]:
            value = up(value) if name == "parent" else UNKNOWN
        name = names[-1]
        if name == "parents" and self.is_directly("["):
            self.take()
            number = self.peek()
            self.arguments()
            for _ in range(int(number["number"]) + 1 if number and number["number"] else 0):
                value = up(value)
            return value
        if self.is_directly("("):
            self.take()
            return method(value, name, [one.value for one in self.arguments()])
        return up(value) if name == "parent" else UNKNOWN

    def named(self, name: str) -> str:
        """Return what a name stands for, or what a function of that name gives back."""
        inner, _, last = name.rpartition(".")
        if self.is_directly("("):
            if inner and last in {*SAME_METHODS, "joinpath"} and name not in FUNCTIONS:
                return self.attributes(self.alone(inner), [last])
            self.take()
            return self.called(name, self.arguments())
        key = re.compile(_KEY).match(self.text, self.position, self.end)
        if key and not name.endswith("environ"):
            self.position = key.end()
            return self.looked_up(f"{name}.{key[1]}")
        if inner and last == "parents":
            return self.attributes(self.alone(inner), [last])
        return self.alone(name)

    def alone(self, name: str) -> str:
        """Return what a name stands for that no bracket follows."""
        inner, _, last = name.rpartition(".")
        if name in _FILES:
            return self.place.file
        if name in _FOLDERS or (inner and last == "root_path"):
            return posixpath.dirname(self.place.file)
        if inner and last == "instance_path":
            return joined(self.place.start, "instance")
        if inner and last == "parent":
            return up(self.alone(inner))
        return self.looked_up(name)

    def looked_up(self, name: str) -> str:
        """Return what was given to a name, or to the last part of one with dots."""
        inner, _, last = name.rpartition(".")
        if self.depth >= _DEEPEST or inner.endswith("env"):
            return UNKNOWN
        return self.values.look_up(self.place, last, self.position, self.depth, elsewhere=bool(inner))

    def called(self, name: str, arguments: Sequence[Argument]) -> str:
        """Return what a function gives back."""
        values = [one.value for one in arguments if not one.name]
        if name in _STARTS:
            return self.place.start
        if name in _HOME:
            return "~"
        if name in _TEMPORARY or name.startswith("tempfile."):
            return "/tmp"  # noqa: S108 - in the container
        if setting := re.fullmatch(_SETTINGS, name):
            return self.setting(name, arguments, first=bool(setting["first"]))
        if not values:
            return UNKNOWN
        return FUNCTIONS[name](values) if name in FUNCTIONS else UNKNOWN

    def setting(self, name: str, arguments: Sequence[Argument], *, first: bool) -> str:
        """Return a setting's default, or what is given to it elsewhere."""
        values = [one.value for one in arguments if not one.name]
        found = self.looked_up(f"config.{values[0]}") if name.endswith("config.get") and values else UNKNOWN
        default = next((one.value for one in arguments if one.name == "default"), None)
        if default is None:
            default = next(iter(values[0 if first else 1 :]), UNKNOWN)
        return either(found, default)

    def string(self, token: re.Match[str]) -> str:
        """Return a text; what stands in its holes is looked up."""
        text: str = token["text"]
        is_template = token["quote"] == "`" or "f" in token["prefix"].lower()
        return re.sub(_HOLE, lambda hole: self.hole(hole, text), text) if is_template else text

    def hole(self, hole: re.Match[str], text: str) -> str:
        """Return what stands in a hole; what a file's name begins with is part of it, unless it is called a path."""
        words = hole[1].partition("!")[0].partition(":")[0].strip()
        if words.removesuffix("()") in _STARTS:
            return self.place.start
        found = self.alone(words.replace("?.", ".")) if re.fullmatch(r"[\w$.?]{1,80}", words) else UNKNOWN
        is_name = hole.start() == 0 and "/" not in text[hole.end() :] and text != hole[0]
        return f"./{UNKNOWN}" if found == UNKNOWN and is_name and not re.search(_LIKE_A_PATH, words) else found

    def skip_to(self, words: set[str]) -> None:
        """Leave out what is not understood, up to one of some words that no bracket is around."""
        depth = 0
        while token := self.peek():
            word = token["mark"] or token["name"] or ""
            if not depth and word in words:
                return
            depth += (word in {"(", "[", "{"}) - (word in {")", "]", "}"})
            if depth < 0:
                return
            self.take()

    def is_at(self, mark: str) -> bool:
        """Tell whether a mark comes next."""
        token = self.peek()
        return token is not None and token["mark"] == mark

    def is_directly(self, bracket: str) -> bool:
        """Tell whether a bracket follows without a space: one in the next line belongs to another statement."""
        return bool(self.left) and self.text.startswith(bracket, self.position, self.end)

    def peek(self) -> re.Match[str] | None:
        """Return the next token; None at the end, or where it has become too long."""
        return re.compile(_LEXEME).match(self.text, self.position, self.end) if self.left else None

    def take(self) -> re.Match[str] | None:
        """Return the next token, and go on behind it."""
        if token := self.peek():
            self.left -= 1
            self.position = token.end()
        return token
