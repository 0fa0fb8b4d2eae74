"""A gallery of images that each break one promise: it is noticed, and nothing else is blamed.

`tests/rogues/NAME/rogue.toml` says which checks are `breaks`, with which `flags` it is verified, what the finding
`says`, and on which `line` of the Dockerfile.
"""

import json
import subprocess
import sys
from pathlib import Path
from typing import Any

import pytest
import tomli
from test_engine_samples import part

ROGUES = Path(__file__).with_name("rogues")
FOLDERS = sorted(path.parent for path in ROGUES.glob("*/rogue.toml"))

pytestmark = pytest.mark.engine


@pytest.mark.parametrize("folder", part(FOLDERS), ids=lambda one: one.name)
def test_a_rogue_is_caught_by_what_it_breaks_and_by_nothing_else(folder, engine):
    del engine  # only that there is one
    assert_caught(folder)


def assert_caught(folder: Path, *flags: str) -> None:
    """Verify a rogue, and see that what it breaks is named, and nothing else."""
    rogue = tomli.loads((folder / "rogue.toml").read_text())
    code, report = verify(folder, *rogue.get("flags", ()), *flags)
    broken = [one for one in report["checks"] if one["outcome"] == "failed"]
    assert [one["id"] for one in broken] == rogue["breaks"], json.dumps(report, indent=1)
    assert code == 1
    said = json.dumps(broken, ensure_ascii=False)
    assert rogue.get("says", "") in said
    if "line" in rogue:
        assert rogue["line"] in [finding["line"] for one in broken for finding in one["findings"]], said


def verify(folder: Path, *flags: str) -> tuple[int, dict[str, Any]]:
    """Run the command, and return its exit code and what it reports of the only image."""
    done = subprocess.run(
        [sys.executable, "-m", "dockgen", "verify", folder, "--json", "--quiet", *flags],
        stdin=subprocess.DEVNULL,
        capture_output=True,
        encoding="utf-8",
        timeout=900,
        check=False,
    )
    assert done.stdout, done.stderr
    return done.returncode, json.loads(done.stdout)["images"][0]
