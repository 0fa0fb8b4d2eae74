"""Packages of the distribution that a person asks for."""

import pytest

from dockgen import generate
from dockgen.errors import UsageError


def dockerfile(folder, **flags):
    """Return the Dockerfile of a sample app with packages."""
    return generate(folder / "hello", package=["jq", "ffmpeg"], **flags).files["Dockerfile"]


@pytest.mark.parametrize(
    ("flags", "line"),
    [
        ({}, "RUN apk add --no-cache jq ffmpeg\n"),  # scratch has no package manager
        ({"base": "slim"}, "    && apt-get install -y --no-install-recommends jq ffmpeg\n"),
        ({"language": "python"}, "    && apt-get install -y --no-install-recommends jq ffmpeg\n"),
        ({"language": "python", "base": "alpine"}, "RUN apk add --no-cache jq ffmpeg\n"),
        ({"practices": "naive"}, "RUN apk add --no-cache jq ffmpeg\n"),
        (
            {"practices": "naive", "base": "slim"},
            "    && apt-get install -y --no-install-recommends jq ffmpeg \\\n    && rm -rf /var/lib/apt/lists/*\n",
        ),
    ],
)
def test_packages_that_are_asked_for_are_installed_in_the_last_stage(tmp_path, flags, line):
    text = dockerfile(tmp_path, **flags)
    assert line in text
    assert "FROM" not in text.partition(line)[2]
    assert text.index(line) < text.index("CMD" if "language" in flags else "ENTRYPOINT")


@pytest.mark.parametrize("base", ["scratch", "distroless"])
def test_a_base_image_without_a_package_manager_is_refused(tmp_path, base):
    with pytest.raises(UsageError, match=f"the base image {base} has no package manager"):
        dockerfile(tmp_path, base=base)


@pytest.mark.parametrize("name", ["a;b", "A", "", "-y", "a b", "a=", "$(a)", "a\n"])
def test_only_names_of_packages_are_taken(tmp_path, name):
    with pytest.raises(UsageError, match=r"package: .* is not allowed"):
        generate(tmp_path, package=[name])
