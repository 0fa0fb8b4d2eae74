"""What only a real build shows: a stale lock file, and what an edit leaves as it is."""

import json
from uuid import uuid4

import pytest
import sample

pytestmark = pytest.mark.engine


@pytest.mark.parametrize(
    ("name", "edit", "said"),
    [
        ("python-poetry-django", ('gunicorn = ">=25"', 'gunicorn = ">=25"\nblinker = "*"'), "changed significantly"),
        ("python-pdm-starlette", ('"uvicorn>=0.40"', '"uvicorn>=0.40", "blinker"'), "pdm install --check"),
        ("python-pip-hashes", ("sha256:", "sha256:0"), "hash"),
    ],
)
def test_a_lock_file_that_does_not_fit_fails_the_build(name, edit, said, engine, tmp_path):
    folder = sample.load(name).copy_to(tmp_path)
    path = folder / ("requirements.txt" if "pip" in name else "pyproject.toml")
    text = path.read_text()
    assert edit[0] in text
    path.write_text(text.replace(*edit))
    sample.init(folder)
    with pytest.raises(AssertionError, match=said):
        engine.build(folder)


@pytest.mark.parametrize("name", ["python-pip-flask", "python-poetry-package", "python-uv-package"])
def test_an_edit_of_the_sources_leaves_the_layer_of_the_dependencies_as_it_is(name, engine, tmp_path):
    one = sample.load(name)
    folder = one.copy_to(tmp_path)
    if one.lock:
        engine.lock(folder, one.lock)
    sample.init(folder)
    # Both are edited: a build that an earlier run has made could be answered with that one's layers.
    script = next(folder.rglob("[ac]*.py"))
    text = script.read_text()
    script.write_text(f"{text}\nEDITED = {uuid4().hex!r}\n")
    first = engine.build(folder)
    script.write_text(f"{text}\nEDITED = {uuid4().hex!r}\n")
    second = engine.build(folder)
    layers = [
        engine.docker("image", "inspect", image, "--format", "{{json .RootFS.Layers}}") for image in (first, second)
    ]
    before, after = map(json.loads, layers)
    assert before[:-1] == after[:-1]
    assert before[-1] != after[-1]
    engine.remove(first, second)
