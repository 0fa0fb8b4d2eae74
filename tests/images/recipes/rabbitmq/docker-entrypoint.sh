#!/bin/bash
# As in the official image: the first user, its password and its virtual host come from the environment.
set -euo pipefail
if [[ "$1" == rabbitmq* ]] && [ "$(id -u)" = 0 ]; then
  if [ "$1" = rabbitmq-server ]; then find /var/lib/rabbitmq \! -user rabbitmq -exec chown rabbitmq '{}' +; fi
  exec gosu rabbitmq "${BASH_SOURCE[0]}" "$@"
fi
if [ "$1" = rabbitmq-server ]; then
  for name in user pass vhost; do
    variable=RABBITMQ_DEFAULT_${name^^}
    [ -z "${!variable:-}" ] || printf 'default_%s = %s\n' "$name" "${!variable}"
  done >/etc/rabbitmq/conf.d/10-defaults.conf
  set -- /usr/lib/rabbitmq/bin/rabbitmq-server
fi
exec "$@"
