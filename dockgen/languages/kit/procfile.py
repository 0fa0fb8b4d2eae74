"""The processes of a Procfile, and of the shell scripts that they name."""

import itertools
import posixpath
import re
import shlex
from collections.abc import Sequence
from typing import Final

from dockgen.languages.kit import ports
from dockgen.languages.kit.sources import content
from dockgen.model.found import Found
from dockgen.reading.project import Project
from dockgen.records import NamedTuple

FILE: Final = "Procfile"
RELEASE: Final = "release"
"""The process that has to succeed before the others start."""
_LINE: Final = r"(?m)^([a-z][a-z0-9-]{0,30})[ \t]{0,9}:[ \t]{0,9}(\S[^\r\n]{0,500})"
_SHELL: Final = r"[&|<>`()*?\\;]|\$(?!PORT\b|\{PORT(?::-[0-9]{1,5})?\})"
_START_SCRIPTS: Final = (
    "start.sh",
    "bin/start.sh",
    "bin/start",
    "scripts/start.sh",
    "run.sh",
    "entrypoint.sh",
    "boot.sh",
)
_OF_DEVELOPMENT: Final = (
    r"--reload\b|\bactivate\b|\b(?:pip3?|npm|yarn|pnpm|bun|uv) (?:install|sync|ci)\b|collectstatic|docker"
)
"""What a script for a person's own machine does, or one that writes where an image is read-only."""
_PORT: Final = r"\$PORT\b|\$\{PORT(?::-[0-9]{1,5})?\}"
_PORTS: Final = (
    r"\$\{PORT:?-([0-9]{2,5})\}",
    r"(?:--port|--bind|-b|-p|--http|--listen)[ =][\"']?[\w.*\[\]:]{0,40}?([0-9]{2,5})\b",
)
_ENDS: Final = r"\"(?:\\.|[^\"\\])*\"|'[^']*'|\\.|(;|&&)"
"""What separates commands, and what may hold the same characters."""
_NO_PROGRAM: Final = r"[({})]|(?:exec|if|fi|then|else|do|done|esac|for|while|until|case|export|cd|set|trap|source|\.)\b"
_BASH: Final = r"\A#![^\n]{0,40}\bbash\b|\[\[|\bBASH_|\bdeclare\s|(?m:^[ \t]{0,40}\w{1,60}\+?=\()|<<<|\bshopt\b"
PORT: Final = "{port}"
"""Stands in a command where the port will be."""


def words(command: str) -> tuple[str, ...]:
    """Return the words of a command that needs no shell, with `PORT` for $PORT; empty for any other."""
    if re.search(_SHELL, command):
        return ()
    try:
        return tuple(shlex.split(re.sub(_PORT, PORT, command)))
    except ValueError:  # a quote without an end
        return ()


def processes(project: Project, folder: str = "") -> dict[str, str]:
    """Return the command line of each process by its name, for a program in a folder such as "packages/api/"."""
    path = folder + FILE
    text = project.read(path) if project.has(path) else None
    return {name: line for name, line in re.findall(_LINE, text or "") if line.isprintable()}


class Command(NamedTuple):
    """How one process starts."""

    words: tuple[str, ...]
    """Exec form."""
    text: str
    """What says more about it: its line, or its shell script."""
    script: str = ""
    """The path of that script."""


def command(project: Project, folder: str, line: str) -> Command | None:
    """Return how a process starts: as its words, or in a shell where only that knows what they mean.

    None for a line that no shell can read.
    """
    found = words(line)
    if path := _script(project, folder, found):
        text = content(project, path)
        return Command(_of_script(project, folder, path, found), text, path)
    if found and PORT not in " ".join(found):
        return Command(found, line)
    try:
        shlex.split(line)
    except ValueError:
        return None
    return Command(in_shell(line), line)


def own_script(project: Project, folder: str, found: Sequence[str]) -> str:
    """Return the shell script of a program that does something and then starts it by the words that were found."""
    for path in (f"{folder}{name}" for name in _START_SCRIPTS):
        lines = [line for line in content(project, path).splitlines() if re.match(r"\s*[^\s#]", line)]
        final = last(lines[-1]) if lines[1:] and not re.search(_OF_DEVELOPMENT, "\n".join(lines)) else []
        if final and found and final[0] == found[0] and found[-1] in final:
            return path.removeprefix(folder)
    return ""


def beside(project: Project, folder: str = "") -> dict[str, Command]:
    """Return the processes that run beside the web process, by name."""
    lines = {name: line for name, line in processes(project, folder).items() if name not in {"web", RELEASE}}
    return {name: one for name, line in lines.items() if (one := command(project, folder, line))}


def last(line: str) -> list[str]:
    """Return the words of the last command of a line, without its environment."""
    try:
        found = shlex.split(line[_start_of_last(line) :])
    except ValueError:
        return []
    return [*itertools.dropwhile(lambda word: word == "exec" or re.match(r"[A-Za-z_]\w*=", word), found)]


def _start_of_last(line: str) -> int:
    return max((match.end() for match in re.finditer(_ENDS, line) if match[1]), default=0)


def in_shell(line: str) -> tuple[str, ...]:
    """Return how a command line runs in a shell, which its last command replaces to receive the signals."""
    start = _start_of_last(line)
    before, final = line[:start], line[start:].strip()
    if "|" not in final and not final.endswith("&") and not re.match(_NO_PROGRAM, final):
        final = f"exec {'env ' if re.match(r'[A-Za-z_][A-Za-z0-9_]*=', final) else ''}{final}"
    return "sh", "-c", f"{before} {final}".strip()


def _script(project: Project, folder: str, found: tuple[str, ...]) -> str:
    """Return the shell script of the project that a command starts; empty for any other command."""
    named = found[1:2] if found[:1] in (("sh",), ("bash",), ("zsh",)) else found[:1]
    path = posixpath.normpath(posixpath.join(folder, *named)) if named else ""
    return path if path.endswith(".sh") and project.has(path) else ""


def _of_script(project: Project, folder: str, path: str, found: tuple[str, ...]) -> tuple[str, ...]:
    """Return how a shell script of the project is started, whether or not it is executable.

    Warns if its last command does not replace the shell, since stop signals do not reach it then.
    """
    text = content(project, path)
    lines = [(number, line) for number, line in enumerate(text.splitlines(), 1) if re.match(r"\s*[^\s#]", line)]
    if lines and not re.match(r"\s*(?:exec\s|exit\b|wait\b)", lines[-1][1]) and not re.search(r"\btrap\b", text):
        number, line = lines[-1]
        program = line.split()[0]
        why = f"starts {program} without exec, so {program} gets no stop signal"
        project.warn(f"{path}:{number} {why}: write `exec {program} ...`")
    called = found[0] in {"sh", "bash", "zsh"}
    shell = found[0] if called and found[0] != "sh" else shell_of(text)
    return shell, posixpath.relpath(path, folder or "."), *found[2 if called else 1 :]


def shell_of(text: str) -> str:
    """Return the shell that a script needs: bash where its first line says so, or it uses what only that has."""
    return "bash" if re.search(_BASH, text) else "sh"


def port(text: str, where: str) -> Found[int] | None:
    """Return the port that a command line or a shell script names: the default of $PORT, or a flag's."""
    found = (ports.number(match[1]) for pattern in _PORTS if (match := re.search(pattern, text)))
    number = next(filter(None, found), None)
    return Found(number, where) if number else None


def reads_port(text: str) -> bool:
    """Tell whether a command line or a shell script reads PORT."""
    return re.search(_PORT + r"|\$\{PORT:?[-=?+]", text) is not None
