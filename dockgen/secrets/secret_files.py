"""Finds secrets in files: in known formats by parsing them, so that files with only settings do not match."""

import re
from collections.abc import Callable, Iterator
from typing import Final

from dockgen.records import NamedTuple
from dockgen.secrets import texts
from dockgen.secrets.secret_forms import given_in, is_given, stands_for_one
from dockgen.secrets.secret_names import ENVIRONMENT_FILE, Named, is_schema, named

LONGEST: Final = 1024 * 1024
_LOGIN: Final = (
    r"\b[a-z][a-z+.-]{1,20}://(?P<user>[^/\s:@\"'<>]{1,80}):(?P<secret>[^/\s:@\"'<>]{3,200})@(?P<host>[\w.-]{1,253})"
)
_VARIABLE: Final = (
    r"(?m)^[ \t]{0,20}(?:export[ \t]{1,20})?([A-Za-z_][\w.-]{0,100})[ \t]{0,20}=[ \t]{0,20}([^\n]{1,2000})$"
)
_STORE: Final = (b"\xfe\xed\xfe\xed", b"\xce\xce\xce\xce", b"\x30\x82", b"\x30\x80")
"""The first bytes of Java and PKCS#12 key stores."""
_DER_KEYS: Final = (
    rb"\x30(?:\x82..|\x81.|[\x20-\x7f])\x02\x01(?:"
    rb"\x00\x02(?:\x82..|\x81.)\x00|\x00\x30[\x05-\x20]\x06[\x03-\x0a](?:\x2a\x86\x48|\x2b\x65)|\x01\x04[\x1c-\x42])"
)
"""The first bytes of a private key in DER: plain RSA, PKCS#8, or elliptic curve."""
_LOCAL: Final = frozenset({"localhost", "127.0.0.1"})


class _File(NamedTuple):
    path: str
    """A regular expression for the end of the path."""
    what: str
    holds_secret: Callable[[str], bool]


def _valued(pattern: str) -> Callable[[str], bool]:
    """Return a check for a value that is not a placeholder; the pattern's group is the value."""

    def holds_secret(text: str) -> bool:
        return any(not stands_for_one(match[1]) for match in re.finditer(pattern, text))

    return holds_secret


def _has_login(text: str) -> bool:
    return any(_is_secret_login(match) for match in re.finditer(_LOGIN, text))


def _is_secret_login(match: re.Match[str]) -> bool:
    """Tell whether an address has a real password, not a variable or a well-known default."""
    secret = match["secret"]
    return not (stands_for_one(secret) or secret == match["user"] or match["host"] in _LOCAL or "password" in secret)


def _gives_variables(text: str) -> bool:
    is_set = any(is_given(name, value) for name, value in re.findall(_VARIABLE, text))
    return is_set or given_in(text) is not None or _has_login(text)


def _either(*ways: Callable[[str], bool]) -> Callable[[str], bool]:
    return lambda text: any(way(text) for way in ways)


_FILES: Final = (
    _File(r"[._]netrc", "a password of .netrc", _valued(r"\bpassword\s{1,20}(\S{3,500})")),
    _File(r"\.git-credentials|git/credentials", "a password for git", _has_login),
    _File(r"\.git/config|\.gitconfig", "a password in an address", _has_login),
    _File(
        r"(?:\.docker|containers)/(?:config|auth)\.json|\.dockercfg",
        "a login to a registry",
        _valued(r'"(?:auth|identitytoken)"\s{0,20}:\s{0,20}"([A-Za-z0-9+/=._-]{8,4000})"'),
    ),
    _File(
        r"\.pgpass",
        "a password for PostgreSQL",
        _valued(r"(?m)^[^:#\n]{1,253}:[^:\n]{1,64}:[^:\n]{1,64}:[^:\n]{1,64}:(.{1,500})$"),
    ),
    _File(
        r"\.kube/config|[\w.-]{0,60}kubeconfig(?:\.ya?ml)?",
        "a login to Kubernetes",
        _valued(r"(?m)^\s{0,20}-?\s{0,5}(?:client-key-data|token|password):\s{1,20}[\"']?([^\s\"']{8,20000})"),
    ),
    _File(
        r"\.npmrc|npmrc",
        "a login to npm's registry",
        _either(
            _valued(r"(?m)^[^#;\n]{0,300}_(?:authToken|auth|password)\s{0,9}=\s{0,9}[\"']?([^\s\"']{8,2000})"),
            _has_login,
        ),
    ),
    _File(
        r"\.yarnrc\.yml",
        "a login to npm's registry",
        _valued(r"npmAuth(?:Token|Ident):\s{1,9}[\"']?([^\s\"']{8,2000})"),
    ),
    _File(
        r"\.pypirc",
        "a login to a package index",
        _either(_valued(r"(?m)^\s{0,9}password\s{0,9}[:=]\s{0,9}(\S{3,500})"), _has_login),
    ),
    _File(
        r"pip\.(?:conf|ini)|uv\.toml|\.condarc|requirements[\w.-]{0,60}\.txt|sources\.list|[\w.-]{1,100}\.(?:list|sources)",
        "a password in an address",
        _has_login,
    ),
    _File(
        r"pypoetry/auth\.toml",
        "a login to a package index",
        _valued(r"(?m)^\s{0,9}password\s{0,9}=\s{0,9}[\"']([^\"'\n]{3,500})"),
    ),
    _File(
        r"\.cargo/credentials(?:\.toml)?",
        "a token for cargo",
        _valued(r"(?m)^\s{0,9}token\s{0,9}=\s{0,9}[\"']([^\"'\n]{8,500})"),
    ),
    _File(r"\.aws/credentials", "an AWS access key", _valued(r"aws_secret_access_key\s{0,9}=\s{0,9}(\S{20,200})")),
    _File(r"gh/hosts\.yml", "a GitHub token", _valued(r"oauth_token:\s{1,9}(\S{8,500})")),
    _File(r"\.m2/settings\.xml", "a password for Maven", _valued(r"<(?:password|passphrase)>([^<\n]{3,500})<")),
    _File(r"config/master\.key", "the master key of Rails", _valued(r"\A([0-9a-f]{32})\s{0,9}\Z")),
    _File(ENVIRONMENT_FILE, "secrets in an environment file", _gives_variables),
)
"""Known files with the secret in each."""
_EITHER: Final = re.compile("|".join(f"(?:.{{0,4000}}/)?(?:{one.path})" for one in _FILES))
_KEY_STORE: Final = re.compile(
    r"(?i)(?:.{0,4000}/)?(?![^/]{0,200}(?:trust|cacert))[^/]{0,200}\.(?:p12|pfx|jks|keystore)"
)


_WORKING: Final = (
    r"app|code|root|site|src|srv|srv/www|usr/src/app|usr/share/nginx/html|var/www/html|(?:home|opt)/[^/]{1,64}"
)
"""Common destinations of the build context in an image."""

_STORE_NAME: Final = re.compile(r"(?i)\.(?:p12|pfx|jks|keystore)$")
"""Suffixes of key stores; the first bytes tell whether they hold private keys."""


def is_one(path: str) -> bool:
    """Tell whether a file must be read as a whole."""
    return _EITHER.fullmatch(path) is not None


def secrets_in(path: str, content: bytes) -> Iterator[str]:
    """Yield the secrets in a known file."""
    text = content[:LONGEST].decode("utf-8", "replace")
    for one in _FILES:
        if re.fullmatch(f"(?:.{{0,4000}}/)?(?:{one.path})", path) and one.holds_secret(text):
            yield one.what


def is_key_store(path: str, start: bytes) -> bool:
    """Tell whether a file is a store of private keys, by name and first bytes."""
    return _KEY_STORE.fullmatch(path) is not None and start.startswith(_STORE)


def is_der_key(start: bytes) -> bool:
    """Tell whether a file is a private key in DER, by its structure."""
    return re.match(_DER_KEYS, start, re.DOTALL) is not None


def named_in(path: str, start: bytes) -> Named | None:
    """Return the kind of a file on the list of names; None if it is not on it, or its start shows no secret."""
    folder, _, name = path.rpartition("/")
    one = named(path) or (named(name) if re.fullmatch(_WORKING, folder) and not is_schema(name) else None)
    if one is None or is_one(path) or _STORE_NAME.search(path) or (one.id == "key" and b"-----BEGIN " in start):
        return None
    return one


def found_in(path: str, text: str, *, is_translation: bool = False) -> list[str]:
    """Return the secrets in a text, the most certain first; names in a translation are message ids, no clue."""
    found = [*texts.tokens_in(text), *secrets_in(path, text.encode("utf-8", "replace"))]
    name = None if is_translation else given_in(text)
    return found + ([f"what looks like a secret ({name})"] if name else [])
