# syntax=docker/dockerfile:1
# What the Express sample needs beside its base image: measured apart from what dockgen writes.
ARG BUILD_IMAGE
FROM ${BUILD_IMAGE} AS install
WORKDIR /dependencies
COPY package.json package-lock.json ./
RUN --mount=type=cache,target=/root/.npm npm ci --omit=dev
WORKDIR /app
COPY package.json server.js notes.js ./
COPY public public

FROM scratch AS dependencies
COPY --from=install /dependencies/node_modules /

FROM scratch AS app
COPY --from=install /app /
