"""Digests of a real registry are those that BuildKit's own tool says."""

import os
import subprocess
from pathlib import Path

import pytest

from dockgen.pin.command import Options, pin
from dockgen.registry import transport

pytestmark = pytest.mark.engine
REGISTRY = os.environ.get("DOCKGEN_TEST_REGISTRY", "127.0.0.1:5099")


@pytest.mark.usefixtures("engine")
@pytest.mark.parametrize("image", ["alpine:3.23", "golang:1.27-alpine3.23"])
def test_a_digest_is_the_one_that_imagetools_says(tmp_path: Path, image: str) -> None:
    path = tmp_path / "Dockerfile"
    path.write_text(f"FROM {image}\n", "utf-8")
    pin([str(path)], Options(registry=transport.Options(mirror=REGISTRY)))
    asked = ["docker", "buildx", "imagetools", "inspect", f"{REGISTRY}/library/{image}"]
    told = subprocess.run(asked, capture_output=True, encoding="utf-8", check=True).stdout
    digest = next(line.split()[1] for line in told.splitlines() if line.startswith("Digest:"))
    assert path.read_text("utf-8") == f"FROM {image}@{digest}\n"
