"""What checks, fixes, and the ladder know of plain files, and of the web server that serves them."""

from typing import Final

from dockgen.languages.language import Editing, Image, Tooling
from dockgen.services.clients import Clients

TOOLING: Final = Tooling(
    images=(Image("nginx", ("base", "nginx", "root"), is_plain=False, has_root_home=False),),
    tools=(),
)
EDITING: Final = Editing(sources=(".html",), edits=dict.fromkeys((".html", ".htm"), "\n<!-- edited: {0} -->\n"))
CLIENTS: Final = Clients(of={})
