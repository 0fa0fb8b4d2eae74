# Debian's registry with the official image's place for data and its settings by environment.
FROM debian:trixie-slim
RUN apt-get update -q && apt-get install -yq --no-install-recommends docker-registry >/dev/null && rm -rf /var/lib/apt/lists/*
COPY <<END /etc/distribution/config.yml
version: 0.1
storage:
  filesystem:
    rootdirectory: /var/lib/registry
http:
  addr: :5000
END
VOLUME /var/lib/registry
EXPOSE 5000
ENTRYPOINT ["docker-registry"]
CMD ["serve", "/etc/distribution/config.yml"]
