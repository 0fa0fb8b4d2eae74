"""What `inspect` finds in the sample app of a language: a server in one file, without dependencies on services."""

from typing import Final

from dockgen.model.found import Found
from dockgen.model.program import Own, Program

SAMPLE: Final = "the sample app"


def program(source: str, manifest: str, own: Own, *, outbound: str, libc: str) -> Program:
    """Return the program in the file `source`; `outbound` and `libc`: why it calls no server, and needs no C."""
    is_server = Found(value=True, source=source)
    return Program(
        version=Found(None, SAMPLE),
        name=Found(None, SAMPLE),
        mains=Found((".",), source),
        serves=is_server,
        port=Found(3000, source),
        port_env=is_server,
        health=Found("health", source),
        outbound=Found(value=False, source=outbound),
        libc=Found(value=False, source=libc),
        services=Found((), "no client of a database or a queue found"),
        main=Found(None, "the only program"),
        members=Found((), manifest),
        service_env=Found((), "the usual names"),
        env_example=Found(value=False, source="no .env.example of its own"),
        own=own,
    )
