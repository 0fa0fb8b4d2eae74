# Node.js on the distroless cc image, for the versions that the engine does not have.
ARG NODE_IMAGE BASE
FROM ${NODE_IMAGE} AS node
FROM ${BASE}
ARG VERSION
COPY --from=node /usr/local/bin/node /nodejs/bin/node
ENV NODE_VERSION=${VERSION} NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
ENTRYPOINT ["/nodejs/bin/node"]
