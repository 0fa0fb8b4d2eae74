"""Projects whose documentation is all that they make: what is said of them."""

from pathlib import Path

import pytest
from snapshots import write

from dockgen.languages import python
from dockgen.languages.python.inspection import NO_START
from dockgen.reading.project import Project

LIBRARY = {"pyproject.toml": '[project]\nname = "tides"\nversion = "1"\n', "src/tides/__init__.py": ""}
WHY = "describes a site of files, which dockgen does not build"


@pytest.mark.parametrize(
    ("files", "why"),
    [
        ({"mkdocs.yml": "site_name: x\n"}, f"mkdocs.yml {WHY}: run `mkdocs build`, then `dockgen init` in site"),
        ({"mkdocs.yml": "site_dir: public\n"}, f"mkdocs.yml {WHY}: run `mkdocs build`, then `dockgen init` in public"),
        ({"mkdocs.yaml": "site_dir: ../x\n"}, f"mkdocs.yaml {WHY}: run `mkdocs build`"),
        (
            {"docs/conf.py": "extensions = []\n"},
            f"docs/conf.py {WHY}: run `sphinx-build docs site`, then `dockgen init` in site",
        ),
        ({"docs/conf.py": "PORT = 1\n"}, NO_START),
        ({}, NO_START),
    ],
)
def test_a_site_that_has_to_be_built_first_is_named(tmp_path: Path, files: dict[str, str], why: str) -> None:
    write(tmp_path, LIBRARY | files)
    found = python.inspect(Project(tmp_path), None).start
    assert found is not None
    assert (found.value, found.source) == (None, why)


def test_a_program_with_documentation_is_started(tmp_path: Path) -> None:
    write(tmp_path, LIBRARY | {"mkdocs.yml": "", "main.py": "print(1)\n"})
    found = python.inspect(Project(tmp_path), None).start
    assert found is not None
    assert found.value == "python main.py"
