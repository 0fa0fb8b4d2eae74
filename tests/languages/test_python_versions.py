"""Which version of Python is used: named outright, or the best one of a range."""

import pytest

from dockgen.languages import python
from dockgen.languages.kit.choosing import best
from dockgen.languages.python.interpreter import RELEASES
from dockgen.reading.project import Project


def version(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    project = Project(folder)
    fact = python.inspect(project, None).version
    return fact.value, fact.source, project.warnings


@pytest.mark.parametrize(
    ("asked", "chosen"),
    [
        (">=3.11", "3.13"),
        (">=3.8", "3.13"),
        (">=3.14", "3.14"),
        (">3.13", "3.13"),  # 3.13.1 is above 3.13
        ("<3.13", "3.12"),
        ("<=3.12", "3.11"),  # 3.12.1 is above 3.12
        ("<3.13.2", "3.12"),
        (">=3.11,<3.12", "3.11"),
        (">=3.11, <3.14, !=3.13.*", "3.12"),
        (">=3.11,!=3.13.1", "3.13"),
        ("==3.12.*", "3.12"),
        ("==3.12.4", "3.12"),
        ("~=3.11", "3.13"),
        ("~=3.11.2", "3.11"),
        ("^3.11", "3.13"),
        ("^3.14", "3.14"),
        ("~3.12", "3.12"),
        ("~3", "3.13"),
        ("3.12", "3.12"),
        ("*", "3.13"),
        ("", "3.13"),
        (">=3.8,<3.11", "3.10"),
        (">=3.7,<3.9", "3.8"),
        ("~3.7", "3.7"),
        ("^2.7 || ^3.12", "3.13"),
        ("^2.7 || ~3.11", "3.11"),
        (">=3.11 <3.13", "3.12"),
    ],
)
def test_the_best_version_of_a_range_is_chosen(asked, chosen):
    assert best(RELEASES, asked) == chosen


@pytest.mark.parametrize("asked", [">=4", "<3.7", "three", ">=", "==2.7.*", "3.12 or so", ">=3.11;", "^", "x" * 500])
def test_a_range_that_no_version_is_in_gives_none(asked):
    assert best(RELEASES, asked) is None


@pytest.mark.parametrize(
    ("files", "chosen", "source"),
    [
        ({".python-version": "3.12\n"}, "3.12", ".python-version:1"),
        ({".python-version": "# ours\n\n3.12.4\n3.11\n"}, "3.12", ".python-version:3"),
        ({".python-version": "cpython-3.12.4"}, "3.12", ".python-version:1"),
        ({"runtime.txt": "python-3.11.9"}, "3.11", "runtime.txt:1"),
        ({".tool-versions": "nodejs 24.1\npython 3.12.1 3.11.2\n"}, "3.12", ".tool-versions:2"),
        ({"mise.toml": '[tools]\npython = "3.12"\n'}, "3.12", "mise.toml:2"),
        ({"Pipfile": '[requires]\npython_version = "3.11"\n'}, "3.11", "Pipfile:2, python_version"),
        ({"Pipfile": '[requires]\npython_full_version = "3.11.4"\n'}, "3.11", "Pipfile:2, python_full_version"),
        (
            {"pyproject.toml": '[project]\nname = "a"\nrequires-python = ">=3.14"\n'},
            "3.14",
            "pyproject.toml:3, requires-python >=3.14",
        ),
        (
            {"pyproject.toml": '[tool.poetry.dependencies]\npython = "~3.12"\n'},
            "3.12",
            "pyproject.toml:2, tool.poetry.dependencies ~3.12",
        ),
        (
            {"setup.cfg": "[metadata]\n[options]\npython_requires = <3.13\n"},
            "3.12",
            "setup.cfg:3, python_requires <3.13",
        ),
        ({"setup.py": "setup(name='a', python_requires='<3.12')\n"}, "3.11", "setup.py:1, python_requires <3.12"),
        ({"uv.lock": 'requires-python = ">=3.14"\n'}, "3.14", "uv.lock:1, requires-python >=3.14"),
        ({"poetry.lock": '[metadata]\npython-versions = "<3.13"\n'}, "3.12", "poetry.lock:2, python-versions <3.13"),
        (
            {"pdm.lock": '[[metadata.targets]]\nrequires_python = "<3.13"\n'},
            "3.12",
            "pdm.lock:2, requires_python <3.13",
        ),
        (
            {"Pipfile.lock": '{"_meta": {"requires": {"python_version": "3.12"}}}'},
            "3.12",
            "Pipfile.lock, python_version 3.12",
        ),
        ({}, None, "no file names a version"),
    ],
)
def test_a_version_comes_from_each_file_that_may_name_one(files, chosen, source, tmp_path):
    assert version(tmp_path, {"main.py": "", **files}) == (chosen, source, [])


def test_of_several_ranges_a_version_in_all_of_them_is_chosen(tmp_path):
    text = '[project]\nrequires-python = ">=3.8"\n[tool.poetry.dependencies]\npython = "<3.12"\n'
    value, source, _ = version(tmp_path, {"main.py": "", "pyproject.toml": text})
    assert value == "3.11"
    assert source == "pyproject.toml:2, requires-python >=3.8, pyproject.toml:4, tool.poetry.dependencies <3.12"


def test_a_version_that_is_named_goes_before_a_range(tmp_path):
    files = {"main.py": "", ".python-version": "3.12", "pyproject.toml": '[project]\nrequires-python = ">=3.11"\n'}
    assert version(tmp_path, files)[:2] == ("3.12", ".python-version:1")


@pytest.mark.parametrize("text", ["pypy3.10\n", "latest\n", "", "\x00"])
def test_a_python_version_that_is_none_gives_a_warning(text, tmp_path):
    value, _, warnings = version(tmp_path, {"main.py": "", ".python-version": text})
    assert value is None
    assert warnings == [".python-version names no version of CPython; it was ignored"]


def test_a_range_without_a_version_gives_a_warning(tmp_path):
    value, _, warnings = version(tmp_path, {"main.py": "", "pyproject.toml": '[project]\nrequires-python = ">=9"\n'})
    assert value is None
    assert warnings == [
        "pyproject.toml:2, requires-python: '>=9' is no range of versions that Python has; it was ignored"
    ]
