"""Leave debug tables out of the binary."""

from dockgen.practices.practice import Practice

PRACTICE = Practice(
    id="strip",
    title="Strip the binary",
    why=(
        "The symbol table and the debug information are for a debugger, which nobody runs in this container; stack "
        "traces keep their names and lines. Build paths are cut too, so that equal sources give equal bytes."
    ),
    gain="About a third of the binary.",
    cost="A debugger or a core dump tells less.",
    not_when="You attach delve to the running container.",
    bad="RUN go build -o /hello .\n",
    good='RUN go build -trimpath -ldflags="-s -w" -o /hello .\n',
)
