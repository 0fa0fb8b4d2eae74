"""Groups of dependencies that are for production, such as an extra `prod` with the server in it."""

import re
from collections.abc import Iterator, Sequence
from typing import Final

from dockgen.languages.kit.tables import Table, table, texts
from dockgen.records import NamedTuple

_NAME: Final = r"[A-Za-z0-9][\w.-]{0,60}"
"""What needs no quotes in a command."""
_OF_PRODUCTION: Final = frozenset({"prod", "production", "deploy", "deployment"})


class Group(NamedTuple):
    """One group of a pyproject.toml."""

    name: str
    is_extra: bool
    """Whether it is one of the package's optional dependencies, and not one of a package manager's groups."""


class Groups(NamedTuple):
    """The groups of a pyproject.toml."""

    wanted: tuple[Group, ...] = ()
    """Those that an image needs."""
    others: tuple[str, ...] = ()
    """The package manager's other groups."""

    def names(self, *, extras: bool) -> tuple[str, ...]:
        """Return the names of the extras, or of the package manager's groups, that an image needs."""
        return tuple(one.name for one in self.wanted if one.is_extra == extras)

    def extras(self) -> "Groups":
        """Return those that pip knows."""
        return Groups(tuple(one for one in self.wanted if one.is_extra))

    def for_uv(self) -> str:
        """Return the flags of `uv sync`, with a space before each."""
        return "".join(f" --{'extra' if one.is_extra else 'group'} {one.name}" for one in self.wanted)

    def for_poetry(self) -> str:
        """Return the flags of `poetry install`, without the project."""
        only = ",".join(("main", *self.names(extras=False)))
        return f"--only {only}" + "".join(f" --extras {name}" for name in self.names(extras=True))

    def for_pdm(self) -> str:
        """Return the flags of `pdm install`, for which the groups of development are all that are no extras."""
        if not self.names(extras=False):
            return "--prod" + "".join(f" -G {name}" for name in self.names(extras=True))
        without = [f"--without {','.join(self.others)}"] if self.others else []
        return " ".join((*without, *(f"-G {name}" for name in self.names(extras=True))))


def find(pyproject: Table) -> Groups:
    """Return the groups, by what they are called."""
    extras = table(pyproject, "project", "optional-dependencies")
    groups = {**table(pyproject, "dependency-groups"), **table(pyproject, "tool", "poetry", "group")}
    dev = [*groups, *table(pyproject, "tool", "pdm", "dev-dependencies")]
    wanted = (*(Group(name, is_extra=True) for name in extras), *(Group(name, is_extra=False) for name in groups))
    return Groups(
        tuple(one for one in wanted if one.name.lower() in _OF_PRODUCTION),
        tuple(name for name in dev if name.lower() not in _OF_PRODUCTION and re.fullmatch(_NAME, name, re.ASCII)),
    )


def lines(pyproject: Table, wanted: Sequence[Group]) -> Iterator[str]:
    """Yield the requirements of some groups, as `pip` writes them; of Poetry's only the names."""
    for one in wanted:
        if one.is_extra:
            yield from texts(pyproject, "project", "optional-dependencies", one.name)
        else:
            yield from texts(pyproject, "dependency-groups", one.name)
            yield from table(pyproject, "tool", "poetry", "group", one.name, "dependencies")
