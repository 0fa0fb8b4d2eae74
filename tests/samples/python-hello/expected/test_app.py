"""Run with `python -m pytest`."""

import pytest

from app import app

@pytest.mark.parametrize(("path", "text"), [("/", "Hello world\n"), ("/healthz", "ok\n")])
def test_the_app_answers(path, text):
    response = app.test_client().get(path)
    assert (response.status_code, response.text) == (200, text)

def test_another_path_is_not_found():
    assert app.test_client().get("/nothing-here").status_code == 404
