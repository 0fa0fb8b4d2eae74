# RabbitMQ with the management plugin, the official image's variables and its place for data.
FROM debian:trixie-slim
RUN groupadd -r --gid=999 rabbitmq && useradd -r -g rabbitmq --uid=999 --home-dir=/var/lib/rabbitmq --shell=/bin/bash rabbitmq \
 && apt-get update -q && apt-get install -yq --no-install-recommends rabbitmq-server gosu >/dev/null && rm -rf /var/lib/apt/lists/* \
 && rm -rf /var/lib/rabbitmq /etc/rabbitmq && install -d -o rabbitmq -g rabbitmq -m 1777 /var/lib/rabbitmq /var/log/rabbitmq \
 && install -d -o rabbitmq -g rabbitmq -m 1777 /etc/rabbitmq /etc/rabbitmq/conf.d \
 && printf '[rabbitmq_management,rabbitmq_prometheus].\n' >/etc/rabbitmq/enabled_plugins
ENV HOME=/var/lib/rabbitmq RABBITMQ_DATA_DIR=/var/lib/rabbitmq LANG=C.UTF-8 RABBITMQ_LOGS=-
COPY --chmod=755 rabbitmq/docker-entrypoint.sh /usr/local/bin/
VOLUME /var/lib/rabbitmq
ENTRYPOINT ["docker-entrypoint.sh"]
EXPOSE 4369 5671 5672 15671 15672 15691 15692 25672
CMD ["rabbitmq-server"]
