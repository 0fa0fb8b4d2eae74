"""A build gets only those variables of the machine that sign in to the package registry that a project names."""

from pathlib import Path

import pytest
import yaml
from snapshots import write

from dockgen.api import generate
from dockgen.languages.javascript.managers import npmrc
from dockgen.languages.kit.registry_variables import Language, hosts_in, is_for_registry
from dockgen.languages.python import managers
from dockgen.reading.project import Project

REGISTRY = "//npm.acme.example/"
CODE_HOST = "//sub.github.com/"


@pytest.mark.parametrize(
    ("language", "name"),
    [
        *(("node", name) for name in ("NPM_TOKEN", "NODE_AUTH_TOKEN", "ACME_NPM_TOKEN", "FONTS_NPM_AUTH_TOKEN")),
        *(("node", name) for name in ("NPM_CONFIG_REGISTRY", "NPM_AUTH", "npm_token", "VERDACCIO_TOKEN")),
        *(
            ("python", name)
            for name in ("PIP_INDEX_URL", "INDEX_PASSWORD", "UV_INDEX_GITHUB_PASSWORD", "UV_DEFAULT_INDEX")
        ),
        *(("python", name) for name in ("POETRY_HTTP_BASIC_CI_USERNAME", "PYPI_PASSWORD", "ACME_PYPI_TOKEN")),
        *(("python", name) for name in ("UV_INDEX_AWS_PASSWORD", "PIP_EXTRA_INDEX_URL")),
        *(
            (language, name)
            for language in ("node", "python")
            for name in (
                *("ARTIFACTORY_USER", "ARTIFACTORY_PASSWORD", "ARTIFACTORY_TOKEN", "ARTIFACTORY_API_KEY", "NEXUS_PASS"),
                *("REGISTRY_TOKEN", "ACME_REGISTRY_PASSWORD", "REGISTRY_KEY", "CODEARTIFACT_AUTH_TOKEN"),
            )
        ),
    ],
)
def test_what_is_named_for_a_registry_is_given(language: Language, name: str) -> None:
    assert is_for_registry(name, ("npm.acme.example",), language)


@pytest.mark.parametrize("language", ["node", "python"])
@pytest.mark.parametrize(
    "name",
    [
        *("AWS_SECRET_ACCESS_KEY", "AWS_ACCESS_KEY_ID", "HOME", "USER", "PATH", "SSH_AUTH_SOCK", "KUBECONFIG", "TOKEN"),
        *("GITHUB_TOKEN", "GH_TOKEN", "GITHUB_NPM_TOKEN", "GITLAB_TOKEN", "CI_JOB_TOKEN", "SECRET_KEY", "DATABASE_URL"),
        *("OPENAI_API_KEY", "STRIPE_SECRET_KEY", "VAULT_TOKEN", "ACME_TOKEN", "NODE_OPTIONS", "NPM_HOME", "A", ""),
        *("DOCKER_REGISTRY_PASSWORD", "CI_REGISTRY_PASSWORD", "CONTAINER_REGISTRY_TOKEN", "NPM_TOKEN" + "X" * 9000),
        *("PYPI_TOKEN", "PYPI_API_TOKEN", "TEST_PYPI_API_TOKEN", "UV_PUBLISH_TOKEN", "UV_PUBLISH_PASSWORD"),
        *("NPM_PUBLISH_TOKEN", "NPM_DEPLOY_TOKEN", "NPM_RELEASE_TOKEN", "TWINE_PASSWORD", "TWINE_REPOSITORY_URL"),
        *("ARTIFACTORY_AWS_SECRET_ACCESS_KEY", "STRIPE_KEY_PACKAGE", "STRIPE_NPM_TOKEN", "AZURE_REGISTRY_KEY"),
        *("PRIVATE_KEY_REGISTRY", "PRIVATE_KEY_NPM_TOKEN", "PRIVATE_KEY_PIP_URL", "SECRET_PACKAGE_URL", "REGISTRY"),
        *("DB_PASSWORD_INDEX_URL", "UV_INDEX_AWS_SECRET_ACCESS_KEY", "MAVEN_REGISTRY_TOKEN", "NPM_PYPI_TOKEN"),
    ],
)
def test_nothing_else_is_given(language: Language, name: str) -> None:
    assert not is_for_registry(name, ("npm.acme.example",), language)


@pytest.mark.parametrize(
    ("language", "name"),
    [
        *(("node", name) for name in ("PYPI_PASSWORD", "UV_INDEX_ACME_PASSWORD", "POETRY_HTTP_BASIC_ACME_PASSWORD")),
        *(("node", name) for name in ("PIP_INDEX_URL", "ARTIFACTORY_PYPI_TOKEN", "INDEX_PASSWORD")),
        *(("python", name) for name in ("NPM_TOKEN", "NODE_AUTH_TOKEN", "ARTIFACTORY_NPM_TOKEN", "YARN_TOKEN")),
    ],
)
def test_what_is_for_another_language_is_not(language: Language, name: str) -> None:
    assert not is_for_registry(name, ("npm.acme.example",), language)


@pytest.mark.parametrize("name", ["GITHUB_TOKEN", "GH_TOKEN", "GITHUB_PACKAGES_TOKEN"])
def test_a_code_hosts_token_is_for_that_host_alone(name: str) -> None:
    assert is_for_registry(name, ("sub.github.com",), "node")
    assert is_for_registry(name, ("github.com", "a.b.github.com"), "python")
    for hosts in [(), ("",), ("github.com.evil.example",), ("evilgithub.com",), ("github.com", "evil.example")]:
        assert not is_for_registry(name, hosts, "node")


@pytest.mark.parametrize(
    ("text", "hosts"),
    [
        ("//sub.github.com/:_authToken", ("sub.github.com",)),
        ("https://sub.github.com:443/x", ("sub.github.com",)),
        ("https://${A}:${B}@GitHub.com/x.git", ("github.com",)),
        ("https://a@github.com@evil.example/", ("evil.example",)),
        ("https://evil.example\\@github.com/", ("",)),
        ("https://github.com\\.evil.example/", ("",)),
        ("https://${GITHUB_TOKEN}.github.com/", ("",)),
        ("https://github.com?@evil.example/", ("github.com",)),
        ("https://github.com/ //evil.example", ("github.com", "evil.example")),
        ("no address", ()),
    ],
)
def test_hosts_are_read_as_clients_read_them(text: str, hosts: tuple[str, ...]) -> None:
    assert hosts_in(text) == hosts


def npmrc_of(tmp_path: Path, text: str, name: str = ".npmrc") -> tuple[tuple[str, ...], list[str]]:
    write(tmp_path, {name: text})
    project = Project(tmp_path)
    return npmrc(project).variables, project.warnings


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        (f"{REGISTRY}:_authToken=${{AWS_SECRET_ACCESS_KEY}}", ()),
        ("registry=https://npm.acme.example/?x=${HOME}", ()),
        (f"{REGISTRY}:_authToken=${{GITHUB_TOKEN}}", ()),
        (f"{CODE_HOST}:_authToken=${{GITHUB_TOKEN}}", ("GITHUB_TOKEN",)),
        (f"{CODE_HOST}:_authToken=${{GITHUB_TOKEN}}\n{REGISTRY}:_authToken=${{GITHUB_TOKEN}}", ()),
        (f"{CODE_HOST}:_authToken=${{GITHUB_TOKEN}}\nhttps-proxy=http://evil.example\nstrict-ssl=false", ()),
        ("registry=https://sub.github.com/\n_authToken=${GITHUB_TOKEN}", ("GITHUB_TOKEN",)),
        ("registry=https://npm.acme.example/\n_authToken=${GITHUB_TOKEN}", ()),
        ("_authToken=${GITHUB_TOKEN}", ()),
        (f"{REGISTRY}:_authToken=${{NPM_TOKEN}}\n{REGISTRY}:email=${{HOME}}", ("NPM_TOKEN",)),
        (f"{REGISTRY}:_authToken=${{NPM_TOKEN{'X' * 9000}}}", ()),
        (f"{REGISTRY}:_authToken=${{PYPI_PASSWORD}}", ()),
        (f"{REGISTRY}:_authToken=${{NPM_PUBLISH_TOKEN}}", ()),
    ],
)
def test_an_npmrc_gets_no_other_variable_of_the_machine(tmp_path: Path, text: str, variables: tuple[str, ...]) -> None:
    found, warnings = npmrc_of(tmp_path, text)
    assert found == variables
    assert len(warnings) == (not variables or "HOME" in text)


def test_the_warning_names_the_variable_and_what_to_do(tmp_path: Path) -> None:
    _, [warning] = npmrc_of(tmp_path, f"{REGISTRY}:_auth=${{AWS_SECRET_ACCESS_KEY}}\n{REGISTRY}:email=${{HOME}}\n")
    assert warning.startswith(".npmrc asks for AWS_SECRET_ACCESS_KEY, HOME, which the build does not get: ")
    assert "(such as ACME_NPM_TOKEN)" in warning
    assert "--mount=type=secret,id=NAME,env=NAME" in warning


@pytest.mark.parametrize(
    ("text", "variables"),
    [
        ('npmRegistries:\n  "//sub.github.com":\n    npmAuthToken: "${GITHUB_TOKEN}"\n', ("GITHUB_TOKEN",)),
        ('npmRegistries:\n  "//npm.acme.example":\n    npmAuthToken: "${GITHUB_TOKEN}"\n', ()),
        ('npmAuthIdent: "${NPM_USER}:${NPM_PASSWORD}"\n', ("NPM_USER", "NPM_PASSWORD")),
        ('npmAuthToken: "${AWS_SECRET_ACCESS_KEY-}"\n', ()),
    ],
)
def test_yarn_gets_no_other_variable_either(tmp_path: Path, text: str, variables: tuple[str, ...]) -> None:
    found, warnings = npmrc_of(tmp_path, text, ".yarnrc.yml")
    assert found == variables
    assert len(warnings) == (not variables)


@pytest.mark.parametrize(
    ("files", "variables"),
    [
        ({"requirements.txt": "--index-url https://u:${AWS_SECRET_ACCESS_KEY}@pip.acme.example/simple\nflask\n"}, ()),
        ({"requirements.txt": "--index-url https://u:${NPM_TOKEN}@pip.acme.example/simple\nflask\n"}, ()),
        ({"requirements.txt": "a @ git+https://${GITHUB_TOKEN}@github.com/acme/a\n"}, ("GITHUB_TOKEN",)),
        ({"requirements.txt": "a @ git+https://${GITHUB_TOKEN}@git.acme.example/acme/a\n"}, ()),
        ({"Pipfile": '[[source]]\nurl = "https://x:$HOME@pip.acme.example"\n'}, ()),
        ({"pdm.lock": "", "pyproject.toml": '[[tool.pdm.source]]\nurl = "https://x:${HOME}@pip.acme.example"\n'}, ()),
        ({"uv.lock": "", "pyproject.toml": f'[[tool.uv.index]]\nname = "{"x" * 9000}"\n'}, ()),
        ({"poetry.lock": "", "pyproject.toml": f'[[tool.poetry.source]]\nname = "{"x" * 9000}"\n'}, ()),
    ],
)
def test_python_gets_no_other_variable(tmp_path: Path, files: dict[str, str], variables: tuple[str, ...]) -> None:
    write(tmp_path, files)
    project = Project(tmp_path)
    assert managers.find(project, managers.read(project, "")).variables == variables
    assert len(project.warnings) == (not variables)


def test_what_is_not_given_is_in_no_file(tmp_path: Path) -> None:
    write(
        tmp_path,
        {
            "package.json": '{"name": "x", "scripts": {"start": "node a.js"}, "dependencies": {"a": "1"}}',
            "package-lock.json": "{}",
            "a.js": "",
            ".npmrc": f"{REGISTRY}:_authToken=${{AWS_SECRET_ACCESS_KEY}}\n{REGISTRY}:_auth=${{NPM_TOKEN}}\n",
        },
    )
    files = generate(tmp_path, with_=["compose"]).files
    assert all("AWS" not in text for text in files.values())
    assert yaml.safe_load(files["compose.yaml"])["secrets"].keys() == {"NPM_TOKEN", "npmrc"}
