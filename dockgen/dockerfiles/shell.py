"""The commands of a shell's text, as exact as one can be without running a shell."""

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import Final

_PARTS: Final = (
    r"(?P<space>(?:[ \t\r]|\\\r?\n)+)|(?P<comment>(?<![^\s;&|()])#[^\n]*)|(?P<end>[\n;&|()]+)|'(?P<plain>[^']*)'"
    r"|\"(?P<quoted>(?:\\.|[^\"\\])*)\"|\\(?P<escaped>.)|(?P<part>[^\s;&|()'\"\\]+|.)"
)
"""What a shell's text consists of: words are made of the parts between spaces and the ends of commands."""
_SEPARATORS: Final = frozenset({"{", "}", "then", "do", "else", "elif", "if", "while", "until", "!"})
_PREFIXES: Final = frozenset({"exec", "time", "command", "sudo", "env", "set", "-e", "-x", "-ex", "-eux"})


def commands_of(script: str) -> list[list[str]]:
    """Return the words of each command of a shell's text."""
    return [list(words) for words in _commands_of(script)]


@lru_cache(maxsize=512)  # several checks ask for the same
def _commands_of(script: str) -> tuple[tuple[str, ...], ...]:
    commands: list[list[str]] = [[]]
    for word in _shell_words(script):
        if word is None or (word in _SEPARATORS and not commands[-1]):
            commands.append([])
        elif commands[-1] or (word not in _PREFIXES and not re.match(r"[A-Za-z_]\w*=", word)):
            commands[-1].append(word)
    return tuple(tuple(words) for words in commands if words)


def _shell_words(script: str) -> Iterator[str | None]:
    """Yield the words of a shell's text without their quotes, and None where a command ends."""
    word: str | None = None
    for match in re.finditer(_PARTS, script, re.DOTALL):
        kind = match.lastgroup or ""
        if kind in {"space", "comment", "end"}:
            if word is not None:
                yield word
            word = None
            if kind == "end":
                yield None
        else:
            text = re.sub(r'\\(["\\$`])', r"\1", match[kind]) if kind == "quoted" else match[kind]
            word = (word or "") + text
    if word is not None:
        yield word
