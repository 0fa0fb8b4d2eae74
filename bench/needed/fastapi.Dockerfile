# syntax=docker/dockerfile:1
# What the FastAPI sample needs beside its base image: measured apart from what dockgen writes.
ARG BUILD_IMAGE
FROM ghcr.io/astral-sh/uv:0.13 AS uv

FROM ${BUILD_IMAGE} AS install
WORKDIR /project
COPY --from=uv /uv /usr/local/bin/
COPY . .
RUN uv export --locked --no-dev --no-emit-project --no-hashes --output-file requirements.txt
RUN --mount=type=cache,target=/root/.cache/uv \
    uv pip install --target /dependencies --compile-bytecode --link-mode copy -r requirements.txt
RUN mkdir /app && cp main.py /app && python -m compileall -q /app

FROM scratch AS dependencies
COPY --from=install /dependencies /

FROM scratch AS app
COPY --from=install /app /

FROM scratch AS requirements
COPY --from=install /project/requirements.txt /
