"""Provide the CA certificates that outgoing HTTPS needs."""

import re
from typing import Final

from dockgen.dockerfiles.build import Build
from dockgen.practices.practice import About, Broken, Checked

_AUTHORITIES: Final = r"ca-cert|/etc/ssl|/etc/pki|cacert|tls-ca-bundle"
_TREES: Final = r"(?:^|/)(?:rootfs|root|fs|image|out|dist|export)/?$|\.(?:tar(?:\.\w+)?|tgz)$"
"""Common names of folders and archives that hold a whole file system."""

_COPY: Final = "COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/"


def check(build: Build) -> Checked:
    """Find an empty image without CA certificates whose program makes outgoing HTTPS calls."""
    final = build.file.final
    if build.file.image_of(final) != "scratch":
        return "the base image has CA certificates, or can install them"
    copies = build.file.inherited(final, "COPY", "ADD")
    whole = [source for one in copies if one.flag("from") is not None for source in one.args[:-1]]
    named = [word for one in copies for word in one.args]
    if any(re.search(_AUTHORITIES, word) for word in named) or any(re.fullmatch(r"/|/etc/?", path) for path in whole):
        return []
    if any(re.search(_TREES, source) for one in copies if one.args[-1] == "/" for source in one.args[:-1]):
        return "the content of the folder that is copied to / is unknown"
    outbound = build.facts.get("outbound")
    if outbound is None:
        return "unknown whether the program makes outgoing HTTPS calls"
    if not outbound.value:
        return f"the program makes no outgoing HTTPS calls ({outbound.source})"
    start = build.file.lineage(final)[0].start
    message = f"the image has no CA certificates, but the program makes outgoing HTTPS calls ({outbound.source})"
    return [Broken(start, message, _COPY, "error")]


ABOUT = About(
    gain="Outgoing HTTPS calls work, and servers are verified.",
    cost="About 220 kB, and a rebuild when the certificates change.",
    not_when="The program makes no outgoing HTTPS calls.",
    bad=(
        "FROM golang:1.27-alpine3.23 AS build\n"
        "COPY . .\n"
        "RUN CGO_ENABLED=0 go build -o /out/hello .\n"
        "\n"
        "FROM scratch\n"
        "COPY --from=build /out/hello /hello\n"
    ),
    good=(
        "FROM golang:1.27-alpine3.23 AS build\n"
        "COPY . .\n"
        "RUN CGO_ENABLED=0 go build -o /out/hello .\n"
        "\n"
        "FROM scratch\n"
        "COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\n"
        "COPY --from=build /out/hello /hello\n"
    ),
    check=check,
)
