"""What checks, fixes, and the ladder know of Deno's tools."""

from typing import Final

from dockgen.languages.language import Editing, Image, Tooling

TOOLING: Final = Tooling(images=(Image("denoland/deno", ("build", "debian"), is_plain=False),), tools=())
EDITING: Final = Editing(sources=(), edits={})  # its sources are those of Node.js
