"""Secrets as they lie about in projects: none of them may reach an image, or the log of its build."""

import uuid
from collections.abc import Iterable, Iterator
from pathlib import Path
from typing import NamedTuple

AT_TOP = ("prod.sql", "shop-2026-01-31.sql", "SHOP.SQL")
"""Dumps that only the top of a project has: in a folder SQL mostly is the program's."""
NAMES = (
    # environment files
    *(".env", ".env.production", ".env.local", ".env-prod", ".env_prod", ".envrc", ".env~", "prod.env", "app.env"),
    *(".envs/.production/.django", ".dev.vars", ".runtimeconfig.json"),
    # keys
    *("id_rsa", "id_dsa", "id_ecdsa", "id_ecdsa_sk", "id_ed25519", "id_rsa.bak", "ssh_host_ed25519_key"),
    *(".ssh/id_ed25519", ".ssh/config", "putty.ppk", "KEY.PPK", "server.pem", "SERVER.PEM", "keys/private.pem"),
    *("tls.key", "TLS.KEY", "master.key", "AuthKey_1A2B3C.p8", "AuthKey.P8", "client.p12", "CLIENT.P12", "client.pfx"),
    *("CLIENT.PFX", "store.jks", "release.keystore", "keystore.properties", "App.mobileprovision"),
    *(".gnupg/secring.gpg", ".gnupg/private-keys-v1.d/a.key", "secring.gpg", "my-private-key.asc"),
    # stored passwords and wallets
    *("passwords.kdbx", "old.kdb", "login.keychain-db", ".password-store/a.gpg", ".passwd-s3fs", "wallet.dat"),
    *("UTC--2026-01-01T00-00-00.0Z--ab12", "office.ovpn", "wg0.conf"),
    # clouds and clusters
    *(".aws/credentials", ".aws/config", ".azure/accessTokens.json", ".azure/msal_token_cache.json"),
    *(".config/gcloud/application_default_credentials.json", ".config/gcloud/credentials.db", ".boto", ".s3cfg"),
    *("credentials.json", "Credentials.json", "credentials-prod.json", "google-credentials.json", "credentials.csv"),
    *("me_accessKeys.csv", "service-account.json", "service_account.json", "service-account-prod.json"),
    *("serviceAccountKey.json", "serviceaccount.json", "shop-firebase-adminsdk-a1b2c.json", "gha-creds-1a2b.json"),
    *("client_secret.json", "client_secret_123.apps.googleusercontent.com.json", "client-secret.json"),
    *("google-services.json", "GoogleService-Info.plist", "rclone.conf", ".config/rclone/rclone.conf"),
    *("kubeconfig", "prod.kubeconfig", "kubeconfig.yaml", "prod-kubeconfig.yml", ".kube/config"),
    *(".docker/config.json", ".dockercfg"),
    # files of secrets
    *("secrets.yaml", "secrets.yml", "secrets.json", "secrets.toml", "Secrets.yaml", ".secrets", ".secrets.toml"),
    *(".secret", ".secret_key_base", ".streamlit/secrets.toml", "auth.json", "Auth.json", "config/secrets.json"),
    *(".vault-token", ".vault_pass", ".vault-password", "vault_pass.txt", "ansible-vault-password.txt", "vault-pass"),
    *(".token", ".github-token", ".sentryclirc", "sftp-config.json"),
    # logins
    *(".netrc", "_netrc", ".git-credentials", ".smbcredentials", ".config/gh/hosts.yml", ".htpasswd"),
    *(".htpasswd-admin", ".pgpass", ".my.cnf", ".mylogin.cnf", ".dbshell"),
    # package managers
    *(".npmrc", ".pypirc", "pip.conf", ".config/pip/pip.conf", ".gem/credentials", ".bundle/config"),
    *(".composer/auth.json", ".cargo/credentials", ".cargo/credentials.toml", ".m2/settings.xml"),
    *(".m2/settings-security.xml", ".gradle/gradle.properties", ".config/pypoetry/auth.toml"),
    # infrastructure
    *("terraform.tfstate", "terraform.tfstate.backup", "prod.tfvars", "prod.auto.tfvars.json", "release.tfplan"),
    *(".terraformrc", ".pulumi/credentials.json", ".vagrant/machines/default/virtualbox/private_key"),
    # databases and dumps
    *("dump.sql", "dump-2026.sql", "shop_dump.sql", "backup.sql", "backup-1.sql", "shop-backup.sql", "all.sql.gz"),
    *("shop.sql.bz2", "shop.sql.xz", "shop.sql.zst", "shop.db", "shop.sqlite", "shop.sqlite3", "shop.db-wal"),
    *("shop.sqlite3-journal", "dump.rdb", "shop.dump", "core.12345", "heap.hprof", "Heap-1.heapsnapshot"),
    *("crash.dmp", "session.har", "traffic.pcap"),
    # histories
    *(".bash_history", ".zsh_history", ".python_history", ".node_repl_history", ".psql_history", ".mysql_history"),
    *(".sqlite_history", ".rediscli_history", ".viminfo"),
    # other names, and other letter case
    *(".ENV", "PROD.ENV", ".ENV.local", "env.production", "VAULT.KDBX", "credentials", "credentials.yml"),
    *("credentials.yaml", "credentials.ini", "credentials.toml", "rootkey.csv", "kaggle.json", ".kaggle/kaggle.json"),
    *("token.json", "token.pickle", ".databrickscfg", ".snowflake/connections.toml", ".oci/config"),
    *(".aliyun/config.json", "gcp-key.json", "sa-key.json", "local.settings.json", "key.properties"),
    *("local.properties", "secrets.prod.yaml", "values-secrets.yaml", "secrets.txt", "kubeconfig-prod"),
    *("kubeconfig.json", "kube-config", "KUBECONFIG", "k3s.yaml", "talosconfig", ".dockerconfigjson"),
    *("password.txt", "passwords.txt", "htpasswd", "pgpass", "private_key", "private_key.txt", "deploy_key"),
    *("svc.keytab", "krb5cc_1000", "client.pkcs12", "store.jceks", "store.bks", "key.agekey"),
    *(".rclone.conf", ".ftpconfig", ".remote-sync.json", ".vscode/sftp.json", ".authinfo", ".authinfo.gpg"),
    *(".mcp.json", ".claude.json", ".claude/settings.local.json", "http-client.private.env.json"),
    *("storageState.json", "cookies.txt", "database.sql.zip", "backup.tar.gz", "shop-backup-2026.zip"),
    "backup.tgz",
)
"""Names of the list that `dockgen/secrets/secret_names.py` keeps, as they are met with."""
REPOSITORY = (".git/config", ".git/objects/pack/pack-1.pack", ".git/hooks/a.py")
FOLDER = "deploy/old"
"""Where all but those of the top are planted once more."""
PLACES = (*AT_TOP, *NAMES, *REPOSITORY, *(f"{FOLDER}/{name}" for name in NAMES))

KEY = "MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQC7VJTUt9Us8cKj"
_STORES = (".p12", ".pfx", ".jks", ".keystore")
_LINES = {
    "netrc": "machine acme.dev login me password {}",
    ".git-credentials": "https://me:{}@git.acme.dev",
    ".npmrc": "//registry.acme.dev/:_authToken={}",
    ".pypirc": "[acme]\nusername = me\npassword = {}",
    ".pgpass": "db.acme.dev:5432:shop:me:{}",
    "pip.conf": "[global]\nindex-url = https://me:{}@pip.acme.dev/simple",
    "pypoetry/auth.toml": '[http-basic.acme]\npassword = "{}"',
    ".cargo/credentials": 'token = "{}"',
    ".aws/credentials": "aws_secret_access_key = {}",
    "gh/hosts.yml": "    oauth_token: {}",
    "settings.xml": "<password>{}</password>",
    "config.json": '{{"auths": {{"r": {{"auth": "{}"}}}}}}',
    ".dockercfg": '{{"r": {{"auth": "{}"}}}}',
    "kube": "users:\n- user:\n    token: {}",
    ".env": "API_SECRET={}",
    ".ENV": "API_SECRET={}",
    "env.production": "API_SECRET={}",
}
"""What files hold that are read as what they are, by a part of their path."""


def content(place: str, text: str) -> bytes:
    """Return what a secret looks like in a place, with a text in it."""
    if place.lower().endswith((".pem", ".key")):
        return f"-----BEGIN PRIVATE KEY-----\n{KEY}\n-----END PRIVATE KEY-----\n# {text}\n".encode()
    start = b"\x30\x82\n" if place.lower().endswith(_STORES) else b""
    line = next((line for part, line in _LINES.items() if part in place), "# {}")
    return start + line.format(text).encode() + b"\n"


class Canary(NamedTuple):
    """A text for each place where a secret may lie, that no other file has."""

    text: str

    def at(self, place: str) -> str:
        """Return the text of one place."""
        return f"{self.text}-{PLACES.index(place)}-"

    def found_in(self, parts: Iterable[tuple[str, bytes]]) -> list[str]:
        """Return the names of those parts that hold one, with the places that they come from."""
        return [
            f"{name}: {', '.join(place for place in PLACES if self.at(place).encode() in content)}"
            for name, content in parts
            if self.text.encode() in content
        ]


def plant(folder: Path) -> Canary:
    """Put secrets into a project, at its top and in a folder."""
    canary = Canary(f"canary-{uuid.uuid4().hex}")
    for place in PLACES:
        path = folder / place
        path.parent.mkdir(parents=True, exist_ok=True)
        with path.open("ab") as file:
            file.write(b"\n" * (file.tell() > 0) + content(place, canary.at(place)))
    for settings in _npmrcs(folder):
        with settings.open("a", encoding="utf-8") as file:
            file.write(f"\n//registry.example.com/:_authToken={canary.text}\n")
    return canary


def _npmrcs(folder: Path) -> Iterator[Path]:
    """Yield the settings of npm beside each package in a folder."""
    packages = [path.parent for path in folder.rglob("package.json") if "node_modules" not in path.parts]
    yield from (package / ".npmrc" for package in packages if package != folder)
