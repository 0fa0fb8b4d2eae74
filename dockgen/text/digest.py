"""SHA-256 that loads quickly."""

from importlib import import_module


def sha256(content: bytes) -> str:
    """Return the SHA-256 of `content`, as hexadecimal digits.

    `hashlib` loads OpenSSL, which takes as long as starting Python; Python's built-in module has the same function
    (`random` uses it, too). It has another name before Python 3.12.
    """
    for module in ("_sha2", "_sha256", "hashlib"):
        try:
            digest: str = import_module(module).sha256(content).hexdigest()
        except ImportError:
            continue
        return digest
    raise AssertionError("hashlib is part of Python")
