"""Let the engine ask whether the program works."""

from dockgen.practices.practice import Practice

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
)
