"""Makes the comments of generated files; their sentences are in `templates/notes.toml`, by id."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Final, TypedDict, cast

from dockgen.errors import DockgenError
from dockgen.model.note import Note
from dockgen.records import NamedTuple
from dockgen.text.visible import one_line
from dockgen.versions.resources import data, templates_folder

if TYPE_CHECKING:
    from dockgen.model.plan import Plan

    class _Table(TypedDict, total=False):
        """A table of the file."""

        brief: str
        full: str | dict[str, str]
        explains: list[str]


FILE: Final = "notes.toml"
"""The file's name in the templates folder."""
ANY: Final = "any"
"""The key for languages without their own wording."""
WIDTH: Final = 110
_OF_IDS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


What = str | Note | Sequence[str | Note]
"""An id, or a template pack's own text; several become one paragraph, and empty ones are skipped."""


class Sentence(NamedTuple):
    """One table of the file; its fields are explained there."""

    brief: str = ""
    full: Mapping[str, str] = {}
    explains: tuple[str, ...] = ()


class NoteError(DockgenError):
    """There is no such note, or one of its values is missing."""


@cache
def _tables() -> "Mapping[str, _Table]":
    return cast("dict[str, _Table]", data("data_notes", templates_folder() / FILE))


def sentences() -> Mapping[str, Sentence]:
    """Return all notes by id."""
    return {id_: one for id_ in _tables() if (one := sentence(id_))}


@cache
def sentence(id_: str) -> Sentence | None:
    """Return one note; None if there is none of that id."""
    table = _tables().get(id_)
    return None if table is None else _sentence(**table)


def _sentence(brief: str = "", full: str | Mapping[str, str] = "", explains: Sequence[str] = ()) -> Sentence:
    wordings = {ANY: full} if isinstance(full, str) else dict(full)
    return Sentence(brief, {language: wording for language, wording in wordings.items() if wording}, tuple(explains))


def full(id_: str, language: str = ANY) -> str:
    """Return the reason (`full`) of a note or a practice, in a language's wording; empty if there is none."""
    if (one := sentence(id_)) is None:
        raise KeyError(id_)
    wordings = one.full
    return wordings.get(language) or wordings.get(ANY, "")


def text(what: What, **values: object) -> str:
    """Return the `brief` of a note; a text that is not an id is returned as it is.

    Raises:
        NoteError: there is no note of that id, or one of its values is missing.
    """
    return " ".join(_filled(*one) for one in _each(what, values))


def _each(what: What, values: Mapping[str, object]) -> Iterator[tuple[str, Mapping[str, object]]]:
    for one in (what,) if isinstance(what, str | Note) else what:
        if one:
            yield (one.id, one.values) if isinstance(one, Note) else (one, values)


def _filled(id_: str, values: Mapping[str, object]) -> str:
    if (one := _found(id_)) is None:
        return " ".join(id_.split())
    safe = {name: text(one) if isinstance(one, Note) else one_line(str(one)) for name, one in values.items()}
    try:
        return one.brief.format_map(safe)
    except KeyError as error:
        raise NoteError(f"the note {id_} needs a value: {error.args[0]}=...") from error


def _found(id_: str) -> Sentence | None:
    """Return the note of an id; None for a text."""
    one = sentence(id_)
    if one is None and _OF_IDS.issuperset(id_):
        from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

        close = get_close_matches(id_, _tables(), n=1)
        raise NoteError(f"there is no note {id_!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
    return one


class Notes(NamedTuple):
    """Makes comments at the level that the plan asks for. Templates call these functions."""

    plan: "Plan"
    reasons: Mapping[str, str] = {}
    """Reasons that replace those of the file, by practice."""

    def note(self, what: What, *practices: str, **values: object) -> str:
        """Return a comment, with the reasons of its practices at the level `full`."""
        if self.plan.comments == "none":
            return ""
        if isinstance(what, Note) and what.is_command:
            return self.line(what)
        return "".join(map(_comment, [text(what, **values), *self._reasons(what, practices)]))

    def stage(self, name: str, what: What, *practices: str, **values: object) -> str:
        """Return the comment above a FROM or an ARG, which `docker build --call=targets` shows as its description.

        BuildKit's rule InvalidDefinitionDescription requires one line that starts with the name.
        """
        if self.plan.comments == "none":
            return ""
        reasons = "".join(map(_comment, self._reasons(what, practices)))
        comment = _comment(f"{name} {text(what, **values)}")
        return f"{reasons}\n{comment}" if reasons else comment

    def line(self, what: What, indent: int = 0, **values: object) -> str:
        """Return a comment without line wrapping, for commands and indented files."""
        return "" if self.plan.comments == "none" else self.heading(what, indent, **values)

    def heading(self, what: What, indent: int = 0, **values: object) -> str:
        """Return the same, even with `--comments none`: a heading of a group of lines."""
        return "".join(f"{' ' * indent}# {one_line(each)}\n" for each in text(what, **values).split("\n"))

    def _reasons(self, what: What, practices: Sequence[str]) -> Iterator[str]:
        """Yield the reasons at the level `full`: the note's own, and those of its practices in the plan."""
        if self.plan.comments != "full":
            return
        found = dict.fromkeys(practices)
        for id_, _ in _each(what, {}):
            if one := sentence(id_):
                found |= dict.fromkeys((*((id_,) if one.full else ()), *one.explains))
        for name in found:
            if self.plan.does.get(name, True):
                yield self.reasons.get(name) or full(name, self.plan.language)


def _comment(paragraphs: str) -> str:
    lines = (line for paragraph in paragraphs.split("\n") for line in _wrapped(paragraph))
    return "".join(f"# {one_line(line)}\n" for line in lines)


def _wrapped(paragraph: str) -> list[str]:
    """Wrap a paragraph; importing textwrap would take longer than this."""
    lines = [""]
    for word in paragraph.split():
        if len("# ") + len(lines[-1]) + len(word) >= WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".lstrip()
    return lines
