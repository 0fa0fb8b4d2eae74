"""Start the program directly, without a shell around it."""

import json
import re
from typing import Final

from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.instruction import Instruction
from dockgen.practices.practice import About, Broken, Checked

_QUOTED: Final = r"(?s)(\\.)|'[^']*'|\"(?:\\.|[^\"\\])*+\""


def check(build: Build) -> Checked:
    """Find a CMD or ENTRYPOINT in shell form that does not start the program with `exec`."""
    final = build.file.final
    if build.file.inherited(final, "SHELL"):
        return "the file sets its own SHELL"
    entry, command = (next(reversed(build.file.inherited(final, name)), None) for name in ("ENTRYPOINT", "CMD"))
    starts = [one for one in (entry, command) if one is not None]
    if not starts:
        return "the file starts no program"
    if entry is not None and command is not None and entry.is_exec and _needs_fixing(command):
        message = "CMD is in shell form: ENTRYPOINT receives /bin/sh, -c and the command as its arguments"
        return [Broken(command, message, _fix(command))]
    first = entry or command  # the shell of an entry point does not look at CMD
    return [
        Broken(one, f"{one.name} is in shell form: the shell is process 1 and does not forward stop signals", _fix(one))
        for one in starts
        if one is first and _needs_fixing(one)
    ]


def _needs_fixing(one: Instruction) -> bool:
    return not one.is_exec and bool(one.args) and not one.args[0].lstrip().startswith("exec ")


def _fix(one: Instruction) -> str:
    commands, text = one.commands(), one.args[0].strip()
    before, operator, last = text.rpartition("&&")
    bare = re.sub(_QUOTED, r"\1", text)
    if (
        not commands
        or ("&&" in text and "&&" not in bare)
        or re.search(r"[`|;()\n#]|(?<!&)&(?!&)", bare)
        or re.match(r"\s*\w+=", last)
    ):
        return f'{one.name} ["sh", "-c", "exec ..."]'
    needs_shell = operator or re.search(r"[$`]", re.sub(r"'[^']*'", "", text)) or re.search(r"[<>*?~]", bare)
    words = ["sh", "-c", f"{before}{operator} exec {last.strip()}".strip()] if needs_shell else commands[0]
    return f"{one.name} {json.dumps(words, ensure_ascii=False)}"


ABOUT = About(
    gain="The container stops cleanly within milliseconds; the image needs no shell.",
    cost="No variables or pipes in the command.",
    not_when="The command needs a shell; then start the program with `exec`.",
    bad=("FROM alpine:3.23\nCOPY hello /hello\nCMD /hello\n"),
    good=('FROM alpine:3.23\nCOPY hello /hello\nENTRYPOINT ["/hello"]\n'),
    check=check,
)
