"""What Python tells a template to say."""

from collections.abc import Mapping

from dockgen.records import NamedTuple


class Note(NamedTuple):
    """A sentence of templates/notes.toml by its id, with what is filled in where it varies."""

    id: str
    values: Mapping[str, "str | Note"] = {}
    is_command: bool = False
    """Whether its line is never broken, as a command to copy must not be."""
