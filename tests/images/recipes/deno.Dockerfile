# Deno of npm's package on BASE, laid out as the official images are, with Debian's tini.
ARG BASE
FROM node:24-slim AS download
ARG VERSION
WORKDIR /deno
RUN npm pack --silent @deno/linux-x64-glibc@${VERSION} && tar xzf *.tgz && chmod +x package/deno
FROM debian:trixie-slim AS tini
RUN apt-get update -qq && apt-get install -qq --no-install-recommends tini

FROM ${BASE}
RUN useradd --uid 1993 --user-group deno && mkdir /deno-dir/ && chown deno:deno /deno-dir/
ARG VERSION
# The last one is not in the official image: Deno trusts the machine's own certificates with it.
ENV DENO_USE_CGROUPS=1 DENO_DIR=/deno-dir/ DENO_INSTALL_ROOT=/usr/local DENO_VERSION=${VERSION} DENO_TLS_CA_STORE=system
COPY --from=download /deno/package/deno /usr/bin/deno
COPY --from=tini /usr/bin/tini-static /tini
COPY --chmod=755 <<"END" /usr/local/bin/docker-entrypoint.sh
#!/bin/sh
set -e
case "$1" in
    -* | cache | eval | install | run | serve | task | test) exec deno "$@" ;;
esac
exec "$@"
END
RUN deno --version
ENTRYPOINT ["/tini", "--", "docker-entrypoint.sh"]
CMD ["eval", "console.log('Welcome to Deno!')"]
