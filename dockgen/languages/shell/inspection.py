"""Puts together what the scripts of a shell program say."""

import posixpath
import re
from collections.abc import Iterator, Sequence
from itertools import chain, islice
from typing import Final

from dockgen.errors import FileError
from dockgen.languages.kit import called_programs, env_examples, ports, procfile
from dockgen.languages.kit.paths import is_plain
from dockgen.languages.kit.sources import Source, first, read, uncommented
from dockgen.languages.kit.written import Written
from dockgen.languages.shell import LOOKED_FOR, SAMPLE, detect
from dockgen.languages.shell.program import Shell
from dockgen.languages.shell.service_clients import CLIENTS
from dockgen.model.found import Found
from dockgen.model.program import Program
from dockgen.reading.gitignore import is_missing
from dockgen.reading.project import Project

_MOST: Final = 100
"""The most scripts that are read."""
_ASIDE: Final = r"(?:^|/)(?:tests?|spec|examples?|docs|\.\w+)/"
_LEXEME: Final = r"(?s)\"(?:\\.|[^\"\\])*+\"?|'[^']*+'?|(?P<comment>(?<![^\s;])\#[^\n]*)"
_COMMANDS: Final = (
    r"(?m)(?:^|[|;&(`!]|\b(?:then|do|else|xargs)[ \t])[ \t]{0,40}"
    r"(?:(?:then|do|else|if|elif|while|until|exec|time|nohup|!|\w{1,40}=\S{0,80})[ \t]{1,9}){0,9}"
    r"([a-z][\w.+-]{0,40})(?=[\s;|&)`]|$)"
)
_NAMED: Final = (
    r"\b(?:needs?|requires?|check_(?:command|dep\w*|tools?)|command -v|which|hash|type -P|for[ \t]\w{1,40}[ \t]in)"
    r"((?:[ \t]{1,9}[a-z][\w.+-]{0,40}){1,20})"
)
"""Where a script makes sure that programs are there."""
_SERVES: Final = (
    r"\b(?:nc|ncat|netcat)\b[^\n]{0,60}[ \t]-[a-zA-Z]{0,5}l|\bsocat\b[^\n]{0,100}LISTEN"
    r"|\bhttpd\b[^\n]{0,60}[ \t]-[fp]|\bpython3?[ \t]-m[ \t]http\.server"
)
_PORTS: Final = (
    r"\$\{\w{0,20}PORT:?-([0-9]{2,5})\}",
    r"(?m)^[ \t]{0,9}(?:export[ \t]|readonly[ \t])?\w{0,20}(?i:port)=[\"']?([0-9]{2,5})\b",
    r"LISTEN:([0-9]{2,5})\b",
    r"[ \t]-l?p[ \t]{0,3}(?:[\d.]{1,15}:)?([0-9]{2,5})\b",
    r"http\.server[ \t]([0-9]{2,5})\b",
    r"[ \t]-l[ \t]([0-9]{2,5})\b",
)
_WRITES: Final = (
    r"(?:(?<![<>&0-9])[12]?>>?[ \t]{0,3}|\btee[ \t](?:-a[ \t])?|\btouch[ \t]|(?P<folder>\bmkdir[ \t](?:-p[ \t])?))"
    r"[\"']?((?:\$\{?\w{1,40}(?::-[\w./-]{1,80})?\}?|[\w./-]){1,160})"
)
_VALUE: Final = r"(?m)^[ \t]{{0,40}}(?:export[ \t]|readonly[ \t]|local[ \t])?{}=[\"']?([^\n\"';]{{0,200}})"
_HERE: Final = r"\$\([^\n]{0,80}(?:dirname|pwd)[^\n]{0,80}\)|\$PWD|\$\{PWD\}"
_VARIABLE: Final = r"\$\{?(\w{1,40})(?::-([\w./-]{1,80}))?\}?"
_DEPTH: Final = 4


def inspect(project: Project, main: str | None) -> Program:  # noqa: ARG001 - one program
    """Read the script that starts the program, and the others.

    Raises:
        FileError: there is none, or it cannot be read.
    """
    path = detect(project) or LOOKED_FOR
    if not project.has(path) or project.read(path) is None:
        raise FileError(f"{path} is not there, or cannot be read", "Make a script that starts the program.")
    scripts = _scripts(project, path)
    serves = first(scripts, _SERVES)
    shell = _shell(scripts[0].raw)
    words = procfile.words(f"{shell} {path}")
    if serves and (command := procfile.command(project, "", f"{shell} {path}")):
        words = command.words
    runs = _runs(scripts, shell)
    port = ports.port_in(scripts, _PORTS) if serves else None
    reads_port = bool(serves) and any(procfile.reads_port(one.text) for one in scripts)
    wants = env_examples.wants(project, ("",), CLIENTS, {}, scripts)
    return SAMPLE._replace(
        name=Found(None, "the folder"),
        mains=Found((".",), path),
        serves=Found(serves is not None, serves.source if serves else "it listens nowhere"),
        port=port or Found(8080 if serves else None, serves.source if serves else "it listens nowhere"),
        port_env=Found(reads_port, path if reads_port else "PORT is not read"),
        services=wants.services,
        service_env=wants.service_env,
        env_example=wants.env_example,
        start=Found(" ".join(words), path),
        command=Found(words, path),
        members=Found((), path),
        own=Shell(Found(path, path), Found(shell, path), runs, _kept(project, scripts)),
    )


def impossible(program: Program) -> dict[str, str]:  # noqa: ARG001 - of the protocol
    """Return nothing: both images can have each shell."""
    return {}


def _scripts(project: Project, path: str) -> list[Source]:
    """Return the script that starts the program, and the others that may be part of it."""
    others = (one for one in project.files((".sh", ".bash")) if one != path and not re.search(_ASIDE, one))
    found = read(project, (path, *islice(others, _MOST)))
    return [Source(one, text, lambda raw: uncommented(raw, _LEXEME)) for one, text in found]


def _shell(text: str) -> str:
    """Return the shell that reads a script: what its first line says, or bash where it uses what only that has."""
    return "zsh" if re.match(r"\A#![^\n]{0,40}\bzsh\b", text) else procfile.shell_of(text)


def _runs(scripts: Sequence[Source], shell: str) -> Found[tuple[str, ...]]:
    """Return the programs of the distribution that the scripts call, or look for."""
    found = {} if shell == "sh" else {shell: f"{scripts[0].path} is for {shell}"}
    for source in scripts:
        for match in chain(re.finditer(_COMMANDS, source.text), re.finditer(_NAMED, source.text)):
            for name in match[1].split():
                if (word := called_programs.PROGRAMS.get(name)) and word not in found:
                    found[word] = f"{source.at(match)} runs {name}"
    return Found(tuple(sorted(found)), ", ".join(found.values()) or "it starts no program that the base image lacks")


def _kept(project: Project, scripts: Sequence[Source]) -> Found[Written]:
    """Return the folders that the scripts make, or write files in, and those of the repository that they change."""
    folders: dict[str, str] = {}
    changed: dict[str, str] = {}
    for source in scripts:
        for path, where, is_folder in _written(source, scripts[0]):
            folder = path if is_folder else posixpath.dirname(path)
            is_free = bool(folder) and is_missing(project, folder)
            (folders if is_free else changed).setdefault(folder or ".", where)
    tops = {path.split("/")[0]: where for path, where in folders.items()}
    found = Written(folders=tuple(sorted(tops)), changed=tuple(sorted({*changed} - {*tops})))
    return Found(found, ", ".join([*tops.values(), *changed.values()]) or "it writes nothing beside itself")


def _written(source: Source, start: Source) -> Iterator[tuple[str, str, bool]]:
    """Yield what a script writes below the program's folder, where, and whether it is a folder."""
    for match in islice(re.finditer(_WRITES, source.text), _MOST):
        whole = _filled(match[2], source.text, start.text)
        path = posixpath.normpath(whole) if whole else "."
        if path != "." and path[0] != "/" and is_plain(path):
            yield path, source.at(match), match["folder"] is not None


def _filled(word: str, *texts: str) -> str:
    """Return a word with the values of its variables, "." for the program's folder; "" where one is not known."""
    for _ in range(_DEPTH):
        if "$" not in word:
            break
        word = re.sub(_HERE, ".", word)
        word = re.sub(_VARIABLE, lambda match: _value(match, texts), word)
    return "" if "$" in word or "\0" in word else word


def _value(match: re.Match[str], texts: Sequence[str]) -> str:
    """Return what a variable is given, its default, or a mark that no path has."""
    pattern = _VALUE.format(match[1])
    given = next((found[1] for text in texts if (found := re.search(pattern, text))), match[2] or "\0")
    return "\0" if f"${match[1]}" in given or f"${{{match[1]}}}" in given else given
