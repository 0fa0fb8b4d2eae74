"""Bring the certificates that outbound HTTPS needs."""

import re
from typing import TYPE_CHECKING

from dockgen.practices.practice import Broken, Checked, Practice

if TYPE_CHECKING:
    from dockgen.audit.build import Build


def check(build: "Build") -> Checked:
    """Find an empty image without certificate authorities, for a program that calls others over TLS."""
    final = build.file.final
    if build.file.image_of(final) != "scratch":
        return "the base image has certificate authorities, or can install them"
    copied = [word for one in build.file.inherited(final, "COPY", "ADD") for word in one.args]
    if any(re.search(r"ca-cert|/etc/ssl|/etc/pki|cacert|tls-ca-bundle|^/etc/?$|^/$", word) for word in copied):
        return []
    outbound = build.facts.get("outbound")
    if outbound is None:
        return "whether the program calls others over TLS is not known"
    if not outbound.value:
        return f"the program calls nobody over TLS ({outbound.source})"
    start = build.file.lineage(final)[0].start
    return [
        Broken(
            start,
            f"the image has no certificate authorities, and the program calls others over TLS ({outbound.source})",
            "COPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/",
            "error",
        )
    ]


PRACTICE = Practice(
    id="https",
    title="CA certificates for HTTPS",
    why=(
        "To trust a server a program needs the list of certificate authorities, and an empty image has none: the first "
        'call would fail with "x509: certificate signed by unknown authority". One file is all it takes.'
    ),
    gain="Outbound HTTPS works and is verified.",
    cost="About 220 kB, and a rebuild when authorities change.",
    not_when="The program calls nobody over TLS.",
    bad="FROM scratch\nCOPY --from=build /out/hello /hello\n",
    good=(
        "FROM scratch\nCOPY --from=build /etc/ssl/certs/ca-certificates.crt /etc/ssl/certs/\n"
        "COPY --from=build /out/hello /hello\n"
    ),
    check=check,
)
