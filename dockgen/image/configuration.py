"""What the configuration of an image tells: which instruction made a layer, and secrets that stand in it for all."""

import re
from collections.abc import Iterator, Mapping, Sequence
from typing import Final

from dockgen.secrets.secret_forms import CHPASSWD, LOGIN_IN_URL, is_given, stands_for_one
from dockgen.secrets.texts import tokens_in
from dockgen.text import parsed

_ARGUMENTS: Final = r"(?:RUN )?\|(\d{1,3}) (.{0,20000}?) /bin/"
"""How the history shows the build arguments of a RUN."""
_ONE_ARGUMENT: Final = r"(?:^| )([A-Za-z_]\w{0,200})=(\S{1,4000})"
_LONGEST: Final = 64 * 1024
_BY_NAME: Final = "a value that is secret by its name"


def history(config: Mapping[str, object]) -> list[Mapping[str, object]]:
    """Return the history of an image, the oldest step first."""
    return [one for one in parsed.items(config, "history") if isinstance(one, dict)]


def instructions(config: Mapping[str, object], layers: int) -> Sequence[str]:
    """Return the instruction that made each layer; empty texts where the history has another number of them."""
    texts = [str(one.get("created_by") or "") for one in history(config) if not one.get("empty_layer")]
    return [text.removesuffix(" # buildkit") for text in texts] if len(texts) == layers else [""] * layers


def secrets_in(config: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    """Yield where in the configuration a secret stands, such as `ENV NAME`, and what it is; each once."""
    yield from dict.fromkeys((*_variables(config), *_labels(config), *_steps(config)))


def _variables(config: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for one in parsed.items(config, "config", "Env"):
        name, _, value = str(one)[:_LONGEST].partition("=")
        if what := _what(name, value):
            yield f"ENV {name}", what


def _labels(config: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for name, value in parsed.table(config, "config", "Labels").items():
        if found := tokens_in(str(value)[:_LONGEST]):
            yield f"LABEL {name}", found[0]


def _steps(config: Mapping[str, object]) -> Iterator[tuple[str, str]]:
    for step in history(config):
        text = str(step.get("created_by") or "")[:_LONGEST]
        word = "RUN" if re.match(r"\||/bin/sh -c (?!#\(nop\))", text) else (text.split() or [""])[0]
        arguments = re.match(_ARGUMENTS, text, re.DOTALL)
        given = arguments[2] if arguments else text.removeprefix("ARG ") if word == "ARG" else ""
        for name, value in re.findall(_ONE_ARGUMENT, given):
            if what := _what(name, value):
                yield f"ARG {name}", what
        if word not in {"ENV", "LABEL", "ARG"}:
            rest = text[arguments.end() :] if arguments else text
            yield from ((f"{word} in the history", what) for what in _in_step(rest))


def _in_step(text: str) -> Iterator[str]:
    yield from tokens_in(text)
    if re.search(CHPASSWD, text):
        yield "the password that chpasswd gets"
    if _has_login(text):
        yield "a password in an address"


def _what(name: str, value: str) -> str:
    found = tokens_in(value)
    if found:
        return found[0]
    return _BY_NAME if is_given(name, value) or _has_login(value) else ""


def _has_login(text: str) -> bool:
    return any(not stands_for_one(match[0].rpartition(":")[2]) for match in re.finditer(LOGIN_IN_URL, text))
