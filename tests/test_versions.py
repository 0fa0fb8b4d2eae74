"""The data of `versions.toml` holds together, whatever day it is."""

from datetime import date
from pathlib import Path

import pytest
import tomli

import dockgen
from dockgen import versions
from dockgen.languages import LANGUAGES

DATA = tomli.loads(Path(dockgen.__file__).with_name("versions.toml").read_text("utf-8"))


@pytest.mark.parametrize("name", LANGUAGES)
def test_a_languages_default_is_the_newest_that_is_supported(name):
    default, supported = versions.language(name)
    assert default == supported[0]
    assert list(supported) == sorted(supported, key=lambda text: [int(part) for part in text.split(".")], reverse=True)


@pytest.mark.parametrize("name", LANGUAGES)
@pytest.mark.parametrize("family", ["alpine", "debian"])
@pytest.mark.parametrize("pinned", [True, False])
def test_every_build_image_is_complete(name, family, pinned):
    image = versions.build_image(name, versions.language(name)[0], family, pinned=pinned)
    assert "{" not in image
    if pinned:
        assert ":" in image


@pytest.mark.parametrize("base", sorted({base for one in LANGUAGES.values() for base in (*one.BASES, *one.LIBC_BASES)}))
@pytest.mark.parametrize("root", [True, False])
@pytest.mark.parametrize("libc", [True, False])
def test_every_runtime_image_is_pinned_or_named(base, root, libc):
    pinned = versions.runtime_image(base, root=root, libc=libc, pinned=True)
    assert pinned == "scratch" or ":" in pinned
    assert versions.runtime_image(base, root=root, libc=libc, pinned=False) == pinned.partition(":")[0]


def test_every_end_of_support_is_a_date():
    ends = [entry["ends"] for entry in (DATA["alpine"], DATA["debian"], *DATA["language"].values())]
    assert all(isinstance(end, date) for one in ends for end in one.values())
    assert DATA["alpine"]["default"] in DATA["alpine"]["ends"]
    assert DATA["debian"]["default"] in DATA["debian"]["ends"]
