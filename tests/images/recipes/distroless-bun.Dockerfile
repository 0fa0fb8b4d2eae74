# Bun on the distroless base image, as the official image is.
ARG BUN_IMAGE BASE
FROM ${BUN_IMAGE} AS bun
FROM ${BASE}
USER 0
WORKDIR /
ENV BUN_RUNTIME_TRANSPILER_CACHE_PATH=0 BUN_INSTALL_BIN=/usr/local/bin NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
COPY --from=bun /usr/local/bin/bun /usr/local/bin/bun
ENTRYPOINT ["/usr/local/bin/bun"]
