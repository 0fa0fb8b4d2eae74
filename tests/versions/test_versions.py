"""The data of `versions.toml` holds together, whatever day it is."""

from datetime import date

import pytest

from dockgen import versions
from dockgen.languages import LANGUAGES
from dockgen.versions import resources
from dockgen.versions.ends import days

WITH_VERSIONS = [name for name in LANGUAGES if versions.language(name)[0]]
BUILT = [name for name in LANGUAGES if "build" in resources.language_versions(name)]


@pytest.mark.parametrize("name", WITH_VERSIONS)
def test_a_languages_default_is_supported(name):
    default, supported = versions.language(name)
    assert default in supported
    assert list(supported) == sorted(supported, key=lambda text: [int(part) for part in text.split(".")], reverse=True)


@pytest.mark.parametrize("name", BUILT)
@pytest.mark.parametrize("family", ["alpine", "debian"])
@pytest.mark.parametrize("pinned", [True, False])
def test_every_build_image_is_complete(name, family, pinned):
    image = versions.build_image(name, versions.language(name)[0], family, pinned=pinned)
    assert "{" not in image
    if pinned:
        assert ":" in image


@pytest.mark.parametrize(("name", "base"), [(name, base) for name, one in LANGUAGES.items() for base in one.BASES])
@pytest.mark.parametrize("variants", [(), ("root",), ("libc",), ("libc", "root")], ids="-".join)
def test_every_runtime_image_is_pinned_or_named(name, base, variants):
    version = versions.language(name)[0]
    pinned = versions.runtime_image(name, base, version, variants, pinned=True)
    assert pinned == "scratch" or ":" in pinned
    assert "{" not in pinned
    unpinned = versions.runtime_image(name, base, version, variants, pinned=False)
    assert pinned.startswith(unpinned.partition(":")[0])


def test_every_end_of_support_is_a_date():
    shared = resources.shared_versions()
    entries = (*(resources.language_versions(name) for name in LANGUAGES), shared["alpine"], shared["debian"])
    assert all(isinstance(end, date) for entry in entries for end in days(entry).values())
    for distribution in ("alpine", "debian"):
        assert shared[distribution]["default"] in shared[distribution]["ends"]
