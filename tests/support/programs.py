"""Programs of which something was found otherwise."""

from typing import Any

from dockgen.model.found import Found
from dockgen.model.program import Program


def with_found(program: Program, **found: Found[Any]) -> Program:
    """Return a program with some of what was found changed, whichever record it stands in."""
    own = {name: found.pop(name) for name in program.own._fields if name in found}
    return program._replace(own=program.own._replace(**own), **found)


def with_values(program: Program, **values: Any) -> Program:
    """Return the same for values that all stand in one file."""
    return with_found(program, **{name: Found(value, "main.go") for name, value in values.items()})
