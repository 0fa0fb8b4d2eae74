"""Programs of which something was found otherwise."""

from typing import Any

from dockgen.languages.kit.runtime import Runtime
from dockgen.model.found import Found
from dockgen.model.program import Program


def with_found(program: Program, **found: Found[Any]) -> Program:
    """Return a program with some of what was found changed, whichever record it stands in."""
    own = program.own
    if runtime := {name: found.pop(name) for name in Runtime._fields if hasattr(own, "runtime") and name in found}:
        own = own._replace(runtime=own.runtime._replace(**runtime))
    own = own._replace(**{name: found.pop(name) for name in own._fields if name in found})
    return program._replace(own=own, **found)


def with_values(program: Program, **values: Any) -> Program:
    """Return the same for values that all stand in one file."""
    return with_found(program, **{name: Found(value, "main.go") for name, value in values.items()})
