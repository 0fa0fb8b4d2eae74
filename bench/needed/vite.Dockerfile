# syntax=docker/dockerfile:1
# What the Vite sample needs beside its base image: the bundle, which has the dependencies in it.
ARG BUILD_IMAGE
FROM ${BUILD_IMAGE} AS install
WORKDIR /project
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci
RUN npm run build
RUN mkdir /dependencies

FROM scratch AS dependencies
COPY --from=install /dependencies /

FROM scratch AS app
COPY --from=install /project/dist /
