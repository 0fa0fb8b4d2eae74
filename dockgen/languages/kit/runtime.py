"""Where a compiled program runs, and what it needs there."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final

from dockgen.model.found import Found
from dockgen.records import NamedTuple

if TYPE_CHECKING:
    from dockgen.languages.kit.sqlite_files import Link

_OPENED: Final = "no file is opened by a path that is written out"
_KEPT: Final = "no SQLite file beside the program"


def bases(distroless: str) -> dict[str, str]:
    """Return the base images of a compiled language, best first; its distroless image has more for some."""
    return {
        "scratch": "nothing but your program: smallest, no shell, nothing to patch",
        "alpine": "a tiny Linux with a shell and packages; 9 MB to keep updated",
        "slim": "Debian with glibc, a shell and apt; 80 MB more, runs everything",
        "distroless": distroless,
    }


class Runtime(NamedTuple):
    """The facts that are the same for each compiled language; the defaults are those of most programs."""

    subcommand: Found[str | None] = Found(None, "it serves without one")
    """The words after the program's name with which it serves."""
    environment: Found[Mapping[str, str]] = Found({}, "no framework's own")
    """The variables that its framework needs."""
    opened: Found[tuple[str, ...]] = Found((), _OPENED)
    """Files and folders that it opens."""
    opened_in: Found[str] = Found(".", _OPENED)
    """The folder that `opened` and `keeps` count from."""
    keeps: Found[tuple[str, ...]] = Found((), _KEPT)
    """Folders in which it keeps SQLite files."""
    links: Found[tuple["Link", ...]] = Found((), _KEPT)
    """Links into these."""
    temporary: Found[bool] = Found(value=False, source="it makes no temporary files")
    """Whether it needs /tmp, which an empty image lacks."""
    runs: Found[tuple[str, ...]] = Found((), "it starts no other program")
    """The programs that it starts, in the words of kit/system_packages.py."""
