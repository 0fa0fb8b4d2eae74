"""SHA-256 that loads quickly."""

from functools import cache
from importlib import import_module
from types import ModuleType


def sha256(content: bytes) -> str:
    """Return the SHA-256 of `content`, as hexadecimal digits.

    `hashlib` loads OpenSSL, which takes as long as starting Python; Python's built-in module has the same function
    (`random` uses it, too). It has another name before Python 3.12.
    """
    digest: str = _module().sha256(content).hexdigest()
    return digest


@cache
def _module() -> ModuleType:
    for name in ("_sha2", "_sha256"):
        try:
            return import_module(name)
        except ImportError:
            continue
    return import_module("hashlib")
