"""What needs more builds: equal images, both platforms, SBOM and provenance."""

import json

import pytest
import sample
from test_engine_rogues import verify

pytestmark = pytest.mark.engine


def test_the_sample_builds_the_same_twice_and_for_both_platforms_and_its_origin_can_be_read(engine, tmp_path):
    del engine  # only that there is one
    folder = tmp_path / "hello"
    sample.init(folder, "--language", "go")
    code, report = verify(folder, "--full", "--only", "reproducible,platforms,attestations")
    assert code == 0, json.dumps(report, indent=1)
    said = {one["id"]: (one["outcome"], one["message"]) for one in report["checks"]}
    assert said == {
        "reproducible": ("passed", "two builds without a cache are equal, in 1 layer"),
        "platforms": ("passed", "builds for linux/amd64, linux/arm64"),
        "attestations": ("passed", said["attestations"][1]),
    }
    assert "https://slsa.dev/provenance/" in said["attestations"][1]


def test_init_verifies_what_it_has_written(engine, tmp_path):
    del engine
    done = sample.dockgen("init", tmp_path / "hello", "--language", "go", "--yes", "--verify", seconds=300)
    assert done.returncode == 0, done.stdout + done.stderr
    assert "healthy after" in done.stdout
    assert "17 passed" in done.stdout
