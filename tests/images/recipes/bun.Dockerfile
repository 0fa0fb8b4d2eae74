# Bun of npm's package on BASE, laid out as the official images are: debian-slim and alpine.
ARG BASE
FROM node:24-slim AS download
ARG PACKAGE VERSION
WORKDIR /bun
RUN npm pack --silent ${PACKAGE}@${VERSION} && tar xzf *.tgz && chmod +x package/bin/bun

FROM ${BASE}
# The last one is not in the official image: Bun trusts the machine's own certificates with it.
ENV BUN_RUNTIME_TRANSPILER_CACHE_PATH=0 BUN_INSTALL_BIN=/usr/local/bin \
    PATH=/usr/local/sbin:/usr/local/bin:/usr/sbin:/usr/bin:/sbin:/bin:/usr/local/bun-node-fallback-bin \
    NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
COPY --from=download /bun/package/bin/bun /usr/local/bin/bun
COPY --chmod=755 <<"END" /usr/local/bin/docker-entrypoint.sh
#!/bin/sh
set -e
if [ "${1#-}" != "${1}" ] || [ -z "$(command -v "${1}")" ] || { [ -f "${1}" ] && ! [ -x "${1}" ]; }; then
  set -- /usr/local/bin/bun "$@"
fi
exec "$@"
END
RUN mkdir -p /usr/local/bun-node-fallback-bin && ln -s /usr/local/bin/bun /usr/local/bun-node-fallback-bin/node \
 && if command -v apk; then addgroup -g 1000 bun && adduser -u 1000 -G bun -s /bin/sh -D bun && apk add --no-cache libgcc libstdc++; \
    else groupadd bun --gid 1000 && useradd bun --uid 1000 --gid bun --shell /bin/sh --create-home; fi \
 && ln -s /usr/local/bin/bun /usr/local/bin/bunx && bun --version
WORKDIR /home/bun/app
ENTRYPOINT ["/usr/local/bin/docker-entrypoint.sh"]
CMD ["/usr/local/bin/bun"]
