"""What only Rust's own code reads of a program."""

from typing import Final, NamedTuple

from dockgen.model.found import Found

_NO: Final = Found(value=False, source="no sign of it")
_NONE: Final = Found(None, "no sign of it")
_EMPTY: Final[Found[tuple[str, ...]]] = Found((), "no sign of it")


class RustProgram(NamedTuple):
    """How a program of a Cargo package is built, and what it needs."""

    package: Found[str]
    """The folder of its package, "." for the top."""
    binary: Found[str | None]
    """What cargo calls it; None for the sample app, which gets the name that is chosen."""
    lock: Found[bool]
    """Whether there is a Cargo.lock."""
    features: Found[tuple[str, ...]] = _EMPTY
    """Those that it is not built without."""
    toolchain: Found[str | None] = _NONE
    """The file that asks for another toolchain than the image has."""
    pinned: Found[bool] = _NO
    """Whether such a file asks for the image's own, which rustup would install once more."""
    vendored: Found[str | None] = _NONE
    """The folder that holds the sources of all crates."""
    private: Found[bool] = _NO
    """Whether git fetches crates with a password."""
    tokens: Found[tuple[str, ...]] = _EMPTY
    """The variables that hold the tokens of package registries."""
    offline: Found[bool] = _NO
    """Whether sqlx checks its queries against files, not against a database."""
    stripped: Found[bool] = _NO
    """Whether the profile itself says what is stripped."""
    needs: Found[tuple[str, ...]] = _EMPTY
    """What its crates need of the distribution, in the words of kit/system_packages.py."""
    environment: Found[tuple[str, ...]] = _EMPTY
    """What its framework has to be told, as NAME=VALUE."""
    subcommand: Found[str | None] = _NONE
    """The word after its name with which it serves."""
    opened: Found[tuple[str, ...]] = _EMPTY
    """Files and folders that it reads at run time."""
    opened_in: Found[str] = Found(".", "no sign of it")
    """The folder that those paths, and `keeps`, count from."""
    keeps: Found[tuple[str, ...]] = _EMPTY
    """Folders of SQLite files."""
    links: Found[tuple[str, ...]] = _EMPTY
    """Links into those, as FROM=TO."""
