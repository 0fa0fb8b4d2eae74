"""Which tool installs, from which files, and what a project depends on."""

import pytest

from dockgen.languages import python
from dockgen.languages.python import managers, requirements
from dockgen.languages.python.requirements import Requirement
from dockgen.reading.project import Project


def project(folder, files):
    for path, text in files.items():
        (folder / path).parent.mkdir(parents=True, exist_ok=True)
        (folder / path).write_text(text, "utf-8")
    return Project(folder)


def manager(folder, files):
    here = project(folder, files)
    return managers.find(here, managers.read(here, ""))


def names(found):
    return [requirement.name for requirement in found.requirements]


PYPROJECT = '[project]\nname = "a"\nversion = "1"\ndependencies = ["Flask>=3", "redis[hiredis]"]\n'
BUILD = '[build-system]\nrequires = ["hatchling"]\n'


@pytest.mark.parametrize(
    ("files", "name", "source"),
    [
        ({"requirements.txt": "flask"}, "pip", "requirements.txt"),
        ({"requirements/base.txt": "flask", "requirements/dev.txt": ""}, "pip", "requirements/base.txt"),
        ({"requirements/base.txt": "", "requirements/production.txt": ""}, "pip", "requirements/production.txt"),
        ({"requirements-prod.txt": "flask"}, "pip", "requirements-prod.txt"),
        ({"pyproject.toml": PYPROJECT, "uv.lock": ""}, "uv", "uv.lock"),
        ({"pyproject.toml": PYPROJECT, "uv.lock": "", "requirements.txt": "flask"}, "uv", "uv.lock"),
        ({"pyproject.toml": PYPROJECT, "uv.lock": "", "poetry.lock": ""}, "uv", "uv.lock"),
        ({"pyproject.toml": f"{PYPROJECT}[tool.uv]\npackage = false\n"}, "uv", "pyproject.toml, tool.uv"),
        ({"pyproject.toml": PYPROJECT, "poetry.lock": ""}, "poetry", "poetry.lock"),
        ({"pyproject.toml": '[tool.poetry]\nname = "a"\n'}, "poetry", "pyproject.toml, tool.poetry"),
        ({"pyproject.toml": PYPROJECT, "pdm.lock": ""}, "pdm", "pdm.lock"),
        ({"pyproject.toml": f"{PYPROJECT}[tool.pdm]\ndistribution = false\n"}, "pdm", "pyproject.toml, tool.pdm"),
        ({"Pipfile": "[packages]\n", "Pipfile.lock": "{}"}, "pipenv", "Pipfile.lock"),
        ({"Pipfile": "[packages]\n", "requirements.txt": "flask"}, "pipenv", "Pipfile"),
        ({"pyproject.toml": PYPROJECT}, "pyproject", "pyproject.toml"),
        ({"pyproject.toml": PYPROJECT, "requirements.txt": "flask"}, "pip", "requirements.txt"),
        ({"setup.cfg": "[options]\ninstall_requires = flask\n", "setup.py": ""}, "setup.cfg", "setup.cfg"),
        ({"setup.py": "setup(name='a', install_requires=['flask'])"}, "setup.py", "setup.py"),
        ({"main.py": ""}, "none", "no file names dependencies"),
    ],
)
def test_a_lock_file_goes_before_a_manifest_and_that_before_nothing(files, name, source, tmp_path):
    found = manager(tmp_path, files)
    assert (found.name, found.source) == (name, source)


@pytest.mark.parametrize(
    ("files", "expected"),
    [
        ({"requirements.txt": "Flask==3 # web\n\n# no\ngunicorn ; python_version > '3'\n"}, ["flask", "gunicorn"]),
        ({"requirements.txt": "zope.interface\nruamel_yaml\n"}, ["zope-interface", "ruamel-yaml"]),
        ({"requirements.txt": "flask \\\n  --hash=sha256:aa \\\n  --hash=sha256:bb\nredis\n"}, ["flask", "redis"]),
        ({"pyproject.toml": PYPROJECT}, ["flask", "redis"]),
        (
            {"pyproject.toml": '[tool.poetry.dependencies]\npython = "*"\nflask = "3"\nrq = {optional = true}\n'},
            ["flask"],
        ),
        ({"Pipfile": '[packages]\nflask = "*"\n[dev-packages]\npytest = "*"\n'}, ["flask"]),
        (
            {"setup.cfg": "[metadata]\nname = a\n[options]\ninstall_requires =\n  flask>=3\n  redis\n", "setup.py": ""},
            ["flask", "redis"],
        ),
        ({"setup.py": "setup(name='a', install_requires=[\n 'flask>=3',\n \"redis\",\n])"}, ["flask", "redis"]),
    ],
)
def test_what_a_project_depends_on_is_read(files, expected, tmp_path):
    assert names(manager(tmp_path, files)) == expected


def test_extras_are_kept(tmp_path):
    assert manager(tmp_path, {"requirements.txt": "celery[redis, msgpack]>=5\n"}).requirements == (
        Requirement("celery", frozenset({"redis", "msgpack"})),
    )


def test_included_files_and_constraints_are_files_too_but_constraints_ask_for_nothing(tmp_path):
    files = {
        "requirements/production.txt": "-r base.txt\n--constraint=../constraints.txt\ngunicorn\n",
        "requirements/base.txt": "flask\n-r production.txt\n",
        "constraints.txt": "flask==3\nunused==1\n",
    }
    found = manager(tmp_path, files)
    assert found.files == ("requirements/production.txt", "requirements/base.txt", "constraints.txt")
    assert names(found) == ["gunicorn", "flask"]


@pytest.mark.parametrize("target", ["../other.txt", "my file,2.txt", "a/../../b.txt"])
def test_an_included_file_that_no_build_takes_gives_a_warning(target, tmp_path):
    here = project(tmp_path, {"requirements.txt": f"-r '{target}'\nflask\n"})
    found = requirements.read(here, "requirements.txt")
    assert found.files == ("requirements.txt",)
    assert [
        warning
        for warning in here.warnings
        if "requirements.txt: it includes" in warning or "cannot be read" in warning
    ]


@pytest.mark.parametrize(
    ("files", "path"),
    [
        ({"requirements.txt": "-e ../shared\n"}, "requirements.txt"),
        ({"requirements.txt": "../shared[extra]\n"}, "requirements.txt"),
        ({"pyproject.toml": f'{PYPROJECT}[tool.uv.sources]\nshared = {{ path = "../shared" }}\n'}, "pyproject.toml"),
        ({"pyproject.toml": '[tool.poetry.dependencies]\nshared = { path = "../shared" }\n'}, "pyproject.toml"),
        ({"Pipfile": '[packages]\nshared = { path = "./../shared", editable = true }\n'}, "Pipfile"),
    ],
)
def test_what_lies_outside_of_the_build_context_is_named(files, path, tmp_path):
    here = project(tmp_path, files)
    managers.find(here, managers.read(here, ""))
    (warning,) = here.warnings
    assert warning.startswith(f"{path} takes ")
    assert "../shared" in warning
    assert "outside the build context" in warning


def test_a_folder_of_the_project_gives_no_warning(tmp_path):
    here = project(tmp_path, {"requirements.txt": "-e ./shared\n./a/../b\n--find-links ../wheels\n"})
    managers.find(here, managers.read(here, ""))
    assert here.warnings == []


def test_an_included_file_that_is_not_there_gives_a_warning(tmp_path):
    here = project(tmp_path, {"requirements.txt": "-r more.txt\n"})
    assert requirements.read(here, "requirements.txt").files == ("requirements.txt",)
    assert here.warnings == ["more.txt cannot be read; it was ignored"]


@pytest.mark.parametrize(
    "line", ["-e .", "--editable=./libs/a", ".", "./libs/a", "../a", "libs/a.whl", "a @ file:///x/a.whl", ".[dev]"]
)
def test_a_folder_of_the_project_among_the_requirements_wants_the_sources_first(line, tmp_path):
    assert manager(tmp_path, {"requirements.txt": f"flask\n{line}\n"}).sources_first


@pytest.mark.parametrize("line", ["-e git+https://example.com/a.git#egg=a", "a @ git+https://example.com/a.git"])
def test_a_requirement_from_git_needs_git(line, tmp_path):
    found = manager(tmp_path, {"requirements.txt": f"{line}\n"})
    assert (found.has_git, found.sources_first) == (True, None)


def test_refused_wheels_are_known(tmp_path):
    found = manager(tmp_path, {"requirements.txt": "--no-binary lxml,Pillow\nlxml\npillow\n"})
    assert found.no_binary == {"lxml", "pillow"}


@pytest.mark.parametrize(
    ("files", "variables"),
    [
        (
            {"requirements.txt": "--extra-index-url https://${INDEX_USER}:${INDEX_PASSWORD}@example.com/simple\na\n"},
            ("INDEX_USER", "INDEX_PASSWORD"),
        ),
        (
            {"uv.lock": "", "pyproject.toml": '[[tool.uv.index]]\nname = "my-own"\nurl = "https://example.com"\n'},
            ("UV_INDEX_MY_OWN_USERNAME", "UV_INDEX_MY_OWN_PASSWORD"),
        ),
        (
            {
                "poetry.lock": "",
                "pyproject.toml": '[[tool.poetry.source]]\nname = "own"\nurl = "https://example.com"\n',
            },
            ("POETRY_HTTP_BASIC_OWN_USERNAME", "POETRY_HTTP_BASIC_OWN_PASSWORD"),
        ),
        (
            {"pdm.lock": "", "pyproject.toml": '[[tool.pdm.source]]\nurl = "https://${PDM_TOKEN}@example.com"\n'},
            ("PDM_TOKEN",),
        ),
        (
            {"Pipfile": '[[source]]\nurl = "https://$PYPI_USER:${ACME_PYPI_TOKEN}@example.com"\n'},
            ("PYPI_USER", "ACME_PYPI_TOKEN"),
        ),
        ({"requirements.txt": "flask\n"}, ()),
    ],
)
def test_credentials_of_a_private_index_are_build_secrets(files, variables, tmp_path):
    assert manager(tmp_path, files).variables == variables


@pytest.mark.parametrize(
    ("files", "is_package"),
    [
        ({"pyproject.toml": PYPROJECT + BUILD, "uv.lock": ""}, True),
        ({"pyproject.toml": PYPROJECT, "uv.lock": ""}, False),
        ({"pyproject.toml": f"{PYPROJECT}{BUILD}[tool.uv]\npackage = false\n", "uv.lock": ""}, False),
        ({"pyproject.toml": f"{PYPROJECT}[tool.uv]\npackage = true\n", "uv.lock": ""}, True),
        ({"pyproject.toml": PYPROJECT, "poetry.lock": "", "a/__init__.py": ""}, True),
        ({"pyproject.toml": PYPROJECT, "poetry.lock": "", "src/a/__init__.py": ""}, True),
        ({"pyproject.toml": PYPROJECT, "poetry.lock": "", "main.py": ""}, False),
        ({"pyproject.toml": f"{PYPROJECT}[tool.poetry]\npackage-mode = false\n", "a/__init__.py": ""}, False),
        ({"pyproject.toml": PYPROJECT + BUILD, "pdm.lock": ""}, True),
        ({"pyproject.toml": f"{PYPROJECT}{BUILD}[tool.pdm]\ndistribution = false\n", "pdm.lock": ""}, False),
        ({"pyproject.toml": PYPROJECT + BUILD}, True),
        ({"pyproject.toml": PYPROJECT}, False),
        ({"pyproject.toml": f'{PYPROJECT}[project.scripts]\na = "a:main"\n'}, True),
        ({"pyproject.toml": PYPROJECT + BUILD, "requirements.txt": "flask"}, False),
        ({"pyproject.toml": PYPROJECT + BUILD, "requirements.txt": "flask", "src/a/__init__.py": ""}, True),
    ],
)
def test_a_project_is_installed_only_where_it_can_be(files, is_package, tmp_path):
    assert manager(tmp_path, files).is_package == is_package


@pytest.mark.parametrize("backend", ["meson-python", "scikit-build-core"])
def test_a_project_that_is_compiled_is_not_installed_where_it_lies(backend, tmp_path):
    text = f'{PYPROJECT}[build-system]\nrequires = ["{backend}"]\n'
    assert not manager(tmp_path, {"pyproject.toml": text}).is_editable


@pytest.mark.parametrize("requires", ["setuptools-scm>=8", "hatch-vcs", "setuptools_scm[toml]"])
def test_a_version_that_comes_from_git_is_known(requires, tmp_path):
    text = f'{PYPROJECT}[build-system]\nrequires = ["{requires}"]\n'
    assert manager(tmp_path, {"pyproject.toml": text}).version_from_git


@pytest.mark.parametrize(
    ("files", "scripts"),
    [
        ({"pyproject.toml": '[project.scripts]\na = "a.b:main"\n'}, {"a": "a.b:main"}),
        ({"pyproject.toml": '[tool.poetry.scripts]\na = {callable = "a:main"}\n'}, {"a": "a:main"}),
        ({"setup.cfg": "[options.entry_points]\nconsole_scripts =\n  a = a.b:main\n"}, {"a": "a.b:main"}),
        ({"setup.py": "setup(entry_points={'console_scripts': ['a = a.b:main']})"}, {"a": "a.b:main"}),
        ({"pyproject.toml": '[project.scripts]\n"-a" = "a:b"\n"a b" = "a:b"\n'}, {}),
    ],
)
def test_console_scripts_are_read_from_every_manifest(files, scripts, tmp_path):
    assert managers.read(project(tmp_path, files), "").scripts == scripts


@pytest.mark.parametrize(
    ("path", "text", "warning"),
    [
        ("pyproject.toml", "[project\n", "pyproject.toml is not valid TOML: "),
        ("pyproject.toml", 'project = "a"\n', "pyproject.toml: project is no table"),
        ("pyproject.toml", '[project]\ndependencies = "flask"\n', "pyproject.toml: project.dependencies is no list"),
        ("pyproject.toml", "[project]\nname = 1\n", "pyproject.toml: project.name is no text"),
        ("Pipfile", "[packages\n", "Pipfile is not valid TOML: "),
        ("Pipfile.lock", "{", "Pipfile.lock is not valid JSON: "),
        ("Pipfile.lock", "[]", "Pipfile.lock holds no object"),
        ("setup.cfg", "name = a\n", "setup.cfg is not valid INI: "),
        ("setup.cfg", "[a]\n b\n", "setup.cfg is not valid INI: "),
        ("requirements.txt", "-r\\\n", ""),
    ],
)
def test_a_broken_file_gives_a_warning_that_names_it(path, text, warning, tmp_path):
    here = project(tmp_path, {"main.py": "print(1)", "pyproject.toml": "", path: text})
    python.inspect(here, None)
    assert [line for line in here.warnings if line.startswith(warning)] or not warning
    assert all(line.endswith("; it was ignored") for line in here.warnings)


def test_bytes_that_are_no_text_give_a_warning(tmp_path):
    (tmp_path / "requirements.txt").write_bytes(b"\xff")
    (tmp_path / "main.py").write_bytes(b"\x80")
    here = Project(tmp_path)
    python.inspect(here, None)
    assert {line.partition(" ")[0] for line in here.warnings} >= {"requirements.txt", "main.py"}


@pytest.mark.parametrize(
    ("tables", "uv", "poetry", "pdm"),
    [
        ("", "", "--only main", "--prod"),
        (
            "[project.optional-dependencies]\nprod = ['gunicorn']\ntest = ['pytest']",
            " --extra prod",
            "--only main --extras prod",
            "--prod -G prod",
        ),
        (
            "[dependency-groups]\nProduction = ['gunicorn']\ntest = ['pytest']",
            " --group Production",
            "--only main,Production",
            "--without test",
        ),
        (
            "[dependency-groups]\nprod = ['gunicorn']\n'a; touch b' = ['x']\n'-c' = ['x']\nc = ['x']",
            " --group prod",
            "--only main,prod",
            "--without c",
        ),
        ("[dependency-groups]\ndeploy = ['gunicorn']", " --group deploy", "--only main,deploy", ""),
        ("[tool.poetry.group.prod.dependencies]\ngunicorn = '*'", " --group prod", "--only main,prod", ""),
    ],
)
def test_groups_for_production_are_installed_too(tables, uv, poetry, pdm, tmp_path):
    found = manager(tmp_path, {"pyproject.toml": f"{PYPROJECT}{tables}\n[tool.uv]\npackage = false\n", "uv.lock": ""})
    groups = found.groups
    assert (groups.for_uv(), groups.for_poetry(), groups.for_pdm()) == (uv, poetry, pdm)
    assert ("gunicorn" in names(found)) == bool(tables)


def test_without_a_manager_only_an_extra_is_installed_too(tmp_path):
    tables = "[project.optional-dependencies]\nprod = ['gunicorn']\n[dependency-groups]\ndeploy = ['uvicorn']\n"
    assert names(manager(tmp_path, {"pyproject.toml": PYPROJECT + tables})) == ["flask", "redis", "gunicorn"]
