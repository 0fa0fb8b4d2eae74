"""The comments of all files that dockgen makes: their sentences are in `templates/notes.toml`, each by its id."""

from collections.abc import Iterator, Mapping, Sequence
from functools import cache
from typing import TYPE_CHECKING, Any, Final, NamedTuple

from dockgen.errors import DockgenError
from dockgen.model.note import Note
from dockgen.text.visible import one_line
from dockgen.versions.resources import data, templates_folder

if TYPE_CHECKING:
    from dockgen.model.plan import Plan

FILE: Final = "notes.toml"
"""In the folder of the templates."""
ANY: Final = "any"
"""Stands for all languages that have no wording of their own."""
WIDTH: Final = 110
_OF_IDS: Final = frozenset("abcdefghijklmnopqrstuvwxyz0123456789-")


What = str | Note | Sequence[str | Note]
"""An id, or a text of a template pack's own; several of them become one paragraph, and empty ones nothing."""


class Sentence(NamedTuple):
    """One table of the file, which describes the fields."""

    brief: str = ""
    full: Mapping[str, str] = {}
    explains: tuple[str, ...] = ()


class NoteError(DockgenError):
    """There is no such sentence, or it lacks what it is about."""


@cache
def sentences() -> Mapping[str, Sentence]:
    """Return all sentences by id."""
    found = data("data_notes", templates_folder() / FILE)
    return {id_: _sentence(**table) for id_, table in found.items()}


def _sentence(brief: str = "", full: str | Mapping[str, str] = "", explains: Sequence[str] = ()) -> Sentence:
    wordings = {ANY: full} if isinstance(full, str) else dict(full)
    return Sentence(brief, {language: wording for language, wording in wordings.items() if wording}, tuple(explains))


def full(id_: str, language: str = ANY) -> str:
    """Return why one does what a note or a practice is about, in the words of a language; empty where none says so."""
    wordings = sentences()[id_].full
    return wordings.get(language) or wordings.get(ANY, "")


def text(what: What, **values: Any) -> str:  # noqa: ANN401 - whatever a template prints
    """Return what a note says in brief; a text that is no id is its own.

    Raises:
        NoteError: there is no note of that id, or one of its values is missing.
    """
    return " ".join(_filled(*one) for one in _each(what, values))


def _each(what: What, values: Mapping[str, Any]) -> Iterator[tuple[str, Mapping[str, Any]]]:
    for one in (what,) if isinstance(what, str | Note) else what:
        if one:
            yield (one.id, one.values) if isinstance(one, Note) else (one, values)


def _filled(id_: str, values: Mapping[str, Any]) -> str:
    sentence = _found(id_)
    if sentence is None:
        return " ".join(id_.split())
    safe = {name: text(one) if isinstance(one, Note) else one_line(str(one)) for name, one in values.items()}
    try:
        return sentence.brief.format_map(safe)
    except KeyError as error:
        raise NoteError(f"the note {id_} needs a value: {error.args[0]}=...") from error


def _found(id_: str) -> Sentence | None:
    """Return the sentence of an id; None for a text."""
    sentence = sentences().get(id_)
    if sentence is None and _OF_IDS.issuperset(id_):
        from difflib import get_close_matches  # noqa: PLC0415 - only a mistake needs it

        close = get_close_matches(id_, sentences(), n=1)
        raise NoteError(f"there is no note {id_!r}" + (f"; did you mean {close[0]!r}?" if close else ""))
    return sentence


class Notes(NamedTuple):
    """Makes comments, as many as the plan wants. These are the functions that templates call."""

    plan: "Plan"
    reasons: Mapping[str, str] = {}
    """Why a practice is followed, in words other than those of the file; by practice."""

    def note(self, what: What, *practices: str, **values: Any) -> str:  # noqa: ANN401 - as in `text`
        """Return a comment that says why, with the reasons of its practices where the plan wants them in full."""
        if self.plan.comments == "none":
            return ""
        if isinstance(what, Note) and what.is_command:
            return self.line(what)
        return "".join(map(_comment, [text(what, **values), *self._reasons(what, practices)]))

    def stage(self, name: str, what: What, *practices: str, **values: Any) -> str:  # noqa: ANN401 - as in `text`
        """Return the comment over a FROM or an ARG, which `docker build --call=targets` shows as its description.

        BuildKit's rule InvalidDefinitionDescription wants it in one line that starts with the name.
        """
        if self.plan.comments == "none":
            return ""
        reasons = "".join(map(_comment, self._reasons(what, practices)))
        comment = _comment(f"{name} {text(what, **values)}")
        return f"{reasons}\n{comment}" if reasons else comment

    def line(self, what: What, indent: int = 0, **values: Any) -> str:  # noqa: ANN401 - as in `text`
        """Return a comment whose lines are never broken, for commands and for files with indentation."""
        return "" if self.plan.comments == "none" else self.heading(what, indent, **values)

    def heading(self, what: What, indent: int = 0, **values: Any) -> str:  # noqa: ANN401 - as in `text`
        """Return the same, also where no comments are wanted: it says what a group of lines is."""
        return "".join(f"{' ' * indent}# {one_line(each)}\n" for each in text(what, **values).split("\n"))

    def _reasons(self, what: What, practices: Sequence[str]) -> Iterator[str]:
        """Yield why one does it, where that is wanted: the note's own reason, and those of practices that are here."""
        if self.plan.comments != "full":
            return
        found = dict.fromkeys(practices)
        for id_, _ in _each(what, {}):
            if sentence := sentences().get(id_):
                found |= dict.fromkeys((*((id_,) if sentence.full else ()), *sentence.explains))
        for one in found:
            if self.plan.does.get(one, True):
                yield self.reasons.get(one) or full(one, self.plan.language)


def _comment(paragraphs: str) -> str:
    lines = (line for paragraph in paragraphs.split("\n") for line in _wrapped(paragraph))
    return "".join(f"# {one_line(line)}\n" for line in lines)


def _wrapped(paragraph: str) -> list[str]:
    """Break a paragraph into lines; textwrap would do it too, and takes longer to import than to run."""
    lines = [""]
    for word in paragraph.split():
        if len("# ") + len(lines[-1]) + len(word) >= WIDTH:
            lines.append("")
        lines[-1] = f"{lines[-1]} {word}".lstrip()
    return lines
