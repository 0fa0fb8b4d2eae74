"""What a change of the sources makes BuildKit do again: no download, and nothing for what the program does not use."""

import re

import pytest
import sample

pytestmark = pytest.mark.engine


@pytest.fixture
def workspace(tmp_path):
    folder = sample.load("go-workspace").copy_to(tmp_path)
    sample.init(folder)
    return folder


def build(engine, folder):
    """Build, and return which instructions of the Dockerfile ran; the others were remembered."""
    done = engine.attempt("build", "--progress", "plain", "--tag", f"{engine.name}:rebuild", folder)
    assert done.returncode == 0, done.stderr
    steps = dict(re.findall(r"(?m)^#(\d+) \[\w+ \d+/\d+\] (.+)$", done.stderr))
    ran = [text for number, text in steps.items() if f"#{number} CACHED" not in done.stderr]
    return [text for text in ran if not text.startswith("FROM")]


def edit(path, text):
    path.write_text(path.read_text() + text)


def test_only_what_a_change_touches_is_done_again(engine, workspace):
    build(engine, workspace)
    edit(workspace / "tools/seed/main.go", "\n// Nothing that the server needs.\n")
    assert build(engine, workspace) == []
    # The builder may have dropped a layer to make room, for the builds of other tests too; then once more.
    assert any(keeps_downloads(engine, workspace, number) for number in range(3))
    engine.remove(f"{engine.name}:rebuild")


def keeps_downloads(engine, workspace, number):
    """Return whether a program built anew took its dependencies from the layer that is there."""
    edit(workspace / "greeting/greeting.go", f"\n// Edited for {engine.name}.\nvar Edited{number} = 1\n")
    ran = build(engine, workspace)
    assert any("go build" in step for step in ran)
    return not [step for step in ran if "go mod download" in step]
