"""Quotes values in templates: one function for each kind of place.

A value that a place cannot hold is refused, with an error that names it.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import Final, cast

from dockgen.errors import UsageError
from dockgen.secrets.build_secrets import HOME, Secret
from dockgen.text.visible import HIDDEN

MAX_KEY: Final = 1000
"""YAML allows 1024 characters for a key with its quotes, unless it follows `?`."""

_TAKE_OUT: Final = "Take it out of the project's files."
_ENDS: Final = r"[\0\r\n]"
"""Characters that end a line of a Dockerfile, or the file."""
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_BARE: Final = r"\.?[A-Za-z_](?:[A-Za-z0-9_./:-]*[A-Za-z0-9_])?"
_NO_TEXT: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", ".inf", ".nan"})
_REMOTE: Final = r"-|github\.com/.*|git@.*|[\w.~-]+@[^/:]+:.*"
"""Paths that `docker buildx bake` takes for an address or for standard input, even after `./`."""


def quoted(value: str) -> str:
    """Quote a value of ENV or LABEL; the only escapes inside double quotes are those of BuildKit's shell/lex.go.

    A backslash before a quote is put in single quotes, where nothing is escaped, and one at the end follows the quotes:
    hadolint cannot parse them otherwise.
    """
    if re.search(_ENDS, value):
        raise UsageError(f"{value!r} has a line break, which ENV and LABEL of a Dockerfile cannot hold", _TAKE_OUT)
    start = value.rstrip("\\")
    end = value[len(start) :].replace("\\", "\\\\")
    return '"' + re.sub(r'\\++"?|["$]', _escaped, start) + '"' + end


def _escaped(found: re.Match[str]) -> str:
    if len(found[0]) > 1 and found[0].endswith('"'):
        return f"\"'{found[0]}'\""
    return "".join(f"\\{one}" for one in found[0])


def _json(value: object) -> str:
    """Return JSON, as in BuildKit's exec form (jinja2's own filter escapes `&`)."""
    text = json.dumps(value, ensure_ascii=False)
    return text if _is_plain(text) else re.sub(HIDDEN, lambda one: json.dumps(one[0])[1:-1], text)


def _is_plain(text: str) -> bool:
    """Tell quickly whether a text has no hidden characters, as most have; compiling the pattern is slow."""
    return text.isascii() and text.isprintable()


def _string(text: str) -> str:
    """Quote text in the way that YAML, TOML, and HCL share; invisible characters are escaped."""
    text = text.replace("\\", "\\\\").replace('"', '\\"')
    if not _is_plain(text):
        text = re.sub(HIDDEN, lambda one: _SHORT.get(one[0]) or _by_number(one[0]), text)
    return f'"{text}"'


def _by_number(character: str) -> str:
    number = ord(character)
    if 0xD800 <= number <= 0xDFFF:  # noqa: PLR2004 - surrogates
        raise UsageError(f"{character!r} is half of a surrogate pair, which UTF-8 cannot hold", _TAKE_OUT)
    return f"\\u{number:04x}" if number <= 0xFFFF else f"\\U{number:08x}"  # noqa: PLR2004 - four digits


def _each(value: object, quote: Callable[[str], str]) -> str:
    """Quote text, or each text of a list."""
    return quote(value) if isinstance(value, str) else f"[{', '.join(map(quote, cast('Sequence[str]', value)))}]"


def _toml(value: object) -> str:
    """Return a value of `Settings` as TOML: text, a number, a list of texts, or a table of pairs."""
    if not isinstance(value, tuple):
        return _string(value) if isinstance(value, str) else _json(value)
    if value and isinstance(value[0], tuple):
        return "{ " + ", ".join(f"{_string(key)} = {_string(text)}" for key, text in value) + " }"
    return _each(value, _string)


def _hcl(value: object) -> str:
    """Return text, or a list of texts, as HCL; `${` and `%{` would start an expression."""
    return _each(value, lambda text: re.sub(r"[$%](?=\{)", r"\g<0>\g<0>", _string(text)))


def _yaml(value: object) -> str:
    """Return text, or a list of texts, as YAML; in compose.yaml, Compose replaces variables in it."""
    return _each(value, _string)


def _compose(value: object) -> str:
    """Return text, or a list of texts, for compose.yaml, where Compose would replace `$` as a variable."""
    return _each(value, lambda text: _string(text.replace("$", "$$")))


def _word(text: str) -> str:
    """Return the same, but without quotes if YAML reads exactly that text."""
    return text if re.fullmatch(_BARE, text) and text.lower() not in _NO_TEXT else _compose(text)


def _key(text: str) -> str:
    """Return a key of compose.yaml, in which Compose replaces no variables; UsageError if it is too long."""
    key = text if _word(text) == text else _string(text)
    if len(key) > MAX_KEY:
        raise UsageError(f"{text!r} is too long for a key in compose.yaml", f"Allowed: {MAX_KEY} characters.")
    return key


def _local(path: str) -> str:
    """Return a folder's path that Docker takes for a path, whatever its name is, not for `~` or a URL."""
    first = path.partition("/")[0]
    return path if path == "." or re.fullmatch(r"\.?[\w-]+", first) else f"./{path}"


def _bake_context(path: str) -> str:
    """Return the folder of a build context for docker-bake.hcl; UsageError if bake would build something else."""
    if re.fullmatch(_REMOTE, path):
        what = f"docker buildx bake takes {path!r} for an address, not for a folder"
        raise UsageError(what, "Rename the folder or move it into another one.")
    return _hcl(_local(path))


def _compose_secret(secret: Secret) -> str:
    """Return the place of a secret for compose.yaml."""
    if not secret.is_at_home:
        return _word(_local(secret.where) if secret.kind == "file" else secret.where)
    return _word(f"HOME/{secret.where}").replace("HOME/", HOME, 1)


def _bake_secret(secret: Secret) -> str:
    """Return a secret for docker-bake.hcl, such as `id=npmrc,src=.npmrc`: CSV inside HCL."""
    fields = (f"id={secret.id}", f"{'src' if secret.kind == 'file' else 'env'}={secret.where}")
    text = _hcl(",".join(map(_csv_field, fields)))
    return text.replace(",src=", f",src={HOME}", 1) if secret.is_at_home else text


def _csv_field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",\s]', text) else text


def shell(words: Sequence[str]) -> str:
    """Return words as one shell command."""
    import shlex  # noqa: PLC0415 - only without exec form

    return shlex.join(words)


def _shell_form(words: Sequence[str]) -> str:
    """Return the shell form of CMD; UsageError if a word would end the line."""
    if wrong := next((word for word in words if re.search(_ENDS, word)), None):
        raise UsageError(f"{wrong!r} has a line break, which the shell form of CMD cannot hold", "Use exec form.")
    return shell(words)


FILTERS: Final[dict[str, Callable[..., str]]] = {
    "quoted": quoted,
    "json": _json,
    "toml": _toml,
    "hcl": _hcl,
    "yaml": _yaml,
    "compose": _compose,
    "word": _word,
    "key": _key,
    "local": _local,
    "bake_context": _bake_context,
    "bake_secret": _bake_secret,
    "compose_secret": _compose_secret,
    "shell": _shell_form,
}
"""One for each kind of place."""
