"""The types of a person's answers: text goes in, a value that is safe in every output comes out.

Each function takes the text of a flag, a key or an answer and returns the value in its one normal form, or raises
`InvalidValueError` with what is allowed. What these let through is data wherever the templates put it: in a
Dockerfile, in YAML, in Go, in a shell (BuildKit's frontend/dockerfile/parser and shell/lex.go name the dangers).
"""

import re
from typing import Final

from dockgen import versions
from dockgen.errors import InvalidValueError, nearest

MAX_PORT: Final = 65535  # TCP's limit
MAX_UID: Final = 2_147_483_647  # BuildKit reads ids as 32-bit signed numbers
NONROOT_UID: Final = 65532  # distroless calls it "nonroot"; no distribution hands it out
NAMED_UID: Final = 10001  # above every system account, below the ranges that user namespaces map
MAX_VALUE_LENGTH: Final = 4096

# Users and groups that Alpine, Debian, their golang images and distroless bring along: no second one can be made.
SYSTEM_ACCOUNTS: Final = (
    r"_apt|_ssh|abuild|adm|at|audio|backup|bin|cdrom|clock|cron|crontab|cyrus|daemon|dialout|dip|disk|dnsmasq|fax|"
    r"floppy|ftp|games|gnats|guest|halt|https?|input|ircd?|kmem|kvm|list|lp|mail|man|messagebus|netdev|news|nobody|"
    r"nogroup|nonroot|ntp|operator|ping|plugdev|postgres|postmaster|proxy|render|sasl|sgx|shadow|shutdown|smmsp|squid|"
    r"src|ssh|sshd|ssl-cert|staff|sudo|svn|sync|sys|systemd-[a-z]+|tape|tty|users|utempter|utmp|uucp|video|voice|"
    r"vpopmail|wheel|www-data|xfs"
)

# Folders at the top of these images, where the program's file would have to stand.
TOP_FOLDERS: Final = (
    r"bin|boot|dev|etc|go|home|lib|lib32|lib64|libx32|linuxrc|media|mnt|opt|proc|root|run|sbin|src|srv|sys|tmp|usr|var"
)

# Names of Windows devices: Go's module paths may not have them.
_DEVICES: Final = r"(?i:con|prn|aux|nul|com[1-9]|lpt[1-9])"

# Where Go's own packages live: a module of such a name could not be built.
_GO_OWN: Final = (
    r"all|archive|arena|bufio|builtin|bytes|cmd|cmp|compress|container|context|crypto|database|debug|embed|encoding|"
    r"errors|expvar|flag|fmt|go|hash|html|image|index|internal|io|iter|log|maps|math|mime|net|os|path|plugin|reflect|"
    r"regexp|runtime|slices|sort|std|strconv|strings|structs|sync|syscall|testing|text|time|toolchain|unicode|unique|"
    r"unsafe|uuid|vendor|weak"
)

# BuildKit's SecretsUsedInArgOrEnv (linter/ruleset.go): these words, unless the name also says public, file or version.
SENSITIVE_NAME: Final = r"(?i)(?:^|_)(?:apikey|auth|credentials?|key|password|pword|passwd|secret|token)(?:_|$)"
HARMLESS_NAME: Final = r"(?i)(?:^|_)(?:public|file|version)(?:_|$)"


def _matched(pattern: str, text: str, allowed: str) -> str:
    if not re.fullmatch(pattern, text, re.ASCII):
        raise InvalidValueError(f"{text!r} is not allowed", f"Allowed: {allowed}.")
    return text


def port(text: str) -> int:
    """Return a TCP port from 1 to 65535."""
    if not re.fullmatch(r"[0-9]{1,5}", text, re.ASCII) or not 1 <= int(text) <= MAX_PORT:
        raise InvalidValueError(f"{text!r} is not a port", f"Allowed: a number from 1 to {MAX_PORT}.")
    return int(text)


def name(text: str) -> str:
    """Return a name for program, image and service: what an image repository may be called (OCI distribution spec)."""
    _matched(
        r"[a-z0-9](?:[a-z0-9]|[._-](?=[a-z0-9])){0,62}",
        text,
        "up to 63 lower-case letters, digits, and single '.', '_' or '-' between them",
    )
    if text in TOP_FOLDERS.split("|"):
        raise InvalidValueError(f"{text!r} is a folder of the base images", "Choose another name.")
    return text


def user(text: str) -> str:
    """Return `root`, a user's name, or `UID:GID` in digits; a lone uid gets a group of the same number."""
    if text == "root":
        return text
    if number := re.fullmatch(r"([0-9]{1,10})(?::([0-9]{1,10}))?", text, re.ASCII):
        uid, gid = int(number[1]), int(number[2] or number[1])
        if uid == 0:
            raise InvalidValueError(f"{text!r} is root", "If that is meant, say it out loud: root.")
        if uid > MAX_UID or gid > MAX_UID:
            raise InvalidValueError(f"{text!r} is too large", f"Allowed: a uid from 1 to {MAX_UID}.")
        return f"{uid}:{gid}"
    _matched(r"[a-z_][a-z0-9_-]{0,31}", text, "a uid such as 10001, a uid:gid, a name such as app, or root")
    if re.fullmatch(SYSTEM_ACCOUNTS, text):
        raise InvalidValueError(f"{text!r} is an account of the base images", "Choose another name, or give a uid.")
    return text


def module_path(text: str) -> str:
    """Return a Go module path that `go mod init` and `go build` take (golang.org/x/mod/module, cmd/go)."""
    _matched(
        r"[a-z0-9](?:[a-z0-9.-]*[a-z0-9])?(?:/[A-Za-z0-9_](?:[A-Za-z0-9._~-]*[A-Za-z0-9_~-])?)*",
        text,
        "a path such as example.com/hello: letters, digits and - . _ ~ between slashes, first part in lower case",
    )
    if len(text) > 255:  # noqa: PLR2004 - a file name's limit: the module cache makes folders of it
        raise InvalidValueError("the module path is longer than 255 characters", "Choose a shorter one.")
    if text.partition("/")[0] in _GO_OWN.split("|"):
        raise InvalidValueError(f"{text!r} is a name of Go's own packages", "Put a host before it: example.com/hello.")
    if wrong := re.search(rf"(?:^|/)((?:{_DEVICES}|[^./]*~[0-9]+)(?=[./]|$))", text):
        raise InvalidValueError(f"Go refuses {wrong[1]!r} in a module path", "Choose another word.")
    if not _has_good_major_version(text):
        raise InvalidValueError(f"{text!r} has a major version that Go refuses", "Allowed at the end: /v2, /v3, ...")
    return text


def _has_good_major_version(path: str) -> bool:
    """Tell whether a path ends as Go wants it: `.vN` on gopkg.in; elsewhere in no version, or in `/v2` and above."""
    if path.startswith("gopkg.in/"):
        return re.search(r"[^/]\.v(?:0|[1-9][0-9]*)$", path) is not None
    number = re.search(r"/v([0-9.]+)$", path)
    return number is None or re.fullmatch(r"[2-9]|[1-9][0-9]+", number[1]) is not None


def version(text: str) -> str:
    """Return a language's version: `1.27`, `1.27.3` to pin the patch too, or of a language that counts so `24`."""
    number = r"(?:0|[1-9][0-9]{0,3})"
    allowed = "a version such as 1.27, 1.27.3 or 24"
    return _matched(rf"{number}\.{number}(?:\.{number})?|[1-9][0-9]{{1,3}}", text, allowed)


def folder(text: str) -> str:
    """Return a folder inside the project as `.` or `./cmd/api`."""
    trimmed = text.removeprefix("./").rstrip("/")
    if trimmed in {"", "."}:
        return "."
    part = r"[A-Za-z0-9_](?:[A-Za-z0-9._+-]*[A-Za-z0-9_+-])?"
    _matched(rf"(?!.*\.\.\.)(?:{part}/)*{part}", trimmed, "a folder such as cmd/api")  # `...` stands for many folders
    return f"./{trimmed}"


def app(text: str) -> str:
    """Return the folder of an app as `services/api`, `.` for the top, or `*` for all of them."""
    return text if text == "*" else folder(text).removeprefix("./")


def health(text: str) -> str:
    """Return a path to ask (`/healthz`), or the arguments that make the program check itself (`health`)."""
    if text.startswith("/"):
        return _matched(r"/[A-Za-z0-9._~/-]{0,200}", text, "a path such as /healthz")
    return _matched(
        r"[A-Za-z0-9_./:=@-]+(?: [A-Za-z0-9_./:=@-]+){0,9}",
        text,
        "a path such as /healthz, or the program's own arguments such as health",
    )


def command(text: str) -> str:
    """Return a command whose words can be told apart as a POSIX shell does it; no shell will run it."""
    words(_plain_text(text))
    return text


def words(text: str) -> tuple[str, ...]:
    """Return the words of a command."""
    import shlex  # noqa: PLC0415 - few name a command

    try:
        found = tuple(shlex.split(text))
    except ValueError as error:
        raise InvalidValueError(f"{text!r} has a quote that is not closed", 'Allowed: "gunicorn app:app".') from error
    if not found or not found[0]:
        raise InvalidValueError("the command is empty", 'Allowed: words such as "gunicorn app:app".')
    return found


def registry(text: str) -> str:
    """Return a prefix for image names: a registry's host, port and path (the grammar of distribution/reference)."""
    label, part = r"[a-z0-9](?:[a-z0-9-]*[a-z0-9])?", r"[a-z0-9]+(?:(?:\.|_|__|-+)[a-z0-9]+)*"
    allowed = "a registry such as mirror.example.com:5000/library, in lower case, without https://"
    trimmed = text.rstrip("/")
    host = rf"{label}(?:\.{label})*(?::([0-9]{{1,5}}))?|(?![^/]*\.){part}"  # without a dot, a name on Docker Hub
    found = re.fullmatch(rf"(?:{host})(?:/{part})*", trimmed, re.ASCII)
    if found is None or len(trimmed) > 200:  # noqa: PLR2004 - with an image's name after it, 255 is the limit
        raise InvalidValueError(f"{text!r} is not allowed", f"Allowed: {allowed}.")
    if found[1]:
        port(found[1])
    return trimmed


def _plain_text(text: str) -> str:
    """Refuse what no escape can carry through a Dockerfile's lines, and what a reader would not see."""
    if not text.isprintable():
        raise InvalidValueError(f"{text!r} holds a line break or another control character", "Use printable text.")
    if len(text) > MAX_VALUE_LENGTH:
        raise InvalidValueError(f"the value is longer than {MAX_VALUE_LENGTH} characters", "Shorten it.")
    return text


def _pair(text: str, example: str) -> tuple[str, str]:
    key, equals, value = text.partition("=")
    if not equals:
        raise InvalidValueError(f"{text!r} has no '='", f"Allowed: a pair such as {example}.")
    return key, _plain_text(value)


def env(text: str) -> tuple[str, str]:
    """Return the name and value of `NAME=VALUE`; a name that BuildKit takes for a secret's is refused."""
    key, value = _pair(text, "LOG_LEVEL=info")
    _matched(r"[A-Za-z_][A-Za-z0-9_]{0,127}", key, "a name of letters, digits and '_', such as LOG_LEVEL")
    if re.search(SENSITIVE_NAME, key) and not re.search(HARMLESS_NAME, key):
        raise InvalidValueError(
            f"{key!r} looks like a secret, and everyone who has the image can read its environment",
            "Give it at run time: docker run --env-file.",
        )
    return key, value


ANSWER_NAME: Final = r"[a-z][a-z0-9_]{0,62}"


def text(text: str) -> str:
    """Return any one line of text."""
    return _plain_text(text)


def answer(text: str) -> tuple[str, str]:
    """Return name and value of an answer to a template pack's question, such as `team=payments`."""
    key, value = _pair(text, "team=payments")
    return _matched(ANSWER_NAME, key, "the name of one of the pack's questions, such as team"), value


def pack(text: str) -> str:
    """Return where a template pack is: a folder, `git+URL@TAG`, `gh:OWNER/NAME@TAG` or `python:PACKAGE`."""
    allowed = "a folder, git+URL@TAG, gh:OWNER/NAME@TAG or python:PACKAGE"
    return _matched(r"(?!-)\S(?:[^\x00-\x1f\x7f]{0,510}\S)?", _plain_text(text), allowed)


def release(text: str) -> tuple[str, str]:
    """Return the name and release of `NAME=RELEASE`, such as `alpine=3.23` or `postgres=17`."""
    key, value = _pair(text, "alpine=3.23")
    if key not in versions.names():
        raise InvalidValueError(f"{key!r} is nothing of which a release can be chosen", nearest(key, versions.names()))
    return key, _matched(r"[A-Za-z0-9][A-Za-z0-9._]{0,63}", value, "a release as its images' tags name it")


def package(text: str) -> str:
    """Return the name of a package of Debian or Alpine, with or without a version."""
    allowed = "the name of a package, such as ffmpeg or curl=8.14.1-2"
    _matched(r"[a-z0-9][a-z0-9+.-]{0,100}(?:=[A-Za-z0-9][A-Za-z0-9.+~:_-]{0,60})?", text, allowed)
    return text


def label(text: str) -> tuple[str, str]:
    """Return the key and value of `KEY=VALUE` (keys as in Docker's object label guidelines)."""
    key, value = _pair(text, "org.opencontainers.image.source=https://example.com/me/hello")
    allowed = "a key of lower-case letters, digits, '.' and '-', such as org.opencontainers.image.source"
    _matched(r"[a-z](?:[a-z0-9]|[.-](?=[a-z0-9])){0,127}", key, allowed)
    if re.match(r"(?:com\.docker|io\.docker|org\.dockerproject)\.", key):
        raise InvalidValueError(f"{key!r} is Docker's own", "Begin it with a domain of yours, as in com.example.")
    return key, value
