"""Which variables of the machine a build may have, because they sign in to a package registry.

A project's files name both the variable and the address that its value is sent to, and whoever builds it may not know
them: so a build gets only what is named for a registry, and a token of a code host only for that host.
"""

import re
from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Final, Literal

from dockgen.reading.project import Project

Use = tuple[str, Collection[str]]
"""A variable, and the hosts that its value is meant for."""

Language = Literal["node", "python"]

_REGISTRIES: Final = frozenset({"ARTIFACTORY", "JFROG", "NEXUS", "CLOUDSMITH", "GEMFURY", "CODEARTIFACT", "ARTIFACTS"})
_MAY_BE_REGISTRIES: Final = frozenset({"REGISTRY", "PACKAGE", "PACKAGES", "PKG", "FEED"})
_OF_LANGUAGE: Final[Mapping[Language, frozenset[str]]] = {
    "node": frozenset({"NPM", "NPMRC", "YARN", "PNPM", "BUN", "VERDACCIO"}),
    "python": frozenset({"PYPI", "PYPIRC", "PIP", "UV", "POETRY", "PDM", "PIPENV", "DEVPI", "INDEX"}),
}
"""Words of one language's registries: for the files of another they show that the value is not for those."""
_OTHERS: Final = frozenset({"CI", "CONTAINER", "DOCKER", "ECR", "GCR", "GHCR", "HELM", "IMAGE"})
"""With these words a registry is one of images, mostly."""
_NEVER: Final = frozenset(
    {"PUBLISH", "PUBLISHER", "PUBLISHING", "TWINE", "DEPLOY", "DEPLOYER", "DEPLOYMENT", "RELEASE", "UPLOAD"}
    | {"PUSH", "AWS", "AMAZON", "S3", "GCP", "GCLOUD", "GCS", "GOOGLE", "AZURE", "DIGITALOCEAN", "CLOUDFLARE"}
    | {"HEROKU", "ALIYUN", "VERCEL", "NETLIFY", "FIREBASE", "SUPABASE", "STRIPE", "PAYPAL", "SHOPIFY", "SLACK"}
    | {"DISCORD", "TWILIO", "SENDGRID", "MAILGUN", "SMTP", "SENTRY", "DATADOG", "SNYK", "SONAR", "OPENAI"}
    | {"ANTHROPIC", "HUGGINGFACE", "HF", "ALGOLIA", "PINECONE", "ELASTIC", "ELASTICSEARCH", "SEARCH", "VAULT"}
    | {"KUBE", "KUBERNETES", "K8S", "TERRAFORM", "PULUMI", "SSH", "GPG", "PGP", "SIGNING", "COSIGN", "DATABASE"}
    | {"DB", "POSTGRES", "POSTGRESQL", "MYSQL", "MONGO", "MONGODB", "REDIS", "OKTA", "AUTH0", "JWT", "SESSION"}
    | {"ENCRYPTION", "MAVEN", "GRADLE", "NUGET", "CARGO", "CRATES", "RUBYGEMS", "GEM"}
)
"""Words of publishing, which no build does, of clouds and other services, and of other languages' registries."""
_UPLOADS: Final = r"(?:TEST_?)?PYPI_(?:API_)?TOKEN"
"""Tokens of the public index, which needs none to read, are for uploads."""
_SECRETS: Final = frozenset({"PASSWORD", "PASSWD", "PASS", "PWD", "SECRET", "KEY", "APIKEY"})
"""Words that say something of the word before them: `PRIVATE_KEY_REGISTRY` is no key of a registry."""
_WHAT: Final = frozenset(
    {"TOKEN", "AUTH", "AUTHTOKEN", "CREDENTIALS", "USER", "USERNAME", "LOGIN", "EMAIL", "IDENT", "PAT"}
    | {"URL", "URI", "HOST", "SERVER", "REGISTRY", "INDEX", *_SECRETS}
)
_CODE_HOSTS: Final = {"GITHUB": "github.com", "GH": "github.com", "GITLAB": "gitlab.com"}
_OWN: Final = r"(?:UV_INDEX|POETRY_HTTP_BASIC)_\w+_(?:USERNAME|PASSWORD)"
"""Names that a tool for Python makes of the name of a registry."""
_EXAMPLES: Final[Mapping[Language, str]] = {"node": "ACME_NPM_TOKEN", "python": "ACME_PIP_TOKEN"}
_MAX_LENGTH: Final = 128


def allowed(project: Project, language: Language, path: str, uses: Iterable[Use]) -> tuple[str, ...]:
    """Return the variables that the build may have, in order; warn of the others.

    A variable is used as often as the file at `path` names it, and has to be allowed each time.
    """
    found: dict[str, bool] = {}
    for name, hosts in uses:
        found[name] = found.get(name, True) and is_for_registry(name, hosts, language)
    if refused := [name for name, is_allowed in found.items() if not is_allowed]:
        project.warn(
            f"{path} asks for {', '.join(refused)}, which the build does not get: the name does not show that it is for"
            f" this package registry. If it is, rename it (such as {_EXAMPLES[language]}) or add it by hand:"
            " `--mount=type=secret,id=NAME,env=NAME` to the RUN that installs, and NAME to the secrets in compose.yaml"
        )
    return tuple(name for name, is_allowed in found.items() if is_allowed)


def is_for_registry(name: str, hosts: Collection[str], language: Language) -> bool:
    """Tell by a variable's name whether it is for a package registry of a language, and for that of these hosts."""
    if len(name) > _MAX_LENGTH:
        return False
    words = name.upper().split("_")
    if re.fullmatch(_OWN, name, re.ASCII):
        return language == "python"
    if not _NEVER.isdisjoint(words) or re.fullmatch(_UPLOADS, name.upper()):
        return False
    if tied := next((host for word, host in _CODE_HOSTS.items() if word in words), _host_of(name)):
        is_there = bool(hosts) and all(host == tied or host.endswith(f".{tied}") for host in hosts)
        return is_there and not _WHAT.isdisjoint(words)
    if name == "NODE_AUTH_TOKEN":
        return language == "node"
    return _is_named(words, language)


def _host_of(name: str) -> str:
    return "gitlab.com" if name == "CI_JOB_TOKEN" else ""


def _is_named(words: Sequence[str], language: Language) -> bool:
    """Tell whether words name a registry, and after that what of it; none of them may be of another language."""
    if any(not of.isdisjoint(words) for other, of in _OF_LANGUAGE.items() if other != language):
        return False
    registries = _REGISTRIES | _OF_LANGUAGE[language]
    if _OTHERS.isdisjoint(words):
        registries |= _MAY_BE_REGISTRIES
    first = next((place for place, word in enumerate(words) if word in registries), len(words))
    return not _WHAT.isdisjoint(words[first + 1 :]) and _SECRETS.isdisjoint(words[:first])


def hosts_in(text: str) -> tuple[str, ...]:
    """Return the host of each address in a text, such as `https://USER@HOST/` or `//HOST/`; "" where it is unclear."""
    return tuple(map(_host, re.findall(r"//([^\s/?#\"']*)", text)))


def _host(authority: str) -> str:
    match = re.fullmatch(r"([a-z0-9.-]+)(?::[0-9]*)?", authority.rpartition("@")[2].lower())
    return match[1].rstrip(".") if match and "\\" not in authority else ""
