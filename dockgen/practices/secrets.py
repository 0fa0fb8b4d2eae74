"""Keep secrets out of the image and its history."""

import re
from typing import TYPE_CHECKING, Final

from dockgen.practices.practice import Broken, Checked, Practice
from dockgen.secret_forms import AWS_KEY, CHPASSWD, FILES, LOGIN_IN_URL, TOKENS, is_fingerprint, names_secret

if TYPE_CHECKING:
    from dockgen.audit.build import Build
    from dockgen.dockerfile import Instruction

_TOKENS: Final = "|".join(
    (*(form.pattern for form in (*TOKENS, AWS_KEY)), "-----BEGIN [A-Z ]*PRIVATE KEY", LOGIN_IN_URL)
)
_MOUNT: Final = "RUN --mount=type=secret,id=NAME,env=NAME ..., and docker build --secret id=NAME,env=NAME"


def check(build: "Build") -> Checked:
    """Find secrets in variables, in copied files, and in commands."""
    return [
        broken
        for one in build.file.instructions
        for broken in (_variable(one), _file(build, one), _token(one))
        if broken is not None
    ]


def _variable(one: "Instruction") -> Broken | None:
    """Find what BuildKit's SecretsUsedInArgOrEnv finds too: a variable whose name says that it is secret."""
    if one.name not in {"ARG", "ENV"}:
        return None
    for name, value in one.pairs().items():
        if names_secret(name) and not is_fingerprint(value):
            if one.name == "ARG":
                return Broken(one, f"{name} is a secret by its name, and in ARG docker history shows it", f"{_MOUNT}.")
            message = f"{name} is a secret by its name, and in ENV everyone who has the image can read it"
            return Broken(one, message, f"At run time: docker run --env {name}. In the build: {_MOUNT}.")
    return None


def _file(build: "Build", one: "Instruction") -> Broken | None:
    if one.name not in {"COPY", "ADD"} or one.heredocs or one.is_trigger:
        return None
    for source in one.args[:-1]:
        path = source.removeprefix("./").strip("/")
        if re.fullmatch(FILES, path.rpartition("/")[2]) and (one.flag("from") is not None or build.is_sent(path)):
            settings = _settings(build, one, path)
            if settings == "harmless":
                continue
            message = f"{source} holds secrets by its name: it stays in a layer, also if a later step removes it"
            fix = f"{_MOUNT.replace('env=NAME', 'src=FILE')}."
            return Broken(one, message, fix, "warning" if settings == "unknown" else None)
    return None


def _settings(build: "Build", one: "Instruction", path: str) -> str:
    """Tell whether a file is npm's settings, which may hold a token: with one, without, or not known."""
    if path.rpartition("/")[2] != ".npmrc":
        return ""
    text = build.context.read(path) if build.context is not None and one.flag("from") is None else None
    if text is None:
        return "unknown"
    return "" if re.search(r"(?:_password|\b(?:(?!_auth)\w)*+_auth\w*+)\s*+=\s*+(?!\$\{)\S", text) else "harmless"


def _token(one: "Instruction") -> Broken | None:
    text = " ".join((*one.args, *(heredoc.content for heredoc in one.heredocs)))
    if one.name == "RUN" and re.search(CHPASSWD, text):
        return Broken(one, "the password that chpasswd gets stays in the history of the image", f"{_MOUNT}.")
    match = re.search(_TOKENS, text)
    return match and Broken(one, f"{match[0][:8]}... looks like a secret", f"{_MOUNT}; and make a new one.")


PRACTICE = Practice(
    id="secrets",
    title="No secret in the image",
    why=(
        "Whatever a build argument, a variable or a copied file holds stays in the image's layers or in its history, "
        "also when a later step removes it. A secret mount is there for one step alone."
    ),
    gain="The image can be published, and a leaked one gives nothing away.",
    cost="The build has to be told where the secret is: `--secret`.",
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
