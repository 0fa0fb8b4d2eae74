"""Say in the image what it is."""

from dockgen.practices.practice import Practice

PRACTICE = Practice(
    id="labels",
    title="Labels that say what the image is",
    why=(
        "An image outlives the terminal it was built in. Labels with the keys of the OCI image specification travel "
        "with it, and registries and scanners show them."
    ),
    gain="One can tell where an image came from.",
    cost="A few bytes.",
    not_when="Your build system sets them all.",
    bad="FROM scratch\n",
    good='FROM scratch\nLABEL org.opencontainers.image.title="hello"\n',
)
