"""The single list of file names that mean secrets or private data.

`.dockerignore` and the web server's configuration are made from it; `audit` looks for these names in a build context,
and `verify` in an image. The patterns have the syntax of `.dockerignore` and match in any folder.
"""

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import Final

from dockgen.records import NamedTuple


class Named(NamedTuple):
    """Files of one kind."""

    id: str
    what: str
    """The kind, such as `an SSH key`."""
    patterns: tuple[str, ...]
    but: tuple[str, ...] = ()
    """Patterns of exceptions, which are included."""
    any_case: bool = False
    """Whether to match upper case, too: `.dockerignore` is case-sensitive."""
    is_at_top: bool = False
    """Whether to match only at the top of the build context."""

    def lines(self) -> list[str]:
        """Return the lines of `.dockerignore`."""
        above = "" if self.is_at_top else "**/"
        patterns = map(_in_any_case, self.patterns) if self.any_case else self.patterns
        return [*(above + pattern for pattern in patterns), *(f"!{above}{pattern}" for pattern in self.but)]


class Group(NamedTuple):
    """The lines below one comment in `.dockerignore`."""

    note: str
    """The id of the comment."""
    names: tuple[Named, ...]

    def lines(self) -> list[str]:
        """Return the lines below the comment."""
        return [line for one in self.names for line in one.lines()]


SOURCES: Final = (
    *("*.py", "*.go", "*.[jt]s", "*.[cm][jt]s", "*.[jt]sx"),
    *("*.vue", "*.svelte", "*.astro", "*.html", "*.css"),
)
"""Suffixes of sources and pages, which are never excluded by name."""
MAYBE: Final = (
    Group(
        "secret-files",
        (
            Named("kubeconfig", "a login to Kubernetes", ("kubeconfig", "kubeconfig-*"), ("kubeconfig*/*",)),
            Named("credentials", "credentials", ("credentials",), ("credentials/*",)),
            Named(
                "kubernetes",
                "a login to Kubernetes",
                (
                    *("*.kubeconfig", "*kubeconfig.y*ml", "*kubeconfig.json", "kubeconfig/kubeconfig"),
                    *("KUBECONFIG", "kube-config", "k3s.yaml", "talosconfig"),
                ),
            ),
            Named(
                "environment",
                "an environment file",
                (".env*", "*.env", ".ENV*", "*.ENV", "env.production", ".flaskenv"),
                (".env.example",),
            ),
            Named(
                "credential-files",
                "credentials",
                (
                    *("*[cC]redentials*.json", "*[cC]redentials.csv", "credentials.y*ml", "credentials.ini"),
                    *("credentials.toml", "*accessKeys.csv", "rootkey.csv", "kaggle.json"),
                ),
            ),
            Named(
                "service-account",
                "a service account key",
                (
                    *("*service?account*.json", "*service[aA]ccount*.json", "*firebase-adminsdk*.json"),
                    *("gha-creds-*.json", "gcp?key*.json", "sa?key*.json"),
                ),
            ),
            Named("client-secret", "an OAuth client secret", ("client?secret*.json",)),
            Named("tokens", "a token", ("token.json", "token.pickle")),
            Named(
                "secrets",
                "a secrets file",
                ("*[sS]ecrets.y*ml", "[sS]ecrets.*.y*ml", "[sS]ecrets.json", "[sS]ecrets.toml", "[sS]ecrets.txt"),
            ),
            Named("password-list", "stored passwords", ("password.txt", "passwords.txt", "htpasswd", "pgpass")),
            Named("auth", "a login", ("[aA]uth.json",)),
            Named("pip", "settings of pip, which may hold a login", ("pip.conf",)),
            Named("mobile", "mobile app keys", ("google-services.json", "GoogleService-Info.plist")),
            Named("local", "settings of one machine, which may hold a login", ("local.settings.json",)),
            Named("signing", "passwords of app signing keys", ("key.properties", "local.properties")),
            Named(
                "session",
                "a login of a browser or a tool",
                ("storageState.json", "cookies.txt", "http-client.private.env.json", ".mcp.json"),
            ),
            Named("key", "a key", ("*.pem", "*.key"), any_case=True),
        ),
    ),
    Group(
        "data-files",
        (
            Named("database", "a database", ("*.db", "*.rdb", "*.sqlite", "*.sqlite3")),
            Named("journal", "a database journal", ("*.*-wal", "*.*-journal")),
            Named(
                "dump",
                "a dump of a database",
                (
                    *("dump*.sql", "*dump.sql", "backup*.sql", "*backup.sql"),
                    *("*.sql.gz", "*.sql.bz2", "*.sql.xz", "*.sql.zst", "*.sql.zip"),
                ),
            ),
            Named("sql", "a dump of a database", ("*.sql", "*.SQL"), is_at_top=True),
            Named("archive", "a backup", ("*backup*.tar*", "*backup*.t?z", "*backup*.zip")),
            Named("memory", "a memory dump", ("*.dump", "*.dmp", "*.hprof", "*.heapsnapshot", "core.[0-9]*[0-9]")),
            Named("traffic", "recorded traffic", ("*.har", "*.pcap*")),
        ),
    ),
    Group(
        "key-copies",
        (
            Named("private-key", "a private key", ("private_key*", "deploy_key*")),
            Named("ssh", "an SSH key", ("id_rsa?*", "id_dsa?*", "id_ecdsa?*", "id_ed25519?*"), SOURCES),
            Named("environments", "an environment", (".env/**",)),
        ),
    ),
)
"""Ambiguous names; files that the program reads are included (see `dockgen/secrets/let_in.py`)."""
SECRET: Final = (
    Group(
        "key-files",
        (
            Named("ssh", "an SSH key", (".ssh", "id_rsa", "id_dsa", "id_ecdsa", "id_ed25519", "ssh_host_*_key")),
            Named("putty", "an SSH key", ("*.ppk",), any_case=True),
            Named("pgp", "a PGP key", (".gnupg", "secring.*", "*private*.asc")),
            Named("key-store", "a private key", ("*.p8", "*.p12", "*.pfx", "*.jks"), any_case=True),
            Named("other-store", "a private key", ("*.pkcs12", "*.jceks", "*.bks", "*.agekey")),
            Named("kerberos", "a Kerberos login", ("*.keytab", "krb5cc_*")),
            Named("app-signing", "an app signing key", ("*.keystore", "keystore.properties", "*.mobileprovision")),
            Named("passwords", "stored passwords", ("*.kdb*",), any_case=True),
            Named("keychain", "stored passwords", ("*.keychain-db",)),
            Named("wallet", "a wallet", ("wallet.dat", "UTC--*")),
            Named("vpn", "a VPN key", ("*.ovpn", "wg[0-9]*.conf")),
        ),
    ),
    Group(
        "login-files",
        (
            Named(
                "cloud",
                "a login to a cloud",
                (".aws", ".azure", ".config/gcloud", ".boto", ".s3cfg", ".oci", ".aliyun"),
            ),
            Named("data", "a login to a data service", (".kaggle", ".databrickscfg", ".snowflake")),
            Named("platform", "platform secrets", (".dev.vars*", ".runtimeconfig.json")),
            Named("storage", "a login to another host", ("rclone.conf", ".rclone.conf", "sftp-config.json")),
            Named("upload", "a login to another host", (".vscode/sftp.json", ".ftpconfig", ".remote-sync.json")),
            Named(
                "cluster",
                "a login to a cluster or a registry",
                (".kube", ".docker/config.json", ".dockercfg", ".dockerconfigjson"),
            ),
            Named(
                "host",
                "logins to other hosts",
                ("[._]netrc", ".authinfo*", ".*credentials*", ".config/gh", ".htpasswd*"),
            ),
            Named("token", "a token", (".*token", ".sentryclirc")),
            Named("assistant", "logins and history of an assistant", (".claude", ".claude.json")),
            Named("vault", "a vault password", (".vault*", "vault?pass", "*vault?pass*.txt")),
            Named("hidden", "a hidden secrets file", (".secret*", ".passw*")),
            Named(
                "packages",
                "a login to a package registry",
                (
                    *(".npmrc", ".pypirc", ".gem", ".bundle/config", ".composer", ".cargo/credentials*"),
                    *(".m2/settings*.xml", ".gradle/gradle.properties", "pypoetry/auth.toml"),
                ),
            ),
            Named("client", "a login to a database", (".pgpass", ".my*.cnf", ".dbshell")),
            Named(
                "infrastructure",
                "infrastructure state",
                ("*.tfstate*", "*.tfvars*", "*.tfplan", ".terraformrc", ".pulumi", ".vagrant"),
            ),
            Named("history", "a command history", (".*_history", ".viminfo")),
        ),
    ),
)
"""Unambiguous names: always excluded, whatever else `.dockerignore` says."""

ENVIRONMENT_FILE: Final = (
    r"(?i:(?![^/]*\.env[._-](?:example|sample|template|dist))(?:\.(?:flask)?env[^/]*|[^/]*\.env|env\.production))"
)
"""The name of an environment file with real values, not an example file."""
_SCHEMA: Final = (
    r"(?i)(?:schema|init|seed|migrat|quer|table|struct|create|setup|ddl)|V[0-9.]{1,20}__|(?:[0-9]{1,4}|[0-9]{14})_"
)
_CERTAIN: Final = frozenset(one.id for group in SECRET for one in group.names)


def is_certain(one: Named) -> bool:
    """Tell whether a name always means a secret."""
    return one.id in _CERTAIN


def is_schema(name: str) -> bool:
    """Tell by the name of an SQL file that it is not a dump."""
    return re.match(_SCHEMA, name) is not None


def named(path: str) -> Named | None:
    """Return the kind of a file, or of a folder above it, on the list; None if it is not on the list."""
    text = path.lower()
    return _last(path)[1] if any(part in text for part in _sure_parts()) else None


@lru_cache(maxsize=1)
def _sure_parts() -> tuple[str, ...]:
    """Return the longest fixed part of each pattern in lower case, for a fast first search."""
    patterns = (pattern for group in (*MAYBE, *SECRET) for one in group.names for pattern in one.patterns)
    longest = {max(_fixed(pattern), key=len).lower() for pattern in patterns}
    return tuple(sorted(each for each in longest if not any(part in each for part in longest - {each})))


def _fixed(pattern: str) -> list[str]:
    return re.split(r"\*+|\?|\[[^]]{0,99}\]", pattern)


_Found = tuple[int, Named | None]
"""The number of the matching rule, and its kind; no kind for an exception."""


def _last(path: str) -> _Found:
    """Return the last rule that matches a path or a folder above it: the last match wins, as in `.dockerignore`."""
    folder, _, name = path.rpartition("/")
    above = _of_folder(folder) if folder else (-1, None)
    short = f"{folder.rpartition('/')[2]}/{name}" if folder else name
    rules = _rules()
    for number in range(len(rules) - 1, above[0], -1):
        regex, names = rules[number]
        if match := regex.fullmatch(short):
            if (
                not names
                and above[1] is None
                and not any(is_named.fullmatch(short) for is_named, of in rules[:number] if of)
            ):
                break  # as in BuildKit: an exception applies only to excluded paths, and to everything below them
            return number, names[int(match.lastgroup[1:])] if names and match.lastgroup else None
    return above


@lru_cache(maxsize=4096)
def _of_folder(path: str) -> _Found:
    return _last(path)


@lru_cache(maxsize=1)
def _rules() -> "list[tuple[re.Pattern[str], tuple[Named, ...]]]":
    """Return the list in order, combined into few rules; a rule without names is an exception."""
    rules = []
    waiting: list[Named] = []
    for group in (*MAYBE, *SECRET):
        for one in group.names:
            waiting.append(one)
            if one.but:
                rules += [(_regex(waiting), tuple(waiting)), (_but(one), ())]
                waiting = []
    return [*rules, (_regex(waiting), tuple(waiting))]


def _regex(names: Sequence[Named]) -> re.Pattern[str]:
    """Return a pattern for the folder and the name of several kinds, with a group for each."""
    return re.compile("|".join(_alternative(one, index) for index, one in enumerate(names)))


def _alternative(one: Named, index: int) -> str:
    patterns = [f"{'' if '/' in each or one.is_at_top else '(?:[^/]*/)?'}{regex_of(each)}" for each in one.patterns]
    return f"(?P<n{index}>(?{'i' if one.any_case else ''}:{'|'.join(patterns)}))"


def _but(one: Named) -> re.Pattern[str]:
    return re.compile("|".join(f"{'' if '/' in each else '(?:[^/]*/)?'}{regex_of(each)}" for each in one.but))


def regex_of(pattern: str) -> str:
    """Return a pattern of the list as a regular expression, without leading folders."""
    parts = re.split(r"(\*+|\?|\[[^]]{0,99}\])", pattern)
    wild = {"**": "[^/]+", "*": "[^/]*", "?": "[^/]"}
    return "".join(part if part.startswith("[") else wild.get(part) or re.escape(part) for part in parts)


def _in_any_case(pattern: str) -> str:
    return re.sub("[a-z]", lambda letter: f"[{letter[0]}{letter[0].upper()}]", pattern)


@lru_cache(maxsize=1)
def maybe_endings() -> tuple[str, ...]:
    """Return the suffixes of ambiguous names, without those of hidden files."""
    endings: set[str] = set()
    for one in (one for group in MAYBE for one in group.names):
        ends = {_fixed(pattern)[-1] for pattern in one.patterns if not pattern.startswith(".")}
        endings |= ends | ({end.upper() for end in ends} if one.any_case else set())
    endings -= {""}
    return tuple(sorted(one for one in endings if not any(one != other and one.endswith(other) for other in endings)))


def pattern_of(path: str) -> str:
    """Return the pattern of `.dockerignore` that excludes a file on the list."""
    one = named(path)
    if one is None:
        return path
    parts = path.split("/")
    ends = ["/".join(parts[max(depth - 2, 0) : depth]) for depth in range(1, len(parts) + 1)]
    for line in one.lines():
        pattern = line.removeprefix("**/")
        regex = ("" if "/" in pattern or one.is_at_top else "(?:[^/]*/)?") + regex_of(pattern)
        if any(re.fullmatch(regex, end) for end in ends):
            return line
    return path
