"""A version that a project pins is used after its end of life, too, and that is said."""

import json
from pathlib import Path

import pytest
from snapshots import write

from dockgen import versions
from dockgen.choices.settings import Settings
from dockgen.errors import UsageError
from dockgen.generator.pipeline import generate
from dockgen.languages import LANGUAGES

EXPRESS = {"name": "shop", "scripts": {"start": "node server.js"}}
SERVER = "require('http').createServer((q, r) => r.end('ok')).listen(process.env.PORT || 3000)\n"
FLASK = "from flask import Flask\n\napp = Flask(__name__)\n"


def node(**files: str) -> dict[str, str]:
    return {"package.json": json.dumps(EXPRESS), "server.js": SERVER, **files}


def python(**files: str) -> dict[str, str]:
    return {"requirements.txt": "flask\n", "app.py": FLASK, **files}


@pytest.mark.parametrize(
    ("files", "image", "place"),
    [
        (node(**{".nvmrc": "20\n"}), "node:20-alpine", ".nvmrc:1, 20"),
        (node(**{".tool-versions": "python 3.13\nnodejs 18.20.4\n"}), "node:18-alpine", ".tool-versions:2, 18.20.4"),
        (node(**{".nvmrc": "lts/gallium"}), "node:16-alpine", ".nvmrc:1, lts/gallium"),
        (python(**{"runtime.txt": "python-3.8.18\n"}), "python:3.8-slim", "runtime.txt:1"),
        (python(**{".python-version": "# old\n3.10.2\n"}), "python:3.10-slim", ".python-version:2"),
        (
            python(Pipfile='[packages]\nflask = "*"\n[requires]\npython_version = "3.9"\n'),
            "python:3.9-slim",
            "Pipfile:4",
        ),
        (
            {
                "Cargo.toml": '[package]\nname = "a"\nversion = "0.1.0"\nedition = "2021"\n',
                "src/main.rs": "fn main() {}\n",
                ".tool-versions": "rust 1.80.1\n",
            },
            "rust:1.80-slim",
            ".tool-versions:1",
        ),
    ],
)
def test_a_pinned_version_is_used_after_its_end_with_a_warning(
    files: dict[str, str], image: str, place: str, tmp_path: Path
) -> None:
    write(tmp_path, files)
    generated = generate(tmp_path, Settings(), None)
    assert f"_IMAGE={image}\n" in generated.files["Dockerfile"]
    language = generated.plan.language
    title, version = LANGUAGES[language].TITLE, generated.plan.language_version
    told = [one for one in generated.project.warnings if one.startswith(place)]
    assert len(told) == 1
    assert f"{title} {version} is used, whose last security fixes came on {versions.end(language, version)}" in told[0]
    assert f"move to {title} {versions.language(language)[0]} when you can" in told[0]


@pytest.mark.parametrize(
    ("files", "asked"),
    [
        (node(**{".nvmrc": "8\n"}), ".nvmrc:1, 8: Node.js 8 is too old to be built here; Node.js 24 is used."),
        (
            python(**{"runtime.txt": "python-2.7.18"}),
            "runtime.txt:1: Python 2.7 is too old to be built here; Python 3.13 is used.",
        ),
    ],
)
def test_what_nothing_builds_any_more_gets_the_default_and_a_warning(
    files: dict[str, str], asked: str, tmp_path: Path
) -> None:
    write(tmp_path, files)
    warnings = generate(tmp_path, Settings(), None).project.warnings
    assert [one for one in warnings if one.startswith(asked)]


@pytest.mark.parametrize("files", [node(**{".nvmrc": "22"}), python(**{".python-version": "3.11"}), node(), python()])
def test_a_supported_version_is_not_warned_of(files: dict[str, str], tmp_path: Path) -> None:
    write(tmp_path, files)
    assert not [one for one in generate(tmp_path, Settings(), None).project.warnings if "security fixes" in one]


def test_a_newer_version_that_is_asked_for_ends_the_warning(tmp_path: Path) -> None:
    write(tmp_path, python(**{"runtime.txt": "python-3.8.18"}))
    assert not generate(tmp_path, Settings(language_version="3.13"), None).project.warnings


def test_go_takes_a_newer_version_without_a_word(tmp_path: Path) -> None:
    write(tmp_path, {"go.mod": "module example.com/a\n\ngo 1.20\n", "main.go": "package main\n\nfunc main() {}\n"})
    generated = generate(tmp_path, Settings(), None)
    assert generated.plan.language_version == versions.language("go")[0]
    assert not generated.project.warnings


def test_distroless_has_no_image_of_an_old_node(tmp_path: Path) -> None:
    write(tmp_path, node(**{".nvmrc": "18"}))
    with pytest.raises(
        UsageError, match=r"it has no image of Node\.js 18, which is past its end of life \(\.nvmrc:1, 18\)"
    ):
        generate(tmp_path, Settings(base="distroless"), None)
    with pytest.raises(UsageError, match=r"distroless has no image of Node\.js 20"):
        generate(tmp_path, Settings(base="distroless", language_version="20"), None)


def test_an_old_node_is_asked_and_stopped_with_what_it_has(tmp_path: Path) -> None:
    write(tmp_path, node(**{".nvmrc": "16"}))
    text = generate(tmp_path, Settings(), None).files["Dockerfile"]
    assert "fetch(" not in text  # came with 18
    assert "--import" not in text  # came with 18.18


def test_a_front_end_keeps_its_own_old_node(tmp_path: Path) -> None:
    package = {"name": "web", "scripts": {"build": "vite build"}, "devDependencies": {"vite": "4"}}
    write(
        tmp_path,
        {
            "go.mod": "module example.com/a\n\ngo 1.27\n",
            "main.go": 'package main\n\nimport "embed"\n\n//go:embed web/dist\nvar files embed.FS\n\nfunc main() {}\n',
            "web/package.json": json.dumps(package),
            "web/index.html": "<p>",
            "web/.nvmrc": "18\n",
        },
    )
    generated = generate(tmp_path, Settings(), None)
    assert "ARG NODE_IMAGE=node:18-slim\n" in generated.files["Dockerfile"]
    assert [one for one in generated.project.warnings if "Node.js 18 is used, whose last security fixes" in one]


@pytest.mark.parametrize(
    ("version", "tool"), [("3.10", "poetry==2.5.1"), ("3.9", "poetry==2.2.1"), ("3.8", "poetry==1.8.5")]
)
def test_an_old_python_gets_the_last_poetry_that_runs_on_it(version: str, tool: str, tmp_path: Path) -> None:
    text = f'[tool.poetry]\nname = "a"\nversion = "1"\n[tool.poetry.dependencies]\npython = "~{version}"\nflask = "*"\n'
    write(tmp_path, {"pyproject.toml": text, "app.py": FLASK})
    assert f"pip install {tool}" in generate(tmp_path, Settings(), None).files["Dockerfile"]


def test_debians_packages_have_the_names_that_its_older_releases_know(tmp_path: Path) -> None:
    write(tmp_path, python(**{"requirements.txt": "flask\npython-magic\n", ".python-version": "3.8"}))
    text = generate(tmp_path, Settings(), None).files["Dockerfile"]
    assert "libmagic1" in text
    assert "t64" not in text
