"""Reads command lines of scripts and Procfiles, as far as that is possible without running a shell."""

import posixpath
import re
import shlex
from collections.abc import Iterator
from typing import Final

from dockgen.records import NamedTuple

_OPERATORS: Final = frozenset({"&&", "||", ";", "|", "&", "|&", ";;", "(", ")", "<", ">", ">>"})
_ASSIGNMENT: Final = r"([A-Za-z_][A-Za-z0-9_]{0,100})=(.*)"
_FETCHERS: Final = frozenset({"npx", "bunx"})
_BEFORE: Final = _FETCHERS | {"cross-env", "cross-env-shell", "env", "exec", "--no-install", "--yes", "-y"}
_MAX_LENGTH: Final = 2000


class Command(NamedTuple):
    """One program with its arguments, and the environment that is set for it."""

    words: tuple[str, ...]
    env: tuple[tuple[str, str], ...] = ()
    may_be_fetched: bool = False
    """Whether it is downloaded first if it is not there, as by npx."""
    folder: str = ""
    """Where it runs, if that is not where the line does."""

    @property
    def needs_shell(self) -> bool:
        """Whether a word is not known before it runs."""
        return any(re.search(r"[$`]", word) for word in self.words)

    @property
    def line(self) -> str:
        """The command as a shell takes it; what the shell has to fill in is not quoted."""
        return " ".join(_quoted(word) for word in self.words)

    def line_from(self, folder: str) -> str:
        """Return the same for a shell that is in a folder."""
        if self.folder == folder:
            return self.line
        return f"(cd {_quoted(posixpath.relpath(self.folder or '.', folder or '.'))} && {self.line})"


class Line(NamedTuple):
    """A script's line: commands one after the other."""

    commands: tuple[Command, ...]
    is_parallel: bool = False
    """Whether some of it runs in the background."""


def parse(text: str) -> Line:
    """Return the commands of a line; none where it is no command line at all.

    What only reads or fixes another command's result is left out: what stands behind `|`, `||` or `>`.
    """
    if len(text) > _MAX_LENGTH:
        return Line(())
    lexer = shlex.shlex(text.replace("\n", " ; "), posix=True, punctuation_chars=True)
    lexer.whitespace_split = True
    lexer.commenters = ""
    try:
        tokens = list(lexer)
    except ValueError:  # a quote that is not closed
        return Line(())
    if not all(token.isprintable() for token in tokens):  # no line of a Dockerfile could hold it
        return Line(())
    commands = tuple(command for words in _split(tokens) if (command := _command(words)))
    return Line(commands, is_parallel="&" in tokens)


def _split(tokens: list[str]) -> Iterator[list[str]]:
    words: list[str] = []
    is_kept = True
    for token in [*tokens, ";"]:
        if token not in _OPERATORS:
            words.append(token)
            continue
        if is_kept and words:
            yield words
        words, is_kept = [], token in {"&&", ";", "&", "("}


def _command(words: list[str]) -> Command | None:
    """Take the assignments off the front, those of cross-env and env too."""
    env: list[tuple[str, str]] = []
    for index, word in enumerate(words):
        if match := re.fullmatch(_ASSIGNMENT, word):
            env.append((match[1], match[2]))
        elif word not in _BEFORE:
            return Command(tuple(words[index:]), tuple(env), not _FETCHERS.isdisjoint(words[:index]))
    return None


def _quoted(word: str) -> str:
    if not re.search(r"[$`]", word):
        return shlex.quote(word)
    return '"' + word.replace("\\", "\\\\").replace('"', '\\"') + '"'
