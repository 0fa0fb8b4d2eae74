"""What only a Deno program has."""

from typing import Final

from dockgen.languages.kit.written import Written
from dockgen.model.found import Found
from dockgen.records import NamedTuple

_NONE: Final = "not in the sample app"


class Deno(NamedTuple):
    """What only a Deno program has; the defaults are those of the sample app."""

    config: Found[str] = Found("deno.json", "deno.json")
    """The settings: deno.json, deno.jsonc, or empty."""
    lock: Found[str] = Found("", _NONE)
    described: Found[tuple[str, ...]] = Found(("deno.json",), "deno.json")
    """The files that name what is imported."""
    entry: Found[str] = Found("main.ts", "deno.json, tasks.start")
    """The file that it begins with; empty for none."""
    has_packages: Found[bool] = Found(value=False, source=_NONE)
    """Whether anything comes from a registry."""
    runs_in: Found[str] = Found("", _NONE)
    """The folder that it runs in."""
    build: Found[str] = Found("", _NONE)
    """The tasks that build it, with spaces between."""
    kept: Found[Written] = Found(Written(), _NONE)
