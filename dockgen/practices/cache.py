"""Keep what did not change."""

from dockgen.practices.practice import Practice

PRACTICE = Practice(
    id="cache",
    title="Dependencies before sources, caches on mounts",
    why=(
        "A layer is built again when a file it reads changes. Modules are fetched in a step that reads only the files "
        "that name them, and the compiler keeps its own cache on a mount, so that an edit compiles one package."
    ),
    gain="A rebuild after an edit takes about a second; the caches never reach the image.",
    cost="BuildKit is needed (the default since Docker 23); a cache belongs to one builder.",
    not_when="Each build runs on a fresh machine that keeps no cache: then it helps nothing and harms nothing.",
    bad="COPY . .\nRUN go build -o /hello .\n",
    good=(
        "COPY go.mod go.sum* ./\n"
        "RUN --mount=type=cache,target=/go/pkg/mod go mod download\n"
        "RUN --mount=type=bind,target=. \\\n"
        "    --mount=type=cache,target=/go/pkg/mod \\\n"
        "    --mount=type=cache,target=/root/.cache/go-build \\\n"
        "    go build -o /hello .\n"
    ),
)
