"""Bring the certificates that outbound HTTPS needs."""

from dockgen.practices.practice import Practice

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
)
