"""The practices, in the order of the docs, and the ladder of the article; importing this imports no practice."""

from typing import Final

from dockgen.practices.practice import Practice

_ROWS: Final = (
    Practice("exec-form", "Exec form for the entry point"),
    Practice("pin", "Pin the base image"),
    Practice("cache", "Dependencies before sources, caches on mounts"),
    Practice("strip", "Strip the binary"),
    Practice("multi-stage", "Build in one stage, run in another"),
    Practice("user", "Run as a limited user"),
    Practice(
        "minimal-base",
        "A base image without a shell",
        needs=("multi-stage", "exec-form"),
        bases=("scratch", "distroless"),
    ),
    Practice("https", "CA certificates for HTTPS"),
    Practice("ignore-file", "A .dockerignore file"),
    Practice("healthcheck", "A health check"),
    Practice("labels", "Labels that say what the image is"),
    Practice("cross-build", "Cross-compile for other platforms", needs=("multi-stage",)),
)
PRACTICES: Final = {practice.id: practice for practice in _ROWS}

ALWAYS: Final = {
    practice.id: practice
    for practice in (
        Practice("secrets", "No secret in the image"),
        Practice("supported", "A base image that still gets fixes"),
    )
}
"""What dockgen always follows, without being asked; an audit looks for it as for the others."""

EVERY: Final[dict[str, Practice]] = PRACTICES | ALWAYS

# The article's first image starts its program in exec form, then each rung adds the practice it is named for.
_ARTICLE: Final = ("exec-form", "pin", "cache", "strip", "multi-stage", "user", "minimal-base", "https")

RUNGS: Final[dict[str, tuple[str, ...]]] = {
    "naive": _ARTICLE[:1],
    **{name: _ARTICLE[: index + 2] for index, name in enumerate(_ARTICLE[1:])},
    "all": tuple(PRACTICES),
}
