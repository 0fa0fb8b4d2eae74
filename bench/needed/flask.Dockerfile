# syntax=docker/dockerfile:1
# What the Flask sample needs beside its base image: measured apart from what dockgen writes.
ARG BUILD_IMAGE
FROM ${BUILD_IMAGE} AS install
WORKDIR /project
COPY . .
RUN --mount=type=cache,target=/root/.cache/pip pip install --target /dependencies -r requirements.txt
RUN mkdir /app && cp app.py /app && python -m compileall -q /app

FROM scratch AS dependencies
COPY --from=install /dependencies /

FROM scratch AS app
COPY --from=install /app /

FROM scratch AS requirements
COPY --from=install /project/requirements.txt /
