"""Variables that a developer's shell may have, and that a project must not receive unasked."""

import re
from typing import Final

_OF_A_SHELL: Final = (
    r"(?i)(?:AWS|AZURE|ARM|GOOGLE|GCP|GCLOUD|CLOUDSDK|CLOUDFLARE|DIGITALOCEAN|HEROKU|HCLOUD|LINODE|OCI|FLY|VERCEL"
    r"|NETLIFY|GITHUB|GH|GITLAB|BITBUCKET|CI|NPM|NODE|YARN|PYPI|PIP|TWINE|UV|POETRY|CARGO|GOPROXY|GO|MAVEN|GRADLE"
    r"|DOCKER|BUILDX|BUILDKIT|KUBE|KUBECONFIG|HELM|VAULT|CONSUL|NOMAD|TF|PULUMI|ANSIBLE|SSH|GPG|GNUPG|OP|BW|PASS"
    r"|ANTHROPIC|OPENAI|HF|XDG|LC|DBUS|SUDO)"
    r"(?:_.*)?|HOME|PATH|USER|LOGNAME|SHELL|PWD|OLDPWD|HOSTNAME|HOST|LANG|TERM|TMPDIR|MAIL|EDITOR|PGPASSWORD|MYSQL_PWD"
)


def outside(variable: str) -> str:
    """Return the variable that compose.yaml reads: the same name, or a prefixed one if a shell may have it.

    Compose reads the shell as well as `.env`, and a project's sources choose the variables: without a prefix, an
    untrusted program could receive the cloud credentials of the person who runs it.
    """
    return f"APP_{variable}" if re.fullmatch(_OF_A_SHELL, variable) else variable
