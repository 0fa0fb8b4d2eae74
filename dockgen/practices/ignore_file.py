"""Keep the build context small and free of secrets."""

from dockgen.practices.practice import Practice

PRACTICE = Practice(
    id="ignore-file",
    title="A .dockerignore file",
    why=(
        "All that lies in the folder is sent to the builder and may be copied: the repository's history, local "
        "settings, keys. What is ignored can neither leak into a layer nor spoil its cache."
    ),
    gain="Quicker builds, no rebuild after an edit of the README, no secret in an image by accident.",
    cost="A file that the build needs must not match a pattern.",
    not_when="Never, as soon as a Dockerfile copies a folder.",
    bad="# no .dockerignore\n",
    good="# .dockerignore\n.git\n**/.env*\n**/*.pem\n",
)
