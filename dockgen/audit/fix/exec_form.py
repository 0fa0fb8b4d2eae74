"""Rewrites a start command in exec form, if it needs no shell."""

import json
import posixpath
import re
from collections.abc import Sequence
from typing import Final

from dockgen.audit.fix.edits import Edit, instead
from dockgen.audit.fix.words import repository_of
from dockgen.audit.run import Finding
from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.instruction import Instruction
from dockgen.languages import tables

_NEEDS_SHELL: Final = r"[$`<>*?~|&;(){}\[\]\\#!\n]"
_BUILTINS: Final = frozenset(
    {".", ":", "alias", "bg", "break", "builtin", "case", "cd", "command", "continue", "do", "eval", "exec", "exit"}
    | {"export", "fg", "for", "function", "if", "jobs", "let", "local", "read", "readonly", "return", "select", "set"}
    | {"shift", "source", "times", "trap", "type", "ulimit", "umask", "unset", "until", "wait", "while"}
)
_SCRIPTS: Final = (".sh", ".bash", ".py", ".rb", ".pl", ".js", ".mjs")
_WINDOWS: Final = r"windows|nanoserver|servercore"
_PLAIN_ENTRYPOINTS: Final = frozenset(
    {"alpine", "debian", "ubuntu", "busybox", "buildpack-deps", "fedora", "rockylinux", "almalinux"}
)
"""Distributions whose images have no ENTRYPOINT."""


def fix(build: Build, found: Sequence[Finding]) -> list[Edit]:
    """Rewrite each CMD or ENTRYPOINT that a shell would not change."""
    lines = {one.line for one in found}
    if re.search(_WINDOWS, build.file.image_of(build.file.final)):
        return []
    starts = [one for one in build.file.final.all("ENTRYPOINT", "CMD") if one.line in lines]
    return [edit for one in starts if (edit := _edit(build, one)) is not None]


def _edit(build: Build, one: Instruction) -> Edit | None:
    commands = one.commands()
    text = one.args[0]
    if len(commands) != 1 or re.search(_NEEDS_SHELL, text) or re.match(r"\s*\w+=", text):
        return None
    words = commands[0]
    is_whole = words[0] in text.split()[0] and words[0] not in _BUILTINS
    if not is_whole or not _is_program(build, words[0]) or not _means_the_same(build, one):
        return None
    return instead(build.file, one, f"{one.name} {json.dumps(words, ensure_ascii=False)}")


def _is_program(build: Build, word: str) -> bool:
    """Tell whether the kernel can start a file directly: a script needs a `#!` line."""
    if not word.endswith(_SCRIPTS):
        return True
    if build.context is None:
        return False
    names = (posixpath.normpath(word).lstrip("/"), posixpath.basename(word))
    text = next((text for name in names if build.context.has(name) and (text := build.context.read(name))), "")
    return bool(re.match(r"#!.*\n", text)) and "\r" not in text.partition("\n")[0]


def _means_the_same(build: Build, one: Instruction) -> bool:
    """Tell whether the rewrite keeps its meaning with the other instruction, of this file or the base image.

    An ENTRYPOINT in shell form ignores CMD; in exec form it receives CMD as arguments.
    """
    final = build.file.final
    if one.name == "ENTRYPOINT":
        return not build.file.inherited(final, "CMD")
    name = repository_of(build.file.image_of(final))
    known = tables.images().get(name)
    is_plain = name in _PLAIN_ENTRYPOINTS or (known is not None and known.is_plain)
    return is_plain and not build.file.inherited(final, "ENTRYPOINT")
