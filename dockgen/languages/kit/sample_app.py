"""What `inspect` finds in the sample app of a compiled language."""

from typing import Final

from dockgen.model.found import Found
from dockgen.model.program import Own, Program

SAMPLE: Final = "the sample app"


def compiled(source: str, manifest: str, own: Own, *, outbound: str, libc: str) -> Program:
    """Return the program of a server in one file, without dependencies.

    Args:
        source: the file.
        manifest: the file that makes it a project.
        own: what only its language reads.
        outbound: why it calls no other server.
        libc: why it needs no C library.
    """
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
