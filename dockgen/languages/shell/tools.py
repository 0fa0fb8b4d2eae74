"""What checks, fixes, and the ladder know of shell programs: nothing of their own."""

from typing import Final

from dockgen.languages.language import Editing, Tooling

TOOLING: Final = Tooling(images=(), tools=())
EDITING: Final = Editing(sources=(".sh",), edits={".sh": "\n# edited: {0}\n"})
