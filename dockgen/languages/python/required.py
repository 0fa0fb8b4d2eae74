"""Variables that settings read, as fields of pydantic's classes or by os.environ, and those that have to be there."""

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from itertools import chain
from typing import Final

from dockgen.languages.kit import sources
from dockgen.languages.kit.stand_ins import stand_in
from dockgen.languages.python.starting import LIKELY, SETTINGS, Source
from dockgen.records import NamedTuple

# os.environ["NAME"], what django-environ and python-decouple take without a default, and the key that may not be empty.
_TAKEN: Final = r"environ\[\s{0,9}[\"']([A-Z][A-Z0-9_]{0,80})[\"']\s{0,9}\](?!\s{0,9}=[^=])"
_REQUIRED: Final = (
    rf"{_TAKEN}|\b(?:env|config)(?:\.(?:str|bool|int|list|url|db|db_url|cache|cache_url|email_url|path))?"
    r"\(\s{0,9}[\"']([A-Z][A-Z0-9_]{0,80})[\"']\s{0,9}(?:,\s{0,9}cast\s{0,9}=[^()]{0,40}(?:\(\))?)?\)"
    r"|(?:environ\.get|getenv)\(\s{0,9}[\"']([A-Z0-9_]{0,60}SECRET_KEY)[\"']\s{0,9}\)"
)
_TAKEN_AT_ONCE: Final = rf"(?m)^[A-Za-z][^\n]{{0,200}}?\b{_TAKEN}"
_FACTORY: Final = (
    r"(?m)^(?:async[ \t])?def[ \t](?:build|create|get|make)_(?:app|application|asgi|wsgi)\([^\n]{0,300}\n"
    r"((?:[ \t)][^\n]*+(?:\n|\Z)|\n)*+)"
)
"""What a server calls as it starts."""
_THERE: Final = frozenset({"PORT", "HOME", "PATH", "HOSTNAME"})
"""These every container has."""

_SETTINGS_BASE: Final = "BaseSettings"
_CLASS: Final = (
    r"(?m)^class[ \t]{1,9}(\w{1,80})(?:\(([^()]{0,300})\))?[ \t]{0,9}:[^\n]{0,200}\n((?:[ \t][^\n]*+(?:\n|\Z)|\n)*+)"
)
_PREFIX: Final = r"\benv_prefix[\"']?\s{0,9}[=:]\s{0,9}[\"'](\w{0,60})[\"']"
_DELIMITER: Final = r"\benv_nested_delimiter[\"']?\s{0,9}[=:]\s{0,9}[\"'](\W{0,9}|_{1,9})[\"']"
_AS_WRITTEN: Final = r"\bcase_sensitive[\"']?\s{0,9}[=:]\s{0,9}True\b"
_ALIAS: Final = r"\b(?:validation_alias|alias|env)\s{0,9}=\s{0,9}(?:AliasChoices\(\s{0,9})?[\"'](\w{1,80})[\"']"
_NO_DEFAULT: Final = (
    r"(?:\w{1,30}\.)?Field\(\s{0,60}(?:\.\.\.|\)|default\s{0,9}=\s{0,9}\.\.\.|(?!default)\w{1,40}\s{0,9}=)"
)
_DEFAULT: Final = r"\bdefault(?:_factory)?\s{0,9}=(?!\s{0,9}\.\.\.)"
_MARKS: Final = r"\"[^\"\n]*+\"?|'[^'\n]*+'?|[\[({]|[\])}]|=|\n"
_LONGEST: Final = 900

_BY_TYPE: Final = (
    (r"\bbool\b", "0"),
    (r"\b(?:int|float|Decimal|\w{1,20}(?:Int|Float))\b", "1"),
    (r"\b(?:list|List|set|Set|tuple|Tuple|Sequence)\b", "[]"),
    (r"\b(?:dict|Dict|Mapping|Json)\b", "{}"),
    (r"\bPostgresDsn\b", "postgresql://unused:unused@unused/unused"),
    (r"\bMySQLDsn\b", "mysql://unused:unused@unused/unused"),
    (r"\bRedisDsn\b", "redis://unused"),
    (r"\bAmqpDsn\b", "amqp://unused"),
    (r"\bMongoDsn\b", "mongodb://unused"),
    (r"\bEmailStr\b", "unused@example.com"),
    (r"Url\b", "http://unused"),
    (r"\bUUID", "00000000-0000-4000-8000-000000000000"),
    (r"\bDirectoryPath\b", "/tmp"),  # noqa: S108 - is there in each image
)
_CHOICE: Final = r"\bLiteral\[\s{0,9}[\"']([\w.-]{1,60})[\"']"
_LENGTH: Final = r"\bmin_length\s{0,9}=\s{0,9}([0-9]{1,3})\b"


class _Field(NamedTuple):
    """A field of a class."""

    name: str
    type: str
    default: str

    @property
    def is_required(self) -> bool:
        """Whether there is no value without the variable."""
        if "ClassVar" in self.type or self.name == "model_config":
            return False
        is_field = re.match(_NO_DEFAULT, self.default) and not re.search(_DEFAULT, self.default)
        return self.default in {"", "..."} or bool(is_field)


class _Class(NamedTuple):
    """A class that may hold settings."""

    name: str
    bases: tuple[str, ...]
    body: str
    fields: tuple[_Field, ...]
    source: Source
    span: tuple[int, int]
    """Where its body is in the source."""


class Variable(NamedTuple):
    """A variable that fills a field of settings."""

    name: str
    stand_in: str
    """A value that can be read, and means nothing."""
    is_required: bool
    field: str


def values(read: Sequence[Source], texts: Sequence[str]) -> dict[str, str]:
    """Return the variables that settings require, each with a value that can be read.

    Where a framework says which modules its settings are, only these texts count beside pydantic's.
    """
    found = {one.name: one.stand_in for one in variables(read) if one.is_required and one.name not in _THERE}
    plain = (match for text in texts for match in re.finditer(_REQUIRED, text))
    imported = (source for source in (() if texts else read) if source.stem not in LIKELY.beside)
    at_once = (
        match
        for source in imported
        for match in re.finditer(_REQUIRED if re.search(SETTINGS, source.path) else _TAKEN_AT_ONCE, source.text)
    )
    factories = (match[1] for source in read if not texts for match in re.finditer(_FACTORY, source.text))
    in_factory = (match for body in factories for match in re.finditer(_TAKEN, body))
    named = ((next(filter(None, match.groups())), match[0]) for match in chain(plain, at_once, in_factory))
    for name, call in named:
        if texts or name not in _THERE:
            found.setdefault(name, stand_in(name, call))
    return {name: found[name] for name in sorted(found)}


def variables(read: Iterable[Source]) -> Iterator[Variable]:
    """Yield the variables that fill the fields of pydantic's settings."""
    classes = _classes(read)
    for one in classes.values():
        if _SETTINGS_BASE in _ancestry(one, classes)[-1] and _is_made(one, classes):
            yield from _of_class(one, classes)


def as_read(read: Iterable[Source]) -> Iterator[sources.Source]:
    """Yield sources, with the names of the variables in place of the fields of settings whose names have a prefix."""
    known = tuple(read)
    classes = _classes(known)
    for source in known:
        text = source.text
        for one in classes.values():
            if one.source is source and re.search(_PREFIX, one.body):
                names = "\n".join(f'"{each.name}"' for each in _of_class(one, classes))
                text = text.replace(source.text[slice(*one.span)], f"{names}\n")
        yield source if text is source.text else sources.Source(source.path, text)


def _classes(read: Iterable[Source]) -> dict[str, _Class]:
    """Return the classes of a program that has settings of pydantic's; none of any other."""
    known = tuple(read)
    if not any(_SETTINGS_BASE in source.raw for source in known):
        return {}
    found = ((source, match) for source in known for match in re.finditer(_CLASS, source.text))
    return {
        match[1]: _Class(
            *(match[1], tuple(re.findall(r"\w{1,80}", match[2] or "")), match[3]),
            *(tuple(_fields(match[3])), source, match.span(3)),
        )
        for source, match in found
    }


def _fields(body: str) -> Iterator[_Field]:
    """Yield the fields of a class: what stands in its body itself, not in its functions."""
    indent = re.search(r"(?m)^([ \t]++)\S", body)
    if not indent:
        return
    for match in re.finditer(rf"(?m)^{indent[1]}([A-Za-z]\w{{0,80}})[ \t]{{0,9}}:", body):
        text = body[match.end() : match.end() + _LONGEST]
        depth, equal, end = 0, None, len(text)
        for token in re.finditer(_MARKS, text):
            depth += (token[0] in "[({") - (token[0] in "])}")
            if depth == 0 and token[0] == "=" and equal is None:
                equal = token.start()
            elif depth <= 0 and token[0] == "\n":
                end = token.start()
                break
        split = end if equal is None else equal
        yield _Field(match[1], text[:split].strip(), text[split + 1 : end].strip())


def _ancestry(one: _Class, classes: Mapping[str, _Class], depth: int = 9) -> tuple[list[_Class], set[str]]:
    """Return a class and those that it is made from, itself first; and the names of all."""
    line, names = [one], {one.name, *one.bases}
    for base in one.bases if depth else ():
        if base in classes and base != one.name:
            more, known = _ancestry(classes[base], classes, depth - 1)
            line += more
            names |= known
    return line, names


def _is_made(one: _Class, classes: Mapping[str, _Class]) -> bool:
    """Tell whether a class itself is made, and not only those that are made from it."""
    if one.name.startswith("Test") or any(one.name in other.bases for other in classes.values()):
        made = rf"\b{one.name}\(|\bdefault_factory\s{{0,9}}=\s{{0,9}}{one.name}\b"
        return not one.name.startswith("Test") and any(re.search(made, each.source.text) for each in classes.values())
    return True


def _of_class(one: _Class, classes: Mapping[str, _Class], prefix: str = "") -> Iterator[Variable]:
    """Yield the variables of a class, and of the classes in it."""
    line, _ = _ancestry(one, classes)
    text = "\n".join(each.body for each in line)
    first = re.search(_PREFIX, text)
    before = prefix or (first[1] if first else "")
    delimiter = re.search(_DELIMITER, text)
    fields = {each.name: each for owner in reversed(line) for each in owner.fields}
    for each in fields.values():
        inner = next((classes[name] for name in re.findall(r"\w{1,80}", each.type) if name in classes), None)
        if inner and inner is not one and "Enum" not in " ".join(inner.bases):
            if delimiter and not prefix:
                nested = _of_class(inner, classes, f"{before}{each.name}{delimiter[1]}")
                yield from (found._replace(is_required=found.is_required and each.is_required) for found in nested)
            continue
        alias = re.search(_ALIAS, f"{each.type} {each.default}")
        name = alias[1] if alias else before + each.name
        is_as_written = re.search(_AS_WRITTEN, text) or (alias and alias[1] != alias[1].lower())
        yield Variable(name if is_as_written else name.upper(), _stand_in(name, each), each.is_required, each.name)


def _stand_in(name: str, field: _Field) -> str:
    text = f"{field.type} {field.default}"
    if choice := re.search(_CHOICE, field.type):
        return choice[1]
    if length := re.search(_LENGTH, text):
        return ("unused" * int(length[1]))[: int(length[1])] or "unused"
    by_type = (value for pattern, value in _BY_TYPE if re.search(pattern, field.type))
    return next(by_type, None) or stand_in(name.upper())
