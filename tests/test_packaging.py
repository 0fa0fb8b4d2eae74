"""A wheel and an sdist can be built, and an installed wheel works from any folder."""

import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from pathlib import Path

import pytest

from dockgen.languages import LANGUAGES

ROOT = Path(__file__).parent.parent


@pytest.fixture(scope="module")
def built(tmp_path_factory):
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--no-isolation", "--outdir", folder, ROOT]
    result = subprocess.run(command, capture_output=True, text=True, check=False)
    assert result.returncode == 0, result.stdout + result.stderr
    return folder


def test_the_wheel_carries_templates_data_and_types(built):
    names = zipfile.ZipFile(next(built.glob("*.whl"))).namelist()
    for name in (
        "templates/base.Dockerfile.j2",
        "templates/go/sample/main.go.j2",
        "versions/versions.toml",
        "py.typed",
    ):
        assert f"dockgen/{name}" in names
    assert "dockgen/choices/dockgen.schema.json" in names
    for module in ("__init__", "shared", *LANGUAGES):
        assert names.count(f"dockgen/rendering/compiled/{module}.py") == 1
    assert all(name.startswith(("dockgen/", "dockgen_cli-")) for name in names)


def test_the_sdist_has_all_that_a_wheel_is_made_of(built):
    with tarfile.open(next(built.glob("*.tar.gz"))) as archive:
        names = {name.partition("/")[2] for name in archive.getnames()}
    assert {"pyproject.toml", "templates/macros.j2", "dockgen/cli.py", "LICENSE", "README.md"} <= names
    assert "tools/compile_templates.py" in names
    assert not any("rendering/compiled" in name for name in names)


def test_an_installed_wheel_works_from_any_folder(built, tmp_path):
    # The libraries come from this environment, so that no network is needed; dockgen itself is the wheel's.
    home = tmp_path / "venv"
    venv.create(home, with_pip=False)
    version = f"python{sys.version_info.major}.{sys.version_info.minor}"
    site = home / "lib" / version / "site-packages"
    with zipfile.ZipFile(next(built.glob("*.whl"))) as wheel:
        wheel.extractall(site)  # noqa: S202 - our own archive
    (site / "libraries.pth").write_text(sysconfig.get_path("purelib") + "\n")
    place = tmp_path / "elsewhere"
    place.mkdir()
    python = home / "bin" / "python"
    where = subprocess.run(
        [python, "-c", "import dockgen; print(dockgen.__file__)"], cwd=place, capture_output=True, text=True, check=True
    )
    assert where.stdout.startswith(str(site))
    command = [python, "-X", "importtime", "-m", "dockgen", "init", "hello", "--yes"]
    imported = subprocess.run(command, cwd=place, capture_output=True, text=True, check=True).stderr
    assert "dockgen.rendering.runtime" in imported
    assert "jinja2" not in imported  # the compiled templates were used
    assert (place / "hello" / "main.go").exists()
    subprocess.run([python, "-m", "dockgen", "init", "hello", "--check"], cwd=place, capture_output=True, check=True)
    audited = subprocess.run(
        [python, "-m", "dockgen", "audit", "--no-tools", "hello"], cwd=place, capture_output=True, text=True, check=True
    )
    assert audited.stdout.endswith("1 file: no findings.\n")
