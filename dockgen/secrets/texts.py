"""Finds secrets in a file's content, block by block."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from dockgen.secrets.secret_forms import AWS_KEY, BESIDE_AWS_KEY, TOKENS, stands_for_one

OVERLAP: Final = 1024
"""Bytes of a block to search again with the next one: longer than any token or the start of a key."""
_AROUND: Final = 400
"""Bytes around an AWS key ID that must contain its secret."""
_KEY_MARK: Final = b"PRIVATE KEY"
_KEY: Final = re.compile(
    rb"-----BEGIN (?:(?:RSA |EC |DSA |OPENSSH )?PRIVATE KEY-----(?:\s|\\[nr]){1,8}(?P<body>[A-Za-z0-9+/]{44,99})"
    rb"|PGP PRIVATE KEY BLOCK-----)"
)
"""An encrypted key has other lines or another header there."""
_OPENSSH_PLAIN: Final = b"b3BlbnNzaC1rZXktdjEAAAAABG5vbmU"
"""The start of the body of an OpenSSH key without a passphrase."""
_OPENSSH: Final = b"b3BlbnNzaC1rZXkt"
_PRIVATE_PART: Final = rb"\"d\"\s{0,5}:\s{0,5}\"[\w-]{40,700}\""
"""The private part of a JSON Web Key."""
_GOOGLE: Final = b'"service_account"'
PRIVATE_KEY: Final = "a private key"
GOOGLE_KEY: Final = "a Google service account key"

_Finder = Callable[[bytes], Iterator[str]]


def _token_finder(what: str, pattern: str) -> _Finder:
    regex = re.compile(pattern.encode())

    def find(text: bytes) -> Iterator[str]:
        for match in regex.finditer(text):
            if not stands_for_one(match[0].decode("latin-1")):
                yield what
                return

    return find


def _aws(text: bytes) -> Iterator[str]:
    for match in re.finditer(AWS_KEY.pattern.encode(), text):
        around = text[max(match.start() - _AROUND, 0) : match.end() + _AROUND]
        if not stands_for_one(match[0].decode()) and re.search(BESIDE_AWS_KEY.encode(), around):
            yield AWS_KEY.what
            return


def _private_key(text: bytes) -> Iterator[str]:
    for match in _KEY.finditer(text):
        body = match["body"]
        if body is None:
            yield "a PGP private key"
        elif not body.startswith(_OPENSSH) or body.startswith(_OPENSSH_PLAIN):
            yield GOOGLE_KEY if _GOOGLE in text else PRIVATE_KEY


def _web_key(text: bytes) -> Iterator[str]:
    if re.search(_PRIVATE_PART, text):
        yield PRIVATE_KEY


_Finders = tuple[tuple[bytes, _Finder], ...]
"""A fast search for a block, and the slower check after a match."""
_FINDERS: Final[_Finders] = (
    (_KEY_MARK, _private_key),
    (b'"kty"', _web_key),
    *((start.encode(), _aws) for start in AWS_KEY.starts),
    *((start.encode(), _token_finder(form.what, form.pattern)) for form in TOKENS for start in form.starts),
)
_IN_PROGRAMS: Final = tuple(
    one for one in _FINDERS if one[0] in {_KEY_MARK, b"AKIA", b"ghp_", b"github_pat_", b"glpat-", b"k_live_"}
)
"""Secrets that may be compiled into a program; few, since binaries can be hundreds of megabytes."""
_SNIFFED: Final = 8192


class TextSearch:
    """Searches one file."""

    def __init__(self, start: bytes) -> None:
        self.found: dict[str, None] = {}
        """The secrets found, in order."""
        self._finders = _IN_PROGRAMS if b"\0" in start[:_SNIFFED] else _FINDERS
        self._end = b""

    def see(self, block: bytes) -> None:
        """Search the next block."""
        text = self._end + block
        for start, find in self._finders:
            if start in text:
                self.found |= dict.fromkeys(find(text))
        self._end = text[-OVERLAP:]


def tokens_in(text: str) -> list[str]:
    """Return the secrets in a short text."""
    search = TextSearch(b"")
    search.see(text.encode("utf-8", "replace"))
    return list(search.found)
