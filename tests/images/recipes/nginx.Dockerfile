# The engine's stand-in with Alpine's busybox, whose wget a health check can use.
FROM nginx:1.29-alpine
RUN apt-get update -q && apt-get install -yq --no-install-recommends busybox-static >/dev/null && rm -rf /var/lib/apt/lists/* \
 && ln -s /bin/busybox /usr/local/bin/wget
