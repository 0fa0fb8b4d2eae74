"""Lets Poetry ask the index's simple pages, as pip and uv do: a mirror need not have any others."""

from poetry.plugins.plugin import Plugin
from poetry.repositories.legacy_repository import LegacyRepository
from poetry.repositories.repository_pool import Priority


class Mirror(Plugin):
    """Puts the same index, read otherwise, in the place of the one that Poetry knows by itself."""

    def activate(self, poetry, io):  # noqa: ARG002 - as Poetry calls it
        if poetry.pool.has_repository("PyPI"):
            url = poetry.pool.repository("PyPI")._base_url.rstrip("/")  # noqa: SLF001 - it has no other name
            poetry.pool.remove_repository("PyPI")
            poetry.pool.add_repository(LegacyRepository("PyPI", f"{url}/simple"), priority=Priority.PRIMARY)
