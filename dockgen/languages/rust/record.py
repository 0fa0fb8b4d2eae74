"""What only Rust's own code reads of a program."""

from typing import NamedTuple

from dockgen.model.found import Found


class RustProgram(NamedTuple):
    """How a program of a Cargo package is built, and what it needs."""

    package: Found[str]
    """The folder of its package, "." for the top."""
    binary: Found[str | None]
    """What cargo calls it; None for the sample app, which gets the name that is chosen."""
    features: Found[tuple[str, ...]]
    """Those that it is not built without."""
    lock: Found[bool]
    """Whether there is a Cargo.lock."""
    toolchain: Found[str | None]
    """The file that asks for another toolchain than the image has; None where the image's does."""
    pinned: Found[bool]
    """Whether such a file asks for the image's own, which rustup would install once more."""
    vendored: Found[str | None]
    """The folder that holds the sources of all crates."""
    private: Found[bool]
    """Whether git fetches crates with a password."""
    tokens: Found[tuple[str, ...]]
    """The variables that hold the tokens of package registries."""
    offline: Found[bool]
    """Whether sqlx checks its queries against files, not against a database."""
    stripped: Found[bool]
    """Whether the profile itself says what is stripped."""
    needs: Found[tuple[str, ...]]
    """What its crates need of the distribution, in the words of kit/system_packages.py."""
    environment: Found[tuple[str, ...]]
    """What its framework has to be told, as NAME=VALUE."""
    subcommand: Found[str | None]
    """The word after its name with which it serves."""
    opened: Found[tuple[str, ...]]
    """Files and folders that it reads at run time."""
    opened_in: Found[str]
    """The folder that those paths, and `keeps`, count from."""
    keeps: Found[tuple[str, ...]]
    """Folders of SQLite files."""
    links: Found[tuple[str, ...]]
    """Links into those, as FROM=TO."""
