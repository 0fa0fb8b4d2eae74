# Deno and tini on the distroless cc image, as the official image is.
ARG DENO_IMAGE BASE
FROM ${DENO_IMAGE} AS deno
FROM ${BASE}
USER 0
WORKDIR /
ENV DENO_USE_CGROUPS=1 DENO_DIR=/deno-dir/ DENO_INSTALL_ROOT=/usr/local DENO_TLS_CA_STORE=system
COPY --from=deno /usr/bin/deno /bin/deno
COPY --from=deno /tini /tini
ENTRYPOINT ["/tini", "--", "/bin/deno"]
CMD ["eval", "console.log('Welcome to Deno!')"]
