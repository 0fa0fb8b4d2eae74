"""End on an image without a shell."""

from dockgen.practices.practice import Practice

PRACTICE = Practice(
    id="minimal-base",
    title="A base image without a shell",
    why=(
        "A static binary needs no distribution below it. Without a shell and a package manager there is next to "
        "nothing to update, to scan or to misuse."
    ),
    gain="The image is the binary and a few files; scanners have nothing to report.",
    cost="No shell to look around with: `docker debug` or an ephemeral container does that instead.",
    not_when="The program calls other programs, or needs a C library.",
    bad="FROM alpine:3.23\n",
    good="FROM scratch\n",
    needs=("multi-stage", "exec-form"),
    bases=("scratch", "distroless"),
)
