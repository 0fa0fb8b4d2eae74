"""Which version of Python is used: named outright, or the best one of a range."""

import pytest

from dockgen.languages import python
from dockgen.languages.kit.choosing import best
from dockgen.languages.python.interpreter import RELEASES
from dockgen.languages.python.requirements import normalised
from dockgen.languages.python.wheels import rows
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


@pytest.mark.parametrize(
    ("files", "chosen", "place"),
    [
        ({"requirements.txt": "flask\nnumpy==1.21\n"}, "3.9", "requirements.txt:2, numpy==1.21"),
        ({"requirements.txt": "pandas==1.4.3  # old\n"}, "3.10", "requirements.txt:1, pandas==1.4.3"),
        ({"requirements.txt": "numpy==1.16.4\n"}, "3.7", "requirements.txt:1, numpy==1.16.4"),
        ({"requirements.txt": "greenlet==3.0.1\n"}, "3.12", "requirements.txt:1, greenlet==3.0.1"),
        ({"requirements.txt": "Pillow==9.5.0\nlxml==4.9.1\n"}, "3.11", "requirements.txt:1, pillow==9.5.0"),
        ({"requirements.txt": "psycopg2-binary==2.9.5 \\\n    --hash=sha256:0\n"}, "3.11", "requirements.txt:1"),
        ({"requirements.txt": "pydantic_core==2.14.5\n"}, "3.12", "requirements.txt:1, pydantic-core==2.14.5"),
        ({"requirements.txt": "numpy<1.24\n"}, "3.11", "requirements.txt:1, numpy<1.24"),
        ({"requirements.txt": "numpy~=1.23.0\n"}, "3.11", "requirements.txt:1, numpy~=1.23.0"),
        ({"requirements.txt": "-r base.txt\n", "base.txt": "uvloop==0.17.0\n"}, "3.11", "base.txt:1, uvloop==0.17.0"),
        ({"Pipfile": '[packages]\nnumpy = "==1.23.5"\n'}, "3.11", "Pipfile:2, numpy==1.23.5"),
        (
            {"pyproject.toml": '[project]\nname = "a"\nversion = "1"\ndependencies = ["flask", "lxml==4.9.2"]\n'},
            "3.11",
            "pyproject.toml:4, lxml==4.9.2",
        ),
    ],
)
def test_without_a_version_old_pins_get_a_python_that_they_have_wheels_for(files, chosen, place, tmp_path):
    value, source, _ = version(tmp_path, {"main.py": "", **files})
    assert value == chosen
    assert source.startswith(place)
    assert source.endswith(" has no wheel for Python 3.13")


@pytest.mark.parametrize(
    ("files", "chosen", "reason"),
    [
        (
            {"requirements.txt": "Django==3.2.18\n"},
            "3.10",
            "requirements.txt:1, django==3.2.18 does not run on Python 3.13",
        ),
        (
            {"requirements.txt": "pydantic==1.9.0\n"},
            "3.11",
            "requirements.txt:1, pydantic==1.9.0 does not run on Python 3.13",
        ),
        (
            {"requirements.txt": "pydantic==2.5.0\n"},
            "3.12",
            "requirements.txt:1, pydantic==2.5.0 does not run on Python 3.13",
        ),
        (
            {"main.py": "import crypt\n", "requirements.txt": "cryptography\n"},
            "3.12",
            "main.py:1 imports crypt, which Python 3.13 does not have",
        ),
        ({"main.py": "import imp\n"}, "3.11", "main.py:1 imports imp, which Python 3.13 does not have"),
        ({"main.py": "import os\nimport cgi\n"}, "3.12", "main.py:2 imports cgi, which Python 3.13 does not have"),
        (
            {"main.py": "from distutils.util import strtobool\n", "requirements.txt": "flask\n"},
            "3.11",
            "main.py:1 imports distutils, which Python 3.13 does not have",
        ),
    ],
)
def test_without_a_version_what_newer_pythons_removed_chooses_an_older_one(files, chosen, reason, tmp_path):
    assert version(tmp_path, {"main.py": "", **files})[:2] == (chosen, reason)


@pytest.mark.parametrize(
    "files",
    [
        {"requirements.txt": "Django==5.2\n"},
        {"requirements.txt": "Django\n"},
        {"requirements.txt": "pydantic<2\n"},
        {"requirements.txt": "pydantic==1.10.20\n"},
        {"main.py": "try:\n    import imp\nexcept ImportError:\n    imp = None\n"},
        {"main.py": "import parser\n", "parser.py": ""},
        {"main.py": "from distutils.util import strtobool\n", "requirements.txt": "setuptools\n"},
        {"main.py": "import cgi\n", "requirements.txt": "legacy-cgi\n"},
        {"requirements.txt": "numpy==2.3.1\n"},
        {"requirements.txt": "numpy>=1.21\npandas\n"},
        {"requirements.txt": "numpy==2.*\n"},
        {"requirements.txt": "numpy<3\n"},
        {"requirements.txt": "numpy~=2.0\n"},
        {"requirements.txt": "flask==1.0\n"},  # is in no table
        {"requirements.txt": "# numpy==1.21\n"},
        {"pyproject.toml": '[project]\nname = "a"\n[project.optional-dependencies]\nx = ["numpy==1.21"]\n'},
        {"Pipfile": '[packages]\nflask = "*"\n\n[dev-packages]\nnumpy = "==1.21"\n'},
    ],
)
def test_newer_pins_leave_the_default(files, tmp_path):
    assert version(tmp_path, {"main.py": "", **files})[:2] == (None, "no file names a version")


LOCKED = '[[package]]\nname = "greenlet"\nversion = "1.1.2"\ndescription = "Small threads"\ncategory = "{}"\n'
POETRY = '[tool.poetry]\nname = "a"\nversion = "1"\n[tool.poetry.dependencies]\npython = "{}"\n'
OTHER = '[[package]]\nname = "greenlet"\nversion = "3.1.1"\n'


@pytest.mark.parametrize(
    ("files", "chosen"),
    [
        ({"pyproject.toml": POETRY.format("^3.9"), "poetry.lock": LOCKED.format("main")}, "3.10"),
        ({"pyproject.toml": POETRY.format("^3.9"), "poetry.lock": LOCKED.format("dev")}, "3.13"),
        ({"pyproject.toml": POETRY.format("^3.11"), "poetry.lock": LOCKED.format("main")}, "3.13"),
        ({"pyproject.toml": POETRY.format("^3.9"), "poetry.lock": LOCKED.format("main") + OTHER}, "3.13"),
        ({"pyproject.toml": '[project]\nrequires-python = ">=3.9"\n', "uv.lock": LOCKED.format("main")}, "3.10"),
        (
            {
                "Pipfile": '[packages]\nnumpy = "==1.23.5"\n',
                "Pipfile.lock": '{"_meta": {"requires": {"python_version": "3.12"}}}',
            },
            "3.12",
        ),
        (
            {
                "pyproject.toml": '[project]\nrequires-python = ">=3.9"\n',
                "uv.lock": LOCKED.format("main"),
                ".python-version": "3.12\n",
            },
            "3.12",
        ),
    ],
)
def test_old_releases_in_a_lock_file_choose_within_a_range(files, chosen, tmp_path):
    assert version(tmp_path, {"main.py": "", **files})[0] == chosen


def test_a_python_that_is_named_goes_before_old_pins(tmp_path):
    files = {"main.py": "", "requirements.txt": "numpy==1.21.0\n", ".python-version": "3.12\n"}
    assert version(tmp_path, files)[:2] == ("3.12", ".python-version:1")


@pytest.mark.parametrize(
    ("files", "what"),
    [
        ({"requirements.txt": "flask\ngunicorn==20.1.0\n"}, "gunicorn"),
        ({"requirements.txt": "flask\ngunicorn<21\n"}, "gunicorn"),
        ({"requirements.txt": "flask\n", "main.py": "import pkg_resources\n"}, "the program"),
        ({"requirements.txt": "flask\ngunicorn==21.2.0\n"}, None),
        ({"requirements.txt": "flask\ngunicorn\n"}, None),
        ({"requirements.txt": "gunicorn==20.1.0\nsetuptools==75.0\n"}, None),
        ({"requirements.txt": "gunicorn==20.1.0 --hash=sha256:00\n"}, None),
        ({"Pipfile": '[packages]\ngunicorn = "==20.1.0"\n'}, None),
    ],
)
def test_what_imports_pkg_resources_gets_a_setuptools_that_has_it(files, what, tmp_path):
    version(tmp_path, {"main.py": "", **files})
    assert python.inspect(Project(tmp_path), None).facts["pkg_resources"].value == what


def test_the_table_of_wheels_is_in_order():
    assert len(rows()) >= 60
    for name, row in rows().items():
        assert normalised(name) == name
        assert list(row) == sorted(row, key=lambda one: [int(part) for part in one.split(".")])
        numbers = [[int(part) for part in one.split()[0].split(".")] for one in row.values()]
        assert numbers == sorted(numbers), name
