"""What is generated from other files is fresh, and compiled templates do what Jinja2 does."""

import subprocess
import sys
from pathlib import Path

import pytest

from dockgen.choices.settings import Settings, parse
from dockgen.generator import pipeline
from dockgen.languages import LANGUAGES
from dockgen.practices import RUNGS
from dockgen.rendering import render

ROOT = Path(__file__).parent.parent
ANSWERS = [
    {},
    {"base": "alpine", "https": "serve", "user": "app", "comments": "full", "with_": ["timezones"]},
    {"base": "distroless", "user": "app", "env": ["A=b", "C=$d"], "label": ["a.b=c"]},
    {
        "base": "slim",
        "user": "root",
        "https": "outbound",
        "without": ["syntax", "exec-form", "labels", "image-arguments"],
    },
    {"comments": "none", "registry": "localhost:5000", "port": "8080", "name": "x", "module": "example.com/y"},
    *({"practices": rung} for rung in RUNGS),
]


def test_generated_files_are_fresh():
    result = subprocess.run(
        [sys.executable, "tools/generate.py", "--check"], cwd=ROOT, capture_output=True, text=True, check=False
    )
    assert result.returncode == 0, result.stdout + result.stderr


WITHOUT_TLS = frozenset({"rust"})
"""Languages whose sample app serves none."""


def fitting(language, answers):
    """Return those of the answers that a language takes."""
    unfit = {"https"} & language.UNNEEDED.keys() | {"module"} - language.SAMPLE.facts.keys()
    unfit |= {"https"} if language.NAME in WITHOUT_TLS and answers.get("https") == "serve" else set()
    unfit |= {"base"} if answers.get("base", "slim") not in language.BASES else set()
    return {name: value for name, value in answers.items() if name not in unfit}


@pytest.mark.parametrize("language", LANGUAGES)
@pytest.mark.parametrize("answers", ANSWERS, ids=str)
def test_compiled_templates_and_jinja2_make_the_same_text(language, answers, tmp_path, request):
    settings = parse({**fitting(LANGUAGES[language], answers), "language": language}, "--{}")
    with pytest.MonkeyPatch.context() as monkeypatch:
        monkeypatch.setattr(render, "_compiled", lambda *_: None)
        by_jinja = pipeline.generate(tmp_path / "hello", settings, None).files
    request.getfixturevalue("compiled")
    assert pipeline.generate(tmp_path / "hello", settings, None).files == by_jinja


def test_where_nothing_was_compiled_jinja2_does_it(tmp_path, monkeypatch):
    monkeypatch.setattr(render, "_compiled", render._compiled.__wrapped__)  # noqa: SLF001 - not what an earlier test compiled
    monkeypatch.setitem(sys.modules, "dockgen.rendering.compiled", None)
    for name in [name for name in sys.modules if name.startswith("dockgen.rendering.compiled.")]:
        monkeypatch.delitem(sys.modules, name)
    assert "FROM " in pipeline.generate(tmp_path / "hello", Settings(), None).files["Dockerfile"]


def test_a_changed_template_is_noticed_and_left_to_jinja2(tmp_path, monkeypatch):
    folder = tmp_path / "templates"
    for name, path in render.templates_of("go").items():
        (folder / name).parent.mkdir(parents=True, exist_ok=True)
        (folder / name).write_bytes(path.read_bytes().replace(b"dockerfile:1", b"dockerfile:1.2"))
    monkeypatch.setattr(render, "templates_folder", lambda: folder)
    assert (
        "# syntax=docker/dockerfile:1.2\n"
        in pipeline.generate(tmp_path / "hello", Settings(), None).files["Dockerfile"]
    )
