"""What only a Rust program has."""

from typing import Final

from dockgen.languages.kit.runtime import Runtime
from dockgen.model.found import Found
from dockgen.records import NamedTuple

_NO: Final = Found(value=False, source="no sign of it")
_NONE: Final = Found(None, "no sign of it")
_EMPTY: Final[Found[tuple[str, ...]]] = Found((), "no sign of it")


class RustProgram(NamedTuple):
    """How a program of a Cargo package is built, and what it needs; the defaults are the sample app's."""

    package: Found[str] = Found(".", "Cargo.toml")
    """The folder of its package, "." for the top."""
    lock: Found[bool] = Found(value=True, source="Cargo.lock")
    features: Found[tuple[str, ...]] = _EMPTY
    toolchain: Found[str | None] = _NONE
    """The file that asks for another toolchain than the image has."""
    pinned: Found[bool] = _NO
    """Whether such a file asks for the image's own toolchain, which rustup would install once more."""
    vendored: Found[str | None] = _NONE
    """The folder with the sources of all crates."""
    private: Found[bool] = _NO
    """Whether git needs a password to fetch crates."""
    tokens: Found[tuple[str, ...]] = _EMPTY
    """The variables with the tokens of package registries."""
    offline: Found[bool] = _NO
    """Whether sqlx checks its queries against files, not against a database."""
    profile: Found[tuple[str, ...]] = _EMPTY
    """What the project's own release profile sets."""
    needs: Found[tuple[str, ...]] = _EMPTY
    """What its crates need of the distribution, in the words of kit/system_packages.py."""
    runtime: Runtime = Runtime()
