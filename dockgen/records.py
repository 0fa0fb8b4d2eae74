"""`NamedTuple` as in `typing`, but made in a fifth of the time.

`dockgen init` defines 80 of them while it starts. `typing` checks each annotation and compiles a constructor for each
class, which takes a sixth of the whole run. Here, constructors with the same number of fields share their compiled
code, and only mypy checks the annotations.
"""

import sys
from typing import TYPE_CHECKING

__all__ = ["NamedTuple"]

if TYPE_CHECKING or sys.version_info >= (3, 14):  # there, annotations are evaluated only when they are needed
    from typing import NamedTuple  # noqa: TID251 - this is what stands in for it
else:
    from _collections import _tuplegetter  # what `collections.namedtuple` makes fields of
    from collections.abc import Iterable
    from functools import cache
    from types import CodeType, FunctionType
    from typing import Generic

    @cache
    def _constructor(number: int) -> CodeType:
        """Return the code of `__new__` with so many fields, whose names are to be replaced."""
        names = ", ".join(f"_{position}" for position in range(number))
        made = eval(f"lambda _cls, {names}: _new(_cls, ({names},))", {})  # noqa: S307 - it contains only these names
        return made.__code__

    def _make(cls: type, values: Iterable[object]) -> tuple:
        """Return a record of values in the order of the fields."""
        return tuple.__new__(cls, values)

    def _replace(self: tuple, /, **changed: object) -> tuple:
        """Return a record with other values for some fields."""
        made = self._make(map(changed.pop, self._fields, self))
        if changed:
            raise ValueError(f"Got unexpected field names: {list(changed)!r}")
        return made

    def _asdict(self: tuple) -> dict[str, object]:
        """Return the values by field."""
        return dict(zip(self._fields, self, strict=True))

    def _values(self: tuple) -> tuple:
        """Return the values, from which copy and pickle make it anew."""
        return tuple(self)

    def _shown(self: tuple) -> str:
        """Return the expression that makes it."""
        values = ", ".join(f"{name}={value!r}" for name, value in zip(self._fields, self, strict=True))
        return f"{type(self).__name__}({values})"

    _METHODS = {
        "__slots__": (),
        "_make": classmethod(_make),
        "_replace": _replace,
        "_asdict": _asdict,
        "__repr__": _shown,
        "__getnewargs__": _values,
    }
    _GLOBALS = {"_new": tuple.__new__, "__builtins__": {}}

    class _Record(type):
        """Makes a class with these annotations a kind of tuple."""

        def __new__(cls, name: str, bases: tuple[type, ...], body: dict[str, object]) -> type:
            if not bases:  # `NamedTuple` itself
                return type.__new__(cls, name, bases, body)
            fields = tuple(body.get("__annotations__", ()))
            defaults = {field: body.pop(field) for field in fields if field in body}
            if tuple(defaults) != fields[len(fields) - len(defaults) :]:
                raise TypeError(f"a field of {name} without a default value follows one that has one")
            code = _constructor(len(fields)).replace(co_varnames=("_cls", *fields))
            made = _METHODS | {field: _tuplegetter(position, "") for position, field in enumerate(fields)}
            made |= {"_fields": fields, "_field_defaults": defaults, "__match_args__": fields}
            made["__new__"] = FunctionType(code, _GLOBALS, "__new__", tuple(defaults.values()))
            if Generic in bases:
                made["__class_getitem__"] = classmethod(Generic.__class_getitem__.__func__)
            return type(name, (tuple, *bases[1:]), made | body)

    class NamedTuple(metaclass=_Record):
        """A record: a tuple whose values have names."""
