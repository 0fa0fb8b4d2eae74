"""What checks, fixes, and the ladder know of plain files, and of the web server that serves them."""

from typing import Final

from dockgen.languages.language import Editing, Image, Left, Tooling
from dockgen.services.clients import Clients

TOOLING: Final = Tooling(
    images=(Image("nginx", ("base", "nginx", "root"), is_plain=False, has_root_home=False),),
    tools=(),
    manifests_too=(),
    sets_up="",
    readable="",
    clears="",
    cache_variables="",
    compiler=None,
    interpreter=None,
    left=Left(caches=(), marks=(), tools=(), packages=""),
    even_releases=0,
)

EDITING: Final = Editing(
    sources=(".html",), edits=dict.fromkeys((".html", ".htm"), "\n<!-- edited: {0} -->\n"), start=("", "")
)

CLIENTS: Final = Clients(
    of={},
    unless={},
    embedded=frozenset(),
    urls={},
    drivers={},
    needs_driver=frozenset(),
    names=lambda name: iter((name,)),
)
