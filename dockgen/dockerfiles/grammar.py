"""Checks instructions beyond their syntax, as BuildKit does: number of words, flags, and their values.

From `frontend/dockerfile/instructions` of moby/buildkit 0.34, including the messages.
"""

import re
from collections.abc import Callable, Mapping
from typing import Final, Literal

from dockgen.dockerfiles.instruction import Instruction

Kind = Literal["text", "texts", "switch"]

_COPIES: Final[Mapping[str, Kind]] = {"chown": "text", "chmod": "text", "link": "switch", "exclude": "texts"}
_HEALTH: Final = ("interval", "timeout", "start-period", "start-interval", "retries")
_FLAGS: Final[Mapping[str, Mapping[str, Kind]]] = {
    "ADD": {**_COPIES, "keep-git-dir": "switch", "checksum": "text", "unpack": "switch"},
    "COPY": {**_COPIES, "from": "text", "parents": "switch"},
    "FROM": {"platform": "text"},
    "HEALTHCHECK": dict.fromkeys(_HEALTH, "text"),
    "RUN": {"mount": "texts", "network": "text", "security": "text", "device": "texts"},
}
_ANY_FLAG: Final = frozenset({"ARG", "STOPSIGNAL"})
"""Instructions whose flags BuildKit does not check."""
_ONE: Final = frozenset({"MAINTAINER", "STOPSIGNAL", "USER", "WORKDIR"})
_SOME: Final = frozenset({"ARG", "ENV", "EXPOSE", "HEALTHCHECK", "LABEL", "ONBUILD", "SHELL", "VOLUME"})
_NO_TRIGGERS: Final = frozenset({"FROM", "MAINTAINER", "ONBUILD"})
_DURATION: Final = r"[-+]?(?:(?:[0-9]{1,18}(?:\.[0-9]{0,18})?|\.[0-9]{1,18})(?:ns|us|µs|μs|ms|s|m|h))+|[-+]?0"
_VALUES: Final[Mapping[str, str]] = {"network": "|default|none|host", "security": "|sandbox|insecure"}


def refusal(one: Instruction) -> str:
    """Return why BuildKit would reject an instruction that its parser accepts; empty if it would not."""
    return _words(one) or _flags(one) or _details(one)


def _words(one: Instruction) -> str:
    if one.name in _ONE and len(one.args) != 1:
        return f"{one.name} requires exactly one argument"
    if one.name in _SOME and not one.args:
        return f"{one.name} requires at least one argument"
    if one.name in {"ADD", "COPY"} and len(one.args) < 2:  # noqa: PLR2004 - a source and a destination
        return f"{one.name} requires at least two arguments, but only one was provided"
    names = one.args[::2] if one.name in {"ENV", "LABEL"} else [word.partition("=")[0] for word in one.args]
    if one.name in {"ARG", "ENV", "LABEL"} and "" in names:
        return f"{one.name} names can not be blank"
    return ""


def _flags(one: Instruction) -> str:
    if one.name in _ANY_FLAG or (one.name == "HEALTHCHECK" and one.args[0].upper() == "NONE"):
        return ""
    known = _FLAGS.get(one.name, {})
    used = set()
    for flag in one.flags:
        if flag == "--":
            break
        name, equals, value = flag.removeprefix("--").partition("=")
        kind = known.get(name)
        if kind is None:
            return f"unknown flag: --{name}"
        if name in used and kind != "texts":
            return f"duplicate flag specified: --{name}"
        used.add(name)
        if not equals and kind != "switch":
            return f"missing a value on flag: --{name}"
        if kind == "switch" and value.lower() not in ({"true", "false"} if equals else {""}):
            return f"expecting boolean value for flag --{name}, not: {value}"
    return ""


def _details(one: Instruction) -> str:
    check = _DETAILS.get(one.name)
    return check(one) if check else ""


def _stage_name(one: Instruction) -> str:
    if len(one.args) == 3 and one.args[1].lower() == "as":  # noqa: PLR2004 - IMAGE AS NAME
        valid = re.fullmatch(r"[a-z][a-z0-9-_.]*", one.args[2].lower())
        return "" if valid else f'invalid name for build stage: "{one.args[2]}"'
    return "" if len(one.args) == 1 else "FROM requires either one or three arguments"


def _health(one: Instruction) -> str:
    kind, command = one.args[0].upper(), one.args[1:]
    if kind == "NONE":
        return "HEALTHCHECK NONE takes no arguments" if command else ""
    if kind != "CMD":
        return f'unknown type "{one.args[0]}" in HEALTHCHECK (try CMD)'
    if not command:
        return "missing command after HEALTHCHECK CMD"
    for name in _HEALTH[:-1]:
        value = one.flag(name)
        if value and not re.fullmatch(_DURATION, value):
            return f'invalid duration "{value}"'
        if value and value.startswith("-") and re.search(r"[1-9]", value):
            return f"{name} cannot be less than 1ms"
    retries = one.flag("retries") or ""
    return "" if re.fullmatch(r"(?:\+?[0-9]{1,9}|-0+)?", retries) else f"invalid number of retries: {retries}"


def _run(one: Instruction) -> str:
    for name, values in _VALUES.items():
        value = one.flag(name)
        if value is not None and not re.fullmatch(values, value):
            return f'{name} "{value}" is not valid'
    for mount in one.mounts():
        if re.search(r"\$.", mount.get("from", "")):
            return "'from' doesn't support variable expansion, define alias stage instead"
    return ""


def _destination(one: Instruction) -> str:
    heredoc = re.fullmatch(r"[0-9]*<<-?[^<\s]+", one.args[-1])
    return f"{one.name} cannot accept a heredoc as a destination" if heredoc else ""


def _trigger(one: Instruction) -> str:
    trigger = one.args[0].split()[0].upper()
    return f"{trigger} isn't allowed as an ONBUILD trigger" if trigger in _NO_TRIGGERS else ""


def _shell(one: Instruction) -> str:
    return "" if one.is_exec else "SHELL requires the arguments to be in JSON form"


def _volume(one: Instruction) -> str:
    return "" if all(word.strip() for word in one.args) else "VOLUME specified can not be an empty string"


_DETAILS: Final[Mapping[str, Callable[[Instruction], str]]] = {
    "ADD": _destination,
    "COPY": _destination,
    "FROM": _stage_name,
    "HEALTHCHECK": _health,
    "ONBUILD": _trigger,
    "RUN": _run,
    "SHELL": _shell,
    "VOLUME": _volume,
}
