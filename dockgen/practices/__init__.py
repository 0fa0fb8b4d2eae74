"""The practices in the order of the docs, and the rungs of the ladder; importing this imports no checks."""

from typing import Final

from dockgen.practices.practice import Practice

_ROWS: Final = (
    Practice("exec-form", "Exec form for the entry point"),
    Practice("pin", "Pin the base image"),
    Practice("cache", "Dependencies before sources, caches on mounts"),
    Practice("strip", "Strip the binary"),
    Practice("multi-stage", "Build in one stage, run in another"),
    Practice("user", "Run as a non-root user"),
    Practice("minimal-base", "A base image without a shell", ("multi-stage", "exec-form"), ("scratch", "distroless")),
    Practice("https", "CA certificates for HTTPS"),
    Practice("ignore-file", "A .dockerignore file"),
    Practice("healthcheck", "A health check"),
    Practice("labels", "Labels that describe the image"),
    Practice("cross-build", "Cross-compile for other platforms", needs=("multi-stage",)),
)
PRACTICES: Final = {practice.id: practice for practice in _ROWS}

_FOLLOWED: Final = (Practice("secrets", "No secrets in the image"), Practice("supported", "A supported base image"))
ALWAYS: Final = {practice.id: practice for practice in _FOLLOWED}
"""Practices that every generated file follows, so there is no flag for them; an audit checks them like the others."""

EVERY: Final[dict[str, Practice]] = PRACTICES | ALWAYS

# The first rung starts the program in exec form; each later rung adds the practice that it is named for.
_ARTICLE: Final = ("exec-form", "pin", "cache", "strip", "multi-stage", "user", "minimal-base", "https")

RUNGS: Final[dict[str, tuple[str, ...]]] = {
    "naive": _ARTICLE[:1],
    **{name: _ARTICLE[: index + 2] for index, name in enumerate(_ARTICLE[1:])},
    "all": tuple(PRACTICES),
}
