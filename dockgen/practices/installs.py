"""The commands that fetch what a program depends on, or compile it: which cache each has, and what it reads.

Sources: the documentation of each tool; docs.docker.com, "Optimize cache usage in builds".
"""

import re
from collections.abc import Sequence
from typing import Final, NamedTuple


class Install(NamedTuple):
    """One way to fetch dependencies."""

    tool: str
    command: str
    """A regular expression for the words of the command, joined by a space."""
    cache: str
    """The folder to keep between builds, for root."""
    manifests: str
    """The files to copy before it, as one writes them after COPY; empty where it needs the sources."""
    compiles: bool = False
    """Whether it compiles the sources, so that they have to be there."""


_NODE: Final = "package.json package-lock.json ./"

INSTALLS: Final = (
    Install("npm", r"npm (?:-\S++ )*+(?:ci|i|install|clean-install)(?: -\S++)*+", "/root/.npm", _NODE),
    Install("yarn", r"yarn(?: install)?(?: -\S++)*+", "/usr/local/share/.cache/yarn", "package.json yarn.lock ./"),
    Install(
        "pnpm", r"pnpm (?:i|install)(?: -\S++)*+", "/root/.local/share/pnpm/store", "package.json pnpm-lock.yaml ./"
    ),
    Install("bun", r"bun install(?: -\S++)*+", "/root/.bun/install/cache", "package.json bun.lock ./"),
    Install(
        "pip",
        r"(?:python[\d.]* -m )?pip[\d.]* (?:-\S++ )*+install .*(?:-r ?|--requirement[ =])\S+.*",
        "/root/.cache/pip",
        "requirements.txt ./",
    ),
    Install(
        "pip",
        r"(?:python[\d.]* -m )?pip[\d.]* (?:-\S++ )*+install .*(?: |^)(?:\.|\./)(?:\[[^\[\]]*+\])?$",
        "/root/.cache/pip",
        "",
        compiles=True,
    ),
    Install("poetry", r"poetry install\b.*", "/root/.cache/pypoetry", "pyproject.toml poetry.lock ./"),
    Install("uv", r"uv sync\b.*", "/root/.cache/uv", "pyproject.toml uv.lock ./"),
    Install("uv", r"uv pip install .*(?:-r|--requirements?)[ =]\S+.*", "/root/.cache/uv", "requirements.txt ./"),
    Install("pipenv", r"pipenv (?:install|sync)\b.*", "/root/.cache/pipenv", "Pipfile Pipfile.lock ./"),
    Install("pdm", r"pdm (?:install|sync)\b.*", "/root/.cache/pdm", "pyproject.toml pdm.lock ./"),
    Install("go", r"go mod download\b.*", "/go/pkg/mod", "go.mod go.sum ./"),
    Install("go", r"go (?:build|install)\b(?!.*@).*", "/root/.cache/go-build", "", compiles=True),
    Install("bundler", r"bundle(?:r)?(?: _\S+_)? install\b.*", "/usr/local/bundle/cache", "Gemfile Gemfile.lock ./"),
    Install("composer", r"composer (?:-\S++ )*+install\b.*", "/root/.composer/cache", "composer.json composer.lock ./"),
    Install("cargo", r"cargo fetch\b.*|cargo chef cook\b.*", "/usr/local/cargo/registry", "Cargo.toml Cargo.lock ./"),
    Install("cargo", r"cargo (?:build|install --path)\b.*", "/usr/local/cargo/registry", "", compiles=True),
    Install("maven", r"(?:\./)?mvnw? .*dependency:(?:go-offline|resolve)\S*.*", "/root/.m2", "pom.xml ./"),
    Install("maven", r"(?:\./)?mvnw? .*\b(?:package|install|verify|compile)\b.*", "/root/.m2", "", compiles=True),
    Install("gradle", r"(?:\./)?gradlew? .*\bdependencies\b.*", "/root/.gradle", "build.gradle* settings.gradle* ./"),
    Install(
        "gradle",
        r"(?:\./)?gradlew? .*\b(?:build|assemble|bootJar|jar|shadowJar|installDist)\b.*",
        "/root/.gradle",
        "",
        compiles=True,
    ),
    Install("dotnet", r"dotnet restore\b.*", "/root/.nuget/packages", "*.csproj ./"),
    Install("dotnet", r"dotnet (?:build|publish)\b.*", "/root/.nuget/packages", "", compiles=True),
    Install("mix", r"mix deps\.get\b.*", "/root/.hex", "mix.exs mix.lock ./"),
)
_ANY: Final = "|".join(f"(?:{install.command})" for install in INSTALLS)


def install_of(words: Sequence[str]) -> Install | None:
    """Return how a command fetches or compiles; None where it does neither."""
    if not words:
        return None
    text = " ".join([words[0].rpartition("/")[2] if not words[0].startswith("./") else words[0], *words[1:]])
    if re.fullmatch(_ANY, text, re.DOTALL) is None:  # most commands are none, and one look is enough to see that
        return None
    return next(install for install in INSTALLS if re.fullmatch(install.command, text, re.DOTALL))
