# Redis with the official image's place for data and its entry point.
FROM debian:trixie-slim
RUN groupadd -r -g 999 redis && useradd -r -g redis -u 999 redis \
 && apt-get update -q && apt-get install -yq --no-install-recommends redis-server redis-tools gosu >/dev/null && rm -rf /var/lib/apt/lists/* \
 && install -d -o redis -g redis /data
COPY --chmod=755 redis/docker-entrypoint.sh /usr/local/bin/
VOLUME /data
WORKDIR /data
ENTRYPOINT ["docker-entrypoint.sh"]
EXPOSE 6379
CMD ["redis-server"]
