"""Projects as earlier releases left them, without a lock file: `dockgen update` brings them up to date all the same."""

import shutil
from pathlib import Path

import pytest
import sample
from snapshots import contents

from dockgen import __version__
from dockgen.choices.settings import Settings
from dockgen.generator import pipeline
from dockgen.update import lock

PAST = Path(__file__).parents[1] / "past/samples"
PROJECTS = sorted(path.relative_to(PAST).as_posix() for path in PAST.glob("*/*") if path.is_dir())

EDITS = {
    "line at the end": lambda text: text + "# mine, at the end\n",
    "line in the middle": lambda text: text.replace("EXPOSE", "# mine, in the middle\nEXPOSE"),
    "CR LF": lambda text: text.replace("\n", "\r\n"),
    "no newline at the end": lambda text: text.rstrip("\n"),
}


@pytest.fixture(params=PROJECTS)
def project(request: pytest.FixtureRequest, tmp_path: Path) -> Path:
    folder = tmp_path / Path(request.param).name
    shutil.copytree(PAST / request.param, folder)
    return folder


def _generated(folder: Path) -> dict[str, str]:
    return pipeline.generate(folder, Settings(), None).files


def test_there_are_three_of_the_first_release() -> None:
    assert [name for name in PROJECTS if name.startswith("0.1.0/")] == ["0.1.0/flags", "0.1.0/hello", "0.1.0/module"]


def test_update_gives_what_today_would_be_generated(project: Path) -> None:
    before = contents(project)
    result = sample.dockgen("update", str(project))
    assert (result.returncode, result.stderr) == (0, "")
    after = contents(project)
    made = _generated(project)
    assert {path: after[path].decode() for path in made if path != "dockgen.toml"} == {
        path: text for path, text in made.items() if path != "dockgen.toml"
    }
    assert before["dockgen.toml"].replace(b'"0.1.0"', b'"%s"' % __version__.encode()) == after["dockgen.toml"]
    assert {path: text for path, text in after.items() if path not in made and path != lock.FILE_NAME} == {
        path: text for path, text in before.items() if path not in made
    }


def test_a_second_update_changes_nothing(project: Path) -> None:
    assert sample.dockgen("update", str(project)).returncode == 0
    once = contents(project)
    assert sample.dockgen("update", str(project)).returncode == 0
    assert contents(project) == once


@pytest.mark.parametrize("edit", EDITS)
def test_edits_are_kept(project: Path, edit: str) -> None:
    path = project / "Dockerfile"
    change = EDITS[edit]
    path.write_bytes(change(path.read_bytes().decode()).encode())
    assert sample.dockgen("update", str(project)).returncode == 0
    assert path.read_bytes().decode() == change(_generated(project)["Dockerfile"])


def test_an_edit_of_a_line_that_dockgen_changed_too_is_a_conflict(project: Path) -> None:
    path = project / "Dockerfile"
    text, today = path.read_text("utf-8"), _generated(project)["Dockerfile"].splitlines()
    gone = next(line for line in text.splitlines() if line not in today)
    path.write_text(text.replace(gone, f"{gone} # mine"), "utf-8", newline="\n")
    before = contents(project)
    result = sample.dockgen("update", str(project))
    assert (result.returncode, contents(project)) == (5, before)
    assert "Dockerfile" in result.stderr


def test_a_lock_file_goes_before(project: Path) -> None:
    """Who deletes it says that nobody knows what was generated; a later release is not taken for the first."""
    assert sample.dockgen("update", str(project)).returncode == 0
    (project / lock.FILE_NAME).unlink()
    path = project / "Dockerfile"
    path.write_text(path.read_text("utf-8") + "# mine\n", "utf-8", newline="\n")
    assert sample.dockgen("update", str(project)).returncode == 5
