"""Keep secrets out of the image and its history."""

import re
from typing import Final

from dockgen.dockerfiles.build import Build
from dockgen.dockerfiles.instruction import Instruction
from dockgen.errors import FileError
from dockgen.practices.practice import About, Broken, Checked
from dockgen.secrets.secret_files import found_in
from dockgen.secrets.secret_forms import AWS_KEY, CHPASSWD, LOGIN_IN_URL, TOKENS, is_fingerprint, names_secret
from dockgen.secrets.secret_names import MAYBE, is_certain, named

_TOKENS: Final = "|".join(
    (*(form.pattern for form in (*TOKENS, AWS_KEY)), "-----BEGIN [A-Z ]*PRIVATE KEY", LOGIN_IN_URL)
)
_DELIBERATE: Final = frozenset(one.id for one in MAYBE[1].names)
"""Databases and similar files; a COPY that names one is taken as intended."""
_CLEAR: Final = frozenset({"environment", "credentials", "service-account", "client-secret"})
_SIGNS_IN: Final = r"(?:_password|\b(?:(?!_auth)\w)*+_auth\w*+)\s*+=\s*+(?!\$\{)\S"
_HARMLESS: Final = r"known_hosts|authorized_keys|.*\.pub|.*\.env[._-](?:example|sample|template|dist).*"
_MOUNT: Final = "RUN --mount=type=secret,id=NAME,env=NAME ..., and docker build --secret id=NAME,env=NAME"


def check(build: Build) -> Checked:
    """Find secrets in variables, in copied files, and in commands."""
    return [
        broken
        for one in build.file.instructions
        for broken in (_variable(one), _file(build, one), _token(one))
        if broken is not None
    ]


def _variable(one: Instruction) -> Broken | None:
    """Find variables whose names look secret, as BuildKit's SecretsUsedInArgOrEnv does."""
    if one.name not in {"ARG", "ENV"}:
        return None
    for name, value in one.pairs().items():
        if names_secret(name) and not is_fingerprint(value):
            if one.name == "ARG":
                message = f"{name} looks like a secret, and docker history shows the value of an ARG"
                return Broken(one, message, f"{_MOUNT}.")
            message = f"{name} looks like a secret, and anyone with the image can read an ENV"
            return Broken(one, message, f"Pass it at run time: docker run --env {name}. For the build: {_MOUNT}.")
    return None


def _file(build: Build, one: Instruction) -> Broken | None:
    if one.name not in {"COPY", "ADD"} or one.heredocs or one.is_trigger:
        return None
    for source in one.args[:-1]:
        path = source.removeprefix("./").strip("/")
        if one.flag("from") is None and not build.is_sent(path):
            continue
        if (holds := _holds(build, one, path)) is not None:
            message = f"{source} is named like a secret: it stays in a layer even if a later step removes it"
            fix = f"{_MOUNT.replace('env=NAME', 'src=FILE')}."
            return Broken(one, message, fix, None if holds else "warning")
    return None


def _holds(build: Build, one: Instruction, path: str) -> bool | None:
    """Tell whether a file that is copied by name holds secrets: surely (True), maybe (False), or not (None)."""
    name = path.rpartition("/")[2]
    listed = named(path)
    if listed is None or listed.id in _DELIBERATE or re.fullmatch(_HARMLESS, name) or path.endswith(".ssh/config"):
        return None
    text = _text(build, one, path)
    if name == ".npmrc":
        has_token = text is not None and re.search(_SIGNS_IN, text)
        return False if text is None else True if has_token else None
    if listed.id == "key":
        return _is_private(name, text)
    return True if is_certain(listed) or listed.id in _CLEAR or text is None else bool(found_in(path, text))


def _is_private(name: str, text: str | None) -> bool | None:
    """Tell whether a PEM file holds a private key; public certificates are PEM files, too."""
    if text:
        return True if "PRIVATE KEY" in text else None
    return True if name.lower().endswith(".key") or re.search("private|key", name.lower()) else None


def _text(build: Build, one: Instruction, path: str) -> str | None:
    """Return the text of a file; None if it is unknown."""
    if build.context is None or one.flag("from") is not None:
        return None
    try:
        return build.context.require(path)
    except FileError:
        return None


def _token(one: Instruction) -> Broken | None:
    text = " ".join((*one.args, *(heredoc.content for heredoc in one.heredocs)))
    if one.name == "RUN" and re.search(CHPASSWD, text):
        return Broken(one, "the password for chpasswd stays in the image's history", f"{_MOUNT}.")
    match = re.search(_TOKENS, text)
    return match and Broken(one, f"{match[0][:8]}... looks like a secret", f"{_MOUNT}; and make a new one.")


ABOUT = About(
    gain="The image can be published, and a leaked image reveals no secrets.",
    cost="The build needs a flag: `--secret`.",
    not_when="Never.",
    bad=("FROM node:24-trixie-slim\nARG NPM_TOKEN\nCOPY package.json package-lock.json ./\nRUN npm ci\n"),
    good=(
        "FROM node:24-trixie-slim\n"
        "COPY package.json package-lock.json ./\n"
        "RUN --mount=type=secret,id=NPM_TOKEN,env=NPM_TOKEN npm ci\n"
    ),
    check=check,
    level="error",
)
