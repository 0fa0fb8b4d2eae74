"""The packages that talk to databases and queues: those of npm, as Deno names them."""

from dockgen.languages.node.service_clients import CLIENTS

__all__ = ("CLIENTS",)
