"""Quotes what templates write: one function for each place where a value may stand.

What cannot stand in a place is refused, with an error that names it.
"""

import json
import re
from collections.abc import Callable, Sequence
from typing import Final, cast

from dockgen.errors import UsageError
from dockgen.secrets.build_secrets import HOME, Secret
from dockgen.text.visible import HIDDEN

MAX_KEY: Final = 1000
"""YAML reads no key of more than 1024 characters, with its quotes, unless `?` is before it."""

_TAKE_OUT: Final = "Take it out of the project's files."
_ENDS: Final = r"[\0\r\n]"
"""What ends a line of a Dockerfile, or the whole of it."""
_SHORT: Final = {"\n": "\\n", "\r": "\\r", "\t": "\\t"}
_BARE: Final = r"\.?[A-Za-z_](?:[A-Za-z0-9_./:-]*[A-Za-z0-9_])?"
_NO_TEXT: Final = frozenset({"y", "n", "yes", "no", "on", "off", "true", "false", "null", ".inf", ".nan"})
_REMOTE: Final = r"-|github\.com/.*|git@.*|[\w.~-]+@[^/:]+:.*"
"""What `docker buildx bake` takes for an address, or for its standard input, even with `./` before it."""


def quoted(value: str) -> str:
    """Quote a value of ENV or LABEL; between double quotes these are all the escapes (BuildKit's shell/lex.go).

    A backslash before a quote goes between single quotes, where nothing is escaped, and one at the end goes behind
    the quotes: hadolint cannot read them otherwise.
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
    """Return JSON, which is BuildKit's exec form (jinja2's own escapes `&`)."""
    text = json.dumps(value, ensure_ascii=False)
    return text if _is_plain(text) else re.sub(HIDDEN, lambda one: json.dumps(one[0])[1:-1], text)


def _is_plain(text: str) -> bool:
    """Tell quickly of most texts that they hold nothing hidden: to compile the pattern takes longer than all else."""
    return text.isascii() and text.isprintable()


def _string(text: str) -> str:
    """Quote text in the one way that YAML, TOML and HCL have in common; what a reader would not see is escaped."""
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
    """Return text, or a list of it, as HCL means it: `${` and `%{` would begin an expression."""
    return _each(value, lambda text: re.sub(r"[$%](?=\{)", r"\g<0>\g<0>", _string(text)))


def _yaml(value: object) -> str:
    """Return text, or a list of it, as YAML: in compose.yaml for texts in which `$` is meant for Compose."""
    return _each(value, _string)


def _compose(value: object) -> str:
    """Return text, or a list of it, as compose.yaml means it: Compose takes `$` for a variable wherever it stands."""
    return _each(value, lambda text: _string(text.replace("$", "$$")))


def _word(text: str) -> str:
    """Return the same without quotes where YAML reads just that text."""
    return text if re.fullmatch(_BARE, text) and text.lower() not in _NO_TEXT else _compose(text)


def _key(text: str) -> str:
    """Return a key of compose.yaml, in which Compose replaces no variables; UsageError if it is too long."""
    key = text if _word(text) == text else _string(text)
    if len(key) > MAX_KEY:
        raise UsageError(f"{text!r} is too long for a key in compose.yaml", f"Allowed: {MAX_KEY} characters.")
    return key


def _local(path: str) -> str:
    """Return the path of a folder such that Docker takes it for one, whatever its name is: not for `~`, nor a URL."""
    first = path.partition("/")[0]
    return path if path == "." or re.fullmatch(r"\.?[\w-]+", first) else f"./{path}"


def _bake_context(path: str) -> str:
    """Return the folder of a build context for docker-bake.hcl; UsageError if bake would build something else."""
    if re.fullmatch(_REMOTE, path):
        raise UsageError(
            f"docker buildx bake takes {path!r} for an address, not for a folder",
            "Rename the folder or move it into another one.",
        )
    return _hcl(_local(path))


def _compose_secret(secret: Secret) -> str:
    """Return where a secret comes from, as compose.yaml has it."""
    if not secret.is_at_home:
        return _word(_local(secret.where) if secret.kind == "file" else secret.where)
    return _word(f"HOME/{secret.where}").replace("HOME/", HOME, 1)


def _bake_secret(secret: Secret) -> str:
    """Return a secret as docker-bake.hcl has it, such as `id=npmrc,src=.npmrc`: CSV inside of HCL."""
    fields = (f"id={secret.id}", f"{'src' if secret.kind == 'file' else 'env'}={secret.where}")
    text = _hcl(",".join(map(_csv_field, fields)))
    return text.replace(",src=", f",src={HOME}", 1) if secret.is_at_home else text


def _csv_field(text: str) -> str:
    return '"' + text.replace('"', '""') + '"' if re.search(r'[",\s]', text) else text


def shell(words: Sequence[str]) -> str:
    """Return words as a shell reads them."""
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
"""One for each place where a value may stand."""
