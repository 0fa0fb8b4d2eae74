"""Whether a program needs `pkg_resources`, which releases of setuptools from 82 on no longer have."""

from typing import Final

from dockgen.languages.kit.sources import content
from dockgen.languages.python import wheels
from dockgen.languages.python.starting import Seen
from dockgen.model.found import Found

REQUIREMENT: Final = "setuptools<81"
"""What the deprecation warning of setuptools itself advises."""
_IMPORTS: Final = r"(?m)^(?:from|import)[ \t]{1,9}pkg_resources\b"
_BY_PIP: Final = frozenset({"pip", "pyproject", "setup.cfg", "setup.py"})


def find(seen: Seen) -> Found[str | None]:
    """Return what needs it; None where nothing does, or where a lock file or a pin decides about setuptools."""
    nothing = Found(None, "nothing needs pkg_resources")
    pins = [*wheels.written_pins(seen)] if seen.manager.name in _BY_PIP else []
    is_decided = any(pin.name == "setuptools" for pin in pins) or any(
        "--hash" in content(seen.project, path) for path in seen.manager.files
    )
    if seen.manager.name not in _BY_PIP or is_decided:
        return nothing
    first = wheels.table("pkg_resources")
    for pin in pins:
        if pin.name in first and not pin.has(first[pin.name]):
            return Found(pin.name, f"{pin.source}, {pin.name}{pin.text} imports pkg_resources")
    found = seen.sources.first(_IMPORTS)
    return Found("the program", found[0].at(found[1])) if found else nothing
