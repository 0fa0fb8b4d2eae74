"""Run as a user with limited privileges."""

from dockgen.practices.practice import Practice

PRACTICE = Practice(
    id="user",
    title="Run as a limited user",
    why=(
        "Root in a container is root to the kernel: one hole in the program or the runtime and it owns more than its "
        "own files. A number is used, not a name, because Kubernetes checks runAsNonRoot by number."
    ),
    gain="A break-in stays small; clusters that forbid root take the image.",
    cost="The program cannot write where root could, nor bind ports below 1024 on some runtimes.",
    not_when="The program manages the machine itself, such as a device plug-in.",
    bad='ENTRYPOINT ["/hello"]\n',
    good='USER 65532:65532\nENTRYPOINT ["/hello"]\n',
)
