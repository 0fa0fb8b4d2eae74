"""Let the engine ask whether the program works."""

from typing import TYPE_CHECKING

from dockgen.practices.practice import Broken, Checked, Practice

if TYPE_CHECKING:
    from dockgen.audit.build import Build


def check(build: "Build") -> Checked:
    """Find a server without a health check."""
    final = build.file.final
    if build.file.inherited(final, "HEALTHCHECK"):
        return []
    ports = build.file.inherited(final, "EXPOSE")
    if not ports:
        return "no port is exposed"
    image = build.file.image_of(final)
    if image == "scratch" or "distroless/static" in image or "distroless/base" in image:
        own = build.facts.get("health")
        if own is None or not isinstance(own.value, str) or own.value.startswith("/"):
            return "nothing in the image could ask: no shell, and no command of the program itself"
    return [Broken(ports[-1], "nothing asks whether the server answers", "HEALTHCHECK CMD [...]", "note")]


PRACTICE = Practice(
    id="healthcheck",
    title="A health check",
    why=(
        "A process that runs is not yet a server that answers. The engine asks every 30 seconds, with the program's "
        "own command where the image has no shell, and compose can wait for it."
    ),
    gain="`docker ps` and compose tell healthy from hanging.",
    cost="One short process every 30 seconds; Kubernetes ignores it and has probes of its own.",
    not_when="The program ends by itself, or only Kubernetes runs it.",
    bad='ENTRYPOINT ["/hello"]\n',
    good='HEALTHCHECK --interval=30s --timeout=3s CMD ["/hello", "health"]\nENTRYPOINT ["/hello"]\n',
    check=check,
)
