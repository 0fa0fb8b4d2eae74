"""Start the program itself, not a shell around it."""

from dockgen.practices.practice import Practice

PRACTICE = Practice(
    id="exec-form",
    title="Exec form for the entry point",
    why=(
        "In shell form a shell is process 1 and keeps SIGTERM to itself: the program learns nothing of a stop and is "
        "killed after ten seconds. In exec form the program is process 1."
    ),
    gain="A stop is clean and takes milliseconds; no shell is needed in the image.",
    cost="No variables and no pipes in the command.",
    not_when="The command truly needs a shell; then `exec` the last program.",
    bad="CMD /hello\n",
    good='ENTRYPOINT ["/hello"]\n',
)
