"""The packages that talk to databases and queues: a script calls programs, and names its servers itself."""

from typing import Final

from dockgen.services.clients import Clients

CLIENTS: Final = Clients(of={})
