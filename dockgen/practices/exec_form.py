"""Start the program itself, not a shell around it."""

import json
import re
from typing import TYPE_CHECKING

from dockgen.practices.practice import Broken, Checked, Practice

if TYPE_CHECKING:
    from dockgen.audit.build import Build
    from dockgen.dockerfile import Instruction


def check(build: "Build") -> Checked:
    """Find a CMD or ENTRYPOINT in shell form that does not hand its process over with `exec`."""
    final = build.file.final
    if build.file.inherited(final, "SHELL"):
        return "the file chooses its own shell"
    starts = [found[-1] for name in ("ENTRYPOINT", "CMD") if (found := build.file.inherited(final, name))]
    if not starts:
        return "nothing is started here"
    return [
        Broken(one, f"{one.name} is in shell form: a shell is process 1 and keeps the stop signal to itself", _fix(one))
        for one in starts
        if not one.is_exec and one.args and not one.args[0].lstrip().startswith("exec ")
    ]


def _fix(one: "Instruction") -> str:
    commands, text = one.commands(), one.args[0].strip()
    before, operator, last = text.rpartition("&&")
    if not commands or re.search(r"[`|;()\n#]|(?<!&)&(?!&)", text) or re.match(r"\s*\w+=", last):
        return f'{one.name} ["sh", "-c", "exec ..."]'
    needs_shell = operator or re.search(r"[$<>*?~]", text)
    words = ["sh", "-c", f"{before}{operator} exec {last.strip()}".strip()] if needs_shell else commands[0]
    return f"{one.name} {json.dumps(words, ensure_ascii=False)}"


PRACTICE = Practice(
    id="exec-form",
    title="Exec form for the entry point",
    why=(
        "In shell form a shell is process 1 and keeps SIGTERM to itself: the program learns nothing of a stop and is "
        "killed after ten seconds. In exec form the program is process 1."
    ),
    gain="A stop is clean and takes milliseconds; no shell is needed in the image.",
    cost="No variables and no pipes in the command.",
    not_when="The command truly needs a shell; then `exec` the last program.",
    bad=("FROM alpine:3.23\nCOPY hello /hello\nCMD /hello\n"),
    good=('FROM alpine:3.23\nCOPY hello /hello\nENTRYPOINT ["/hello"]\n'),
    check=check,
)
