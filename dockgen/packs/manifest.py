"""Reads `pack.toml`: the pack's name, questions, defaults, and requirements."""

import re
from collections.abc import Iterator, Mapping
from typing import Final

import tomli

from dockgen._version import __version__
from dockgen.choices.options import OPTIONS, Choice, Option
from dockgen.errors import InvalidValueError, nearest
from dockgen.model import values
from dockgen.packs.errors import PackError
from dockgen.records import NamedTuple

FILE_NAME: Final = "pack.toml"
_KEYS: Final = ("name", "description", "dockgen", "defaults", "require", "question")
_QUESTION: Final = ("name", "ask", "default", "choices", "kind", "when", "git")
_NOT_A_PACKS: Final = ("pack", "answer", "app", "main")
"""Options that a pack cannot set."""
_GIT: Final = ("user.name", "user.email", "github.user", "init.defaultBranch")
"""The Git settings that a pack may read; others may hold passwords."""
_KINDS: Final = {"text": values.text, "name": values.name, "port": lambda text: str(values.port(text)), "yes-no": None}
_USUAL: Final = {"true": "yes", "y": "yes", "yes": "yes", "false": "no", "n": "no", "no": "no"}
_YES_NO: Final = (Choice("yes", ""), Choice("no", ""))


class Question(NamedTuple):
    """A question of a pack."""

    option: Option
    """The name, text, type, and choices, in the form of dockgen's own options."""
    default: str | None
    """May be a template over earlier answers; None if an answer is required."""
    when: Mapping[str, str]
    """The answers to other questions that it depends on."""
    git: str
    """The Git setting that overrides the default; empty for none."""

    @property
    def is_yes_no(self) -> bool:
        """Tell whether it is a yes-no question."""
        return self.option.choices is _YES_NO

    def value(self, text: str) -> str:
        """Return a checked answer; InvalidValueError if it is not valid for this kind of question."""
        usual = _USUAL.get(text.lower(), text) if self.is_yes_no else text
        return str(self.option.value(usual))


class Manifest(NamedTuple):
    """The content of `pack.toml`."""

    name: str
    description: str
    defaults: Mapping[str, object]
    """By option name; texts may be templates over the answers."""
    require: Mapping[str, object]
    questions: tuple[Question, ...]

    def seen(self, answers: Mapping[str, str]) -> dict[str, str | bool]:
        """Return the answers for templates: yes and no as true and false, empty for questions that were not asked."""
        known = {question.option.name: answers.get(question.option.name, "") for question in self.questions}
        yes_no = {question.option.name for question in self.questions if question.is_yes_no}
        return {name: text == "yes" if name in yes_no else text for name, text in known.items()}


def parse(text: str) -> Manifest:
    """Read a `pack.toml`; PackError if it is invalid."""
    try:
        data = tomli.loads(text)
    except (tomli.TOMLDecodeError, RecursionError, ValueError) as error:
        raise _wrong(str(error)) from error
    _only(data, _KEYS, "")
    needed = _text(data, "dockgen", "0").removeprefix(">=").strip()
    if not re.fullmatch(r"[0-9]{1,4}(?:\.[0-9]{1,4}){0,2}", needed):
        raise _wrong(f"dockgen = {needed!r} is not a version", "Allowed: the oldest supported version, such as 0.2.")
    if _numbers(needed) > _numbers(__version__):
        raise _wrong(f"it needs dockgen {needed}, but this is {__version__}", "Update dockgen, or use an older pack.")
    return Manifest(
        name=_name(_text(data, "name", None)),
        description=_text(data, "description", ""),
        defaults=_options(data, "defaults"),
        require=_options(data, "require"),
        questions=tuple(_questions(data)),
    )


def is_template(text: str) -> bool:
    """Tell whether Jinja would change a text."""
    return any(mark in text for mark in ("{{", "{%", "{#"))


def _numbers(version: str) -> list[int]:
    return [int(part) for part in re.findall(r"[0-9]+", version)[:3]]


def _wrong(why: str, hint: str = "") -> PackError:
    return PackError(f"{FILE_NAME}: {why}", hint or "See docs/how-to/packs.md.")


def _only(table: Mapping[str, object], known: tuple[str, ...], where: str) -> None:
    for key in table:
        if key not in known:
            raise _wrong(f"{where}{key!r} is not a known key", nearest(key, known))


def _text(table: Mapping[str, object], key: str, default: str | None) -> str:
    value = table.get(key, default)
    if not isinstance(value, str):
        raise _wrong(f"{key} is missing" if value is None else f"{key} is not text")
    return value


def _name(text: str) -> str:
    if not re.fullmatch(r"[A-Za-z0-9](?:[A-Za-z0-9._ -]{0,62}[A-Za-z0-9])?", text):
        raise _wrong(f"name = {text!r} is not allowed", "Allowed: up to 64 letters, digits, '.', '_', '-' and spaces.")
    return text


def _options(data: Mapping[str, object], key: str) -> Mapping[str, object]:
    table = data.get(key, {})
    if not isinstance(table, dict):
        raise _wrong(f"{key} is not a table", f"Allowed: [{key}] with keys of dockgen.toml below it.")
    _only(table, tuple(option.name for option in OPTIONS if option.name not in _NOT_A_PACKS), f"[{key}] ")
    return table


def _questions(data: Mapping[str, object]) -> Iterator[Question]:
    """Yield the questions; each may depend on earlier ones."""
    rows, seen = data.get("question", []), set()
    if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
        raise _wrong("question is not a list of tables", "Allowed: [[question]] with name, ask, and default below it.")
    for row in rows:
        question = _question(row)
        name = question.option.name
        if later := [other for other in question.when if other not in seen]:
            raise _wrong(f"the question {name!r} depends on {later[0]!r}, which is not an earlier question")
        if name in seen:
            raise _wrong(f"the question {name!r} occurs twice")
        seen.add(name)
        yield question


def _question(row: Mapping[str, object]) -> Question:
    name = _text(row, "name", None)
    if not re.fullmatch(values.ANSWER_NAME, name):
        raise _wrong(f"a question cannot be called {name!r}", "Allowed: lower-case letters, digits and '_'.")
    where = f"the question {name!r}: "
    _only(row, _QUESTION, where)
    kind = _text(row, "kind", "text")
    if kind not in _KINDS:
        raise _wrong(f"{where}{kind!r} is no kind", nearest(kind, list(_KINDS)))
    when = _when(row.get("when", {}), where)
    if (git := _text(row, "git", "")) and git not in _GIT:
        raise _wrong(f"{where}a pack may not read the Git setting {git!r}", f"Allowed: {', '.join(_GIT)}.")
    choices = _YES_NO if kind == "yes-no" else _choices(row, where)
    default = _yes_no(row.get("default")) if kind == "yes-no" else row.get("default")
    if default is not None and not isinstance(default, str):
        raise _wrong(f"{where}its default is not text")
    parse = None if choices else _KINDS[kind]
    option = Option(name, "", "", choices, question=_text(row, "ask", name), parse=parse)
    question = Question(option, default, when, git)
    if default is not None and not is_template(default):
        try:
            question.value(default)
        except InvalidValueError as error:
            raise _wrong(f"{where}its default: {error}", error.hint) from error
    return question


def _when(given: object, where: str) -> Mapping[str, str]:
    """Return the answers with which a question is asked at all."""
    rows = given.items() if isinstance(given, dict) else ()
    texts = {name: value for name, raw in rows if isinstance(value := _yes_no(raw), str)}
    if not isinstance(given, dict) or len(texts) < len(given):
        raise _wrong(f"{where}when is not a table of texts", 'Allowed: such as { database = "postgres" }.')
    return texts


def _yes_no(value: object) -> object:
    return {True: "yes", False: "no"}[value] if isinstance(value, bool) else value


def _choices(row: Mapping[str, object], where: str) -> tuple[Choice, ...]:
    rows = row.get("choices", [])
    if not isinstance(rows, list) or not all(isinstance(one, str) and one.strip() for one in rows):
        raise _wrong(f"{where}choices is not a list of texts")
    if odd := [one for one in rows if not one.isprintable()]:
        raise _wrong(f"{where}the choice {odd[0]!r} cannot be shown", "Allowed: one line of printable text.")
    return tuple(Choice(one, "") for one in rows)
