# Node.js of the engine's image on Debian 13, laid out as there: the wheel's binary needs glibc 2.28 and nothing else.
ARG NODE_IMAGE
FROM ${NODE_IMAGE} AS node

FROM debian:trixie-slim
RUN groupadd --gid 1000 node && useradd --uid 1000 --gid node --shell /bin/bash --create-home node
COPY --from=node /usr/local /usr/local
COPY --from=node /opt /opt
# The wheel has lost these modes; npm compiles native packages with the first.
RUN npm=/usr/local/lib/node_modules/npm && chmod +x $npm/node_modules/@npmcli/run-script/lib/node-gyp-bin/node-gyp \
    $npm/node_modules/node-gyp/bin/node-gyp.js $npm/bin/node-gyp-bin/node-gyp
ARG VERSION
# The last two are not in the official image, see the engine's own recipe.
ENV NODE_VERSION=${VERSION} YARN_VERSION=1.22.22 NODE_EXTRA_CA_CERTS=/etc/ssl/certs/ca-certificates.crt COREPACK_INTEGRITY_KEYS=0
RUN test "$(node --version)" = "v$NODE_VERSION" && npm --version && test "$(yarn --version)" = "$YARN_VERSION"
ENTRYPOINT ["docker-entrypoint.sh"]
CMD ["node"]
