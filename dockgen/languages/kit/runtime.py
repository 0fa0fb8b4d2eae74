"""What a compiled program needs when it runs."""

from collections.abc import Mapping
from typing import TYPE_CHECKING, Final, NamedTuple

from dockgen.model.found import Found

if TYPE_CHECKING:
    from dockgen.languages.kit.sqlite_files import Link

_OPENED: Final = "no file is opened by a path that is written out"
_KEPT: Final = "no SQLite file beside the program"


class Runtime(NamedTuple):
    """The facts that are the same for each compiled language; the defaults are those of most programs."""

    subcommand: Found[str | None] = Found(None, "it serves without one")
    """The word after the program's name with which it serves."""
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
