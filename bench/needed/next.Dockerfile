# syntax=docker/dockerfile:1
# What the Next.js sample needs beside its base image: what Next.js itself traces, less than all production dependencies.
ARG BUILD_IMAGE
FROM ${BUILD_IMAGE} AS install
ENV NEXT_TELEMETRY_DISABLED=1
WORKDIR /project
COPY . .
RUN --mount=type=cache,target=/root/.npm npm ci
RUN npm run build
RUN mv .next/standalone/node_modules /dependencies && mv .next/standalone /app && cp -r public /app && cp -r .next/static /app/.next

FROM scratch AS dependencies
COPY --from=install /dependencies /

FROM scratch AS app
COPY --from=install /app /
