"""Recognizes secrets by the forms of tokens that services issue, and by the names of variables."""

import re
from typing import Final

from dockgen.model.values import HARMLESS_NAME, SENSITIVE_NAME
from dockgen.records import NamedTuple


class Form(NamedTuple):
    """The form of the tokens of one service."""

    what: str
    starts: tuple[str, ...]
    """Every token contains one of these near its start."""
    pattern: str


TOKENS: Final = (
    Form("a GitHub token", ("ghp_", "gho_", "ghs_"), r"\bgh[pousr]_[A-Za-z0-9]{36}(?![A-Za-z0-9])"),
    Form("a GitHub token", ("github_pat_",), r"\bgithub_pat_\w{40,250}"),
    Form("a GitLab token", ("glpat-",), r"\bglpat-[\w-]{20,300}"),
    Form("a Slack token", ("xoxb-", "xoxp-"), r"\bxox[abp]-[0-9][\w-]{9,250}"),
    Form("an npm token", ("npm_",), r"\bnpm_[A-Za-z0-9]{36}(?![A-Za-z0-9])"),
    Form("a PyPI token", ("pypi-AgE",), r"\bpypi-AgE[\w-]{50,500}"),
    Form("a Stripe key", ("k_live_",), r"\b[sr]k_live_[A-Za-z0-9]{24,250}"),
    Form("a Docker Hub token", ("dckr_pat_",), r"\bdckr_pat_[\w-]{27}"),
    Form("an Anthropic key", ("sk-ant-",), r"\bsk-ant-[a-z0-9]{3,10}-[\w-]{80,120}"),
    Form("an OpenAI key", ("sk-proj-",), r"\bsk-proj-[\w-]{40,250}"),
    Form("a Hugging Face token", ("hf_",), r"\bhf_[A-Za-z0-9]{34}(?![A-Za-z0-9])"),
    Form("a Vault token", ("hvs.", "hvb."), r"\bhv[sb]\.(?=[A-Za-z_-]{0,60}[0-9])[\w-]{24,300}"),
    Form("an age private key", ("AGE-SECRET-KEY-1",), r"\bAGE-SECRET-KEY-1[02-9AC-HJ-NP-Z]{58}(?![0-9A-Z])"),
    Form("a Databricks token", ("dapi",), r"\bdapi[0-9a-f]{32}(?![0-9a-f])"),
    Form("an OAuth client secret", ("GOCSPX-",), r"\bGOCSPX-[\w-]{28}(?![\w-])"),
    Form(
        "an Azure storage account key",
        ("AccountKey=",),
        r"\bAccountKey=(?!Eby8vdM02xNOcqFlqUwJPLlmEtlCDXJ1)[A-Za-z0-9+/]{86}==",
    ),
    Form(
        "a Slack webhook address",
        ("hooks.slack.com/services/T",),
        r"\bhooks\.slack\.com/services/T[0-9A-Z]{6,14}/B[0-9A-Z]{6,14}/[A-Za-z0-9]{20,32}(?![A-Za-z0-9])",
    ),
    Form(
        "a PuTTY private key",
        ("PuTTY-User-Key-File-",),
        r"\bPuTTY-User-Key-File-[23]: [\w.@-]{1,60}\r?\nEncryption: none\r?\n",
    ),
    Form("a NuGet password", ("ClearTextPassword",), r"\bClearTextPassword\"\s{1,9}value=\"[^\"%\s]{3,300}\""),
)
AWS_KEY: Final = Form("an AWS access key", ("AKIA",), r"\bAKIA[0-9A-Z]{16}\b")
"""Only the key's ID, which is not secret by itself: the secret is next to it."""
BESIDE_AWS_KEY: Final = (
    r"(?<![\w/+])(?=[^\s\"']{0,39}[0-9])(?=[^\s\"']{0,39}[a-z])(?=[^\s\"']{0,39}[A-Z])[\w/+]{40}(?![\w/+=])"
)
LOGIN_IN_URL: Final = r"://[^/\s:@$\"'{]{1,80}:[^/\s:@$\"'{]{3,200}@"
"""A password in a URL."""
CHPASSWD: Final = r"\becho\s{1,9}[\"']?[\w-]{1,32}:[^\s\"'$|`]{1,100}[\"']?\s{0,9}\|\s{0,9}(?:sudo\s)?chpasswd\b"
"""A password that a shell script sets for a user."""

_ENDINGS: Final = r"(?i)(?:^|_)(?:pass|passphrase|pw|passw|creds?|mnemonic)$|_(?:pwd|salt)$"
"""Names that BuildKit's check does not include."""
_HUMP: Final = r"(?<=[a-z0-9])(?=[A-Z])"
"""The start of a word in a name such as `dbPassword`."""
_VAGUE: Final = (
    r"(?i)(?:key|auth|(?:primary|foreign|sort|partition|cache|index|map|i18n|translation|hot)_key|key_(?:name|id|path)"
    r"|auth_type)"
)
"""Names in settings that are too general."""
_PAIR: Final = (
    r"(?<![\w.$-])[\"']?([A-Za-z_][\w.-]{2,100}+)[\"']?[ \t]{0,9}+[:=][ \t]{0,9}+"
    r"(?:\"([^\"\n]{8,500}+)\"|'([^'\n]{8,500}+)'|([^\s\"',;{}\[\]]{8,500}+)(?![ \t]{1,9}[^\s#;,}]))"
)
"""A name with its value, in settings of any format, even in comments."""
_WORDS: Final = r"[A-Za-z]{0,15}(?:[._:/-][A-Za-z]{0,30}){0,20}"
"""A value that consists of words, such as a text or the name of another setting."""
_SHORTEST_IN_TEXT: Final = 8
_FINGERPRINT: Final = r"[\"']?[0-9A-F]{40}[\"']?"
_PUBLIC: Final = r"(?:VITE|REACT_APP|NUXT_PUBLIC|NEXT_PUBLIC|GATSBY|EXPO_PUBLIC|PUBLIC)_"
"""Prefixes of variables that front-end tools publish in their output."""
_TELLS_NOTHING: Final = (
    r"(?i)(?:true|false|yes|no|on|off|none|null|nil|undefined|default|enabled?|disabled?|required|optional|auto|basic"
    r"|bearer|string|number|integer|boolean|object|array|password|passwd|secret|token|test|testing|dummy|fake|root|admin|user|username|hidden|redacted)"
    r"|[\d.,:]{1,20}|(?:\.{0,2}|~)/[\w./@-]{0,300}|\w{2,10}://[^\s@]{0,300}|\*{1,99}"
)
"""Harmless values: switches, numbers, paths, addresses without a password."""
_PLACEHOLDER: Final = (
    r"(?i)example|sample|change.?(?:me|this|it)|replace|placeholder|insert|x{4}|y{4}|z{4}|0{8}|1{8}|12345678|abcdefgh"
    r"|\byour|dummy|redacted|to.?do\b|\.\.\.|\*{3}|\$[\w({]|<[^>]{0,80}>|\{\{|\}\}|%[\w(]{1,40}[%)]|#\{|^__\w{1,60}__$"
)


def names_secret(name: str) -> bool:
    """Tell by a variable's name whether its value is secret."""
    words = re.sub(_HUMP, "_", name).replace("-", "_").replace(".", "_")
    is_named = re.search(SENSITIVE_NAME, words) or re.search(_ENDINGS, words)
    return bool(is_named and not re.search(HARMLESS_NAME, words))


def is_fingerprint(value: str) -> bool:
    """Tell whether a value is the fingerprint of a public key, as in official images."""
    return re.fullmatch(_FINGERPRINT, value) is not None


def stands_for_one(value: str) -> bool:
    """Tell whether a text is a placeholder, such as `changeme`, `${TOKEN}`, or `<your token>`."""
    return re.search(_PLACEHOLDER, value) is not None


def is_given(name: str, value: str) -> bool:
    """Tell whether a variable's name looks secret and its value is an actual secret."""
    value = value.strip().strip("\"'").strip()
    shortest = 4
    return (
        len(value) >= shortest
        and names_secret(name)
        and not re.match(_PUBLIC, name)
        and not is_fingerprint(value)
        and not re.fullmatch(_TELLS_NOTHING, value)
        and not stands_for_one(value)
    )


def given_in(text: str) -> str | None:
    """Return the first name with a secret value in settings of any format; None if there is none."""
    for name, *values in re.findall(_PAIR, text):
        value = "".join(values)
        is_real = len(value) >= _SHORTEST_IN_TEXT and not re.search(r"\s", value) and not re.fullmatch(_WORDS, value)
        if is_real and not re.fullmatch(_VAGUE, re.sub(_HUMP, "_", name)) and is_given(name, value):
            return str(name)
    return None
